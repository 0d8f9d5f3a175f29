//! Principals who never speak to us.

use super::ledger::{POINTERS, Said, hit_in};
use crate::article::{SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::collections::BTreeMap;

/// How many principals a story has.
const PRINCIPALS: usize = 2;

/// Each of the most quoted people, all of whose words came by way of another outlet.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let relay = context.evidence(evidence, "relay");
    let own = check.list("own-outlets");
    let mut by: BTreeMap<u32, Vec<(Said<'_>, Option<TokenSpan>)>> = BTreeMap::new();
    for said in context.said() {
        let person =
            matches!(said.class, SourceClass::NamedPerson | SourceClass::Role | SourceClass::DescribedAnonymous);
        if !person {
            continue;
        }
        let all = by.entry(said.speaker).or_default();
        let mut by_way = outlet(context, &said, relay, own);
        // What follows in the same paragraph comes from the same place.
        let block = |s: &Said<'_>| context.article.sentence(s.source.start as usize).block;
        if let (None, Some((before, Some(outlet)))) = (by_way, all.last())
            && block(before) == block(&said)
        {
            by_way = Some(*outlet);
        }
        all.push((said, by_way));
    }
    let mut order: Vec<_> = by.iter().collect();
    order.sort_by_key(|(id, all)| (std::cmp::Reverse(all.len()), **id));
    order
        .into_iter()
        .take(PRINCIPALS)
        .filter(|(_, all)| all.len() >= check.count("min-attributions", 2) && all.iter().all(|(_, w)| w.is_some()))
        .map(|(speaker, all)| {
            let mut outlets: Vec<String> = Vec::new();
            let mut related: Vec<(TokenSpan, String)> = Vec::new();
            for run in all.iter().filter_map(|(_, w)| *w) {
                let name =
                    crate::check::message::uncapital(&crate::check::message::one_line(context.article.text(run)));
                if !outlets.contains(&name) {
                    outlets.push(name);
                    related.push((run, "by way of this outlet".to_owned()));
                }
            }
            related.truncate(POINTERS);
            let outlets: Vec<String> = outlets.iter().map(|o| format!("`{o}`")).collect();
            Candidate {
                found: all[0].0.source,
                attribution: Some(all[0].0.number),
                speaker: Some(*speaker),
                count: Some(all.len() as u32),
                facts: vec![("sources", super::ledger::some(&outlets)), ("source", context.name(*speaker))],
                related,
                ..Candidate::default()
            }
        })
        .collect()
}

/// The outlet a statement came through, unless it is our own.
fn outlet(
    context: &Context<'_>,
    said: &Said<'_>,
    relay: &[crate::rule::pattern::Hit],
    own: &[String],
) -> Option<TokenSpan> {
    let article = context.article;
    let mut outer = said.attribution.outer;
    // Nesting is as deep as there are attributions at most.
    for _ in 0..article.attributions.len() {
        let Some(around) = outer.and_then(|o| article.attributions.get(o as usize)) else { break };
        if context.class(around) == Some(SourceClass::Outlet)
            && let Some(source) = around.source
        {
            return foreign(context, source, own);
        }
        outer = around.outer;
    }
    let sentence = article.sentence(said.source.start as usize).tokens;
    hit_in(relay, sentence).and_then(|h| foreign(context, h.marked, own))
}

fn foreign(context: &Context<'_>, run: TokenSpan, own: &[String]) -> Option<TokenSpan> {
    let name = context.article.text(run).to_lowercase();
    (!own.iter().any(|o| name.contains(o.as_str()))).then_some(run)
}
