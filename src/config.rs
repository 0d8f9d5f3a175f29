//! What a house has settled: `sayso.toml` as data ([`Config`]), and what follows from it for one file ([`Settings`]).
//! Pure: finding and reading the file is the command layer's. Knows of rules and lexicons only their names and options
//! ([`Catalogue`]), so that a mistyped one is found where it stands.

mod places;
pub(crate) mod read;
mod sections;

use crate::diagnostic::Level;
use crate::suggest::nearest;
use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use places::{Places, key_text, places};
pub use read::{extends, read, rules_dirs};

/// What a config file is called.
pub const FILE_NAME: &str = "sayso.toml";

/// What one file is linted with, after config file, overrides and command line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// `news`, `analysis`, …
    pub kind: Option<String>,
    /// `wire`, `web`, `strict`: what holds of rules that are not set here.
    pub preset: Option<String>,
    /// By rule id.
    pub rules: BTreeMap<String, RuleSettings>,
    /// By list name: `loaded-terms`, or a tier of it, `loaded-terms.warning`.
    pub lexicons: BTreeMap<String, LexiconEdit>,
    /// Phrases that never fire.
    pub allow: Vec<String>,
    /// Sources that no rule about sources complains of.
    pub ignore_sources: Vec<String>,
    /// Ids, families and globs of the rules to run; empty means all that are on.
    pub select: Vec<String>,
    /// Ids, families and globs of the rules not to run.
    pub ignore: Vec<String>,
}

/// What a house has set for one rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleSettings {
    /// Its severity, or off.
    pub severity: Option<Level>,
    /// The rule's own options, of the type of their defaults.
    #[serde(with = "crate::rule::plain")]
    pub options: BTreeMap<String, toml::Value>,
}

/// Words added to and taken out of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LexiconEdit {
    /// New entries.
    pub add: Vec<String>,
    /// Entries that no longer count.
    pub remove: Vec<String>,
}

/// The names that a config may use.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// Rule ids with their options and defaults; `None` where the rule file is broken, so nothing is known of them.
    pub rules: BTreeMap<String, Option<BTreeMap<String, toml::Value>>>,
    /// Lists, and tiers as `list.tier`.
    pub lexicons: BTreeSet<String>,
    /// Kinds of copy: `news`, `analysis`, …
    pub kinds: BTreeSet<String>,
    /// Presets: `wire`, `web`, `strict`.
    pub presets: BTreeSet<String>,
}

impl Catalogue {
    /// Whether an id, a family or a glob means at least one rule.
    pub fn knows(&self, pattern: &str) -> bool {
        let chosen = Pattern::new(pattern);
        self.rules.keys().any(|id| chosen.matches(id))
    }

    /// The id or family that was probably meant.
    pub fn closest(&self, pattern: &str) -> Option<&str> {
        let families = self.rules.keys().filter_map(|id| id.split_once('/')).map(|(family, _)| family);
        let names: BTreeSet<&str> = self.rules.keys().map(String::as_str).chain(families).collect();
        if !pattern.contains('/') {
            let of_name = |id: &&str| id.rsplit('/').next() == Some(pattern);
            if let Some(id) = names.iter().copied().find(of_name) {
                return Some(id);
            }
        }
        nearest(pattern, names.iter().copied()).or_else(|| {
            let tails = names.iter().filter_map(|id| id.rsplit_once('/')).map(|(_, name)| name);
            let name = nearest(pattern, tails)?;
            names.iter().copied().find(|id| id.rsplit_once('/').is_some_and(|(_, tail)| tail == name))
        })
    }
}

/// What `select` and `ignore` hold: a rule id, a family, or a glob over ids.
#[derive(Clone, Debug)]
pub struct Pattern<'p> {
    text: &'p str,
    glob: Option<GlobMatcher>,
}

impl<'p> Pattern<'p> {
    /// Reads `claims/unattributed-claim`, `claims`, `claims/` or `*/unattributed-*`. A glob that is none matches nothing.
    pub fn new(text: &'p str) -> Self {
        let is_glob = text.contains(['*', '?', '[', '{']);
        let glob = is_glob.then(|| GlobBuilder::new(text).build().ok().map(|glob| glob.compile_matcher()));
        Self { text: text.trim_end_matches('/'), glob: glob.flatten() }
    }

    /// Whether it means the rule `id`.
    pub fn matches(&self, id: &str) -> bool {
        match &self.glob {
            Some(glob) => glob.is_match(id),
            None => id.strip_prefix(self.text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        }
    }
}

/// What the command line says about rules. A `--select` there takes the place of the config's `select` and `ignore`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// From `--select`.
    pub select: Vec<String>,
    /// From `--ignore`.
    pub ignore: Vec<String>,
}

/// One `sayso.toml`, checked; or several, one upon the other.
#[derive(Clone, Debug, Default)]
pub struct Config {
    base: Settings,
    /// Whether `select` was set, if only to nothing.
    selects: bool,
    overrides: Vec<Override>,
    /// How many files lie under the last one.
    under: usize,
}

/// Settings for some of the paths under a config file.
#[derive(Clone, Debug, Default)]
struct Override {
    /// Which file it stands in, the lowest being 0.
    layer: usize,
    /// Which of the overrides of that file it is.
    number: usize,
    paths: Vec<GlobMatcher>,
    kind: Option<String>,
    rules: BTreeMap<String, RuleSettings>,
    select: Option<Vec<String>>,
    ignore: Vec<String>,
}

impl Config {
    /// Which overrides hold for a path, given relative to the config file's folder with `/` between names. Two paths
    /// under the same overrides have the same settings.
    pub fn overrides_for(&self, path: &str) -> Vec<usize> {
        self.overrides_where(|_| path)
    }

    /// The same, for a config of several files: `path` is the path from the folder of each, the lowest being 0.
    pub fn overrides_where<'p>(&self, path: impl Fn(usize) -> &'p str) -> Vec<usize> {
        let holds = |over: &Override| over.paths.iter().any(|glob| glob.is_match(path(over.layer)));
        self.overrides.iter().enumerate().filter(|(_, over)| holds(over)).map(|(i, _)| i).collect()
    }

    /// The file that an override stands in, the lowest being 0, and which override of that file it is.
    pub fn override_place(&self, index: usize) -> Option<(usize, usize)> {
        self.overrides.get(index).map(|over| (over.layer, over.number))
    }

    /// This config upon the one it extends. What it sets goes before; lists add up, but a `select` takes the place of
    /// `select` and `ignore` below. Overrides of all files come after the settings of all files.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let mut base = below.base;
        base.kind = self.base.kind.or(base.kind);
        base.preset = self.base.preset.or(base.preset);
        if self.selects {
            base.select = self.base.select;
            base.ignore.clear();
        }
        base.ignore.extend(self.base.ignore);
        base.allow.extend(self.base.allow);
        base.ignore_sources.extend(self.base.ignore_sources);
        for (id, set) in self.base.rules {
            let rule = base.rules.entry(id).or_default();
            rule.severity = set.severity.or(rule.severity);
            rule.options.extend(set.options);
        }
        for (name, edit) in self.base.lexicons {
            let list = base.lexicons.entry(name).or_default();
            list.remove.retain(|word| !edit.add.contains(word));
            list.add.retain(|word| !edit.remove.contains(word));
            list.add.extend(edit.add);
            list.remove.extend(edit.remove);
        }
        let lift = below.under + 1;
        let lifted = self.overrides.into_iter().map(|over| Override { layer: over.layer + lift, ..over });
        let overrides = below.overrides.into_iter().chain(lifted).collect();
        Self { base, selects: self.selects || below.selects, overrides, under: self.under + lift }
    }

    /// The settings under those overrides, later ones first in say.
    pub fn settings(&self, overrides: &[usize], choice: &Choice) -> Settings {
        let mut settings = self.base.clone();
        for over in overrides.iter().filter_map(|&i| self.overrides.get(i)) {
            if over.kind.is_some() {
                settings.kind.clone_from(&over.kind);
            }
            if let Some(select) = &over.select {
                settings.select.clone_from(select);
            }
            settings.ignore.extend(over.ignore.iter().cloned());
            for (id, set) in &over.rules {
                let rule = settings.rules.entry(id.clone()).or_default();
                rule.severity = set.severity.or(rule.severity);
                rule.options.extend(set.options.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
        }
        if !choice.select.is_empty() {
            settings.select.clone_from(&choice.select);
            settings.ignore.clear();
        }
        settings.ignore.extend(choice.ignore.iter().cloned());
        settings
    }
}

/// The globs of a path pattern in an override, as `.gitignore` reads them: without a slash, a name at any depth; with
/// one, a path from the config file's folder; a folder means all that is in it.
fn path_globs(pattern: &str) -> Result<[GlobMatcher; 2], globset::Error> {
    let trimmed = pattern.strip_prefix("./").unwrap_or(pattern);
    let anchored = trimmed.trim_end_matches('/').contains('/');
    let trimmed = trimmed.trim_start_matches('/').trim_end_matches('/');
    let itself = if anchored { trimmed.to_owned() } else { format!("**/{trimmed}") };
    let inside = format!("{itself}/**");
    let glob = |text: &str| GlobBuilder::new(text).literal_separator(true).build();
    // The pattern as written first, so that an error quotes it.
    glob(pattern)?;
    Ok([glob(&itself)?.compile_matcher(), glob(&inside)?.compile_matcher()])
}

#[cfg(test)]
mod tests;
