//! From an article to finished diagnostics: which rules are on, what they find, which finding speaks for a place, and
//! where all that is in the file. Owns the order of things; does no I/O and renders nothing.

mod answers;
mod compile;
mod examples;
mod fingerprint;
mod merge;

pub use examples::ExampleResult;

use crate::article::{Article, Sentence, TokenSpan};
use crate::check::{self, Check, Finding, Plan};
use crate::config::{Pattern, RuleSettings, Settings};
use crate::diagnostic::{Diagnostic, Edit, Fix, Label, Level, Safety, Severity, Suppression};
use crate::format::{self, Format};
use crate::parse::{self, Grammar};
use crate::rule::RuleSet;
use crate::source::Source;
use crate::span::{SourceSpan, TextSpan};
use crate::suppress::Directives;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Rules and settings, compiled: lints any number of files.
#[derive(Debug)]
pub struct Linter {
    plan: Plan,
    grammar: Grammar,
    /// The kind that settings name.
    kind: Option<String>,
    /// By kind of story: which checks are on. The empty name is for unknown kinds.
    profiles: BTreeMap<String, Profile>,
    /// By check: settings ask for it whatever the kind.
    wanted: Vec<bool>,
    /// What directives are read by.
    answers: answers::Answers,
    /// Examples of the rules, for `test`.
    examples: Vec<examples::Case>,
}

/// A kind of story.
#[derive(Debug)]
struct Profile {
    /// Ids, families and globs that it switches off.
    off: Vec<String>,
    /// By check, once a story is of this kind.
    on: OnceLock<Vec<bool>>,
}

/// What linting one file gives.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    /// In order of place, then rule.
    pub diagnostics: Vec<Diagnostic>,
    /// Sentences in file order: what the `full` report shows as lines.
    pub display: Vec<SourceSpan>,
    /// A hash of the words of each sentence that a diagnostic starts in, by its number in `display`; of no sentence where
    /// fingerprints were not asked for.
    pub hashes: BTreeMap<usize, u64>,
    /// Words of prose.
    pub words: u32,
    /// What directives have silenced, in order of place.
    pub suppressed: Vec<(Diagnostic, Suppression)>,
}

impl Linted {
    /// The sentence, by number in `display`, that a diagnostic starts in. None for what is wrong with a directive.
    pub fn sentence(&self, diagnostic: &Diagnostic) -> Option<usize> {
        let next = self.display.partition_point(|sentence| sentence.start <= diagnostic.span.start);
        next.checked_sub(1).filter(|&i| diagnostic.span.start < self.display[i].end)
    }

    /// A hash of the words of that sentence; outside sentences, of the words of the diagnostic itself.
    pub fn sentence_hash(&self, source: &Source, diagnostic: &Diagnostic) -> u64 {
        let known = self.sentence(diagnostic).and_then(|i| self.hashes.get(&i));
        known.copied().unwrap_or_else(|| fingerprint::of_words(source.slice(diagnostic.span)))
    }

    /// Adds what is wrong with directives.
    fn add_faults(&mut self, faults: Vec<Diagnostic>, article: &Article<'_>) {
        if faults.is_empty() {
            return;
        }
        let sentences: Vec<usize> = faults.iter().filter_map(|fault| self.sentence(fault)).collect();
        for i in sentences {
            self.hashes.entry(i).or_insert_with(|| hash(article, &article.sentences[i]));
        }
        self.diagnostics.extend(faults);
        self.diagnostics.sort_by(|a, b| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
    }
}

/// A diagnostic on its way.
struct Told {
    diagnostic: Diagnostic,
    /// Index into [`Plan::checks`].
    check: usize,
    /// Index into the article's sentences.
    sentence: u32,
    /// The directive that silences it.
    item: Option<usize>,
}

impl Linter {
    /// Compiles rules under settings.
    ///
    /// # Errors
    /// Mistakes that only show when rules are put together, by rule file: a pattern that does not parse, an unknown list.
    pub fn new(rules: &RuleSet, settings: &Settings) -> Result<Self, Vec<(Source, Vec<Diagnostic>)>> {
        compile::compile(rules, settings)
    }

    /// Settings under which every rule runs, those that are off by default too: for examples.
    pub fn all_on(rules: &RuleSet) -> Settings {
        let off = rules.rules().filter(|r| r.severity == Level::Off);
        let on = || RuleSettings { severity: Some(Level::On(Severity::Info)), ..RuleSettings::default() };
        Settings { rules: off.map(|r| (r.id.clone(), on())).collect(), ..Settings::default() }
    }

    /// Parses a file under the words of these rules.
    pub fn parse<'s>(&self, source: &'s Source, format: Format) -> Article<'s> {
        parse::parse(format::read(source, format), &self.plan.lexicon, &self.grammar)
    }

    /// Parses files, each by itself.
    pub fn parse_all<'s>(&self, files: &[(&'s Source, Format)]) -> Vec<Article<'s>> {
        let proses: Vec<_> = files.iter().map(|(source, format)| format::read(source, *format)).collect();
        parse::parse_all(proses, &self.plan.lexicon, &self.grammar)
    }

    /// How many tokens a text has: for benches of that part alone.
    #[doc(hidden)]
    pub fn count_tokens(&self, text: &str) -> usize {
        parse::count_tokens(text, &self.plan.lexicon, &self.grammar)
    }

    /// How many sentences a file has: for benches of what comes before attribution.
    #[doc(hidden)]
    pub fn count_sentences(&self, source: &Source, format: Format) -> usize {
        parse::count_sentences(format::read(source, format), &self.plan.lexicon, &self.grammar)
    }

    /// Lints a file.
    pub fn lint(&self, source: &Source, format: Format) -> Linted {
        self.lint_all(&[(source, format)]).pop().unwrap_or_default()
    }

    /// Lints files, each by itself; what it says of one is the same as [`Linter::lint`] does. A few short ones together take
    /// less time: see [`parse::parse_all`].
    pub fn lint_all(&self, files: &[(&Source, Format)]) -> Vec<Linted> {
        self.lint_files(files, true)
    }

    /// [`Linter::lint_all`] for whoever asks neither for fingerprints nor for [`Linted::sentence_hash`]: they are left out.
    pub fn lint_all_nameless(&self, files: &[(&Source, Format)]) -> Vec<Linted> {
        self.lint_files(files, false)
    }

    fn lint_files(&self, files: &[(&Source, Format)], named: bool) -> Vec<Linted> {
        let articles = self.parse_all(files);
        let found = self.find(&articles);
        let finish = |((source, format), (article, findings)): (&(&Source, Format), (&Article<'_>, _))| {
            let mut directives = self.directives(source, *format, article);
            let mut linted = self.settle(article, findings, &mut directives, named);
            linted.add_faults(self.faults(directives, article), article);
            linted
        };
        files.iter().zip(articles.iter().zip(found)).map(finish).collect()
    }

    /// Lints a parsed article, without heed to directives.
    pub fn lint_article(&self, article: &Article<'_>) -> Linted {
        let found = self.find(std::slice::from_ref(article)).pop().unwrap_or_default();
        self.settle(article, found, &mut Directives::default(), true)
    }

    /// Hashes of the words of all sentences: what a later version of the file is compared with.
    pub fn sentence_hashes(&self, source: &Source, format: Format) -> Vec<u64> {
        let article = self.parse(source, format);
        article.sentences.iter().map(|sentence| hash(&article, sentence)).collect()
    }

    /// What the checks that are on find in each article.
    fn find(&self, articles: &[Article<'_>]) -> Vec<Vec<Finding>> {
        let all: Vec<_> = articles.iter().map(|article| (article, self.profile(article))).collect();
        check::run(&self.plan, &all)
    }

    /// Findings to diagnostics, with a fingerprint each if they are to be `named`.
    fn settle(
        &self,
        article: &Article<'_>,
        findings: Vec<Finding>,
        directives: &mut Directives,
        named: bool,
    ) -> Linted {
        // Before rules are weighed against each other: where one is silenced the next may speak.
        let (told, silenced) = self.divide(article, findings, directives);
        let mut all: Vec<Told> = Vec::with_capacity(told.len());
        for (item, findings) in std::iter::once((None, told)).chain(silenced) {
            all.extend(merge::merge(&self.plan, findings).into_iter().map(|m| {
                let (check, sentence) = (m.finding.check, m.finding.sentence);
                Told { diagnostic: self.diagnostic(article, m), check, sentence, item }
            }));
        }
        // Checks are in order of their rules' ids.
        all.sort_by_cached_key(|told| (told.diagnostic.span, told.check, told.item));
        all.dedup_by(|a, b| a.diagnostic.span == b.diagnostic.span && a.check == b.check);
        let mut linted = Linted {
            hashes: if named { fingerprint(article, &mut all) } else { BTreeMap::new() },
            display: article.sentences.iter().map(|s| article.prose.map.to_source(article.span(s.tokens))).collect(),
            words: article.words,
            ..Linted::default()
        };
        linted.diagnostics.reserve_exact(all.len());
        for Told { diagnostic, item, .. } in all {
            match item {
                None => linted.diagnostics.push(diagnostic),
                Some(item) => {
                    let reason = directives.reason(item);
                    linted.suppressed.push((diagnostic, Suppression::InSource { reason }));
                }
            }
        }
        linted
    }

    /// Ids of the rules that are compiled, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.plan.checks.iter().map(|c| &*c.id)
    }

    /// The checks that are on for a story of this kind: what it says of itself goes before what settings say of it.
    fn profile(&self, article: &Article<'_>) -> &[bool] {
        let own = article.prose.kind.as_ref().map(|(kind, _)| kind.as_str());
        let known = |kind: &&str| self.profiles.contains_key(*kind);
        let kind = own.filter(known).or(self.kind.as_deref().filter(known)).unwrap_or("");
        let profile = &self.profiles[kind];
        profile.on.get_or_init(|| {
            let off: Vec<Pattern<'_>> = profile.off.iter().map(|p| Pattern::new(p)).collect();
            let is_on = |(check, &wanted): (&Check, &bool)| {
                let exempt = off.iter().any(|p| p.matches(&check.id)) || check.kinds_exempt.iter().any(|k| k == kind);
                wanted || !exempt
            };
            self.plan.checks.iter().zip(&self.wanted).map(is_on).collect()
        })
    }

    fn diagnostic(&self, article: &Article<'_>, merged: merge::Merged) -> Diagnostic {
        let place = |run: TokenSpan| article.prose.map.to_source(article.span(run));
        let finding = merged.finding;
        let span = place(finding.found);
        let own = finding.related.into_iter().map(|(run, message)| Label { span: place(run), message });
        let as_note = |n: Finding| Label { span: place(n.found), message: n.note.unwrap_or(n.message) };
        let related = own.chain(merged.notes.into_iter().map(as_note)).collect();
        Diagnostic {
            rule: self.plan.checks[finding.check].id.clone(),
            severity: finding.severity,
            span,
            related,
            message: finding.message,
            help: finding.help,
            fix: finding.fix.and_then(|(text, safety)| fix(text, safety, span, article.span(finding.found))),
            // That takes all diagnostics in their order.
            fingerprint: String::new(),
        }
    }
}

/// The repair in the file. None where markup stands between the words: what would become of it?
fn fix(text: String, safety: Safety, span: SourceSpan, words: TextSpan) -> Option<Fix> {
    (span.len() == words.len()).then(|| Fix { safety, edits: vec![Edit { span, text }] })
}

fn hash(article: &Article<'_>, sentence: &Sentence) -> u64 {
    fingerprint::of_words(article.text(sentence.tokens))
}

/// Gives each diagnostic its fingerprint. Returns the hashes of the sentences at hand: to hash all would be work for nobody.
fn fingerprint(article: &Article<'_>, all: &mut [Told]) -> BTreeMap<usize, u64> {
    let mut counts = fingerprint::Counts::default();
    let mut hashes = BTreeMap::new();
    let mut last = None;
    for Told { diagnostic, sentence, .. } in all {
        // What stands in one sentence mostly comes one after the other.
        let hash = match last {
            Some((same, hash)) if same == *sentence => hash,
            _ => hash(article, &article.sentences[*sentence as usize]),
        };
        last = Some((*sentence, hash));
        hashes.insert(*sentence as usize, hash);
        diagnostic.fingerprint = counts.fingerprint(&diagnostic.rule, hash);
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> RuleSet {
        let mut set = RuleSet::default();
        let general = "summary='g'\nseverity='info'\nmessage='general `{found}`'\nwhy='w'\n[match.terms]\nwords=['shelled', 'market']\n";
        let special = "summary='s'\nseverity='error'\nmessage='special `{found}`'\nwhy='w'\nabsorbs=['a/general']\n[match.pattern]\npatterns='{troops shelled} the'\n[options.years]\ndefault=['x']\ndoc='d'\n[unless]\npatterns='@option.years'\n";
        for (id, text) in [("a/general.toml", general), ("b/special.toml", special)] {
            let faults = set.add(id, Source::from_text(id, text));
            assert!(faults.is_empty(), "{faults:?}");
        }
        set
    }

    #[test]
    fn built_in_rules_start_with_what_is_stored() {
        let start = |settings: &Settings| Linter::new(&RuleSet::builtin(), settings).expect("built-in rules compile");
        let plan = start(&Settings::default()).plan;
        assert!(plan.lexicon.is_stored() && plan.bank.is_stored());
        let some = start(&Settings { select: vec!["claims".to_owned()], ..Settings::default() }).plan;
        assert!(some.lexicon.is_stored() && !some.bank.is_stored());
        let more = Settings { allow: vec!["an utterly unheard-of phrase".to_owned()], ..Settings::default() };
        let more = start(&more).plan;
        assert!(!more.lexicon.is_stored() && !more.bank.is_stored());
    }

    #[test]
    fn a_house_rule_without_a_pattern_is_no_built_in_one() {
        let mut rules = RuleSet::builtin();
        let text = "summary='s'\nseverity='info'\nmessage='m'\nwhy='w'\n[match.story]\ncheck='attribution-gap'\n[match.story.evidence]\nplain=[]\n";
        let faults = rules.add("zz/last.toml", Source::from_text("zz/last.toml", text));
        assert!(faults.is_empty(), "{faults:?}");
        let linter = Linter::new(&rules, &Settings::default()).expect("nothing in it can be wrong");
        assert!(linter.plan.lexicon.is_stored() && !linter.plan.bank.is_stored());
        linter.lint(&Source::from_text("x.txt", "The mayor resigned on Friday. He said so."), Format::Plain);
    }

    fn lint(settings: &Settings, text: &str) -> Vec<Diagnostic> {
        let Ok(linter) = Linter::new(&rules(), settings) else { panic!("both rules compile") };
        linter.lint(&Source::from_text("x.txt", text), Format::Plain).diagnostics
    }

    const STORY: &str =
        "Guns heard near port\n\nThe troops shelled the market on Friday. The market burned. The market burned.\n";

    #[test]
    fn the_specific_rule_speaks_and_the_general_one_is_its_note() {
        let found = lint(&Settings::default(), STORY);
        let rules: Vec<&str> = found.iter().map(|d| &*d.rule).collect();
        assert_eq!(rules, ["b/special", "a/general", "a/general"]);
        assert_eq!(found[0].message, "special `troops shelled`");
        let notes: Vec<&str> = found[0].related.iter().map(|l| l.message.as_str()).collect();
        assert_eq!(notes, ["general `shelled`", "general `market`"]);
        assert_ne!(found[1].fingerprint, found[2].fingerprint, "equal sentences are told apart by their count");
    }

    #[test]
    fn a_house_sets_severity_options_and_selection() {
        let rule = |severity: Option<&str>, option: Option<&str>| RuleSettings {
            severity: severity.and_then(|s| s.parse().ok()),
            options: option.map(|o| ("years".to_owned(), vec![o].into())).into_iter().collect(),
        };
        let with = |id: &str, r: RuleSettings| Settings { rules: [(id.to_owned(), r)].into(), ..Settings::default() };
        let found = lint(&with("b/special", rule(Some("warning"), None)), STORY);
        assert_eq!(found[0].severity, Severity::Warning);
        let found = lint(&with("b/special", rule(None, Some("Friday"))), STORY);
        assert!(found.iter().all(|d| *d.rule == *"a/general"));
        let found = lint(&with("a/general", rule(Some("off"), None)), STORY);
        assert!(found.iter().all(|d| *d.rule == *"b/special" && d.related.is_empty()));
        let found = lint(&Settings { ignore: vec!["a".to_owned()], ..Settings::default() }, STORY);
        assert_eq!(found.len(), 1);
        let found = lint(&Settings { allow: vec!["the market".to_owned()], ..Settings::default() }, STORY);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
