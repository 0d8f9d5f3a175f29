//! Reviewdog's diagnostic format. Its columns count bytes of UTF-8 from 1, and its ends are exclusive. It shows no
//! related places everywhere, so they are part of the message.

use super::Batch;
use super::json::write;
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::source::Source;
use crate::span::SourceSpan;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The batch as members of `diagnostics`.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for diagnostic in batch.diagnostics {
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        write(&mut out, &object(batch.source, diagnostic));
    }
    out
}

fn object(source: &Source, diagnostic: &Diagnostic) -> Value {
    let mut message = diagnostic.message.clone();
    for label in &diagnostic.related {
        let at = source.position(label.span.start);
        let _ = write!(message, "\nnote: {}:{}: {}", at.line, at.column, label.message);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(message, "\nhelp: {help}");
    }
    let mut object = json!({
        "message": message,
        "location": { "path": source.path, "range": range(source, diagnostic.span) },
        "severity": severity(diagnostic.severity),
        "code": { "value": diagnostic.rule },
    });
    if let Some((span, text)) = diagnostic.fix.as_ref().and_then(|fix| joined(source, fix)) {
        object["suggestions"] = json!([{ "range": range(source, span), "text": text }]);
    }
    object
}

/// The edits of a fix as one: suggestions are taken one by one, and a fix is whole or nothing.
fn joined(source: &Source, fix: &Fix) -> Option<(SourceSpan, String)> {
    let span = fix.edits.first()?.span.to(fix.edits.last()?.span);
    let mut text = String::new();
    let mut at = span.start;
    for edit in &fix.edits {
        text.push_str(source.text.get(at as usize..edit.span.start as usize)?);
        text.push_str(&edit.text);
        at = edit.span.end;
    }
    Some((span, text))
}

fn range(source: &Source, span: SourceSpan) -> Value {
    json!({ "start": position(source, span.start), "end": position(source, span.end) })
}

fn position(source: &Source, offset: u32) -> Value {
    let line = source.position(offset).line;
    json!({ "line": line, "column": offset.saturating_sub(source.line_span(line).start) + 1 })
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    }
}
