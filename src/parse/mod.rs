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
    let mut finder = Finder::new(&article, grammar, every_verb);
    let mut candidates = Vec::with_capacity(article.sentences.len());
    for sentence in &article.sentences {
        finder.sentence(&article, sentence, &mut candidates);
    }
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

/// Buffers reused from sentence to sentence.
struct Finder<'a> {
    grammar: &'a Grammar,
    names: tag::Names,
    tags: Vec<Tagged>,
    chunks: Vec<Chunk>,
    /// First quotation that does not end before the current sentence.
    quotation: usize,
    every_verb: bool,
}

impl<'a> Finder<'a> {
    fn new(article: &Article<'_>, grammar: &'a Grammar, every_verb: bool) -> Self {
        Self { grammar, names: names(article), tags: Vec::new(), chunks: Vec::new(), quotation: 0, every_verb }
    }

    fn sentence(&mut self, article: &Article<'_>, sentence: &Sentence, out: &mut Vec<Candidate>) {
        let range = sentence.tokens.range();
        let tokens = &article.tokens[range.clone()];
        let headline =
            matches!(article.prose.blocks[sentence.block as usize].kind, BlockKind::Headline | BlockKind::Dek);
        self.tags.clear();
        self.chunks.clear();
        tag::tag(
            &article.prose.text,
            tokens,
            headline && title_case(tokens),
            &self.names,
            self.grammar,
            &mut self.tags,
        );
        while article.quotations.get(self.quotation).is_some_and(|q| q.tokens.end <= sentence.tokens.start || q.nested)
        {
            self.quotation += 1;
        }
        let quotations = &article.quotations;
        let from = self.quotation;
        let cursor = std::cell::Cell::new(from);
        chunk::chunk(
            &self.tags,
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
        clause::subjects(&mut self.chunks, &article.tokens, self.grammar);
        let clause = cue::Clause {
            text: &article.prose.text,
            tokens: &article.tokens,
            tags: &self.tags,
            first: sentence.tokens.start,
            end: sentence.tokens.end,
            chunks: &self.chunks,
            grammar: self.grammar,
            headline,
            every_verb: self.every_verb,
        };
        clause.candidates(out);
    }
}

/// Known words that stand with a capital inside some sentence.
fn names(article: &Article<'_>) -> tag::Names {
    let mut names = tag::Names::default();
    for sentence in &article.sentences {
        let kind = article.prose.blocks[sentence.block as usize].kind;
        if matches!(kind, BlockKind::Headline | BlockKind::Dek) {
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
        let mut finder = Finder::new(&article, &grammar, true);
        for s in article.sentences.iter().filter(|s| article.prose.blocks[s.block as usize].span.start > 12) {
            finder.sentence(&article, s, &mut Vec::new());
            for (i, t) in finder.tags.iter().enumerate() {
                print!("{}/{:?} ", article.word(s.tokens.start as usize + i), t.tag);
            }
            println!();
            for c in &finder.chunks {
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
