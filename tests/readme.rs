//! The README, tried out: every file it shows is written, every command it gives is run in its order, and what it says
//! they print is what they print. `BLESS=1 cargo test --test readme` puts the present output into it.
//!
//! A block marked `console` holds commands behind `$ ` and their output; a last line `…` stands for more of it. The line
//! `<!-- file: NAME -->` before a block makes it a file.
#![cfg(unix)]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the output goes on.
const MORE: &str = "…";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder can be read") {
        let entry = entry.expect("a folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// What a command line prints on standard output and, after it, on standard error.
fn run(line: &str, desk: &Path) -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_sayso")).parent().expect("the command is in a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).current_dir(desk).env("PATH", path).env_remove("CLICOLOR_FORCE").env_remove("COLUMNS");
    let output = shell.output().expect("there is a shell");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("output is UTF-8")
}

/// Lines as the README can hold them.
fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

/// A console block with the output that its commands have now, cut where the block cuts it.
fn played(block: &[&str], desk: &Path) -> String {
    let mut out = String::new();
    let mut rest = block;
    while let Some((first, tail)) = rest.split_first() {
        let line = first.strip_prefix("$ ").unwrap_or_else(|| panic!("a console block begins with `$ `: {first}"));
        let length = tail.iter().position(|line| line.starts_with("$ ")).unwrap_or(tail.len());
        let said = &tail[..length];
        let output = run(line, desk);
        let mut now = lines(&output);
        if said.last() == Some(&MORE) && now.len() >= said.len() {
            now.truncate(said.len() - 1);
            now.push(MORE);
        }
        let _ = writeln!(out, "$ {line}");
        for line in now {
            let _ = writeln!(out, "{line}");
        }
        rest = &tail[length..];
    }
    out
}

#[test]
fn the_readme_is_true() {
    let desk = tempfile::TempDir::new().expect("a temporary folder");
    let desk = desk.path();
    copy(&root().join("examples"), &desk.join("examples"));
    let path = root().join("README.md");
    let text = fs::read_to_string(&path).expect("there is a README");
    let all: Vec<&str> = text.lines().collect();
    let (mut new, mut at, mut consoles) = (String::new(), 0, 0);
    while at < all.len() {
        let line = all[at];
        let _ = writeln!(new, "{line}");
        at += 1;
        let Some(kind) = line.strip_prefix("```") else { continue };
        let length = all[at..].iter().position(|line| *line == "```").expect("every block is closed");
        let block = &all[at..at + length];
        let file = at.checked_sub(2).and_then(|before| all[before].strip_prefix("<!-- file: ")?.strip_suffix(" -->"));
        if let Some(file) = file {
            let file = desk.join(file);
            fs::create_dir_all(file.parent().expect("it is in the desk's folder")).expect("a folder can be made");
            fs::write(file, block.join("\n") + "\n").expect("a file can be written");
        }
        if kind == "console" {
            consoles += 1;
            new += &played(block, desk);
        } else {
            new += &(block.join("\n") + "\n");
        }
        new += "```\n";
        at += length + 1;
    }
    assert!(consoles >= 5, "the README shows what the command does");
    if new == text {
        return;
    }
    if std::env::var_os("BLESS").is_some_and(|v| v == "1") {
        fs::write(path, new).expect("the README can be written");
        return;
    }
    let (old, now) = (lines(&text), lines(&new));
    let first = old.iter().zip(&now).position(|(a, b)| a != b).unwrap_or_else(|| old.len().min(now.len()));
    let wanted = old.get(first).unwrap_or(&"");
    let found = now.get(first).unwrap_or(&"");
    panic!(
        "README.md:{}: says\n  {wanted}\nbut it is\n  {found}\nIf that is as it should be: BLESS=1 cargo test --test readme",
        first + 1
    );
}
