//! What sayso tells a person or a program about one place in a file: [`Diagnostic`] with its [`Label`]s and [`Fix`],
//! and the [`RuleCard`] that explains a rule. Data only: rendering is `report`'s, finding is `check`'s.

use crate::span::SourceSpan;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use std::sync::Arc;

/// How much a diagnostic matters. Ordered: `Info < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; never a reason to hold the copy.
    Info,
    /// A desk editor would query it.
    Warning,
    /// The copy should not run like this.
    Error,
}

impl Severity {
    /// The name used in rule files, reports and options.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// One step down; `None` below `Info`.
    pub const fn lower(self) -> Option<Self> {
        match self {
            Self::Error => Some(Self::Warning),
            Self::Warning => Some(Self::Info),
            Self::Info => None,
        }
    }

    /// One step up; `Error` stays.
    #[must_use]
    pub const fn raise(self) -> Self {
        match self {
            Self::Info => Self::Warning,
            Self::Warning | Self::Error => Self::Error,
        }
    }
}

/// A severity, or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// Not run.
    Off,
    /// Run, and reported as this.
    On(Severity),
}

impl Level {
    /// The names that [`Level::from_str`] takes.
    pub const NAMES: &[&str] = &["off", "info", "warning", "error"];

    /// The severity, unless off.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::On(severity) => Some(severity),
        }
    }
}

/// The text is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a severity is off, info, warning or error")]
pub struct NoLevel;

impl FromStr for Level {
    type Err = NoLevel;

    fn from_str(text: &str) -> Result<Self, NoLevel> {
        match text {
            "off" => Ok(Self::Off),
            "info" => Ok(Self::On(Severity::Info)),
            "warning" => Ok(Self::On(Severity::Warning)),
            "error" => Ok(Self::On(Severity::Error)),
            _ => Err(NoLevel),
        }
    }
}

/// A second place that belongs to a diagnostic, with what it has to do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: SourceSpan,
    /// What this place adds.
    pub message: String,
}

/// Whether a fix may be applied without a person looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Cannot change what the copy says.
    Safe,
    /// A suggestion: an editor has to agree.
    Unsafe,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace; empty to insert.
    pub span: SourceSpan,
    /// The new text.
    pub text: String,
}

/// A repair that a program can apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// May it be applied unasked?
    pub safety: Safety,
    /// Non-overlapping edits in ascending order.
    pub edits: Vec<Edit>,
}

/// One finished message about one place in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Id of the rule (`claims/unattributed-accusation`), or of a fault of the run itself (`config/unknown-key`).
    pub rule: Arc<str>,
    /// How much it matters, after scope, options and house settings.
    pub severity: Severity,
    /// Stands alone: says what was found, with the words.
    pub message: String,
    /// One repair.
    pub help: Option<String>,
    /// The words concerned.
    pub span: SourceSpan,
    /// Other places, most important first.
    pub related: Vec<Label>,
    /// A repair a program can apply.
    pub fix: Option<Fix>,
    /// Stable across edits elsewhere in the file: 16 hexadecimal digits over rule, the words of the sentence and the
    /// count of equal ones before it. Empty where it was not asked for.
    pub fingerprint: String,
}

/// Why a finding is not told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suppression {
    /// A directive in the copy says so.
    InSource {
        /// The reason it gives.
        reason: Option<String>,
    },
    /// It was there when the baseline was made.
    Baseline,
}

impl Diagnostic {
    /// A mistake in what steers the run (configuration, rule file, directive): an error, because what it asked for is not
    /// what happens.
    pub fn fault(rule: &str, span: SourceSpan, message: String, help: Option<String>) -> Self {
        Self {
            rule: rule.into(),
            severity: Severity::Error,
            message,
            help,
            span,
            related: Vec::new(),
            fix: None,
            fingerprint: String::new(),
        }
    }
}

/// What a person may want to know about a rule: enough for every report, without the rule itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCard {
    /// `family/name`.
    pub id: String,
    /// One line: what it flags.
    pub summary: String,
    /// Default severity; `None` where the rule is off unless a house switches it on.
    pub severity: Option<Severity>,
    /// Why an editor cares.
    pub why: String,
    /// The repair it suggests.
    pub help: String,
    /// Standards and research it rests on.
    pub references: Vec<String>,
}
