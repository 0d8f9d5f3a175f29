//! Sentence boundaries, from the `sentencex` crate, laid over tokens. A boundary always falls between two tokens and
//! never inside a block's first or last.

use crate::article::{Sentence, Token, TokenSpan};

/// Appends the sentences of one block: `text` is the block's, `offset` its first byte, `tokens[from..]` its tokens.
pub(super) fn split(text: &str, offset: u32, tokens: &[Token], from: usize, block: u32, out: &mut Vec<Sentence>) {
    let mut start = from;
    for boundary in sentencex::get_sentence_boundaries("en", text) {
        let end_byte = offset + boundary.end_byte as u32;
        let end = start + tokens[start..].partition_point(|t| t.span.start < end_byte);
        push(start, end, block, out);
        start = end;
    }
    push(start, tokens.len(), block, out);
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
