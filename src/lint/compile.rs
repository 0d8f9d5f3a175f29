//! Rule files and settings to a [`Linter`]: words interned, patterns compiled, options applied. Every mistake that shows
//! here is a diagnostic in the rule file where it stands.

use super::answers::Answers;
use super::{Linter, Profile, examples};
use crate::builtin::{self, Base};
use crate::check::{Check, Evidence, GuardPlan, Job, Kinds, ListInfo, Plan, ScoreLine, Template, WhenPlan};
use crate::config::{Catalogue, Pattern, RuleSettings, Settings};
use crate::diagnostic::{Diagnostic, Level, RuleCard};
use crate::lexicon::{Inflect, LexiconBuilder, ListId};
use crate::rule::pattern::{self, BankBuilder, GroupId};
use crate::rule::schema::{ALTERNATIVE, GuardSet, Guards, Matcher, Score, Words};
use crate::rule::{File, Rule, RuleSet, Said, Text, inside};
use crate::source::Source;
use crate::suggest::nearest;
use crate::suppress;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub(super) fn compile(rules: &RuleSet, settings: &Settings) -> Result<Linter, Vec<(Source, Vec<Diagnostic>)>> {
    let own = settings;
    let settings = &with_preset(rules, own);
    let Base { words, grammar, classes, stock } = builtin::base();
    let mut c = Compiler {
        set: rules,
        stored: words.lists(),
        words,
        bank: BankBuilder::with(stock),
        lists: FxHashMap::default(),
        infos: Vec::new(),
        alternatives: FxHashMap::default(),
        repairs: FxHashMap::default(),
        faults: BTreeMap::new(),
    };
    c.load_lists(settings);
    c.load_repairs();
    let formulas = c.formulas(settings);
    let chosen: Vec<&Rule> = rules.rules().filter(|r| is_chosen(r, settings)).collect();
    let mut checks = Vec::new();
    let mut jobs: Vec<(usize, &'static str, Vec<ListId>)> = Vec::new();
    let mut cases = Vec::new();
    for rule in &chosen {
        let check = c.rule(rule, settings.rules.get(&rule.id), checks.len(), &mut jobs, &chosen);
        cases.extend(examples::cases(rule, checks.len()));
        checks.push(check);
    }
    if !c.faults.is_empty() {
        return Err(c.faults.into_values().map(|(file, found)| ((*file).clone(), found)).collect());
    }
    let lexicon = c.words.build();
    let mut infos = c.infos;
    infos.resize(lexicon.lists(), ListInfo::default());
    let table = |kind: &str| {
        let mut by_list: Vec<Vec<u16>> = vec![Vec::new(); lexicon.lists()];
        for (check, _, lists) in jobs.iter().filter(|(_, k, _)| *k == kind) {
            for list in lists {
                by_list[list.index()].push(*check as u16);
            }
        }
        by_list
    };
    let (term_lists, cue_lists, source_lists) = (table("terms"), table("cue"), table("source"));
    let signs = |kind: &str| {
        let lists = jobs.iter().filter(|(_, k, _)| *k == kind).flat_map(|(_, _, lists)| lists);
        lists.fold(0, |signs, list| signs | list.sign())
    };
    let (term_signs, cue_signs, source_signs) = (signs("terms"), signs("cue"), signs("source"));
    let profiles = profiles(rules);
    // A house that sets a severity for a rule means it for every kind.
    let wanted = checks.iter().map(|c: &Check| own.rules.get(&*c.id).is_some_and(|r| r.severity.is_some())).collect();
    let plan = Plan {
        bank: c.bank.build(&lexicon, classes),
        kinds: Kinds::of(&checks),
        checks,
        lexicon,
        lists: infos,
        alternatives: c.alternatives,
        repairs: c.repairs,
        formulas,
        term_lists,
        term_signs,
        cue_lists,
        cue_signs,
        source_lists,
        source_signs,
        ignore_sources: settings.ignore_sources.iter().map(|s| s.to_lowercase()).collect(),
    };
    let dormant = |r: &&Rule| r.severity == Level::Off && r.tiers.values().all(|t| *t == Level::Off);
    let answers = Answers {
        known: Catalogue { rules: rules.ids().map(|id| (id.to_owned(), None)).collect(), ..Catalogue::default() },
        dormant: rules.rules().filter(dormant).map(|r| r.id.clone()).collect(),
        levels: suppress::cards().into_iter().map(|card| (card.id.clone(), level_of_fault(&card, settings))).collect(),
    };
    Ok(Linter { plan, grammar, kind: settings.kind.clone(), profiles, wanted, answers, examples: cases })
}

/// How much a fault of a directive matters here.
fn level_of_fault(card: &RuleCard, settings: &Settings) -> Level {
    let named = |list: &[String]| list.iter().any(|p| Pattern::new(p).matches(&card.id));
    if !settings.select.is_empty() && !named(&settings.select) || named(&settings.ignore) {
        return Level::Off;
    }
    let set = settings.rules.get(&card.id).and_then(|s| s.severity);
    set.unwrap_or_else(|| card.severity.map_or(Level::Off, Level::On))
}

/// The settings with what their preset adds for rules and options that they leave alone.
fn with_preset(rules: &RuleSet, settings: &Settings) -> Settings {
    let mut all = settings.clone();
    let preset = settings.preset.as_deref().and_then(|name| rules.presets().find(|(n, _)| *n == name));
    for (id, preset) in preset.into_iter().flat_map(|(_, p)| &p.rules) {
        let own = all.rules.entry(id.clone()).or_default();
        own.severity = own.severity.or(preset.severity);
        for (name, value) in &preset.options {
            own.options.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    all
}

/// By kind: what it switches off.
fn profiles(rules: &RuleSet) -> BTreeMap<String, Profile> {
    let all = rules.kinds().map(|(name, kind)| (name, kind.off.as_slice())).chain([("", [].as_slice())]);
    all.map(|(name, off)| (name.to_owned(), Profile { off: off.to_vec(), on: OnceLock::new() })).collect()
}

fn is_chosen(rule: &Rule, settings: &Settings) -> bool {
    let named = |list: &[String]| list.iter().any(|p| Pattern::new(p).matches(&rule.id));
    let set = settings.rules.get(&rule.id).and_then(|s| s.severity);
    let off = set.unwrap_or(rule.severity) == Level::Off && rule.tiers.values().all(|t| *t == Level::Off);
    (settings.select.is_empty() || named(&settings.select))
        && !named(&settings.ignore)
        && !off
        && set != Some(Level::Off)
}

struct Compiler<'r> {
    set: &'r RuleSet,
    words: LexiconBuilder,
    /// So many lists come with sayso.
    stored: usize,
    bank: BankBuilder,
    /// `name`, `name.tier` and `option` lists of the rule at hand: the leaf lists they stand for.
    lists: FxHashMap<String, Vec<ListId>>,
    infos: Vec<ListInfo>,
    alternatives: FxHashMap<(u16, u32), Vec<Said>>,
    repairs: FxHashMap<(u16, u32), Vec<(String, String)>>,
    faults: BTreeMap<String, (Arc<Source>, Vec<Diagnostic>)>,
}

impl Compiler<'_> {
    fn fault(&mut self, file: &File, diagnostic: Diagnostic) {
        self.faults
            .entry(file.path.clone())
            .or_insert_with(|| (Arc::clone(file.source()), Vec::new()))
            .1
            .push(diagnostic);
    }

    /// A list with its number for severity tiers and alternatives.
    fn leaf(&mut self, name: &str, tier: Option<&str>, file: u16) -> ListId {
        let id = self.words.list(name);
        if self.infos.len() <= id.index() {
            self.infos.resize(id.index() + 1, ListInfo::default());
        }
        self.infos[id.index()] = ListInfo { tier: tier.map(str::to_owned), file };
        id
    }

    fn load_lists(&mut self, settings: &Settings) {
        let set = self.set;
        for (number, (name, list)) in set.lists().enumerate() {
            let file = number as u16;
            let mut all = Vec::new();
            let edits = |part: &str| settings.lexicons.get(part);
            let whole = edits(name);
            for (inner, full, tier, entries) in list.parts(name) {
                let edit = edits(&full);
                let added = edit.map(|e| e.add.as_slice()).unwrap_or_default();
                if entries.is_empty() && added.is_empty() && tier.is_none() {
                    continue;
                }
                let id = self.leaf(&inner, tier, file);
                let gone = |word: &str| {
                    let removes = |e: Option<&crate::config::LexiconEdit>| {
                        e.is_some_and(|e| e.remove.iter().any(|r| r.eq_ignore_ascii_case(word)))
                    };
                    removes(edit) || removes(whole)
                };
                // What comes with sayso is in the words already.
                if !list.file.is_builtin() || edit.is_some() || whole.is_some() {
                    self.words.clear(id);
                    for entry in entries.iter().filter(|e| !gone(e)).chain(added.iter().map(String::as_str)) {
                        self.words.add(id, entry, list.inflect);
                    }
                }
                if tier.is_some() {
                    self.lists.insert(full, vec![id]);
                }
                all.push(id);
            }
            for (entry, instead) in &list.alternatives {
                let lemma = self.words.lemma(entry);
                self.alternatives.insert((file, lemma), instead.clone());
            }
            self.lists.insert(name.to_owned(), all);
        }
    }

    /// What each form of an entry becomes when its first alternative of one word takes its place.
    fn load_repairs(&mut self) {
        let set = self.set;
        if !set.rules().any(|rule| rule.fix.as_ref().is_some_and(|fix| fix.replace.value == ALTERNATIVE)) {
            return;
        }
        for (number, (_, list)) in set.lists().enumerate() {
            for (entry, instead) in &list.alternatives {
                let Some(instead) = instead.iter().find(|a| !a.contains(char::is_whitespace)) else { continue };
                let forms = self.repairs_of(entry, instead, list.inflect);
                let lemma = self.words.lemma(entry);
                self.repairs.insert((number as u16, lemma), forms);
            }
        }
    }

    fn repairs_of(&self, entry: &str, instead: &str, how: Inflect) -> Vec<(String, String)> {
        let entry = entry.to_lowercase();
        match how {
            Inflect::None => vec![(entry, instead.to_owned())],
            Inflect::Noun => {
                let (old, new) = (self.words.inflections(&entry, how), self.words.inflections(instead, how));
                if old.len() == 2 && new.len() == 2 { old.into_iter().zip(new).collect() } else { Vec::new() }
            }
            Inflect::Verb => {
                let (head, rest) = entry.split_at(entry.find(' ').unwrap_or(entry.len()));
                let (Some(old), Some(new)) = (self.words.paradigm(head), self.words.verb_of(instead)) else {
                    return Vec::new();
                };
                // A form that is two at once (`claimed` is past and participle) has to become one word for both.
                let one = |form: &String| {
                    let mut all = old.iter().zip(&new).filter(|(o, _)| *o == form).map(|(_, n)| n);
                    let first = all.next()?;
                    all.all(|other| other == first).then(|| (format!("{form}{rest}"), first.clone()))
                };
                old.iter().filter_map(one).collect()
            }
        }
    }

    /// Phrases that never fire: lists that say so, and the house's own.
    fn formulas(&mut self, settings: &Settings) -> GroupId {
        let group = self.bank.group();
        let set = self.set;
        for (file, text) in set.formulas() {
            self.pattern(group, true, file, &text, "");
        }
        if !settings.allow.is_empty() {
            let id = self.leaf("allow.", None, u16::MAX);
            for phrase in &settings.allow {
                self.words.add(id, phrase, Inflect::None);
            }
            self.lists.insert("allow.".to_owned(), vec![id]);
            let node = crate::rule::pattern::Node::List("allow.".to_owned(), 0);
            let lists = &self.lists;
            let _ = self.bank.add(group, &node, true, &mut self.words, &|name| lists.get(name).cloned());
        }
        group
    }

    /// Compiles one pattern text into a group; the rule's id makes its `@option` lists its own.
    fn pattern(&mut self, group: GroupId, eager: bool, file: &File, text: &Text, rule: &str) {
        let set = self.set;
        for (file, text) in set.stands_for(file, text) {
            self.one_pattern(group, eager, file, text, rule);
        }
    }

    fn one_pattern(&mut self, group: GroupId, eager: bool, file: &File, text: &Text, rule: &str) {
        let lists = &self.lists;
        let resolve = |name: &str| pattern::resolve(lists, rule, name);
        if self.bank.add_ready(group, &text.value, eager, &resolve) {
            return;
        }
        match pattern::parse(&text.value) {
            Ok(node) => {
                if let Err(bad) = self.bank.add(group, &node, eager, &mut self.words, &resolve) {
                    let end = bad.at + 1 + bad.list.len();
                    let span = inside(file, text, bad.at, end);
                    let diagnostic = self.no_list(&bad.list, span);
                    self.fault(file, diagnostic);
                }
            }
            Err(bad) => {
                let span = inside(file, text, bad.start, bad.end);
                self.fault(
                    file,
                    Diagnostic::fault("rule/bad-pattern", span, format!("this is no pattern: {}", bad.message), None),
                );
            }
        }
    }

    fn no_list(&self, name: &str, span: crate::span::SourceSpan) -> Diagnostic {
        let mut known: Vec<&str> = self.set.lexicon_names().collect();
        known.sort_unstable();
        let help = nearest(name, known).map(|n| format!("did you mean `@{n}`?"));
        Diagnostic::fault("rule/unknown-list", span, format!("there is no word list `{name}`"), help)
    }

    /// Compiles the next of a rule's groups of patterns.
    fn group(&mut self, rule: &Rule, groups: &mut Groups<'_>) -> GroupId {
        let (texts, eager) = groups.next().expect("they are those of the rule, in the order of its parts");
        let group = self.bank.group();
        for text in texts {
            self.pattern(group, eager, &rule.file, text, &rule.id);
        }
        group
    }

    fn score(&mut self, rule: &Rule, lines: &[Score], groups: &mut Groups<'_>) -> Vec<ScoreLine> {
        let line = |line: &Score| ScoreLine { points: line.points, group: self.group(rule, groups), max: line.max };
        lines.iter().map(line).collect()
    }

    fn guard(
        &mut self,
        rule: &Rule,
        set: &GuardSet,
        numbers: &BTreeMap<String, i64>,
        groups: &mut Groups<'_>,
    ) -> GuardPlan {
        GuardPlan {
            patterns: set.patterns.iter().map(|(place, _)| (*place, self.group(rule, groups))).collect(),
            attributed: set.attributed,
            history: set.history.then(|| numbers.get("history").copied().unwrap_or(10)),
            question: set.question,
            known_figures: set.known_figures,
        }
    }

    /// A list of a rule alone. Of a rule that comes with sayso its words may be there already.
    fn own_list<'w>(
        &mut self,
        name: &str,
        builtin: bool,
        entries: impl Iterator<Item = &'w str>,
        how: Inflect,
    ) -> ListId {
        let id = self.words.list(name);
        match id.index() < self.stored {
            true if builtin => return id,
            true => self.words.clear(id),
            false => {}
        }
        entries.for_each(|entry| self.words.add(id, entry, how));
        id
    }

    /// The lists that a rule's words mean; loose words get a list of their own.
    fn word_lists(&mut self, rule: &Rule, words: &Words) -> Vec<ListId> {
        let mut all = Vec::new();
        for text in &words.entries {
            let Some(name) = text.value.strip_prefix('@') else { continue };
            if let Some(ids) = pattern::resolve(&self.lists, &rule.id, name) {
                all.extend(ids);
            } else {
                let span = inside(&rule.file, text, 0, text.value.len());
                let diagnostic = self.no_list(name, span);
                self.fault(&rule.file, diagnostic);
            }
        }
        if words.loose().next().is_some() {
            all.push(self.own_list(&rule.words_list(), rule.file.is_builtin(), words.loose(), words.inflect));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn templates(&mut self, rule: &Rule, texts: &[Text]) -> Vec<Template> {
        let mut all = Vec::new();
        for text in texts {
            match Template::parse(&text.value) {
                Ok(template) => all.push(template),
                Err((start, end, message)) => {
                    let span = inside(&rule.file, text, start, end);
                    self.fault(&rule.file, Diagnostic::fault("rule/bad-template", span, message, None));
                }
            }
        }
        all
    }

    fn rule(
        &mut self,
        rule: &Rule,
        set: Option<&RuleSettings>,
        number: usize,
        jobs: &mut Vec<(usize, &'static str, Vec<ListId>)>,
        chosen: &[&Rule],
    ) -> Check {
        let mut options = rule.options.clone();
        if let Some(set) = set {
            options.extend(set.options.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
        let (mut numbers, mut kinds_exempt, mut tiers) =
            (rule.numbers.clone(), rule.kinds_exempt.clone(), rule.tiers.clone());
        let (mut flags, mut lists) = (BTreeMap::new(), BTreeMap::new());
        for (name, value) in &options {
            match value {
                toml::Value::Boolean(flag) => {
                    flags.insert(name.clone(), *flag);
                }
                toml::Value::Integer(n) => {
                    numbers.insert(name.clone(), *n);
                }
                toml::Value::Array(items) => {
                    let items: Vec<&str> = items.iter().filter_map(toml::Value::as_str).collect();
                    lists.insert(name.clone(), items.iter().map(|i| i.to_lowercase()).collect());
                    if name == "kinds-exempt" {
                        kinds_exempt = items.iter().map(|s| (*s).to_owned()).collect();
                    }
                    let full = rule.option_list(name);
                    let default = rule.file.is_builtin() && set.is_none_or(|set| !set.options.contains_key(name));
                    let id = self.own_list(&full, default, items.into_iter(), Inflect::None);
                    self.lists.insert(full, vec![id]);
                }
                toml::Value::Table(table) if name == "tier" => {
                    for (tier, level) in table {
                        if let Some(level) = level.as_str().and_then(|l| l.parse().ok()) {
                            tiers.insert(tier.clone(), level);
                        }
                    }
                }
                _ => {}
            }
        }
        // A house's severity holds for all tiers it did not set itself, but a tier that is off stays off.
        let mut severity = rule.severity;
        if let Some(level) = set.and_then(|s| s.severity) {
            severity = level;
            let own = set.and_then(|s| s.options.get("tier")).and_then(toml::Value::as_table);
            for (tier, value) in &mut tiers {
                if *value != Level::Off && own.is_none_or(|t| !t.contains_key(tier)) {
                    *value = level;
                }
            }
        }
        let is_on = |option: &str| options.get(option).and_then(toml::Value::as_bool) == Some(true);
        let groups = &mut rule.groups(&is_on).into_iter();
        let job = match &rule.matcher {
            Matcher::Terms(words) => {
                let lists = self.word_lists(rule, words);
                jobs.push((number, "terms", lists));
                Job::Terms
            }
            Matcher::Pattern(_) => Job::Pattern(self.group(rule, groups)),
            Matcher::Cue(words, filter) => {
                let lists = self.word_lists(rule, words);
                jobs.push((number, "cue", lists));
                Job::Cue { worded: !words.entries.is_empty(), filter: filter.clone() }
            }
            Matcher::Source { words, at, bare, underline_match, filter } => {
                let lists = self.word_lists(rule, words);
                jobs.push((number, "source", lists));
                let worded = !words.entries.is_empty();
                Job::Source { worded, at: *at, bare: *bare, underline_match: *underline_match, filter: filter.clone() }
            }
            Matcher::Quote { speaker, sentence, lower } => {
                Job::Quote { speaker: *speaker, sentence: *sentence, lower: *lower }
            }
            Matcher::Claim { patterns, score } => Job::Claim {
                patterns: (!patterns.is_empty()).then(|| self.group(rule, groups)),
                score: self.score(rule, score, groups),
            },
            Matcher::Story { check, not_classes, score, evidence } => Job::Story(Evidence {
                check: *check,
                not_classes: not_classes.clone(),
                score: self.score(rule, score, groups),
                groups: evidence.keys().map(|name| (name.clone(), self.group(rule, groups))).collect(),
            }),
        };
        let mut guards = |all: &Guards| -> Vec<GuardPlan> {
            let on = all.sets.iter().filter(|set| set.option.as_deref().is_none_or(is_on));
            on.map(|set| self.guard(rule, set, &numbers, groups)).collect()
        };
        let (unless, require) = (guards(&rule.unless), guards(&rule.require));
        let on = rule.when.iter().filter(|change| change.guards.option.as_deref().is_none_or(is_on));
        let when = on
            .map(|change| WhenPlan {
                guards: self.guard(rule, &change.guards, &numbers, groups),
                set: change.set,
                message: self.templates(rule, &change.message),
                help: self.templates(rule, &change.help),
            })
            .collect();
        let globs: Vec<Pattern<'_>> = rule.absorbs.iter().map(|t| Pattern::new(&t.value)).collect();
        Check {
            id: rule.id.as_str().into(),
            summary: rule.summary.clone(),
            severity,
            tiers,
            message: self.templates(rule, &rule.message),
            help: self.templates(rule, &rule.help),
            fix: rule.fix.clone(),
            note: self.templates(rule, &rule.note),
            scope: rule.scope.clone(),
            job,
            unless,
            require,
            when,
            numbers,
            flags,
            lists,
            priority: rule.priority,
            absorbs: chosen.iter().map(|r| r.id != rule.id && globs.iter().any(|g| g.matches(&r.id))).collect(),
            once: rule.once,
            kinds_exempt,
        }
    }
}

/// The groups of a rule's patterns that are not compiled yet.
type Groups<'r> = std::vec::IntoIter<(&'r [Text], bool)>;
