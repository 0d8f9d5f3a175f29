//! `sayso check`: lints what it is given and reports it. Decides only what is told (`--min-severity`), and the exit code.

use super::house::{Fault, From, Houses};
use super::input::{self, Input, Reading};
use super::output;
use super::progress::Progress;
use super::streams::Streams;
use super::{Outcome, batch, show};
use crate::cli::{self, When};
use sayso::config::Choice;
use sayso::lint::Linter;
use sayso::report::{Batch, Format, Style, Tally};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

/// One file's part of each report.
struct Report {
    parts: Vec<Vec<u8>>,
    tally: Tally,
}

struct Job {
    input: Input,
    linter: Arc<Linter>,
}

impl AsRef<Input> for Job {
    fn as_ref(&self) -> &Input {
        &self.input
    }
}

/// Runs the command.
pub(super) fn run(args: &cli::Check, color: When) -> anyhow::Result<Outcome> {
    if args.show_settings || args.show_skipped {
        return show::run(args, color);
    }
    let mut streams = Streams::open(args, color)?;
    let format = streams.primary();
    let choice = Choice { select: args.choose.select.clone(), ignore: args.choose.ignore.clone() };
    let from = From::typed(args.input.config.as_deref(), args.input.isolated);
    let mut houses = Houses::new(from, choice)?;
    let (inputs, mut outcome) = input::collect(&args.input);
    houses.visit(inputs.iter().map(|input| input.path.as_path()), &mut outcome);
    if !houses.check_choice(&mut outcome) {
        for fault in houses.take_faults() {
            tell_fault(&fault, format, color)?;
        }
        return Ok(outcome);
    }
    let mut job = |input: Input| Ok(Job { linter: houses.linter(&input.path, &mut outcome)?, input });
    let jobs: anyhow::Result<Vec<Job>> = inputs.into_iter().map(&mut job).collect();
    let jobs = match jobs {
        Ok(jobs) => jobs,
        Err(error) => {
            for fault in houses.take_faults() {
                tell_fault(&fault, format, color)?;
            }
            return Err(error);
        }
    };

    let mut tally = Tally::default();
    streams.begin()?;
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        tally.note(&fault.diagnostics);
        streams.fault(&fault)?;
        if !format.for_programs() {
            tell_fault(&fault, format, color)?;
        }
    }

    let reading = Reading { format: args.input.format(), quiet: args.input.quiet };
    let least = args.min_severity.severity();
    let ways = streams.ways();
    let work = |job: &Job, outcome: &mut Outcome| {
        let (source, kind) = input::read(&job.input, reading, outcome)?;
        let mut linted = job.linter.lint(&source, kind);
        linted.diagnostics.retain(|diagnostic| diagnostic.severity >= least);
        // What is not told fails nothing: an exit code nobody can explain helps nobody.
        let fails = |limit| linted.diagnostics.iter().any(|diagnostic| diagnostic.severity >= limit);
        if args.fail_on.severity().is_some_and(fails) {
            *outcome = (*outcome).max(Outcome::Found);
        }
        let mut tally = Tally::default();
        tally.add(&source.path, &linted.diagnostics, linted.words);
        let batch =
            Batch { source: &source, diagnostics: &linted.diagnostics, suppressed: &[], display: &linted.display };
        let parts = ways.iter().map(|(format, style)| format.render(&batch, *style)).collect();
        Some(Report { parts, tally })
    };
    let mut progress = Progress::new(jobs.len(), args.input.quiet);
    let found = batch::in_order(&jobs, args.input.jobs, work, |done: Option<Report>| {
        if let Some(done) = done {
            progress.around(|| streams.parts(done.parts))?;
            tally.merge(done.tally);
        }
        progress.step();
        Ok(())
    });
    progress.finish();
    outcome = outcome.max(found?);
    streams.finish(&tally, &mut houses, args, &mut outcome)?;
    // The process ends here: to free ten thousand words and rules one by one is for nobody.
    std::mem::forget((jobs, houses));
    Ok(outcome)
}

/// The mistakes of one config or rule file as a part of a report.
pub(super) fn render(fault: &Fault, format: Format, style: Style) -> Vec<u8> {
    let batch = Batch { source: &fault.source, diagnostics: &fault.diagnostics, suppressed: &[], display: &[] };
    format.render(&batch, style)
}

/// Says on standard error what is wrong with a config or rule file, in a format for people.
pub(super) fn tell_fault(fault: &Fault, format: Format, color: When) -> io::Result<()> {
    let style = Style { colour: output::colour(color, io::stderr().is_terminal()), ..Style::default() };
    let format = if format.for_programs() { Format::Full } else { format };
    io::stderr().lock().write_all(&render(fault, format, style))
}
