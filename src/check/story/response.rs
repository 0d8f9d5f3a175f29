//! Accused, and not heard.

use super::ledger::{distinct, is_copy, some};
use crate::check::message::{one_line, uncapital};
use crate::check::{Candidate, Check, Context, Evidence};
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// Each party that somebody accuses and that neither speaks nor was asked.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    if !context.evidence(evidence, "reply").is_empty() {
        return Vec::new();
    }
    let near_top = check.count("within", 1);
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let accusations = context.evidence(evidence, "accusation");
    let heard = LazyCell::new(|| {
        let mut seen = FxHashSet::default();
        let speakers = context.said().map(|said| said.speaker).filter(|speaker| seen.insert(*speaker));
        distinct(speakers.map(|speaker| context.name(speaker)))
    });
    for hit in accusations {
        let at = hit.marked.start as usize;
        if !is_copy(article.zone(at)) || article.scope(at).quoted() {
            continue;
        }
        let Some(key) = context.key(hit.marked) else { continue };
        let folded = key.to_lowercase();
        // A story that accuses more parties than this is a list of names.
        if seen.len() >= 16 || seen.contains(&folded) {
            continue;
        }
        seen.push(folded);
        if context.said().any(|s| context.is_called(&s, key) && !s.source.overlaps(hit.marked)) {
            continue;
        }
        let accuser = context
            .cues_in(article.sentence(hit.whole.start as usize).tokens)
            .find_map(|a| article.attributions[a].speaker.map(|s| (a, s)));
        // What the story is about stands at its top, or more than once.
        let sentence = article.sentence_of[at];
        let again = accusations.iter().any(|other| {
            context.key(other.marked) == Some(key) && article.sentence_of[other.marked.start as usize] != sentence
        });
        let central = again || context.paragraph(hit.marked.start) <= near_top;
        found.push(Candidate {
            tier: Some(if central { "central" } else { "passing" }),
            found: hit.marked,
            attribution: accuser.map(|(a, _)| a as u32),
            speaker: accuser.map(|(_, s)| s),
            facts: vec![
                ("other", uncapital(&one_line(article.text(hit.marked)))),
                ("sources", some(&heard)),
                ("total", heard.len().to_string()),
            ],
            ..Candidate::default()
        });
    }
    found
}
