//! The reports of one run: the one on standard output or in `--output-file`, and those of `--also`. Each gets the same
//! findings. One that cannot be written on is told at the end and stops none of the others.

use super::faults::Fault;
use super::house::Houses;
use super::input::Input;
use super::output::Output;
use super::{Outcome, complain, output, parent_of, repository};
use crate::cli::{self, When};
use anyhow::Context;
use sayso::report::{Document, Ending, Format, Style, Tally};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One report and where it goes.
struct Stream {
    format: Format,
    style: Style,
    document: Document,
    out: Output,
    /// `None` for standard output.
    file: Option<PathBuf>,
    failed: Option<io::Error>,
}

/// All reports of a run, the one that was asked for first.
pub(super) struct Streams(Vec<Stream>);

impl Streams {
    /// Opens all of them, so that a bad name fails before the work.
    ///
    /// # Errors
    /// If one cannot be opened, or two go to one file.
    pub(super) fn open(args: &cli::Check, color: When) -> anyhow::Result<Self> {
        let main = (args.output_format, args.output_file.as_deref());
        let asked: Vec<(Format, Option<&Path>)> = std::iter::once(main)
            .chain(args.also.iter().map(|also| (also.report, Some(also.file.as_path()))))
            .collect();
        let mut taken = BTreeMap::new();
        for (report, file) in asked.iter().filter_map(|(report, file)| Some((*report, (*file)?))) {
            if args.output_file.is_none() && output::is_stdout(file) {
                let (path, names) = (file.display(), [args.output_format, report].map(Format::name));
                anyhow::bail!(
                    "two reports cannot go to one file, `{path}` and standard output: {} and {}",
                    names[0],
                    names[1]
                );
            }
            if let Some(other) = taken.insert(place(file), report) {
                let (path, names) = (file.display(), [other, report].map(Format::name));
                anyhow::bail!("two reports cannot go to one file, `{path}`: {} and {}", names[0], names[1]);
            }
        }
        let open = |(report, file): (Format, Option<&Path>)| {
            let out = Output::open(file)?;
            let format = report;
            let (style, document) = (out.style(color), Document::new(format));
            Ok(Stream { format, style, document, out, file: file.map(Path::to_owned), failed: None })
        };
        Ok(Self(asked.into_iter().map(open).collect::<anyhow::Result<_>>()?))
    }

    /// Takes the run's own reports out of what a folder holds: one of an earlier run is no copy.
    ///
    /// # Errors
    /// If one would be written over copy that is to be checked.
    pub(super) fn leave_out(&self, inputs: &mut Vec<Input>) -> anyhow::Result<()> {
        let places: Vec<PathBuf> = self.0.iter().filter_map(|stream| stream.file.as_deref()).map(place).collect();
        if places.is_empty() {
            return Ok(());
        }
        let is_report = |input: &Input| !input.stdin && places.contains(&place(&input.path));
        if let Some(input) = inputs.iter().find(|input| input.outright && is_report(input)) {
            let path = input.path.display();
            anyhow::bail!("a report cannot go to `{path}`: that is copy to be checked, and would be lost");
        }
        inputs.retain(|input| !is_report(input));
        Ok(())
    }

    /// The format of the first.
    pub(super) fn primary(&self) -> Format {
        self.0[0].format
    }

    /// How to render a batch for each.
    pub(super) fn ways(&self) -> Vec<(Format, Style)> {
        self.0.iter().map(|stream| (stream.format, stream.style)).collect()
    }

    /// Writes what stands before the first part.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.each(|stream| stream.out.write_all(stream.document.opening().as_bytes()))
    }

    /// Mistakes in a config, for those that programs read.
    pub(super) fn fault(&mut self, fault: &Fault) -> io::Result<()> {
        let mut fault = fault.clone();
        fault.source.in_repository = repository::path(Path::new(&fault.source.path));
        self.each(|stream| {
            if stream.format.for_programs() {
                let bytes = stream.document.part(fault.render(stream.format, stream.style));
                stream.out.write_all(&bytes)?;
            }
            Ok(())
        })
    }

    /// One file's part for each, in the order of [`Streams::ways`].
    pub(super) fn parts(&mut self, parts: Vec<Vec<u8>>) -> io::Result<()> {
        let mut parts = parts.into_iter();
        self.each(|stream| {
            let bytes = stream.document.part(parts.next().unwrap_or_default());
            stream.out.write_all(&bytes)
        })
    }

    /// Does it for each that can still be written to. With nobody left to write for, the run is over.
    fn each(&mut self, mut act: impl FnMut(&mut Stream) -> io::Result<()>) -> io::Result<()> {
        let alone = self.0.len() == 1;
        for stream in &mut self.0 {
            // A part must be taken by each, written or not.
            if let Err(error) = act(stream) {
                if alone && stream.file.is_none() {
                    return Err(error);
                }
                stream.failed.get_or_insert(error);
            }
        }
        Ok(())
    }

    /// Ends them as they are, with nothing after the last part.
    ///
    /// # Errors
    /// If one cannot be written.
    pub(super) fn just_finish(self) -> anyhow::Result<()> {
        self.0.into_iter().try_for_each(|stream| stream.out.finish())
    }

    /// Closes all of them and puts the files in their places.
    ///
    /// # Errors
    /// If standard output cannot be written; a file that cannot is told, and in `outcome`.
    pub(super) fn finish(
        mut self,
        tally: &Tally,
        houses: &Houses,
        args: &cli::Check,
        outcome: &mut Outcome,
    ) -> anyhow::Result<()> {
        let primary = self.primary();
        let rules =
            if self.0.iter().any(|stream| stream.format == Format::Sarif) { houses.cards() } else { BTreeMap::new() };
        let ending = Ending { quiet: args.input.quiet, statistics: args.statistics.is_some() };
        let statistics = args.statistics.map(|form| match form {
            cli::Statistics::Table => tally.statistics(),
            cli::Statistics::Json => format!("{}\n", tally.statistics_json()),
        });
        self.each(|stream| stream.out.write_all(stream.document.closing(tally, &rules, ending).as_bytes()))?;
        if let Some(text) = &statistics {
            if !primary.for_programs() {
                let gap = if args.input.quiet { "" } else { "\n" };
                let main = &mut self.0[0];
                if let Err(error) = write!(main.out, "{gap}{text}") {
                    main.failed.get_or_insert(error);
                }
            } else if primary != Format::Json {
                write!(io::stderr(), "{text}")?;
            }
        }
        // Files first: they are whole even if nobody reads standard output to its end.
        self.0.sort_by_key(|stream| stream.file.is_none());
        let mut result = Ok(());
        for stream in self.0 {
            let written = match stream.failed {
                Some(error) => Err(error.into()),
                None => stream.out.finish(),
            };
            match (written, stream.file) {
                (Err(error), Some(file)) => {
                    *outcome = Outcome::Failed;
                    let help = "the other reports are complete";
                    let root = error.root_cause();
                    complain(&format!("cannot write `{}`: {root}", file.display()), Some(help));
                }
                (written, None) => result = written.context("cannot write to standard output"),
                (Ok(()), Some(_)) => {}
            }
        }
        result
    }
}

/// The file that a name means, whether it is there or not.
fn place(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    let folder = parent_of(path);
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}
