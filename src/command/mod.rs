//! The commands: one file each, and what they share. The only code, with `walk`, that touches files, environment and
//! terminal. Decides nothing about copy: that is the library's.

mod baseline;
mod batch;
mod check;
mod extend;
mod faults;
mod generate;
mod house;
mod init;
mod input;
mod mend;
mod output;
mod progress;
mod repository;
mod rule_files;
mod rules;
mod show;
mod since;
mod sources;
mod streams;
mod test;
mod walk;
mod write;

use crate::cli::{Cli, Command};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

/// How a run ended. The later the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Nothing to hold the copy for.
    Clean,
    /// Something was found.
    Found,
    /// The run itself failed in part.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Found => 1,
            Outcome::Failed => 2,
        })
    }
}

/// Does what was typed.
///
/// # Errors
/// What stops the whole run; what stops part of it is said at once and makes the outcome [`Outcome::Failed`].
pub(crate) fn run(cli: &Cli) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Check(args) => check::run(args, cli.color),
        Command::Sources(args) => sources::run(args, cli.color),
        Command::Rules(args) => rules::run(args, cli.color),
        Command::Test(args) => test::run(args, cli.color),
        Command::Baseline(command) => baseline::run(command, cli.color),
        Command::Init => init::run(),
        Command::Generate(args) => generate::run(args),
    }
}

/// Whether the reader of standard output has gone.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// Says what stopped the run.
pub(crate) fn say_error(error: &anyhow::Error) {
    complain(&format!("{error:#}"), None);
}

/// Says that part of the run failed, and what to do about it. A closed standard error is nobody's loss.
fn complain(message: &str, help: Option<&str>) {
    say("error", message, help);
}

/// Says something that fails nothing.
fn remark(message: &str, help: Option<&str>) {
    say("note", message, help);
}

fn say(what: &str, message: &str, help: Option<&str>) {
    let help = help.map_or_else(String::new, |help| format!("  = help: {help}\n"));
    let _ = io::stderr().lock().write_all(format!("{what}: {message}\n{help}").as_bytes());
}

fn plural(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The folder that a file is in: for a mere name the current one.
fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A path as short as it can be told: from the current folder if it is below.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let inside = path.strip_prefix(&here).unwrap_or(path);
    let tidy: PathBuf = inside.components().filter(|part| !matches!(part, Component::CurDir)).collect();
    tidy.to_string_lossy().into_owned()
}
