//! Candidates whose cue is a phrase: `according to X`, `in the words of X`, `in X's view`.

use super::{Candidate, Clause};
use crate::article::{CueKind, Runs, TokenSpan};
use crate::parse::chunk::{Chunk, Kind, flag};
use crate::parse::clause::phrase_end;
use crate::parse::grammar::{HeadKind, Slot, feature as f};
use crate::parse::tag::Tag;

impl Clause<'_> {
    /// `according to X`, `in the words of X`, `as X put it`.
    pub(super) fn phrase(&self, i: usize, out: &mut Vec<Candidate>) {
        let c = &self.chunks[i];
        let at = |k: u32, word: &str| c.start + k < self.end && self.is_word(c.start + k, word);
        // Most prepositions are none of those that such a phrase begins with.
        if !c.is(flag::PHRASE) || !["in", "according", "per"].iter().any(|w| at(0, w)) {
            return;
        }
        let mut cue_end;
        if at(0, "according") && at(1, "to") {
            cue_end = c.start + 2;
        } else if i > 0
            && self.kind(i - 1) == Kind::Comma
            && at(0, "per")
            && self.chunks.get(i + 1).is_some_and(|n| n.is(flag::NAME | flag::DETERMINED))
        {
            cue_end = c.start + 1;
        } else if c.kind == Kind::Prep && at(0, "in") && self.kind(i + 1) == Kind::Noun && self.possessed_view(i + 1) {
            self.view(i, out);
            return;
        } else if i == 0 && at(0, "in") && self.kind(1) == Kind::Noun && self.is_poll(self.chunks[1].head) {
            // `In a poll of members, seven in ten backed the strike.`
            cue_end = c.start + 1;
        } else if at(0, "in")
            && at(1, "the")
            && (at(2, "words") || at(2, "view") || at(2, "opinion") || at(2, "eyes"))
            && at(3, "of")
        {
            cue_end = c.start + 4;
        } else {
            return;
        }
        let Some(first) = self.chunks.iter().position(|k| k.start >= cue_end) else { return };
        let mut s = first;
        // `according to polling by the union`, `according to full but early returns`
        let gerund = self.kind(s) == Kind::Verb && self.chunks[s].is(flag::ING);
        if self.kind(s) == Kind::Adjective {
            s = (s + 1..s + 4).find(|&k| self.kind(k) == Kind::Noun).unwrap_or(s);
        }
        if !matches!(self.kind(s), Kind::Noun | Kind::Quote(_)) && !gerund {
            return;
        }
        cue_end = self.chunks[first].start.min(cue_end);
        let mut end = phrase_end(self.chunks, s);
        // Past an appositive, a participle (`released Monday`) or a relative clause up to the comma or the end.
        while end < self.chunks.len()
            && !matches!(
                self.kind(end),
                Kind::Comma | Kind::Stop | Kind::Semi | Kind::Quote(_) | Kind::Dash | Kind::Sub | Kind::Colon
            )
            && (self.kind(end) != Kind::Conj || self.joins_source(i, s, end))
            // `According to the pilot she landed at noon`: the comma is missing.
            && !(self.chunks[end].is(flag::PRONOUN) && !self.chunks[end].is(flag::OBJECT) && self.finite(end + 1))
        {
            end += 1;
        }
        // `According to Teague, who follows the sector, any deal …`
        if self.kind(end) == Kind::Comma && self.kind(end + 1) == Kind::Wh {
            let ceiling = self.chunks.len().min(end + 20);
            end = (end + 1..ceiling).find(|&k| matches!(self.kind(k), Kind::Comma | Kind::Stop)).unwrap_or(ceiling);
        }
        // `according to Ana Holt, another diver, was` / `According to Ana Holt, a diver, the ford was`
        if self.kind(end) == Kind::Comma && self.kind(end + 1) == Kind::Noun {
            let close =
                self.closing_comma(end + 1).filter(|_| self.kind(phrase_end(self.chunks, end + 1)) == Kind::Comma);
            let listed = |k: usize| self.kind(phrase_end(self.chunks, k)) == Kind::Conj;
            let clause = |k: usize| self.kind(k) == Kind::Noun && self.clause_at(k) && !listed(k);
            // `According to Ana Holt, head of the lifeboat station, crews from two ports …`: what one person or body is.
            let what = &self.chunks[end + 1];
            let one = self.bits(what.head) & (f::ROLE | f::INSTITUTION) != 0 && self.bits(what.head) & f::PLURAL == 0;
            let role =
                one && !what.is(flag::NAME) && !self.is_word(what.start, "the") && self.chunks[end - 1].is(flag::NAME);
            let sentence = |k: usize| self.chunks[k..].iter().any(Chunk::is_surely_finite);
            end = close.filter(|&k| self.finite(k + 1) || clause(k + 1) || role && sentence(k)).unwrap_or(end);
        }
        let source = self.run(first, end - 1);
        let mut content = Runs::new();
        let before_comma = i.checked_sub(1).filter(|&k| self.kind(k) == Kind::Comma);
        if let Some(last) = before_comma.map_or(i.checked_sub(1), |k| k.checked_sub(1)) {
            let from = self.clause_start(last);
            let opener = matches!(self.kind(from), Kind::Conj | Kind::That | Kind::Adverb | Kind::Sub) && from == last
                || matches!(self.kind(last), Kind::Colon | Kind::Open);
            if !opener && self.kind(last) != Kind::That {
                content.push(self.run(from, last));
            }
        }
        let rest = if self.kind(end) == Kind::Comma { end + 1 } else { end };
        if rest < self.chunks.len()
            && (content.is_empty() || self.kind(end) == Kind::Comma)
            && matches!(
                self.kind(rest),
                Kind::Noun
                    | Kind::Prep
                    | Kind::Quote(_)
                    | Kind::Adverb
                    | Kind::Time
                    | Kind::Sub
                    | Kind::Verb
                    | Kind::Adjective
            )
        {
            let before = before_comma.and_then(|k| k.checked_sub(1));
            let goes_on = content.is_empty()
                || self.finite(rest)
                || before.is_some_and(|last| self.resumes(self.clause_start(last), last, rest - 1));
            if goes_on {
                let stop = self.content_end(rest, i, Slot::Zero);
                content.push(TokenSpan { start: self.chunks[rest].start, end: stop });
            }
        }
        // `According to the audit:` and a list, which `story` hands over.
        if content.is_empty() && !(self.kind(end) == Kind::Colon && end + 1 >= self.chunks.len()) {
            return;
        }
        let cue = TokenSpan { start: c.start, end: cue_end };
        out.push(Candidate {
            source: Some(source),
            source_head: Some(self.chunks[s].head),
            content,
            strength: 100,
            ..Candidate::new(CueKind::Phrase, HeadKind::Verb, c.start, cue, Slot::Other)
        });
    }

    /// `poll`, `surveys`: what many are asked in.
    fn is_poll(&self, token: u32) -> bool {
        ["poll", "polls", "survey", "surveys"].iter().any(|w| self.is_word(token, w))
    }

    /// `According to polls held for the Herald and Radio Lyon, the mayor …`: whether the conjunction at chunk `k` joins nouns
    /// of the source that opens the sentence at chunk `s`, up to a comma.
    fn joins_source(&self, i: usize, s: usize, k: usize) -> bool {
        let opens = i == 0 || matches!(self.kind(i - 1), Kind::Conj | Kind::Stop | Kind::Colon);
        let reach = self.chunks.len().min(k + 12);
        let comma =
            || (k + 1..reach).find(|&n| matches!(self.kind(n), Kind::Comma | Kind::That | Kind::Wh | Kind::Sub));
        opens
            && self.kind(k + 1) == Kind::Noun
            && comma()
                .is_some_and(|n| self.kind(n) == Kind::Comma && !self.chunks[s..n].iter().any(Chunk::is_surely_finite))
    }

    /// `Lind's view`, `his words`: a noun phrase that says in whose eyes.
    pub(super) fn possessed_view(&self, k: usize) -> bool {
        let c = &self.chunks[k];
        let head =
            ["view", "words", "opinion", "eyes", "telling", "account", "view"].iter().any(|w| self.is_word(c.head, w));
        let inside = &self.tags[(c.start - self.first) as usize..(c.head - self.first) as usize];
        head && inside.iter().any(|t| matches!(t.tag, Tag::Clitic | Tag::Poss))
    }

    /// `In Lind's view, …`, `…, in his words, …`
    pub(super) fn view(&self, i: usize, out: &mut Vec<Candidate>) {
        let c = &self.chunks[i + 1];
        let inside = &self.tags[(c.start - self.first) as usize..(c.head - self.first) as usize];
        let owner = inside.iter().rposition(|t| matches!(t.tag, Tag::Clitic | Tag::Poss)).unwrap_or(0) as u32;
        let poss = inside.get(owner as usize).is_some_and(|t| t.tag == Tag::Poss);
        let source = TokenSpan { start: c.start, end: (c.start + owner + u32::from(poss)).max(c.start + 1) };
        let mut content = Runs::new();
        if i >= 2 && self.kind(i - 1) == Kind::Comma {
            content.push(self.run(self.clause_start(i - 2), i - 2));
        }
        let next = if self.kind(i + 2) == Kind::Comma { i + 3 } else { i + 2 };
        if next < self.chunks.len()
            && self.kind(next) != Kind::Stop
            && (content.is_empty() || self.kind(i + 2) == Kind::Comma)
        {
            let end = self.content_end(next, i, Slot::Zero);
            content.push(TokenSpan { start: self.chunks[next].start, end });
        }
        if content.is_empty() {
            return;
        }
        out.push(Candidate {
            source: Some(source),
            source_head: Some(source.end - 1),
            content,
            strength: 80,
            ..Candidate::new(CueKind::Phrase, HeadKind::Verb, c.head, self.run(i, i + 1), Slot::Other)
        });
    }
}
