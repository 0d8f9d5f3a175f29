//! Findings that a writer has answered for in the copy itself: `ignore` for a paragraph, `off` and `on` for a stretch,
//! `ignore-file` for the file. Owns what directives mean, which findings they silence, and what is wrong with them. Pure;
//! where remarks stand in a file is `format`'s to find.

mod read;

use crate::config::{Catalogue, Pattern};
use crate::diagnostic::{Diagnostic, RuleCard, Severity};
use crate::span::SourceSpan;
use read::{Item, Verb};
use std::collections::BTreeMap;

pub(crate) use read::read;

/// A directive that silenced nothing.
pub const UNUSED: &str = "directive/unused";
/// A directive for a rule that there is not.
pub const UNKNOWN: &str = "directive/unknown-rule";
/// A directive that does not say why.
pub const NO_REASON: &str = "directive/no-reason";
/// A remark to sayso that is no directive.
pub const MALFORMED: &str = "directive/malformed";

/// What a report may want to know of the faults that directives can have.
pub fn cards() -> Vec<RuleCard> {
    let card = |id: &str, severity, summary: &str, why: &str, help: &str| RuleCard {
        id: id.to_owned(),
        summary: summary.to_owned(),
        severity: Some(severity),
        why: why.to_owned(),
        help: help.to_owned(),
        references: Vec::new(),
    };
    vec![
        card(
            MALFORMED,
            Severity::Error,
            "A remark to sayso that it cannot read",
            "What was meant to be silenced is not.",
            "write `sayso: ignore RULE -- reason`",
        ),
        card(
            NO_REASON,
            Severity::Warning,
            "A directive that does not say why",
            "Who finds the directive next year has to be able to tell whether it still holds.",
            "add ` -- ` and the reason",
        ),
        card(
            UNKNOWN,
            Severity::Error,
            "A directive for a rule that there is not",
            "A mistyped rule silences nothing, or is left over from a rule that has gone.",
            "`sayso rules` lists them all",
        ),
        card(
            UNUSED,
            Severity::Warning,
            "A directive that silences nothing",
            "What it was written for has been put right, and it would hide the next mistake.",
            "take it out",
        ),
    ]
}

/// The directives of one file, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Directives {
    items: Vec<Item>,
    /// By first byte of a paragraph: its end, and the `ignore` items for it.
    paragraphs: BTreeMap<u32, (u32, Vec<usize>)>,
    /// By rule: from which byte on it is off by which item, or on.
    stretches: BTreeMap<String, Vec<(u32, Option<usize>)>>,
    /// `ignore-file` items.
    whole: Vec<usize>,
    /// Which items have silenced something.
    used: Vec<bool>,
    /// What is wrong with them.
    faults: Vec<Diagnostic>,
}

impl Directives {
    /// Settles what each item reaches. `paragraphs` in order of the file.
    pub(crate) fn new(
        items: Vec<Item>,
        mut faults: Vec<Diagnostic>,
        paragraphs: &[SourceSpan],
        known: &Catalogue,
    ) -> Self {
        let mut all = Self { used: vec![false; items.len()], ..Self::default() };
        // By rule: the item that has switched it off.
        let mut off: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, item) in items.iter().enumerate() {
            let pattern = Pattern::new(&item.rules);
            match item.verb {
                Verb::IgnoreFile => all.whole.push(number),
                Verb::Ignore => {
                    let at = if item.alone {
                        paragraphs.partition_point(|p| p.start < item.whole.end)
                    } else {
                        // At the end of a paragraph the remark stands behind it, at its start before it.
                        let before = paragraphs.partition_point(|p| p.start <= item.whole.start);
                        let same_line = |p: &SourceSpan| p.end > item.line.start;
                        match before.checked_sub(1).filter(|&i| same_line(&paragraphs[i])) {
                            Some(i) => i,
                            None => before,
                        }
                    };
                    if let Some(paragraph) = paragraphs.get(at) {
                        let home = all.paragraphs.entry(paragraph.start).or_insert((paragraph.end, Vec::new()));
                        home.1.push(number);
                    }
                }
                Verb::Off => {
                    for id in known.rules.keys().filter(|id| pattern.matches(id)) {
                        if !off.contains_key(id.as_str()) {
                            off.insert(id, number);
                            all.change(id, item.whole.start, Some(number));
                        }
                    }
                }
                Verb::On => {
                    let ended: Vec<&str> = off.keys().copied().filter(|id| pattern.matches(id)).collect();
                    for id in &ended {
                        off.remove(id);
                        all.change(id, item.whole.start, None);
                    }
                    if ended.is_empty() {
                        let message = format!("{} is not off here", read::named(&item.rules));
                        let help = "take it out, or write `sayso: off` before it".to_owned();
                        faults.push(read::fault(UNUSED, item.span, message, Some(help)));
                    }
                }
            }
        }
        all.items = items;
        all.faults = faults;
        all
    }

    fn change(&mut self, id: &str, at: u32, to: Option<usize>) {
        self.stretches.entry(id.to_owned()).or_default().push((at, to));
    }

    /// Whether there is anything to ask.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Whether there is neither anything to ask nor anything wrong.
    pub(crate) fn say_nothing(&self) -> bool {
        self.is_empty() && self.faults.is_empty()
    }

    /// The item that silences a finding of `rule` at `span`, which counts as used from now on.
    pub(crate) fn silences(&mut self, rule: &str, span: SourceSpan) -> Option<usize> {
        let means = |&number: &usize| Pattern::new(&self.items[number].rules).matches(rule);
        let paragraph = self.paragraphs.range(..=span.start).next_back();
        let here = paragraph.filter(|(_, (end, _))| span.start < *end).map(|(_, (_, items))| items.as_slice());
        let by_paragraph = || here.unwrap_or_default().iter().copied().find(means);
        let by_stretch = || {
            let changes = self.stretches.get(rule)?;
            let next = changes.partition_point(|&(at, _)| at <= span.start);
            changes[next.checked_sub(1)?].1
        };
        let by_file = || self.whole.iter().copied().find(means);
        let item = by_paragraph().or_else(by_stretch).or_else(by_file)?;
        self.used[item] = true;
        Some(item)
    }

    /// Why an item silences what it does.
    pub(crate) fn reason(&self, item: usize) -> Option<String> {
        self.items[item].reason.clone()
    }

    /// What is wrong with the directives, once all findings have been asked about. `runs` tells of a rule whether it has
    /// run: a directive for a rule that has not may be right.
    pub(crate) fn faults(self, known: &Catalogue, runs: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut faults = self.faults;
        for (item, used) in self.items.iter().zip(self.used) {
            if used || item.verb == Verb::On {
                continue;
            }
            let pattern = Pattern::new(&item.rules);
            let mut meant = known.rules.keys().filter(|id| pattern.matches(id)).peekable();
            if meant.peek().is_none() || !meant.all(|id| runs(id)) {
                continue;
            }
            let reach = match item.verb {
                Verb::Ignore if item.alone => "in the next paragraph",
                Verb::Ignore => "in this paragraph",
                Verb::Off | Verb::On => "from here on",
                Verb::IgnoreFile => "in this file",
            };
            let message = format!("there is nothing {reach} that {} finds", read::named(&item.rules));
            faults.push(read::fault(UNUSED, item.span, message, Some("take it out".to_owned())));
        }
        faults
    }
}

#[cfg(test)]
mod tests;
