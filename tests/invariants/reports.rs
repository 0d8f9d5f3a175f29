//! What must hold of every set of findings, and of the reports of it.

use roxmltree::Document as Xml;
use sayso::diagnostic::Diagnostic;
use sayso::format;
use sayso::lint::{Linted, Linter};
use sayso::report::{Batch, Counted, Document, Ending, Format, Style, Tally};
use sayso::source::Source;
use serde_json::Value;
use std::collections::BTreeMap;

/// Every format of a report.
const FORMATS: [Format; 12] = [
    Format::Full,
    Format::Concise,
    Format::Json,
    Format::Jsonl,
    Format::Sarif,
    Format::Github,
    Format::Gitlab,
    Format::Junit,
    Format::Checkstyle,
    Format::Rdjson,
    Format::Azure,
    Format::Markdown,
];

/// Lints, checks what is found, and writes it down in every format.
pub(crate) fn linted(linter: &Linter, source: &Source, format: format::Format) -> Linted {
    let linted = linter.lint(source, format);
    for pair in linted.diagnostics.windows(2) {
        assert!((pair[0].span, &pair[0].rule) < (pair[1].span, &pair[1].rule), "{pair:?}");
    }
    let text_length = source.encode().map_or(u64::MAX, |bytes| bytes.len() as u64);
    for diagnostic in linted.diagnostics.iter().chain(linted.suppressed.iter().map(|(d, _)| d)) {
        in_place(source, diagnostic);
        let (start, end) = source.file_bytes(diagnostic.span);
        assert!(start < end && end <= text_length, "{diagnostic:?}");
    }
    let mut end = 0;
    for line in &linted.display {
        assert!(line.start >= end && line.start < line.end && source.text.get(line.range()).is_some(), "{line:?}");
        end = line.end;
    }
    assert!(linted.hashes.keys().all(|&sentence| sentence < linted.display.len()));
    rendered(&batch(source, &linted));
    nameless(linter, source, format, &linted);
    linted
}

fn batch<'a>(source: &'a Source, linted: &'a Linted) -> Batch<'a> {
    Batch { source, diagnostics: &linted.diagnostics, suppressed: &linted.suppressed, display: &linted.display }
}

/// Without fingerprints the same is found, and formats that tell none say the same of it.
fn nameless(linter: &Linter, source: &Source, format: format::Format, named: &Linted) {
    let found = linter.lint_all_nameless(&[(source, format)]).remove(0);
    let told = |report: Format, linted| report.render(&batch(source, linted), Style::default());
    // What is wrong with a directive has its fingerprint all the same.
    let has_nameless = found.diagnostics.iter().any(|diagnostic| diagnostic.fingerprint.is_empty());
    for report in FORMATS {
        let same = told(report, &found) == told(report, named);
        if !report.names_findings() {
            assert!(same, "{report:?}");
        } else if has_nameless {
            assert!(!same, "{report:?}");
        }
    }
}

fn in_place(source: &Source, diagnostic: &Diagnostic) {
    for span in diagnostic.related.iter().map(|label| label.span).chain([diagnostic.span]) {
        assert!(!span.is_empty() && source.text.get(span.range()).is_some(), "{diagnostic:?}");
        let (start, end) = (source.position(span.start), source.position(span.end));
        assert!(start < end && end.line <= source.line_count(), "{diagnostic:?}");
    }
    if let Some(fix) = &diagnostic.fix {
        assert!(!fix.edits.is_empty(), "{diagnostic:?}");
        assert!(fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{diagnostic:?}");
        assert!(fix.edits.iter().all(|edit| source.text.get(edit.span.range()).is_some()), "{diagnostic:?}");
    }
    assert!(!diagnostic.message.is_empty());
    assert_eq!(diagnostic.fingerprint.len(), 16, "{diagnostic:?}");
}

/// Writes a batch down in every format and reads it back with the format's own parser.
pub(crate) fn rendered(batch: &Batch<'_>) {
    let mut tally = Tally::default();
    tally.add(Counted::of(&batch.source.path, batch.diagnostics, 0));
    for format in FORMATS {
        for style in [Style::default(), Style { colour: true, width: 1 }] {
            let part = format.render(batch, style);
            if matches!(format, Format::Full | Format::Concise | Format::Json | Format::Jsonl) {
                assert_eq!(part.is_empty(), batch.diagnostics.is_empty(), "{format:?}");
            }
            let mut document = Document::new(format);
            let mut bytes = document.opening().into_bytes();
            bytes.extend(document.part(part));
            let ending = Ending { quiet: false, statistics: false };
            bytes.extend(document.closing(&tally, &BTreeMap::new(), ending).into_bytes());
            let text = String::from_utf8(bytes).unwrap_or_else(|e| panic!("{format:?} is not UTF-8: {e}"));
            read_back(format, &text, batch);
            // Only `full` has a style.
            if format != Format::Full {
                break;
            }
        }
    }
}

fn read_back(format: Format, text: &str, batch: &Batch<'_>) {
    let json = |text: &str| {
        serde_json::from_str::<Value>(text).unwrap_or_else(|e| panic!("{format:?} is no JSON: {e}\n{text}"))
    };
    let count = batch.diagnostics.len();
    match format {
        Format::Full => {
            let obeyed = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{1b}');
            assert!(!text.contains(obeyed), "{text:?}");
        }
        Format::Concise => assert_eq!(text.lines().count(), count + 1, "{text:?}"),
        Format::Json => assert_eq!(json(text)["diagnostics"].as_array().map(Vec::len), Some(count)),
        Format::Jsonl => assert_eq!(text.lines().map(json).collect::<Vec<_>>().len(), count),
        Format::Sarif => {
            let results = json(text)["runs"][0]["results"].as_array().map(Vec::len);
            assert_eq!(results, Some(count + batch.suppressed.len()));
        }
        Format::Gitlab => assert_eq!(json(text).as_array().map(Vec::len), Some(count)),
        Format::Rdjson => assert_eq!(json(text)["diagnostics"].as_array().map(Vec::len), Some(count)),
        Format::Junit | Format::Checkstyle => {
            let xml = Xml::parse(text).unwrap_or_else(|e| panic!("{format:?} is no XML: {e}\n{text}"));
            let told = if format == Format::Junit { "failure" } else { "error" };
            assert_eq!(xml.descendants().filter(|node| node.has_tag_name(told)).count(), count, "{text}");
        }
        Format::Github => {
            // Ten, and a line on how many more there are.
            let commands = text.lines().filter(|line| line.starts_with("::")).count();
            assert_eq!(
                (commands, text.lines().count() - commands),
                (count.min(10), usize::from(count > 10)),
                "{text:?}"
            );
        }
        Format::Azure => {
            assert!(text.lines().all(|line| line.starts_with("##vso[task.logissue ")), "{text:?}");
            assert_eq!(text.lines().count(), count, "{text:?}");
        }
        Format::Markdown => assert!(text.chars().count() <= 60_000),
    }
}
