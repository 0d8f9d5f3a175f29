//! `sayso sources`: who says what in each article, as a table or as JSON. Turns the parsed article into the ledger that
//! `report` writes down.

use super::Outcome;
use super::batch::{self, Job};
use super::house::{From, Houses};
use super::input::{self, Reading};
use super::output::Output;
use crate::cli::{self, Listing, When};
use sayso::article::{Article, Attribution, AttributionKind, SourceClass, TokenSpan};
use sayso::config::Choice;
use sayso::report::Format;
use sayso::report::ledger::{Bytes, Entry, Ledger, Speaker};
use sayso::rule::schema::CLASSES;
use sayso::source::Source;
use std::io::Write;

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
    let work = |job: &Job, outcome: &mut Outcome| {
        let (source, kind) = input::read(&job.input, reading, outcome)?;
        let ledger = ledger(&job.linter.parse(&source, kind), &source);
        Some(match format {
            Listing::Table => ledger.table(),
            Listing::Json => ledger.json(),
            Listing::Jsonl => ledger.jsonl(),
        })
    };
    let (opening, between, closing) = match format {
        Listing::Table => ("", "\n", ""),
        Listing::Json => ("{\"version\":1,\"documents\":[\n", ",\n", "\n]}\n"),
        Listing::Jsonl => ("", "", ""),
    };
    out.write_all(opening.as_bytes())?;
    let mut started = false;
    let found = batch::in_order(&jobs, args.input.jobs, work, |done: Option<Vec<u8>>| {
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
            chain: chain(article, said),
        })
        .collect();
    let mut kinds = vec![[0; 3]; article.sources.len()];
    for said in &article.attributions {
        if let Some(counts) = said.speaker.and_then(|id| kinds.get_mut(id as usize)) {
            counts[said.kind as usize] += 1;
        }
    }
    ledger.sources = article
        .sources
        .iter()
        .zip(kinds)
        .zip(0..)
        .map(|((entry, kinds), id)| {
            let first = entry.mentions.first();
            Speaker {
                id,
                name: entry.name.clone(),
                class: class_name(entry.class),
                role: entry.role.clone(),
                mentions: entry.mentions.iter().copied().flat_map(some).map(bytes).collect(),
                quoted_words: entry.quoted_words,
                attributions: entry.attributions,
                kinds,
                first: first.map(|&run| source.position(article.prose.map.to_source(article.span(run)).start)),
            }
        })
        .collect();
    ledger
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
