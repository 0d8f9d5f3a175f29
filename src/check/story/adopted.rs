//! A source's wording that turns up later as the paper's own.

use super::ledger::is_copy;
use crate::article::{Article, Quotation, Token, TokenKind, TokenSpan};
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
    let attribution = context.article.scope(token).attribution()?;
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

/// A fragment that somebody coined: its words in small letters, and the quotation.
struct Fragment<'q> {
    words: Vec<String>,
    quotation: &'q Quotation,
    speaker: Option<u32>,
}

/// Quoted fragments in small letters, two to four words long.
fn phrases(context: &Context<'_>, least: usize) -> Vec<Candidate> {
    let article = context.article;
    let least = least.max(2);
    let short = |q: &&Quotation| !q.nested && (least..=LONGEST).contains(&(q.words as usize));
    let fragments: Vec<Fragment<'_>> =
        article.quotations.iter().filter(short).filter_map(|q| fragment(context, q, least)).collect();
    let ends = fragments.iter().skip(1).map(|f| f.quotation.tokens.start as usize).chain([article.tokens.len()]);
    let mut found = Vec::new();
    let mut coined: FxHashMap<&[String], Coined> = FxHashMap::default();
    let mut starts = Starts::default();
    for (fragment, end) in fragments.iter().zip(ends) {
        let Fragment { words, quotation, speaker } = fragment;
        starts.add(&words[0], words.len());
        coin(&mut coined, words.as_slice(), quotation.tokens, *speaker);
        let from = quotation.tokens.start as usize;
        for (at, token) in (from..).zip(&article.tokens[from..end]) {
            for &length in starts.at(article, token) {
                let run = TokenSpan::new(at, at + length);
                if context.voice(at) != Voice::Narrator
                    || !is_copy(article.zone(at))
                    || run.end > article.sentence(at).tokens.end
                {
                    continue;
                }
                let key: Vec<String> = run.range().map(|t| article.word(t).to_lowercase()).collect();
                if let Some(coined) = coined.get(key.as_slice()) {
                    found.extend(adopted(context, *coined, run));
                }
            }
        }
    }
    found
}

/// The words that fragments begin with.
#[derive(Default)]
struct Starts<'w> {
    /// How many words the fragments have that begin with each, in small letters. As many as there are fragments, so they
    /// are looked up and not gone through: one file may hold a year of articles.
    all: FxHashMap<&'w str, Vec<usize>>,
    /// One bit of 64 for the length of each in bytes, which few other words have.
    lengths: u64,
}

impl<'w> Starts<'w> {
    fn add(&mut self, word: &'w str, words: usize) {
        let known = self.all.entry(word).or_default();
        if !known.contains(&words) {
            known.push(words);
        }
        // Of other letters the capitals may take more bytes.
        self.lengths |= if word.is_ascii() { 1 << (word.len() % 64) } else { u64::MAX };
    }

    /// How many words the fragments have that may begin with a token.
    fn at(&self, article: &Article<'_>, token: &Token) -> &[usize] {
        if self.lengths >> (token.span.len() % 64) & 1 == 0 {
            return &[];
        }
        let word = &article.prose.text[token.span.range()];
        let small = |c: &u8| c.is_ascii() && !c.is_ascii_uppercase();
        let known = if word.as_bytes().iter().all(small) {
            self.all.get(word)
        } else {
            self.all.get(word.to_lowercase().as_str())
        };
        known.map_or(&[], Vec::as_slice)
    }
}

/// A quotation of so many plain words at least that two of them weigh something.
fn fragment<'q>(context: &Context<'_>, quotation: &'q Quotation, least: usize) -> Option<Fragment<'q>> {
    let article = context.article;
    let words = || quotation.tokens.range().filter(|&t| article.tokens[t].kind != TokenKind::Quote);
    let plain = words().all(|t| article.tokens[t].kind == TokenKind::Word && !article.tokens[t].capital);
    let heavy = || words().filter(|&t| is_heavy(context, t)).count() >= 2;
    if !plain || words().count() < least || !heavy() {
        return None;
    }
    let speaker = quotation.attribution.and_then(|a| article.attributions[a as usize].speaker);
    Some(Fragment { words: words().map(|t| article.word(t).to_lowercase()).collect(), quotation, speaker })
}

/// An open-class word of some length.
fn is_heavy(context: &Context<'_>, token: usize) -> bool {
    let article = context.article;
    article.word(token).chars().count() >= 3 && context.plan.bank.classes().of(article.tokens[token].form) == 0
}
