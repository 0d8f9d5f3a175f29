//! GitHub workflow commands: each finding a line that the runner turns into an annotation. GitHub shows ten a step, so
//! the ten that matter most are written, errors first, and one line says how many more there are.

use super::{Batch, Tally, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Source;
use std::fmt::Write as _;

/// Annotations of one step that GitHub shows.
const SHOWN: usize = 10;

/// The batch, a line a diagnostic.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    batch.diagnostics.iter().map(|diagnostic| line(batch.source, diagnostic)).collect::<String>().into_bytes()
}

fn line(source: &Source, diagnostic: &Diagnostic) -> String {
    let (start, end) = (source.position(diagnostic.span.start), source.position(diagnostic.span.end));
    let mut place = format!("file={},line={},endLine={}", property(source.host_path()), start.line, end.line);
    if start.line == end.line {
        // Columns count within one line only.
        let _ = write!(place, ",col={},endColumn={}", start.column, end.column);
    }
    let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
    let text = data(&format!("{}{help}", diagnostic.message));
    format!("::{} {place},title={}::{text}\n", name(diagnostic.severity), property(&diagnostic.rule))
}

const fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// The text of a command, as the runner unescapes it.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, where colons and commas mean something too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// All lines, those that matter most first, and what is not shown.
pub(super) fn closing(lines: &[String], tally: &Tally) -> String {
    let rank = |line: &&String| ["::error", "::warning"].iter().position(|name| line.starts_with(name)).unwrap_or(2);
    let mut sorted: Vec<&String> = lines.iter().collect();
    sorted.sort_by_key(rank);
    let mut out = String::new();
    for line in sorted.iter().take(SHOWN) {
        let _ = writeln!(out, "{line}");
    }
    let more = sorted.len().saturating_sub(SHOWN);
    if more > 0 {
        let findings = if more == 1 { "finding is" } else { "findings are" };
        let _ = writeln!(out, "{more} more {findings} not annotated; in all: {}", tally.summary());
    }
    out
}
