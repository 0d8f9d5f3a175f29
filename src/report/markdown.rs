//! A summary in Markdown for a pull request comment or a step summary: the sum of the run, then a table, errors first,
//! as long as a comment may be. What copy says is shown and never obeyed: no markup, no mentions.

use super::{Batch, Tally};
use std::fmt::Write as _;

/// GitHub takes 65,536 characters in a comment; GitLab and others more.
const LONGEST: usize = 60_000;
/// Room for the line that says how many rows there was no room for.
const REST: usize = 60;

/// The batch, a row a diagnostic.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = String::new();
    for diagnostic in batch.diagnostics {
        let at = batch.source.position(diagnostic.span.start);
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("<br>help: {}", cell(help)));
        let _ = writeln!(
            out,
            "| {} | <code>{}:{}:{}</code> | {}{help} | <code>{}</code> |",
            diagnostic.severity.as_str(),
            plain(&batch.source.path),
            at.line,
            at.column,
            cell(&diagnostic.message),
            plain(&diagnostic.rule),
        );
    }
    out.into_bytes()
}

/// The whole summary.
pub(super) fn closing(rows: &[String], tally: &Tally) -> String {
    let mut out = format!("## sayso: {}\n", tally.summary());
    if rows.is_empty() {
        return out;
    }
    let rank = |row: &&String| ["| error", "| warning"].iter().position(|name| row.starts_with(name)).unwrap_or(2);
    let mut sorted: Vec<&String> = rows.iter().collect();
    sorted.sort_by_key(rank);
    out.push_str("\n| | Where | What | Rule |\n| --- | --- | --- | --- |\n");
    let mut shown = 0;
    for row in &sorted {
        if out.len() + row.len() + REST > LONGEST {
            break;
        }
        out.push_str(row);
        out.push('\n');
        shown += 1;
    }
    if shown < sorted.len() {
        let _ = writeln!(out, "\n{} more are not shown here.", sorted.len() - shown);
    }
    out
}

/// Text for a table cell, with what stands between backquotes as code.
fn cell(text: &str) -> String {
    if text.matches('`').count() % 2 == 1 {
        return plain(text);
    }
    let parts = text.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("<code>{}</code>", plain(part)) } else { plain(part) }).collect()
}

/// Everything that Markdown or a forge might act on, as character references.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '@' | '#' | '~' | '!' | '$' | ':' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
