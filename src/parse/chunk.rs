//! Tags to chunks: noun phrases, verb groups, prepositions, clause marks and whole quotations. Each is found in one walk
//! over the tags, which as many tokens pass through as there are. Knows no cue and no attribution.

use super::grammar::feature as f;
use super::tag::{Tag, Tagged};
use crate::article::Quotation;

/// What a chunk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A noun phrase without the prepositional phrases behind it.
    Noun,
    /// A verb with its auxiliaries, adverbs and negation; or a copula alone.
    Verb,
    /// An adjective that no noun follows.
    Adjective,
    Prep,
    Conj,
    Sub,
    That,
    Wh,
    Adverb,
    Time,
    Comma,
    Colon,
    Dash,
    Semi,
    Open,
    Close,
    /// A quotation, whole or as much of it as the sentence holds: index into the article's quotations.
    Quote(u32),
    Stop,
    Other,
}

/// Properties of a chunk.
pub(super) mod flag {
    pub(in crate::parse) const PRONOUN: u16 = 1;
    pub(in crate::parse) const NAME: u16 = 1 << 1;
    pub(in crate::parse) const INFINITIVE: u16 = 1 << 2;
    pub(in crate::parse) const PASSIVE: u16 = 1 << 3;
    pub(in crate::parse) const NEGATED: u16 = 1 << 4;
    pub(in crate::parse) const COPULA: u16 = 1 << 5;
    pub(in crate::parse) const ING: u16 = 1 << 6;
    /// A participle without auxiliary: `the man arrested …`.
    pub(in crate::parse) const BARE_PARTICIPLE: u16 = 1 << 7;
    pub(in crate::parse) const FINITE: u16 = 1 << 8;
    /// Ambiguous between past tense and bare participle.
    pub(in crate::parse) const MAYBE_REDUCED: u16 = 1 << 9;
    pub(in crate::parse) const DETERMINED: u16 = 1 << 10;
    pub(in crate::parse) const OBJECT: u16 = 1 << 11;
    /// The main word is in the cue lexicon.
    pub(in crate::parse) const CUE: u16 = 1 << 12;
    /// The first word may open a phrase that is a cue: a preposition, `according`.
    pub(in crate::parse) const PHRASE: u16 = 1 << 13;
    /// A number alone: an age, a year.
    pub(in crate::parse) const NUMBER: u16 = 1 << 14;
}

/// Who a verb group is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subject {
    /// First token.
    pub(super) start: u32,
    /// One past the last token.
    pub(super) end: u32,
    /// Its main word.
    pub(super) head: u32,
    /// The chunk with the main word.
    pub(super) chunk: u32,
    /// It stands in the clause before, not in this one.
    pub(super) inherited: bool,
    /// Stands behind the verb: `said Smith`.
    pub(super) inverted: bool,
    /// Opens a relative clause: `who says`.
    pub(super) relative: bool,
}

/// One chunk of a sentence. Token indices are those of the article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chunk {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Main word: the noun, the verb.
    pub(super) head: u32,
    pub(super) flags: u16,
    /// Of a verb group, once `clause` has looked.
    pub(super) subject: Option<Subject>,
}

impl Chunk {
    pub(super) fn is(&self, flags: u16) -> bool {
        self.flags & flags != 0
    }

    /// Whether it is a finite verb that can be no participle.
    pub(super) fn is_surely_finite(&self) -> bool {
        self.kind == Kind::Verb && self.is(flag::FINITE) && !self.is(flag::MAYBE_REDUCED)
    }
}

/// `the Armenian forces`, `Clinton's claim`, `a $40m loan`, `she`: how many tokens a noun phrase takes that they begin with,
/// none if there is none. Up to two openers, a time with its `'s`, modifiers and possessors.
fn noun_phrase(tags: &[Tagged]) -> usize {
    let tag = |at: usize| tags.get(at).map(|t| t.tag);
    if tag(0) == Some(Tag::Pron) {
        return 1;
    }
    let mut at = 0;
    while at < 2 && matches!(tag(at), Some(Tag::Det | Tag::Poss)) {
        at += 1;
    }
    // Adjectives and a clitic alone are no phrase.
    let mut solid = at > 0;
    let times = tags[at..].iter().take_while(|t| t.tag == Tag::Time || t.bits & f::PERIOD != 0).count();
    if times > 0 && tag(at + times) == Some(Tag::Clitic) {
        solid |= tags[at..at + times].iter().any(|t| matches!(t.tag, Tag::Noun | Tag::Name | Tag::Num));
        at += times + 1;
    }
    loop {
        match tag(at) {
            Some(Tag::Num | Tag::Name | Tag::Noun) => (solid, at) = (true, at + 1),
            Some(Tag::Adj | Tag::Clitic) => at += 1,
            Some(Tag::Adv) if tag(at + 1) == Some(Tag::Adj) => at += 2,
            // `a Herald/Radio Lyon poll`
            Some(Tag::Slash)
                if at > 0
                    && matches!(tag(at - 1), Some(Tag::Noun | Tag::Name))
                    && matches!(tag(at + 1), Some(Tag::Noun | Tag::Name)) =>
            {
                at += 1;
            }
            // `current and former officials`
            Some(Tag::Conj)
                if at > 0
                    && tag(at - 1) == Some(Tag::Adj)
                    && tag(at + 1) == Some(Tag::Adj)
                    && matches!(tag(at + 2), Some(Tag::Noun | Tag::Name)) =>
            {
                at += 2;
            }
            _ => return if solid { at } else { 0 },
        }
    }
}

/// `has also been told`, `to ask`, `saying`, `is`: a main verb behind its helpers, or helpers with an auxiliary among them.
/// How many tokens it takes, none if they begin with none.
fn verb_group(tags: &[Tagged]) -> usize {
    let auxiliary = |t: &Tagged| matches!(t.tag, Tag::Modal | Tag::Have | Tag::Be | Tag::Do);
    let helper = |t: &&Tagged| auxiliary(t) || matches!(t.tag, Tag::Neg | Tag::Adv);
    let first = usize::from(tags.first().is_some_and(|t| t.tag == Tag::To));
    let end = first + tags[first..].iter().take_while(helper).count();
    match tags.get(end).map(|t| t.tag) {
        Some(Tag::Verb | Tag::Part | Tag::Ing) => end + 1,
        _ if tags[first..end].iter().any(auxiliary) => end,
        _ => 0,
    }
}

/// The quotations of an article, from left to right.
pub(super) struct Quotations<'a> {
    all: &'a [Quotation],
    /// The first that stands in no other and ends behind the token that was last asked about.
    at: usize,
    /// Where it begins.
    start: u32,
}

impl<'a> Quotations<'a> {
    /// Those from number `at` on.
    pub(super) fn from(all: &'a [Quotation], at: usize) -> Self {
        Self { all, at, start: 0 }
    }

    pub(super) const fn number(&self) -> usize {
        self.at
    }

    /// The quotation that a token stands in, with its end.
    fn around(&mut self, token: u32) -> Option<(u32, u32)> {
        if token < self.start {
            return None;
        }
        while self.all.get(self.at).is_some_and(|q| q.tokens.end <= token || q.nested) {
            self.at += 1;
        }
        let next = self.all.get(self.at);
        self.start = next.map_or(u32::MAX, |q| q.tokens.start);
        next.filter(|_| self.start <= token).map(|q| (self.at as u32, q.tokens.end))
    }
}

/// Cuts one sentence into chunks. `tags[k]` belongs to token `first + k`.
#[inline(never)]
pub(super) fn chunk(tags: &[Tagged], first: u32, quotations: &mut Quotations<'_>, out: &mut Vec<Chunk>) {
    let (mut i, base) = (0, out.len());
    // The next quotation mark, or the end.
    let mut limit = 0;
    while i < tags.len() {
        let at = first + i as u32;
        if let Some((quotation, end)) = quotations.around(at) {
            let end = end.min(first + tags.len() as u32).max(at + 1);
            out.push(Chunk { kind: Kind::Quote(quotation), start: at, end, head: at, flags: 0, subject: None });
            i = (end - first) as usize;
            continue;
        }
        let tag = tags[i].tag;
        if let Some(kind) = lone(tag) {
            let flags = cue_flags(tags[i].bits, tags[i].bits);
            out.push(Chunk { kind, start: at, end: at + 1, head: at, flags, subject: None });
            i += 1;
            continue;
        }
        if limit <= i {
            let mark = tags[i + 1..].iter().position(|t| t.tag == Tag::Quote);
            limit = mark.map_or(tags.len(), |more| i + 1 + more);
        }
        let rest = &tags[i..limit];
        let of_period = |t: &&Tagged| matches!(t.tag, Tag::Time | Tag::Num) || t.bits & f::PERIOD != 0;
        let (kind, len) = match tag {
            Tag::Pron | Tag::Det | Tag::Poss | Tag::Num | Tag::Adj | Tag::Noun | Tag::Name => {
                (Kind::Noun, noun_phrase(rest))
            }
            Tag::Adv | Tag::Neg => {
                let adjectival = tags.get(i + 1).is_some_and(|t| t.tag == Tag::Adj);
                match if adjectival { noun_phrase(rest) } else { 0 } {
                    0..=2 => (Kind::Verb, verb_group(rest)),
                    len => (Kind::Noun, len),
                }
            }
            Tag::Modal | Tag::Have | Tag::Be | Tag::Do | Tag::To | Tag::Verb | Tag::Part | Tag::Ing => {
                (Kind::Verb, verb_group(rest))
            }
            Tag::Time if tags[i + 1..].iter().find(|t| !of_period(t)).is_some_and(|t| t.tag == Tag::Clitic) => {
                (Kind::Noun, noun_phrase(rest))
            }
            Tag::Time => (Kind::Time, rest.iter().take_while(of_period).count()),
            _ => (Kind::Other, 0),
        };
        let (kind, len) = if len > 0 { (kind, len) } else { (single(tag), 1) };
        let mut piece = &tags[i..i + len];
        if kind == Kind::Verb {
            // Adverbs at the end without a main verb are not the group's.
            let last = piece.iter().rposition(|t| !matches!(t.tag, Tag::Adv)).map_or(1, |k| k + 1);
            piece = &piece[..last.max(1)];
        }
        let mut made = describe(kind, piece, at);
        made.flags |= cue_flags(piece[0].bits, piece[(made.head - at) as usize].bits);
        i += piece.len();
        // `on Friday`, `in the past week`: adverbials, not places where a subject could hang.
        let period = made.kind == Kind::Time
            || made.kind == Kind::Noun
                && tags[(made.head - first) as usize].bits & f::PERIOD != 0
                && made.end - made.start <= 4;
        if !period {
            out.push(made);
            continue;
        }
        let possessor = tags.get(i).is_some_and(|t| t.tag == Tag::Clitic);
        match out[base..].last_mut() {
            Some(last) if !possessor && last.kind == Kind::Prep && last.end - last.start == 1 => {
                last.kind = Kind::Time;
                last.end = made.end;
            }
            Some(last) if made.kind == Kind::Time && last.kind == Kind::Time => last.end = made.end,
            _ => out.push(made),
        }
    }
}

/// The kind of a chunk that begins with the tag, where that is never of more than one token.
const fn lone(tag: Tag) -> Option<Kind> {
    Some(match tag {
        Tag::Prep => Kind::Prep,
        Tag::Conj => Kind::Conj,
        Tag::Sub => Kind::Sub,
        Tag::That => Kind::That,
        Tag::Wh => Kind::Wh,
        Tag::Comma => Kind::Comma,
        Tag::Colon => Kind::Colon,
        Tag::Dash => Kind::Dash,
        Tag::Semi => Kind::Semi,
        Tag::Open => Kind::Open,
        Tag::Close => Kind::Close,
        Tag::Stop => Kind::Stop,
        Tag::Clitic | Tag::Quote | Tag::Slash | Tag::Other | Tag::Undecided => Kind::Other,
        _ => return None,
    })
}

/// The kind of a chunk of one token where a longer one could have begun.
const fn single(tag: Tag) -> Kind {
    match tag {
        Tag::To => Kind::Prep,
        Tag::Adv | Tag::Neg => Kind::Adverb,
        Tag::Adj => Kind::Adjective,
        Tag::Det | Tag::Poss | Tag::Pron | Tag::Noun | Tag::Name | Tag::Num => Kind::Noun,
        Tag::Verb | Tag::Part | Tag::Ing => Kind::Verb,
        _ => Kind::Other,
    }
}

/// What its first word and its main word, which have these classes, tell of the cues that a chunk may be part of.
const fn cue_flags(first: u64, head: u64) -> u16 {
    let cue = if head & f::CUE == 0 { 0 } else { flag::CUE };
    let phrase = if first & (f::PREPOSITION | f::ING) == 0 { 0 } else { flag::PHRASE };
    cue | phrase
}

/// The properties of a chunk of one token, as most are: [`describe`] without its walks.
fn flags_of_one(kind: Kind, only: Tagged) -> u16 {
    let when = |holds: bool, flag: u16| if holds { flag } else { 0 };
    match kind {
        Kind::Noun => {
            let object = only.bits & (f::OBJECT_PRONOUN | f::PERSONAL) == f::OBJECT_PRONOUN;
            match only.tag {
                Tag::Pron => flag::PRONOUN | when(object, flag::OBJECT),
                Tag::Name => flag::NAME,
                Tag::Num => flag::NUMBER,
                tag => when(matches!(tag, Tag::Det | Tag::Poss), flag::DETERMINED),
            }
        }
        Kind::Verb => {
            let reduced = only.bits & (f::PAST | f::PARTICIPLE) == f::PAST | f::PARTICIPLE;
            let kind = match only.tag {
                Tag::Ing => flag::ING,
                Tag::Part => flag::BARE_PARTICIPLE,
                Tag::Verb => when(reduced, flag::MAYBE_REDUCED),
                Tag::To => flag::COPULA | flag::INFINITIVE,
                _ => flag::COPULA,
            };
            let finite = kind & (flag::ING | flag::BARE_PARTICIPLE | flag::INFINITIVE) == 0 && only.bits & f::ING == 0;
            let negated = only.tag == Tag::Neg || only.bits & f::NEGATION != 0;
            kind | when(finite, flag::FINITE) | when(negated, flag::NEGATED)
        }
        _ => 0,
    }
}

fn describe(kind: Kind, tags: &[Tagged], start: u32) -> Chunk {
    if let [tag] = tags {
        return Chunk { kind, start, end: start + 1, head: start, flags: flags_of_one(kind, *tag), subject: None };
    }
    let mut flags = 0;
    let mut head = tags.len() - 1;
    match kind {
        Kind::Noun => {
            head =
                tags.iter().rposition(|t| matches!(t.tag, Tag::Noun | Tag::Name | Tag::Pron)).unwrap_or(tags.len() - 1);
            if tags[head].tag == Tag::Pron {
                flags |= flag::PRONOUN;
                if tags[head].bits & f::OBJECT_PRONOUN != 0 && tags[head].bits & f::PERSONAL == 0 {
                    flags |= flag::OBJECT;
                }
            }
            if tags[head].tag == Tag::Name {
                flags |= flag::NAME;
            }
            if matches!(tags[0].tag, Tag::Det | Tag::Poss) {
                flags |= flag::DETERMINED;
            }
        }
        Kind::Verb => {
            let main = tags.iter().rposition(|t| matches!(t.tag, Tag::Verb | Tag::Part | Tag::Ing));
            head = main
                .or_else(|| tags.iter().rposition(|t| matches!(t.tag, Tag::Be | Tag::Have | Tag::Do | Tag::Modal)))
                .unwrap_or(0);
            let helpers = &tags[..head];
            if tags.iter().any(|t| t.tag == Tag::Neg || t.bits & f::NEGATION != 0) {
                flags |= flag::NEGATED;
            }
            if tags[0].tag == Tag::To {
                flags |= flag::INFINITIVE;
            }
            let last_helper =
                helpers.iter().rev().find(|t| matches!(t.tag, Tag::Be | Tag::Have | Tag::Do | Tag::Modal));
            match main {
                None => flags |= flag::COPULA,
                Some(m) => {
                    let be = last_helper.is_some_and(|t| t.tag == Tag::Be);
                    if be && tags[m].tag != Tag::Ing && tags[m].bits & f::PARTICIPLE != 0 {
                        flags |= flag::PASSIVE;
                    }
                    if last_helper.is_none() && flags & flag::INFINITIVE == 0 {
                        match tags[m].tag {
                            Tag::Ing => flags |= flag::ING,
                            Tag::Part => flags |= flag::BARE_PARTICIPLE,
                            _ => {
                                if tags[m].bits & f::PAST != 0 && tags[m].bits & f::PARTICIPLE != 0 {
                                    flags |= flag::MAYBE_REDUCED;
                                }
                            }
                        }
                    }
                    if last_helper.is_some()
                        && helpers.iter().all(|t| t.tag != Tag::To)
                        && tags[m].tag == Tag::Ing
                        && helpers.iter().all(|t| t.tag != Tag::Be)
                    {
                        flags |= flag::ING;
                    }
                }
            }
            let being = tags[0].bits & f::ING != 0;
            if flags & (flag::INFINITIVE | flag::ING | flag::BARE_PARTICIPLE) == 0 && !being {
                flags |= flag::FINITE;
            }
        }
        _ => {}
    }
    Chunk { kind, start, end: start + tags.len() as u32, head: start + head as u32, flags, subject: None }
}
