//! Sentence boundaries, from the `sentencex` crate, laid over tokens. A boundary always falls between two tokens and
//! never inside a block's first or last.

use crate::article::{Sentence, Token, TokenKind, TokenSpan};
use sentencex::languages::{English, Language};

/// Most bytes that are looked at together, more than any sentence that is parsed as one. The crate takes the square of
/// the length on a paragraph of nothing but marks.
const PIECE: usize = 4096;

/// Buffers that every block may use.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// Where the sentences of the piece at hand end.
    ends: Vec<usize>,
    /// The piece at hand without its apostrophes.
    plain: String,
    /// The block at hand on one line.
    line: String,
    /// What stands in brackets and quotation marks, they included.
    enclosed: Vec<(usize, usize)>,
}

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
}

impl Block<'_> {
    /// Appends its sentences.
    pub(super) fn split(&self, scratch: &mut Scratch, out: &mut Vec<Sentence>) {
        let &Self { text, offset, tokens, first, number, marks } = self;
        let mut line = std::mem::take(&mut scratch.line);
        let text = on_one_line(text, &mut line);
        let mut start = first;
        let mut at = 0;
        while at < text.len() {
            let piece = &text[at..text.floor_char_boundary(at + PIECE)];
            let from = offset + at as u32;
            let before = |at: u32| marks.partition_point(|&mark| mark < at);
            let inside = &marks[before(from)..before(from + piece.len() as u32)];
            find_ends(piece, inside.iter().map(|mark| (mark - from) as usize), scratch);
            // The last sentence of a piece that is cut is read again with what follows it.
            let whole = at + piece.len() == text.len();
            let sure = if whole { scratch.ends.len() } else { scratch.ends.len().saturating_sub(1).max(1) };
            let mut read = piece.len();
            for &end in scratch.ends.iter().take(sure) {
                let end_byte = offset + (at + end) as u32;
                read = end;
                let end = start + tokens[start..].partition_point(|t| t.span().start < end_byte);
                if name_follows(text, offset, tokens, end) || tag_follows(text, offset, tokens, end) {
                    continue;
                }
                push(start, end, number, out);
                start = end;
            }
            at += if whole || read == 0 { piece.len() } else { read };
        }
        push(start, tokens.len(), number, out);
        scratch.line = line;
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

/// Where the sentences of a piece end, as the crate has it. What it does for quotation marks, brackets, lists and
/// addresses takes most of its time. Most pieces have at most brackets and double marks in pairs: there its judgement of single stops
/// is all that is asked for. `all` are the bytes of the piece that are marks.
fn find_ends(piece: &str, all: impl Iterator<Item = usize> + Clone, scratch: &mut Scratch) {
    scratch.ends.clear();
    let marks = marks_in(piece, all.clone(), &mut scratch.enclosed);
    if marks == Marks::Pairs && opens_plainly(piece) && short_ends(piece, all, &scratch.enclosed, &mut scratch.ends) {
        return;
    }
    scratch.ends.clear();
    if is_one_sentence(piece) {
        scratch.ends.push(piece.len());
        return;
    }
    // An apostrophe behind a letter opens no quotation, but the crate has to look for what closes it. Of some words with
    // one it knows more: of the `I'm` behind an ellipsis, say. Two are a double mark.
    let known = || ["Don't", "I'", "''"].iter().any(|w| piece.contains(w));
    let plain = marks != Marks::Many && piece.contains('\'') && !known();
    let text = if plain {
        scratch.plain.clear();
        scratch.plain.extend(piece.split_inclusive('\'').flat_map(|part| match part.strip_suffix('\'') {
            Some(part) => [part, "^"],
            None => [part, ""],
        }));
        scratch.plain.as_str()
    } else {
        piece
    };
    scratch.ends.extend(sentencex::get_sentence_boundaries("en", text).iter().map(|boundary| boundary.end_byte));
}

/// No stop stands in the piece but at its very end, and nothing else that could end a sentence: a line end, or the mark of
/// an item of a list. Whatever quotation marks and brackets it has.
fn is_one_sentence(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    let words = bytes.iter().rposition(|byte| !matches!(byte, b'.' | b'!' | b'?')).map_or(0, |at| at + 1);
    bytes[..words].iter().enumerate().all(|(at, byte)| match byte {
        b'.' | b'!' | b'?' | b')' => false,
        b' '..=b'~' | 0x80..=0xbf | 0xc2 | 0xc3 => true,
        0xe2 => matches!(bytes[at + 1..], [0x80, 0x93 | 0x94 | 0x98 | 0x99 | 0x9c | 0x9d, ..]),
        _ => false,
    })
}

/// The curly mark that closes a quotation.
const CLOSER: &str = "”";

/// What stands in a piece besides words and stops: from the least to the most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Marks {
    /// Nothing that sentences may be about but brackets and double quotation marks, in pairs: commas, dashes, apostrophes
    /// inside words and behind them, marks inside a pair of others, and curly ones that close nothing.
    Pairs,
    /// Quotation marks and the like, but no single ones.
    Apostrophes,
    /// All that there is.
    Many,
}

/// [`is_mark`], by byte.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        let plain = matches!(byte as u8, b' '..=b'~' | 0x80..=0xbf | 0xc3..=0xc9 | 0xcc);
        let mark = b".!?\"'`()<>{}[]@\\";
        let mut at = 0;
        let mut is_mark = !plain;
        while at < mark.len() {
            is_mark |= mark[at] as usize == byte;
            at += 1;
        }
        marks[byte] = is_mark;
        byte += 1;
    }
    marks
};

/// Whether the byte may be more than part of a word, a space or a comma.
pub(super) const fn is_mark(byte: u8) -> bool {
    MARKS[byte as usize]
}

/// Looks at the marks of a piece; with [`Marks::Pairs`], `enclosed` has what stands in each pair, the marks included.
fn marks_in(piece: &str, all: impl Iterator<Item = usize>, enclosed: &mut Vec<(usize, usize)>) -> Marks {
    const BRACKET: u8 = b'(';
    const SINGLE: u8 = 0x98;
    let bytes = piece.as_bytes();
    let behind_letter = |at: usize| at > 0 && bytes[at - 1].is_ascii_alphanumeric();
    enclosed.clear();
    let mut marks = Marks::Pairs;
    // The mark that is open, and the quotation mark that is inside a bracket.
    let (mut open, mut quoted) = (None, None);
    // Whether the last bracket inside the quotation that is open opens or closes.
    let mut inside = None;
    // What the single marks would make of the piece that stand inside double ones.
    let mut singles = Marks::Pairs;
    // A quotation that goes on in the next paragraph: one mark at its head, and none to close it.
    let mut from = match piece.strip_prefix(['"', '“']) {
        Some(rest) if !rest.contains(if bytes[0] == b'"' { '"' } else { '”' }) => piece.len() - rest.len(),
        _ => 0,
    };
    for at in all {
        // The second byte of a mark of two.
        if at < from {
            continue;
        }
        from = at + 1;
        let opens = match open {
            Some((BRACKET, _)) => quoted.is_none(),
            open => open.is_none(),
        };
        let (kind, opens, len) = match bytes[at..] {
            // The end of a line is a space.
            [b'.' | b'!' | b'?' | b' ', ..] => continue,
            // Two single marks are a double one.
            [b'\'', b'\'', b'\'', ..] => return Marks::Many,
            [b'\'', b'\'', ..] => (b'\'', opens, 2),
            [b'\'', ..] if behind_letter(at) => continue,
            // The crate passes over all that stands between double ones.
            [single @ b'\'', ..] | [single @ 0xe2, 0x80, 0x98 | 0x99, ..] if matches!(open, Some((b'"' | 0xe2, _))) => {
                singles = singles.max(if single == b'\'' { Marks::Many } else { Marks::Apostrophes });
                continue;
            }
            [b'\'' | b'`' | 0xe3, ..] => return Marks::Many,
            [b'"', ..] => (b'"', opens, 1),
            [b'(' | b'[', ..] => (BRACKET, true, 1),
            [b')' | b']', ..] => (BRACKET, false, 1),
            // No address has nothing before it.
            [b'@', ..] if at == 0 || matches!(bytes[at - 1], b' ' | b'(') => continue,
            // Of the marks with three bytes, dashes, `…` and `’` as an apostrophe; of those with two all but `«` and `»`.
            [0xe2, 0x80, 0xa6, ..] if stands_alone(bytes, at) => continue,
            [0xe2, 0x80, 0x93..=0x95, ..] => continue,
            [0xc2, second, ..] if second >= 0xa0 && second != 0xab && second != 0xbb => continue,
            // To the crate even an apostrophe closes.
            [0xe2, 0x80, 0x99, ref rest @ ..] if matches!(open, Some((SINGLE, _))) => {
                if rest.first().is_some_and(|next| next.is_ascii_alphanumeric() || !next.is_ascii()) {
                    marks = Marks::Apostrophes;
                }
                (SINGLE, false, 3)
            }
            [0xe2, 0x80, 0x99, ..] if behind_letter(at) => continue,
            [0xe2, 0x80, 0x98, ..] => (SINGLE, true, 3),
            // What stands in a quotation opens none, and what closes none is told where a sentence ends at it.
            [0xe2, 0x80, 0x9c, ..] if matches!(open, Some((0xe2, _))) => continue,
            [0xe2, 0x80, 0x9d, ..] if open.is_none() => continue,
            [0xe2, 0x80, 0x9c, ..] => (0xe2, true, 3),
            [0xe2, 0x80, 0x9d, ..] => (0xe2, false, 3),
            _ => {
                marks = Marks::Apostrophes;
                continue;
            }
        };
        from = at + len;
        // Inside a quotation, brackets that close there tell nothing.
        if kind == BRACKET && open.is_some_and(|(around, _)| around != BRACKET) {
            if inside == Some(opens) || inside.is_none() && !opens {
                marks = Marks::Apostrophes;
            }
            inside = Some(opens);
            continue;
        }
        match open {
            None if opens => open = Some((kind, at)),
            // All that is in a bracket goes with it.
            Some((BRACKET, _)) if kind != BRACKET && quoted == (!opens).then_some(kind) => {
                quoted = opens.then_some(kind);
            }
            Some((opened, start)) if !opens && opened == kind => {
                if inside == Some(true) || quoted.is_some() {
                    marks = Marks::Apostrophes;
                }
                enclosed.push((start, from));
                (open, inside) = (None, None);
            }
            _ => marks = Marks::Apostrophes,
        }
    }
    match open {
        None if marks == Marks::Pairs => marks,
        _ => marks.max(singles).max(Marks::Apostrophes),
    }
}

/// Whether the `…` at byte `at` is no stop to the crate, as it is with another one or `!` or `?` before or behind it.
fn stands_alone(bytes: &[u8], at: usize) -> bool {
    let (before, behind) = (bytes[..at].trim_ascii_end(), bytes[at + 3..].trim_ascii_start());
    let ends = |mark: &[u8]| before.ends_with(mark) || behind.starts_with(mark);
    !(ends(b"!") || ends(b"?") || ends("…".as_bytes()))
}

/// The piece does not begin as an item of a list would: with a star or dash and a space, or with a number or a letter
/// and a stop or a bracket.
fn opens_plainly(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    let count = |is: fn(&u8) -> bool| bytes.iter().position(|b| !is(b)).unwrap_or(bytes.len());
    let is_roman = |b: &u8| b"ivxlcdm".contains(&b.to_ascii_lowercase());
    let closes = |at: usize| matches!(bytes.get(at), Some(b'.' | b')'));
    match bytes {
        [b'"' | b'\'' | b'$' | b'[' | b'#' | b'@', ..] | [0xe2, 0x80, 0x9c | 0x9d, ..] => true,
        [b'-', next, ..] => next.is_ascii_alphanumeric(),
        [b'(', inner @ ..] => {
            let inside = inner.iter().position(|b| !b.is_ascii_alphanumeric());
            inside.is_some_and(|at| inner[at] != b')')
        }
        [b'0'..=b'9', ..] => !closes(count(u8::is_ascii_digit)),
        [b'A'..=b'Z', b'.', next, ..] => *next != b')',
        [b'A'..=b'Z' | b'a'..=b'z', ..] => {
            let word = count(u8::is_ascii_alphabetic);
            !closes(word) || word > 1 && !bytes[..word].iter().all(is_roman)
        }
        _ => false,
    }
}

/// Where dots end that stand from `start` on in a row, three or more with spaces between them.
fn spaced_dots(bytes: &[u8], start: usize) -> Option<usize> {
    let mut end = start + 1;
    let mut dots = 1;
    while let [b' ', ..] = bytes[end..]
        && let [b'.', behind @ ..] = bytes[end..].trim_ascii_start()
    {
        end = bytes.len() - behind.len();
        dots += 1;
    }
    (dots > 2 && bytes[start] == b'.').then_some(end)
}

/// The ends of sentences in a piece of words, stops and pairs of brackets and double marks; false where stops stand in a
/// row with spaces between. Inside a pair only the last stop of a quotation may end a sentence, and the closing mark goes with it.
fn short_ends(
    piece: &str,
    mut marks: impl Iterator<Item = usize>,
    enclosed: &[(usize, usize)],
    ends: &mut Vec<usize>,
) -> bool {
    let bytes = piece.as_bytes();
    let is_stop = |at: usize| matches!(bytes.get(at), Some(b'.' | b'!' | b'?'));
    let mut last = 0;
    let mut from = 0;
    let mut enclosed = enclosed.iter().peekable();
    while let Some(start) = marks.find(|&at| at >= from && is_stop(at)) {
        let row = spaced_dots(bytes, start);
        let mut end = row.unwrap_or(start + 1);
        while is_stop(end) {
            end += 1;
        }
        if row.is_some_and(|row| row < end) {
            return false;
        }
        // Nothing follows: the piece ends, and with it the sentence.
        if end == bytes.len() {
            break;
        }
        let spaces = bytes[end..].iter().take_while(|b| **b == b' ').count();
        // `. ...`: a sentence, and an ellipsis behind it. All else may be one stop.
        let apart = || bytes[end - 1] == b'.' && bytes[end + spaces..].starts_with(b"..");
        if spaces > 0 && is_stop(end + spaces) && !apart() {
            return false;
        }
        from = end;
        while enclosed.next_if(|(_, to)| *to < end).is_some() {}
        let inside = enclosed.peek().filter(|(open, _)| *open < start).map(|(_, to)| *to);
        let single = end == start + 1;
        let rest = &bytes[end..];
        let goes_on = |next: Option<&u8>| next.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let boundary = if goes_on(rest.first()) && single || !single && spaces > 0 && goes_on(rest.get(spaces)) {
            None
        } else {
            // Behind an ellipsis `I` tells nothing.
            let anew = starts_anew(rest) && (single || !rest.starts_with(b" I"));
            match if anew { ends_at(piece, start, single) } else { None } {
                Some(ends) => ends.then_some(end + spaces),
                None => English {}.find_boundary(piece, start, end),
            }
        };
        let boundary = match (boundary, inside) {
            (Some(at), Some(close)) if at < close => closed_end(piece, at, close),
            // A mark that closes nothing goes with the sentence before it.
            (Some(at), _) if piece[at..].starts_with(CLOSER) => {
                let next = piece[at + CLOSER.len()..].trim_start();
                if next.starts_with(['.', '!', '?', '…']) {
                    return false;
                }
                Some(piece.len() - next.len())
            }
            (boundary, _) => boundary,
        };
        if let Some(boundary) = boundary
            && boundary > last
        {
            ends.push(boundary);
            last = boundary;
        }
    }
    if last != bytes.len() {
        ends.push(bytes.len());
    }
    true
}

/// Where a sentence ends whose stop, which ends at `at`, stands in a quotation that ends at `close`.
fn closed_end(piece: &str, at: usize, close: usize) -> Option<usize> {
    if !matches!(&piece[at..close], "\"" | "''" | "”" | "’") {
        return None;
    }
    match piece.as_bytes()[close..] {
        [] => Some(close),
        [b' ', next, ..] if next.is_ascii_lowercase() => None,
        [b' ', next, ..] if next.is_ascii_uppercase() => Some(close + 1),
        _ => {
            let language = English {};
            let next = language.get_next_word_approx(piece, close);
            let more = match continues(next) {
                Some(true) => None,
                Some(false) if language.continue_in_next_word(next.trim()) => None,
                Some(false) => Some(next.len() - next.trim_start_matches(is_between).len()),
                None => language.get_boundary_extend(next),
            };
            more.map(|more| close + more)
        }
    }
}

/// Whether the first word of a text begins with a small letter or a digit, for which the crate has an expression that
/// takes a tenth of an article's time to make; `None` where it is not clear what a word is.
fn continues(text: &str) -> Option<bool> {
    let is_no_word = |c: char| {
        matches!(c, ' '..='/' | ':'..='@' | '['..='^' | '`' | '{'..='~' | '\u{a0}')
            || matches!(c, '–' | '—' | '‘' | '’' | '“' | '”' | '…')
    };
    match text.trim_start_matches(is_no_word).as_bytes() {
        [] => Some(false),
        [first, ..] if first.is_ascii_graphic() => Some(first.is_ascii_lowercase() || first.is_ascii_digit()),
        _ => None,
    }
}

/// What the crate leaves to the sentence before.
fn is_between(c: char) -> bool {
    matches!(c, '.' | '!' | '?') || c.is_whitespace()
}

/// What stands behind a stop goes on with no sentence, whatever word stands before it: a space and a capital, or a
/// quotation mark with no comma behind it.
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
    if end < 2
        || end >= tokens.len()
        || tokens[end - 1].kind != TokenKind::Quote
        || !matches!(word(end - 2), "?" | "!" | "," | "—" | "--")
    {
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
    use super::*;

    fn marks(piece: &str) -> impl Iterator<Item = usize> + Clone {
        piece.bytes().enumerate().filter(|(_, byte)| is_mark(*byte)).map(|(at, _)| at)
    }

    fn ends(piece: &str) -> Vec<usize> {
        let mut scratch = Scratch::default();
        find_ends(piece, marks(piece), &mut scratch);
        scratch.ends
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

    /// The short ways end sentences where the crate does, whatever stands together.
    #[test]
    fn short_ways_lead_where_the_crate_does() {
        let parts = [
            "the", " ", " ", " ", ".", ". ", "? ", "!", "...", "’", "'", "'s", "’s", "é", " — ", "A", "The ", "Don't",
            "\"", "“", "”", "(", ") ", "1", "3", "Mr", "U.S", " etc", " verdict", " inc", "I", "a", "ii", "- ", ",",
            " p.m", " Yahoo", "* ", "km", " [2]", "a@b.org", "‘", "\n", "•", "…", "mix", " gov't", " ft", "No",
            "Harbours", " Messrs", "-philos", " 5gallon", "7:45", "$3", "(h/t ", "#", "U.S. ", "-", "B.", " Sen. ",
            " said", " in", " MS", ". ...", "... ", "… ", "a\u{303}", "±", "«", " iOs", "''", " Yum", "\u{85}", " @a",
            "(@", "ğ", " . . .", " ‘", ".’ ",
        ];
        let pairs = [
            "the",
            " ",
            " ",
            " ",
            ".",
            ". ",
            "? ",
            "!",
            "...",
            "’s",
            "é",
            " — ",
            "A",
            "The ",
            "Lind's",
            ",",
            "verdict",
            "\"",
            "\"",
            " \"",
            "\" ",
            "“",
            "”",
            ".\"",
            "?\" ",
            ".” ",
            ",\" ",
            " (",
            ")",
            ".) ",
            "etc",
            "\"fact.\" ",
            "\"It is,\" ",
            " (a fact.) ",
            "“No! 3.” ",
            "Mr. ",
            "3",
            "''",
            " ''",
            ".'' ",
            ",'' ",
            "''It is,'' ",
            "\u{a0}",
            "Dix. ",
            " [",
            "] ",
            " [it]",
            "\"It (3.) is [so.] \" ",
            "\",",
            "Messrs",
            "harbours",
            "‘",
            ".’",
            " '",
            ".'",
            "“It is ‘so.’” ",
            "\"A 'fact.' No.\" ",
            " Yahoo",
            "7:45",
            "$3",
            "(h/t ",
            "B.",
            "-",
            "#",
            "Sen. ",
            " said",
            " in",
            "…",
            "… ",
            ". ...",
            "... ",
            "a\u{303}",
            "±",
            ". ''",
            " MD",
            "I ",
            " . .",
            " . . .",
            "@a.org",
            " @a.org",
            " ‘It is.’ ",
            " ‘It",
            ".’ ",
            "’ ",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % n
        };
        let (mut short, mut quoting) = (0, 0);
        for round in 0..100_000 {
            // Every other text keeps to what the short way is for.
            let parts = if round % 2 == 0 { &parts[..] } else { &pairs[..] };
            let text: String = (0..2 + next(14)).map(|_| parts[next(parts.len())]).collect();
            let wanted: Vec<usize> =
                sentencex::get_sentence_boundaries("en", &text).iter().map(|b| b.end_byte).collect();
            let mut scratch = Scratch::default();
            if marks_in(&text, marks(&text), &mut scratch.enclosed) == Marks::Pairs
                && opens_plainly(&text)
                && short_ends(&text, marks(&text), &scratch.enclosed, &mut scratch.ends)
            {
                short += 1;
                quoting += usize::from(!scratch.enclosed.is_empty());
            }
            assert_eq!(ends(&text), wanted, "{text:?}");
        }
        assert!(short > 2_500 && quoting > 500, "{short} texts took the short way, {quoting} of them with quotations");
    }
}
