//! Principals who never speak to us.

use super::ledger::{POINTERS, Said};
use crate::article::{SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use std::cmp::Reverse;

/// How many principals a story has.
const PRINCIPALS: usize = 2;

/// Each of the most quoted people, all of whose words came by way of another outlet.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let own = check.list("own-outlets");
    let person =
        |class| matches!(class, SourceClass::NamedPerson | SourceClass::Role | SourceClass::DescribedAnonymous);
    let mut people: Vec<Said<'_>> = Vec::with_capacity(context.said().len());
    people.extend(context.said().filter(|s| person(s.class)));
    let mut counts = vec![0; context.article.sources.len()];
    for said in &people {
        counts[said.speaker as usize] += 1;
    }
    let mut order: Vec<(u32, usize)> = (0..).zip(counts).filter(|(_, count)| *count > 0).collect();
    order.sort_by_key(|(id, count)| (Reverse(*count), *id));
    order
        .into_iter()
        .take(PRINCIPALS)
        .filter(|(_, count)| *count >= check.count("min-attributions", 2))
        .filter_map(|(speaker, _)| {
            let all: Vec<&Said<'_>> = people.iter().filter(|s| s.speaker == speaker).collect();
            let ways = by_way(context, evidence, &all, own)?;
            let mut outlets: Vec<String> = Vec::new();
            let mut related: Vec<(TokenSpan, String)> = Vec::new();
            for run in ways {
                let name =
                    crate::check::message::uncapital(&crate::check::message::one_line(context.article.text(run)));
                if !outlets.contains(&name) {
                    outlets.push(name);
                    related.push((run, "by way of this outlet".to_owned()));
                }
            }
            related.truncate(POINTERS);
            let outlets: Vec<String> = outlets.iter().map(|o| format!("`{o}`")).collect();
            Some(Candidate {
                found: all[0].source,
                attribution: Some(all[0].number),
                speaker: Some(speaker),
                count: Some(all.len() as u32),
                facts: vec![("sources", super::ledger::some(&outlets)), ("source", context.name(speaker))],
                related,
                ..Candidate::default()
            })
        })
        .collect()
}

/// The outlet that each statement of one of them came through; `None` if something came to us.
fn by_way(context: &Context<'_>, evidence: &Evidence, all: &[&Said<'_>], own: &[String]) -> Option<Vec<TokenSpan>> {
    let block = |said: &Said<'_>| context.article.sentence(said.source.start as usize).block;
    let mut outlets: Vec<TokenSpan> = Vec::new();
    for (number, said) in all.iter().enumerate() {
        // What follows in the same paragraph comes from the same place.
        let same = number.checked_sub(1).filter(|before| block(all[*before]) == block(said));
        outlets.push(outlet(context, evidence, said, own).or(same.map(|before| outlets[before]))?);
    }
    Some(outlets)
}

/// The outlet a statement came through, unless it is our own.
fn outlet(context: &Context<'_>, evidence: &Evidence, said: &Said<'_>, own: &[String]) -> Option<TokenSpan> {
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
    context.evidence_at(evidence, "relay", sentence).and_then(|h| foreign(context, h.marked, own))
}

fn foreign(context: &Context<'_>, run: TokenSpan, own: &[String]) -> Option<TokenSpan> {
    let name = context.article.text(run).to_lowercase();
    (!own.iter().any(|o| name.contains(o.as_str()))).then_some(run)
}
