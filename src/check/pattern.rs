//! Pattern rules: what the sweep over the article has found for them.

use super::{Candidate, Context, Job};

/// Takes each match of each pattern rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    for (check, compiled) in plan.checks.iter().enumerate().filter(|(i, _)| on[*i]) {
        let Job::Pattern(group) = &compiled.job else { continue };
        let mut end = 0;
        for hit in context.hits_of(*group).to_vec() {
            // Two patterns of one rule may find the same words.
            if hit.marked.start < end {
                continue;
            }
            end = hit.marked.end;
            context.admit(Candidate { check, found: hit.marked, entry: hit.entry, ..Candidate::default() });
        }
    }
}
