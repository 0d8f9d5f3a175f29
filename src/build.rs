//! Reads the rule files with the modules that read a house's, and leaves them in `OUT_DIR` for `builtin.rs`: the text of
//! each file, and what the rules say in a form that takes no parsing. A mistake in a file fails the build and shows where.

// Of these modules the rest is for the library.
#![allow(dead_code, unused_imports, missing_docs, unreachable_pub)]

mod article;
mod config;
mod diagnostic;
mod lexicon;
mod prose;
mod rule;
mod source;
mod span;
mod suggest;

use rule::{Example, RuleSet};
use serde::Serialize;
use source::Source;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=rules");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("rules");
    let mut files = Vec::new();
    gather(&folder, "", &mut files);
    files.sort();

    let mut set = RuleSet::default();
    let mut faulty = false;
    let mut texts = String::from("static FILES: &[(&str, &str)] = &[\n");
    for (path, file) in &files {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let source = Source::from_text(format!("rules/{path}"), text);
        for fault in set.add(path, source.clone()) {
            faulty = true;
            let at = source.position(fault.span.start);
            let help = fault.help.map_or_else(String::new, |help| format!(" ({help})"));
            println!("cargo::error=rules/{path}:{}:{}: {}{help}", at.line, at.column, fault.message);
        }
        texts.push_str(&format!("    ({path:?}, include_str!({:?})),\n", file.display().to_string()));
    }
    texts.push_str("];\n");
    if faulty {
        return;
    }
    set.read_patterns();
    let examples: BTreeMap<&str, &[Example]> = set.rules().map(|rule| (rule.id.as_str(), &*rule.examples)).collect();
    leave("files.rs", texts.as_bytes());
    leave("rules", &packed(&set));
    leave("examples", &packed(&examples));
}

/// TOML files of a folder and its folders, but for the parser's own words, by their path from the first.
fn gather(folder: &Path, prefix: &str, into: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("the rules are there") {
        let path = entry.expect("the rules can be listed").path();
        let name = path.file_name().unwrap_or_default().to_str().expect("a rule file's name is an id");
        let inner = format!("{prefix}{name}");
        if path.is_dir() && name != "grammar" {
            gather(&path, &format!("{inner}/"), into);
        } else if path.extension().is_some_and(|end| end == "toml") {
            into.push((inner, path));
        }
    }
}

fn packed(what: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(what).expect("rules are maps, lists, words and numbers")
}

fn leave(name: &str, what: &[u8]) {
    let place = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join(name);
    fs::write(&place, what).unwrap_or_else(|error| panic!("{}: {error}", place.display()));
}
