//! A source's wording that turns up later as the paper's own.

use super::ledger::is_copy;
use crate::article::{TokenKind, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence, Voice};
use rustc_hash::FxHashMap;

/// Longest phrase that is followed through the story, in words.
const LONGEST: usize = 4;

/// Where a wording was first somebody's, and whose; `None` once two people share it.
#[derive(Clone, Copy)]
struct Coined {
    place: TokenSpan,
    speaker: Option<u32>,
}

/// Loaded words and short quoted phrases of one source that the paper later uses without marks.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let mut found = words(context, evidence);
    found.extend(phrases(context, check.count("min-ngram", 2)));
    found
}

fn words(context: &Context<'_>, evidence: &Evidence) -> Vec<Candidate> {
    let mut coined: FxHashMap<u32, Coined> = FxHashMap::default();
    let mut found = Vec::new();
    for hit in context.evidence(evidence, "loaded") {
        let Some(entry) = hit.entry else { continue };
        let at = hit.marked.start as usize;
        if !is_copy(context.article.zone(at)) {
            continue;
        }
        if context.voice(at) == Voice::Narrator {
            if let Some(coined) = coined.get(&entry.lemma) {
                found.extend(adopted(context, *coined, hit.marked));
            }
        } else {
            coin(&mut coined, entry.lemma, hit.marked, speaker_of(context, at));
        }
    }
    found
}

fn coin<K: std::hash::Hash + Eq>(coined: &mut FxHashMap<K, Coined>, key: K, place: TokenSpan, speaker: Option<u32>) {
    let Some(speaker) = speaker else { return };
    let entry = coined.entry(key).or_insert(Coined { place, speaker: Some(speaker) });
    if entry.speaker != Some(speaker) {
        // Both sides use it: a word of the topic.
        entry.speaker = None;
    }
}

fn speaker_of(context: &Context<'_>, token: usize) -> Option<u32> {
    let attribution = context.article.scope(token).attribution?;
    context.article.attributions[attribution as usize].speaker
}

fn adopted(context: &Context<'_>, coined: Coined, run: TokenSpan) -> Option<Candidate> {
    let speaker = coined.speaker?;
    let own = context.is_own(run) && !context.is_formula(run) && !context.is_name(run);
    own.then(|| Candidate {
        found: run,
        speaker: Some(speaker),
        facts: vec![("source", context.name(speaker)), ("paragraphs", context.paragraphs([coined.place.start]))],
        related: vec![(coined.place, "first in the source's words".to_owned())],
        ..Candidate::default()
    })
}

/// Quoted fragments in small letters, two to four words long.
fn phrases(context: &Context<'_>, least: usize) -> Vec<Candidate> {
    let article = context.article;
    let mut coined: FxHashMap<Vec<String>, Coined> = FxHashMap::default();
    let mut starts: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut pending = article.quotations.iter().filter(|q| !q.nested && (q.words as usize) <= LONGEST).peekable();
    let mut found = Vec::new();
    let mut folded = String::new();
    for at in 0..article.tokens.len() {
        while let Some(quotation) = pending.next_if(|q| q.tokens.start as usize <= at) {
            let words: Vec<usize> =
                quotation.tokens.range().filter(|&t| article.tokens[t].kind != TokenKind::Quote).collect();
            let plain = words.iter().all(|&t| article.tokens[t].kind == TokenKind::Word && !article.tokens[t].capital);
            let speaker = quotation.attribution.and_then(|a| article.attributions[a as usize].speaker);
            let heavy = words.iter().filter(|&&t| is_heavy(context, t)).count() >= 2;
            if words.len() < least.max(2) || !plain || !heavy {
                continue;
            }
            let key: Vec<String> = words.iter().map(|&t| article.word(t).to_lowercase()).collect();
            let lengths = starts.entry(key[0].clone()).or_default();
            if !lengths.contains(&key.len()) {
                lengths.push(key.len());
            }
            coin(&mut coined, key, quotation.tokens, speaker);
        }
        if starts.is_empty() || context.voice(at) != Voice::Narrator || !is_copy(article.zone(at)) {
            continue;
        }
        let Some(lengths) = starts.get(fold(article.word(at), &mut folded)) else { continue };
        for &length in lengths {
            let run = TokenSpan::new(at, at + length);
            if run.end > article.sentence(at).tokens.end {
                continue;
            }
            let key: Vec<String> = run.range().map(|t| article.word(t).to_lowercase()).collect();
            if let Some(coined) = coined.get(&key) {
                found.extend(adopted(context, *coined, run));
            }
        }
    }
    found
}

/// A word in small letters, in a buffer that every word may use.
fn fold<'b>(word: &str, buffer: &'b mut String) -> &'b str {
    buffer.clear();
    if word.is_ascii() {
        buffer.push_str(word);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&word.to_lowercase());
    }
    buffer
}

/// An open-class word of some length.
fn is_heavy(context: &Context<'_>, token: usize) -> bool {
    let article = context.article;
    article.word(token).chars().count() >= 3 && context.plan.bank.classes().of(article.tokens[token].form) == 0
}
