//! Patterns compiled when sayso is built: their tables as they lie in files, and the bank of all of them, which is taken whole
//! where a house changes neither words nor patterns. Owns how patterns are kept; compiles none.

use super::compile::{Code, GroupId, Head, Index, Keyed, Needed, Table};
use crate::lexicon::{ListId, Words};
use crate::table::{self, Rest, Row, pack, row, unpack};
use std::borrow::Cow;
use std::sync::OnceLock;

/// All of a bank that depends on no article.
#[derive(Clone, Debug)]
pub struct Tables {
    pub(crate) heads: Cow<'static, [Head]>,
    pub(crate) codes: Codes,
    /// The programs of each group.
    pub(crate) by_group: Table<u32>,
    /// By program, the groups that look for it in every article, with its number among all patterns.
    pub(crate) groups_of: Table<Eager>,
    pub(crate) eager: Index,
    pub(crate) lazy: Index,
}

/// A group that looks for a program in every article, and the number of the program among all patterns.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Eager {
    pub(super) group: GroupId,
    pub(super) number: u32,
}

row!(Eager { group: GroupId::read, number: Rest::u32 });

/// Programs, read when they are first run: an article runs few of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Codes {
    read: Vec<OnceLock<Box<Code>>>,
    /// Those not read, one after the other, and where each ends.
    files: (&'static [u8], Cow<'static, [u32]>),
}

impl Codes {
    /// Programs that are compiled now.
    pub(super) fn of(codes: Vec<Code>) -> Self {
        Self { read: codes.into_iter().map(|code| OnceLock::from(Box::new(code))).collect(), ..Self::default() }
    }

    /// Programs of a file.
    pub(crate) fn kept(file: &'static [u8], ends: Cow<'static, [u32]>) -> Self {
        Self { read: vec![OnceLock::new(); ends.len()], files: (file, ends) }
    }

    #[inline]
    pub(super) fn get(&self, program: u32) -> &Code {
        self.read[program as usize].get_or_init(|| Box::new(self.unpack(program as usize)))
    }

    #[cold]
    fn unpack(&self, program: usize) -> Code {
        let (file, ends) = &self.files;
        let start = program.checked_sub(1).map_or(0, |before| ends[before]);
        unpack(&file[start as usize..ends[program] as usize])
    }

    fn files(&self) -> (Vec<u8>, Vec<u32>) {
        let (mut file, mut ends) = (Vec::new(), Vec::new());
        for program in 0..self.read.len() {
            file.extend(pack(self.get(program as u32)));
            ends.push(file.len() as u32);
        }
        (file, ends)
    }
}

/// One use of a pattern in stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    pub(super) group: GroupId,
    pub(super) pattern: u32,
    pub(super) eager: bool,
}

row!(Used { group: GroupId::read, pattern: Rest::u32, eager: Rest::bool });

/// A pattern in stock: its program, and its run of the names of lists.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ready {
    program: u32,
    from: u32,
    to: u32,
}

row!(Ready { program: Rest::u32, from: Rest::u32, to: Rest::u32 });

/// The lists that a pattern names, and what these stand for.
pub type Named = Vec<(String, Vec<ListId>)>;

/// Patterns compiled ahead of time, over a stored lexicon.
#[derive(Debug, Default)]
pub struct Stock {
    /// A pattern has the number before that of its text.
    pub(crate) texts: Words,
    pub(crate) patterns: Cow<'static, [Ready]>,
    /// By number the lists that some pattern names, and what these stood for.
    pub(crate) lists: Vec<(&'static str, Vec<ListId>)>,
    /// The lists of all patterns, one after the other.
    pub(crate) named: Cow<'static, [u16]>,
    /// By pattern what it cannot do without, packed.
    pub(crate) needs: &'static [u8],
    /// How the bank was made.
    pub(crate) uses: Cow<'static, [Used]>,
    pub(crate) tables: Option<Tables>,
}

impl Stock {
    /// The number of a pattern.
    pub(super) fn number(&self, text: &str) -> Option<u32> {
        self.texts.get(text.as_bytes()).checked_sub(1)
    }

    /// The lists that a pattern names, and what they stood for.
    pub(super) fn lists_of(&self, pattern: u32) -> impl Iterator<Item = (&str, &Vec<ListId>)> {
        let Ready { from, to, .. } = self.patterns[pattern as usize];
        let named = &self.named[from as usize..to as usize];
        named.iter().map(|list| &self.lists[usize::from(*list)]).map(|(name, ids)| (*name, ids))
    }

    /// The number of the program of a pattern.
    pub(super) fn program(&self, pattern: u32) -> u32 {
        self.patterns[pattern as usize].program
    }

    /// A program, and the most tokens that a match takes.
    pub(super) fn code(&self, program: u32) -> Option<(Code, usize)> {
        let tables = self.tables.as_ref()?;
        Some((tables.codes.get(program).clone(), usize::from(tables.heads[program as usize].longest)))
    }

    /// By pattern what it cannot do without.
    pub(super) fn needs(&self) -> Vec<Option<Vec<Needed>>> {
        if self.needs.is_empty() { Vec::new() } else { unpack(self.needs) }
    }
}

/// The files of a stock. `texts` are those of the patterns in the order of their uses, each with the lists it names.
pub(super) fn files(
    texts: &[(&str, Named)],
    uses: Vec<(GroupId, bool, u32, Option<Vec<Needed>>)>,
    tables: &Tables,
) -> Vec<(String, Vec<u8>)> {
    let mut words = Words::default();
    let mut lists: Vec<&(String, Vec<ListId>)> = Vec::new();
    let (mut patterns, mut named, mut all_needs, mut used) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for ((text, own), (group, eager, program, needs)) in texts.iter().zip(uses) {
        let pattern = words.add(text.as_bytes()) - 1;
        if pattern as usize == patterns.len() {
            let from = named.len() as u32;
            for list in own {
                let known = lists.iter().position(|known| *known == list);
                named.push(known.unwrap_or(lists.len()) as u16);
                if known.is_none() {
                    lists.push(list);
                }
            }
            patterns.push(Ready { program, from, to: named.len() as u32 });
            all_needs.push(needs);
        }
        used.push(Used { group, pattern, eager });
    }
    let (code, code_ends) = tables.codes.files();
    let all = [
        ("patterns", table::file(&patterns)),
        ("named", table::file(&named)),
        ("pattern-lists", pack(&lists)),
        ("needs", pack(&all_needs)),
        ("uses", table::file(&used)),
        ("heads", table::file(&tables.heads)),
        ("code", code),
        ("code-ends", table::file(&code_ends)),
        ("by-group", table::file(&tables.by_group.entries)),
        ("by-group.starts", table::file(&tables.by_group.starts)),
        ("groups-of", table::file(&tables.groups_of.entries)),
        ("groups-of.starts", table::file(&tables.groups_of.starts)),
    ];
    let mut all: Vec<(String, Vec<u8>)> = all.into_iter().map(|(name, file)| (name.to_owned(), file)).collect();
    all.extend(words.files().map(|(part, file)| (format!("texts.{part}"), file)));
    for (name, index) in [("eager", &tables.eager), ("lazy", &tables.lazy)] {
        let parts: [(&str, &[Keyed]); 5] = [
            ("forms", &index.forms.entries),
            ("lists", &index.lists.entries),
            ("open", &index.open),
            ("numbers", &index.numbers),
            ("capitals", &index.capitals),
        ];
        all.extend(parts.map(|(part, keyed)| (format!("{name}.{part}"), table::file(keyed))));
        let starts = [("forms.starts", &index.forms.starts), ("lists.starts", &index.lists.starts)];
        all.extend(starts.map(|(part, starts)| (format!("{name}.{part}"), table::file(starts))));
    }
    all
}
