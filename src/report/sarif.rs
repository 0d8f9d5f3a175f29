//! SARIF 2.1.0, for GitHub code scanning and other collectors of findings. Each part is a comma-separated run of
//! `result` objects; the driver with its rules comes after them, when it is known which rules were found. Columns count
//! characters, which SARIF calls Unicode code points.

use super::json::write;
use super::{Batch, Suppression};
use crate::diagnostic::{Diagnostic, Fix, RuleCard, Severity};
use crate::source::Source;
use crate::span::SourceSpan;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Up to the first result.
pub(super) const OPENING: &str = "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"columnKind\":\"unicodeCodePoints\",\"results\":[";

/// The rest of the run: the tool, with the rules that were found.
pub(super) fn closing(rules: &[&str], cards: &BTreeMap<String, RuleCard>) -> String {
    let rules: Vec<Value> = rules.iter().map(|id| rule(id, cards.get(*id))).collect();
    let driver = json!({
        "name": "sayso",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    format!("\n],\"tool\":{{\"driver\":{driver}}}}}]}}\n")
}

fn rule(id: &str, card: Option<&RuleCard>) -> Value {
    let Some(card) = card else {
        // A mistake in a file that configures the run.
        return json!({ "id": id, "defaultConfiguration": { "level": "error" } });
    };
    let help = if card.help.is_empty() { &card.why } else { &card.help };
    let mut markdown = format!("{}\n\n{}", card.why, card.help).trim().to_owned();
    for reference in &card.references {
        markdown.push_str("\n- ");
        markdown.push_str(reference);
    }
    json!({
        "id": id,
        "name": id.rsplit('/').next(),
        "shortDescription": { "text": card.summary },
        "fullDescription": { "text": card.why },
        "help": { "text": help, "markdown": markdown },
        "defaultConfiguration": { "level": card.severity.map_or("none", level), "enabled": card.severity.is_some() },
        "properties": { "tags": [id.split('/').next()] },
    })
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// The batch as members of `results`, what is suppressed last.
pub(super) fn render(batch: &Batch<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    let told = batch.diagnostics.iter().map(|diagnostic| (diagnostic, None));
    let not_told = batch.suppressed.iter().map(|(diagnostic, why)| (diagnostic, Some(why)));
    for (diagnostic, why) in told.chain(not_told) {
        out.extend_from_slice(if out.is_empty() { b"\n" } else { b",\n" });
        write(&mut out, &result(batch.source, diagnostic, why));
    }
    out
}

fn result(source: &Source, diagnostic: &Diagnostic, why: Option<&Suppression>) -> Value {
    let message = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let mut object = json!({
        "ruleId": diagnostic.rule,
        "level": level(diagnostic.severity),
        "message": { "text": message },
        "locations": [location(source, diagnostic.span)],
    });
    if !diagnostic.fingerprint.is_empty() {
        object["partialFingerprints"] = json!({ "sayso/v1": diagnostic.fingerprint });
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().enumerate().map(|(id, label)| {
            let mut place = location(source, label.span);
            place["id"] = json!(id);
            place["message"] = json!({ "text": label.message });
            place
        });
        object["relatedLocations"] = related.collect();
    }
    if let Some(fix) = &diagnostic.fix {
        object["fixes"] = json!([repair(source, fix, diagnostic)]);
    }
    if let Some(why) = why {
        let (kind, reason) = match why {
            Suppression::InSource { reason } => ("inSource", reason.as_deref()),
            Suppression::Baseline => ("external", Some("in the baseline")),
        };
        object["suppressions"] = json!([{ "kind": kind }]);
        if let Some(reason) = reason {
            object["suppressions"][0]["justification"] = json!(reason);
        }
    }
    object
}

fn repair(source: &Source, fix: &Fix, diagnostic: &Diagnostic) -> Value {
    let replacements: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({ "deletedRegion": region(source, edit.span), "insertedContent": { "text": edit.text } }))
        .collect();
    let text = diagnostic.help.as_deref().unwrap_or(&diagnostic.message);
    json!({
        "description": { "text": text },
        "artifactChanges": [{ "artifactLocation": artifact(source), "replacements": replacements }],
    })
}

fn location(source: &Source, span: SourceSpan) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(source), "region": region(source, span) } })
}

fn artifact(source: &Source) -> Value {
    json!({ "uri": uri(source.host_path()) })
}

fn region(source: &Source, span: SourceSpan) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end.max(span.start)));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a URI reference: relative paths stay relative.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::new();
    if path.starts_with('/') {
        out.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(byte as char),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}
