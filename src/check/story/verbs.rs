//! One side says, the other claims.

use super::ledger::{POINTERS, Said, hit_in, some};
use crate::article::{CueKind, SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::cmp::Reverse;

/// Half of one source's verbs or more doubt it, and none of another's.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let least = check.count("min-cues", 2);
    let doubt = context.evidence(evidence, "doubt");
    if doubt.is_empty() {
        return Vec::new();
    }
    let person = |class| !matches!(class, SourceClass::Document | SourceClass::Outlet | SourceClass::Pronoun);
    let mut verbs: Vec<Said<'_>> = Vec::with_capacity(context.said().len());
    let told =
        context.said().filter(|s| s.attribution.cue_kind == CueKind::Verb && person(s.class) && !s.attribution.passive);
    verbs.extend(told);
    verbs.sort_by_cached_key(|said| said.speaker);
    let head = |s: &Said<'_>| TokenSpan::new(s.attribution.head as usize, s.attribution.head as usize + 1);
    let doubts = |said: &&Said<'_>| hit_in(doubt, head(said)).is_some();
    // All that each says, and how much of it is doubted.
    let often = verbs.chunk_by(|a, b| a.speaker == b.speaker).filter(|all| all.len() >= least);
    let by: Vec<(&[Said<'_>], usize)> = often.map(|all| (all, all.iter().filter(doubts).count())).collect();
    let doubted = by
        .iter()
        .filter(|(all, doubted)| *doubted >= least && doubted * 100 >= all.len() * check.count("threshold", 50))
        .max_by_key(|(all, doubted)| (*doubted, Reverse(all[0].speaker)));
    let trusted = by
        .iter()
        .filter(|(all, doubted)| all.len() >= least && *doubted == 0)
        .max_by_key(|(all, _)| (all.len(), Reverse(all[0].speaker)));
    let (Some((marked, _)), Some((plain, _))) = (doubted, trusted) else { return Vec::new() };
    let (speaker, other) = (marked[0].speaker, plain[0].speaker);
    let marked: Vec<Said<'_>> = marked.iter().filter(doubts).copied().collect();
    let verbs = |all: &[Said<'_>]| {
        some(
            &all.iter().map(|s| format!("`{}`", context.article.word(s.attribution.head as usize))).collect::<Vec<_>>(),
        )
    };
    let Some((first, again)) = marked.split_first() else { return Vec::new() };
    let mut related: Vec<(TokenSpan, String)> =
        again.iter().take(POINTERS).map(|s| (head(s), format!("{} again", context.name(speaker)))).collect();
    related.extend(plain.iter().take(1).map(|s| (head(s), format!("the verb for {}", context.name(other)))));
    vec![Candidate {
        found: head(first),
        attribution: Some(first.number),
        speaker: Some(speaker),
        count: Some(marked.len() as u32),
        facts: vec![
            ("source", context.name(speaker)),
            ("verbs", verbs(&marked)),
            ("other", format!("{} {}", context.name(other), verbs(plain))),
        ],
        related,
        ..Candidate::default()
    }]
}
