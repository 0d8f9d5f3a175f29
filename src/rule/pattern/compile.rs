//! Tree to program, and the bank of all programs with its index: a pattern is tried only in sentences that hold one of
//! its rarest words. Owns instructions and index; does not run them.

use super::look::{self, Test, shape, shape_of};
use super::parse::Node;
use super::{Class, WordClasses};
use crate::lexicon::{FormId, Inflect, Lexicon, LexiconBuilder, ListId};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::hash_map::Entry;

/// Patterns that are asked about together: the guards of one place of one rule, say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

impl GroupId {
    /// One bit of 63 for the group, shared with others: to rule groups out at a glance.
    pub(super) const fn sign(self) -> u64 {
        1 << (self.0 % 63)
    }
}

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
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fork {
    pub(super) first: Option<Test>,
    pub(super) second: Option<Test>,
}

/// One compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) insts: Box<[Inst]>,
    /// What its first tokens must show, for as many of them as every match has.
    pub(super) ahead: [Test; AHEAD],
    pub(super) looks: u8,
    /// A class of several tokens that every match begins with, and what the token behind it must show.
    pub(super) behind: Option<(Class, Test)>,
    /// What some token behind the first ones must show, where that is rare.
    pub(super) later: Option<Test>,
    /// The lists, where it is an entry of one of them and nothing else.
    pub(super) entry: Option<Box<[ListId]>>,
    /// Most tokens that a match takes.
    pub(super) longest: u16,
    /// For each instruction where several ways part, their number among such; else [`STRAIGHT`].
    pub(super) parts: Box<[u16]>,
    /// By that number.
    pub(super) forks: Box<[Fork]>,
    /// The groups that look for it in every article, with its number among all patterns.
    pub(super) eager: Vec<(GroupId, u32)>,
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
struct Needed {
    key: Key,
    before: usize,
    cost: usize,
}

/// Entry of the index: a pattern, and how many tokens before its key word it may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
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
    program: u32,
    group: GroupId,
    eager: bool,
    needs: Needs,
}

/// What a pattern cannot do without.
#[derive(Debug)]
enum Needs {
    Own(Option<Vec<Needed>>),
    /// As the stock has it.
    Stock(u32),
}

/// Patterns compiled ahead of time, over a stored lexicon.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Stock<'s> {
    /// By their text.
    #[serde(borrow)]
    numbers: FxHashMap<&'s str, u32>,
    #[serde(borrow)]
    patterns: Vec<Ready<'s>>,
    /// Each is taken when first asked for. With the most tokens that a match takes.
    programs: Vec<(Box<[Inst]>, usize)>,
}

/// One of them.
#[derive(Debug, Serialize, Deserialize)]
struct Ready<'s> {
    /// Number of its program.
    program: u32,
    needs: Option<Vec<Needed>>,
    /// The lists it names, and what they stood for.
    #[serde(borrow)]
    lists: Vec<(&'s str, Vec<ListId>)>,
}

/// Collects patterns until the lexicon is frozen.
#[derive(Debug, Default)]
pub struct BankBuilder<'s> {
    stock: Stock<'s>,
    /// For each program of the stock its number here, once it is used.
    taken: Vec<Option<u32>>,
    /// With the most tokens that a match takes.
    programs: Vec<(Box<[Inst]>, usize)>,
    /// Rules share patterns: each is compiled once.
    numbers: FxHashMap<Box<[Inst]>, u32>,
    uses: Vec<Use>,
    groups: u32,
    /// Forms of lemmas met so far, sorted.
    inflected: FxHashMap<String, Box<[FormId]>>,
}

impl<'s> BankBuilder<'s> {
    /// One that has patterns in stock.
    pub fn with(stock: Stock<'s>) -> Self {
        Self { taken: vec![None; stock.programs.len()], stock, ..Self::default() }
    }

    /// All patterns so far as a stock; `texts` are those of the patterns in the order they were added, each with the lists
    /// it names.
    pub fn into_stock(self, texts: impl IntoIterator<Item = (&'s str, Vec<(&'s str, Vec<ListId>)>)>) -> Stock<'s> {
        let mut stock = Stock { programs: self.programs, ..Stock::default() };
        for ((text, lists), one) in texts.into_iter().zip(self.uses) {
            if let (Entry::Vacant(place), Needs::Own(needs)) = (stock.numbers.entry(text), one.needs) {
                place.insert(stock.patterns.len() as u32);
                stock.patterns.push(Ready { program: one.program, needs, lists });
            }
        }
        stock
    }

    /// Adds a pattern that is in stock; false if none is, or its lists are others now.
    pub fn add_ready(
        &mut self,
        group: GroupId,
        text: &str,
        eager: bool,
        resolve: &dyn Fn(&str) -> Option<Vec<ListId>>,
    ) -> bool {
        let Some(&number) = self.stock.numbers.get(text) else { return false };
        let ready = &self.stock.patterns[number as usize];
        if !ready.lists.iter().all(|(name, lists)| resolve(name).as_ref() == Some(lists)) {
            return false;
        }
        let (from, next) = (ready.program as usize, self.programs.len() as u32);
        let program = *self.taken[from].get_or_insert(next);
        if program == next {
            self.programs.push(std::mem::take(&mut self.stock.programs[from]));
        }
        self.uses.push(Use { program, group, eager, needs: Needs::Stock(number) });
        true
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
                self.programs.push((place.key().clone(), longest(node)));
                *place.insert(next)
            }
        };
        self.uses.push(Use { program, group, eager, needs: Needs::Own(needs) });
        Ok(())
    }

    /// Freezes the bank.
    pub fn build(self, lexicon: &Lexicon, classes: WordClasses) -> Bank {
        let mut programs: Vec<Program> =
            self.programs.into_iter().map(|(insts, longest)| Program::new(insts, longest, lexicon)).collect();
        let (mut eager, mut lazy) = (Raw::default(), Raw::default());
        let mut by_group = vec![Vec::new(); self.groups as usize];
        let mut known = vec![false; programs.len()];
        for (number, one) in (0u32..).zip(self.uses) {
            let program = &mut programs[one.program as usize];
            let needs = match &one.needs {
                Needs::Own(needs) => needs.as_deref(),
                Needs::Stock(number) => self.stock.patterns[*number as usize].needs.as_deref(),
            };
            by_group[one.group.0 as usize].push(one.program);
            if one.eager {
                program.eager.push((one.group, number));
                if !std::mem::replace(&mut known[one.program as usize], true) {
                    eager.add(&one, needs, program.gate(), lexicon);
                }
            } else {
                lazy.add(&one, needs, (Gate::Open, 0), lexicon);
            }
        }
        Bank {
            programs,
            by_group,
            eager: eager.freeze(lexicon),
            lazy: lazy.freeze(lexicon),
            forms: look::Forms::new(lexicon.forms()),
            asking: look::Forms::new(lexicon.forms()),
            classes,
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

impl Program {
    fn new(insts: Box<[Inst]>, longest: usize, lexicon: &Lexicon) -> Self {
        let mut scout = Scout { insts: &insts, seen: vec![0; insts.len()], round: 0, stack: Vec::new() };
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
        let mut ahead = [Test::default(); AHEAD];
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
        let longest = longest.min(REACH) as u16;
        let behind = scout.wide().and_then(|(pc, class)| Some((class, scout.test([pc + 1])?)));
        let later = scout.later(&early);
        let entry = match &*insts {
            [Inst::Lists(lists, _), Inst::Match] | [Inst::Open, Inst::Lists(lists, _), Inst::Close, Inst::Match] => {
                Some(lists.clone())
            }
            _ => None,
        };
        Self {
            ahead,
            looks: looks as u8,
            behind,
            later,
            entry,
            longest,
            parts: parts.into(),
            forks: forks.into(),
            eager: Vec::new(),
            insts,
        }
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

/// Walks a program without a text.
struct Scout<'p> {
    insts: &'p [Inst],
    seen: Vec<u32>,
    round: u32,
    stack: Vec<u16>,
}

impl Scout<'_> {
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
    fn add(&mut self, one: &Use, needs: Option<&[Needed]>, (gate, before): (Gate, u16), lexicon: &Lexicon) {
        let Use { program, group, .. } = *one;
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
            open: self.open,
            numbers: self.numbers,
            capitals: self.capitals,
        }
    }
}

/// Entries by number, one after the other.
#[derive(Debug)]
pub(super) struct Table {
    /// Where each number's entries begin; one longer than there are numbers.
    starts: Vec<u32>,
    entries: Vec<Keyed>,
}

impl Table {
    /// Entries of one number stay in their order.
    fn new<K: Copy>(numbers: usize, all: &[(K, Keyed)], number: impl Fn(K) -> usize) -> Self {
        let mut starts = vec![0; numbers + 1];
        for (key, _) in all {
            starts[number(*key) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let nothing = Keyed { group: GroupId::default(), program: 0, before: 0 };
        let mut entries = vec![nothing; all.len()];
        let mut next = starts.clone();
        for (key, keyed) in all {
            let at = &mut next[number(*key)];
            entries[*at as usize] = *keyed;
            *at += 1;
        }
        Self { starts, entries }
    }

    pub(super) fn of(&self, number: usize) -> &[Keyed] {
        if number + 1 >= self.starts.len() {
            return &[];
        }
        &self.entries[self.starts[number] as usize..self.starts[number + 1] as usize]
    }
}

/// Which programs to try where.
#[derive(Debug)]
pub(super) struct Index {
    /// By a word they need.
    pub(super) forms: Table,
    /// By a list of which they need an entry: for its phrases. Its words are among the forms.
    pub(super) lists: Table,
    /// Those without such a word, wherever their first tokens allow.
    pub(super) open: Vec<Keyed>,
    pub(super) numbers: Vec<Keyed>,
    pub(super) capitals: Vec<Keyed>,
}

impl Index {
    /// The bits of tokens at which patterns are tried that have no word of their own.
    pub(super) fn gates(&self) -> u64 {
        let gate = |programs: &[Keyed], bits: u64| if programs.is_empty() { 0 } else { bits };
        gate(&self.numbers, Gate::NUMBER) | gate(&self.capitals, Gate::CAPITAL) | gate(&self.open, shape::ANY)
    }
}

/// All compiled patterns.
#[derive(Debug)]
pub struct Bank {
    pub(super) programs: Vec<Program>,
    /// The programs of each group.
    pub(super) by_group: Vec<Vec<u32>>,
    pub(super) eager: Index,
    pub(super) lazy: Index,
    /// What a word of each form is.
    pub(super) forms: look::Forms,
    asking: look::Forms,
    pub(super) classes: WordClasses,
}

impl Bank {
    /// Number of groups.
    pub const fn groups(&self) -> usize {
        self.by_group.len()
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
