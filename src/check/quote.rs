//! Quotations: how long, whose, whole sentences or fragments.

use super::{Candidate, Context, Job};
use crate::article::{Quotation, TokenKind, TokenSpan};
use crate::rule::schema::Tri;

/// Takes each outermost quotation that a rule means.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    for (check, compiled) in plan.checks.iter().enumerate().filter(|(i, _)| on[*i]) {
        let Job::Quote { speaker, sentence, lower } = &compiled.job else { continue };
        let least = compiled.count("min-words", 0);
        let most = compiled.count("max-words", i64::from(u32::MAX));
        let (back, ahead) = (compiled.count("lookback", 0), compiled.count("lookahead", 0));
        for quotation in article.quotations.iter().filter(|q| !q.nested && !q.tokens.is_empty()) {
            let words = quotation.words as usize;
            if words < least || words > most {
                continue;
            }
            if *lower && inner(context, quotation).any(|t| article.tokens[t].capital) {
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
        .is_some_and(|t| article.tokens[t].capital || article.tokens[t].kind == TokenKind::Number);
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
    (from..=to)
        .map(|i| &article.sentences[i])
        .filter(|s| s.block == block)
        .any(|s| context.cues_in(TokenSpan { ..s.tokens }).any(|i| article.attributions[i].source.is_some()))
}
