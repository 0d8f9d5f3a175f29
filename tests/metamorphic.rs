//! There is no oracle for copy, but there are changes whose effect is known: an edit that makes no difference to a reader
//! makes none to a rule, and one that gives the words to a speaker silences the rules about words. Made to every article
//! of `examples/` and to every example that a rule file carries. What does not hold is listed here with its reason.

use sayso::article::SourceClass;
use sayso::diagnostic::Severity;
use sayso::format::Format;
use sayso::lint::{ExampleResult, Linter};
use sayso::prose::BlockKind;
use sayso::rule::schema::Handling;
use sayso::rule::{Promise, Rule, RuleSet};
use sayso::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);
static LINTER: LazyLock<Linter> = LazyLock::new(|| compile(&RULES));

fn compile(rules: &RuleSet) -> Linter {
    Linter::new(rules, &Linter::all_on(rules)).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The articles of `examples/`, by path.
fn articles() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for folder in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).expect("it can be read") {
        let folder = folder.expect("an entry").path();
        for name in ["article.txt", "article.md"] {
            if let Ok(text) = fs::read_to_string(folder.join(name)) {
                let slug = folder.file_name().expect("a folder has a name").to_string_lossy();
                all.push((format!("{slug}/{name}"), text));
            }
        }
    }
    all.sort();
    assert!(all.len() > 9);
    all
}

/// One example of a rule: what it promises, and the copy with its braces.
struct Example<'r> {
    rule: &'r Rule,
    promise: Promise,
    text: &'r str,
    zone: BlockKind,
}

/// Runs all examples of all rules, each as `change` would have it; `None` leaves one out. Gives those that do not hold,
/// as `rule: copy`, and how many were run.
fn changed(change: impl Fn(&Example<'_>) -> Option<(Promise, String)>) -> (Vec<String>, usize) {
    let mut rules = RuleSet::builtin();
    let mut run = 0;
    for rule in RULES.rules() {
        let mut file: toml::Table = rule.file.text.parse().expect("a built-in rule is TOML");
        let mut new = Vec::new();
        let old = file.get("example").and_then(toml::Value::as_array).expect("a rule has examples");
        for (table, example) in old.iter().zip(&rule.examples) {
            let told = Example { rule, promise: example.promise, text: &example.text.value, zone: example.zone };
            let Some((promise, text)) = change(&told) else { continue };
            let mut table = table.as_table().expect("an example is a table").clone();
            for key in ["fires", "quiet", "misses"] {
                table.remove(key);
            }
            if promise != example.promise {
                table.remove("severity");
            }
            let key = match promise {
                Promise::Fires => "fires",
                Promise::Quiet => "quiet",
                Promise::Misses => "misses",
            };
            table.insert(key.to_owned(), text.into());
            new.push(toml::Value::Table(table));
            run += 1;
        }
        if new.is_empty() {
            file.remove("example");
        } else {
            file.insert("example".to_owned(), new.into());
        }
        let path = format!("{}.toml", rule.id);
        let text = toml::to_string(&file).expect("a rule is TOML");
        let faults = rules.add(&path, Source::from_text(path.as_str(), text));
        // To be without examples is a fault of a rule file, and none here.
        assert!(faults.iter().all(|f| f.message.contains("example")), "{faults:?}");
    }
    let failed = compile(&rules).test().into_iter().filter(|result| !result.passed);
    (failed.map(|r: ExampleResult| format!("{}: {}", r.rule, r.text)).collect(), run)
}

/// A finding, wherever it stands: what two versions of a text are compared by.
type Told = (String, Severity, u32, String);

/// The findings of a text, with their words passed through `bare`, which takes out what was changed.
fn told(path: &str, text: &str, bare: &dyn Fn(&str) -> String) -> Vec<Told> {
    let source = Source::from_text(path, text);
    let format = Format::of_path(path).expect("an article is copy");
    let found = LINTER.lint(&source, format).diagnostics.into_iter();
    found
        .map(|d| (d.rule.to_string(), d.severity, source.position(d.span.start).line, bare(source.slice(d.span))))
        .collect()
}

/// What must change nothing, to all articles and all examples.
fn changes_nothing(name: &str, change: &dyn Fn(&str) -> String, bare: &dyn Fn(&str) -> String, excused: &[&str]) {
    let mut broken = Vec::new();
    let mut touched = 0;
    for (path, text) in articles() {
        let other = change(&text);
        touched += usize::from(other != text);
        let (before, after) = (told(&path, &text, bare), told(&path, &other, bare));
        broken.extend(before.iter().filter(|f| !after.contains(f)).map(|f| format!("{path}: lost {f:?}")));
        broken.extend(after.iter().filter(|f| !before.contains(f)).map(|f| format!("{path}: new {f:?}")));
    }
    let (failed, run) = changed(|example| {
        let other = change(example.text);
        (other != example.text).then_some((example.promise, other))
    });
    broken.extend(failed);
    settle(name, &broken, excused);
    assert!(touched + run > 0, "{name} changes nothing");
    println!("{name}: {touched} articles, {run} examples");
}

/// What is broken is excused, and what is excused is broken.
fn settle(name: &str, broken: &[String], excused: &[&str]) {
    let unexcused: Vec<&String> = broken.iter().filter(|b| !excused.iter().any(|e| b.contains(e))).collect();
    let idle: Vec<&&str> = excused.iter().filter(|e| !broken.iter().any(|b| b.contains(**e))).collect();
    assert!(unexcused.is_empty() && idle.is_empty(), "{name}: {unexcused:#?}\nno longer needed: {idle:#?}");
}

fn straight(text: &str) -> String {
    text.replace(['“', '”'], "\"").replace(['‘', '’'], "'")
}

/// As a word processor does it: a mark after white space or an opening bracket opens.
fn curly(text: &str) -> String {
    let mut before = ' ';
    let mut out = String::new();
    for c in text.chars() {
        let opens = before.is_whitespace() || "([—–“‘".contains(before);
        let new = match c {
            '"' => [if opens { '“' } else { '”' }, c],
            '\'' => [if opens { '‘' } else { '’' }, c],
            _ => [c, c],
        }[0];
        out.push(new);
        // Braces of an example are not there.
        if !matches!(c, '{' | '}') {
            before = new;
        }
    }
    out
}

#[test]
fn straight_marks_for_curly_ones_change_nothing() {
    // Those that are written with straight ones are in the next test.
    changes_nothing("straight", &straight, &straight, &[]);
}

#[test]
fn curly_marks_for_straight_ones_change_nothing() {
    // A word processor takes the apostrophe that opens a word for an opening mark: this turns it wrong way round.
    changes_nothing("curly", &curly, &straight, &[]);
}

#[test]
fn other_line_ends_change_nothing() {
    changes_nothing("line ends", &|text| text.replace('\n', "\r\n"), &|text| text.replace("\r\n", "\n"), &[]);
}

/// Copy as it is filed from a terminal: no line wider than that many characters, where words allow it.
fn wrapped(text: &str, columns: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            let long = word.chars().count();
            if width > 0 {
                let room = width + 1 + long <= columns;
                out.push(if room { ' ' } else { '\n' });
                width = if room { width + 1 } else { 0 };
            }
            out.push_str(word);
            width += long;
        }
        out.push('\n');
    }
    out
}

#[test]
fn lines_as_long_as_a_terminal_is_wide_change_nothing() {
    let mut articles = articles();
    articles.retain(|(path, _)| Format::of_path(path) == Some(Format::Plain));
    let mut long = 0;
    // Where it stands is what does change, and the words of a finding may stand on two lines.
    let told = |path: &str, text: &str| -> Vec<_> {
        let source = Source::from_text(path, text);
        let bare = |text: &str| text.replace("\r\n", " ").replace('\n', " ");
        let found = LINTER.lint(&source, Format::Plain).diagnostics.into_iter();
        found.map(|d| (d.rule, d.severity, bare(source.slice(d.span)), d.message)).collect()
    };
    for columns in [40, 72, 79] {
        for (path, text) in &articles {
            let other = wrapped(text, columns);
            long += usize::from(other != *text);
            let wanted = told(path, text);
            assert_eq!(told(path, &other), wanted, "{path} at {columns}");
            assert_eq!(told(path, &other.replace('\n', "\r\n")), wanted, "{path} at {columns}, CRLF");
        }
    }
    assert!(long > 5, "{long} texts were wrapped");
}

#[test]
fn decomposed_letters_change_nothing() {
    // Few names here have accents, so they get some first.
    let accented = |text: &str| renamed(text, &names(text, ACCENTED));
    let (before, after) =
        (|text: &str| accented(text).nfc().to_string(), |text: &str| accented(text).nfd().to_string());
    let mut broken = Vec::new();
    let bare = |text: &str| text.nfc().to_string();
    for (path, text) in articles() {
        let (nfc, nfd) = (before(&text), after(&text));
        assert_ne!(nfc, nfd, "{path}");
        let (one, other) = (told(&path, &nfc, &bare), told(&path, &nfd, &bare));
        broken.extend(one.iter().filter(|f| !other.contains(f)).map(|f| format!("{path}: lost {f:?}")));
        broken.extend(other.iter().filter(|f| !one.contains(f)).map(|f| format!("{path}: new {f:?}")));
    }
    let (failed, run) = changed(|example| Some((example.promise, after(example.text))));
    let (failed_anyhow, _) = changed(|example| Some((example.promise, before(example.text))));
    broken.extend(failed.into_iter().filter(|f| !failed_anyhow.contains(&bare(f))));
    settle("decomposed", &broken, &[]);
    println!("decomposed: {run} examples");
}

/// First names and surnames that mean nothing else.
const PLAIN: &[&str] = &[
    "Brenko",
    "Tessaly",
    "Quillon",
    "Marwick",
    "Odrine",
    "Havelka",
    "Tamsin",
    "Dunmore",
    "Iskander",
    "Peverell",
    "Kestutis",
    "Rowena",
    "Okonjo",
    "Lisbet",
    "Varga",
    "Anselm",
    "Truman",
    "Yevgenia",
    "Castellan",
    "Dimitri",
    "Wójcik",
    "Priya",
    "Nakamura",
    "Fionn",
    "Abernathy",
    "Goran",
    "Ludmila",
    "Szabo",
    "Tobias",
    "Ferreira",
];
const ACCENTED: &[&str] = &[
    "Zoë",
    "Müller",
    "Hélène",
    "Núñez",
    "Jürgen",
    "Dvořák",
    "Renée",
    "Ólafsson",
    "Françoise",
    "Žižek",
    "José",
    "Gómez",
    "André",
    "Böhm",
    "Chloë",
    "Pérez",
    "Désirée",
    "Škoda",
    "Björn",
    "Åkesson",
    "Inés",
    "Çelik",
    "Ségolène",
    "Rùna",
    "Łucja",
    "Sørensen",
    "Tomáš",
    "Nguyễn",
    "Óscar",
    "Lévêque",
];

/// Other names for the people of a text: for every word of their names but titles.
fn names(text: &str, pool: &[&'static str]) -> BTreeMap<String, &'static str> {
    let source = Source::from_text("copy.txt", text.replace(['{', '}'], ""));
    let article = LINTER.parse(&source, Format::Plain);
    // One word alone may be a firm, or a plural at the head of a sentence.
    let full = |name: &str| name.split_whitespace().filter(|w| !TITLES.contains(w)).count() > 1;
    let people = article.sources.iter().filter(|e| e.class == SourceClass::NamedPerson && full(&e.name));
    let words: BTreeSet<String> = people
        .flat_map(|entry| entry.name.split_whitespace())
        .map(|word| word.trim_end_matches(['’', '\'', ',', '.']).to_owned())
        .filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic) && !TITLES.contains(&word.as_str()))
        .filter(|word| word.starts_with(char::is_uppercase))
        .collect();
    assert!(words.len() <= pool.len(), "more names than there are others: {words:?}");
    let mut fresh = pool.iter().copied().filter(|name| !text.contains(name));
    words.into_iter().map(|word| (word, fresh.next().expect("a name"))).collect()
}

/// The text with those names, wherever they stand.
fn renamed(text: &str, names: &BTreeMap<String, &'static str>) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        out.push_str(names.get(&word).copied().unwrap_or(&word));
        word.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// Capitals before a name that are none of it.
const TITLES: &[&str] = &[
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Dr",
    "Prof",
    "Professor",
    "Sir",
    "Lady",
    "Lord",
    "Dame",
    "Sen",
    "Senator",
    "Rep",
    "Gov",
    "Governor",
    "President",
    "Minister",
    "Mayor",
    "Judge",
    "Justice",
    "Captain",
    "Capt",
    "Sgt",
    "General",
    "Gen",
    "Col",
    "Colonel",
    "Chief",
    "Prime",
    "Bishop",
    "King",
    "Queen",
    "Prince",
    "Princess",
    "Pope",
    "Rev",
    "Inspector",
    "Detective",
    "Superintendent",
    "Commissioner",
    "Chancellor",
    "Secretary",
    "Councillor",
    "Foreign",
];

#[test]
fn other_names_for_people_change_nothing() {
    let mut broken = Vec::new();
    for (path, text) in articles() {
        let names = names(&text, PLAIN);
        let other = renamed(&text, &names);
        assert_ne!(other, text, "{path}");
        let (before, after) = (told(&path, &text, &|t| renamed(t, &names)), told(&path, &other, &str::to_owned));
        broken.extend(before.iter().filter(|f| !after.contains(f)).map(|f| format!("{path}: lost {f:?}")));
        broken.extend(after.iter().filter(|f| !before.contains(f)).map(|f| format!("{path}: new {f:?}")));
    }
    let (failed, run) = changed(|example| {
        let other = renamed(example.text, &names(example.text, PLAIN));
        (other != example.text).then_some((example.promise, other))
    });
    broken.extend(failed);
    settle("renamed", &broken, &[]);
    println!("renamed: {run} examples");
}

/// The sentence that the byte stands in, as bytes of the text, if it is one of running copy that ends with a full stop and
/// holds no quotation mark.
fn sentence(text: &str, format: Format, at: usize) -> Option<(usize, usize)> {
    let source = Source::from_text("copy", text);
    let article = LINTER.parse(&source, format);
    let place = |s: &sayso::article::Sentence| article.prose.map.to_source(article.span(s.tokens)).range();
    let sentence = article.sentences.iter().find(|s| place(s).contains(&at))?;
    let kind = article.prose.blocks[sentence.block as usize].kind;
    // An example of one paragraph is its story's body, whatever it looks like.
    let copy = !text.contains("\n\n") || matches!(kind, BlockKind::Lead | BlockKind::Body);
    let found = &text[place(sentence)];
    let plain = copy && found.ends_with('.') && !found.contains(['"', '“', '”', '‘']);
    plain.then(|| (place(sentence).start, place(sentence).end))
}

/// An edit of the sentence at `at`: what stands before it, instead of its full stop, and thereby where things move to.
fn with_words(text: &str, format: Format, at: usize, before: &str, stop: &str) -> Option<String> {
    let (start, end) = sentence(text, format, at)?;
    Some(format!("{}{before}{}{stop}{}", &text[..start], &text[start..end - 1], &text[end..]))
}

/// Findings of these rules, wherever they are, in articles and examples, that an edit of their sentence does not silence.
fn silences(name: &str, concerned: &dyn Fn(&Rule) -> bool, before: &str, stop: &str, excused: &[&str]) {
    let mut broken = Vec::new();
    let mut edits = 0;
    for (path, text) in articles() {
        let format = Format::of_path(&path).expect("an article is copy");
        for finding in LINTER.lint(&Source::from_text(path.as_str(), text.as_str()), format).diagnostics {
            let Some(rule) = RULES.rule(&finding.rule).filter(|rule| concerned(rule)) else { continue };
            let at = finding.span.start as usize;
            let Some(other) = with_words(&text, format, at, before, stop) else { continue };
            edits += 1;
            let moved = (at + before.len()) as u32;
            let after = LINTER.lint(&Source::from_text(path.as_str(), other.as_str()), format).diagnostics;
            if after.iter().any(|f| *f.rule == *rule.id && f.span.start == moved) {
                let words = &text[finding.span.range()];
                broken.push(format!("{path}: {} still finds `{words}`", rule.id));
            }
        }
    }
    let (failed, run) = changed(|example| {
        if example.promise != Promise::Fires || !concerned(example.rule) || example.zone != BlockKind::Body {
            return None;
        }
        let at = example.text.find('{')?;
        if example.text[at + 1..].contains('{') {
            return None;
        }
        let text = example.text.replace(['{', '}'], "");
        Some((Promise::Quiet, with_words(&text, Format::Plain, at, before, stop)?))
    });
    broken.extend(failed);
    settle(name, &broken, excused);
    assert!(edits > 0 && run > 0, "{name} changes no article, or no example");
    println!("{name}: {edits} findings in articles, {run} examples");
}

#[test]
fn a_speaker_and_quotation_marks_silence_rules_about_words() {
    let words = |rule: &Rule| {
        rule.scope.quoted == Handling::Skip && matches!(rule.kind(), "terms" | "pattern" | "cue" | "claim")
    };
    silences("quoted", &words, "“", ",” said Lena Marsh.", &[]);
}

#[test]
fn police_said_silences_claims() {
    silences("police said", &|rule| rule.kind() == "claim", "", ", police said.", &[]);
}
