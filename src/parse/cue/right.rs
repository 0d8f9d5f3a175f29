//! What follows a cue, seen from the cue: the slot of the cue lexicon it fills and the chunk its content begins with.

use super::Clause;
use crate::article::TokenSpan;
use crate::parse::chunk::{Kind, Subject, flag};
use crate::parse::clause::{REACH, phrase_end};
use crate::parse::grammar::{Slot, feature as f};

/// No more joined phrases are asked whether they have a verb.
const JOINED: usize = 4;

/// What stands to the right of a cue.
pub(super) struct Right {
    pub(super) slot: Slot,
    /// Chunk the content begins with.
    pub(super) from: usize,
    pub(super) recipient: Option<TokenSpan>,
}

impl Clause<'_> {
    pub(super) fn slot_of_preposition(&self, k: usize) -> Slot {
        match self.word(self.chunks[k].start).as_bytes() {
            b"for" => Slot::For,
            b"on" | b"upon" => Slot::On,
            b"of" => Slot::Of,
            b"about" | b"regarding" => Slot::About,
            b"with" => Slot::With,
            b"against" => Slot::Against,
            b"at" => Slot::At,
            b"in" | b"into" => Slot::In,
            b"as" | b"like" => Slot::As,
            b"to" => Slot::Toward,
            _ => Slot::Other,
        }
    }

    /// Whether a clause with a finite verb of its own begins at chunk `k` (a noun phrase): the phrase is the subject of one,
    /// or what it is joined to is (`said the board, the mayor and Lind had left`).
    pub(super) fn clause_at(&self, k: usize) -> bool {
        let mut first = k;
        for _ in 0..JOINED {
            if self.has_verb(first) {
                return true;
            }
            let end = phrase_end(self.chunks, first);
            let joined = match self.kind(end) {
                Kind::Conj => true,
                Kind::Comma => self.list_goes_on(end),
                _ => false,
            };
            if !joined || self.kind(end + 1) != Kind::Noun {
                return false;
            }
            first = end + 1;
        }
        false
    }

    /// Whether a finite verb has the phrase that begins at chunk `k` as its subject, whatever stands between them.
    fn has_verb(&self, k: usize) -> bool {
        let Some(start) = self.chunks.get(k).map(|c| c.start) else { return false };
        let own = |s: Subject| s.start == start && !s.relative && !s.inverted && !s.inherited;
        let ceiling = self.chunks.len().min(k + REACH);
        (k + 1..ceiling).any(|v| self.finite(v) && self.chunks[v].subject.is_some_and(own))
    }

    pub(super) fn right(&self, i: usize) -> Right {
        let plain = |slot, from| Right { slot, from, recipient: None };
        let mut k = self.skip(i + 1);
        // `is believed by inspectors to have failed`: the agent stands between.
        if self.chunks[i].is(flag::PASSIVE | flag::BARE_PARTICIPLE)
            && self.kind(k) == Kind::Prep
            && self.is_word(self.chunks[k].start, "by")
            && self.kind(k + 1) == Kind::Noun
        {
            k = self.skip(phrase_end(self.chunks, k + 1));
            let infinitive = self.kind(k) == Kind::Verb && self.chunks[k].is(flag::INFINITIVE);
            let asked = self.kind(k) == Kind::Wh && !self.relative_wh(k)
                || self.kind(k) == Kind::Sub && self.is_word(self.chunks[k].start, "if");
            if !infinitive && !asked && !matches!(self.kind(k), Kind::That | Kind::Quote(_)) {
                return plain(Slot::Preposed, k);
            }
        }
        // A subject behind the verb is passed over.
        if let Some(s) = self.chunks[i].subject
            && s.inverted
        {
            k = self.chunks.iter().position(|c| c.start >= s.end).unwrap_or(self.chunks.len());
            k = self.skip(k);
            return match self.kind(k) {
                Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => plain(Slot::Other, k + 1),
                Kind::Colon => plain(Slot::Colon, k + 1),
                _ => plain(Slot::Other, k),
            };
        }
        for _ in 0..4 {
            match self.kind(k) {
                Kind::That => return plain(Slot::That, k),
                Kind::Quote(_) => return plain(Slot::Quote, k),
                Kind::Wh => return plain(Slot::Wh, k),
                // `would not say when the work would start`, `declined to say when`
                Kind::Sub
                    if self.chunks[i].is(flag::NEGATED | flag::INFINITIVE)
                        && self.is_word(self.chunks[k].start, "when")
                        && self.kind(k + 1) == Kind::Noun =>
                {
                    return plain(Slot::Wh, k);
                }
                Kind::Sub if ["if", "whether", "as"].iter().any(|w| self.is_word(self.chunks[k].start, w)) => {
                    return plain(Slot::Wh, k);
                }
                // `said because the tide was out, nobody saw it`; `said, while the tide was out, nobody …`
                Kind::Sub if self.opens_what_is_said(i, k) => return plain(Slot::Zero, k),
                // `said despite the tide, the ford was open`
                Kind::Prep if self.is_word(self.chunks[k].start, "despite") && self.opens_what_is_said(i, k) => {
                    return plain(Slot::Zero, k);
                }
                Kind::Colon => return plain(Slot::Colon, k + 1),
                Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => return plain(Slot::To, k),
                Kind::Verb if self.gerund_clause(i, k) => return plain(Slot::Zero, k),
                // `denied leaving`, `reported having the means`
                Kind::Verb if self.chunks[k].is(flag::ING) || self.bits(self.chunks[k].head) & f::ING != 0 => {
                    return plain(Slot::Gerund, k);
                }
                Kind::Verb if self.chunks[k].is(flag::FINITE) && self.kind(i + 1) != Kind::Verb => {
                    return plain(Slot::Other, k);
                }
                Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => return plain(Slot::Quote, k + 1),
                // `She added, that the ford was shut`, but `The ford, she added, that was shut`
                Kind::Comma
                    if k == i + 1
                        && self.complementizer(k + 1)
                        && self.at_least(i, Slot::That, 60)
                        && self.chunks[i]
                            .subject
                            .is_some_and(|s| s.start == self.first || !self.is_word(s.start - 1, ",")) =>
                {
                    return plain(Slot::That, k + 1);
                }
                Kind::Noun => {
                    let end = self.skip(phrase_end(self.chunks, k));
                    let recipient = || Some(self.run(k, phrase_end(self.chunks, k) - 1));
                    if !self.chunks[k].is(flag::OBJECT) && self.clause_at(k) {
                        return plain(Slot::Zero, k);
                    }
                    return match self.kind(end) {
                        Kind::That | Kind::Wh if self.kind(end) == Kind::That || !self.relative_wh(end) => {
                            Right { slot: Slot::NounThat, from: end, recipient: recipient() }
                        }
                        // `said the slope "was measured in a week"`: the clause goes on inside the marks.
                        Kind::Quote(_) if !self.takes_recipient(i) && self.at_least(i, Slot::That, 60) => {
                            plain(Slot::Zero, k)
                        }
                        Kind::Verb if self.chunks[end].is(flag::INFINITIVE) => {
                            Right { slot: Slot::NounTo, from: k, recipient: recipient() }
                        }
                        Kind::Comma if matches!(self.kind(end + 1), Kind::Quote(_)) && self.takes_recipient(i) => {
                            Right { slot: Slot::NounThat, from: end + 1, recipient: recipient() }
                        }
                        Kind::Quote(_) | Kind::Colon if self.takes_recipient(i) => Right {
                            slot: Slot::NounThat,
                            from: if self.kind(end) == Kind::Colon { end + 1 } else { end },
                            recipient: recipient(),
                        },
                        Kind::Noun if self.takes_recipient(i) && self.clause_at(end) => {
                            Right { slot: Slot::NounThat, from: end, recipient: recipient() }
                        }
                        Kind::Comma | Kind::Stop | Kind::Verb if self.takes_recipient(i) => {
                            Right { slot: Slot::Noun, from: k, recipient: recipient() }
                        }
                        _ => plain(Slot::Noun, k),
                    };
                }
                Kind::Prep => {
                    // `said in a statement that …`, `said on Monday she …`: an adverbial; else the object of the cue.
                    let object = self.skip(k + 1);
                    // `pointed out that`
                    if k == i + 1 && self.kind(k + 1) == Kind::That && self.is_word(self.chunks[k].start, "out") {
                        return plain(Slot::That, k + 1);
                    }
                    if self.kind(object) == Kind::Noun {
                        let end = self.skip(phrase_end(self.chunks, object));
                        let speech = self.at_least(i, Slot::That, 60);
                        match self.kind(end) {
                            Kind::That => return plain(Slot::That, end),
                            // `Asked during a debate why it had failed`
                            Kind::Wh if !self.relative_wh(end) && self.at_least(i, Slot::Wh, 50) => {
                                return plain(Slot::Wh, end);
                            }
                            Kind::Quote(_) if speech => return plain(Slot::Quote, end),
                            Kind::Colon => return plain(Slot::Colon, end + 1),
                            Kind::Comma if matches!(self.kind(end + 1), Kind::Quote(_)) && speech => {
                                return plain(Slot::Quote, end + 1);
                            }
                            Kind::Noun if speech && self.clause_at(end) => return plain(Slot::Zero, end),
                            Kind::Comma if speech && self.says_behind_comma(i, end) => {
                                return plain(Slot::Zero, end + 1);
                            }
                            _ => {}
                        }
                        let own = self.slot_of_preposition(k);
                        // `said for years.`, but `called for a truce.`; `did not reply to a letter.` says nothing.
                        let about = !matches!(own, Slot::In | Slot::At)
                            && self.at_least(i, own, 50)
                            && !(own == Slot::Toward && self.chunks[i].is(flag::NEGATED));
                        if speech && matches!(self.kind(end), Kind::Stop | Kind::Comma) && !about {
                            return plain(Slot::Other, end);
                        }
                        return plain(own, object);
                    }
                    if matches!(self.kind(object), Kind::Quote(_) | Kind::Verb | Kind::Wh | Kind::That) {
                        return plain(self.slot_of_preposition(k), object);
                    }
                    return plain(Slot::Other, k);
                }
                // A particle: `pointed out that`, `made clear that`.
                Kind::Adjective => k = self.skip(k + 1),
                Kind::Comma if k > i + 1 && self.at_least(i, Slot::That, 60) && self.says_behind_comma(i, k) => {
                    return plain(Slot::Zero, k + 1);
                }
                _ => return plain(Slot::Other, k),
            }
        }
        plain(Slot::Other, k)
    }

    /// `The mayor said on Monday, the ford was closed`: whether a clause behind the comma that ends the adverbial of cue
    /// `i` is its content. Only the first verb of a sentence, in a main clause: a clause before it may be the content,
    /// and a subordinate one ends at the comma.
    fn says_behind_comma(&self, i: usize, comma: usize) -> bool {
        let main = |start: u32| {
            let before = &self.chunks[..self.chunks.partition_point(|c| c.start < start)];
            !before.iter().any(|c| matches!(c.kind, Kind::Verb | Kind::Sub | Kind::Wh | Kind::That | Kind::Quote(_)))
                && before.last().is_none_or(|c| c.kind != Kind::Prep)
        };
        self.kind(comma + 1) == Kind::Noun
            && self.chunks[i].is(flag::FINITE)
            && self.chunks[i].subject.is_some_and(|s| !s.inverted && main(s.start))
            && self.clause_at(comma + 1)
    }

    /// Whether the subordinate clause or phrase at chunk `k`, right behind cue `i`, is followed by the clause it belongs to.
    fn opens_what_is_said(&self, i: usize, k: usize) -> bool {
        let ceiling = self.chunks.len().min(k + 16);
        let comma = || (k + 1..ceiling).find(|&n| self.kind(n) == Kind::Comma);
        let main = |n: usize| matches!(self.kind(n), Kind::Quote(_)) || self.kind(n) == Kind::Noun && self.clause_at(n);
        k == i + 1 && self.at_least(i, Slot::That, 60) && comma().is_some_and(|n| main(n + 1))
    }

    /// `said having a bridge there is a good thing`: the gerund at chunk `k` with what belongs to it is the subject of a
    /// finite verb.
    fn gerund_clause(&self, i: usize, k: usize) -> bool {
        k == i + 1
            && self.bits(self.chunks[k].head) & f::ING != 0
            && !self.chunks[k].is(flag::FINITE)
            && self.at_least(i, Slot::That, 60)
            && self.kind(k + 1) == Kind::Noun
            && self.clause_at(k + 1)
    }

    /// `said, among other things, that`, `said on Sunday in Lyon, France, that`, `stated, while on tour, that`: past what
    /// stands between cue `i` and its clause.
    pub(super) fn past_aside(&self, i: usize) -> Option<(Slot, usize)> {
        if !self.at_least(i, Slot::That, 60) {
            return None;
        }
        let ceiling = self.chunks.len().min(i + 18);
        let mut k = i + 1;
        let mut marked = false;
        while k < ceiling {
            let c = &self.chunks[k];
            match c.kind {
                Kind::That => return (k > i + 1).then_some((Slot::That, k)),
                Kind::Quote(_) if marked && self.kind(k - 1) == Kind::Comma && k > i + 2 => {
                    return Some((Slot::Quote, k));
                }
                Kind::Comma | Kind::Dash => marked = true,
                Kind::Noun | Kind::Prep | Kind::Adverb | Kind::Time | Kind::Adjective => {}
                // `while testifying`, `before attending`, `, when the story broke,`, `on the air, where she speaks,`
                Kind::Sub if self.kind(k + 1) != Kind::Noun => {}
                Kind::Wh if self.kind(k - 1) != Kind::Comma => return None,
                Kind::Sub | Kind::Wh => {
                    k = (k + 1..ceiling).find(|&n| self.kind(n) == Kind::Comma)?;
                    continue;
                }
                Kind::Verb if c.is(flag::ING) && matches!(self.kind(k - 1), Kind::Sub | Kind::Prep) => {}
                Kind::Conj if self.kind(k + 1) == Kind::Noun => {}
                _ => return None,
            }
            k += 1;
        }
        None
    }

    /// Whether chunk `k` is `that`, whatever it was taken for.
    pub(super) fn complementizer(&self, k: usize) -> bool {
        matches!(self.kind(k), Kind::That | Kind::Wh) && self.is_word(self.chunks[k].start, "that")
    }

    pub(super) fn relative_wh(&self, k: usize) -> bool {
        let word = self.word(self.chunks[k].start).as_bytes();
        matches!(word, b"who" | b"which" | b"that" | b"whose" | b"whom" | b"where" | b"when")
    }

    pub(super) fn takes_recipient(&self, i: usize) -> bool {
        self.bits(self.chunks[i].head) & f::RECIPIENT != 0
    }
}
