//! Whose rules a file is checked by: finds the `sayso.toml` above it, reads the house rules it names, and keeps one
//! compiled linter for all files of the same settings. A mistake in any of it is kept as a [`Fault`], told once, and what
//! is good is used.

use super::{Outcome, complain};
use anyhow::Context;
use sayso::config::{self, Catalogue, Choice, Config, FILE_NAME, Settings};
use sayso::diagnostic::Diagnostic;
use sayso::lint::Linter;
use sayso::rule::RuleSet;
use sayso::source::Source;
use sayso::span::SourceSpan;
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// Mistakes in one file that configures the run.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The config or rule file.
    pub(super) source: Source,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

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
    folder: PathBuf,
    config: Config,
    rules: RuleSet,
    own: Vec<(String, Source)>,
    /// By the overrides that hold; two sets of them may come to the same settings.
    linters: HashMap<Vec<usize>, Arc<Linter>>,
    compiled: Vec<(Settings, Arc<Linter>)>,
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
    only: usize,
    faults: Vec<Fault>,
}

impl Houses {
    /// The houses of a run, of which only one named outright is read now.
    ///
    /// # Errors
    /// If that one cannot be read, or there is no current folder.
    pub(super) fn new(from: From<'_>, choice: Choice) -> anyhow::Result<Self> {
        let here = std::env::current_dir().context("cannot tell the current folder")?;
        let builtin = RuleSet::builtin();
        let nobody = House::new(here, builtin.clone());
        let mut houses = Self {
            builtin,
            choice,
            known: vec![nobody],
            by_folder: HashMap::new(),
            real: HashMap::new(),
            search: matches!(from, From::Nearest),
            only: 0,
            faults: Vec::new(),
        };
        if let From::File(path) = from {
            houses.only = houses.load(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        }
        Ok(houses)
    }

    /// The linter for a file. Mistakes on the way to it are kept for [`Houses::take_faults`].
    ///
    /// # Errors
    /// Only if the built-in rules themselves are broken.
    pub(super) fn linter(&mut self, path: &Path, outcome: &mut Outcome) -> anyhow::Result<Arc<Linter>> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = self.real_folder(folder);
        let house = self.house_of(&folder, outcome);
        let file = path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        let inside = file.strip_prefix(&self.known[house].folder).unwrap_or(&file);
        let names: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let house = &mut self.known[house];
        let overrides = house.config.overrides_for(&names.join("/"));
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

    /// The rules in force in a folder: built-in ones and the house's.
    pub(super) fn rules(&mut self, folder: &Path, outcome: &mut Outcome) -> &RuleSet {
        let folder = self.real_folder(folder);
        let house = self.house_of(&folder, outcome);
        &self.known[house].rules
    }

    /// Takes the ids, families and globs of the command line that mean no rule of any house out of the choice, and says
    /// so. False when nothing is left to run.
    pub(super) fn check_choice(&mut self, outcome: &mut Outcome) -> bool {
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
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
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
            self.load(&file).unwrap_or_else(|error| {
                *outcome = Outcome::Failed;
                complain(&format!("cannot read `{}`: {error:#}", shown(&file)), None);
                0
            })
        } else {
            match folder.parent() {
                Some(parent) => self.house_of(parent, outcome),
                None => 0,
            }
        };
        self.by_folder.insert(folder.to_owned(), house);
        house
    }

    /// Reads a config and its house rules.
    fn load(&mut self, path: &Path) -> anyhow::Result<usize> {
        let bytes = fs::read(path)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            anyhow::anyhow!("byte {} is not UTF-8, which TOML must be", error.utf8_error().valid_up_to())
        })?;
        let source = Source::from_text(shown(path), text);
        let folder = path.canonicalize()?.parent().map_or_else(PathBuf::new, Path::to_owned);
        let mut house = House::new(folder.clone(), self.builtin.clone());
        let (mut mistakes, mut broken) = (Vec::new(), Vec::new());
        for (dir, span) in config::rules_dirs(&source) {
            match rule_files(&folder.join(&dir)) {
                Ok(files) => {
                    for (id_path, path) in files {
                        match add(&mut house.rules, &id_path, &path) {
                            Ok((source, found)) if found.is_empty() => house.own.push((id_path, source)),
                            Ok((source, diagnostics)) => {
                                broken.push(id_path);
                                self.faults.push(Fault { source, diagnostics });
                            }
                            Err(error) => mistakes.push(unreadable(span, &path, &error)),
                        }
                    }
                }
                Err(error) => mistakes.push(unreadable(span, &folder.join(&dir), &error)),
            }
        }
        let (config, found) = config::read(&source, &catalogue(&house.rules, &broken));
        house.config = config;
        mistakes.extend(found);
        mistakes.sort_by_key(|mistake| mistake.span);
        if !mistakes.is_empty() {
            self.faults.push(Fault { source, diagnostics: mistakes });
        }
        self.known.push(house);
        Ok(self.known.len() - 1)
    }
}

impl House {
    fn new(folder: PathBuf, rules: RuleSet) -> Self {
        let folder = folder.canonicalize().unwrap_or(folder);
        Self {
            folder,
            config: Config::default(),
            rules,
            own: Vec::new(),
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
    let mut known: std::collections::BTreeMap<_, _> = broken.collect();
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

/// Reads a rule or lexicon file into a set.
///
/// # Errors
/// If it cannot be read.
pub(super) fn add(rules: &mut RuleSet, id_path: &str, path: &Path) -> anyhow::Result<(Source, Vec<Diagnostic>)> {
    let text = String::from_utf8(fs::read(path)?).map_err(|error| {
        anyhow::anyhow!("byte {} is not UTF-8, which TOML must be", error.utf8_error().valid_up_to())
    })?;
    let source = Source::from_text(shown(path), text);
    let found = rules.add(id_path, source.clone());
    Ok((source, found))
}

/// The rule and lexicon files of a folder, with the paths that their ids come from: `claims/foo.toml`,
/// `lexicons/foo.toml`. A file right in the folder belongs to the family that the folder is called after. Lexicons first:
/// rules name them.
///
/// # Errors
/// If the folder cannot be read.
pub(super) fn rule_files(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut out = Vec::new();
    fs::read_dir(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("there is no such folder"),
        std::io::ErrorKind::NotADirectory => anyhow::anyhow!("it is no folder"),
        _ => error.into(),
    })?;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let is_toml = entry.path().extension().is_some_and(|extension| extension == "toml");
        if is_toml && entry.path().is_file() && entry.file_name() != FILE_NAME {
            out.push((id_path(folder, entry.path()), entry.into_path()));
        }
    }
    out.sort_by_key(|(id, _)| !id.starts_with("lexicons/"));
    Ok(out)
}

fn id_path(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let mut parts: Vec<String> =
        inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.len() == 1 {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let family = real.file_name().map_or_else(|| "house".into(), |name| name.to_string_lossy());
        parts.insert(0, family.into_owned());
    }
    parts.join("/")
}

fn unreadable(span: SourceSpan, path: &Path, error: &anyhow::Error) -> Diagnostic {
    let message = format!("cannot read `{}`: {error:#}", shown(path));
    let help = "`rules-dir` names folders of rule files, from the folder of this file".to_owned();
    config::fault("config/bad-rules-dir", span, message, Some(help))
}

/// A path as short as it can be told: from the current folder if it is below.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let inside = path.strip_prefix(&here).unwrap_or(path);
    let tidy: PathBuf = inside.components().filter(|part| !matches!(part, Component::CurDir)).collect();
    tidy.to_string_lossy().into_owned()
}
