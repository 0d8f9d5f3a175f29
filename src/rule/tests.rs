use super::*;
use crate::diagnostic::Diagnostic;

fn faults(text: &str) -> (String, Vec<Diagnostic>) {
    let mut set = RuleSet::default();
    (text.to_owned(), set.add("house/foo.toml", Source::from_text("foo.toml", text)))
}

#[test]
fn mistakes_show_where_they_stand() {
    let whole = "summary = 'a'\nseverity = 'info'\nmessage = 'm'\nwhy = 'w'\n[match.terms]\nwords = ['x']\n";
    assert!(faults(whole).1.is_empty());
    for (bad, id, at, help) in [
        ("summery = 'a'\n", "rule/unknown-key", "summery", Some("did you mean `summary`?")),
        ("[scope]\nquotd = 'skip'\n", "rule/unknown-key", "quotd", Some("did you mean `quoted`?")),
        ("[scope]\nquoted = 'skp'\n", "rule/bad-value", "'skp'", Some("did you mean `skip`?")),
        ("[scope]\nzones = 3\n", "rule/bad-value", "3", None),
        ("[unless]\nwindow = 'two'\n", "rule/bad-value", "'two'", None),
        ("[[example]]\nfires = 'no braces'\n", "rule/bad-example", "'no braces'", None),
        ("[options.foo]\ndefault = true\ndoc = 'd'\n", "rule/dead-option", "foo", Some("an option is")),
    ] {
        // A bare key must stand before the tables.
        let (text, found) =
            faults(&if bad.starts_with('[') { format!("{whole}{bad}") } else { format!("{bad}{whole}") });
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
        assert_eq!(*found[0].rule, *id, "{bad}");
        assert_eq!(&text[found[0].span.range()], at, "{bad}");
        if let Some(help) = help {
            assert!(found[0].help.as_deref().is_some_and(|h| h.starts_with(help)), "{bad}: {:?}", found[0].help);
        }
    }
}

#[test]
fn a_rule_has_exactly_one_matcher() {
    let head = "summary = 'a'\nseverity = 'info'\nmessage = 'm'\nwhy = 'w'\n";
    for (bad, id) in [
        ("", "rule/missing-key"),
        ("[match.terms]\nwords = 'x'\n[match.pattern]\npatterns = 'y'\n", "rule/bad-value"),
        ("[match.term]\nwords = 'x'\n", "rule/unknown-key"),
        ("[match.terms]\n", "rule/missing-key"),
        ("[match.terms]\nwords = [1]\n", "rule/bad-value"),
        ("[match", "rule/bad-toml"),
    ] {
        let (_, found) = faults(&format!("{head}{bad}"));
        assert_eq!(found.first().map(|f| &*f.rule), Some(id), "{bad}: {found:?}");
    }
}
