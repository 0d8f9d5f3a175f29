//! One side says, the other claims.

use super::ledger::{POINTERS, Said, hit_in, some};
use crate::article::{CueKind, SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::cmp::Reverse;

/// Half of one source's verbs or more doubt it, and none of another's.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let least = check.count("min-cues", 2).max(1);
    let doubt = context.evidence(evidence, "doubt");
    if doubt.is_empty() {
        return Vec::new();
    }
    let person = |class| !matches!(class, SourceClass::Document | SourceClass::Outlet | SourceClass::Pronoun);
    let told = || {
        context.said().filter(|s| s.attribution.cue_kind == CueKind::Verb && person(s.class) && !s.attribution.passive)
    };
    let head = |s: &Said<'_>| TokenSpan::new(s.attribution.head as usize, s.attribution.head as usize + 1);
    let doubts = |said: &Said<'_>| hit_in(doubt, head(said)).is_some();
    // How much each says, and how much of it is doubted.
    let mut by = vec![(0, 0); context.article.sources.len()];
    for said in told() {
        let (all, doubted): &mut (usize, usize) = &mut by[said.speaker as usize];
        *all += 1;
        *doubted += usize::from(doubts(&said));
    }
    let by = || (0u32..).zip(&by).filter(|(_, (all, _))| *all >= least);
    let doubted = by()
        .filter(|(_, (all, doubted))| *doubted >= least && doubted * 100 >= all * check.count("threshold", 50))
        .max_by_key(|(speaker, (_, doubted))| (*doubted, Reverse(*speaker)));
    let trusted =
        by().filter(|(_, (_, doubted))| *doubted == 0).max_by_key(|(speaker, (all, _))| (*all, Reverse(*speaker)));
    let (Some((speaker, _)), Some((other, _))) = (doubted, trusted) else { return Vec::new() };
    let marked: Vec<Said<'_>> = told().filter(|said| said.speaker == speaker && doubts(said)).collect();
    let plain: Vec<Said<'_>> = told().filter(|said| said.speaker == other).collect();
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
            ("other", format!("{} {}", context.name(other), verbs(&plain))),
        ],
        related,
        ..Candidate::default()
    }]
}
