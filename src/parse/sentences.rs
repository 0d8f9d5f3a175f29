//! Sentence boundaries. Whether stops end a sentence is asked of the `sentencex` crate, which knows abbreviations, initials
//! and what opens a sentence. What stands in quotation marks, paired by `quotes`, belongs to one sentence, and so does what
//! stands in brackets: of the stops in there only the last may end it, behind the closing mark. A boundary always falls
//! between two tokens and never inside a block's first or last.

use crate::article::{Quotation, Sentence, Token, TokenKind, TokenSpan};
use sentencex::languages::{English, Language};

/// A block to be cut.
pub(super) struct Block<'a> {
    pub(super) text: &'a str,
    /// Its first byte.
    pub(super) offset: u32,
    /// Those of the article up to its last.
    pub(super) tokens: &'a [Token],
    /// Its first token.
    pub(super) first: usize,
    pub(super) number: u32,
    /// Where in the prose each byte of it stands that [`is_mark`].
    pub(super) marks: &'a [u32],
    /// Those that begin in it.
    pub(super) quotations: &'a [Quotation],
}

impl Block<'_> {
    /// Appends its sentences. `line` is a buffer.
    pub(super) fn split(&self, line: &mut String, out: &mut Vec<Sentence>) {
        let &Self { text, offset, tokens, first, number, marks, quotations } = self;
        let text = on_one_line(text, line);
        let bytes = text.as_bytes();
        let mut quotations = quotations.iter().filter(|q| q.closed).map(|q| self.pair(q)).peekable();
        // The quotation or bracket that was entered last, and where the sentence at hand begins.
        let mut around = Pair { start: 0, end: 0, quotes: false };
        let mut closers = Closers::default();
        let (mut start, mut start_byte) = (first, 0);
        let mut from = list_mark(bytes);
        for at in marks.iter().map(|mark| (mark - offset) as usize) {
            if at < from {
                continue;
            }
            while let Some(pair) = quotations.next_if(|pair| pair.start < at) {
                if pair.end > around.end {
                    around = pair;
                }
            }
            let inside = at < around.end;
            if !is_stop(bytes[at]) {
                if !inside && let Some(end) = closers.find(bytes, at) {
                    around = Pair { start: at, end, quotes: false };
                }
                continue;
            }
            let end = row_end(bytes, at);
            from = end;
            let opens = quotations.peek().is_some_and(|pair| pair.start == end);
            // The mark that closes behind the stops: of what they stand in, or one that closes nothing and goes with the sentence.
            let close = if inside {
                let whole = around.quotes || around.start == start_byte;
                if !whole || !bytes[end..around.end].iter().all(|b| is_closer(*b)) {
                    continue;
                }
                Some(around.end)
            } else {
                closing_mark(&bytes[end..]).filter(|_| !opens).map(|len| end + len)
            };
            let boundary = boundary(text, at, end).and_then(|own| close.map_or(Some(own), |close| behind(text, close)));
            let Some(end_byte) = boundary.filter(|&end| end < bytes.len()) else { continue };
            let end_in_prose = offset + end_byte as u32;
            let end = start + tokens[start..].partition_point(|t| t.span().start < end_in_prose);
            if name_follows(text, offset, tokens, end) || tag_follows(text, offset, tokens, end) {
                continue;
            }
            push(start, end, number, out);
            (start, start_byte) = (end, end_byte);
            from = end_byte;
        }
        push(start, tokens.len(), number, out);
    }

    fn pair(&self, quotation: &Quotation) -> Pair {
        let run = &self.tokens[quotation.tokens.range()];
        let byte = |at: u32| (at - self.offset) as usize;
        let end = run.last().map_or(0, |mark| byte(mark.span().end));
        Pair { start: run.first().map_or(end, |mark| byte(mark.span().start)), end, quotes: true }
    }
}

/// What stands in quotation marks or brackets, they included: bytes of the block.
#[derive(Clone, Copy)]
struct Pair {
    start: usize,
    end: usize,
    quotes: bool,
}

/// Looks for what closes brackets, and never twice where there is nothing.
#[derive(Default)]
struct Closers {
    /// There is no `)` ahead, and no `]`.
    none: [bool; 2],
}

impl Closers {
    /// The end of the bracket that opens at byte `at`.
    fn find(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let (kind, closer) = if bytes[at] == b'(' { (0, b')') } else { (1, b']') };
        if self.none[kind] {
            return None;
        }
        let end = memchr::memchr(closer, &bytes[at..]).map(|len| at + len + 1);
        self.none[kind] = end.is_none();
        end
    }
}

/// The text with a space for each end of a line: what stands on lines of their own, as items of a list do, are blocks, and
/// within one a line ends where there was no more room.
fn on_one_line<'t>(text: &'t str, line: &'t mut String) -> &'t str {
    let mut ends = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).peekable();
    if ends.peek().is_none() {
        return text;
    }
    line.clear();
    let mut from = 0;
    for end in ends {
        line.push_str(&text[from..end]);
        line.push(' ');
        from = end + 1;
    }
    line.push_str(&text[from..]);
    line
}

/// Whether the byte may end a sentence or opens a bracket, in which none ends.
pub(super) const fn is_mark(byte: u8) -> bool {
    is_stop(byte) || matches!(byte, b'(' | b'[')
}

const fn is_stop(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?')
}

/// A byte of nothing but marks that close.
fn is_closer(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b')' | b']' | 0x80 | 0x98..=0x9d | 0xe2 | 0xc2 | 0xbb)
}

/// The length of the quotation mark that the text begins with, if it may be one that closes.
fn closing_mark(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\'', b'\'', ..] => Some(2),
        [b'"' | b'\'', ..] => Some(1),
        [0xe2, 0x80, 0x99 | 0x9d, ..] => Some(3),
        _ => None,
    }
}

/// Where the mark ends that the block begins with as an item of a list: `1.`, `12.`, `a.`, `iv.`.
fn list_mark(bytes: &[u8]) -> usize {
    let count = |is: fn(&u8) -> bool| bytes.iter().take(4).take_while(|b| is(b)).count();
    let (digits, letters) = (count(u8::is_ascii_digit), count(u8::is_ascii_lowercase));
    let is_mark = match (digits, letters) {
        (1 | 2, 0) | (0, 1) => true,
        (0, 2 | 3) => count(|b| b"ivx".contains(b)) == letters,
        _ => false,
    };
    let len = digits + letters;
    if is_mark && bytes[len..].starts_with(b". ") { len + 1 } else { 0 }
}

/// Where the stops end that stand together from byte `at` on: in a row, three dots or more with spaces between them, and
/// what stands behind `!` and `?` and spaces.
fn row_end(bytes: &[u8], at: usize) -> usize {
    let run = |at: usize| at + bytes[at..].iter().take_while(|b| is_stop(**b)).count();
    let next = |end: usize| Some(end + spaces(&bytes[end..])).filter(|&at| at > end && at < bytes.len());
    let dot = |end| next(end).filter(|&at| bytes[at] == b'.').map(|at| at + 1);
    let mut end = run(at);
    if bytes[at..end] == *b"." && dot(end).and_then(dot).is_some() {
        while let Some(more) = dot(end) {
            end = more;
        }
    }
    while bytes[end - 1] != b'.'
        && let Some(more) = next(end).filter(|&at| is_stop(bytes[at]))
    {
        end = run(more);
    }
    end
}

fn spaces(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| **b == b' ').count()
}

/// Bytes before a stop that the crate is shown: more than the words that it asks about.
const CONTEXT: usize = 256;

/// Where the sentence ends, spaces behind it included, whose stops stand at the bytes from `start` to `end`; `None` if they end
/// none.
fn boundary(text: &str, start: usize, end: usize) -> Option<usize> {
    let rest = &text.as_bytes()[end..];
    let spaces = spaces(rest);
    let single = end == start + 1;
    let is_more = |next: Option<&u8>| next.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if is_more(rest.first()) && single || !single && spaces > 0 && is_more(rest.get(spaces)) {
        return None;
    }
    // Behind an ellipsis `I` tells nothing.
    let anew = starts_anew(rest) && (single || !rest.starts_with(b" I"));
    if anew && let Some(ends) = ends_at(text, start, single) {
        return ends.then_some(end + spaces);
    }
    let from = text.floor_char_boundary(start.saturating_sub(CONTEXT));
    English {}.find_boundary(&text[from..], start - from, end - from).map(|boundary| from + boundary)
}

/// Where a sentence ends whose last stop stands before a mark that closes at byte `close`; `None` where it goes on behind it.
fn behind(text: &str, close: usize) -> Option<usize> {
    let rest = &text[close..];
    match rest.as_bytes() {
        [b' ', next, ..] if next.is_ascii_lowercase() => None,
        [b' ', next, ..] if next.is_ascii_uppercase() => Some(close + 1),
        _ if goes_on(rest) => None,
        _ => Some(text.len() - rest.trim_start_matches(is_between).len()),
    }
}

/// Whether a text begins with a comma, or its first word with a small letter or a digit.
fn goes_on(text: &str) -> bool {
    let is_no_word = |c: char| {
        matches!(c, ' '..='+' | '-'..='/' | ':'..='@' | '['..='^' | '`' | '{'..='~' | '\u{a0}')
            || matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '…')
    };
    let word = text.chars().take(LONGEST_GAP).find(|&c| !is_no_word(c));
    word.is_some_and(|c| c == ',' || c.is_lowercase() || c.is_ascii_digit())
}

/// Most characters between two words that are looked at.
const LONGEST_GAP: usize = 16;

/// What goes with the sentence before.
fn is_between(c: char) -> bool {
    matches!(c, '.' | '!' | '?') || c.is_whitespace()
}

/// What stands behind a stop may begin a sentence, if the word before the stop lets it: a space and a capital, or a quotation
/// mark with no comma behind it.
fn starts_anew(rest: &[u8]) -> bool {
    let marked = match rest {
        [b' ', b'A'..=b'Z', ..] => return true,
        [b'"', marked @ ..] | [b' ', b'"', marked @ ..] => marked,
        [b'\'', b'\'', marked @ ..] | [b' ', b'\'', b'\'', marked @ ..] => marked,
        [0xe2, 0x80, 0x98 | 0x99 | 0x9c | 0x9d, marked @ ..] | [b' ', 0xe2, 0x80, 0x98 | 0x9c, marked @ ..] => marked,
        _ => return false,
    };
    match marked {
        [] => true,
        [b' ', next, ..] | [next, ..] => next.is_ascii_graphic() && *next != b',',
    }
}

/// Letters of the longest word that the crate knows for an abbreviation, a unit, a degree or an exclamation.
const LONGEST_KNOWN: usize = 6;

/// Units, degrees and the like, of which the crate knows more than that they are abbreviated.
fn is_unit(word: &str) -> bool {
    matches!(word, "gal" | "fl" | "ft" | "in" | "lb" | "mi" | "mph" | "oz" | "pt" | "qt" | "sq" | "yd")
        || matches!(word, "ba" | "bcom" | "bs" | "bsc" | "dds" | "jd" | "llb" | "lld" | "llm" | "ma" | "mba")
        || matches!(word, "mcom" | "md" | "ms" | "msc" | "phd" | "ne" | "nw" | "se" | "sw")
}

/// Whether the stop at byte `at`, which is more than one mark unless it is `single`, ends a sentence, by the word before it,
/// where what follows [`starts_anew`]; `None` if that takes more than to know the word.
fn ends_at(piece: &str, at: usize, single: bool) -> Option<bool> {
    let bytes = &piece.as_bytes()[..at];
    let letters = bytes.iter().rev().take(LONGEST_KNOWN + 1).take_while(|b| b.is_ascii_alphabetic()).count();
    if letters > LONGEST_KNOWN {
        return Some(true);
    }
    let (before, word) = piece[..at].split_at(at - letters);
    let lower = &mut [0; LONGEST_KNOWN][..letters];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).ok()?;
    let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
    if letters < 2 || !before.is_empty() && !before.ends_with(' ') || !capital && word != lower {
        return None;
    }
    let language = English {};
    if single && piece.as_bytes()[at] == b'.' {
        if is_unit(lower) {
            return None;
        }
        let next = || language.get_next_word_approx(piece, at + 1);
        if language.get_abbreviations().contains(lower) && !language.next_word_is_sentence_starter(next()) {
            return Some(false);
        }
    }
    Some(!capital || !language.is_exclamation_for(word))
}

/// The word of a token; `text` begins at byte `offset`.
fn word<'t>(text: &'t str, offset: u32, token: &Token) -> &'t str {
    text.get((token.span().start - offset) as usize..(token.span().end - offset) as usize).unwrap_or_default()
}

/// `Ms. Lind`, `Sens. Lind and Holt`: a title that the crate does not know, and a name.
fn name_follows(text: &str, offset: u32, tokens: &[Token], end: usize) -> bool {
    let title = end.checked_sub(1).and_then(|last| tokens.get(last)).map_or("", |token| word(text, offset, token));
    matches!(title, "Ms." | "Sens." | "Reps." | "Govs.") && tokens.get(end).is_some_and(Token::capital)
}

/// `"Why now?" Lind asked.`: what is behind the closing mark belongs to the quotation's sentence when it is as short as a
/// speech tag and the mark inside is not a full stop.
fn tag_follows(text: &str, offset: u32, tokens: &[Token], end: usize) -> bool {
    const TAG: usize = 14;
    let word = |k: usize| tokens.get(k).map_or("", |token| word(text, offset, token));
    // `“…” ― Jane Doe`
    if end > 0
        && end < tokens.len()
        && tokens[end - 1].kind == TokenKind::Quote
        && tokens.len() <= end + TAG / 2
        && matches!(word(end), "—" | "–" | "―" | "-" | "--")
    {
        return tokens.get(end + 1).is_some_and(Token::capital);
    }
    if end == 0 || end >= tokens.len() || tokens[end - 1].kind != TokenKind::Quote {
        return false;
    }
    let inside = (0..end).rev().find(|&k| tokens[k].kind != TokenKind::Quote);
    if !matches!(inside.map_or("", word), "?" | "!" | "," | "—" | "--") {
        return false;
    }
    let stop = (end..tokens.len().min(end + TAG))
        .find(|&k| matches!(word(k), "." | "?" | "!" | ":"))
        .or((tokens.len() <= end + TAG).then_some(tokens.len()));
    stop.is_some() && tokens[end].kind == TokenKind::Word
}

/// One sentence, or as many pieces as its length asks for.
fn push(from: usize, to: usize, block: u32, out: &mut Vec<Sentence>) {
    let mut start = from;
    while start < to {
        let end = to.min(start + super::LONGEST_SENTENCE);
        out.push(Sentence { tokens: TokenSpan::new(start, end), block });
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::super::grammar::Grammar;
    use super::super::{lex, quotes};
    use super::*;
    use crate::lexicon::{Lexicon, LexiconBuilder};
    use crate::span::TextSpan;

    struct Cutter {
        lexicon: Lexicon,
        grammar: Grammar,
    }

    impl Cutter {
        fn new() -> Self {
            let mut builder = LexiconBuilder::default();
            let grammar = Grammar::new(&mut builder);
            Self { lexicon: builder.build(), grammar }
        }

        /// The sentences of one block.
        fn cut<'t>(&self, text: &'t str) -> Vec<&'t str> {
            let (mut seen, mut tokens, mut quotations, mut out) = (lex::Seen::default(), vec![], vec![], vec![]);
            let span = TextSpan::new(0, text.len() as u32);
            lex::tokenize(text, span, &self.lexicon, &self.grammar, &mut seen, &mut tokens);
            quotes::pair(text, &mut tokens, 0, &seen.marks, &mut quotations);
            let block = Block {
                text,
                offset: 0,
                tokens: &tokens,
                first: 0,
                number: 0,
                marks: &seen.stops,
                quotations: &quotations,
            };
            block.split(&mut String::new(), &mut out);
            let byte = |token: usize| tokens.get(token).map_or(text.len(), |token| token.span().start as usize);
            out.iter().map(|s| text[byte(s.tokens.start as usize)..byte(s.tokens.end as usize)].trim_end()).collect()
        }
    }

    /// In each text sentences end where two lines do.
    #[test]
    fn sentences_end_where_they_should() {
        let texts = [
            // Words and stops.
            "Mr. Holt of the U.S. Embassy left at 5 p.m. on Friday.\nHe was tired.",
            "The vote is on Jan. 12.\nNo date was set for St. Anne’s.",
            "Will it hold?\nIt must!\nThe mayor hopes so.",
            "It cost $3.5 million ... or so he thought.\nThe board paid.",
            "He waited ... \nThe mayor did not come.",
            "What now ? !\nThe mayor left.",
            "The harbor . . . is closed.\nSo is the pier.",
            // Items of lists.
            "1. The mayor resigns.\nThe council meets.",
            "iv. The mayor resigns.\nThe council meets.",
            "b. The mayor resigns.\nThe council meets.",
            "He was born in 1988.\nThe port opened.",
            "1988.\nThe port opens.",
            "so.\nThe port opens.",
            // Quotations belong to one sentence.
            "“We lost. We will be back,” said Lind.\nThe crowd left.",
            "“We lost. We will be back.”\nThe crowd left.",
            "Lind said: “We lost. We will be back.”\nThe crowd left.",
            "\"We lost,\" said Lind.\n\"We will be back. So will they.\"\nThe crowd left.",
            "''We lost. We will be back,'' said Lind.\n''So will they.''\nThe crowd left.",
            "'We lost. We will be back,' said Lind.\n'So will they.'\nThe crowd left.",
            "“She asked, ‘Who won?’ We did not know. It was late,” said Lind.\nThe crowd left.",
            "He called it “a good day.”\nThe crowd left.",
            "He called it “a good day.” and left.",
            "“Who won?” asked Lind.\n“Who lost?” Lind asked.\nThe crowd left.",
            "“She asked, ‘Who won?’” Lind recalled.\nThe crowd left.",
            // Marks of two kinds, marks that close nothing, marks that nothing closes.
            "“We lost. We will be back,\" said Lind.\n\"So will they. They said so,” said Holt.",
            "The deal fell through.”\nThe crowd left.",
            "The deal fell through.”, said Lind.",
            "“We lost.\nWe will be back.\nSo will they.",
            "He said, “We lost.\nWe will be back.",
            "The ’90s were lean.\nThe port lost its dredgers’ pay.\nIt closed.",
            // Brackets.
            "The mayor (see p. 4. It has a map.) left.\nThe crowd stayed.",
            "The mayor left.\n(He was tired. So was she.)\nThe crowd stayed.",
            "The mayor left (he was tired.) The crowd stayed.",
            "The mayor (who was tired left.\nThe crowd stayed.",
            "The mayor left.\n[He was tired.]\nThe crowd (all of it) stayed.",
            "The mayor (“I am tired. So is she.”) left.\nThe crowd stayed.",
        ];
        let cutter = Cutter::new();
        for text in texts {
            let wanted: Vec<&str> = text.lines().map(str::trim_end).collect();
            assert_eq!(cutter.cut(&text.replace('\n', " ")), wanted);
            let wrapped = text.replace('\n', " ").replacen(' ', "\r\n", 3);
            let sentences: Vec<String> = cutter.cut(&wrapped).iter().map(|s| s.replace("\r\n", " ")).collect();
            assert_eq!(sentences, wanted, "wrapped");
        }
    }

    #[test]
    fn no_word_that_the_crate_knows_is_too_long() {
        let letters = |word: &String| word.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        let longest = English {}.get_abbreviations().iter().map(letters).max();
        assert!(longest <= Some(LONGEST_KNOWN), "{longest:?}");
    }

    /// Of every word of two or three letters and all that it knows, [`ends_at`] says what the crate does.
    #[test]
    fn what_words_tell_is_what_the_crate_has() {
        let letters = || (b'a'..=b'z').map(char::from);
        let pairs = || letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
        let threes = pairs().flat_map(|pair| letters().map(move |c| format!("{pair}{c}")));
        let known = English {}.get_abbreviations().iter().map(String::as_str).chain(["yahoo", "yum", "xun", "kung"]);
        let mut asked = 0;
        for lower in pairs().chain(threes).chain(known.map(str::to_owned)) {
            let capital = lower[..1].to_ascii_uppercase() + &lower[1..];
            for word in [&capital, &lower.to_ascii_uppercase(), &lower] {
                for behind in [". Lind", ". The mayor", "? Lind", "! “We", ".\" So", ".''"] {
                    let text = format!("It was {word}{behind}");
                    let start = 7 + word.len();
                    let wanted = English {}.find_boundary(&text, start, start + 1).is_some();
                    match ends_at(&text, start, true) {
                        Some(found) => assert_eq!(found, wanted, "{text}"),
                        None => asked += 1,
                    }
                }
            }
        }
        assert!(asked < 2_000, "{asked}");
    }

    /// Without quotation marks, brackets, lists and stops that stand apart, sentences end where the crate has it.
    #[test]
    fn words_and_stops_are_cut_as_the_crate_does() {
        let parts = [
            "the", " ", " ", " ", ".", ". ", "? ", "!", "...", "port's", "Lind’s", "é", " — ", "A", "The ", "1", "3",
            "Mr", "U.S", " etc", " verdict", " inc", "I", "a", ",", " p.m", " Yahoo", "km", "mix", " gov't", " ft",
            "No", "Harbours", " Messrs", "-philos", " 5gallon", "7:45", "$3", "#", "U.S. ", "-", "B.", " Sen. ",
            " said", " in", " MS", "... ", "a\u{303}", "±", " iOs", " Yum", "\u{a0}", "ğ", "I ", "Dix. ", " MD",
        ];
        let stops = ['.', '!', '?'];
        let apart = |text: &str| {
            let words: Vec<&str> = text.split_whitespace().collect();
            words.windows(2).any(|pair| pair[0].ends_with(stops) && pair[1].starts_with(stops))
        };
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % n
        };
        for _ in 0..100_000 {
            let text = (0..2 + next(14)).fold("Lind ".to_owned(), |text, _| text + parts[next(parts.len())]);
            if apart(&text) {
                continue;
            }
            let wanted: Vec<usize> =
                sentencex::get_sentence_boundaries("en", &text).iter().map(|b| b.end_byte).collect();
            let (mut ends, mut from) = (vec![], 0);
            for (at, _) in text.bytes().enumerate().filter(|(_, byte)| is_stop(*byte)) {
                if at >= from {
                    from = row_end(text.as_bytes(), at);
                    ends.extend(boundary(&text, at, from).filter(|&end| end < text.len()));
                }
            }
            ends.push(text.len());
            assert_eq!(ends, wanted, "{text:?}");
        }
    }
}
