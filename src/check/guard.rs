//! Guards: does something hold near a candidate? Owns places and their reach.

use super::{Candidate, Check, Context, Voice};
use crate::article::{TokenKind, TokenSpan};
use crate::rule::pattern::{GroupId, Hit};
use crate::rule::schema::Place;
use rustc_hash::FxHashMap;

/// Guards of one group, compiled.
#[derive(Clone, Debug, Default)]
pub struct GuardPlan {
    /// Patterns by place.
    pub patterns: Vec<(Place, GroupId)>,
    /// An attribution with a source has its cue there.
    pub attributed: Option<Place>,
    /// The sentence dates itself that many years back.
    pub history: Option<i64>,
    /// The sentence is a question.
    pub question: bool,
    /// All its figures were attributed before.
    pub known_figures: bool,
}

/// The year rules count back from: copy carries no clock, and an older year only lets more pass.
const TODAY: i64 = 2026;
/// How far before or after the found words a pattern of `before` or `after` may reach, in tokens.
const NEAR: u32 = 40;

impl Context<'_> {
    /// Whether any guard of the group hits.
    pub(super) fn holds(&mut self, guard: &GuardPlan, check: &Check, candidate: &Candidate) -> bool {
        let found = candidate.found;
        let sentence = self.article.sentence(found.start as usize).tokens;
        if guard.question && self.is_question(sentence) {
            return true;
        }
        if guard.history.is_some_and(|years| years > 0 && self.is_history(sentence, years)) {
            return true;
        }
        if guard.known_figures && self.figures_known(sentence) {
            return true;
        }
        if let Some(place) = guard.attributed {
            let run = self.reach(place, check, candidate);
            if self.has_source(run) {
                return true;
            }
        }
        guard.patterns.iter().any(|(place, group)| self.hits(*place, *group, check, candidate))
    }

    fn hits(&mut self, place: Place, group: GroupId, check: &Check, candidate: &Candidate) -> bool {
        let found = candidate.found;
        let sentence = self.article.sentence(found.start as usize).tokens;
        let any = |_: &Hit| true;
        match place {
            Place::Before => {
                let run = TokenSpan { start: sentence.start.max(found.start.saturating_sub(NEAR)), end: found.start };
                self.reader.find_ending(group, run)
            }
            Place::After => {
                let end = sentence.end.max(found.end);
                let run = TokenSpan { start: found.end, end: end.min(found.end + NEAR) };
                self.reader.find_starting(group, run)
            }
            Place::Around => {
                let run = TokenSpan {
                    start: sentence.start.max(found.start.saturating_sub(NEAR)),
                    end: sentence.end.max(found.end).min(found.end + NEAR),
                };
                self.reader.find(group, run, |h| h.whole.overlaps(found))
            }
            Place::Content => {
                let Some(a) = candidate.attribution else { return false };
                let article = self.article;
                article.attributions[a as usize].content.iter().any(|run| self.reader.find(group, *run, any))
            }
            Place::Source => {
                let article = self.article;
                if let Some(a) = candidate.attribution {
                    return article.attributions[a as usize]
                        .source
                        .is_some_and(|run| self.reader.find(group, run, any));
                }
                self.cues_in(sentence)
                    .any(|i| article.attributions[i].source.is_some_and(|run| self.reader.find(group, run, any)))
            }
            _ => {
                let run = self.reach(place, check, candidate);
                // Patterns never leave their sentence.
                let article = self.article;
                let first = article.sentence_of[run.start as usize] as usize;
                article.sentences[first..]
                    .iter()
                    .take_while(|s| s.tokens.start < run.end)
                    .any(|s| self.reader.find(group, s.tokens, any))
            }
        }
    }

    /// The tokens a place means, in whole sentences.
    fn reach(&self, place: Place, check: &Check, candidate: &Candidate) -> TokenSpan {
        let all = &self.article.sentences;
        let at = self.article.sentence_of[candidate.found.start as usize] as usize;
        let last = self.article.sentence_of[candidate.found.end as usize - 1] as usize;
        let window = || check.count("window", 1);
        let (from, to) = match place {
            Place::Nearby => (at.saturating_sub(window()), (last + window()).min(all.len() - 1)),
            Place::Previous => (at.saturating_sub(window()), last),
            Place::Following => (at, (last + window()).min(all.len() - 1)),
            Place::Paragraph => {
                let block = all[at].block;
                let from = all[..at].iter().rposition(|s| s.block != block).map_or(0, |i| i + 1);
                let to = all[at..].iter().position(|s| s.block != block).map_or(all.len() - 1, |i| at + i - 1);
                (from, to)
            }
            Place::StoryBefore => (0, last),
            Place::Story => (0, all.len() - 1),
            _ => (at, last),
        };
        TokenSpan { start: all[from].tokens.start, end: all[to].tokens.end }
    }

    fn is_question(&self, sentence: TokenSpan) -> bool {
        sentence
            .range()
            .rev()
            .find(|&t| self.article.tokens[t].kind != TokenKind::Quote)
            .is_some_and(|t| self.article.word(t) == "?")
    }

    /// `in 1988`, `the 1990s`, `the 19th century`.
    fn is_history(&self, sentence: TokenSpan, years: i64) -> bool {
        sentence.range().any(|t| {
            if self.article.tokens[t].kind != TokenKind::Number {
                return false;
            }
            let word = self.article.word(t);
            let decade =
                word.strip_suffix('s').and_then(|d| d.parse::<i64>().ok()).filter(|d| (1500..2100).contains(d));
            let year = self.reader.year(t).map(i64::from).or(decade);
            let century = word.ends_with("th")
                && self.article.tokens.get(t + 1).is_some()
                && self.article.word(t + 1) == "century";
            century || year.is_some_and(|y| y <= TODAY - years)
        })
    }

    /// Every figure of the sentence stood in attributed content before it.
    fn figures_known(&self, sentence: TokenSpan) -> bool {
        let article = self.article;
        let number = |t: &usize| article.tokens[*t].kind == TokenKind::Number;
        let mut figures = sentence.range().filter(number).peekable();
        if figures.peek().is_none() {
            return false;
        }
        let first = self.figures.get_or_init(|| {
            let mut first = FxHashMap::default();
            for &token in article.numbers.iter().filter(|&&t| self.voice(t as usize) != Voice::Narrator) {
                first.entry(article.word(token as usize)).or_insert(token);
            }
            first
        });
        figures.all(|t| first.get(article.word(t)).is_some_and(|&known| known < sentence.start))
    }
}
