//! Candidates by the head of their cue: verbs, active and passive, nouns and adjectives.

use super::{Candidate, Clause};
use crate::article::{CueKind, Runs, TokenSpan};
use crate::parse::chunk::{Chunk, Kind, Subject, flag};
use crate::parse::clause::{phrase_end, phrase_start};
use crate::parse::grammar::{HeadKind, NONE, Slot, feature as f};
use crate::parse::tag::Tag;
use smallvec::smallvec;

/// Views that somebody gets: `of` behind them names the giver where a verb of getting stands before.
const GIVEN: [&str; 7] = ["approval", "backing", "blessing", "endorsement", "endorsements", "praise", "support"];
/// Verbs that give a name.
const NAMING: [&str; 7] = ["called", "dubbed", "entitled", "named", "nicknamed", "termed", "titled"];
/// Verbs of getting: their subject is what the view is about.
const GETS: [&str; 48] = [
    "attract",
    "attracted",
    "attracting",
    "attracts",
    "draw",
    "drawing",
    "drawn",
    "draws",
    "drew",
    "earn",
    "earned",
    "earning",
    "earns",
    "enjoy",
    "enjoyed",
    "enjoying",
    "enjoys",
    "face",
    "faced",
    "faces",
    "facing",
    "gain",
    "gained",
    "gaining",
    "get",
    "gets",
    "getting",
    "got",
    "gotten",
    "had",
    "has",
    "have",
    "having",
    "picked",
    "picking",
    "receive",
    "received",
    "receives",
    "receiving",
    "secure",
    "secured",
    "secures",
    "snagged",
    "win",
    "winning",
    "wins",
    "won",
    "wooed",
];

impl Clause<'_> {
    pub(super) fn verb(&self, i: usize, out: &mut Vec<Candidate>) {
        let verb = &self.chunks[i];
        if verb.is(flag::COPULA) {
            return;
        }
        let head_kind = if verb.is(flag::PASSIVE | flag::BARE_PARTICIPLE) { HeadKind::Passive } else { HeadKind::Verb };
        let cue =
            verb.is(flag::CUE) && self.grammar.strengths(head_kind, self.tokens[verb.head as usize].form).is_some();
        if !self.every_verb && !cue || self.is_word(verb.head, "according") {
            return;
        }
        if self.gives_name(i) {
            return;
        }
        let passive = head_kind == HeadKind::Passive;
        let mut right = self.right(i);
        let source = verb.subject;
        let mut content = Runs::new();
        let edge = match source {
            Some(s) if s.inverted => i,
            Some(s) if !s.inherited && !s.relative => {
                self.chunks[..i].iter().position(|c| c.start >= s.start).unwrap_or(i)
            }
            _ => i,
        };
        let left = if verb.is(flag::FINITE) && !passive { self.preposed(edge) } else { None };
        // `Asked about the toll, she said, "…"`
        let left = left.filter(|&(from, to)| right.slot != Slot::Quote || !self.fronted(from, to));
        let left = left.filter(|&(from, to)| !self.waits(from, to, right.from));
        let inverted = source.is_some_and(|s| s.inverted);
        let preposed = self.strength(HeadKind::Verb, verb.head, Slot::Preposed);
        let speaks = |percent: u8| preposed != NONE && preposed >= percent;
        let speech = speaks(40) || preposed == NONE;
        let mut slot = right.slot;
        let mut by_agent = passive;
        let clause_left = || left.is_some_and(|(from, to)| self.holds_clause(from, to));
        let weak_right = matches!(right.slot, Slot::Other | Slot::At | Slot::In | Slot::On | Slot::About | Slot::With)
            || right.slot == Slot::Colon && (inverted || clause_left());
        let quote_left = left.is_some_and(|(_, e)| matches!(self.kind(e), Kind::Quote(_)));
        let told = self.takes_recipient(i);
        let ends = |slot: Slot| match slot {
            Slot::Noun => speaks(40) && (quote_left || right.recipient.is_some() || told && clause_left()),
            Slot::Quote => true,
            // `"…," she told the hall, then left`, `"…," she told the hall, "but …"`
            Slot::Zero => quote_left && speaks(70) && (inverted || told),
            Slot::NounThat => quote_left && told && matches!(self.kind(right.from), Kind::Quote(_)),
            // `"It is late," she said of the bridge`, `…, he said as the doors closed`.
            Slot::Of | Slot::For | Slot::Toward | Slot::As | Slot::Against | Slot::Gerund | Slot::Wh => {
                quote_left && speaks(70)
            }
            _ => false,
        };
        if let Some((from, to)) = left
            && speech
            && source.is_some()
            && (weak_right || inverted || ends(right.slot))
        {
            slot = Slot::Preposed;
            if !self.counts(head_kind, verb.head, slot) {
                return;
            }
            content.push(self.run(from, to));
            // `"…," she said, "…"`: the split quotation goes on.
            if matches!(self.kind(right.from), Kind::Quote(_)) {
                let end = self.content_end(right.from, i, Slot::Quote);
                content.push(TokenSpan { start: self.chunks[right.from].start, end });
            } else if let Some(next) = self
                .closing_comma(right.from)
                .map(|comma| if inverted { self.past_appositive(comma) } else { comma })
                .filter(|&comma| self.resumes(from, to, comma))
            {
                let end = self.content_end(next + 1, i, Slot::Zero);
                content.push(TokenSpan { start: self.chunks[next + 1].start, end });
            }
        } else if let Some(told) = self.as_told_by(i) {
            slot = Slot::Preposed;
            content = told;
            by_agent = true;
        } else if passive && slot == Slot::Preposed {
            // `The plan was condemned by traders`: what it is about is the content; nothing else is.
        } else if let Some(around) = self.around(i, edge, &right) {
            slot = Slot::Preposed;
            content = around;
        } else if let Some(raised) = self.raised(i, edge, &right) {
            slot = Slot::Zero;
            content = raised;
        } else if slot == Slot::Colon && right.from >= self.chunks.len() && !inverted {
            // `She declared:` and the quotation in the next paragraph: `story` hands it over.
        } else if self.stands_alone(i, edge, &right) {
            // `"The ford is shut." Lind said.`: `story` looks for the quotation.
            slot = Slot::Preposed;
        } else if slot == Slot::Other || right.from >= self.chunks.len() {
            let behind = if inverted || passive || left.is_some() { None } else { self.past_aside(i) };
            let Some((what, from)) = behind else { return };
            slot = what;
            content.push(TokenSpan { start: self.chunks[from].start, end: self.content_end(from, i, slot) });
        } else {
            if inverted || !self.counts(head_kind, verb.head, slot) {
                return;
            }
            let mut from = right.from;
            if slot == Slot::Noun || slot == Slot::NounTo {
                right.recipient = right.recipient.filter(|_| self.takes_recipient(i));
                from = right.from;
            }
            let end = self.content_end(from, i, slot);
            content.push(TokenSpan { start: self.chunks[from].start, end });
        }
        // `Citing a shortage of pilots, the airline …`: the clause of its subject is not what it cites.
        if let Some(s) = source.filter(|s| verb.is(flag::ING | flag::BARE_PARTICIPLE) && s.start > verb.end)
            && let Some(last) = content.last_mut()
            && last.start < s.start
            && s.start <= last.end
        {
            let comma = self.is_word(s.start - 1, ",");
            last.end = last.end.min(s.start - u32::from(comma));
        }
        let (mut span, mut source_head) = Self::source_of(source);
        let mut subject = None;
        let felt = self.bits(verb.head) & f::EXPERIENCER != 0;
        // `The ruling angered the islanders`: the object is who feels, the subject what they feel it about.
        if felt
            && !passive
            && slot == Slot::Noun
            && let Some(about) = source.filter(|s| !s.inherited && !s.relative)
        {
            let end = phrase_end(self.chunks, right.from);
            (span, source_head) = (Some(self.run(right.from, end - 1)), Some(self.chunks[right.from].head));
            content = smallvec![TokenSpan { start: about.start, end: about.end }];
        }
        // `The plan appears to be dead`: nobody speaks, and the subject is part of what seems so.
        // Where it is a cue that somebody seems to give (`seemed to mock`), she is still its source.
        let seems = !passive
            && slot != Slot::Preposed
            && (1..50).contains(&self.strength(HeadKind::Verb, verb.head, Slot::Subject))
            && !(slot == Slot::To
                && self.is_cue(right.from)
                && (self.at_least(right.from, Slot::That, 60) || self.at_least(right.from, Slot::Noun, 40)));
        if seems && let Some(s) = source.filter(|s| !s.inherited && !s.inverted) {
            (span, source_head) = (None, None);
            if self.kind(self.skip(i + 1)) == Kind::Adjective
                && let Some(first) = content.first_mut()
            {
                first.start = self.chunks[i + 1].start;
            }
            if !self.is_word(s.start, "it") {
                content.insert(0, Self::topic(s));
            }
        }
        if by_agent {
            // The subject of a passive is not the speaker; `by X` is.
            let holder = self.strength(HeadKind::Passive, verb.head, Slot::Subject);
            // `The bill, which is opposed by`: what it is about is what the relative pronoun stands for.
            subject = source.map(Self::topic);
            // `Voters are convinced that`: what a passive of the mind is about is the one who thinks.
            if !((felt || holder != NONE && holder >= 50) && span.is_some()) {
                let agent = self.by_phrase(i, right.from);
                span = agent.map(|k| self.run(k, phrase_end(self.chunks, k) - 1));
                source_head = agent.map(|k| self.chunks[k].head);
                // What it is about ends where the agent begins.
                if let (Some(by), Some(last)) = (agent.map(|k| self.chunks[k - 1].start), content.last_mut())
                    && last.start < by
                {
                    last.end = last.end.min(by);
                }
                // `Lind is expected to announce …`: whoever is to act is part of what is expected.
                let about = matches!(slot, Slot::To | Slot::Of | Slot::As | Slot::Gerund | Slot::Preposed | Slot::For);
                let named = |s: &TokenSpan| !self.is_word(s.start, "it") && !self.is_word(s.start, "there");
                if about
                    && verb.is(flag::PASSIVE)
                    && let Some(subject) = subject.filter(|s| named(s) && s.end <= verb.start)
                {
                    content.insert(0, subject);
                }
            }
        }
        if content.is_empty() && !matches!(slot, Slot::Colon | Slot::Preposed)
            || !self.counts(head_kind, verb.head, slot)
        {
            return;
        }
        out.push(Candidate {
            source: span,
            source_head,
            content,
            recipient: right.recipient,
            passive,
            negated: verb.is(flag::NEGATED),
            subject,
            strength: self.strength(head_kind, verb.head, slot),
            ..Candidate::new(CueKind::Verb, head_kind, verb.head, self.run(i, i), slot)
        });
    }

    /// What the clause of a subject is about: in `The bill, which is opposed by`, what the relative pronoun stands for.
    fn topic(s: Subject) -> TokenSpan {
        if s.relative { TokenSpan { start: s.head, end: s.head + 1 } } else { TokenSpan { start: s.start, end: s.end } }
    }

    /// `by X` behind a passive, past what it is about: `was attacked on costs by X`.
    pub(super) fn by_phrase(&self, i: usize, before: usize) -> Option<usize> {
        let near = before.max(i + 2);
        let clause = matches!(self.kind(before), Kind::Verb | Kind::That | Kind::Wh | Kind::Quote(_));
        let reach = if clause { near.min(i + 5) } else { i + 12 };
        for k in i + 1..self.chunks.len().min(reach) {
            let c = &self.chunks[k];
            let by = c.kind == Kind::Prep && self.is_word(c.start, "by") && self.kind(k + 1) == Kind::Noun;
            let amount = || self.tags[(self.chunks[k + 1].head - self.first) as usize].tag == Tag::Num;
            if by && !(k > near && amount()) {
                return Some(k + 1);
            }
            let plain = matches!(c.kind, Kind::Noun | Kind::Prep | Kind::Time | Kind::Adverb | Kind::Adjective);
            if matches!(c.kind, Kind::Comma | Kind::That | Kind::Stop) || k >= near && !plain {
                break;
            }
        }
        None
    }

    pub(super) fn noun(&self, i: usize, out: &mut Vec<Candidate>) {
        let np = &self.chunks[i];
        if !np.is(flag::CUE) || self.grammar.strengths(HeadKind::Noun, self.tokens[np.head as usize].form).is_none() {
            return;
        }
        // `said in a statement`: the statement is part of that cue.
        if i >= 2
            && self.kind(i - 1) == Kind::Prep
            && (i.saturating_sub(4)..i).any(|v| self.is_cue(v) && self.at_least(v, Slot::That, 60))
        {
            return;
        }
        if let Some(received) = self.received(i) {
            out.push(received);
            return;
        }
        let mut k = self.skip(i + 1);
        let mut source = None;
        // Possessor inside the phrase: `Clinton's claim`, `his claim`.
        let inside = &self.tags[(np.start - self.first) as usize..(np.head - self.first) as usize];
        if let Some(at) = inside.iter().rposition(|t| t.tag == Tag::Clitic || t.tag == Tag::Poss) {
            let end = np.start + at as u32 + u32::from(inside[at].tag == Tag::Poss);
            source =
                Some((TokenSpan { start: np.start, end: end.max(np.start + 1) }, end.saturating_sub(1).max(np.start)));
            // `Lind stepped up her attacks on`: who does that to a view of his own holds it.
            if at == 0
                && inside[0].tag == Tag::Poss
                && let Some(v) = i.checked_sub(1).map(|v| &self.chunks[v])
                && v.kind == Kind::Verb
                && v.is(flag::FINITE)
                && !v.is(flag::PASSIVE | flag::COPULA)
                && let Some(s) = v.subject.filter(|s| !s.inverted && self.agrees(*s, np.start))
            {
                source = Some((TokenSpan { start: s.start, end: s.end }, s.head));
            }
        }
        // `calls by rights groups for`, `a statement from the ministry that`.
        if source.is_none()
            && self.kind(k) == Kind::Prep
            && self.of_whom(&self.chunks[k])
            && self.kind(k + 1) == Kind::Noun
        {
            source = Some((
                TokenSpan { start: self.chunks[k + 1].start, end: self.chunks[k + 1].end },
                self.chunks[k + 1].head,
            ));
            k = self.skip(k + 2);
        }
        let is = |k: usize| {
            self.kind(k) == Kind::Verb && self.chunks[k].is(flag::COPULA) && self.bits(self.chunks[k].head) & f::BE != 0
        };
        let (slot, from) = match self.kind(k) {
            Kind::That => (Slot::That, k),
            Kind::Wh if !self.relative_wh(k) => (Slot::Wh, k),
            Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => (Slot::To, k),
            // `Her advice was to wait`, `Their hope is that`
            Kind::Verb if source.is_some() && is(k) && self.kind(k + 1) == Kind::That => (Slot::That, k + 1),
            Kind::Verb
                if source.is_some()
                    && is(k)
                    && self.chunks.get(k + 1).is_some_and(|c| c.kind == Kind::Verb && c.is(flag::INFINITIVE)) =>
            {
                (Slot::To, k + 1)
            }
            Kind::Prep if matches!(self.kind(k + 1), Kind::Noun | Kind::Verb | Kind::Quote(_) | Kind::Wh) => {
                (self.slot_of_preposition(k), k + 1)
            }
            Kind::Colon => (Slot::Colon, k + 1),
            Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => (Slot::Quote, k + 1),
            // `calls by X, that demand …`
            Kind::Comma
                if source.is_some()
                    && matches!(self.kind(k + 1), Kind::That | Kind::Wh)
                    && self.is_cue(self.skip(k + 2)) =>
            {
                (Slot::That, self.skip(k + 2) + 1)
            }
            _ => return,
        };
        if from >= self.chunks.len() || !self.counts(HeadKind::Noun, np.head, slot) {
            return;
        }
        // `criticism of the timetable from both parties`: somebody stands behind what it is about.
        let mut content_end = None;
        if source.is_none()
            && matches!(self.kind(from), Kind::Noun)
            && let Some(by) = (from + 1..=phrase_end(self.chunks, from))
                .find(|&k| self.kind(k) == Kind::Prep && self.of_whom(&self.chunks[k]))
            && self.kind(by + 1) == Kind::Noun
        {
            let end = phrase_end(self.chunks, by + 1);
            source = Some((self.run(by + 1, end - 1), self.chunks[by + 1].head));
            content_end = Some(self.chunks[by].start);
        }
        // The subject of the verb it is the object of: `has support for`, `made the claim that`.
        if source.is_none()
            && i > 0
            && let Some(v) = (i.saturating_sub(2)..i).rev().find(|&v| self.chunks[v].kind == Kind::Verb)
            && !self.chunks[v].is(flag::PASSIVE)
            && let Some(s) = self.chunks[v].subject
            && !s.inverted
            && !self.is_word(s.start, "there")
        {
            source = Some((TokenSpan { start: s.start, end: s.end }, s.head));
        }
        // A noun before a preposition signals nothing unless somebody holds it: `support for`, but `a line of`.
        if source.is_none() && !matches!(slot, Slot::That | Slot::To | Slot::Wh | Slot::Colon | Slot::Quote) {
            return;
        }
        let end = content_end.unwrap_or_else(|| self.content_end(from, i, slot));
        let cue = TokenSpan { start: np.head, end: np.end };
        out.push(Candidate {
            source: source.map(|s| s.0),
            source_head: source.map(|s| s.1),
            content: smallvec![TokenSpan { start: self.chunks[from].start, end }],
            strength: self.strength(HeadKind::Noun, np.head, slot),
            ..Candidate::new(CueKind::NounCue, HeadKind::Noun, np.head, cue, slot)
        });
    }

    /// `a song called “Low Water”`, `The ship, named Aurora, sank`: a participle that gives the noun before it a name, which is all
    /// that stands behind it. What is called something in somebody's opinion has two phrases behind the verb.
    fn gives_name(&self, i: usize) -> bool {
        let verb = &self.chunks[i];
        if !verb.is(flag::MAYBE_REDUCED | flag::BARE_PARTICIPLE) || !NAMING.contains(&self.word(verb.head)) {
            return false;
        }
        let name = self.skip(i + 1);
        let end = match self.kind(name) {
            Kind::Noun => phrase_end(self.chunks, name),
            Kind::Quote(_) => name + 1,
            _ => return false,
        };
        let Some(before) = (0..i).rev().find(|&k| self.kind(k) != Kind::Adverb) else { return false };
        match self.kind(before) {
            Kind::Noun => {
                let is_one = |k: usize| matches!(self.word(self.chunks[k].start), "a" | "an" | "A" | "An");
                let one = is_one(before) || is_one(phrase_start(self.chunks, before));
                one && !matches!(self.kind(end), Kind::Noun | Kind::Adjective | Kind::Quote(_))
            }
            // But `Lind, the mayor, called it folly`.
            Kind::Comma => {
                let behind = self.kind(self.skip(end));
                let quote = matches!(self.kind(name), Kind::Quote(_));
                let ends = matches!(behind, Kind::Comma | Kind::Stop | Kind::Close) || quote && behind == Kind::Verb;
                let first =
                    before.checked_sub(1).filter(|&k| self.kind(k) == Kind::Noun).map(|k| phrase_start(self.chunks, k));
                ends && first.is_some_and(|first| first == 0 || self.kind(first - 1) != Kind::Comma)
            }
            _ => false,
        }
    }

    /// `Lind won the endorsement of the union`, `The plan drew criticism from both sides`: the view comes from whoever stands
    /// behind it, and is about the one who gets it.
    fn received(&self, i: usize) -> Option<Candidate> {
        let view = &self.chunks[i];
        let k = self.skip(i + 1);
        let given = || self.is_word(self.chunks[k].start, "of") && GIVEN.contains(&self.word(view.head));
        if self.kind(k) != Kind::Prep || self.kind(k + 1) != Kind::Noun || !(self.of_whom(&self.chunks[k]) || given()) {
            return None;
        }
        let particle = i > 1 && matches!(self.word(self.chunks[i - 1].start), "up" | "down");
        let verb = &self.chunks[i.checked_sub(1 + usize::from(particle))?];
        let gets = verb.kind == Kind::Verb && !verb.is(flag::PASSIVE) && GETS.contains(&self.word(verb.head));
        let subject = verb.subject.filter(|s| gets && !s.inverted && !self.is_word(s.start, "there"))?;
        let mut last = k + 1;
        while self.kind(last + 1) == Kind::Prep
            && self.is_word(self.chunks[last + 1].start, "of")
            && self.kind(last + 2) == Kind::Noun
        {
            last += 2;
        }
        let source = self.run(k + 1, last);
        Some(Candidate {
            source: Some(source),
            source_head: Some(self.chunks[k + 1].head),
            content: smallvec![Self::topic(subject)],
            strength: self.strength(HeadKind::Noun, view.head, Slot::Of),
            ..Candidate::new(
                CueKind::NounCue,
                HeadKind::Noun,
                view.head,
                TokenSpan { start: view.head, end: view.end },
                Slot::Of,
            )
        })
    }

    /// `by`, `from` or `among`: behind a noun cue it says who holds it.
    fn of_whom(&self, chunk: &Chunk) -> bool {
        ["by", "from", "among"].iter().any(|w| self.is_word(chunk.start, w))
    }

    /// Whether the possessive at token `poss` can mean the subject: `they … their`, not `he … their`.
    fn agrees(&self, subject: Subject, poss: u32) -> bool {
        let head = self.bits(subject.head);
        if self.is_word(poss, "their") {
            head & f::SINGULAR_PRONOUN == 0
        } else {
            head & f::PLURAL == 0 && !self.is_word(subject.head, "they")
        }
    }

    /// `is confident that`, `are skeptical of`.
    pub(super) fn adjective(&self, i: usize, out: &mut Vec<Candidate>) {
        let adjective = &self.chunks[i];
        if !adjective.is(flag::CUE) {
            return;
        }
        let v = (i.saturating_sub(3)..i).rev().find(|&v| self.chunks[v].kind == Kind::Verb);
        let Some(v) = v.filter(|_| {
            self.grammar.strengths(HeadKind::Adjective, self.tokens[adjective.head as usize].form).is_some()
        }) else {
            return;
        };
        let k = self.skip(i + 1);
        let (slot, from) = match self.kind(k) {
            Kind::That => (Slot::That, k),
            Kind::Wh => (Slot::Wh, k),
            Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => (Slot::To, k),
            Kind::Prep if matches!(self.kind(k + 1), Kind::Noun | Kind::Verb | Kind::Quote(_) | Kind::Wh) => {
                (self.slot_of_preposition(k), k + 1)
            }
            Kind::Noun if self.clause_at(k) => (Slot::Zero, k),
            _ => return,
        };
        if !self.counts(HeadKind::Adjective, adjective.head, slot) {
            return;
        }
        let (source, source_head) = Self::source_of(self.chunks[v].subject);
        let end = self.content_end(from, v, slot);
        out.push(Candidate {
            source,
            source_head,
            content: smallvec![TokenSpan { start: self.chunks[from].start, end }],
            negated: self.chunks[v].is(flag::NEGATED),
            strength: self.strength(HeadKind::Adjective, adjective.head, slot),
            ..Candidate::new(CueKind::Verb, HeadKind::Adjective, adjective.head, self.run(v, i), slot)
        });
    }
}
