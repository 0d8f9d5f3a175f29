//! From an article to finished diagnostics: which rules are on, what they find, which finding speaks for a place, and
//! where all that is in the file. Owns the order of things; does no I/O and renders nothing.

mod compile;
mod examples;
mod merge;

pub use examples::ExampleResult;

use crate::article::{Article, TokenKind};
use crate::check::{self, Finding, Plan};
use crate::config::Settings;
use crate::diagnostic::{Diagnostic, Label};
use crate::format::{self, Format};
use crate::parse::{self, Grammar};
use crate::rule::RuleSet;
use crate::source::Source;
use crate::span::{SourceSpan, TextSpan};
use std::collections::BTreeMap;

/// Rules and settings, compiled: lints any number of files.
#[derive(Debug)]
pub struct Linter {
    plan: Plan,
    grammar: Grammar,
    /// The kind that settings name.
    kind: Option<String>,
    /// By kind of story: which checks are on. The empty name is for unknown kinds.
    profiles: BTreeMap<String, Vec<bool>>,
    /// Examples of the rules, for `test`.
    examples: Vec<examples::Case>,
}

/// What linting one file gives.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    /// In order of place, then rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Sentences in file order: what the `full` report shows as lines.
    pub display: Vec<SourceSpan>,
    /// Words of prose.
    pub words: u32,
}

impl Linter {
    /// Compiles rules under settings.
    ///
    /// # Errors
    /// Mistakes that only show when rules are put together, by rule file: a pattern that does not parse, an unknown list.
    pub fn new(rules: &RuleSet, settings: &Settings) -> Result<Self, Vec<(Source, Vec<Diagnostic>)>> {
        compile::compile(rules, settings)
    }

    /// Parses a file under the words of these rules.
    pub fn parse<'s>(&self, source: &'s Source, format: Format) -> Article<'s> {
        parse::parse(format::read(source, format), &self.plan.lexicon, &self.grammar)
    }

    /// Lints a file.
    pub fn lint(&self, source: &Source, format: Format) -> Linted {
        self.lint_article(&self.parse(source, format))
    }

    /// Lints a parsed article.
    pub fn lint_article(&self, article: &Article<'_>) -> Linted {
        let findings = check::run(&self.plan, article, self.profile(article));
        let findings = merge::limit(&self.plan, findings);
        let merged = merge::merge(&self.plan, findings);
        let mut diagnostics: Vec<Diagnostic> = merged.into_iter().map(|m| self.diagnostic(article, m)).collect();
        diagnostics.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        diagnostics.dedup_by(|a, b| a.span == b.span && a.rule == b.rule);
        fingerprint(article, &mut diagnostics);
        Linted {
            diagnostics,
            display: article.sentences.iter().map(|s| article.prose.map.to_source(article.span(s.tokens))).collect(),
            words: article.tokens.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count()
                as u32,
        }
    }

    /// Ids of the rules that are compiled, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.plan.checks.iter().map(|c| c.id.as_str())
    }

    /// The checks that are on for a story of this kind: what it says of itself goes before what settings say of it.
    fn profile(&self, article: &Article<'_>) -> &[bool] {
        let own = article.prose.kind.as_ref().map(|(kind, _)| kind.as_str());
        let known = |kind: &&str| self.profiles.contains_key(*kind);
        let kind = own.filter(known).or(self.kind.as_deref().filter(known)).unwrap_or("");
        &self.profiles[kind]
    }

    fn diagnostic(&self, article: &Article<'_>, merged: merge::Merged) -> Diagnostic {
        let place = |f: &Finding| article.prose.map.to_source(article.span(f.found));
        let finding = merged.finding;
        Diagnostic {
            rule: self.plan.checks[finding.check].id.clone(),
            severity: finding.severity,
            span: place(&finding),
            related: merged.notes.iter().map(|n| Label { span: place(n), message: n.note.clone() }).collect(),
            message: finding.message,
            help: finding.help,
            fix: None,
            fingerprint: text_key(article.span(article.sentences[finding.sentence as usize].tokens)),
        }
    }
}

/// Until all diagnostics are in order, the fingerprint holds the place of the sentence.
fn text_key(span: TextSpan) -> String {
    format!("{} {}", span.start, span.end)
}

/// Stable across edits elsewhere: rule, words of the sentence, and the count of equal ones before.
fn fingerprint(article: &Article<'_>, diagnostics: &mut [Diagnostic]) {
    let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
    for diagnostic in diagnostics {
        let (start, end) = diagnostic
            .fingerprint
            .split_once(' ')
            .and_then(|(a, b)| Some((a.parse::<usize>().ok()?, b.parse::<usize>().ok()?)))
            .expect("text_key wrote two numbers");
        let mut hash = Fnv::new();
        hash.add(diagnostic.rule.as_bytes());
        for word in article.prose.text[start..end].split_whitespace() {
            hash.add(b" ");
            hash.add(word.as_bytes());
        }
        let count = seen.entry(hash.0).or_insert(0);
        hash.add(&count.to_le_bytes());
        *count += 1;
        diagnostic.fingerprint = format!("{:016x}", hash.0);
    }
}

/// FNV-1a, 64 bits: stable across versions of Rust, unlike its own hashers.
struct Fnv(u64);

impl Fnv {
    const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
