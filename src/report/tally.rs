//! The sum of a run: how many findings of which rule and severity in how many files and words. Counts what it is told;
//! what counts towards the exit code is the command's.

use crate::diagnostic::{Diagnostic, Severity};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Counts over the files of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub(super) files: usize,
    with_findings: usize,
    pub(super) words: u64,
    /// By rule and severity.
    pub(super) findings: BTreeMap<(Arc<str>, Severity), usize>,
    /// In the order they came in.
    pub(super) by_file: Vec<FileCount>,
    /// Rules of mistakes in config and rule files, and of findings that are not told.
    others: BTreeSet<Arc<str>>,
}

/// What counts of one file: made where it is linted, and added up where all files meet.
#[derive(Clone, Debug)]
pub struct Counted {
    path: String,
    words: u32,
    findings: Vec<(Arc<str>, Severity)>,
}

impl Counted {
    /// A file of so many words.
    pub fn of(path: &str, diagnostics: &[Diagnostic], words: u32) -> Self {
        let findings = diagnostics.iter().map(|found| (found.rule.clone(), found.severity)).collect();
        Self { path: path.to_owned(), words, findings }
    }
}

/// The counts of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileCount {
    pub(super) path: String,
    pub(super) words: u64,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
}

impl FileCount {
    pub(super) const fn findings(&self) -> usize {
        self.errors + self.warnings + self.infos
    }
}

impl Tally {
    /// Counts one file.
    pub fn add(&mut self, file: Counted) {
        let count = |severity| file.findings.iter().filter(|found| found.1 == severity).count();
        self.by_file.push(FileCount {
            words: u64::from(file.words),
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            path: file.path,
        });
        self.files += 1;
        self.with_findings += usize::from(!file.findings.is_empty());
        self.words += u64::from(file.words);
        for found in file.findings {
            *self.findings.entry(found).or_default() += 1;
        }
    }

    /// Notes the rules of diagnostics that stand in a report and do not count: mistakes in configs, suppressed findings.
    pub fn note<'d>(&mut self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) {
        self.others.extend(diagnostics.into_iter().map(|diagnostic| diagnostic.rule.clone()));
    }

    /// All rules that the report names, sorted.
    pub(super) fn rules(&self) -> Vec<&str> {
        let found = self.findings.keys().map(|(rule, _)| rule);
        found.chain(&self.others).map(|rule| &**rule).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Findings of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|((_, s), _)| *s == severity).map(|(_, n)| n).sum()
    }

    /// The last line of a report for people: `2 errors, 5 warnings in 3 of 12 files`.
    pub fn summary(&self) -> String {
        let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];
        let parts: Vec<String> = counts
            .into_iter()
            .map(|(severity, name)| (self.count(severity), name))
            .filter(|&(n, _)| n > 0)
            .map(|(n, name)| plural(n, name))
            .collect();
        if parts.is_empty() {
            return format!("nothing found in {}", plural(self.files, "file"));
        }
        let files = match (self.with_findings, self.files) {
            (some, all) if some == all => plural(all, "file"),
            (some, all) => format!("{some} of {}", plural(all, "file")),
        };
        format!("{} in {files}", parts.join(", "))
    }

    /// The counts as the `summary` object of the JSON report.
    pub(super) fn json(&self) -> serde_json::Value {
        json!({
            "files": self.files,
            "files_with_findings": self.with_findings,
            "words": self.words,
            "errors": self.count(Severity::Error),
            "warnings": self.count(Severity::Warning),
            "infos": self.count(Severity::Info),
        })
    }
}

pub(super) fn plural(n: usize, name: &str) -> String {
    format!("{} {name}{}", grouped(n as u64), if n == 1 { "" } else { "s" })
}

/// `1234567` as `1,234,567`.
pub(super) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::span::SourceSpan;

    #[test]
    fn the_summary_counts_by_severity_and_file() {
        let mut tally = Tally::default();
        assert_eq!(tally.summary(), "nothing found in 0 files");
        let error = Diagnostic::fault("a/b", SourceSpan::default(), String::new(), None);
        let warning = Diagnostic { severity: Severity::Warning, ..error.clone() };
        tally.add(Counted::of("a.txt", &[error, warning.clone(), warning], 500));
        assert_eq!(tally.summary(), "1 error, 2 warnings in 1 file");
        tally.add(Counted::of("b.txt", &[], 1500));
        assert_eq!(tally.summary(), "1 error, 2 warnings in 1 of 2 files");
    }
}
