//! The JSON contract, version 1: what a diagnostic is to a program. Spans are bytes of the file, lines and columns
//! count from 1, columns in characters. Owns the object; `jsonl` writes the same ones. It is written out by hand, since
//! this is what a run of ten thousand findings spends its last moments on: names of members are copied, not escaped
//! anew, and so is text that has nothing to escape.

use super::Batch;
use crate::diagnostic::{Diagnostic, Fix, Label, Safety};
use crate::source::{Position, Source};
use crate::span::SourceSpan;
use serde::Serialize;

/// The version of the contract: raised when a field goes or changes its meaning, not when one is added.
pub(super) const VERSION: u32 = 1;

/// About as long as an object gets, in bytes.
pub(super) const ROOM: usize = 640;

/// The batch as members of an array, each on a line of its own.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(batch.diagnostics.len() * ROOM);
    for diagnostic in batch.diagnostics {
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        write_diagnostic(&mut out, batch.source, diagnostic);
    }
    out
}

/// Appends a diagnostic's object without a line end.
pub(super) fn write_diagnostic(out: &mut Vec<u8>, source: &Source, diagnostic: &Diagnostic) {
    Writer { out, source }.diagnostic(diagnostic);
}

/// Appends an object of another format without a line end.
pub(super) fn write(out: &mut Vec<u8>, object: &impl Serialize) {
    serde_json::to_writer(out, object).expect("strings and numbers always serialise, and a Vec takes all bytes");
}

/// Appends objects of one file.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    source: &'a Source,
}

impl Writer<'_> {
    fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        self.raw("{\"version\":");
        self.number(u64::from(VERSION));
        self.raw(",\"path\":");
        self.text(&self.source.path);
        self.raw(",\"rule\":");
        self.text(&diagnostic.rule);
        self.raw(",\"severity\":");
        self.text(diagnostic.severity.as_str());
        self.raw(",\"message\":");
        self.text(&diagnostic.message);
        self.raw(",\"help\":");
        match &diagnostic.help {
            Some(help) => self.text(help),
            None => self.raw("null"),
        }
        self.raw(",\"span\":");
        self.span(diagnostic.span);
        self.raw(",\"start\":");
        self.place(self.source.position(diagnostic.span.start));
        self.raw(",\"end\":");
        self.place(self.source.position(diagnostic.span.end));
        self.raw(",\"related\":");
        self.all(&diagnostic.related, Self::label);
        self.raw(",\"fix\":");
        match &diagnostic.fix {
            Some(fix) => self.fix(fix),
            None => self.raw("null"),
        }
        self.raw(",\"fingerprint\":");
        self.text(&diagnostic.fingerprint);
        self.raw("}");
    }

    fn span(&mut self, span: SourceSpan) {
        let (start, end) = self.source.file_bytes(span);
        self.raw("{\"start\":");
        self.number(start);
        self.raw(",\"end\":");
        self.number(end);
        self.raw("}");
    }

    fn place(&mut self, place: Position) {
        self.raw("{\"line\":");
        self.number(u64::from(place.line));
        self.raw(",\"column\":");
        self.number(u64::from(place.column));
        self.raw("}");
    }

    fn label(&mut self, label: &Label) {
        self.raw("{\"message\":");
        self.text(&label.message);
        self.raw(",\"span\":");
        self.span(label.span);
        self.raw("}");
    }

    fn fix(&mut self, fix: &Fix) {
        self.raw(match fix.safety {
            Safety::Safe => "{\"safety\":\"safe\",\"edits\":",
            Safety::Unsafe => "{\"safety\":\"unsafe\",\"edits\":",
        });
        self.all(&fix.edits, |writer, edit| {
            writer.raw("{\"span\":");
            writer.span(edit.span);
            writer.raw(",\"text\":");
            writer.text(&edit.text);
            writer.raw("}");
        });
        self.raw("}");
    }

    /// An array.
    fn all<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.raw("[");
        for (number, item) in items.iter().enumerate() {
            if number > 0 {
                self.raw(",");
            }
            write(self, item);
        }
        self.raw("]");
    }

    fn number(&mut self, number: u64) {
        write(self.out, &number);
    }

    fn text(&mut self, text: &str) {
        if is_plain(text.as_bytes()) {
            self.raw("\"");
            self.raw(text);
            self.raw("\"");
        } else {
            write(self.out, &text);
        }
    }

    fn raw(&mut self, json: &str) {
        self.out.extend_from_slice(json.as_bytes());
    }
}

/// Nothing in it needs to be escaped. No byte ends the look, so that many are looked at in one instruction.
fn is_plain(text: &[u8]) -> bool {
    let escaped = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    !text.iter().fold(false, |any, &byte| any | escaped(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn text_is_written_as_serde_writes_it() {
        let source = Source::from_text("a \"b\".txt", "Rain\n");
        for text in ["", "a `b`, c…", "\"", "back\\slash and a long tail behind it", "tab\t\n\u{1}\u{7f}", "“é” 🦜"]
        {
            let mut out = Vec::new();
            Writer { out: &mut out, source: &source }.text(text);
            assert_eq!(String::from_utf8(out).ok(), serde_json::to_string(text).ok());
        }
    }

    #[test]
    fn an_object_has_each_member_once() {
        let source = Source::from_text("a \"b\".txt", "Rain fell\n");
        let span = SourceSpan::new(0, 4);
        let label = Label { span, message: "here".to_owned() };
        let fault = Diagnostic::fault("a/b", span, "x".to_owned(), Some("y".to_owned()));
        let diagnostic = Diagnostic { related: vec![label.clone(), label], ..fault };
        let mut out = Vec::new();
        Writer { out: &mut out, source: &source }.diagnostic(&diagnostic);
        let object: Value = serde_json::from_slice(&out).expect("it is JSON");
        assert_eq!(object["related"][1]["span"]["end"], 4);
        assert_eq!(object["help"], "y");
        assert_eq!(object["end"]["column"], 5);
        assert_eq!(object.as_object().map(serde_json::Map::len), Some(12));
    }
}
