//! TOML text to [`Config`]: every key and value is checked against what it may be, and each mistake is a diagnostic with
//! its place and a suggestion. Takes what is good and goes on after what is not, so that one run shows all mistakes.

use super::{Catalogue, Config, Level, LexiconEdit, Override, RuleSettings, Settings, fault, path_globs};
use crate::diagnostic::Diagnostic;
use crate::rule::nearest;
use crate::source::Source;
use crate::span::SourceSpan;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KEYS: &[&str] =
    &["allow", "ignore", "ignore-sources", "kind", "lexicons", "override", "rules", "rules-dir", "select"];
const OVERRIDE_KEYS: &[&str] = &["ignore", "kind", "paths", "rules", "select"];

type Value<'t> = Spanned<DeValue<'t>>;

/// The folders of house rules that a config names, as written, with their places. Mistakes are left to [`read`].
pub fn rules_dirs(source: &Source) -> Vec<(String, SourceSpan)> {
    let (tree, _) = DeTable::parse_recoverable(&source.text);
    let mut reader = Reader { catalogue: &Catalogue::default(), found: Vec::new() };
    tree.get_ref().get("rules-dir").map_or_else(Vec::new, |value| reader.strings("rules-dir", value))
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
                fault("config/syntax", at, message, None)
            })
            .collect();
    }
    found.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    (config, found)
}

fn span(range: Range<usize>) -> SourceSpan {
    SourceSpan::new(range.start as u32, range.end as u32)
}

fn did_you_mean<'c>(word: &str, candidates: impl Iterator<Item = &'c str> + Clone) -> String {
    let all = candidates.clone();
    nearest(word, candidates).map_or_else(
        || format!("it can be {}", all.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        |name| format!("did you mean `{name}`?"),
    )
}

/// What a TOML type is called in a message.
fn a_type(name: &str) -> &'static str {
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

struct Reader<'c> {
    catalogue: &'c Catalogue,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, rule: &str, at: Range<usize>, message: String, help: impl Into<Option<String>>) {
        self.found.push(fault(rule, span(at), message, help.into()));
    }

    fn config(&mut self, table: &DeTable<'_>) -> Config {
        let mut base = Settings::default();
        let mut overrides = Vec::new();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "kind" => base.kind = self.kind(value),
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
        Config { base, overrides }
    }

    fn unknown_key(&mut self, name: &str, at: Range<usize>, keys: &[&str]) {
        let help = did_you_mean(name, keys.iter().copied());
        self.report("config/unknown-key", at, format!("there is no setting `{name}` here"), help);
    }

    fn wrong_type(&mut self, key: &str, value: &Value<'_>, wanted: &str, help: impl Into<Option<String>>) {
        let message = format!("`{key}` must be {wanted}, not {}", a_type(value.get_ref().type_str()));
        self.report("config/bad-value", value.span(), message, help);
    }

    fn table<'v, 't>(&mut self, key: &str, value: &'v Value<'t>, help: &str) -> Option<&'v DeTable<'t>> {
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

    fn plain_strings(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
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

    fn unknown_rule(&mut self, name: &str, at: Range<usize>) {
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

    fn rules(&mut self, value: &Value<'_>) -> BTreeMap<String, RuleSettings> {
        let mut out = BTreeMap::new();
        let Some(table) = self.table("rules", value, "write `[rules.\"family/name\"]`") else {
            return out;
        };
        for (key, value) in table {
            let id = key.get_ref().as_ref();
            let Some(options) = self.catalogue.rules.get(id) else {
                // `[rules.claims.unattributed-claim]` for `[rules."claims/unattributed-claim"]`.
                let inner = value.get_ref().as_table().and_then(|table| table.keys().next());
                let dotted = inner.map(|name| format!("{id}/{}", name.get_ref()));
                if let Some(meant) = dotted.filter(|id| self.catalogue.rules.contains_key(id)) {
                    let help = format!("write `[rules.\"{meant}\"]`");
                    self.report("config/unknown-rule", key.span(), format!("there is no rule `{id}`"), help);
                } else {
                    self.unknown_rule(id, key.span());
                }
                continue;
            };
            let help = format!("write `[rules.\"{id}\"]` and `severity = \"off\"` under it");
            let Some(table) = self.table(id, value, &help) else {
                continue;
            };
            let mut rule = RuleSettings::default();
            for (key, value) in table {
                let name = key.get_ref().as_ref();
                if name == "severity" {
                    rule.severity = self.level(value);
                } else if let Some(options) = options {
                    let checked = match options.get(name) {
                        Some(default) => self.option(name, value, default),
                        None => self.unknown_option(id, name, key.span(), options),
                    };
                    rule.options.extend(checked.map(|value| (name.to_owned(), value)));
                }
            }
            out.insert(id.to_owned(), rule);
        }
        out
    }

    fn level(&mut self, value: &Value<'_>) -> Option<Level> {
        let DeValue::String(name) = value.get_ref() else {
            self.wrong_type("severity", value, "a string", "write `severity = \"off\"`".to_owned());
            return None;
        };
        let level = name.parse().ok();
        if level.is_none() {
            let help = did_you_mean(name, Level::NAMES.iter().copied());
            self.report("config/bad-value", value.span(), format!("`{name}` is no severity"), help);
        }
        level
    }

    fn unknown_option<T>(
        &mut self,
        id: &str,
        name: &str,
        at: Range<usize>,
        options: &BTreeMap<String, toml::Value>,
    ) -> Option<T> {
        let names = std::iter::once("severity").chain(options.keys().map(String::as_str));
        let help = did_you_mean(name, names);
        self.report("config/unknown-option", at, format!("`{id}` has no option `{name}`"), help);
        None
    }

    fn option(&mut self, name: &str, value: &Value<'_>, default: &toml::Value) -> Option<toml::Value> {
        let given = owned(value.get_ref());
        let Some(given) = given else {
            self.report("config/bad-value", value.span(), format!("`{name}` is too large a number"), None);
            return None;
        };
        if let (toml::Value::Table(known), DeValue::Table(table)) = (default, value.get_ref()) {
            return Some(toml::Value::Table(self.option_table(name, table, known)));
        }
        let fits = match (default, &given) {
            (toml::Value::Float(_), toml::Value::Integer(_)) => true,
            (toml::Value::Array(wanted), toml::Value::Array(given)) => {
                wanted.first().is_none_or(|first| given.iter().all(|item| item.same_type(first)))
            }
            (wanted, given) => wanted.same_type(given),
        };
        if fits {
            return Some(given);
        }
        let wanted = match default {
            toml::Value::Array(items) => match items.first() {
                Some(toml::Value::String(_)) => "a list of strings",
                Some(toml::Value::Integer(_)) => "a list of whole numbers",
                _ => "a list",
            },
            other => a_type(other.type_str()),
        };
        self.wrong_type(name, value, wanted, format!("its default is `{default}`"));
        None
    }

    /// An option that is a table, such as `tier`: its keys are those of the default.
    fn option_table(&mut self, name: &str, table: &DeTable<'_>, known: &toml::Table) -> toml::Table {
        let mut out = toml::Table::new();
        for (key, value) in table {
            let part = key.get_ref().as_ref();
            if let Some(default) = known.get(part) {
                let given = self.option(part, value, default);
                out.extend(given.map(|given| (part.to_owned(), given)));
            } else {
                let names: Vec<&str> = known.keys().map(String::as_str).collect();
                let help = did_you_mean(part, names.into_iter());
                self.report("config/unknown-option", key.span(), format!("`{name}` has no `{part}`"), help);
            }
        }
        out
    }

    fn lexicons(&mut self, value: &Value<'_>) -> BTreeMap<String, LexiconEdit> {
        let mut out = BTreeMap::new();
        let help = "write `[lexicons.\"name\"]` and `add = [\"…\"]` under it";
        let Some(table) = self.table("lexicons", value, help) else {
            return out;
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if !self.catalogue.lexicons.contains(name) {
                let names = self.catalogue.lexicons.iter().map(String::as_str);
                let help = nearest(name, names).map(|name| format!("did you mean `{name}`?"));
                self.report("config/unknown-lexicon", key.span(), format!("there is no lexicon `{name}`"), help);
                continue;
            }
            let Some(table) = self.table(name, value, help) else {
                continue;
            };
            let mut edit = LexiconEdit::default();
            for (key, value) in table {
                let word = key.get_ref().as_ref();
                let tier = format!("{name}.{word}");
                match word {
                    "add" => edit.add = self.plain_strings("add", value),
                    "remove" => edit.remove = self.plain_strings("remove", value),
                    // `[lexicons.loaded-terms.warning]` is the tier as well as `[lexicons."loaded-terms.warning"]`.
                    _ if self.catalogue.lexicons.contains(&tier) => {
                        let Some(table) = self.table(word, value, help) else {
                            continue;
                        };
                        let edit = self.edit(table);
                        out.insert(tier, edit);
                    }
                    _ => self.unknown_key(word, key.span(), &["add", "remove"]),
                }
            }
            if edit != LexiconEdit::default() {
                out.insert(name.to_owned(), edit);
            }
        }
        out
    }

    fn edit(&mut self, table: &DeTable<'_>) -> LexiconEdit {
        let mut edit = LexiconEdit::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "add" => edit.add = self.plain_strings("add", value),
                "remove" => edit.remove = self.plain_strings("remove", value),
                name => self.unknown_key(name, key.span(), &["add", "remove"]),
            }
        }
        edit
    }

    fn overrides(&mut self, value: &Value<'_>) -> Vec<Override> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type("override", value, "a list of tables", "write `[[override]]`".to_owned());
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items {
            let Some(table) = self.table("override", item, "write `[[override]]`") else {
                continue;
            };
            let mut over = Override::default();
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

/// The value without its spans; `None` for a number too large to hold.
fn owned(value: &DeValue<'_>) -> Option<toml::Value> {
    Some(match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(number) => toml::Value::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok()?),
        DeValue::Float(number) => toml::Value::Float(number.as_str().parse().ok()?),
        DeValue::Boolean(truth) => toml::Value::Boolean(*truth),
        DeValue::Datetime(date) => toml::Value::Datetime(*date),
        DeValue::Array(items) => {
            toml::Value::Array(items.iter().map(|item| owned(item.get_ref())).collect::<Option<_>>()?)
        }
        DeValue::Table(table) => toml::Value::Table(
            table
                .iter()
                .map(|(key, value)| Some((key.get_ref().to_string(), owned(value.get_ref())?)))
                .collect::<Option<_>>()?,
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Choice;
    use super::*;

    fn catalogue() -> Catalogue {
        let options = BTreeMap::from([
            ("window".to_owned(), toml::Value::Integer(1)),
            ("own-outlets".to_owned(), toml::Value::Array(vec![toml::Value::String("Reuters".to_owned())])),
        ]);
        Catalogue {
            rules: BTreeMap::from([
                ("claims/unattributed-claim".to_owned(), Some(BTreeMap::new())),
                ("sources/vague-source".to_owned(), Some(options)),
                ("house/broken".to_owned(), None),
            ]),
            lexicons: ["loaded-terms", "loaded-terms.warning"].map(str::to_owned).into(),
            kinds: ["news", "opinion"].map(str::to_owned).into(),
        }
    }

    fn mistakes(text: &str) -> Vec<(String, String, String, String)> {
        let source = Source::from_text("sayso.toml", text.to_owned());
        let (_, found) = read(&source, &catalogue());
        found
            .into_iter()
            .map(|d| (d.rule, text[d.span.range()].to_owned(), d.message, d.help.unwrap_or_default()))
            .collect()
    }

    #[test]
    fn each_mistake_is_found_where_it_stands() {
        let cases = [
            ("selct = []", "config/unknown-key", "selct", "did you mean `select`?"),
            ("kind = \"opinon\"", "config/bad-value", "\"opinon\"", "did you mean `opinion`?"),
            ("kind = 3", "config/bad-value", "3", "write `kind = \"news\"`"),
            ("select = \"claims\"", "config/bad-value", "\"claims\"", "write `select = [\"claims\"]`"),
            ("allow = [\"a\", 2]", "config/bad-value", "2", ""),
            ("ignore = [\"claim\"]", "config/unknown-rule", "\"claim\"", "did you mean `claims`?"),
            (
                "select = [\"unattributed-claim\"]",
                "config/unknown-rule",
                "\"unattributed-claim\"",
                "did you mean `claims/unattributed-claim`?",
            ),
            (
                "[rules.\"sources/vage-source\"]",
                "config/unknown-rule",
                "\"sources/vage-source\"",
                "did you mean `sources/vague-source`?",
            ),
            (
                "[rules.sources.vague-source]",
                "config/unknown-rule",
                "sources",
                "write `[rules.\"sources/vague-source\"]`",
            ),
            (
                "[rules.\"sources/vague-source\"]\nwindwo = 2",
                "config/unknown-option",
                "windwo",
                "did you mean `window`?",
            ),
            ("[rules.\"sources/vague-source\"]\nwindow = \"two\"", "config/bad-value", "\"two\"", "its default is `1`"),
            (
                "[rules.\"sources/vague-source\"]\nown-outlets = [1]",
                "config/bad-value",
                "[1]",
                "its default is `[\"Reuters\"]`",
            ),
            (
                "[rules.\"sources/vague-source\"]\nseverity = \"eror\"",
                "config/bad-value",
                "\"eror\"",
                "did you mean `error`?",
            ),
            ("[lexicons.loaded-term]", "config/unknown-lexicon", "loaded-term", "did you mean `loaded-terms`?"),
            ("[lexicons.loaded-terms]\nad = []", "config/unknown-key", "ad", "did you mean `add`?"),
            (
                "[[override]]\npaths = [\"a[\"]",
                "config/bad-glob",
                "\"a[\"",
                "`*` is any name, `**` any folders: `opinion/**`, `*.md`",
            ),
            (
                "[[override]]\npaths = [\"../a\"]",
                "config/bad-glob",
                "\"../a\"",
                "paths start at the folder of this file and cannot leave it",
            ),
        ];
        for (text, rule, words, help) in cases {
            let found = mistakes(text);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let (r, w, _, h) = &found[0];
            assert_eq!((r.as_str(), w.as_str(), h.as_str()), (rule, words, help), "{text}");
        }
    }

    #[test]
    fn several_mistakes_come_in_one_run_and_the_good_parts_hold() {
        let text = "kind = \"nws\"\nallow = [\"x\"]\nbogus = 1\n[rules.\"house/broken\"]\nwhatever = 1\n";
        let source = Source::from_text("sayso.toml", text.to_owned());
        let (config, found) = read(&source, &catalogue());
        assert_eq!(
            found.iter().map(|d| d.rule.as_str()).collect::<Vec<_>>(),
            ["config/bad-value", "config/unknown-key"]
        );
        assert_eq!(config.settings(&[], &Choice::default()).allow, ["x"]);
    }

    #[test]
    fn broken_syntax_is_told_without_what_follows_from_it() {
        let found = mistakes("kind = \nselct = []\nallow = [\"x\"]\n");
        assert!(found.iter().all(|(rule, ..)| rule == "config/syntax"), "{found:?}");
        assert!(!found.is_empty());
    }

    #[test]
    fn a_byte_order_mark_moves_no_span() {
        let text = "\u{feff}selct = []";
        let found = mistakes(text);
        assert_eq!(found[0].1, "selct");
    }

    #[test]
    fn overrides_and_the_command_line_come_in_turn() {
        let text = r#"
            kind = "news"
            select = ["claims"]
            ignore = ["sources/vague-source"]
            [rules."sources/vague-source"]
            window = 2
            [lexicons.loaded-terms.warning]
            add = ["brutal"]
            [[override]]
            paths = ["opinion"]
            kind = "opinion"
            [override.rules."sources/vague-source"]
            severity = "off"
        "#;
        let source = Source::from_text("sayso.toml", text.to_owned());
        let (config, found) = read(&source, &catalogue());
        assert!(found.is_empty(), "{found:?}");
        assert!(config.overrides_for("news/a.txt").is_empty());
        let over = config.overrides_for("opinion/a.txt");
        let settings = config.settings(&over, &Choice::default());
        assert_eq!(settings.kind.as_deref(), Some("opinion"));
        let rule = &settings.rules["sources/vague-source"];
        assert_eq!(rule.severity, Some(Level::Off));
        assert_eq!(rule.options["window"], toml::Value::Integer(2));
        assert_eq!(settings.lexicons["loaded-terms.warning"].add, ["brutal"]);
        let choice = Choice { select: vec!["sources".to_owned()], ignore: Vec::new() };
        let settings = config.settings(&over, &choice);
        assert_eq!((settings.select, settings.ignore.is_empty()), (vec!["sources".to_owned()], true));
    }
}
