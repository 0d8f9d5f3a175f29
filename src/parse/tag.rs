//! Part of speech in context, one pass from left to right: word classes from the grammar, endings, and neighbours.
//! Coarse on purpose: it tells what the chunker needs (noun phrases, verb groups, clause marks) and no more.

use super::LONGEST_SENTENCE;
pub(super) use super::grammar::Tag;
use super::grammar::{Grammar, HeadKind, NONE, Slot, feature as f, plain, settled};
use crate::article::{Token, TokenKind};
use crate::lexicon::FormId;

/// What the tagger knows about one token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tagged {
    pub(super) tag: Tag,
    /// Classes of the form ([`f`]); guessed ones included.
    pub(super) bits: u64,
}

/// Classes of words that the definite article can take up again: `the mayor`, where the story has one.
pub(super) const TAKEN_UP: u64 = f::ROLE | f::INSTITUTION | f::DOCUMENT | f::ANONYMOUS;

/// Forms that stand with a capital inside some sentence of the article: at the start of one, they are names there too.
/// One bit a form.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<u64>);

impl Names {
    /// For so many forms at most.
    pub(super) fn with_room(forms: usize) -> Self {
        Self(Vec::with_capacity(forms / 64 + 1))
    }

    pub(super) fn insert(&mut self, form: FormId) {
        let at = form.index() / 64;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= form.sign();
    }

    fn contains(&self, form: FormId) -> bool {
        self.0.get(form.index() / 64).is_some_and(|bits| bits & form.sign() != 0)
    }
}

/// One sentence to be tagged.
pub(super) struct Untagged<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// Which of the article's tokens is the first.
    pub(super) first: u32,
    /// Capitals say nothing here.
    pub(super) title_case: bool,
    pub(super) names: &'a Names,
}

/// The tags of a run of sentences.
#[derive(Debug, Default)]
pub(super) struct Tags {
    /// One for each token.
    pub(super) all: Vec<Tagged>,
    /// A buffer: the tokens of the sentence at hand that have no tag yet, by their number in it.
    open: Vec<u32>,
}

impl Tags {
    /// For runs of so many tokens.
    pub(super) fn with_room(run: usize) -> Self {
        Self { all: Vec::with_capacity(run), open: Vec::with_capacity(run.min(LONGEST_SENTENCE)) }
    }

    /// Appends the tags of a sentence, and to `taken_up` the tokens, by their number in the article, that can be taken up
    /// again: those of [`TAKEN_UP`] in small letters. By itself, as [`chunk`](super::chunk::chunk) is: together they would not keep what they
    /// work with at hand.
    #[inline(never)]
    pub(super) fn read(&mut self, sentence: &Untagged<'_>, grammar: &Grammar, taken_up: &mut Vec<u32>) {
        let &Untagged { text, tokens, first, title_case, names } = sentence;
        let base = self.all.len();
        // What the grammar has of all words is fetched together.
        self.all.extend(tokens.iter().map(|token| Tagged { tag: Tag::Undecided, bits: grammar.features(token.form) }));
        let all = &mut self.all[base..];
        // Whether a word tells its tag is nobody's guess: each is noted, and counts only where it does not.
        self.open.resize(tokens.len(), 0);
        let (open, mut count) = (self.open.as_mut_slice(), 0);
        for (i, (known, token)) in all.iter_mut().zip(tokens).enumerate() {
            if known.bits & TAKEN_UP != 0 && !token.capital() {
                taken_up.push(first + i as u32);
            }
            *known = alone(text, token, i == 0 || title_case, known.bits);
            open[count] = i as u32;
            count += usize::from(known.tag == Tag::Undecided);
        }
        self.open.truncate(count);
        Tagging { text, tokens, title_case, names, grammar, all }.decide_all(&self.open);
    }
}

/// What a token is wherever it stands, if that can be told; and its classes.
fn alone(text: &str, token: &Token, weak_capital: bool, bits: u64) -> Tagged {
    if token.kind == TokenKind::Word {
        let tag = settled(bits, token.capital());
        if tag != Tag::Undecided {
            return Tagged { tag, bits };
        }
        // A capital inside a sentence makes a name of what the grammar does not list as a function word.
        let name = token.capital() && !weak_capital;
        let bits = match bits & f::KNOWN {
            0 if name => bits | f::NOUN,
            0 => guessed(&text[token.span().range()], token.capital(), bits),
            _ => bits,
        };
        let tag = match token.capital() {
            true if name && bits & f::CLOSED == 0 => Tag::Name,
            // What stands around a noun does not make another thing of it.
            false if bits & (f::CLOSED | f::VERB | f::ADJECTIVE) == 0 => plain(bits),
            _ => Tag::Undecided,
        };
        return Tagged { tag, bits };
    }
    let tag = match token.kind {
        TokenKind::Quote => Tag::Quote,
        TokenKind::Number => Tag::Num,
        TokenKind::Link => Tag::Name,
        TokenKind::Punct => punctuation(&text[token.span().range()]),
        TokenKind::Clitic | TokenKind::Word => Tag::Undecided,
    };
    Tagged { tag, bits }
}

/// The classes of a word that the grammar does not know, those guessed that it does not have.
fn guessed(word: &str, capital: bool, bits: u64) -> u64 {
    if capital && !word.ends_with("ing") && !word.ends_with("ed") && !word.ends_with("ly") && bits & f::OPEN == 0 {
        return bits | f::NOUN;
    }
    // The last letters of the endings below: most words have none of them.
    let told = matches!(word.as_bytes().last(), Some(b'g' | b'd' | b'y' | b's' | b'l' | b'e' | b'h' | b'c'));
    let ends = |s: &[&str]| told && s.iter().any(|e| word.len() >= e.len() + 2 && word.ends_with(e));
    let guess = if ends(&["ing"]) {
        f::VERB | f::ING | f::FIRST_VERB
    } else if ends(&["ed"]) {
        f::VERB | f::PAST | f::PARTICIPLE | f::FIRST_VERB
    } else if ends(&["ly"]) {
        f::ADVERB_CLASS | f::FIRST_ADVERB
    } else if ends(&["ous", "ful", "able", "ible", "ical", "less", "ish", "ive", "al", "ic", "ary"]) {
        f::ADJECTIVE | f::FIRST_ADJECTIVE | f::NOUN
    } else if bits & f::OPEN == 0 {
        f::NOUN | f::FIRST_NOUN
    } else {
        0
    };
    bits | guess
}

/// One sentence whose tokens get their tags, from left to right.
struct Tagging<'a> {
    text: &'a str,
    tokens: &'a [Token],
    title_case: bool,
    names: &'a Names,
    grammar: &'a Grammar,
    /// The classes of all tokens, and the tags of those that are done.
    all: &'a mut [Tagged],
}

impl<'a> Tagging<'a> {
    fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| &self.text[t.span().range()])
    }

    fn bits(&self, i: usize) -> u64 {
        self.all.get(i).map_or(0, |t| t.bits)
    }

    fn kind(&self, i: usize) -> Option<TokenKind> {
        self.tokens.get(i).map(|t| t.kind)
    }

    fn prev(&self, i: usize) -> Tag {
        if i == 0 { Tag::Stop } else { self.all[i - 1].tag }
    }

    /// Whether what stands behind token `i` can go on a noun phrase: few words ask.
    fn next_nominal(&self, i: usize) -> bool {
        let next = |k: usize| self.bits(i + k);
        match self.kind(i + 1) {
            Some(TokenKind::Number) => true,
            Some(TokenKind::Word) => {
                (next(1) & (f::NOUN | f::ADJECTIVE | f::NUMBER_WORD | f::PERIOD | f::TIME_NOUN | f::MONTH) != 0
                    || self.tokens[i + 1].capital() && !self.title_case
                    || next(1) & f::ING != 0
                    || next(1) & f::PARTICIPLE != 0
                        && next(2) & (f::NOUN | f::ADJECTIVE) != 0
                        && next(2) & (f::DETERMINER | f::PREPOSITION) == 0
                        && next(1) & f::CUE == 0)
                    && next(1) & (f::BE | f::HAVE | f::DO | f::MODAL | f::TO) == 0
                    && (next(1) & (f::PREPOSITION | f::CONJUNCTION | f::SUBORDINATOR) == 0
                        || next(1) & f::ADJECTIVE != 0)
            }
            _ => matches!(self.word(i + 1), "$" | "£" | "€" | "“" | "\"" | "‘"),
        }
    }

    /// Decides what these tokens are, from left to right: those that tell nothing alone.
    fn decide_all(&mut self, open: &[u32]) {
        for &i in open {
            let i = i as usize;
            let clitic = self.tokens[i].kind == TokenKind::Clitic;
            self.all[i].tag = if clitic { self.clitic(i) } else { self.decide(i) };
        }
    }

    /// What a word is. Whatever [`alone`] says of one without its neighbours, this says too.
    fn decide(&self, i: usize) -> Tag {
        let (tokens, title_case, all) = (self.tokens, self.title_case, &*self.all);
        let token = &tokens[i];
        let bits = all[i].bits;
        let prev = self.prev(i);
        let next = |k: usize| self.bits(i + k);
        if bits & f::CLOSED == 0 {
            return self.content_word(i);
        }
        let word = self.word(i);
        // `Murphy, though, said`
        if word.eq_ignore_ascii_case("though") && prev == Tag::Comma && self.kind(i + 1) == Some(TokenKind::Punct) {
            return Tag::Adv;
        }
        if word == "US" || word == "WHO" && !title_case || word == "May" && prev != Tag::Stop && !title_case {
            return if word == "May" { Tag::Time } else { Tag::Name };
        }
        let deictic_time = bits & f::DEICTIC != 0
            && (next(1) & f::PERIOD != 0 || next(1) & f::DEICTIC != 0 && next(2) & f::PERIOD != 0);
        // `in late August`
        let part_of_month =
            bits & f::DEICTIC != 0 && next(1) & f::MONTH != 0 && tokens[i + 1].capital() && word != "that";
        if deictic_time && prev != Tag::Prep
            || part_of_month
            || bits & f::PERIOD != 0 && prev == Tag::Time && i > 0 && all[i - 1].bits & f::DEICTIC != 0
        {
            return Tag::Time;
        }
        if bits & f::BE != 0 {
            return Tag::Be;
        }
        if bits & f::HAVE != 0 {
            return Tag::Have;
        }
        if bits & f::DO != 0 {
            return Tag::Do;
        }
        if bits & f::MODAL != 0 && !(token.capital() && i > 0 && !title_case) {
            return Tag::Modal;
        }
        if bits & f::TO != 0 {
            if i > 0 && self.word(i - 1).eq_ignore_ascii_case("according") {
                return Tag::Prep;
            }
            let verb_next = (1..4)
                .find(|&k| next(k) & f::ADVERB_CLASS == 0 && next(k) & (f::ADVERB | f::NEGATION) == 0)
                .is_some_and(|k| {
                    let n = next(k);
                    (n & f::BASE != 0 || n & (f::BE | f::HAVE | f::DO) != 0)
                        && !tokens[i + k].capital()
                        && n & f::DETERMINER == 0
                        && (n & f::FIRST_NOUN == 0 || prev_wants_infinitive(prev))
                });
            return if verb_next { Tag::To } else { Tag::Prep };
        }
        if bits & f::COMPLEMENTIZER != 0 {
            return self.that(i);
        }
        if bits & f::WH != 0 {
            return if word.eq_ignore_ascii_case("when") { Tag::Sub } else { Tag::Wh };
        }
        if bits & f::TIME_NOUN != 0 {
            return Tag::Time;
        }
        if bits & f::MONTH != 0 && (token.capital() || title_case) {
            return Tag::Time;
        }
        if bits & f::PERIOD != 0 && i > 0 && all[i - 1].bits & f::DEICTIC != 0 {
            return Tag::Time;
        }
        if bits & f::NEGATION != 0 && bits & f::DETERMINER == 0 {
            return Tag::Neg;
        }
        if bits & f::POSSESSIVE != 0 {
            return if word.eq_ignore_ascii_case("her") && !self.next_nominal(i) { Tag::Pron } else { Tag::Poss };
        }
        if bits & (f::PERSONAL | f::OBJECT_PRONOUN) != 0 && word != "one" && word != "another" {
            // `the mayor himself said`: it adds nothing but weight.
            if bits & f::PRONOUN != 0
                && matches!(prev, Tag::Noun | Tag::Name)
                && (word.ends_with("self") || word.ends_with("selves"))
            {
                return Tag::Adv;
            }
            return Tag::Pron;
        }
        if bits & f::CONJUNCTION != 0 {
            return Tag::Conj;
        }
        // `has since said`, `who once defended`: an adverb.
        if matches!(word.as_bytes(), b"since" | b"once")
            && (matches!(prev, Tag::Have | Tag::Be) && next(1) & (f::PARTICIPLE | f::ADVERB) != 0
                || word == "once"
                    && matches!(prev, Tag::Noun | Tag::Name | Tag::Pron | Tag::Wh | Tag::Comma)
                    && next(1) & f::PAST != 0)
        {
            return Tag::Adv;
        }
        if bits & f::PREPOSITION != 0 && bits & f::SUBORDINATOR != 0 {
            // `after he left`, `since the vote failed`: a clause follows if a pronoun or a finite verb stands close by.
            let clause = next(1) & f::PERSONAL != 0
                || (2..5).any(|k| {
                    next(k) & (f::BE | f::HAVE | f::DO | f::MODAL) != 0
                        || next(k) & f::PAST != 0 && next(k) & f::NOUN == 0
                });
            return if clause { Tag::Sub } else { Tag::Prep };
        }
        if bits & f::SUBORDINATOR != 0 {
            return Tag::Sub;
        }
        if bits & f::PREPOSITION != 0 && !(bits & f::VERB != 0 && matches!(prev, Tag::Be | Tag::Have)) {
            if matches!(word, "like") && (matches!(prev, Tag::Modal | Tag::To) || matches!(prev, Tag::Pron)) {
                return Tag::Verb;
            }
            return Tag::Prep;
        }
        if matches!(word.as_bytes(), b"most" | b"least" | b"more" | b"less")
            && next(1) & f::ADJECTIVE != 0
            && matches!(prev, Tag::Clitic | Tag::Det | Tag::Poss)
        {
            return Tag::Adv;
        }
        // `have both argued`, `the sisters all agree`: the quantifier floats.
        if bits & f::FLOATED != 0 && next(1) & f::FIRST_NOUN == 0 {
            let finite = f::PAST | f::PRESENT | f::BASE | f::BE | f::HAVE | f::DO | f::MODAL;
            let floats = match prev {
                Tag::Have | Tag::Be | Tag::Modal => next(1) & (f::VERB | f::BE | f::HAVE) != 0,
                Tag::Noun | Tag::Name | Tag::Pron | Tag::Close => next(1) & finite != 0,
                _ => false,
            };
            if floats {
                return Tag::Adv;
            }
        }
        if bits & f::DETERMINER != 0 {
            return if bits & f::PRONOUN == 0 || self.next_nominal(i) { Tag::Det } else { Tag::Pron };
        }
        if bits & f::PRONOUN != 0 && bits & f::NUMBER_WORD == 0 {
            // `said there had been`, `that there certainly was`
            let expletive = || {
                let helper = f::BE | f::HAVE | f::MODAL;
                (matches!(prev, Tag::That | Tag::Stop | Tag::Sub | Tag::Comma)
                    || i > 0 && all[i - 1].bits & f::CUE != 0)
                    && (next(1) & helper != 0 || next(1) & (f::ADVERB | f::ADVERB_CLASS) != 0 && next(2) & helper != 0)
            };
            let there = word.eq_ignore_ascii_case("there");
            return if word.eq_ignore_ascii_case("here") || there && next(1) & f::BE == 0 && !expletive() {
                Tag::Adv
            } else {
                Tag::Pron
            };
        }
        if bits & f::NUMBER_WORD != 0 {
            return Tag::Num;
        }
        if bits & f::DEICTIC != 0 && next(1) & f::PERIOD != 0 {
            return Tag::Time;
        }
        if bits & f::ADVERB != 0 && bits & f::NOUN == 0 {
            // `the second hall`, `their only comment`.
            let inside = matches!(prev, Tag::Det | Tag::Poss | Tag::Clitic) && self.next_nominal(i);
            return if inside { Tag::Adj } else { Tag::Adv };
        }
        self.content_word(i)
    }

    /// A name, or whatever an open-class word is between its neighbours.
    fn content_word(&self, i: usize) -> Tag {
        let (tokens, title_case) = (self.tokens, self.title_case);
        let (token, bits) = (&tokens[i], self.all[i].bits);
        let next = |k: usize| self.bits(i + k);
        let ends = |ending: &str| self.word(i).ends_with(ending);
        // `Associated Press reported`: a list knows a name that begins so.
        let listed =
            || bits & f::LISTED != 0 && tokens.get(i + 1).is_some_and(|t| t.kind == TokenKind::Word && t.capital());
        if token.capital() && !title_case && (i > 0 || self.names.contains(token.form) || listed()) {
            return Tag::Name;
        }
        // `Kelly said`, `Boring also said`: a name that ends like an adverb or a participle.
        let verb_behind = |k: usize| {
            next(k) & (f::PAST | f::PRESENT | f::BE | f::HAVE | f::MODAL) != 0 && next(k) & f::FIRST_NOUN == 0
        };
        if token.capital()
            && bits & f::KNOWN == 0
            && (ends("ly") || ends("ing"))
            && (verb_behind(1) || next(1) & f::ADVERB != 0 && verb_behind(2))
        {
            return Tag::Name;
        }
        // `Emily Brandt`, `Sally Brenko`: no comma before the name behind it.
        let given = i == 0
            && ends("ly")
            && tokens.get(1).is_some_and(|t| t.kind == TokenKind::Word && t.capital())
            && next(1) & f::KNOWN == 0;
        if token.capital()
            && bits & f::KNOWN == 0
            && (bits & (f::VERB | f::ADVERB_CLASS) == 0 || given)
            && bits & f::CUE == 0
        {
            return Tag::Name;
        }
        self.open_class(i)
    }

    fn clitic(&self, i: usize) -> Tag {
        let (tokens, all) = (self.tokens, &*self.all);
        let tail = self.word(i).trim_start_matches(['\'', '’']);
        match tail {
            "re" | "m" => return Tag::Be,
            "ve" => return Tag::Have,
            "ll" => return Tag::Modal,
            "d" => return Tag::Modal,
            _ => {}
        }
        let prev = self.prev(i);
        let next = self.bits(i + 1);
        let pronoun = matches!(prev, Tag::Pron | Tag::Wh | Tag::Adv) || i > 0 && all[i - 1].bits & f::PERSONAL != 0;
        // `the mill's first woman foreman`
        let modifies = next & f::ADJECTIVE != 0 && self.bits(i + 2) & (f::NOUN | f::ADJECTIVE) != 0;
        let predicate = next & (f::DETERMINER | f::NEGATION | f::ADVERB) != 0 && next & f::NOUN == 0 && !modifies
            || next & f::ING != 0
                && next & f::NOUN == 0
                && tokens.get(i + 2).is_some_and(|t| !t.capital())
                && all.get(i + 2).is_some_and(|t| t.bits & f::NOUN == 0);
        if tail.is_empty() || !(pronoun || predicate) { Tag::Clitic } else { Tag::Be }
    }

    /// `that`: opens a clause, a relative clause (`Wh`), or a noun phrase; or stands alone.
    fn that(&self, i: usize) -> Tag {
        let (prev, next, after) = (self.prev(i), self.bits(i + 1), self.bits(i + 2));
        let verb_next = next & (f::BE | f::HAVE | f::DO | f::MODAL) != 0
            || next & f::VERB != 0 && next & f::NOUN == 0
            || next & (f::ADVERB | f::ADVERB_CLASS) != 0
                && after & (f::VERB | f::BE | f::HAVE | f::MODAL) != 0
                && after & f::NOUN == 0
            || prev == Tag::Comma && next & f::VERB != 0 && after & (f::DETERMINER | f::POSSESSIVE | f::TO) != 0
            || matches!(prev, Tag::Noun | Tag::Name)
                && next & f::VERB != 0
                && next & f::DETERMINER == 0
                && after & (f::DETERMINER | f::POSSESSIVE | f::TO) != 0;
        match prev {
            Tag::Noun | Tag::Name | Tag::Pron | Tag::Num | Tag::Comma if verb_next => Tag::Wh,
            // `pointed out that the mill`: a particle, and a clause.
            Tag::Prep if i > 1 && self.word(i - 1) == "out" && self.all[i - 2].bits & f::CUE != 0 => Tag::That,
            Tag::Prep | Tag::Stop if self.next_nominal(i) => Tag::Det,
            Tag::Prep => Tag::Pron,
            Tag::Stop | Tag::Quote if verb_next => Tag::Pron,
            // `told the board that, in hindsight, the mill`
            Tag::Noun | Tag::Name | Tag::Pron | Tag::Time
                if self.word(i + 1) == "," && after & (f::PREPOSITION | f::SUBORDINATOR | f::WH) != 0 =>
            {
                Tag::That
            }
            _ if self.kind(i + 1).is_none_or(|kind| kind == TokenKind::Punct)
                && !matches!(prev, Tag::Verb | Tag::Conj) =>
            {
                Tag::Pron
            }
            Tag::Be if verb_next => Tag::Pron,
            _ => Tag::That,
        }
    }

    fn open_class(&self, i: usize) -> Tag {
        let (tokens, all) = (self.tokens, &*self.all);
        let (bits, next, prev) = (all[i].bits, self.bits(i + 1), self.prev(i));
        // Adverbs and negation are transparent: `has also called`, `will not say`.
        let (mut before, mut k) = (prev, i);
        while k > 0 && matches!(before, Tag::Adv | Tag::Neg) {
            k -= 1;
            before = if k == 0 { Tag::Stop } else { all[k - 1].tag };
        }
        // `made it clear that`, `find it hard to`
        if bits & f::ADJECTIVE != 0
            && i > 1
            && all[i - 1].bits & f::OBJECT_PRONOUN != 0
            && matches!(all[i - 2].tag, Tag::Verb | Tag::Part | Tag::Ing)
            && next & (f::COMPLEMENTIZER | f::TO) != 0
        {
            return Tag::Adj;
        }
        if bits & f::VERB == 0 {
            if bits & f::ADJECTIVE != 0 && bits & f::NOUN != 0 {
                return if self.next_nominal(i) && !matches!(self.word(i + 1), "“" | "\"" | "‘") {
                    Tag::Adj
                } else {
                    Tag::Noun
                };
            }
            if bits & f::ADJECTIVE != 0 && bits & f::ADVERB_CLASS != 0 {
                return if self.next_nominal(i) || matches!(before, Tag::Be | Tag::Det) { Tag::Adj } else { Tag::Adv };
            }
            return plain(bits);
        }
        let verb = if bits & f::ING != 0 {
            Tag::Ing
        } else if bits & f::PARTICIPLE != 0 && bits & (f::PAST | f::BASE) == 0 {
            Tag::Part
        } else {
            Tag::Verb
        };
        // `Polling of voters shows`
        if verb == Tag::Ing && i == 0 && self.word(i + 1) == "of" {
            return Tag::Noun;
        }
        // `Calls by widows`, `Support for the bridge`: nobody stands before it, and no object behind it.
        if i == 0
            && bits & f::NOUN != 0
            && bits & f::CUE != 0
            && bits & (f::PAST | f::ING) == 0
            && matches!(self.word(i + 1), "by" | "for" | "among" | "from")
        {
            return Tag::Noun;
        }
        // `The accused said that`, `the harbour master said that`, `voters overall said they`
        if prev == Tag::Adj
            && bits & f::PAST != 0
            && bits & f::CUE != 0
            && next & (f::COMPLEMENTIZER | f::PERSONAL) != 0
        {
            return verb;
        }
        let nominal = bits & (f::NOUN | f::ADJECTIVE) != 0;
        // Few verbs ask.
        let object_follows = || {
            next & (f::DETERMINER | f::POSSESSIVE | f::PERSONAL | f::OBJECT_PRONOUN | f::COMPLEMENTIZER | f::WH) != 0
                || matches!(self.word(i + 1), "“" | "\"" | "‘" | "''")
                || next & f::TO != 0
                || bits & f::CUE != 0 && self.word(i + 1) == "out" && self.bits(i + 2) & f::COMPLEMENTIZER != 0
                || bits & f::CUE != 0 && bits & f::PRESENT != 0 && self.word(i + 1) == ":"
                || tokens.get(i + 1).is_some_and(|t| t.capital() && t.kind == TokenKind::Word)
        };
        let verb_follows = next & (f::BE | f::HAVE | f::MODAL | f::DO) != 0
            || next & f::PAST != 0 && next & f::FIRST_VERB != 0 && next & f::NOUN == 0;
        match before {
            Tag::To | Tag::Modal | Tag::Do => {
                return if bits & (f::BASE | f::VERB) != 0 {
                    if verb == Tag::Part { Tag::Part } else { verb }
                } else {
                    plain(bits)
                };
            }
            Tag::Have => return if bits & f::PARTICIPLE != 0 { Tag::Part } else { plain_or(bits, verb, nominal) },
            Tag::Be => {
                return if bits & f::ING != 0 {
                    Tag::Ing
                } else if bits & f::PARTICIPLE != 0 {
                    if bits & f::FIRST_ADJECTIVE != 0 { Tag::Adj } else { Tag::Part }
                } else if bits & f::BASE != 0 && !nominal {
                    Tag::Verb
                } else {
                    plain(bits)
                };
            }
            Tag::Pron | Tag::Wh if bits & f::ING == 0 => {
                let object = i > 0
                    && all[k.max(1) - 1].bits & f::OBJECT_PRONOUN != 0
                    && all[k.max(1) - 1].bits & f::PERSONAL == 0;
                if !object {
                    return verb;
                }
            }
            Tag::Det | Tag::Poss | Tag::Clitic | Tag::Adj | Tag::Num
                if prev == before || !matches!(verb, Tag::Verb) || nominal =>
            {
                if matches!(verb, Tag::Ing | Tag::Part) || bits & f::PARTICIPLE != 0 {
                    if before == Tag::Num && bits & f::PAST != 0 && !self.next_nominal(i) {
                        return Tag::Verb;
                    }
                    // `Recent polling shows that`
                    let shows = verb == Tag::Ing
                        && next & f::CUE != 0
                        && next & f::PRESENT != 0
                        && next & f::FIRST_VERB != 0
                        && all.get(i + 2).is_some_and(|t| t.bits & f::COMPLEMENTIZER != 0);
                    return if self.next_nominal(i) && !shows {
                        Tag::Adj
                    } else if nominal || verb == Tag::Ing {
                        Tag::Noun
                    } else {
                        Tag::Adj
                    };
                }
                if nominal || !matches!(before, Tag::Num | Tag::Clitic) {
                    return if bits & f::NOUN != 0 {
                        Tag::Noun
                    } else if bits & f::ADJECTIVE != 0 {
                        Tag::Adj
                    } else if before == Tag::Num {
                        verb
                    } else {
                        Tag::Noun
                    };
                }
                return verb;
            }
            Tag::Prep => {
                return if verb == Tag::Ing {
                    Tag::Ing
                } else if nominal {
                    plain(bits)
                } else if bits & f::PARTICIPLE != 0 && self.next_nominal(i) {
                    Tag::Adj
                } else {
                    verb
                };
            }
            _ => {}
        }
        // `The markets, where dealers bet, show the pound ahead`
        if prev == Tag::Comma
            && bits & f::CUE != 0
            && bits & (f::BASE | f::PRESENT) != 0
            && next & (f::DETERMINER | f::POSSESSIVE | f::PERSONAL) != 0
            && self.tells(i)
        {
            return verb;
        }
        if nominal && matches!(prev, Tag::Noun | Tag::Name) && self.closes_tag(i) {
            return verb;
        }
        if nominal
            && i > 0
            && matches!(prev, Tag::Noun | Tag::Name)
            && bits & (f::BASE | f::PRESENT) != 0
            && bits & f::PAST == 0
        {
            // A verb agrees with the noun before it: `the coup attempt` and `the sanctions calls` are nouns.
            let before_plural = is_plural(self.word(i - 1), all[i - 1].bits);
            let compound = i > 1 && all[i - 2].tag == Tag::Conj;
            if bits & f::CUE != 0 && object_follows() {
                match self.head_plural(i) {
                    Some(true) if bits & f::BASE != 0 && bits & f::PRESENT == 0 => return verb,
                    Some(false) if bits & f::PRESENT != 0 => return verb,
                    _ => {}
                }
            }
            // `Polls show two in three`: nothing is called a polls show.
            if bits & f::CUE != 0
                && bits & f::BASE != 0
                && bits & f::PRESENT == 0
                && before_plural
                && prev == Tag::Noun
                && !verb_follows
                && self.tells(i)
                && self.opens_clause(i)
            {
                return verb;
            }
            let people = matches!(self.word(i - 1), "people" | "police" | "men" | "women" | "data" | "Data");
            if bits & f::BASE != 0 && !before_plural && !compound && !people
                || bits & f::PRESENT != 0 && before_plural && prev == Tag::Noun
            {
                return plain(bits);
            }
        }
        // `Lind shot back that`, `Lind cut in`: a past that is no base, and a particle.
        if bits & f::PAST != 0 && bits & f::BASE == 0 && next & f::ADVERB != 0 && matches!(prev, Tag::Noun | Tag::Name)
        {
            return verb;
        }
        if !nominal {
            if bits & f::PARTICIPLE != 0
                && bits & f::PAST != 0
                && self.word(i + 1) == "by"
                && !tokens
                    .get(i + 2)
                    .is_some_and(|t| matches!(&self.text[t.span().range()], "telephone" | "phone" | "email" | "e-mail"))
                && (matches!(before, Tag::Noun | Tag::Name | Tag::Num)
                    || bits & f::CUE != 0 && self.opens_participle(i))
            {
                return Tag::Part;
            }
            return verb;
        }
        // `A poll last week showed the mayor ahead`
        let past = bits & f::PAST != 0
            && (bits & f::FIRST_VERB != 0
                || bits & f::CUE != 0 && bits & f::BASE == 0 && prev == Tag::Time && self.word(i).ends_with("ed"));
        if verb == Tag::Ing || past {
            return verb;
        }
        if verb_follows {
            return plain(bits);
        }
        let plural_before = i > 0 && {
            let w = all[i - 1].bits;
            w & f::PLURAL != 0 || matches!(before, Tag::Noun | Tag::Name | Tag::Pron)
        };
        match before {
            Tag::Noun | Tag::Name | Tag::Close | Tag::Quote
                if plural_before || matches!(before, Tag::Close | Tag::Quote) =>
            {
                if bits & f::FIRST_VERB != 0
                    && (object_follows() || next & (f::NOUN | f::ADJECTIVE) == 0 || bits & f::CUE != 0)
                    || object_follows()
                {
                    verb
                } else {
                    plain(bits)
                }
            }
            _ => {
                if bits & f::FIRST_VERB != 0 {
                    verb
                } else {
                    plain(bits)
                }
            }
        }
    }

    /// `The trucks were too heavy, road records show.`, `…, the Lyon Herald reports, and …`: a verb of telling behind a
    /// clause and a noun phrase that it agrees with.
    fn closes_tag(&self, i: usize) -> bool {
        let (all, bits) = (&*self.all, self.all[i].bits);
        let ends = match self.kind(i + 1) {
            None => true,
            Some(TokenKind::Punct) => matches!(self.word(i + 1), "," | "."),
            _ => false,
        };
        if !ends || bits & f::CUE == 0 || bits & (f::BASE | f::PRESENT) == 0 || bits & f::PAST != 0 || !self.tells(i) {
            return false;
        }
        let Some((mark, head, joined)) = self.phrase_before(i) else { return false };
        let finite = |t: &Tagged| matches!(t.tag, Tag::Verb | Tag::Be | Tag::Have | Tag::Modal | Tag::Do);
        let clause = match all[mark].tag {
            Tag::Quote => true,
            Tag::Comma => all[..mark].iter().any(finite),
            _ => false,
        };
        let plural = joined || is_plural(self.word(head), all[head].bits);
        let name = all[head].tag == Tag::Name;
        let opened = matches!(all[mark + 1].tag, Tag::Det | Tag::Poss | Tag::Name);
        clause
            && if plural && !name { bits & f::BASE != 0 } else { opened && (name || !plural) && bits & f::PRESENT != 0 }
    }

    /// What stands before the noun phrase that ends before `i`, its head, and whether it is of several that are joined.
    fn phrase_before(&self, i: usize) -> Option<(usize, usize, bool)> {
        let floor = i.saturating_sub(14);
        let mut head = i - 1;
        let mut joined = false;
        let mark = (floor..i).rev().find(|&k| {
            match self.all[k].tag {
                Tag::Prep => head = k.max(1) - 1,
                Tag::Conj => joined = true,
                Tag::Noun | Tag::Name | Tag::Adj | Tag::Num | Tag::Det | Tag::Poss | Tag::Clitic | Tag::Part => {}
                _ => return true,
            }
            false
        })?;
        Some((mark, head, joined))
    }

    /// `Asked by a reporter whether`, `When asked by`, `As first reported by`: a participle with nobody before it.
    fn opens_participle(&self, i: usize) -> bool {
        let k = (0..i).rev().find(|&k| self.all[k].tag != Tag::Adv);
        k.is_none_or(|k| self.all[k].tag == Tag::Sub || self.word(k).eq_ignore_ascii_case("as"))
    }

    /// Whether the noun phrase before `i` opens a clause.
    fn opens_clause(&self, i: usize) -> bool {
        let nominal = |t: &&Tagged| {
            matches!(t.tag, Tag::Noun | Tag::Name | Tag::Adj | Tag::Num | Tag::Det | Tag::Poss | Tag::Clitic)
        };
        let words = self.all[..i].iter().rev().take(8).take_while(nominal).count();
        match i.checked_sub(words + 1) {
            None => true,
            Some(k) => matches!(self.all[k].tag, Tag::That | Tag::Quote | Tag::Semi | Tag::Sub),
        }
    }

    /// Whether the verb often stands behind what is said.
    fn tells(&self, i: usize) -> bool {
        self.grammar.strengths(HeadKind::Verb, self.tokens[i].form).is_some_and(|s| {
            let preposed = s[Slot::Preposed as usize];
            preposed != NONE && preposed >= 65
        })
    }

    /// Whether the phrase that ends before `i` is about several: `a series of emails` is not, `Democrats on the committee`
    /// are. `None` where there is no preposition in it, or where it does not open the sentence.
    fn head_plural(&self, i: usize) -> Option<bool> {
        let all = &*self.all;
        let mut head = None;
        for k in (i.saturating_sub(12)..i).rev() {
            match all[k].tag {
                Tag::Prep => head = None,
                Tag::Noun | Tag::Name => {
                    head.get_or_insert(k);
                }
                Tag::Adj
                | Tag::Num
                | Tag::Det
                | Tag::Poss
                | Tag::Clitic
                | Tag::Adv
                | Tag::Conj
                | Tag::Ing
                | Tag::Part => {}
                _ => return None,
            }
            if k == 0 {
                let at = head?;
                let word = self.word(at);
                let inside = all[at..i].iter().any(|t| t.tag == Tag::Prep);
                let plural =
                    word != "series" && (all[at].bits & f::PLURAL != 0 || word.ends_with('s') && !word.ends_with("ss"));
                return inside.then_some(plural);
            }
        }
        None
    }
}

fn prev_wants_infinitive(prev: Tag) -> bool {
    matches!(
        prev,
        Tag::Verb | Tag::Part | Tag::Ing | Tag::Adj | Tag::Noun | Tag::Pron | Tag::Name | Tag::Be | Tag::Have
    )
}

fn punctuation(word: &str) -> Tag {
    match word.as_bytes() {
        b"," => Tag::Comma,
        b"." | b"!" | b"?" => Tag::Stop,
        b":" => Tag::Colon,
        b";" => Tag::Semi,
        b"/" => Tag::Slash,
        b"(" | b"[" => Tag::Open,
        b")" | b"]" => Tag::Close,
        b"$" | b"%" => Tag::Num,
        b"&" => Tag::Conj,
        b"-" | [b'-', b'-', ..] => Tag::Dash,
        _ => match word {
            "—" | "–" | "―" => Tag::Dash,
            "£" | "€" => Tag::Num,
            _ => Tag::Other,
        },
    }
}

/// A plural of the grammar's, or what ends like one.
fn is_plural(word: &str, bits: u64) -> bool {
    bits & f::PLURAL != 0 || word.ends_with('s') && !["ss", "us", "is"].iter().any(|e| word.ends_with(e))
}

fn plain_or(bits: u64, verb: Tag, nominal: bool) -> Tag {
    if nominal { if bits & f::FIRST_ADJECTIVE != 0 { Tag::Adj } else { Tag::Noun } } else { verb }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::lex::Seen;

    /// What a word is taken for without its neighbours it is with them too, whatever they are.
    #[test]
    fn settled_words_are_settled() {
        let mut words = crate::lexicon::LexiconBuilder::new(crate::parse::irregular());
        let grammar = Grammar::new(&mut words);
        let lexicon = words.build();
        let mut around = "the that her a who has was did will to not of in since and he they it one most more next last late \
                          week May US Monday both all about like though when once said says called claim report reporting \
                          known clear early quickly mayor Lind Obama , . : ( 14 's"
            .split_whitespace()
            .cycle();
        for word in crate::parse::grammar::all_words() {
            let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
            for form in [word.to_owned(), first.to_uppercase() + rest, word.to_uppercase()] {
                let text: Vec<&str> =
                    (0..6).map(|k| if k % 3 == 1 { &form } else { around.next().unwrap_or("") }).collect();
                for text in [&text[..], &text[1..]] {
                    agrees(&text.join(" "), &lexicon, &grammar);
                }
            }
        }
    }

    #[track_caller]
    fn agrees(text: &str, lexicon: &crate::lexicon::Lexicon, grammar: &Grammar) {
        let mut tokens = Vec::new();
        let span = crate::span::TextSpan::new(0, text.len() as u32);
        crate::parse::lex::tokenize(text, span, lexicon, grammar, &mut Seen::default(), &mut tokens);
        for title_case in [false, true] {
            let mut tags = Tags::default();
            let names = Names::default();
            let sentence = Untagged { text, tokens: &tokens, first: 0, title_case, names: &names };
            tags.read(&sentence, grammar, &mut Vec::new());
            let mut all = tags.all.clone();
            let words: Vec<u32> =
                (0..).zip(&tokens).filter(|(_, token)| token.kind == TokenKind::Word).map(|(i, _)| i).collect();
            for &i in &words {
                all[i as usize].tag = Tag::Undecided;
            }
            Tagging { text, tokens: &tokens, title_case, names: &names, grammar, all: &mut all }.decide_all(&words);
            let told = |tags: &[Tagged]| tags.iter().map(|t| t.tag).collect::<Vec<_>>();
            assert_eq!(told(&all), told(&tags.all), "{text}");
        }
    }

    /// [`Tagging::decide`] asks about these words after it has let go of all that are in no closed class.
    #[test]
    fn words_that_are_asked_about_are_function_words() {
        let mut words = crate::lexicon::LexiconBuilder::default();
        let grammar = Grammar::new(&mut words);
        let lexicon = words.build();
        for word in ["though", "May", "us", "one", "another", "her", "when", "since", "once", "here", "there"] {
            assert!(grammar.has(lexicon.form(word), f::CLOSED), "{word}");
        }
    }
}
