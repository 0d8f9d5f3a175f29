//! The examples that rule files carry, run through the real parser and the rule itself. Owns what it means for an
//! example to pass.

use super::Linter;
use crate::check::{self, Finding};
use crate::diagnostic::Severity;
use crate::format::{self, Format};
use crate::prose::{Block, Prose, SourceMap};
use crate::rule::example::marks;
use crate::rule::{Example, Promise, Rule};
use crate::source::Source;
use crate::span::{SourceSpan, TextSpan};
use std::borrow::Cow;
use std::sync::Arc;

/// One example, waiting to be run.
#[derive(Clone, Debug)]
pub(super) struct Case {
    check: usize,
    file: Arc<Source>,
    example: Example,
}

/// What came of one example.
#[derive(Clone, Debug)]
pub struct ExampleResult {
    /// The rule it belongs to.
    pub rule: Arc<str>,
    /// What it promises.
    pub promise: Promise,
    /// The rule file.
    pub file: Arc<Source>,
    /// Its literal in that file.
    pub at: SourceSpan,
    /// The copy without braces.
    pub text: String,
    /// What the braces mark.
    pub expected: Vec<TextSpan>,
    /// What the rule found, with its severity.
    pub found: Vec<(TextSpan, Severity)>,
    /// The severity the example asks for.
    pub severity: Option<Severity>,
    /// It holds what it promises.
    pub passed: bool,
}

pub(super) fn cases(rule: &Rule, check: usize) -> impl Iterator<Item = Case> {
    rule.examples.iter().map(move |example| Case {
        check,
        file: Arc::clone(rule.file.source()),
        example: example.clone(),
    })
}

impl Linter {
    /// Runs the examples of all its rules, rule by rule in the order of their files. An example is judged by its own
    /// rule alone, before findings are merged.
    pub fn test(&self) -> Vec<ExampleResult> {
        self.examples.iter().map(|case| self.run(case)).collect()
    }

    fn run(&self, case: &Case) -> ExampleResult {
        let rule = self.plan.checks[case.check].id.clone();
        let (text, expected) = marks(&case.example.text.value).expect("the loader has read the braces");
        let mut found = self.findings(case.check, &text, &case.example);
        found.sort_unstable();
        found.dedup();
        let exact = found.iter().map(|(span, _)| *span).eq(expected.iter().copied());
        let passed = match case.example.promise {
            Promise::Fires => exact && case.example.severity.is_none_or(|s| found.iter().all(|(_, f)| *f == s)),
            Promise::Quiet => found.is_empty(),
            Promise::Misses => !exact,
        };
        ExampleResult {
            rule,
            promise: case.example.promise,
            file: Arc::clone(&case.file),
            at: case.example.text.span,
            text,
            expected,
            found,
            severity: case.example.severity,
            passed,
        }
    }

    fn findings(&self, check: usize, text: &str, example: &Example) -> Vec<(TextSpan, Severity)> {
        let source = Source::from_text("example", text);
        // One paragraph is a sentence or two of a story, not a headline.
        let whole = text.trim_end();
        let lines = |end: &str| whole.trim_start().contains(end);
        let prose = if lines("\n\n") || lines("\r\n\r\n") || lines("\r\r") {
            format::read(&source, Format::Plain)
        } else {
            let start = text.len() - text.trim_start().len();
            let span = TextSpan::new(start as u32, whole.len().max(start) as u32);
            Prose {
                text: Cow::Borrowed(text),
                map: SourceMap::identity(),
                blocks: vec![Block { kind: example.zone, span }],
                kind: None,
            }
        };
        let article = crate::parse::parse(prose, &self.plan.lexicon, &self.grammar);
        let mut on = vec![false; self.plan.checks.len()];
        on[check] = true;
        let findings = check::run(&self.plan, &[(&article, &on)]).pop().unwrap_or_default();
        let place = |f: &Finding| {
            let span = article.prose.map.to_source(article.span(f.found));
            TextSpan::new(span.start, span.end)
        };
        super::merge::limit(&self.plan, &findings)
            .into_iter()
            .map(|at| (place(&findings[at]), findings[at].severity))
            .collect()
    }
}
