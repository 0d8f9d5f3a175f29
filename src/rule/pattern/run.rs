//! Programs against the tokens of an article: backtracking with a memory of what was tried, so never more steps than
//! instructions times tokens. Owns matching; decides nothing about what a match means.

use super::compile::{Bank, Gate, GroupId, Inst, Program, REACH};
use super::{Class, WordClasses};
use crate::article::{Article, TokenKind, TokenSpan};
use crate::lexicon::{Lexicon, ListId};

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

/// Matches the patterns of one bank against one article; keeps its working memory between calls.
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) bank: &'a Bank,
    pub(super) lexicon: &'a Lexicon,
    pub(super) article: &'a Article<'a>,
    /// Source phrases and cues by their first token, for `<source>` and `<cue>`; sorted.
    pub(super) sources: Vec<TokenSpan>,
    seen: Vec<u32>,
    round: u32,
    stack: Vec<Thread>,
    /// By program: the first token not yet tried as a start, in the sweep at hand.
    tried: Vec<u32>,
}

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
        let mut sources: Vec<TokenSpan> = article.attributions.iter().filter_map(|a| a.source).collect();
        sources.sort_unstable();
        Self {
            bank,
            lexicon,
            article,
            sources,
            seen: Vec::new(),
            round: 0,
            stack: Vec::new(),
            tried: vec![0; bank.programs.len()],
        }
    }

    /// The closed classes of words.
    pub const fn classes(&self) -> &'a WordClasses {
        self.bank.classes()
    }

    /// Every match of every eager pattern, sentence by sentence; matches of one pattern do not overlap.
    pub fn sweep(&mut self) -> Vec<Hit> {
        let mut hits = Vec::new();
        let bank = self.bank;
        for sentence in &self.article.sentences {
            let run = sentence.tokens;
            for at in run.range() {
                for &program in &bank.eager.wild {
                    if self.passes(program, at) {
                        self.try_at(program, at, run, &mut hits);
                    }
                }
                for keyed in bank.eager.of(self.article.tokens[at].form) {
                    let from = at.saturating_sub(usize::from(keyed.before)).max(run.start as usize);
                    for start in from..=at {
                        self.try_at(keyed.program, start, run, &mut hits);
                    }
                }
            }
        }
        self.tried.fill(0);
        hits.sort_by_key(|h| (h.whole.start, h.program));
        hits
    }

    /// Whether the token can be the first of the program.
    fn passes(&self, program: u32, at: usize) -> bool {
        let token = &self.article.tokens[at];
        match self.bank.programs[program as usize].gate {
            Gate::Open => true,
            Gate::Number => token.kind == TokenKind::Number,
            Gate::Capital => token.capital && token.kind == TokenKind::Word,
        }
    }

    fn try_at(&mut self, program: u32, start: usize, run: TokenSpan, hits: &mut Vec<Hit>) {
        if (self.tried[program as usize] as usize) > start {
            return;
        }
        self.tried[program as usize] = start as u32 + 1;
        if let Some(hit) = self.run(program, start, run) {
            self.tried[program as usize] = hit.whole.end.max(start as u32 + 1);
            hits.push(hit);
        }
    }

    /// A look at what may take the first token, before anything is set up: most tries end here.
    fn may_start(&self, code: &Program, at: usize, limit: usize) -> bool {
        let Some(firsts) = &code.firsts else { return true };
        at < limit
            && firsts.iter().any(|&pc| match &code.insts[usize::from(pc)] {
                Inst::Lists(lists, signs) => {
                    let form = self.article.tokens[at].form;
                    self.lexicon.may_begin(form, *signs)
                        && lists.iter().any(|list| self.lexicon.starts_in(form, *list).next().is_some())
                }
                one => self.takes(one, at, limit) > 0,
            })
    }

    /// The first match of a pattern of the group that lies inside `run` and passes `accept`.
    pub fn find(&mut self, group: GroupId, run: TokenSpan, accept: impl Fn(&Hit) -> bool) -> Option<Hit> {
        let bank = self.bank;
        for at in run.range() {
            for &program in &bank.lazy.wild {
                if bank.programs[program as usize].group == group
                    && self.passes(program, at)
                    && let Some(hit) = self.run(program, at, run).filter(&accept)
                {
                    return Some(hit);
                }
            }
            for keyed in bank.lazy.of(self.article.tokens[at].form) {
                if bank.programs[keyed.program as usize].group != group {
                    continue;
                }
                let from = at.saturating_sub(usize::from(keyed.before)).max(run.start as usize);
                for start in from..=at {
                    if let Some(hit) = self.run(keyed.program, start, run).filter(&accept) {
                        return Some(hit);
                    }
                }
            }
        }
        None
    }

    /// The preferred match of one program that starts at `start` and ends inside `run`.
    fn run(&mut self, program: u32, start: usize, run: TokenSpan) -> Option<Hit> {
        self.run_to(program, start, run, None).filter(|h| !h.whole.is_empty())
    }

    /// The same, but it must end at `end`, if given, and may be empty: `^` alone.
    fn run_to(&mut self, program: u32, start: usize, run: TokenSpan, end: Option<usize>) -> Option<Hit> {
        let code = &self.bank.programs[program as usize];
        let insts = &code.insts;
        let limit = (run.end as usize).min(start + REACH).max(start);
        if !self.may_start(code, start, limit) {
            return None;
        }
        let width = limit - start + 1;
        // The memory is needed only where there is a choice.
        let mut remember = false;
        self.stack.clear();
        self.stack.push(Thread { pc: 0, at: start as u32, open: NOWHERE, close: NOWHERE, entry: None, inner: false });
        while let Some(mut t) = self.stack.pop() {
            loop {
                let at = t.at as usize;
                if remember {
                    let slot = usize::from(t.pc) * width + (at - start);
                    if self.seen[slot] == self.round {
                        break;
                    }
                    self.seen[slot] = self.round;
                }
                match &insts[usize::from(t.pc)] {
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
                        return Some(Hit { program, group: code.group, whole, marked, entry: t.entry });
                    }
                    Inst::Split(first, second) => {
                        if !remember {
                            remember = true;
                            let size = insts.len() * width;
                            if self.seen.len() < size {
                                self.seen.resize(size, 0);
                            }
                            self.round = self.round.wrapping_add(1);
                            if self.round == 0 {
                                self.seen.fill(0);
                                self.round = 1;
                            }
                        }
                        self.stack.push(Thread { pc: *second, ..t });
                        t.pc = *first;
                        continue;
                    }
                    Inst::Jump(to) => {
                        t.pc = *to;
                        continue;
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
                    Inst::Class(Class::ClauseEnd) => {
                        let stop = at >= self.article.tokens.len()
                            || self.at_end(at)
                            || matches!(self.article.word(at), "," | ";" | ":" | "." | "?" | "!" | "–" | "—" | "-");
                        if !stop {
                            break;
                        }
                    }
                    Inst::Lists(lists, signs) => {
                        if at >= limit || !self.lexicon.may_begin(self.article.tokens[at].form, *signs) {
                            break;
                        }
                        let inside = t.open != NOWHERE && t.close == NOWHERE;
                        // Longest entry first: push the others below it.
                        let mark = self.stack.len();
                        let form = self.article.tokens[at].form;
                        for entry in lists.iter().flat_map(|list| self.lexicon.starts_in(form, *list)) {
                            let end = at + 1 + entry.rest.len();
                            if end > limit
                                || !entry.rest.iter().zip(&self.article.tokens[at + 1..end]).all(|(f, t)| *f == t.form)
                            {
                                continue;
                            }
                            let hit = ListHit { list: entry.list, lemma: entry.lemma };
                            let keep = t.entry.is_some() && (t.inner || !inside);
                            self.stack.push(Thread {
                                pc: t.pc + 1,
                                at: end as u32,
                                entry: if keep { t.entry } else { Some(hit) },
                                inner: t.inner || inside,
                                ..t
                            });
                        }
                        self.stack[mark..].reverse();
                        if lists.len() > 1 {
                            self.stack[mark..].sort_by_key(|t| t.at);
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
            Inst::Form(form) => token.form == *form,
            Inst::Forms(forms) => forms.binary_search(&token.form).is_ok(),
            Inst::Clitic => token.kind == TokenKind::Clitic,
            Inst::Mark(c) => match self.article.word(at).chars().next() {
                _ if *c == '"' => token.kind == TokenKind::Quote,
                Some('–' | '—' | '-') if *c == '-' => token.kind == TokenKind::Punct,
                Some(found) => found == *c && matches!(token.kind, TokenKind::Punct),
                None => false,
            },
            Inst::Not(parts) => {
                return usize::from(!parts.iter().any(|p| match p {
                    Inst::Lists(lists, signs) => {
                        self.lexicon.may_begin(token.form, *signs)
                            && lists.iter().any(|list| self.lexicon.has(*list, token.form))
                    }
                    p => self.takes(p, at, limit) > 0,
                }));
            }
            Inst::Class(class) => return self.class(*class, at, limit),
            _ => false,
        })
    }
}

impl Reader<'_> {
    /// Whether a pattern of the group matches at the very start of `run`.
    pub fn find_starting(&mut self, group: GroupId, run: TokenSpan) -> bool {
        self.in_group(group).any(|program| self.run_to(program, run.start as usize, run, None).is_some())
    }

    /// Whether a pattern of the group matches inside `run` right up to its end.
    pub fn find_ending(&mut self, group: GroupId, run: TokenSpan) -> bool {
        let end = run.end as usize;
        self.in_group(group).any(|program| {
            // Near starts first: most such patterns are short.
            (run.start as usize..=end).rev().any(|start| self.run_to(program, start, run, Some(end)).is_some())
        })
    }

    fn in_group(&self, group: GroupId) -> std::ops::Range<u32> {
        let from = self.bank.programs.partition_point(|p| p.group < group);
        let to = self.bank.programs.partition_point(|p| p.group <= group);
        from as u32..to as u32
    }
}
