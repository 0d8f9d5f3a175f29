//! Names in the copy: runs of capitalised words, cut from the titles before them, and the people they are of. A surname
//! is whoever was first introduced with it, unless the same paragraph has just named another; who shares a surname but no
//! given name is somebody else.

use super::{Folded, is_same_word, listed};
use crate::article::{Article, Token, TokenKind, TokenSpan};
use crate::lexicon::Lexicon;
use crate::parse::Noted;
use crate::parse::grammar::{Grammar, feature as f};
use crate::prose::BlockKind;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// Classes of words that make a name a body's.
const BODY: u64 = f::INSTITUTION | f::OUTLET | f::DOCUMENT | f::CORPORATE;
/// Classes of words that are no part of a name, whatever their first letter.
const FUNCTION: u64 = f::DETERMINER
    | f::POSSESSIVE
    | f::PRONOUN
    | f::PREPOSITION
    | f::CONJUNCTION
    | f::SUBORDINATOR
    | f::WH
    | f::ADVERB
    | f::BE
    | f::HAVE
    | f::DO
    | f::MODAL
    | f::TIME_NOUN
    | f::MONTH;
/// Classes of words that open a sentence without being names.
const COMMON: u64 =
    f::VAGUE | f::ROLE | f::INSTITUTION | f::DOCUMENT | f::KNOWN | f::ANONYMOUS | f::COLLECTIVE | f::VERB;
/// No more people of one surname, or with one given name, are told apart.
const NAMESAKES: usize = 8;
/// How many names back a surname is looked for in full.
const REACH: usize = 64;
/// Words behind a surname that are none.
const SUFFIXES: [&str; 8] = ["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV", "MP"];

/// A run of capitalised words somewhere in the story that names a person or a body.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) run: TokenSpan,
    /// `Prime Minister`, `mayor`: what stands right before it.
    pub(super) role: Option<TokenSpan>,
    /// `m` or `f`, from a title.
    pub(super) gender: Option<char>,
    pub(super) person: bool,
    /// Not a title of courtesy or office alone before it, nor one word.
    pub(super) full: bool,
}

/// A person the story names: an index into [`Names::people`].
pub(super) type Who = u32;

#[derive(Clone, Copy, Debug)]
pub(super) struct Person {
    /// The fullest name the story has.
    pub(super) run: TokenSpan,
    pub(super) role: Option<TokenSpan>,
    /// `m`, `f` or `?`, from titles and pronouns the story uses.
    pub(super) gender: char,
    /// The entry in the registry, once there is one.
    pub(super) entry: Option<u32>,
    /// The next of the same surname.
    namesake: Option<Who>,
}

/// All names of the story in text order, and whose they are.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    pub(super) all: Vec<Name>,
    pub(super) people: Vec<Person>,
    /// Surname to the first person who has it.
    surnames: FxHashMap<Folded<'a>, Who>,
    /// Given name to the one person who has it, or nothing if there are more.
    given: FxHashMap<Folded<'a>, Option<Who>>,
    /// `UNSC` to the name right before `(UNSC)`.
    pub(super) acronyms: FxHashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    pub(super) fn of(article: &'a Article<'_>, noted: &Noted<'_>, lexicon: &Lexicon, grammar: &Grammar) -> Self {
        let all = runs(article, noted, lexicon, grammar);
        let mut names = Names { people: Vec::with_capacity(all.len() / 4), ..Names::default() };
        names.surnames.reserve(all.len() / 4);
        names.given.reserve(all.len() / 4);
        names.all = all;
        for at in 0..names.all.len() {
            let name = names.all[at];
            if name.full && name.person {
                let who = names.full_name(article, &name);
                if let Some(gender) = name.gender {
                    names.people[who as usize].gender = gender;
                }
            }
            let mark = (name.run.start as usize).checked_sub(1).filter(|&k| article.tokens[k].kind == TokenKind::Punct);
            let bracketed = mark.is_some_and(|k| article.is_word(k, "("));
            if bracketed && at > 0 && names.all[at - 1].run.end == name.run.start - 1 {
                names.acronyms.entry(article.text(name.run)).or_insert(at - 1);
            }
        }
        // `Gov. Lind` says what Ada Lind is.
        for at in 0..names.all.len() {
            let name = names.all[at];
            if name.person && !name.full && (name.role.is_some() || name.gender.is_some()) {
                let who = names.who(article, &name);
                names.learn(who, &name);
            }
        }
        names
    }

    fn learn(&mut self, who: Who, name: &Name) {
        let person = &mut self.people[who as usize];
        person.role = person.role.or(name.role);
        if let Some(gender) = name.gender {
            person.gender = gender;
        }
    }

    /// The names that touch what begins at `token`, and those after.
    pub(super) fn from(&self, token: u32) -> &[Name] {
        &self.all[self.all.partition_point(|n| n.run.end <= token)..]
    }

    /// How many names begin before `token`.
    pub(super) fn before(&self, token: usize) -> usize {
        self.all.partition_point(|n| (n.run.start as usize) < token)
    }

    /// Whose full name it is: somebody's already known, or a new person's.
    fn full_name(&mut self, article: &'a Article<'_>, name: &Name) -> Who {
        let surname = Folded(article.word(surname(article, name.run)));
        let mut last = None;
        let mut at = self.surnames.get(&surname).copied();
        for _ in 0..NAMESAKES {
            let Some(who) = at else { break };
            if same(article, self.people[who as usize].run, name.run) {
                let person = &mut self.people[who as usize];
                // `Certainly Ada Lind`: the first word of a sentence has its capital for that.
                let opens = |run: TokenSpan| article.sentence(run.start as usize).tokens.start == run.start;
                let fuller = match name.run.len().cmp(&person.run.len()) {
                    Ordering::Less => {
                        let same = is_same_word(article, person.run.start as usize + 1, name.run.start as usize);
                        name.full && name.run.len() + 1 == person.run.len() && same && opens(person.run)
                    }
                    Ordering::Equal => false,
                    Ordering::Greater => !opens(name.run),
                };
                if fuller {
                    person.run = name.run;
                    person.role = name.role.or(person.role);
                }
                person.role = person.role.or(name.role);
                return who;
            }
            last = at;
            at = self.people[who as usize].namesake;
        }
        let who = self.people.len() as Who;
        self.people.push(Person { run: name.run, role: name.role, gender: '?', entry: None, namesake: None });
        match last {
            Some(last) if self.people[last as usize].namesake.is_none() => {
                self.people[last as usize].namesake = Some(who);
            }
            Some(_) => {}
            None => _ = self.surnames.insert(surname, who),
        }
        let given = Folded(article.word(name.run.start as usize));
        self.given.entry(given).and_modify(|known| *known = None).or_insert(Some(who));
        who
    }

    /// Who is meant by a name, if the story has it in full or has met it before.
    pub(super) fn known(&self, article: &'a Article<'_>, name: &Name) -> Option<Who> {
        let last = surname(article, name.run);
        let Some(&first) = self.surnames.get(&Folded(article.word(last))) else {
            let given = || self.given.get(&Folded(article.word(last))).copied().flatten();
            return if name.run.len() == 1 { given() } else { None };
        };
        let namesakes = || std::iter::successors(Some(first), |w| self.people[*w as usize].namesake).take(NAMESAKES);
        let person = |who: &Who| &self.people[*who as usize];
        if name.run.len() > 1 {
            return namesakes().find(|who| same(article, person(who).run, name.run));
        }
        // `Mr. Lind` is no Mrs. Lind.
        let fits = |who: &Who| name.gender.is_none_or(|g| person(who).gender == '?' || person(who).gender == g);
        let mut fitting = namesakes().filter(fits);
        let found = fitting.next()?;
        fitting.next().map_or(Some(found), |_| Some(self.named_here(article, name, first).unwrap_or(found)))
    }

    /// Who was last named in full in the paragraph, of those with the surname.
    fn named_here(&self, article: &'a Article<'_>, name: &Name, first: Who) -> Option<Who> {
        let block = |n: &Name| article.sentence(n.run.start as usize).block;
        let at = self.before(name.run.start as usize);
        let here = self.all[..at]
            .iter()
            .rev()
            .take(REACH)
            .take_while(|n| block(n) == block(name))
            .filter(|n| n.full && n.person);
        let mut namesakes = std::iter::successors(Some(first), |w| self.people[*w as usize].namesake).take(NAMESAKES);
        let last = surname(article, name.run);
        let full = here.take(NAMESAKES).find(|n| is_same_word(article, surname(article, n.run), last))?;
        namesakes.find(|who| same(article, self.people[*who as usize].run, full.run))
    }

    /// Who is meant by a name: somebody new, where the story has nobody of that name.
    pub(super) fn who(&mut self, article: &'a Article<'_>, name: &Name) -> Who {
        self.known(article, name).unwrap_or_else(|| self.full_name(article, name))
    }
}

/// The token that is the surname.
pub(super) fn surname(article: &Article<'_>, run: TokenSpan) -> usize {
    let last = run.end as usize - 1;
    if run.len() > 1 && is_suffix(article, last) { last - 1 } else { last }
}

fn is_suffix(article: &Article<'_>, token: usize) -> bool {
    article.tokens[token].span().len() <= 3 && SUFFIXES.contains(&article.word(token))
}

/// Whether two names can be one person's, of which the surname is known to be the same: one is the end of the other, or both
/// have the same given name.
fn same(article: &Article<'_>, a: TokenSpan, b: TokenSpan) -> bool {
    let differ = |a: usize, b: usize| !is_same_word(article, a, b);
    let suffix = |run: TokenSpan| (surname(article, run) + 1 < run.end as usize).then(|| run.end as usize - 1);
    if suffix(a).zip(suffix(b)).is_some_and(|(a, b)| differ(a, b)) {
        return false;
    }
    let (mut i, mut j) = (surname(article, a), surname(article, b));
    loop {
        if i == a.start as usize || j == b.start as usize {
            return true;
        }
        (i, j) = (i - 1, j - 1);
        if differ(i, j) {
            let first = (a.start as usize, b.start as usize);
            return (i, j) != first && !differ(first.0, first.1);
        }
    }
}

/// All runs of capitalised words that can be names.
fn runs(article: &Article<'_>, noted: &Noted<'_>, lexicon: &Lexicon, grammar: &Grammar) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::with_capacity(noted.capitals.len() / 2);
    let mut weak = Vec::new();
    let mut capitals = noted.capitals.iter().map(|&k| k as usize).peekable();
    while let Some(&first) = capitals.peek() {
        let sentence = article.sentence(first);
        let range = sentence.tokens.range();
        let kind = article.prose.blocks[sentence.block as usize].kind;
        // Where every word has a capital, none is a name by it.
        if matches!(kind, BlockKind::Headline | BlockKind::Dek)
            && crate::parse::title_case(&article.tokens[range.clone()])
        {
            while capitals.next_if(|&k| k < range.end).is_some() {}
            continue;
        }
        let mut i = range.start;
        while let Some(k) = capitals.next_if(|&k| k < range.end) {
            let t = &article.tokens[k];
            let b = grammar.features(t.form);
            // One that the name before has taken in, or one that opens none.
            if k < i || t.kind != TokenKind::Word || b & FUNCTION != 0 && !article.is_word(k, "WHO") {
                continue;
            }
            i = k;
            // A common noun opens the sentence with a capital: `Critics believe`; but `Secretary of State Ada Lind`.
            let capital = |k: usize| article.tokens.get(k).is_some_and(Token::capital);
            let alone = || !(capital(i + 1) || capital(i + 2) && article.is_word(i + 1, "of"));
            if i == range.start && b & COMMON != 0 && b & f::HONORIFIC == 0 && alone() {
                weak.push(i as u32);
                continue;
            }
            let start = i;
            while i < range.end {
                let t = &article.tokens[i];
                let goes_on = match t.kind {
                    TokenKind::Word if t.capital() => grammar.features(t.form) & (f::TIME_NOUN | f::MONTH) == 0,
                    TokenKind::Word => {
                        i > start
                            && article.tokens.get(i + 1).is_some_and(|n| n.capital() && i + 1 < range.end)
                            && matches!(
                                article.word(i),
                                "de" | "van" | "von" | "der" | "al" | "bin" | "da" | "di" | "la" | "le" | "of"
                            )
                    }
                    TokenKind::Number => {
                        i > start
                            && article.tokens[i - 1].capital()
                            && listed(article, lexicon, grammar, grammar.outlets(), i - 1).is_some_and(|n| n > 1)
                    }
                    _ => false,
                };
                if !goes_on {
                    break;
                }
                i += 1;
            }
            let Some(mut name) = name(article, lexicon, grammar, TokenSpan::new(start, i), range.start) else {
                continue;
            };
            if let Some(left) = left_half(article, lexicon, grammar, &name, range.start) {
                name.run.start = left as u32;
                out.pop_if(|n| n.run.end as usize == left + 1);
            }
            out.push(name);
        }
    }
    // `the President`, `Republicans`: a role or a party, unless the story knows somebody of that name.
    let class = |n: &Name| grammar.features(article.tokens[n.run.start as usize].form);
    let office = |n: &Name| {
        n.run.len() == 1
            && n.role.is_none()
            && n.gender.is_none()
            && class(n) & (f::ROLE | f::VAGUE | f::ANONYMOUS | f::COLLECTIVE) != 0
    };
    let opens = |n: &Name| grammar.has(article.tokens[n.run.start as usize].form, f::FIRST_ADJECTIVE);
    let full = out.iter().filter(|n| n.full && n.person && !(n.run.len() == 2 && opens(n)));
    let mut surnames = FxHashSet::with_capacity_and_hasher(out.len() / 2, FxBuildHasher);
    surnames.extend(full.map(|n| Folded(article.word(surname(article, n.run)))));
    let is_surname = |token: u32| surnames.contains(&Folded(article.word(token as usize)));
    out.retain_mut(|n| {
        if !office(n) || is_surname(n.run.start) {
            return true;
        }
        n.person = false;
        class(n) & f::PLURAL != 0
    });
    // `Top Lind adviser`: the sentence opens with an adjective.
    for n in &mut out {
        let first = n.run.start as usize;
        let opens = n.run.len() == 2 && n.person && article.sentence(first).tokens.start as usize == first;
        if opens && grammar.has(article.tokens[first].form, f::FIRST_ADJECTIVE) && is_surname(n.run.end - 1) {
            n.run.start += 1;
            n.full = false;
        }
    }
    // `Cook said`, where the story has `Ada Cook`.
    weak.retain(|&token| is_surname(token));
    let known = out.len();
    out.extend(weak.iter().map(|&token| {
        let run = TokenSpan { start: token, end: token + 1 };
        Name { run, role: None, gender: None, person: true, full: false }
    }));
    if out.len() > known {
        // Which puts together what is in order already.
        out.sort_by_key(|n| n.run.start);
    }
    out
}

/// The name in a run of capitalised words, behind its titles. `first` is the first token of the sentence.
pub(super) fn name(
    article: &Article<'_>,
    lexicon: &Lexicon,
    grammar: &Grammar,
    whole: TokenSpan,
    first: usize,
) -> Option<Name> {
    let bits = |k: usize| grammar.features(article.tokens[k].form);
    let (start, mut end) = (whole.start as usize, whole.end as usize);
    let before = if start > first { bits(start - 1) } else { 0 };
    // Most names are one word of no class, with nothing before it that says who it is.
    if end - start == 1
        && bits(start) & (BODY | f::ROLE | f::VAGUE | f::LISTED) == 0
        && before & (f::DETERMINER | f::POSSESSIVE | f::ROLE) == 0
        && article.tokens[start].capital()
    {
        let word = article.word(start);
        let person = !is_acronym(word) && !is_people(word);
        return Some(Name { run: whole, role: None, gender: None, person, full: false });
    }
    let from = behind_titles(article, grammar, start, end);
    let mut gender = None;
    let mut courtesy = false;
    if from > start {
        // `Rep. Tom Lind of Arvenia` is no body.
        end = (from + 1..end).find(|&k| article.is_word(k, "of")).unwrap_or(end);
        (gender, courtesy) = match article.word(from - 1).trim_end_matches('.') {
            "Mr" | "Sir" | "Lord" => (Some('m'), true),
            "Mrs" | "Ms" | "Miss" | "Dame" | "Lady" | "Baroness" => (Some('f'), true),
            "Spokesman" | "Congressman" => (Some('m'), false),
            "Spokeswoman" | "Congresswoman" | "Chairwoman" | "Councilwoman" => (Some('f'), false),
            _ => (None, false),
        };
    }
    let run = TokenSpan::new(from, end);
    let one = run.len() == 1;
    if run.is_empty() {
        return None;
    }
    let definite = before & f::DETERMINER != 0 && article.word(start - 1).eq_ignore_ascii_case("the");
    // `the Prime Minister`, `some Republicans`: an office or a role, and nobody's name.
    let determined = before & (f::DETERMINER | f::POSSESSIVE) != 0;
    let of = end - start > 1 && article.is_word(start + 1, "of");
    let office = bits(end - 1) & f::ROLE != 0 || of && bits(start) & f::ROLE != 0;
    if from == start && determined && office && !(definite && bits(end - 1) & f::PLURAL != 0) {
        return None;
    }
    // `House Republicans`, `an Indiana Democrat`; but `Ruth Cook`.
    let last = bits(end - 1);
    let opener = || {
        let place = listed(article, lexicon, grammar, grammar.metonyms(), from).is_some_and(|n| n < run.len());
        place || bits(from) & f::INSTITUTION != 0
    };
    let several = last & (f::ROLE | f::VAGUE) != 0 && last & f::PLURAL != 0 || one && is_people(article.word(from));
    if from == start && !one && !several && last & (f::ROLE | f::VAGUE) != 0 && opener() {
        return None;
    }
    let mut role = (from > start).then(|| TokenSpan::new(start, from));
    // A role in small letters right before: `mayor Jane Doe`.
    if role.is_none() && start > first && bits(start - 1) & f::ROLE != 0 {
        let beside = |k: usize| {
            let t = &article.tokens[k];
            let open =
                t.capital() && bits(k) & f::TIME_NOUN == 0 || bits(k) & (f::FIRST_NOUN | f::FIRST_ADJECTIVE) != 0;
            t.kind == TokenKind::Word && bits(k) & f::CLOSED == 0 && open
        };
        let floor = first.max(start.saturating_sub(6));
        let from = (floor..start - 1).rev().take_while(|&k| beside(k)).last().unwrap_or(start - 1);
        role = Some(TokenSpan::new(from, start));
    }
    let acronym = one && is_acronym(article.word(from));
    let body = role.is_none()
        && run.range().any(|k| bits(k) & BODY != 0 || !article.tokens[k].capital() && article.is_word(k, "of"));
    let whole_of = |list| listed(article, lexicon, grammar, list, from).is_some_and(|n| n == run.len());
    let known = || whole_of(grammar.metonyms()) || whole_of(grammar.outlets());
    let person = !body && !acronym && !several && (role.is_some() || !definite) && !known();
    Some(Name { run, role: role.filter(|_| !courtesy), gender, person, full: !one })
}

/// The first word of `the Ports and Fuel Commission`, for the name of its second half.
fn left_half(article: &Article<'_>, lexicon: &Lexicon, grammar: &Grammar, name: &Name, first: usize) -> Option<usize> {
    let bits = |k: usize| grammar.features(article.tokens[k].form);
    if name.person || !name.full {
        return None;
    }
    let left = (name.run.start as usize).checked_sub(2).filter(|&k| k > first)?;
    let the = article.word(left - 1).eq_ignore_ascii_case("the") && article.is_word(left + 1, "and");
    let word = article.word(left);
    let half = the
        && article.tokens[left].capital()
        && bits(name.run.end as usize - 1) & (f::INSTITUTION | f::PLURAL) == f::INSTITUTION
        && word.bytes().any(|b| b.is_ascii_lowercase())
        && bits(left) & (f::INSTITUTION | f::PLURAL) != f::INSTITUTION
        && listed(article, lexicon, grammar, grammar.metonyms(), left).is_none();
    half.then_some(left)
}

/// `UNSC`, `PACs`, `U.N.`
fn is_acronym(word: &str) -> bool {
    let second = |of: fn(&u8) -> bool| word.bytes().filter(of).nth(1);
    second(u8::is_ascii_lowercase).is_none() && second(u8::is_ascii_uppercase).is_some()
}

/// `Americans`, `Canadians`
fn is_people(word: &str) -> bool {
    word.len() > 6 && (word.ends_with("ians") || word.ends_with("icans"))
}

/// One past the titles and offices that open a run of capitalised words: `Federal Reserve Chair Janet Lind`, `Secretary of
/// State Ada Lind`.
fn behind_titles(article: &Article<'_>, grammar: &Grammar, start: usize, end: usize) -> usize {
    let bits = |k: usize| grammar.features(article.tokens[k].form);
    let left = |from: usize| (from..end).filter(|&k| !is_suffix(article, k)).count();
    let mut from = start;
    for k in start..end.saturating_sub(1) {
        let b = bits(k);
        if b & (f::HONORIFIC | f::ROLE) == 0 {
            continue;
        }
        let mut next = k + 1;
        if article.is_word(next, "of") {
            next += 2;
            while left(next) > 2 && bits(next) & f::NOUN != 0 {
                next += 1;
            }
            if left(next) < 2 {
                continue;
            }
        }
        // `Republican National Committee`
        let of = (next..end).find(|&k| article.is_word(k, "of")).unwrap_or(end);
        if (next..of).any(|k| bits(k) & BODY != 0) {
            continue;
        }
        // `General Motors`, but `General Lind`; `Mary Baker Eddy`, but `Texas Senator Eddy`.
        let adjective = k == start && b & f::ADJECTIVE != 0 && left(next) == 1 && bits(next) & f::KNOWN != 0;
        let given = k > from && b & (f::OFFICE | f::HONORIFIC) == 0 && left(next) < 2;
        if left(next) > 0 && !adjective && !given {
            from = next;
        }
    }
    from
}
