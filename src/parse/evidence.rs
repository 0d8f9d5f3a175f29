//! How likely a candidate is an attribution: the strength of its word in its slot, and what else the sentence tells
//! (tense, subject, nesting), weighed by a logistic model whose figures are data (`evidence.toml`).

use super::chunk::{Kind, flag};
use super::cue::{Candidate, Clause};
use super::grammar::{Grammar, HeadKind, NONE, TRAITS, feature as f};
use crate::article::{CueKind, TokenSpan};

const NESTED: u32 = bit("nested");

/// The bit of a trait, by its name in the evidence file.
const fn bit(name: &str) -> u32 {
    let mut at = 0;
    while !same(TRAITS[at], name) {
        at += 1;
    }
    1 << at
}

const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// How many candidates away one may be in whose content a cue stands.
const NEAR: usize = 24;
/// Strength, in percent, below which nothing makes a word a cue.
const FLOOR: u8 = 22;

impl Clause<'_> {
    /// The traits a candidate shows inside its sentence.
    pub(super) fn traits(&self, c: &Candidate) -> u32 {
        let mut bits = 0u32;
        let mut set = |bit: u32, on: bool| bits |= u32::from(on) * bit;
        let chunk = self.chunks.get(self.chunks.partition_point(|k| k.end <= c.cue.start));
        let chunk = chunk.filter(|k| k.kind == Kind::Verb && k.start <= c.cue.start);
        if let Some(verb) = chunk {
            set(const { bit("infinitive") }, verb.is(flag::INFINITIVE));
            set(const { bit("ing") }, verb.is(flag::ING));
            set(const { bit("negated") }, verb.is(flag::NEGATED));
            let inside = || verb.start..verb.head;
            set(const { bit("modal") }, inside().any(|t| self.bits(t) & f::MODAL != 0));
            set(const { bit("perfect") }, inside().any(|t| self.bits(t) & f::HAVE != 0));
            set(
                const { bit("progressive") },
                inside().any(|t| self.bits(t) & f::BE != 0) && self.bits(verb.head) & f::ING != 0,
            );
            let plain = verb.is(flag::FINITE) && verb.head == verb.start
                || inside().all(|t| self.bits(t) & (f::MODAL | f::HAVE | f::BE | f::DO | f::TO) == 0);
            set(const { bit("past") }, plain && self.bits(verb.head) & f::PAST != 0);
            set(const { bit("present") }, plain && self.bits(verb.head) & f::PRESENT != 0);
            set(const { bit("base") }, plain && self.bits(verb.head) & f::BASE != 0);
            if let Some(s) = verb.subject {
                set(const { bit("inherited") }, s.inherited);
                set(const { bit("relative") }, s.relative);
                let first = self.chunks.partition_point(|k| k.start < s.start);
                set(
                    const { bit("subordinate") },
                    !s.inherited && first > 0 && self.chunks[first - 1].kind == Kind::Sub,
                );
            }
        }
        match (c.source, c.source_head) {
            (Some(_), Some(head)) => {
                let h = self.bits(head);
                let pronoun = h & (f::PERSONAL | f::PRONOUN | f::POSSESSIVE | f::WH) != 0 && h & f::NOUN == 0;
                set(const { bit("source-first-person") }, h & f::FIRST_PERSON != 0);
                set(const { bit("source-pronoun") }, pronoun && h & f::FIRST_PERSON == 0);
                set(const { bit("source-name") }, !pronoun && self.tokens[head as usize].capital());
                set(const { bit("source-document") }, h & f::DOCUMENT != 0);
                set(const { bit("source-institution") }, h & f::INSTITUTION != 0);
                set(const { bit("source-role") }, h & (f::ROLE | f::VAGUE | f::ANONYMOUS) != 0);
                set(const { bit("source-plural") }, h & f::PLURAL != 0);
            }
            _ => set(const { bit("source-none") }, true),
        }
        set(const { bit("headline") }, self.headline);
        let words: usize = c.content.iter().map(|s| s.len()).sum();
        set(const { bit("content-short") }, words <= 2);
        set(const { bit("content-long") }, words >= 10);
        let quoted = |s: &TokenSpan| {
            let from = self.chunks.partition_point(|k| k.end <= s.start);
            self.chunks[from..].iter().take_while(|k| k.start < s.end).any(|k| matches!(k.kind, Kind::Quote(_)))
        };
        set(const { bit("content-quoted") }, c.content.iter().any(quoted));
        set(const { bit("question") }, self.is_question());
        set(const { bit("kind-noun") }, c.head_kind == HeadKind::Noun);
        set(const { bit("kind-adjective") }, c.head_kind == HeadKind::Adjective);
        set(const { bit("kind-passive") }, c.head_kind == HeadKind::Passive);
        bits
    }
}

/// Whether the traits of the candidate count. Not those of a phrase or a mark; and a word that is hardly ever a cue is
/// none, whatever else speaks for it.
pub(super) fn asks(c: &Candidate) -> bool {
    c.strength != NONE && c.strength >= FLOOR && !matches!(c.kind, CueKind::Phrase | CueKind::Mark)
}

/// Probability, in percent, that the candidate is an attribution.
#[expect(clippy::cast_sign_loss)]
fn probability(c: &Candidate, traits: u32, grammar: &Grammar) -> u8 {
    if !asks(c) {
        return if c.strength == NONE { 0 } else { c.strength };
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
pub(super) fn weigh(candidates: &mut [Candidate], accept: u8, sentence_of: &[u32], grammar: &Grammar) {
    let sentence = |c: &Candidate| sentence_of[c.cue.start as usize];
    let mut first = Vec::new();
    // What a cue takes stands in its sentence, and candidates come sentence by sentence.
    for candidates in candidates.chunk_by_mut(|a, b| sentence(a) == sentence(b)) {
        first.clear();
        first.extend(candidates.iter().map(|c| probability(c, c.traits, grammar)));
        if candidates.len() > 1 {
            for k in (0..first.len()).filter(|&k| first[k] >= accept) {
                mark_nested(candidates, k);
            }
        }
        for (c, p) in candidates.iter_mut().zip(&first) {
            c.strength = if c.traits & NESTED != 0 { probability(c, c.traits, grammar) } else { *p };
        }
    }
}

/// Marks those of a sentence's candidates whose cue stands in the content of candidate `k`.
fn mark_nested(candidates: &mut [Candidate], k: usize) {
    let content = &candidates[k].content;
    let Some(start) = content.iter().map(|s| s.start).min() else { return };
    let end = content.iter().map(|s| s.end).max().unwrap_or(start);
    for i in (k + 1).saturating_sub(NEAR)..candidates.len().min(k + NEAR + 1) {
        let cue = candidates[i].cue;
        if start <= cue.start
            && cue.end <= end
            && candidates[k].content.iter().any(|s| s.start <= cue.start && cue.end <= s.end)
            && !candidates[k].cue.overlaps(cue)
        {
            candidates[i].traits |= NESTED;
        }
    }
}
