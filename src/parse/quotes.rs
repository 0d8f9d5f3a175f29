//! Pairs quotation marks into [`Quotation`]s, paragraph by paragraph: straight and curly, double and single, nested,
//! unclosed, and carried on in the next paragraph. Tells them from apostrophes, decades, feet and inches. Every opening
//! mark looks ahead through a table made once, so work is linear in the text.

use crate::article::{Quotation, Token, TokenKind, TokenSpan};

/// Quotations inside one another that are told apart: no copy has as many, and marks that only open would make work
/// grow with the square of their number.
const DEEPEST: usize = 8;

/// Pairs the marks of one block (`tokens[from..]` belongs to it, and `marks` are those of them that may be quotation
/// marks) and appends its quotations. Sets [`TokenKind::Quote`] on the marks that delimit and [`TokenKind::Punct`] on
/// those that do not.
pub(super) fn pair(text: &str, tokens: &mut [Token], from: usize, marks: &[u32], out: &mut Vec<Quotation>) {
    let mut open = Open::default();
    let first = out.len();
    // Made when a mark first asks: most apostrophes do not.
    let closers = std::cell::OnceCell::new();
    let mut last_close = None;
    for &i in marks {
        let i = i as usize;
        let word = &text[tokens[i].span().range()];
        match Mark::of(word) {
            Some(mark) => {
                let looks_open = looks_opening(text, tokens, i, from);
                let inches = mark == Mark::Straight && open.all().is_empty() && after_number(tokens, i);
                let double = open.all().iter().rev().copied().find(|&q| !out[q].single);
                let closes = match mark {
                    Mark::Close => double.is_some(),
                    // A mark that opens by its shape and closes by its place: a slip of the keyboard.
                    Mark::Open => double.is_some() && !looks_open && looks_closing(text, tokens, i),
                    Mark::Straight => double.is_some() && (!looks_open || looks_closing(text, tokens, i)),
                };
                if closes {
                    // A single quotation left open inside ends with the double one around it.
                    while let Some(q) = open.pop() {
                        out[q].tokens.end = (i + 1) as u32;
                        out[q].closed = !out[q].single;
                        if !out[q].single {
                            break;
                        }
                    }
                } else if !inches
                    && open.all().len() < DEEPEST
                    && match mark {
                        Mark::Open => true,
                        Mark::Straight => looks_open,
                        // A mark that closes by its shape and opens by its place, as some languages have it, and slips:
                        // one that closes must follow.
                        Mark::Close => {
                            looks_open && i < *last_close.get_or_insert_with(|| last_closing(text, tokens, from))
                        }
                    }
                {
                    // Straight marks do not nest: an opener after an unclosed one means that one ended before.
                    if let Some(q) = double
                        && mark == Mark::Straight
                    {
                        open.remove(q);
                        out[q].tokens.end = i as u32;
                    }
                    open.push(out.len());
                    out.push(quotation(i, false, open.all().len() > 1));
                } else {
                    tokens[i].kind = TokenKind::Punct;
                }
            }
            None if matches!(word, "'" | "‘" | "’" | "`") => {
                let inside = open.all().last().copied().filter(|&q| out[q].single);
                let closers = || closers.get_or_init(|| Closers::new(text, tokens, i));
                if let Some(q) = inside
                    && closers().at(i) == Some(i)
                    && !followed_by_better(text, tokens, closers(), i)
                {
                    tokens[i].kind = TokenKind::Quote;
                    out[q].tokens.end = (i + 1) as u32;
                    out[q].closed = true;
                    open.pop();
                } else if inside.is_none()
                    && word != "’"
                    && looks_opening(text, tokens, i, from)
                    && !is_elision(text, tokens, i)
                {
                    let ahead = closers().at(i + 1);
                    if open.all().len() < DEEPEST && ahead.is_some_and(|c| c > i + 1) {
                        tokens[i].kind = TokenKind::Quote;
                        open.push(out.len());
                        out.push(quotation(i, true, open.all().len() > 1));
                    }
                } else if inside.is_none() && i > from && tokens[i - 1].kind == TokenKind::Word && !tokens[i].spaced() {
                    tokens[i].kind = TokenKind::Clitic;
                }
            }
            None => {}
        }
    }
    for &q in open.all() {
        out[q].tokens.end = tokens.len() as u32;
        if out[q].single {
            // Nothing closes it after all: an apostrophe.
            tokens[out[q].tokens.start as usize].kind = TokenKind::Punct;
            out[q].words = u32::MAX;
        }
    }
    let mut kept = first;
    for q in first..out.len() {
        if out[q].words != u32::MAX {
            let run = out[q].tokens;
            out[q].words =
                tokens[run.range()].iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count()
                    as u32;
            out[kept] = out[q];
            kept += 1;
        }
    }
    out.truncate(kept);
}

/// The quotations that are open, outermost first: indices into those found so far.
#[derive(Default)]
struct Open {
    quotations: [usize; DEEPEST],
    count: usize,
}

impl Open {
    fn all(&self) -> &[usize] {
        &self.quotations[..self.count]
    }

    /// Fewer than [`DEEPEST`] are open.
    fn push(&mut self, quotation: usize) {
        self.quotations[self.count] = quotation;
        self.count += 1;
    }

    fn pop(&mut self) -> Option<usize> {
        self.count = self.count.checked_sub(1)?;
        Some(self.quotations[self.count])
    }

    fn remove(&mut self, quotation: usize) {
        if let Some(at) = self.all().iter().position(|&q| q == quotation) {
            self.quotations.copy_within(at + 1..self.count, at);
            self.count -= 1;
        }
    }
}

/// Links the first quotation of a paragraph to the unclosed last one of the paragraph before.
pub(super) fn carry_on(quotations: &mut [Quotation], previous: Option<u32>, first: usize, block_start: usize) {
    if let (Some(before), Some(q)) = (previous, quotations.get(first))
        && q.tokens.start as usize == block_start
        && !quotations[before as usize].closed
    {
        quotations[first].continues = Some(before);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Close,
    Straight,
}

impl Mark {
    fn of(word: &str) -> Option<Self> {
        match word {
            "“" | "„" | "«" | "``" => Some(Self::Open),
            "”" | "»" => Some(Self::Close),
            "\"" | "''" => Some(Self::Straight),
            _ => None,
        }
    }
}

const fn quotation(start: usize, single: bool, nested: bool) -> Quotation {
    Quotation {
        tokens: TokenSpan::new(start, start + 1),
        single,
        nested,
        closed: false,
        continues: None,
        words: 0,
        attribution: None,
    }
}

fn after_number(tokens: &[Token], i: usize) -> bool {
    i > 0 && tokens[i - 1].kind == TokenKind::Number && !tokens[i].spaced()
}

/// Space (or an opening mark) before and none after.
fn looks_opening(text: &str, tokens: &[Token], i: usize, from: usize) -> bool {
    let before = i == from || tokens[i].spaced() || {
        let prev = &text[tokens[i - 1].span().range()];
        tokens[i - 1].kind == TokenKind::Quote || matches!(prev, "(" | "[" | "—" | "–" | "--" | "-" | "‘" | "/")
    };
    before && tokens.get(i + 1).is_some_and(|next| !next.spaced())
}

/// Nothing between it and what stands before.
fn looks_closing(text: &str, tokens: &[Token], i: usize) -> bool {
    !tokens[i].spaced() && i > 0 && !matches!(&text[tokens[i - 1].span().range()], "(" | "[" | "—" | "--")
}

/// The last double mark of the block that closes by its place; `from` if there is none.
fn last_closing(text: &str, tokens: &[Token], from: usize) -> usize {
    (from..tokens.len())
        .rev()
        .find(|&i| {
            let mark = Mark::of(&text[tokens[i].span().range()]);
            matches!(mark, Some(Mark::Close | Mark::Straight)) && looks_closing(text, tokens, i)
        })
        .unwrap_or(from)
}

/// For each token of the block from some on, the first single mark at or after it that could close a quotation.
struct Closers {
    from: usize,
    table: Vec<Option<usize>>,
}

impl Closers {
    fn new(text: &str, tokens: &[Token], from: usize) -> Self {
        let is_closer = |i: usize| {
            matches!(tokens[i].kind, TokenKind::Punct | TokenKind::Clitic)
                && matches!(&text[tokens[i].span().range()], "'" | "’")
                && !tokens[i].spaced()
                && tokens.get(i + 1).is_none_or(|t| t.spaced() || t.kind != TokenKind::Word)
        };
        let end = (from..tokens.len()).rev().find(|&i| is_closer(i)).map_or(from, |last| last + 1);
        let mut next = None;
        let mut table = vec![None; end - from];
        for i in (from..end).rev() {
            if is_closer(i) {
                next = Some(i);
            }
            table[i - from] = next;
        }
        Self { from, table }
    }

    fn at(&self, token: usize) -> Option<usize> {
        self.table.get(token - self.from).copied().flatten()
    }
}

/// `The workers' union said'`: a mark after a final s with a lower-case word behind it is a possessive if a later mark
/// closes too, and no other quotation opens before that.
fn followed_by_better(text: &str, tokens: &[Token], closers: &Closers, i: usize) -> bool {
    let possessive = i > 0
        && text[tokens[i - 1].span().range()].ends_with(['s', 'S'])
        && tokens.get(i + 1).is_some_and(|t| t.kind == TokenKind::Word && t.spaced() && !t.capital());
    if !possessive {
        return false;
    }
    let Some(later) = closers.at(i + 1) else { return false };
    // Bounded: a possessive and its quotation's end stand close together.
    later - i <= 60
        && !(i + 1..later).any(|k| tokens[k].spaced() && matches!(&text[tokens[k].span().range()], "'" | "‘"))
}

/// `'90s`, `'em`, `'til`.
fn is_elision(text: &str, tokens: &[Token], i: usize) -> bool {
    let Some(next) = tokens.get(i + 1) else { return true };
    let word = &text[next.span().range()];
    next.kind == TokenKind::Number && word.ends_with('s')
        || ["em", "til", "tis", "twas", "cause", "bout", "round", "n", "cos"]
            .iter()
            .any(|e| word.eq_ignore_ascii_case(e))
}
