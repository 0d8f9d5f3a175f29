//! The sections of a config that set up rules and lists: `[rules."…"]` with the rule's own options, and
//! `[lexicons."…"]`. Everything is checked against the catalogue of what there is.

use super::read::{Reader, Value, a_type, did_you_mean};
use super::{Level, LexiconEdit, RuleSettings};
use crate::suggest::nearest;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

impl Reader<'_> {
    pub(super) fn rules(&mut self, value: &Value<'_>) -> BTreeMap<String, RuleSettings> {
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

    pub(super) fn lexicons(&mut self, value: &Value<'_>) -> BTreeMap<String, LexiconEdit> {
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
