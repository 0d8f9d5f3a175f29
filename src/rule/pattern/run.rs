//! Programs against the tokens of an article: backtracking with a memory of what was tried, so never more steps than
//! instructions times tokens. Owns matching; decides nothing about what a match means.

use super::WordClasses;
use super::compile::{Bank, Gate, Group, GroupId, Head, Inst, Keyed, REACH, STRAIGHT, Set};
use super::look::{Looks, Room, shape};
use crate::article::{Article, TokenKind, TokenSpan};
use crate::lexicon::{Lexicon, ListId, Start};
use std::cell::RefCell;
use std::ops::Range;

/// The list entry a match rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListHit {
    /// The list, or tier of one.
    pub list: ListId,
    /// Its entry: index for [`Lexicon::lemma`].
    pub lemma: u32,
}

/// One match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which pattern of the bank.
    pub program: u32,
    /// The group it belongs to.
    pub group: GroupId,
    /// All of it.
    pub whole: TokenSpan,
    /// What the braces mark; else all of it.
    pub marked: TokenSpan,
    /// The list entry it rests on.
    pub entry: Option<ListHit>,
}

/// The matches of all eager patterns of an article, by group and place.
#[derive(Debug, PartialEq, Eq)]
pub struct Hits {
    all: Vec<Hit>,
    /// Where those of each group begin; one longer than there are groups.
    from: Vec<u32>,
}

impl Hits {
    /// Puts matches in order.
    fn new(hits: &[Hit], groups: usize) -> Self {
        // One longer for now. Behind each group's place is where its next match goes: in the end, where the next group
        // begins.
        let mut from = vec![0; groups + 2];
        for hit in hits {
            from[hit.group.0 as usize + 2] += 1;
        }
        let mut sum = 0;
        for start in &mut from {
            sum += *start;
            *start = sum;
        }
        let mut all = hits.to_vec();
        for hit in hits {
            let place = &mut from[hit.group.0 as usize + 1];
            all[*place as usize] = *hit;
            *place += 1;
        }
        from.pop();
        // Nearly in order already: few patterns begin far before their word.
        for run in all.chunk_by_mut(|a, b| a.group == b.group) {
            run.sort_unstable_by_key(|hit| u64::from(hit.whole.start) << 32 | u64::from(hit.program));
        }
        Self { all, from }
    }

    fn run(&self, group: GroupId) -> Range<usize> {
        let at = group.0 as usize;
        self.from[at] as usize..self.from[at + 1] as usize
    }

    /// All of them.
    pub fn all(&self) -> &[Hit] {
        &self.all
    }

    /// The matches of a group, in order of place.
    pub fn of(&self, group: GroupId) -> &[Hit] {
        &self.all[self.run(group)]
    }
}

/// Matches the patterns of one bank against one article; keeps its working memory between calls.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) bank: &'a Bank,
    pub(super) lexicon: &'a Lexicon,
    pub(super) article: &'a Article<'a>,
    /// Source phrases by their first token, for `<source>`; sorted.
    pub(super) sources: Vec<TokenSpan>,
    pub(super) looks: Looks<'a>,
    scratch: RefCell<Scratch>,
}

thread_local! {
    /// The working memory of readers before, for the next ones of the thread: as many as there were at a time.
    static SPARE: RefCell<Vec<(Scratch, Room)>> = const { RefCell::new(Vec::new()) };
}

/// Working memory for an article of more tokens is given up with it.
const KEPT: usize = 1 << 16;

/// Working memory.
#[derive(Debug, Default)]
struct Scratch {
    search: Search,
    asked: Asked,
}

/// What one search after the other needs.
#[derive(Debug, Default)]
struct Search {
    seen: Vec<u32>,
    round: u32,
    stack: Vec<Thread>,
    /// By program: the first token not yet tried as a start, in the sweep at hand.
    tried: Vec<u32>,
    /// What the sweep at hand has found.
    hits: Vec<Hit>,
}

/// The words that some pattern which is only asked about cannot do without, sentence by sentence as these are met.
#[derive(Debug, Default)]
struct Asked {
    /// By sentence: the signs of all groups that may ask about a word of it, with [`KNOWN`]; and its run of `words`.
    sentences: Vec<(u64, u32, u32)>,
    /// Token, and the signs of the groups that may ask about it.
    words: Vec<(u32, u64)>,
    /// The sentences of which something is known stand among these.
    known: Range<usize>,
}

/// With more words than that, those so far are forgotten: it is memory that a year of articles in one file would take.
const MOST_ASKED: usize = 1 << 15;

/// That signs have been put together: groups have the other bits.
const KNOWN: u64 = 1 << 63;

#[derive(Clone, Copy, Debug)]
struct Thread {
    pc: u16,
    at: u32,
    open: u32,
    close: u32,
    entry: Option<ListHit>,
    inner: bool,
}

const NOWHERE: u32 = u32::MAX;

impl<'a> Reader<'a> {
    /// A reader for one article.
    pub fn new(bank: &'a Bank, lexicon: &'a Lexicon, article: &'a Article<'a>) -> Self {
        let mut sources: Vec<TokenSpan> = Vec::with_capacity(article.attributions.len());
        sources.extend(article.attributions.iter().filter_map(|a| a.source));
        // They stand nearly in order.
        sources.sort();
        let (mut scratch, room) = SPARE.with_borrow_mut(Vec::pop).unwrap_or_default();
        scratch.asked.words.clear();
        scratch.asked.known = 0..0;
        scratch.asked.sentences.clear();
        scratch.asked.sentences.resize(article.sentences.len(), (0, 0, 0));
        scratch.search.tried.clear();
        scratch.search.tried.resize(bank.programs(), 0);
        let looks = Looks::new(article, &sources, bank, lexicon, room);
        Self { bank, lexicon, article, looks, sources, scratch: RefCell::new(scratch) }
    }

    /// Leaves the working memory to the next reader.
    pub fn finish(self) {
        if self.article.tokens.len() < KEPT {
            SPARE.with_borrow_mut(|spare| spare.push((self.scratch.into_inner(), self.looks.into_room())));
        }
    }

    /// The closed classes of words.
    pub const fn classes(&self) -> &'a WordClasses {
        self.bank.classes()
    }

    /// Every entry of every list that stands at a token, longest first.
    pub fn entries(&self, at: usize) -> impl Iterator<Item = &Start> {
        self.looks.phrases(at).chain(self.lexicon.words(self.article.tokens[at].form))
    }

    /// The signs of all lists of which an entry stands at a token.
    pub fn signs(&self, at: usize) -> u64 {
        self.looks.lists(at)
    }

    /// Whether a token is part of the source phrase of an attribution.
    pub fn in_source(&self, at: usize) -> bool {
        self.looks.shape(at) & shape::IN_SOURCE != 0
    }

    /// The tokens of a run at which an entry of some list stands.
    pub fn listed(&self, run: TokenSpan) -> impl Iterator<Item = usize> + '_ {
        self.looks.with::<{ shape::ENTRIES }>(run.range())
    }

    /// The commas of a run.
    pub fn commas(&self, run: TokenSpan) -> impl Iterator<Item = usize> + '_ {
        run.range().filter(|&at| self.looks.shape(at) & shape::COMMA != 0)
    }

    /// The words of a run that have a capital.
    pub fn capitals(&self, run: TokenSpan) -> impl Iterator<Item = usize> + '_ {
        self.looks.with::<{ shape::CAP }>(run.range())
    }

    /// The words of a run that are in no closed class.
    pub fn open_words(&self, run: TokenSpan) -> impl Iterator<Item = usize> + '_ {
        self.looks.with::<{ shape::FREE }>(run.range())
    }

    /// Every match of every eager pattern; matches of one pattern do not overlap.
    pub fn sweep(&self) -> Hits {
        let search = &mut self.scratch.borrow_mut().search;
        let mut hits = std::mem::take(&mut search.hits);
        hits.clear();
        // About as many as news has.
        hits.reserve(self.article.tokens.len() / 20);
        search.tried.fill(0);
        for sentence in &self.article.sentences {
            for at in self.looks.with::<{ shape::SOUGHT | shape::PHRASE }>(sentence.tokens.range()) {
                self.sweep_at(search, at, sentence.tokens, &mut hits);
            }
        }
        let sorted = Hits::new(&hits, self.bank.groups());
        if self.article.tokens.len() < KEPT {
            search.hits = hits;
        }
        sorted
    }

    /// Tries each pattern that is looked for everywhere and that needs what stands at a token.
    fn sweep_at(&self, search: &mut Search, at: usize, run: TokenSpan, hits: &mut Vec<Hit>) {
        let index = &self.bank.eager;
        let shape = self.looks.shape(at);
        let mut attempt = |keyed: &Keyed| self.attempt(search, *keyed, at, run, hits);
        if shape & Gate::NUMBER != 0 {
            index.numbers.iter().for_each(&mut attempt);
        }
        if shape & Gate::CAPITAL != 0 {
            index.capitals.iter().for_each(&mut attempt);
        }
        index.open.iter().for_each(&mut attempt);
        if shape & shape::SOUGHT != 0 {
            index.forms.of(self.article.tokens[at].form.index()).iter().for_each(&mut attempt);
        }
        if shape & shape::PHRASE != 0 {
            let phrases = self.looks.phrases(at).flat_map(|start| index.lists.of(start.list.index()));
            phrases.for_each(&mut attempt);
        }
    }

    /// Tries one of these. It stands in a place of its own because several things lead to it.
    #[inline(never)]
    fn attempt(&self, search: &mut Search, keyed: Keyed, at: usize, run: TokenSpan, hits: &mut Vec<Hit>) {
        self.try_around(search, keyed, at, run, |hit| {
            let groups = self.bank.groups_of.of(hit.program as usize);
            hits.extend(groups.iter().map(|one| Hit { program: one.number, group: one.group, ..hit }));
        });
    }

    /// Tries a program wherever it may begin to have its word at `at`.
    fn try_around(&self, search: &mut Search, keyed: Keyed, at: usize, run: TokenSpan, mut take: impl FnMut(Hit)) {
        let Keyed { program, before, .. } = keyed;
        let code = self.bank.head(program);
        let tried = search.tried[program as usize] as usize;
        let mut start = at.saturating_sub(usize::from(before)).max(run.start as usize).max(tried);
        let opening = code.ahead[0];
        while start <= at {
            // Most tries end here.
            if !self.looks.pass(&opening, start)
                || !self.goes_on(code, start, run.end as usize)
                || !self.comes_to(code, start, run.end as usize)
            {
                start += 1;
                continue;
            }
            let hit = self.run(search, program, start, run);
            start = hit.map_or(0, |hit| hit.whole.end as usize).max(start + 1);
            search.tried[program as usize] = start as u32;
            hit.into_iter().for_each(&mut take);
        }
    }

    /// A look at what may take the first tokens, before anything is set up.
    fn may_start(&self, code: &Head, start: usize, end: usize) -> bool {
        if start < end { self.starts(code, start, end) } else { code.looks == 0 }
    }

    /// The same where there are tokens.
    fn starts(&self, code: &Head, start: usize, end: usize) -> bool {
        self.looks.pass(&code.ahead[0], start) && self.goes_on(code, start, end)
    }

    /// The same for the tokens behind the first, of which half of the patterns say nothing.
    #[inline]
    fn goes_on(&self, code: &Head, start: usize, end: usize) -> bool {
        let looks = usize::from(code.looks);
        start + looks <= end && (looks < 2 && code.behind.is_none() || self.passes_behind(code, start, end))
    }

    /// Whether these tokens show what they must.
    #[inline(never)]
    fn passes_behind(&self, code: &Head, start: usize, end: usize) -> bool {
        let tests = &code.ahead[..usize::from(code.looks)];
        (1..tests.len()).all(|at| self.looks.pass(&tests[at], start + at))
            && code.behind.as_ref().is_none_or(|(class, test)| {
                let limit = end.min(start + REACH);
                let next = start + self.class(*class, start, limit);
                next > start && next < limit && self.looks.pass(test, next)
            })
    }

    /// A look for the rarest word that must come later: most runs that end in nothing miss it.
    #[inline]
    fn comes_to(&self, code: &Head, start: usize, end: usize) -> bool {
        let tokens = || start + usize::from(code.looks)..end.min(start + REACH);
        code.later.as_ref().is_none_or(|test| self.looks.any_passes(test, tokens()))
    }

    /// Whether a pattern of the group matches inside `run` and the match passes `accept`.
    pub fn find(&self, group: GroupId, run: TokenSpan, accept: impl Fn(&Hit) -> bool) -> bool {
        let Scratch { search, asked } = &mut *self.scratch.borrow_mut();
        self.may_ask(asked, group, run)
            && self.ask(asked, group, run, |at, keyed| {
                let from = at.saturating_sub(usize::from(keyed.before)).max(run.start as usize);
                let code = self.bank.head(keyed.program);
                (from..=at).any(|start| {
                    self.starts(code, start, run.end as usize)
                        && self.run(search, keyed.program, start, run).is_some_and(|hit| accept(&hit))
                })
            })
    }

    /// Every match of a group in a sentence, by place; matches of one pattern do not overlap.
    pub fn matches(&self, group: GroupId, sentence: TokenSpan) -> Vec<Hit> {
        self.matches_near(group, sentence, sentence)
    }

    /// The same, but of those that do not overlap `run` some may be missing.
    pub fn matches_near(&self, group: GroupId, sentence: TokenSpan, run: TokenSpan) -> Vec<Hit> {
        let Scratch { search, asked } = &mut *self.scratch.borrow_mut();
        let Group { open, words } = self.bank.group(group);
        let programs = self.bank.by_group.of(group.0 as usize);
        let mut hits = Vec::new();
        // Where each match is one word, none depends on what stands before it.
        let asked_in = if *words { run } else { sentence };
        let needed = || self.looks.with::<{ shape::ASKED | shape::PHRASE }>(asked_in.range()).next();
        if *words && open.is_empty() && needed().is_none() || !self.may_ask(asked, group, sentence) {
            return hits;
        }
        for &program in programs {
            search.tried[program as usize] = 0;
        }
        self.ask(asked, group, asked_in, |at, keyed| {
            self.try_around(search, *keyed, at, sentence, |hit| hits.push(Hit { group, ..hit }));
            false
        });
        let number = |hit: &Hit| programs.iter().position(|program| *program == hit.program);
        hits.sort_unstable_by_key(|hit| (hit.whole.start, number(hit)));
        hits
    }

    /// Whether the sentence that `run` begins in has a word that a pattern of the group needs. No means no; yes means: have
    /// a look.
    fn may_ask(&self, asked: &mut Asked, group: GroupId, run: TokenSpan) -> bool {
        if !self.bank.group(group).open.is_empty() {
            return true;
        }
        if run.is_empty() {
            return false;
        }
        let sentence = self.article.sentence_of[run.start as usize] as usize;
        self.asked_of(asked, sentence).0 & group.sign() != 0 || run.end > self.article.sentences[sentence].tokens.end
    }

    /// The signs of the groups that may ask about a word of a sentence, and the run of [`Asked::words`] that are these.
    #[inline]
    fn asked_of(&self, asked: &mut Asked, sentence: usize) -> (u64, Range<usize>) {
        let (signs, from, to) = match asked.sentences[sentence] {
            (0, ..) => self.gather(asked, sentence),
            known => known,
        };
        (signs, from as usize..to as usize)
    }

    /// Goes through a sentence for these, and keeps them.
    #[inline(never)]
    fn gather(&self, asked: &mut Asked, sentence: usize) -> (u64, u32, u32) {
        if asked.words.len() > MOST_ASKED {
            asked.words.clear();
            asked.sentences[std::mem::take(&mut asked.known)].fill((0, 0, 0));
        }
        let known = &asked.known;
        asked.known = if known.is_empty() {
            sentence..sentence + 1
        } else {
            known.start.min(sentence)..known.end.max(sentence + 1)
        };
        let (mut signs, from) = (KNOWN, asked.words.len() as u32);
        let run = self.article.sentences[sentence].tokens;
        for at in self.looks.with::<{ shape::ASKED | shape::PHRASE }>(run.range()) {
            let shape = self.looks.shape(at);
            let mut own = if shape & shape::ASKED == 0 { 0 } else { self.bank.asking(self.article.tokens[at].form) };
            if shape & shape::PHRASE != 0 {
                own |= self.asking_of_phrases(at);
            }
            signs |= own;
            asked.words.push((at as u32, own));
        }
        let all = (signs, from, asked.words.len() as u32);
        asked.sentences[sentence] = all;
        all
    }

    /// The signs of the groups that may ask about a phrase that begins at a token.
    #[inline(never)]
    fn asking_of_phrases(&self, at: usize) -> u64 {
        let lists = self.looks.phrases(at).flat_map(|start| self.bank.lazy.lists.of(start.list.index()));
        lists.fold(0, |signs, keyed| signs | keyed.group.sign())
    }

    /// The patterns of a group that need no word.
    fn open(&self, group: GroupId) -> &[Keyed] {
        &self.bank.lazy.open[self.bank.group(group).open.clone()]
    }

    /// Calls `visit` for each pattern of a group that is asked about and each token of `run` that it needs, until one is
    /// true.
    fn ask(
        &self,
        asked: &mut Asked,
        group: GroupId,
        run: TokenSpan,
        mut visit: impl FnMut(usize, &Keyed) -> bool,
    ) -> bool {
        let opening = |keyed: &Keyed| &self.bank.head(keyed.program).ahead[0];
        let may = |keyed: &Keyed, at: usize| self.looks.pass(opening(keyed), at);
        self.open(group).iter().any(|keyed| run.range().any(|at| may(keyed, at) && visit(at, keyed)))
            || self.ask_keyed(asked, group, run, visit)
    }

    /// The same for the patterns that need a word.
    fn ask_keyed(
        &self,
        asked: &mut Asked,
        group: GroupId,
        run: TokenSpan,
        mut visit: impl FnMut(usize, &Keyed) -> bool,
    ) -> bool {
        let index = &self.bank.lazy;
        let Some(&first) = self.article.sentence_of.get(run.start as usize) else { return false };
        let sentences = self.article.sentences[first as usize..].iter().take_while(|s| s.tokens.start < run.end);
        for sentence in (first as usize..).take(sentences.count()) {
            let (signs, words) = self.asked_of(asked, sentence);
            if signs & group.sign() == 0 {
                continue;
            }
            let words = &asked.words[words];
            // A sentence may be as long as the story, and be asked about at each of its words.
            let first = words.partition_point(|(at, _)| *at < run.start);
            for &(at, signs) in words[first..].iter().take_while(|(at, _)| *at < run.end) {
                if signs & group.sign() == 0 {
                    continue;
                }
                let at = at as usize;
                let form = self.article.tokens[at].form;
                let phrases = self.looks.phrases(at).map(|start| index.lists.of(start.list.index()));
                let mut keyed = std::iter::once(index.forms.of(form.index())).chain(phrases);
                if keyed.any(|all| of_group(all, group).iter().any(|keyed| visit(at, keyed))) {
                    return true;
                }
            }
        }
        false
    }

    /// The preferred match of one program that starts at `start` and ends inside `run`.
    fn run(&self, search: &mut Search, program: u32, start: usize, run: TokenSpan) -> Option<Hit> {
        if let Some(lists) = &self.bank.code(program).entry {
            return self.entry_of(program, lists, start, run);
        }
        self.run_to(search, program, start, run, None).filter(|h| !h.whole.is_empty())
    }

    /// The same where the program is an entry of some lists and no more: the longest, of equal ones the first. A third of
    /// all matches are such, and need no machine.
    fn entry_of(&self, program: u32, lists: &[ListId], start: usize, run: TokenSpan) -> Option<Hit> {
        let form = self.article.tokens[start].form;
        let limit = (run.end as usize).min(start + REACH);
        let mut best: Option<&Start> = None;
        for &list in lists {
            let phrases = self.looks.phrases(start).filter(|phrase| phrase.list == list);
            let mut entries = phrases.chain(self.lexicon.words_in(form, list));
            if let Some(entry) = entries.find(|entry| start + usize::from(entry.words) <= limit)
                && best.is_none_or(|best| best.words < entry.words)
            {
                best = Some(entry);
            }
        }
        let entry = best?;
        let whole = TokenSpan::new(start, start + usize::from(entry.words));
        let hit = ListHit { list: entry.list, lemma: entry.lemma };
        Some(Hit { program, group: GroupId::default(), whole, marked: whole, entry: Some(hit) })
    }

    /// The same, but it must end at `end`, if given, and may be empty: `^` alone.
    fn run_to(
        &self,
        search: &mut Search,
        program: u32,
        start: usize,
        run: TokenSpan,
        end: Option<usize>,
    ) -> Option<Hit> {
        let Search { seen, round, stack, .. } = search;
        let code = self.bank.code(program);
        let insts = &code.insts;
        let limit = (run.end as usize).min(start + REACH).max(start);
        // What was tried is remembered where ways part: between two such places there is only one way.
        let width = limit - start + 1;
        let size = code.forks.len() * width;
        if seen.len() < size {
            seen.resize(size, 0);
        }
        *round = round.wrapping_add(1);
        if *round == 0 {
            seen.fill(0);
            *round = 1;
        }
        stack.clear();
        let mut next =
            Some(Thread { pc: 0, at: start as u32, open: NOWHERE, close: NOWHERE, entry: None, inner: false });
        while let Some(mut t) = next.take().or_else(|| stack.pop()) {
            loop {
                let pc = usize::from(t.pc);
                let at = t.at as usize;
                let part = code.parts[pc];
                if part != STRAIGHT {
                    let slot = &mut seen[usize::from(part) * width + (at - start)];
                    if std::mem::replace(slot, *round) == *round {
                        break;
                    }
                }
                match &insts[pc] {
                    Inst::One(set) => {
                        if at >= limit || !self.is_in(set, at) {
                            break;
                        }
                        t.at += 1;
                    }
                    Inst::Split(first, second) => {
                        let fork = &code.forks[usize::from(part)];
                        let open = |test: Option<super::look::Test>| {
                            test.is_none_or(|test| at < limit && self.looks.pass(&test, at))
                        };
                        match (open(fork.first), open(fork.second)) {
                            (true, true) => {
                                stack.push(Thread { pc: *second, ..t });
                                t.pc = *first;
                            }
                            (true, false) => t.pc = *first,
                            (false, true) => t.pc = *second,
                            (false, false) => break,
                        }
                        continue;
                    }
                    Inst::Jump(to) => {
                        t.pc = *to;
                        continue;
                    }
                    Inst::Match => {
                        if end.is_some_and(|e| e != at) {
                            break;
                        }
                        let whole = TokenSpan::new(start, at);
                        let marked = if t.open == NOWHERE {
                            whole
                        } else {
                            TokenSpan { start: t.open, end: t.close.max(t.open) }
                        };
                        let marked = if marked.is_empty() { whole } else { marked };
                        return Some(Hit { program, group: GroupId::default(), whole, marked, entry: t.entry });
                    }
                    Inst::Open => {
                        t.open = t.at;
                        // An entry outside the braces gives way to one inside.
                        t.inner = false;
                    }
                    Inst::Close => t.close = t.at,
                    Inst::Start => {
                        let Some(&sentence) = self.article.sentence_of.get(at) else { break };
                        let first = self.article.sentences[sentence as usize].tokens.start as usize;
                        let opens = |i: usize| self.article.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Quote);
                        if !(at == first || (at == first + 1 && opens(first))) {
                            break;
                        }
                    }
                    Inst::End => {
                        if !self.at_end(at) {
                            break;
                        }
                    }
                    Inst::ClauseEnd => {
                        let stop = at >= self.article.tokens.len()
                            || self.at_end(at)
                            || matches!(self.article.word(at), "," | ";" | ":" | "." | "?" | "!" | "–" | "—" | "-");
                        if !stop {
                            break;
                        }
                    }
                    Inst::Lists(lists, signs) => {
                        if at < limit && self.looks.lists(at) & signs != 0 {
                            self.fork_by_entries(stack, lists, t, limit);
                        }
                        break;
                    }
                    inst => {
                        if at >= limit {
                            break;
                        }
                        let taken = self.takes(inst, at, limit);
                        if taken == 0 {
                            break;
                        }
                        t.at += taken as u32;
                    }
                }
                t.pc += 1;
            }
        }
        None
    }

    /// Goes on behind each entry of the lists that stands here: behind the longest first.
    fn fork_by_entries(&self, stack: &mut Vec<Thread>, lists: &[ListId], t: Thread, limit: usize) {
        let at = t.at as usize;
        let inside = t.open != NOWHERE && t.close == NOWHERE;
        // The last that is pushed goes first.
        let mark = stack.len();
        let form = self.article.tokens[at].form;
        for &list in lists {
            let phrases = self.looks.phrases(at).filter(|s| s.list == list);
            for entry in phrases.chain(self.lexicon.words_in(form, list)) {
                let end = at + usize::from(entry.words);
                if end > limit {
                    continue;
                }
                let hit = ListHit { list: entry.list, lemma: entry.lemma };
                let keep = t.entry.is_some() && (t.inner || !inside);
                stack.push(Thread {
                    pc: t.pc + 1,
                    at: end as u32,
                    entry: if keep { t.entry } else { Some(hit) },
                    inner: t.inner || inside,
                    ..t
                });
            }
        }
        stack[mark..].reverse();
        if lists.len() > 1 {
            stack[mark..].sort_by_key(|t| t.at);
        }
    }

    fn is_in(&self, set: &Set, at: usize) -> bool {
        let form = self.article.tokens[at].form;
        set.shape & self.looks.shape(at) != 0 || set.signs & form.sign() != 0 && set.forms.binary_search(&form).is_ok()
    }

    /// Only closing marks and final punctuation from `at` to the end of the sentence.
    fn at_end(&self, at: usize) -> bool {
        let tokens = &self.article.tokens;
        let Some(before) = at.checked_sub(1) else { return tokens.is_empty() };
        let end = self.article.sentence(before).tokens.end as usize;
        at >= end
            || (at..end)
                .all(|i| tokens[i].kind == TokenKind::Quote || matches!(self.article.word(i), "." | "!" | "?" | "…"))
    }

    /// How many tokens an instruction takes at `at`; 0 if it does not match.
    fn takes(&self, inst: &Inst, at: usize, limit: usize) -> usize {
        let token = &self.article.tokens[at];
        usize::from(match inst {
            Inst::One(set) => self.is_in(set, at),
            Inst::Mark(c) => token.kind == TokenKind::Punct && self.article.word(at).starts_with(*c),
            Inst::Not(parts) => !parts.iter().any(|p| match p {
                Inst::Lists(lists, signs) => {
                    self.looks.lists(at) & signs != 0 && lists.iter().any(|list| self.lexicon.has(*list, token.form))
                }
                p => self.takes(p, at, limit) > 0,
            }),
            Inst::Wide(class) => return self.class(*class, at, limit),
            _ => false,
        })
    }
}

impl Reader<'_> {
    /// Whether a pattern of the group matches at the very start of `run`.
    pub fn find_starting(&self, group: GroupId, run: TokenSpan) -> bool {
        let Scratch { search, asked } = &mut *self.scratch.borrow_mut();
        self.may_ask(asked, group, run)
            && self.bank.by_group.of(group.0 as usize).iter().any(|&program| {
                let start = run.start as usize;
                self.may_start(self.bank.head(program), start, run.end as usize)
                    && self.run_to(search, program, start, run, None).is_some()
            })
    }

    /// Whether a pattern of the group matches inside `run` right up to its end.
    pub fn find_ending(&self, group: GroupId, run: TokenSpan) -> bool {
        let Scratch { search, asked } = &mut *self.scratch.borrow_mut();
        let end = run.end as usize;
        let mut ends = |program: u32, start: usize| {
            self.may_start(self.bank.head(program), start, end)
                && self.run_to(search, program, start, run, Some(end)).is_some()
        };
        let farthest = |program: u32| {
            let longest = usize::from(self.bank.head(program).longest);
            end.saturating_sub(longest).max(run.start as usize)
        };
        // Those without a word of their own may be empty, too.
        if self
            .open(group)
            .iter()
            .any(|keyed| (farthest(keyed.program)..=end).rev().any(|start| ends(keyed.program, start)))
        {
            return true;
        }
        let nearest = self.bank.by_group.of(group.0 as usize).iter().map(|&program| farthest(program)).min();
        let near = TokenSpan::new(nearest.unwrap_or(end), end);
        self.ask_keyed(asked, group, near, |at, keyed| {
            let from = at.saturating_sub(usize::from(keyed.before)).max(farthest(keyed.program));
            (from..=at).any(|start| ends(keyed.program, start))
        })
    }
}

/// Those of one group; all are in order of groups.
fn of_group(all: &[Keyed], group: GroupId) -> &[Keyed] {
    let from = all.partition_point(|keyed| keyed.group < group);
    let many = all[from..].iter().take_while(|keyed| keyed.group == group).count();
    &all[from..from + many]
}
