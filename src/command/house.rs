//! Whose rules a file is checked by: finds the `sayso.toml` above it, reads the house rules it names, and keeps one
//! compiled linter for all files of the same settings. A mistake in any of it is kept as a [`Fault`], told once, and what
//! is good is used.

use super::batch::Job;
use super::extend::{self, Layer};
use super::faults::Fault;
use super::input::Input;
use super::rule_files;
use super::{Outcome, complain, parent_of, shown};
use anyhow::Context;
use sayso::config::{self, Catalogue, Choice, Config, FILE_NAME, Settings};
use sayso::diagnostic::{Diagnostic, RuleCard};
use sayso::lint::Linter;
use sayso::rule::RuleSet;
use sayso::source::Source;
use sayso::span::SourceSpan;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where to take the config from.
#[derive(Clone, Copy, Debug)]
pub(super) enum From<'a> {
    /// The nearest one above each file.
    Nearest,
    /// This file for all.
    File(&'a Path),
    /// Nowhere.
    Nowhere,
}

impl<'a> From<'a> {
    /// As `--config` and `--isolated` say.
    pub(super) fn typed(config: Option<&'a Path>, isolated: bool) -> Self {
        match config {
            Some(path) => Self::File(path),
            None if isolated => Self::Nowhere,
            None => Self::Nearest,
        }
    }
}

/// One config with the rules it brings.
struct House {
    /// The files it is made of, the lowest first: each extends the one before.
    layers: Vec<Layer>,
    config: Config,
    rules: RuleSet,
    own: Vec<(String, Source)>,
    rule_folders: Vec<RuleFolder>,
    /// By the overrides that hold; two sets of them may come to the same settings.
    linters: HashMap<Vec<usize>, Arc<Linter>>,
    compiled: Vec<(Settings, Arc<Linter>)>,
}

/// A folder of house rules.
pub(super) struct RuleFolder {
    /// Which of the config files names it.
    pub(super) layer: usize,
    /// As that file has it.
    pub(super) written: String,
    /// Where it is.
    pub(super) path: PathBuf,
}

/// What holds for one file.
pub(super) struct Explained<'h> {
    pub(super) settings: Settings,
    /// The config files, the lowest first.
    pub(super) layers: &'h [Layer],
    pub(super) rule_folders: &'h [RuleFolder],
    /// The overrides that hold: which file, and which of its overrides.
    pub(super) overrides: Vec<(usize, usize)>,
    pub(super) rules: &'h RuleSet,
    pub(super) choice: &'h Choice,
}

/// All houses of a run.
pub(super) struct Houses {
    builtin: RuleSet,
    choice: Choice,
    /// The first is the one without a config.
    known: Vec<House>,
    /// House by folder, for folders that were looked into.
    by_folder: HashMap<PathBuf, usize>,
    /// Folders as typed to folders as they are.
    real: HashMap<PathBuf, PathBuf>,
    search: bool,
    here: PathBuf,
    /// The house of the user's own config, once looked for.
    user: Option<usize>,
    only: usize,
    faults: Vec<Fault>,
}

impl Houses {
    /// The houses of a run, of which only one named outright is read now.
    ///
    /// # Errors
    /// If that one cannot be read, or there is no current folder.
    pub(super) fn new(from: From<'_>, choice: Choice) -> anyhow::Result<Self> {
        Self::with(RuleSet::builtin_without_examples(), from, choice)
    }

    /// The same, with these as the built-in rules.
    ///
    /// # Errors
    /// As above.
    pub(super) fn with(builtin: RuleSet, from: From<'_>, choice: Choice) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let nobody = House::new(Vec::new(), builtin.clone());
        let mut houses = Self {
            builtin,
            choice,
            known: vec![nobody],
            by_folder: HashMap::new(),
            real: HashMap::new(),
            search: matches!(from, From::Nearest),
            here: here.canonicalize().unwrap_or(here),
            user: None,
            only: 0,
            faults: Vec::new(),
        };
        if let From::File(path) = from {
            houses.only = houses.load(path, None).with_context(|| format!("cannot read `{}`", path.display()))?;
        }
        Ok(houses)
    }

    /// Each input with the linter for it. Mistakes on the way are kept for [`Houses::take_faults`].
    ///
    /// # Errors
    /// Only if the built-in rules themselves are broken.
    pub(super) fn jobs(&mut self, inputs: Vec<Input>, outcome: &mut Outcome) -> anyhow::Result<Vec<Job>> {
        let job = |input: Input| Ok(Job { linter: self.linter(&input.path, outcome)?, input });
        inputs.into_iter().map(job).collect()
    }

    /// The linter for a file. Mistakes on the way to it are kept for [`Houses::take_faults`].
    ///
    /// # Errors
    /// Only if the built-in rules themselves are broken.
    pub(super) fn linter(&mut self, path: &Path, outcome: &mut Outcome) -> anyhow::Result<Arc<Linter>> {
        let folder = parent_of(path);
        let folder = self.real_folder(folder);
        let house = self.house_of(&folder, outcome);
        let overrides = self.overrides(house, &folder, path);
        let house = &mut self.known[house];
        if let Some(linter) = house.linters.get(&overrides) {
            return Ok(Arc::clone(linter));
        }
        let settings = house.config.settings(&overrides, &self.choice);
        let compiled = house.compiled.iter().find(|(known, _)| *known == settings);
        let linter = if let Some((_, linter)) = compiled {
            Arc::clone(linter)
        } else {
            let linter = Arc::new(compile(house, &self.builtin, &settings, &mut self.faults)?);
            house.compiled.push((settings, Arc::clone(&linter)));
            linter
        };
        house.linters.insert(overrides, Arc::clone(&linter));
        Ok(linter)
    }

    /// Which overrides of a house hold for a file in that (real) folder.
    fn overrides(&self, house: usize, folder: &Path, path: &Path) -> Vec<usize> {
        if self.known[house].layers.is_empty() {
            return Vec::new();
        }
        let file = path.file_name().map_or_else(|| folder.to_owned(), |name| folder.join(name));
        let house = &self.known[house];
        // A base lies elsewhere, often: its paths mean what is in the house, then.
        let own = house.layers.last().and_then(|layer| file.strip_prefix(&layer.folder).ok()).unwrap_or(&file);
        let inside = |layer: &Layer| {
            let inside = file.strip_prefix(&layer.folder).unwrap_or(own);
            let names: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            names.join("/")
        };
        let paths: Vec<String> = house.layers.iter().map(inside).collect();
        house.config.overrides_where(|layer| paths.get(layer).map_or("", String::as_str))
    }

    /// What holds for a file and where it comes from.
    pub(super) fn explain(&mut self, path: &Path, outcome: &mut Outcome) -> Explained<'_> {
        let folder = parent_of(path);
        let folder = self.real_folder(folder);
        let house = self.house_of(&folder, outcome);
        let overrides = self.overrides(house, &folder, path);
        let house = &self.known[house];
        let settings = house.config.settings(&overrides, &self.choice);
        let overrides = overrides.into_iter().filter_map(|index| house.config.override_place(index)).collect();
        Explained {
            settings,
            layers: &house.layers,
            rule_folders: &house.rule_folders,
            overrides,
            rules: &house.rules,
            choice: &self.choice,
        }
    }

    /// The rules in force in a folder: built-in ones and the house's.
    pub(super) fn rules(&mut self, folder: &Path, outcome: &mut Outcome) -> &RuleSet {
        let folder = self.real_folder(folder);
        let house = self.house_of(&folder, outcome);
        &self.known[house].rules
    }

    /// What there is to know about each rule of any house.
    pub(super) fn cards(&self) -> BTreeMap<String, RuleCard> {
        let rules = self.known.iter().flat_map(|house| house.rules.rules());
        rules.map(|rule| (rule.id.clone(), rule.card())).collect()
    }

    /// Takes the ids, families and globs of the command line that mean no rule of any house out of the choice, and says
    /// so. False when nothing is left to run.
    pub(super) fn check_choice(&mut self, outcome: &mut Outcome) -> bool {
        if self.choice.select.is_empty() && self.choice.ignore.is_empty() {
            return true;
        }
        let catalogues: Vec<Catalogue> = self.known.iter().map(|house| catalogue(&house.rules, &[])).collect();
        let mut keep = |flag: &str, patterns: &mut Vec<String>| {
            patterns.retain(|pattern| {
                let known = catalogues.iter().any(|catalogue| catalogue.knows(pattern));
                if !known {
                    *outcome = Outcome::Failed;
                    let meant = catalogues.iter().find_map(|catalogue| catalogue.closest(pattern));
                    let help = meant.map(|id| format!("did you mean `{id}`?"));
                    let help = help.as_deref().unwrap_or("`sayso rules` lists them all");
                    complain(&format!("there is no rule `{pattern}` for {flag}"), Some(help));
                }
                known
            });
        };
        let some = !self.choice.select.is_empty();
        keep("--select", &mut self.choice.select);
        keep("--ignore", &mut self.choice.ignore);
        !(some && self.choice.select.is_empty())
    }

    /// Looks for the config of each path, so that all houses are known.
    pub(super) fn visit<'p>(&mut self, paths: impl Iterator<Item = &'p Path>, outcome: &mut Outcome) {
        for path in paths {
            let folder = parent_of(path);
            let folder = self.real_folder(folder);
            self.house_of(&folder, outcome);
        }
    }

    /// The mistakes found since last asked, each once.
    pub(super) fn take_faults(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.faults)
    }

    fn real_folder(&mut self, folder: &Path) -> PathBuf {
        if let Some(real) = self.real.get(folder) {
            return real.clone();
        }
        // A folder that is not there may still be the name of standard input.
        let real = folder.canonicalize().or_else(|_| std::path::absolute(folder));
        let real = real.unwrap_or_else(|_| folder.to_owned());
        self.real.insert(folder.to_owned(), real.clone());
        real
    }

    fn house_of(&mut self, folder: &Path, outcome: &mut Outcome) -> usize {
        if !self.search {
            return self.only;
        }
        if let Some(&house) = self.by_folder.get(folder) {
            return house;
        }
        let file = folder.join(FILE_NAME);
        let house = if file.is_file() {
            self.load(&file, None).unwrap_or_else(|error| {
                *outcome = Outcome::Failed;
                complain(&format!("cannot read `{}`: {error:#}", shown(&file)), None);
                0
            })
        } else {
            match folder.parent() {
                Some(parent) => self.house_of(parent, outcome),
                None => self.user_house(outcome),
            }
        };
        self.by_folder.insert(folder.to_owned(), house);
        house
    }

    /// The house of the user's own config, for files that no other is found for. Its paths start at the current folder:
    /// there is nothing to check beside it.
    fn user_house(&mut self, outcome: &mut Outcome) -> usize {
        if let Some(house) = self.user {
            return house;
        }
        let file = user_file().filter(|file| file.is_file());
        let house = file.map_or(0, |file| {
            let here = self.here.clone();
            self.load(&file, Some(here)).unwrap_or_else(|error| {
                *outcome = Outcome::Failed;
                complain(&format!("cannot read `{}`: {error:#}", shown(&file)), None);
                0
            })
        });
        self.user = Some(house);
        house
    }

    /// Reads a config, those it extends, and their house rules. Paths of the last start at `root`, if it is given.
    fn load(&mut self, path: &Path, root: Option<PathBuf>) -> anyhow::Result<usize> {
        let (mut layers, mut mistakes) = extend::chain(path)?;
        let mut house = House::new(Vec::new(), self.builtin.clone());
        let mut broken = Vec::new();
        for (number, (layer, mistakes)) in layers.iter().zip(&mut mistakes).enumerate() {
            for (written, span) in config::rules_dirs(&layer.source) {
                let path = layer.folder.join(&written);
                self.rules_dir(&path, span, &mut house, &mut broken, mistakes);
                house.rule_folders.push(RuleFolder { layer: number, written, path });
            }
        }
        let catalogue = catalogue(&house.rules, &broken);
        let mut whole: Option<Config> = None;
        for (layer, mut mistakes) in layers.iter().zip(mistakes) {
            let (config, found) = config::read(&layer.source, &catalogue);
            whole = Some(match whole {
                Some(below) => config.over(below),
                None => config,
            });
            mistakes.extend(found);
            mistakes.sort_by_key(|mistake| mistake.span);
            // A base that two configs extend has its mistakes once.
            let told = |fault: &Fault| fault.source.path == layer.source.path && fault.diagnostics == mistakes;
            if !mistakes.is_empty() && !self.faults.iter().any(told) {
                self.faults.push(Fault { source: layer.source.clone(), diagnostics: mistakes });
            }
        }
        house.config = whole.unwrap_or_default();
        if let (Some(root), Some(last)) = (root, layers.last_mut()) {
            last.folder = root;
        }
        house.layers = layers;
        self.known.push(house);
        Ok(self.known.len() - 1)
    }

    /// Reads a folder of house rules.
    fn rules_dir(
        &mut self,
        dir: &Path,
        span: SourceSpan,
        house: &mut House,
        broken: &mut Vec<String>,
        mistakes: &mut Vec<Diagnostic>,
    ) {
        let files = match rule_files::list(dir) {
            Ok(files) => files,
            Err(error) => return mistakes.push(unreadable(span, dir, &error)),
        };
        for (id_path, path) in files {
            match rule_files::add(&mut house.rules, &id_path, &path) {
                Ok((source, found)) if found.is_empty() => house.own.push((id_path, source)),
                Ok((source, diagnostics)) => {
                    broken.push(id_path);
                    let told = |fault: &Fault| fault.source.path == source.path && fault.diagnostics == diagnostics;
                    if !self.faults.iter().any(told) {
                        self.faults.push(Fault { source, diagnostics });
                    }
                }
                Err(error) => mistakes.push(unreadable(span, &path, &error)),
            }
        }
    }
}

/// Where a user's own config is: the XDG base directory specification has it.
fn user_file() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative path there is invalid and ignored.
    let config = set("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let folder = config.or_else(|| Some(set("HOME")?.join(".config")))?;
    Some(folder.join("sayso").join(FILE_NAME))
}

impl House {
    fn new(layers: Vec<Layer>, rules: RuleSet) -> Self {
        Self {
            layers,
            config: Config::default(),
            rules,
            own: Vec::new(),
            rule_folders: Vec::new(),
            linters: HashMap::new(),
            compiled: Vec::new(),
        }
    }
}

/// Compiles a house's rules. Without the rule files that do not compile, if there are such; if the house's settings
/// themselves are at fault, without those; the built-in rules alone always compile.
fn compile(house: &House, builtin: &RuleSet, settings: &Settings, faults: &mut Vec<Fault>) -> anyhow::Result<Linter> {
    let failed = match Linter::new(&house.rules, settings) {
        Ok(linter) => return Ok(linter),
        Err(failed) => failed,
    };
    let bad: Vec<String> = failed.iter().map(|(source, _)| source.path.clone()).collect();
    for (source, diagnostics) in failed {
        let told = |fault: &Fault| fault.source.path == source.path && fault.diagnostics == diagnostics;
        if !faults.iter().any(told) {
            faults.push(Fault { source, diagnostics });
        }
    }
    let mut rest = builtin.clone();
    for (id_path, source) in house.own.iter().filter(|(_, source)| !bad.contains(&source.path)) {
        // Added once without a mistake, so it adds none now.
        let _ = rest.add(id_path, source.clone());
    }
    let bare = Settings { kind: settings.kind.clone(), ..Settings::default() };
    Linter::new(&rest, settings)
        .or_else(|_| Linter::new(builtin, settings))
        .or_else(|_| Linter::new(builtin, &bare))
        .map_err(|_| anyhow::anyhow!("the built-in rules do not compile: this is a mistake in sayso"))
}

/// The names that a config may use when these are the rules, and these further files the broken ones.
pub(super) fn catalogue(rules: &RuleSet, broken: &[String]) -> Catalogue {
    let broken = broken.iter().map(|path| (path.trim_end_matches(".toml").to_owned(), None));
    let mut known: BTreeMap<_, _> = broken.collect();
    known.extend(sayso::suppress::cards().into_iter().map(|card| (card.id, Some(BTreeMap::new()))));
    for id in rules.ids() {
        known.insert(id.to_owned(), rules.rule(id).map(|rule| rule.options.clone()));
    }
    Catalogue {
        rules: known,
        lexicons: rules.lexicon_names().map(str::to_owned).collect(),
        kinds: rules.kinds().map(|(name, _)| name.to_owned()).collect(),
        presets: rules.presets().map(|(name, _)| name.to_owned()).collect(),
    }
}

fn unreadable(span: SourceSpan, path: &Path, error: &anyhow::Error) -> Diagnostic {
    let message = format!("cannot read `{}`: {error:#}", shown(path));
    let help = "`rules-dir` names folders of rule files, from the folder of this file".to_owned();
    Diagnostic::fault("config/bad-rules-dir", span, message, Some(help))
}
