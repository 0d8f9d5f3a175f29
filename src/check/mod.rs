//! What rules do with an article. Owns the compiled rules ([`Plan`]), the candidate a matcher finds, and what scope,
//! guards and tiers make of it (`Context::admit`). Each matcher kind has its file and knows none of the others.
//! Counts in tokens: never sees a file or a source span.

mod claim;
mod cue;
mod guard;
mod message;
mod pattern;
mod plan;
mod quote;
mod repair;
mod scope;
mod source;
mod story;
mod terms;

pub use guard::GuardPlan;
pub use message::Template;
pub use plan::{Check, Evidence, Job, Kinds, ListInfo, Plan, ScoreLine, WhenPlan};
pub use scope::Voice;

use crate::article::{Article, Attribution, SourceClass, TokenSpan};
use crate::diagnostic::Level;
use crate::diagnostic::{Safety, Severity};
use crate::rule::pattern::{GroupId, Hit, Hits, ListHit, Reader};
use crate::rule::schema::Set;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// Something a matcher found, before scope and guards.
#[derive(Clone, Debug, Default)]
pub struct Candidate {
    /// Which rule: index into [`Plan::checks`].
    pub check: usize,
    /// What to underline.
    pub found: TokenSpan,
    /// The attribution at hand.
    pub attribution: Option<u32>,
    /// The list entry it rests on.
    pub entry: Option<ListHit>,
    /// A neighbour's attribution may reach this far: one step down.
    pub softened: bool,
    /// The matcher has looked at scope itself.
    pub scoped: bool,
    /// Points.
    pub score: i64,
    /// What scored, where that is not all of `found`.
    pub hits: Vec<TokenSpan>,
    /// A number for the message.
    pub count: Option<u32>,
    /// A registry entry for the message.
    pub speaker: Option<u32>,
    /// The tier, where no list entry says.
    pub tier: Option<&'static str>,
    /// More for the message, by placeholder.
    pub facts: Vec<(&'static str, String)>,
    /// Other places, and what to say of them.
    pub related: Vec<(TokenSpan, String)>,
}

/// What a rule has to say about one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which rule: index into [`Plan::checks`].
    pub check: usize,
    /// What to underline.
    pub found: TokenSpan,
    /// The tokens that clash with other findings, where that is not all of `found`.
    pub hits: Vec<TokenSpan>,
    /// Index into the article's sentences.
    pub sentence: u32,
    /// After tier, guards and scope.
    pub severity: Severity,
    /// Filled in.
    pub message: String,
    /// Filled in.
    pub help: Option<String>,
    /// What to write in place of the found words.
    pub fix: Option<(String, Safety)>,
    /// What it says as somebody else's note, where that is not its message.
    pub note: Option<String>,
    /// Whose words or name it is about.
    pub speaker: Option<u32>,
    /// The list entry it rests on.
    pub entry: Option<ListHit>,
    /// Other places, and what to say of them.
    pub related: Vec<(TokenSpan, String)>,
}

impl Finding {
    /// The tokens that clash with other findings.
    pub fn claims(&self) -> &[TokenSpan] {
        if self.hits.is_empty() { std::slice::from_ref(&self.found) } else { &self.hits }
    }
}

/// One article under one plan.
#[derive(Debug)]
pub struct Context<'a> {
    /// The rules.
    pub plan: &'a Plan,
    /// The copy.
    pub article: &'a Article<'a>,
    reader: Reader<'a>,
    /// Matches of all eager patterns, by group and place.
    hits: Hits,
    /// Formulas, in order of place; none touches another.
    formulas: Vec<TokenSpan>,
    /// Attributions to sources that a house wants left alone; empty if there is no such source.
    ignored: Vec<bool>,
    /// What story checks count by, once one has asked.
    said: OnceCell<Vec<story::Said<'a>>>,
    /// Who of these goes by which surname, once one has asked.
    surnames: OnceCell<story::Surnames<'a>>,
    /// The number of each block's paragraph, once one is told.
    paragraphs: OnceCell<Vec<usize>>,
    /// Each figure that somebody names, by where that is first, once a guard has asked.
    figures: OnceCell<FxHashMap<&'a str, u32>>,
    findings: Vec<Finding>,
}

/// Runs on each article the checks that stand beside it as being on; the findings of each, in no particular order. One kind
/// of check goes through all articles before the next begins, as in [`crate::parse::parse_all`].
pub fn run(plan: &Plan, articles: &[(&Article<'_>, &[bool])]) -> Vec<Vec<Finding>> {
    let readers: Vec<_> = articles.iter().map(|(article, _)| Reader::new(&plan.bank, &plan.lexicon, article)).collect();
    let contexts = readers.into_iter().zip(articles);
    let mut all: Vec<_> = contexts.map(|(reader, (article, on))| (Context::new(plan, article, reader), *on)).collect();
    for kind in [terms::run, pattern::run, cue::run, source::run, quote::run, claim::run] {
        for (context, on) in &mut all {
            kind(context, on);
        }
    }
    story::run(plan, &mut all);
    let finish = |(Context { findings, reader, .. }, _): (Context<'_>, _)| {
        reader.finish();
        findings
    };
    all.into_iter().map(finish).collect()
}

impl<'a> Context<'a> {
    fn new(plan: &'a Plan, article: &'a Article<'a>, reader: Reader<'a>) -> Self {
        let hits = reader.sweep();
        let formulas = joined(hits.of(plan.formulas).iter().map(|hit| hit.whole).collect());
        let some = if plan.ignore_sources.is_empty() { &[][..] } else { &article.attributions };
        let ignored = some.iter().map(|a| plan.ignores(article, a)).collect();
        Self {
            plan,
            article,
            reader,
            hits,
            formulas,
            ignored,
            said: OnceCell::new(),
            surnames: OnceCell::new(),
            paragraphs: OnceCell::new(),
            figures: OnceCell::new(),
            // A few more than most articles have.
            findings: Vec::with_capacity(16.max(article.tokens.len() / 64)),
        }
    }

    /// A house wants the source of an attribution left alone.
    fn is_ignored(&self, attribution: u32) -> bool {
        self.ignored.get(attribution as usize).is_some_and(|ignored| *ignored)
    }

    /// The eager matches of a group, in order of place.
    fn hits_of(&self, group: GroupId) -> &[Hit] {
        self.hits.of(group)
    }

    /// What sort of source an attribution has; `None` without one.
    fn class(&self, attribution: &Attribution) -> Option<SourceClass> {
        attribution.speaker.and_then(|s| self.article.sources.get(s as usize)).map(|s| s.class)
    }

    /// The attributions whose cue stands in a run of tokens.
    fn cues_in(&self, run: TokenSpan) -> std::ops::Range<usize> {
        let all = &self.article.attributions;
        let from = all.partition_point(|a| a.cue.start < run.start);
        let to = all.partition_point(|a| a.cue.start < run.end);
        from..to.max(from)
    }

    /// Somebody in particular is named for what is said here.
    fn has_source(&self, run: TokenSpan) -> bool {
        self.cues_in(run).any(|i| {
            let attribution = &self.article.attributions[i];
            attribution.source.is_some()
                && !matches!(self.class(attribution), Some(SourceClass::Vague | SourceClass::BareAnonymous))
        })
    }

    /// Applies zones, formulas, names, guards, tier, `when` and scope; what is left is a finding.
    fn admit(&mut self, candidate: Candidate) {
        let plan = self.plan;
        let check = &plan.checks[candidate.check];
        let found = candidate.found;
        if found.is_empty() || found.end as usize > self.article.tokens.len() {
            return;
        }
        if !check.is_story() && !check.scope.zones.contains(&self.article.zone(found.start as usize)) {
            return;
        }
        if candidate.attribution.is_some_and(|a| self.is_ignored(a)) {
            return;
        }
        if check.scope.formulas && !candidate.scoped && self.is_formula(found) {
            return;
        }
        if check.scope.names && self.is_name(found) {
            return;
        }
        let tier = candidate.tier.or_else(|| candidate.entry.and_then(|e| plan.lists[e.list.index()].tier.as_deref()));
        let mut level = tier.and_then(|t| check.tiers.get(t)).copied().unwrap_or(check.severity);
        if level == Level::Off {
            return;
        }
        let handling = if candidate.scoped { None } else { Some(self.handling(check, found)) };
        if handling == Some(crate::rule::schema::Handling::Skip) {
            return;
        }
        if check.unless.iter().any(|g| self.holds(g, check, &candidate)) {
            return;
        }
        if !check.require.is_empty() && !check.require.iter().any(|g| self.holds(g, check, &candidate)) {
            return;
        }
        let mut told: Option<usize> = None;
        for (i, when) in check.when.iter().enumerate() {
            if self.holds(&when.guards, check, &candidate) {
                level = match (when.set, level) {
                    (None, level) => level,
                    (Some(Set::To(to)), _) => to,
                    (Some(_), Level::Off) => Level::Off,
                    (Some(Set::Raise), Level::On(s)) => Level::On(s.raise()),
                    (Some(Set::Lower), Level::On(s)) => s.lower().map_or(Level::Off, Level::On),
                };
                told = Some(i);
                break;
            }
        }
        let Level::On(mut severity) = level else { return };
        for step in [handling == Some(crate::rule::schema::Handling::Lower), candidate.softened] {
            if step {
                let Some(lower) = severity.lower() else { return };
                severity = lower;
            }
        }
        let when = told.map(|i| &check.when[i]);
        let message = when.map(|w| &w.message).filter(|m| !m.is_empty()).unwrap_or(&check.message);
        let help = when.map(|w| &w.help).filter(|m| !m.is_empty()).unwrap_or(&check.help);
        let message = self.fill(message, &candidate).unwrap_or_else(|| check.summary.to_string());
        let note = self.fill(&check.note, &candidate);
        let help = self.fill(help, &candidate);
        let fix = self.repair(check, &candidate);
        let speaker = candidate
            .speaker
            .or_else(|| candidate.attribution.and_then(|a| self.article.attributions[a as usize].speaker));
        self.findings.push(Finding {
            check: candidate.check,
            found,
            hits: candidate.hits,
            sentence: self.article.sentence_of[found.start as usize],
            severity,
            message,
            help,
            fix,
            note,
            speaker,
            entry: candidate.entry,
            related: candidate.related,
        });
    }
}

/// Runs in order, those that touch as one.
fn joined(mut all: Vec<TokenSpan>) -> Vec<TokenSpan> {
    all.sort_unstable();
    all.dedup_by(|next, run| {
        let touches = next.start <= run.end;
        if touches {
            run.end = run.end.max(next.end);
        }
        touches
    });
    all
}
