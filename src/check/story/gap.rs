//! A long stretch in the paper's own voice that carries claims.

use super::ledger::{POINTERS, is_copy};
use crate::article::TokenSpan;
use crate::check::{Candidate, Check, Context, Evidence, Voice};

#[derive(Default)]
struct Run {
    first: Option<usize>,
    last: usize,
    sentences: usize,
    points: i64,
    hits: Vec<TokenSpan>,
}

/// The longest run of sentences that no attribution touches, if it claims enough. Plain facts neither count nor end it.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    let (most, least) = (check.count("max-gap", 6), check.number("min-score", 3));
    let plain = context.evidence(evidence, "plain");
    let mut scores = context.score(&evidence.score).into_iter().peekable();
    let (mut best, mut open) = (Run::default(), Run::default());
    let mut cues = article.attributions.iter().map(|a| a.cue.start).peekable();
    for (number, sentence) in article.sentences.iter().enumerate() {
        while scores.next_if(|(s, ..)| *s < number).is_some() {}
        let mut cued = false;
        while cues.next_if(|cue| *cue < sentence.tokens.end).is_some() {
            cued = true;
        }
        let kind = article.prose.blocks[sentence.block as usize].kind;
        if sentence.tokens.is_empty() || !is_copy(kind) {
            continue;
        }
        let touched = cued || article.scopes[sentence.tokens.range()].iter().any(|s| Voice::of(*s) != Voice::Narrator);
        if touched {
            best = better(best, std::mem::take(&mut open), most, least);
            continue;
        }
        if super::ledger::hit_in(plain, sentence.tokens).is_some() {
            continue;
        }
        open.first.get_or_insert(number);
        open.last = number;
        open.sentences += 1;
        if let Some((_, points, hits)) = scores.next_if(|(s, ..)| *s == number) {
            open.points += points.max(0);
            open.hits.extend(hits);
        }
    }
    best = better(best, open, most, least);
    let (Some(first), false) = (best.first, best.hits.is_empty()) else { return Vec::new() };
    let tokens = (first..=best.last).map(|i| article.sentences[i].tokens.start);
    vec![Candidate {
        found: article.sentences[first].tokens,
        count: Some(best.sentences as u32),
        score: best.points,
        facts: vec![("paragraphs", context.paragraphs(tokens))],
        related: best.hits.iter().take(POINTERS).map(|h| (*h, "who says so?".to_owned())).collect(),
        hits: best.hits,
        ..Candidate::default()
    }]
}

fn better(a: Run, b: Run, most: usize, least: i64) -> Run {
    if b.sentences > most && b.points >= least && b.sentences > a.sentences { b } else { a }
}
