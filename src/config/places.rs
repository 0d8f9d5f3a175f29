//! Where each setting of a config file stands: key paths to lines. Knows TOML and nothing of what the keys mean.

use crate::source::Source;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Lines of a config file by key path. Items of lists go by their text, or by their number if they are tables.
#[derive(Clone, Debug, Default)]
pub struct Places(BTreeMap<Vec<String>, u32>);

impl Places {
    /// The line that a key path stands on.
    pub fn line(&self, path: &[&str]) -> Option<u32> {
        let path: Vec<String> = path.iter().map(|&part| part.to_owned()).collect();
        self.0.get(&path).copied()
    }
}

/// A key as TOML has it: bare if it can be.
pub fn key_text(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { toml::Value::from(key).to_string() }
}

/// The places of all keys of `source`, as far as it is TOML.
pub fn places(source: &Source) -> Places {
    let (tree, _) = DeTable::parse_recoverable(&source.text);
    let mut places = Places::default();
    table(tree.get_ref(), &mut Vec::new(), source, &mut places);
    places
}

fn table(table: &DeTable<'_>, path: &mut Vec<String>, source: &Source, places: &mut Places) {
    for (key, inner) in table {
        path.push(key.get_ref().to_string());
        note(path, key.span().start, source, places);
        value(inner, path, source, places);
        path.pop();
    }
}

fn value(inner: &Spanned<DeValue<'_>>, path: &mut Vec<String>, source: &Source, places: &mut Places) {
    match inner.get_ref() {
        DeValue::Table(inner) => table(inner, path, source, places),
        DeValue::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                path.push(item.get_ref().as_str().map_or_else(|| number.to_string(), str::to_owned));
                note(path, item.span().start, source, places);
                value(item, path, source, places);
                path.pop();
            }
        }
        _ => {}
    }
}

fn note(path: &[String], at: usize, source: &Source, places: &mut Places) {
    places.0.entry(path.to_vec()).or_insert_with(|| source.position(at as u32).line);
}
