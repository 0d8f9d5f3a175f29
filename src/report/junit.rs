//! `JUnit` XML, which every build server shows: a file is a test suite, a finding a failed test, and a file without
//! findings one that passes, so that a clean run is not taken for one that did not happen.

use super::{Batch, xml};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use std::fmt::Write as _;

/// The batch as one test suite.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let path = batch.source.path.as_str();
    let failures = batch.diagnostics.len().to_string();
    let tests = batch.diagnostics.len().max(1).to_string();
    let counts = [("name", path), ("tests", &tests), ("failures", &failures), ("errors", "0")];
    let mut out = format!("  {}\n", xml::open("testsuite", &counts));
    if batch.diagnostics.is_empty() {
        let case = xml::element("testcase", &[("name", "sayso"), ("classname", path), ("file", path)], None);
        let _ = writeln!(out, "    {case}");
    }
    for diagnostic in batch.diagnostics {
        out.push_str(&case(batch.source, diagnostic));
    }
    out.push_str("  </testsuite>\n");
    out.into_bytes()
}

fn case(source: &Source, diagnostic: &Diagnostic) -> String {
    let at = source.position(diagnostic.span.start);
    let (line, column) = (at.line.to_string(), at.column.to_string());
    let name = format!("{} at {line}:{column}", diagnostic.rule);
    let attributes =
        [("name", name.as_str()), ("classname", &source.path), ("file", &source.path), ("line", line.as_str())];
    let mut text = format!("{}:{line}:{column}: {}", source.path, diagnostic.message);
    for label in &diagnostic.related {
        let at = source.position(label.span.start);
        let _ = write!(text, "\nnote: {}:{}: {}", at.line, at.column, label.message);
    }
    if let Some(help) = &diagnostic.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    let told = [("type", diagnostic.severity.as_str()), ("message", diagnostic.message.as_str())];
    let failure = xml::element("failure", &told, Some(&text));
    format!("    {}\n      {failure}\n    </testcase>\n", xml::open("testcase", &attributes))
}
