//! Rules and word lists as data: [`RuleSet`] holds every rule and lexicon file, built in or a house's own, parsed but
//! not compiled. Owns the files' schema and the pattern language; knows nothing of checks, reports or commands.

pub mod example;
pub mod lists;
pub(crate) mod load;
pub(crate) mod names;
pub(crate) mod parts;
pub mod pattern;
mod read;
pub mod schema;

pub use lists::ListFile;
pub use read::{Text, inside};
pub use schema::{Example, Promise, Rule};

use crate::config::RuleSettings;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use include_dir::{Dir, include_dir};
use read::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Rule files and lexicon files.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: BTreeMap<String, Arc<Rule>>,
    lists: BTreeMap<String, Arc<ListFile>>,
    kinds: BTreeMap<String, Kind>,
    presets: BTreeMap<String, Preset>,
}

/// Settings of rules that go together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Preset {
    /// One line.
    pub summary: String,
    /// By rule id, as a house would set them.
    pub rules: BTreeMap<String, RuleSettings>,
}

/// A kind of story, and what it switches off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    /// One line.
    pub summary: String,
    /// Ids, families and globs.
    pub off: Vec<String>,
}

impl RuleSet {
    /// The rules that come with sayso.
    pub fn builtin() -> Self {
        let mut set = Self::default();
        // A test proves that no file has a fault, so they are dropped here.
        let _ = set.add_builtin();
        set
    }

    /// Adds the built-in files; returns what is wrong with them, which must be nothing.
    fn add_builtin(&mut self) -> Vec<Diagnostic> {
        let mut faults = Vec::new();
        let mut files = Vec::new();
        gather(&BUILTIN, &mut files);
        for (path, text) in files {
            let source = Source::from_text(format!("rules/{path}"), text);
            faults.extend(self.add(&path, source));
        }
        faults
    }

    /// Adds a file whose path within its rules folder is `id_path` (`claims/foo.toml`, `lexicons/foo.toml`). A rule
    /// or list of the same name is replaced. Returns what is wrong with it, pointing into `source`.
    pub fn add(&mut self, id_path: &str, source: Source) -> Vec<Diagnostic> {
        let mut reader = Reader::default();
        let path = id_path.replace('\\', "/");
        let id = path.strip_suffix(".toml").unwrap_or(&path).to_owned();
        let source = Arc::new(source);
        let text = source.text.clone();
        let Some(document) = reader.document(&text) else { return reader.faults };
        if id == "kinds" {
            lists::read_kinds(&document, &mut self.kinds, &mut reader);
        } else if id == "presets" {
            lists::read_presets(&document, &mut self.presets, &mut reader);
        } else if let Some(name) = id.strip_prefix("lexicons/") {
            if let Some(list) = lists::read_list(name, source, &document, &mut reader) {
                self.lists.insert(name.to_owned(), Arc::new(list));
            }
        } else if let Some(rule) = load::read_rule(&id, source, &document, &mut reader) {
            self.rules.insert(id, Arc::new(rule));
        }
        reader.faults
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

/// TOML files of a folder and its folders, but for the parser's own words.
fn gather(dir: &Dir<'static>, into: &mut Vec<(String, &'static str)>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        if file.path().extension().is_some_and(|e| e == "toml")
            && let Some(text) = file.contents_utf8()
        {
            into.push((path, text));
        }
    }
    for inner in dir.dirs() {
        if inner.path().ends_with("grammar") {
            continue;
        }
        gather(inner, into);
    }
}

#[cfg(test)]
mod tests;
