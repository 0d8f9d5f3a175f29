//! Each part of the way from bytes to a report on its own, over the example articles: `cargo bench --bench parts`, or
//! `cargo bench --bench parts -- parse` for what has that in its name. The rate is bytes of copy; `parse` is parsing and
//! attribution alone.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use sayso::article::Article;
use sayso::config::Settings;
use sayso::format::{self, Format};
use sayso::lint::{Linted, Linter};
use sayso::report;
use sayso::rule::RuleSet;
use sayso::rule::schema::Matcher;
use sayso::source::Source;
use std::fs;
use std::path::Path;

fn main() {
    divan::main();
}

/// All example articles of a format.
fn copy(format: Format) -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut paths: Vec<_> = fs::read_dir(folder).expect("the examples are there").flatten().map(|e| e.path()).collect();
    paths.sort();
    let name = if format == Format::Plain { "article.txt" } else { "article.md" };
    paths
        .iter()
        .filter_map(|folder| fs::read_to_string(folder.join(name)).ok())
        .map(|text| Source::from_text(name, text))
        .collect()
}

fn bytes(copy: &[Source]) -> BytesCount {
    BytesCount::new(copy.iter().map(|source| source.text.len()).sum::<usize>())
}

fn linter(settings: &Settings) -> Linter {
    Linter::new(&RuleSet::builtin(), settings).unwrap_or_else(|faults| panic!("the built-in rules compile: {faults:?}"))
}

#[divan::bench]
fn load_rules() -> usize {
    RuleSet::builtin_without_examples().ids().count()
}

#[divan::bench]
fn compile_rules(bencher: Bencher<'_, '_>) {
    let rules = RuleSet::builtin_without_examples();
    bencher.bench(|| Linter::new(&rules, &Settings::default()));
}

#[divan::bench(args = Format::ALL)]
fn read_format(bencher: Bencher<'_, '_>, format: Format) {
    let copy = copy(format);
    bencher.counter(bytes(&copy)).bench(|| copy.iter().map(|s| format::read(s, format).blocks.len()).sum::<usize>());
}

#[divan::bench]
fn tokenize(bencher: Bencher<'_, '_>) {
    let (linter, copy) = (linter(&Settings::default()), copy(Format::Plain));
    bencher.counter(bytes(&copy)).bench(|| copy.iter().map(|s| linter.count_tokens(&s.text)).sum::<usize>());
}

#[divan::bench]
fn sentences(bencher: Bencher<'_, '_>) {
    let (linter, copy) = (linter(&Settings::default()), copy(Format::Plain));
    bencher
        .counter(bytes(&copy))
        .bench(|| copy.iter().map(|s| linter.count_sentences(s, Format::Plain)).sum::<usize>());
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let (linter, copy) = (linter(&Settings::default()), copy(Format::Plain));
    bencher
        .counter(bytes(&copy))
        .bench(|| copy.iter().map(|s| linter.parse(s, Format::Plain).attributions.len()).sum::<usize>());
}

/// The matcher kinds, each with a way to tell its rules.
const KINDS: [&str; 7] = ["terms", "pattern", "cue", "source", "quote", "claim", "story"];

const fn kind(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Terms(_) => "terms",
        Matcher::Pattern(_) => "pattern",
        Matcher::Cue(..) => "cue",
        Matcher::Source { .. } => "source",
        Matcher::Quote { .. } => "quote",
        Matcher::Claim { .. } => "claim",
        Matcher::Story { .. } => "story",
    }
}

/// All rules of one kind over articles that are parsed; what all kinds do first is in each figure.
#[divan::bench(args = KINDS)]
fn matcher(bencher: Bencher<'_, '_>, name: &str) {
    let rules = RuleSet::builtin();
    let select = rules.rules().filter(|rule| kind(&rule.matcher) == name).map(|rule| rule.id.clone()).collect();
    let (linter, copy) = (linter(&Settings { select, ..Settings::default() }), copy(Format::Plain));
    let articles: Vec<Article<'_>> = copy.iter().map(|source| linter.parse(source, Format::Plain)).collect();
    bencher
        .counter(bytes(&copy))
        .bench(|| articles.iter().map(|article| linter.lint_article(article).diagnostics.len()).sum::<usize>());
}

#[divan::bench(args = Format::ALL)]
fn lint(bencher: Bencher<'_, '_>, format: Format) {
    let (linter, copy) = (linter(&Settings::default()), copy(format));
    bencher
        .counter(bytes(&copy))
        .bench(|| copy.iter().map(|source| linter.lint(source, format).diagnostics.len()).sum::<usize>());
}

#[divan::bench(args = report::Format::ALL)]
fn reporter(bencher: Bencher<'_, '_>, format: report::Format) {
    let (linter, copy) = (linter(&Settings::default()), copy(Format::Plain));
    let linted: Vec<Linted> = copy.iter().map(|source| linter.lint(source, Format::Plain)).collect();
    bencher.counter(bytes(&copy)).bench(|| {
        for (source, linted) in copy.iter().zip(&linted) {
            let batch = report::Batch {
                source,
                diagnostics: &linted.diagnostics,
                suppressed: &linted.suppressed,
                display: &linted.display,
            };
            black_box(format.render(&batch, report::Style::default()));
        }
    });
}
