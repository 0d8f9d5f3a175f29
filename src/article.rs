//! The parsed copy: tokens, sentences, quotations, attributions and the registry of sources. Read-only, and the one
//! thing rules see. Holds what `parse` found out; decides nothing itself.

use crate::lexicon::FormId;
use crate::prose::{BlockKind, Prose};
use crate::span::TextSpan;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::cmp::Ordering;
use std::ops::Range;

/// What a token is made of. White space is no token of an [`Article`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and dots: `so-called`, `didn't`, `U.N.`, `Sept.`
    Word,
    /// The `'s` (or bare `'`) of a possessive or contraction, split from its word.
    Clitic,
    /// Digits with inner marks: `14`, `7-4`, `3.5`, `1,020`, `1990s`.
    Number,
    /// An address, handle or hashtag.
    Link,
    /// Quotation mark, straight or curly, single or double, when it delimits a quotation.
    Quote,
    /// Any other single character.
    Punct,
}

/// One token. Tokens and the white space between them tile each block. Twelve bytes: every stage goes through all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its first byte.
    start: u32,
    /// The word form, if the lexicon knows it.
    pub form: FormId,
    /// Its bytes.
    len: u16,
    /// What it is made of.
    pub kind: TokenKind,
    /// [`Token::CAPITAL`] and [`Token::SPACED`].
    marks: u8,
}

impl Token {
    /// Most bytes of a token: what has more is cut into several.
    pub const LONGEST: usize = 60_000;

    const CAPITAL: u8 = 1;
    const SPACED: u8 = 2;

    /// The token of those bytes, at most [`Token::LONGEST`].
    pub const fn new(span: TextSpan, form: FormId, kind: TokenKind, capital: bool, spaced: bool) -> Self {
        debug_assert!(span.len() as usize <= Self::LONGEST, "longer than a token may be");
        let marks = (capital as u8 * Self::CAPITAL) | (spaced as u8 * Self::SPACED);
        Self { start: span.start, form, len: (span.end - span.start) as u16, kind, marks }
    }

    /// Where it stands.
    pub const fn span(&self) -> TextSpan {
        TextSpan { start: self.start, end: self.start + self.len as u32 }
    }

    /// Starts with an upper-case letter.
    pub const fn capital(&self) -> bool {
        self.marks & Self::CAPITAL != 0
    }

    /// White space (or the start of the block) stands before it.
    pub const fn spaced(&self) -> bool {
        self.marks & Self::SPACED != 0
    }
}

/// A run of tokens: indices into [`Article::tokens`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TokenSpan {
    /// First token.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

impl TokenSpan {
    /// The tokens `start..end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// As an index range.
    pub const fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of tokens.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether there is no token in it.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `token` is one of them.
    pub const fn holds(self, token: usize) -> bool {
        self.start as usize <= token && token < self.end as usize
    }

    /// Whether the two share a token.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// A number that is in the order of runs, by their first token and then by their end: the quickest to sort by.
    pub const fn order(self) -> u64 {
        (self.start as u64) << 32 | self.end as u64
    }
}

impl Ord for TokenSpan {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for TokenSpan {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A few runs of tokens, in place up to two: most contents and sources have no more, and a story has thousands.
pub type Runs = SmallVec<[TokenSpan; 2]>;

/// One sentence; it never crosses a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its tokens.
    pub tokens: TokenSpan,
    /// Index into the blocks of [`Prose::blocks`].
    pub block: u32,
}

/// One stretch inside quotation marks. A quotation that goes on in the next paragraph is one `Quotation` a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark through the closing one, marks included (an unclosed one ends with its paragraph).
    pub tokens: TokenSpan,
    /// Single marks rather than double.
    pub single: bool,
    /// Inside another quotation.
    pub nested: bool,
    /// Has its closing mark.
    pub closed: bool,
    /// The quotation in the paragraph before that this one goes on with.
    pub continues: Option<u32>,
    /// Words (not punctuation) inside.
    pub words: u32,
    /// The attribution whose content it is, if any: index into [`Article::attributions`].
    pub attribution: Option<u32>,
}

/// How the content is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttributionKind {
    /// All of it inside quotation marks.
    Direct,
    /// Part quoted, part paraphrased.
    Mixed,
    /// No quotation marks.
    Indirect,
}

/// What the cue takes as content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Frame {
    /// A that-clause: `said that …`.
    That,
    /// A clause without `that`: `said …`.
    Zero,
    /// A quotation the cue stands beside.
    Quote,
    /// A to-infinitive: `urged them to …`.
    To,
    /// A noun phrase: `condemned the …`.
    Noun,
    /// A whether-, why-, how-clause.
    Wh,
    /// A gerund or participle: `suggested leaving`.
    Gerund,
    /// Colon or dash before or after it.
    Colon,
    /// The content stands before the cue: `…, X said`.
    Preposed,
    /// A prepositional cue: `according to X`, `in the words of X`.
    Phrase,
}

/// What kind of cue it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CueKind {
    /// A verb: `said`.
    Verb,
    /// A noun: `his claim that`.
    NounCue,
    /// `according to`, `in the words of`, `citing`.
    Phrase,
    /// A colon, a dash, or nothing but the quotation marks.
    Mark,
}

/// Who says what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// The words that signal it: head verb with auxiliaries, or the phrase.
    pub cue: TokenSpan,
    /// The main word of the cue (`said`, `according`, `claim`).
    pub head: u32,
    /// Verb, noun, phrase or mark.
    pub cue_kind: CueKind,
    /// What it takes.
    pub frame: Frame,
    /// Is the cue verb passive (`was told`, `is said to`)?
    pub passive: bool,
    /// Is the cue negated (`did not say`, `denied` is not)?
    pub negated: bool,
    /// The noun phrase or pronoun that speaks, as it stands at the cue; absent when nobody is named.
    pub source: Option<TokenSpan>,
    /// Main word of the source (`forces` of "the Armenian forces in the north").
    pub source_head: Option<u32>,
    /// What is attributed: one or more runs, in text order.
    pub content: Runs,
    /// Direct, mixed or indirect.
    pub kind: AttributionKind,
    /// The registry entry of the source: index into [`Article::sources`].
    pub speaker: Option<u32>,
    /// Those who say it together with the speaker: `Ann Lind and Tom Marsh said`.
    pub with: Vec<u32>,
    /// The attribution this one stands in (`X said, according to AFP`: AFP's): index into [`Article::attributions`].
    pub outer: Option<u32>,
    /// To whom it was said (`told Russia 1`), if named.
    pub recipient: Option<TokenSpan>,
}

/// What sort of source it is. Ordered from the most to the least accountable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SourceClass {
    /// A person with a name.
    NamedPerson,
    /// A government, court, company, office, or a place that stands for one.
    Institution,
    /// Report, poll, law, letter, record.
    Document,
    /// Newspaper, agency, broadcaster.
    Outlet,
    /// A person known by role only, who stands for an institution: `police`, `a spokesman for the ministry`.
    Role,
    /// Unnamed but described: `a Treasury official who saw the memo`.
    DescribedAnonymous,
    /// Unnamed and undescribed: `a source`, `insiders`.
    BareAnonymous,
    /// A generic plural or an abstraction: `critics`, `many`, `the international community`.
    Vague,
    /// A pronoun that could not be resolved to one of the above.
    Pronoun,
}

/// One entry of the source registry: everything that speaks under different names in one story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceEntry {
    /// Fullest name found: `Prime Minister Nikol Pashinyan` without its role, `Nikol Pashinyan`.
    pub name: String,
    /// What sort of source.
    pub class: SourceClass,
    /// Office or profession as the story gives it.
    pub role: Option<String>,
    /// Each mention as a source, in text order; the first is where it first occurs in the story at all.
    pub mentions: Runs,
    /// Words inside quotation marks credited to it.
    pub quoted_words: u32,
    /// Number of attributions whose speaker it is, alone or with others.
    pub attributions: u32,
    /// Whose spokesperson it is: index into [`Article::sources`], of a source that speaks for itself as well.
    pub speaks_for: Option<u32>,
}

/// Whose words a token is. There is one a token, so all of it is in four bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scope(u32);

impl Scope {
    const QUOTED: u32 = 1 << 31;
    const DOUBTFUL: u32 = 1 << 30;
    /// One more than the index of the attribution; 0 for none. It fits: an attribution takes four bytes of text or more,
    /// of which there are at most 4 GiB.
    const WITHIN: u32 = Self::DOUBTFUL - 1;

    /// Inside quotation marks.
    pub const fn quoted(self) -> bool {
        self.0 & Self::QUOTED != 0
    }

    /// It would be the content of a cue that was weighed and found too weak to count: somebody may be saying it.
    pub const fn doubtful(self) -> bool {
        self.0 & Self::DOUBTFUL != 0
    }

    /// Innermost attribution whose content holds it: index into [`Article::attributions`].
    pub const fn attribution(self) -> Option<u32> {
        (self.0 & Self::WITHIN).checked_sub(1)
    }

    /// Puts it inside quotation marks.
    pub const fn quote(&mut self) {
        self.0 |= Self::QUOTED;
    }

    /// Leaves it in doubt.
    pub const fn doubt(&mut self) {
        self.0 |= Self::DOUBTFUL;
    }

    /// Puts it into the content of an attribution.
    pub const fn put_within(&mut self, attribution: u32) {
        self.0 = self.0 & !Self::WITHIN | (attribution + 1) & Self::WITHIN;
    }
}

/// A parsed article.
#[derive(Debug)]
pub struct Article<'s> {
    /// The text it was made from.
    pub prose: Prose<'s>,
    /// All tokens but white space.
    pub tokens: Vec<Token>,
    /// In text order.
    pub sentences: Vec<Sentence>,
    /// In order of their opening marks.
    pub quotations: Vec<Quotation>,
    /// In order of their cues.
    pub attributions: Vec<Attribution>,
    /// In order of first mention.
    pub sources: Vec<SourceEntry>,
    /// Whose words each token is; as long as `tokens`.
    pub scopes: Vec<Scope>,
    /// Index into `sentences` for each token; as long as `tokens`.
    pub sentence_of: Vec<u32>,
    /// The tokens that are numbers, in order.
    pub numbers: Vec<u32>,
    /// How many words and numbers there are.
    pub words: u32,
}

impl Article<'_> {
    /// The words of a token.
    pub fn word(&self, token: usize) -> &str {
        &self.prose.text[self.tokens[token].span().range()]
    }

    /// Whether a token is this word, in this case.
    #[inline]
    pub fn is_word(&self, token: usize, word: &str) -> bool {
        // Most are told apart by their length, for which the text need not be looked at.
        let span = self.tokens[token].span();
        span.len() as usize == word.len() && &self.prose.text.as_bytes()[span.range()] == word.as_bytes()
    }

    /// The bytes from the first through the last token of a run; empty at the start of the text for an empty run.
    pub fn span(&self, run: TokenSpan) -> TextSpan {
        if run.is_empty() {
            return TextSpan::default();
        }
        TextSpan::new(self.tokens[run.start as usize].span().start, self.tokens[run.end as usize - 1].span().end)
    }

    /// The text of a run of tokens.
    pub fn text(&self, run: TokenSpan) -> &str {
        &self.prose.text[self.span(run).range()]
    }

    /// The sentence a token stands in.
    pub fn sentence(&self, token: usize) -> &Sentence {
        &self.sentences[self.sentence_of[token] as usize]
    }

    /// The kind of block a token stands in.
    pub fn zone(&self, token: usize) -> BlockKind {
        self.prose.blocks[self.sentence(token).block as usize].kind
    }

    /// Whose words a token is.
    pub fn scope(&self, token: usize) -> Scope {
        self.scopes[token]
    }
}
