//! One finding a place: limits a rule has set itself, then who speaks where several rules have something to say.

use crate::check::{Finding, Plan};
use crate::rule::schema::Once;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A finding that reports, and those that became its notes.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) finding: Finding,
    pub(super) notes: Vec<Finding>,
}

/// Applies `once` and `max-per-story`. Returns where among the findings those stand that are left, check by check in order
/// of place.
pub(super) fn limit(plan: &Plan, findings: &[Finding]) -> Vec<usize> {
    // Within a sentence the most severe goes first, so that `once` keeps it.
    let key = |f: &Finding| (f.check, f.sentence, Reverse(f.severity), f.found);
    let mut left = sorted((0..findings.len()).map(|at| (key(&findings[at]), at)));
    let mut seen: BTreeSet<(usize, u64)> = BTreeSet::new();
    let mut counts = vec![0usize; plan.checks.len()];
    left.retain(|&at| {
        let f = &findings[at];
        let check = &plan.checks[f.check];
        let key = match check.once {
            None => None,
            Some(Once::Sentence) => Some(u64::from(f.sentence)),
            Some(Once::Story) => Some(0),
            Some(Once::Source) => f.speaker.map(u64::from),
            Some(Once::Word) => f.entry.map(|e| u64::from(e.lemma)),
        };
        if key.is_some_and(|k| !seen.insert((f.check, k))) {
            return false;
        }
        counts[f.check] += 1;
        counts[f.check] <= check.count("max-per-story", i64::from(u32::MAX))
    });
    left
}

/// The places in order of their keys: findings are large, and are left where they are. What is in order in parts, as
/// findings are, a stable sort is quick to put together.
fn sorted<K: Ord>(places: impl Iterator<Item = (K, usize)>) -> Vec<usize> {
    let mut keyed: Vec<(K, usize)> = places.collect();
    keyed.sort();
    keyed.into_iter().map(|(_, at)| at).collect()
}

/// Of those that [`limit`] leaves, lets the more specific finding speak and turns the others into its notes: where words
/// overlap, and in the same sentence where a rule absorbs another. Returns them sentence by sentence.
pub(super) fn merge(plan: &Plan, findings: Vec<Finding>) -> Vec<Merged> {
    let key = |f: &Finding| {
        let priority = plan.checks[f.check].priority;
        (f.sentence, Reverse(priority), Reverse(f.severity), Reverse(f.found.len()), f.check, f.found)
    };
    let order = sorted(limit(plan, &findings).into_iter().map(|at| (key(&findings[at]), at)));
    let mut findings: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    let mut merged: Vec<Merged> = Vec::with_capacity(order.len());
    for finding in order.into_iter().filter_map(|at| findings[at].take()) {
        let home = merged.iter().rposition(|m| m.finding.sentence != finding.sentence).map_or(0, |i| i + 1);
        let story = |f: &Finding| plan.checks[f.check].is_story();
        let taker = merged[home..].iter_mut().find(|m| {
            let kept = &m.finding;
            if story(kept) || story(&finding) || kept.check == finding.check && kept.found != finding.found {
                return false;
            }
            plan.checks[kept.check].absorbs[finding.check]
                || kept.claims().iter().any(|a| finding.claims().iter().any(|b| a.overlaps(*b)))
        });
        match taker {
            // The same words under the same rule say nothing new.
            Some(m) if m.finding.check == finding.check => {}
            Some(m) => m.notes.push(finding),
            None => merged.push(Merged { finding, notes: Vec::new() }),
        }
    }
    merged
}
