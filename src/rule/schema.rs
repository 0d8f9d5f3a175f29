//! A rule file as data: every key it may have, with its default. Owns the meaning of keys; patterns and words are still
//! text here and are compiled by `lint`.

use super::file::File;
use super::plain;
use super::read::Text;
use super::said::Said;
use crate::article::{CueKind, Frame, SourceClass};
use crate::diagnostic::Level;
use crate::diagnostic::{RuleCard, Safety, Severity};
use crate::prose::BlockKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One rule, as its file has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Rule {
    /// `family/name`.
    pub id: String,
    /// The file it comes from.
    #[serde(skip)]
    pub file: File,
    /// One line: what it flags.
    pub summary: Said,
    /// Default severity.
    pub severity: Level,
    /// Templates; the first that can be filled is used.
    pub message: Vec<Text>,
    /// Templates of the repair.
    pub help: Vec<Text>,
    /// What a program may write instead.
    pub fix: Option<Repair>,
    /// Templates of what it says as a related note.
    pub note: Vec<Text>,
    /// Why an editor cares.
    pub why: Said,
    /// Standards and research.
    pub references: Vec<Said>,
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
    #[serde(with = "plain")]
    pub options: BTreeMap<String, toml::Value>,
    /// What each option means.
    pub option_docs: BTreeMap<String, Said>,
    /// What it must find and must not find.
    #[serde(skip)]
    pub examples: Vec<Example>,
}

impl Rule {
    /// The words it looks for, where its matcher has some.
    pub const fn words(&self) -> Option<&Words> {
        match &self.matcher {
            Matcher::Terms(words) | Matcher::Cue(words, _) | Matcher::Source { words, .. } => Some(words),
            _ => None,
        }
    }

    /// The name of the list of its loose words.
    pub fn words_list(&self) -> String {
        self.option_list("words")
    }

    /// The name of the list that one of its options is.
    pub fn option_list(&self, option: &str) -> String {
        super::pattern::option_list(&self.id, option)
    }

    /// Its groups of patterns in the order in which they are compiled, while the options are on that `is_on` says are: the texts
    /// of each, and whether its matches are looked for everywhere, not only where a check asks.
    pub fn groups(&self, is_on: &dyn Fn(&str) -> bool) -> Vec<(&[Text], bool)> {
        let mut all: Vec<(&[Text], bool)> = Vec::new();
        let (own, score): (&[Text], &[Score]) = match &self.matcher {
            Matcher::Pattern(texts) => (texts, &[]),
            Matcher::Claim { patterns, score } => (patterns, score),
            Matcher::Story { score, .. } => (&[], score),
            Matcher::Terms(_) | Matcher::Cue(..) | Matcher::Source { .. } | Matcher::Quote { .. } => (&[], &[]),
        };
        if !own.is_empty() {
            all.push((own, true));
        }
        all.extend(score.iter().map(|line| (&*line.patterns, true)));
        if let Matcher::Story { evidence, .. } = &self.matcher {
            all.extend(evidence.iter().map(|(name, texts)| (&**texts, StoryCheck::goes_through(name))));
        }
        let guards = self.unless.sets.iter().chain(&self.require.sets).chain(self.when.iter().map(|when| &when.guards));
        let guards = guards.filter(|set| set.option.as_deref().is_none_or(is_on));
        all.extend(guards.flat_map(|set| &set.patterns).map(|(_, texts)| (&**texts, false)));
        all
    }
}

/// What a program may write in place of the found words.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Repair {
    /// Plain text, or [`ALTERNATIVE`].
    pub replace: Text,
    /// May it be applied unasked?
    pub safety: Safety,
    /// Only for attributions of these frames; empty for all.
    pub frames: Vec<Frame>,
}

/// A replacement that is what the list of the found entry says to write, in the same form.
pub const ALTERNATIVE: &str = "{alternative}";

/// At most one finding per ….
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Words {
    /// `@list` or a phrase.
    pub entries: Vec<Text>,
    /// How inline phrases inflect.
    pub inflect: crate::lexicon::Inflect,
}

impl Words {
    /// Those that are no list's.
    pub fn loose(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|text| text.value.as_str()).filter(|word| !word.starts_with('@'))
    }
}

/// What holds of a property of a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
        /// For checks that score sentences.
        score: Vec<Score>,
        /// Evidence the check asks for, by name.
        evidence: BTreeMap<String, Vec<Text>>,
    },
}

macro_rules! story_checks {
    ($($variant:ident $name:literal [$($evidence:literal)*] [$($option:literal)*] $local:literal $doc:literal,)*) => {
        /// What a story rule checks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum StoryCheck { $(#[doc = $doc] $variant,)* }

        impl StoryCheck {
            /// All checks by the names that rule files use.
            pub const ALL: &[(&str, Self)] = &[$(($name, Self::$variant),)*];
            /// The pattern sets it asks for in `[match.story.evidence]`.
            pub const fn evidence(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($evidence,)*],)* }
            }
            /// Whether it goes through all matches of such a set. About the others it asks in a few places.
            pub fn goes_through(evidence: &str) -> bool {
                matches!(evidence, "accusation" | "doubt" | "loaded" | "plain" | "reply" | "tail")
            }
            /// The options that mean something to it.
            pub const fn options(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($option,)*],)* }
            }
            /// What it finds are words in a place, which other rules may have something to say about.
            pub const fn is_local(self) -> bool {
                match self { $(Self::$variant => $local,)* }
            }
        }
    };
}

story_checks! {
    SingleSource "single-source" [] ["min-words" "min-distinct" "min-attributions"] false
        "Everything comes from one source.",
    LeadWithoutAttribution "lead-without-attribution" [] ["within" "min-score"] false
        "A contentious lead, and no source near.",
    AnonymousShare "anonymous-share" [] ["warn-at" "max" "min-attributions" "institutions-count-as-named"] false
        "How much rests on people without a name.",
    AnonymousInLead "anonymous-in-lead" [] [] false
        "The lead rests on somebody without a name.",
    AttributionGap "attribution-gap" ["plain"] ["max-gap" "min-score"] false
        "A long stretch of claims in the paper's own voice.",
    SourceImbalance "source-imbalance" ["accusation" "reply"] ["max-ratio" "min-quoted-words" "min-attributions" "sides"] false
        "One side of a dispute gets the words.",
    VerbAsymmetry "verb-asymmetry" ["doubt"] ["min-cues" "threshold"] false
        "One side says, the other claims.",
    SecondHandOnly "second-hand-only" ["relay"] ["own-outlets" "min-attributions"] false
        "A principal is heard through other outlets only.",
    FirstReference "first-reference" ["role" "person"] ["famous" "require"] true
        "A speaker is not introduced.",
    AmbiguousPronoun "ambiguous-pronoun" ["name"] ["window"] true
        "Two people could be `he`.",
    NoResponse "no-response-sought" ["accusation" "reply"] ["within"] false
        "Somebody is accused and not heard.",
    HeadlineOutruns "headline-outruns-body" ["strong" "hedge"] [] false
        "The headline says more than the body.",
    AdoptedLanguage "adopted-language" ["loaded"] ["min-ngram"] true
        "A source's word becomes the paper's.",
    LateQuote "late-quote-attribution" [] ["max-words" "max-sentences"] true
        "Much quotation before the speaker.",
    StackedQuotes "stacked-quotes" [] [] true
        "Two speakers' quotations run together.",
    ScopeLeak "attribution-scope-leak" ["tail"] ["min-score"] true
        "A tail that nobody may have said.",
}

/// What scope does to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Handling {
    /// Nothing.
    Same,
    /// One step down.
    Lower,
    /// Silent.
    Skip,
}

/// Where a rule looks.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scope {
    /// Zones.
    pub zones: Vec<BlockKind>,
    /// Inside quotation marks.
    pub quoted: Handling,
    /// Inside paraphrase.
    pub attributed: Handling,
    /// Inside paraphrase of a document.
    pub document: Handling,
    /// Inside what somebody is said to want, praise or attack: a phrase, not a statement.
    pub object: Handling,
    /// Where a cue too weak to count may say it.
    pub doubtful: Handling,
    /// Inside a source phrase.
    pub source_phrase: Handling,
    /// Capitalised names are silent.
    pub names: bool,
    /// Formulas are silent.
    pub formulas: bool,
}

/// Where a guard looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Guards {
    /// The ungated group and the gated ones.
    pub sets: Vec<GuardSet>,
}

/// What `[[when]]` does to the severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Set {
    /// One step up.
    Raise,
    /// One step down.
    Lower,
    /// To this.
    To(Level),
}

/// A change of severity.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Promise {
    /// Found exactly where the braces are.
    Fires,
    /// Nothing found.
    Quiet,
    /// A known limit: what the braces mark is not found.
    Misses,
}

/// One example of a rule file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
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
            summary: self.summary.to_string(),
            severity: self.severity.severity(),
            why: self.why.to_string(),
            help: self.help.first().map(|t| t.value.to_string()).unwrap_or_default(),
            references: self.references.iter().map(Said::to_string).collect(),
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

/// The name of a level in files.
pub fn level_name(level: Level) -> &'static str {
    level.severity().map_or("off", Severity::as_str)
}
