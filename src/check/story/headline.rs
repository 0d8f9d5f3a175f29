//! Headlines that say more than the copy under them.

use super::ledger::{POINTERS, Said, hit_in, some};
use crate::article::{TokenKind, TokenSpan};
use crate::check::{Candidate, Context, Evidence};
use crate::prose::BlockKind;
use crate::rule::pattern::Hit;

/// A verb in the headline that the body's own verbs do not bear out, or a certainty the body only gives as possible.
pub(super) fn run(context: &Context<'_>, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    let Some(head) = article
        .sentences
        .iter()
        .find(|s| article.prose.blocks[s.block as usize].kind == BlockKind::Headline && !s.tokens.is_empty())
    else {
        return Vec::new();
    };
    let strong = context.evidence(evidence, "strong");
    let found = verb(context, strong, head.tokens).or_else(|| certainty(context, evidence, head.tokens));
    found.into_iter().collect()
}

/// `Minister admits failure` over copy in which she only said something.
fn verb(context: &Context<'_>, strong: &[Hit], head: TokenSpan) -> Option<Candidate> {
    let article = context.article;
    let hit = hit_in(strong, head)?;
    if article.scope(hit.marked.start as usize).quoted {
        return None;
    }
    let subject = TokenSpan { start: head.start, end: hit.marked.start };
    let key = context.key(subject)?;
    let before = article.word(subject.range().rev().find(|&t| article.tokens[t].kind == TokenKind::Word)?);
    let mine: Vec<Said<'_>> =
        context.said().filter(|s| context.is_called(s, key) || context.is_called(s, before)).collect();
    let lemma = hit.entry.map(|e| e.lemma);
    let elsewhere =
        strong.iter().filter(|h| !head.overlaps(h.whole)).any(|h| lemma.is_some() && h.entry.map(|e| e.lemma) == lemma);
    let as_strong = mine.iter().any(|s| {
        let at = s.attribution.head as usize;
        hit_in(strong, TokenSpan::new(at, at + 1)).is_some()
    });
    if mine.is_empty() || elsewhere || as_strong {
        return None;
    }
    let verbs: Vec<String> = mine.iter().map(|s| format!("`{}`", article.word(s.attribution.head as usize))).collect();
    let name = context.name(mine[0].speaker);
    Some(Candidate {
        found: hit.marked,
        entry: hit.entry,
        speaker: Some(mine[0].speaker),
        facts: vec![("source", name), ("verbs", some(&verbs))],
        related: mine
            .iter()
            .take(POINTERS)
            .map(|s| (s.attribution.cue, format!("in {}", context.paragraphs([s.source.start]))))
            .collect(),
        ..Candidate::default()
    })
}

/// `Drug cures flu` over copy in which the firm said it may.
fn certainty(context: &Context<'_>, evidence: &Evidence, head: TokenSpan) -> Option<Candidate> {
    let article = context.article;
    let hedges = context.evidence(evidence, "hedge");
    let attributed = !context.cues_in(head).is_empty()
        || head.range().any(|t| article.scope(t).quoted || matches!(article.word(t), ":" | "?" | "-" | "–" | "—"));
    if attributed || hit_in(hedges, head).is_some() {
        return None;
    }
    let stem = |t: usize| {
        let token = &article.tokens[t];
        let open = token.kind == TokenKind::Word && context.plan.bank.classes().of(token.form) == 0;
        if open { stem(article.word(t)) } else { None }
    };
    let mut wanted: Vec<Stem> = head.range().filter_map(stem).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.len() < 2 {
        return None;
    }
    // Which sentence last had each.
    let mut seen = vec![usize::MAX; wanted.len()];
    let mut hedged: Option<(TokenSpan, TokenSpan)> = None;
    for (number, sentence) in article.sentences.iter().enumerate() {
        if !super::ledger::is_copy(article.prose.blocks[sentence.block as usize].kind) {
            continue;
        }
        let found = sentence.tokens.range().filter_map(stem).filter_map(|s| wanted.binary_search(&s).ok());
        let new = |&at: &usize| std::mem::replace(&mut seen[at], number) != number;
        if found.filter(new).count() * 3 < wanted.len() * 2 {
            continue;
        }
        let hedge = hit_in(hedges, sentence.tokens).map(|h| h.marked);
        let said = context.cues_in(sentence.tokens).any(|a| article.attributions[a].source.is_some());
        match hedge.filter(|_| said) {
            Some(hedge) => hedged = hedged.or(Some((sentence.tokens, hedge))),
            // The body says it, too.
            None => return None,
        }
    }
    let (_, hedge) = hedged?;
    let last = head.range().rev().find(|&t| article.tokens[t].kind == TokenKind::Word)?;
    Some(Candidate {
        found: TokenSpan::new(head.start as usize, last + 1),
        facts: vec![("only", format!("`{}`", article.text(hedge))), ("paragraphs", context.paragraphs([hedge.start]))],
        related: vec![(hedge, "the body is less sure".to_owned())],
        ..Candidate::default()
    })
}

/// What a word and its other forms mostly share: five letters, none of them an ending `s`.
type Stem = [char; 5];

/// The stem of a word of three letters or more.
fn stem(word: &str) -> Option<Stem> {
    let mut stem = ['\0'; 5];
    let mut letters = 0;
    let mut take = |c: char| {
        if let Some(place) = stem.get_mut(letters) {
            *place = c;
        }
        letters += 1;
    };
    if word.is_ascii() {
        word.bytes().take(5).for_each(|b| take(char::from(b.to_ascii_lowercase())));
    } else {
        word.to_lowercase().chars().for_each(take);
    }
    if letters < 3 {
        return None;
    }
    for place in stem.iter_mut().rev().skip_while(|c| **c == '\0').take_while(|c| **c == 's') {
        *place = '\0';
    }
    Some(stem)
}
