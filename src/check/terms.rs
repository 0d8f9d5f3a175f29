//! Words of lists in prose: one pass over the tokens for all such rules together.

use super::{Candidate, Context};
use crate::article::TokenSpan;
use crate::rule::pattern::ListHit;

/// Finds list entries, longest first, without overlap within one rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    let mut free = vec![0usize; plan.checks.len()];
    for sentence in &article.sentences {
        let limit = sentence.tokens.end as usize;
        for at in sentence.tokens.range() {
            let form = article.tokens[at].form;
            if !plan.term_forms[form.index()] {
                continue;
            }
            for start in plan.lexicon.starts(form) {
                let rules = &plan.term_lists[start.list.index()];
                if rules.is_empty() {
                    continue;
                }
                let end = at + 1 + start.rest.len();
                if end > limit || !start.rest.iter().zip(&article.tokens[at + 1..end]).all(|(f, t)| *f == t.form) {
                    continue;
                }
                for &check in rules {
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
}
