//! `sayso sources`: who says what in each article, as a table or as JSON. Turns the parsed article into the ledger that
//! `report` writes down.

use super::Outcome;
use super::batch::{self, Read};
use super::house::{From, Houses};
use super::input::{self, Reading};
use super::output::Output;
use crate::cli::{self, Listing, When};
use sayso::article::{Article, Attribution, AttributionKind, SourceClass, TokenKind, TokenSpan};
use sayso::config::Choice;
use sayso::lint::Linter;
use sayso::report::Format;
use sayso::report::ledger::{Bytes, Entry, Kinds, Ledger, Speaker};
use sayso::rule::schema::CLASSES;
use sayso::source::Source;
use std::io::Write;

/// Columns where nothing says how many there are: room for a row a source, for those who search in it.
const COLUMNS: usize = 120;

/// Runs the command.
pub(super) fn run(args: &cli::Sources, color: When) -> anyhow::Result<Outcome> {
    let mut out = Output::open(args.output_file.as_deref())?;
    let from = From::typed(args.input.config.as_deref(), args.input.isolated);
    let mut houses = Houses::new(from, Choice::default())?;
    let (inputs, mut outcome) = input::collect(&args.input);
    let jobs = houses.jobs(inputs, &mut outcome)?;
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        fault.tell(Format::Full, color)?;
    }
    let reading = Reading { format: args.input.format(), quiet: args.input.quiet };
    let format = args.output_format;
    let (columns, colour) = (out.columns().unwrap_or(COLUMNS), out.colour(color));
    let work = |linter: &Linter, files: Vec<Read<'_>>, _: &mut Outcome| {
        let sources = batch::files(&files);
        let write = |(article, (source, _)): (&Article<'_>, &(&Source, _))| {
            let ledger = ledger(article, source);
            match format {
                Listing::Table => ledger.table(columns, colour),
                Listing::Json => ledger.json(),
                Listing::Jsonl => ledger.jsonl(),
            }
        };
        linter.parse_all(&sources).iter().zip(&sources).map(write).collect()
    };
    let (opening, between, closing) = match format {
        Listing::Table => ("", "\n", ""),
        Listing::Json => ("{\"version\":1,\"documents\":[\n", ",\n", "\n]}\n"),
        Listing::Jsonl => ("", "", ""),
    };
    out.write_all(opening.as_bytes())?;
    let mut started = false;
    let found = batch::in_order(&jobs, args.input.jobs, reading, work, |done: Option<Vec<u8>>| {
        if let Some(done) = done {
            let gap = if started { between } else { "" };
            started = true;
            out.write_all(gap.as_bytes())?;
            out.write_all(&done)?;
        }
        Ok(())
    })?;
    out.write_all(closing.as_bytes())?;
    out.finish()?;
    Ok(outcome.max(found))
}

fn ledger(article: &Article<'_>, source: &Source) -> Ledger {
    let bytes = |run: TokenSpan| -> Bytes { source.file_bytes(article.prose.map.to_source(article.span(run))) };
    let mut ledger = Ledger::new(source.path.clone());
    ledger.attributions = article
        .attributions
        .iter()
        .map(|said| Entry {
            kind: kind_name(said.kind),
            cue: some(said.cue).map(bytes).collect(),
            source: said.source.into_iter().flat_map(some).map(bytes).collect(),
            content: said.content.iter().copied().flat_map(some).map(bytes).collect(),
            speaker: said.speaker,
            with: said.with.clone(),
            chain: chain(article, said),
        })
        .collect();
    let mut shares = vec![Share::default(); article.sources.len()];
    for (said, entry) in article.attributions.iter().zip(&ledger.attributions) {
        for id in said.speaker.iter().chain(&said.with) {
            if let Some(share) = shares.get_mut(*id as usize) {
                share.add(article, said, &entry.chain);
            }
        }
    }
    // What a spokesperson says is an institution's, through them.
    for (entry, id) in article.sources.iter().zip(0..) {
        if let Some(share) = entry.speaks_for.and_then(|whose| shares.get_mut(whose as usize)) {
            share.come_through(id);
        }
    }
    ledger.sources = article
        .sources
        .iter()
        .zip(shares)
        .zip(0..)
        .map(|((entry, share), id)| {
            let first = entry.mentions.first();
            Speaker {
                id,
                name: entry.name.clone(),
                class: class_name(entry.class),
                named: named(entry.class),
                role: entry.role.clone(),
                first: first.map(|&run| source.position(article.prose.map.to_source(article.span(run)).start)),
                mentions: entry.mentions.iter().copied().flat_map(some).map(bytes).collect(),
                attributions: entry.attributions,
                kinds: share.kinds,
                words: share.words,
                quoted_words: entry.quoted_words,
                speaks_for: entry.speaks_for,
                through: share.through.into_iter().filter(|&through| through != id).collect(),
            }
        })
        .collect();
    ledger
}

/// What one source is given to say.
#[derive(Clone, Debug, Default)]
struct Share {
    kinds: Kinds,
    words: u32,
    through: Vec<u32>,
}

impl Share {
    fn add(&mut self, article: &Article<'_>, said: &Attribution, chain: &[u32]) {
        match said.kind {
            AttributionKind::Direct => self.kinds.direct += 1,
            AttributionKind::Mixed => self.kinds.mixed += 1,
            AttributionKind::Indirect => self.kinds.indirect += 1,
        }
        let is_word = |&token: &usize| matches!(article.tokens[token].kind, TokenKind::Word | TokenKind::Number);
        self.words += said.content.iter().map(|run| run.range().filter(is_word).count() as u32).sum::<u32>();
        for id in chain {
            self.come_through(*id);
        }
    }

    fn come_through(&mut self, id: u32) {
        if !self.through.contains(&id) {
            self.through.push(id);
        }
    }
}

/// Whether the story says who it is, of those who can be somebody.
const fn named(class: SourceClass) -> Option<bool> {
    match class {
        SourceClass::NamedPerson => Some(true),
        SourceClass::Institution | SourceClass::Document | SourceClass::Outlet => None,
        SourceClass::Role
        | SourceClass::DescribedAnonymous
        | SourceClass::BareAnonymous
        | SourceClass::Vague
        | SourceClass::Pronoun => Some(false),
    }
}

/// An empty run is nowhere.
fn some(run: TokenSpan) -> impl Iterator<Item = TokenSpan> {
    (!run.is_empty()).then_some(run).into_iter()
}

/// The speakers through whom it came, nearest first.
fn chain(article: &Article<'_>, said: &Attribution) -> Vec<u32> {
    let mut out = Vec::new();
    let mut outer = said.outer;
    // No attribution stands in more others than there are, so this ends even if two stood in each other.
    for _ in 0..article.attributions.len() {
        let Some(said) = outer.and_then(|index| article.attributions.get(index as usize)) else {
            break;
        };
        out.extend(said.speaker);
        outer = said.outer;
    }
    out
}

const fn kind_name(kind: AttributionKind) -> &'static str {
    match kind {
        AttributionKind::Direct => "direct",
        AttributionKind::Mixed => "mixed",
        AttributionKind::Indirect => "indirect",
    }
}

fn class_name(class: SourceClass) -> &'static str {
    let named = CLASSES.iter().find(|&&(_, known)| known == class);
    named.map_or("", |&(name, _)| name)
}
