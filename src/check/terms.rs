//! Words of lists in prose: one pass over the tokens for all such rules together.

use super::{Candidate, Context};
use crate::article::TokenSpan;
use crate::lexicon::Start;
use crate::rule::pattern::ListHit;

/// Finds list entries, longest first, without overlap within one rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    let mut free = vec![0usize; plan.checks.len()];
    let mut found: Vec<Start> = Vec::new();
    for at in 0..article.tokens.len() {
        if context.reader.signs(at) & plan.term_signs == 0 {
            continue;
        }
        found.extend(context.reader.entries(at).filter(|s| !plan.term_lists[s.list.index()].is_empty()));
        for start in found.drain(..) {
            let end = at + usize::from(start.words);
            for &check in &plan.term_lists[start.list.index()] {
                let check = usize::from(check);
                if !on[check] || free[check] > at {
                    continue;
                }
                free[check] = end;
                let entry = Some(ListHit { list: start.list, lemma: start.lemma });
                context.admit(Candidate { check, found: TokenSpan::new(at, end), entry, ..Candidate::default() });
            }
        }
    }
}
