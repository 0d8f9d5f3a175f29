//! Who says what in one document, as data to write down: the `sources` contract, version 1, and the table for people.
//! Filled in by the command from the parsed article, which this file must not know.

use super::json::{VERSION, write};
use super::printable;
use super::table::{Align, table};
use crate::source::Position;
use serde::Serialize;
use std::fmt::Write;

/// A stretch of the file's bytes: `[start, end]`.
pub type Bytes = (u64, u64);

/// One document's attributions and sources.
#[derive(Debug, Serialize)]
pub struct Ledger {
    version: u32,
    unit: &'static str,
    /// As given or found.
    pub path: String,
    /// In text order.
    pub attributions: Vec<Entry>,
    /// In order of first mention.
    pub sources: Vec<Speaker>,
}

/// Who said one thing, and where.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// `direct`, `mixed` or `indirect`.
    pub kind: &'static str,
    /// The words that signal it.
    pub cue: Vec<Bytes>,
    /// Who speaks, as it stands there; empty when nobody is named.
    pub source: Vec<Bytes>,
    /// What is said.
    pub content: Vec<Bytes>,
    /// The source's id in [`Ledger::sources`].
    pub speaker: Option<u32>,
    /// Through whom it came, nearest first.
    pub chain: Vec<u32>,
}

/// One source and how much it is given to say.
#[derive(Debug, Serialize)]
pub struct Speaker {
    /// Index in [`Ledger::sources`].
    pub id: u32,
    /// Fullest name.
    pub name: String,
    /// `named-person`, `institution`, …
    pub class: &'static str,
    /// Office or profession.
    pub role: Option<String>,
    /// Each mention as a source.
    pub mentions: Vec<Bytes>,
    /// Words inside quotation marks.
    pub quoted_words: u32,
    /// Attributions whose speaker it is.
    pub attributions: u32,
    /// How many of them are direct, mixed and indirect; for the table.
    #[serde(skip)]
    pub kinds: [usize; 3],
    /// Where it is first mentioned; for the table.
    #[serde(skip)]
    pub first: Option<Position>,
}

impl Ledger {
    /// An empty one.
    pub const fn new(path: String) -> Self {
        Self { version: VERSION, unit: "byte", path, attributions: Vec::new(), sources: Vec::new() }
    }

    /// One line of JSON.
    pub fn jsonl(&self) -> Vec<u8> {
        let mut out = self.json();
        out.push(b'\n');
        out
    }

    /// One JSON object, no line end.
    pub fn json(&self) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, self);
        out
    }

    /// For people: a title line, a row a source, and what nobody is named for.
    pub fn table(&self) -> Vec<u8> {
        let rows: Vec<_> = self.sources.iter().map(row).collect();
        let header = [
            ("first", Align::Right),
            ("source", Align::Left),
            ("class", Align::Left),
            ("role", Align::Left),
            ("direct", Align::Right),
            ("mixed", Align::Right),
            ("indirect", Align::Right),
            ("quoted words", Align::Right),
        ];
        let mut out = format!("{}\n", self.path);
        if rows.is_empty() {
            out.push_str("nobody is quoted or paraphrased\n");
        } else {
            out.push_str(&table(header, &rows));
        }
        let nobody = self.attributions.iter().filter(|entry| entry.speaker.is_none()).count();
        if nobody > 0 {
            let s = if nobody == 1 { "" } else { "s" };
            let _ = writeln!(out, "and {nobody} attribution{s} to nobody named");
        }
        out.into_bytes()
    }
}

fn row(speaker: &Speaker) -> [String; 8] {
    let [direct, mixed, indirect] = speaker.kinds.map(|n| if n == 0 { "-".to_owned() } else { n.to_string() });
    [
        speaker.first.map_or_else(String::new, |at| format!("{}:{}", at.line, at.column)),
        shortened(&speaker.name, 40),
        speaker.class.to_owned(),
        shortened(speaker.role.as_deref().unwrap_or("-"), 36),
        direct,
        mixed,
        indirect,
        speaker.quoted_words.to_string(),
    ]
}

/// On one line, and no longer than `most` characters.
fn shortened(text: &str, most: usize) -> String {
    let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
