//! `sayso baseline` and `check --baseline`: the file of known findings, found, read, compared and written.

use super::batch::{self, Read};
use super::house::{From, Houses};
use super::input::{self, Reading};
use super::{Outcome, complain, parent_of, plural, remark, write};
use crate::cli::{self, When};
use anyhow::{Context, bail};
use sayso::baseline::{self, Baseline, Key, Known};
use sayso::config::Choice;
use sayso::diagnostic::{Diagnostic, Suppression};
use sayso::lint::{Linted, Linter};
use sayso::report::Format;
use sayso::source::Source;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// A baseline with the folder its paths start from.
pub(super) struct Kept {
    file: PathBuf,
    folder: PathBuf,
    baseline: Baseline,
}

impl Kept {
    /// Reads a baseline file.
    ///
    /// # Errors
    /// If it cannot be read or is none, with the place.
    pub(super) fn read(file: &Path) -> anyhow::Result<Self> {
        let told = || format!("cannot read the baseline `{}`", file.display());
        let bytes = fs::read(file).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => anyhow::anyhow!("there is no such file; `sayso baseline create` makes one"),
            _ => error.into(),
        });
        let text = String::from_utf8(bytes.with_context(told)?).with_context(told)?;
        let baseline = Baseline::parse(&text).with_context(told)?;
        Ok(Self { file: file.to_owned(), folder: folder_of(file)?, baseline })
    }

    /// What is known of a file, to be used up.
    pub(super) fn known(&self, path: &Path) -> Known {
        self.baseline.files.get(&key_path(&self.folder, path)).cloned().unwrap_or_default()
    }

    /// Takes known findings out of what is told; what is left of `known` is gone.
    pub(super) fn sort_out(&self, path: &Path, linter: &Linter, source: &Source, linted: &mut Linted) -> Met {
        let mut known = self.known(path);
        let told = std::mem::take(&mut linted.diagnostics);
        let mut met = Met::default();
        for diagnostic in told {
            if baseline::take(&mut known, &key(source, linted, &diagnostic)) {
                met.known += 1;
                linted.suppressed.push((diagnostic, Suppression::Baseline));
            } else {
                linted.diagnostics.push(diagnostic);
            }
        }
        linted.suppressed.sort_by(|(a, _), (b, _)| (a.span, &a.rule).cmp(&(b.span, &b.rule)));
        // Of a rule that has not run, nobody knows.
        let ids: Vec<&str> = linter.ids().collect();
        let ran = |rule: &str| rule.starts_with("directive/") || ids.binary_search(&rule).is_ok();
        met.gone = known.iter().filter(|((rule, _), _)| ran(rule)).map(|(_, &count)| count as usize).sum();
        met
    }

    /// Findings of files that are no longer there.
    pub(super) fn orphans(&self) -> usize {
        let gone = |path: &str| !self.folder.join(path).exists();
        self.baseline.files.iter().filter(|(path, _)| gone(path)).map(|(_, known)| baseline::total(known)).sum()
    }

    /// Says what was met and what was not.
    pub(super) fn tell(&self, met: Met) {
        let file = self.file.display();
        if met.known > 0 {
            remark(
                &format!("{} in the baseline `{file}`, not shown", plural(met.known, "finding is", "findings are")),
                None,
            );
        }
        let gone = met.gone + self.orphans();
        if gone > 0 {
            let what =
                plural(gone, "finding of the baseline no longer occurs", "findings of the baseline no longer occur");
            remark(&what, Some(&format!("run `sayso baseline prune --file {file}` to take them out")));
        }
    }
}

/// What a run has met of a baseline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Met {
    pub(super) known: usize,
    pub(super) gone: usize,
}

impl std::ops::AddAssign for Met {
    fn add_assign(&mut self, other: Self) {
        self.known += other.known;
        self.gone += other.gone;
    }
}

fn key(source: &Source, linted: &Linted, diagnostic: &Diagnostic) -> Key {
    (diagnostic.rule.to_string(), linted.sentence_hash(source, diagnostic))
}

fn folder_of(file: &Path) -> anyhow::Result<PathBuf> {
    let folder = parent_of(file);
    folder.canonicalize().with_context(|| format!("cannot find the folder of `{}`", file.display()))
}

/// A path from the folder of the baseline, with `/` between names, wherever sayso runs.
fn key_path(folder: &Path, path: &Path) -> String {
    let real = path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned());
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), real.components().collect());
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[same..].iter().map(|_| "..".to_owned());
    let down = to[same..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// Runs `sayso baseline create` or `prune`.
pub(super) fn run(command: &cli::Baseline, color: When) -> anyhow::Result<Outcome> {
    let (cli::Baseline::Create(args) | cli::Baseline::Prune(args)) = command;
    let old = match fs::symlink_metadata(&args.file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && matches!(command, cli::Baseline::Create(_)) => {
            Kept { file: args.file.clone(), folder: folder_of(&args.file)?, baseline: Baseline::default() }
        }
        _ => Kept::read(&args.file)?,
    };
    let (found, outcome) = lint(args, &old.folder, color)?;
    let mut new = old.baseline.clone();
    for (path, found) in found {
        match command {
            cli::Baseline::Create(_) => {
                new.files.insert(path, found);
            }
            cli::Baseline::Prune(_) => {
                if let Some(known) = new.files.get_mut(&path) {
                    known.retain(|key, count| {
                        *count = (*count).min(found.get(key).copied().unwrap_or(0));
                        *count > 0
                    });
                }
            }
        }
    }
    new.files.retain(|path, known| !known.is_empty() && old.folder.join(path).exists());
    if new != old.baseline || matches!(command, cli::Baseline::Create(_)) {
        let told = || format!("cannot write `{}`", args.file.display());
        if fs::metadata(&args.file).is_ok_and(|meta| meta.permissions().readonly()) {
            bail!("{}: it is read-only", told());
        }
        write::replace(&args.file, new.text().as_bytes()).with_context(told)?;
    }
    let (file, left) = (args.file.display(), new.len());
    let what = match command {
        cli::Baseline::Create(_) => format!("`{file}` holds {}", plural(left, "finding", "findings")),
        cli::Baseline::Prune(_) => {
            let out = old.baseline.len() - left;
            format!("took {} out of `{file}`, left {left}", plural(out, "finding", "findings"))
        }
    };
    if !args.input.quiet {
        remark(&what, None);
    }
    if outcome == Outcome::Failed {
        complain("what could not be read is in the baseline as it was", None);
    }
    Ok(outcome)
}

/// What there is to find, by path; nothing for what cannot be read.
fn lint(args: &cli::BaselineArgs, folder: &Path, color: When) -> anyhow::Result<(BTreeMap<String, Known>, Outcome)> {
    let from = From::typed(args.input.config.as_deref(), args.input.isolated);
    let mut houses = Houses::new(from, Choice::default())?;
    let (inputs, mut outcome) = input::collect(&args.input);
    let jobs = houses.jobs(inputs, &mut outcome)?;
    let faults = houses.take_faults();
    if !faults.is_empty() {
        for fault in &faults {
            fault.tell(Format::Full, color)?;
        }
        bail!("the baseline is left as it is: with broken settings it would be of the wrong rules");
    }
    let reading = Reading { format: args.input.format(), quiet: args.input.quiet };
    let work = |linter: &Linter, files: Vec<Read<'_>>, _: &mut Outcome| {
        let count = |(file, linted): (&Read<'_>, Linted)| {
            let known = baseline::count(linted.diagnostics.iter().map(|d| key(&file.source, &linted, d)));
            (key_path(folder, &file.job.input.path), known)
        };
        files.iter().zip(linter.lint_all(&batch::files(&files))).map(count).collect()
    };
    let mut found = BTreeMap::new();
    let worst = batch::in_order(&jobs, args.input.jobs, reading, work, |done| {
        found.extend(done);
        Ok(())
    })?;
    Ok((found, outcome.max(worst)))
}
