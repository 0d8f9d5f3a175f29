//! Tree to program, and the bank of all programs with its index: a pattern is tried only in sentences that hold one of
//! its rarest words. Owns instructions and index; does not run them.

use super::look::{self, Test, shape, shape_of};
use super::parse::Node;
use super::stock::{Codes, Eager, Named, Stock, Tables, Used};
use super::{Class, WordClasses};
use crate::lexicon::{FormId, Inflect, Lexicon, LexiconBuilder, ListId};
use crate::table::{Rest, Row, row};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::ops::Range;

/// Patterns that are asked about together: the guards of one place of one rule, say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

impl GroupId {
    /// One bit of 63 for the group, shared with others: to rule groups out at a glance.
    pub(super) const fn sign(self) -> u64 {
        1 << (self.0 % 63)
    }
}

row!(GroupId { 0: Rest::u32 });

/// What cannot be compiled, at which byte of the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFault {
    /// Byte offset in the pattern's text.
    pub at: usize,
    /// The name of the list that does not exist.
    pub list: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) enum Inst {
    /// One token of a set.
    One(Set),
    /// An entry of one of these; with the signs of all of them.
    Lists(Box<[ListId]>, u64),
    /// A class that may take several tokens.
    Wide(Class),
    Mark(char),
    /// One token that none of these matches.
    Not(Box<[Inst]>),
    /// Go on at the first, or else at the second.
    Split(u16, u16),
    Jump(u16),
    Open,
    Close,
    Start,
    End,
    ClauseEnd,
    Match,
}

/// Tokens of some shape or with one of some forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Set {
    pub(super) shape: u64,
    /// [`look::signs`] of `forms`.
    pub(super) signs: u64,
    /// Sorted.
    pub(super) forms: Box<[FormId]>,
}

impl Set {
    fn of_shape(shape: u64) -> Self {
        Self { shape, ..Self::default() }
    }

    fn of_forms(forms: Vec<FormId>) -> Self {
        Self { shape: 0, signs: look::signs(&forms), forms: forms.into() }
    }

    fn or(self, other: &Self) -> Self {
        let mut forms = self.forms.into_vec();
        forms.extend_from_slice(&other.forms);
        forms.sort_unstable();
        forms.dedup();
        Self { shape: self.shape | other.shape, ..Self::of_forms(forms) }
    }
}

/// What the token must show that each way of a [`Inst::Split`] takes first; nothing where it may take none.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Fork {
    pub(super) first: Option<Test>,
    pub(super) second: Option<Test>,
}

/// What is looked at before a pattern is run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// What its first tokens must show, for as many of them as every match has; else anything.
    pub(super) ahead: [Test; AHEAD],
    pub(super) looks: u8,
    /// A class of several tokens that every match begins with, and what the token behind it must show.
    pub(super) behind: Option<(Class, Test)>,
    /// What some token behind the first ones must show, where that is rare.
    pub(super) later: Option<Test>,
    /// Most tokens that a match takes.
    pub(super) longest: u16,
}

/// One compiled pattern, to run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) insts: Box<[Inst]>,
    /// The lists, where it is an entry of one of them and nothing else.
    pub(super) entry: Option<Box<[ListId]>>,
    /// For each instruction where several ways part, their number among such; else [`STRAIGHT`].
    pub(super) parts: Box<[u16]>,
    /// By that number.
    pub(super) forks: Box<[Fork]>,
}

/// As many tokens are looked at before a pattern is run.
const AHEAD: usize = 3;
/// A word that fewer bits of 64 stand for than these is worth looking for.
const RARE: u32 = 12;
/// No ways part here.
pub(super) const STRAIGHT: u16 = u16::MAX;

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Key {
    Form(FormId),
    Forms(Vec<FormId>),
    Lists(Vec<ListId>),
}

/// A word the pattern cannot do without, and how many tokens may stand before it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Needed {
    key: Key,
    before: usize,
    cost: usize,
}

/// Entry of the index: a pattern, and how many tokens before its key word it may begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Keyed {
    /// The group that asks, where patterns are looked for only on demand.
    pub(super) group: GroupId,
    pub(super) program: u32,
    pub(super) before: u16,
}

/// Longest stretch, in tokens, that one pattern looks at.
pub(super) const REACH: usize = 160;
/// What an atom of several tokens is taken to be at most when the index looks back over it.
const WIDE: usize = 12;

/// One pattern as its rule has it.
#[derive(Debug)]
struct Use {
    group: GroupId,
    eager: bool,
    pattern: Compiled,
}

/// Where a compiled pattern is.
#[derive(Debug)]
enum Compiled {
    /// In stock, by number.
    Stock(u32),
    /// Among the builder's own programs, and what it cannot do without.
    Own(u32, Option<Vec<Needed>>),
}

/// Collects patterns until the lexicon is frozen.
#[derive(Debug, Default)]
pub struct BankBuilder {
    stock: Stock,
    /// With the most tokens that a match takes.
    programs: Vec<(Code, usize)>,
    /// Rules share patterns: each is compiled once.
    numbers: FxHashMap<Box<[Inst]>, u32>,
    uses: Vec<Use>,
    groups: u32,
    /// Forms of lemmas met so far, sorted.
    inflected: FxHashMap<String, Box<[FormId]>>,
}

impl BankBuilder {
    /// One that has patterns in stock.
    pub fn with(stock: Stock) -> Self {
        let uses = Vec::with_capacity(stock.uses.len());
        Self { stock, uses, ..Self::default() }
    }

    /// Adds a pattern that is in stock; false if none is, or its lists are others now.
    pub fn add_ready(
        &mut self,
        group: GroupId,
        text: &str,
        eager: bool,
        resolve: &dyn Fn(&str) -> Option<Vec<ListId>>,
    ) -> bool {
        let Some(number) = self.stock.number(text) else { return false };
        let fits = self.stock.lists_of(number).all(|(name, lists)| resolve(name).as_ref() == Some(lists));
        if fits {
            self.uses.push(Use { group, eager, pattern: Compiled::Stock(number) });
        }
        fits
    }

    /// A new group.
    pub fn group(&mut self) -> GroupId {
        self.groups += 1;
        GroupId(self.groups - 1)
    }

    /// Adds a pattern to a group. `eager` patterns are looked for in every article, others only where a check asks.
    ///
    /// # Errors
    /// The list that `resolve` does not know.
    pub fn add(
        &mut self,
        group: GroupId,
        node: &Node,
        eager: bool,
        words: &mut LexiconBuilder,
        resolve: &dyn Fn(&str) -> Option<Vec<ListId>>,
    ) -> Result<(), PatternFault> {
        let mut emit = Emit { insts: Vec::new(), words, resolve, known: &mut self.inflected };
        emit.node(node)?;
        emit.insts.push(Inst::Match);
        let needs = emit.needed(node)?;
        let next = self.programs.len() as u32;
        let insts = emit.insts.into_boxed_slice();
        let program = match self.numbers.entry(insts) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                self.programs.push((Code::new(place.key().clone()), longest(node)));
                *place.insert(next)
            }
        };
        self.uses.push(Use { group, eager, pattern: Compiled::Own(program, needs) });
        Ok(())
    }

    /// Freezes the bank: as it is in stock, where neither patterns nor words are others.
    pub fn build(mut self, lexicon: &Lexicon, classes: WordClasses) -> Bank {
        let used = self.uses.iter().map(|one| match one.pattern {
            Compiled::Stock(pattern) => Some(Used { group: one.group, pattern, eager: one.eager }),
            Compiled::Own(..) => None,
        });
        let same = lexicon.is_stored() && used.eq(self.stock.uses.iter().copied().map(Some));
        // A group may have no pattern.
        let groups = self.groups as usize;
        let ready = self.stock.tables.take_if(|tables| same && tables.by_group.len() == groups);
        let tables = ready.unwrap_or_else(|| self.tables(lexicon));
        Bank {
            groups: (0..groups).map(|group| Group::of(&tables, group)).collect(),
            tables,
            forms: look::Forms::new(lexicon.forms()),
            asking: look::Forms::new(lexicon.forms()),
            classes,
        }
    }

    /// The files of the stock of all patterns so far. `texts` are theirs in the order in which they were added, each with the
    /// lists it names.
    pub fn into_files(self, texts: &[(&str, Named)], lexicon: &Lexicon) -> Vec<(String, Vec<u8>)> {
        let one = |one: &Use| match &one.pattern {
            Compiled::Own(program, needs) => (one.group, one.eager, *program, needs.clone()),
            Compiled::Stock(_) => unreachable!("the stock is made of patterns that were in none"),
        };
        let uses: Vec<_> = self.uses.iter().map(one).collect();
        super::stock::files(texts, uses, &self.tables(lexicon))
    }

    fn tables(self, lexicon: &Lexicon) -> Tables {
        let Self { stock, programs: own, uses, groups, .. } = self;
        let needs_in_stock = stock.needs();
        let mut own: Vec<Option<(Code, usize)>> = own.into_iter().map(Some).collect();
        // By the number in stock or among its own: that in the bank.
        let mut taken: FxHashMap<(bool, u32), u32> = FxHashMap::default();
        let (mut heads, mut codes): (Vec<Head>, Vec<Code>) = (Vec::new(), Vec::new());
        let (mut eager, mut lazy) = (Raw::default(), Raw::default());
        let (mut by_group, mut groups_of) = (Vec::new(), Vec::new());
        let mut swept = FxHashSet::default();
        for (number, one) in (0u32..).zip(&uses) {
            let (place, needs) = match &one.pattern {
                Compiled::Stock(pattern) => {
                    ((true, stock.program(*pattern)), needs_in_stock[*pattern as usize].as_deref())
                }
                Compiled::Own(program, needs) => ((false, *program), needs.as_deref()),
            };
            let next = heads.len() as u32;
            let program = *taken.entry(place).or_insert(next);
            if program == next {
                let own = if place.0 { None } else { own[place.1 as usize].take() };
                let (code, longest) = own.or_else(|| stock.code(place.1)).expect("a use has its program");
                heads.push(Head::new(&code.insts, longest, lexicon));
                codes.push(code);
            }
            by_group.push((one.group, program));
            if one.eager {
                groups_of.push((program, Eager { group: one.group, number }));
                if swept.insert(program) {
                    eager.add((program, one.group), needs, heads[program as usize].gate(), lexicon);
                }
            } else {
                lazy.add((program, one.group), needs, (Gate::Open, 0), lexicon);
            }
        }
        Tables {
            by_group: Table::new(groups as usize, &by_group, |group| group.0 as usize),
            groups_of: Table::new(heads.len(), &groups_of, |program| program as usize),
            heads: heads.into(),
            codes: Codes::of(codes),
            eager: eager.freeze(lexicon),
            lazy: lazy.freeze(lexicon),
        }
    }
}

/// Where patterns are tried that have no word of their own, or only a common one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// At any token.
    Open,
    /// At numbers.
    Number,
    /// At words with a capital.
    Capital,
}

impl Gate {
    pub(super) const NUMBER: u64 = shape::NUMBER | shape::DIGITS | shape::YEAR | shape::CURRENCY;
    pub(super) const CAPITAL: u64 = shape::CAP | shape::NAME | shape::MONTH | shape::DAY;
}

impl Code {
    fn new(insts: Box<[Inst]>) -> Self {
        let mut scout = Scout::new(&insts);
        let mut parts = vec![STRAIGHT; insts.len()];
        let mut forks = Vec::new();
        for (pc, inst) in insts.iter().enumerate() {
            let fork = match inst {
                Inst::Split(first, second) => Fork { first: scout.test([*first]), second: scout.test([*second]) },
                Inst::Lists(..) => Fork::default(),
                _ => continue,
            };
            parts[pc] = forks.len() as u16;
            forks.push(fork);
        }
        let entry = match &*insts {
            [Inst::Lists(lists, _), Inst::Match] | [Inst::Open, Inst::Lists(lists, _), Inst::Close, Inst::Match] => {
                Some(lists.clone())
            }
            _ => None,
        };
        Self { entry, parts: parts.into(), forks: forks.into(), insts }
    }
}

impl Head {
    fn new(insts: &[Inst], longest: usize, lexicon: &Lexicon) -> Self {
        let mut scout = Scout::new(insts);
        // Where it is left open what the first tokens are, all of them will do.
        let mut ahead = [Test { shape: shape::ANY, ..Test::default() }; AHEAD];
        let mut looks = 0;
        let mut at = vec![0u16];
        let mut early = Vec::new();
        while looks < AHEAD {
            let Some(test) = scout.test(at.iter().copied()) else { break };
            ahead[looks] = test;
            looks += 1;
            scout.each(at.iter().copied(), |pc, _| early.push(pc));
            // What takes no certain number of tokens leaves the next ones open.
            let Some(next) = scout.next(&at, lexicon) else { break };
            at = next;
        }
        let behind = scout.wide().and_then(|(pc, class)| Some((class, scout.test([pc + 1])?)));
        let later = scout.later(&early);
        Self { ahead, looks: looks as u8, behind, later, longest: longest.min(REACH) as u16 }
    }

    /// The next of a file.
    pub(crate) const fn read(rest: &mut Rest<'_>) -> Self {
        let mut ahead = [Test { shape: 0, form: 0, lists: 0 }; AHEAD];
        let mut at = 0;
        while at < AHEAD {
            ahead[at] = Test::read(rest);
            at += 1;
        }
        let looks = rest.u8();
        let behind = if rest.bool() { Some((Class::ALL[rest.u8() as usize], Test::read(rest))) } else { None };
        let later = if rest.bool() { Some(Test::read(rest)) } else { None };
        Self { ahead, looks, behind, later, longest: rest.u16() }
    }

    /// The rarest sort of token that every match has at a place of its own, and how many tokens stand before that.
    fn gate(&self) -> (Gate, u16) {
        let within = |test: &Test, mask: u64| test.form == 0 && test.lists == 0 && test.shape & !mask == 0;
        let tests = &self.ahead[..usize::from(self.looks)];
        if let Some(at) = tests.iter().position(|test| within(test, Gate::NUMBER)) {
            return (Gate::Number, at as u16);
        }
        match tests.first() {
            Some(first) if within(first, Gate::CAPITAL) => (Gate::Capital, 0),
            _ => (Gate::Open, 0),
        }
    }
}

impl Inst {
    /// What the first token must show that the instruction takes; `None` for one that takes no token.
    fn test(&self) -> Option<Test> {
        Some(match self {
            Self::One(set) => Test { shape: set.shape, form: set.signs, lists: 0 },
            Self::Lists(_, signs) => Test { lists: *signs, ..Test::default() },
            Self::Wide(class) => Test { shape: shape_of(*class), ..Test::default() },
            Self::Mark(_) => Test { shape: shape::PUNCT, ..Test::default() },
            Self::Not(_) => Test { shape: shape::ANY, ..Test::default() },
            _ => return None,
        })
    }

    /// The class it takes, where that may be several tokens.
    const fn wide(&self) -> Option<Class> {
        if let Self::Wide(class) = self { Some(*class) } else { None }
    }
}

impl Row for Head {
    fn leave(&self, into: &mut Vec<u8>) {
        self.ahead.iter().for_each(|test| test.leave(into));
        self.looks.leave(into);
        self.behind.is_some().leave(into);
        if let Some((class, test)) = &self.behind {
            (*class as u8).leave(into);
            test.leave(into);
        }
        self.later.is_some().leave(into);
        if let Some(test) = &self.later {
            test.leave(into);
        }
        self.longest.leave(into);
    }
}

/// Walks a program without a text.
struct Scout<'p> {
    insts: &'p [Inst],
    seen: Vec<u32>,
    round: u32,
    stack: Vec<u16>,
}

impl<'p> Scout<'p> {
    fn new(insts: &'p [Inst]) -> Self {
        Self { insts, seen: vec![0; insts.len()], round: 0, stack: Vec::new() }
    }

    /// Calls `take` with each instruction that may take the next token; false if none may need to.
    fn each(&mut self, from: impl IntoIterator<Item = u16>, mut take: impl FnMut(u16, &Inst)) -> bool {
        self.round += 1;
        self.stack.clear();
        self.stack.extend(from);
        while let Some(pc) = self.stack.pop() {
            if std::mem::replace(&mut self.seen[usize::from(pc)], self.round) == self.round {
                continue;
            }
            match &self.insts[usize::from(pc)] {
                Inst::Split(first, second) => self.stack.extend([*first, *second]),
                Inst::Jump(to) => self.stack.push(*to),
                Inst::Open | Inst::Close | Inst::Start | Inst::End | Inst::ClauseEnd => self.stack.push(pc + 1),
                Inst::Match => return false,
                inst => take(pc, inst),
            }
        }
        true
    }

    /// What the next token must show; `None` where a match may end before it.
    fn test(&mut self, from: impl IntoIterator<Item = u16>) -> Option<Test> {
        let mut all = Test::default();
        self.each(from, |_, inst| all = all.or(inst.test().unwrap_or_default())).then_some(all)
    }

    /// The one instruction that every match begins with, where it takes a class of several tokens.
    fn wide(&mut self) -> Option<(u16, Class)> {
        let mut all = Vec::new();
        let takes = self.each([0], |pc, inst| all.push((pc, inst.wide())));
        match all[..] {
            [(pc, Some(class))] if takes => Some((pc, class)),
            _ => None,
        }
    }

    /// The rarest word that every match has behind its first tokens, which `early` take.
    fn later(&mut self, early: &[u16]) -> Option<Test> {
        let insts = self.insts;
        let word = |(pc, inst): (usize, &Inst)| {
            let test = inst.test().filter(|test| test.shape == 0)?;
            Some((test, pc as u16, (test.form | test.lists).count_ones()))
        };
        let mut words: Vec<_> =
            insts.iter().enumerate().filter_map(word).filter(|(_, _, bits)| *bits <= RARE).collect();
        words.retain(|(_, pc, _)| !early.contains(pc));
        words.sort_by_key(|(_, _, bits)| *bits);
        words.into_iter().find(|(_, pc, _)| !self.ends_without(*pc)).map(|(test, ..)| test)
    }

    /// Whether some match goes by an instruction.
    fn ends_without(&mut self, without: u16) -> bool {
        self.round += 1;
        self.stack.clear();
        self.stack.push(0);
        while let Some(pc) = self.stack.pop() {
            if pc == without || std::mem::replace(&mut self.seen[usize::from(pc)], self.round) == self.round {
                continue;
            }
            match &self.insts[usize::from(pc)] {
                Inst::Split(first, second) => self.stack.extend([*first, *second]),
                Inst::Jump(to) => self.stack.push(*to),
                Inst::Match => return true,
                _ => self.stack.push(pc + 1),
            }
        }
        false
    }

    /// The places one token on; `None` where some instruction may take more than one.
    fn next(&mut self, from: &[u16], lexicon: &Lexicon) -> Option<Vec<u16>> {
        let mut all = Vec::new();
        let mut single = true;
        self.each(from.iter().copied(), |pc, inst| {
            single &= match inst {
                Inst::Wide(_) => false,
                Inst::Lists(lists, _) => !lists.iter().any(|list| lexicon.has_phrases(*list)),
                _ => true,
            };
            all.push(pc + 1);
        });
        single.then_some(all)
    }
}

/// What an [`Index`] is made from.
#[derive(Debug, Default)]
struct Raw {
    forms: Vec<(FormId, Keyed)>,
    lists: Vec<(ListId, Keyed)>,
    open: Vec<Keyed>,
    numbers: Vec<Keyed>,
    capitals: Vec<Keyed>,
}

impl Raw {
    fn add(
        &mut self,
        (program, group): (u32, GroupId),
        needs: Option<&[Needed]>,
        (gate, before): (Gate, u16),
        lexicon: &Lexicon,
    ) {
        // A number is rarer than the common words.
        let needs = needs.filter(|needs| gate != Gate::Number || needs.iter().all(|need| need.cost < COMMON));
        let Some(needs) = needs else {
            let all = match gate {
                Gate::Open => &mut self.open,
                Gate::Number => &mut self.numbers,
                Gate::Capital => &mut self.capitals,
            };
            all.push(Keyed { group, program, before });
            return;
        };
        for need in needs {
            let keyed = Keyed { group, program, before: need.before.min(REACH) as u16 };
            match &need.key {
                Key::Form(form) => self.forms.push((*form, keyed)),
                Key::Forms(forms) => self.forms.extend(forms.iter().map(|f| (*f, keyed))),
                Key::Lists(lists) => {
                    for &list in lists {
                        self.lists.push((list, keyed));
                        self.forms.extend(lexicon.singles(list).iter().map(|form| (*form, keyed)));
                    }
                }
            }
        }
    }

    fn freeze(self, lexicon: &Lexicon) -> Index {
        Index {
            forms: Table::new(lexicon.forms(), &self.forms, FormId::index),
            lists: Table::new(lexicon.lists(), &self.lists, ListId::index),
            open: self.open.into(),
            numbers: self.numbers.into(),
            capitals: self.capitals.into(),
        }
    }
}

row!(Keyed { group: GroupId::read, program: Rest::u32, before: Rest::u16 });

/// Entries by number, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Table<T: Clone + 'static> {
    /// Where each number's entries begin; one longer than there are numbers.
    pub(crate) starts: Cow<'static, [u32]>,
    pub(crate) entries: Cow<'static, [T]>,
}

impl<T: Copy + Default> Table<T> {
    /// Entries of one number stay in their order.
    fn new<K: Copy>(numbers: usize, all: &[(K, T)], number: impl Fn(K) -> usize) -> Self {
        let mut starts = vec![0; numbers + 1];
        for (key, _) in all {
            starts[number(*key) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut entries = vec![T::default(); all.len()];
        let mut next = starts.clone();
        for (key, entry) in all {
            let at = &mut next[number(*key)];
            entries[*at as usize] = *entry;
            *at += 1;
        }
        Self { starts: starts.into(), entries: entries.into() }
    }

    pub(super) fn of(&self, number: usize) -> &[T] {
        if number + 1 >= self.starts.len() {
            return &[];
        }
        &self.entries[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }
}

/// Which programs to try where.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// By a word they need.
    pub(crate) forms: Table<Keyed>,
    /// By a list of which they need an entry: for its phrases. Its words are among the forms.
    pub(crate) lists: Table<Keyed>,
    /// Those without such a word, wherever their first tokens allow.
    pub(crate) open: Cow<'static, [Keyed]>,
    pub(crate) numbers: Cow<'static, [Keyed]>,
    pub(crate) capitals: Cow<'static, [Keyed]>,
}

impl Index {
    /// The bits of tokens at which patterns are tried that have no word of their own.
    pub(super) fn gates(&self) -> u64 {
        let gate = |programs: &[Keyed], bits: u64| if programs.is_empty() { 0 } else { bits };
        gate(&self.numbers, Gate::NUMBER) | gate(&self.capitals, Gate::CAPITAL) | gate(&self.open, shape::ANY)
    }
}

/// What is known of the patterns of one group together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Those of [`Bank::lazy`] that need no word: a run of [`Index::open`], where groups stand in their order.
    pub(super) open: Range<usize>,
    /// Each match is one word.
    pub(super) words: bool,
}

impl Group {
    fn of(tables: &Tables, group: usize) -> Self {
        let open = &tables.lazy.open;
        let at = |keyed: &Keyed| keyed.group.0 as usize;
        Self {
            open: open.partition_point(|keyed| at(keyed) < group)..open.partition_point(|keyed| at(keyed) <= group),
            words: tables.by_group.of(group).iter().all(|&program| tables.heads[program as usize].longest == 1),
        }
    }
}

/// All compiled patterns.
#[derive(Debug)]
pub struct Bank {
    tables: Tables,
    /// By number.
    groups: Vec<Group>,
    /// What a word of each form is.
    pub(super) forms: look::Forms,
    asking: look::Forms,
    pub(super) classes: WordClasses,
}

impl std::ops::Deref for Bank {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        &self.tables
    }
}

impl Bank {
    /// Number of groups.
    pub(super) fn groups(&self) -> usize {
        self.by_group.len()
    }

    /// Number of programs.
    pub(super) fn programs(&self) -> usize {
        self.heads.len()
    }

    /// Whether it was taken from the stock whole.
    #[cfg(test)]
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self.heads, Cow::Borrowed(_))
    }

    /// What is known of a group.
    pub(super) fn group(&self, group: GroupId) -> &Group {
        &self.groups[group.0 as usize]
    }

    /// What to look at before a program is run.
    pub(super) fn head(&self, program: u32) -> &Head {
        &self.heads[program as usize]
    }

    /// A program to run.
    pub(super) fn code(&self, program: u32) -> &Code {
        self.codes.get(program)
    }

    /// The signs of all groups that ask for a form.
    pub(super) fn asking(&self, form: FormId) -> u64 {
        match self.asking.of(form) {
            0 => self.keep_asking(form),
            known => known,
        }
    }

    #[cold]
    fn keep_asking(&self, form: FormId) -> u64 {
        let all = self.lazy.forms.of(form.index()).iter();
        self.asking.keep(form, all.fold(0, |signs, keyed| signs | keyed.group.sign()))
    }

    /// The closed classes of words.
    pub const fn classes(&self) -> &WordClasses {
        &self.classes
    }
}

struct Emit<'a> {
    insts: Vec<Inst>,
    words: &'a mut LexiconBuilder,
    resolve: &'a dyn Fn(&str) -> Option<Vec<ListId>>,
    known: &'a mut FxHashMap<String, Box<[FormId]>>,
}

impl Emit<'_> {
    fn here(&self) -> u16 {
        u16::try_from(self.insts.len()).unwrap_or(u16::MAX)
    }

    fn node(&mut self, node: &Node) -> Result<(), PatternFault> {
        match node {
            Node::Seq(items) => items.iter().try_for_each(|n| self.node(n))?,
            Node::Alt(_) => {
                let ways = self.ways(node)?;
                let mut ends = Vec::new();
                for (i, way) in ways.iter().enumerate() {
                    let split = self.insts.len();
                    let last = i + 1 == ways.len();
                    if !last {
                        self.insts.push(Inst::Match);
                    }
                    match way {
                        Way::One(set) => self.insts.push(Inst::One(set.clone())),
                        Way::Node(node) => self.node(node)?,
                    }
                    if !last {
                        ends.push(self.insts.len());
                        self.insts.push(Inst::Match);
                        self.insts[split] = Inst::Split(split as u16 + 1, self.here());
                    }
                }
                let end = self.here();
                for at in ends {
                    self.insts[at] = Inst::Jump(end);
                }
            }
            Node::Braces(inner) => {
                self.insts.push(Inst::Open);
                self.node(inner)?;
                self.insts.push(Inst::Close);
            }
            Node::Repeat(inner, least, most) => {
                for _ in 0..*least {
                    self.node(inner)?;
                }
                let mut splits = Vec::new();
                for _ in *least..*most {
                    splits.push(self.insts.len());
                    self.insts.push(Inst::Match);
                    self.node(inner)?;
                }
                let end = self.here();
                for at in splits {
                    self.insts[at] = Inst::Split(at as u16 + 1, end);
                }
            }
            Node::Gap(n) => {
                let first = self.insts.len();
                for _ in 0..*n {
                    self.insts.push(Inst::Match);
                    self.insts.push(Inst::One(Set::of_shape(shape::ANY)));
                }
                let end = self.here();
                for i in 0..usize::from(*n) {
                    let at = first + 2 * i;
                    self.insts[at] = Inst::Split(end, at as u16 + 1);
                }
            }
            Node::Start => self.insts.push(Inst::Start),
            Node::End => self.insts.push(Inst::End),
            Node::Class(Class::Np) => self.node(&noun_phrase())?,
            Node::Class(Class::ClauseEnd) => self.insts.push(Inst::ClauseEnd),
            one => {
                let inst = self.one(one)?;
                self.insts.push(inst);
            }
        }
        Ok(())
    }

    /// The ways through an alternative; neighbours that take one token each are one way.
    fn ways<'n>(&mut self, node: &'n Node) -> Result<Vec<Way<'n>>, PatternFault> {
        let mut ways: Vec<Way<'n>> = Vec::new();
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            if let Node::Alt(items) = node {
                stack.extend(items.iter().rev());
                continue;
            }
            let one = match node {
                Node::Word(_) | Node::Inflected(_) | Node::Class(_) | Node::Mark(_) if takes_one(node) => {
                    Some(self.one(node)?)
                }
                _ => None,
            };
            match (one, ways.last_mut()) {
                (Some(Inst::One(set)), Some(Way::One(before))) => *before = std::mem::take(before).or(&set),
                (Some(Inst::One(set)), _) => ways.push(Way::One(set)),
                _ => ways.push(Way::Node(node)),
            }
        }
        Ok(ways)
    }

    /// An instruction that takes at least one token.
    fn one(&mut self, node: &Node) -> Result<Inst, PatternFault> {
        Ok(match node {
            Node::Word(w) if w == "'s" || w == "’s" => Inst::One(Set::of_shape(shape::CLITIC)),
            Node::Word(w) => Inst::One(Set::of_forms(vec![self.words.intern(w)])),
            Node::Inflected(w) => Inst::One(Set::of_forms(self.inflected(w))),
            Node::List(name, at) => {
                let lists = self.lists(name, *at)?;
                let signs = lists.iter().fold(0, |signs, list| signs | list.sign());
                Inst::Lists(lists.into(), signs)
            }
            Node::Class(class) if class.is_single() => Inst::One(Set::of_shape(shape_of(*class))),
            Node::Class(class) => Inst::Wide(*class),
            Node::Mark('"') => Inst::One(Set::of_shape(shape::QUOTE)),
            Node::Mark('-') => Inst::One(Set::of_shape(shape::DASH)),
            Node::Mark(',') => Inst::One(Set::of_shape(shape::COMMA)),
            Node::Mark(c) => Inst::Mark(*c),
            Node::Not(inner) => Inst::Not(self.flat(inner)?.into()),
            _ => unreachable_node(),
        })
    }

    fn flat(&mut self, node: &Node) -> Result<Vec<Inst>, PatternFault> {
        match node {
            Node::Alt(items) => {
                Ok(items.iter().map(|n| self.flat(n)).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
            }
            one => Ok(vec![self.one(one)?]),
        }
    }

    fn inflected(&mut self, lemma: &str) -> Vec<FormId> {
        if let Some(forms) = self.known.get(lemma) {
            return forms.to_vec();
        }
        let mut forms = Vec::with_capacity(8);
        for how in [Inflect::Verb, Inflect::Noun] {
            self.words.intern_forms(lemma, how, &mut |form, _| forms.push(form));
        }
        forms.sort_unstable();
        forms.dedup();
        self.known.insert(lemma.to_owned(), forms.clone().into());
        forms
    }

    fn lists(&self, name: &str, at: usize) -> Result<Vec<ListId>, PatternFault> {
        (self.resolve)(name).ok_or_else(|| PatternFault { at, list: name.to_owned() })
    }

    /// The rarest thing each way through the pattern must hold; `None` if some way needs no word at all.
    fn needed(&mut self, node: &Node) -> Result<Option<Vec<Needed>>, PatternFault> {
        Ok(match node {
            Node::Word(w) if w != "'s" && w != "’s" => {
                let form = self.words.intern(w);
                Some(vec![Needed { key: Key::Form(form), before: 0, cost: if is_common(w) { COMMON } else { 1 } }])
            }
            Node::Inflected(w) => {
                let forms = self.inflected(w);
                let cost = if matches!(w.as_str(), "be" | "have" | "do" | "will") { 5000 } else { 4 };
                Some(vec![Needed { key: Key::Forms(forms), before: 0, cost }])
            }
            Node::List(name, at) => {
                let lists = self.lists(name, *at)?;
                Some(vec![Needed { key: Key::Lists(lists), before: 0, cost: 200 }])
            }
            Node::Braces(inner) => self.needed(inner)?,
            Node::Repeat(inner, least, _) if *least > 0 => self.needed(inner)?,
            Node::Alt(items) => {
                let mut all = Vec::new();
                for item in items {
                    match self.needed(item)? {
                        Some(needs) => all.extend(needs),
                        None => return Ok(None),
                    }
                }
                Some(all)
            }
            Node::Seq(items) => {
                let mut best: Option<(usize, Vec<Needed>)> = None;
                let mut before = 0;
                for item in items {
                    if let Some(mut needs) = self.needed(item)? {
                        let cost = needs.iter().map(|n| n.cost).sum();
                        if best.as_ref().is_none_or(|(c, _)| cost < *c) {
                            for need in &mut needs {
                                need.before += before;
                            }
                            best = Some((cost, needs));
                        }
                    }
                    before += longest(item);
                }
                best.map(|(_, needs)| needs)
            }
            _ => None,
        })
    }
}

/// `one` is only called for nodes that take tokens; the parser admits no others where it is.
fn unreachable_node() -> Inst {
    Inst::Not(Box::new([]))
}

/// What a common word costs as a key.
const COMMON: usize = 4000;

fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "the", "a", "an", "of", "in", "to", "and", "on", "for", "by", "with", "at", "from", "as", "that", "is", "was",
        "are", "were", "be", "been", "has", "have", "had", "it", "he", "she", "they", "his", "her", "their", "its",
        "this", "not", "who", "which", "will", "said", "but", "or", "no",
    ];
    word.len() <= 5 && COMMON.iter().any(|common| common.eq_ignore_ascii_case(word))
}

/// A way through an alternative.
enum Way<'n> {
    One(Set),
    Node(&'n Node),
}

/// Whether the node is sure to take one token.
fn takes_one(node: &Node) -> bool {
    match node {
        Node::Class(class) => class.is_single(),
        Node::Mark(c) => matches!(c, '"' | '-' | ','),
        _ => true,
    }
}

/// Most tokens a node can take.
fn longest(node: &Node) -> usize {
    match node {
        Node::Start | Node::End | Node::Class(Class::ClauseEnd) => 0,
        Node::Gap(n) => usize::from(*n),
        Node::Class(Class::Source | Class::Cue) => REACH,
        Node::Class(class) if !class.is_single() => WIDE,
        Node::List(..) => WIDE,
        Node::Seq(items) => items.iter().map(longest).sum(),
        Node::Alt(items) => items.iter().map(longest).max().unwrap_or(0),
        Node::Braces(inner) => longest(inner),
        Node::Repeat(inner, _, most) => longest(inner) * usize::from(*most),
        _ => 1,
    }
}

/// `<np>`: `(<det>? <number>? (<adverb>? <noun>)+ | <name> | <pronoun>)`.
fn noun_phrase() -> Node {
    let class = |c| Node::Class(c);
    let maybe = |c| Node::Repeat(Box::new(class(c)), 0, 1);
    Node::Alt(vec![
        Node::Seq(vec![maybe(Class::Det), maybe(Class::Number), Node::Repeat(Box::new(class(Class::Noun)), 1, 5)]),
        Node::Seq(vec![maybe(Class::Det), class(Class::Name)]),
        class(Class::Pronoun),
        class(Class::Number),
    ])
}
