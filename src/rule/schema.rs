//! A rule file as data: every key it may have, with its default. Owns the meaning of keys; patterns and words are still
//! text here and are compiled by `lint`.

use super::read::{Key, Reader, Text, Value, plain, span};
use crate::article::{CueKind, Frame, SourceClass};
use crate::config::Level;
use crate::diagnostic::{RuleCard, Severity};
use crate::prose::BlockKind;
use crate::source::Source;
use crate::span::SourceSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// One rule, as its file has it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `family/name`.
    pub id: String,
    /// The file it comes from.
    pub file: Arc<Source>,
    /// One line: what it flags.
    pub summary: String,
    /// Default severity.
    pub severity: Level,
    /// Templates; the first that can be filled is used.
    pub message: Vec<Text>,
    /// Templates of the repair.
    pub help: Vec<Text>,
    /// Templates of what it says as a related note.
    pub note: Vec<Text>,
    /// Why an editor cares.
    pub why: String,
    /// Standards and research.
    pub references: Vec<String>,
    /// Story kinds where it is off.
    pub kinds_exempt: Vec<String>,
    /// Who reports where findings overlap.
    pub priority: i64,
    /// Rules (globs) whose findings in the same sentence become notes of this one.
    pub absorbs: Vec<Text>,
    /// At most one finding per ….
    pub once: Option<Once>,
    /// Severity by tier.
    pub tiers: BTreeMap<String, Level>,
    /// What it looks for.
    pub matcher: Matcher,
    /// Numbers a house may set: `window`, `min-words`, …
    pub numbers: BTreeMap<String, i64>,
    /// Where it looks.
    pub scope: Scope,
    /// Guards that silence it.
    pub unless: Guards,
    /// Guards of which one must hold.
    pub require: Guards,
    /// Changes of severity.
    pub when: Vec<When>,
    /// What a house may set, with its default.
    pub options: BTreeMap<String, toml::Value>,
    /// What each option means.
    pub option_docs: BTreeMap<String, String>,
    /// What it must find and must not find.
    pub examples: Vec<Example>,
}

/// At most one finding per ….
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// Different word.
    Word,
    /// Sentence.
    Sentence,
    /// Source of the registry.
    Source,
    /// Story.
    Story,
}

/// Words or patterns of a rule.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// `@list` or a phrase.
    pub entries: Vec<Text>,
    /// How inline phrases inflect.
    pub inflect: crate::lexicon::Inflect,
}

/// What holds of a property of a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tri {
    /// Either way.
    #[default]
    Any,
    /// It must have it.
    Only,
    /// It must not.
    Never,
}

impl Tri {
    /// Whether a cue that has the property (or not) passes.
    pub const fn admits(self, has: bool) -> bool {
        match self {
            Self::Any => true,
            Self::Only => has,
            Self::Never => !has,
        }
    }
}

/// Where in the source phrase an entry must stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum At {
    /// Over its main word.
    #[default]
    Head,
    /// Anywhere in it.
    Anywhere,
    /// At its start, after determiners.
    Start,
}

/// Which attributions a cue or source rule looks at.
#[derive(Clone, Debug, Default)]
pub struct CueFilter {
    /// Frames; empty for all.
    pub frames: Vec<Frame>,
    /// Kinds of cue; empty for all.
    pub cues: Vec<CueKind>,
    /// Source classes; empty for all.
    pub classes: Vec<SourceClass>,
    /// Source classes that do not count.
    pub not_classes: Vec<SourceClass>,
    /// Passive cues.
    pub passive: Tri,
    /// Negated cues.
    pub negated: Tri,
    /// Cues without a source.
    pub sourceless: Tri,
}

/// One line of a score.
#[derive(Clone, Debug)]
pub struct Score {
    /// Shown by `rules`.
    pub name: String,
    /// May be negative.
    pub points: i64,
    /// What counts.
    pub patterns: Vec<Text>,
    /// Counts at most so often.
    pub max: i64,
}

/// What a rule looks for.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Words of lists.
    Terms(Words),
    /// Patterns.
    Pattern(Vec<Text>),
    /// Attributions by their cue.
    Cue(Words, CueFilter),
    /// Attributions by their source.
    Source {
        /// In the source phrase.
        words: Words,
        /// Where in it.
        at: At,
        /// Nothing else may describe it.
        bare: bool,
        /// Underline what matched, not the whole phrase.
        underline_match: bool,
        /// Which attributions.
        filter: CueFilter,
    },
    /// Quotations.
    Quote {
        /// Whether somebody must be named for it.
        speaker: Tri,
        /// Whole sentences or fragments.
        sentence: Tri,
        /// No capital inside.
        lower: bool,
    },
    /// Assertions in the paper's own voice.
    Claim {
        /// Any of them is one.
        patterns: Vec<Text>,
        /// Or their score.
        score: Vec<Score>,
    },
    /// Something about the whole story.
    Story {
        /// What.
        check: StoryCheck,
        /// Source classes that count as none.
        not_classes: Vec<SourceClass>,
        /// For checks that score the lead.
        score: Vec<Score>,
    },
}

/// What a story rule checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoryCheck {
    /// Everything comes from one source.
    SingleSource,
    /// A contentious lead, and no source near.
    LeadWithoutAttribution,
}

/// What scope does to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handling {
    /// Nothing.
    Same,
    /// One step down.
    Lower,
    /// Silent.
    Skip,
}

/// Where a rule looks.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Zones.
    pub zones: Vec<BlockKind>,
    /// Inside quotation marks.
    pub quoted: Handling,
    /// Inside paraphrase.
    pub attributed: Handling,
    /// Inside paraphrase of a document.
    pub document: Handling,
    /// Inside a source phrase.
    pub source_phrase: Handling,
    /// Capitalised names are silent.
    pub names: bool,
    /// Formulas are silent.
    pub formulas: bool,
}

/// Where a guard looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The sentence.
    Sentence,
    /// Right before the found words.
    Before,
    /// Right after.
    After,
    /// Overlapping them.
    Around,
    /// The content of the attribution.
    Content,
    /// The source phrase.
    Source,
    /// The sentence and `window` sentences on both sides.
    Nearby,
    /// The sentence and `window` before it.
    Previous,
    /// The sentence and `window` after it.
    Following,
    /// The paragraph.
    Paragraph,
    /// The story up to the sentence.
    StoryBefore,
    /// The story.
    Story,
}

/// Guards of one group.
#[derive(Clone, Debug, Default)]
pub struct GuardSet {
    /// Only while this option is true.
    pub option: Option<String>,
    /// Patterns by place.
    pub patterns: Vec<(Place, Vec<Text>)>,
    /// An attribution with a source has its cue there.
    pub attributed: Option<Place>,
    /// The sentence dates itself so many years back (`numbers["history"]`).
    pub history: bool,
    /// The sentence is a question.
    pub question: bool,
    /// All its figures were attributed before.
    pub known_figures: bool,
}

/// All guards of `[unless]` or `[require]`.
#[derive(Clone, Debug, Default)]
pub struct Guards {
    /// The ungated group and the gated ones.
    pub sets: Vec<GuardSet>,
}

/// What `[[when]]` does to the severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// One step up.
    Raise,
    /// One step down.
    Lower,
    /// To this.
    To(Level),
}

/// A change of severity.
#[derive(Clone, Debug)]
pub struct When {
    /// When.
    pub guards: GuardSet,
    /// What; `None` leaves the severity alone.
    pub set: Option<Set>,
    /// Replaces the message.
    pub message: Vec<Text>,
    /// Replaces the help.
    pub help: Vec<Text>,
}

/// What an example promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// Found exactly where the braces are.
    Fires,
    /// Nothing found.
    Quiet,
    /// A known limit: what the braces mark is not found.
    Misses,
}

/// One example of a rule file.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it promises.
    pub promise: Promise,
    /// The copy, with braces.
    pub text: Text,
    /// The severity it must have.
    pub severity: Option<Severity>,
    /// The zone of a one-paragraph example.
    pub zone: BlockKind,
}

impl Rule {
    /// Enough for every report.
    pub fn card(&self) -> RuleCard {
        RuleCard {
            id: self.id.clone(),
            summary: self.summary.clone(),
            severity: self.severity.severity(),
            why: self.why.clone(),
            help: self.help.first().map(|t| t.value.clone()).unwrap_or_default(),
            references: self.references.clone(),
        }
    }

    /// Name of its matcher kind.
    pub const fn kind(&self) -> &'static str {
        match self.matcher {
            Matcher::Terms(_) => "terms",
            Matcher::Pattern(_) => "pattern",
            Matcher::Cue(..) => "cue",
            Matcher::Source { .. } => "source",
            Matcher::Quote { .. } => "quote",
            Matcher::Claim { .. } => "claim",
            Matcher::Story { .. } => "story",
        }
    }
}

pub(crate) const LEVELS: &[(&str, Level)] = &[
    ("off", Level::Off),
    ("info", Level::On(Severity::Info)),
    ("warning", Level::On(Severity::Warning)),
    ("error", Level::On(Severity::Error)),
];
pub(crate) const ZONES: &[(&str, BlockKind)] = &[
    ("headline", BlockKind::Headline),
    ("dek", BlockKind::Dek),
    ("byline", BlockKind::Byline),
    ("dateline", BlockKind::Dateline),
    ("lead", BlockKind::Lead),
    ("body", BlockKind::Body),
    ("blockquote", BlockKind::BlockQuote),
    ("caption", BlockKind::Caption),
    ("list", BlockKind::List),
    ("note", BlockKind::Note),
];
pub(crate) const FRAMES: &[(&str, Frame)] = &[
    ("that", Frame::That),
    ("zero", Frame::Zero),
    ("quote", Frame::Quote),
    ("to", Frame::To),
    ("noun", Frame::Noun),
    ("wh", Frame::Wh),
    ("gerund", Frame::Gerund),
    ("colon", Frame::Colon),
    ("preposed", Frame::Preposed),
    ("phrase", Frame::Phrase),
];
pub(crate) const CUES: &[(&str, CueKind)] =
    &[("verb", CueKind::Verb), ("noun", CueKind::NounCue), ("phrase", CueKind::Phrase), ("mark", CueKind::Mark)];
/// Source classes by the names that rules, options and reports use.
pub const CLASSES: &[(&str, SourceClass)] = &[
    ("named-person", SourceClass::NamedPerson),
    ("institution", SourceClass::Institution),
    ("document", SourceClass::Document),
    ("outlet", SourceClass::Outlet),
    ("role", SourceClass::Role),
    ("described-anonymous", SourceClass::DescribedAnonymous),
    ("bare-anonymous", SourceClass::BareAnonymous),
    ("vague", SourceClass::Vague),
    ("pronoun", SourceClass::Pronoun),
];
pub(crate) const TRI: &[(&str, Tri)] = &[("any", Tri::Any), ("only", Tri::Only), ("never", Tri::Never)];
pub(crate) const HANDLING: &[(&str, Handling)] =
    &[("skip", Handling::Skip), ("lower", Handling::Lower), ("same", Handling::Same)];
pub(super) const INFLECTIONS: &[(&str, crate::lexicon::Inflect)] = &[
    ("none", crate::lexicon::Inflect::None),
    ("verb", crate::lexicon::Inflect::Verb),
    ("noun", crate::lexicon::Inflect::Noun),
];
const PLACES: &[(&str, Place)] = &[
    ("patterns", Place::Sentence),
    ("sentence", Place::Sentence),
    ("before", Place::Before),
    ("after", Place::After),
    ("around", Place::Around),
    ("content", Place::Content),
    ("source", Place::Source),
    ("nearby", Place::Nearby),
    ("previous", Place::Previous),
    ("following", Place::Following),
    ("paragraph", Place::Paragraph),
    ("story-before", Place::StoryBefore),
    ("story", Place::Story),
];

/// The keys of a rule file.
pub(crate) const KEYS: &[&str] = &[
    "summary",
    "severity",
    "message",
    "help",
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
pub(super) fn read_rule(id: &str, file: Arc<Source>, document: &DeTable<'_>, reader: &mut Reader) -> Option<Rule> {
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
        summary: String::new(),
        severity: Level::Off,
        message: Vec::new(),
        help: Vec::new(),
        note: Vec::new(),
        why: String::new(),
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
            "note" => rule.note = reader.strings(name, value),
            "why" => rule.why = reader.string(name, value).unwrap_or_default().value.trim().to_owned(),
            "references" => rule.references = reader.strings(name, value).into_iter().map(|t| t.value).collect(),
            "kinds-exempt" => rule.kinds_exempt = reader.strings(name, value).into_iter().map(|t| t.value).collect(),
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
        rule.option_docs.insert("tier".to_owned(), "Severity of each tier of the word list".to_owned());
    }
    (reader.faults.len() == before).then_some(rule)
}

/// The name of a level in files.
pub fn level_name(level: Level) -> &'static str {
    level.severity().map_or("off", Severity::as_str)
}

/// Numbers that any rule or its matcher kind may have, by name.
const NUMBERS: &[&str] = &[
    "window",
    "history",
    "max-per-story",
    "min-words",
    "max-words",
    "lookback",
    "lookahead",
    "min-score",
    "inherit",
    "min-distinct",
    "min-attributions",
    "within",
];

/// Gathers what lies about in several tables.
#[derive(Default)]
struct Draft {
    numbers: BTreeMap<String, i64>,
    /// All words and patterns, to see which lists they name.
    texts: Vec<String>,
}

impl Draft {
    fn number(&mut self, name: &str, value: &Value<'_>, reader: &mut Reader) {
        if let Some(n) = reader.int(name, value) {
            self.numbers.insert(name.to_owned(), n);
        }
    }

    fn texts(&mut self, name: &str, value: &Value<'_>, reader: &mut Reader) -> Vec<Text> {
        let texts = reader.strings(name, value);
        self.texts.extend(texts.iter().map(|t| t.value.clone()));
        texts
    }
}

fn option_works(rule: &Rule, name: &str, texts: &[String]) -> bool {
    let gates = |g: &Guards| g.sets.iter().any(|s| s.option.as_deref() == Some(name));
    let list = format!("@option.{name}");
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
        _ => &["check", "min-words", "min-distinct", "min-attributions", "not-classes", "within", "min-score", "score"],
    }
}

fn read_matcher(value: &Value<'_>, draft: &mut Draft, reader: &mut Reader) -> Option<Matcher> {
    const KINDS: &[&str] = MATCHERS;
    let table = reader.table("match", value)?;
    let mut entries = table.iter();
    let (Some((kind, body)), None) = (entries.next(), entries.next()) else {
        reader.fault(
            "rule/bad-value",
            value.span(),
            "a rule has exactly one matcher",
            Some(format!("write one [match.<kind>] of {}", KINDS.join(", "))),
        );
        return None;
    };
    let body = reader.table(kind.get_ref(), body)?;
    let name = kind.get_ref().as_ref();
    if !KINDS.contains(&name) {
        reader.unknown(kind, "[match]", KINDS);
        return None;
    }
    let mut words = Words::default();
    let mut patterns = Vec::new();
    let mut score = Vec::new();
    let mut filter =
        CueFilter { cues: if name == "cue" { vec![CueKind::Verb] } else { Vec::new() }, ..CueFilter::default() };
    let (mut at, mut bare, mut underline_match) = (At::Head, false, false);
    let (mut speaker, mut sentence, mut lower) = (Tri::Any, Tri::Any, false);
    let mut check = None;
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
                    .unwrap_or_default()
            }
            "bare" => bare = reader.flag(k, value).unwrap_or_default(),
            "underline" => {
                underline_match = reader.choice(k, value, &[("source", false), ("match", true)]).unwrap_or_default()
            }
            "speaker" => {
                speaker = reader
                    .choice(k, value, &[("none", Tri::Never), ("some", Tri::Only), ("any", Tri::Any)])
                    .unwrap_or_default()
            }
            "sentence" => sentence = if reader.flag(k, value).unwrap_or_default() { Tri::Only } else { Tri::Never },
            "case" => lower = reader.choice(k, value, &[("lower", true), ("any", false)]).unwrap_or_default(),
            "check" => {
                check = reader.choice(
                    k,
                    value,
                    &[
                        ("single-source", StoryCheck::SingleSource),
                        ("lead-without-attribution", StoryCheck::LeadWithoutAttribution),
                    ],
                );
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
        _ => Matcher::Story { check: check?, not_classes: filter.not_classes, score },
    })
}

fn read_score(
    table: &DeTable<'_>,
    at: std::ops::Range<usize>,
    draft: &mut Draft,
    reader: &mut Reader,
) -> Option<Score> {
    let mut score = Score { name: String::new(), points: 0, patterns: Vec::new(), max: i64::MAX };
    for (key, value) in table {
        match key.get_ref().as_ref() {
            "name" => score.name = reader.string("name", value).unwrap_or_default().value,
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
    &["zones", "quoted", "attributed", "document", "source-phrase", "names", "formulas"];

fn read_scope(value: &Value<'_>, scope: &mut Scope, reader: &mut Reader) {
    let Some(table) = reader.table("scope", value) else { return };
    let mut document = None;
    let silent: &[(&str, bool)] = &[("skip", true), ("same", false)];
    for (key, value) in table {
        let k = key.get_ref().as_ref();
        match k {
            "zones" => scope.zones = reader.choices(k, value, ZONES),
            "quoted" => scope.quoted = reader.choice(k, value, HANDLING).unwrap_or(scope.quoted),
            "attributed" => scope.attributed = reader.choice(k, value, HANDLING).unwrap_or(scope.attributed),
            "document" => document = reader.choice(k, value, HANDLING),
            "source-phrase" => scope.source_phrase = reader.choice(k, value, HANDLING).unwrap_or(scope.source_phrase),
            "names" => scope.names = reader.choice(k, value, silent).unwrap_or(scope.names),
            "formulas" => scope.formulas = reader.choice(k, value, silent).unwrap_or(scope.formulas),
            _ => reader.unknown(key, "[scope]", SCOPE_KEYS),
        }
    }
    scope.document = document.unwrap_or(scope.attributed);
}

fn read_guards(place: &str, value: &Value<'_>, guards: &mut Guards, draft: &mut Draft, reader: &mut Reader) {
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

fn read_when(table: &DeTable<'_>, at: std::ops::Range<usize>, rule: &mut Rule, draft: &mut Draft, reader: &mut Reader) {
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
            "option" => when.guards.option = reader.string(k, value).map(|t| t.value),
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

fn read_options(
    value: &Value<'_>,
    rule: &mut Rule,
    spans: &mut Vec<(String, std::ops::Range<usize>)>,
    reader: &mut Reader,
) {
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

fn read_example(table: &DeTable<'_>, at: std::ops::Range<usize>, reader: &mut Reader) -> Option<Example> {
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
            reader.faults.push(super::read::fault("rule/bad-example", text.span, message.clone(), None))
        }
        (Ok((_, spans)), Promise::Fires | Promise::Misses) if spans.is_empty() => {
            reader.faults.push(super::read::fault(
                "rule/bad-example",
                text.span,
                "braces must mark what is to be found".to_owned(),
                None,
            ));
        }
        (Ok((_, spans)), Promise::Quiet) if !spans.is_empty() => {
            reader.faults.push(super::read::fault(
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

/// The span of a part of a string literal: exact where the literal has no escapes, else all of it.
pub(super) fn inside(file: &Source, text: &Text, start: usize, end: usize) -> SourceSpan {
    let literal = file.text.get(text.span.range()).unwrap_or_default();
    match literal.find(text.value.as_str()) {
        Some(at) => span(text.span.start as usize + at + start..text.span.start as usize + at + end.max(start)),
        None => text.span,
    }
}
