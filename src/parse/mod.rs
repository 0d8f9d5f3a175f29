//! Prose to [`Article`]: nom turns characters into tokens and tags into chunks; clauses, cues, quotations and sources
//! come from those. Total: every text has an article, whatever it is. Has no opinions: what deserves a query is `check`'s.
//!
//! # Content scope rules
//!
//! - S1 A cue takes the that-clause, finite clause, infinitive, question, gerund, noun phrase or quotation that follows.
//! - S2 Content before ", X said" runs back to the start of the sentence; a split quotation goes on behind the cue, in
//!   the next sentence and, where it opens with a mark and has no cue of its own, in the next paragraph.
//! - S3 A "while" or "though" clause, a cue participle or a dash behind the content is the paper's own.
//! - S4 A colon hands what follows to the source. "According to X" never reaches the next sentence.
//! - S5 (soft inheritance) is a matter of rules, not of the parse.
//! - S6 Attributions nest; [`crate::article::Attribution::outer`] names the one around.

mod chunk;
mod clause;
mod cue;
mod evidence;
mod grammar;
mod lex;
mod quotes;
mod registry;
mod sentences;
mod story;
mod tag;

pub use grammar::{Grammar, irregular};

use crate::article::{Article, Sentence, Token};
use crate::lexicon::{Asked, Lexicon};
use crate::prose::{BlockKind, Prose};
use crate::span::TextSpan;
use chunk::Chunk;
use cue::Candidate;
use tag::Tagged;

/// Longest sentence that is parsed as one, in tokens; a longer one is cut. Keeps work linear on hostile text.
const LONGEST_SENTENCE: usize = 400;

/// Parses one article.
pub fn parse<'s>(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> Article<'s> {
    let (mut article, mut candidates) = analyse(prose, lexicon, grammar, false);
    evidence::weigh(&mut candidates, story::ACCEPT, grammar);
    story::assemble(&mut article, candidates);
    registry::resolve(&mut article, lexicon, grammar);
    article
}

/// How many tokens a text has: not part of the product, see `benches/parts.rs`.
#[doc(hidden)]
pub fn count_tokens(text: &str, lexicon: &Lexicon, grammar: &Grammar) -> usize {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    lex::tokenize(text, TextSpan::new(0, text.len() as u32), lexicon, grammar, &mut Asked::default(), &mut tokens);
    tokens.len()
}

/// How many sentences a text has: not part of the product, see `benches/parts.rs`.
#[doc(hidden)]
pub fn count_sentences(prose: Prose<'_>, lexicon: &Lexicon, grammar: &Grammar) -> usize {
    cut(prose, lexicon, grammar).sentences.len()
}

/// `every_verb`: those too that no lexicon calls a cue.
fn analyse<'s>(
    prose: Prose<'s>,
    lexicon: &Lexicon,
    grammar: &Grammar,
    every_verb: bool,
) -> (Article<'s>, Vec<Candidate>) {
    let article = cut(prose, lexicon, grammar);
    let candidates = Finder::new(&article, grammar).candidates(&article, grammar, every_verb);
    (article, candidates)
}

/// Prose to tokens, quotations and sentences.
fn cut<'s>(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> Article<'s> {
    let mut article = Article {
        tokens: Vec::with_capacity(prose.text.len() / 5),
        sentences: Vec::with_capacity(prose.blocks.len() * 2),
        quotations: Vec::with_capacity(prose.blocks.len()),
        attributions: Vec::new(),
        sources: Vec::new(),
        scopes: Vec::new(),
        sentence_of: Vec::new(),
        prose,
    };
    let mut last_open = None;
    let (mut asked, mut scratch) = (Asked::default(), sentences::Scratch::default());
    for (number, block) in article.prose.blocks.iter().enumerate() {
        let text = &article.prose.text[block.span.range()];
        let from = article.tokens.len();
        lex::tokenize(&article.prose.text, block.span, lexicon, grammar, &mut asked, &mut article.tokens);
        let first_quotation = article.quotations.len();
        quotes::pair(&article.prose.text, &mut article.tokens, from, &mut article.quotations);
        quotes::carry_on(&mut article.quotations, last_open, first_quotation, from);
        if article.quotations.len() > first_quotation {
            last_open = article.quotations[first_quotation..]
                .iter()
                .rposition(|q| !q.nested && !q.single)
                .map(|k| (first_quotation + k) as u32);
        } else if article.tokens.len() > from {
            last_open = None;
        }
        sentences::split(
            text,
            block.span.start,
            &article.tokens,
            from,
            number as u32,
            &mut scratch,
            &mut article.sentences,
        );
    }
    article.sentence_of = vec![0; article.tokens.len()];
    for (i, s) in article.sentences.iter().enumerate() {
        article.sentence_of[s.tokens.range()].fill(i as u32);
    }
    article
}

/// What the sentences are made of. Each stage goes over the whole article before the next begins, so that its code and
/// its tables stay at hand.
struct Finder {
    /// One for each token.
    tags: Vec<Tagged>,
    chunks: Vec<Chunk>,
    /// Where the chunks of each sentence end.
    ends: Vec<usize>,
}

impl Finder {
    fn new(article: &Article<'_>, grammar: &Grammar) -> Self {
        let mut finder = Self {
            tags: Vec::with_capacity(article.tokens.len()),
            chunks: Vec::with_capacity(article.tokens.len() / 2),
            ends: Vec::with_capacity(article.sentences.len()),
        };
        finder.tag(article, grammar);
        finder.chunk(article, grammar);
        finder
    }

    fn tag(&mut self, article: &Article<'_>, grammar: &Grammar) {
        let names = names(article);
        for sentence in &article.sentences {
            let tokens = &article.tokens[sentence.tokens.range()];
            let title_case = is_headline(article, sentence) && title_case(tokens);
            tag::tag(&article.prose.text, tokens, title_case, &names, grammar, &mut self.tags);
        }
    }

    fn chunk(&mut self, article: &Article<'_>, grammar: &Grammar) {
        let quotations = &article.quotations;
        // First quotation that does not end before the current sentence.
        let mut from = 0;
        for sentence in &article.sentences {
            while quotations.get(from).is_some_and(|q| q.tokens.end <= sentence.tokens.start || q.nested) {
                from += 1;
            }
            let cursor = std::cell::Cell::new(from);
            let first = self.chunks.len();
            chunk::chunk(
                &self.tags[sentence.tokens.range()],
                sentence.tokens.start,
                |token| {
                    let mut at = cursor.get();
                    while quotations.get(at).is_some_and(|q| q.tokens.end <= token || q.nested) {
                        at += 1;
                    }
                    cursor.set(at);
                    quotations.get(at).filter(|q| q.tokens.start <= token).map(|q| (at as u32, q.tokens.end))
                },
                &mut self.chunks,
            );
            clause::subjects(&mut self.chunks[first..], &article.tokens, grammar);
            self.ends.push(self.chunks.len());
        }
    }

    fn candidates(&self, article: &Article<'_>, grammar: &Grammar, every_verb: bool) -> Vec<Candidate> {
        let mut candidates = Vec::with_capacity(article.sentences.len());
        for (number, sentence) in article.sentences.iter().enumerate() {
            let clause = cue::Clause {
                text: &article.prose.text,
                tokens: &article.tokens,
                tags: &self.tags[sentence.tokens.range()],
                first: sentence.tokens.start,
                end: sentence.tokens.end,
                chunks: self.chunks_of(number),
                grammar,
                headline: is_headline(article, sentence),
                every_verb,
            };
            clause.candidates(&mut candidates);
        }
        candidates
    }

    fn chunks_of(&self, sentence: usize) -> &[Chunk] {
        let start = sentence.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.chunks[start..self.ends[sentence]]
    }
}

fn is_headline(article: &Article<'_>, sentence: &Sentence) -> bool {
    matches!(article.prose.blocks[sentence.block as usize].kind, BlockKind::Headline | BlockKind::Dek)
}

/// Known words that stand with a capital inside some sentence.
fn names(article: &Article<'_>) -> tag::Names {
    let mut names = tag::Names::default();
    for sentence in &article.sentences {
        if is_headline(article, sentence) {
            continue;
        }
        for pair in article.tokens[sentence.tokens.range()].windows(2) {
            if pair[1].capital
                && pair[1].form != crate::lexicon::FormId::UNKNOWN
                && pair[0].kind == crate::article::TokenKind::Word
            {
                names.insert(pair[1].form);
            }
        }
    }
    names
}

/// Whether capitals say nothing in this line: most of its longer words have one.
fn title_case(tokens: &[Token]) -> bool {
    let long = || tokens.iter().filter(|t| t.kind == crate::article::TokenKind::Word && t.span.len() > 3);
    long().filter(|t| t.capital).count() * 5 >= long().count() * 3
}

/// One possible cue as the calibration of the cue lexicon sees it: not part of the product, see `tests/calibrate.rs`.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Probe {
    /// `verb`, `passive`, `noun`, `adjective`, `phrase` or `mark`.
    pub kind: &'static str,
    /// The head as it stands in the text.
    pub head: String,
    /// Name of the slot.
    pub slot: &'static str,
    /// Bytes of the cue in the prose.
    pub cue: (u32, u32),
    /// Strength the lexicon gives it, 255 for none.
    pub strength: u8,
    /// Bytes of the runs it would take as content.
    pub content: Vec<(u32, u32)>,
    /// Bytes of the source.
    pub source: Option<(u32, u32)>,
    /// Bytes of the subject of a passive.
    pub subject: Option<(u32, u32)>,
    /// Names of the traits it shows.
    pub traits: Vec<&'static str>,
    /// Probability in percent that it is an attribution.
    pub probability: u8,
}

/// All candidates of an article, accepted or not.
#[doc(hidden)]
pub fn probe(prose: Prose<'_>, lexicon: &Lexicon, grammar: &Grammar) -> Vec<Probe> {
    let (article, candidates) = analyse(prose, lexicon, grammar, true);
    let mut weighed = candidates.clone();
    evidence::weigh(&mut weighed, story::ACCEPT, grammar);
    candidates
        .iter()
        .zip(&weighed)
        .map(|(c, w)| {
            let span = article.span(c.cue);
            let kind = match (c.kind, c.head_kind) {
                (crate::article::CueKind::Phrase, _) => "phrase",
                (crate::article::CueKind::Mark, _) => "mark",
                (_, grammar::HeadKind::Verb) => "verb",
                (_, grammar::HeadKind::Passive) => "passive",
                (_, grammar::HeadKind::Noun) => "noun",
                (_, grammar::HeadKind::Adjective) => "adjective",
            };
            Probe {
                kind,
                head: article.word(c.head as usize).to_lowercase(),
                slot: grammar::SLOTS[c.slot as usize],
                cue: (span.start, span.end),
                strength: c.strength,
                content: c.content.iter().map(|s| article.span(*s)).map(|s| (s.start, s.end)).collect(),
                source: c.source.map(|s| article.span(s)).map(|s| (s.start, s.end)),
                subject: c.subject.map(|s| article.span(s)).map(|s| (s.start, s.end)),
                traits: grammar::TRAITS
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| w.traits & (1 << bit) != 0)
                    .map(|(_, t)| *t)
                    .collect(),
                probability: w.strength,
            }
        })
        .collect()
}

#[cfg(test)]
mod debug {
    use super::*;

    /// `SAYSO_TEXT='…' cargo test -q parse::debug -- --nocapture` shows tags, chunks and candidates of a sentence.
    #[test]
    fn show() {
        let Ok(text) = std::env::var("SAYSO_TEXT") else { return };
        let source = crate::source::Source::from_text(
            "x.txt",
            format!("Title of it\n\nThe first paragraph is here for once.\n\n{text}\n"),
        );
        let mut words = crate::lexicon::LexiconBuilder::new(irregular());
        let grammar = Grammar::new(&mut words);
        let lexicon = words.build();
        let (article, candidates) =
            analyse(crate::format::read(&source, crate::format::Format::Plain), &lexicon, &grammar, true);
        let finder = Finder::new(&article, &grammar);
        let shown = |s: &Sentence| article.prose.blocks[s.block as usize].span.start > 12;
        for (number, s) in article.sentences.iter().enumerate().filter(|(_, s)| shown(s)) {
            for (i, t) in finder.tags[s.tokens.range()].iter().enumerate() {
                print!("{}/{:?} ", article.word(s.tokens.start as usize + i), t.tag);
            }
            println!();
            for c in finder.chunks_of(number) {
                let sub = c
                    .subject
                    .map(|x| article.text(crate::article::TokenSpan { start: x.start, end: x.end }).to_owned());
                print!(
                    "[{:?} {} f{:x} {:?}] ",
                    c.kind,
                    article.text(crate::article::TokenSpan { start: c.start, end: c.end }),
                    c.flags,
                    sub
                );
            }
            println!();
        }
        for c in &candidates {
            let t = |s: Option<crate::article::TokenSpan>| s.map(|s| article.text(s).to_owned());
            println!(
                "{:?} {:?} {} S[{:?}] C[{}] T{:?}",
                c.slot,
                c.head_kind,
                c.strength,
                t(c.source),
                article.text(c.cue),
                c.content.iter().map(|s| article.text(*s)).collect::<Vec<_>>()
            );
        }
    }
}
