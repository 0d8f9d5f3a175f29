//! What each token of an article may be, in bits made once: patterns look at these before anything else, and most never
//! need more. Owns the bits and the phrases of lists that stand in the article; matches no pattern.

use super::classes::{Class, WordClasses};
use super::compile::Bank;
use crate::article::{Article, Token, TokenKind, TokenSpan};
use crate::lexicon::{FormId, Lexicon, Start};
use crate::table::{Rest, Row, row};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// The bits of [`Looks::shape`] beyond those of [`WordClasses`], which come first.
pub(super) mod shape {
    use crate::lexicon::FormId;

    pub(in super::super) const DASH: u64 = 1 << 19;
    /// Every token.
    pub(in super::super) const ANY: u64 = 1 << 20;
    pub(in super::super) const WORD: u64 = 1 << 21;
    pub(in super::super) const COMMA: u64 = 1 << 22;
    pub(in super::super) const DIGITS: u64 = 1 << 23;
    pub(in super::super) const QUOTE: u64 = 1 << 24;
    pub(in super::super) const PUNCT: u64 = 1 << 25;
    pub(in super::super) const CLITIC: u64 = 1 << 26;
    pub(in super::super) const ADVERB: u64 = 1 << 27;
    /// An open-class word that is no adverb.
    pub(in super::super) const OPEN: u64 = 1 << 28;
    pub(in super::super) const PLURAL: u64 = 1 << 29;
    pub(in super::super) const PAST: u64 = 1 << 30;
    pub(in super::super) const ING: u64 = 1 << 31;
    pub(in super::super) const YEAR: u64 = 1 << 32;
    /// A month or day with its capital.
    pub(in super::super) const MONTH: u64 = 1 << 33;
    pub(in super::super) const DAY: u64 = 1 << 34;
    /// Can be the first token of a number.
    pub(in super::super) const NUMBER: u64 = 1 << 35;
    /// `$`, `£`, `€`, `¥`.
    pub(in super::super) const CURRENCY: u64 = 1 << 36;
    /// Can be the first token of a name.
    pub(in super::super) const NAME: u64 = 1 << 37;
    /// First token of the source phrase of an attribution, of a cue.
    pub(in super::super) const SOURCE: u64 = 1 << 38;
    pub(in super::super) const CUE: u64 = 1 << 39;

    // The bits from here on are those that the copy is gone through for: see `Map`.

    /// A word with a capital.
    pub(in super::super) const CAP: u64 = 1 << 40;
    /// A word that is in no closed class.
    pub(in super::super) const FREE: u64 = 1 << 41;
    /// A phrase of some list begins here.
    pub(in super::super) const PHRASE: u64 = 1 << 42;
    /// Alone an entry of some list.
    pub(in super::super) const LISTED: u64 = 1 << 43;
    /// An entry of some list begins here.
    pub(in super::super) const ENTRIES: u64 = PHRASE | LISTED;
    /// The first word of some phrase.
    pub(in super::super) const OPENS: u64 = 1 << 44;
    /// The second word of some phrase.
    pub(in super::super) const GOES_ON: u64 = 1 << 45;
    /// A word that some pattern cannot do without: of those looked for everywhere, and of those only asked about.
    pub(in super::super) const SOUGHT: u64 = 1 << 46;
    pub(in super::super) const ASKED: u64 = 1 << 47;

    /// Of the bits of a token the one byte of those that the copy is gone through for.
    pub(super) const fn glance(bits: u64) -> u8 {
        (bits >> 40) as u8
    }

    /// Part of the source phrase of an attribution.
    pub(in super::super) const IN_SOURCE: u64 = 1 << 48;

    /// The first word of some phrase whose second has this form: one bit of the last fifteen for the form, shared with
    /// others, since most pairs of a word that opens phrases and one that goes on begin none.
    pub(super) const fn opens(second: FormId) -> u64 {
        1 << (49 + second.index() % 15)
    }

    /// What only a word with a capital is.
    pub(super) const CAPITAL_ONLY: u64 = CAP | NAME | MONTH | DAY;
    /// What only a word is.
    pub(super) const WORD_ONLY: u64 = CAPITAL_ONLY | WORD | FREE | ADVERB | OPEN | PLURAL | PAST | ING | NUMBER;
}

/// The bits of a class: the tokens that it takes, or, where it may take several, the tokens it may begin with.
pub(super) const fn shape_of(class: Class) -> u64 {
    const fn words(bits: u32) -> u64 {
        bits as u64
    }
    match class {
        Class::Any => shape::ANY,
        Class::Word => shape::WORD,
        Class::Cap => shape::CAP,
        Class::Det => words(WordClasses::DET),
        Class::Poss => words(WordClasses::POSS) | shape::CLITIC,
        Class::Pronoun => words(WordClasses::PRONOUN),
        Class::Be => words(WordClasses::BE),
        Class::Have => words(WordClasses::HAVE),
        Class::Modal => words(WordClasses::MODAL),
        Class::Aux => words(WordClasses::BE | WordClasses::HAVE | WordClasses::DO | WordClasses::MODAL),
        Class::Prep => words(WordClasses::PREP),
        Class::Conj => words(WordClasses::CONJ),
        Class::Adverb => shape::ADVERB,
        Class::Noun => shape::OPEN,
        Class::Plural => shape::PLURAL,
        Class::Past => shape::PAST,
        Class::Ing => shape::ING,
        Class::Digits => shape::DIGITS,
        Class::Year => shape::YEAR,
        Class::Month => shape::MONTH,
        Class::Day => shape::DAY,
        Class::Quote => shape::QUOTE,
        Class::Punct => shape::PUNCT,
        Class::Number | Class::Percent => shape::NUMBER,
        Class::Money => shape::NUMBER | shape::CURRENCY,
        Class::Date => shape::DIGITS | shape::MONTH | shape::DAY,
        Class::Name => shape::NAME,
        Class::Source => shape::SOURCE,
        Class::Cue => shape::CUE,
        Class::Np | Class::ClauseEnd => 0,
    }
}

/// What a token must have one bit of, its form's [`FormId::sign`] among them. No means no; yes means: have a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Test {
    pub(super) shape: u64,
    pub(super) form: u64,
    pub(super) lists: u64,
}

row!(Test { shape: Rest::u64, form: Rest::u64, lists: Rest::u64 });

impl Test {
    pub(super) const fn or(self, other: Self) -> Self {
        Self { shape: self.shape | other.shape, form: self.form | other.form, lists: self.lists | other.lists }
    }
}

/// Some bits for each known form, made when one is first met: a linter sees few of all forms it knows.
#[derive(Debug)]
pub(super) struct Forms(Vec<AtomicU64>);

impl Forms {
    /// For so many forms.
    pub(super) fn new(forms: usize) -> Self {
        Self(std::iter::repeat_with(AtomicU64::default).take(forms).collect())
    }

    /// The bits of a form; 0 while nobody has kept any.
    pub(super) fn of(&self, form: FormId) -> u64 {
        self.0[form.index()].load(Ordering::Relaxed)
    }

    /// Keeps the bits of a form; every thread makes the same of it.
    pub(super) fn keep(&self, form: FormId, bits: u64) -> u64 {
        self.0[form.index()].store(bits, Ordering::Relaxed);
        bits
    }
}

/// All tokens of one article at a glance, and the phrases that stand in it.
#[derive(Debug)]
pub(super) struct Looks<'a> {
    article: &'a Article<'a>,
    lexicon: &'a Lexicon,
    /// What each token is: bits of [`WordClasses`] and [`shape`].
    shapes: Vec<u64>,
    /// Where the bits of [`shape::glance`] are, [`shape::SOUGHT`] at all tokens that a pattern looked for everywhere may need.
    maps: Vec<Map>,
    /// Entries of several words: first token, and place in the lexicon; by token, longest first.
    phrases: Vec<(u32, u32)>,
}

/// Memory for the bits of tokens, to use again.
#[derive(Debug, Default)]
pub(super) struct Room {
    shapes: Vec<u64>,
    maps: Vec<Map>,
}

impl<'a> Looks<'a> {
    /// What stands in `room` is of no matter. Which tokens take more than a look into a table is nobody's guess: they are
    /// noted, without a branch, and come behind.
    #[inline(never)]
    pub(super) fn new(
        article: &'a Article<'a>,
        sources: &[TokenSpan],
        bank: &Bank,
        lexicon: &'a Lexicon,
        room: Room,
    ) -> Self {
        let Room { mut shapes, mut maps } = room;
        shapes.clear();
        maps.clear();
        shapes.reserve(article.tokens.len());
        maps.reserve(article.tokens.len().div_ceil(MAPPED));
        let gates = bank.eager.gates();
        for tokens in article.tokens.chunks(MAPPED) {
            let mut others = 0;
            let from = shapes.len();
            shapes.extend(tokens.iter().enumerate().map(|(at, token)| {
                let known = bank.forms.of(token.form);
                let other = u64::from(known == 0) | u64::from(token.kind != TokenKind::Word);
                others |= other << at;
                cased(known, token)
            }));
            let shapes = &mut shapes[from..];
            for at in Ones(others) {
                shapes[at] = shape_of_other(article, &tokens[at], bank, lexicon);
            }
            maps.push(Map::of(shapes, gates));
        }
        let phrases = phrases(article, lexicon, &mut shapes, &mut maps);
        for source in sources.iter().filter(|s| !s.is_empty()) {
            shapes[source.start as usize] |= shape::SOURCE;
            shapes[source.range()].iter_mut().for_each(|shape| *shape |= shape::IN_SOURCE);
        }
        for attribution in article.attributions.iter().filter(|a| !a.cue.is_empty()) {
            shapes[attribution.cue.start as usize] |= shape::CUE;
        }
        Self { article, lexicon, shapes, maps, phrases }
    }

    /// The memory, to use again.
    pub(super) fn into_room(self) -> Room {
        Room { shapes: self.shapes, maps: self.maps }
    }

    /// What a token is.
    pub(super) fn shape(&self, at: usize) -> u64 {
        self.shapes[at]
    }

    /// What the tokens of a run are.
    pub(super) fn shapes(&self, run: std::ops::Range<usize>) -> &[u64] {
        &self.shapes[run]
    }

    /// The tokens of a run that have one of the bits, of which all are seen at a glance.
    #[inline]
    pub(super) fn with<const BITS: u64>(&self, run: Range<usize>) -> With<'_, BITS> {
        With::of(&self.maps, run)
    }

    /// Whether a token has one of the bits.
    #[inline]
    pub(super) fn pass(&self, test: &Test, at: usize) -> bool {
        let shape = self.shapes[at];
        test.shape & shape != 0
            || test.form & self.article.tokens[at].form.sign() != 0
            || shape & shape::ENTRIES != 0 && test.lists != 0 && self.is_entry(test, at)
    }

    /// Whether an entry of some list that stands at a token has one of the bits.
    #[inline(never)]
    fn is_entry(&self, test: &Test, at: usize) -> bool {
        test.lists & self.lists(at) != 0
    }

    /// Whether a token of a run has one of the bits, for a test that asks for no shape.
    #[inline(never)]
    pub(super) fn any_passes(&self, test: &Test, run: Range<usize>) -> bool {
        test.lists != 0 && self.with::<{ shape::ENTRIES }>(run.clone()).any(|at| test.lists & self.lists(at) != 0)
            || test.form != 0 && self.article.tokens[run].iter().any(|token| test.form & token.form.sign() != 0)
    }

    /// The signs of all lists of which an entry stands at a token.
    #[inline]
    pub(super) fn lists(&self, at: usize) -> u64 {
        let shape = self.shapes[at];
        let words = if shape & shape::LISTED == 0 { 0 } else { self.lexicon.signs(self.article.tokens[at].form) };
        if shape & shape::PHRASE == 0 { words } else { words | self.lists_of_phrases(at) }
    }

    #[inline(never)]
    fn lists_of_phrases(&self, at: usize) -> u64 {
        self.phrases(at).fold(0, |signs, phrase| signs | phrase.list.sign())
    }

    /// The phrases that begin with a token, longest first.
    pub(super) fn phrases(&self, at: usize) -> impl Iterator<Item = &'a Start> + '_ {
        let found = if self.shapes[at] & shape::PHRASE != 0 {
            let from = self.phrases.partition_point(|(token, _)| (*token as usize) < at);
            &self.phrases[from..]
        } else {
            &[]
        };
        found.iter().take_while(move |(token, _)| *token as usize == at).map(|(_, start)| self.lexicon.start(*start))
    }
}

/// So many tokens are in one [`Map`].
const MAPPED: usize = 64;

/// Of each of the eight bits of [`shape::glance`], which tokens have it, the first of them lowest.
#[derive(Clone, Copy, Debug)]
struct Map([u64; 8]);

impl Map {
    /// Of at most [`MAPPED`] tokens. Those with one of the bits of `gates` have [`shape::SOUGHT`] too.
    fn of(shapes: &[u64], gates: u64) -> Self {
        let mut map = [0; 8];
        for (eights, some) in shapes.chunks(8).enumerate() {
            let mut rows = [0; 8];
            for (row, &bits) in rows.iter_mut().zip(some) {
                let sought = if bits & gates == 0 { 0 } else { shape::SOUGHT };
                *row = shape::glance(bits | sought);
            }
            let columns = transposed(u64::from_le_bytes(rows)).to_le_bytes();
            map.iter_mut().zip(columns).for_each(|(map, column)| *map |= u64::from(column) << (8 * eights));
        }
        Self(map)
    }

    /// Gives a token one of the bits.
    fn set<const BIT: u64>(&mut self, token: usize) {
        self.0[shape::glance(BIT).trailing_zeros() as usize] |= 1 << token;
    }

    /// The tokens that have one of the bits.
    #[inline]
    fn any<const BITS: u64>(&self) -> u64 {
        let wanted = shape::glance(BITS);
        (0..8).filter(|bit| wanted & (1 << bit) != 0).fold(0, |any, bit| any | self.0[bit])
    }
}

/// Eight rows of eight bits, the first row and the first bit lowest, with rows and columns swapped: Warren, Hacker's Delight,
/// 7-3.
const fn transposed(rows: u64) -> u64 {
    const fn swapped(x: u64, by: u32, mask: u64) -> u64 {
        let differ = (x ^ (x >> by)) & mask;
        x ^ differ ^ (differ << by)
    }
    let pairs = swapped(rows, 7, 0x00aa_00aa_00aa_00aa);
    let fours = swapped(pairs, 14, 0x0000_cccc_0000_cccc);
    swapped(fours, 28, 0x0000_0000_f0f0_f0f0)
}

/// The bits of a number that are set, in order. To note bits and to go through those that are set takes no branch that
/// depends on a word, which is what a processor guesses wrong most.
#[derive(Debug)]
struct Ones(u64);

impl Iterator for Ones {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.0 == 0 {
            return None;
        }
        let first = self.0.trailing_zeros() as usize;
        self.0 &= self.0 - 1;
        Some(first)
    }
}

/// Goes through the tokens of a run that have one of some bits.
#[derive(Debug)]
pub(super) struct With<'l, const BITS: u64> {
    /// Those not looked at yet.
    maps: std::slice::Iter<'l, Map>,
    /// Of the map at hand, the tokens that have not been told.
    left: Ones,
    /// Its first token.
    first: usize,
    end: usize,
}

impl<'l, const BITS: u64> With<'l, BITS> {
    #[inline]
    fn of(maps: &'l [Map], run: Range<usize>) -> Self {
        let (from, to) = (run.start / MAPPED, run.end.div_ceil(MAPPED));
        let mut maps = maps.get(from..to).unwrap_or_default().iter();
        let before = u64::MAX << (run.start % MAPPED);
        let left = Ones(maps.next().map_or(0, |map| map.any::<BITS>() & before));
        Self { maps, left, first: from * MAPPED, end: run.end }
    }
}

impl<const BITS: u64> Iterator for With<'_, BITS> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        loop {
            if let Some(at) = self.left.next() {
                let token = self.first + at;
                return (token < self.end).then_some(token);
            }
            self.left = Ones(self.maps.next()?.any::<BITS>());
            self.first += MAPPED;
        }
    }
}

/// The phrases of lists that stand in the article; marks where they begin.
fn phrases(article: &Article<'_>, lexicon: &Lexicon, shapes: &mut [u64], maps: &mut [Map]) -> Vec<(u32, u32)> {
    let mut phrases = Vec::new();
    let mut carried = 0;
    for number in 0..maps.len() {
        let opens = maps[number].any::<{ shape::OPENS }>();
        let seconds = (opens << 1 | carried) & maps[number].any::<{ shape::GOES_ON }>();
        carried = opens >> (MAPPED - 1);
        for second in Ones(seconds).map(|at| number * MAPPED + at) {
            let (first, found) = (second - 1, phrases.len());
            if shapes[first] & shape::opens(article.tokens[second].form) != 0 {
                add_phrases(article, first, lexicon, &mut phrases);
            }
            if phrases.len() > found {
                shapes[first] |= shape::PHRASE;
                maps[first / MAPPED].set::<{ shape::PHRASE }>(first % MAPPED);
            }
        }
    }
    phrases
}

/// Adds the phrases that begin with a token.
#[inline(never)]
fn add_phrases(article: &Article<'_>, first: usize, lexicon: &Lexicon, phrases: &mut Vec<(u32, u32)>) {
    let tokens = &article.tokens[first..];
    if !lexicon.may_begin(tokens[0].form, tokens[1].form) {
        return;
    }
    let pairs = lexicon.pairs(tokens[0].form, tokens[1].form);
    if !pairs.is_empty() {
        let end = article.sentence(first).tokens.end as usize;
        let run = |i: usize| (first + i < end).then(|| tokens[i].form);
        let whole = lexicon.whole(pairs, run).filter(|_| first + 1 < end);
        phrases.extend(whole.map(|start| (first as u32, start)));
    }
}

/// What a word is that has these bits if it has a capital.
#[inline]
const fn cased(known: u64, token: &Token) -> u64 {
    if token.capital() { known } else { known & !shape::CAPITAL_ONLY }
}

/// What a token is that is no word or whose form was not met before.
#[inline(never)]
fn shape_of_other(article: &Article<'_>, token: &Token, bank: &Bank, lexicon: &Lexicon) -> u64 {
    let known = match bank.forms.of(token.form) {
        0 if token.form != FormId::UNKNOWN => shape_of_form(token.form, bank, lexicon),
        0 if token.kind == TokenKind::Word => shape_of_unknown(article, token, bank, lexicon),
        0 => shape::ANY,
        known => known,
    };
    let own = known & !shape::WORD_ONLY;
    match token.kind {
        TokenKind::Number => {
            let text = &article.prose.text[token.span().range()];
            let number =
                if text.ends_with('s') && own & u64::from(WordClasses::NUMBER) == 0 { 0 } else { shape::NUMBER };
            let year = if year(text).is_some() { shape::YEAR } else { 0 };
            own | shape::DIGITS | number | year
        }
        TokenKind::Punct => {
            own | shape::PUNCT
                | match &article.prose.text.as_bytes()[token.span().range()] {
                    b"," => shape::COMMA,
                    b"$" | b"\xc2\xa3" | b"\xc2\xa5" | b"\xe2\x82\xac" => shape::CURRENCY,
                    [b'-', ..] | [0xe2, 0x80, 0x93 | 0x94, ..] => shape::DASH,
                    _ => 0,
                }
        }
        TokenKind::Quote => own | shape::QUOTE,
        TokenKind::Clitic => own | shape::CLITIC,
        TokenKind::Link => own,
        TokenKind::Word => cased(known, token),
    }
}

/// What a word of a known form is, with the bits of capitals as if it had one.
#[cold]
fn shape_of_form(form: FormId, bank: &Bank, lexicon: &Lexicon) -> u64 {
    let bit = |is: bool, bit: u64| if is { bit } else { 0 };
    let bits = shape_of_word(lexicon.word(form), bank.classes.of(form), &bank.classes, lexicon)
        | bit(lexicon.signs(form) != 0, shape::LISTED)
        | lexicon.seconds(form).fold(0, |bits, second| bits | shape::OPENS | shape::opens(second))
        | bit(lexicon.goes_on(form), shape::GOES_ON)
        | bit(!bank.eager.forms.of(form.index()).is_empty(), shape::SOUGHT)
        | bit(!bank.lazy.forms.of(form.index()).is_empty(), shape::ASKED);
    bank.forms.keep(form, bits)
}

/// What a word is that no list holds, with the bits of capitals as if it had one.
#[inline(never)]
fn shape_of_unknown(article: &Article<'_>, token: &Token, bank: &Bank, lexicon: &Lexicon) -> u64 {
    const OTHER: u64 = shape::ANY | shape::WORD | shape::CAP | shape::FREE | shape::NAME;
    let word = &article.prose.text.as_bytes()[token.span().range()];
    let number = has_hyphen(word) && is_spelled_out(&article.prose.text[token.span().range()], &bank.classes, lexicon);
    OTHER | shape_of_ending(word) | if number { shape::NUMBER } else { 0 }
}

/// What a word is by its letters and its classes, with the bits of capitals as if it had one.
fn shape_of_word(text: &str, bits: u32, classes: &WordClasses, lexicon: &Lexicon) -> u64 {
    let has = |mask: u32| bits & mask != 0;
    let bit = |is: bool, bit: u64| if is { bit } else { 0 };
    let word = text.as_bytes();
    let closed = has(WordClasses::CLOSED);
    let ending = shape_of_ending(word) & if closed { shape::ADVERB | shape::ING } else { u64::MAX };
    u64::from(bits)
        | shape::ANY
        | shape::WORD
        | shape::CAP
        | bit(bits == 0, shape::FREE)
        | bit(!closed, shape::NAME)
        | bit(has(WordClasses::MONTH), shape::MONTH)
        | bit(has(WordClasses::DAY), shape::DAY)
        | ending
        | bit(has(WordClasses::ADVERB), shape::ADVERB)
        | bit(has(WordClasses::PLURAL), shape::PLURAL)
        | bit(has(WordClasses::PAST), shape::PAST)
        | bit(has(WordClasses::NUMBER) || has_hyphen(word) && is_spelled_out(text, classes, lexicon), shape::NUMBER)
}

/// What a word is by its last letters, if it is in no closed class.
#[inline]
fn shape_of_ending(word: &[u8]) -> u64 {
    let open = |is: bool, bit: u64| if is { shape::OPEN | bit } else { shape::OPEN };
    match word.last().map_or(0, u8::to_ascii_lowercase) {
        b'y' if is_ly(word) => shape::ADVERB,
        b's' if ends(word, "s") => {
            let before = word[word.len() - 2].to_ascii_lowercase();
            let singular = word.len() > 3 && matches!(before, b's' | b'u' | b'i' | b'\'' | b'a');
            open(!singular, shape::PLURAL)
        }
        b'd' => open(ends(word, "ed") && !ends(word, "eed"), shape::PAST),
        b'g' => open(word.len() > 4 && ends(word, "ing"), shape::ING),
        _ => shape::OPEN,
    }
}

/// The year that digits name: 1500 to 2100.
pub(super) fn year(word: &str) -> Option<u32> {
    let year: u32 = if word.len() == 4 { word.parse().ok()? } else { return None };
    (1500..=2100).contains(&year).then_some(year)
}

fn ends(word: &[u8], tail: &str) -> bool {
    word.len() > tail.len() + 1 && word[word.len() - tail.len()..].eq_ignore_ascii_case(tail.as_bytes())
}

#[inline(never)]
fn is_ly(word: &[u8]) -> bool {
    const NO_ADVERB: &[&str] = &[
        "family",
        "supply",
        "ally",
        "italy",
        "july",
        "early",
        "only",
        "assembly",
        "reply",
        "rally",
        "monopoly",
        "anomaly",
        "elderly",
        "daily",
        "weekly",
        "friendly",
        "deadly",
        "fly",
        "butterfly",
        "jelly",
        "bully",
        "lovely",
        "apply",
        "rely",
        "multiply",
        "imply",
        "comply",
        "unlikely",
        "likely",
    ];
    let is_other = || NO_ADVERB.iter().any(|w| w.as_bytes().eq_ignore_ascii_case(word));
    ends(word, "ly") && !is_other()
}

/// Of two numbers and a hyphen, `one-six` is the shortest.
const SHORTEST: usize = 6;

/// Whether there is a hyphen in a word long enough for two numbers; eight bytes at a time, for nearly all words are short
/// and have none.
#[inline]
fn has_hyphen(word: &[u8]) -> bool {
    const HYPHENS: u64 = u64::from_le_bytes([b'-'; 8]);
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let hyphen = |eight: &[u8; 8]| {
        let others = u64::from_le_bytes(*eight) ^ HYPHENS;
        others.wrapping_sub(ONES) & !others & (ONES * 0x80) != 0
    };
    match (word.first_chunk(), word.last_chunk()) {
        (Some(head), Some(tail)) if word.len() <= 16 => hyphen(head) || hyphen(tail),
        _ => word.len() > SHORTEST && word.contains(&b'-'),
    }
}

/// Whether a word with a hyphen is two numbers: `twenty-five`, `one-third`.
#[inline(never)]
fn is_spelled_out(word: &str, classes: &WordClasses, lexicon: &Lexicon) -> bool {
    word.split_once('-').is_some_and(|(head, tail)| {
        let number = |w: &str| classes.of(lexicon.form(w)) & WordClasses::NUMBER != 0;
        number(head)
            && (number(tail) || matches!(tail, "third" | "thirds" | "quarter" | "quarters" | "fifth" | "fifths"))
    })
}

/// The bits of a set of forms.
pub(super) fn signs(forms: &[FormId]) -> u64 {
    forms.iter().fold(0, |signs, form| signs | form.sign())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_has_each_bit_where_a_token_has_it() {
        // What a token has is all bits in turn, so that none stands where another should.
        let shapes: Vec<u64> = (0..MAPPED as u64).map(|at| (at * at * 7) << 40).collect();
        for count in [0, 1, 8, 13, MAPPED] {
            let Map(map) = Map::of(&shapes[..count], 0);
            for (bit, map) in map.iter().enumerate() {
                let has = |at: usize| at < count && shape::glance(shapes[at]) & (1 << bit) != 0;
                assert!((0..MAPPED).all(|at| (map & (1 << at) != 0) == has(at)), "bit {bit} of {count}");
            }
        }
        let shapes: Vec<u64> = (0..200).map(|at| if at % 7 < 2 { shape::CAP } else { shape::WORD }).collect();
        let maps: Vec<Map> = shapes.chunks(MAPPED).map(|some| Map::of(some, 0)).collect();
        for run in [0..0, 0..200, 5..6, 63..64, 63..130, 64..128, 130..190, 200..200] {
            let with = With::<{ shape::CAP }>::of(&maps, run.clone()).collect::<Vec<_>>();
            assert_eq!(with, run.filter(|at| at % 7 < 2).collect::<Vec<_>>());
        }
        let Map(sought) = Map::of(&[shape::NUMBER, shape::WORD], shape::NUMBER);
        assert_eq!(sought[6], 1, "a gate is sought");
        assert_eq!(Ones(1 << 63 | 0b1010).collect::<Vec<_>>(), [1, 3, 63]);
    }
}
