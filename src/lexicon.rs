//! One table for every word sayso knows: rule lexicons, the parser's grammar words and the words of patterns are all
//! interned here, so a token is looked up once, whatever asks about it later. Owns word forms, inflection and phrase
//! lookup. Knows no rule and no grammar: those keep their own tables, indexed by [`FormId`].

use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// A word form (case-folded, straight apostrophes). [`FormId::UNKNOWN`] is a word no list holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormId(u32);

impl FormId {
    /// The form of every word that was never interned.
    pub const UNKNOWN: Self = Self(0);

    /// For tables indexed by form.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A list (`reporting-factive`) or a tier of one (`reporting-factive.strong`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListId(u16);

impl ListId {
    /// For tables indexed by list.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a list's entries vary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
pub struct Start {
    /// The list it belongs to.
    pub list: ListId,
    /// The entry as the list writes it (its lemma): an index for [`Lexicon::lemma`].
    pub lemma: u32,
    /// The forms after the first.
    pub rest: Box<[FormId]>,
}

/// Collects words and lists before they are frozen into a [`Lexicon`].
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    forms: FxHashMap<Box<str>, FormId>,
    next: u32,
    lists: FxHashMap<Box<str>, ListId>,
    lemmas: Vec<Box<str>>,
    lemma_ids: FxHashMap<Box<str>, u32>,
    starts: Vec<(FormId, Start)>,
    irregular: FxHashMap<Box<str>, Vec<Box<str>>>,
}

/// About as many forms as the built-in lists have, so that the table need not grow.
const ROOM: usize = 16_384;

impl LexiconBuilder {
    /// An empty table that knows the irregular verbs and nouns of `irregular`: lemma and all its forms.
    pub fn new(irregular: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        Self {
            irregular: irregular
                .into_iter()
                .map(|(k, v)| (k.into_boxed_str(), v.into_iter().map(String::into_boxed_str).collect()))
                .collect(),
            forms: FxHashMap::with_capacity_and_hasher(ROOM, rustc_hash::FxBuildHasher),
            ..Self::default()
        }
    }

    /// The form of `word`, new or known. Folds case and curly apostrophes.
    pub fn intern(&mut self, word: &str) -> FormId {
        let folded = fold(word);
        if let Some(&id) = self.forms.get(folded.as_ref()) {
            return id;
        }
        self.next += 1;
        let id = FormId(self.next);
        self.forms.insert(folded.into(), id);
        id
    }

    /// How many forms there are, the unknown one included: the length of tables indexed by [`FormId`].
    pub const fn len(&self) -> usize {
        self.next as usize + 1
    }

    /// Whether nothing has been interned.
    pub const fn is_empty(&self) -> bool {
        self.next == 0
    }

    /// All forms of a lemma, itself first: irregular ones from the table, others by rule.
    pub fn inflections(&self, lemma: &str, how: Inflect) -> Vec<String> {
        match how {
            Inflect::None => vec![lemma.to_owned()],
            Inflect::Verb => {
                let (head, rest) = lemma.split_once(' ').map_or((lemma, ""), |(h, r)| (h, r));
                let forms = self.irregular.get(head).map_or_else(
                    || regular_verb(head),
                    |forms| {
                        let mut all: Vec<String> = vec![head.to_owned()];
                        all.extend(forms.iter().map(ToString::to_string).filter(|f| f != head));
                        all
                    },
                );
                forms.into_iter().map(|f| if rest.is_empty() { f } else { format!("{f} {rest}") }).collect()
            }
            Inflect::Noun => {
                let (rest, head) = lemma.rsplit_once(' ').map_or(("", lemma), |(r, h)| (r, h));
                let forms = self.irregular.get(head).map_or_else(
                    || vec![head.to_owned(), regular_plural(head)],
                    |forms| forms.iter().map(ToString::to_string).collect(),
                );
                forms.into_iter().map(|f| if rest.is_empty() { f } else { format!("{rest} {f}") }).collect()
            }
        }
    }

    /// A verb's base, present, past, participle and -ing; `None` for `be`, which has more.
    pub fn paradigm(&self, verb: &str) -> Option<[String; 5]> {
        if let Some(forms) = self.irregular.get(verb) {
            let five: [Box<str>; 5] = forms.get(..5)?.to_vec().try_into().ok()?;
            return (verb != "be").then(|| five.map(String::from));
        }
        let [base, s, ed, ing]: [String; 4] = regular_verb(verb).try_into().ok()?;
        Some([base, s, ed.clone(), ed, ing])
    }

    /// The verb that a word is the past or the base of, where there is just one that any list knows.
    pub fn verb_of(&self, word: &str) -> Option<[String; 5]> {
        let known = |word: &str| self.forms.contains_key(word);
        let fits = |verb: &str| self.paradigm(verb).filter(|forms| forms[2] == word);
        let mut irregular = self.irregular.keys().filter(|verb| fits(verb).is_some());
        if let (Some(verb), None) = (irregular.next(), irregular.next()) {
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
        if let Some(&id) = self.lists.get(name) {
            return id;
        }
        let id = ListId(u16::try_from(self.lists.len()).expect("fewer than 65,536 lists: each is a table in a file"));
        self.lists.insert(name.into(), id);
        id
    }

    /// Adds one entry (one or more words) with its inflections to a list.
    pub fn add(&mut self, list: ListId, entry: &str, how: Inflect) {
        let lemma = self.lemma(entry);
        for form in self.inflections(entry, how) {
            let ids: Vec<FormId> = split_words(&form).map(|w| self.intern(w)).collect();
            if let Some((&first, rest)) = ids.split_first() {
                self.starts.push((first, Start { list, lemma, rest: rest.into() }));
            }
        }
    }

    /// The number of an entry as a list writes it, new or known.
    ///
    /// # Panics
    /// Beyond 2^32 entries.
    pub fn lemma(&mut self, entry: &str) -> u32 {
        if let Some(&id) = self.lemma_ids.get(entry) {
            return id;
        }
        let id = u32::try_from(self.lemmas.len()).expect("fewer than 2^32 entries");
        self.lemmas.push(entry.into());
        self.lemma_ids.insert(entry.into(), id);
        id
    }

    /// Freezes the table.
    ///
    /// # Panics
    /// Beyond 2^32 entries.
    pub fn build(mut self) -> Lexicon {
        // Longest entry first for each form, so the first match is the longest.
        self.starts.sort_by(|(a, x), (b, y)| a.cmp(b).then(y.rest.len().cmp(&x.rest.len())).then(x.list.cmp(&y.list)));
        let mut index = vec![(0u32, 0u32); self.len()];
        let mut starts = Vec::with_capacity(self.starts.len());
        for (form, start) in self.starts {
            let at = u32::try_from(starts.len()).expect("fewer than 2^32 entries");
            let slot = &mut index[form.index()];
            if slot.1 == 0 {
                *slot = (at, at);
            }
            slot.1 = at + 1;
            starts.push(start);
        }
        let mut by_list = vec![Vec::new(); self.lists.len()];
        for (form, &(from, to)) in index.iter().enumerate() {
            for start in &starts[from as usize..to as usize] {
                let firsts: &mut Vec<FormId> = &mut by_list[start.list.index()];
                let form = FormId(u32::try_from(form).expect("forms are counted in u32"));
                if firsts.last() != Some(&form) {
                    firsts.push(form);
                }
            }
        }
        Lexicon { forms: self.forms, lists: self.lists, lemmas: self.lemmas, index, starts, by_list }
    }
}

/// The frozen table.
#[derive(Debug)]
pub struct Lexicon {
    forms: FxHashMap<Box<str>, FormId>,
    lists: FxHashMap<Box<str>, ListId>,
    lemmas: Vec<Box<str>>,
    index: Vec<(u32, u32)>,
    starts: Vec<Start>,
    by_list: Vec<Vec<FormId>>,
}

/// Longest word that can be in the table, in bytes; longer ones are unknown without a lookup.
const LONGEST: usize = 40;

impl Lexicon {
    /// The form of a word as it stands in the text: folds case and curly apostrophes without allocating.
    pub fn form(&self, word: &str) -> FormId {
        let bytes = word.as_bytes();
        if bytes.len() > LONGEST {
            return FormId::UNKNOWN;
        }
        if bytes.is_ascii() {
            let mut buffer = [0u8; LONGEST];
            let slot = &mut buffer[..bytes.len()];
            slot.copy_from_slice(bytes);
            slot.make_ascii_lowercase();
            let Ok(key) = std::str::from_utf8(slot) else { return FormId::UNKNOWN };
            return self.forms.get(key).copied().unwrap_or_default();
        }
        self.forms.get(fold(word).as_ref()).copied().unwrap_or_default()
    }

    /// The list of that name: `name` or `name.tier`.
    pub fn list(&self, name: &str) -> Option<ListId> {
        self.lists.get(name).copied()
    }

    /// Forms that an entry of the list begins with; in order of forms, repeated where several entries do.
    pub fn first_forms(&self, list: ListId) -> impl Iterator<Item = FormId> + '_ {
        self.by_list.get(list.index()).into_iter().flatten().copied()
    }

    /// How many forms there are, the unknown one included: the length of tables indexed by [`FormId`].
    pub const fn forms(&self) -> usize {
        self.index.len()
    }

    /// How many lists there are.
    pub fn lists(&self) -> usize {
        self.lists.len()
    }

    /// Every entry of every list that begins with this form, longest first.
    pub fn starts(&self, form: FormId) -> &[Start] {
        let (from, to) = self.index.get(form.index()).copied().unwrap_or_default();
        &self.starts[from as usize..to as usize]
    }

    /// The longest entry of `list` that `forms` begins with: how many forms it takes, and its lemma.
    pub fn longest(&self, list: ListId, forms: impl Fn(usize) -> Option<FormId>) -> Option<(usize, u32)> {
        self.starts(forms(0)?)
            .iter()
            .filter(|s| s.list == list)
            .find(|s| s.rest.iter().enumerate().all(|(i, f)| forms(i + 1) == Some(*f)))
            .map(|s| (s.rest.len() + 1, s.lemma))
    }

    /// Whether the single word is an entry of `list`.
    pub fn has(&self, list: ListId, form: FormId) -> bool {
        self.starts(form).iter().any(|s| s.list == list && s.rest.is_empty())
    }

    /// The entry as its list writes it.
    pub fn lemma(&self, lemma: u32) -> &str {
        &self.lemmas[lemma as usize]
    }
}

/// Splits an entry the way the tokenizer splits text, so that phrases match: at spaces, and before `'s`.
pub fn split_words(entry: &str) -> impl Iterator<Item = &str> {
    entry.split_whitespace().flat_map(|w| {
        let cut = w.strip_suffix("'s").filter(|head| !head.is_empty()).map_or(w.len(), str::len);
        let (head, tail) = w.split_at(cut);
        std::iter::once(head).chain((!tail.is_empty()).then_some(tail))
    })
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

fn fold_any(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }).collect()
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

#[expect(clippy::many_single_char_names, reason = "letters of a word are best called by one")]
fn regular_verb(v: &str) -> Vec<String> {
    let b = v.as_bytes();
    let n = b.len();
    if n < 2 || !v.is_ascii() {
        return vec![v.to_owned()];
    }
    let last = b[n - 1];
    let s = if v.ends_with("ss")
        || v.ends_with("sh")
        || v.ends_with("ch")
        || last == b'x'
        || last == b'z'
        || last == b'o'
    {
        format!("{v}es")
    } else if last == b'y' && !is_vowel(b[n - 2]) {
        format!("{}ies", &v[..n - 1])
    } else if last == b's' {
        format!("{v}es")
    } else {
        format!("{v}s")
    };
    let short =
        n >= 3 && !is_vowel(last) && !matches!(last, b'w' | b'x' | b'y') && is_vowel(b[n - 2]) && !is_vowel(b[n - 3]);
    let one_syllable = b.iter().filter(|&&c| is_vowel(c) || c == b'y').count() == 1;
    let (ed, ing) = if last == b'e' && !v.ends_with("ee") && !v.ends_with("oe") && !v.ends_with("ye") {
        let stem = &v[..n - 1];
        if v.ends_with("ie") {
            (format!("{v}d"), format!("{}ying", &v[..n - 2]))
        } else {
            (format!("{v}d"), format!("{stem}ing"))
        }
    } else if last == b'e' {
        (format!("{v}d"), format!("{v}ing"))
    } else if last == b'y' && !is_vowel(b[n - 2]) {
        (format!("{}ied", &v[..n - 1]), format!("{v}ing"))
    } else if short && (one_syllable || DOUBLING.contains(&v)) {
        let c = char::from(last);
        (format!("{v}{c}ed"), format!("{v}{c}ing"))
    } else {
        (format!("{v}ed"), format!("{v}ing"))
    };
    vec![v.to_owned(), s, ed, ing]
}

fn regular_plural(n: &str) -> String {
    let b = n.as_bytes();
    let Some(&last) = b.last() else { return String::new() };
    if n.ends_with('s') || n.ends_with("sh") || n.ends_with("ch") || last == b'x' || last == b'z' {
        format!("{n}es")
    } else if last == b'y' && b.len() > 1 && !is_vowel(b[b.len() - 2]) {
        format!("{}ies", &n[..n.len() - 1])
    } else if n.ends_with("man") && n.len() > 3 && !n.ends_with("human") && !n.ends_with("german") {
        format!("{}men", &n[..n.len() - 3])
    } else {
        format!("{n}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder() -> LexiconBuilder {
        LexiconBuilder::new([("say".to_owned(), ["say", "says", "said", "saying"].map(str::to_owned).to_vec())])
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
