//! One JSON object a line, to be read while the run goes on. The objects are `json`'s.

use super::{Batch, json};

/// The batch, a line a diagnostic.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::with_capacity(batch.diagnostics.len() * json::ROOM);
    let path = json::path(batch.source);
    for diagnostic in batch.diagnostics {
        json::write(&mut out, &json::record(batch.source, &path, diagnostic));
        out.push(b'\n');
    }
    out
}
