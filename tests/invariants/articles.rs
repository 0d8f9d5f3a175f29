//! What must hold of every parsed text: the parse covers it without gaps, and every span stays inside it.

use sayso::article::{Article, Scope, TokenKind, TokenSpan};
use sayso::source::Source;
use sayso::span::TextSpan;

pub(crate) fn inside(text: &str, span: TextSpan) -> bool {
    span.start <= span.end && text.get(span.range()).is_some()
}

/// All that must hold of any article.
pub(crate) fn article(source: &Source, article: &Article<'_>) {
    let text = &*article.prose.text;
    let mut end = 0;
    for block in &article.prose.blocks {
        assert!(inside(text, block.span) && block.span.start >= end, "block {block:?} after byte {end}");
        end = block.span.end;
    }
    tokens_tile(article);
    sentences_cover(article);
    noted_is_true(article);
    let tokens = article.tokens.len() as u32;
    let run = |run: TokenSpan| run.start < run.end && run.end <= tokens;
    for quotation in &article.quotations {
        assert!(run(quotation.tokens), "{quotation:?}");
        assert!(quotation.continues.is_none_or(|q| (q as usize) < article.quotations.len()));
        assert!(quotation.attribution.is_none_or(|a| (a as usize) < article.attributions.len()));
    }
    for (nth, attribution) in article.attributions.iter().enumerate() {
        assert!(run(attribution.cue), "{attribution:?}");
        assert!(attribution.cue.holds(attribution.head as usize), "{attribution:?}");
        assert!(attribution.source.is_none_or(run) && attribution.recipient.is_none_or(run), "{attribution:?}");
        assert!(!attribution.content.is_empty() && attribution.content.iter().all(|c| run(*c)), "{attribution:?}");
        assert!(attribution.content.windows(2).all(|c| c[0].end <= c[1].start), "{attribution:?}");
        assert!(attribution.speaker.is_none_or(|s| (s as usize) < article.sources.len()), "{attribution:?}");
        // Going outwards ends.
        let mut outer = attribution.outer;
        let mut steps = 0;
        while let Some(at) = outer {
            assert!(steps <= article.attributions.len(), "attribution {nth} is inside itself");
            outer = article.attributions[at as usize].outer;
            steps += 1;
        }
    }
    for entry in &article.sources {
        assert!(!entry.mentions.is_empty() && entry.mentions.iter().all(|m| run(*m)), "{entry:?}");
    }
    assert_eq!(article.scopes.len(), article.tokens.len());
    let (spoken, said) = (article.attributions.len(), |s: &Scope| s.attribution());
    assert!(article.scopes.iter().filter_map(said).all(|a| (a as usize) < spoken));
    spans_name_the_same(source, article);
}

/// Tokens stand in their block in order, and nothing but white space stands between them.
fn tokens_tile(article: &Article<'_>) {
    let text = &*article.prose.text;
    let mut next = 0;
    for block in &article.prose.blocks {
        let mut at = block.span.start;
        while let Some(token) = article.tokens.get(next).filter(|token| token.span().end <= block.span.end) {
            assert!(
                token.span().start >= at && !token.span().is_empty() && inside(text, token.span()),
                "{token:?} at {at}"
            );
            let gap = &text[at as usize..token.span().start as usize];
            assert!(gap.chars().all(is_blank), "{gap:?} before {:?} is no token", &text[token.span().range()]);
            assert_eq!(token.spaced(), gap.contains(is_space) || at == block.span.start, "{token:?}");
            at = token.span().end;
            next += 1;
        }
        let gap = &text[at as usize..block.span.end as usize];
        assert!(gap.chars().all(is_blank), "{gap:?} at the end of a block is no token");
    }
    assert_eq!(next, article.tokens.len(), "tokens outside of blocks");
}

/// What is no token: white space, and the marks of no width that word processors and web pages leave behind.
fn is_blank(c: char) -> bool {
    is_space(c) || matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// What parts words.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// What is noted of the tokens on the way is what they are.
fn noted_is_true(article: &Article<'_>) {
    let of =
        |kind: TokenKind| (0..).zip(&article.tokens).filter(move |(_, token)| token.kind == kind).map(|(at, _)| at);
    assert!(of(TokenKind::Number).eq(article.numbers.iter().copied()));
    assert_eq!(article.words as usize, of(TokenKind::Word).chain(of(TokenKind::Number)).count());
}

/// Every token is in one sentence, sentences are in order, and none leaves its block.
fn sentences_cover(article: &Article<'_>) {
    let mut next = 0;
    for (nth, sentence) in article.sentences.iter().enumerate() {
        assert_eq!(sentence.tokens.start, next, "a gap before sentence {nth}");
        assert!(sentence.tokens.end > next, "sentence {nth} is empty");
        let block = article.prose.blocks[sentence.block as usize].span;
        assert!(block.contains(article.span(sentence.tokens)), "sentence {nth} leaves its block");
        assert!(sentence.tokens.range().all(|token| article.sentence_of[token] as usize == nth));
        next = sentence.tokens.end;
    }
    assert_eq!(next as usize, article.tokens.len(), "tokens in no sentence");
}

/// A token's place in the file holds the same characters, but for what markup writes in another way.
fn spans_name_the_same(source: &Source, article: &Article<'_>) {
    for token in &article.tokens {
        let place = article.prose.map.to_source(token.span());
        let (word, found) = (&article.prose.text[token.span().range()], source.text.get(place.range()));
        let found = found.unwrap_or_else(|| panic!("{word:?} at {place:?}: no place in the file"));
        let same = word == found || found.contains(['&', '\\', '*', '_', '`', '<', '[', ']', '~', '\0']);
        assert!(same, "{word:?} is {found:?} in the file");
    }
}
