use super::compile::{Bank, BankBuilder};
use super::run::Reader;
use super::{WordClasses, parse};
use crate::article::{Article, TokenSpan};
use crate::lexicon::{Inflect, Lexicon, LexiconBuilder, ListId};
use crate::parse::Grammar;
use crate::prose::{Block, BlockKind, Prose, SourceMap};
use crate::span::TextSpan;
use std::borrow::Cow;

struct Bench {
    lexicon: Lexicon,
    grammar: Grammar,
    bank: Bank,
}

fn bench(patterns: &[&str], eager: bool) -> Bench {
    let mut words = LexiconBuilder::new(crate::parse::irregular());
    let grammar = Grammar::new(&mut words);
    let classes = WordClasses::new(&mut words);
    let (harsh, verbs) = (words.list("harsh"), words.list("verbs"));
    for w in ["puppet regime", "puppet", "regime"] {
        words.add(harsh, w, Inflect::Noun);
    }
    for w in ["shell", "point out", "target"] {
        words.add(verbs, w, Inflect::Verb);
    }
    let resolve = |name: &str| -> Option<Vec<ListId>> {
        match name {
            "harsh" => Some(vec![harsh]),
            "verbs" => Some(vec![verbs]),
            _ => None,
        }
    };
    let mut bank = BankBuilder::default();
    let group = bank.group();
    for p in patterns {
        let node = parse(p).unwrap_or_else(|e| panic!("{p}: {e:?}"));
        bank.add(group, &node, eager, &mut words, &resolve).unwrap_or_else(|e| panic!("{p}: {e:?}"));
    }
    let lexicon = words.build();
    let bank = bank.build(&lexicon, classes);
    Bench { lexicon, grammar, bank }
}

fn article<'t>(bench: &Bench, text: &'t str) -> Article<'t> {
    let span = TextSpan::new(0, text.len() as u32);
    let prose = Prose {
        text: Cow::Borrowed(text),
        map: SourceMap::identity(),
        blocks: vec![Block { kind: BlockKind::Body, span }],
        kind: None,
    };
    crate::parse::parse(prose, &bench.lexicon, &bench.grammar)
}

/// All matches of a pattern, as the words it marks.
fn marked(pattern: &str, text: &str) -> Vec<String> {
    let bench = bench(&[pattern], true);
    let article = article(&bench, text);
    let hits = Reader::new(&bench.bank, &bench.lexicon, &article).sweep();
    hits.all().iter().map(|h| article.text(h.marked).to_owned()).collect()
}

#[test]
fn patterns_mark_what_they_say() {
    for (pattern, text, wanted) in [
        ("the war", "After the war, The War.", &["the war", "The War"][..]),
        ("~say", "He says she said, saying so.", &["says", "said", "saying"]),
        ("~woman", "A woman and two women.", &["woman", "women"]),
        ("{@harsh} fell", "The puppet regime fell.", &["puppet regime"]),
        ("@harsh", "The puppet regimes of a puppet.", &["puppet regimes", "puppet"]),
        ("@verbs that", "He pointed out that it rained.", &["pointed out that"]),
        ("led ..2 to", "It led in the end to war and led us to it.", &["led us to"]),
        ("led ..4 to", "It led in the end to war.", &["led in the end to"]),
        ("(a | the) {dog|cat}", "The cat met a dog.", &["cat", "dog"]),
        ("very? good", "Good, very good.", &["Good", "very good"]),
        ("very+ good", "Good, very very good.", &["very very good"]),
        ("so very* good", "It is so very very good.", &["so very very good"]),
        ("^ but", "But no. No but yes.", &["But"]),
        ("^ but", "\"But no.\"", &["But"]),
        ("over $", "It is over. Over and out, all over.", &["over", "over"]),
        ("!not good", "It is good, not good.", &["is good"]),
        ("!(not|<det>) good", "A good thing is good.", &["is good"]),
        ("<number> people", "Two dozen people and 1,400 people.", &["Two dozen people", "1,400 people"]),
        ("<percent>", "It fell 3.5 percent, then 4%, then 5 per cent.", &["3.5 percent", "4%", "5 per cent"]),
        ("<money>", "It cost $40 million or 30 euros.", &["$40 million", "30 euros"]),
        ("in <year>", "In 1991, in 1990s, in 3500.", &["In 1991"]),
        ("<date>", "On 3 May 1991 and Monday.", &["3 May 1991", "Monday"]),
        ("{<name>} said", "Prime Minister Ana de Souza said no.", &["Prime Minister Ana de Souza"]),
        ("<np> @verbs", "Government troops shelled two old bridges.", &["Government troops shelled"]),
        ("<be> <adverb>? {<past>}", "It was never found and is badly broken.", &["found", "broken"]),
        ("minister's", "The minister's car.", &["minister's"]),
        ("U.N. chief", "The U.N. chief left.", &["U.N. chief"]),
        (", {which}", "The law, which failed, ended.", &["which"]),
        ("- {a}", "It rose – a little — a lot.", &["a", "a"]),
        ("what\\?", "What? Yes.", &["What?"]),
        ("war <clause-end>", "The war, the war goes on.", &["war"]),
        ("<source> {<cue>}", "The mayor said it would reopen.", &["said"]),
        ("\" {experts}", "The \"experts\" met.", &["experts"]),
    ] {
        assert_eq!(marked(pattern, text), wanted, "{pattern} in {text}");
    }
}

/// What stands behind a dot and is a clitic is no more of the word, which would lose the dot when written out.
#[test]
fn a_clitic_behind_a_dot_stands_alone() {
    let parts = |text: &str| format!("{:?}", parse(text).expect(text));
    assert_eq!(parts("regime.'s"), parts("regime \\. 's"));
    assert_eq!(parts("regime-’s"), parts("regime - ’s"));
    assert_ne!(parts("U.N.'s"), parts("U.N \\. 's"));
}

#[test]
fn bad_patterns_say_where() {
    for (pattern, at, says) in [
        ("a (b", 2, "never closed"),
        ("a b)", 3, "closes nothing"),
        ("{a} {b}", 0, "one pair of braces"),
        ("{a {b}}", 0, "inside braces"),
        ("a ?", 2, "must follow"),
        ("..4", 0, "nothing at all"),
        ("a ..99 b", 2, "at most 20"),
        ("a .. b", 2, "needs a number"),
        ("<nmae> b", 0, "did you mean `<name>`?"),
        ("a @ b", 2, "name of a list"),
        ("a | ", 2, "write `\\|`"),
        ("!<name>", 0, "one token"),
        ("", 0, ""),
        // These once took all memory there is, and all of the stack.
        ("((((((((a+)+)+)+)+)+)+)+)+", 0, "longer than"),
        (&"!".repeat(200_000), 0, "`!` of `!`"),
        (&"(a|b)".repeat(10_000), 0, "longer than"),
    ] {
        let bad = parse(pattern).expect_err(pattern);
        assert!(bad.message.contains(says), "{pattern}: {}", bad.message);
        assert!(bad.start <= bad.end && bad.end <= pattern.len().max(bad.start), "{pattern}: {bad:?}");
        assert_eq!(bad.start, at, "{pattern}: {}", bad.message);
    }
}

#[test]
fn guards_are_anchored_where_they_stand() {
    let bench = bench(&["the ..4", "^"], false);
    let article = article(&bench, "Near the old gates stood guards.");
    let reader = Reader::new(&bench.bank, &bench.lexicon, &article);
    let group = super::GroupId(0);
    assert!(reader.find_ending(group, TokenSpan::new(0, 4)));
    assert!(reader.find_ending(group, TokenSpan::new(0, 0)));
    assert!(!reader.find_ending(group, TokenSpan::new(0, 1)));
    assert!(reader.find_starting(group, TokenSpan::new(1, 6)));
    assert!(!reader.find_starting(group, TokenSpan::new(2, 6)));
}

#[test]
fn hostile_patterns_and_texts_stay_linear() {
    let bench = bench(&["(a? a? a? a? a? a? a? a? | (a|a)+ (a|a)+ (a|a)*)+ b", "a ..20 a ..20 a ..20 b"], true);
    let text = "a ".repeat(4_000);
    let article = article(&bench, &text);
    let start = std::time::Instant::now();
    assert!(Reader::new(&bench.bank, &bench.lexicon, &article).sweep().all().is_empty());
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn shared_patterns_answer_every_group_that_has_them() {
    let mut words = LexiconBuilder::new(crate::parse::irregular());
    let grammar = Grammar::new(&mut words);
    let classes = WordClasses::new(&mut words);
    let mut bank = BankBuilder::default();
    let groups = [bank.group(), bank.group(), bank.group()];
    for (group, text, eager) in
        [(0, "the <noun>", true), (1, "old gates", true), (1, "the <noun>", true), (2, "the <noun>", false)]
    {
        let node = parse(text).expect("it is a pattern");
        bank.add(groups[group], &node, eager, &mut words, &|_| None).expect("it names no list");
    }
    let lexicon = words.build();
    let bank = bank.build(&lexicon, classes);
    let bench = Bench { lexicon, grammar, bank };
    let article = article(&bench, "Near the wall and the old gates.");
    let reader = Reader::new(&bench.bank, &bench.lexicon, &article);
    let found: Vec<(u32, &str)> = reader.sweep().all().iter().map(|h| (h.group.0, article.text(h.whole))).collect();
    assert_eq!(found, [(0, "the wall"), (0, "the old"), (1, "the wall"), (1, "the old"), (1, "old gates")]);
    assert!(reader.find(groups[2], TokenSpan::new(0, 3), |_| true));
    assert!(!reader.find(groups[2], TokenSpan::new(2, 4), |_| true));
}

#[test]
fn a_phrase_of_a_list_may_begin_with_any_word() {
    let text = "The puppet left the puppet regimes. It pointed. Out went the lights.";
    assert_eq!(marked("@harsh", text), ["puppet", "puppet regimes"]);
    assert_eq!(marked("<any> {@verbs}", text), Vec::<String>::new(), "a phrase ends with its sentence");
}
