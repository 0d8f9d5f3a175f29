//! What story checks count by: attributions in the copy proper, names of sources, numbers of paragraphs. Owns the way
//! counts are put into words.

use crate::article::{Article, Attribution, SourceClass, Token, TokenKind, TokenSpan};
use crate::check::message::{one_line, uncapital};
use crate::check::{Context, Evidence};
use crate::prose::BlockKind;
use crate::rule::pattern::Hit;
use memchr::memchr2_iter;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Borrow;

/// Longest match of a pattern that is looked for around a place, in tokens.
const LONGEST_HIT: u32 = 64;
/// How many places a finding points to besides its own.
pub(super) const POINTERS: usize = 4;

/// An attribution in the copy proper, and whose it is.
#[derive(Clone, Copy, Debug)]
pub(in crate::check) struct Said<'a> {
    pub(super) number: u32,
    pub(super) attribution: &'a Attribution,
    /// The source phrase up to its first comma.
    pub(super) source: TokenSpan,
    pub(super) speaker: u32,
    pub(super) class: SourceClass,
}

/// The named people who speak, by surname.
#[derive(Debug)]
pub(in crate::check) struct Surnames<'a> {
    all: FxHashMap<&'a str, Namesakes>,
    /// A bit for the length and the outer letters of each: to rule words out before they are looked up. A power of two of
    /// words, about a word for each surname.
    seen: Vec<u64>,
}

/// The people of one surname.
#[derive(Clone, Copy, Debug)]
pub(super) struct Namesakes {
    /// The surname's number among all, from 0.
    pub(super) number: u32,
    /// Who of them is the first to speak, and who the last.
    pub(super) first: u32,
    pub(super) last: u32,
}

impl<'a> Surnames<'a> {
    /// The surnames of people in the order in which they speak.
    fn of(people: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut all = FxHashMap::<_, Namesakes>::default();
        for (surname, speaker) in people {
            let number = all.len() as u32;
            all.entry(surname).or_insert(Namesakes { number, first: speaker, last: speaker }).last = speaker;
        }
        let mut seen = vec![0; all.len().next_power_of_two()];
        for surname in all.keys() {
            let (word, bit) = Self::place(surname.as_bytes(), seen.len());
            seen[word] |= bit;
        }
        Self { all, seen }
    }

    /// How many surnames there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The people that a token may name.
    #[inline]
    pub(super) fn named(&self, article: &Article<'_>, token: &Token) -> Option<Namesakes> {
        let run = token.span().range();
        let (word, bit) = Self::place(&article.prose.text.as_bytes()[run.clone()], self.seen.len());
        if self.seen[word] & bit == 0 { None } else { self.find(&article.prose.text[run]) }
    }

    #[inline(never)]
    fn find(&self, name: &str) -> Option<Namesakes> {
        self.all.get(name).copied()
    }

    /// Which bit of so many words of them is a name's.
    const fn place(name: &[u8], words: usize) -> (usize, u64) {
        let [first, .., before, last] = name else { return (0, 1) };
        let letters = u32::from_le_bytes([*first, *before, *last, name.len() as u8]);
        let hash = letters.wrapping_mul(0x9e37_79b1);
        ((hash >> 8) as usize & (words - 1), 1 << (hash >> 26))
    }
}

/// Running text, not headline, caption or note.
pub(super) const fn is_copy(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Lead | BlockKind::Body | BlockKind::List | BlockKind::BlockQuote)
}

impl<'a> Context<'a> {
    /// Attributions in the copy proper whose source stands in the registry, in text order.
    pub(super) fn said(&self) -> impl ExactSizeIterator<Item = Said<'a>> + '_ {
        let find = || {
            let mut all = Vec::with_capacity(self.article.attributions.len());
            all.extend(self.find_said());
            all
        };
        self.said.get_or_init(find).iter().copied()
    }

    fn find_said(&self) -> impl Iterator<Item = Said<'a>> + '_ {
        let article = self.article;
        article.attributions.iter().enumerate().filter_map(move |(number, attribution)| {
            let source = attribution.source.filter(|s| !s.is_empty())?;
            let speaker = attribution.speaker?;
            let class = article.sources.get(speaker as usize)?.class;
            let comma = self.reader.commas(source).find(|&t| t > source.start as usize);
            let named = TokenSpan { end: comma.map_or(source.end, |c| c as u32), ..source };
            let copy = is_copy(article.zone(source.start as usize)) && !self.is_ignored(number as u32);
            copy.then_some(Said { number: number as u32, attribution, source: named, speaker, class })
        })
    }

    /// The named people who speak in the copy proper.
    pub(super) fn surnames(&self) -> &Surnames<'a> {
        self.surnames.get_or_init(|| {
            let article = self.article;
            let mut before = None;
            let people = self.said().filter(|s| s.class == SourceClass::NamedPerson);
            let turns = people.filter(|s| before.replace(s.speaker) != Some(s.speaker));
            Surnames::of(turns.map(|s| (surname(&article.sources[s.speaker as usize].name), s.speaker)))
        })
    }

    /// The matches that are evidence of something, in order of place: of a set that [`StoryCheck::goes_through`].
    pub(super) fn evidence(&self, evidence: &Evidence, name: &str) -> &[Hit] {
        evidence.groups.get(name).map(|g| self.hits_of(*g)).unwrap_or_default()
    }

    /// The matches in some sentences that are evidence of something, in order of place: of any other set.
    pub(super) fn evidence_in<'c>(
        &'c self,
        evidence: &Evidence,
        name: &str,
        sentences: std::ops::RangeInclusive<usize>,
    ) -> impl Iterator<Item = Hit> + 'c {
        let group = evidence.groups.get(name).copied();
        let sentences = group
            .into_iter()
            .flat_map(move |group| self.article.sentences[sentences.clone()].iter().map(move |s| (group, s)));
        sentences.flat_map(|(group, sentence)| self.reader.matches(group, sentence.tokens))
    }

    /// The first such match that overlaps a run.
    pub(super) fn evidence_at(&self, evidence: &Evidence, name: &str, run: TokenSpan) -> Option<Hit> {
        let &group = evidence.groups.get(name)?;
        let last = run.range().next_back()?;
        let sentence = |token: usize| self.article.sentence_of[token] as usize;
        let sentences = &self.article.sentences[sentence(run.start as usize)..=sentence(last)];
        let hits = sentences.iter().flat_map(|sentence| {
            let start = run.start.max(sentence.tokens.start);
            let inside = TokenSpan { start, end: run.end.min(sentence.tokens.end) };
            self.reader.matches_near(group, sentence.tokens, inside)
        });
        hits.into_iter().find(|hit| hit.marked.overlaps(run))
    }

    /// The name of a source, for the middle of a sentence.
    pub(super) fn name(&self, speaker: u32) -> String {
        self.article.sources.get(speaker as usize).map(|s| uncapital(&one_line(&s.name))).unwrap_or_default()
    }

    /// The number of the paragraph a token stands in, counted from the lead.
    pub(super) fn paragraph(&self, token: u32) -> usize {
        let numbers = self.paragraphs.get_or_init(|| {
            let copy = self.article.prose.blocks.iter().map(|block| usize::from(is_copy(block.kind)));
            copy.scan(0, |sum, one| {
                *sum += one;
                Some(*sum)
            })
            .collect()
        });
        numbers[self.article.sentence(token as usize).block as usize]
    }

    /// `paragraph 3`, `paragraphs 1, 4 and 5`.
    pub(super) fn paragraphs(&self, tokens: impl IntoIterator<Item = u32>) -> String {
        let mut all: Vec<usize> = tokens.into_iter().map(|t| self.paragraph(t)).collect();
        all.sort_unstable();
        all.dedup();
        let word = if all.len() == 1 { "paragraph" } else { "paragraphs" };
        let mut shown: Vec<String> = Vec::new();
        for run in all.chunk_by(|a, b| a + 1 == *b) {
            match run {
                [first, _, .., last] => shown.push(format!("{first} to {last}")),
                _ => shown.extend(run.iter().map(usize::to_string)),
            }
        }
        format!("{word} {}", join(&shown, "and"))
    }

    /// Some word of the run is this one, whatever its case.
    pub(super) fn has_word(&self, run: TokenSpan, word: &str) -> bool {
        // Most are told apart by their length, for which the text need not be looked at.
        let alike = |t: &usize| self.article.tokens[*t].span().len() as usize == word.len();
        run.range().filter(alike).any(|t| self.article.word(t).eq_ignore_ascii_case(word))
    }

    /// The source goes by this word: in its name, its role, or where it is named.
    pub(super) fn is_called(&self, said: &Said<'_>, word: &str) -> bool {
        self.is_named(said.speaker, word) || self.has_word(said.source, word)
    }

    /// The source has this word in its name or its role.
    pub(super) fn is_named(&self, speaker: u32, word: &str) -> bool {
        let Some(entry) = self.article.sources.get(speaker as usize) else { return false };
        let inside = |text: &str| has_whole(text, word);
        inside(&entry.name) || entry.role.as_deref().is_some_and(inside)
    }

    /// The word that names what a run stands for: its last capitalised word, else its last.
    pub(super) fn key(&self, run: TokenSpan) -> Option<&'a str> {
        let article = self.article;
        let words = || run.range().rev().filter(|&t| article.tokens[t].kind == TokenKind::Word);
        words().find(|&t| article.tokens[t].capital()).or_else(|| words().next()).map(|t| article.word(t))
    }
}

/// The first match that overlaps a run. Matches are in order of place.
pub(super) fn hit_in(hits: &[Hit], run: TokenSpan) -> Option<&Hit> {
    let from = hits.partition_point(|h| h.whole.start + LONGEST_HIT < run.start);
    hits[from..].iter().take_while(|h| h.whole.start < run.end).find(|h| h.marked.overlaps(run))
}

/// Whether a word of letters and digits stands in a text between others or none, whatever its case.
fn has_whole(text: &str, word: &str) -> bool {
    let (Some(first), Some(last)) = (word.bytes().next(), text.len().checked_sub(word.len())) else { return false };
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), &text.as_bytes()[..=last]).any(|at| {
        let end = at + word.len();
        text.as_bytes()[at..end].eq_ignore_ascii_case(word.as_bytes())
            && apart(text[..at].chars().next_back())
            && apart(text[end..].chars().next())
            && word.chars().all(char::is_alphanumeric)
    })
}

/// The last word of a name.
pub(super) fn surname(name: &str) -> &str {
    let space = name.bytes().rposition(|byte| byte == b' ');
    space.map_or(name, |space| &name[space + 1..])
}

/// `a, b and c`.
pub(super) fn join<S: Borrow<str>>(items: &[S], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.borrow().to_owned(),
        [first @ .., end] => format!("{} {last} {}", first.join(", "), end.borrow()),
    }
}

/// `1 attribution`, `2 attributions`.
pub(super) fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Each of many once, in the order they first come in.
pub(super) fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = FxHashSet::default();
    items.filter(|item| seen.insert(item.clone())).collect()
}

/// The first few of many, told apart: ``` `a`, `b` and 3 more```.
pub(super) fn some(items: &[String]) -> String {
    let mut seen = FxHashSet::default();
    let mut all: Vec<&str> = items.iter().map(String::as_str).filter(|item| seen.insert(*item)).collect();
    let more = format!("{} more", all.len().saturating_sub(POINTERS));
    if all.len() > POINTERS + 1 {
        all.truncate(POINTERS);
        all.push(&more);
    }
    join(&all, "and")
}
