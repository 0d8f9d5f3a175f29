//! A rule file to a [`Rule`]: its top-level keys, options and examples. Owns defaults that depend on the matcher kind.

use super::file::File;
use super::names::{LEVELS, ZONES};
use super::parts::{read_guards, read_matcher, read_repair, read_scope, read_when};
use super::read::{Reader, Text, Value, plain};
use super::said::Said;
use super::schema::{Example, GuardSet, Guards, Handling, Matcher, Once, Promise, Rule, Scope, level_name};
use crate::diagnostic::{Diagnostic, Level};
use crate::prose::BlockKind;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::de::DeTable;

/// The keys of a rule file.
pub(crate) const KEYS: &[&str] = &[
    "summary",
    "severity",
    "message",
    "help",
    "fix",
    "note",
    "why",
    "references",
    "kinds-exempt",
    "priority",
    "absorbs",
    "once",
    "max-per-story",
    "match",
    "scope",
    "unless",
    "require",
    "when",
    "tier",
    "options",
    "example",
];

/// Reads one rule file; `None` when it cannot be used at all.
pub(super) fn read_rule(id: &str, file: File, document: &DeTable<'_>, reader: &mut Reader) -> Option<Rule> {
    let before = reader.faults.len();
    let mut draft = Draft::default();
    // The matcher first: defaults of other keys depend on its kind.
    let found = document.iter().find(|(k, _)| k.get_ref() == "match").map(|(_, v)| v);
    let Some(value) = found else {
        reader.fault(
            "rule/missing-key",
            0..0,
            "a rule needs one matcher",
            Some("write [match.terms], or pattern, cue, source, quote, claim, story".to_owned()),
        );
        return None;
    };
    let matcher = read_matcher(value, &mut draft, reader)?;
    let (priority, attributed, source_phrase) = match &matcher {
        Matcher::Terms(_) => (40, Handling::Lower, Handling::Same),
        Matcher::Pattern(_) => (45, Handling::Lower, Handling::Same),
        // A score is the most general thing to say about a sentence.
        Matcher::Claim { patterns, .. } => (if patterns.is_empty() { 20 } else { 60 }, Handling::Skip, Handling::Skip),
        Matcher::Story { .. } => (10, Handling::Same, Handling::Same),
        _ => (50, Handling::Same, Handling::Same),
    };
    let worded = matches!(matcher, Matcher::Terms(_) | Matcher::Pattern(_) | Matcher::Cue(..) | Matcher::Claim { .. });
    let zones: Vec<BlockKind> = match &matcher {
        Matcher::Claim { .. } => vec![BlockKind::Lead, BlockKind::Body, BlockKind::List],
        Matcher::Story { .. } => ZONES.iter().map(|(_, z)| *z).collect(),
        _ => vec![BlockKind::Headline, BlockKind::Dek, BlockKind::Lead, BlockKind::Body, BlockKind::List],
    };
    let mut rule = Rule {
        id: id.to_owned(),
        file,
        summary: Said::default(),
        severity: Level::Off,
        message: Vec::new(),
        help: Vec::new(),
        fix: None,
        note: Vec::new(),
        why: Said::default(),
        references: Vec::new(),
        kinds_exempt: Vec::new(),
        priority,
        absorbs: Vec::new(),
        once: matches!(matcher, Matcher::Claim { .. }).then_some(Once::Sentence),
        tiers: BTreeMap::new(),
        numbers: BTreeMap::new(),
        scope: Scope {
            zones,
            quoted: if matches!(matcher, Matcher::Quote { .. } | Matcher::Story { .. }) {
                Handling::Same
            } else {
                Handling::Skip
            },
            attributed,
            document: attributed,
            object: attributed,
            doubtful: if matches!(matcher, Matcher::Claim { .. }) { Handling::Lower } else { Handling::Same },
            source_phrase,
            names: matches!(matcher, Matcher::Terms(_)),
            formulas: worded,
        },
        unless: Guards::default(),
        require: Guards::default(),
        when: Vec::new(),
        options: BTreeMap::new(),
        option_docs: BTreeMap::new(),
        examples: Vec::new(),
        matcher,
    };
    if matches!(rule.matcher, Matcher::Claim { .. }) {
        rule.unless.sets.push(GuardSet { question: true, ..GuardSet::default() });
    }
    let mut has = BTreeSet::new();
    let mut option_spans = Vec::new();
    for (key, value) in document {
        let name = key.get_ref().as_ref();
        has.insert(name.to_owned());
        match name {
            "match" => {}
            "summary" => rule.summary = reader.string(name, value).unwrap_or_default().value,
            "severity" => rule.severity = reader.choice(name, value, LEVELS).unwrap_or(Level::Off),
            "message" => rule.message = reader.strings(name, value),
            "help" => rule.help = reader.strings(name, value),
            "fix" => rule.fix = read_repair(value, reader),
            "note" => rule.note = reader.strings(name, value),
            "why" => rule.why = reader.string(name, value).unwrap_or_default().value.trim().to_owned().into(),
            "references" => rule.references = reader.strings(name, value).into_iter().map(|t| t.value).collect(),
            "kinds-exempt" => {
                rule.kinds_exempt = reader.strings(name, value).into_iter().map(|t| t.value.into()).collect();
            }
            "priority" => rule.priority = reader.int(name, value).unwrap_or(rule.priority),
            "absorbs" => rule.absorbs = reader.strings(name, value),
            "once" => {
                rule.once = reader.choice(
                    name,
                    value,
                    &[
                        ("word", Once::Word),
                        ("sentence", Once::Sentence),
                        ("source", Once::Source),
                        ("story", Once::Story),
                    ],
                );
            }
            "max-per-story" => draft.number(name, value, reader),
            "scope" => read_scope(value, &mut rule.scope, reader),
            "unless" => read_guards("[unless]", value, &mut rule.unless, &mut draft, reader),
            "require" => read_guards("[require]", value, &mut rule.require, &mut draft, reader),
            "when" => {
                for (table, at) in reader.tables(name, value) {
                    read_when(table, at, &mut rule, &mut draft, reader);
                }
            }
            "tier" => {
                if let Some(table) = reader.table(name, value) {
                    for (tier, level) in table {
                        if let Some(level) = reader.choice(tier.get_ref(), level, LEVELS) {
                            rule.tiers.insert(tier.get_ref().as_ref().to_owned(), level);
                        }
                    }
                }
            }
            "options" => read_options(value, &mut rule, &mut option_spans, reader),
            "example" => {
                for (table, at) in reader.tables(name, value) {
                    if let Some(example) = read_example(table, at, reader) {
                        rule.examples.push(example);
                    }
                }
            }
            _ => reader.unknown(key, "a rule", KEYS),
        }
    }
    for key in ["summary", "severity", "message", "why"] {
        if !has.contains(key) {
            reader.fault("rule/missing-key", 0..0, format!("the rule has no `{key}`"), None);
        }
    }
    rule.numbers = draft.numbers;
    for (name, at) in option_spans {
        if !option_works(&rule, &name, &draft.texts) {
            let help = "an option is a number of the rule, gates a group of guards, or is a list used as @option.name";
            reader.fault(
                "rule/dead-option",
                at,
                format!("nothing depends on the option `{name}`"),
                Some(help.to_owned()),
            );
        }
    }
    if !rule.tiers.is_empty() {
        let table =
            rule.tiers.iter().map(|(k, v)| (k.clone(), toml::Value::String(level_name(*v).to_owned()))).collect();
        rule.options.insert("tier".to_owned(), toml::Value::Table(table));
        rule.option_docs.insert("tier".to_owned(), "Severity of each tier of the word list".to_owned().into());
    }
    (reader.faults.len() == before).then_some(rule)
}

/// Numbers that any rule or its matcher kind may have, by name.
const NUMBERS: &[&str] =
    &["window", "history", "max-per-story", "min-words", "max-words", "lookback", "lookahead", "min-score", "inherit"];

/// Gathers what lies about in several tables.
#[derive(Default)]
pub(super) struct Draft {
    numbers: BTreeMap<String, i64>,
    /// All words and patterns, to see which lists they name.
    texts: Vec<String>,
}

impl Draft {
    pub(super) fn number(&mut self, name: &str, value: &Value<'_>, reader: &mut Reader) {
        if let Some(n) = reader.int(name, value) {
            self.numbers.insert(name.to_owned(), n);
        }
    }

    pub(super) fn texts(&mut self, name: &str, value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
        let texts = reader.strings(name, value);
        self.texts.extend(texts.iter().map(|t| t.value.to_string()));
        texts
    }
}

fn option_works(rule: &Rule, name: &str, texts: &[String]) -> bool {
    let gates = |g: &Guards| g.sets.iter().any(|s| s.option.as_deref() == Some(name));
    let list = format!("@option.{name}");
    if let Matcher::Story { check, .. } = &rule.matcher
        && check.options().contains(&name)
    {
        return true;
    }
    match rule.options.get(name) {
        Some(toml::Value::Boolean(_)) => {
            gates(&rule.unless)
                || gates(&rule.require)
                || rule.when.iter().any(|w| w.guards.option.as_deref() == Some(name))
        }
        Some(toml::Value::Integer(_)) => NUMBERS.contains(&name),
        Some(toml::Value::Array(_)) => name == "kinds-exempt" || texts.iter().any(|t| t.contains(&list)),
        _ => false,
    }
}

fn read_options(value: &Value<'_>, rule: &mut Rule, spans: &mut Vec<(String, Range<usize>)>, reader: &mut Reader) {
    let Some(table) = reader.table("options", value) else { return };
    for (name, value) in table {
        let Some(body) = reader.table(name.get_ref(), value) else { continue };
        let (mut default, mut doc) = (None, None);
        for (key, value) in body {
            match key.get_ref().as_ref() {
                "default" => default = Some(plain(value.get_ref())),
                "doc" => doc = reader.string("doc", value),
                _ => reader.unknown(key, "an option", &["default", "doc"]),
            }
        }
        match (default, doc) {
            (Some(default), Some(doc)) if !doc.value.is_empty() => {
                let name_text = name.get_ref().as_ref().to_owned();
                rule.options.insert(name_text.clone(), default);
                rule.option_docs.insert(name_text.clone(), doc.value);
                spans.push((name_text, name.span()));
            }
            _ => reader.fault(
                "rule/missing-key",
                name.span(),
                format!("the option `{}` needs `default` and `doc`", name.get_ref()),
                None,
            ),
        }
    }
}

fn read_example(table: &DeTable<'_>, at: Range<usize>, reader: &mut Reader) -> Option<Example> {
    let mut promise = None;
    let mut severity = None;
    let mut zone = BlockKind::Body;
    for (key, value) in table {
        let k = key.get_ref().as_ref();
        let made = match k {
            "fires" => Promise::Fires,
            "quiet" => Promise::Quiet,
            "misses" => Promise::Misses,
            "severity" => {
                severity = reader.choice(k, value, LEVELS).and_then(Level::severity);
                continue;
            }
            "zone" => {
                zone = reader.choice(k, value, ZONES).unwrap_or(zone);
                continue;
            }
            _ => {
                reader.unknown(key, "an example", &["fires", "quiet", "misses", "severity", "zone"]);
                continue;
            }
        };
        if let Some(text) = reader.string(k, value)
            && promise.replace((made, text)).is_some()
        {
            reader.fault("rule/bad-value", at.clone(), "an example fires, is quiet or misses: one of them", None);
        }
    }
    let Some((promise, text)) = promise else {
        reader.fault("rule/missing-key", at, "an example needs `fires`, `quiet` or `misses`", None);
        return None;
    };
    let braces = super::example::marks(&text.value);
    match (&braces, promise) {
        (Err(message), _) => {
            reader.faults.push(Diagnostic::fault("rule/bad-example", text.span, message.clone(), None));
        }
        (Ok((_, spans)), Promise::Fires | Promise::Misses) if spans.is_empty() => {
            reader.faults.push(Diagnostic::fault(
                "rule/bad-example",
                text.span,
                "braces must mark what is to be found".to_owned(),
                None,
            ));
        }
        (Ok((_, spans)), Promise::Quiet) if !spans.is_empty() => {
            reader.faults.push(Diagnostic::fault(
                "rule/bad-example",
                text.span,
                "a quiet example has no braces".to_owned(),
                None,
            ));
        }
        _ => return Some(Example { promise, text, severity, zone }),
    }
    None
}
