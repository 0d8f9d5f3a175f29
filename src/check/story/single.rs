//! One source for everything.

use super::ledger::POINTERS;
use crate::article::{SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::collections::BTreeMap;

/// Everything that is attributed comes from fewer sources than the rule asks for.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let default = [SourceClass::Pronoun];
    let not_classes = if evidence.not_classes.is_empty() { &default[..] } else { &evidence.not_classes };
    let distinct = check.count("min-distinct", 2);
    let mut places: BTreeMap<u32, Vec<TokenSpan>> = BTreeMap::new();
    for said in context.said().filter(|s| !not_classes.contains(&s.class)) {
        places.entry(said.speaker).or_default().push(said.source);
        for with in &said.attribution.with {
            places.entry(*with).or_default();
        }
        if places.len() >= distinct {
            return Vec::new();
        }
    }
    let total: usize = places.values().map(Vec::len).sum();
    if total < check.count("min-attributions", 3)
        || places.len() >= distinct
        || (context.article.words as usize) < check.count("min-words", 250)
    {
        return Vec::new();
    }
    let Some((speaker, all)) = places.iter().max_by_key(|(id, p)| (p.len(), std::cmp::Reverse(**id))) else {
        return Vec::new();
    };
    let related = all.iter().skip(1).take(POINTERS).map(|s| (*s, "the same source".to_owned())).collect();
    vec![Candidate {
        found: all[0],
        count: Some(total as u32),
        speaker: Some(*speaker),
        facts: vec![
            ("source", context.name(*speaker)),
            ("paragraphs", context.paragraphs(all.iter().map(|s| s.start))),
            ("words", context.article.words.to_string()),
        ],
        related,
        ..Candidate::default()
    }]
}
