//! Every example of every built-in rule, and what the catalogue of rules must keep: each with examples enough, each
//! list used, each option explained.

use sayso::config::Pattern;
use sayso::lint::Linter;
use sayso::rule::schema::level_name;
use sayso::rule::{Promise, RuleSet};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

fn linter() -> Linter {
    let rules = RuleSet::builtin();
    match Linter::new(&rules, &Linter::all_on(&rules)) {
        Ok(linter) => linter,
        Err(faults) => {
            let mut all = String::new();
            for (file, found) in faults {
                for fault in found {
                    let _ = writeln!(all, "{}: {} {} {:?}", file.path, fault.rule, fault.message, fault.help);
                }
            }
            panic!("built-in rules do not compile:\n{all}");
        }
    }
}

#[test]
fn every_example_holds() {
    let mut failed = String::new();
    let results = linter().test();
    let (mut count, mut bad) = (0, 0);
    for r in results {
        count += 1;
        if r.passed {
            continue;
        }
        bad += 1;
        let words = |span: &sayso::span::TextSpan| format!("{}..{} `{}`", span.start, span.end, &r.text[span.range()]);
        let expected: Vec<String> = r.expected.iter().map(words).collect();
        let found: Vec<String> =
            r.found.iter().map(|(s, level)| format!("{} ({})", words(s), level.as_str())).collect();
        let _ = writeln!(
            failed,
            "{} {:?}: {}\n    wanted {expected:?} {:?}\n    found  {found:?}",
            r.rule,
            r.promise,
            r.text.trim(),
            r.severity
        );
    }
    assert!(failed.is_empty(), "{bad} of {count} examples fail:\n{failed}");
}

#[test]
fn every_rule_has_examples_enough() {
    let rules = RuleSet::builtin();
    let mut few = Vec::new();
    for rule in rules.rules() {
        let mut counts: BTreeMap<Promise, u32> = BTreeMap::new();
        for example in &rule.examples {
            *counts.entry(example.promise).or_default() += 1;
        }
        let count = |p| counts.get(&p).copied().unwrap_or(0);
        if count(Promise::Fires) < 3 || count(Promise::Quiet) < 3 {
            few.push(&rule.id);
        }
    }
    assert!(few.is_empty(), "rules with fewer than three firing or three quiet examples: {few:?}");
}

#[test]
fn every_option_is_explained() {
    for rule in RuleSet::builtin().rules() {
        for option in rule.options.keys() {
            assert!(rule.option_docs.get(option).is_some_and(|d| !d.is_empty()), "{}: {option}", rule.id);
        }
    }
}

#[test]
fn every_list_is_used() {
    let rules = RuleSet::builtin();
    let mut text = String::new();
    for rule in rules.rules() {
        text.push_str(&rule.file.text);
    }
    for (_, list) in rules.lists() {
        text.push_str(&list.file.text);
    }
    let unused: Vec<&str> = rules
        .lists()
        .filter(|(name, list)| !list.allow && !text.contains(&format!("@{name}")))
        .map(|(n, _)| n)
        .collect();
    assert!(unused.is_empty(), "no rule names these lists: {unused:?}");
}

#[test]
fn every_rule_names_its_grounds() {
    let mut bare = Vec::new();
    for rule in RuleSet::builtin().rules() {
        let path = format!("rules/{}.toml", rule.id);
        assert_eq!(rule.file.path, path, "an id is its path");
        if rule.references.is_empty() || rule.help.is_empty() || rule.why.len() < 80 || rule.summary.len() > 120 {
            bare.push(rule.id.clone());
        }
    }
    assert!(bare.is_empty(), "rules without references, help, a `why` that explains, or with a long summary: {bare:?}");
}

#[test]
fn kinds_and_presets_name_what_there_is() {
    let rules = RuleSet::builtin();
    let kinds: BTreeSet<&str> = rules.kinds().map(|(name, _)| name).collect();
    for kind in ["news", "analysis", "opinion", "interview", "sport", "court", "review", "obituary"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    for (name, kind) in rules.kinds() {
        for off in &kind.off {
            assert!(rules.ids().any(|id| Pattern::new(off).matches(id)), "kind {name}: {off} means no rule");
        }
    }
    for rule in rules.rules() {
        for kind in &rule.kinds_exempt {
            assert!(kinds.contains(kind.as_str()), "{}: there is no kind {kind}", rule.id);
        }
    }
    let presets: Vec<&str> = rules.presets().map(|(name, _)| name).collect();
    assert_eq!(presets, ["strict", "web", "wire"]);
    for (name, preset) in rules.presets() {
        assert!(!preset.summary.is_empty());
        for (id, settings) in &preset.rules {
            let rule = rules.rule(id).unwrap_or_else(|| panic!("preset {name}: there is no rule {id}"));
            for (option, value) in &settings.options {
                let default = rule.options.get(option);
                assert!(default.is_some_and(|d| d.same_type(value)), "preset {name}: {id} has no such option {option}");
            }
        }
    }
}

/// The page of all rules, as `rules/README.md` has it.
fn page(rules: &RuleSet) -> String {
    let mut out = String::from(
        "# The rules\n\nMade from the rule files by `BLESS=1 cargo test --test rules`; do not edit. `sayso rules <id>` tells all of \
         one rule.\nThe severity is that of the rule; where a word list has tiers, each tier may have its own.\n",
    );
    let mut family = "";
    let (mut count, mut examples) = (0, 0);
    for rule in rules.rules() {
        let own = rule.id.split('/').next().unwrap_or_default();
        if own != family {
            family = own;
            let _ = write!(out, "\n## {family}\n\n| id | what it flags | severity | default |\n|---|---|---|---|\n");
        }
        let mut levels: Vec<&str> = Vec::new();
        for level in rule.tiers.values().chain([&rule.severity]).map(|l| level_name(*l)).filter(|l| *l != "off") {
            if !levels.contains(&level) {
                levels.push(level);
            }
        }
        let level = if levels.is_empty() { "info".to_owned() } else { levels.join(", ") };
        let on = if levels.is_empty() { "off" } else { "on" };
        let _ = writeln!(out, "| [`{}`]({}.toml) | {} | {level} | {on} |", rule.id, rule.id, rule.summary);
        count += 1;
        examples += rule.examples.len();
    }
    let _ = write!(out, "\n{count} rules with {examples} examples, and {} word lists.\n", rules.lists().count());
    out.push_str("\n## Kinds of copy\n\n`kind = \"…\"` in sayso.toml, in an override, or in the copy's front matter.\n\n| kind | what it is | switches off |\n|---|---|---|\n");
    for (name, kind) in rules.kinds() {
        let off: Vec<String> = kind.off.iter().map(|o| format!("`{o}`")).collect();
        let exempt = rules.rules().filter(|r| r.kinds_exempt.iter().any(|k| k == name)).map(|r| format!("`{}`", r.id));
        let all: BTreeSet<String> = off.into_iter().chain(exempt).collect();
        let all: Vec<String> = all.into_iter().collect();
        let _ = writeln!(out, "| `{name}` | {} | {} |", kind.summary, all.join(", "));
    }
    out.push_str("\n## Presets\n\n`preset = \"…\"` in sayso.toml. What a house sets itself goes first.\n\n| preset | what it is for | sets |\n|---|---|---|\n");
    for (name, preset) in rules.presets() {
        let ids: Vec<String> = preset.rules.keys().map(|id| format!("`{id}`")).collect();
        let _ = writeln!(out, "| `{name}` | {} | {} |", preset.summary, ids.join(", "));
    }
    out
}

#[test]
fn the_page_of_all_rules_is_in_step() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/README.md");
    let page = page(&RuleSet::builtin());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &page).expect("rules/ can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "rules/README.md is out of step: run BLESS=1 cargo test --test rules");
}
