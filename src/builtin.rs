//! What comes with sayso, as `build.rs` has left it: the rule files are read by the code that reads a house's, but when
//! sayso is built and not each time it starts. Owns how that is taken up again.

use crate::lexicon::{Entries, FormId, Frozen, Lexicon, LexiconBuilder, Pair, PairBits, Pairs, Start, Words};
use crate::parse::grammar::{Evidence, METONYMS, OUTLETS, SLOTS, Strengths};
use crate::parse::{Grammar, irregular};
use crate::rule::pattern::compile::{Head, Index, Keyed, Table};
use crate::rule::pattern::stock::{Codes, Eager, Ready, Tables, Used};
use crate::rule::pattern::{Stock, WordClasses};
use crate::rule::{Example, File, RuleSet};
use crate::table::{Rest, unpack};
use std::borrow::Cow;
use std::collections::BTreeMap;

// `FILES`: path in the rules folder, and text; in order.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules"));
static EXAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/examples"));

/// A table that the build script has left, as rows that the last function reads one by one.
macro_rules! table {
    ($name:expr, $row:ty, $read:expr) => {{
        const FILE: Rest<'static> = Rest(include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        const ROWS: usize = { FILE }.u32() as usize;
        static TABLE: [$row; ROWS] = {
            let mut rest = FILE;
            rest.u32();
            let mut first = rest;
            let mut all = [$read(&mut first); ROWS];
            let mut at = 0;
            while at < ROWS {
                all[at] = $read(&mut rest);
                at += 1;
            }
            all
        };
        Cow::Borrowed(&TABLE[..])
    }};
}

/// What every linter begins with: the words of the grammar and of the built-in lists and patterns, and these patterns compiled.
pub(crate) struct Base {
    pub(crate) words: LexiconBuilder,
    pub(crate) grammar: Grammar,
    pub(crate) classes: WordClasses,
    pub(crate) stock: Stock,
}

pub(crate) fn base() -> Base {
    let mut words = LexiconBuilder::over(lexicon(), irregular());
    let grammar = grammar(&mut words);
    Base { words, grammar, classes: WordClasses { bits: table!("classes", u32, Rest::u32) }, stock: stock() }
}

macro_rules! words {
    ($name:literal) => {
        Words {
            text: Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".text"))),
            ends: table!(concat!($name, ".ends"), u32, Rest::u32),
            keys: table!(concat!($name, ".keys"), (u64, u64), Rest::pair),
            slots: table!(concat!($name, ".slots"), u32, Rest::u32),
        }
    };
}

/// As [`Lexicon::files`] has left it.
fn lexicon() -> Lexicon {
    let frozen = Frozen {
        index: table!("index", Entries, Entries::read),
        goes_on: table!("goes-on", bool, Rest::bool),
        starts: table!("starts", Start, Start::read),
        phrases: Pairs { slots: table!("pairs", Pair, Pair::read), entries: table!("phrases", u32, Rest::u32) },
        beginnings: PairBits(table!("beginnings", u64, Rest::u64)),
        singles: table!("singles", FormId, FormId::read),
        singles_of: table!("singles-of", u32, Rest::u32),
        has_phrases: table!("has-phrases", bool, Rest::bool),
    };
    let rests = table!("rests", FormId, FormId::read);
    Lexicon::of(words!("forms"), words!("lists"), words!("lemmas"), rests, frozen)
}

/// As [`Grammar::files`] has left it.
fn grammar(words: &mut LexiconBuilder) -> Grammar {
    const EVIDENCE: Evidence = {
        let mut file = Rest(include_bytes!(concat!(env!("OUT_DIR"), "/evidence")));
        file.u32();
        Evidence::read(&mut file)
    };
    Grammar {
        features: table!("features", u64, Rest::u64),
        cues: [
            table!("verb-cues", u16, Rest::u16),
            table!("passive-cues", u16, Rest::u16),
            table!("noun-cues", u16, Rest::u16),
            table!("adjective-cues", u16, Rest::u16),
        ],
        strengths: table!("strengths", Strengths, Rest::bytes::<{ SLOTS.len() }>),
        outlets: words.list(OUTLETS),
        metonyms: words.list(METONYMS),
        evidence: EVIDENCE,
    }
}

macro_rules! runs {
    ($name:expr, $row:ty, $read:expr) => {
        Table { starts: table!(concat!($name, ".starts"), u32, Rest::u32), entries: table!($name, $row, $read) }
    };
}

macro_rules! index {
    ($name:literal) => {
        Index {
            forms: runs!(concat!($name, ".forms"), Keyed, Keyed::read),
            lists: runs!(concat!($name, ".lists"), Keyed, Keyed::read),
            open: table!(concat!($name, ".open"), Keyed, Keyed::read),
            numbers: table!(concat!($name, ".numbers"), Keyed, Keyed::read),
            capitals: table!(concat!($name, ".capitals"), Keyed, Keyed::read),
        }
    };
}

/// As `into_files` of the build script's [`BankBuilder`](crate::rule::pattern::BankBuilder) has left it.
fn stock() -> Stock {
    static CODE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/code"));
    static LISTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/pattern-lists"));
    let tables = Tables {
        heads: table!("heads", Head, Head::read),
        codes: Codes::kept(CODE, table!("code-ends", u32, Rest::u32)),
        by_group: runs!("by-group", u32, Rest::u32),
        groups_of: runs!("groups-of", Eager, Eager::read),
        eager: index!("eager"),
        lazy: index!("lazy"),
    };
    Stock {
        texts: words!("texts"),
        patterns: table!("patterns", Ready, Ready::read),
        lists: unpack(LISTS),
        named: table!("named", u16, Rest::u16),
        needs: include_bytes!(concat!(env!("OUT_DIR"), "/needs")),
        uses: table!("uses", Used, Used::read),
        tables: Some(tables),
    }
}

impl RuleSet {
    /// The rules that come with sayso.
    pub fn builtin() -> Self {
        rules(unpack(EXAMPLES))
    }

    /// The same without their examples: what it takes to check copy.
    pub fn builtin_without_examples() -> Self {
        rules(BTreeMap::new())
    }
}

fn rules(examples: BTreeMap<String, Vec<Example>>) -> RuleSet {
    let mut set: RuleSet = unpack(RULES);
    set.restore(file, examples);
    set
}

fn file(path: &str) -> File {
    let at = FILES.binary_search_by_key(&path, |(path, _)| path).expect("a built-in rule is read from a file");
    let (path, text) = FILES[at];
    File::builtin(path, text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::Rule;
    use crate::source::Source;

    #[test]
    fn built_in_rules_are_what_their_files_say() {
        let mut read = RuleSet::default();
        for (path, text) in FILES {
            let faults = read.add(path, Source::from_text(format!("rules/{path}"), *text));
            assert!(faults.is_empty(), "{path}: {faults:?}");
        }
        let (whole, part) = (RuleSet::builtin(), RuleSet::builtin_without_examples());
        assert!(whole.ids().count() > 20);
        assert!(whole.ids().eq(read.ids()) && whole.ids().eq(part.ids()));
        let said = |rule: &Rule| format!("{:?}", Rule { file: File::default(), ..rule.clone() });
        for ((whole, part), read) in whole.rules().zip(part.rules()).zip(read.rules()) {
            assert_eq!(said(whole), said(read));
            assert_eq!((&*whole.file.path, &*whole.file.text), (&*read.file.path, &*read.file.text));
            assert!(!whole.examples.is_empty() && part.examples.is_empty(), "{}", whole.id);
            assert_eq!(said(&Rule { examples: Vec::new(), ..whole.clone() }), said(part));
        }
        for ((name, list), (_, read)) in whole.lists().zip(read.lists()) {
            assert_eq!((&*list.file.path, &*list.file.text), (&*read.file.path, &*read.file.text));
            let said = |list: &crate::rule::ListFile| {
                format!("{:?}", crate::rule::ListFile { file: File::default(), ..list.clone() })
            };
            assert_eq!(said(list), said(read), "{name}");
        }
        assert!(whole.kinds().eq(read.kinds()) && whole.presets().eq(read.presets()));
    }
}
