//! Assertions in the paper's own voice: by pattern, or by what a sentence scores.

use super::plan::ScoreLine;
use super::{Candidate, Context, Job};
use crate::article::{Runs, TokenSpan};

/// Takes each claim of each rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    for &check in plan.kinds.claims.iter().filter(|&&check| on[check]) {
        let compiled = &plan.checks[check];
        let Job::Claim { patterns, score: lines } = &compiled.job else { continue };
        let reach = compiled.count("inherit", 1);
        if let Some(group) = patterns {
            for number in 0..context.hits_of(*group).len() {
                let hit = context.hits_of(*group)[number];
                let sentence = article.sentence_of[hit.whole.start as usize] as usize;
                let softened = context.inherits(reach, sentence);
                context.admit(Candidate {
                    check,
                    found: hit.marked,
                    entry: hit.entry,
                    softened,
                    ..Candidate::default()
                });
            }
        }
        if lines.is_empty() {
            continue;
        }
        let least = compiled.number("min-score", 2);
        for (sentence, sum, marked) in context.score(lines) {
            let points = sum - i64::from(context.inherits(reach, sentence));
            let (Some(first), Some(end)) = (marked.first(), marked.iter().map(|s| s.end).max()) else { continue };
            if points < least {
                continue;
            }
            let found = TokenSpan { start: first.start, end };
            context.admit(Candidate {
                check,
                found,
                score: points,
                hits: marked.into_vec(),
                scoped: true,
                ..Candidate::default()
            });
        }
    }
}

impl Context<'_> {
    /// The sentence follows an attributed one of its paragraph and names no source itself: readers may still hear that
    /// source (S5).
    fn inherits(&self, reach: usize, sentence: usize) -> bool {
        let all = &self.article.sentences;
        let own = all[sentence];
        (sentence.saturating_sub(reach)..sentence)
            .map(|i| all[i])
            .any(|s| s.block == own.block && self.has_source(s.tokens))
    }

    /// By sentence that scores: points, and what scored in the paper's own voice.
    pub(super) fn score(&self, lines: &[ScoreLine]) -> Vec<(usize, i64, Runs)> {
        let most = lines.iter().map(|score| self.hits_of(score.group).len()).sum();
        let mut all: Vec<(usize, usize, TokenSpan)> = Vec::with_capacity(most);
        for (line, score) in lines.iter().enumerate() {
            for hit in self.hits_of(score.group) {
                if score.points < 0 || (self.is_own(hit.marked) && !self.is_formula(hit.marked)) {
                    all.push((self.article.sentence_of[hit.whole.start as usize] as usize, line, hit.marked));
                }
            }
        }
        // The matches of each line are in order: a stable sort puts these together.
        all.sort_by_key(|(sentence, line, run)| ((*sentence as u64) << 32 | *line as u64, *run));
        all.dedup();
        all.chunk_by(|a, b| a.0 == b.0)
            .map(|chunk| {
                let mut points = 0i64;
                let mut scored = Runs::with_capacity(chunk.len());
                for line in chunk.chunk_by(|a, b| a.1 == b.1) {
                    let rule = &lines[line[0].1];
                    let count = i64::try_from(line.len()).unwrap_or(i64::MAX).min(rule.max);
                    points = points.saturating_add(rule.points.saturating_mul(count));
                    if rule.points > 0 {
                        scored.extend(line.iter().map(|(_, _, run)| *run));
                    }
                }
                scored.sort_unstable();
                scored.dedup();
                (chunk[0].0, points, scored)
            })
            .collect()
    }
}
