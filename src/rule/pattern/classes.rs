//! The classes a pattern may name, and the closed-class words behind them. Owns word lists of grammar that no desk would
//! ever edit; opens no file.

use crate::lexicon::{FormId, LexiconBuilder};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

macro_rules! classes {
    ($($variant:ident $name:literal $single:literal $doc:literal,)*) => {
        /// A class of tokens.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum Class { $(#[doc = $doc] $variant,)* }

        impl Class {
            /// All of them, by number.
            pub(super) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The class written `<name>`.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
            /// All names, for suggestions.
            pub fn names() -> impl Iterator<Item = &'static str> {
                [$($name,)*].into_iter()
            }
            /// Matches exactly one token.
            pub const fn is_single(self) -> bool {
                match self { $(Self::$variant => $single,)* }
            }
        }
    };
}

classes! {
    Any "any" true "Any token.",
    Word "word" true "A word.",
    Cap "cap" true "A word with a capital.",
    Det "det" true "Article, demonstrative, possessive, quantifier.",
    Poss "poss" true "Possessive determiner or `'s`.",
    Pronoun "pronoun" true "Personal pronoun.",
    Be "be" true "A form of be.",
    Have "have" true "A form of have.",
    Modal "modal" true "will, may, must …",
    Aux "aux" true "be, have, do or a modal.",
    Prep "prep" true "Preposition.",
    Conj "conj" true "Conjunction.",
    Adverb "adverb" true "A word in -ly or a common adverb.",
    Noun "noun" true "An open-class word.",
    Plural "plural" true "A plural noun by its look.",
    Past "past" true "A past tense or participle by its look.",
    Ing "ing" true "A word in -ing.",
    Digits "digits" true "A number in digits.",
    Year "year" true "1500 to 2100.",
    Month "month" true "A month's name.",
    Day "day" true "A weekday.",
    Quote "quote" true "A quotation mark.",
    Punct "punct" true "Punctuation.",
    Number "number" false "A number in digits or words.",
    Percent "percent" false "A percentage.",
    Money "money" false "A sum of money.",
    Date "date" false "A day, with or without month and year.",
    Name "name" false "A capitalised run.",
    Np "np" false "A noun phrase.",
    Source "source" false "The source phrase of an attribution.",
    Cue "cue" false "The cue of an attribution.",
    ClauseEnd "clause-end" false "End of a clause; takes no token.",
}

/// What closed classes a word form is in, as bits.
#[derive(Clone, Debug, Default)]
pub struct WordClasses {
    /// By form, as far as there are any.
    pub(crate) bits: Cow<'static, [u32]>,
}

macro_rules! bits {
    ($($name:ident = $shift:literal: $words:literal;)*) => {
        impl WordClasses {
            $(pub(crate) const $name: u32 = 1 << $shift;)*
        }
        const TABLE: &[(u32, &str)] = &[$((WordClasses::$name, $words),)*];
    };
}

bits! {
    DET = 0: "the a an this that these those my your his her its our their whose some any no every each both all many several few most another such either neither more less much";
    POSS = 1: "my your his her its our their whose";
    PRONOUN = 2: "he she it they i we you him her them me us who himself herself itself themselves one everyone someone nobody";
    BE = 3: "be is are was were am been being isn't aren't wasn't weren't";
    HAVE = 4: "have has had having haven't hasn't hadn't";
    DO = 5: "do does did don't doesn't didn't";
    MODAL = 6: "will would can could may might must shall should won't wouldn't can't cannot couldn't shouldn't mustn't";
    PREP = 7: "of in on at by for with from to into onto over under after before during against between among amid about across along around behind below beneath beside beyond despite down except inside like near off outside past per since through throughout toward towards until up upon versus via within without than as";
    CONJ = 8: "and or but nor so yet while whereas though although because if when where which that who whom unless whether as how why what";
    ADVERB = 9: "not also still already just only even never ever always often again now then soon once twice very too quite rather almost nearly perhaps maybe there here today yesterday tomorrow later earlier far ago else thus hence instead meanwhile together alone twice well";
    NUMBER = 10: "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions trillion dozen dozens half scores";
    MONTH = 11: "january february march april may june july august september october november december jan jan. feb feb. mar mar. apr apr. jun jun. jul jul. aug aug. sept sept. sep sep. oct oct. nov nov. dec dec.";
    DAY = 12: "monday tuesday wednesday thursday friday saturday sunday";
    PAST = 13: "was were had did said went took made came saw knew got gave found thought told became showed left felt put brought began kept held wrote stood heard let meant set met ran paid sat spoke lay led read grew lost fell sent built understood drew broke spent cut rose drove bought wore chose sought threw caught dealt won sold bore bred clung crept dug fed fled fought flew forgot forgave froze hid hit hurt laid lent lit overcame overthrew put quit rang rode sank sang shook shot shut slept slid spun spat split spread sprang stole stuck stung stank struck strove swore swept swam swung taught tore understood upheld wept wound withdrew withheld woke wrung gone taken given seen known done fallen grown drawn broken driven chosen thrown worn stolen struck sworn swum torn written hidden frozen forgotten forgiven eaten beaten bitten blown flown spoken shaken sunk sung borne begun overthrown withdrawn";
    PLURAL = 14: "people men women children police officials staff media data troops feet teeth policemen spokesmen lawmakers";
    PERCENT = 15: "percent pc";
    CURRENCY = 16: "dollars dollar euros euro pounds pound yen yuan rubles roubles rupees francs pence cents kronor krona pesos";
    SCALE = 17: "hundred thousand million billion trillion m bn tn k dozen millions billions thousands hundreds dozens";
    PARTICLE = 18: "of de la du von van bin al el der den di da dos ibn abu le";
}

impl WordClasses {
    /// Interns the closed-class words. Call before the lexicon is built.
    pub fn new(words: &mut LexiconBuilder) -> Self {
        let mut bits: Vec<u32> = Vec::new();
        for (bit, all) in TABLE {
            for word in all.split_ascii_whitespace() {
                let form = words.intern(word);
                if bits.len() <= form.index() {
                    bits.resize(form.index() + 1, 0);
                }
                bits[form.index()] |= bit;
            }
        }
        Self { bits: bits.into() }
    }

    /// The classes of a form; 0 for open-class words.
    pub(crate) fn of(&self, form: FormId) -> u32 {
        if form == FormId::UNKNOWN { 0 } else { self.bits.get(form.index()).copied().unwrap_or(0) }
    }

    /// Words that cannot be the noun, adjective or verb of a clause.
    pub(crate) const CLOSED: u32 = Self::DET
        | Self::PRONOUN
        | Self::BE
        | Self::HAVE
        | Self::DO
        | Self::MODAL
        | Self::PREP
        | Self::CONJ
        | Self::ADVERB;
}
