//! What each token of an article may be, in bits made once: patterns look at these before anything else, and most never
//! need more. Owns the bits and the phrases of lists that stand in the article; matches no pattern.

use super::classes::{Class, WordClasses};
use crate::article::{Article, Token, TokenKind, TokenSpan};
use crate::lexicon::{FormId, Lexicon, Start};

/// The bits of [`Looks::shape`] beyond those of [`WordClasses`], which come first.
pub(super) mod shape {
    /// Every token.
    pub(in super::super) const ANY: u64 = 1 << 20;
    pub(in super::super) const WORD: u64 = 1 << 21;
    /// A word with a capital.
    pub(in super::super) const CAP: u64 = 1 << 22;
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
    pub(in super::super) const COMMA: u64 = 1 << 40;
    pub(in super::super) const DASH: u64 = 1 << 41;
    /// A phrase of some list begins here.
    pub(in super::super) const PHRASE: u64 = 1 << 42;
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) shape: u64,
    pub(super) form: u64,
    pub(super) lists: u64,
}

impl Test {
    pub(super) const fn or(self, other: Self) -> Self {
        Self { shape: self.shape | other.shape, form: self.form | other.form, lists: self.lists | other.lists }
    }
}

/// All tokens of one article at a glance, and the phrases that stand in it.
#[derive(Debug)]
pub(super) struct Looks<'a> {
    article: &'a Article<'a>,
    lexicon: &'a Lexicon,
    /// What each token is: bits of [`WordClasses`] and [`shape`].
    shapes: Vec<u64>,
    /// Entries of several words: first token, and place in the lexicon; by token, longest first.
    phrases: Vec<(u32, u32)>,
}

impl<'a> Looks<'a> {
    pub(super) fn new(
        article: &'a Article<'a>,
        sources: &[TokenSpan],
        classes: &WordClasses,
        lexicon: &'a Lexicon,
    ) -> Self {
        let mut shapes = Vec::with_capacity(article.tokens.len());
        let mut phrases = Vec::new();
        for (at, token) in article.tokens.iter().enumerate() {
            let mut bits = shape_at(article, at, classes, lexicon);
            if let Some(next) = article.tokens.get(at + 1)
                && lexicon.may_open(token.form, next.form)
            {
                let end = article.sentence(at).tokens.end as usize;
                let run = |i: usize| (at + i < end).then(|| article.tokens[at + i].form);
                for start in lexicon.phrases(run) {
                    bits |= shape::PHRASE;
                    phrases.push((at as u32, start));
                }
            }
            shapes.push(bits);
        }
        for source in sources.iter().filter(|s| !s.is_empty()) {
            shapes[source.start as usize] |= shape::SOURCE;
        }
        for attribution in article.attributions.iter().filter(|a| !a.cue.is_empty()) {
            shapes[attribution.cue.start as usize] |= shape::CUE;
        }
        Self { article, lexicon, shapes, phrases }
    }

    /// What a token is.
    pub(super) fn shape(&self, at: usize) -> u64 {
        self.shapes[at]
    }

    /// What the tokens of a run are.
    pub(super) fn shapes(&self, run: std::ops::Range<usize>) -> &[u64] {
        &self.shapes[run]
    }

    /// A phrase of some list begins here.
    pub(super) fn is_phrase(&self, at: usize) -> bool {
        self.shapes[at] & shape::PHRASE != 0
    }

    /// Whether a token has one of the bits.
    pub(super) fn pass(&self, test: &Test, at: usize) -> bool {
        test.shape & self.shapes[at] != 0
            || test.form & self.article.tokens[at].form.sign() != 0
            || test.lists != 0 && test.lists & self.lists(at) != 0
    }

    /// The signs of all lists of which an entry stands at a token.
    pub(super) fn lists(&self, at: usize) -> u64 {
        let words = self.lexicon.signs(self.article.tokens[at].form);
        self.phrases(at).fold(words, |signs, phrase| signs | phrase.list.sign())
    }

    /// The phrases that begin with a token, longest first.
    pub(super) fn phrases(&self, at: usize) -> impl Iterator<Item = &'a Start> + '_ {
        let found = if self.is_phrase(at) {
            let from = self.phrases.partition_point(|(token, _)| (*token as usize) < at);
            &self.phrases[from..]
        } else {
            &[]
        };
        found.iter().take_while(move |(token, _)| *token as usize == at).map(|(_, start)| self.lexicon.start(*start))
    }
}

fn shape_at(article: &Article<'_>, at: usize, classes: &WordClasses, lexicon: &Lexicon) -> u64 {
    let token: &Token = &article.tokens[at];
    let bits = classes.of(token.form);
    let own = u64::from(bits) | shape::ANY;
    let has = |mask: u32| bits & mask != 0;
    let bit = |is: bool, bit: u64| if is { bit } else { 0 };
    match token.kind {
        TokenKind::Word => {
            let text = article.word(at);
            let word = text.as_bytes();
            let closed = has(WordClasses::CLOSED);
            let mut shape = own | shape::WORD;
            if token.capital {
                shape |= shape::CAP
                    | bit(!closed, shape::NAME)
                    | bit(has(WordClasses::MONTH), shape::MONTH)
                    | bit(has(WordClasses::DAY), shape::DAY);
            }
            let mut ly = false;
            match word.last().map_or(0, u8::to_ascii_lowercase) {
                b'y' => ly = is_ly(word),
                b's' if !closed && ends(word, "s") => {
                    let singular = ["ss", "us", "is", "'s", "as"].iter().any(|tail| ends(word, tail));
                    shape |= bit(!singular, shape::PLURAL);
                }
                b'd' if !closed => shape |= bit(ends(word, "ed") && !ends(word, "eed"), shape::PAST),
                b'g' => shape |= bit(word.len() > 4 && ends(word, "ing"), shape::ING),
                _ => {}
            }
            shape
                | bit(ly || has(WordClasses::ADVERB), shape::ADVERB)
                | bit(has(WordClasses::PLURAL), shape::PLURAL)
                | bit(has(WordClasses::PAST), shape::PAST)
                | bit(!closed && !ly, shape::OPEN)
                | bit(has(WordClasses::NUMBER) || is_spelled(text, classes, lexicon), shape::NUMBER)
        }
        TokenKind::Number => {
            let word = article.word(at);
            let number = if word.ends_with('s') && !has(WordClasses::NUMBER) { 0 } else { shape::NUMBER };
            let year = if year(word).is_some() { shape::YEAR } else { 0 };
            own | shape::DIGITS | number | year
        }
        TokenKind::Punct => {
            own | shape::PUNCT
                | match article.word(at) {
                    "," => shape::COMMA,
                    "$" | "£" | "€" | "¥" => shape::CURRENCY,
                    word if word.starts_with(['–', '—', '-']) => shape::DASH,
                    _ => 0,
                }
        }
        TokenKind::Quote => own | shape::QUOTE,
        TokenKind::Clitic => own | shape::CLITIC,
        TokenKind::Link => own,
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
    ends(word, "ly") && !NO_ADVERB.iter().any(|w| w.as_bytes().eq_ignore_ascii_case(word))
}

/// Of two numbers and a hyphen, `one-six` is the shortest.
const SHORTEST: usize = 6;

/// `twenty-five`, `one-third`.
pub(super) fn is_spelled(word: &str, classes: &WordClasses, lexicon: &Lexicon) -> bool {
    // Most words have no hyphen, and a search for one byte is cheaper than one for a character.
    word.len() > SHORTEST
        && word.as_bytes().contains(&b'-')
        && word.split_once('-').is_some_and(|(head, tail)| {
            let number = |w: &str| classes.of(lexicon.form(w)) & WordClasses::NUMBER != 0;
            number(head)
                && (number(tail) || matches!(tail, "third" | "thirds" | "quarter" | "quarters" | "fifth" | "fifths"))
        })
}

/// The bits of a set of forms.
pub(super) fn signs(forms: &[FormId]) -> u64 {
    forms.iter().fold(0, |signs, form| signs | form.sign())
}
