//! The JSON contract, version 1: what a diagnostic is to a program. Spans are bytes of the file, lines and columns
//! count from 1, columns in characters. Owns the object; `jsonl` writes the same ones.

use super::Batch;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceSpan;
use serde::Serialize;

/// The version of the contract: raised when a field goes or changes its meaning, not when one is added.
pub(super) const VERSION: u32 = 1;

/// Appends a diagnostic without a line end. Field by field, for of all that a run writes this is the most.
pub(super) fn record(out: &mut Vec<u8>, source: &Source, diagnostic: &Diagnostic) {
    let Diagnostic { rule, severity, message, help, span: place, related, fix, fingerprint } = diagnostic;
    out.extend_from_slice(b"{\"version\":");
    number(out, u64::from(VERSION));
    out.extend_from_slice(b",\"path\":");
    text(out, &source.path);
    out.extend_from_slice(b",\"rule\":");
    text(out, rule);
    out.extend_from_slice(b",\"severity\":");
    text(out, severity.as_str());
    out.extend_from_slice(b",\"message\":");
    text(out, message);
    out.extend_from_slice(b",\"help\":");
    match help {
        Some(help) => text(out, help),
        None => out.extend_from_slice(b"null"),
    }
    out.push(b',');
    span(out, source, *place);
    for (name, offset) in [(&b",\"start\""[..], place.start), (b",\"end\"", place.end)] {
        let position = source.position(offset);
        out.extend_from_slice(name);
        out.extend_from_slice(b":{\"line\":");
        number(out, u64::from(position.line));
        out.extend_from_slice(b",\"column\":");
        number(out, u64::from(position.column));
        out.push(b'}');
    }
    out.extend_from_slice(b",\"related\":[");
    for (number, label) in related.iter().enumerate() {
        out.extend_from_slice(if number == 0 { b"{\"message\":" } else { b",{\"message\":" });
        text(out, &label.message);
        out.push(b',');
        span(out, source, label.span);
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"fix\":");
    match fix {
        Some(fix) => {
            out.extend_from_slice(b"{\"safety\":");
            write(out, &fix.safety);
            out.extend_from_slice(b",\"edits\":[");
            for (number, edit) in fix.edits.iter().enumerate() {
                out.extend_from_slice(if number == 0 { b"{" } else { b",{" });
                span(out, source, edit.span);
                out.extend_from_slice(b",\"text\":");
                text(out, &edit.text);
                out.push(b'}');
            }
            out.extend_from_slice(b"]}");
        }
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"fingerprint\":");
    text(out, fingerprint);
    out.push(b'}');
}

/// Appends the field that says where something is.
fn span(out: &mut Vec<u8>, source: &Source, span: SourceSpan) {
    let (start, end) = source.file_bytes(span);
    out.extend_from_slice(b"\"span\":{\"start\":");
    number(out, start);
    out.extend_from_slice(b",\"end\":");
    number(out, end);
    out.push(b'}');
}

/// Appends a number.
fn number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[from..]);
}

/// Appends a string. Most have nothing to escape, which takes no branch a byte to find out.
fn text(out: &mut Vec<u8>, text: &str) {
    let escaped = |byte: u8| u8::from(byte < b' ' || byte == b'"' || byte == b'\\');
    if text.bytes().fold(0, |any, byte| any | escaped(byte)) == 0 {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        write(out, &text);
    }
}

/// Appends one object without a line end.
pub(super) fn write(out: &mut Vec<u8>, object: &impl Serialize) {
    serde_json::to_writer(out, object).expect("strings and numbers always serialise, and a Vec takes all bytes");
}

/// The batch as members of an array, each on a line of its own.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for diagnostic in batch.diagnostics {
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        record(&mut out, batch.source, diagnostic);
    }
    out
}
