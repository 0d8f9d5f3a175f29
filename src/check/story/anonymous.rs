//! People without a name: how much of the story rests on them, and whether the lead does.

use super::ledger::{POINTERS, Said, some};
use crate::article::{Frame, SourceClass};
use crate::check::{Candidate, Check, Context};
use crate::prose::BlockKind;
use rustc_hash::FxHashSet;

/// The share of what people say that is said by people without a name.
pub(super) fn share(context: &Context<'_>, check: &Check) -> Vec<Candidate> {
    let bodies = check.flag("institutions-count-as-named", true);
    let mut unnamed: Vec<Said<'_>> = Vec::with_capacity(context.said().len());
    let (mut total, mut vouched) = (0usize, false);
    for said in context.said() {
        match said.class {
            SourceClass::NamedPerson => (total, vouched) = (total + 1, true),
            SourceClass::Role | SourceClass::Institution if bodies => (total, vouched) = (total + 1, true),
            SourceClass::Document => vouched = true,
            SourceClass::Role | SourceClass::DescribedAnonymous | SourceClass::BareAnonymous | SourceClass::Vague => {
                total += 1;
                unnamed.push(said);
            }
            SourceClass::Institution | SourceClass::Outlet | SourceClass::Pronoun => {}
        }
    }
    let Some(first) = unnamed.first() else { return Vec::new() };
    if total < check.count("min-attributions", 3) {
        return Vec::new();
    }
    let percent = unnamed.len() * 100 / total;
    let tier = match () {
        () if !vouched => "only",
        () if percent > check.count("max", 50) => "most",
        () if percent >= check.count("warn-at", 30) => "share",
        () => return Vec::new(),
    };
    let mut met = FxHashSet::default();
    let speakers = unnamed.iter().map(|s| s.speaker).filter(|speaker| met.insert(*speaker));
    let names: Vec<String> = speakers.map(|speaker| format!("`{}`", context.name(speaker))).collect();
    let mut facts = vec![
        ("share", format!("{percent}%")),
        ("total", total.to_string()),
        ("sources", some(&names)),
        ("paragraphs", context.paragraphs(unnamed.iter().map(|s| s.source.start))),
    ];
    if tier == "only" {
        facts.push(("only", some(&names)));
    }
    vec![Candidate {
        found: first.source,
        attribution: Some(first.number),
        speaker: Some(first.speaker),
        count: Some(unnamed.len() as u32),
        tier: Some(tier),
        facts,
        related: unnamed
            .iter()
            .skip(1)
            .take(POINTERS)
            .map(|s| (s.source, "somebody without a name".to_owned()))
            .collect(),
        ..Candidate::default()
    }]
}

/// The lead has a source without a name, and none with one.
pub(super) fn in_lead(context: &Context<'_>) -> Vec<Candidate> {
    let lead: Vec<Said<'_>> =
        context.said().filter(|s| context.article.zone(s.source.start as usize) == BlockKind::Lead).collect();
    let unnamed = |class: SourceClass| {
        matches!(class, SourceClass::DescribedAnonymous | SourceClass::BareAnonymous | SourceClass::Vague)
    };
    if lead.iter().any(|s| !unnamed(s.class) && s.class != SourceClass::Pronoun) {
        return Vec::new();
    }
    // What people do or think in the lead is no statement that the lead rests on.
    let rests = |s: &&Said<'_>| {
        let head = context.article.word(s.attribution.source_head.unwrap_or(s.source.start) as usize);
        unnamed(s.class)
            && matches!(s.attribution.frame, Frame::That | Frame::Zero | Frame::Preposed | Frame::Quote | Frame::Phrase)
            && !matches!(head, "both" | "all" | "they" | "who" | "people" | "members" | "everyone" | "most")
    };
    let Some(first) = lead.iter().find(rests) else { return Vec::new() };
    let described = first.class == SourceClass::DescribedAnonymous;
    vec![Candidate {
        found: first.source,
        attribution: Some(first.number),
        tier: Some(if described { "described" } else { "bare" }),
        ..Candidate::default()
    }]
}
