//! Statistics of a run, as tables and as JSON: findings by rule, by folder and by file, each with its rate per 1,000
//! words. The counts are `tally`'s.

use super::Tally;
use super::table::{Align, table};
use super::tally::{FileCount, grouped, plural};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Rows of a table for people; JSON has all.
const ROWS: usize = 20;

impl Tally {
    /// Findings by rule and severity, by folder and by file, most frequent first, with their rates.
    pub fn statistics(&self) -> String {
        let mut out = self.rules_table();
        let folders = self.by_folder();
        if folders.len() > 1 {
            out.push_str(&places("folder", &folders));
        }
        if self.by_file.len() > 1 {
            out.push_str(&places("file", &self.by_file));
        }
        out
    }

    fn rules_table(&self) -> String {
        let mut counted: Vec<_> = self.findings.iter().collect();
        counted.sort_by(|(a, n), (b, m)| m.cmp(n).then(a.cmp(b)));
        let all: usize = self.findings.values().sum();
        let rate = |n: usize, over: f64| if over > 0.0 { format!("{:.2}", float(n) / over) } else { "-".to_owned() };
        let (thousands, files) = (thousands(self.words), float(self.files));
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
        format!("{}{}, {} words\n", table(header, &rows), plural(self.files, "file"), grouped(self.words))
    }

    /// All of it, for programs. Files without findings are counted and not listed.
    pub fn statistics_json(&self) -> Value {
        let rules: Vec<Value> = self
            .findings
            .iter()
            .map(|((rule, severity), &n)| {
                json!({
                    "rule": rule,
                    "severity": severity.as_str(),
                    "findings": n,
                    "per_1000_words": per_thousand(n, self.words),
                })
            })
            .collect();
        let place = |key: &str, count: &FileCount| {
            json!({
                key: count.path,
                "words": count.words,
                "errors": count.errors,
                "warnings": count.warnings,
                "infos": count.infos,
                "findings": count.findings(),
                "per_1000_words": per_thousand(count.findings(), count.words),
            })
        };
        let files = self.by_file.iter().filter(|count| count.findings() > 0);
        json!({
            "files": self.files,
            "words": self.words,
            "findings": self.findings.values().sum::<usize>(),
            "per_1000_words": per_thousand(self.findings.values().sum(), self.words),
            "by_rule": rules,
            "by_folder": self.by_folder().iter().map(|count| place("folder", count)).collect::<Vec<_>>(),
            "by_file": files.map(|count| place("file", count)).collect::<Vec<_>>(),
        })
    }

    /// The sum of the files right in each folder, by folder.
    fn by_folder(&self) -> Vec<FileCount> {
        let mut folders: BTreeMap<&str, FileCount> = BTreeMap::new();
        for file in &self.by_file {
            let folder = file.path.rsplit_once(['/', '\\']).map_or(".", |(folder, _)| folder);
            let sum =
                folders.entry(folder).or_insert_with(|| FileCount { path: folder.to_owned(), ..FileCount::default() });
            sum.words += file.words;
            sum.errors += file.errors;
            sum.warnings += file.warnings;
            sum.infos += file.infos;
        }
        folders.into_values().collect()
    }
}

fn places(what: &str, counts: &[FileCount]) -> String {
    let mut found: Vec<&FileCount> = counts.iter().filter(|count| count.findings() > 0).collect();
    found.sort_by(|a, b| b.findings().cmp(&a.findings()).then(a.path.cmp(&b.path)));
    let rows: Vec<_> = found
        .iter()
        .take(ROWS)
        .map(|count| {
            let rate = per_thousand(count.findings(), count.words);
            [
                count.findings().to_string(),
                rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.2}")),
                count.errors.to_string(),
                count.warnings.to_string(),
                count.infos.to_string(),
                count.path.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let header = [
        ("findings", Align::Right),
        ("per 1,000 words", Align::Right),
        ("errors", Align::Right),
        ("warnings", Align::Right),
        ("infos", Align::Right),
        (what, Align::Left),
    ];
    let more = match found.len().saturating_sub(ROWS) {
        0 => String::new(),
        more => format!("and {} with findings\n", plural(more, &format!("more {what}"))),
    };
    format!("\n{}{more}", table(header, &rows))
}

/// Of two decimals; nothing without words.
fn per_thousand(n: usize, words: u64) -> Option<f64> {
    (words > 0).then(|| (float(n) / thousands(words) * 100.0).round() / 100.0)
}

#[expect(clippy::cast_precision_loss, reason = "a rate of two decimals")]
fn thousands(words: u64) -> f64 {
    words as f64 / 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "a rate of two decimals")]
fn float(n: usize) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::super::tally::Counted;
    use super::*;
    use crate::diagnostic::{Diagnostic, Severity};
    use crate::span::SourceSpan;

    #[test]
    fn rules_folders_and_files_are_counted_with_their_rates() {
        let mut tally = Tally::default();
        let error = Diagnostic::fault("a/b", SourceSpan::default(), String::new(), None);
        let warning = Diagnostic { severity: Severity::Warning, ..error.clone() };
        tally.add(Counted::of("desk/a.txt", &[error, warning.clone(), warning], 500));
        let expected = "\
findings  per 1,000 words  per file  severity  rule
       2             4.00      2.00  warning   a/b
       1             2.00      1.00  error     a/b
       3             6.00      3.00            all
1 file, 500 words
";
        assert_eq!(tally.statistics(), expected);
        tally.add(Counted::of("b.txt", &[], 1500));
        let expected = "\
findings  per 1,000 words  per file  severity  rule
       2             1.00      1.00  warning   a/b
       1             0.50      0.50  error     a/b
       3             1.50      1.50            all
2 files, 2,000 words

findings  per 1,000 words  errors  warnings  infos  folder
       3             6.00       1         2      0  desk

findings  per 1,000 words  errors  warnings  infos  file
       3             6.00       1         2      0  desk/a.txt
";
        assert_eq!(tally.statistics(), expected);
        let json = tally.statistics_json();
        assert_eq!(
            json["by_folder"][0],
            serde_json::json!({"folder": ".", "words": 1500, "errors": 0, "warnings": 0, "infos": 0, "findings": 0, "per_1000_words": 0.0})
        );
        assert_eq!(json["by_file"][0]["per_1000_words"], 6.0);
        assert_eq!(json["by_rule"][0]["rule"], "a/b");
    }
}
