//! Content that stands before its cue, or on both sides of it: `…, X said` and `…, X said, …` (S2).

use super::Clause;
use super::right::Right;
use crate::article::{Runs, TokenSpan};
use crate::parse::chunk::{Kind, flag};
use crate::parse::grammar::{Slot, feature as f};
use smallvec::smallvec;

impl Clause<'_> {
    /// Content that stands before `edge` (the first chunk of the source or of an inverted cue), if the clause there
    /// ends with a comma or a quotation right before it.
    pub(super) fn preposed(&self, edge: usize) -> Option<(usize, usize)> {
        let last = edge.checked_sub(1)?;
        let end = match self.kind(last) {
            Kind::Comma | Kind::Dash => last.checked_sub(1)?,
            Kind::Quote(_) => last,
            Kind::Stop => {
                // `"Why?" she asked` keeps its mark inside; `Why? she asked` does not.
                last.checked_sub(1)?
            }
            _ => return None,
        };
        let mut start = end;
        while start > 0 {
            match self.kind(start - 1) {
                Kind::Semi => break,
                Kind::Stop if !matches!(self.kind(start), Kind::Stop) => break,
                _ => start -= 1,
            }
        }
        let solid = self.chunks[start..=end]
            .iter()
            .any(|c| matches!(c.kind, Kind::Quote(_)) || c.kind == Kind::Verb && c.is(flag::FINITE));
        // `The bridge sways in the wind, police said.`: its verb may be no verb to us.
        let whole = || {
            start == 0
                && self.kind(start) == Kind::Noun
                && self.chunks[end].end - self.chunks[start].start >= 3
                && self.kind(last) == Kind::Comma
                && self.chunks[start..=end].iter().all(|c| c.kind != Kind::Comma)
        };
        if !solid && !whole() {
            return None;
        }
        // `But "…," he said`: the conjunction is the paper's.
        if start < end && matches!(self.kind(start), Kind::Conj) {
            start += 1;
        }
        Some((start, end))
    }

    /// Whether what stands at chunk `k`, behind `, he said,`, belongs to what he said.
    pub(super) fn goes_on(&self, k: usize) -> bool {
        match self.kind(k) {
            Kind::Noun => !self.parenthetical_cue(k),
            Kind::Prep => !self.is_word(self.chunks[k].start, "according"),
            Kind::Verb => {
                // `The road, he said, would be closed`: what stands before the tag still waits for its verb.
                let waits = || {
                    let tag = (0..k).rev().filter(|&n| self.kind(n) == Kind::Comma).nth(1).unwrap_or(0);
                    self.chunks[..tag].iter().all(|c| c.kind != Kind::Verb)
                };
                self.chunks[k].is(flag::FINITE | flag::INFINITIVE) && (!self.is_cue(k) || waits())
            }
            Kind::That | Kind::Adjective => true,
            // `As Lind noted, that is the worst of it`
            Kind::Wh => self.is_word(self.chunks[k].start, "that"),
            Kind::Sub => {
                // `And so, he said, while the crew was tired, it went on`: no clause stands before.
                let first = || self.chunks[..k].iter().filter(|c| c.kind == Kind::Verb).count() == 1;
                !matches!(self.word(self.chunks[k].start), "while" | "whereas" | "though" | "although") || first()
            }
            _ => false,
        }
    }

    /// `The plan, he said, had failed`; `As Lind noted, the plan had failed`: a tag between commas, with content on both
    /// sides or on one. `edge` is the first chunk of the source.
    pub(super) fn around(&self, i: usize, edge: usize, right: &Right) -> Option<Runs> {
        let verb = &self.chunks[i];
        // `as Lind put it`
        let put = || {
            self.kind(i + 1) == Kind::Noun
                && self.is_word(self.chunks[i + 1].start, "it")
                && matches!(self.word(verb.head), "put" | "puts")
        };
        let put = verb.is(flag::FINITE) && put();
        if !verb.is(flag::FINITE) || verb.is(flag::PASSIVE) || !put && !self.at_least(i, Slot::Preposed, 45) {
            return None;
        }
        let inverted = verb.subject.is_some_and(|s| s.inverted);
        let own = verb.subject.is_some_and(|s| !s.inherited && !s.relative);
        if !own
            || !matches!(right.slot, Slot::Other | Slot::In | Slot::On | Slot::At | Slot::Quote) && !inverted && !put
        {
            return None;
        }
        let mut first = edge;
        let as_tag = first > 0
            && self.is_word(self.chunks[first - 1].start, "as")
            && matches!(self.kind(first - 1), Kind::Prep | Kind::Sub);
        if as_tag {
            first -= 1;
        }
        let mut comma = right.from;
        while comma < self.chunks.len() && !matches!(self.kind(comma), Kind::Comma | Kind::Stop | Kind::Quote(_)) {
            if !matches!(self.kind(comma), Kind::Noun | Kind::Prep | Kind::Time | Kind::Adverb) {
                return None;
            }
            comma += 1;
        }
        let before = first.checked_sub(1).and_then(|k| match self.kind(k) {
            Kind::Comma => k.checked_sub(1),
            Kind::Quote(_) if as_tag => Some(k),
            _ => None,
        });
        let mut content = Runs::new();
        if let Some(last) = before {
            let from = self.clause_start(last);
            let quoted = || matches!(self.kind(comma + usize::from(self.kind(comma) == Kind::Comma)), Kind::Quote(_));
            let opener = matches!(self.kind(from), Kind::Conj | Kind::Sub | Kind::Adverb) && from == last;
            if !(opener || quoted() && self.fronted(from, last)) {
                content.push(self.run(from, last));
            }
        }
        let next = match self.kind(comma) {
            Kind::Comma => comma + 1,
            _ => comma,
        };
        let on = self.kind(comma) == Kind::Comma && (self.goes_on(next) || matches!(self.kind(next), Kind::Quote(_)));
        if on {
            let end = self.content_end(next, i, Slot::Zero);
            content.push(TokenSpan { start: self.chunks[next].start, end });
        }
        let enclosed =
            before.is_some() && on && !content.is_empty() || as_tag && !content.is_empty() && (on || before.is_some());
        enclosed.then_some(content)
    }

    /// `a rule which critics said was unfair`, `what she called is`: the relative pronoun and the clause behind the cue. `edge`
    /// is the first chunk of the source.
    pub(super) fn raised(&self, i: usize, edge: usize, right: &Right) -> Option<Runs> {
        let verb = &self.chunks[i];
        let mut wh = edge.checked_sub(1)?;
        while wh > 0 && self.kind(wh) == Kind::Adverb {
            wh -= 1;
        }
        let relative =
            self.kind(wh) == Kind::Wh || wh > 0 && self.kind(wh) == Kind::That && self.kind(wh - 1) == Kind::Noun;
        // `a decision they say allowed it`
        let bare = self.kind(wh) == Kind::Noun
            && wh + 1 == edge
            && verb.subject.is_some_and(|s| self.bits(s.head) & f::PERSONAL != 0);
        if !relative && !bare {
            return None;
        }
        let clause = self.chunks.get(right.from)?;
        let own = verb.subject.is_some_and(|s| !s.inherited && !s.relative && !s.inverted);
        let fits = own
            && right.slot == Slot::Other
            && clause.kind == Kind::Verb
            && clause.is(flag::FINITE)
            && verb.is(flag::FINITE)
            && !verb.is(flag::PASSIVE)
            && self.at_least(i, Slot::That, 60);
        let end = || self.content_end(right.from, i, Slot::Zero);
        fits.then(|| smallvec![self.run(wh, wh), TokenSpan { start: clause.start, end: end() }])
    }

    /// `On Monday's show, Lind said, "…"`, `Asked about the toll, she said, "…"`: chunks that set the scene and hold no main
    /// clause.
    pub(super) fn fronted(&self, from: usize, last: usize) -> bool {
        let opener = &self.chunks[from];
        let participle =
            opener.kind == Kind::Verb && opener.is(flag::ING | flag::BARE_PARTICIPLE | flag::MAYBE_REDUCED);
        let main = |k: usize| self.kind(k) == Kind::Comma && self.kind(k + 1) == Kind::Noun && self.clause_at(k + 1);
        (participle || matches!(opener.kind, Kind::Prep | Kind::Sub | Kind::Time | Kind::Adverb))
            && !(from..last).any(main)
    }

    /// `The cause, divers said, is unknown`: a phrase with no verb, whose verb stands behind the comma at chunk `comma`.
    pub(super) fn waits(&self, from: usize, to: usize, comma: usize) -> bool {
        self.kind(comma) == Kind::Comma
            && self.finite(comma + 1)
            && self.chunks[from..=to].iter().all(|c| !matches!(c.kind, Kind::Verb | Kind::Quote(_)))
    }

    /// First chunk of what runs up to chunk `last`: back to a semicolon or to the end of the sentence before.
    pub(super) fn clause_start(&self, last: usize) -> usize {
        let mut from = last;
        while from > 0 && !matches!(self.kind(from - 1), Kind::Semi | Kind::Stop) {
            from -= 1;
        }
        from
    }
}
