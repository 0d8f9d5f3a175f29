//! Tags to chunks, in nom over a slice of tags: noun phrases, verb groups, prepositions, clause marks and whole
//! quotations. Knows no cue and no attribution.

use super::grammar::feature as f;
use super::tag::{Tag, Tagged};
use nom::branch::alt;
use nom::combinator::{recognize, verify};
use nom::{IResult, Input, Needed, Parser};

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
}

/// A slice of tagged tokens that nom can read.
#[derive(Clone, Copy, Debug)]
struct Tags<'a>(&'a [Tagged]);

impl<'a> Input for Tags<'a> {
    type Item = Tagged;
    type Iter = std::iter::Copied<std::slice::Iter<'a, Tagged>>;
    type IterIndices = std::iter::Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.0.len()
    }
    fn take(&self, index: usize) -> Self {
        Tags(&self.0[..index])
    }
    fn take_from(&self, index: usize) -> Self {
        Tags(&self.0[index..])
    }
    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }
    fn position<P: Fn(Tagged) -> bool>(&self, predicate: P) -> Option<usize> {
        self.0.iter().position(|t| predicate(*t))
    }
    fn iter_elements(&self) -> Self::Iter {
        self.0.iter().copied()
    }
    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }
    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.0.len() { Ok(count) } else { Err(Needed::new(count - self.0.len())) }
    }
}

impl nom::Offset for Tags<'_> {
    fn offset(&self, second: &Self) -> usize {
        self.0.len() - second.0.len()
    }
}

fn one<'a>(
    accept: impl Fn(Tag) -> bool,
) -> impl Parser<Tags<'a>, Output = Tagged, Error = nom::error::Error<Tags<'a>>> {
    move |i: Tags<'a>| match i.0.first() {
        Some(&t) if accept(t.tag) => Ok((i.take_from(1), t)),
        _ => Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Satisfy))),
    }
}

/// `the Armenian forces`, `Clinton's claim`, `a $40m loan`, `she`.
fn noun_phrase(i: Tags<'_>) -> IResult<Tags<'_>, Tags<'_>> {
    alt((recognize(one(|t| t == Tag::Pron)), verify(nominal, is_solid))).parse(i)
}

fn is_solid(tags: &Tags<'_>) -> bool {
    tags.0.iter().any(|t| matches!(t.tag, Tag::Noun | Tag::Name | Tag::Num | Tag::Det | Tag::Poss))
}

/// Up to two openers, a time with its `'s`, modifiers and possessors: one walk, for nearly every token of copy comes by.
fn nominal(i: Tags<'_>) -> IResult<Tags<'_>, Tags<'_>> {
    let tag = |at: usize| i.0.get(at).map(|t| t.tag);
    let mut at = 0;
    while at < 2 && matches!(tag(at), Some(Tag::Det | Tag::Poss)) {
        at += 1;
    }
    let times = i.0[at..].iter().take_while(|t| t.tag == Tag::Time || t.bits & f::PERIOD != 0).count();
    if times > 0 && tag(at + times) == Some(Tag::Clitic) {
        at += times + 1;
    }
    loop {
        match tag(at) {
            Some(Tag::Adj | Tag::Num | Tag::Name | Tag::Noun | Tag::Clitic) => at += 1,
            Some(Tag::Adv) if tag(at + 1) == Some(Tag::Adj) => at += 2,
            _ => return Ok(i.take_split(at)),
        }
    }
}

/// `has also been told`, `to ask`, `saying`, `is`: a main verb behind its helpers, or helpers with an auxiliary among them.
/// One walk, as [`nominal`] is.
fn verb_group(i: Tags<'_>) -> IResult<Tags<'_>, Tags<'_>> {
    let auxiliary = |t: &Tagged| matches!(t.tag, Tag::Modal | Tag::Have | Tag::Be | Tag::Do);
    let helper = |t: &&Tagged| auxiliary(t) || matches!(t.tag, Tag::Neg | Tag::Adv);
    let first = usize::from(i.0.first().is_some_and(|t| t.tag == Tag::To));
    let helpers = i.0[first..].iter().take_while(helper).count();
    let end = first + helpers;
    match i.0.get(end).map(|t| t.tag) {
        Some(Tag::Verb | Tag::Part | Tag::Ing) => Ok(i.take_split(end + 1)),
        _ if i.0[first..end].iter().any(auxiliary) => Ok(i.take_split(end)),
        _ => Err(nom::Err::Error(nom::error::Error::new(i, nom::error::ErrorKind::Verify))),
    }
}

/// Cuts one sentence into chunks. `tags[k]` belongs to token `first + k`; `quote_at(token)` is the quotation that opens
/// at (or, at the sentence's first token, already covers) that token, with its end.
pub(super) fn chunk(tags: &[Tagged], first: u32, quote_at: impl Fn(u32) -> Option<(u32, u32)>, out: &mut Vec<Chunk>) {
    let (mut i, base) = (0, out.len());
    // The next quotation mark, or the end.
    let mut limit = 0;
    while i < tags.len() {
        let at = first + i as u32;
        if let Some((quotation, end)) = quote_at(at) {
            let end = end.min(first + tags.len() as u32).max(at + 1);
            out.push(Chunk { kind: Kind::Quote(quotation), start: at, end, head: at, flags: 0, subject: None });
            i = (end - first) as usize;
            continue;
        }
        if limit <= i {
            limit = (i + 1..tags.len()).find(|&k| tags[k].tag == Tag::Quote).unwrap_or(tags.len());
        }
        let rest = Tags(&tags[i..limit]);
        let tag = tags[i].tag;
        let parsed = match tag {
            Tag::Pron | Tag::Det | Tag::Poss | Tag::Num | Tag::Adj | Tag::Noun | Tag::Name => {
                noun_phrase(rest).ok().map(|(_, t)| (Kind::Noun, t.0.len()))
            }
            Tag::Adv | Tag::Neg => {
                let adjectival = tags.get(i + 1).is_some_and(|t| t.tag == Tag::Adj);
                let np = if adjectival { noun_phrase(rest).ok().filter(|(_, t)| t.0.len() > 2) } else { None };
                np.map(|(_, t)| (Kind::Noun, t.0.len()))
                    .or_else(|| verb_group(rest).ok().map(|(_, t)| (Kind::Verb, t.0.len())))
            }
            Tag::Modal | Tag::Have | Tag::Be | Tag::Do | Tag::To | Tag::Verb | Tag::Part | Tag::Ing => {
                verb_group(rest).ok().map(|(_, t)| (Kind::Verb, t.0.len()))
            }
            Tag::Time
                if tags[i + 1..]
                    .iter()
                    .find(|t| !(matches!(t.tag, Tag::Time | Tag::Num) || t.bits & f::PERIOD != 0))
                    .is_some_and(|t| t.tag == Tag::Clitic) =>
            {
                noun_phrase(rest).ok().map(|(_, t)| (Kind::Noun, t.0.len()))
            }
            Tag::Time => Some((
                Kind::Time,
                rest.0.iter().take_while(|t| matches!(t.tag, Tag::Time | Tag::Num) || t.bits & f::PERIOD != 0).count(),
            )),
            _ => None,
        };
        let (kind, len) = match parsed {
            Some((kind, len)) if len > 0 => (kind, len),
            _ => (single(tag), 1),
        };
        let mut piece = &tags[i..i + len];
        if kind == Kind::Verb {
            // Adverbs at the end without a main verb are not the group's.
            let last = piece.iter().rposition(|t| !matches!(t.tag, Tag::Adv)).map_or(1, |k| k + 1);
            piece = &piece[..last.max(1)];
        }
        let made = describe(kind, piece, at);
        i += piece.len();
        // `on Friday`, `in the past week`: adverbials, not places where a subject could hang.
        let period = made.kind == Kind::Time
            || made.kind == Kind::Noun
                && tags[(made.head - first) as usize].bits & f::PERIOD != 0
                && made.end - made.start <= 4;
        let possessor = tags.get(i).is_some_and(|t| t.tag == Tag::Clitic);
        match out[base..].last_mut() {
            Some(last) if period && !possessor && last.kind == Kind::Prep && last.end - last.start == 1 => {
                last.kind = Kind::Time;
                last.end = made.end;
            }
            Some(last) if made.kind == Kind::Time && last.kind == Kind::Time => last.end = made.end,
            _ => out.push(made),
        }
    }
}

fn single(tag: Tag) -> Kind {
    match tag {
        Tag::Prep | Tag::To => Kind::Prep,
        Tag::Conj => Kind::Conj,
        Tag::Sub => Kind::Sub,
        Tag::That => Kind::That,
        Tag::Wh => Kind::Wh,
        Tag::Adv | Tag::Neg => Kind::Adverb,
        Tag::Adj => Kind::Adjective,
        Tag::Comma => Kind::Comma,
        Tag::Colon => Kind::Colon,
        Tag::Dash => Kind::Dash,
        Tag::Semi => Kind::Semi,
        Tag::Open => Kind::Open,
        Tag::Close => Kind::Close,
        Tag::Stop => Kind::Stop,
        Tag::Det | Tag::Poss | Tag::Pron | Tag::Noun | Tag::Name | Tag::Num => Kind::Noun,
        Tag::Verb | Tag::Part | Tag::Ing => Kind::Verb,
        _ => Kind::Other,
    }
}

fn describe(kind: Kind, tags: &[Tagged], start: u32) -> Chunk {
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
