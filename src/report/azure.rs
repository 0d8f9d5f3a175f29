//! Azure Pipelines logging commands: each finding a line that the agent turns into an issue of the run. There are errors
//! and warnings only, so an info is a warning there.

use super::{Batch, printable};
use crate::diagnostic::Severity;
use std::fmt::Write as _;

/// The batch, a line a diagnostic.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = String::new();
    for diagnostic in batch.diagnostics {
        let at = batch.source.position(diagnostic.span.start);
        let kind = if diagnostic.severity == Severity::Error { "error" } else { "warning" };
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!("\nhelp: {help}"));
        let _ = writeln!(
            out,
            "##vso[task.logissue type={kind};sourcepath={};linenumber={};columnnumber={};code={};]{}",
            property(batch.source.host_path()),
            at.line,
            at.column,
            property(&diagnostic.rule),
            data(&format!("{}{help}", diagnostic.message)),
        );
    }
    out.into_bytes()
}

/// The text of a command, as the agent unescapes it.
fn data(text: &str) -> String {
    printable(text).replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command, where semicolons and brackets mean something too.
fn property(text: &str) -> String {
    data(text).replace(']', "%5D").replace(';', "%3B")
}
