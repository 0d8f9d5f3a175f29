//! Lexicon files and story kinds: their schema. Owns no lookup: that is `lexicon`'s.

use super::file::File;
use super::names::{INFLECTIONS, LEVELS};
use super::read::{Reader, Text, plain};
use super::{Kind, Preset, Said};
use crate::config::RuleSettings;
use crate::lexicon::Inflect;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::de::DeTable;

/// One word list, as its file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct ListFile {
    /// The file it comes from.
    #[serde(skip)]
    pub file: File,
    /// One line.
    pub summary: Said,
    /// How entries vary.
    pub inflect: Inflect,
    /// Where the entries come from.
    pub from: Vec<Said>,
    /// Entries in no tier.
    pub words: Entries,
    /// Entries by tier.
    pub tiers: BTreeMap<String, Entries>,
    /// What to write instead, by entry.
    pub alternatives: BTreeMap<String, Vec<Said>>,
    /// Patterns that go by the list's name.
    pub patterns: Vec<Text>,
    /// Its words and patterns are formulas that never fire.
    pub allow: bool,
    /// `name` and `name.tier` for each tier.
    pub names: Vec<String>,
}

/// Entries of a list: a text with a line for each, so that thousands of those that come with sayso are taken up as they
/// lie, in one piece and without a copy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Entries(#[serde(borrow)] Cow<'static, str>);

impl Entries {
    /// Each in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Entries {
    fn from_iter<I: IntoIterator<Item = S>>(all: I) -> Self {
        let mut text = String::new();
        for entry in all {
            // White space inside an entry is all the same.
            text.push_str(&entry.as_ref().replace(['\n', '\r'], " "));
            text.push('\n');
        }
        Self(text.into())
    }
}

impl ListFile {
    /// Whether it has words, and not patterns only.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty() || !self.tiers.is_empty()
    }

    /// Its parts, each a list of its own: the name it goes by inside, the name a house has for it, its tier, its entries.
    /// That of the loose words has another name inside, for the name of the file means all of its parts.
    pub fn parts(&self, name: &str) -> impl Iterator<Item = (String, String, Option<&str>, &Entries)> {
        let loose = (format!("{name}."), name.to_owned(), None, &self.words);
        let tiers = self.tiers.iter().map(move |(tier, words)| {
            let full = format!("{name}.{tier}");
            (full.clone(), full, Some(tier.as_str()), words)
        });
        std::iter::once(loose).chain(tiers)
    }
}

pub(super) fn read_list(name: &str, file: File, document: &DeTable<'_>, reader: &mut Reader) -> Option<ListFile> {
    const KEYS: &[&str] =
        &["summary", "inflect", "from", "words", "tier", "alternatives", "origin", "patterns", "allow"];
    let before = reader.faults.len();
    let mut list = ListFile {
        file,
        summary: Said::default(),
        inflect: Inflect::None,
        from: Vec::new(),
        words: Entries::default(),
        tiers: BTreeMap::new(),
        alternatives: BTreeMap::new(),
        patterns: Vec::new(),
        allow: false,
        names: vec![name.to_owned()],
    };
    let words = |reader: &mut Reader, key: &str, value| {
        reader.strings(key, value).into_iter().map(|t| t.value).collect::<Vec<_>>()
    };
    for (key, value) in document {
        let k = key.get_ref().as_ref();
        match k {
            "summary" => list.summary = reader.string(k, value).unwrap_or_default().value,
            "inflect" => list.inflect = reader.choice(k, value, INFLECTIONS).unwrap_or_default(),
            "from" => list.from = words(reader, k, value),
            "words" => list.words = words(reader, k, value).into_iter().collect(),
            "patterns" => list.patterns = reader.strings(k, value),
            "allow" => list.allow = reader.flag(k, value).unwrap_or_default(),
            "tier" | "alternatives" => {
                let Some(table) = reader.table(k, value) else { continue };
                for (entry, value) in table {
                    let entry = entry.get_ref().as_ref();
                    let found = words(reader, entry, value);
                    if k == "tier" {
                        list.names.push(format!("{name}.{entry}"));
                        list.tiers.insert(entry.to_owned(), found.into_iter().collect());
                    } else {
                        list.alternatives.insert(entry.to_owned(), found);
                    }
                }
            }
            // For readers of the file: an entry and its ground.
            "origin" => {
                if let Some(table) = reader.table(k, value) {
                    for (entry, value) in table {
                        reader.string(entry.get_ref(), value);
                    }
                }
            }
            _ => reader.unknown(key, "a word list", KEYS),
        }
    }
    if list.words.is_empty() && list.tiers.is_empty() && list.patterns.is_empty() {
        reader.fault("rule/missing-key", 0..0, "the list has neither `words` nor `[tier]` nor `patterns`", None);
    }
    (reader.faults.len() == before).then_some(list)
}

pub(super) fn read_presets(document: &DeTable<'_>, presets: &mut BTreeMap<String, Preset>, reader: &mut Reader) {
    for (name, value) in document {
        let Some(table) = reader.table(name.get_ref(), value) else { continue };
        let mut preset = Preset::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "summary" => preset.summary = reader.string("summary", value).unwrap_or_default().value.into(),
                "rules" => {
                    let Some(table) = reader.table("rules", value) else { continue };
                    for (id, value) in table {
                        let Some(table) = reader.table(id.get_ref(), value) else { continue };
                        let mut settings = RuleSettings::default();
                        for (key, value) in table {
                            match key.get_ref().as_ref() {
                                "severity" => settings.severity = reader.choice("severity", value, LEVELS),
                                option => drop(settings.options.insert(option.to_owned(), plain(value.get_ref()))),
                            }
                        }
                        preset.rules.insert(id.get_ref().as_ref().to_owned(), settings);
                    }
                }
                _ => reader.unknown(key, "a preset", &["summary", "rules"]),
            }
        }
        presets.insert(name.get_ref().as_ref().to_owned(), preset);
    }
}

pub(super) fn read_kinds(document: &DeTable<'_>, kinds: &mut BTreeMap<String, Kind>, reader: &mut Reader) {
    for (name, value) in document {
        let Some(table) = reader.table(name.get_ref(), value) else { continue };
        let mut kind = Kind::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "summary" => kind.summary = reader.string("summary", value).unwrap_or_default().value.into(),
                "off" => kind.off = reader.strings("off", value).into_iter().map(|t| t.value.into()).collect(),
                _ => reader.unknown(key, "a kind", &["summary", "off"]),
            }
        }
        kinds.insert(name.get_ref().as_ref().to_owned(), kind);
    }
}
