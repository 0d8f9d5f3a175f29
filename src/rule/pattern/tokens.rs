//! What each class of the pattern language that may take several tokens takes: numbers, dates, names.

use super::look::{self, shape, shape_of};
use super::run::Reader;
use super::{Class, WordClasses};
use crate::article::TokenKind;

/// Names of more tokens than this are headlines.
const WIDEST_NAME: usize = 10;

impl Reader<'_> {
    /// How many tokens a class of several takes.
    pub(super) fn class(&self, class: Class, at: usize, limit: usize) -> usize {
        match class {
            Class::Number => self.number(at, limit),
            Class::Percent => self.percent(at, limit),
            Class::Money => self.money(at, limit),
            Class::Date => self.date(at, limit),
            Class::Name => self.name(at, limit),
            Class::Source => {
                let first = self.sources.partition_point(|s| (s.start as usize) < at);
                let longest = self.sources[first..]
                    .iter()
                    .take_while(|s| s.start as usize == at)
                    .map(|s| s.end as usize)
                    .filter(|&e| e <= limit)
                    .max();
                longest.map_or(0, |e| e - at)
            }
            Class::Cue => {
                let cues = &self.article.attributions;
                let first = cues.partition_point(|a| (a.cue.start as usize) < at);
                cues.get(first)
                    .filter(|a| a.cue.start as usize == at && a.cue.end as usize <= limit)
                    .map_or(0, |a| a.cue.len())
            }
            one => usize::from(self.looks.shape(at) & shape_of(one) != 0),
        }
    }

    /// The year a token names: 1500 to 2100, in four digits.
    pub fn year(&self, at: usize) -> Option<u32> {
        if self.article.tokens[at].kind != TokenKind::Number {
            return None;
        }
        look::year(self.article.word(at))
    }

    fn number(&self, at: usize, limit: usize) -> usize {
        let scale = u64::from(WordClasses::SCALE);
        let first = self.looks.shape(at) & shape::NUMBER;
        if first == 0 {
            return 0;
        }
        let more = self.looks.shapes(at + 1..limit.max(at + 1));
        let more = more.iter().take_while(|shape| *shape & (shape::NUMBER | scale) != 0).count();
        1 + more
    }

    fn percent(&self, at: usize, limit: usize) -> usize {
        let n = self.number(at, limit);
        if n == 0 || at + n >= limit {
            return 0;
        }
        let next = at + n;
        if self.article.word(next) == "%"
            || self.bank.classes.of(self.article.tokens[next].form) & WordClasses::PERCENT != 0
        {
            return n + 1;
        }
        let two = next + 1 < limit
            && self.article.word(next).eq_ignore_ascii_case("per")
            && self.article.word(next + 1).eq_ignore_ascii_case("cent");
        if two { n + 2 } else { 0 }
    }

    fn money(&self, at: usize, limit: usize) -> usize {
        if matches!(self.article.word(at), "$" | "£" | "€" | "¥") {
            let n = if at + 1 < limit { self.number(at + 1, limit) } else { 0 };
            return if n == 0 { 0 } else { n + 1 };
        }
        let n = self.number(at, limit);
        if n > 0
            && at + n < limit
            && self.bank.classes.of(self.article.tokens[at + n].form) & WordClasses::CURRENCY != 0
        {
            n + 1
        } else {
            0
        }
    }

    fn date(&self, at: usize, limit: usize) -> usize {
        let bits = |i: usize| if i < limit { self.bank.classes.of(self.article.tokens[i].form) } else { 0 };
        let cap = |i: usize| i < limit && self.article.tokens[i].capital();
        let digits = |i: usize| i < limit && self.article.tokens[i].kind == TokenKind::Number;
        let month = |i: usize| cap(i) && bits(i) & WordClasses::MONTH != 0;
        let comma = |i: usize| i < limit && self.article.word(i) == ",";
        let mut end = at;
        if cap(end) && bits(end) & WordClasses::DAY != 0 {
            end += 1;
            if comma(end) && (month(end + 1) || (digits(end + 1) && month(end + 2))) {
                end += 1;
            }
        }
        if digits(end) && month(end + 1) {
            end += 2;
        } else if month(end) {
            end += 1;
            if digits(end) && self.year(end).is_none() {
                end += 1;
            }
        } else {
            return end - at;
        }
        if comma(end) && end + 1 < limit && self.year(end + 1).is_some() {
            end += 2;
        } else if end < limit && self.year(end).is_some() {
            end += 1;
        }
        end - at
    }

    fn name(&self, at: usize, limit: usize) -> usize {
        let tokens = &self.article.tokens;
        let capital = |i: usize| i < limit && tokens[i].kind == TokenKind::Word && tokens[i].capital();
        let closed = |i: usize| self.bank.classes.of(tokens[i].form) & WordClasses::CLOSED != 0;
        if !capital(at) || closed(at) {
            return 0;
        }
        let mut end = at + 1;
        while end < limit && end - at < WIDEST_NAME {
            if capital(end) && !closed(end) {
                end += 1;
            } else if self.bank.classes.of(tokens[end].form) & WordClasses::PARTICLE != 0
                && capital(end + 1)
                && !closed(end + 1)
            {
                end += 2;
            } else {
                break;
            }
        }
        end - at
    }
}
