//! Cues with their sources and contents, sentence by sentence: verbs, nouns and adjectives of the cue lexicon, and the
//! prepositional cues. Owns the content scope rules inside a sentence (S1 to S6 of the scope rules in `parse/mod.rs`).
//! What goes on from one sentence to the next is `story`'s.

mod extent;
mod heads;
mod left;
mod marks;
mod phrases;
mod right;

use super::chunk::{Chunk, Kind, Subject, flag};
use super::evidence;
use super::grammar::{Grammar, HeadKind, NONE, Slot};
use super::story::DOUBT;
use super::tag::Tagged;
use crate::article::{CueKind, Frame, Runs, Token, TokenSpan};

/// A possible attribution, before it is decided whether its cue is strong enough.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: CueKind,
    pub(super) head_kind: HeadKind,
    pub(super) head: u32,
    pub(super) cue: TokenSpan,
    pub(super) slot: Slot,
    pub(super) frame: Frame,
    pub(super) source: Option<TokenSpan>,
    pub(super) source_head: Option<u32>,
    pub(super) content: Runs,
    pub(super) recipient: Option<TokenSpan>,
    pub(super) passive: bool,
    pub(super) negated: bool,
    /// What tells a cue from a plain verb besides word and slot: bits of [`super::grammar::TRAITS`].
    pub(super) traits: u32,
    /// Subject of a passive, for calibration.
    pub(super) subject: Option<TokenSpan>,
    /// Strength in percent by the cue lexicon; [`NONE`] if it has no entry for this slot.
    pub(super) strength: u8,
}

impl Candidate {
    /// A cue with its head, and nothing beside it yet.
    fn new(kind: CueKind, head_kind: HeadKind, head: u32, cue: TokenSpan, slot: Slot) -> Self {
        Self {
            kind,
            head_kind,
            head,
            cue,
            slot,
            frame: match (kind, slot) {
                (CueKind::Phrase, _) => Frame::Phrase,
                (_, Slot::That | Slot::NounThat) => Frame::That,
                (_, Slot::Zero) => Frame::Zero,
                (_, Slot::Quote) => Frame::Quote,
                (_, Slot::To | Slot::NounTo) => Frame::To,
                (_, Slot::Wh) => Frame::Wh,
                (_, Slot::Gerund) => Frame::Gerund,
                (_, Slot::Colon) => Frame::Colon,
                (_, Slot::Preposed) => Frame::Preposed,
                _ => Frame::Noun,
            },
            source: None,
            source_head: None,
            content: Runs::new(),
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: NONE,
        }
    }
}

/// One sentence, ready to be searched for cues.
pub(super) struct Clause<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// Tags of the tokens from `first`.
    pub(super) tags: &'a [Tagged],
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) chunks: &'a [Chunk],
    pub(super) grammar: &'a Grammar,
    pub(super) headline: bool,
    /// Takes verbs for candidates that the cue lexicon does not have: for its calibration.
    pub(super) every_verb: bool,
}

impl Clause<'_> {
    fn word(&self, token: u32) -> &str {
        &self.text[self.tokens[token as usize].span().range()]
    }

    #[inline]
    fn is_word(&self, token: u32, word: &str) -> bool {
        self.tokens[token as usize].span().len() as usize == word.len() && self.word(token).eq_ignore_ascii_case(word)
    }

    pub(super) fn bits(&self, token: u32) -> u64 {
        self.tags[(token - self.first) as usize].bits
    }

    fn strength(&self, kind: HeadKind, token: u32, slot: Slot) -> u8 {
        let form = self.tokens[token as usize].form;
        let of = |kind, slot: Slot| self.grammar.strengths(kind, form).map_or(NONE, |s| s[slot as usize]);
        match (kind, of(kind, slot), slot) {
            // `It was suggested that`, `was condemned by traders`: where a passive has no figure for what
            // stands there, it has the active's, whose object is its subject.
            (HeadKind::Passive, NONE, Slot::That | Slot::Wh) => of(HeadKind::Verb, slot),
            (HeadKind::Passive, NONE, Slot::Preposed) => of(HeadKind::Verb, Slot::Noun),
            (_, figure, _) => figure,
        }
    }

    /// Whether a candidate can come to anything: as an attribution, or as what leaves its content in doubt.
    fn counts(&self, kind: HeadKind, token: u32, slot: Slot) -> bool {
        let strength = self.strength(kind, token, slot);
        self.every_verb || strength != NONE && strength >= DOUBT
    }

    fn is_cue(&self, i: usize) -> bool {
        self.chunks.get(i).is_some_and(|c| c.kind == Kind::Verb && c.is(flag::CUE))
    }

    fn at_least(&self, i: usize, slot: Slot, percent: u8) -> bool {
        let s = self.strength(HeadKind::Verb, self.chunks[i].head, slot);
        s != NONE && s >= percent
    }

    /// Every candidate of the sentence, in order of their cues.
    pub(super) fn candidates(&self, out: &mut Vec<Candidate>) {
        let first = out.len();
        let (mut colon, mut dash) = (None, None);
        for (i, chunk) in self.chunks.iter().enumerate() {
            // Most chunks are no part of any cue.
            if !chunk.is(flag::CUE | flag::PHRASE)
                && !matches!(chunk.kind, Kind::Colon | Kind::Dash)
                && !self.every_verb
            {
                continue;
            }
            match chunk.kind {
                Kind::Verb => self.verb(i, out),
                Kind::Noun => self.noun(i, out),
                Kind::Adjective => self.adjective(i, out),
                Kind::Colon => colon = colon.or(Some(i)),
                Kind::Dash => dash = Some(i),
                _ => {}
            }
            if matches!(chunk.kind, Kind::Verb | Kind::Prep | Kind::Other | Kind::Adverb | Kind::Noun | Kind::Sub) {
                self.phrase(i, out);
            }
        }
        if let Some(colon) = colon {
            self.colon(colon, out);
        }
        if let Some(dash) = dash {
            self.signature(dash, out);
        }
        for c in out[first..].iter_mut().filter(|c| self.every_verb || evidence::asks(c)) {
            c.traits = self.traits(c);
        }
    }

    fn skip(&self, mut k: usize) -> usize {
        while let Some(c) = self.chunks.get(k) {
            match c.kind {
                Kind::Adverb | Kind::Time => k += 1,
                Kind::Open => match (k..self.chunks.len().min(k + 12)).find(|&n| self.chunks[n].kind == Kind::Close) {
                    Some(n) => k = n + 1,
                    None => break,
                },
                _ => break,
            }
        }
        k
    }

    fn kind(&self, k: usize) -> Kind {
        self.chunks.get(k).map_or(Kind::Stop, |c| c.kind)
    }

    fn run(&self, from: usize, to: usize) -> TokenSpan {
        TokenSpan { start: self.chunks[from].start, end: self.chunks[to].end }
    }

    /// Whether the sentence ends with a question mark.
    pub(super) fn is_question(&self) -> bool {
        self.end > self.first && self.word(self.end - 1) == "?"
    }

    fn source_of(s: Option<Subject>) -> (Option<TokenSpan>, Option<u32>) {
        s.map_or((None, None), |s| (Some(TokenSpan { start: s.start, end: s.end }), Some(s.head)))
    }
}
