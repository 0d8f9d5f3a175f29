//! One line a finding, as compilers and grep write it: `path:line:column: severity[rule] message`. For editors' quickfix
//! lists and for reading many at once.

use super::{Batch, Style, printable};
use crate::diagnostic::Severity;
use std::fmt::Write as _;

/// The batch, a line a diagnostic.
pub(super) fn render(batch: &Batch<'_>, style: Style) -> Vec<u8> {
    let mut out = String::new();
    for diagnostic in batch.diagnostics {
        let at = batch.source.position(diagnostic.span.start);
        let (on, off) = if style.colour { (colour(diagnostic.severity), "\x1b[0m") } else { ("", "") };
        let _ = write!(
            out,
            "{}:{}:{}: {on}{}[{}]{off}",
            batch.source.path,
            at.line,
            at.column,
            diagnostic.severity.as_str(),
            diagnostic.rule,
        );
        // Without line ends: a line is a finding.
        for word in printable(&diagnostic.message).split_whitespace() {
            out.push(' ');
            out.push_str(word);
        }
        out.push('\n');
    }
    out.into_bytes()
}

const fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\x1b[1;31m",
        Severity::Warning => "\x1b[1;33m",
        Severity::Info => "\x1b[1;32m",
    }
}
