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
}

/// Appends the sentences of one block: `text` is the block's, `offset` its first byte, `tokens[from..]` its tokens.
pub(super) fn split(
    text: &str,
    offset: u32,
    tokens: &[Token],
    from: usize,
    block: u32,
    scratch: &mut Scratch,
    out: &mut Vec<Sentence>,
) {
    let mut start = from;
    let mut at = 0;
    while at < text.len() {
        let piece = &text[at..text.floor_char_boundary(at + PIECE)];
        find_ends(piece, scratch);
        // The last sentence of a piece that is cut is read again with what follows it.
        let whole = at + piece.len() == text.len();
        let sure = if whole { scratch.ends.len() } else { scratch.ends.len().saturating_sub(1).max(1) };
        let mut read = piece.len();
        for &end in scratch.ends.iter().take(sure) {
            let end_byte = offset + (at + end) as u32;
            read = end;
            let end = start + tokens[start..].partition_point(|t| t.span.start < end_byte);
            if tag_follows(text, offset, tokens, end) {
                continue;
            }
            push(start, end, block, out);
            start = end;
        }
        at += if whole || read == 0 { piece.len() } else { read };
    }
    push(start, tokens.len(), block, out);
}

/// Where the sentences of a piece end, as the crate has it. What it does for quotation marks, brackets, lists and
/// addresses takes most of its time, and most pieces have none of them: there its judgement of single stops is all.
fn find_ends(piece: &str, scratch: &mut Scratch) {
    scratch.ends.clear();
    let text = match marks_in(piece) {
        Marks::Plain if opens_plainly(piece) && plain_ends(piece, &mut scratch.ends) => return,
        // An apostrophe behind a letter opens no quotation, but the crate has to look for what closes it. Of some words with
        // one it knows more: of the `I'm` behind an ellipsis, say.
        Marks::Plain | Marks::Apostrophes
            if piece.contains('\'') && !["Don't", " I'"].iter().any(|known| piece.contains(known)) =>
        {
            scratch.plain.clear();
            scratch.plain.extend(piece.split_inclusive('\'').flat_map(|part| match part.strip_suffix('\'') {
                Some(part) => [part, "^"],
                None => [part, ""],
            }));
            scratch.plain.as_str()
        }
        _ => piece,
    };
    scratch.ends.clear();
    scratch.ends.extend(sentencex::get_sentence_boundaries("en", text).iter().map(|boundary| boundary.end_byte));
}

/// What stands in a piece besides words and stops.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    /// Nothing that sentences may be about: commas, dashes, apostrophes inside words and behind them.
    Plain,
    /// Quotation marks and the like, but no single ones.
    Apostrophes,
    /// All that there is.
    Many,
}

fn marks_in(piece: &str) -> Marks {
    let bytes = piece.as_bytes();
    let behind_letter = |at: usize| at > 0 && bytes[at - 1].is_ascii_alphanumeric();
    let mut marks = Marks::Plain;
    for (at, &byte) in bytes.iter().enumerate() {
        let plain = match byte {
            b'"' | b'(' | b')' | b'<' | b'>' | b'{' | b'}' | b'[' | b']' | b'@' | b'\\' => false,
            b'\'' if behind_letter(at) => true,
            b'\'' | b'`' | 0xe3 => return Marks::Many,
            b' '..=b'~' => true,
            // Of the letters with two bytes, Latin ones; of the marks with three, dashes and `’` as an apostrophe.
            0xc3 => true,
            0xe2 => match bytes.get(at + 1..at + 3) {
                Some([0x80, 0x93 | 0x94]) => true,
                Some([0x80, 0x99]) => behind_letter(at),
                _ => false,
            },
            0x80..=0xbf => true,
            _ => false,
        };
        if !plain {
            marks = Marks::Apostrophes;
        }
    }
    marks
}

/// The piece does not begin as an item of a list would: with a word that a space ends.
fn opens_plainly(piece: &str) -> bool {
    let bytes = piece.as_bytes();
    let word = bytes.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(bytes.len());
    word > 0 && bytes.get(word).is_none_or(|b| matches!(b, b' ' | b',' | b'\'' | 0xc3 | 0xe2))
}

/// The ends of sentences in a piece of nothing but words and stops; false where stops stand in a row with spaces between.
fn plain_ends(piece: &str, ends: &mut Vec<usize>) -> bool {
    let bytes = piece.as_bytes();
    let is_stop = |at: usize| matches!(bytes.get(at), Some(b'.' | b'!' | b'?'));
    let mut last = 0;
    let mut from = 0;
    while let Some(at) = memchr::memchr3(b'.', b'!', b'?', &bytes[from..]) {
        let start = from + at;
        let mut end = start + 1;
        while is_stop(end) {
            end += 1;
        }
        let spaces = bytes[end..].iter().take_while(|b| **b == b' ').count();
        if spaces > 0 && is_stop(end + spaces) {
            return false;
        }
        from = end;
        let next = bytes.get(end + spaces).copied().unwrap_or_default();
        let boundary = if end == start + 1 && spaces == 0 && (next.is_ascii_lowercase() || next.is_ascii_digit()) {
            None
        } else if end == start + 1 && spaces == 1 && next.is_ascii_uppercase() && is_long_word(&piece[..start]) {
            Some(end + 1)
        } else {
            English {}.find_boundary(piece, start, end)
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

/// The text ends in a word that nobody abbreviates: in small letters, longer than a unit or degree.
fn is_long_word(head: &str) -> bool {
    const LONGEST_UNIT: usize = 4;
    let bytes = head.as_bytes();
    let letters = bytes.iter().rev().take_while(|b| b.is_ascii_lowercase()).count();
    let word = bytes.len() - letters;
    letters > LONGEST_UNIT
        && word.checked_sub(1).is_none_or(|before| bytes[before] == b' ')
        && !English {}.get_abbreviations().contains(&head[word..])
}

/// `"Why now?" Lind asked.`: what is behind the closing mark belongs to the quotation's sentence when it is as short as a
/// speech tag and the mark inside is not a full stop.
fn tag_follows(text: &str, offset: u32, tokens: &[Token], end: usize) -> bool {
    const TAG: usize = 14;
    let word = |k: usize| {
        tokens
            .get(k)
            .and_then(|t| text.get((t.span.start - offset) as usize..(t.span.end - offset) as usize))
            .unwrap_or_default()
    };
    // `“…” ― Jane Doe`
    if end > 0
        && end < tokens.len()
        && tokens[end - 1].kind == TokenKind::Quote
        && tokens.len() <= end + TAG / 2
        && matches!(word(end), "—" | "–" | "―" | "-" | "--")
    {
        return tokens.get(end + 1).is_some_and(|t| t.capital);
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

    fn ends(piece: &str) -> Vec<usize> {
        let mut scratch = Scratch::default();
        find_ends(piece, &mut scratch);
        scratch.ends
    }

    /// The short ways end sentences where the crate does, whatever stands together.
    #[test]
    fn short_ways_lead_where_the_crate_does() {
        let parts = [
            "the", " ", " ", " ", ".", ". ", "? ", "!", "...", "’", "'", "'s", "’s", "é", " — ", "A", "The ", "Don't",
            "\"", "“", "”", "(", ") ", "1", "3", "Mr", "U.S", " etc", " verdict", " inc", "I", "a", "ii", "- ", ",",
            " p.m", " Yahoo", "* ", "km", " [2]", "a@b.org", "‘", "\n", "•", "…", "mix", " gov't", " ft", "No",
        ];
        let mut state = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |n: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 33) as usize % n
        };
        let mut plain = 0;
        for round in 0..60_000 {
            // Every other text keeps to what the short way is for.
            let few = if round % 2 == 0 { parts.len() } else { 18 };
            let text: String = (0..2 + next(14)).map(|_| parts[next(few)]).collect();
            let wanted: Vec<usize> =
                sentencex::get_sentence_boundaries("en", &text).iter().map(|b| b.end_byte).collect();
            plain += usize::from(marks_in(&text) == Marks::Plain && opens_plainly(&text));
            assert_eq!(ends(&text), wanted, "{text:?}");
        }
        assert!(plain > 2_500, "{plain} texts took the short way");
    }
}
