//! Every example of every built-in rule, and what the catalogue of rules must keep: each with examples enough, each
//! list used, each option explained.

use sayso::lint::Linter;
use sayso::rule::{Promise, RuleSet};
use std::collections::BTreeMap;
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
