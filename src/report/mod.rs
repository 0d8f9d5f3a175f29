//! Finished diagnostics to bytes: one file a format, all fed the same [`Batch`]. Owns the choice of format and what
//! frames a document; knows nothing of articles, rules or where the bytes go.

mod azure;
mod checkstyle;
mod concise;
mod document;
mod full;
mod github;
mod gitlab;
mod json;
mod jsonl;
mod junit;
pub mod ledger;
mod markdown;
mod rdjson;
mod sarif;
mod statistics;
pub mod table;
mod tally;
mod xml;

use crate::diagnostic::{Diagnostic, Suppression};
use crate::source::Source;
use crate::span::SourceSpan;
use std::borrow::Cow;

pub use document::{Document, Ending};
pub use tally::{Counted, Tally};

/// What there is to tell about one file.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The file.
    pub source: &'a Source,
    /// In the order to tell them.
    pub diagnostics: &'a [Diagnostic],
    /// Found and not told, for the formats that have a place for it.
    pub suppressed: &'a [(Diagnostic, Suppression)],
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
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub workflow commands.
    Github,
    /// GitLab's code quality report.
    Gitlab,
    /// `JUnit` XML.
    Junit,
    /// Checkstyle XML.
    Checkstyle,
    /// Reviewdog's diagnostic format.
    Rdjson,
    /// Azure Pipelines logging commands.
    Azure,
    /// A summary in Markdown.
    Markdown,
}

/// What the place the report goes to can show.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Terminal colours.
    pub colour: bool,
    /// Columns for a sentence before it goes on in a row of its own.
    pub width: usize,
}

impl Style {
    /// The width in a place of so many columns: beside the margin of line numbers, and neither too narrow nor too wide to read.
    pub fn width_in(columns: usize) -> usize {
        columns.saturating_sub(8).clamp(40, 120)
    }
}

impl Default for Style {
    fn default() -> Self {
        // What a log and a page of text can show.
        Self { colour: false, width: Self::width_in(80) }
    }
}

impl Format {
    /// All of them, in the order to tell of them.
    pub const ALL: &[Self] = &[
        Self::Full,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
        Self::Junit,
        Self::Checkstyle,
        Self::Rdjson,
        Self::Azure,
        Self::Markdown,
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name() == name)
    }

    /// What it is, in a line.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Full => "The guilty sentence with the words underlined",
            Self::Concise => "One line a finding: path:line:column: severity[rule] message",
            Self::Json => "One JSON document",
            Self::Jsonl => "One JSON object a finding and line",
            Self::Sarif => "SARIF 2.1.0, for code scanning",
            Self::Github => "GitHub workflow commands: ten annotations, errors first",
            Self::Gitlab => "GitLab code quality",
            Self::Junit => "JUnit XML",
            Self::Checkstyle => "Checkstyle XML",
            Self::Rdjson => "Reviewdog's diagnostic format",
            Self::Azure => "Azure Pipelines logging commands",
            Self::Markdown => "A summary for a pull request comment",
        }
    }

    /// The name it is asked for by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Checkstyle => "checkstyle",
            Self::Rdjson => "rdjson",
            Self::Azure => "azure",
            Self::Markdown => "markdown",
        }
    }

    /// Whether programs read it, so that nothing else may be said in between.
    pub const fn for_programs(self) -> bool {
        !matches!(self, Self::Full | Self::Concise)
    }

    /// Whether a code host puts the findings beside the file, so that it has to be called what the host calls it.
    pub const fn for_hosts(self) -> bool {
        matches!(self, Self::Sarif | Self::Github | Self::Gitlab | Self::Azure)
    }

    /// Whether it tells of each finding's fingerprint.
    pub const fn names_findings(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Sarif | Self::Gitlab)
    }

    /// One file's diagnostics, for [`Document::part`]; nothing for none, unless the format tells of clean files too.
    pub fn render(self, batch: &Batch<'_>, style: Style) -> Vec<u8> {
        match self {
            Self::Full => full::render(batch, style),
            Self::Concise => concise::render(batch, style),
            Self::Json => json::render(batch),
            Self::Jsonl => jsonl::render(batch),
            Self::Sarif => sarif::render(batch),
            Self::Github => github::render(batch),
            Self::Gitlab => gitlab::render(batch),
            Self::Junit => junit::render(batch),
            Self::Checkstyle => checkstyle::render(batch),
            Self::Rdjson => rdjson::render(batch),
            Self::Azure => azure::render(batch),
            Self::Markdown => markdown::render(batch),
        }
    }
}

/// Text that a terminal shows and does not obey: control characters become dots of the same number of bytes, so that
/// offsets hold. Tabs and line ends stay.
fn printable(text: &str) -> Cow<'_, str> {
    let obeyed = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    // All bytes are looked at, whatever the first are, which the compiler does many at a time. Behind 0xc2 stand controls too.
    let may_be = text.bytes().fold(0, |any, byte| any | u8::from(matches!(byte, ..b' ' | 0x7f | 0xc2)));
    if may_be == 0 || !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let dot = |c: char| match c {
        c if !obeyed(c) => c,
        c if c.is_ascii() => '.',
        _ => '\u{b7}',
    };
    Cow::Owned(text.chars().map(dot).collect())
}
