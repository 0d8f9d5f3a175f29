//! Who says what in one document, as data to write down: the `sources` contract, version 1, and the table for people.
//! Filled in by the command from the parsed article, which this file must not know.

mod layout;

use super::json::{VERSION, write};
use crate::source::Position;
use serde::Serialize;

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
    /// The ids of those who say it together with the speaker.
    pub with: Vec<u32>,
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
    /// Whether the story names who it is; nothing for institutions, documents and outlets, which are no persons.
    pub named: Option<bool>,
    /// Office or profession.
    pub role: Option<String>,
    /// Where it is first mentioned.
    pub first: Option<Position>,
    /// Each mention as a source.
    pub mentions: Vec<Bytes>,
    /// Attributions whose speaker it is.
    pub attributions: u32,
    /// How they are given.
    pub kinds: Kinds,
    /// Words of what it is given to say, quoted or not.
    pub words: u32,
    /// Words inside quotation marks.
    pub quoted_words: u32,
    /// The id of the source whose spokesperson it is, if that speaks for itself as well.
    pub speaks_for: Option<u32>,
    /// The sources through whom some of it came, its spokespersons among them.
    pub through: Vec<u32>,
}

/// How many attributions are direct, mixed and indirect.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Kinds {
    /// All in quotation marks.
    pub direct: u32,
    /// Part in quotation marks.
    pub mixed: u32,
    /// None in quotation marks.
    pub indirect: u32,
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

    /// For people, on a terminal of that many columns.
    pub fn table(&self, columns: usize, colour: bool) -> Vec<u8> {
        layout::table(self, columns, colour).into_bytes()
    }
}
