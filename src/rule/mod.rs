//! Rules and word lists as data: [`RuleSet`] holds every rule and lexicon file, built in or a house's own, parsed but
//! not compiled. Owns the files' schema and the pattern language; knows nothing of checks, reports or commands.

pub mod example;
pub mod file;
pub mod lists;
pub(crate) mod load;
pub(crate) mod names;
pub(crate) mod parts;
pub mod pattern;
pub(crate) mod plain;
mod read;
pub mod said;
pub mod schema;

pub use file::File;
pub use lists::{Entries, ListFile};
pub use read::{Text, inside};
pub use said::Said;
pub use schema::{Example, Promise, Rule};

use crate::config::RuleSettings;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceSpan;
use read::Reader;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rule files and lexicon files.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct RuleSet {
    rules: BTreeMap<String, Arc<Rule>>,
    lists: BTreeMap<String, Arc<ListFile>>,
    kinds: BTreeMap<String, Kind>,
    presets: BTreeMap<String, Preset>,
}

/// What a file holds.
enum Loaded {
    Rule(Box<Rule>),
    List(String, Box<ListFile>),
    Kinds(BTreeMap<String, Kind>),
    Presets(BTreeMap<String, Preset>),
}

/// Settings of rules that go together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preset {
    /// One line.
    pub summary: String,
    /// By rule id, as a house would set them.
    pub rules: BTreeMap<String, RuleSettings>,
}

/// A kind of story, and what it switches off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// One line.
    pub summary: String,
    /// Ids, families and globs.
    pub off: Vec<String>,
}

impl RuleSet {
    /// Adds a file whose path within its rules folder is `id_path` (`claims/foo.toml`, `lexicons/foo.toml`). A rule
    /// or list of the same name is replaced. Returns what is wrong with it, pointing into `source`.
    pub fn add(&mut self, id_path: &str, source: Source) -> Vec<Diagnostic> {
        let (loaded, faults) = read_file(id_path, source);
        if let Some(loaded) = loaded {
            self.insert(loaded);
        }
        faults
    }

    fn insert(&mut self, loaded: Loaded) {
        match loaded {
            Loaded::Rule(rule) => drop(self.rules.insert(rule.id.clone(), Arc::from(rule))),
            Loaded::List(name, list) => drop(self.lists.insert(name, Arc::from(list))),
            Loaded::Kinds(kinds) => self.kinds.extend(kinds),
            Loaded::Presets(presets) => self.presets.extend(presets),
        }
    }

    /// Tells each rule and list its file, by the path in the rules folder, and each rule its examples, by its id: what a
    /// set that was serialized has lost.
    pub(crate) fn restore(&mut self, file: impl Fn(&str) -> File, mut examples: BTreeMap<String, Vec<Example>>) {
        for (id, rule) in &mut self.rules {
            let rule = Arc::make_mut(rule);
            rule.file = file(&format!("{id}.toml"));
            rule.examples = examples.remove(id).unwrap_or_default();
        }
        for (name, list) in &mut self.lists {
            Arc::make_mut(list).file = file(&format!("lexicons/{name}.toml"));
        }
    }

    /// Ids of all rules, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id).map(Arc::as_ref)
    }

    /// All rules, by id.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().map(Arc::as_ref)
    }

    /// Names of all lists and of their tiers (`loaded-terms`, `loaded-terms.warning`), sorted by list.
    pub fn lexicon_names(&self) -> impl Iterator<Item = &str> {
        self.lists.values().flat_map(|l| l.names.iter().map(String::as_str))
    }

    /// The lexicon files by name.
    pub fn lists(&self) -> impl Iterator<Item = (&str, &ListFile)> {
        self.lists.iter().map(|(name, list)| (name.as_str(), list.as_ref()))
    }

    /// The lexicon file of that name.
    pub fn list(&self, name: &str) -> Option<&ListFile> {
        self.lists.get(name).map(Arc::as_ref)
    }

    /// What a pattern stands for, each with its file: `@name` alone stands for the patterns of that list too.
    pub fn stands_for<'s>(&'s self, file: &'s File, text: &'s Text) -> impl Iterator<Item = (&'s File, &'s Text)> {
        let list = text.value.trim().strip_prefix('@').and_then(|name| self.list(name));
        let of_list = list.into_iter().flat_map(|list| list.patterns.iter().map(|inner| (&list.file, inner)));
        let words = list.is_none_or(ListFile::has_words);
        of_list.chain(words.then_some((file, text)))
    }

    /// The patterns whose matches never fire, each with its file.
    pub fn formulas(&self) -> impl Iterator<Item = (&File, Cow<'_, Text>)> {
        self.lists().filter(|(_, list)| list.allow).flat_map(|(name, list)| {
            let whole = Text { value: format!("@{name}").into(), span: SourceSpan::default() };
            let whole = list.has_words().then_some(Cow::Owned(whole));
            whole.into_iter().chain(list.patterns.iter().map(Cow::Borrowed)).map(|text| (&list.file, text))
        })
    }

    /// The kinds of story and what each switches off.
    pub fn kinds(&self) -> impl Iterator<Item = (&str, &Kind)> {
        self.kinds.iter().map(|(name, kind)| (name.as_str(), kind))
    }

    /// The presets by name.
    pub fn presets(&self) -> impl Iterator<Item = (&str, &Preset)> {
        self.presets.iter().map(|(name, preset)| (name.as_str(), preset))
    }

    /// What a kind switches off; nothing for an unknown one.
    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.get(name)
    }
}

/// Reads one file; what is wrong with it points into `source`.
fn read_file(id_path: &str, source: Source) -> (Option<Loaded>, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let path = id_path.replace('\\', "/");
    let id = path.strip_suffix(".toml").unwrap_or(&path);
    let source = Arc::new(source);
    let text = Arc::clone(&source);
    let Some(document) = reader.document(&text.text) else { return (None, reader.faults) };
    let loaded = if id == "kinds" {
        let mut kinds = BTreeMap::new();
        lists::read_kinds(&document, &mut kinds, &mut reader);
        Some(Loaded::Kinds(kinds))
    } else if id == "presets" {
        let mut presets = BTreeMap::new();
        lists::read_presets(&document, &mut presets, &mut reader);
        Some(Loaded::Presets(presets))
    } else if let Some(name) = id.strip_prefix("lexicons/") {
        lists::read_list(name, source.into(), &document, &mut reader)
            .map(|list| Loaded::List(name.to_owned(), Box::new(list)))
    } else {
        load::read_rule(id, source.into(), &document, &mut reader).map(|rule| Loaded::Rule(Box::new(rule)))
    };
    (loaded, reader.faults)
}

#[cfg(test)]
mod tests;
