//! Who `the board`, `the mayor` and `the spokeswoman` are: whoever the story has introduced by that word, if it is just
//! one. Also the bodies a story names, under all the forms of their names, and for whom a spokesperson speaks.

use super::names::{Name, Names, Who};
use super::{Registry, is_same_word, listed};
use crate::article::{Article, SourceClass, TokenKind, TokenSpan};
use crate::lexicon::{FormId, Lexicon};
use crate::parse::Noted;
use crate::parse::grammar::{Grammar, feature as f};
use crate::parse::tag::TAKEN_UP;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

/// Of one word, no more are told apart.
const MOST: usize = 8;
/// No body's name has more words.
const LONGEST: usize = 16;
/// Words that are no part of a name, whatever their first letter.
const NO_NAME: u64 = f::TIME_NOUN
    | f::PREPOSITION
    | f::CONJUNCTION
    | f::DETERMINER
    | f::POSSESSIVE
    | f::SUBORDINATOR
    | f::WH
    | f::ADVERB;
/// Who was the mayor, or is not quite, is not `the mayor`.
const LIMITS: [&str; 9] = ["former", "ex", "deputy", "vice", "assistant", "associate", "acting", "late", "shadow"];

/// A body the story names.
#[derive(Clone, Copy, Debug)]
struct Body {
    /// Its fullest name.
    run: TokenSpan,
    /// The main word of that.
    head: u32,
    entry: Option<u32>,
}

/// Who goes by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Person(Who),
    Body(u32),
    Entry(u32),
}

#[derive(Clone, Copy, Debug)]
struct Holder {
    held: Held,
    /// The words that say so.
    words: TokenSpan,
}

/// What the story has introduced, by the main word.
#[derive(Debug, Default)]
pub(super) struct Heads {
    holders: FxHashMap<FormId, SmallVec<[Holder; 1]>>,
    /// `a mayor`, `the town's board`: where a word may bring in somebody new, in small letters.
    /// In order, and made by [`loose`].
    loose: Vec<u64>,
    bodies: Vec<Body>,
    /// By the main word of each of their names.
    body_at: Vec<(u32, u32)>,
    company: FormId,
    spokesperson: FormId,
}

impl Heads {
    pub(super) fn of(
        article: &Article<'_>,
        noted: &Noted<'_>,
        lexicon: &Lexicon,
        grammar: &Grammar,
        names: &Names<'_>,
    ) -> Self {
        let mut heads = Self {
            loose: Vec::with_capacity(noted.taken_up.len()),
            company: lexicon.form("company"),
            spokesperson: lexicon.form("spokesperson"),
            ..Self::default()
        };
        for name in &names.all {
            heads.name(article, lexicon, grammar, name);
            if let (Some(role), true) = (name.role, name.person)
                && let Some(who) = names.known(article, name)
            {
                heads.role(article, grammar, Held::Person(who), role);
            }
        }
        for &k in noted.taken_up.iter().filter(|k| **k > 0) {
            if is_loose(article, grammar, k as usize) {
                let key = heads.key(article, grammar, k as usize);
                heads.loose.push(loose(key, k));
            }
        }
        heads.loose.sort_unstable();
        heads.body_at.sort_unstable();
        heads
    }

    /// The word under which a main word is kept: firms are companies, and a spokesman is a spokesperson.
    fn key(&self, article: &Article<'_>, grammar: &Grammar, head: usize) -> FormId {
        let form = article.tokens[head].form;
        let bits = grammar.features(form);
        let word = article.word(head);
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        if bits & f::CORPORATE != 0 || bits & f::INSTITUTION != 0 && (is("firm") || is("corporation")) {
            self.company
        } else if bits & f::SPOKES != 0 && word.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("spokes")) {
            self.spokesperson
        } else {
            form
        }
    }

    /// The body whose name has its main word there.
    fn body_with(&self, head: usize) -> Option<u32> {
        let at = self.body_at.partition_point(|b| (b.0 as usize) < head);
        self.body_at.get(at).filter(|b| b.0 as usize == head).map(|b| b.1)
    }

    fn hold(&mut self, key: FormId, holder: Holder) {
        let known = self.holders.entry(key).or_default();
        if known.len() < MOST && known.iter().all(|h| h.held != holder.held) {
            known.push(holder);
        }
    }

    /// Notes that somebody holds a role, under its main words: those before the first preposition.
    pub(super) fn role(&mut self, article: &Article<'_>, grammar: &Grammar, held: Held, role: TokenSpan) {
        for k in role.range() {
            let bits = grammar.features(article.tokens[k].form);
            if bits & (f::PREPOSITION | f::WH) != 0 {
                break;
            }
            if bits & f::ROLE != 0 && article.tokens.get(k + 1).is_none_or(|t| t.kind != TokenKind::Clitic) {
                let key = self.key(article, grammar, k);
                self.hold(key, Holder { held, words: role });
            }
        }
    }

    /// Notes a body by its name, and by the name with a noun behind it: `Harlan College`, `the Lind campaign`.
    fn name(&mut self, article: &Article<'_>, lexicon: &Lexicon, grammar: &Grammar, name: &Name) {
        let bits = |k: usize| grammar.features(article.tokens[k].form);
        let class = f::INSTITUTION | f::DOCUMENT;
        let (from, end) = (name.run.start as usize, name.run.end as usize);
        if !name.person && name.full {
            let of = (from..end).find(|&k| article.is_word(k, "of")).unwrap_or(end);
            let head = (from..of)
                .rev()
                .find(|&k| bits(k) & class != 0)
                .or_else(|| (bits(of - 1) & f::CORPORATE != 0).then_some(of - 1));
            let known =
                || listed(article, lexicon, grammar, grammar.metonyms(), from).is_some_and(|n| n == name.run.len());
            if let Some(head) = head
                && !known()
            {
                self.body(article, grammar, name.run, head);
            }
        }
        let mut k = end;
        let clitic = article.tokens.get(k).is_some_and(|t| t.kind == TokenKind::Clitic);
        k += usize::from(clitic);
        for k in k..k + 3 {
            let Some(t) = article.tokens.get(k).filter(|t| t.kind == TokenKind::Word && !t.capital()) else { break };
            let b = grammar.features(t.form);
            if b & class != 0 && b & f::PLURAL == 0 && !in_compound(article, grammar, k) {
                self.body(article, grammar, TokenSpan::new(from, k + 1), k);
                break;
            }
            if b & (f::FIRST_NOUN | f::FIRST_ADJECTIVE) == 0 || b & f::CLOSED != 0 {
                break;
            }
        }
    }

    fn body(&mut self, article: &Article<'_>, grammar: &Grammar, run: TokenSpan, head: usize) {
        if run.len() > LONGEST {
            return;
        }
        let key = self.key(article, grammar, head);
        let same = |b: &Body| {
            let (short, long) = if b.run.len() < run.len() { (b.run, run) } else { (run, b.run) };
            let says = |k: usize| {
                let small =
                    grammar.has(article.tokens[k].form, f::DETERMINER | f::PREPOSITION | f::CONJUNCTION | f::CORPORATE);
                small
                    || article.tokens[k].kind == TokenKind::Clitic
                    || long.range().any(|l| is_same_word(article, l, k))
            };
            short.range().all(says)
        };
        let known = self.holders.get(&key).map(SmallVec::as_slice).unwrap_or_default();
        let of_body = |h: &Holder| if let Held::Body(b) = h.held { Some(b) } else { None };
        let found = known.iter().filter_map(of_body).find(|b| same(&self.bodies[*b as usize]));
        let body = found.unwrap_or_else(|| {
            self.bodies.push(Body { run, head: head as u32, entry: None });
            let body = self.bodies.len() as u32 - 1;
            self.hold(key, Holder { held: Held::Body(body), words: run });
            body
        });
        let known = &mut self.bodies[body as usize];
        if known.run.len() < run.len() {
            (known.run, known.head) = (run, head as u32);
        }
        self.body_at.push((head as u32, body));
    }
}

/// A main word and where it stands as one number, quicker to sort by than two.
const fn loose(key: FormId, token: u32) -> u64 {
    (key.index() as u64) << 32 | token as u64
}

/// Whether a word may bring in somebody new: it is the main word of a phrase that is neither `the X` nor `its X`.
fn is_loose(article: &Article<'_>, grammar: &Grammar, k: usize) -> bool {
    let before = &article.tokens[k - 1];
    let bits = grammar.features(before.form);
    let brings = if bits & f::DETERMINER != 0 {
        !matches!(article.word(k - 1), "the" | "this" | "that" | "The" | "This" | "That")
    } else if bits & f::CLOSED != 0 {
        false
    } else {
        before.kind == TokenKind::Clitic
            || before.kind == TokenKind::Number
            || before.kind == TokenKind::Word && !before.capital() && bits & (f::FIRST_NOUN | f::ADJECTIVE) != 0
    };
    brings && !in_compound(article, grammar, k)
}

/// Whether a noun stands behind a word: `board` in `board members`.
fn in_compound(article: &Article<'_>, grammar: &Grammar, k: usize) -> bool {
    let next = article.tokens.get(k + 1).filter(|t| t.kind == TokenKind::Word && !t.capital());
    next.is_some_and(|t| grammar.has(t.form, f::FIRST_NOUN | TAKEN_UP) && !grammar.has(t.form, f::CLOSED))
}

impl Registry<'_> {
    /// The body whose name has its main word there.
    pub(super) fn body_at(&mut self, head: usize) -> Option<u32> {
        let body = self.heads.body_with(head)?;
        Some(self.body_entry(body, None))
    }

    /// The body that a phrase with a noun behind a name brings in: `the Lind campaign`.
    pub(super) fn body_in(&mut self, source: TokenSpan, head: usize) -> Option<u32> {
        let body = self.heads.body_with(head)?;
        Some(self.body_entry(body, Some(source)))
    }

    /// The body of that name.
    pub(super) fn body_named(&mut self, name: &Name) -> Option<u32> {
        let head = name.run.range().find(|&k| self.heads.body_with(k).is_some())?;
        self.body_at(head)
    }

    fn body_entry(&mut self, body: u32, source: Option<TokenSpan>) -> u32 {
        let Body { run, head, entry } = self.heads.bodies[body as usize];
        if let Some(entry) = entry {
            return entry;
        }
        let document = self.bits(head as usize) & f::INSTITUTION == 0 && self.bits(head as usize) & f::DOCUMENT != 0;
        let class = if document { SourceClass::Document } else { SourceClass::Institution };
        let entry = self.keyed(self.article.text(source.unwrap_or(run)), class);
        self.heads.bodies[body as usize].entry = Some(entry);
        entry
    }

    /// Notes what a source phrase introduces, for `the X` to take up.
    pub(super) fn introduce(&mut self, source: TokenSpan, head: usize, entry: u32) {
        let bits = self.bits(head);
        if bits & TAKEN_UP != 0 && bits & f::PLURAL == 0 {
            let key = self.heads.key(self.article, self.grammar, head);
            self.heads.hold(key, Holder { held: Held::Entry(entry), words: source });
        }
    }

    /// `the mayor`, `the school board`: the only one the story has introduced by that word and those before it, or else the
    /// one who has just spoken.
    pub(super) fn definite(&mut self, source: TokenSpan, head: usize) -> Option<u32> {
        let first = source.start as usize;
        let the = matches!(self.article.word(first), "the" | "The" | "this" | "This" | "that" | "That");
        let whose = self.bits(first) & f::POSSESSIVE != 0 && self.bits(head) & f::ROLE != 0;
        let bits = self.bits(head);
        if !(the || whose) || head + 1 != source.end as usize || bits & f::PLURAL != 0 || bits & TAKEN_UP == 0 {
            return None;
        }
        let key = self.heads.key(self.article, self.grammar, head);
        self.taken_up(key, TokenSpan::new(first + 1, head), head)
    }

    /// Who was introduced by a word, before it and with these words beside it.
    fn taken_up(&mut self, key: FormId, beside: TokenSpan, head: usize) -> Option<u32> {
        let article = self.article;
        let has = |words: TokenSpan, word: usize| words.range().any(|k| is_same_word(article, k, word));
        let limits = |word: usize| LIMITS.iter().any(|limit| limit.eq_ignore_ascii_case(article.word(word)));
        let wanted = match article.word(head) {
            w if w.eq_ignore_ascii_case("spokesman") => Some('m'),
            w if w.eq_ignore_ascii_case("spokeswoman") => Some('f'),
            _ => None,
        };
        let fits = |h: &Holder| {
            let (whole, gender) = match h.held {
                Held::Person(who) => (self.names.people[who as usize].run, self.names.people[who as usize].gender),
                Held::Body(body) => (self.heads.bodies[body as usize].run, '?'),
                Held::Entry(entry) => (h.words, self.gender[entry as usize]),
            };
            h.words.start < beside.start
                && beside.range().all(|k| has(h.words, k) || has(whole, k))
                && h.words.range().all(|k| !limits(k) || has(beside, k))
                && wanted.is_none_or(|w| gender == '?' || gender == w)
        };
        let fitting: Vec<Holder> = self.heads.holders.get(&key)?.iter().filter(|h| fits(h)).copied().collect();
        let of = |registry: &mut Self, h: Holder| match h.held {
            Held::Person(who) => registry.person(who),
            Held::Body(body) => registry.body_entry(body, None),
            Held::Entry(entry) => entry,
        };
        let entry = match fitting[..] {
            [] => return None,
            [one] => {
                let entry = of(self, one);
                let met = self.met[entry as usize].max(one.words.end);
                if key == self.heads.company && !self.last_named(one, head) {
                    return None;
                }
                let before = |k: u32| self.heads.loose.partition_point(|l| *l < loose(key, k));
                let newer = before(met) < before(head as u32);
                return (!newer).then_some(entry);
            }
            _ => self.last.as_ref().map(|last| last.who).filter(|_| self.just_spoke(head))?,
        };
        fitting.into_iter().any(|h| of(self, h) == entry).then_some(entry)
    }

    /// Whether no other name that may be a firm's stands nearer than the one that says it is: few say so.
    fn last_named(&self, one: Holder, head: usize) -> bool {
        let Held::Body(body) = one.held else { return true };
        let first = self.heads.bodies[body as usize].run.start as usize;
        let person = |n: &Name| {
            let who = self.names.known(self.article, n).map(|who| self.names.people[who as usize]);
            n.person && who.is_some_and(|p| p.entry.is_some() || p.role.is_some() || p.gender != '?')
        };
        let mut before = self.names.all[..self.names.before(head)].iter().rev().take(MOST);
        before.find(|n| !person(n)).is_some_and(|n| is_same_word(self.article, n.run.start as usize, first))
    }

    /// Notes for whom a spokesperson speaks: `a spokesman for the board`, `the board's spokesman`, `a board spokesman`.
    pub(super) fn speaks_for(&mut self, entry: u32, head: usize) {
        if let Some(whose) = self.principal(head).filter(|&whose| whose != entry) {
            self.entries[entry as usize].speaks_for.get_or_insert(whose);
        }
        let gender = match self.article.word(head) {
            w if w.eq_ignore_ascii_case("spokesman") => 'm',
            w if w.eq_ignore_ascii_case("spokeswoman") => 'f',
            _ => return,
        };
        self.gender[entry as usize] = gender;
    }

    fn principal(&mut self, head: usize) -> Option<u32> {
        let article = self.article;
        let sentence = article.sentence(head).tokens.range();
        let noun = |k: usize| {
            let t = &article.tokens[k];
            let b = self.grammar.features(t.form);
            t.kind == TokenKind::Word
                && (t.capital() && b & NO_NAME == 0
                    || b & f::CLOSED == 0
                        && b & (f::FIRST_NOUN | f::FIRST_ADJECTIVE | f::INSTITUTION | f::ROLE | f::OUTLET) != 0)
        };
        let after = article.tokens.get(head + 1).filter(|_| head + 2 < sentence.end).map(|_| article.word(head + 1));
        if let Some("for" | "of" | "at" | "with" | "from") = after {
            let from = head + 2;
            let mut end = from + usize::from(self.bits(from) & (f::DETERMINER | f::POSSESSIVE) != 0);
            let first = end;
            let mut main = None;
            while end < sentence.end {
                let of = article.is_word(end, "of") && end > first && end + 1 < sentence.end;
                if of {
                    main = main.or(Some(end - 1));
                    end += 1 + usize::from(self.bits(end + 1) & f::DETERMINER != 0);
                } else if noun(end) || article.tokens[end].kind == TokenKind::Clitic {
                    end += 1;
                } else {
                    break;
                }
            }
            let end = end.min(sentence.end);
            return (end > first).then(|| self.entry(TokenSpan::new(from, end), main.unwrap_or(end - 1) as u32));
        }
        let clitic = head > sentence.start && article.tokens[head - 1].kind == TokenKind::Clitic;
        let end = head - usize::from(clitic);
        let mut from = end;
        while from > sentence.start && noun(from - 1) {
            from -= 1;
        }
        if from == end {
            return None;
        }
        let last = self.bits(end - 1);
        if !article.tokens[end - 1].capital() && last & (f::INSTITUTION | f::ROLE | f::OUTLET) == 0 {
            return None;
        }
        if clitic {
            let from =
                from - usize::from(from > sentence.start && self.bits(from - 1) & (f::DETERMINER | f::POSSESSIVE) != 0);
            return Some(self.entry(TokenSpan::new(from, end), end as u32 - 1));
        }
        if end - from == 1 && last & f::INSTITUTION != 0 {
            // `a company spokesman`: the company.
            let key = self.heads.key(article, self.grammar, end - 1);
            return self.taken_up(key, TokenSpan::new(end - 1, end - 1), end - 1);
        }
        if last & f::ROLE != 0 {
            return None;
        }
        Some(self.entry(TokenSpan::new(from, end), end as u32 - 1))
    }
}
