//! Message templates: `{found}` and its kin. Owns the placeholders.

use super::{Candidate, Context, Plan};
use crate::article::{Attribution, SourceClass, TokenKind, TokenSpan};
use crate::rule::pattern::WordClasses;
use std::ops::Range;

/// A message with places to fill in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Slot(Slot),
}

macro_rules! slots {
    ($($variant:ident $name:literal,)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Slot { $($variant,)* }
        impl Slot {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
            const NAMES: &[&str] = &[$($name,)*];
            fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

slots! {
    Found "found", Source "source", Speaker "speaker", Cue "cue", Alternative "alternative", Lemma "lemma", Content "content",
    Words "words", Score "score", Hits "hits", Count "count", Total "total", Share "share", Sources "sources",
    Paragraphs "paragraphs", Other "other", Ratio "ratio", Verbs "verbs", Only "only", Lacks "lacks", Table "table",
}

/// Longest stretch of content a message quotes, in tokens.
const GLIMPSE: usize = 12;

/// About as long as a message gets, in bytes.
const ROOM: usize = 128;

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong, between which bytes.
    pub fn parse(text: &str) -> Result<Self, (usize, usize, String)> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let offset = text.len() - rest.len() + at;
            let brace = &rest[at..=at];
            if rest[at + 1..].starts_with(brace) {
                plain.push_str(brace);
                rest = &rest[at + 2..];
                continue;
            }
            let inner = (brace == "{").then(|| rest[at + 1..].find('}')).flatten();
            let Some(close) = inner else {
                return Err((
                    offset,
                    offset + 1,
                    format!("this `{brace}` has no partner; write `{brace}{brace}` for the character"),
                ));
            };
            let name = &rest[at + 1..at + 1 + close];
            let Some(slot) = Slot::named(name) else {
                let near = crate::suggest::nearest(name, Slot::NAMES.iter().copied());
                let hint = near.map_or_else(
                    || format!("there are {}", Slot::NAMES.join(", ")),
                    |n| format!("did you mean `{{{n}}}`?"),
                );
                return Err((offset, offset + close + 2, format!("no message has a `{{{name}}}`: {hint}")));
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Slot(slot));
            rest = &rest[at + 2 + close..];
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self { parts })
    }
}

impl Context<'_> {
    /// The first template that can be filled.
    pub(super) fn fill(&self, templates: &[Template], candidate: &Candidate) -> Option<String> {
        templates.iter().find_map(|t| {
            let mut out = String::with_capacity(ROOM);
            for part in &t.parts {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Slot(slot) => self.slot(*slot, candidate, &mut out)?,
                }
            }
            Some(out)
        })
    }

    /// Appends what belongs in a place; `None` if there is nothing.
    fn slot(&self, slot: Slot, candidate: &Candidate, out: &mut String) -> Option<()> {
        let article = self.article;
        let attribution = candidate.attribution.map(|a| &article.attributions[a as usize]);
        if let Some((_, fact)) = candidate.facts.iter().find(|(name, _)| *name == slot.name()) {
            out.push_str(fact);
            return Some(());
        }
        match slot {
            Slot::Found => push_line(out, article.text(candidate.found)),
            Slot::Source => self.push_mention(out, attribution?)?,
            Slot::Speaker => {
                let speaker = candidate.speaker.or(attribution?.speaker)?;
                out.push_str(&article.sources.get(speaker as usize)?.name);
            }
            Slot::Cue => push_line(out, article.text(attribution?.cue)),
            Slot::Alternative => push_alternatives(out, self.plan, candidate)?,
            Slot::Lemma => out.push_str(self.plan.lexicon.lemma(candidate.entry?.lemma)),
            Slot::Content => {
                let run = *attribution?.content.first()?;
                let end = (run.start as usize + GLIMPSE).min(run.end as usize);
                push_line(out, article.text(TokenSpan::new(run.start as usize, end)));
                if end < run.end as usize {
                    out.push_str(" …");
                }
            }
            Slot::Words => {
                let tokens = article.tokens[candidate.found.range()].iter();
                let words = tokens.filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count();
                out.push_str(&words.to_string());
            }
            Slot::Score => out.push_str(&candidate.score.to_string()),
            Slot::Hits => {
                // Where each word that was told stands, between its ticks: none is told twice.
                let mut told: Vec<Range<usize>> = Vec::new();
                for hit in &candidate.hits {
                    let before = out.len();
                    out.push_str(if told.is_empty() { "`" } else { ", `" });
                    let from = out.len();
                    push_line(out, article.text(*hit));
                    let word = from..out.len();
                    if told.iter().any(|known| out[known.clone()] == out[word.clone()]) {
                        out.truncate(before);
                    } else {
                        told.push(word);
                        out.push('`');
                    }
                }
                if told.is_empty() {
                    return None;
                }
            }
            Slot::Count => out.push_str(&candidate.count?.to_string()),
            // Facts that this candidate does not have.
            _ => return None,
        }
        Some(())
    }

    /// The source as a sentence would have it in its middle: `the director`, and a name rather than a pronoun.
    fn push_mention(&self, out: &mut String, attribution: &Attribution) -> Option<()> {
        let article = self.article;
        let phrase = attribution.source?;
        let entry = attribution.speaker.and_then(|s| article.sources.get(s as usize));
        let pronoun = phrase.len() == 1
            && self.plan.bank.classes().of(article.tokens[phrase.start as usize].form) & WordClasses::PRONOUN != 0;
        let from = out.len();
        match entry.filter(|e| pronoun && e.class != SourceClass::Pronoun) {
            Some(entry) => out.push_str(&entry.name),
            None => push_line(out, article.text(phrase)),
        }
        uncapital_from(out, from);
        Some(())
    }
}

fn push_alternatives(out: &mut String, plan: &Plan, candidate: &Candidate) -> Option<()> {
    let entry = candidate.entry?;
    let all = plan.alternatives(entry.list, entry.lemma)?;
    for (number, one) in all.iter().enumerate() {
        out.push_str(match number {
            0 => "`",
            _ if number + 1 == all.len() => "` or `",
            _ => "`, `",
        });
        out.push_str(one);
    }
    out.push('`');
    (!all.is_empty()).then_some(())
}

/// A phrase from the start of a sentence, for the middle of one: `The director` to `the director`.
pub(super) fn uncapital(phrase: &str) -> String {
    let mut phrase = phrase.to_owned();
    uncapital_from(&mut phrase, 0);
    phrase
}

/// The same for the end of a text, from a byte of it on.
fn uncapital_from(out: &mut str, from: usize) {
    // Most begin with a small letter or a digit.
    if out.as_bytes().get(from).is_some_and(|first| first.is_ascii_graphic() && !first.is_ascii_uppercase()) {
        return;
    }
    let first = out[from..].split_whitespace().next().unwrap_or_default();
    let small = matches!(
        first,
        "The"
            | "A"
            | "An"
            | "This"
            | "These"
            | "Those"
            | "That"
            | "His"
            | "Her"
            | "Its"
            | "Their"
            | "Our"
            | "My"
            | "Some"
            | "Many"
            | "Several"
            | "Most"
            | "Few"
            | "Other"
            | "Others"
            | "One"
            | "Two"
            | "Three"
            | "Four"
            | "Five"
            | "He"
            | "She"
            | "It"
            | "They"
            | "We"
            | "You"
            | "Critics"
            | "Experts"
            | "Observers"
            | "Officials"
            | "Sources"
            | "Residents"
            | "Police"
            | "People"
            | "Insiders"
            | "Analysts"
            | "Another"
            | "Both"
            | "Every"
            | "No"
            | "Nobody"
    );
    if small {
        let end = from + first.len();
        out[from..end].make_ascii_lowercase();
    }
}

/// A phrase that may be broken over lines in the file.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    push_line(&mut line, text);
    line
}

/// Appends such a phrase.
fn push_line(out: &mut String, text: &str) {
    let whole = |pair: &[u8]| (b'!'..=b'~').contains(&pair[1]) || pair[1] == b' ' && pair[0] != b' ';
    let bytes = text.as_bytes();
    let trimmed = bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ');
    if trimmed && bytes.first().is_some_and(u8::is_ascii_graphic) && bytes.windows(2).all(whole) {
        out.push_str(text);
        return;
    }
    for (number, word) in text.split_whitespace().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_name_what_they_may() {
        let t = Template::parse("`{found}` of {{x}} by {source}").expect("all names are known");
        assert_eq!(t.parts.len(), 4);
        let (start, end, message) = Template::parse("by {sorce}").expect_err("no such name");
        assert_eq!((start, end), (3, 10));
        assert!(message.contains("did you mean `{source}`?"), "{message}");
        assert!(Template::parse("a } b").is_err());
    }
}
