//! A contentious lead with nobody behind it.

use crate::check::plan::ScoreLine;
use crate::check::{Candidate, Check, Context, Evidence};
use crate::prose::BlockKind;

/// A lead that claims something, and no source in the first paragraphs.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    lead(context, check, &evidence.score).into_iter().collect()
}

fn lead(context: &Context<'_>, check: &Check, score: &[ScoreLine]) -> Option<Candidate> {
    let article = context.article;
    let blocks = &article.prose.blocks;
    let lead = blocks.iter().position(|b| b.kind == BlockKind::Lead)?;
    let until = blocks
        .iter()
        .enumerate()
        .skip(lead)
        .filter(|(_, b)| matches!(b.kind, BlockKind::Lead | BlockKind::Body | BlockKind::List | BlockKind::BlockQuote))
        .take(check.count("within", 2).max(1))
        .last()?
        .0;
    let sentences = || article.sentences.iter().filter(|s| (lead..=until).contains(&(s.block as usize)));
    if sentences().any(|s| context.cues_in(s.tokens).any(|i| article.attributions[i].source.is_some())) {
        return None;
    }
    let wanted = check.number("min-score", 2);
    let opening = article.sentences.iter().position(|s| s.block as usize == lead)?;
    let (sum, hits) = context
        .score(score)
        .into_iter()
        .filter(|(sentence, ..)| article.sentences[*sentence].block as usize == lead)
        .fold((0, Vec::new()), |(before, mut all), (_, more, marked)| {
            all.extend(marked);
            (before + more, all)
        });
    (sum >= wanted && !hits.is_empty()).then(|| Candidate {
        found: article.sentences[opening].tokens,
        score: sum,
        hits,
        count: Some((until - lead + 1) as u32),
        ..Candidate::default()
    })
}
