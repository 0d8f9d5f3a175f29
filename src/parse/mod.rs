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
    analyse(all, grammar, false, |Reading { article, doubtful, .. }, candidates| {
        evidence::weigh(candidates, story::ACCEPT, &article.sentence_of, grammar);
        story::accept(article, candidates, doubtful);
    });
    for Reading { article, doubtful, .. } in &mut *all {
        story::assemble(article, doubtful);
    }
    for Reading { article, capitals, taken_up, .. } in all {
        registry::resolve(article, &Noted { capitals, taken_up }, lexicon, grammar);
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
    names: tag::Names,
    /// The first sentence that no window has had yet.
    next: usize,
    /// The quotation that [`chunk::Quotations`] has come to.
    quotation: usize,
    /// The tokens that can be taken up again: see [`tag::Tags::read`].
    taken_up: Vec<u32>,
    /// Content of cues that are too weak to count.
    doubtful: Vec<TokenSpan>,
}

impl<'s> Reading<'s> {
    fn new(prose: Prose<'s>, lexicon: &Lexicon, grammar: &Grammar) -> Self {
        let (article, capitals, names) = cut(prose, lexicon, grammar);
        let taken_up = Vec::with_capacity(article.tokens.len() / 16);
        Self { article, capitals, names, next: 0, quotation: 0, taken_up, doubtful: Vec::new() }
    }
}

/// Finds the candidates of all articles, some sentences at a time, and hands them to `take`, which is to take them out of
/// the vector. `every_verb`: those too that no lexicon calls a cue.
fn analyse<'s>(
    all: &mut [Reading<'s>],
    grammar: &Grammar,
    every_verb: bool,
    mut take: impl FnMut(&mut Reading<'s>, &mut Vec<Candidate>),
) {
    let mut window = Window::for_articles(all);
    while window.go_on(all) {
        window.tag(all, grammar);
        window.chunk(all, grammar);
        window.candidates(all, grammar, every_verb);
        for (pane, candidates) in window.panes.iter().zip(&mut window.found) {
            take(&mut all[pane.article], candidates);
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

/// The sentences of a window that stand in one article.
struct Pane {
    /// Which of the articles.
    article: usize,
    sentences: std::ops::Range<usize>,
    /// Where their tags begin.
    first: usize,
}

impl Pane {
    /// Its sentences, and where the tags of each stand.
    fn sentences<'a>(&self, article: &'a Article<'_>) -> impl Iterator<Item = (&'a Sentence, std::ops::Range<usize>)> {
        let sentences = &article.sentences[self.sentences.clone()];
        let before = sentences.first().map_or(0, |first| first.tokens.start as usize);
        let first = self.first;
        let place = move |at: u32| at as usize - before + first;
        sentences.iter().map(move |s| (s, place(s.tokens.start)..place(s.tokens.end)))
    }
}

/// What some sentences are made of, of one article or of several short ones.
struct Window {
    panes: Vec<Pane>,
    tags: Tags,
    chunks: Vec<Chunk>,
    /// Where the chunks of each sentence end.
    ends: Vec<usize>,
    /// By pane.
    found: Vec<Vec<Candidate>>,
}

impl Window {
    fn for_articles(all: &[Reading<'_>]) -> Self {
        let tokens = all.iter().map(|reading| reading.article.tokens.len()).sum::<usize>().min(WINDOW as usize);
        Self {
            panes: Vec::new(),
            tags: Tags::with_room(tokens),
            chunks: Vec::with_capacity(tokens * 3 / 4),
            ends: Vec::with_capacity(tokens / 16),
            found: Vec::new(),
        }
    }

    /// Goes to the next sentences; false where there are none.
    fn go_on(&mut self, all: &mut [Reading<'_>]) -> bool {
        // Articles before that of the last pane are done with.
        let begin = self.panes.last().map_or(0, |last| last.article);
        self.panes.clear();
        self.tags.all.clear();
        self.chunks.clear();
        self.ends.clear();
        let mut first = 0;
        for (number, Reading { article, next, .. }) in all.iter_mut().enumerate().skip(begin) {
            let Some(sentence) = article.sentences.get(*next) else { continue };
            let from = sentence.tokens.start;
            let fits = |s: &Sentence| first + s.tokens.end - from <= WINDOW;
            let count = article.sentences[*next..].partition_point(fits);
            // A sentence has to stand somewhere.
            let count = if self.panes.is_empty() { count.max(1) } else { count };
            if count == 0 {
                break;
            }
            let sentences = *next..*next + count;
            *next = sentences.end;
            self.panes.push(Pane { article: number, sentences: sentences.clone(), first: first as usize });
            first += article.sentences[sentences.end - 1].tokens.end - from;
            if *next < article.sentences.len() {
                break;
            }
        }
        if self.found.len() < self.panes.len() {
            self.found.resize_with(self.panes.len(), Vec::new);
        }
        !self.panes.is_empty()
    }

    fn tag(&mut self, all: &mut [Reading<'_>], grammar: &Grammar) {
        for pane in &self.panes {
            let Reading { article, names, taken_up, .. } = &mut all[pane.article];
            for (sentence, _) in pane.sentences(article) {
                let tokens = &article.tokens[sentence.tokens.range()];
                let title_case = is_headline(kind(article, sentence)) && title_case(tokens);
                let text = &article.prose.text;
                let sentence = tag::Untagged { text, tokens, first: sentence.tokens.start, title_case, names };
                self.tags.read(&sentence, grammar, taken_up);
            }
        }
    }

    fn chunk(&mut self, all: &mut [Reading<'_>], grammar: &Grammar) {
        for pane in &self.panes {
            let Reading { article, quotation, .. } = &mut all[pane.article];
            let mut quotations = chunk::Quotations::from(&article.quotations, *quotation);
            for (sentence, tags) in pane.sentences(article) {
                let first = self.chunks.len();
                chunk::chunk(&self.tags.all[tags], sentence.tokens.start, &mut quotations, &mut self.chunks);
                clause::subjects(&mut self.chunks[first..], &article.tokens, grammar);
                self.ends.push(self.chunks.len());
            }
            *quotation = quotations.number();
        }
    }

    fn candidates(&mut self, all: &[Reading<'_>], grammar: &Grammar, every_verb: bool) {
        let (mut start, mut ends) = (0, self.ends.iter());
        for (pane, found) in self.panes.iter().zip(&mut self.found) {
            let article = &all[pane.article].article;
            for ((sentence, tags), &end) in pane.sentences(article).zip(&mut ends) {
                let clause = cue::Clause {
                    text: &article.prose.text,
                    tokens: &article.tokens,
                    tags: &self.tags.all[tags],
                    first: sentence.tokens.start,
                    end: sentence.tokens.end,
                    chunks: &self.chunks[start..end],
                    grammar,
                    headline: is_headline(kind(article, sentence)),
                    every_verb,
                };
                clause.candidates(found);
                start = end;
            }
        }
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
    analyse(std::slice::from_mut(&mut reading), grammar, true, |_, found| candidates.append(found));
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
        analyse(std::slice::from_mut(&mut reading), &grammar, true, |_, found| candidates.append(found));
        (reading.next, reading.quotation) = (0, 0);
        let all = std::slice::from_mut(&mut reading);
        let mut window = Window::for_articles(all);
        window.go_on(all);
        window.tag(all, &grammar);
        window.chunk(all, &grammar);
        let article = reading.article;
        let shown = |s: &Sentence| article.prose.blocks[s.block as usize].span.start > 12;
        for (number, s) in article.sentences.iter().enumerate().filter(|(_, s)| shown(s)) {
            for (i, t) in window.tags.all[s.tokens.range()].iter().enumerate() {
                print!("{}/{:?} ", article.word(s.tokens.start as usize + i), t.tag);
            }
            println!();
            let start = number.checked_sub(1).map_or(0, |before| window.ends[before]);
            for c in &window.chunks[start..window.ends[number]] {
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
