//! What each class of the pattern language takes at a token: numbers, dates, names and the shapes of words.

use super::run::Reader;
use super::{Class, WordClasses};
use crate::article::{Token, TokenKind};

/// Names of more tokens than this are headlines.
const WIDEST_NAME: usize = 10;

impl Reader<'_> {
    pub(super) fn class(&self, class: Class, at: usize, limit: usize) -> usize {
        let token = &self.article.tokens[at];
        let bits = self.bank.classes.of(token.form);
        let has = |mask: u32| bits & mask != 0;
        let is_word = token.kind == TokenKind::Word;
        let one = match class {
            Class::Any => true,
            Class::Word => is_word,
            Class::Cap => is_word && token.capital,
            Class::Det => has(WordClasses::DET),
            Class::Poss => has(WordClasses::POSS) || token.kind == TokenKind::Clitic,
            Class::Pronoun => has(WordClasses::PRONOUN),
            Class::Be => has(WordClasses::BE),
            Class::Have => has(WordClasses::HAVE),
            Class::Modal => has(WordClasses::MODAL),
            Class::Aux => has(WordClasses::BE | WordClasses::HAVE | WordClasses::DO | WordClasses::MODAL),
            Class::Prep => has(WordClasses::PREP),
            Class::Conj => has(WordClasses::CONJ),
            Class::Adverb => is_word && (has(WordClasses::ADVERB) || self.is_ly(at)),
            Class::Noun => self.is_open(at),
            Class::Plural => {
                is_word && (has(WordClasses::PLURAL) || (bits & WordClasses::CLOSED == 0 && self.ends_plural(at)))
            }
            Class::Past => {
                is_word
                    && (has(WordClasses::PAST)
                        || (bits & WordClasses::CLOSED == 0 && self.ends(at, "ed") && !self.ends(at, "eed")))
            }
            Class::Ing => is_word && self.article.word(at).len() > 4 && self.ends(at, "ing"),
            Class::Digits => token.kind == TokenKind::Number,
            Class::Year => self.year(at).is_some(),
            Class::Month => is_word && token.capital && has(WordClasses::MONTH),
            Class::Day => is_word && token.capital && has(WordClasses::DAY),
            Class::Quote => token.kind == TokenKind::Quote,
            Class::Punct => token.kind == TokenKind::Punct,
            Class::Number => return self.number(at, limit),
            Class::Percent => return self.percent(at, limit),
            Class::Money => return self.money(at, limit),
            Class::Date => return self.date(at, limit),
            Class::Name => return self.name(at, limit),
            Class::Source => {
                let first = self.sources.partition_point(|s| (s.start as usize) < at);
                let longest = self.sources[first..]
                    .iter()
                    .take_while(|s| s.start as usize == at)
                    .map(|s| s.end as usize)
                    .filter(|&e| e <= limit)
                    .max();
                return longest.map_or(0, |e| e - at);
            }
            Class::Cue => {
                let cues = &self.article.attributions;
                let first = cues.partition_point(|a| (a.cue.start as usize) < at);
                return cues
                    .get(first)
                    .filter(|a| a.cue.start as usize == at && a.cue.end as usize <= limit)
                    .map_or(0, |a| a.cue.len());
            }
            Class::Np | Class::ClauseEnd => false,
        };
        usize::from(one)
    }

    /// The year a token names: 1500 to 2100, in four digits.
    pub fn year(&self, at: usize) -> Option<u32> {
        if self.article.tokens[at].kind != TokenKind::Number {
            return None;
        }
        let word = self.article.word(at);
        let year: u32 = if word.len() == 4 { word.parse().ok()? } else { return None };
        (1500..=2100).contains(&year).then_some(year)
    }

    fn is_open(&self, at: usize) -> bool {
        let token: &Token = &self.article.tokens[at];
        token.kind == TokenKind::Word && self.bank.classes.of(token.form) & WordClasses::CLOSED == 0 && !self.is_ly(at)
    }

    fn ends(&self, at: usize, tail: &str) -> bool {
        let word = self.article.word(at).as_bytes();
        word.len() > tail.len() + 1 && word[word.len() - tail.len()..].eq_ignore_ascii_case(tail.as_bytes())
    }

    fn is_ly(&self, at: usize) -> bool {
        const NO_ADVERB: &[&str] = &[
            "family",
            "supply",
            "ally",
            "italy",
            "july",
            "early",
            "only",
            "assembly",
            "reply",
            "rally",
            "monopoly",
            "anomaly",
            "elderly",
            "daily",
            "weekly",
            "friendly",
            "deadly",
            "fly",
            "butterfly",
            "jelly",
            "bully",
            "lovely",
            "apply",
            "rely",
            "multiply",
            "imply",
            "comply",
            "unlikely",
            "likely",
        ];
        self.ends(at, "ly") && !NO_ADVERB.iter().any(|w| w.eq_ignore_ascii_case(self.article.word(at)))
    }

    fn ends_plural(&self, at: usize) -> bool {
        self.ends(at, "s") && !["ss", "us", "is", "'s", "as"].iter().any(|t| self.ends(at, t))
    }

    fn number(&self, at: usize, limit: usize) -> usize {
        let mut end = at;
        let mut counted = false;
        while end < limit {
            let t = &self.article.tokens[end];
            let bits = self.bank.classes.of(t.form);
            let is = t.kind == TokenKind::Number && !self.article.word(end).ends_with('s')
                || bits & WordClasses::NUMBER != 0
                || (counted && bits & WordClasses::SCALE != 0)
                || (t.kind == TokenKind::Word && self.spelled(end));
            if !is {
                break;
            }
            counted = true;
            end += 1;
        }
        end - at
    }

    /// `twenty-five`, `one-third`.
    fn spelled(&self, at: usize) -> bool {
        let word = self.article.word(at);
        // Most words have none, and a search for one byte is cheaper than one for a character.
        word.as_bytes().contains(&b'-')
            && word.split_once('-').is_some_and(|(head, tail)| {
                let number = |w: &str| self.bank.classes.of(self.lexicon.form(w)) & WordClasses::NUMBER != 0;
                number(head)
                    && (number(tail)
                        || matches!(tail, "third" | "thirds" | "quarter" | "quarters" | "fifth" | "fifths"))
            })
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
        let cap = |i: usize| i < limit && self.article.tokens[i].capital;
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
        let capital = |i: usize| i < limit && tokens[i].kind == TokenKind::Word && tokens[i].capital;
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
