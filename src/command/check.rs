//! `sayso check`: lints what it is given and reports it. Decides only what is told (`--min-severity`), where, and the
//! exit code.

use super::house::{Fault, From, Houses};
use super::input::{self, Input, Reading};
use super::output::{self, Output};
use super::{Outcome, batch};
use crate::cli::{self, When};
use sayso::config::Choice;
use sayso::lint::Linter;
use sayso::report::{Batch, Format, Style, Tally};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

/// One file's part of the report.
struct Report {
    bytes: Vec<u8>,
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
    let format = match args.output_format {
        cli::Report::Full => Format::Full,
        cli::Report::Concise => Format::Concise,
        cli::Report::Json => Format::Json,
        cli::Report::Jsonl => Format::Jsonl,
    };
    let mut out = Output::open(args.output_file.as_deref())?;
    let style = out.style(color);
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

    let mut report = Stream { out: &mut out, format, started: false };
    report.raw(format.opening().as_bytes())?;
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        if format.for_programs() {
            report.part(&render(&fault, format, style))?;
        } else {
            tell_fault(&fault, format, color)?;
        }
    }

    let reading = Reading { format: args.input.format() };
    let least = args.min_severity.severity();
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
        tally.add(&linted.diagnostics, linted.words);
        let batch = Batch { source: &source, diagnostics: &linted.diagnostics, display: &linted.display };
        Some(Report { bytes: format.render(&batch, style), tally })
    };
    let mut tally = Tally::default();
    let found = batch::in_order(&jobs, args.input.jobs, work, |done: Option<Report>| {
        if let Some(done) = done {
            report.part(&done.bytes)?;
            tally.merge(done.tally);
        }
        Ok(())
    })?;
    outcome = outcome.max(found);
    report.raw(format.closing(&tally).as_bytes())?;
    if args.statistics {
        if format.for_programs() {
            write!(io::stderr(), "{}", tally.statistics())?;
        } else {
            write!(out, "\n{}", tally.statistics())?;
        }
    }
    out.finish()?;
    Ok(outcome)
}

/// The report as it grows.
struct Stream<'o> {
    out: &'o mut Output,
    format: Format,
    started: bool,
}

impl Stream<'_> {
    fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn part(&mut self, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        if self.started {
            self.out.write_all(self.format.between().as_bytes())?;
        }
        self.started = true;
        self.out.write_all(bytes)
    }
}

fn render(fault: &Fault, format: Format, style: Style) -> Vec<u8> {
    format.render(&Batch { source: &fault.source, diagnostics: &fault.diagnostics, display: &[] }, style)
}

/// Says on standard error what is wrong with a config or rule file, in a format for people.
pub(super) fn tell_fault(fault: &Fault, format: Format, color: When) -> io::Result<()> {
    let style = Style { colour: output::colour(color, io::stderr().is_terminal()), ..Style::default() };
    let format = if format.for_programs() { Format::Full } else { format };
    io::stderr().lock().write_all(&render(fault, format, style))
}
