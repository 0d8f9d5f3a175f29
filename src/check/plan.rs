//! Compiled rules: what `lint` makes of rule files and settings, and what the matchers run on. Owns the data; compiling
//! is `lint`'s.

use super::guard::GuardPlan;
use super::message::Template;
use crate::article::{Article, Attribution, SourceClass};
use crate::diagnostic::Level;
use crate::lexicon::{Lexicon, ListId};
use crate::rule::Said;
use crate::rule::pattern::{Bank, GroupId};
use crate::rule::schema::{At, CueFilter, Once, Repair, Scope, Set, StoryCheck, Tri};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All rules that are on, compiled together.
#[derive(Debug)]
pub struct Plan {
    /// By id.
    pub checks: Vec<Check>,
    /// All words.
    pub lexicon: Lexicon,
    /// All patterns.
    pub bank: Bank,
    /// By list.
    pub lists: Vec<ListInfo>,
    /// What to write instead, by list file and entry.
    pub alternatives: FxHashMap<(u16, u32), Vec<Said>>,
    /// What each form of an entry becomes, by list file and entry: form as found, in lower case, and replacement.
    pub repairs: FxHashMap<(u16, u32), Vec<(String, String)>>,
    /// The patterns whose matches never fire.
    pub formulas: GroupId,
    /// The checks of each kind.
    pub kinds: Kinds,
    /// Terms rules by list.
    pub term_lists: Vec<Vec<u16>>,
    /// The signs of all lists of terms rules.
    pub term_signs: u64,
    /// Cue rules by list.
    pub cue_lists: Vec<Vec<u16>>,
    /// The signs of all their lists.
    pub cue_signs: u64,
    /// Source rules by list.
    pub source_lists: Vec<Vec<u16>>,
    /// The signs of all their lists.
    pub source_signs: u64,
    /// Names of sources to leave alone, in lower case.
    pub ignore_sources: Vec<String>,
}

/// Checks by what they look for, as indices into [`Plan::checks`]: no article has to go through all of them for each kind.
#[derive(Debug, Default)]
pub struct Kinds {
    /// By patterns.
    pub patterns: Vec<usize>,
    /// By attributions of any cue.
    pub cues: Vec<usize>,
    /// By attributions of any source.
    pub sources: Vec<usize>,
    /// By quotations.
    pub quotes: Vec<usize>,
    /// By assertions.
    pub claims: Vec<usize>,
    /// By the whole story.
    pub stories: Vec<usize>,
}

impl Kinds {
    /// Sorts checks. Those with words of their own are found by these.
    pub fn of(checks: &[Check]) -> Self {
        let mut kinds = Self::default();
        for (number, check) in checks.iter().enumerate() {
            match &check.job {
                Job::Terms | Job::Cue { worded: true, .. } | Job::Source { worded: true, .. } => {}
                Job::Pattern(_) => kinds.patterns.push(number),
                Job::Cue { .. } => kinds.cues.push(number),
                Job::Source { .. } => kinds.sources.push(number),
                Job::Quote { .. } => kinds.quotes.push(number),
                Job::Claim { .. } => kinds.claims.push(number),
                Job::Story(_) => kinds.stories.push(number),
            }
        }
        kinds
    }
}

/// A list, or tier of one.
#[derive(Clone, Debug, Default)]
pub struct ListInfo {
    /// The tier, for severity.
    pub tier: Option<String>,
    /// Number of its file.
    pub file: u16,
}

/// One line of a score, compiled.
#[derive(Clone, Debug)]
pub struct ScoreLine {
    /// May be negative.
    pub points: i64,
    /// What counts.
    pub group: GroupId,
    /// Counts at most so often.
    pub max: i64,
}

/// A change of severity, compiled.
#[derive(Clone, Debug)]
pub struct WhenPlan {
    /// When.
    pub guards: GuardPlan,
    /// What; `None` leaves the severity alone.
    pub set: Option<Set>,
    /// Replaces the message where not empty.
    pub message: Vec<Template>,
    /// Replaces the help where not empty.
    pub help: Vec<Template>,
}

/// What a check looks for.
#[derive(Clone, Debug)]
pub enum Job {
    /// Words of lists: found by [`Plan::term_lists`].
    Terms,
    /// Patterns.
    Pattern(GroupId),
    /// Attributions by cue; `worded` where [`Plan::cue_lists`] finds them.
    Cue {
        /// Has lists of words.
        worded: bool,
        /// Which attributions.
        filter: CueFilter,
    },
    /// Attributions by source; `worded` where [`Plan::source_lists`] finds them.
    Source {
        /// Has lists of words.
        worded: bool,
        /// Where the word must stand.
        at: At,
        /// Nothing else may describe it.
        bare: bool,
        /// Underline the word only.
        underline_match: bool,
        /// Which attributions.
        filter: CueFilter,
    },
    /// Quotations.
    Quote {
        /// Whether somebody is named.
        speaker: Tri,
        /// Whole sentences or fragments.
        sentence: Tri,
        /// No capital inside.
        lower: bool,
    },
    /// Assertions in the paper's own voice.
    Claim {
        /// Any of them is one.
        patterns: Option<GroupId>,
        /// Or their score.
        score: Vec<ScoreLine>,
    },
    /// The whole story.
    Story(Evidence),
}

/// What a story check goes by.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What it checks.
    pub check: StoryCheck,
    /// Source classes that count as none.
    pub not_classes: Vec<SourceClass>,
    /// For checks that score sentences.
    pub score: Vec<ScoreLine>,
    /// Patterns by what they are evidence of.
    pub groups: BTreeMap<String, GroupId>,
}

/// One rule, compiled.
#[derive(Debug)]
pub struct Check {
    /// `family/name`.
    pub id: Arc<str>,
    /// One line.
    pub summary: Said,
    /// Default severity.
    pub severity: Level,
    /// By tier.
    pub tiers: BTreeMap<String, Level>,
    /// First that can be filled.
    pub message: Vec<Template>,
    /// First that can be filled.
    pub help: Vec<Template>,
    /// What a program may write instead.
    pub fix: Option<Repair>,
    /// First that can be filled.
    pub note: Vec<Template>,
    /// Where it looks.
    pub scope: Scope,
    /// What it looks for.
    pub job: Job,
    /// Any silences.
    pub unless: Vec<GuardPlan>,
    /// One must hold.
    pub require: Vec<GuardPlan>,
    /// First that holds.
    pub when: Vec<WhenPlan>,
    /// `window`, `min-words` …
    pub numbers: BTreeMap<String, i64>,
    /// Options that are true or false.
    pub flags: BTreeMap<String, bool>,
    /// Options that are lists, in lower case.
    pub lists: BTreeMap<String, Vec<String>>,
    /// Who reports where findings overlap.
    pub priority: i64,
    /// By check: whether its findings in the same sentence become notes of this one.
    pub absorbs: Vec<bool>,
    /// At most one finding per ….
    pub once: Option<Once>,
    /// Story kinds where it is off.
    pub kinds_exempt: Vec<String>,
}

impl Check {
    /// A number of the rule, or its default.
    pub fn number(&self, name: &str, default: i64) -> i64 {
        self.numbers.get(name).copied().unwrap_or(default)
    }

    /// Whether an option is on.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        self.flags.get(name).copied().unwrap_or(default)
    }

    /// The entries of an option that is a list, in lower case.
    pub fn list(&self, name: &str) -> &[String] {
        self.lists.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rule finds something about the story, not words in a place.
    pub const fn is_story(&self) -> bool {
        matches!(&self.job, Job::Story(e) if !e.check.is_local())
    }

    /// A number that counts things.
    pub fn count(&self, name: &str, default: i64) -> usize {
        usize::try_from(self.number(name, default)).unwrap_or(0)
    }
}

impl Plan {
    /// Whether a house wants this source left alone.
    pub fn ignores(&self, article: &Article<'_>, attribution: &Attribution) -> bool {
        let phrase = attribution.source.map(|s| article.text(s).to_lowercase());
        let name = attribution.speaker.and_then(|s| article.sources.get(s as usize)).map(|s| s.name.to_lowercase());
        self.ignore_sources.iter().any(|i| phrase.as_ref() == Some(i) || name.as_ref() == Some(i))
    }

    /// What the list that was hit says to write instead.
    pub fn alternatives(&self, list: ListId, lemma: u32) -> Option<&[Said]> {
        let file = self.lists.get(list.index())?.file;
        self.alternatives.get(&(file, lemma)).map(Vec::as_slice)
    }
}
