//! What comes with sayso, as `build.rs` has left it: the rule files are read by the code that reads a house's, but when
//! sayso is built and not each time it starts. Owns how that is taken up again.

use crate::lexicon::LexiconBuilder;
use crate::parse::{Grammar, irregular};
use crate::rule::pattern::{Stock, WordClasses};
use crate::rule::{Example, File, RuleSet};
use serde::Deserialize;
use std::collections::BTreeMap;

// `FILES`: path in the rules folder, and text; in order.
include!(concat!(env!("OUT_DIR"), "/files.rs"));

static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules"));
static WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words"));
static EXAMPLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/examples"));

/// What every linter begins with: the words of the grammar and of the built-in lists and patterns, and these patterns compiled.
pub(crate) struct Base {
    pub(crate) words: LexiconBuilder,
    pub(crate) grammar: Grammar,
    pub(crate) classes: WordClasses,
    pub(crate) stock: Stock<'static>,
}

pub(crate) fn base() -> Base {
    let (words, grammar, classes, stock) = unpack(WORDS);
    Base { words: LexiconBuilder::restored(irregular(), words), grammar, classes, stock }
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

fn unpack<T: Deserialize<'static>>(bytes: &'static [u8]) -> T {
    postcard::from_bytes(bytes).expect("the build script wrote it, with the same types")
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
