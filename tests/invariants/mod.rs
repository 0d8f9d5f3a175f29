//! What must hold whatever the input: of an article, of its findings, fixes and reports, of rule files, settings and
//! patterns. Each function panics with what broke. The property tests feed it drawn texts, the fuzz targets (`fuzz/`) any
//! bytes, `tests/corpus.rs` what fuzzing kept.

#![allow(dead_code, reason = "each user takes a part of it")]

mod articles;
mod reports;

pub(crate) use articles::{article, inside};
pub(crate) use reports::linted;

use sayso::article::Article;
use sayso::baseline::{self, Baseline};
use sayso::config::{self, Catalogue, Choice, Settings};
use sayso::diagnostic::Diagnostic;
use sayso::fix;
use sayso::format::Format;
use sayso::lexicon::{Inflect, LexiconBuilder, ListId, split_words};
use sayso::lint::{Linted, Linter};
use sayso::parse::{Grammar, irregular};
use sayso::rule::RuleSet;
use sayso::rule::pattern::{self, BankBuilder, Class, Node, Reader, WordClasses};
use sayso::skipped;
use sayso::source::Source;
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) const FORMATS: [Format; 2] = [Format::Plain, Format::Markdown];

/// The built-in rules, those too that are off by default.
static LINTER: LazyLock<Linter> = LazyLock::new(|| {
    let rules = RuleSet::builtin();
    Linter::new(&rules, &Linter::all_on(&rules)).expect("the built-in rules compile")
});

/// A fuzz target: its name and what it does with bytes.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    ("plain", plain),
    ("markdown", markdown),
    ("rule", rule),
    ("config", config),
    ("pattern", pattern),
    ("check", check),
];

/// Any bytes as plain text: parsed, soundly, the same each time.
pub(crate) fn plain(bytes: &[u8]) {
    parsed(bytes, Format::Plain);
}

/// Any bytes as Markdown.
pub(crate) fn markdown(bytes: &[u8]) {
    parsed(bytes, Format::Markdown);
}

fn parsed(bytes: &[u8], format: Format) {
    let Ok(source) = Source::decode("copy", bytes.to_vec()) else { return };
    let parse = || LINTER.parse(&source, format);
    let (one, other) = (parse(), parse());
    article(&source, &one);
    same(&one, &other);
    for left_out in skipped::skipped(&one, &source) {
        assert!(source.text.get(left_out.span.range()).is_some(), "{left_out:?}");
    }
}

fn same(one: &Article<'_>, other: &Article<'_>) {
    assert_eq!(one.prose.text, other.prose.text);
    assert_eq!(one.tokens, other.tokens);
    assert_eq!(one.sentences, other.sentences);
    assert_eq!(one.quotations, other.quotations);
    assert_eq!(format!("{:?}", one.attributions), format!("{:?}", other.attributions));
    assert_eq!(format!("{:?}", one.sources), format!("{:?}", other.sources));
}

/// Any bytes as a file: linted under every rule, the same each time, written down in every format, mended until nothing
/// is left to mend. The first byte chooses the format.
pub(crate) fn check(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let format = FORMATS[usize::from(*first) % FORMATS.len()];
    let Ok(source) = Source::decode("copy", bytes.to_vec()) else { return };
    let found = linted(&LINTER, &source, format);
    let again = LINTER.lint(&source, format);
    assert_eq!(found.diagnostics, again.diagnostics);
    assert_eq!(found.suppressed, again.suppressed);
    let hashes = LINTER.sentence_hashes(&source, format);
    assert_eq!(hashes.len(), found.display.len());
    assert!(found.hashes.iter().all(|(&sentence, hash)| hashes[sentence] == *hash));
    kept(&source, &found);
    for unsafe_too in [false, true] {
        mended(&source, &found, format, unsafe_too);
    }
}

/// What is written to a baseline is read back, and all findings are known to it.
fn kept(source: &Source, found: &Linted) {
    let keys = || found.diagnostics.iter().map(|d| (d.rule.to_string(), found.sentence_hash(source, d)));
    let known = baseline::count(keys());
    let mut file = Baseline::default();
    if !known.is_empty() {
        file.files.insert(source.path.clone(), known.clone());
    }
    assert_eq!(Baseline::parse(&file.text()).expect("we wrote it"), file);
    let mut left = known;
    assert!(keys().all(|key| baseline::take(&mut left, &key)), "a finding that its own baseline does not know");
    assert_eq!(baseline::total(&left), 0, "a baseline of findings that are not there");
}

/// Fixes come to an end, and once more changes nothing.
fn mended(source: &Source, found: &Linted, format: Format, unsafe_too: bool) {
    let mut text = source.text.clone();
    let mut diagnostics = found.diagnostics.clone();
    for _ in 0..20 {
        let Some(fixed) = fix::apply(&text, &diagnostics, unsafe_too) else { return };
        assert!(fixed.applied > 0 && fixed.text != text);
        text = fixed.text;
        diagnostics = LINTER.lint(&source.with_text(text.clone()), format).diagnostics;
    }
    panic!("fixes of the built-in rules undo each other: {text:?}");
}

/// A diagnostic about a rule file or settings points into it.
fn points_into(source: &Source, found: &[Diagnostic]) {
    for diagnostic in found {
        let place = diagnostic.span;
        assert!(place.start <= place.end && source.text.get(place.range()).is_some(), "{diagnostic:?}");
        assert!(!diagnostic.message.is_empty() && diagnostic.related.iter().all(|l| !l.message.is_empty()));
    }
    let batch = sayso::report::Batch { source, diagnostics: found, suppressed: &[], display: &[] };
    reports::rendered(&batch);
}

/// A short story for rules that are made up to be tried on.
static STORY: LazyLock<Source> = LazyLock::new(|| {
    let text = "Troops shell market\n\nOLD LESK, 3 May - Critics say the regime deliberately shelled the market on \
        Friday, killing 14 people. “It was very bad,” said Lena Marsh, the board's chair.\n\n\
        According to a source, the minister noted that the reform had failed.\n";
    Source::from_text("story.txt", text)
});

/// Any bytes as a rule file, a list, kinds and presets: read, with every mistake in its place; what has none is compiled
/// and run on its own examples and on a story.
pub(crate) fn rule(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = Source::from_text("house/any.toml", text);
    for (path, others) in
        [("house/any.toml", true), ("lexicons/any.toml", true), ("kinds.toml", false), ("presets.toml", false)]
    {
        let mut rules = RuleSet::default();
        let found = rules.add(path, source.clone());
        assert_eq!(found, RuleSet::default().add(path, source.clone()), "{path}");
        points_into(&source, &found);
        if !found.is_empty() || !others {
            continue;
        }
        let list = "words = [\"regime\", \"very bad\"]\n[tiers]\nwarning = [\"market\"]\n";
        let _ = rules.add("lexicons/harsh.toml", Source::from_text("lexicons/harsh.toml", list));
        compiled(&rules, &Linter::all_on(&rules));
    }
}

fn compiled(rules: &RuleSet, settings: &Settings) {
    match Linter::new(rules, settings) {
        Ok(linter) => {
            for result in linter.test() {
                assert!(result.found.iter().all(|(span, _)| inside(&result.text, *span)), "{result:?}");
            }
            for format in FORMATS {
                linted(&linter, &STORY, format);
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for (file, found) in faults {
                assert!(!found.is_empty());
                points_into(&file, &found);
            }
        }
    }
}

/// The lists of the rules of [`FEW`].
const LISTS: &[&str] =
    &["loaded-terms", "loaded-verbs", "literal-loaded", "reporting-doubt", "vague-sources", "vague-quantified"];

/// Rules with lists and options, few enough to be compiled for each try.
static FEW: LazyLock<(RuleSet, Catalogue)> = LazyLock::new(|| {
    let all = RuleSet::builtin();
    let mut few = RuleSet::default();
    for id in ["loaded/loaded-term", "quotes/scare-quotes", "verbs/doubt-reporting-verb", "sources/vague-source"] {
        let rule = all.rule(id).expect("a built-in rule");
        assert!(few.add(&format!("{id}.toml"), (*rule.file).clone()).is_empty());
    }
    for name in LISTS {
        let list = all.list(name).expect("a built-in list");
        assert!(few.add(&format!("lexicons/{name}.toml"), (*list.file).clone()).is_empty());
    }
    assert!(Linter::new(&few, &Settings::default()).is_ok(), "LISTS are the lists of these rules");
    let catalogue = Catalogue {
        rules: all.rules().map(|rule| (rule.id.clone(), Some(rule.options.clone()))).collect(),
        lexicons: all.lexicon_names().map(str::to_owned).collect(),
        kinds: all.kinds().map(|(name, _)| name.to_owned()).collect(),
        presets: all.presets().map(|(name, _)| name.to_owned()).collect(),
    };
    (few, catalogue)
});

/// Any bytes as `sayso.toml`: read the same each time, with every mistake in its place; what it settles can be compiled
/// with, whatever it is.
pub(crate) fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let source = Source::from_text("sayso.toml", text);
    let (few, catalogue) = &*FEW;
    let (config, found) = config::read(&source, catalogue);
    let (again, found_again) = config::read(&source, catalogue);
    assert_eq!(found, found_again);
    points_into(&source, &found);
    let spans = config::rules_dirs(&source).into_iter().chain(config::extends(&source)).map(|(_, span)| span);
    for span in spans {
        assert!(source.text.get(span.range()).is_some(), "{span:?}");
    }
    let _ = config::places(&source);
    let overrides = config.overrides_for("desk/copy/fire.txt");
    let settings = config.settings(&overrides, &Choice::default());
    assert_eq!(settings, again.settings(&overrides, &Choice::default()));
    // Upon itself it says the same of what can be said once.
    let twice = config.over(again);
    let both = twice.settings(&twice.overrides_for("desk/copy/fire.txt"), &Choice::default());
    assert_eq!((&both.kind, &both.preset, &both.rules), (&settings.kind, &settings.preset, &settings.rules));
    if found.is_empty() {
        compiled(few, &settings);
    }
}

/// What every pattern is compiled with: made once, for it takes longer than the rest.
static GRAMMAR: LazyLock<(LexiconBuilder, Grammar, WordClasses, ListId)> = LazyLock::new(|| {
    let mut words = LexiconBuilder::new(irregular());
    let grammar = Grammar::new(&mut words);
    let classes = WordClasses::new(&mut words);
    let list = words.list("harsh");
    for entry in ["puppet regime", "regime", "market"] {
        words.add(list, entry, Inflect::Noun);
    }
    (words, grammar, classes, list)
});

/// Any text as a pattern, its first line, and copy to try it on, the rest: it parses or the mistake has a place, it is
/// written out and read back the same, and what it finds is where it may be.
pub(crate) fn pattern(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (text, copy) = text.split_once('\n').unwrap_or((text, &STORY.text));
    let node = match pattern::parse(text) {
        Ok(node) => node,
        Err(bad) => {
            assert!(text.get(bad.start..bad.end).is_some() && !bad.message.is_empty(), "{bad:?}");
            return;
        }
    };
    let written = written(&node);
    let again = pattern::parse(&written).unwrap_or_else(|e| panic!("{text:?} written as {written:?}: {e:?}"));
    assert_eq!(bare(&node), bare(&again), "{text:?} written as {written:?}");

    let (words, grammar, classes, list) = &*GRAMMAR;
    let (mut words, list) = (words.clone(), *list);
    let resolve = |name: &str| -> Option<Vec<ListId>> { name.starts_with('h').then(|| vec![list]) };
    let mut bank = BankBuilder::default();
    let (eager, lazy) = (bank.group(), bank.group());
    for (group, is_eager) in [(eager, true), (lazy, false)] {
        if let Err(fault) = bank.add(group, &node, is_eager, &mut words, &resolve) {
            assert!(text[fault.at..].starts_with(&format!("@{}", fault.list)), "{fault:?}");
            return;
        }
    }
    let lexicon = words.build();
    let bank = bank.build(&lexicon, classes.clone());
    let source = Source::from_text("copy", copy);
    let prose = sayso::format::read(&source, Format::Plain);
    let article = sayso::parse::parse(prose, &lexicon, grammar);
    let reader = Reader::new(&bank, &lexicon, &article);
    let hits = reader.sweep();
    assert_eq!(hits, Reader::new(&bank, &lexicon, &article).sweep());
    let mut by_sentence: BTreeMap<u32, usize> = BTreeMap::new();
    for hit in hits.all() {
        let sentence = article.sentence_of[hit.whole.start as usize];
        let run = article.sentences[sentence as usize].tokens;
        assert!(hit.whole.start < hit.whole.end && hit.whole.end <= run.end, "{hit:?} in {run:?}");
        assert!(hit.whole.start <= hit.marked.start && hit.marked.end <= hit.whole.end, "{hit:?}");
        *by_sentence.entry(sentence).or_default() += 1;
    }
    for pair in hits.all().windows(2) {
        assert!(pair[0].whole.end <= pair[1].whole.start, "matches of one pattern overlap: {pair:?}");
    }
    // Looked for where a check asks, it is found where it was found unasked.
    for (nth, sentence) in article.sentences.iter().enumerate() {
        let found = reader.find(lazy, sentence.tokens, |_| true);
        assert_eq!(found, by_sentence.contains_key(&(nth as u32)), "{hits:?}");
    }
}

/// A tree as pattern text.
fn written(node: &Node) -> String {
    let all = |nodes: &[Node], between: &str| nodes.iter().map(written).collect::<Vec<_>>().join(between);
    match node {
        Node::Word(word) => word.clone(),
        Node::Inflected(word) => format!("~{word}"),
        Node::List(name, _) => format!("@{name}"),
        Node::Class(class) => {
            let name = Class::names().find(|name| Class::named(name) == Some(*class)).expect("a class has a name");
            format!("<{name}>")
        }
        Node::Mark(c) => format!("\\{c}"),
        Node::Gap(n) => format!("..{n}"),
        Node::Start => "^".to_owned(),
        Node::End => "$".to_owned(),
        Node::Not(inner) => format!("!{}", written(inner)),
        Node::Seq(nodes) => all(nodes, " "),
        Node::Alt(nodes) => format!("({})", all(nodes, "|")),
        Node::Braces(inner) => format!("{{{}}}", written(inner)),
        Node::Repeat(inner, least, most) => {
            let inner = match &**inner {
                one @ (Node::Seq(_) | Node::Repeat(..) | Node::Not(_)) => format!("({})", written(one)),
                one => written(one),
            };
            let sign = match (least, most) {
                (0, 1) => '?',
                (0, _) => '*',
                _ => '+',
            };
            format!("{inner}{sign}")
        }
    }
}

/// Without offsets, and without groups that group nothing.
fn bare(node: &Node) -> Node {
    let all = |nodes: &[Node]| nodes.iter().map(bare).collect::<Vec<_>>();
    match node {
        // `er's's` is read as `er's` and `'s`; read again, the former is two words as well.
        Node::Word(word) => {
            let mut parts: Vec<Node> = split_words(word).map(|part| Node::Word(part.to_owned())).collect();
            if parts.len() == 1 { parts.remove(0) } else { Node::Seq(parts) }
        }
        Node::List(name, _) => Node::List(name.clone(), 0),
        Node::Not(inner) => Node::Not(Box::new(bare(inner))),
        Node::Braces(inner) => Node::Braces(Box::new(bare(inner))),
        Node::Repeat(inner, least, most) => Node::Repeat(Box::new(bare(inner)), *least, *most),
        Node::Alt(nodes) if nodes.len() == 1 => bare(&nodes[0]),
        Node::Alt(nodes) => Node::Alt(all(nodes)),
        Node::Seq(nodes) if nodes.len() == 1 => bare(&nodes[0]),
        Node::Seq(nodes) => {
            let flat = all(nodes).into_iter().flat_map(|node| match node {
                Node::Seq(inner) => inner,
                other => vec![other],
            });
            Node::Seq(flat.collect())
        }
        other => other.clone(),
    }
}
