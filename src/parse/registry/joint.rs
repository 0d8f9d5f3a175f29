//! Who speaks together: cuts `Ann Lind and Tom Marsh` in two.

use super::names::Name;
use super::{Folded, Registry, listed};
use crate::article::{TokenKind, TokenSpan};
use crate::parse::grammar::feature as f;

/// Of a longer list of speakers nobody is told apart.
const JOINT: usize = 8;
/// How many names are gone through for one that stands alone.
const MENTIONS: usize = 400;

impl Registry<'_> {
    /// The people, and bodies, who say it together: `Ann Lind and Tom Marsh`, `Lind, the mayor, and her council`. Empty
    /// for one alone, or where the words can be read otherwise.
    pub(super) fn joint(&self, source: TokenSpan) -> Vec<(TokenSpan, u32)> {
        let article = self.article;
        let end = source.end as usize;
        let none = Vec::new();
        let is_and = |&k: &usize| article.is_word(k, "and");
        let Some(last) = source.range().rev().find(is_and).filter(|&k| k > source.start as usize && k + 1 < end) else {
            return none;
        };
        let comma = |k: usize| article.is_word(k, ",");
        // One who is named: where the name ends.
        let named = |from: usize| {
            let from = from + usize::from(self.bits(from) & f::DETERMINER != 0);
            let name = self.names.from(from as u32).first()?;
            let start = name.role.map_or(name.run.start, |r| r.start.min(name.run.start)) as usize;
            let first = name.run.start as usize;
            let courtesy = first > from && first == from + 1 && self.bits(from) & f::HONORIFIC != 0;
            let single = || name.run.len() > 1 || self.names.known(article, name).is_some() || self.bits(first) == 0;
            (name.run.end as usize <= end
                && (start == from || courtesy)
                && (!name.person || name.role.is_some() || single()))
            .then_some(*name)
        };
        // `his wife`, `the council`
        let other = |from: usize| {
            let opens = self.bits(from) & f::POSSESSIVE != 0 || matches!(article.word(from), "the" | "his" | "her");
            let plain =
                |k: usize| article.tokens[k].kind == TokenKind::Word && self.bits(k) & (f::PREPOSITION | f::WH) == 0;
            (opens && from + 1 < end && (from..end).all(plain)).then_some(end)
        };
        let Some(first) = named(source.start as usize).filter(|n| n.person) else {
            return self.bodies(source, last);
        };
        let mut parts = vec![(TokenSpan { start: source.start, end: first.run.end }, first.run.end - 1)];
        let mut k = first.run.end as usize;
        loop {
            if parts.len() >= JOINT {
                return none;
            }
            let mut next = k;
            if next < end && comma(next) {
                next += 1;
            }
            let and = next < end && is_and(&next);
            if and {
                next += 1;
            }
            if next == k || next >= end {
                return none;
            }
            match named(next).filter(|n| and || n.person) {
                Some(name) => {
                    let to = name.run.end as usize;
                    if and {
                        // What stands behind the last is about it alone.
                        let alone = to == end
                            || comma(to)
                            || self.bits(to) & f::WH != 0
                            || matches!(article.word(to), "of" | "(");
                        parts.push((TokenSpan::new(next, end), name.run.end - 1));
                        return if alone { parts } else { none };
                    }
                    parts.push((TokenSpan::new(next, to), name.run.end - 1));
                    k = to;
                }
                None if and => {
                    let Some(to) = other(next).filter(|&to| to == end) else { return none };
                    parts.push((TokenSpan::new(next, to), to as u32 - 1));
                    return parts;
                }
                // `Lind, the mayor, and …`: what stands between is about the one before.
                None => {
                    let closing = (next..last).find(|&k| comma(k));
                    let Some(at) = closing.filter(|&c| c + 1 == last && next == k + 1) else { return none };
                    if let Some(part) = parts.last_mut() {
                        part.0.end = at as u32;
                    }
                    k = at;
                }
            }
        }
    }

    /// `Orland and Arvenia`, each of which the story, or the language, knows alone; `Orland, Arvenia and the Lake Council`, in
    /// which each is a name, with `, among others` behind or without. `and` is the conjunction before the last.
    fn bodies(&self, source: TokenSpan, and: usize) -> Vec<(TokenSpan, u32)> {
        let article = self.article;
        let exact = |run: TokenSpan| self.names.from(run.start).first().is_some_and(|n| n.run == run && !n.person);
        let alone = |run: TokenSpan| {
            let place = listed(article, self.lexicon, self.grammar, self.grammar.metonyms(), run.start as usize);
            let and = |k: u32| article.tokens.len() > k as usize && article.is_word(k as usize, "and");
            let apart = |n: &Name| !(and(n.run.end) || n.run.start > 0 && and(n.run.start - 1));
            let elsewhere = |n: &Name| Folded(article.text(n.run)) == Folded(article.text(run)) && apart(n);
            place.is_some_and(|n| n == run.len()) || self.names.all.iter().take(MENTIONS).any(elsewhere)
        };
        let bare =
            |from: usize, to: usize| TokenSpan::new(from + usize::from(self.bits(from) & f::DETERMINER != 0), to);
        let comma = |k: &usize| article.is_word(*k, ",");
        let end = source.end as usize;
        let aside = (and + 1..end).find(comma);
        if aside.is_some_and(|k| k + 1 == end || !article.is_word(k + 1, "among")) {
            return Vec::new();
        }
        let mut from = source.start as usize;
        let mut parts = Vec::new();
        for to in (from..and).filter(comma).chain([and]) {
            // `Orland, Arvenia, and the Lake Council`
            if from < to {
                parts.push(bare(from, to));
            }
            from = to + 1;
        }
        parts.push(bare(from, aside.unwrap_or(end)));
        let listed = parts.len() > 2;
        if parts.len() > JOINT || parts.iter().any(|&p| p.is_empty() || !exact(p) || !listed && !alone(p)) {
            return Vec::new();
        }
        parts.into_iter().map(|part| (part, part.end - 1)).collect()
    }
}
