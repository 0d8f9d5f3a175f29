//! One side says, the other claims.

use super::ledger::{POINTERS, Said, hit_in, some};
use crate::article::{CueKind, SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::collections::BTreeMap;

/// Half of one source's verbs or more doubt it, and none of another's.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let least = check.count("min-cues", 2);
    let person = |class| !matches!(class, SourceClass::Document | SourceClass::Outlet | SourceClass::Pronoun);
    let mut verbs: Vec<Said<'_>> = Vec::with_capacity(context.said().len());
    let told =
        context.said().filter(|s| s.attribution.cue_kind == CueKind::Verb && person(s.class) && !s.attribution.passive);
    verbs.extend(told);
    verbs.sort_by_key(|said| said.speaker);
    let often = || verbs.chunk_by(|a, b| a.speaker == b.speaker).filter(|all| all.len() >= least);
    if often().count() < 2 {
        return Vec::new();
    }
    let head = |s: &Said<'_>| TokenSpan::new(s.attribution.head as usize, s.attribution.head as usize + 1);
    let doubt = context.evidence(evidence, "doubt");
    let doubts = |said: &Said<'_>| hit_in(doubt, head(said)).is_some();
    // Of each what is told plainly, and what is doubted.
    let by: BTreeMap<u32, (Vec<Said<'_>>, Vec<Said<'_>>)> =
        often().map(|all| (all[0].speaker, all.iter().copied().partition(|said| !doubts(said)))).collect();
    let doubted = by
        .iter()
        .filter(|(_, (plain, doubted))| {
            let all = plain.len() + doubted.len();
            doubted.len() >= least && doubted.len() * 100 >= all * check.count("threshold", 50)
        })
        .max_by_key(|(id, (_, doubted))| (doubted.len(), std::cmp::Reverse(**id)));
    let trusted = by
        .iter()
        .filter(|(_, (plain, doubted))| plain.len() >= least && doubted.is_empty())
        .max_by_key(|(id, (plain, _))| (plain.len(), std::cmp::Reverse(**id)));
    let (Some((speaker, (_, marked))), Some((other, (plain, _)))) = (doubted, trusted) else { return Vec::new() };
    let verbs = |all: &[Said<'_>]| {
        some(
            &all.iter().map(|s| format!("`{}`", context.article.word(s.attribution.head as usize))).collect::<Vec<_>>(),
        )
    };
    let Some((first, again)) = marked.split_first() else { return Vec::new() };
    let mut related: Vec<(TokenSpan, String)> =
        again.iter().take(POINTERS).map(|s| (head(s), format!("{} again", context.name(*speaker)))).collect();
    related.extend(plain.iter().take(1).map(|s| (head(s), format!("the verb for {}", context.name(*other)))));
    vec![Candidate {
        found: head(first),
        attribution: Some(first.number),
        speaker: Some(*speaker),
        count: Some(marked.len() as u32),
        facts: vec![
            ("source", context.name(*speaker)),
            ("verbs", verbs(marked)),
            ("other", format!("{} {}", context.name(*other), verbs(plain))),
        ],
        related,
        ..Candidate::default()
    }]
}
