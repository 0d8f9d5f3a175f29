//! Content that stands before its cue, or on both sides of it: `…, X said` and `…, X said, …` (S2).

use super::Clause;
use super::right::Right;
use crate::article::{Runs, TokenSpan};
use crate::parse::chunk::{Chunk, Kind, flag};
use crate::parse::clause::phrase_end;
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
        let k = self.skip(k);
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
            Kind::Adjective => true,
            // `As Lind noted, that is the worst of it`
            Kind::That | Kind::Wh => self.complementizer(k),
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
        let as_tag = self.opens_with_as(edge);
        let first = as_tag.unwrap_or(edge);
        self.beside_tag(i, first, as_tag.is_some(), right.from)
    }

    /// The `as` right before chunk `k`.
    fn opens_with_as(&self, k: usize) -> Option<usize> {
        let at = k.checked_sub(1)?;
        (self.is_word(self.chunks[at].start, "as") && matches!(self.kind(at), Kind::Prep | Kind::Sub)).then_some(at)
    }

    /// `As first reported by the Herald, the plan had failed`: a participle behind `as`, with its agent.
    pub(super) fn as_told_by(&self, i: usize) -> Option<Runs> {
        let ordinal = i > 0 && self.kind(i - 1) == Kind::Adverb;
        let first = self.opens_with_as(i - usize::from(ordinal))?;
        let agent = self.by_phrase(i, i + 1).filter(|_| self.at_least(i, Slot::Preposed, 45))?;
        self.beside_tag(i, first, true, agent)
    }

    /// Content beside the tag that begins at chunk `first` and whose cue is chunk `i`, up to `from` or beyond.
    fn beside_tag(&self, i: usize, first: usize, as_tag: bool, from: usize) -> Option<Runs> {
        let comma = self.tag_end(from)?;
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
        let resumes = || before.is_some_and(|last| self.resumes(self.clause_start(last), last, comma));
        let on = self.kind(comma) == Kind::Comma
            && (self.goes_on(next) || resumes() || matches!(self.kind(next), Kind::Quote(_)));
        if on {
            let end = self.content_end(next, i, Slot::Zero);
            content.push(TokenSpan { start: self.chunks[next].start, end });
        }
        let enclosed =
            before.is_some() && on && !content.is_empty() || as_tag && !content.is_empty() && (on || before.is_some());
        enclosed.then_some(content)
    }

    /// The chunk that ends a tag, `he said in a letter on Friday`, of which the cue and its source end before chunk `from`: a
    /// comma, a full stop or a quotation, with none but adverbials before it.
    fn tag_end(&self, from: usize) -> Option<usize> {
        let ends = |k: usize| matches!(self.kind(k), Kind::Comma | Kind::Stop | Kind::Quote(_));
        let end = (from..self.chunks.len()).find(|&k| ends(k)).unwrap_or(self.chunks.len());
        let adverbial = |c: &Chunk| matches!(c.kind, Kind::Noun | Kind::Prep | Kind::Time | Kind::Adverb);
        (from > end || self.chunks[from..end].iter().all(adverbial)).then_some(end)
    }

    /// The comma that ends a tag.
    pub(super) fn closing_comma(&self, from: usize) -> Option<usize> {
        self.tag_end(from).filter(|&k| self.kind(k) == Kind::Comma)
    }

    /// `The trouble, says Lind, a keeper, is that`: from the comma at chunk `comma` behind a source to the one behind its
    /// appositive, if a verb follows that.
    pub(super) fn past_appositive(&self, comma: usize) -> usize {
        let end = phrase_end(self.chunks, comma + 1);
        let appositive = self.kind(comma + 1) == Kind::Noun && self.kind(end) == Kind::Comma;
        if appositive && self.finite(end + 1) { end } else { comma }
    }

    /// Whether a finite verb of chunks `from` to `last` is of no relative or subordinate clause.
    pub(super) fn holds_clause(&self, from: usize, last: usize) -> bool {
        // Relative and subordinate clauses that have no verb yet.
        let mut waiting = 0usize;
        for c in &self.chunks[from..=last] {
            match c.kind {
                Kind::Wh | Kind::That | Kind::Sub => waiting += 1,
                Kind::Quote(_) => return true,
                _ if !c.is_surely_finite() => {}
                _ if waiting == 0 => return true,
                _ => waiting -= 1,
            }
        }
        false
    }

    /// `If it rains, he said, the ford will shut`, `Over time, he said, tolls fell`: whether what stands behind the tag that
    /// ends at chunk `comma` goes on with chunks `from` to `last` before it, which are no sentence yet.
    pub(super) fn resumes(&self, from: usize, last: usize, comma: usize) -> bool {
        let next = self.skip(comma + 1);
        let whole = self.holds_clause(from, last);
        match self.kind(next) {
            // `The ford will shut, he said, if it rains`; but `…, he said, after the council had asked`
            Kind::Sub if whole => ["if", "unless", "because", "since", "so", "until"]
                .iter()
                .any(|w| self.is_word(self.chunks[next].start, w)),
            // `He hoped, he said, that it would shut`, `It is her job, she said, to shut it`, `The lock they use, he said, is shut`
            _ if self.complementizer(next) => true,
            Kind::Verb if whole => self.chunks[next].is(flag::INFINITIVE) || self.chunks[next].is_surely_finite(),
            Kind::Prep if whole => !self.is_word(self.chunks[next].start, "according"),
            Kind::Conj if whole => matches!(self.kind(next + 1), Kind::Quote(_)),
            _ if whole => false,
            Kind::Noun => self.clause_at(next),
            Kind::Verb => self.chunks[next].is(flag::FINITE),
            Kind::Quote(_) => true,
            _ => false,
        }
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

    /// Whether a source and its cue at chunk `i` are all there is of the sentence: `Lind said.`, `Lind said on Friday.` `edge` is
    /// the first chunk of the source.
    pub(super) fn stands_alone(&self, i: usize, edge: usize, right: &Right) -> bool {
        let verb = &self.chunks[i];
        let own = verb.subject.is_some_and(|s| !s.inherited && !s.relative);
        edge == 0
            && own
            && verb.is(flag::FINITE)
            && !verb.is(flag::PASSIVE)
            && matches!(right.slot, Slot::Other | Slot::In | Slot::On | Slot::At)
            && self.at_least(i, Slot::Preposed, 70)
            && self.tag_end(right.from).is_some_and(|k| self.kind(k) == Kind::Stop)
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
