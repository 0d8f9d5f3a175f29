//! Tree to program, and the bank of all programs with its index: a pattern is tried only in sentences that hold one of
//! its rarest words. Owns instructions and index; does not run them.

use super::parse::Node;
use super::{Class, WordClasses};
use crate::lexicon::{FormId, Inflect, Lexicon, LexiconBuilder, ListId};
use rustc_hash::FxHashMap;

/// Patterns that are asked about together: the guards of one place of one rule, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

/// What cannot be compiled, at which byte of the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFault {
    /// Byte offset in the pattern's text.
    pub at: usize,
    /// The name of the list that does not exist.
    pub list: String,
}

#[derive(Debug)]
pub(super) enum Inst {
    Form(FormId),
    Forms(Box<[FormId]>),
    /// An entry of one of these; with the signs of all of them.
    Lists(Box<[ListId]>, u64),
    Class(Class),
    Mark(char),
    Clitic,
    /// One token that none of these matches.
    Not(Box<[Inst]>),
    /// Go on at the first, or else at the second.
    Split(u16, u16),
    Jump(u16),
    Open,
    Close,
    Start,
    End,
    Match,
}

/// One compiled pattern.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) insts: Box<[Inst]>,
    /// The instructions that may take its first token; `None` where it may match without taking any.
    pub(super) firsts: Option<Box<[u16]>>,
    pub(super) gate: Gate,
    pub(super) group: GroupId,
}

/// What the token must be that a program begins with: for programs without a word they need, which would otherwise be
/// tried at every token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// Anything.
    Open,
    /// A number.
    Number,
    /// A word with a capital.
    Capital,
}

impl Gate {
    fn of(insts: &[Inst], firsts: Option<&[u16]>) -> Self {
        let all = |fits: fn(Class) -> bool| {
            firsts.is_some_and(|f| f.iter().all(|&pc| matches!(&insts[usize::from(pc)], Inst::Class(c) if fits(*c))))
        };
        if all(|c| matches!(c, Class::Digits | Class::Year)) {
            Self::Number
        } else if all(|c| matches!(c, Class::Cap | Class::Name | Class::Month | Class::Day)) {
            Self::Capital
        } else {
            Self::Open
        }
    }
}

#[derive(Debug)]
enum Key {
    Form(FormId),
    Forms(Vec<FormId>),
    Lists(Vec<ListId>),
}

/// A word the pattern cannot do without, and how many tokens may stand before it.
#[derive(Debug)]
struct Needed {
    key: Key,
    before: usize,
    cost: usize,
}

/// Entry of the index: a pattern, and how many tokens before its key word it may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keyed {
    pub(super) program: u32,
    pub(super) before: u16,
}

/// Longest stretch, in tokens, that one pattern looks at.
pub(super) const REACH: usize = 160;
/// What an atom of several tokens is taken to be at most when the index looks back over it.
const WIDE: usize = 12;

/// Collects patterns until the lexicon is frozen.
#[derive(Debug, Default)]
pub struct BankBuilder {
    programs: Vec<Program>,
    needs: Vec<Option<Vec<Needed>>>,
    eager: Vec<bool>,
    groups: u32,
    /// Forms of lemmas met so far, sorted.
    inflected: FxHashMap<String, Box<[FormId]>>,
}

impl BankBuilder {
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
        let insts = emit.insts.into_boxed_slice();
        let firsts = firsts(&insts);
        let gate = Gate::of(&insts, firsts.as_deref());
        self.programs.push(Program { insts, firsts, gate, group });
        self.needs.push(needs);
        self.eager.push(eager);
        Ok(())
    }

    /// Freezes the bank.
    pub fn build(self, lexicon: &Lexicon, classes: WordClasses) -> Bank {
        let mut eager = Index::default();
        let mut lazy = Index::default();
        for (i, needs) in self.needs.into_iter().enumerate() {
            let program = i as u32;
            let index = if self.eager[i] { &mut eager } else { &mut lazy };
            let Some(needs) = needs else {
                index.wild.push(program);
                continue;
            };
            for need in needs {
                let keyed = Keyed { program, before: need.before.min(REACH) as u16 };
                match need.key {
                    Key::Form(form) => index.raw.push((form, keyed)),
                    Key::Forms(forms) => index.raw.extend(forms.into_iter().map(|f| (f, keyed))),
                    Key::Lists(lists) => {
                        for list in lists {
                            index.raw.extend(lexicon.first_forms(list).map(|f| (f, keyed)));
                        }
                    }
                }
            }
        }
        eager.freeze(lexicon.forms());
        lazy.freeze(lexicon.forms());
        Bank { programs: self.programs, eager, lazy, classes, groups: self.groups }
    }
}

/// Which programs to try where.
#[derive(Debug, Default)]
pub(super) struct Index {
    raw: Vec<(FormId, Keyed)>,
    /// By form: where its entries begin; one longer than the number of forms.
    starts: Vec<u32>,
    entries: Vec<Keyed>,
    /// Programs without a word they need.
    pub(super) wild: Vec<u32>,
}

impl Index {
    fn freeze(&mut self, forms: usize) {
        self.raw.sort_unstable();
        self.raw.dedup();
        self.starts = vec![0; forms + 1];
        for (form, _) in &self.raw {
            self.starts[form.index() + 1] += 1;
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        self.entries = std::mem::take(&mut self.raw).into_iter().map(|(_, k)| k).collect();
    }

    pub(super) fn of(&self, form: FormId) -> &[Keyed] {
        let i = form.index();
        if i == 0 || i + 1 >= self.starts.len() {
            return &[];
        }
        &self.entries[self.starts[i] as usize..self.starts[i + 1] as usize]
    }
}

/// All compiled patterns.
#[derive(Debug)]
pub struct Bank {
    pub(super) programs: Vec<Program>,
    pub(super) eager: Index,
    pub(super) lazy: Index,
    pub(super) classes: WordClasses,
    groups: u32,
}

impl Bank {
    /// Number of groups.
    pub const fn groups(&self) -> usize {
        self.groups as usize
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
            Node::Alt(items) => {
                let mut ends = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    if i + 1 < items.len() {
                        let split = self.insts.len();
                        self.insts.push(Inst::Match);
                        self.node(item)?;
                        ends.push(self.insts.len());
                        self.insts.push(Inst::Match);
                        self.insts[split] = Inst::Split(split as u16 + 1, self.here());
                    } else {
                        self.node(item)?;
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
                    self.insts.push(Inst::Class(Class::Any));
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
            one => {
                let inst = self.one(one)?;
                self.insts.push(inst);
            }
        }
        Ok(())
    }

    /// An instruction that takes at least one token.
    fn one(&mut self, node: &Node) -> Result<Inst, PatternFault> {
        Ok(match node {
            Node::Word(w) if w == "'s" || w == "’s" => Inst::Clitic,
            Node::Word(w) => Inst::Form(self.words.intern(w)),
            Node::Inflected(w) => Inst::Forms(self.inflected(w).into()),
            Node::List(name, at) => {
                let lists = self.lists(name, *at)?;
                let signs = lists.iter().fold(0, |signs, list| signs | list.sign());
                Inst::Lists(lists.into(), signs)
            }
            Node::Class(class) => Inst::Class(*class),
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
                Some(vec![Needed { key: Key::Form(form), before: 0, cost: if is_common(w) { 4000 } else { 1 } }])
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

fn is_common(word: &str) -> bool {
    const COMMON: &[&str] = &[
        "the", "a", "an", "of", "in", "to", "and", "on", "for", "by", "with", "at", "from", "as", "that", "is", "was",
        "are", "were", "be", "been", "has", "have", "had", "it", "he", "she", "they", "his", "her", "their", "its",
        "this", "not", "who", "which", "will", "said", "but", "or", "no",
    ];
    word.len() <= 5 && COMMON.iter().any(|common| common.eq_ignore_ascii_case(word))
}

/// The instructions that may take the first token of a match; `None` if a match may look at something else first.
fn firsts(insts: &[Inst]) -> Option<Box<[u16]>> {
    let mut seen = vec![false; insts.len()];
    let mut found = Vec::new();
    let mut stack = vec![0u16];
    while let Some(pc) = stack.pop() {
        if std::mem::replace(seen.get_mut(usize::from(pc))?, true) {
            continue;
        }
        match &insts[usize::from(pc)] {
            Inst::Split(first, second) => stack.extend([*first, *second]),
            Inst::Jump(to) => stack.push(*to),
            Inst::Open | Inst::Close => stack.push(pc + 1),
            Inst::Start | Inst::End | Inst::Match | Inst::Class(Class::ClauseEnd) => return None,
            _ => found.push(pc),
        }
    }
    Some(found.into())
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
