//! GitLab's code quality report: a JSON array of violations with the fields it requires. Fingerprints must be unique in
//! the whole report, and ours are in one file, so the path is part of them.

use super::Batch;
use super::json::write;
use crate::diagnostic::{Diagnostic, Severity};
use serde_json::json;

/// The batch as members of the array.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let path = batch.source.host_path();
    for diagnostic in batch.diagnostics {
        let start = batch.source.position(diagnostic.span.start);
        let end = batch.source.position(diagnostic.span.end);
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let violation = json!({
            "description": format!("{}{help}", diagnostic.message),
            "check_name": diagnostic.rule,
            "fingerprint": format!("{}-{path}", identity(diagnostic)),
            "severity": severity(diagnostic.severity),
            "location": { "path": path, "lines": { "begin": start.line, "end": end.line } },
        });
        write(&mut out, &violation);
    }
    out
}

fn identity(diagnostic: &Diagnostic) -> String {
    if diagnostic.fingerprint.is_empty() {
        // A mistake in a config or rule file has its place and its name, and nobody keeps a history of it.
        return format!("{}-{}-{}", diagnostic.rule, diagnostic.span.start, diagnostic.span.end);
    }
    diagnostic.fingerprint.clone()
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}
