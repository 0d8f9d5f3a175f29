//! A source's wording that turns up later as the paper's own.

use super::ledger::is_copy;
use crate::article::{Quotation, Token, TokenKind, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence, Voice};
use crate::lexicon::{FormId, PairBits};
use rustc_hash::{FxHashMap, FxHashSet};

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

/// A fragment that somebody coined: its words as `spell` has them, how many they are, the first two and the last as
/// [`Starts::told`] has them, and the quotation.
struct Fragment<'q> {
    text: String,
    words: usize,
    told: [FormId; 3],
    quotation: &'q Quotation,
    speaker: u32,
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
    let mut coined: FxHashMap<&str, Coined> = FxHashMap::default();
    let mut key = String::new();
    if fragments.is_empty() {
        return found;
    }
    let mut starts = Starts::with_room(fragments.len());
    for (fragment, end) in fragments.iter().zip(ends) {
        starts.add(fragment);
        let Fragment { text, quotation, speaker, .. } = fragment;
        coin(&mut coined, text.as_str(), quotation.tokens, Some(*speaker));
        let from = quotation.tokens.start as usize;
        let mut second = Starts::told(&article.tokens[from]);
        // A last token begins nothing.
        for ((at, next), scope) in (from..end).zip(&article.tokens[from + 1..]).zip(&article.scopes[from..]) {
            let first = std::mem::replace(&mut second, Starts::told(next));
            if Voice::of(*scope) != Voice::Narrator {
                continue;
            }
            let Some(lengths) = starts.lengths(first, second) else { continue };
            for words in (least..=LONGEST).filter(|words| lengths & (1 << words) != 0) {
                let run = TokenSpan::new(at, at + words);
                // A name is not the wording of anybody.
                let last = article.tokens.get(at + words - 1).filter(|last| !last.capital());
                if last.is_none_or(|last| !starts.wholes.contains(&(first, second, Starts::told(last))))
                    || !is_copy(article.zone(at))
                    || run.end > article.sentence(at).tokens.end
                {
                    continue;
                }
                spell(&mut key, run.range().map(|t| article.word(t)));
                if let Some(coined) = coined.get(key.as_str()) {
                    found.extend(adopted(context, *coined, run));
                }
            }
        }
    }
    found
}

/// What fragments begin with.
struct Starts {
    /// The signs of their first words, which rule out nearly every word alone.
    firsts: u64,
    /// The pairs of words that fragments begin with: nearly all pairs of the copy are no such.
    pairs: PairBits,
    /// Of the fragments that begin with two words, one bit for each length in words. As many as there are fragments, so they
    /// are looked up and not gone through: one file may hold a year of articles.
    all: FxHashMap<(FormId, FormId), u8>,
    /// The first two words of each, and the last.
    wholes: FxHashSet<(FormId, FormId, FormId)>,
}

impl Starts {
    /// For so many fragments at most.
    fn with_room(fragments: usize) -> Self {
        let pairs = PairBits::with_room(fragments);
        Self { firsts: 0, pairs, all: FxHashMap::default(), wholes: FxHashSet::default() }
    }

    fn add(&mut self, fragment: &Fragment<'_>) {
        let [first, second, last] = fragment.told;
        self.firsts |= sign(first);
        self.pairs.insert(first, second);
        *self.all.entry((first, second)).or_default() |= 1 << fragment.words;
        self.wholes.insert((first, second, last));
    }

    /// What a word is told by: its form. Of those that no list holds, which would all be one, a number in place of that by
    /// their length.
    fn told(token: &Token) -> FormId {
        if token.form == FormId::UNKNOWN { FormId::new((u32::MAX - token.span().len()) as usize) } else { token.form }
    }

    /// A bit for each length of the fragments that begin with two words.
    fn lengths(&self, first: FormId, second: FormId) -> Option<u8> {
        if self.firsts & sign(first) == 0 || !self.pairs.may_have(first, second) {
            return None;
        }
        self.all.get(&(first, second)).copied()
    }
}

/// One bit of 64 for a first word: to rule nearly all other runs out.
const fn sign(form: FormId) -> u64 {
    1 << (form.index() % 64)
}

/// Writes words in small letters, each with a space behind it.
fn spell<'w>(into: &mut String, words: impl Iterator<Item = &'w str>) {
    into.clear();
    for word in words {
        let from = into.len();
        if word.is_ascii() {
            into.push_str(word);
            into[from..].make_ascii_lowercase();
        } else {
            into.push_str(&word.to_lowercase());
        }
        into.push(' ');
    }
}

/// A quotation that has a speaker, and so many plain words at least that two of them weigh something.
fn fragment<'q>(context: &Context<'_>, quotation: &'q Quotation, least: usize) -> Option<Fragment<'q>> {
    let article = context.article;
    let words = || quotation.tokens.range().filter(|&t| article.tokens[t].kind != TokenKind::Quote);
    let plain = words().all(|t| article.tokens[t].kind == TokenKind::Word && !article.tokens[t].capital());
    let heavy = || words().filter(|&t| is_heavy(context, t)).count() >= 2;
    if !plain || words().count() < least || !heavy() {
        return None;
    }
    let speaker = quotation.attribution.and_then(|a| article.attributions[a as usize].speaker)?;
    let told = |word: usize| words().nth(word).map(|t| Starts::told(&article.tokens[t]));
    let count = words().count();
    let told = [told(0)?, told(1)?, told(count - 1)?];
    let mut text = String::new();
    spell(&mut text, words().map(|t| article.word(t)));
    Some(Fragment { text, words: count, told, quotation, speaker })
}

/// An open-class word of some length.
fn is_heavy(context: &Context<'_>, token: usize) -> bool {
    let article = context.article;
    article.word(token).chars().count() >= 3 && context.plan.bank.classes().of(article.tokens[token].form) == 0
}
