//! Reading TOML with an eye on the person who wrote it: every unknown key, wrong type and bad name becomes a diagnostic
//! with its span and a suggestion, and reading goes on. Owns the walk over tables; the keys themselves are `schema`'s.

use super::Said;
use crate::diagnostic::Diagnostic;
use crate::source::Source;
use crate::span::SourceSpan;
use crate::suggest::nearest;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// A string of a rule file and where it stands (quotation marks included).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Text {
    /// What it says, escapes resolved.
    pub value: Said,
    /// Where its literal stands.
    pub span: SourceSpan,
}

/// A key with its place.
pub(super) type Key<'i> = Spanned<DeString<'i>>;
/// A value with its place.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// Collects what is wrong with one file.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub(super) faults: Vec<Diagnostic>,
}

/// The span of a range of the file.
pub(super) fn span(range: Range<usize>) -> SourceSpan {
    SourceSpan::new(range.start as u32, range.end as u32)
}

impl Reader {
    pub(super) fn fault(&mut self, rule: &str, at: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.faults.push(Diagnostic::fault(rule, span(at), message.into(), help));
    }

    /// Parses a document; `None` after a syntax error.
    pub(super) fn document<'i>(&mut self, text: &'i str) -> Option<DeTable<'i>> {
        // A byte order mark is no TOML, but editors write one.
        match DeTable::parse(text) {
            Ok(table) => Some(table.into_inner()),
            Err(error) => {
                let at = error.span().unwrap_or(0..0);
                self.fault("rule/bad-toml", at, format!("this is no TOML: {}", error.message()), None);
                None
            }
        }
    }

    pub(super) fn unknown(&mut self, key: &Key<'_>, place: &str, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the keys here are {}", known.join(", ")),
        };
        self.fault("rule/unknown-key", key.span(), format!("`{name}` is no key of {place}"), Some(help));
    }

    pub(super) fn wrong(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.fault("rule/bad-value", value.span(), format!("`{key}` is {wanted}, not {found}"), None);
    }

    pub(super) fn string(&mut self, key: &str, value: &Value<'_>) -> Option<Text> {
        if let DeValue::String(s) = value.get_ref() {
            return Some(Text { value: s.as_ref().to_owned().into(), span: span(value.span()) });
        }
        self.wrong(value, key, "a string");
        None
    }

    /// A list of strings, or one string.
    pub(super) fn strings(&mut self, key: &str, value: &Value<'_>) -> Vec<Text> {
        match value.get_ref() {
            DeValue::String(s) => vec![Text { value: s.as_ref().to_owned().into(), span: span(value.span()) }],
            DeValue::Array(items) => items.iter().filter_map(|v| self.string(key, v)).collect(),
            _ => {
                self.wrong(value, key, "a string or a list of strings");
                Vec::new()
            }
        }
    }

    pub(super) fn int(&mut self, key: &str, value: &Value<'_>) -> Option<i64> {
        let parsed = if let DeValue::Integer(i) = value.get_ref() {
            i64::from_str_radix(i.as_str(), i.radix()).ok()
        } else {
            None
        };
        if parsed.is_none_or(|i| i.abs() > 1_000_000) {
            self.wrong(value, key, "an integer of at most a million");
            return None;
        }
        parsed
    }

    pub(super) fn flag(&mut self, key: &str, value: &Value<'_>) -> Option<bool> {
        if let DeValue::Boolean(b) = value.get_ref() {
            return Some(*b);
        }
        self.wrong(value, key, "true or false");
        None
    }

    pub(super) fn table<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Option<&'v DeTable<'i>> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        self.wrong(value, key, "a table");
        None
    }

    /// A list of tables, `[[key]]`.
    pub(super) fn tables<'v, 'i>(&mut self, key: &str, value: &'v Value<'i>) -> Vec<(&'v DeTable<'i>, Range<usize>)> {
        if let DeValue::Array(items) = value.get_ref() {
            return items.iter().filter_map(|v| self.table(key, v).map(|t| (t, v.span()))).collect();
        }
        self.wrong(value, key, &format!("a list of tables, written [[{key}]]"));
        Vec::new()
    }

    /// One of a set of names.
    pub(super) fn choice<T: Copy>(&mut self, key: &str, value: &Value<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string(key, value)?;
        self.pick(key, &text, choices)
    }

    pub(super) fn choices<T: Copy>(&mut self, key: &str, value: &Value<'_>, choices: &[(&str, T)]) -> Vec<T> {
        self.strings(key, value).iter().filter_map(|t| self.pick(key, t, choices)).collect()
    }

    fn pick<T: Copy>(&mut self, key: &str, text: &Text, choices: &[(&str, T)]) -> Option<T> {
        if let Some((_, value)) = choices.iter().find(|(name, _)| text.value == *name) {
            return Some(*value);
        }
        let names: Vec<&str> = choices.iter().map(|(n, _)| *n).collect();
        let help = match nearest(&text.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it may be {}", names.join(", ")),
        };
        self.faults.push(Diagnostic::fault(
            "rule/bad-value",
            text.span,
            format!("`{key}` cannot be `{}`", text.value),
            Some(help),
        ));
        None
    }
}

/// A TOML value with its places forgotten.
pub(super) fn plain(value: &DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(s) => toml::Value::String(s.as_ref().to_owned()),
        DeValue::Integer(i) => toml::Value::Integer(i64::from_str_radix(i.as_str(), i.radix()).unwrap_or_default()),
        DeValue::Float(f) => toml::Value::Float(f.as_str().parse().unwrap_or_default()),
        DeValue::Boolean(b) => toml::Value::Boolean(*b),
        DeValue::Datetime(d) => toml::Value::Datetime(*d),
        DeValue::Array(items) => toml::Value::Array(items.iter().map(|v| plain(v.get_ref())).collect()),
        DeValue::Table(table) => toml::Value::Table(
            table.iter().map(|(k, v)| (k.get_ref().as_ref().to_owned(), plain(v.get_ref()))).collect(),
        ),
    }
}

/// The span of a part of a string literal: exact where the literal has no escapes, else all of it.
pub fn inside(file: &Source, text: &Text, start: usize, end: usize) -> SourceSpan {
    let literal = file.text.get(text.span.range()).unwrap_or_default();
    match literal.find(text.value.as_str()) {
        Some(at) => span(text.span.start as usize + at + start..text.span.start as usize + at + end.max(start)),
        None => text.span,
    }
}
