//! Quotations: how long, whose, whole sentences or fragments.

use super::{Candidate, Context, Job};
use crate::article::{Quotation, TokenKind, TokenSpan};
use crate::rule::schema::Tri;

/// Takes each outermost quotation that a rule means.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    for &check in plan.kinds.quotes.iter().filter(|&&check| on[check]) {
        let compiled = &plan.checks[check];
        let Job::Quote { speaker, sentence, lower } = &compiled.job else { continue };
        let least = compiled.count("min-words", 0);
        let most = compiled.count("max-words", i64::from(u32::MAX));
        let (back, ahead) = (compiled.count("lookback", 0), compiled.count("lookahead", 0));
        for quotation in article.quotations.iter().filter(|q| !q.nested && !q.tokens.is_empty()) {
            let words = quotation.words as usize;
            if words < least || words > most {
                continue;
            }
            if *lower && inner(context, quotation).any(|t| article.tokens[t].capital()) {
                continue;
            }
            if !sentence.admits(is_sentence(context, quotation)) {
                continue;
            }
            // Asking who speaks is the dearest question, so it comes last.
            if *speaker != Tri::Any && !speaker.admits(has_speaker(context, quotation, back, ahead)) {
                continue;
            }
            context.admit(Candidate {
                check,
                found: quotation.tokens,
                attribution: quotation.attribution,
                count: Some(quotation.words),
                ..Candidate::default()
            });
        }
    }
}

fn inner<'c>(context: &'c Context<'_>, quotation: &Quotation) -> impl DoubleEndedIterator<Item = usize> + 'c {
    quotation.tokens.range().filter(|&t| context.article.tokens[t].kind != TokenKind::Quote)
}

/// Starts with a capital and ends as a sentence does, inside the marks.
fn is_sentence(context: &Context<'_>, quotation: &Quotation) -> bool {
    let article = context.article;
    let capital = inner(context, quotation)
        .next()
        .is_some_and(|t| article.tokens[t].capital() || article.tokens[t].kind == TokenKind::Number);
    let ends =
        inner(context, quotation).next_back().is_some_and(|t| matches!(article.word(t), "." | "!" | "?" | "…" | ","));
    capital && (ends || !quotation.closed)
}

/// Somebody is named for it, for what it continues, or within reach in its paragraph.
fn has_speaker(context: &Context<'_>, quotation: &Quotation, back: usize, ahead: usize) -> bool {
    let article = context.article;
    let mut at = quotation;
    // A chain of continued paragraphs is as long as the story at most.
    for _ in 0..article.quotations.len() {
        if at.attribution.is_some() {
            return true;
        }
        let Some(before) = at.continues.and_then(|i| article.quotations.get(i as usize)) else { break };
        at = before;
    }
    let first = article.sentence_of[quotation.tokens.start as usize] as usize;
    let last = article.sentence_of[quotation.tokens.end as usize - 1] as usize;
    let block = article.sentences[first].block;
    let from = first.saturating_sub(back);
    let to = (last + ahead).min(article.sentences.len() - 1);
    let near = || (from..=to).map(|i| &article.sentences[i]).filter(|s| s.block == block);
    // `the "experts" who wrote it`: what they did is no word on whose word it is.
    let relative = |source: TokenSpan| {
        source.start == quotation.tokens.end && matches!(article.word(source.start as usize), "who" | "which" | "that")
    };
    let speaks = |i: usize| article.attributions[i].source.is_some_and(|source| !relative(source));
    if near().any(|s| context.cues_in(s.tokens).any(speaks)) {
        return true;
    }
    is_sentence(context, quotation)
        && (near().any(|s| has_person(context, s.tokens))
            || is_signed(context, block)
            || block.checked_sub(1).is_some_and(|before| goes_on(context, before)))
}

/// Words outside quotation marks that put somebody on the stage: a pronoun, a name behind the first word.
fn has_person(context: &Context<'_>, sentence: TokenSpan) -> bool {
    const PEOPLE: &[&str] = &["he", "she", "they", "i", "we", "who", "his", "her", "their"];
    let article = context.article;
    let mut words = sentence
        .range()
        .filter(|&t| !article.scope(t).quoted() && article.tokens[t].kind == TokenKind::Word)
        .map(|t| (article.tokens[t].capital(), article.word(t)));
    words.next().is_some_and(|(_, first)| PEOPLE.iter().any(|p| first.eq_ignore_ascii_case(p)))
        || words.any(|(capital, word)| capital || PEOPLE.contains(&word))
}

/// The tokens of a block.
fn tokens_of(context: &Context<'_>, block: u32) -> Option<TokenSpan> {
    let all = &context.article.sentences;
    let from = all.partition_point(|s| s.block < block);
    let to = all.partition_point(|s| s.block <= block);
    (from < to).then(|| TokenSpan { start: all[from].tokens.start, end: all[to - 1].tokens.end })
}

/// The next paragraph is a few words with a name in them: the signature under a displayed quotation.
fn is_signed(context: &Context<'_>, block: u32) -> bool {
    const LONGEST: usize = 10;
    let Some(next) = tokens_of(context, block + 1) else { return false };
    let article = context.article;
    next.len() <= LONGEST
        && next.range().filter(|&t| article.tokens[t].kind == TokenKind::Word && article.tokens[t].capital()).count()
            >= 1
        && next.range().all(|t| !article.scope(t).quoted())
}

/// Somebody is on the stage in the paragraph before, so readers hear that voice; or it is a bare quotation, too, and one
/// finding for the row is enough.
fn goes_on(context: &Context<'_>, before: u32) -> bool {
    let article = context.article;
    tokens_of(context, before).is_some_and(|run| {
        context.has_source(run)
            || has_person(context, run)
            || run.range().all(|t| article.scope(t).quoted() || article.tokens[t].kind == TokenKind::Punct)
    })
}
