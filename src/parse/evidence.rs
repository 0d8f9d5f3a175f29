//! How likely a candidate is an attribution: the strength of its word in its slot, and what else the sentence tells
//! (tense, subject, nesting), weighed by a logistic model whose figures are data (`evidence.toml`).

use super::chunk::{Kind, flag};
use super::cue::{Candidate, Clause};
use super::grammar::{Grammar, HeadKind, NONE, TRAITS, feature as f};
use crate::article::{CueKind, TokenSpan};

const NESTED: u32 = 1 << 25;
/// How many candidates away one may be in whose content a cue stands.
const NEAR: usize = 24;
/// Strength, in percent, below which nothing makes a word a cue.
const FLOOR: u8 = 22;

impl Clause<'_> {
    /// The traits a candidate shows inside its sentence.
    pub(super) fn traits(&self, c: &Candidate) -> u32 {
        let mut bits = 0u32;
        let mut set = |name: &str, on: bool| {
            if on && let Some(bit) = TRAITS.iter().position(|t| *t == name) {
                bits |= 1 << bit;
            }
        };
        let chunk = self.chunks.iter().find(|k| k.kind == Kind::Verb && k.start <= c.cue.start && c.cue.start < k.end);
        if let Some(verb) = chunk {
            set("infinitive", verb.is(flag::INFINITIVE));
            set("ing", verb.is(flag::ING));
            set("negated", verb.is(flag::NEGATED));
            let inside = || verb.start..verb.head;
            set("modal", inside().any(|t| self.bits(t) & f::MODAL != 0));
            set("perfect", inside().any(|t| self.bits(t) & f::HAVE != 0));
            set("progressive", inside().any(|t| self.bits(t) & f::BE != 0) && self.bits(verb.head) & f::ING != 0);
            let plain = verb.is(flag::FINITE) && verb.head == verb.start
                || inside().all(|t| self.bits(t) & (f::MODAL | f::HAVE | f::BE | f::DO | f::TO) == 0);
            set("past", plain && self.bits(verb.head) & f::PAST != 0);
            set("present", plain && self.bits(verb.head) & f::PRESENT != 0);
            set("base", plain && self.bits(verb.head) & f::BASE != 0);
            if let Some(s) = verb.subject {
                set("inherited", s.inherited);
                set("relative", s.relative);
                let first = self.chunks.iter().position(|k| k.start >= s.start).unwrap_or(0);
                set("subordinate", !s.inherited && first > 0 && self.chunks[first - 1].kind == Kind::Sub);
            }
        }
        match (c.source, c.source_head) {
            (Some(_), Some(head)) => {
                let h = self.bits(head);
                let pronoun = h & (f::PERSONAL | f::PRONOUN | f::POSSESSIVE | f::WH) != 0 && h & f::NOUN == 0;
                set("source-first-person", h & f::FIRST_PERSON != 0);
                set("source-pronoun", pronoun && h & f::FIRST_PERSON == 0);
                set("source-name", !pronoun && self.tokens[head as usize].capital);
                set("source-document", h & f::DOCUMENT != 0);
                set("source-institution", h & f::INSTITUTION != 0);
                set("source-role", h & (f::ROLE | f::VAGUE | f::ANONYMOUS) != 0);
                set("source-plural", h & f::PLURAL != 0);
            }
            _ => set("source-none", true),
        }
        set("headline", self.headline);
        let words: usize = c.content.iter().map(|s| s.len()).sum();
        set("content-short", words <= 2);
        set("content-long", words >= 10);
        let quoted = |s: &TokenSpan| {
            self.chunks.iter().any(|k| matches!(k.kind, Kind::Quote(_)) && s.start < k.end && k.start < s.end)
        };
        set("content-quoted", c.content.iter().any(quoted));
        set("question", self.is_question());
        set("kind-noun", c.head_kind == HeadKind::Noun);
        set("kind-adjective", c.head_kind == HeadKind::Adjective);
        set("kind-passive", c.head_kind == HeadKind::Passive);
        bits
    }
}

/// Probability, in percent, that the candidate is an attribution.
#[expect(clippy::cast_sign_loss)]
fn probability(c: &Candidate, traits: u32, grammar: &Grammar) -> u8 {
    if c.kind == CueKind::Phrase || c.kind == CueKind::Mark {
        return c.strength;
    }
    if c.strength == NONE {
        return 0;
    }
    // A word that is hardly ever a cue is none, whatever else speaks for it.
    if c.strength < FLOOR {
        return c.strength;
    }
    let p = f32::from(c.strength).clamp(2.0, 98.0) / 100.0;
    let weights = grammar.evidence();
    let mut z = weights.bias + weights.strength * (p / (1.0 - p)).ln();
    let mut left = traits;
    while left != 0 {
        z += weights.traits[left.trailing_zeros() as usize];
        left &= left - 1;
    }
    // 0 to 100 by construction.
    (100.0 / (1.0 + (-z).exp())) as u8
}

/// Sets each candidate's final strength. A cue that stands inside another's content needs more: the reader already
/// knows whose words these are, and annotators mark it less often.
pub(super) fn weigh(candidates: &mut [Candidate], accept: u8, grammar: &Grammar) {
    let first: Vec<u8> = candidates.iter().map(|c| probability(c, c.traits, grammar)).collect();
    let strong: Vec<usize> = (0..first.len()).filter(|&k| first[k] >= accept).collect();
    let mut from = 0;
    for i in 0..candidates.len() {
        // Candidates come sentence by sentence; one that holds this cue is in the same sentence, so close by.
        while strong.get(from).is_some_and(|k| k + NEAR < i) {
            from += 1;
        }
        let cue = candidates[i].cue;
        let nested = strong[from..].iter().take_while(|&&k| k < i + NEAR).any(|&k| {
            k != i
                && candidates[k].content.iter().any(|s| s.start <= cue.start && cue.end <= s.end)
                && !candidates[k].cue.overlaps(cue)
        });
        if nested {
            candidates[i].traits |= NESTED;
        }
    }
    for (c, p) in candidates.iter_mut().zip(first) {
        c.strength = if c.traits & NESTED != 0 { probability(c, c.traits, grammar) } else { p };
    }
}
