use super::*;
use crate::format::{Format, remarks};
use crate::source::Source;

fn catalogue() -> Catalogue {
    let ids = ["claims/cause", "claims/guilt", "verbs/loaded"];
    Catalogue { rules: ids.map(|id| (id.to_owned(), Some(BTreeMap::new()))).into(), ..Catalogue::default() }
}

/// The paragraphs of plain text with a line each.
fn directives(text: &str) -> (Directives, Vec<SourceSpan>) {
    let source = Source::from_text("copy.txt", text);
    let found = remarks(&source, Format::Plain);
    let (items, faults) = read(&source, &found, &catalogue());
    let prose = |s: &SourceSpan| !s.is_empty() && !source.slice(*s).starts_with("[[");
    let paragraphs: Vec<SourceSpan> = source.lines().filter(prose).collect();
    (Directives::new(items, faults, &paragraphs, &catalogue()), paragraphs)
}

fn faults(directives: Directives) -> Vec<(String, String)> {
    directives.faults(&catalogue(), |_| true).into_iter().map(|d| (d.rule.to_string(), d.message)).collect()
}

#[test]
fn ignore_reaches_the_next_paragraph_and_no_other() {
    let (mut d, at) = directives("One.\n[[sayso: ignore claims, verbs/loaded -- checked]]\n\nTwo.\nThree.\n");
    assert_eq!(d.silences("claims/guilt", at[0]), None);
    assert_eq!(d.silences("claims/guilt", at[1]), Some(0));
    assert_eq!(d.silences("verbs/loaded", at[1]), Some(1));
    assert_eq!(d.silences("claims/guilt", at[2]), None);
    assert_eq!(d.reason(0).as_deref(), Some("checked"));
    assert!(faults(d).is_empty());
}

#[test]
fn off_reaches_to_on_and_without_it_to_the_end() {
    let text = "One.\n[[sayso: off claims -- a reason]]\nTwo.\n[[sayso: on claims/guilt]]\nThree.\n[[sayso: on]]\nFour.\n[[sayso: off * — all]]\nFive.\n";
    let (mut d, at) = directives(text);
    for (rule, silent) in [
        ("claims/guilt", [false, true, false, false, true]),
        ("claims/cause", [false, true, true, false, true]),
        ("verbs/loaded", [false, false, false, false, true]),
    ] {
        let found: Vec<bool> = at.iter().map(|&span| d.silences(rule, span).is_some()).collect();
        assert_eq!(found, silent, "{rule}");
    }
    assert!(faults(d).is_empty());
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    for (text, rule, words) in [
        ("[[sayso: ignore claims/gilt -- x]]\nA.", UNKNOWN, "`claims/gilt`"),
        ("[[sayso: ignore -- x]]\nA.", MALFORMED, "names no rule"),
        ("[[sayso: ignroe claims -- x]]\nA.", MALFORMED, "`ignroe`"),
        ("[[sayso:]]\nA.", MALFORMED, "says nothing"),
        ("[[sayso: ignore claims -- x\nA.", MALFORMED, "not closed"),
        ("[[sayso: ignore claims -- x]]\nA.", UNUSED, "in the next paragraph"),
        ("[[sayso: ignore-file -- x]]\nA.", UNUSED, "in this file"),
        ("[[sayso: on claims]]\nA.", UNUSED, "not off here"),
    ] {
        let found = faults(directives(text).0);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].0 == rule && found[0].1.contains(words), "{text}: {found:?}");
    }
    let (mut d, at) = directives("[[sayso: ignore-file --]]\nA.");
    assert!(d.silences("verbs/loaded", at[0]).is_some());
    assert_eq!(faults(d)[0].0, NO_REASON);
}

#[test]
fn a_directive_for_a_rule_that_did_not_run_is_not_unused() {
    let (d, _) = directives("[[sayso: ignore claims -- x]]\nA.");
    assert!(d.faults(&catalogue(), |id| id != "claims/cause").is_empty());
}
