//! `check --show-settings` and `--show-skipped`: what holds for a file and where it comes from, and what of it is not
//! linted. Lints nothing.

use super::Outcome;
use super::house::{Explained, From, Houses, RuleFolder};
use super::input::{self, Reading};
use super::output::Output;
use crate::cli::{self, When};
use sayso::config::{Choice, Pattern, Places, key_text, places};
use sayso::report::Format;
use sayso::rule::Rule;
use sayso::rule::schema::level_name;
use std::fmt::Write as _;
use std::io::Write as _;

/// Runs the command.
pub(super) fn run(args: &cli::Check, color: When) -> anyhow::Result<Outcome> {
    let mut out = Output::open(args.output_file.as_deref())?;
    let choice = Choice { select: args.choose.select.clone(), ignore: args.choose.ignore.clone() };
    let mut houses = Houses::new(From::typed(args.input.config.as_deref(), args.input.isolated), choice)?;
    let (inputs, mut outcome) = input::collect(&args.input);
    houses.visit(inputs.iter().map(|input| input.path.as_path()), &mut outcome);
    houses.check_choice(&mut outcome);
    let reading = Reading { format: args.input.format(), quiet: args.input.quiet };
    for (i, input) in inputs.iter().enumerate() {
        if args.show_settings {
            let path = input.path.to_string_lossy();
            let gap = if i == 0 { "" } else { "\n" };
            write!(out, "{gap}{}", settings(&path, &houses.explain(&input.path, &mut outcome)))?;
        } else if let Some((source, format)) = input::read(input, reading, &mut outcome) {
            let linter = houses.linter(&input.path, &mut outcome)?;
            for part in sayso::skipped::skipped(&linter.parse(&source, format), &source) {
                let at = source.position(part.span.start);
                writeln!(out, "{}:{}:{}: {}: {}", source.path, at.line, at.column, part.why.name(), part.words)?;
            }
        }
    }
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        fault.tell(Format::Full, color)?;
    }
    out.finish()?;
    Ok(outcome)
}

/// Where settings come from, the last word last.
struct Origins<'e> {
    /// What to call it, the keys before its own, and its lines.
    files: Vec<(String, Vec<String>, &'e Places)>,
    choice: &'e Choice,
}

impl Origins<'_> {
    /// The last place that sets a key.
    fn of(&self, path: &[&str]) -> Option<String> {
        self.files.iter().rev().find_map(|(name, prefix, places)| {
            let whole: Vec<&str> = prefix.iter().map(String::as_str).chain(path.iter().copied()).collect();
            places.line(&whole).map(|line| format!("{name}:{line}"))
        })
    }

    fn or_default(&self, path: &[&str]) -> String {
        self.of(path).unwrap_or_else(|| "default".to_owned())
    }

    /// Where an item of `select` or `ignore` comes from.
    fn chosen(&self, key: &str, item: &str) -> String {
        let typed = if key == "select" { &self.choice.select } else { &self.choice.ignore };
        if typed.iter().any(|pattern| pattern == item) {
            return format!("--{key}");
        }
        self.or_default(&[key, item])
    }
}

/// The settings of one file as TOML, each with where it comes from.
fn settings(path: &str, explained: &Explained<'_>) -> String {
    let found: Vec<Places> = explained.layers.iter().map(|layer| places(&layer.source)).collect();
    let names: Vec<&str> = explained.layers.iter().map(|layer| layer.source.path.as_str()).collect();
    let mut files: Vec<(String, Vec<String>, &Places)> = Vec::new();
    for (name, places) in names.iter().zip(&found) {
        files.push(((*name).to_owned(), Vec::new(), places));
    }
    for &(layer, number) in &explained.overrides {
        files.push((names[layer].to_owned(), vec!["override".to_owned(), number.to_string()], &found[layer]));
    }
    let origins = Origins { files, choice: explained.choice };
    let mut out = format!("# {path}: ");
    match names.as_slice() {
        [] => out.push_str("no sayso.toml holds for it\n"),
        names => {
            let _ = writeln!(out, "settings of {}, the later the stronger", names.join(", "));
        }
    }
    let set = &explained.settings;
    match &set.kind {
        Some(kind) => {
            let _ = writeln!(out, "kind = {}  # {}", quoted(kind), origins.or_default(&["kind"]));
        }
        None => out.push_str("# kind is not set: the file's own front matter, or news\n"),
    }
    if let Some(preset) = &set.preset {
        let _ = writeln!(out, "preset = {}  # {}", quoted(preset), origins.or_default(&["preset"]));
    }
    // Whole paths: what is shown may be put into a file anywhere.
    let whole = |folder: &RuleFolder| {
        let path = folder.path.canonicalize().unwrap_or_else(|_| folder.path.clone());
        path.to_string_lossy().into_owned()
    };
    let folders: Vec<String> = explained.rule_folders.iter().map(whole).collect();
    list(&mut out, "rules-dir", &folders, |name| {
        let folder = folders.iter().position(|path| path == name).map(|i| &explained.rule_folders[i]);
        folder.map_or_else(String::new, |folder| {
            let line = found[folder.layer].line(&["rules-dir", &folder.written]).unwrap_or(1);
            format!("{}:{line}", names[folder.layer])
        })
    });
    list(&mut out, "select", &set.select, |item| origins.chosen("select", item));
    list(&mut out, "ignore", &set.ignore, |item| origins.chosen("ignore", item));
    list(&mut out, "allow", &set.allow, |item| origins.or_default(&["allow", item]));
    list(&mut out, "ignore-sources", &set.ignore_sources, |item| origins.or_default(&["ignore-sources", item]));
    for rule in explained.rules.rules() {
        one_rule(&mut out, rule, explained, &origins);
    }
    for (name, edit) in &set.lexicons {
        let _ = writeln!(out, "\n[lexicons.{}]", quoted(name));
        // A tier may be named in one key or in two.
        let parts: Vec<&str> = name.splitn(2, '.').collect();
        for (key, items) in [("add", &edit.add), ("remove", &edit.remove)] {
            list(&mut out, key, items, |item| {
                let split: Vec<&str> =
                    ["lexicons"].into_iter().chain(parts.iter().copied()).chain([key, item]).collect();
                origins.of(&["lexicons", name, key, item]).unwrap_or_else(|| origins.or_default(&split))
            });
        }
    }
    out
}

fn one_rule(out: &mut String, rule: &Rule, explained: &Explained<'_>, origins: &Origins<'_>) {
    let set = &explained.settings;
    let id = rule.id.as_str();
    let _ = writeln!(out, "\n[rules.{}]", quoted(id));
    let own = set.rules.get(id);
    let means = |list: &[String]| list.iter().find(|pattern| Pattern::new(pattern).matches(id)).cloned();
    if let Some(pattern) = means(&set.ignore) {
        let _ = writeln!(out, "# not run: ignored by `{pattern}`, {}", origins.chosen("ignore", &pattern));
    } else if !set.select.is_empty() && means(&set.select).is_none() {
        out.push_str("# not run: not selected\n");
    }
    let preset = set.preset.as_deref().and_then(|name| explained.rules.presets().find(|(known, _)| *known == name));
    let preset = preset.and_then(|(name, preset)| Some((name, preset.rules.get(id)?)));
    let severity = own
        .and_then(|own| own.severity)
        .map(|level| (level, origins.or_default(&["rules", id, "severity"])))
        .or_else(|| preset.and_then(|(name, set)| Some((set.severity?, format!("preset {name}")))));
    let _ = match severity {
        Some((level, from)) => writeln!(out, "severity = {}  # {from}", quoted(level_name(level))),
        // Left as a comment: a severity that is set holds for every kind of copy, and this one is not.
        None => writeln!(out, "# severity = {}  # default", quoted(level_name(rule.severity))),
    };
    for (name, default) in &rule.options {
        let value =
            own.and_then(|own| own.options.get(name)).map(|value| (value, origins.or_default(&["rules", id, name])));
        let (value, from) = value
            .or_else(|| preset.and_then(|(preset, set)| Some((set.options.get(name)?, format!("preset {preset}")))))
            .unwrap_or_else(|| (default, "default".to_owned()));
        let _ = writeln!(out, "{} = {value}  # {from}", key_text(name));
    }
}

fn list(out: &mut String, key: &str, items: &[String], from: impl Fn(&str) -> String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "{key} = [");
    for item in items {
        let _ = writeln!(out, "    {},  # {}", quoted(item), from(item));
    }
    out.push_str("]\n");
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
