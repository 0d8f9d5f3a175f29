//! Checkstyle XML, which review tools take: a `file` with its `error`s, of any severity.

use super::{Batch, xml};
use std::fmt::Write as _;

/// The batch as one `file`; nothing for none.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    if batch.diagnostics.is_empty() {
        return Vec::new();
    }
    let mut out = format!("  {}\n", xml::open("file", &[("name", &batch.source.path)]));
    for diagnostic in batch.diagnostics {
        let at = batch.source.position(diagnostic.span.start);
        let help = diagnostic.help.as_ref().map_or_else(String::new, |help| format!(" ({help})"));
        let attributes = [
            ("line", at.line.to_string()),
            ("column", at.column.to_string()),
            ("severity", diagnostic.severity.as_str().to_owned()),
            ("message", format!("{}{help}", diagnostic.message)),
            ("source", format!("sayso.{}", diagnostic.rule)),
        ];
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let _ = writeln!(out, "    {}", xml::element("error", &attributes, None));
    }
    out.push_str("  </file>\n");
    out.into_bytes()
}
