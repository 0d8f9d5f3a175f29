//! Finished diagnostics to bytes: one file a format, all fed the same [`Batch`]. Owns the choice of format and what
//! frames a document; knows nothing of articles, rules or where the bytes go.

mod concise;
mod full;
mod json;
mod jsonl;
pub mod ledger;
pub mod table;
mod tally;

use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceSpan;
use std::borrow::Cow;

pub use tally::Tally;

/// What there is to tell about one file.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The file.
    pub source: &'a Source,
    /// In the order to tell them.
    pub diagnostics: &'a [Diagnostic],
    /// What `full` shows as lines: sentences, in file order. Empty means the lines of the file.
    pub display: &'a [SourceSpan],
}

/// How findings are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The guilty sentence with the words underlined, for people.
    Full,
    /// One line a finding: `path:line:column: severity[rule] message`.
    Concise,
    /// One JSON document: `{"version":1,"diagnostics":[…],"summary":{…}}`.
    Json,
    /// One JSON object a line, the same objects as in `Json`.
    Jsonl,
}

/// What the place the report goes to can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Terminal colours.
    pub colour: bool,
    /// Columns for a sentence before it goes on in a row of its own.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: 100 }
    }
}

impl Format {
    /// Whether programs read it, so that nothing else may be said in between.
    pub const fn for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }

    /// What stands before the first batch.
    pub const fn opening(self) -> &'static str {
        match self {
            Self::Json => "{\"version\":1,\"diagnostics\":[",
            Self::Full | Self::Concise | Self::Jsonl => "",
        }
    }

    /// What stands between two batches that are not empty.
    pub const fn between(self) -> &'static str {
        match self {
            Self::Json => ",",
            Self::Full | Self::Concise | Self::Jsonl => "",
        }
    }

    /// What stands after the last batch.
    pub fn closing(self, tally: &Tally) -> String {
        match self {
            Self::Full | Self::Concise => format!("{}\n", tally.summary()),
            Self::Json => format!("\n],\"summary\":{}}}\n", tally.json()),
            Self::Jsonl => String::new(),
        }
    }

    /// One file's diagnostics; nothing for none.
    pub fn render(self, batch: &Batch<'_>, style: Style) -> Vec<u8> {
        match self {
            Self::Full => full::render(batch, style),
            Self::Concise => concise::render(batch, style),
            Self::Json => json::render(batch),
            Self::Jsonl => jsonl::render(batch),
        }
    }
}

/// Text that a terminal shows and does not obey: control characters become dots of the same number of bytes, so that
/// offsets hold. Tabs and line ends stay.
fn printable(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let dot = |c: char| match c {
        c if !obeyed(c) => c,
        c if c.is_ascii() => '.',
        _ => '\u{b7}',
    };
    Cow::Owned(text.chars().map(dot).collect())
}
