//! What must hold of every text, and not only of copy: the parse covers it without gaps, spans stay inside it, nothing
//! panics, the same text gives the same findings. Texts are any bytes, any characters, and mixes of what news is made of.

mod invariants;

use invariants::FORMATS;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sayso::config::Settings;
use sayso::format::{Format, read};
use sayso::lint::Linter;
use sayso::report::{self, Batch, Style};
use sayso::rule::RuleSet;
use sayso::source::Source;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static LINTER: LazyLock<Linter> = LazyLock::new(linter);

fn linter() -> Linter {
    Linter::new(&RuleSet::builtin(), &Settings::default()).expect("the built-in rules compile")
}

/// What news is made of, and what goes wrong in it: words that begin, carry and end attributions, names, numbers, marks
/// open and closed, paragraphs, markup.
const PIECES: &[&str] = &[
    "The minister",
    "Critics",
    "Lena Marsh",
    "Ms. Reyl,",
    "the U.N.",
    "He",
    "they",
    "a source",
    "who asked not to be named,",
    "said",
    "said that",
    "noted",
    "told the court",
    "according to",
    "denied",
    "called for",
    "has not said whether",
    "was accused of",
    "claims",
    "the terminal will open",
    "14 people died",
    "troops shelled the village",
    "leading to casualties",
    "in April",
    "on Tuesday",
    "reportedly",
    "deliberately",
    "very",
    "countless",
    "the regime",
    "$1.2 million",
    "3.5 percent",
    "7-4",
    "the ’90s",
    "6' 2\"",
    "'em",
    "dogs'",
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "„",
    "«",
    "»",
    "``",
    ",",
    ".",
    ".\"",
    ",”",
    "?",
    "!\"",
    ":",
    ";",
    " – ",
    "—",
    "…",
    "...",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\n\n",
    "\r\n",
    "\r\n\r\n",
    "\t",
    "\u{a0}",
    "\u{feff}",
    "\u{200b}",
    "\u{202a}",
    "\u{2060}”",
    "e\u{301}",
    "ſ",
    "İ",
    "👩‍👩‍👧",
    "日本",
    "https://example.org/a_b?c=d",
    "@mayor",
    "#tag",
    "# ",
    "> ",
    "- ",
    "1. ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "&amp;",
    "&#8217;",
    "<b>",
    "</b>",
    "<!-- ",
    " -->",
    "[link](http://x.y)",
    "\\",
    "|",
    "---\n",
    "kind: sport\n",
    "<!-- sayso: ignore -->",
    "LYON, 3 May (AFP) -",
    "By Ola Brandt",
    "Photo:",
    "Q: ",
    "A: ",
];

fn newsy() -> impl Strategy<Value = String> {
    vec((select(PIECES), prop::bool::weighted(0.8)), 0..80).prop_map(|pieces| {
        pieces.into_iter().fold(String::new(), |text, (piece, space)| text + piece + if space { " " } else { "" })
    })
}

/// One paragraph after another of well-formed sentences.
fn copy() -> impl Strategy<Value = String> {
    let sentence = select(
        &[
            "The board said the terminal would open in April.",
            "\"We will not wait,\" Marsh said. \"Nor will they.\"",
            "Border clashes broke out when Karuni troops shelled two villages, leading to casualties.",
            "Critics say the plan is doomed.",
            "He noted that the reform had failed.",
            "The council meets on Mondays.",
            "“It is late,” said a source.",
            "Countless homes were destroyed by the regime.",
            "According to the audit, six invoices were paid twice.",
        ][..],
    );
    vec(vec(sentence, 1..4).prop_map(|s| s.join(" ")), 1..6).prop_map(|paragraphs| paragraphs.join("\n\n"))
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![4 => newsy(), 1 => copy(), 1 => any::<String>(), 1 => "\\PC{0,200}"]
}

/// Findings, checked, as lines.
fn lint(linter: &Linter, source: &Source, format: Format) -> Vec<String> {
    let tell = |d: &sayso::diagnostic::Diagnostic| {
        format!("{:?} {:?} {} {} {:?}", d.span, d.severity, d.rule, d.message, d.related)
    };
    invariants::linted(linter, source, format).diagnostics.iter().map(tell).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_sound_article(text in texts()) {
        let source = Source::from_text("copy", text);
        for format in FORMATS {
            invariants::article(&source, &LINTER.parse(&source, format));
        }
    }

    #[test]
    fn any_bytes_are_refused_or_linted(bytes in prop_oneof![vec(any::<u8>(), 0..400), texts().prop_map(String::into_bytes)]) {
        if let Ok(source) = Source::decode("copy", bytes) {
            for format in FORMATS {
                invariants::article(&source, &LINTER.parse(&source, format));
                lint(&LINTER, &source, format);
            }
        }
    }

    #[test]
    fn copy_in_an_old_encoding_is_linted(mut bytes in newsy().prop_map(|text| text.replace(|c: char| !c.is_ascii(), "").into_bytes()), at in any::<prop::sample::Index>()) {
        // A Windows-1252 quotation mark, which is no UTF-8.
        let at = at.index(bytes.len() + 1);
        bytes.insert(at, 0x93);
        let length = bytes.len() as u64;
        let source = Source::decode("copy", bytes).expect("no control characters");
        for format in FORMATS {
            for diagnostic in LINTER.lint(&source, format).diagnostics {
                let (start, end) = source.file_bytes(diagnostic.span);
                prop_assert!(start < end && end <= length, "{diagnostic:?}");
            }
        }
    }

    #[test]
    fn the_same_text_gives_the_same_findings(text in prop_oneof![newsy(), copy()]) {
        let source = Source::from_text("copy", text);
        for format in FORMATS {
            prop_assert_eq!(lint(&LINTER, &source, format), lint(&LINTER, &source, format));
        }
    }

    #[test]
    fn files_linted_together_are_linted_each_by_itself(texts in vec(prop_oneof![texts(), copy()], 0..5)) {
        let sources: Vec<Source> = texts.into_iter().map(|text| Source::from_text("copy", text)).collect();
        let files: Vec<(&Source, Format)> = sources.iter().zip(FORMATS.into_iter().cycle()).collect();
        let together: Vec<String> = LINTER.lint_all(&files).iter().map(|linted| format!("{linted:?}")).collect();
        let apart: Vec<String> = files.iter().map(|(source, format)| format!("{:?}", LINTER.lint(source, *format))).collect();
        prop_assert_eq!(together, apart);
    }

    #[test]
    fn an_empty_line_at_the_end_changes_nothing(text in prop_oneof![newsy(), copy()]) {
        for format in FORMATS {
            let short = lint(&LINTER, &Source::from_text("copy", text.clone()), format);
            for end in ["\n", "\n\n", "\n\n\n"] {
                prop_assert_eq!(&short, &lint(&LINTER, &Source::from_text("copy", format!("{text}{end}")), format));
            }
        }
    }

    #[test]
    fn other_line_ends_change_no_finding(text in copy()) {
        let messages = |text: String| -> Vec<String> {
            LINTER.lint(&Source::from_text("copy", text), Format::Plain).diagnostics.into_iter().map(|d| format!("{} {}", d.rule, d.message)).collect()
        };
        let other = text.replace('\n', "\r\n");
        prop_assert_eq!(messages(text), messages(other));
    }
}

#[test]
fn linters_agree_whatever_their_hashes() {
    let (one, other) = (linter(), linter());
    for path in examples() {
        let source = Source::from_text(path.clone(), std::fs::read_to_string(&path).expect("examples can be read"));
        let format = Format::of_path(&path).expect("examples are copy");
        assert_eq!(lint(&one, &source, format), lint(&other, &source, format), "{path}");
    }
}

#[test]
fn examples_are_sound() {
    for path in examples() {
        let source = Source::from_text(path.clone(), std::fs::read_to_string(&path).expect("examples can be read"));
        for format in FORMATS {
            invariants::article(&source, &LINTER.parse(&source, format));
        }
    }
}

/// The order in which files are named changes the order of what is said about them, at most.
#[test]
fn the_order_of_files_changes_no_finding() {
    let run = |paths: &[String]| -> Vec<String> {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let output =
            command.args(["check", "--output-format", "jsonl"]).args(paths).output().expect("the command runs");
        let mut lines: Vec<String> =
            String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect();
        assert!(!lines.is_empty());
        lines.sort();
        lines
    };
    let mut paths = examples();
    let first = run(&paths);
    paths.reverse();
    assert_eq!(first, run(&paths));
    paths.rotate_left(3);
    assert_eq!(first, run(&paths));
}

/// Files linted together are what they are apart, one after the other: none knows of another.
#[test]
fn files_together_are_files_apart() {
    let run = |jobs: &str, paths: &[String]| -> String {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
        let command = command.args(["check", "--output-format", "jsonl", "--jobs", jobs]).args(paths);
        String::from_utf8(command.output().expect("the command runs").stdout).expect("UTF-8")
    };
    let paths = examples();
    let apart: String = paths.iter().map(|path| run("1", std::slice::from_ref(path))).collect();
    assert!(!apart.is_empty());
    assert_eq!(run("1", &paths), apart);
    assert_eq!(run("2", &paths), apart);
}

/// As long as several windows of the parser, among others that end sooner.
#[test]
fn a_long_file_among_short_ones_is_linted_by_itself() {
    let read = |path: &String| std::fs::read_to_string(path).expect("examples can be read");
    let mut texts: Vec<String> = examples().iter().map(read).collect();
    texts.insert(1, texts.join("\n").repeat(3));
    let sources: Vec<Source> = texts.into_iter().map(|text| Source::from_text("copy", text)).collect();
    let files: Vec<(&Source, Format)> = sources.iter().map(|source| (source, Format::Plain)).collect();
    assert!(LINTER.parse(files[1].0, Format::Plain).tokens.len() > 3 * 4096);
    for (linted, (source, format)) in LINTER.lint_all(&files).iter().zip(&files) {
        assert_eq!(format!("{linted:?}"), format!("{:?}", LINTER.lint(source, *format)));
    }
}

fn examples() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths: Vec<String> = std::fs::read_dir(folder)
        .expect("examples can be read")
        .flat_map(|entry| {
            let folder = entry.expect("examples can be read").path();
            [folder.join("article.txt"), folder.join("article.md")]
        })
        .filter(|path| path.is_file())
        .map(|path| path.display().to_string())
        .collect();
    paths.sort();
    paths
}

/// Texts that are made to hurt: each is one piece over and over.
const HOSTILE: &[&str] = &[
    "a",
    " ",
    "\"",
    "'",
    "“",
    "”",
    "‘",
    "(",
    "[",
    "*",
    "**a ",
    "`",
    "_a",
    ">",
    "> ",
    "- ",
    "&",
    "&amp;",
    "<",
    "<!--",
    "![",
    "[a](",
    "\\",
    "|",
    "#",
    "~",
    "\n",
    "\n\n",
    "\r",
    "said ",
    "said that ",
    "\"a\" said ",
    "he said, ",
    "\"No,\" he said. ",
    "\"No.\n\n",
    "“a ‘b “c ",
    "critics say the regime ",
    "according to ",
    "who said who said ",
    "and ",
    "of the ",
    "Lena Marsh, ",
    "The minister ",
    "troops shelled the village ",
    "1.",
    "1,000 ",
    "U.S.",
    "Mr. ",
    "a. ",
    "...",
    "? ",
    "-",
    "—",
    "a-",
    "\u{feff}",
    "\u{301}",
    "👩\u{200d}",
    "'s ",
    ": ",
    "Q: a\n",
    "- a\n",
    "    a\n",
    "> a\n",
    "1. a\n",
    "| a |\n",
    "a:\n- b\n",
    "---\n",
    "https://",
    "www.a.",
    "@a",
    "x said: \"",
];

/// How long this thread has been at work, whatever else the machine does; where the system does not tell, the time.
fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.as_deref().and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

#[test]
fn work_grows_with_the_text_and_no_faster() {
    // Long enough for what is quadratic to show: at 8 times the text it takes 64 times as long.
    let (short, times) = (12_000, 8);
    let mut slow = String::new();
    for piece in HOSTILE {
        for format in FORMATS {
            let time = |length: usize| -> Duration {
                let source = Source::from_text("hostile", piece.repeat(length / piece.len()));
                let started = busy();
                let linted = LINTER.lint(&source, format);
                let batch = Batch {
                    source: &source,
                    diagnostics: &linted.diagnostics,
                    suppressed: &linted.suppressed,
                    display: &linted.display,
                };
                std::hint::black_box(report::Format::Full.render(&batch, Style::default()));
                busy().saturating_sub(started)
            };
            // Small times are noise, and so is a busy machine: a text that is slow by nature is slow each time.
            let attempt = || {
                let (few, many) = (time(short), time(short * times));
                let most = (few * times as u32 * 3).max(Duration::from_millis(150));
                (many > most).then_some((few, many))
            };
            if let Some((few, many)) =
                (0..3).map(|_| attempt()).collect::<Option<Vec<_>>>().and_then(|all| all.last().copied())
            {
                slow += &format!(
                    "{piece:?} as {format:?}: {few:?} for {short} bytes, {many:?} for {times} times as many\n"
                );
            }
        }
    }
    assert!(slow.is_empty(), "{slow}");
}

/// One line without an end: 50 MB, less where nothing is optimised.
#[test]
fn a_huge_line_is_linted_in_seconds() {
    let sentence =
        "The board said on Tuesday that the terminal would open in April, and critics say \"not this year\" is true. ";
    let length = if cfg!(debug_assertions) { 4_000_000 } else { 50_000_000 };
    let started = Instant::now();
    let source = Source::decode("huge", sentence.repeat(length / sentence.len()).into_bytes()).expect("text");
    let linted = LINTER.lint(&source, Format::Plain);
    assert!(linted.words > 0);
    let most = Duration::from_mins(1);
    assert!(started.elapsed() < most, "{length} bytes took {:?}", started.elapsed());
    println!("{length} bytes: {:?}, {} findings", started.elapsed(), linted.diagnostics.len());
}

#[test]
fn whole_documents_render_as_json() {
    let source = Source::from_text("copy", "The board met.\n\nCritics say the plan is doomed.\n");
    let linted = LINTER.lint(&source, Format::Plain);
    let format = report::Format::Json;
    let batch = Batch {
        source: &source,
        diagnostics: &linted.diagnostics,
        suppressed: &linted.suppressed,
        display: &linted.display,
    };
    let mut tally = report::Tally::default();
    tally.add(report::Counted::of("copy", &linted.diagnostics, linted.words));
    let mut document = report::Document::new(format);
    let opening = document.opening();
    let body = document.part(format.render(&batch, Style::default()));
    let ending = report::Ending { quiet: false, statistics: false };
    let closing = document.closing(&tally, &std::collections::BTreeMap::new(), ending);
    let text = format!("{opening}{}{closing}", String::from_utf8_lossy(&body));
    serde_json::from_str::<serde_json::Value>(&text).expect("one JSON document");
    // Prose and file are one where there is no markup.
    assert!(matches!(read(&source, Format::Plain).text, std::borrow::Cow::Borrowed(_)));
}
