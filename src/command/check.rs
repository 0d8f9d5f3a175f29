//! `sayso check`: lints what it is given and reports it. Decides only what is told (`--min-severity`), and the exit code.

use super::baseline::{Kept, Met};
use super::batch::{self, Job, Read};
use super::house::{From, Houses};
use super::input::{self, Reading};
use super::mend::{self, Sum};
use super::progress::Progress;
use super::since::Since;
use super::streams::Streams;
use super::{Outcome, repository, show};
use crate::cli::{self, When};
use sayso::config::Choice;
use sayso::format::Format;
use sayso::lint::{Linted, Linter};
use sayso::report::{Batch, Counted, Tally};
use sayso::source::Source;

/// One file's part of each report.
struct Report {
    parts: Vec<Vec<u8>>,
    /// Nothing where no report is written.
    counted: Option<Counted>,
    /// Of the baseline.
    met: Met,
    /// Of the fixes.
    sum: Sum,
}

/// Runs the command.
pub(super) fn run(args: &cli::Check, color: When) -> anyhow::Result<Outcome> {
    if args.show_settings || args.show_skipped {
        return show::run(args, color);
    }
    let kept = args.history.baseline.as_deref().map(Kept::read).transpose()?;
    let mut streams = Streams::open(args, color)?;
    let format = streams.primary();
    let choice = Choice { select: args.choose.select.clone(), ignore: args.choose.ignore.clone() };
    let from = From::typed(args.input.config.as_deref(), args.input.isolated);
    let mut houses = Houses::new(from, choice)?;
    let (mut inputs, mut outcome) = input::collect(&args.input);
    streams.leave_out(&mut inputs)?;
    if args.fixing.fix && inputs.iter().any(|input| input.stdin) {
        anyhow::bail!("`--fix` cannot write to standard input; `--diff` shows what it would change");
    }
    let since = args.history.since.as_deref().map(|revision| Since::ask(revision, &inputs)).transpose()?;
    houses.visit(inputs.iter().map(|input| input.path.as_path()), &mut outcome);
    if !houses.check_choice(&mut outcome) {
        for fault in houses.take_faults() {
            fault.tell(format, color)?;
        }
        return Ok(outcome);
    }
    let jobs = houses.jobs(inputs, &mut outcome)?;

    let mut tally = Tally::default();
    if !args.fixing.diff {
        streams.begin()?;
    }
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        tally.note(&fault.diagnostics);
        streams.fault(&fault)?;
        if !format.for_programs() {
            fault.tell(format, color)?;
        }
    }

    let reading = Reading { format: args.input.format(), quiet: args.input.quiet };
    let least = args.min_severity.severity();
    let ways = streams.ways();
    let hosted = ways.iter().any(|(format, _)| format.for_hosts());
    let named = kept.is_some() || ways.iter().any(|(format, _)| format.names_findings());
    // What is to be told of what was found in a file, and what the baseline knows.
    let sort_out = |job: &Job, source: &Source, kind: Format, mut linted: Linted| {
        let met = kept.as_ref().map(|kept| kept.sort_out(&job.input.path, &job.linter, source, &mut linted));
        if let Some(since) = &since {
            since.sort_out(&job.input, &job.linter, source, kind, &mut linted);
        }
        linted.diagnostics.retain(|diagnostic| diagnostic.severity >= least);
        (linted, met.unwrap_or_default())
    };
    let report = |file: Read<'_>, linted: Linted, outcome: &mut Outcome| {
        let Read { job, mut source, format: kind } = file;
        if hosted {
            source.in_repository = repository::path(&job.input.path);
        }
        let lint = |source: &Source| sort_out(job, source, kind, job.linter.lint(source, kind));
        let (mut linted, mut met) = sort_out(job, &source, kind, linted);
        let (fixing, mut applied) = (&args.fixing, 0);
        if fixing.fix || fixing.diff {
            let mended = mend::mend(&source, &linted, fixing.unsafe_fixes, |source| lint(source).0, outcome);
            if fixing.diff {
                let sum = Sum::of(&linted, mended.as_ref().map_or(0, |m| m.applied), fixing.unsafe_fixes);
                let parts = mended.map(|mended| mend::diff(&source, &mended.source).into_bytes());
                if parts.is_some() {
                    *outcome = (*outcome).max(Outcome::Found);
                }
                return Report { parts: parts.into_iter().collect(), counted: None, met, sum };
            }
            if let Some(mended) = mended
                && mend::put(&job.input.path, &source, &mended.source, outcome)
            {
                applied = mended.applied;
                met = lint(&mended.source).1;
                (source, linted) = (mended.source, mended.linted);
            }
        }
        // What is not told fails nothing: an exit code nobody can explain helps nobody.
        let fails = |limit| linted.diagnostics.iter().any(|diagnostic| diagnostic.severity >= limit);
        if args.fail_on.severity().is_some_and(fails) {
            *outcome = (*outcome).max(Outcome::Found);
        }
        let counted = Some(Counted::of(&source.path, &linted.diagnostics, linted.words));
        let batch = Batch {
            source: &source,
            diagnostics: &linted.diagnostics,
            suppressed: &linted.suppressed,
            display: &linted.display,
        };
        let parts = ways.iter().map(|(format, style)| format.render(&batch, *style)).collect();
        let sum = Sum::of(&linted, applied, fixing.unsafe_fixes);
        Report { parts, counted, met, sum }
    };
    let work = |linter: &Linter, files: Vec<Read<'_>>, outcome: &mut Outcome| {
        let lint = if named { Linter::lint_all } else { Linter::lint_all_nameless };
        let all = lint(linter, &batch::files(&files));
        files.into_iter().zip(all).map(|(file, linted)| report(file, linted, outcome)).collect()
    };
    let (mut met, mut sum) = (Met::default(), Sum::default());
    let mut progress = Progress::new(jobs.len(), args.input.quiet);
    let found = batch::in_order(&jobs, args.input.jobs, reading, work, |done: Option<Report>| {
        if let Some(done) = done {
            progress.around(|| streams.parts(done.parts))?;
            done.counted.into_iter().for_each(|file| tally.add(file));
            met += done.met;
            sum += done.sum;
        }
        progress.step();
        Ok(())
    });
    progress.finish();
    outcome = outcome.max(found?);
    if !args.input.quiet {
        if let Some(kept) = &kept {
            kept.tell(met);
        }
        if args.fixing.fix || args.fixing.diff {
            sum.tell(args.fixing.fix);
        }
    }
    if args.fixing.diff {
        streams.just_finish()?;
        return Ok(outcome);
    }
    streams.finish(&tally, &houses, args, &mut outcome)?;
    // The process ends here: to free ten thousand words and rules one by one is for nobody.
    std::mem::forget((jobs, houses));
    Ok(outcome)
}
