//! The order of quotation and speaker: who speaks must be clear early, and when the speaker changes.

use crate::article::{Quotation, SourceClass, TokenKind, TokenSpan};
use crate::check::{Candidate, Check, Context};
use std::cell::LazyCell;

/// Quotation that runs long before its speaker is named for the first time.
pub(super) fn late(context: &Context<'_>, check: &Check) -> Vec<Candidate> {
    let article = context.article;
    let (words, sentences) = (check.count("max-words", 40), check.count("max-sentences", 2));
    let mut before: Vec<(u32, &Quotation)> = Vec::with_capacity(article.quotations.len());
    for quotation in article.quotations.iter().filter(|q| !q.nested && !q.tokens.is_empty()) {
        let Some(a) = quotation.attribution else { continue };
        if article.attributions[a as usize].source.is_some_and(|s| quotation.tokens.end <= s.start) {
            before.push((a, quotation));
        }
    }
    before.sort_by_key(|(a, _)| *a);
    let mut found = Vec::new();
    for all in before.chunk_by(|(a, _), (b, _)| a == b) {
        let (a, first) = all[0];
        let total: usize = all.iter().map(|(_, q)| q.words as usize).sum();
        let count = LazyCell::new(|| all.iter().map(|(_, q)| sentences_in(context, q.tokens)).sum::<usize>());
        // Three short cries are no speech.
        let long = total > words || total * 3 > words && *count > sentences;
        if !long || introduced(context, a, first) {
            continue;
        }
        found.push(Candidate {
            found: first.tokens,
            attribution: Some(a),
            count: Some(*count as u32),
            facts: vec![("words", total.to_string())],
            related: article.attributions[a as usize]
                .source
                .map(|s| (s, "the speaker is named here".to_owned()))
                .into_iter()
                .collect(),
            ..Candidate::default()
        });
    }
    found
}

/// Sentences that end inside a run.
fn sentences_in(context: &Context<'_>, run: TokenSpan) -> usize {
    let article = context.article;
    let is_end =
        |t: usize| article.tokens[t].kind == TokenKind::Punct && matches!(article.word(t), "." | "!" | "?" | "…");
    let inner = |t: &usize| article.tokens[*t].kind != TokenKind::Quote;
    let next = |t: usize| (t + 1..run.end as usize).find(inner);
    let ends = run.range().filter(|&t| is_end(t) && next(t).is_none_or(|n| article.tokens[n].capital())).count();
    // What ends in the comma before `he said` is a sentence, too.
    let open = run.range().rev().find(inner).is_some_and(|t| !is_end(t));
    (ends + usize::from(open)).max(1)
}

/// The reader knows who speaks: named in the sentence before, or the last to speak.
fn introduced(context: &Context<'_>, attribution: u32, quotation: &Quotation) -> bool {
    let article = context.article;
    let start = quotation.tokens.start;
    let speaker = article.attributions[attribution as usize].speaker;
    let block = |token: u32| article.sentence(token as usize).block;
    let before = article.attributions.partition_point(|a| a.cue.start < start);
    let last = article.attributions[..before].iter().rev().find(|a| a.source.is_some());
    if last.is_some_and(|a| a.speaker == speaker && block(a.cue.start) + 1 >= block(start)) {
        return true;
    }
    let Some(key) = article.attributions[attribution as usize].source.and_then(|s| context.key(s)) else { return true };
    let sentence = article.sentence_of[start as usize] as usize;
    let own = TokenSpan { start: article.sentences[sentence].tokens.start, end: start };
    context.has_word(own, key)
        || sentence.checked_sub(1).is_some_and(|s| context.has_word(article.sentences[s].tokens, key))
}

/// A quotation right after somebody else's whose own speaker comes only behind it.
pub(super) fn stacked(context: &Context<'_>) -> Vec<Candidate> {
    let article = context.article;
    let mut all: Vec<&Quotation> = Vec::with_capacity(article.quotations.len());
    all.extend(article.quotations.iter().filter(|q| !q.nested && !q.tokens.is_empty()));
    let mut found = Vec::new();
    for pair in all.windows(2) {
        let (Some(a), Some(b)) = (pair[0].attribution, pair[1].attribution) else { continue };
        let (first, second) = (&article.attributions[a as usize], &article.attributions[b as usize]);
        let (Some(one), Some(two), Some(source)) = (first.speaker, second.speaker, second.source) else { continue };
        let same_paragraph = article.sentence(pair[0].tokens.start as usize).block
            == article.sentence(pair[1].tokens.start as usize).block;
        let known = [one, two]
            .iter()
            .all(|s| article.sources.get(*s as usize).is_some_and(|s| s.class != SourceClass::Pronoun));
        if a == b || one == two || !same_paragraph || !known || source.start < pair[1].tokens.end || pair[1].words < 3 {
            continue;
        }
        let between = TokenSpan { start: pair[0].tokens.end, end: pair[1].tokens.start };
        if context.key(source).is_some_and(|key| context.has_word(between, key)) {
            continue;
        }
        found.push(Candidate {
            found: pair[1].tokens,
            attribution: Some(b),
            facts: vec![("other", context.name(one)), ("source", context.name(two))],
            related: vec![(source, "this speaker is named only here".to_owned())],
            ..Candidate::default()
        });
    }
    found
}
