//! Accused, and not heard.

use super::ledger::{is_copy, some};
use crate::check::message::{one_line, uncapital};
use crate::check::{Candidate, Context, Evidence};

/// Each party that somebody accuses and that neither speaks nor was asked.
pub(super) fn run(context: &Context<'_>, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    if !context.evidence(evidence, "reply").is_empty() {
        return Vec::new();
    }
    let mut seen: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for hit in context.evidence(evidence, "accusation") {
        if !is_copy(article.zone(hit.marked.start as usize)) {
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
        let mut heard: Vec<String> = Vec::new();
        for said in context.said() {
            let name = context.name(said.speaker);
            if !heard.contains(&name) {
                heard.push(name);
            }
        }
        found.push(Candidate {
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
