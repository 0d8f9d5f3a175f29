//! What a house has found before and lives with: findings by path, rule and words of their sentence, with a count, never
//! by line. Owns the file format and what counts as known, new and gone. Pure; paths are the command layer's to make.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;
use thiserror::Error;

/// The version of the file format; with 1, sentences had other hashes.
const VERSION: u32 = 2;

/// Rule, and hash of the words of the sentence.
pub type Key = (String, u64);

/// Known findings of one file, by key.
pub type Known = BTreeMap<Key, u32>;

/// A baseline file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By path from the folder of the baseline file, with `/` between names.
    pub files: BTreeMap<String, Known>,
}

/// Why a text is no baseline.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadBaseline {
    /// No JSON, or not of the right form.
    #[error("line {line}, column {column}: {message}")]
    Form {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// From another sayso.
    #[error(
        "it is a baseline of version {0}, and this sayso reads version {VERSION}: make it anew with `sayso baseline create`"
    )]
    Version(u32),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    sentence: Hash,
    count: u32,
}

/// Sixteen hexadecimal digits.
struct Hash(u64);

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:016x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let hash = (text.len() == 16).then(|| u64::from_str_radix(&text, 16).ok()).flatten();
        hash.map(Self).ok_or_else(|| serde::de::Error::custom("`sentence` is sixteen hexadecimal digits"))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Deserialize)]
struct AnyVersion {
    version: u32,
}

impl Baseline {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, BadBaseline> {
        let bad = |error: serde_json::Error| {
            let message = error.to_string();
            // Its message ends in the place, which is told first here.
            let message = message.rsplit_once(" at line ").map_or(message.clone(), |(message, _)| message.to_owned());
            BadBaseline::Form { line: error.line(), column: error.column(), message }
        };
        let text = text.trim_start_matches('\u{FEFF}');
        if let Ok(AnyVersion { version }) = serde_json::from_str(text)
            && version != VERSION
        {
            return Err(BadBaseline::Version(version));
        }
        let file: File = serde_json::from_str(text).map_err(bad)?;
        debug_assert_eq!(file.version, VERSION);
        let mut baseline = Self::default();
        for entry in file.findings {
            let known = baseline.files.entry(entry.path).or_default();
            let count = known.entry((entry.rule, entry.sentence.0)).or_default();
            *count = count.saturating_add(entry.count);
        }
        Ok(baseline)
    }

    /// The file's text: one finding a line, sorted, so that a change of one is a change of one line.
    pub fn text(&self) -> String {
        let mut out = format!("{{\n  \"version\": {VERSION},\n  \"findings\": [");
        let mut comma = "";
        for (path, known) in &self.files {
            for ((rule, sentence), &count) in known.iter().filter(|(_, count)| **count > 0) {
                let (path, rule) = (path.clone(), rule.clone());
                let entry = Entry { path, rule, sentence: Hash(*sentence), count };
                let entry = serde_json::to_string(&entry).unwrap_or_default();
                let _ = write!(out, "{comma}\n    {entry}");
                comma = ",";
            }
        }
        out.push_str(if comma.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        out
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.files.values().map(total).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Findings counted.
pub fn total(known: &Known) -> usize {
    known.values().map(|&count| count as usize).sum()
}

/// Counts findings of one file by key.
pub fn count(keys: impl Iterator<Item = Key>) -> Known {
    let mut known = Known::new();
    for key in keys {
        *known.entry(key).or_default() += 1;
    }
    known
}

/// Takes a finding out of what is known, if it is in there.
pub fn take(known: &mut Known, key: &Key) -> bool {
    match known.get_mut(key) {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_it_writes_one_finding_a_line() {
        let mut baseline = Baseline::default();
        assert_eq!(Baseline::parse(&baseline.text()), Ok(baseline.clone()));
        let key = |rule: &str, hash| (rule.to_owned(), hash);
        baseline.files.insert(
            "b/ü \"x\".txt".to_owned(),
            count([key("a/b", 7), key("a/b", 7), key("a/a", u64::MAX)].into_iter()),
        );
        baseline.files.insert("a.txt".to_owned(), count(std::iter::once(key("a/b", 1))));
        let text = baseline.text();
        assert_eq!(text.lines().filter(|line| line.contains("\"path\"")).count(), 3);
        assert_eq!(Baseline::parse(&text), Ok(baseline.clone()));
        assert_eq!(baseline.len(), 4);
    }

    #[test]
    fn a_bad_one_is_told_with_its_place() {
        for (text, words) in [
            ("", "line 1"),
            ("{\n  \"version\": 2,\n  \"findings\": [}\n", "line 3, column 16"),
            ("{\"version\":1}", "version 1"),
            ("{\"version\":2}", "missing field `findings`"),
            (
                "{\"version\":2,\"findings\":[{\"path\":\"a\",\"rule\":\"b\",\"sentence\":\"x\",\"count\":1}]}",
                "sixteen",
            ),
            ("{\"version\":2,\"findings\":[],\"more\":1}", "`more`"),
        ] {
            let error = Baseline::parse(text).expect_err(text).to_string();
            assert!(error.contains(words), "{text}: {error}");
        }
    }
}
