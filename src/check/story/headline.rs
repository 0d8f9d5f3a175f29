//! Headlines that say more than the copy under them.

use super::ledger::{POINTERS, Said, some};
use crate::article::{Token, TokenKind, TokenSpan};
use crate::check::{Candidate, Context, Evidence};
use crate::prose::BlockKind;

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
    let found = verb(context, evidence, head.tokens).or_else(|| certainty(context, evidence, head.tokens));
    found.into_iter().collect()
}

/// `Minister admits failure` over copy in which she only said something.
fn verb(context: &Context<'_>, evidence: &Evidence, head: TokenSpan) -> Option<Candidate> {
    let article = context.article;
    let strong = |run: TokenSpan| context.evidence_at(evidence, "strong", run);
    let hit = strong(head)?;
    if article.scope(hit.marked.start as usize).quoted() {
        return None;
    }
    let subject = TokenSpan { start: head.start, end: hit.marked.start };
    let key = context.key(subject)?;
    let before = article.word(subject.range().rev().find(|&t| article.tokens[t].kind == TokenKind::Word)?);
    let mine: Vec<Said<'_>> =
        context.said().filter(|s| context.is_called(s, key) || context.is_called(s, before)).collect();
    let lemma = hit.entry.map(|e| e.lemma);
    let elsewhere = || {
        context
            .evidence_in(evidence, "strong", 0..=article.sentences.len() - 1)
            .filter(|h| !head.overlaps(h.whole))
            .any(|h| lemma.is_some() && h.entry.map(|e| e.lemma) == lemma)
    };
    let as_strong = |s: &Said<'_>| {
        let at = s.attribution.head as usize;
        strong(TokenSpan::new(at, at + 1)).is_some()
    };
    if mine.is_empty() || mine.iter().any(as_strong) || elsewhere() {
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
    let hedge_in = |run: TokenSpan| context.evidence_at(evidence, "hedge", run);
    let attributed = !context.cues_in(head).is_empty()
        || head.range().any(|t| article.scope(t).quoted() || matches!(article.word(t), ":" | "?" | "-" | "–" | "—"));
    if attributed || hedge_in(head).is_some() {
        return None;
    }
    let text: &str = &article.prose.text;
    let open_words = |run| context.reader.open_words(run).map(|at| &article.tokens[at]);
    let opening = |token: &Token| Opening::of(&text.as_bytes()[token.span().range()]);
    let stem_of = |token: &Token| stem(&text[token.span().range()]);
    let openings = open_words(head).map(opening).fold(Opening::default(), Opening::or);
    let mut wanted: Vec<Stem> = open_words(head).filter_map(stem_of).collect();
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
        let alike = || open_words(sentence.tokens).filter(|token| openings.has(opening(token)));
        let enough = |words: usize| words * 3 >= wanted.len() * 2;
        // Nearly no sentence has enough words that so much as begin alike: no stem need be made of them.
        if !enough(alike().count()) {
            continue;
        }
        let found = alike().filter_map(|token| wanted.binary_search(&stem_of(token)?).ok());
        let new = |&at: &usize| std::mem::replace(&mut seen[at], number) != number;
        if !enough(found.filter(new).count()) {
            continue;
        }
        let hedge = hedge_in(sentence.tokens).map(|h| h.marked);
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

/// One bit of 64 for the first two letters of a word, small or not, and all of them where they are not ASCII: to rule
/// words out at a glance.
#[derive(Clone, Copy, Default)]
struct Opening(u64);

impl Opening {
    const fn of(word: &[u8]) -> Self {
        let [first, second, ..] = word else { return Self(0) };
        let both = (*first | 0x20) as u32 + (*second | 0x20) as u32 * 7;
        Self(if (*first | *second) & 0x80 == 0 { 1 << (both % 64) } else { u64::MAX })
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
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
