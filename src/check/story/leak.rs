//! Tails behind attributed words that may not be the source's.

use super::ledger::hit_in;
use crate::article::TokenSpan;
use crate::check::{Candidate, Check, Context, Evidence, Voice};

/// A clause hung on attributed content that claims something of its own.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    let tails = context.evidence(evidence, "tail");
    let least = check.number("min-score", 2);
    let mut found: Vec<Candidate> = Vec::new();
    for said in context.said() {
        let sentence = article.sentence(said.source.start as usize).tokens;
        // Content before the cue ends at the cue: nothing hangs on it.
        let Some(content) = said.attribution.content.iter().find(|c| c.start >= said.attribution.cue.end) else {
            continue;
        };
        let from = TokenSpan { start: content.start, end: sentence.end };
        let Some(tail) = hit_in(tails, from).map(|h| h.marked) else { continue };
        let tail = TokenSpan { start: tail.start, end: sentence.end.min(tail.end.max(tail.start + 1)) };
        // The rest of the sentence belongs to the tail.
        let tail = TokenSpan { start: tail.start, end: last_word(context, TokenSpan { end: sentence.end, ..tail }) };
        if tail.is_empty() || tail.range().any(|t| context.voice(t) == Voice::Quoted) {
            continue;
        }
        let mut points = 0;
        let mut hits = Vec::new();
        for line in &evidence.score {
            let hits_here = context.hits_of(line.group);
            let all: Vec<TokenSpan> = hits_here[hits_here.partition_point(|h| h.whole.start < tail.start)..]
                .iter()
                .take_while(|h| h.whole.start < tail.end)
                .map(|h| h.marked)
                .filter(|m| m.start >= tail.start && m.end <= tail.end)
                .collect();
            let count = i64::try_from(all.len()).unwrap_or(i64::MAX).min(line.max);
            points += line.points * count;
            hits.extend(all);
        }
        let known = found.last().is_some_and(|c| c.found == tail);
        if points >= least && !hits.is_empty() && !known {
            hits.sort_unstable();
            hits.dedup();
            found.push(Candidate {
                found: tail,
                attribution: Some(said.number),
                score: points,
                hits,
                facts: vec![("source", context.name(said.speaker))],
                ..Candidate::default()
            });
        }
    }
    found
}

/// The end of a run without its closing punctuation.
fn last_word(context: &Context<'_>, run: TokenSpan) -> u32 {
    let word = |t: &usize| context.article.word(*t).chars().any(char::is_alphanumeric);
    run.range().rev().find(word).map_or(run.start, |t| t as u32 + 1)
}
