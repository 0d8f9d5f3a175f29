//! Sentence boundaries, from the `sentencex` crate, laid over tokens. A boundary always falls between two tokens and
//! never inside a block's first or last.

use crate::article::{Sentence, Token, TokenKind, TokenSpan};

/// Most bytes that are looked at together, more than any sentence that is parsed as one. The crate takes the square of
/// the length on a paragraph of nothing but marks.
const PIECE: usize = 4096;

/// Appends the sentences of one block: `text` is the block's, `offset` its first byte, `tokens[from..]` its tokens.
pub(super) fn split(text: &str, offset: u32, tokens: &[Token], from: usize, block: u32, out: &mut Vec<Sentence>) {
    let mut start = from;
    let mut at = 0;
    while at < text.len() {
        let piece = &text[at..text.floor_char_boundary(at + PIECE)];
        let boundaries = sentencex::get_sentence_boundaries("en", piece);
        // The last sentence of a piece that is cut is read again with what follows it.
        let whole = at + piece.len() == text.len();
        let sure = if whole { boundaries.len() } else { boundaries.len().saturating_sub(1).max(1) };
        let mut read = piece.len();
        for boundary in boundaries.iter().take(sure) {
            let end_byte = offset + (at + boundary.end_byte) as u32;
            read = boundary.end_byte;
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
