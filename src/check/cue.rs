//! Attributions by their cue: which verb, noun or phrase, with what frame, voice and source.

use super::{Candidate, Context, Job};
use crate::article::TokenSpan;
use crate::rule::pattern::ListHit;

/// Takes each attribution whose cue a rule names.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    let open: Vec<usize> = plan
        .checks
        .iter()
        .enumerate()
        .filter(|(i, c)| on[*i] && matches!(c.job, Job::Cue { worded: false, .. }))
        .map(|(i, _)| i)
        .collect();
    let mut taken: Vec<usize> = Vec::new();
    for (number, attribution) in article.attributions.iter().enumerate() {
        let head = attribution.head as usize;
        if attribution.cue.is_empty() || head >= article.tokens.len() {
            continue;
        }
        taken.clear();
        let sentence_end = article.sentence(head).tokens.end as usize;
        for at in attribution.cue.start as usize..=head.max(attribution.cue.start as usize) {
            for start in plan.lexicon.starts(article.tokens[at].form) {
                let rules = &plan.cue_lists[start.list.index()];
                let end = at + 1 + start.rest.len();
                if rules.is_empty() || end <= head || end > sentence_end {
                    continue;
                }
                if !start.rest.iter().zip(&article.tokens[at + 1..end]).all(|(f, t)| *f == t.form) {
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
        for &check in &open {
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
