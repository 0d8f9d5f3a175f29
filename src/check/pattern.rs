//! Pattern rules: what the sweep over the article has found for them.

use super::{Candidate, Context, Job};

/// Takes each match of each pattern rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    for &check in plan.kinds.patterns.iter().filter(|&&check| on[check]) {
        let Job::Pattern(group) = plan.checks[check].job else { continue };
        let mut end = 0;
        for number in 0..context.hits_of(group).len() {
            let hit = context.hits_of(group)[number];
            // Two patterns of one rule may find the same words.
            if hit.marked.start < end {
                continue;
            }
            end = hit.marked.end;
            context.admit(Candidate { check, found: hit.marked, entry: hit.entry, ..Candidate::default() });
        }
    }
}
