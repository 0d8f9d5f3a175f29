//! Prose to [`Article`]: nom turns characters into tokens; tags, chunks, clauses, cues, quotations and sources
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
pub(crate) mod grammar;
mod lex;
mod quotes;
mod registry;
mod sentences;
mod story;
mod tag;

pub use grammar::{Grammar, irregular};

use crate::article::{Article, Sentence, Token, TokenKind, TokenSpan};
use crate::lexicon::{FormId, Lexicon};
use crate::prose::{BlockKind, Prose};
use crate::span::TextSpan;
use chunk::Chunk;
use cue::Candidate;
use tag::Tags;

/// Longest sentence that is parsed as one, in tokens; a longer one is cut. Keeps work linear on hostile text.
const LONGEST_SENTENCE: usize = 400;

/// Parses one article.
pub fn parse<'s>(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> Article<'s> {
    let mut one = [Reading::new(prose, lexicon, grammar)];
    read(&mut one, lexicon, grammar);
    let [reading] = one;
    reading.article
}

/// Parses articles, each by itself. But every stage goes through all of them before the next begins, so that its code and
/// its tables are at hand: most articles are too short to fetch them for each.
pub fn parse_all<'s>(all: Vec<Prose<'s>>, lexicon: &Lexicon, grammar: &Grammar) -> Vec<Article<'s>> {
    let mut all: Vec<Reading<'s>> = all.into_iter().map(|prose| Reading::new(prose, lexicon, grammar)).collect();
    read(&mut all, lexicon, grammar);
    all.into_iter().map(|reading| reading.article).collect()
}

/// What comes behind the cut.
fn read(all: &mut [Reading<'_>], lexicon: &Lexicon, grammar: &Grammar) {
    analyse(all, grammar, false, |reading| {
        let Reading { article, candidates, doubtful, .. } = reading;
        evidence::weigh(candidates, story::ACCEPT, &article.sentence_of, grammar);
        story::accept(article, candidates, doubtful);
    });
    for Reading { article, doubtful, .. } in &mut *all {
        story::assemble(article, doubtful);
    }
    for Reading { article, capitals, finder, .. } in all {
        registry::resolve(article, &Noted { capitals, taken_up: &finder.tags.taken_up }, lexicon, grammar);
    }
}

/// How many tokens a text has: not part of the product, see `benches/parts.rs`.
#[doc(hidden)]
pub fn count_tokens(text: &str, lexicon: &Lexicon, grammar: &Grammar) -> usize {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    lex::tokenize(text, TextSpan::new(0, text.len() as u32), lexicon, grammar, &mut lex::Seen::default(), &mut tokens);
    tokens.len()
}

/// How many sentences a text has: not part of the product, see `benches/parts.rs`.
#[doc(hidden)]
pub fn count_sentences(prose: Prose<'_>, lexicon: &Lexicon, grammar: &Grammar) -> usize {
    cut(prose, lexicon, grammar).0.sentences.len()
}

/// Tokens that several stages ask for, so that none has to go over all of them again. In order.
#[derive(Debug)]
struct Noted<'n> {
    /// Those with a capital letter.
    capitals: &'n [u32],
    /// Those in small letters that the definite article can take up: see [`tag::TAKEN_UP`].
    taken_up: &'n [u32],
}

/// An article on its way through the stages.
struct Reading<'s> {
    article: Article<'s>,
    /// Tokens with a capital letter.
    capitals: Vec<u32>,
    finder: Finder,
    /// Of the window at hand.
    candidates: Vec<Candidate>,
    /// Content of cues that are too weak to count.
    doubtful: Vec<TokenSpan>,
}

impl<'s> Reading<'s> {
    fn new(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> Self {
        let (article, capitals, names) = cut(prose, lexicon, grammar);
        let finder = Finder::new(&article, names);
        let candidates = Vec::with_capacity(article.sentences.len().min(WINDOW as usize / 16));
        Self { article, capitals, finder, candidates, doubtful: Vec::new() }
    }
}

/// Finds the candidates of all articles, which `take` is to take from the reading, some sentences at a time. `every_verb`:
/// those too that no lexicon calls a cue.
fn analyse<'s>(all: &mut [Reading<'s>], grammar: &Grammar, every_verb: bool, mut take: impl FnMut(&mut Reading<'s>)) {
    loop {
        let mut left = false;
        for reading in &mut *all {
            left |= reading.finder.go_on(&reading.article);
        }
        if !left {
            return;
        }
        for reading in &mut *all {
            reading.finder.tag(&reading.article, grammar);
        }
        for reading in &mut *all {
            reading.finder.chunk(&reading.article, grammar);
        }
        for Reading { article, finder, candidates, .. } in &mut *all {
            finder.candidates(article, grammar, every_verb, candidates);
        }
        for reading in &mut *all {
            take(reading);
        }
    }
}

/// Prose to tokens, quotations and sentences; also which tokens have a capital letter, and which words are names.
fn cut<'s>(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> (Article<'s>, Vec<u32>, tag::Names) {
    let mut article = Article {
        tokens: Vec::with_capacity(prose.text.len() / 5),
        sentences: Vec::with_capacity(prose.blocks.len() * 2),
        quotations: Vec::with_capacity(prose.blocks.len()),
        attributions: Vec::new(),
        sources: Vec::new(),
        scopes: Vec::new(),
        sentence_of: Vec::new(),
        numbers: Vec::new(),
        words: 0,
        prose,
    };
    let mut last_open = None;
    let mut noted = lex::Seen::with_room(article.prose.text.len());
    let mut names = tag::Names::with_room(lexicon.forms());
    let mut line = String::new();
    for (number, block) in article.prose.blocks.iter().enumerate() {
        let text = &article.prose.text[block.span.range()];
        let from = article.tokens.len();
        let (first_sentence, first_capital) = (article.sentences.len(), noted.capitals.len());
        lex::tokenize(&article.prose.text, block.span, lexicon, grammar, &mut noted, &mut article.tokens);
        let first_quotation = article.quotations.len();
        quotes::pair(&article.prose.text, &mut article.tokens, from, &noted.marks, &mut article.quotations);
        // Now, while they are at hand; and added up rather than picked out, which takes no branch a token.
        let is_word = |token: &Token| u32::from(matches!(token.kind, TokenKind::Word | TokenKind::Number));
        article.words += article.tokens[from..].iter().map(is_word).sum::<u32>();
        quotes::carry_on(&mut article.quotations, last_open, first_quotation, from);
        if article.quotations.len() > first_quotation {
            last_open = article.quotations[first_quotation..]
                .iter()
                .rposition(|q| !q.nested && !q.single)
                .map(|k| (first_quotation + k) as u32);
        } else if article.tokens.len() > from {
            last_open = None;
        }
        let kind = block.kind;
        let block = sentences::Block {
            text,
            offset: block.span.start,
            tokens: &article.tokens,
            first: from,
            number: number as u32,
            marks: &noted.stops,
            quotations: &article.quotations[first_quotation..],
        };
        block.split(&mut line, &mut article.sentences);
        if !is_headline(kind) {
            let sentences = &article.sentences[first_sentence..];
            note_names(&article.tokens, sentences, &noted.capitals[first_capital..], &mut names);
        }
    }
    article.sentence_of.reserve_exact(article.tokens.len());
    for (i, s) in article.sentences.iter().enumerate() {
        // Sentences tile the tokens.
        article.sentence_of.resize(s.tokens.end as usize, i as u32);
    }
    // About as many as news has.
    article.attributions.reserve(article.tokens.len() / 40 + article.quotations.len() / 2);
    article.numbers = noted.numbers;
    (article, noted.capitals, names)
}

/// Notes the known words that stand with a capital inside one of the sentences.
fn note_names(tokens: &[Token], sentences: &[Sentence], capitals: &[u32], names: &mut tag::Names) {
    let mut sentences = sentences.iter().peekable();
    for &token in capitals {
        while sentences.next_if(|s| s.tokens.end <= token).is_some() {}
        let inside = sentences.peek().is_some_and(|s| s.tokens.start < token);
        let form = tokens[token as usize].form;
        if inside && form != FormId::UNKNOWN && tokens[token as usize - 1].kind == TokenKind::Word {
            names.insert(form);
        }
    }
}

/// About as many tokens are looked at together. Each stage goes over all of them before the next begins, so that its
/// code and its tables stay at hand; and they are few enough that what it leaves for the next is at hand still.
const WINDOW: u32 = 4096;

/// Where the window ends that begins with sentence `from`.
fn window(article: &Article<'_>, from: usize) -> usize {
    let Some(first) = article.sentences.get(from) else { return from };
    let fits = |s: &Sentence| s.tokens.end <= first.tokens.start + WINDOW;
    from + article.sentences[from..].partition_point(fits).max(1)
}

/// What the sentences of a window are made of.
struct Finder {
    names: tag::Names,
    /// The quotation of the article that [`chunk::Quotations`] has come to.
    quotation: usize,
    sentences: std::ops::Range<usize>,
    /// The first token of the window.
    first: usize,
    /// Of the tokens from `first` on.
    tags: Tags,
    chunks: Vec<Chunk>,
    /// Where the chunks of each sentence end.
    ends: Vec<usize>,
}

impl Finder {
    fn new(article: &Article<'_>, names: tag::Names) -> Self {
        let tokens = article.tokens.len().min(WINDOW as usize);
        Self {
            names,
            quotation: 0,
            sentences: 0..0,
            first: 0,
            tags: Tags::with_room(tokens, article.tokens.len()),
            chunks: Vec::with_capacity(tokens * 3 / 4),
            ends: Vec::with_capacity(article.sentences.len().min(tokens / 16)),
        }
    }

    /// Goes to the next window; false where there is none, and it is an empty one.
    fn go_on(&mut self, article: &Article<'_>) -> bool {
        let from = self.sentences.end;
        self.sentences = from..window(article, from);
        self.first = article.sentences.get(from).map_or(0, |first| first.tokens.start as usize);
        self.tags.all.clear();
        self.chunks.clear();
        self.ends.clear();
        !self.sentences.is_empty()
    }

    fn tag(&mut self, article: &Article<'_>, grammar: &Grammar) {
        for sentence in &article.sentences[self.sentences.clone()] {
            let tokens = &article.tokens[sentence.tokens.range()];
            let title_case = is_headline(kind(article, sentence)) && title_case(tokens);
            let sentence = tag::Untagged {
                text: &article.prose.text,
                tokens,
                first: sentence.tokens.start,
                title_case,
                names: &self.names,
            };
            self.tags.read(&sentence, grammar);
        }
    }

    fn chunk(&mut self, article: &Article<'_>, grammar: &Grammar) {
        let mut quotations = chunk::Quotations::from(&article.quotations, self.quotation);
        for sentence in &article.sentences[self.sentences.clone()] {
            let run = self.run(sentence);
            let first = self.chunks.len();
            chunk::chunk(&self.tags.all[run], sentence.tokens.start, &mut quotations, &mut self.chunks);
            clause::subjects(&mut self.chunks[first..], &article.tokens, grammar);
            self.ends.push(self.chunks.len());
        }
        self.quotation = quotations.number();
    }

    fn candidates(&self, article: &Article<'_>, grammar: &Grammar, every_verb: bool, out: &mut Vec<Candidate>) {
        let mut start = 0;
        for (sentence, &end) in article.sentences[self.sentences.clone()].iter().zip(&self.ends) {
            let clause = cue::Clause {
                text: &article.prose.text,
                tokens: &article.tokens,
                tags: &self.tags.all[self.run(sentence)],
                first: sentence.tokens.start,
                end: sentence.tokens.end,
                chunks: &self.chunks[start..end],
                grammar,
                headline: is_headline(kind(article, sentence)),
                every_verb,
            };
            clause.candidates(out);
            start = end;
        }
    }

    /// Where the tags of a sentence of the window stand.
    fn run(&self, sentence: &Sentence) -> std::ops::Range<usize> {
        sentence.tokens.start as usize - self.first..sentence.tokens.end as usize - self.first
    }
}

/// What kind of block the sentence stands in.
fn kind(article: &Article<'_>, sentence: &Sentence) -> BlockKind {
    article.prose.blocks[sentence.block as usize].kind
}

fn is_headline(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Headline | BlockKind::Dek)
}

/// Whether capitals say nothing in this line: most of its longer words have one.
fn title_case(tokens: &[Token]) -> bool {
    let long = || tokens.iter().filter(|t| t.kind == TokenKind::Word && t.span().len() > 3);
    long().filter(|t| t.capital()).count() * 5 >= long().count() * 3
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
    let mut candidates = Vec::new();
    let mut reading = Reading::new(prose, lexicon, grammar);
    analyse(std::slice::from_mut(&mut reading), grammar, true, |reading| candidates.append(&mut reading.candidates));
    let article = reading.article;
    let mut weighed = candidates.clone();
    evidence::weigh(&mut weighed, story::ACCEPT, &article.sentence_of, grammar);
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
        let prose = crate::format::read(&source, crate::format::Format::Plain);
        let mut candidates = Vec::new();
        let mut reading = Reading::new(prose, &lexicon, &grammar);
        analyse(std::slice::from_mut(&mut reading), &grammar, true, |reading| {
            candidates.append(&mut reading.candidates);
        });
        let Reading { article, finder, .. } = reading;
        let mut finder = Finder::new(&article, finder.names);
        finder.go_on(&article);
        finder.tag(&article, &grammar);
        finder.chunk(&article, &grammar);
        let shown = |s: &Sentence| article.prose.blocks[s.block as usize].span.start > 12;
        for (number, s) in article.sentences.iter().enumerate().filter(|(_, s)| shown(s)) {
            for (i, t) in finder.tags.all[s.tokens.range()].iter().enumerate() {
                print!("{}/{:?} ", article.word(s.tokens.start as usize + i), t.tag);
            }
            println!();
            let start = number.checked_sub(1).map_or(0, |before| finder.ends[before]);
            for c in &finder.chunks[start..finder.ends[number]] {
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
