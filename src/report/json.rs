//! The JSON contract, version 1: what a diagnostic is to a program. Spans are bytes of the file, lines and columns
//! count from 1, columns in characters. Owns the object; `jsonl` writes the same ones.

use super::Batch;
use crate::diagnostic::{Diagnostic, Fix, Safety};
use crate::source::{Position, Source};
use crate::span::SourceSpan;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// The version of the contract: raised when a field goes or changes its meaning, not when one is added.
pub(super) const VERSION: u32 = 1;

#[derive(Serialize)]
pub(super) struct Record<'a> {
    version: u32,
    /// The same for all of a file, and so put into JSON once.
    path: &'a RawValue,
    rule: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    span: Span,
    start: Place,
    end: Place,
    related: Vec<Related<'a>>,
    fix: Option<Repair<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct Span {
    start: u64,
    end: u64,
}

#[derive(Serialize)]
struct Place {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    span: Span,
}

#[derive(Serialize)]
struct Repair<'a> {
    safety: Safety,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    span: Span,
    text: &'a str,
}

impl From<Position> for Place {
    fn from(position: Position) -> Self {
        Self { line: position.line, column: position.column }
    }
}

fn span(source: &Source, span: SourceSpan) -> Span {
    let (start, end) = source.file_bytes(span);
    Span { start, end }
}

fn repair<'a>(source: &Source, fix: &'a Fix) -> Repair<'a> {
    let change = |edit: &'a crate::diagnostic::Edit| Change { span: span(source, edit.span), text: &edit.text };
    Repair { safety: fix.safety, edits: fix.edits.iter().map(change).collect() }
}

/// The path of a file for its [`record`]s.
pub(super) fn path(source: &Source) -> Box<RawValue> {
    to_raw_value(&source.path).expect("a string always serialises")
}

pub(super) fn record<'a>(source: &'a Source, path: &'a RawValue, diagnostic: &'a Diagnostic) -> Record<'a> {
    let related = diagnostic.related.iter();
    Record {
        version: VERSION,
        path,
        rule: &diagnostic.rule,
        severity: diagnostic.severity.as_str(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        span: span(source, diagnostic.span),
        start: source.position(diagnostic.span.start).into(),
        end: source.position(diagnostic.span.end).into(),
        related: related.map(|label| Related { message: &label.message, span: span(source, label.span) }).collect(),
        fix: diagnostic.fix.as_ref().map(|fix| repair(source, fix)),
        fingerprint: &diagnostic.fingerprint,
    }
}

/// About as long as an object gets, in bytes.
pub(super) const ROOM: usize = 640;

/// Appends one object without a line end.
pub(super) fn write(out: &mut Vec<u8>, object: &impl Serialize) {
    serde_json::to_writer(out, object).expect("strings and numbers always serialise, and a Vec takes all bytes");
}

/// The batch as members of an array, each on a line of its own.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(batch.diagnostics.len() * ROOM);
    let path = path(batch.source);
    for diagnostic in batch.diagnostics {
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        write(&mut out, &record(batch.source, &path, diagnostic));
    }
    out
}
