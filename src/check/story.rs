//! Checks of the whole story: how many sources, and whether the lead has one. One function a check; a new one is a
//! variant of [`StoryCheck`] and a function here.

use super::plan::ScoreLine;
use super::{Candidate, Check, Context, Job};
use crate::article::{SourceClass, TokenKind, TokenSpan};
use crate::prose::BlockKind;
use crate::rule::schema::StoryCheck;
use std::collections::BTreeMap;

/// Runs each story rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    for (number, check) in plan.checks.iter().enumerate().filter(|(i, _)| on[*i]) {
        let Job::Story { check: kind, not_classes, score } = &check.job else { continue };
        let found = match kind {
            StoryCheck::SingleSource => single_source(context, check, not_classes),
            StoryCheck::LeadWithoutAttribution => lead_without_attribution(context, check, score),
        };
        if let Some(candidate) = found {
            context.admit(Candidate { check: number, scoped: true, ..candidate });
        }
    }
}

/// Everything that is attributed comes from fewer sources than the rule asks for.
fn single_source(context: &Context<'_>, check: &Check, not_classes: &[SourceClass]) -> Option<Candidate> {
    let article = context.article;
    let words = article.tokens.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count();
    if words < check.count("min-words", 250) {
        return None;
    }
    let default = [SourceClass::Pronoun];
    let not_classes = if not_classes.is_empty() { &default[..] } else { not_classes };
    let mut counts: BTreeMap<u32, (u32, TokenSpan)> = BTreeMap::new();
    for a in &article.attributions {
        let in_story =
            !matches!(article.zone(a.cue.start as usize), BlockKind::Headline | BlockKind::Caption | BlockKind::Note);
        if let (Some(speaker), Some(source), true) = (a.speaker, a.source, in_story)
            && context.class(a).is_some_and(|c| !not_classes.contains(&c))
        {
            counts.entry(speaker).or_insert((0, source)).0 += 1;
        }
    }
    let total: u32 = counts.values().map(|(n, _)| n).sum();
    if (total as usize) < check.count("min-attributions", 3) || counts.len() >= check.count("min-distinct", 2) {
        return None;
    }
    let (speaker, (_, first)) = counts.iter().max_by_key(|(id, (n, _))| (*n, std::cmp::Reverse(**id)))?;
    Some(Candidate { found: *first, count: Some(total), speaker: Some(*speaker), ..Candidate::default() })
}

/// A lead that claims something, and no source in the first paragraphs.
fn lead_without_attribution(context: &Context<'_>, check: &Check, score: &[ScoreLine]) -> Option<Candidate> {
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
        ..Candidate::default()
    })
}
