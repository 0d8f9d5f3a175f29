//! What frames and orders the parts of a report: each format's opening, what stands between parts, and its closing. Most
//! formats stream; those that show the worst first hold their lines back until the end. Owns no I/O.

use super::{Format, Tally, github, markdown, sarif, xml};
use crate::diagnostic::RuleCard;
use std::collections::BTreeMap;

/// A report as it grows.
#[derive(Debug)]
pub struct Document {
    format: Format,
    started: bool,
    /// Lines that wait for the end.
    held: Vec<String>,
}

/// What a report may add at its end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ending {
    /// No line for people that sums up.
    pub quiet: bool,
    /// The statistics, where the format has a place for them.
    pub statistics: bool,
}

impl Document {
    /// An empty report.
    pub const fn new(format: Format) -> Self {
        Self { format, started: false, held: Vec::new() }
    }

    /// What stands before the first part.
    pub fn opening(&self) -> String {
        match self.format {
            Format::Json => "{\"version\":1,\"diagnostics\":[".to_owned(),
            Format::Sarif => sarif::OPENING.to_owned(),
            Format::Gitlab => "[".to_owned(),
            Format::Rdjson => "{\"source\":{\"name\":\"sayso\"},\"diagnostics\":[".to_owned(),
            Format::Junit => format!("{}<testsuites name=\"sayso\">\n", xml::DECLARATION),
            Format::Checkstyle => format!("{}<checkstyle version=\"8.0\">\n", xml::DECLARATION),
            _ => String::new(),
        }
    }

    /// What can be written now that this part is there, as [`Format::render`] made it.
    pub fn part(&mut self, bytes: Vec<u8>) -> Vec<u8> {
        if bytes.is_empty() {
            return bytes;
        }
        match self.format {
            Format::Json | Format::Sarif | Format::Gitlab | Format::Rdjson => {
                let mut out = if self.started { b",".to_vec() } else { Vec::new() };
                self.started = true;
                out.extend(bytes);
                out
            }
            Format::Github | Format::Markdown => {
                self.held.extend(String::from_utf8_lossy(&bytes).lines().map(str::to_owned));
                Vec::new()
            }
            _ => bytes,
        }
    }

    /// What stands after the last part. `cards` explain the rules.
    pub fn closing(&self, tally: &Tally, cards: &BTreeMap<String, RuleCard>, ending: Ending) -> String {
        match self.format {
            Format::Full | Format::Concise if ending.quiet => String::new(),
            Format::Full | Format::Concise => format!("{}\n", tally.summary()),
            Format::Json if ending.statistics => {
                format!("\n],\"summary\":{},\"statistics\":{}}}\n", tally.json(), tally.statistics_json())
            }
            Format::Json => format!("\n],\"summary\":{}}}\n", tally.json()),
            Format::Jsonl | Format::Azure => String::new(),
            Format::Sarif => sarif::closing(&tally.rules(), cards),
            Format::Github => github::closing(&self.held, tally),
            Format::Gitlab => "\n]\n".to_owned(),
            Format::Junit => "</testsuites>\n".to_owned(),
            Format::Checkstyle => "</checkstyle>\n".to_owned(),
            Format::Rdjson => "\n]}\n".to_owned(),
            Format::Markdown => markdown::closing(&self.held, tally),
        }
    }
}
