//! One table for every word sayso knows: rule lexicons, the parser's grammar words and the words of patterns are all
//! interned here, so a token is looked up once, whatever asks about it later. Owns word forms, inflection and phrase
//! lookup. Knows no rule and no grammar: those keep their own tables, indexed by [`FormId`].

use crate::table::{self, Rest, Row, row};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// A word form (case-folded, straight apostrophes). [`FormId::UNKNOWN`] is a word no list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormId(u32);

impl FormId {
    /// The form of every word that was never interned.
    pub const UNKNOWN: Self = Self(0);

    /// For tables indexed by form.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The form at a place of such a table.
    pub const fn new(index: usize) -> Self {
        Self(index as u32)
    }

    /// One bit of 64 for the form, shared with others, none for the unknown one: to rule forms out at a glance.
    pub const fn sign(self) -> u64 {
        if self.0 == 0 { 0 } else { 1 << (self.0 % 64) }
    }
}

row!(FormId { 0: Rest::u32 });

/// A list (`reporting-factive`) or a tier of one (`reporting-factive.strong`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ListId(u16);

impl ListId {
    /// For tables indexed by list.
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The list at a place of such a table.
    pub const fn new(index: usize) -> Self {
        Self(index as u16)
    }

    /// One bit of 64 for the list, shared with few others: to rule lists out at a glance.
    pub const fn sign(self) -> u64 {
        1 << (self.0 % 64)
    }
}

/// How a list's entries vary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inflect {
    /// As written only.
    #[default]
    None,
    /// First word is a verb: `point out`, `points out`, `pointed out`, `pointing out`.
    Verb,
    /// Last word is a noun: `war crime`, `war crimes`.
    Noun,
}

/// One entry that starts with a given form.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// The list it belongs to.
    pub list: ListId,
    /// The entry as the list writes it (its lemma): an index for [`Lexicon::lemma`].
    pub lemma: u32,
    /// How many words it has.
    pub words: u16,
    /// Where the forms after the first stand among those of all entries.
    rest: u32,
}

row!(ListId { 0: Rest::u16 });
row!(Start { list: ListId::read, lemma: Rest::u32, words: Rest::u16, rest: Rest::u32 });

/// Words by number from 1, all in one text, and an open-addressed table of their hashes: no allocation a word, and a
/// lookup that reads one slot and one key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    pub(crate) text: Cow<'static, [u8]>,
    /// Where each word ends in `text`.
    pub(crate) ends: Cow<'static, [u32]>,
    /// The [`Short`] of each word that has one.
    pub(crate) keys: Cow<'static, [(u64, u64)]>,
    /// The number of a word in as many bits as number the slots, and above it so much of the upper half of its hash as
    /// there is room for; 0 is an empty slot. A power of two of them, at most half full: small, since the slots of rare
    /// words are seldom at hand.
    pub(crate) slots: Cow<'static, [u32]>,
}

/// A word of up to fifteen bytes and its length as two numbers, which is what makes looking one up cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    key: (u64, u64),
}

const fn bytes_of(byte: u8) -> u64 {
    byte as u64 * 0x0101_0101_0101_0101
}

/// The upper bit of the first byte that is no ASCII letter, above which the bits mean nothing, and the eight bytes with
/// their letters made small.
const fn letters(eight: u64) -> (u64, u64) {
    let small = eight | bytes_of(0x20);
    // What is less than `a`, more than `z`, and no ASCII. Only what is no letter borrows or carries, and only from later bytes.
    let other = small.wrapping_sub(bytes_of(b'a')) | small.wrapping_add(bytes_of(0x7f - b'z')) | eight;
    (other & bytes_of(0x80), small)
}

impl Short {
    fn of(word: &[u8]) -> Option<Self> {
        let length = word.len();
        let eight = |at: usize| word[at..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        let four = |at: usize| word[at..].first_chunk().map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)));
        // Where two loads overlap they agree.
        let key = match length {
            0 => (0, 0),
            1..=3 => {
                let byte = |at: usize| u64::from(word[at]) << (8 * at);
                (byte(0) | byte(length / 2) | byte(length - 1), 0)
            }
            4..=7 => (four(0) | four(length - 4) << (8 * (length - 4)), 0),
            8 => (eight(0), 0),
            9..=15 => (eight(0), eight(length - 8) >> (8 * (16 - length))),
            _ => return None,
        };
        Some(Self { key: (key.0, key.1 | (length as u64) << 56) })
    }

    /// The ASCII letters that a text opens with, in small letters, and how many they are; `None` where no fifteen hold
    /// them, and at the end of the text. All sixteen bytes are looked at together, for words are too short for a loop.
    pub(crate) fn opening(text: &[u8]) -> Option<(Self, usize)> {
        let (halves, _) = text.first_chunk::<16>()?.as_chunks();
        let (other, small) = letters(u64::from_le_bytes(halves[0]));
        let (more_other, more_small) = letters(u64::from_le_bytes(halves[1]));
        let run = |other: u64| other.trailing_zeros() / 8;
        let length = run(other) + if run(other) == 8 { run(more_other) } else { 0 };
        let (mask, more_mask) = *OF_LENGTH.get(length as usize)?;
        Some((Self { key: (small & mask, more_small & more_mask | u64::from(length) << 56) }, length as usize))
    }

    const fn is_ascii(self) -> bool {
        (self.key.0 | self.key.1) & bytes_of(0x80) == 0
    }

    /// In small letters; all bytes are ASCII.
    const fn lower(self) -> Self {
        const fn lower(word: u64) -> u64 {
            let from_a = word + bytes_of(0x80 - b'A');
            let after_z = word + bytes_of(0x7f - b'Z');
            word | ((from_a ^ after_z) & bytes_of(0x80)) >> 2
        }
        Self { key: (lower(self.key.0), lower(self.key.1)) }
    }

    const fn hash(self) -> u64 {
        let mixed = (self.key.0 ^ self.key.1.rotate_left(29)) as u128 * 0x9e37_79b9_7f4a_7c15;
        mixed as u64 ^ (mixed >> 64) as u64
    }
}

/// A set of pairs of forms as bits, sixteen or more a pair, one of them set: a small table that stays at hand and rules nearly
/// all other pairs out, so that the large one is asked about little more than those that it has.
#[derive(Clone, Debug)]
pub(crate) struct PairBits(pub(crate) Cow<'static, [u64]>);

impl PairBits {
    /// For so many pairs at most.
    pub(crate) fn with_room(pairs: usize) -> Self {
        Self(vec![0; (pairs / 4 + 1).next_power_of_two()].into())
    }

    pub(crate) fn insert(&mut self, first: FormId, second: FormId) {
        let (word, bit) = self.place(first, second);
        self.0.to_mut()[word] |= bit;
    }

    /// False only of a pair that was never inserted.
    pub(crate) fn may_have(&self, first: FormId, second: FormId) -> bool {
        let (word, bit) = self.place(first, second);
        self.0[word] & bit != 0
    }

    /// Where the bit of a pair is.
    fn place(&self, first: FormId, second: FormId) -> (usize, u64) {
        let mixed = pair(first, second).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        ((mixed >> 6) as usize & (self.0.len() - 1), 1 << (mixed % 64))
    }
}

/// By length, the bytes of a [`Short`]'s two numbers that a word takes.
const OF_LENGTH: [(u64, u64); 16] = {
    let mut masks = [(0, 0); 16];
    let mut length = 1;
    while length < 16 {
        masks[length] = match length {
            8 => (u64::MAX, 0),
            ..8 => ((1 << (8 * length)) - 1, 0),
            _ => (u64::MAX, (1 << (8 * (length - 8))) - 1),
        };
        length += 1;
    }
    masks
};

/// Words in small letters whose forms are asked for together, each with a number of the asker's. The table is too large
/// to be at hand, and so what is fetched for one word is fetched beside the others'.
#[derive(Debug, Default)]
pub(crate) struct Asked(Vec<Question>);

#[derive(Debug)]
struct Question {
    number: u32,
    word: Short,
    /// The first slot of the word, and the tag that it has if it is the word's.
    slot: u32,
    tag: u32,
}

impl Asked {
    /// With room for that many words.
    pub(crate) fn with_room(words: usize) -> Self {
        Self(Vec::with_capacity(words))
    }
}

impl Words {
    /// Room for that many words before the table has to grow.
    fn with_room(words: usize) -> Self {
        Self {
            text: Vec::with_capacity(words * 8).into(),
            ends: Vec::with_capacity(words).into(),
            keys: Vec::with_capacity(words).into(),
            slots: vec![0; (words * 2).next_power_of_two()].into(),
        }
    }

    fn word(&self, number: u32) -> &[u8] {
        let at = number as usize - 1;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[at] as usize]
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// The bits of a slot that hold a number; of a hash those that choose the slot.
    fn mask(&self) -> u32 {
        (self.slots.len() - 1) as u32
    }

    /// The number of the word with this hash, or else the empty slot where it would go.
    fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.mask();
        let tag = (hash >> 32) as u32 & !mask;
        let mut at = hash as u32 & mask;
        loop {
            let slot = self.slots[at as usize];
            if slot == 0 {
                return Err(at as usize);
            }
            if slot & !mask == tag && is(slot & mask) {
                return Ok(slot & mask);
            }
            at = (at + 1) & mask;
        }
    }

    fn find_short(&self, word: Short) -> Result<u32, usize> {
        self.find(word.hash(), |number| self.keys[number as usize - 1] == word.key)
    }

    fn find_any(&self, word: &[u8]) -> Result<u32, usize> {
        match Short::of(word) {
            Some(short) => self.find_short(short),
            None => self.find(hash(word), |number| self.word(number) == word),
        }
    }

    /// The number of a word, 0 if it is none of these.
    pub(crate) fn get(&self, word: &[u8]) -> u32 {
        if self.slots.is_empty() { 0 } else { self.find_any(word).unwrap_or(0) }
    }

    fn get_short(&self, word: Short) -> u32 {
        if self.slots.is_empty() { 0 } else { self.find_short(word).unwrap_or(0) }
    }

    /// The number of a word, new or known.
    pub(crate) fn add(&mut self, word: &[u8]) -> u32 {
        let known = self.get(word);
        if known != 0 {
            return known;
        }
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        self.find_any(word).unwrap_or_else(|slot| {
            let short = Short::of(word);
            self.text.to_mut().extend_from_slice(word);
            self.ends.to_mut().push(u32::try_from(self.text.len()).expect("all words together are less than 4 GiB"));
            self.keys.to_mut().push(short.map_or((0, 0), |short| short.key));
            let hash = short.map_or_else(|| hash(word), Short::hash);
            self.take(slot, hash, self.ends.len() as u32)
        })
    }

    /// Gives the slot to the word with that hash and number; returns the number.
    fn take(&mut self, slot: usize, hash: u64, number: u32) -> u32 {
        self.slots.to_mut()[slot] = (hash >> 32) as u32 & !self.mask() | number;
        number
    }

    /// The tables to leave, by their names behind that of the words.
    pub(crate) fn files(&self) -> [(&'static str, Vec<u8>); 4] {
        [
            ("text", self.text.to_vec()),
            ("ends", table::file(&self.ends)),
            ("keys", table::file(&self.keys)),
            ("slots", table::file(&self.slots)),
        ]
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![0; size].into();
        self.fill();
    }

    /// Gives each word a slot; all differ, and none has one.
    fn fill(&mut self) {
        for number in 1..=self.ends.len() as u32 {
            let (word, key) = (self.word(number), self.keys[number as usize - 1]);
            let hash = match word.len() {
                0..=15 => Short { key }.hash(),
                _ => hash(word),
            };
            if let Err(slot) = self.find(hash, |_| false) {
                self.take(slot, hash, number);
            }
        }
    }
}

/// The hash of a word too long for a [`Short`]: the same on every machine, for tables are made on one for another.
fn hash(word: &[u8]) -> u64 {
    let (eights, rest) = word.as_chunks();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let parts = eights.iter().chain([&last]);
    parts.fold(word.len() as u64, |hash, eight| {
        Short { key: (hash.rotate_left(23) ^ u64::from_le_bytes(*eight), 0) }.hash()
    })
}

/// Collects words and lists before they are frozen into a [`Lexicon`].
#[derive(Clone, Debug, Default)]
pub struct LexiconBuilder {
    forms: Words,
    /// Names of lists; a list has the number before that of its name.
    lists: Words,
    lemmas: Words,
    starts: Vec<(FormId, Start)>,
    /// All entries, while there are no others than in a lexicon that this began with; `starts` is empty, then.
    frozen: Option<Frozen>,
    /// The forms after the first of all entries, one after the other.
    rests: Cow<'static, [FormId]>,
    /// Lemma to all its forms, with spaces between.
    irregular: FxHashMap<&'static str, &'static str>,
    /// Past of an irregular verb to the verb; `None` where several have it.
    pasts: FxHashMap<&'static str, Option<&'static str>>,
    /// Where inflections are put together.
    scratch: String,
}

/// About as many forms as the built-in lists have, so that the table need not grow.
const ROOM: usize = 16_384;

impl LexiconBuilder {
    /// An empty table that knows the irregular verbs of `irregular`: lemma, and all its forms with spaces between.
    pub fn new(irregular: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        Self {
            forms: Words::with_room(ROOM),
            lemmas: Words::with_room(ROOM / 4),
            starts: Vec::with_capacity(ROOM / 2),
            ..Self::without_room(irregular)
        }
    }

    fn without_room(irregular: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        let irregular: FxHashMap<_, _> = irregular.into_iter().collect();
        let mut pasts = FxHashMap::default();
        for (verb, forms) in &irregular {
            // As `paradigm` has it: five forms, and not `be`.
            if let (Some(past), true) = (forms.split(' ').nth(2), forms.split(' ').nth(4).is_some() && *verb != "be") {
                pasts.entry(past).and_modify(|verb| *verb = None).or_insert(Some(*verb));
            }
        }
        Self { irregular, pasts, ..Self::default() }
    }

    /// One that goes on from a lexicon, with the irregular verbs that it was made with.
    pub fn over(lexicon: Lexicon, irregular: impl IntoIterator<Item = (&'static str, &'static str)>) -> Self {
        let Lexicon { forms, lists, lemmas, rests, frozen, .. } = lexicon;
        Self { forms, lists, lemmas, rests, frozen: Some(frozen), ..Self::without_room(irregular) }
    }

    /// The form of `word`, new or known. Folds case and curly apostrophes.
    pub fn intern(&mut self, word: &str) -> FormId {
        FormId(self.forms.add(fold(word).as_bytes()))
    }

    /// How many forms there are, the unknown one included: the length of tables indexed by [`FormId`].
    pub fn len(&self) -> usize {
        self.forms.len() + 1
    }

    /// Whether nothing has been interned.
    pub fn is_empty(&self) -> bool {
        self.forms.len() == 0
    }

    /// All forms of a lemma, itself first: irregular ones from the table, others by rule.
    pub fn inflections(&self, lemma: &str, how: Inflect) -> Vec<String> {
        let mut all = Vec::new();
        self.each_form(lemma, how, &mut String::new(), &mut |form| all.push(form.to_owned()));
        all
    }

    /// Interns all forms of a lemma that is one word.
    pub fn intern_forms(&mut self, lemma: &str, how: Inflect, take: &mut dyn FnMut(FormId, &str)) {
        let mut forms = std::mem::take(&mut self.forms);
        let mut scratch = std::mem::take(&mut self.scratch);
        self.each_form(lemma, how, &mut scratch, &mut |form| {
            take(FormId(forms.add(fold(form).as_bytes())), form);
        });
        (self.forms, self.scratch) = (forms, scratch);
    }

    /// Calls `take` with each form of a lemma, put together in `scratch`.
    fn each_form(&self, lemma: &str, how: Inflect, scratch: &mut String, take: &mut dyn FnMut(&str)) {
        let mut tell = |parts: &[&str]| {
            scratch.clear();
            scratch.extend(parts.iter().copied());
            take(scratch);
        };
        match how {
            Inflect::None => tell(&[lemma]),
            Inflect::Verb => {
                let (head, rest) = lemma.split_at(lemma.find(' ').unwrap_or(lemma.len()));
                // A lemma that ends in a space has nothing behind its head.
                let rest = if rest.len() == 1 { "" } else { rest };
                tell(&[head, rest]);
                if let Some(forms) = self.irregular.get(head) {
                    for form in forms.split(' ').filter(|f| *f != head) {
                        tell(&[form, rest]);
                    }
                } else if let Some(forms) = regular_verb(head) {
                    for [stem, double, ending] in &forms {
                        tell(&[stem, double, ending, rest]);
                    }
                }
            }
            Inflect::Noun => {
                let (rest, head) = lemma.split_at(lemma.rfind(' ').map_or(0, |at| at + 1));
                let rest = if rest.len() == 1 { "" } else { rest };
                let [stem, ending] = regular_plural(head);
                tell(&[rest, head]);
                tell(&[rest, stem, ending]);
            }
        }
    }

    /// A verb's base, present, past, participle and -ing; `None` for `be`, which has more.
    pub fn paradigm(&self, verb: &str) -> Option<[String; 5]> {
        if let Some(forms) = self.irregular.get(verb) {
            let five: Vec<String> = forms.split(' ').take(5).map(str::to_owned).collect();
            return (verb != "be").then(|| five.try_into().ok()).flatten();
        }
        let [s, ed, ing] = regular_verb(verb)?.map(|parts| parts.concat());
        Some([verb.to_owned(), s, ed.clone(), ed, ing])
    }

    /// The verb that a word is the past or the base of, where there is just one that any list knows.
    pub fn verb_of(&self, word: &str) -> Option<[String; 5]> {
        let known = |word: &str| self.forms.get(word.as_bytes()) != 0;
        let fits = |verb: &str| self.paradigm(verb).filter(|forms| forms[2] == word);
        if let Some(Some(verb)) = self.pasts.get(word) {
            return self.paradigm(verb);
        }
        let Some(stem) = word.strip_suffix("ed") else {
            return known(word).then(|| self.paradigm(word)).flatten();
        };
        let undoubled = stem.char_indices().next_back().map_or(stem, |(last, _)| &stem[..last]);
        let with_y = stem.strip_suffix('i').map(|stem| format!("{stem}y"));
        let mut stems = vec![stem.to_owned(), format!("{stem}e"), undoubled.to_owned()];
        stems.extend(with_y);
        stems.retain(|stem| known(stem) && fits(stem).is_some());
        let [stem] = stems.as_slice() else { return None };
        self.paradigm(stem)
    }

    /// The list of that name, created empty where it is new. At most 65,535 lists.
    ///
    /// # Panics
    /// Beyond that number, each a table of its own in some file.
    pub fn list(&mut self, name: &str) -> ListId {
        let number = self.lists.add(name.as_bytes()) - 1;
        ListId(u16::try_from(number).expect("fewer than 65,536 lists: each is a table in a file"))
    }

    /// How many lists there are.
    pub fn lists(&self) -> usize {
        self.lists.len()
    }

    /// Adds one entry (one or more words) with its inflections to a list.
    pub fn add(&mut self, list: ListId, entry: &str, how: Inflect) {
        self.thaw();
        let lemma = self.lemma(entry);
        let mut forms = std::mem::take(&mut self.forms);
        let mut starts = std::mem::take(&mut self.starts);
        let mut rests = std::mem::take(&mut self.rests);
        let mut scratch = std::mem::take(&mut self.scratch);
        self.each_form(entry, how, &mut scratch, &mut |form| {
            if is_word(form) {
                starts.push((FormId(forms.add(form.as_bytes())), Start { list, lemma, words: 1, rest: 0 }));
                return;
            }
            let mut words = split_words(form).map(|word| FormId(forms.add(fold(word).as_bytes())));
            if let Some(first) = words.next() {
                let rest = rests.len();
                rests.to_mut().extend(words.take(usize::from(u16::MAX) - 1));
                let words = (rests.len() - rest + 1) as u16;
                starts.push((first, Start { list, lemma, words, rest: rest as u32 }));
            }
        });
        (self.forms, self.starts, self.rests, self.scratch) = (forms, starts, rests, scratch);
    }

    /// Takes all entries out of a list.
    pub fn clear(&mut self, list: ListId) {
        self.thaw();
        self.starts.retain(|(_, start)| start.list != list);
    }

    /// Makes entries of a frozen table such as can be added to.
    fn thaw(&mut self) {
        if let Some(frozen) = self.frozen.take() {
            let forms = frozen.index.windows(2).enumerate();
            let entries = |(form, index): (usize, &[Entries])| {
                let starts = &frozen.starts[index[0].start as usize..index[1].start as usize];
                starts.iter().map(move |start| (FormId::new(form), *start))
            };
            self.starts = forms.flat_map(entries).collect();
        }
    }

    /// The number of an entry as a list writes it, new or known.
    pub fn lemma(&mut self, entry: &str) -> u32 {
        self.lemmas.add(entry.as_bytes()) - 1
    }

    /// Freezes the table.
    ///
    /// # Panics
    /// Beyond 2^32 entries.
    pub fn build(mut self) -> Lexicon {
        let (forms, lists) = (self.len(), self.lists.len());
        let frozen = self.frozen.take_if(|frozen| frozen.goes_on.len() == forms && frozen.has_phrases.len() == lists);
        let frozen = frozen.unwrap_or_else(|| {
            self.thaw();
            Frozen::new(std::mem::take(&mut self.starts), &self.rests, forms, lists)
        });
        Lexicon::of(self.forms, self.lists, self.lemmas, self.rests, frozen)
    }
}

/// All entries in the order in which they are asked for.
#[derive(Clone, Debug)]
pub(crate) struct Frozen {
    /// By form, and one more, where the entries of the last form end.
    pub(crate) index: Cow<'static, [Entries]>,
    /// By form: it is the second word of some phrase.
    pub(crate) goes_on: Cow<'static, [bool]>,
    pub(crate) starts: Cow<'static, [Start]>,
    pub(crate) phrases: Pairs,
    /// The first two words of each phrase.
    pub(crate) beginnings: PairBits,
    /// Entries of one word, list after list.
    pub(crate) singles: Cow<'static, [FormId]>,
    /// By list, where its own begin; and one more.
    pub(crate) singles_of: Cow<'static, [u32]>,
    /// By list.
    pub(crate) has_phrases: Cow<'static, [bool]>,
}

impl Frozen {
    /// Of entries by their first form, for so many forms and lists.
    fn new(mut all: Vec<(FormId, Start)>, rests: &[FormId], forms: usize, lists: usize) -> Self {
        assert!(u32::try_from(all.len()).is_ok(), "fewer than 2^32 entries");
        // Longest first for each form, so the first match is the longest; of equal ones the first added.
        let longest_first = |start: &Start| u64::from(u16::MAX - start.words);
        all.sort_by_key(|(form, start)| u64::from(form.0) << 32 | longest_first(start) << 16 | u64::from(start.list.0));
        let mut index = vec![Entries::default(); forms + 1];
        let mut goes_on = vec![false; forms];
        let mut singles = Vec::new();
        let mut singles_of = vec![0; lists + 1];
        let mut has_phrases = vec![false; lists];
        let mut phrases = Vec::new();
        for (at, (form, start)) in (0u32..).zip(&all) {
            index[form.index() + 1].start += 1;
            if start.words > 1 {
                let second = rests[start.rest as usize];
                index[form.index()].phrases += 1;
                goes_on[second.index()] = true;
                has_phrases[start.list.index()] = true;
                phrases.push((pair(*form, second), at));
            } else {
                index[form.index()].signs |= start.list.sign();
                singles.push((start.list, *form));
            }
        }
        for form in 0..forms {
            index[form + 1].start += index[form].start;
        }
        let mut beginnings = PairBits::with_room(phrases.len());
        for (form, start) in all.iter().filter(|(_, start)| start.words > 1) {
            beginnings.insert(*form, rests[start.rest as usize]);
        }
        singles.sort_unstable();
        singles.dedup();
        for (list, _) in &singles {
            singles_of[list.index() + 1] += 1;
        }
        for list in 0..lists {
            singles_of[list + 1] += singles_of[list];
        }
        Self {
            index: index.into(),
            goes_on: goes_on.into(),
            starts: all.into_iter().map(|(_, start)| start).collect(),
            beginnings,
            phrases: Pairs::new(phrases),
            singles: singles.into_iter().map(|(_, form)| form).collect(),
            singles_of: singles_of.into(),
            has_phrases: has_phrases.into(),
        }
    }
}

/// What there is for one form. Its entries are those up to where the next form's begin: phrases, longest first, and then
/// those of one word, by list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Entries {
    /// The signs of all lists that hold the word alone.
    signs: u64,
    /// The first of them.
    start: u32,
    /// How many are phrases.
    phrases: u32,
}

row!(Entries { signs: Rest::u64, start: Rest::u32, phrases: Rest::u32 });

const fn pair(first: FormId, second: FormId) -> u64 {
    (first.0 as u64) << 32 | second.0 as u64
}

/// Phrases by their first two words: an open-addressed table, since most pairs of words begin none.
#[derive(Clone, Debug)]
pub(crate) struct Pairs {
    /// A power of two of them, at most half full.
    pub(crate) slots: Cow<'static, [Pair]>,
    /// Places in the lexicon's `starts`, longest phrase first for each pair.
    pub(crate) entries: Cow<'static, [u32]>,
}

/// Two words, and their run in [`Pairs::entries`]; words of zero are an empty slot.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    words: u64,
    from: u32,
    to: u32,
}

row!(Pair { words: Rest::u64, from: Rest::u32, to: Rest::u32 });

impl Pairs {
    /// Of pairs in order of their first words, each with its place.
    fn new(mut all: Vec<(u64, u32)>) -> Self {
        for same_first in all.chunk_by_mut(|a, b| a.0 >> 32 == b.0 >> 32) {
            same_first.sort_unstable();
        }
        let pairs = all.chunk_by(|a, b| a.0 == b.0).count();
        let mut slots = vec![Pair::default(); (pairs * 2).next_power_of_two()];
        let mut from = 0;
        for run in all.chunk_by(|a, b| a.0 == b.0) {
            let mask = slots.len() - 1;
            let mut at = Self::place(run[0].0) & mask;
            while slots[at].words != 0 {
                at = (at + 1) & mask;
            }
            let to = from + run.len() as u32;
            slots[at] = Pair { words: run[0].0, from, to };
            from = to;
        }
        Self { slots: slots.into(), entries: all.into_iter().map(|(_, at)| at).collect() }
    }

    const fn place(pair: u64) -> usize {
        (pair.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
    }

    fn of(&self, pair: u64) -> &[u32] {
        let mask = self.slots.len() - 1;
        let mut at = Self::place(pair) & mask;
        loop {
            let Pair { words, from, to } = self.slots[at];
            if words == pair {
                return &self.entries[from as usize..to as usize];
            }
            if words == 0 {
                return &[];
            }
            at = (at + 1) & mask;
        }
    }
}

/// The frozen table.
#[derive(Clone, Debug)]
pub struct Lexicon {
    pub(crate) forms: Words,
    /// The forms of what is one ASCII character.
    marks: [FormId; 128],
    pub(crate) lists: Words,
    pub(crate) lemmas: Words,
    pub(crate) rests: Cow<'static, [FormId]>,
    pub(crate) frozen: Frozen,
}

/// Longest word that can be in the table, in bytes; longer ones are unknown without a lookup.
const LONGEST: usize = 40;

impl Lexicon {
    /// One of tables that [`Lexicon::files`] has given.
    pub(crate) fn of(forms: Words, lists: Words, lemmas: Words, rests: Cow<'static, [FormId]>, frozen: Frozen) -> Self {
        let marks = std::array::from_fn(|mark| FormId(forms.get(&[mark as u8])));
        Self { forms, marks, lists, lemmas, rests, frozen }
    }

    /// Whether it is one of files, with nothing added and nothing taken out.
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self.frozen.index, Cow::Borrowed(_))
    }

    /// The tables to leave, by name.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let Frozen { index, goes_on, starts, phrases, beginnings, singles, singles_of, has_phrases } = &self.frozen;
        let frozen = [
            ("rests", table::file(&self.rests)),
            ("index", table::file(index)),
            ("goes-on", table::file(goes_on)),
            ("starts", table::file(starts)),
            ("pairs", table::file(&phrases.slots)),
            ("phrases", table::file(&phrases.entries)),
            ("beginnings", table::file(&beginnings.0)),
            ("singles", table::file(singles)),
            ("singles-of", table::file(singles_of)),
            ("has-phrases", table::file(has_phrases)),
        ];
        let words = [("forms", &self.forms), ("lists", &self.lists), ("lemmas", &self.lemmas)];
        let words =
            words.iter().flat_map(|(name, words)| words.files().map(|(part, file)| (format!("{name}.{part}"), file)));
        frozen.into_iter().map(|(name, file)| (name.to_owned(), file)).chain(words).collect()
    }

    /// The form of a word as it stands in the text: folds case and curly apostrophes without allocating.
    pub fn form(&self, word: &str) -> FormId {
        let bytes = word.as_bytes();
        if bytes.len() > LONGEST {
            return FormId::UNKNOWN;
        }
        match Short::of(bytes) {
            Some(short) if short.is_ascii() => FormId(self.forms.get_short(short.lower())),
            _ => self.long_form(word),
        }
    }

    /// Asks for the form of a word.
    pub(crate) fn ask(&self, asked: &mut Asked, number: u32, word: Short) {
        if let Some(last) = self.forms.slots.len().checked_sub(1) {
            let hash = word.hash();
            let slot = self.forms.slots[hash as usize & last];
            asked.0.push(Question { number, word, slot, tag: (hash >> 32) as u32 & !(last as u32) });
        }
    }

    /// Tells the forms of the words that were asked for, which are then forgotten.
    pub(crate) fn answer(&self, asked: &mut Asked, mut tell: impl FnMut(u32, FormId)) {
        if asked.0.is_empty() {
            return;
        }
        let mask = self.forms.mask();
        for Question { number, word, slot, tag } in asked.0.drain(..) {
            let form = match slot & mask {
                0 => 0,
                form if slot & !mask == tag && self.forms.keys[form as usize - 1] == word.key => form,
                _ => self.forms.get_short(word),
            };
            tell(number, FormId(form));
        }
    }

    /// The form of a mark, one ASCII character.
    pub(crate) fn mark(&self, mark: u8) -> FormId {
        self.marks[usize::from(mark % 128)]
    }

    /// A known form as it is kept: in small letters, with straight apostrophes.
    ///
    /// # Panics
    /// For the unknown one, which is no word.
    pub fn word(&self, form: FormId) -> &str {
        std::str::from_utf8(self.forms.word(form.0)).expect("forms are added as text")
    }

    fn long_form(&self, word: &str) -> FormId {
        let mut buffer = [0; LONGEST];
        FormId(match fold_plain(word.as_bytes(), &mut buffer) {
            Some(folded) => self.forms.get(folded),
            None => self.forms.get(fold_any(word).as_bytes()),
        })
    }

    /// The list of that name: `name` or `name.tier`.
    pub fn list(&self, name: &str) -> Option<ListId> {
        self.lists.get(name.as_bytes()).checked_sub(1).map(|number| ListId(number as u16))
    }

    /// Entries of the list that are one word.
    pub fn singles(&self, list: ListId) -> &[FormId] {
        let of = &self.frozen.singles_of[list.index()..list.index() + 2];
        &self.frozen.singles[of[0] as usize..of[1] as usize]
    }

    /// Whether the list has entries of several words.
    pub fn has_phrases(&self, list: ListId) -> bool {
        self.frozen.has_phrases.get(list.index()).copied().unwrap_or_default()
    }

    /// How many forms there are, the unknown one included: the length of tables indexed by [`FormId`].
    pub fn forms(&self) -> usize {
        self.frozen.goes_on.len()
    }

    /// How many lists there are.
    pub fn lists(&self) -> usize {
        self.lists.len()
    }

    /// The signs of all lists that hold the single word.
    pub fn signs(&self, form: FormId) -> u64 {
        self.frozen.index[form.index()].signs
    }

    /// Every entry of every list that is this one word, by list.
    pub fn words(&self, form: FormId) -> &[Start] {
        let (entries, next) = (self.frozen.index[form.index()], self.frozen.index[form.index() + 1]);
        &self.frozen.starts[(entries.start + entries.phrases) as usize..next.start as usize]
    }

    /// The entries of one list that are this one word.
    pub fn words_in(&self, form: FormId, list: ListId) -> impl Iterator<Item = &Start> {
        let all = self.words(form);
        let first = if all.len() < 8 {
            all.iter().position(|s| s.list >= list).unwrap_or(all.len())
        } else {
            all.partition_point(|s| s.list < list)
        };
        all[first..].iter().take_while(move |s| s.list == list)
    }

    /// Whether some entry of several words begins with it.
    pub fn opens(&self, form: FormId) -> bool {
        self.frozen.index[form.index()].phrases > 0
    }

    /// The second words of the entries of several words that begin with it.
    pub fn seconds(&self, form: FormId) -> impl Iterator<Item = FormId> {
        let entries = self.frozen.index[form.index()];
        let phrases = &self.frozen.starts[entries.start as usize..(entries.start + entries.phrases) as usize];
        phrases.iter().map(|phrase| self.rests[phrase.rest as usize])
    }

    /// Whether some entry has it as its second word.
    pub fn goes_on(&self, form: FormId) -> bool {
        self.frozen.goes_on[form.index()]
    }

    /// Every entry of several words that the run begins with: places for [`Lexicon::start`], longest first.
    pub fn phrases<'l>(&'l self, run: impl Fn(usize) -> Option<FormId> + 'l) -> impl Iterator<Item = u32> + 'l {
        let found = match (run(0), run(1)) {
            (Some(first), Some(second)) if self.opens(first) && self.goes_on(second) => self.pairs(first, second),
            _ => &[],
        };
        self.whole(found, run)
    }

    /// Every entry of several words of which these are the first two: places, longest first.
    pub fn pairs(&self, first: FormId, second: FormId) -> &[u32] {
        self.frozen.phrases.of(pair(first, second))
    }

    /// Whether some entry of several words may have these as its first two: no means no.
    pub(crate) fn may_begin(&self, first: FormId, second: FormId) -> bool {
        self.frozen.beginnings.may_have(first, second)
    }

    /// Those of such entries that the run goes on with to their last word.
    pub fn whole<'l>(
        &'l self,
        pairs: &'l [u32],
        run: impl Fn(usize) -> Option<FormId> + 'l,
    ) -> impl Iterator<Item = u32> + 'l {
        pairs.iter().copied().filter(move |&at| {
            self.rest(&self.frozen.starts[at as usize])
                .iter()
                .enumerate()
                .skip(1)
                .all(|(i, form)| run(i + 1) == Some(*form))
        })
    }

    /// The entry at a place.
    pub fn start(&self, at: u32) -> &Start {
        &self.frozen.starts[at as usize]
    }

    /// The forms of an entry after its first.
    fn rest(&self, start: &Start) -> &[FormId] {
        &self.rests[start.rest as usize..start.rest as usize + usize::from(start.words) - 1]
    }

    /// The longest entry of `list` that `forms` begins with: how many forms it takes, and its lemma.
    pub fn longest(&self, list: ListId, forms: impl Fn(usize) -> Option<FormId>) -> Option<(usize, u32)> {
        let phrase = self.phrases(&forms).map(|at| self.start(at)).find(|s| s.list == list);
        let start = phrase.or_else(|| self.words_in(forms(0)?, list).next())?;
        Some((usize::from(start.words), start.lemma))
    }

    /// Whether the single word is an entry of `list`.
    pub fn has(&self, list: ListId, form: FormId) -> bool {
        self.words_in(form, list).next().is_some()
    }

    /// The entry as its list writes it.
    ///
    /// # Panics
    /// Never: entries are added as text.
    pub fn lemma(&self, lemma: u32) -> &str {
        std::str::from_utf8(self.lemmas.word(lemma + 1)).expect("entries are added as text")
    }
}

/// Splits an entry the way the tokenizer splits text, so that phrases match: at spaces, and before `'s`, curly or not.
pub fn split_words(entry: &str) -> impl Iterator<Item = &str> {
    entry.split_whitespace().flat_map(|w| {
        let head = w.strip_suffix("'s").or_else(|| w.strip_suffix("’s"));
        let cut = head.filter(|head| !head.is_empty()).map_or(w.len(), str::len);
        let (head, tail) = w.split_at(cut);
        std::iter::once(head).chain((!tail.is_empty()).then_some(tail))
    })
}

/// One word as the table has it: nothing to split or fold.
fn is_word(entry: &str) -> bool {
    !entry.is_empty() && entry.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

fn fold(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        return Cow::Owned(word.to_ascii_lowercase());
    }
    Cow::Owned(fold_any(word))
}

/// [`fold`] for a word of no more than `LONGEST` bytes, all of them ASCII or of curly marks and dashes, in place; `None`
/// for all else.
fn fold_plain<'b>(word: &[u8], buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let (mut from, mut to) = (0, 0);
    while let Some(&byte) = word.get(from) {
        match word[from..] {
            [0xe2, 0x80, 0x99, ..] => {
                buffer[to] = b'\'';
                (from, to) = (from + 3, to + 1);
            }
            [0xe2, 0x80, 0x90..=0xbf, ..] => {
                buffer[to..to + 3].copy_from_slice(&word[from..from + 3]);
                (from, to) = (from + 3, to + 3);
            }
            _ if byte.is_ascii() => {
                buffer[to] = byte.to_ascii_lowercase();
                (from, to) = (from + 1, to + 1);
            }
            _ => return None,
        }
    }
    Some(&buffer[..to])
}

fn fold_any(word: &str) -> String {
    let folded: String = word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect();
    // Copy from a Mac may write `é` as a letter and an accent, U+0300 to U+036F: these bytes and no others begin with one.
    if folded.bytes().any(|b| matches!(b, 0xCC | 0xCD)) { folded.nfc().collect() } else { folded }
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Verbs of two syllables stressed on the last, which double their consonant.
const DOUBLING: &[&str] = &[
    "admit", "commit", "permit", "submit", "omit", "refer", "defer", "infer", "prefer", "occur", "concur", "compel",
    "expel", "rebut", "regret", "transmit", "abet", "control", "propel", "repel", "debar", "incur", "deter", "emit",
    "rebel",
];

/// The present, past and -ing of a verb, each as stem, doubled letter and ending; `None` for what is no English verb.
fn regular_verb(v: &str) -> Option<[[&str; 3]; 3]> {
    let b = v.as_bytes();
    let n = b.len();
    if n < 2 || !v.is_ascii() {
        return None;
    }
    let last = b[n - 1];
    let s = if v.ends_with("ss")
        || v.ends_with("sh")
        || v.ends_with("ch")
        || last == b'x'
        || last == b'z'
        || last == b'o'
    {
        [v, "", "es"]
    } else if last == b'y' && !is_vowel(b[n - 2]) {
        [&v[..n - 1], "", "ies"]
    } else if last == b's' {
        [v, "", "es"]
    } else {
        [v, "", "s"]
    };
    let short =
        n >= 3 && !is_vowel(last) && !matches!(last, b'w' | b'x' | b'y') && is_vowel(b[n - 2]) && !is_vowel(b[n - 3]);
    let one_syllable = b.iter().filter(|&&c| is_vowel(c) || c == b'y').count() == 1;
    let (ed, ing) = if last == b'e' && !v.ends_with("ee") && !v.ends_with("oe") && !v.ends_with("ye") {
        if v.ends_with("ie") {
            ([v, "", "d"], [&v[..n - 2], "", "ying"])
        } else {
            ([v, "", "d"], [&v[..n - 1], "", "ing"])
        }
    } else if last == b'e' {
        ([v, "", "d"], [v, "", "ing"])
    } else if last == b'y' && !is_vowel(b[n - 2]) {
        ([&v[..n - 1], "", "ied"], [v, "", "ing"])
    } else if short && (one_syllable || DOUBLING.contains(&v)) {
        ([v, &v[n - 1..], "ed"], [v, &v[n - 1..], "ing"])
    } else {
        ([v, "", "ed"], [v, "", "ing"])
    };
    Some([s, ed, ing])
}

/// The plural as stem and ending.
fn regular_plural(n: &str) -> [&str; 2] {
    let b = n.as_bytes();
    let Some(&last) = b.last() else { return ["", ""] };
    if n.ends_with('s') || n.ends_with("sh") || n.ends_with("ch") || last == b'x' || last == b'z' {
        [n, "es"]
    } else if last == b'y' && b.len() > 1 && !is_vowel(b[b.len() - 2]) {
        [&n[..n.len() - 1], "ies"]
    } else if n.ends_with("man") && n.len() > 3 && !n.ends_with("human") && !n.ends_with("german") {
        [&n[..n.len() - 3], "men"]
    } else {
        [n, "s"]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> LexiconBuilder {
        LexiconBuilder::new([("say", "say says said saying")])
    }

    #[test]
    fn verbs_inflect_by_rule_and_by_table() {
        let b = builder();
        for (lemma, forms) in [
            ("note", "note notes noted noting"),
            ("admit", "admit admits admitted admitting"),
            ("deny", "deny denies denied denying"),
            ("slam", "slam slams slammed slamming"),
            ("visit", "visit visits visited visiting"),
            ("agree", "agree agrees agreed agreeing"),
            ("confess", "confess confesses confessed confessing"),
            ("say", "say says said saying"),
        ] {
            assert_eq!(b.inflections(lemma, Inflect::Verb).join(" "), forms);
        }
        assert_eq!(b.inflections("point out", Inflect::Verb)[2], "pointed out");
        assert_eq!(b.inflections("war crime", Inflect::Noun), ["war crime", "war crimes"]);
        assert_eq!(b.inflections("spokesman", Inflect::Noun)[1], "spokesmen");
    }

    #[test]
    fn letters_are_told_from_all_other_bytes() {
        for at in 0..16 {
            for byte in 0..=255 {
                for behind in [b'a', b'Z', b'@', 0x7f, 0x80, 0xff] {
                    let mut text = *b"aZzAbYmMnNcXxCdW.";
                    text[at..].fill(behind);
                    text[at] = byte;
                    let letters = text.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
                    let wanted = Short::of(&text[..letters]).map(|short| (short.lower(), letters));
                    assert_eq!(Short::opening(&text), wanted, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn words_of_every_length_are_found_again() {
        let mut words = Words::default();
        let all: Vec<String> =
            (1..=40).flat_map(|n| ["A", "z", "é", "'", "Zz9@[`{"].map(|part| part.repeat(n))).collect();
        let numbers: Vec<u32> = all.iter().map(|word| words.add(word.as_bytes())).collect();
        for (word, number) in all.iter().zip(&numbers) {
            assert_eq!(words.get(word.as_bytes()), *number, "{word}");
            assert_eq!(words.word(*number), word.as_bytes());
            if let Some(short) = Short::of(word.as_bytes()).filter(|short| short.is_ascii()) {
                let lower = Short::of(word.to_ascii_lowercase().as_bytes()).map(|short| short.key);
                assert_eq!(Some(short.lower().key), lower, "{word}");
            }
        }
        assert_eq!(words.get(b"a"), 0);
        assert_eq!(words.get(b""), 0);
    }

    #[test]
    fn an_entry_may_be_written_with_a_curly_apostrophe() {
        let mut b = builder();
        let list = b.list("loaded");
        b.add(list, "people’s champion", Inflect::Noun);
        let lexicon = b.build();
        let forms = ["people", "’s", "champions"].map(|word| lexicon.form(word));
        let found = lexicon.longest(list, |i| forms.get(i).copied());
        assert_eq!(found.map(|(words, _)| words), Some(3));
    }

    #[test]
    fn an_accent_is_one_however_it_is_written() {
        let mut b = builder();
        let list = b.list("houses");
        b.add(list, "Café", Inflect::Noun);
        b.add(list, "pro\u{301}te\u{301}ge\u{301}", Inflect::None);
        let lexicon = b.build();
        for word in ["cafe\u{301}", "CAFE\u{301}S", "cafés", "prótégé", "Pro\u{301}tége\u{301}"] {
            assert!(lexicon.has(list, lexicon.form(word)), "{word}");
        }
        assert!(!lexicon.has(list, lexicon.form("cafe")));
    }

    #[test]
    fn longest_entry_wins_and_lists_stay_apart() {
        let mut b = builder();
        let (loaded, other) = (b.list("loaded"), b.list("other"));
        b.add(loaded, "puppet", Inflect::None);
        b.add(loaded, "puppet regime", Inflect::None);
        b.add(other, "regime", Inflect::Noun);
        let lexicon = b.build();
        let text = ["Puppet", "REGIME", "fell"];
        let forms = |i: usize| text.get(i).map(|w| lexicon.form(w));
        let (len, lemma) = lexicon.longest(loaded, forms).expect("both words are in the list");
        assert_eq!((len, lexicon.lemma(lemma)), (2, "puppet regime"));
        assert!(lexicon.longest(other, forms).is_none());
        assert!(lexicon.has(other, lexicon.form("regimes")));
        assert_eq!(lexicon.form("fell"), FormId::UNKNOWN);
    }
}
