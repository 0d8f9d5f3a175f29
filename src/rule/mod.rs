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
use pattern::Node;
use read::Reader;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

static BUILTIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Rule files and lexicon files.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: BTreeMap<String, Arc<Rule>>,
    lists: BTreeMap<String, Arc<ListFile>>,
    kinds: BTreeMap<String, Kind>,
    presets: BTreeMap<String, Preset>,
    /// What patterns of built-in files say, by their text: they are read with the files, several at a time.
    nodes: Arc<FxHashMap<String, Node>>,
}

/// What a file holds.
enum Loaded {
    Rule(Box<Rule>),
    List(String, Box<ListFile>),
    Kinds(BTreeMap<String, Kind>),
    Presets(BTreeMap<String, Preset>),
}

/// What a worker has read.
#[derive(Default)]
struct Haul {
    loaded: Vec<Loaded>,
    faults: Vec<Diagnostic>,
    nodes: FxHashMap<String, Node>,
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
        let _ = set.add_builtin(|text| text);
        set
    }

    /// The same without their examples: what it takes to check copy.
    pub fn builtin_without_examples() -> Self {
        let mut set = Self::default();
        let _ = set.add_builtin(without_examples);
        set
    }

    /// Adds the built-in files, as much of each as `part` takes; returns what is wrong with them, which must be nothing.
    fn add_builtin(&mut self, part: impl Fn(&'static str) -> &'static str + Sync) -> Vec<Diagnostic> {
        let mut files = Vec::new();
        gather(&BUILTIN, &mut files);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut haul = Haul::default();
            while let Some((path, text)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (loaded, faults) = read_file(path, Source::from_text(format!("rules/{path}"), part(text)));
                haul.faults.extend(faults);
                let texts: Vec<&Text> = match &loaded {
                    Some(Loaded::Rule(rule)) => rule.patterns().collect(),
                    Some(Loaded::List(_, list)) => list.patterns.iter().collect(),
                    _ => Vec::new(),
                };
                for text in texts {
                    if let Ok(node) = pattern::parse(&text.value) {
                        haul.nodes.insert(text.value.clone(), node);
                    }
                }
                haul.loaded.extend(loaded);
            }
            haul
        };
        // Most of the time it takes to lint one article is spent here.
        let (mut one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(work);
            (work(), other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        one.nodes.extend(other.nodes);
        self.nodes = Arc::new(one.nodes);
        for loaded in one.loaded.into_iter().chain(other.loaded) {
            self.insert(loaded);
        }
        one.faults.extend(other.faults);
        one.faults
    }

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

    /// What a pattern says, if it stands in a built-in file.
    pub fn node(&self, pattern: &str) -> Option<&Node> {
        self.nodes.get(pattern)
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

/// A built-in file up to its examples, which stand last and are a third of it: a test proves that nothing else is lost.
fn without_examples(text: &'static str) -> &'static str {
    text.find("\n[[example]]").map_or(text, |end| &text[..end])
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
        lists::read_list(name, source, &document, &mut reader).map(|list| Loaded::List(name.to_owned(), Box::new(list)))
    } else {
        load::read_rule(id, source, &document, &mut reader).map(|rule| Loaded::Rule(Box::new(rule)))
    };
    (loaded, reader.faults)
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
