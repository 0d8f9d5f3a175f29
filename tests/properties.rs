//! What must hold of every text, and not only of copy: the parse covers it without gaps, spans stay inside it, nothing
//! panics, the same text gives the same findings. Texts are any bytes, any characters, and mixes of what news is made of.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sayso::article::{Article, TokenSpan};
use sayso::config::Settings;
use sayso::format::{Format, read};
use sayso::lint::Linter;
use sayso::report::{self, Batch, Style};
use sayso::rule::RuleSet;
use sayso::source::Source;
use sayso::span::TextSpan;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static LINTER: LazyLock<Linter> = LazyLock::new(linter);

fn linter() -> Linter {
    Linter::new(&RuleSet::builtin(), &Settings::default()).expect("the built-in rules compile")
}

const FORMATS: [Format; 2] = [Format::Plain, Format::Markdown];

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

fn inside(text: &str, span: TextSpan) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

/// All that must hold of any article.
fn sound(source: &Source, article: &Article<'_>) -> Result<(), TestCaseError> {
    let text = &*article.prose.text;
    let mut end = 0;
    for block in &article.prose.blocks {
        prop_assert!(inside(text, block.span) && block.span.start >= end, "block {block:?} after byte {end}");
        end = block.span.end;
    }
    tokens_tile(article)?;
    sentences_cover(article)?;
    let tokens = article.tokens.len() as u32;
    let run = |run: TokenSpan| run.start < run.end && run.end <= tokens;
    for quotation in &article.quotations {
        prop_assert!(run(quotation.tokens), "{quotation:?}");
        prop_assert!(quotation.continues.is_none_or(|q| (q as usize) < article.quotations.len()));
        prop_assert!(quotation.attribution.is_none_or(|a| (a as usize) < article.attributions.len()));
    }
    for (nth, attribution) in article.attributions.iter().enumerate() {
        prop_assert!(run(attribution.cue), "{attribution:?}");
        prop_assert!(attribution.cue.holds(attribution.head as usize), "{attribution:?}");
        prop_assert!(attribution.source.is_none_or(run) && attribution.recipient.is_none_or(run), "{attribution:?}");
        prop_assert!(!attribution.content.is_empty() && attribution.content.iter().all(|c| run(*c)), "{attribution:?}");
        prop_assert!(attribution.content.windows(2).all(|c| c[0].end <= c[1].start), "{attribution:?}");
        prop_assert!(attribution.speaker.is_none_or(|s| (s as usize) < article.sources.len()), "{attribution:?}");
        // Going outwards ends.
        let mut outer = attribution.outer;
        let mut steps = 0;
        while let Some(at) = outer {
            prop_assert!(steps <= article.attributions.len(), "attribution {nth} is inside itself");
            outer = article.attributions[at as usize].outer;
            steps += 1;
        }
    }
    for entry in &article.sources {
        prop_assert!(!entry.mentions.is_empty() && entry.mentions.iter().all(|m| run(*m)), "{entry:?}");
    }
    prop_assert_eq!(article.scopes.len(), article.tokens.len());
    let (spoken, said) = (article.attributions.len(), |s: &sayso::article::Scope| s.attribution);
    prop_assert!(article.scopes.iter().filter_map(said).all(|a| (a as usize) < spoken));
    spans_name_the_same(source, article)
}

/// Tokens stand in their block in order, and nothing but white space stands between them.
fn tokens_tile(article: &Article<'_>) -> Result<(), TestCaseError> {
    let text = &*article.prose.text;
    let mut next = 0;
    for block in &article.prose.blocks {
        let mut at = block.span.start;
        while let Some(token) = article.tokens.get(next).filter(|token| token.span.end <= block.span.end) {
            prop_assert!(
                token.span.start >= at && !token.span.is_empty() && inside(text, token.span),
                "{token:?} at {at}"
            );
            let gap = &text[at as usize..token.span.start as usize];
            prop_assert!(gap.chars().all(is_blank), "{gap:?} before {:?} is no token", &text[token.span.range()]);
            prop_assert_eq!(token.spaced, !gap.is_empty() || at == block.span.start, "{:?}", token);
            at = token.span.end;
            next += 1;
        }
        let gap = &text[at as usize..block.span.end as usize];
        prop_assert!(gap.chars().all(is_blank), "{gap:?} at the end of a block is no token");
    }
    prop_assert_eq!(next, article.tokens.len(), "tokens outside of blocks");
    Ok(())
}

/// What is no token: white space, and the marks of no width that word processors leave behind.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Every token is in one sentence, sentences are in order, and none leaves its block.
fn sentences_cover(article: &Article<'_>) -> Result<(), TestCaseError> {
    let mut next = 0;
    for (nth, sentence) in article.sentences.iter().enumerate() {
        prop_assert_eq!(sentence.tokens.start, next, "a gap before sentence {}", nth);
        prop_assert!(sentence.tokens.end > next, "sentence {} is empty", nth);
        let block = article.prose.blocks[sentence.block as usize].span;
        prop_assert!(block.contains(article.span(sentence.tokens)), "sentence {} leaves its block", nth);
        prop_assert!(sentence.tokens.range().all(|token| article.sentence_of[token] as usize == nth));
        next = sentence.tokens.end;
    }
    prop_assert_eq!(next as usize, article.tokens.len(), "tokens in no sentence");
    Ok(())
}

/// A token's place in the file holds the same characters, but for what markup writes in another way.
fn spans_name_the_same(source: &Source, article: &Article<'_>) -> Result<(), TestCaseError> {
    for token in &article.tokens {
        let place = article.prose.map.to_source(token.span);
        let (word, found) = (&article.prose.text[token.span.range()], source.text.get(place.range()));
        let found = found.ok_or_else(|| TestCaseError::fail(format!("{word:?} at {place:?}: no place in the file")))?;
        let same = word == found || found.contains(['&', '\\', '*', '_', '`', '<', '[', ']', '~', '\0']);
        prop_assert!(same, "{word:?} is {found:?} in the file");
    }
    Ok(())
}

/// Lints, renders in every format, and checks what comes out. Gives the findings as lines.
fn lint(linter: &Linter, source: &Source, format: Format) -> Result<Vec<String>, TestCaseError> {
    let linted = linter.lint(source, format);
    for pair in linted.diagnostics.windows(2) {
        prop_assert!((pair[0].span, &pair[0].rule) < (pair[1].span, &pair[1].rule), "{pair:?}");
    }
    for diagnostic in &linted.diagnostics {
        let spans = diagnostic.related.iter().map(|label| label.span).chain([diagnostic.span]);
        for span in spans {
            prop_assert!(!span.is_empty() && source.text.get(span.range()).is_some(), "{diagnostic:?}");
            let (start, end) = (source.position(span.start), source.position(span.end));
            prop_assert!(start < end && end.line <= source.line_count(), "{diagnostic:?}");
        }
        prop_assert_eq!(diagnostic.fingerprint.len(), 16);
    }
    let batch =
        Batch { source, diagnostics: &linted.diagnostics, suppressed: &linted.suppressed, display: &linted.display };
    for report in [report::Format::Full, report::Format::Concise, report::Format::Json, report::Format::Jsonl] {
        for style in [Style::default(), Style { colour: true, width: 1 }] {
            let out = report.render(&batch, style);
            prop_assert_eq!(out.is_empty(), linted.diagnostics.is_empty());
            let out = String::from_utf8(out).map_err(|e| TestCaseError::fail(e.to_string()))?;
            if report == report::Format::Jsonl {
                prop_assert!(out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{out}");
            }
        }
    }
    let tell = |d: &sayso::diagnostic::Diagnostic| {
        format!("{:?} {:?} {} {} {:?}", d.span, d.severity, d.rule, d.message, d.related)
    };
    Ok(linted.diagnostics.iter().map(tell).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_has_a_sound_article(text in texts()) {
        let source = Source::from_text("copy", text);
        for format in FORMATS {
            sound(&source, &LINTER.parse(&source, format))?;
        }
    }

    #[test]
    fn any_bytes_are_refused_or_linted(bytes in prop_oneof![vec(any::<u8>(), 0..400), texts().prop_map(String::into_bytes)]) {
        if let Ok(source) = Source::decode("copy", bytes) {
            for format in FORMATS {
                sound(&source, &LINTER.parse(&source, format))?;
                lint(&LINTER, &source, format)?;
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
            prop_assert_eq!(lint(&LINTER, &source, format)?, lint(&LINTER, &source, format)?);
        }
    }

    #[test]
    fn an_empty_line_at_the_end_changes_nothing(text in copy()) {
        for format in FORMATS {
            let short = lint(&LINTER, &Source::from_text("copy", text.clone()), format)?;
            for end in ["\n", "\n\n", "\n\n\n"] {
                prop_assert_eq!(&short, &lint(&LINTER, &Source::from_text("copy", format!("{text}{end}")), format)?);
            }
        }
    }

    #[test]
    fn other_line_ends_change_no_finding(text in copy()) {
        let messages = |text: String| -> Vec<String> {
            LINTER.lint(&Source::from_text("copy", text), Format::Plain).diagnostics.into_iter().map(|d| d.rule + " " + &d.message).collect()
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
        let lint = |linter| lint(linter, &source, format).unwrap_or_else(|e| panic!("{path}: {e}"));
        assert_eq!(lint(&one), lint(&other), "{path}");
    }
}

#[test]
fn examples_are_sound() {
    for path in examples() {
        let source = Source::from_text(path.clone(), std::fs::read_to_string(&path).expect("examples can be read"));
        for format in FORMATS {
            sound(&source, &LINTER.parse(&source, format)).unwrap_or_else(|e| panic!("{path}: {e}"));
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

#[test]
fn work_grows_with_the_text_and_no_faster() {
    // Long enough for what is quadratic to show: at 8 times the text it takes 64 times as long.
    let (short, times) = (12_000, 8);
    let mut slow = String::new();
    for piece in HOSTILE {
        for format in FORMATS {
            let time = |length: usize| -> Duration {
                let source = Source::from_text("hostile", piece.repeat(length / piece.len()));
                let started = Instant::now();
                let linted = LINTER.lint(&source, format);
                let batch = Batch {
                    source: &source,
                    diagnostics: &linted.diagnostics,
                    suppressed: &linted.suppressed,
                    display: &linted.display,
                };
                std::hint::black_box(report::Format::Full.render(&batch, Style::default()));
                started.elapsed()
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
    tally.add("copy", &linted.diagnostics, linted.words);
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
