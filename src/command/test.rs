//! `sayso test`: runs the examples that rule files carry. An example that does not hold is told like a finding, in the
//! rule file, with what was expected and what was found instead.

use super::faults::Fault;
use super::input::cannot_read;
use super::{Outcome, complain, output, rule_files, shown};
use crate::cli::{self, When};
use sayso::diagnostic::Diagnostic;
use sayso::lint::{ExampleResult, Linter};
use sayso::report::{Batch, Format, Style};
use sayso::rule::{Promise, RuleSet};
use sayso::span::TextSpan;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub(super) fn run(args: &cli::Test, color: When) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Clean;
    let mut rules = RuleSet::builtin();
    let (mut own, mut good) = (BTreeSet::new(), Vec::new());
    for (id_path, path) in files(&args.paths, &mut outcome) {
        match rule_files::add(&mut rules, &id_path, &path) {
            Ok((source, diagnostics)) if diagnostics.is_empty() => {
                own.insert(id_path.trim_end_matches(".toml").to_owned());
                good.push((id_path, source));
            }
            Ok((source, diagnostics)) => {
                outcome = Outcome::Failed;
                Fault { source, diagnostics }.tell(Format::Full, color)?;
            }
            Err(error) => {
                outcome = Outcome::Failed;
                complain(&format!("cannot read `{}`: {error:#}", shown(&path)), None);
            }
        }
    }
    let linter = match Linter::new(&rules, &Linter::all_on(&rules)) {
        Ok(linter) => linter,
        Err(failed) => {
            outcome = Outcome::Failed;
            let bad: BTreeSet<String> = failed.iter().map(|(source, _)| source.path.clone()).collect();
            for (source, diagnostics) in failed {
                Fault { source, diagnostics }.tell(Format::Full, color)?;
            }
            let mut rest = RuleSet::builtin();
            for (id_path, source) in good {
                if bad.contains(&source.path) {
                    own.remove(id_path.trim_end_matches(".toml"));
                } else {
                    // Added once without a mistake, so it adds none now.
                    let _ = rest.add(&id_path, source);
                }
            }
            let Ok(linter) = Linter::new(&rest, &Linter::all_on(&rest)) else {
                return Ok(outcome);
            };
            linter
        }
    };
    if !args.paths.is_empty() && own.is_empty() {
        if outcome == Outcome::Clean {
            outcome = Outcome::Failed;
            complain("there is no rule file to test", Some("name a folder of rules, or a rule file"));
        }
        return Ok(outcome);
    }
    let results = linter.test();
    let results = results.iter().filter(|result| args.paths.is_empty() || own.contains(&*result.rule));
    Ok(outcome.max(tell(results, color)?))
}

/// The rule files that paths mean, with the paths that their ids come from.
fn files(paths: &[PathBuf], outcome: &mut Outcome) -> Vec<(String, PathBuf)> {
    let mut out = Vec::new();
    for path in paths {
        let found = match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => rule_files::list(path),
            Ok(_) => Ok(vec![(id_path(path), path.clone())]),
            Err(error) => {
                *outcome = Outcome::Failed;
                cannot_read(path, &error);
                continue;
            }
        };
        match found {
            Ok(files) => out.extend(files),
            Err(error) => {
                *outcome = Outcome::Failed;
                complain(&format!("cannot read `{}`: {error:#}", path.display()), None);
            }
        }
    }
    out
}

/// A file named outright: its family is the folder it is in.
fn id_path(path: &Path) -> String {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let family = real.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    format!("{family}/{name}")
}

fn tell<'r>(results: impl Iterator<Item = &'r ExampleResult>, color: When) -> io::Result<Outcome> {
    let (mut all, mut failed) = (0, 0);
    let mut rules = BTreeSet::new();
    let mut by_file: BTreeMap<&str, Fault> = BTreeMap::new();
    for result in results {
        all += 1;
        rules.insert(&result.rule);
        if !result.passed {
            failed += 1;
            let told = by_file.entry(&result.file.path);
            let told = told.or_insert_with(|| Fault { source: (*result.file).clone(), diagnostics: Vec::new() });
            let (message, help) = failure(result);
            told.diagnostics.push(Diagnostic::fault(&result.rule, result.at, message, help));
        }
    }
    let mut out = io::stdout().lock();
    let style = Style { colour: output::colour(color, out.is_terminal()), ..Style::default() };
    for told in by_file.values() {
        let batch = Batch { source: &told.source, diagnostics: &told.diagnostics, suppressed: &[], display: &[] };
        out.write_all(&Format::Full.render(&batch, style))?;
    }
    let rules = format!("{} rule{}", rules.len(), if rules.len() == 1 { "" } else { "s" });
    let line = if failed == 0 {
        format!("all {all} examples of {rules} hold\n")
    } else {
        format!("{failed} of {all} examples of {rules} fail\n")
    };
    out.write_all(line.as_bytes())?;
    // A rule that does not do what it says is a fault of the run's own making, not of anybody's copy.
    Ok(if failed == 0 { Outcome::Clean } else { Outcome::Failed })
}

/// What was expected of an example and what was found instead.
fn failure(result: &ExampleResult) -> (String, Option<String>) {
    let words = |span: TextSpan| format!("`{}` ({}..{})", &result.text[span.range()], span.start, span.end);
    let listed = |all: Vec<String>| if all.is_empty() { "nothing".to_owned() } else { all.join(", ") };
    let expected = listed(result.expected.iter().copied().map(words).collect());
    let found: Vec<String> =
        result.found.iter().map(|&(span, severity)| format!("{} as {}", words(span), severity.as_str())).collect();
    let found = listed(found);
    match result.promise {
        Promise::Fires => {
            let severity = result.severity.map_or_else(String::new, |severity| format!(" as {}", severity.as_str()));
            (format!("this should fire on {expected}{severity}; found instead: {found}"), None)
        }
        Promise::Quiet => (format!("this should be quiet; found instead: {found}"), None),
        Promise::Misses => {
            let help = "a known limit has been overcome: make it a `fires` example";
            (format!("this should still be missed, and {found} was found"), Some(help.to_owned()))
        }
    }
}
