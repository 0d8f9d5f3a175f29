//! Words of lists in prose: one pass over the tokens for all such rules together.

use super::{Candidate, Context};
use crate::article::TokenSpan;
use crate::rule::pattern::ListHit;

/// About as many as an article has.
const SOME: usize = 16;

/// Finds list entries, longest first, without overlap within one rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    for (check, found, entry) in find(context, on) {
        context.admit(Candidate { check, found, entry: Some(entry), ..Candidate::default() });
    }
}

fn find(context: &Context<'_>, on: &[bool]) -> Vec<(usize, TokenSpan, ListHit)> {
    let plan = context.plan;
    let mut free = vec![0usize; plan.checks.len()];
    let mut found = Vec::with_capacity(SOME);
    for at in context.reader.listed(TokenSpan::new(0, context.article.tokens.len())) {
        if context.reader.signs(at) & plan.term_signs == 0 {
            continue;
        }
        for start in context.reader.entries(at) {
            let end = at + usize::from(start.words);
            for &check in &plan.term_lists[start.list.index()] {
                let check = usize::from(check);
                if !on[check] || free[check] > at {
                    continue;
                }
                free[check] = end;
                found.push((check, TokenSpan::new(at, end), ListHit { list: start.list, lemma: start.lemma }));
            }
        }
    }
    found
}
