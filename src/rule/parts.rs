//! The tables of a rule file: `[match.<kind>]`, `[scope]`, `[unless]`, `[require]` and `[[when]]`.

use super::load::Draft;
use super::names::{CUES, FRAMES, HANDLING, INFLECTIONS, PLACES, TRI, ZONES};
use super::read::{Key, Reader, Text, Value};
use super::schema::{
    ALTERNATIVE, At, CLASSES, CueFilter, GuardSet, Guards, Matcher, Place, Repair, Rule, Scope, Score, Set, StoryCheck,
    Tri, When, Words,
};
use crate::article::CueKind;
use crate::diagnostic::{Diagnostic, Level};
use crate::diagnostic::{Safety, Severity};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The kinds of matcher.
pub(crate) const MATCHERS: &[&str] = &["terms", "pattern", "cue", "source", "quote", "claim", "story"];

/// The keys of a matcher.
pub(crate) fn matcher_keys(name: &str) -> &'static [&'static str] {
    match name {
        "terms" => &["words", "inflect"],
        "pattern" => &["patterns"],
        "cue" => &["words", "inflect", "frames", "cues", "passive", "negated", "sourceless", "classes", "not-classes"],
        "source" => &[
            "words",
            "inflect",
            "at",
            "bare",
            "underline",
            "classes",
            "not-classes",
            "frames",
            "cues",
            "passive",
            "negated",
        ],
        "quote" => &["min-words", "max-words", "speaker", "lookback", "lookahead", "sentence", "case"],
        "claim" => &["patterns", "score", "min-score", "inherit"],
        _ => &["check", "not-classes", "score", "evidence"],
    }
}

pub(super) fn read_matcher(value: &Value<'_>, draft: &mut Draft, reader: &mut Reader) -> Option<Matcher> {
    let table = reader.table("match", value)?;
    let mut entries = table.iter();
    let (Some((kind, body)), None) = (entries.next(), entries.next()) else {
        reader.fault(
            "rule/bad-value",
            value.span(),
            "a rule has exactly one matcher",
            Some(format!("write one [match.<kind>] of {}", MATCHERS.join(", "))),
        );
        return None;
    };
    let body = reader.table(kind.get_ref(), body)?;
    let name = kind.get_ref().as_ref();
    if !MATCHERS.contains(&name) {
        reader.unknown(kind, "[match]", MATCHERS);
        return None;
    }
    let mut words = Words::default();
    let mut patterns = Vec::new();
    let mut score = Vec::new();
    let mut filter =
        CueFilter { cues: if name == "cue" { vec![CueKind::Verb] } else { Vec::new() }, ..CueFilter::default() };
    let (mut at, mut bare, mut underline_match) = (At::Head, false, false);
    let (mut speaker, mut sentence, mut lower) = (Tri::Any, Tri::Any, false);
    let mut check: Option<StoryCheck> = None;
    let mut evidence: BTreeMap<String, (Vec<Text>, Range<usize>)> = BTreeMap::new();
    let keys = matcher_keys(name);
    for (key, value) in body {
        let k = key.get_ref().as_ref();
        if !keys.contains(&k) {
            reader.unknown(key, &format!("[match.{name}]"), keys);
            continue;
        }
        match k {
            "words" => words.entries = draft.texts(k, value, reader),
            "inflect" => words.inflect = reader.choice(k, value, INFLECTIONS).unwrap_or_default(),
            "patterns" => patterns = draft.texts(k, value, reader),
            "frames" => filter.frames = reader.choices(k, value, FRAMES),
            "cues" => filter.cues = reader.choices(k, value, CUES),
            "classes" => filter.classes = reader.choices(k, value, CLASSES),
            "not-classes" => filter.not_classes = reader.choices(k, value, CLASSES),
            "passive" => filter.passive = reader.choice(k, value, TRI).unwrap_or_default(),
            "negated" => filter.negated = reader.choice(k, value, TRI).unwrap_or_default(),
            "sourceless" => filter.sourceless = reader.choice(k, value, TRI).unwrap_or_default(),
            "at" => {
                at = reader
                    .choice(k, value, &[("head", At::Head), ("anywhere", At::Anywhere), ("start", At::Start)])
                    .unwrap_or_default();
            }
            "bare" => bare = reader.flag(k, value).unwrap_or_default(),
            "underline" => {
                underline_match = reader.choice(k, value, &[("source", false), ("match", true)]).unwrap_or_default();
            }
            "speaker" => {
                speaker = reader
                    .choice(k, value, &[("none", Tri::Never), ("some", Tri::Only), ("any", Tri::Any)])
                    .unwrap_or_default();
            }
            "sentence" => sentence = if reader.flag(k, value).unwrap_or_default() { Tri::Only } else { Tri::Never },
            "case" => lower = reader.choice(k, value, &[("lower", true), ("any", false)]).unwrap_or_default(),
            "check" => {
                check = reader.choice(k, value, StoryCheck::ALL);
            }
            "evidence" => {
                if let Some(table) = reader.table(k, value) {
                    for (name, value) in table {
                        let texts = draft.texts(name.get_ref(), value, reader);
                        evidence.insert(name.get_ref().as_ref().to_owned(), (texts, name.span()));
                    }
                }
            }
            "score" => {
                for (table, at) in reader.tables(k, value) {
                    if let Some(line) = read_score(table, at, draft, reader) {
                        score.push(line);
                    }
                }
            }
            _ => draft.number(k, value, reader),
        }
    }
    let missing = match name {
        "terms" if words.entries.is_empty() => Some("words"),
        "pattern" if patterns.is_empty() => Some("patterns"),
        "claim" if patterns.is_empty() && score.is_empty() => Some("patterns"),
        "source" if words.entries.is_empty() && filter.classes.is_empty() => Some("words"),
        "story" if check.is_none() => Some("check"),
        _ => None,
    };
    if let Some(key) = missing {
        reader.fault("rule/missing-key", kind.span(), format!("[match.{name}] has no `{key}`"), None);
        return None;
    }
    Some(match name {
        "terms" => Matcher::Terms(words),
        "pattern" => Matcher::Pattern(patterns),
        "cue" => Matcher::Cue(words, filter),
        "source" => Matcher::Source { words, at, bare, underline_match, filter },
        "quote" => Matcher::Quote { speaker, sentence, lower },
        "claim" => Matcher::Claim { patterns, score },
        _ => {
            let check = check?;
            let known = check.evidence();
            for (name, (_, at)) in evidence.iter().filter(|(n, _)| !known.contains(&n.as_str())) {
                let help = match known {
                    [] => "this check asks for none".to_owned(),
                    _ => format!("this check asks for {}", known.join(", ")),
                };
                reader.fault(
                    "rule/unknown-key",
                    at.clone(),
                    format!("`{name}` is no evidence of this check"),
                    Some(help),
                );
            }
            for name in known.iter().filter(|n| !evidence.contains_key(**n)) {
                reader.fault("rule/missing-key", kind.span(), format!("[match.story.evidence] has no `{name}`"), None);
            }
            let evidence = evidence.into_iter().map(|(name, (texts, _))| (name, texts)).collect();
            Matcher::Story { check, not_classes: filter.not_classes, score, evidence }
        }
    })
}

fn read_score(table: &DeTable<'_>, at: Range<usize>, draft: &mut Draft, reader: &mut Reader) -> Option<Score> {
    let mut score = Score { name: String::new(), points: 0, patterns: Vec::new(), max: i64::MAX };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "name" => score.name = reader.string("name", value).unwrap_or_default().value.into(),
            "points" => score.points = reader.int("points", value).unwrap_or_default(),
            "patterns" => score.patterns = draft.texts("patterns", value, reader),
            "max" => score.max = reader.int("max", value).unwrap_or(i64::MAX),
            _ => reader.unknown(key, "a score line", &["name", "points", "patterns", "max"]),
        }
    }
    if score.patterns.is_empty() || score.points == 0 {
        reader.fault("rule/missing-key", at, "a score line needs `points` and `patterns`", None);
        return None;
    }
    Some(score)
}

/// The keys of `[scope]`.
pub(crate) const SCOPE_KEYS: &[&str] =
    &["zones", "quoted", "attributed", "document", "object", "doubtful", "source-phrase", "names", "formulas"];

pub(super) fn read_scope(value: &Value<'_>, scope: &mut Scope, reader: &mut Reader) {
    let Some(table) = reader.table("scope", value) else { return };
    let (mut document, mut object) = (None, None);
    let silent: &[(&str, bool)] = &[("skip", true), ("same", false)];
    for (key, value) in table {
        let k = key.get_ref().as_ref();
        match k {
            "zones" => scope.zones = reader.choices(k, value, ZONES),
            "quoted" => scope.quoted = reader.choice(k, value, HANDLING).unwrap_or(scope.quoted),
            "attributed" => scope.attributed = reader.choice(k, value, HANDLING).unwrap_or(scope.attributed),
            "document" => document = reader.choice(k, value, HANDLING),
            "object" => object = reader.choice(k, value, HANDLING),
            "doubtful" => scope.doubtful = reader.choice(k, value, HANDLING).unwrap_or(scope.doubtful),
            "source-phrase" => scope.source_phrase = reader.choice(k, value, HANDLING).unwrap_or(scope.source_phrase),
            "names" => scope.names = reader.choice(k, value, silent).unwrap_or(scope.names),
            "formulas" => scope.formulas = reader.choice(k, value, silent).unwrap_or(scope.formulas),
            _ => reader.unknown(key, "[scope]", SCOPE_KEYS),
        }
    }
    scope.document = document.unwrap_or(scope.attributed);
    scope.object = object.unwrap_or(scope.attributed);
}

pub(super) fn read_guards(place: &str, value: &Value<'_>, guards: &mut Guards, draft: &mut Draft, reader: &mut Reader) {
    let Some(table) = reader.table(place, value) else { return };
    let mut own = GuardSet::default();
    for (key, value) in table {
        if let DeValue::Table(inner) = value.get_ref() {
            let mut set = GuardSet { option: Some(key.get_ref().as_ref().to_owned()), ..GuardSet::default() };
            for (key, value) in inner {
                read_guard(place, key, value, &mut set, draft, reader);
            }
            guards.sets.push(set);
        } else if key.get_ref() == "question" && value.get_ref().as_bool() == Some(false) {
            // Claims do not ask about questions unless a rule wants them to.
            guards.sets.iter_mut().for_each(|s| s.question = false);
        } else {
            read_guard(place, key, value, &mut own, draft, reader);
        }
    }
    guards.sets.push(own);
}

/// The keys of a guard.
pub(crate) const GUARD_KEYS: &[&str] = &[
    "patterns",
    "sentence",
    "before",
    "after",
    "around",
    "content",
    "source",
    "nearby",
    "previous",
    "following",
    "paragraph",
    "story-before",
    "story",
    "window",
    "attributed",
    "history",
    "question",
    "known-figures",
];

fn read_guard(
    place: &str,
    key: &Key<'_>,
    value: &Value<'_>,
    set: &mut GuardSet,
    draft: &mut Draft,
    reader: &mut Reader,
) {
    let k = key.get_ref().as_ref();
    if let Some((_, at)) = PLACES.iter().find(|(name, _)| *name == k) {
        let texts = draft.texts(k, value, reader);
        if !texts.is_empty() {
            set.patterns.push((*at, texts));
        }
        return;
    }
    match k {
        "window" => draft.number(k, value, reader),
        "history" => {
            set.history = true;
            draft.number(k, value, reader);
        }
        "attributed" => {
            set.attributed = reader.choice(
                k,
                value,
                &[
                    ("sentence", Place::Sentence),
                    ("previous", Place::Previous),
                    ("nearby", Place::Nearby),
                    ("following", Place::Following),
                    ("paragraph", Place::Paragraph),
                ],
            );
        }
        "question" => set.question = reader.flag(k, value).unwrap_or_default(),
        "known-figures" => set.known_figures = reader.flag(k, value).unwrap_or_default(),
        _ => reader.unknown(key, place, GUARD_KEYS),
    }
}

pub(super) fn read_when(
    table: &DeTable<'_>,
    at: Range<usize>,
    rule: &mut Rule,
    draft: &mut Draft,
    reader: &mut Reader,
) {
    const SETS: &[(&str, Set)] = &[
        ("raise", Set::Raise),
        ("lower", Set::Lower),
        ("off", Set::To(Level::Off)),
        ("info", Set::To(Level::On(Severity::Info))),
        ("warning", Set::To(Level::On(Severity::Warning))),
        ("error", Set::To(Level::On(Severity::Error))),
    ];
    let mut when = When { guards: GuardSet::default(), set: None, message: Vec::new(), help: Vec::new() };
    let mut has_set = false;
    for (key, value) in table {
        let k = key.get_ref().as_ref();
        match k {
            "set" => {
                when.set = reader.choice(k, value, SETS);
                has_set = true;
            }
            "message" => {
                when.message = reader.strings(k, value);
                has_set = true;
            }
            "help" => when.help = reader.strings(k, value),
            "option" => when.guards.option = reader.string(k, value).map(|t| t.value.into()),
            _ => read_guard("[[when]]", key, value, &mut when.guards, draft, reader),
        }
    }
    if !has_set {
        reader.fault(
            "rule/missing-key",
            at,
            "[[when]] needs `set`",
            Some("write set = \"raise\", \"lower\", \"off\" or a severity".to_owned()),
        );
        return;
    }
    rule.when.push(when);
}

pub(super) fn read_repair(value: &Value<'_>, reader: &mut Reader) -> Option<Repair> {
    let (mut replace, mut safety, mut frames) = (None, Safety::Unsafe, Vec::new());
    for (key, value) in reader.table("fix", value)? {
        match key.get_ref().as_ref() {
            "replace" => replace = reader.string("replace", value),
            "safety" => {
                let choices = [("safe", Safety::Safe), ("unsafe", Safety::Unsafe)];
                safety = reader.choice("safety", value, &choices).unwrap_or(safety);
            }
            "frames" => frames = reader.choices("frames", value, FRAMES),
            _ => reader.unknown(key, "[fix]", &["replace", "safety", "frames"]),
        }
    }
    let Some(replace) = replace else {
        let help = "write `replace = \"{alternative}\"`, or the words themselves".to_owned();
        reader.fault("rule/missing-key", value.span(), "a fix needs `replace`", Some(help));
        return None;
    };
    if replace.value != ALTERNATIVE && replace.value.contains(['{', '}']) {
        let message = format!("a fix cannot write `{}`", replace.value);
        let help = "`replace` is plain text, or `{alternative}` and nothing else".to_owned();
        reader.faults.push(Diagnostic::fault("rule/bad-value", replace.span, message, Some(help)));
        return None;
    }
    Some(Repair { replace, safety, frames })
}
