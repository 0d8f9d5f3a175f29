//! What the parser knows of English: word classes, heads of source noun phrases, and the cue lexicon with how strongly
//! each cue signals attribution in each frame. Loaded from `rules/lexicons/grammar/`, which is built in. Tables are
//! indexed by [`FormId`], so that a token costs one lookup however many classes are asked for.

use crate::lexicon::{FormId, Inflect, LexiconBuilder, ListId};
use crate::table::{self, Rest, Row};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Word classes, one bit each. A form may be in several.
pub(super) mod feature {
    macro_rules! bits {
        ($($name:ident = $bit:expr),* $(,)?) => { $(pub(in crate::parse) const $name: u64 = 1 << $bit;)* };
    }
    bits! {
        DETERMINER = 0, POSSESSIVE = 1, PRONOUN = 2, PERSONAL = 3, OBJECT_PRONOUN = 4, FIRST_PERSON = 5, BE = 6, HAVE = 7,
        DO = 8, MODAL = 9, NEGATION = 10, TO = 11, PREPOSITION = 12, CONJUNCTION = 13, SUBORDINATOR = 14,
        COMPLEMENTIZER = 15, WH = 16, RELATIVE = 17, ADVERB = 18, TIME_NOUN = 19, MONTH = 20, PERIOD = 21, DEICTIC = 22,
        NUMBER_WORD = 23, ABBREVIATION = 24, HONORIFIC = 25, SINGULAR_PRONOUN = 26,
        NOUN = 27, VERB = 28, ADJECTIVE = 29, FIRST_NOUN = 30, FIRST_VERB = 31, FIRST_ADJECTIVE = 32, FIRST_ADVERB = 33,
        BASE = 34, PRESENT = 35, PAST = 36, PARTICIPLE = 37, ING = 38,
        SPOKES = 39, OFFICE = 40, ROLE = 41, INSTITUTION = 42, OUTLET = 43, DOCUMENT = 44, VAGUE = 45, PLURAL = 46,
        CUE = 47, KNOWN = 48, ADVERB_CLASS = 49, COLLECTIVE = 50, ANONYMOUS = 51, RECIPIENT = 52, FLOATED = 53, CONTROL = 54,
        EXPERIENCER = 55, CORPORATE = 56, LISTED = 57,
    }
    // Above these stands the tag of a form that has the same wherever it stands: see `settled`.
    /// Any class that says the form is an open-class word we know.
    pub(in crate::parse) const OPEN: u64 = NOUN | VERB | ADJECTIVE | ADVERB_CLASS;
    /// Any class that makes a function word of a form, or a date.
    pub(in crate::parse) const CLOSED: u64 = DETERMINER
        | POSSESSIVE
        | PRONOUN
        | PERSONAL
        | OBJECT_PRONOUN
        | BE
        | HAVE
        | DO
        | MODAL
        | NEGATION
        | TO
        | PREPOSITION
        | CONJUNCTION
        | SUBORDINATOR
        | COMPLEMENTIZER
        | WH
        | ADVERB
        | TIME_NOUN
        | MONTH
        | PERIOD
        | DEICTIC
        | NUMBER_WORD
        | FLOATED;
}

/// Coarse part of speech of one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Det,
    /// `his`, `whose`: opens a noun phrase and is the possessor of its head.
    Poss,
    Pron,
    Num,
    Adj,
    Noun,
    Name,
    /// Day and date words that stand as adverbials.
    Time,
    Prep,
    Conj,
    /// Opens an adverbial clause.
    Sub,
    /// `that` before a clause.
    That,
    Wh,
    Adv,
    Neg,
    Be,
    Have,
    Do,
    Modal,
    To,
    /// A finite or base form.
    Verb,
    /// A participle that is not finite: `was told`, `known as`.
    Part,
    Ing,
    /// The possessive `'s`.
    Clitic,
    Comma,
    Colon,
    Dash,
    Semi,
    Open,
    Close,
    Stop,
    Quote,
    Slash,
    Other,
    /// Not told yet.
    Undecided,
}

/// The tags that a word can have wherever it stands, by the number they have among a form's classes.
const SETTLED: [Tag; 32] = {
    let mut all = [Tag::Undecided; 32];
    let some = [
        Tag::Det,
        Tag::Poss,
        Tag::Pron,
        Tag::Num,
        Tag::Adj,
        Tag::Noun,
        Tag::Time,
        Tag::Prep,
        Tag::Conj,
        Tag::Sub,
        Tag::Wh,
        Tag::Adv,
        Tag::Neg,
        Tag::Be,
        Tag::Have,
        Tag::Do,
        Tag::Modal,
    ];
    let mut at = 0;
    while at < some.len() {
        all[at + 1] = some[at];
        at += 1;
    }
    all
};
/// Of a form's classes, the first of the five bits that number its settled tag.
const SETTLED_AT: u32 = 58;
/// Its tag is settled with a capital too.
const SETTLED_CAPITAL: u64 = 1 << 63;

/// The tag that a form with these classes has whatever stands around it; [`Tag::Undecided`] where that tells.
pub(super) const fn settled(bits: u64, capital: bool) -> Tag {
    if capital && bits & SETTLED_CAPITAL == 0 { Tag::Undecided } else { SETTLED[(bits >> SETTLED_AT) as usize % 32] }
}

/// Words that the tagger asks about by name: what they are depends on where they stand.
const ASKED_ABOUT: [&str; 18] = [
    "though", "may", "us", "that", "one", "another", "her", "since", "once", "like", "most", "least", "more", "less",
    "here", "there", "when", "who",
];

/// The tag to settle for a form with these classes, and whether a capital makes no difference. The classes in the order
/// in which the tagger goes through them.
const fn to_settle(bits: u64) -> (Tag, bool) {
    use feature as f;
    const fn has(bits: u64, some: u64) -> bool {
        bits & some != 0
    }
    match bits {
        _ if !has(bits, f::KNOWN) => (Tag::Undecided, false),
        // What stands around a noun does not make another thing of it.
        _ if !has(bits, f::CLOSED) && !has(bits, f::VERB | f::ADJECTIVE) => (plain(bits), false),
        _ if !has(bits, f::CLOSED) || has(bits, f::DEICTIC | f::PERIOD) => (Tag::Undecided, false),
        _ if has(bits, f::BE) => (Tag::Be, true),
        _ if has(bits, f::HAVE) => (Tag::Have, true),
        _ if has(bits, f::DO) => (Tag::Do, true),
        _ if has(bits, f::MODAL) => (Tag::Modal, false),
        _ if has(bits, f::TO | f::COMPLEMENTIZER) => (Tag::Undecided, false),
        _ if has(bits, f::WH) => (Tag::Wh, true),
        _ if has(bits, f::TIME_NOUN) => (Tag::Time, true),
        _ if has(bits, f::MONTH) => (Tag::Undecided, false),
        _ if has(bits, f::NEGATION) && !has(bits, f::DETERMINER) => (Tag::Neg, true),
        _ if has(bits, f::POSSESSIVE) => (Tag::Poss, true),
        _ if has(bits, f::PERSONAL | f::OBJECT_PRONOUN) && has(bits, f::PRONOUN) => (Tag::Undecided, false),
        _ if has(bits, f::PERSONAL | f::OBJECT_PRONOUN) => (Tag::Pron, true),
        _ if has(bits, f::CONJUNCTION) => (Tag::Conj, true),
        _ if has(bits, f::PREPOSITION) && has(bits, f::SUBORDINATOR | f::VERB) => (Tag::Undecided, false),
        _ if has(bits, f::SUBORDINATOR) => (Tag::Sub, true),
        _ if has(bits, f::PREPOSITION) => (Tag::Prep, true),
        _ if has(bits, f::FLOATED) => (Tag::Undecided, false),
        _ if has(bits, f::DETERMINER) && !has(bits, f::PRONOUN) => (Tag::Det, true),
        _ if has(bits, f::DETERMINER) => (Tag::Undecided, false),
        _ if has(bits, f::PRONOUN) && !has(bits, f::NUMBER_WORD) => (Tag::Pron, true),
        _ if has(bits, f::NUMBER_WORD) => (Tag::Num, true),
        _ => (Tag::Undecided, false),
    }
}

/// What a word is that no neighbour tells anything about: what it is most often.
pub(super) const fn plain(bits: u64) -> Tag {
    use feature as f;
    if bits & f::FIRST_ADJECTIVE != 0 {
        Tag::Adj
    } else if bits & f::FIRST_ADVERB != 0 {
        Tag::Adv
    } else if bits & f::NOUN != 0 {
        Tag::Noun
    } else if bits & f::ADJECTIVE != 0 {
        Tag::Adj
    } else if bits & f::ADVERB_CLASS != 0 {
        Tag::Adv
    } else {
        Tag::Noun
    }
}

/// What stands after (or before) a cue: the column of a strength.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub(super) enum Slot {
    That,
    Zero,
    Quote,
    To,
    Noun,
    Wh,
    Gerund,
    Colon,
    Preposed,
    For,
    On,
    Of,
    About,
    With,
    Against,
    At,
    In,
    As,
    NounThat,
    NounTo,
    Other,
    /// Not a slot: how often the subject of a passive is the one whose words or thoughts they are.
    Subject,
    /// The preposition `to` and its object: `pointed to the figures`.
    Toward,
}

/// Names of [`Slot`]s in the cue lexicon, in the order of the enum.
pub(crate) const SLOTS: [&str; 23] = [
    "that",
    "zero",
    "quote",
    "to",
    "noun",
    "wh",
    "gerund",
    "colon",
    "preposed",
    "for",
    "on",
    "of",
    "about",
    "with",
    "against",
    "at",
    "in",
    "as",
    "noun-that",
    "noun-to",
    "other",
    "subject",
    "toward",
];

/// What kind of word the head of a cue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum HeadKind {
    Verb,
    Passive,
    Noun,
    Adjective,
}

/// Sections of the cue lexicon.
const HEADS: [(&str, HeadKind); 4] = [
    ("verb", HeadKind::Verb),
    ("passive", HeadKind::Passive),
    ("noun", HeadKind::Noun),
    ("adjective", HeadKind::Adjective),
];

/// Strength of one cue by slot, in percent: the share of its occurrences in that slot that editors annotate as
/// attribution. `NONE` where the lexicon says nothing.
pub(crate) type Strengths = [u8; SLOTS.len()];

/// No entry for this slot.
pub(super) const NONE: u8 = u8::MAX;

/// The built-in grammar.
#[derive(Debug)]
pub struct Grammar {
    /// By form, as far as there are any.
    pub(crate) features: Cow<'static, [u64]>,
    /// By kind of head and form, as far as there are any: the number from 1 of its strengths.
    pub(crate) cues: [Cow<'static, [u16]>; 4],
    pub(crate) strengths: Cow<'static, [Strengths]>,
    pub(crate) outlets: ListId,
    pub(crate) metonyms: ListId,
    pub(crate) evidence: Evidence,
}

/// What the figures of a line of the cue lexicon say.
fn strengths(figures: &str) -> Strengths {
    let mut strengths = [NONE; SLOTS.len()];
    let mut parts = figures.split_ascii_whitespace();
    while let (Some(slot), Some(percent)) = (parts.next(), parts.next()) {
        if let Some(at) = SLOTS.iter().position(|s| *s == slot) {
            strengths[at] = percent.parse().unwrap_or(NONE);
        }
    }
    strengths
}

/// Names of the traits in `evidence.toml`; the position is the bit in a candidate's `traits`.
pub(super) const TRAITS: [&str; 29] = [
    "infinitive",
    "ing",
    "negated",
    "modal",
    "past",
    "present",
    "base",
    "inherited",
    "relative",
    "source-none",
    "source-first-person",
    "source-pronoun",
    "source-name",
    "source-document",
    "source-institution",
    "source-role",
    "source-plural",
    "headline",
    "content-short",
    "content-long",
    "content-quoted",
    "subordinate",
    "perfect",
    "question",
    "progressive",
    "nested",
    "kind-noun",
    "kind-adjective",
    "kind-passive",
];

/// Weights of the logistic model in `evidence`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Evidence {
    pub(super) bias: f32,
    pub(super) strength: f32,
    pub(super) traits: [f32; TRAITS.len()],
}

impl Evidence {
    /// The next of a file.
    pub(crate) const fn read(rest: &mut Rest<'_>) -> Self {
        let (bias, strength) = (f32::from_bits(rest.u32()), f32::from_bits(rest.u32()));
        let mut traits = [0.0; TRAITS.len()];
        let mut at = 0;
        while at < TRAITS.len() {
            traits[at] = f32::from_bits(rest.u32());
            at += 1;
        }
        Self { bias, strength, traits }
    }
}

impl Row for Evidence {
    fn leave(&self, into: &mut Vec<u8>) {
        for weight in [self.bias, self.strength].iter().chain(&self.traits) {
            weight.to_bits().leave(into);
        }
    }
}

#[derive(Deserialize)]
struct EvidenceFile {
    bias: f32,
    strength: f32,
    traits: BTreeMap<String, f32>,
}

#[derive(Deserialize)]
struct Names {
    outlets: Vec<String>,
    metonyms: Vec<String>,
}

type Words = BTreeMap<&'static str, &'static str>;

const IRREGULAR: &str = include_str!("../../rules/lexicons/grammar/irregular.toml");
const WORDS: &str = include_str!("../../rules/lexicons/grammar/words.toml");
const NOUNS: &str = include_str!("../../rules/lexicons/grammar/nouns.toml");
const CLOSED: &str = include_str!("../../rules/lexicons/grammar/closed.toml");
const CUES: &str = include_str!("../../rules/lexicons/grammar/cues.toml");

/// Names of the parser's own lists.
pub(crate) const OUTLETS: &str = "grammar.outlets";
pub(crate) const METONYMS: &str = "grammar.metonyms";

/// Irregular inflections, for [`LexiconBuilder::new`].
pub fn irregular() -> impl Iterator<Item = (&'static str, &'static str)> {
    tables(IRREGULAR).into_iter()
}

/// The big word files hold nothing but comments and `key = "text"`, over several lines with three marks: read in place,
/// for a TOML reader takes longer than all else at the start. The unit test below holds this to what TOML says.
fn tables(text: &'static str) -> Words {
    let mut found = Words::new();
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        rest = after;
        let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let value = value.trim();
        let value = if value == "\"\"\"" {
            let end = after.find("\"\"\"").unwrap_or(after.len());
            rest = after.get(end + 3..).unwrap_or_default();
            &after[..end]
        } else {
            value.trim_matches('"')
        };
        found.insert(key.trim(), value);
    }
    found
}

fn builtin<T: serde::de::DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).expect("built-in grammar files parse: the unit test below reads each of them")
}

fn evidence() -> Evidence {
    let file: EvidenceFile = builtin(include_str!("../../rules/lexicons/grammar/evidence.toml"));
    let traits = TRAITS.map(|t| file.traits.get(t).copied().unwrap_or_default());
    Evidence { bias: file.bias, strength: file.strength, traits }
}

impl Grammar {
    /// Interns the parser's words.
    ///
    /// # Panics
    /// If the word lists that are built in do not hold, which a test proves they do.
    pub fn new(words: &mut LexiconBuilder) -> Self {
        use feature as f;
        // The words that copy is mostly made of come first, so that what all tables have of them lies close together.
        let (closed, irregular): (Words, Words) = (tables(CLOSED), tables(IRREGULAR));
        for word in closed.values().chain(irregular.values()).flat_map(|list| list.split_whitespace()) {
            words.intern(word);
        }
        let (outlets, metonyms) = (words.list(OUTLETS), words.list(METONYMS));
        let names: Names = builtin(include_str!("../../rules/lexicons/grammar/names.toml"));
        for (list, entries) in [(outlets, &names.outlets), (metonyms, &names.metonyms)] {
            for entry in entries {
                words.add(list, entry, Inflect::None);
            }
        }
        let first = |entry: &String| entry.split(' ').next().unwrap_or_default().to_owned();
        let listed: Vec<String> = names.outlets.iter().chain(&names.metonyms).map(first).collect();
        let mut grammar = Self {
            features: Cow::default(),
            cues: Default::default(),
            strengths: Cow::default(),
            outlets,
            metonyms,
            evidence: evidence(),
        };
        for word in listed {
            grammar.mark(words, &word, f::LISTED);
        }
        let classes: Words = tables(WORDS);
        for (key, list) in classes {
            let mut bits = f::KNOWN;
            for (i, c) in key.chars().enumerate() {
                let (class, first) = match c {
                    'n' => (f::NOUN, f::FIRST_NOUN),
                    'v' => (f::VERB, f::FIRST_VERB),
                    'j' => (f::ADJECTIVE, f::FIRST_ADJECTIVE),
                    _ => (f::ADVERB_CLASS, f::FIRST_ADVERB),
                };
                bits |= class | if i == 0 { first } else { 0 };
            }
            for word in list.split_whitespace() {
                let shape = if bits & f::VERB == 0 { 0 } else { verb_shape(word) };
                grammar.mark(words, word, bits | shape);
            }
        }
        for forms in irregular.values() {
            let shapes =
                [f::BASE, f::PRESENT, f::PAST, f::PARTICIPLE, f::ING, f::PAST | f::PARTICIPLE, f::PAST, f::PRESENT];
            // Verbs whose past is like their base or participle get the bits of both columns.
            for (form, _) in forms.split_whitespace().zip(shapes) {
                let slot = grammar.slot(words.intern(form));
                *slot &= !(f::BASE | f::PRESENT | f::PAST | f::PARTICIPLE | f::ING);
                *slot |= f::VERB | f::KNOWN;
            }
            for (form, shape) in forms.split_whitespace().zip(shapes) {
                grammar.mark(words, form, shape);
            }
        }
        let nouns: Words = tables(NOUNS);
        for (class, list) in nouns {
            let bit = match class {
                "spokes" => f::SPOKES | f::OFFICE | f::ROLE,
                "office" => f::OFFICE | f::ROLE,
                "role" => f::ROLE,
                "institution" => f::INSTITUTION,
                "outlet" => f::OUTLET,
                "document" => f::DOCUMENT,
                "collective" => f::COLLECTIVE,
                "anonymous" => f::ANONYMOUS,
                _ => f::VAGUE,
            };
            for word in list.split_whitespace() {
                let mut plural = 0;
                words.intern_forms(word, Inflect::Noun, &mut |form, _| {
                    *grammar.slot(form) |= bit | f::NOUN | plural;
                    plural = f::PLURAL;
                });
            }
        }
        for (class, list) in closed {
            // Any word may stand in a firm's name, and is what it is elsewhere.
            if class == "corporate" {
                for word in list.split_whitespace() {
                    grammar.mark(words, word, f::CORPORATE);
                }
                continue;
            }
            let bit = match class {
                "determiner" => f::DETERMINER,
                "possessive" => f::POSSESSIVE,
                "pronoun" => f::PRONOUN,
                "personal" => f::PERSONAL,
                "singular-pronoun" => f::SINGULAR_PRONOUN,
                "object-pronoun" => f::OBJECT_PRONOUN,
                "first-person" => f::FIRST_PERSON,
                "be" => f::BE,
                "have" => f::HAVE,
                "do" => f::DO,
                "modal" => f::MODAL,
                "negation" => f::NEGATION,
                "to" => f::TO,
                "preposition" => f::PREPOSITION,
                "conjunction" => f::CONJUNCTION,
                "subordinator" => f::SUBORDINATOR,
                "complementizer" => f::COMPLEMENTIZER,
                "wh" => f::WH,
                "relative" => f::RELATIVE,
                "adverb" => f::ADVERB,
                "time-noun" => f::TIME_NOUN,
                "month" => f::MONTH,
                "period" => f::PERIOD,
                "deictic" => f::DEICTIC,
                "number-word" => f::NUMBER_WORD,
                "abbreviation" => f::ABBREVIATION,
                "floated" => f::FLOATED,
                _ => f::HONORIFIC,
            };
            let verbs = match class {
                "recipient" => f::RECIPIENT,
                "control" => f::CONTROL,
                "experiencer" => f::EXPERIENCER,
                _ => 0,
            };
            if verbs != 0 {
                for verb in list.split_whitespace() {
                    for form in words.inflections(verb, Inflect::Verb) {
                        grammar.mark(words, &form, verbs);
                    }
                }
                continue;
            }
            for word in list.split_whitespace() {
                grammar.mark(words, word, bit | f::KNOWN);
            }
        }
        let cues: Words = tables(CUES);
        for (name, kind) in HEADS {
            for line in cues[name].lines() {
                let Some((lemma, figures)) = line.split_once(' ') else { continue };
                let id = u16::try_from(grammar.strengths.len() + 1).expect("fewer than 65,535 cues");
                grammar.strengths.to_mut().push(strengths(figures));
                let how = match kind {
                    HeadKind::Verb | HeadKind::Passive => Inflect::Verb,
                    HeadKind::Noun => Inflect::Noun,
                    HeadKind::Adjective => Inflect::None,
                };
                words.intern_forms(lemma, how, &mut |id_of_form, form| {
                    let slot = grammar.slot(id_of_form);
                    let known = *slot;
                    *slot |= f::CUE;
                    if kind == HeadKind::Noun {
                        *slot |= f::NOUN;
                    }
                    // A form that no word list knows is a noun by default, and may still be one.
                    if kind != HeadKind::Noun
                        && known & f::KNOWN == 0
                        && !form.ends_with("ed")
                        && !form.ends_with("ing")
                    {
                        *slot |= f::NOUN | f::FIRST_NOUN;
                    }
                    if matches!(kind, HeadKind::Verb | HeadKind::Passive) {
                        *slot |= f::VERB | verb_shape_unless(known, form);
                    }
                    let table = grammar.cues[kind as usize].to_mut();
                    if table.len() <= id_of_form.index() {
                        table.resize(id_of_form.index() + 1, 0);
                    }
                    table[id_of_form.index()] = id;
                });
            }
        }
        grammar.settle(words);
        grammar
    }

    /// Notes of each form the tag that it has wherever it stands.
    fn settle(&mut self, words: &mut LexiconBuilder) {
        let asked_about = ASKED_ABOUT.map(|word| words.intern(word).index());
        for (_, bits) in self.features.to_mut().iter_mut().enumerate().filter(|(form, _)| !asked_about.contains(form)) {
            let (tag, capital) = to_settle(*bits);
            let number = SETTLED.iter().position(|settled| *settled == tag).unwrap_or_default();
            *bits |= (number as u64) << SETTLED_AT | if capital { SETTLED_CAPITAL } else { 0 };
        }
    }

    /// The tables to leave, by name.
    pub fn files(&self) -> [(&'static str, Vec<u8>); 7] {
        let [verbs, passives, nouns, adjectives] = &self.cues;
        [
            ("features", table::file(&self.features)),
            ("verb-cues", table::file(verbs)),
            ("passive-cues", table::file(passives)),
            ("noun-cues", table::file(nouns)),
            ("adjective-cues", table::file(adjectives)),
            ("strengths", table::file(&self.strengths)),
            ("evidence", table::file(&[self.evidence])),
        ]
    }

    /// Weights of the evidence model.
    pub(super) const fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Names of newspapers, agencies and broadcasters.
    pub(super) const fn outlets(&self) -> ListId {
        self.outlets
    }

    /// Places and bodies that stand for a government or an institution.
    pub(super) const fn metonyms(&self) -> ListId {
        self.metonyms
    }

    fn mark(&mut self, words: &mut LexiconBuilder, word: &str, bits: u64) {
        *self.slot(words.intern(word)) |= bits;
    }

    /// The classes of a form, to change.
    fn slot(&mut self, form: FormId) -> &mut u64 {
        let at = form.index();
        let features = self.features.to_mut();
        if features.len() <= at {
            features.resize(at + 1, 0);
        }
        &mut features[at]
    }

    /// The classes of a form.
    pub(super) fn features(&self, form: FormId) -> u64 {
        self.features.get(form.index()).copied().unwrap_or_default()
    }

    /// Whether the form is in one of the classes.
    pub(super) fn has(&self, form: FormId, bits: u64) -> bool {
        self.features(form) & bits != 0
    }

    /// How strongly the form signals attribution as a head of that kind.
    pub(super) fn strengths(&self, kind: HeadKind, form: FormId) -> Option<&Strengths> {
        let id = *self.cues[kind as usize].get(form.index())?;
        self.strengths.get(usize::from(id).checked_sub(1)?)
    }
}

/// Tense bits of a regular verb form, by its ending.
pub(super) fn verb_shape(word: &str) -> u64 {
    use feature as f;
    if word.ends_with("ing") {
        f::ING
    } else if word.ends_with("ed") {
        f::PAST | f::PARTICIPLE
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") {
        f::PRESENT
    } else {
        f::BASE
    }
}

fn verb_shape_unless(known: u64, word: &str) -> u64 {
    use feature as f;
    if known & (f::BASE | f::PRESENT | f::PAST | f::PARTICIPLE | f::ING) == 0 { verb_shape(word) } else { 0 }
}

/// The words of the built-in files, as they write them.
#[cfg(test)]
pub(super) fn all_words() -> impl Iterator<Item = &'static str> {
    let files = [CLOSED, IRREGULAR, NOUNS, WORDS].into_iter().flat_map(|file| tables(file).into_values());
    files.flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_files_are_what_toml_says() {
        for text in [IRREGULAR, WORDS, NOUNS, CLOSED, CUES] {
            let said: BTreeMap<String, String> = builtin(text);
            let read: BTreeMap<String, String> =
                tables(text).into_iter().map(|(key, text)| (key.to_owned(), text.to_owned())).collect();
            assert_eq!(read, said);
            // What inflects splits at one space.
            assert!(!tables(IRREGULAR).values().any(|forms| forms.contains("  ")));
        }
    }

    #[test]
    fn builtin_files_parse_and_name_known_slots() {
        let mut words = LexiconBuilder::new(irregular());
        let grammar = Grammar::new(&mut words);
        let lexicon = words.build();
        let said = grammar.features(lexicon.form("said"));
        assert!(said & feature::PAST != 0 && said & feature::BASE == 0);
        assert!(grammar.has(lexicon.form("Spokeswomen"), feature::SPOKES));
        let cues: Words = tables(CUES);
        for (name, _) in HEADS {
            for line in cues[name].lines().filter(|l| !l.is_empty()) {
                let parts: Vec<&str> = line.split_whitespace().collect();
                assert!(parts.len() % 2 == 1, "{line}: a lemma, then slot and figure");
                for pair in parts[1..].chunks(2) {
                    assert!(
                        SLOTS.contains(&pair[0]) && pair[1].parse::<u8>().is_ok_and(|p| p <= 100),
                        "{line}: {pair:?}"
                    );
                }
            }
        }
    }
}
