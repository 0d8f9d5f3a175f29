//! The fuzz targets without a fuzzer: each runs on what there is of its kind in this folder, and on the corpus that fuzzing
//! has kept (`fuzz/corpus`), so that what was once broken stays mended on any compiler. `SEEDS=folder cargo test --test
//! corpus` writes the former down for a fuzzer to start from.

mod invariants;

use invariants::TARGETS;
use sayso::rule::RuleSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Bytes of all files below a folder with this extension.
fn texts(folder: &str, extension: &str) -> Vec<Vec<u8>> {
    let wanted = |path: &PathBuf| path.extension().is_some_and(|e| e == extension);
    files(&here(folder)).into_iter().filter(wanted).map(|path| fs::read(path).expect("it can be read")).collect()
}

/// What there is of a target's kind among examples and rules.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let with = |first: u8, texts: Vec<Vec<u8>>| texts.into_iter().map(move |text| [vec![first], text].concat());
    let passages = || texts("tests/attribution", "txt");
    match target {
        "plain" => [texts("examples", "txt"), passages()].concat(),
        "markdown" => [texts("examples", "md"), texts("tests/attribution", "md")].concat(),
        "rule" => texts("rules", "toml"),
        "config" => {
            let starter = fs::read_to_string(here("src/command/starter.toml")).expect("it can be read");
            // What it explains, switched on.
            let all: String = starter.lines().map(|line| line.trim_start_matches("# ").to_owned() + "\n").collect();
            [texts("examples", "toml"), vec![starter.into_bytes(), all.into_bytes()]].concat()
        }
        "pattern" => patterns(),
        "check" => {
            with(0, [texts("examples", "txt"), passages()].concat()).chain(with(1, texts("examples", "md"))).collect()
        }
        other => panic!("no seeds for {other}"),
    }
}

/// Every pattern of the built-in rules, each with an example of its rule to try it on.
fn patterns() -> Vec<Vec<u8>> {
    let set = RuleSet::builtin();
    let mut all = Vec::new();
    for rule in set.rules() {
        let copy = rule.examples.first().map_or("", |example| example.text.value.as_str()).replace(['{', '}'], "");
        let text = &rule.file.text;
        // Quoted strings of the file that parse as patterns of more than a word: found without knowing where rules keep them.
        let strings = text.split('"').skip(1).step_by(2).filter(|s| s.contains(['@', '~', '<', '(', '{', '|']));
        all.extend(strings.map(|s| format!("{s}\n{copy}\n").into_bytes()));
    }
    all
}

#[test]
fn every_target_holds_on_what_there_is_and_on_its_corpus() {
    let out = std::env::var_os("SEEDS").map(PathBuf::from);
    let mut broken = Vec::new();
    for &(name, target) in TARGETS {
        let seeds = seeds(name);
        assert!(seeds.len() > 2, "{name} has too few seeds");
        if let Some(out) = &out {
            let folder = out.join(name);
            fs::create_dir_all(&folder).expect("the folder can be made");
            for (nth, seed) in seeds.iter().enumerate() {
                fs::write(folder.join(format!("{nth:04}")), seed).expect("it can be written");
            }
        }
        let kept = files(&here("fuzz/corpus").join(name));
        let kept = kept.iter().map(|path| (path.display().to_string(), fs::read(path).expect("it can be read")));
        let named = seeds.into_iter().enumerate().map(|(nth, seed)| (format!("seed {nth} of {name}"), seed));
        for (origin, bytes) in named.chain(kept) {
            if catch_unwind(|| target(&bytes)).is_err() {
                broken.push(origin);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
