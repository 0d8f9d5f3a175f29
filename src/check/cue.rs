//! Attributions by their cue: which verb, noun or phrase, with what frame, voice and source.

use super::{Candidate, Context, Job};
use crate::article::TokenSpan;
use crate::lexicon::Start;
use crate::rule::pattern::ListHit;

/// Takes each attribution whose cue a rule names.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    let mut taken: Vec<usize> = Vec::new();
    let mut found: Vec<Start> = Vec::new();
    for (number, attribution) in article.attributions.iter().enumerate() {
        let head = attribution.head as usize;
        if attribution.cue.is_empty() || head >= article.tokens.len() {
            continue;
        }
        taken.clear();
        let sentence_end = article.sentence(head).tokens.end as usize;
        for at in attribution.cue.start as usize..=head.max(attribution.cue.start as usize) {
            if context.reader.signs(at) & plan.cue_signs == 0 {
                continue;
            }
            found.extend(context.reader.entries(at).filter(|s| !plan.cue_lists[s.list.index()].is_empty()));
            for start in found.drain(..) {
                let rules = &plan.cue_lists[start.list.index()];
                let end = at + usize::from(start.words);
                if end <= head || end > sentence_end {
                    continue;
                }
                for &check in rules {
                    let check = usize::from(check);
                    if on[check] && !taken.contains(&check) && context.passes(check, number) {
                        taken.push(check);
                        let entry = Some(ListHit { list: start.list, lemma: start.lemma });
                        let found = TokenSpan::new(at, end);
                        context.admit(Candidate {
                            check,
                            found,
                            entry,
                            attribution: Some(number as u32),
                            ..Candidate::default()
                        });
                    }
                }
            }
        }
        for &check in plan.kinds.cues.iter().filter(|&&check| on[check]) {
            if context.passes(check, number) {
                context.admit(Candidate {
                    check,
                    found: attribution.cue,
                    attribution: Some(number as u32),
                    ..Candidate::default()
                });
            }
        }
    }
}

impl Context<'_> {
    fn passes(&self, check: usize, attribution: usize) -> bool {
        let Job::Cue { filter, .. } = &self.plan.checks[check].job else { return false };
        let a = &self.article.attributions[attribution];
        if filter.classes.is_empty() && a.source.is_none() {
            return filter.admits(a, None);
        }
        filter.admits(a, self.class(a))
    }
}
