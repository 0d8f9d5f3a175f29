//! TOML text to [`Config`]: every key and value is checked against what it may be, and each mistake is a diagnostic with
//! its place and a suggestion. Takes what is good and goes on after what is not, so that one run shows all mistakes.

use super::{Catalogue, Config, Override, Settings, path_globs};
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceSpan;
use crate::suggest::nearest;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) const KEYS: &[&str] = &[
    "allow",
    "extend",
    "ignore",
    "ignore-sources",
    "kind",
    "lexicons",
    "override",
    "preset",
    "rules",
    "rules-dir",
    "select",
];
pub(crate) const OVERRIDE_KEYS: &[&str] = &["ignore", "kind", "paths", "rules", "select"];

/// A value with its place.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The folders of house rules that a config names, as written, with their places. Mistakes are left to [`read`].
pub fn rules_dirs(source: &Source) -> Vec<(String, SourceSpan)> {
    let (tree, _) = DeTable::parse_recoverable(&source.text);
    let mut reader = Reader { catalogue: &Catalogue::default(), found: Vec::new() };
    tree.get_ref().get("rules-dir").map_or_else(Vec::new, |value| reader.strings("rules-dir", value))
}

/// The file that a config extends, as written, with its place. A mistake is left to [`read`].
pub fn extends(source: &Source) -> Option<(String, SourceSpan)> {
    let (tree, _) = DeTable::parse_recoverable(&source.text);
    let value = tree.get_ref().get("extend")?;
    value.get_ref().as_str().map(|text| (text.to_owned(), span(value.span())))
}

/// The config in `source`, as far as it is good, and what is not.
pub fn read(source: &Source, catalogue: &Catalogue) -> (Config, Vec<Diagnostic>) {
    let (tree, errors) = DeTable::parse_recoverable(&source.text);
    let mut reader = Reader { catalogue, found: Vec::new() };
    let config = reader.config(tree.get_ref());
    let mut found = reader.found;
    if !errors.is_empty() {
        // What follows from broken syntax is noise until the syntax is mended.
        found = errors
            .iter()
            .map(|error| {
                let at = error.span().map_or_else(SourceSpan::default, span);
                let message = format!("this is not TOML: {}", error.message());
                Diagnostic::fault("config/syntax", at, message, None)
            })
            .collect();
    }
    found.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    (config, found)
}

fn span(range: Range<usize>) -> SourceSpan {
    SourceSpan::new(range.start as u32, range.end as u32)
}

/// The help that names what was probably meant, or all there is.
pub(super) fn did_you_mean<'c>(word: &str, candidates: impl Iterator<Item = &'c str> + Clone) -> String {
    let all = candidates.clone();
    nearest(word, candidates).map_or_else(
        || format!("it can be {}", all.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        |name| format!("did you mean `{name}`?"),
    )
}

/// What a TOML type is called in a message.
pub(super) fn a_type(name: &str) -> &'static str {
    match name {
        "string" => "a string",
        "integer" => "a whole number",
        "float" => "a number",
        "boolean" => "true or false",
        "datetime" => "a date",
        "array" => "a list",
        _ => "a table",
    }
}

/// Collects what is wrong with one config.
pub(super) struct Reader<'c> {
    pub(super) catalogue: &'c Catalogue,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    pub(super) fn report(&mut self, rule: &str, at: Range<usize>, message: String, help: impl Into<Option<String>>) {
        self.found.push(Diagnostic::fault(rule, span(at), message, help.into()));
    }

    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut base = Settings::default();
        let mut overrides = Vec::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "extend" if value.get_ref().as_str().is_none() => {
                    let help = "write `extend = \"../sayso.toml\"`".to_owned();
                    self.wrong_type("extend", value, "a string", help);
                }
                // Whoever can read files follows it.
                "extend" => {}
                "kind" => base.kind = self.kind(value),
                "preset" => base.preset = self.preset(value),
                "select" => base.select = self.patterns("select", value),
                "ignore" => base.ignore = self.patterns("ignore", value),
                "allow" => base.allow = self.plain_strings("allow", value),
                "ignore-sources" => {
                    base.ignore_sources = self.plain_strings("ignore-sources", value);
                }
                "rules-dir" => {
                    self.strings("rules-dir", value);
                }
                "rules" => base.rules = self.rules(value),
                "lexicons" => base.lexicons = self.lexicons(value),
                "override" => overrides = self.overrides(value),
                name => self.unknown_key(name, key.span(), KEYS),
            }
        }
        let selects = table.get("select").is_some_and(|value| value.get_ref().as_array().is_some());
        Config { base, selects, overrides, under: 0 }
    }

    pub(super) fn unknown_key(&mut self, name: &str, at: Range<usize>, keys: &[&str]) {
        let help = did_you_mean(name, keys.iter().copied());
        self.report("config/unknown-key", at, format!("there is no setting `{name}` here"), help);
    }

    pub(super) fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &str, help: impl Into<Option<String>>) {
        let message = format!("`{key}` must be {wanted}, not {}", a_type(value.get_ref().type_str()));
        self.report("config/bad-value", value.span(), message, help);
    }

    pub(super) fn table<'v, 't>(&mut self, key: &str, value: &'v Value<'t>, help: &str) -> Option<&'v DeTable<'t>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(key, value, "a table", help.to_owned());
        }
        table
    }

    fn strings(&mut self, key: &str, value: &Value<'_>) -> Vec<(String, SourceSpan)> {
        let Some(items) = value.get_ref().as_array() else {
            let help = match value.get_ref() {
                DeValue::String(text) => format!("write `{key} = [\"{text}\"]`"),
                _ => format!("write `{key} = [\"…\", \"…\"]`"),
            };
            self.wrong_type(key, value, "a list of strings", help);
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(text) => out.push((text.to_string(), span(item.span()))),
                _ => self.wrong_type(key, item, "a list of strings", None),
            }
        }
        out
    }

    pub(super) fn plain_strings(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
        self.strings(key, value).into_iter().map(|(text, _)| text).collect()
    }

    fn kind(&mut self, value: &Value<'_>) -> Option<String> {
        let DeValue::String(name) = value.get_ref() else {
            self.wrong_type("kind", value, "a string", "write `kind = \"news\"`".to_owned());
            return None;
        };
        let kinds = &self.catalogue.kinds;
        if kinds.is_empty() || kinds.contains(name.as_ref()) {
            return Some(name.to_string());
        }
        let help = did_you_mean(name, kinds.iter().map(String::as_str));
        self.report("config/bad-value", value.span(), format!("`{name}` is no kind of copy sayso knows"), help);
        None
    }

    fn preset(&mut self, value: &Value<'_>) -> Option<String> {
        let DeValue::String(name) = value.get_ref() else {
            self.wrong_type("preset", value, "a string", "write `preset = \"strict\"`".to_owned());
            return None;
        };
        let presets = &self.catalogue.presets;
        if presets.is_empty() || presets.contains(name.as_ref()) {
            return Some(name.to_string());
        }
        let help = did_you_mean(name, presets.iter().map(String::as_str));
        self.report("config/bad-value", value.span(), format!("there is no preset `{name}`"), help);
        None
    }

    pub(super) fn unknown_rule(&mut self, name: &str, at: Range<usize>) {
        let help = match self.catalogue.closest(name) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "`sayso rules` lists them all".to_owned(),
        };
        self.report("config/unknown-rule", at, format!("there is no rule `{name}`"), help);
    }

    fn patterns(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
        let mut out = Vec::new();
        for (pattern, at) in self.strings(key, value) {
            if self.catalogue.knows(&pattern) {
                out.push(pattern);
            } else {
                self.unknown_rule(&pattern, at.range());
            }
        }
        out
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type("override", value, "a list of tables", "write `[[override]]`".to_owned());
            return Vec::new();
        };
        let mut out = Vec::new();
        for (number, item) in items.iter().enumerate() {
            let Some(table) = self.table("override", item, "write `[[override]]`") else {
                continue;
            };
            let mut over = Override { number, ..Override::default() };
            for (key, value) in table {
                match key.get_ref().as_ref() {
                    "paths" => {
                        for (pattern, at) in self.strings("paths", value) {
                            over.paths.extend(self.path(&pattern, at).into_iter().flatten());
                        }
                    }
                    "kind" => over.kind = self.kind(value),
                    "rules" => over.rules = self.rules(value),
                    "select" => over.select = Some(self.patterns("select", value)),
                    "ignore" => over.ignore = self.patterns("ignore", value),
                    name => self.unknown_key(name, key.span(), OVERRIDE_KEYS),
                }
            }
            if !table.contains_key("paths") {
                let help = "write `paths = [\"opinion/**\"]`".to_owned();
                self.report("config/bad-value", item.span(), "this override names no `paths`".to_owned(), help);
            }
            out.push(over);
        }
        out
    }

    fn path(&mut self, pattern: &str, at: SourceSpan) -> Option<[globset::GlobMatcher; 2]> {
        if pattern.split('/').any(|part| part == "..") {
            let help = "paths start at the folder of this file and cannot leave it".to_owned();
            self.report("config/bad-glob", at.range(), format!("`{pattern}` matches nothing"), help);
            return None;
        }
        match path_globs(pattern) {
            Ok(globs) => Some(globs),
            Err(error) => {
                let message = format!("`{pattern}` is no path pattern: {}", error.kind());
                let help = "`*` is any name, `**` any folders: `opinion/**`, `*.md`".to_owned();
                self.report("config/bad-glob", at.range(), message, help);
                None
            }
        }
    }
}
