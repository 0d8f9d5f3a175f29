//! Reads the rule files with the modules that read a house's, and leaves them in `OUT_DIR` for `builtin.rs`: the text of
//! each file, what the rules say in a form that takes no parsing, and words, grammar and patterns as finished tables. A
//! mistake in a file fails the build and shows where.

// Of these modules the rest is for the library.
#![allow(dead_code, unused_imports, missing_docs, unreachable_pub)]

mod article;
mod config;
mod diagnostic;
mod lexicon;
mod parse {
    pub(crate) mod grammar;
}
mod prose;
mod rule;
mod source;
mod span;
mod suggest;
mod table;

use diagnostic::Level;
use lexicon::{Inflect, LexiconBuilder, ListId};
use parse::grammar::{Grammar, irregular};
use rule::pattern::{self, BankBuilder, GroupId, Named, WordClasses};
use rule::{Example, Rule, RuleSet};
use rustc_hash::FxHashMap;
use source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let mut files = Vec::new();
    gather(&folder, "", &mut files);
    files.sort();

    let mut set = RuleSet::default();
    let mut faulty = false;
    let mut texts = String::from("static FILES: &[(&str, &str)] = &[\n");
    for (path, file) in &files {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let source = Source::from_text(format!("rules/{path}"), text);
        for fault in set.add(path, source.clone()) {
            faulty = true;
            let at = source.position(fault.span.start);
            let help = fault.help.map_or_else(String::new, |help| format!(" ({help})"));
            println!("cargo::error=rules/{path}:{}:{}: {}{help}", at.line, at.column, fault.message);
        }
        texts.push_str(&format!("    ({path:?}, include_str!({:?})),\n", file.display().to_string()));
    }
    texts.push_str("];\n");
    if faulty {
        return;
    }
    let examples: BTreeMap<&str, &[Example]> = set.rules().map(|rule| (rule.id.as_str(), &*rule.examples)).collect();
    leave("files.rs", texts.as_bytes());
    leave("rules", &table::pack(&set));
    leave_words(&set);
    leave("examples", &table::pack(&examples));
}

/// The words of the grammar, of all lists and of all patterns of rules that are on, and these patterns compiled.
fn leave_words(set: &RuleSet) {
    let mut words = LexiconBuilder::new(irregular());
    let grammar = Grammar::new(&mut words);
    let classes = WordClasses::new(&mut words);
    let mut names: FxHashMap<String, Vec<ListId>> = FxHashMap::default();
    for (name, list) in set.lists() {
        let mut all = Vec::new();
        for (inner, full, tier, entries) in list.parts(name) {
            if entries.is_empty() && tier.is_none() {
                continue;
            }
            let id = words.list(&inner);
            for entry in entries.iter() {
                words.add(id, entry, list.inflect);
            }
            if tier.is_some() {
                names.insert(full, vec![id]);
            }
            all.push(id);
        }
        names.insert(name.to_owned(), all);
    }
    let on = |rule: &&Rule| rule.severity != Level::Off || rule.tiers.values().any(|tier| *tier != Level::Off);
    for rule in set.rules().filter(on) {
        for (option, value) in &rule.options {
            if let Some(entries) = value.as_array() {
                let id = words.list(&rule.option_list(option));
                entries.iter().filter_map(|entry| entry.as_str()).for_each(|entry| words.add(id, entry, Inflect::None));
                names.insert(rule.option_list(option), vec![id]);
            }
        }
        if let Some(loose) = rule.words()
            && loose.loose().next().is_some()
        {
            let id = words.list(&rule.words_list());
            loose.loose().for_each(|word| words.add(id, word, loose.inflect));
        }
    }
    let mut stock = Stocker { bank: BankBuilder::default(), texts: Vec::new(), words: &mut words, names: &names };
    let group = stock.bank.group();
    let formulas: Vec<_> = set.formulas().collect();
    for text in formulas.iter().flat_map(|(file, text)| set.stands_for(file, text)) {
        stock.add(group, true, "", &text.1.value);
    }
    for rule in set.rules().filter(on) {
        let is_on = |option: &str| rule.options.get(option).and_then(toml::Value::as_bool) == Some(true);
        for (texts, eager) in rule.groups(&is_on) {
            let group = stock.bank.group();
            for (_, text) in texts.iter().flat_map(|text| set.stands_for(&rule.file, text)) {
                stock.add(group, eager, &rule.id, &text.value);
            }
        }
    }
    let Stocker { bank, texts, .. } = stock;
    let lexicon = words.build();
    for (name, file) in bank.into_files(&texts, &lexicon).into_iter().chain(lexicon.files()) {
        leave(&name, &file);
    }
    for (name, file) in grammar.files() {
        leave(name, &file);
    }
    leave("classes", &table::file(&classes.bits));
}

/// Compiles patterns to keep, in the order in which a start does.
struct Stocker<'a, 's> {
    bank: BankBuilder,
    /// Each with the lists it names.
    texts: Vec<(&'s str, Named)>,
    words: &'a mut LexiconBuilder,
    names: &'a FxHashMap<String, Vec<ListId>>,
}

impl<'s> Stocker<'_, 's> {
    fn add(&mut self, group: GroupId, eager: bool, rule: &str, text: &'s str) {
        let resolve = |name: &str| pattern::resolve(self.names, rule, name);
        let Ok(node) = pattern::parse(text) else { return };
        if self.bank.add(group, &node, eager, self.words, &resolve).is_ok() {
            let mut lists = Vec::new();
            node.lists(&mut |name| lists.extend(resolve(name).map(|ids| (name.to_owned(), ids))));
            self.texts.push((text, lists));
        }
    }
}

/// TOML files of a folder and its folders, but for the parser's own words, by their path from the first.
fn gather(folder: &Path, prefix: &str, into: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("the rules are there") {
        let path = entry.expect("the rules can be listed").path();
        let name = path.file_name().unwrap_or_default().to_str().expect("a rule file's name is an id");
        let inner = format!("{prefix}{name}");
        if path.is_dir() && name != "grammar" {
            gather(&path, &format!("{inner}/"), into);
        } else if path.extension().is_some_and(|end| end == "toml") {
            into.push((inner, path));
        }
    }
}

fn leave(name: &str, what: &[u8]) {
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join(name);
    fs::write(&place, what).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
}
