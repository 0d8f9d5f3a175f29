//! Directives in a file, met with the findings of its article: which of these they silence, and what is wrong with them.

use super::Linter;
use crate::article::Article;
use crate::check::Finding;
use crate::config::Catalogue;
use crate::diagnostic::{Diagnostic, Level};
use crate::format::{self, Format};
use crate::prose::BlockKind;
use crate::source::Source;
use crate::span::SourceSpan;
use crate::suppress::{self, Directives};
use std::collections::{BTreeMap, BTreeSet};

/// What directives are read by.
#[derive(Debug)]
pub(super) struct Answers {
    /// All rules, whether they run or not.
    pub(super) known: Catalogue,
    /// Rules that run only where a house switches them on.
    pub(super) dormant: BTreeSet<String>,
    /// How much each fault of a directive matters.
    pub(super) levels: BTreeMap<String, Level>,
}

impl Linter {
    pub(super) fn directives(&self, source: &Source, format: Format, article: &Article<'_>) -> Directives {
        let remarks = format::remarks(source, format);
        if remarks.is_empty() {
            return Directives::default();
        }
        let (items, faults) = suppress::read(source, &remarks, &self.answers.known);
        Directives::new(items, faults, &paragraphs(article), &self.answers.known)
    }

    /// Findings that are told, and those that are not by the directive that says so.
    pub(super) fn divide(
        &self,
        article: &Article<'_>,
        findings: Vec<Finding>,
        directives: &mut Directives,
    ) -> (Vec<Finding>, BTreeMap<Option<usize>, Vec<Finding>>) {
        let mut silenced: BTreeMap<Option<usize>, Vec<Finding>> = BTreeMap::new();
        if directives.is_empty() {
            return (findings, silenced);
        }
        let mut told = Vec::new();
        for finding in findings {
            let span = article.prose.map.to_source(article.span(finding.found));
            match directives.silences(&self.plan.checks[finding.check].id, span) {
                Some(item) => silenced.entry(Some(item)).or_default().push(finding),
                None => told.push(finding),
            }
        }
        (told, silenced)
    }

    /// What is wrong with the directives of a file.
    pub(super) fn faults(&self, directives: Directives, article: &Article<'_>) -> Vec<Diagnostic> {
        // As in nearly every file: nobody need know which rules are on.
        if directives.say_nothing() {
            return Vec::new();
        }
        let checks = self.plan.checks.iter().zip(self.profile(article));
        let on: BTreeSet<&str> = checks.filter(|(_, on)| **on).map(|(check, _)| &*check.id).collect();
        let runs = |id: &str| on.contains(id) || self.answers.dormant.contains(id);
        let weigh = |mut fault: Diagnostic| match self.answers.levels.get(&*fault.rule) {
            Some(Level::Off) => None,
            Some(Level::On(severity)) => {
                fault.severity = *severity;
                Some(fault)
            }
            None => Some(fault),
        };
        let mut faults: Vec<Diagnostic> =
            directives.faults(&self.answers.known, runs).into_iter().filter_map(weigh).collect();
        fingerprint(&mut faults);
        faults
    }
}

/// Of their rule, message and the count of equal ones before, for they stand in no sentence.
fn fingerprint(faults: &mut [Diagnostic]) {
    faults.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    let mut counts = super::fingerprint::Counts::default();
    for fault in faults {
        fault.fingerprint = counts.fingerprint(&fault.rule, super::fingerprint::of_words(&fault.message));
    }
}

/// The paragraphs of a file: blocks, but a dateline is one with what follows it.
fn paragraphs(article: &Article<'_>) -> Vec<SourceSpan> {
    let mut all: Vec<SourceSpan> = Vec::new();
    let mut dateline = false;
    for block in &article.prose.blocks {
        let span = article.prose.map.to_source(block.span);
        match all.last_mut().filter(|_| dateline) {
            Some(last) => *last = last.to(span),
            None => all.push(span),
        }
        dateline = block.kind == BlockKind::Dateline;
    }
    all
}
