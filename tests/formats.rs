//! Every report format on one canned set of findings with the awkward cases: as a snapshot (`BLESS=1` rewrites them), and
//! against the format's own authority: its schema, its required fields, a parser of somebody else's, its escaping rules.

use roxmltree::{Document as Xml, Node};
use sayso::diagnostic::{Diagnostic, Edit, Fix, Label, RuleCard, Safety, Severity, Suppression};
use sayso::report::{Batch, Counted, Document, Ending, Format, Style, Tally};
use sayso::source::Source;
use sayso::span::SourceSpan;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

const FORMATS: &[Format] = &[
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

/// A path with all that means something to somebody.
const PATH: &str = "late desk/Łódź: 50%, [1];a&b.txt";
const TEXT: &str = "Łódź market\n\nThe café — 😀 — fell. Troops shelled it.\nIt was grey, it  was wet.\n";
const NASTY: &str = "`50%` of\r\nit: a, b; <b>c</b> | d ]]> \"e\" 'f' & @g \u{1b}[31m, *h*, ::error::i ##vso[j]";

fn at(text: &str, words: &str) -> SourceSpan {
    let start = text.find(words).expect("the words are in the text");
    SourceSpan::new(start as u32, (start + words.len()) as u32)
}

fn diagnostic(rule: &str, severity: Severity, message: &str, span: SourceSpan) -> Diagnostic {
    Diagnostic {
        rule: rule.into(),
        severity,
        message: message.to_owned(),
        help: None,
        span,
        related: Vec::new(),
        fix: None,
        fingerprint: "00c0ffee00c0ffee".to_owned(),
    }
}

fn findings() -> Vec<Diagnostic> {
    let mut first =
        diagnostic("claims/unattributed-accusation", Severity::Error, "who says `shelled`?", at(TEXT, "shelled"));
    first.help = Some("name who says so, 100% of the time".to_owned());
    first.related = vec![
        Label { span: at(TEXT, "café"), message: "the café,\nwhich is named here".to_owned() },
        Label { span: at(TEXT, "It was grey, it  was wet."), message: String::new() },
    ];
    let mut nasty =
        diagnostic("loaded/loaded-term", Severity::Warning, NASTY, at(TEXT, "😀 — fell. Troops shelled it.\nIt"));
    "1111111111111111".clone_into(&mut nasty.fingerprint);
    let mut fixed = diagnostic("loaded/intensifier", Severity::Info, "two edits", at(TEXT, "grey, it  was"));
    "2222222222222222".clone_into(&mut fixed.fingerprint);
    fixed.fix = Some(Fix {
        safety: Safety::Safe,
        edits: vec![
            Edit { span: at(TEXT, "grey"), text: "gräy \"&\"".to_owned() },
            Edit { span: at(TEXT, "  was"), text: String::new() },
        ],
    });
    // In the order of the file, as they come.
    vec![nasty, first, fixed]
}

fn cards() -> BTreeMap<String, RuleCard> {
    let card = |id: &str, severity, help: &str| RuleCard {
        id: id.to_owned(),
        summary: format!("A summary of {id}"),
        severity,
        why: "Readers ask <who> says so.".to_owned(),
        help: help.to_owned(),
        references: vec!["A standard, 2013".to_owned()],
    };
    let cards = [
        card("claims/unattributed-accusation", Some(Severity::Error), "name who says so"),
        card("loaded/loaded-term", Some(Severity::Warning), ""),
        card("loaded/intensifier", None, "leave it out"),
        card("story/never-found", Some(Severity::Info), "…"),
    ];
    cards.into_iter().map(|card| (card.id.clone(), card)).collect()
}

/// The report on the canned files: the awkward one, a clean one, one with the same fingerprint, a broken config.
fn report(format: Format) -> String {
    let awkward = Source::from_text(PATH, TEXT.to_owned());
    let clean = Source::from_text("clean.txt", "Council meets\n".to_owned());
    let twin = Source::from_text("/var/copy/twin.txt", TEXT.to_owned());
    let config = Source::from_text("sayso.toml", "kid = 1\n".to_owned());
    let mut fault =
        diagnostic("config/unknown-key", Severity::Error, "there is no setting `kid` here", SourceSpan::new(0, 3));
    fault.fingerprint = String::new();
    let faults = [fault.clone(), Diagnostic { span: SourceSpan::new(6, 7), ..fault }];
    let found = findings();
    let mut hidden = diagnostic("claims/unattributed-claim", Severity::Warning, "who says?", at(TEXT, "fell"));
    "3333333333333333".clone_into(&mut hidden.fingerprint);
    let suppressed = [
        (hidden.clone(), Suppression::InSource { reason: Some("the desk saw it".to_owned()) }),
        (hidden, Suppression::Baseline),
    ];
    let (mut document, mut tally) = (Document::new(format), Tally::default());
    let mut out = document.opening().into_bytes();
    let batches: [Case; 4] =
        [(&config, &faults, &[]), (&awkward, &found, &suppressed), (&clean, &[], &[]), (&twin, &found[1..2], &[])];
    for (source, diagnostics, suppressed) in batches {
        if source.path == "sayso.toml" {
            tally.note(diagnostics);
        } else {
            tally.add(Counted::of(&source.path, diagnostics, 100));
            tally.note(suppressed.iter().map(|(found, _)| found));
        }
        let batch = Batch { source, diagnostics, suppressed, display: &[] };
        let part = document.part(format.render(&batch, Style::default()));
        out.extend(part);
    }
    out.extend(document.closing(&tally, &cards(), Ending::default()).into_bytes());
    String::from_utf8(out).expect("reports are UTF-8")
}

/// The report on a clean run.
fn nothing(format: Format) -> String {
    let source = Source::from_text("clean.txt", "Council meets\n".to_owned());
    let (mut document, mut tally) = (Document::new(format), Tally::default());
    tally.add(Counted::of("clean.txt", &[], 2));
    let batch = Batch { source: &source, diagnostics: &[], suppressed: &[], display: &[] };
    let part = document.part(format.render(&batch, Style::default()));
    let closing = document.closing(&tally, &cards(), Ending::default());
    format!("{}{}{closing}", document.opening(), String::from_utf8(part).expect("UTF-8"))
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats")
}

type Case<'a> = (&'a Source, &'a [Diagnostic], &'a [(Diagnostic, Suppression)]);

#[test]
fn snapshots() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::from(["README.md".to_owned(), "sarif-schema-2.1.0.json".to_owned()]);
    for &format in FORMATS {
        let name = format!("{}.snapshot", format.name());
        let (path, text) = (folder().join(&name), report(format));
        if bless {
            fs::write(&path, &text).expect("the snapshot can be written");
        } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            wrong.push(format!("{name} is not what is written now:\n{text}"));
        }
        expected.insert(name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let there = fs::read_dir(folder()).expect("the folder is there");
    let there: BTreeSet<String> =
        there.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(there, expected, "a snapshot nobody writes, or a file nobody reads");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn json_and_jsonl_hold_the_same_objects() {
    let document = json(&report(Format::Json));
    let lines: Vec<Value> = report(Format::Jsonl).lines().map(json).collect();
    assert_eq!(document["diagnostics"].as_array(), Some(&lines));
    assert_eq!(lines.len(), 6);
    assert_eq!(json(&nothing(Format::Json))["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn sarif_is_valid_by_the_schema_of_oasis() {
    let schema = fs::read_to_string(folder().join("sarif-schema-2.1.0.json")).expect("it is there");
    // A pattern of the schema has a bracket that only some regular expressions let stand.
    let schema = schema.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}\\\\]?$");
    let validator = jsonschema::validator_for(&json(&schema)).expect("it is a schema");
    for text in [report(Format::Sarif), nothing(Format::Sarif)] {
        let log = json(&text);
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        // The schema has teeth.
        let mut broken = log;
        broken["runs"][0]["tool"]["driver"]["name"] = Value::Null;
        assert!(!validator.is_valid(&broken));
    }
}

#[test]
fn sarif_says_what_it_must() {
    let log = json(&report(Format::Sarif));
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("a list");
    assert_eq!(results.len(), 8);
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    let ids: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    for result in results {
        assert!(ids.contains(&result["ruleId"].as_str().expect("a string")), "{result}");
    }
    assert!(!ids.contains(&"story/never-found"));
    for rule in rules.iter().filter(|rule| cards().contains_key(rule["id"].as_str().unwrap_or_default())) {
        assert!(rule["help"]["text"].as_str().is_some_and(|help| !help.is_empty()), "{rule}");
    }
    let nasty = &results[2];
    let place = &nasty["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "late%20desk/%C5%81%C3%B3d%C5%BA%3A%2050%25%2C%20%5B1%5D%3Ba%26b.txt");
    // Code points: a smiley is one column.
    assert_eq!(place["region"], serde_json::json!({"startLine": 3, "startColumn": 12, "endLine": 4, "endColumn": 3}));
    assert_eq!(nasty["message"]["text"], NASTY);
    assert_eq!(nasty["partialFingerprints"]["sayso/v1"], "1111111111111111");
    assert_eq!(results[3]["relatedLocations"].as_array().map(Vec::len), Some(2));
    let changes = &results[4]["fixes"][0]["artifactChanges"][0]["replacements"];
    assert_eq!(changes[0]["insertedContent"]["text"], "gräy \"&\"");
    assert_eq!(
        results[5]["suppressions"],
        serde_json::json!([{"kind": "inSource", "justification": "the desk saw it"}])
    );
    assert_eq!(results[6]["suppressions"][0]["kind"], "external");
    let twin = &results[7]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(twin, "file:///var/copy/twin.txt");
}

/// What GitHub's runner makes of a line: the command, its properties and its text.
fn command(line: &str) -> Option<(String, BTreeMap<String, String>, String)> {
    let undo = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let undo_property = |text: &str| undo(&text.replace("%3A", ":").replace("%2C", ","));
    let (head, text) = line.strip_prefix("::")?.split_once("::")?;
    let (name, properties) = head.split_once(' ')?;
    let properties = properties.split(',').map(|pair| {
        let (key, value) = pair.split_once('=').expect("a property is key=value");
        (key.to_owned(), undo_property(value))
    });
    Some((name.to_owned(), properties.collect(), undo(text)))
}

/// A log shows no control characters, and obeys none.
fn in_log(text: &str) -> String {
    text.replace('\u{1b}', ".")
}

#[test]
fn github_reads_back_what_was_meant() {
    let text = report(Format::Github);
    let commands: Vec<_> = text.lines().map(|line| command(line).expect("each line is a command")).collect();
    let names: Vec<&str> = commands.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["error", "error", "error", "error", "warning", "notice"], "the worst first");
    let (_, properties, text) = &commands[4];
    assert_eq!((properties["file"].as_str(), text.as_str()), (PATH, in_log(NASTY).as_str()));
    assert_eq!((properties["line"].as_str(), properties["endLine"].as_str()), ("3", "4"));
    assert!(!properties.contains_key("col"), "columns count within a line");
    let (_, properties, text) = &commands[2];
    assert_eq!((properties["col"].as_str(), properties["endColumn"].as_str()), ("29", "36"));
    assert_eq!(text, "who says `shelled`?\nhelp: name who says so, 100% of the time");
    assert_eq!(properties["title"], "claims/unattributed-accusation");
    assert_eq!(nothing(Format::Github), "");
}

#[test]
fn github_shows_ten_and_says_how_many_more() {
    let source = Source::from_text("a.txt", TEXT.to_owned());
    let (mut document, mut tally) = (Document::new(Format::Github), Tally::default());
    for (severity, count) in [(Severity::Info, 3), (Severity::Warning, 4), (Severity::Error, 6)] {
        let found = vec![diagnostic("a/b", severity, "m", SourceSpan::new(0, 4)); count];
        tally.add(Counted::of("a.txt", &found, 1));
        let batch = Batch { source: &source, diagnostics: &found, suppressed: &[], display: &[] };
        let now = document.part(Format::Github.render(&batch, Style::default()));
        assert!(now.is_empty(), "nothing can be shown before the worst is known");
    }
    let text = document.closing(&tally, &BTreeMap::new(), Ending::default());
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 11);
    assert!(lines[..6].iter().all(|line| line.starts_with("::error ")));
    assert!(lines[6..10].iter().all(|line| line.starts_with("::warning ")));
    assert_eq!(lines[10], "3 more findings are not annotated; in all: 6 errors, 4 warnings, 3 infos in 3 files");
}

#[test]
fn gitlab_has_its_required_fields_and_unique_fingerprints() {
    let report = json(&report(Format::Gitlab));
    let violations = report.as_array().expect("an array at the top");
    assert_eq!(violations.len(), 6);
    let mut seen = BTreeSet::new();
    for violation in violations {
        for field in ["description", "check_name", "fingerprint"] {
            assert!(violation[field].as_str().is_some_and(|text| !text.is_empty()), "{field}: {violation}");
        }
        let severity = violation["severity"].as_str().expect("a string");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity), "{severity}");
        let path = violation["location"]["path"].as_str().expect("a string");
        assert!(!path.starts_with("./"), "{path}");
        assert!(violation["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
        assert!(seen.insert(violation["fingerprint"].to_string()), "twice: {violation}");
    }
    assert_eq!(json(&nothing(Format::Gitlab)), Value::Array(Vec::new()));
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str, key: &str, value: &str) -> Node<'a, 'i> {
    node.children()
        .find(|node| node.has_tag_name(name) && node.attribute(key) == Some(value))
        .unwrap_or_else(|| panic!("no <{name} {key}={value:?}>"))
}

/// What XML can hold of a text.
fn in_xml(text: &str) -> String {
    text.replace('\u{1b}', "\u{fffd}")
}

#[test]
fn junit_is_read_back() {
    let text = report(Format::Junit);
    let xml = Xml::parse(&text).expect("it is XML");
    let root = xml.root_element();
    assert!(root.has_tag_name("testsuites"));
    for suite in root.children().filter(Node::is_element) {
        let cases: Vec<Node> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
        let failures = cases.iter().filter(|case| case.children().any(|node| node.has_tag_name("failure"))).count();
        assert_eq!(suite.attribute("tests"), Some(cases.len().to_string().as_str()));
        assert_eq!(suite.attribute("failures"), Some(failures.to_string().as_str()));
        assert!(cases.iter().all(|case| case.attribute("name").is_some() && case.attribute("classname").is_some()));
        let names: BTreeSet<_> = cases.iter().map(|case| case.attribute("name")).collect();
        assert_eq!(names.len(), cases.len(), "test names are unique in a suite");
    }
    let suite = child(root, "testsuite", "name", PATH);
    let case = child(suite, "testcase", "name", "loaded/loaded-term at 3:12");
    let failure = child(case, "failure", "type", "warning");
    assert_eq!(failure.attribute("message"), Some(in_xml(NASTY).as_str()));
    // XML takes a carriage return in text for a line end.
    assert!(failure.text().is_some_and(|text| text.contains("]]>") && text.contains("<b>c</b>")));
    let passed = child(root, "testsuite", "name", "clean.txt");
    assert_eq!((passed.attribute("tests"), passed.attribute("failures")), (Some("1"), Some("0")));
    let clean = nothing(Format::Junit);
    assert_eq!(Xml::parse(&clean).expect("XML").descendants().filter(|node| node.has_tag_name("testcase")).count(), 1);
}

#[test]
fn checkstyle_is_read_back() {
    let text = report(Format::Checkstyle);
    let xml = Xml::parse(&text).expect("it is XML");
    let root = xml.root_element();
    assert!(root.has_tag_name("checkstyle") && root.attribute("version").is_some());
    let file = child(root, "file", "name", PATH);
    let error = child(file, "error", "source", "sayso.loaded/loaded-term");
    assert_eq!(error.attribute("message"), Some(in_xml(NASTY).as_str()));
    assert_eq!((error.attribute("line"), error.attribute("column")), (Some("3"), Some("12")));
    for error in root.descendants().filter(|node| node.has_tag_name("error")) {
        let severity = error.attribute("severity").expect("it has one");
        assert!(["ignore", "info", "warning", "error"].contains(&severity));
    }
    assert_eq!(root.children().filter(Node::is_element).count(), 3, "a clean file is not named");
    assert_eq!(
        Xml::parse(&nothing(Format::Checkstyle))
            .expect("XML")
            .root_element()
            .children()
            .filter(Node::is_element)
            .count(),
        0
    );
}

#[test]
fn rdjson_has_the_documented_fields_and_byte_columns() {
    let report = json(&report(Format::Rdjson));
    assert_eq!(report["source"]["name"], "sayso");
    let diagnostics = report["diagnostics"].as_array().expect("a list");
    let known = ["message", "location", "severity", "source", "code", "suggestions", "original_output"];
    for diagnostic in diagnostics {
        // Protobuf's JSON refuses what it does not know.
        assert!(diagnostic.as_object().is_some_and(|object| object.keys().all(|key| known.contains(&key.as_str()))));
        assert!(["ERROR", "WARNING", "INFO"].contains(&diagnostic["severity"].as_str().expect("a string")));
        assert!(diagnostic["message"].is_string() && diagnostic["code"]["value"].is_string());
        assert!(diagnostic["location"]["path"].is_string());
    }
    assert_eq!(diagnostics.len(), 6);
    // Columns count bytes of UTF-8: `The café — ` has 14, and the smiley 4.
    let line = TEXT.lines().nth(2).expect("three lines");
    let start = &diagnostics[2]["location"]["range"]["start"];
    assert_eq!(start, &serde_json::json!({"line": 3, "column": line.find('😀').expect("a smiley") + 1}));
    let start = &diagnostics[3]["location"]["range"]["start"]["column"];
    assert_eq!(start, &serde_json::json!(line.find("shelled").expect("it is there") + 1));
    // A fix is one suggestion: half of it would break the copy.
    let suggestions = diagnostics[4]["suggestions"].as_array().expect("a list");
    assert_eq!(suggestions.len(), 1);
    assert_eq!(suggestions[0]["text"], "gräy \"&\", it");
    assert_eq!(json(&nothing(Format::Rdjson))["diagnostics"], Value::Array(Vec::new()));
}

#[test]
fn azure_reads_back_what_was_meant() {
    let undo = |text: &str| {
        text.replace("%3B", ";").replace("%5D", "]").replace("%0D", "\r").replace("%0A", "\n").replace("%AZP25", "%")
    };
    let text = report(Format::Azure);
    let line = text.lines().find(|line| line.contains("loaded/loaded-term")).expect("it is there");
    let (head, message) =
        line.strip_prefix("##vso[task.logissue ").and_then(|rest| rest.split_once(']')).expect("a command");
    let properties: BTreeMap<&str, String> = head
        .split_terminator(';')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (key, undo(value)))
        .collect();
    assert_eq!(properties["sourcepath"], PATH);
    assert_eq!((properties["type"].as_str(), properties["linenumber"].as_str()), ("warning", "3"));
    assert_eq!(undo(message), in_log(NASTY));
    assert_eq!(text.lines().count(), 6);
}

#[test]
fn markdown_shows_copy_and_does_not_obey_it() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let text = report(Format::Markdown);
    assert!(text.starts_with("## sayso: 2 errors, 1 warning, 1 info in 2 of 3 files\n"));
    let events: Vec<Event> = Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_GFM).collect();
    let count = |wanted: fn(&Event) -> bool| events.iter().filter(|event| wanted(event)).count();
    assert_eq!(count(|event| matches!(event, Event::Start(Tag::TableRow))), 6);
    assert_eq!(count(|event| matches!(event, Event::Start(Tag::TableCell))), 4 + 6 * 4);
    assert_eq!(count(|event| matches!(event, Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. }))), 0);
    let html: BTreeSet<String> = events
        .iter()
        .filter_map(
            |event| if let Event::InlineHtml(tag) | Event::Html(tag) = event { Some(tag.to_string()) } else { None },
        )
        .collect();
    assert_eq!(html, BTreeSet::from(["<br>", "<code>", "</code>"].map(str::to_owned)));
    assert!(!text.contains('@'), "nobody is called");
    assert_eq!(nothing(Format::Markdown), "## sayso: nothing found in 1 file\n");
}

#[test]
fn markdown_fits_into_a_comment() {
    let source = Source::from_text("a.txt", TEXT.to_owned());
    let (mut document, mut tally) = (Document::new(Format::Markdown), Tally::default());
    let found = vec![diagnostic("a/b", Severity::Error, "m", SourceSpan::new(0, 4)); 3000];
    tally.add(Counted::of("a.txt", &found, 1));
    let batch = Batch { source: &source, diagnostics: &found, suppressed: &[], display: &[] };
    document.part(Format::Markdown.render(&batch, Style::default()));
    let text = document.closing(&tally, &BTreeMap::new(), Ending::default());
    assert!(text.chars().count() < 65_536);
    let shown = text.lines().filter(|line| line.starts_with("| error")).count();
    assert!(text.ends_with(&format!("\n{} more are not shown here.\n", 3000 - shown)));
}
