//! Sentence boundaries, from the `sentencex` crate, laid over tokens. A boundary always falls between two tokens and
//! never inside a block's first or last.

use crate::article::{Sentence, Token, TokenKind, TokenSpan};

/// Appends the sentences of one block: `text` is the block's, `offset` its first byte, `tokens[from..]` its tokens.
pub(super) fn split(text: &str, offset: u32, tokens: &[Token], from: usize, block: u32, out: &mut Vec<Sentence>) {
    let mut start = from;
    for boundary in sentencex::get_sentence_boundaries("en", text) {
        let end_byte = offset + boundary.end_byte as u32;
        let end = start + tokens[start..].partition_point(|t| t.span.start < end_byte);
        if tag_follows(text, offset, tokens, end) {
            continue;
        }
        push(start, end, block, out);
        start = end;
    }
    push(start, tokens.len(), block, out);
}

/// `"Why now?" Lind asked.`: what is behind the closing mark belongs to the quotation's sentence when it is as short as a
/// speech tag and the mark inside is not a full stop.
fn tag_follows(text: &str, offset: u32, tokens: &[Token], end: usize) -> bool {
    const TAG: usize = 14;
    let word = |k: usize| tokens.get(k).and_then(|t| text.get((t.span.start - offset) as usize..(t.span.end - offset) as usize)).unwrap_or_default();
    // `“…” ― Jane Doe`
    if end > 0 && end < tokens.len() && tokens[end - 1].kind == TokenKind::Quote && tokens.len() <= end + TAG / 2 && matches!(word(end), "—" | "–" | "―" | "-" | "--") {
        return tokens.get(end + 1).is_some_and(|t| t.capital);
    }
    if end < 2 || end >= tokens.len() || tokens[end - 1].kind != TokenKind::Quote || !matches!(word(end - 2), "?" | "!" | "," | "—" | "--") {
        return false;
    }
    let stop = (end..tokens.len().min(end + TAG)).find(|&k| matches!(word(k), "." | "?" | "!" | ":")).or((tokens.len() <= end + TAG).then_some(tokens.len()));
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
