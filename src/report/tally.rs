//! The sum of a run: how many findings of which rule and severity in how many files and words. Counts what it is told;
//! what counts towards the exit code is the command's.

use super::table::{Align, table};
use crate::diagnostic::{Diagnostic, Severity};
use serde_json::json;
use std::collections::BTreeMap;

/// Counts over the files of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    files: usize,
    with_findings: usize,
    words: u64,
    /// By rule and severity.
    findings: BTreeMap<(String, Severity), usize>,
}

impl Tally {
    /// Counts one file.
    pub fn add(&mut self, diagnostics: &[Diagnostic], words: u32) {
        self.files += 1;
        self.with_findings += usize::from(!diagnostics.is_empty());
        self.words += u64::from(words);
        for diagnostic in diagnostics {
            *self.findings.entry((diagnostic.rule.clone(), diagnostic.severity)).or_default() += 1;
        }
    }

    /// Adds the counts of another.
    pub fn merge(&mut self, other: Self) {
        self.files += other.files;
        self.with_findings += other.with_findings;
        self.words += other.words;
        for (key, n) in other.findings {
            *self.findings.entry(key).or_default() += n;
        }
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

    /// Findings by rule and severity, most frequent first, and their rate.
    pub fn statistics(&self) -> String {
        let mut counted: Vec<_> = self.findings.iter().collect();
        counted.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let all: usize = self.findings.values().sum();
        let rate = |n: usize, over: f64| {
            if over > 0.0 { format!("{:.2}", to_f64(n) / over) } else { "-".to_owned() }
        };
        #[expect(clippy::cast_precision_loss, reason = "a rate of two decimals")]
        let thousands = self.words as f64 / 1000.0;
        let files = to_f64(self.files);
        let row = |n: usize, severity: &str, rule: &str| {
            [n.to_string(), rate(n, thousands), rate(n, files), severity.to_owned(), rule.to_owned()]
        };
        let mut rows: Vec<_> =
            counted.into_iter().map(|((rule, severity), &n)| row(n, severity.as_str(), rule)).collect();
        rows.push(row(all, "", "all"));
        let header = [
            ("findings", Align::Right),
            ("per 1,000 words", Align::Right),
            ("per file", Align::Right),
            ("severity", Align::Left),
            ("rule", Align::Left),
        ];
        let words = grouped(self.words);
        format!("{}{}, {words} words\n", table(header, &rows), plural(self.files, "file"))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate of two decimals")]
fn to_f64(n: usize) -> f64 {
    n as f64
}

fn plural(n: usize, name: &str) -> String {
    format!("{} {name}{}", grouped(n as u64), if n == 1 { "" } else { "s" })
}

/// `1234567` as `1,234,567`.
fn grouped(n: u64) -> String {
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
    use crate::config::fault;
    use crate::span::SourceSpan;

    #[test]
    fn the_summary_counts_by_severity_and_file() {
        let mut tally = Tally::default();
        assert_eq!(tally.summary(), "nothing found in 0 files");
        let error = fault("a/b", SourceSpan::default(), String::new(), None);
        let warning = Diagnostic { severity: Severity::Warning, ..error.clone() };
        tally.add(&[error, warning.clone(), warning], 500);
        assert_eq!(tally.summary(), "1 error, 2 warnings in 1 file");
        tally.add(&[], 1500);
        assert_eq!(tally.summary(), "1 error, 2 warnings in 1 of 2 files");
        let expected = "\
findings  per 1,000 words  per file  severity  rule
       2             1.00      1.00  warning   a/b
       1             0.50      0.50  error     a/b
       3             1.50      1.50            all
2 files, 2,000 words
";
        assert_eq!(tally.statistics(), expected);
    }
}
