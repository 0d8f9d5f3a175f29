//! The arrows that must never exist: reads the `use` lines and paths of every source file and fails on a forbidden one.

use std::fs;
use std::path::Path;

/// From a module (path prefix under `src`), to something it must not name, and but for these files.
const FORBIDDEN: &[(&str, &[&str], &[&str])] = &[
    (
        "parse",
        &[
            "crate::report",
            "crate::cli",
            "crate::command",
            "crate::rule",
            "crate::check",
            "crate::lint",
            "crate::config",
        ],
        &[],
    ),
    ("rule", &["crate::report", "crate::cli", "crate::command", "crate::check", "crate::lint", "crate::parse"], &[]),
    (
        "check",
        &[
            "crate::report",
            "crate::cli",
            "crate::command",
            "crate::source",
            "SourceSpan",
            "crate::lint",
            "crate::parse",
            "crate::format",
        ],
        &[],
    ),
    (
        "format",
        &[
            "crate::report",
            "crate::cli",
            "crate::command",
            "crate::parse",
            "crate::rule",
            "crate::check",
            "crate::lint",
        ],
        &[],
    ),
    ("lint", &["crate::report", "crate::cli", "crate::command"], &[]),
    ("config", &["crate::report", "crate::cli", "crate::command", "crate::parse", "crate::check", "crate::lint"], &[]),
    ("report", &["crate::article", "crate::check", "crate::rule", "crate::parse"], &[]),
    ("lexicon", &["crate::rule", "crate::check", "crate::parse", "crate::article"], &[]),
    ("span", &["crate::"], &[]),
    (
        "diagnostic",
        &["crate::article", "crate::rule", "crate::check", "crate::report", "crate::source", "crate::prose"],
        &[],
    ),
    ("article", &["crate::parse", "crate::rule", "crate::check", "crate::report", "crate::diagnostic"], &[]),
    ("", &["codespan_reporting", "codespan::"], &["report/full.rs"]),
    (
        "",
        &["std::fs", "std::env", "println!", "eprintln!", "print!(", "std::io::stdout"],
        &["command", "main.rs", "cli.rs", "build.rs"],
    ),
    (
        "",
        &[
            "crate::check::terms",
            "crate::check::cue",
            "crate::check::quote",
            "crate::check::claim",
            "crate::check::story",
            "super::terms",
            "super::cue::",
            "super::quote::",
            "super::claim::",
            "super::story::",
        ],
        &["check/mod.rs", "parse"],
    ),
];

/// What a file names that it must not: (line number, arrow).
fn offences(path: &str, text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    // Tests of a file may look wherever they like.
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    for (from, banned, but) in FORBIDDEN {
        let inside = from.is_empty() || path == format!("{from}.rs") || path.starts_with(&format!("{from}/"));
        if !inside || but.iter().any(|b| path == *b || path.starts_with(&format!("{b}/"))) {
            continue;
        }
        for (number, line) in code.lines().enumerate() {
            let line = line.trim_start();
            if line.starts_with("//") {
                continue;
            }
            for banned in *banned {
                let grouped = banned.strip_prefix("crate::").is_some_and(|name| names_in_group(line, name));
                if line.contains(banned) || grouped {
                    found.push((number + 1, format!("{path} -> {banned}")));
                }
            }
        }
    }
    found
}

/// `use crate::{a, b::c}` names `a` and `b`.
fn names_in_group(line: &str, name: &str) -> bool {
    let Some(group) = line.split("use crate::{").nth(1) else { return false };
    !name.is_empty() && group.split([',', '}', '{']).any(|item| item.trim().split("::").next() == Some(name))
}

fn files(dir: &Path, into: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> =
        fs::read_dir(dir).expect("src is there").map(|e| e.expect("src can be read").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            let name = path.to_string_lossy().replace('\\', "/");
            let name = name.rsplit_once("/src/").map_or(name.clone(), |(_, tail)| tail.to_owned());
            into.push((name, fs::read_to_string(&path).expect("src can be read")));
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all
}

#[test]
fn no_forbidden_arrow() {
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(path, text)| offences(path, text))
        .map(|(line, arrow)| format!("{arrow} (line {line})"))
        .collect();
    assert!(found.is_empty(), "forbidden arrows:\n{}", found.join("\n"));
}

#[test]
fn a_forbidden_arrow_is_seen() {
    for (path, line) in [
        ("parse/cue/mod.rs", "use crate::rule::RuleSet;"),
        ("check/cue.rs", "use crate::span::SourceSpan;"),
        ("check/cue.rs", "use super::quote::is_sentence;"),
        ("report/json.rs", "    let a: crate::article::Article = x;"),
        ("lint.rs", "use codespan_reporting::files::Files;"),
        ("rule/mod.rs", "    std::fs::read(path)"),
        ("check/mod.rs", "    println!(\"x\");"),
        ("parse/mod.rs", "use crate::{span::TextSpan, check::Plan};"),
    ] {
        assert!(!offences(path, line).is_empty(), "{path}: {line}");
    }
    for (path, line) in [
        ("command/check.rs", "use std::fs;"),
        ("report/full.rs", "use codespan_reporting::term;"),
        ("check/cue.rs", "/// Not a `SourceSpan`."),
        ("parse/mod.rs", "use crate::{span::TextSpan, article::Token};"),
        ("parse/cue/mod.rs", "#[cfg(test)]\nuse crate::rule::RuleSet;"),
    ] {
        assert!(offences(path, line).is_empty(), "{path}: {line}");
    }
}

#[test]
fn every_file_says_what_it_owns() {
    let silent: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    assert!(silent.is_empty(), "files without a `//!` paragraph at the top: {silent:?}");
}
