//! The fifteen hard exceptions of the rule catalogue, point by point: copy that must stay silent, and for each a near
//! twin in which the same words must be found. Runs the whole rule set, as a desk would.

use sayso::config::Settings;
use sayso::diagnostic::Severity;
use sayso::format::Format;
use sayso::lint::Linter;
use sayso::rule::RuleSet;
use sayso::source::Source;
use std::fmt::Write;
use std::sync::LazyLock;

static RULES: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);

fn linter(kind: Option<&str>) -> Linter {
    let settings = Settings { kind: kind.map(str::to_owned), ..Settings::default() };
    Linter::new(&RULES, &settings).unwrap_or_else(|_| panic!("the built-in rules compile"))
}

/// Rule and severity of what is found in a paragraph in the middle of a story.
fn found(linter: &Linter, text: &str) -> Vec<(String, Severity)> {
    let copy = if text.contains("\n\n") {
        text.to_owned()
    } else {
        format!("Notes from the harbour\n\nThe council meets on the first Tuesday of the month.\n\n{text}\n")
    };
    let linted = linter.lint(&Source::from_text("copy.txt", copy), Format::Plain);
    linted.diagnostics.into_iter().map(|d| (d.rule.to_string(), d.severity)).collect()
}

/// Silent copy, its twin, and the rule that must find something in the twin and nothing in the silent copy.
type Pair = (&'static str, &'static str, &'static str);

fn check(kind: Option<&str>, pairs: &[Pair]) {
    let linter = linter(kind);
    let mut failed = String::new();
    for (silent, twin, rule) in pairs {
        let here = found(&linter, silent);
        // Notes of other rules may stand; queries may not.
        let loud: Vec<_> = here.iter().filter(|(id, s)| id == rule || *s > Severity::Info).collect();
        if !loud.is_empty() {
            let _ = writeln!(failed, "not silent: {silent}\n    {loud:?}");
        }
        let there = found(&linter, twin);
        if !there.iter().any(|(id, _)| id == rule) {
            let _ = writeln!(failed, "{rule} does not fire: {twin}\n    {there:?}");
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

#[test]
fn point_1_nothing_inside_quotation_marks() {
    check(
        None,
        &[
            (
                "\"The draconian rule starts in June,\" Ines Dahl, the mayor, said.",
                "The draconian rule starts in June.",
                "loaded/loaded-term",
            ),
            (
                "“The regime cut the power on Friday,” the envoy said.",
                "The regime cut the power on Friday.",
                "loaded/contested-label",
            ),
            (
                "The envoy said: ‘The terrorists crossed at dawn.’",
                "The terrorists crossed at dawn.",
                "loaded/contested-label",
            ),
            (
                "\"They called the rule 'draconian' in my hearing,\" the clerk said.",
                "They wrote a draconian rule.",
                "loaded/loaded-term",
            ),
            (
                "\"We waited all night.\n\n\"The regime sent nobody,\" the envoy said.".trim(),
                "We waited all night.\n\nIt rained until the morning.\n\nThe regime sent nobody.",
                "loaded/contested-label",
            ),
            (
                "In the '90s the envoy said \"the terrorists crossed at dawn\" in a letter.",
                "In the '90s the ferry ran daily. The terrorists crossed at dawn.",
                "loaded/contested-label",
            ),
        ],
    );
}

#[test]
fn point_2_paraphrase_lowers_wording_and_silences_claims() {
    check(
        None,
        &[
            (
                "Government troops shelled the market on Friday, the hospital's director said.",
                "Government troops shelled the market on Friday.",
                "claims/unattributed-accusation",
            ),
            (
                "The contractor bribed two inspectors, prosecutors told the court.",
                "The contractor bribed two inspectors.",
                "claims/unattributed-accusation",
            ),
            (
                "The minister said the tax cut led to the hospital closures.",
                "The tax cut led to the hospital closures.",
                "claims/unattributed-causation",
            ),
        ],
    );
    let linter = linter(None);
    let level = |text: &str| {
        found(&linter, text).into_iter().find(|(id, _)| id == "loaded/contested-label").map(|(_, severity)| severity)
    };
    assert_eq!(level("The regime cut the power on Friday."), Some(Severity::Warning));
    assert_eq!(level("The envoy said that the regime cut the power on Friday."), Some(Severity::Info));
    assert_eq!(
        level("The report said that the regime cut the power on Friday."),
        Some(Severity::Warning),
        "a document's own words can be quoted (S7)"
    );
}

#[test]
fn an_object_is_the_papers_wording_and_a_weak_cue_leaves_a_doubt() {
    let linter = linter(None);
    let level = |rule: &str, text: &str| found(&linter, text).into_iter().find(|(id, _)| id == rule).map(|(_, s)| s);
    let loaded = |text: &str| level("loaded/loaded-term", text);
    assert_eq!(loaded("The minister defended the draconian rule."), Some(Severity::Warning), "a phrase (S7)");
    assert_eq!(loaded("The minister said the rule was draconian."), Some(Severity::Info), "a statement");
    assert_eq!(
        loaded("The envoy said the union praised the draconian rule."),
        Some(Severity::Info),
        "a phrase within a statement is the speaker's"
    );
    let cause = |text: &str| level("claims/unattributed-causation", text);
    assert_eq!(cause("The fare rise led to the empty night trains."), Some(Severity::Warning));
    assert_eq!(
        cause("The pattern holds that the fare rise led to the empty night trains."),
        Some(Severity::Info),
        "`holds that` is a cue too weak to count"
    );
}

#[test]
fn soft_inheritance_lowers_a_step() {
    let linter = linter(None);
    let level = |text: &str| {
        found(&linter, text).into_iter().find(|(id, _)| id == "claims/unattributed-accusation").map(|(_, s)| s)
    };
    assert_eq!(level("Government troops shelled the market on Friday."), Some(Severity::Error));
    assert_eq!(
        level("The mayor said the bridge was shut. Government troops shelled the market on Friday."),
        Some(Severity::Warning),
        "S5"
    );
    assert_eq!(
        level("The mayor said the bridge was shut.\n\nRain fell.\n\nGovernment troops shelled the market on Friday."),
        Some(Severity::Error),
        "another paragraph does not inherit"
    );
}

#[test]
fn point_3_plain_facts() {
    check(
        None,
        &[
            (
                "The bank was founded in 1907 and is based in Leeds.",
                "The bank is weak and its finances are unstable.",
                "claims/unattributed-claim",
            ),
            (
                "Germany invaded Poland in 1939.",
                "Rebel forces shelled the school on Friday.",
                "claims/unattributed-accusation",
            ),
            (
                "The 1988 earthquake killed about 25,000 people.",
                "The raid killed 14 people on Friday.",
                "numbers/unattributed-casualties",
            ),
            (
                "Everest is the world's highest mountain.",
                "It is the worst flood in the city's history.",
                "claims/unattributed-superlative",
            ),
            (
                "The ruling will take effect on 1 July.",
                "The ruling will destroy small farms.",
                "claims/unattributed-prediction",
            ),
        ],
    );
}

#[test]
fn point_4_formulas() {
    check(
        None,
        &[
            ("The council strongly condemned the attack.", "Staff were utterly opposed to it.", "loaded/intensifier"),
            (
                "The group claimed responsibility for the blast.",
                "The union claimed that the vote was rigged.",
                "verbs/doubt-reporting-verb",
            ),
            (
                "Three people were admitted to hospital.",
                "The mayor admitted that she likes long meetings.",
                "verbs/admission-reporting-verb",
            ),
            ("He faces three terrorism charges.", "The terrorists crossed at dawn.", "loaded/contested-label"),
        ],
    );
}

#[test]
fn point_5_denials_negation_questions() {
    check(
        None,
        &[
            (
                "The contractor denied that he had bribed two inspectors.",
                "The contractor bribed two inspectors.",
                "claims/unattributed-accusation",
            ),
            (
                "Will the tax cut lead to hospital closures?",
                "The tax cut led to hospital closures.",
                "claims/unattributed-causation",
            ),
            (
                "The mayor did not say that the reform had sparked the riots.",
                "The reform sparked the riots.",
                "claims/unattributed-causation",
            ),
        ],
    );
}

#[test]
fn point_6_proper_sources() {
    check(
        None,
        &[
            (
                "Moscow said it would respond.",
                "The international community said it would respond.",
                "sources/collective-source",
            ),
            ("The ministry said the road was open.", "Critics say the road is a waste.", "sources/vague-source"),
            ("The court said the fine stood.", "Insiders say the fine will stand.", "sources/bare-source"),
        ],
    );
}

#[test]
fn point_7_names_and_titles() {
    check(
        None,
        &[
            (
                "She read the Regime Change Handbook on the train.",
                "She met the regime on the train.",
                "loaded/contested-label",
            ),
            (
                "He starred in \"Murder on the Orient Express\" in Leeds.",
                "The \"experts\" met in Leeds.",
                "quotes/scare-quotes",
            ),
        ],
    );
}

#[test]
fn point_8_words_as_words() {
    check(
        None,
        &[
            (
                "The drug, known as \"spice\", is sold openly.",
                "The \"liberated\" village was empty.",
                "quotes/scare-quotes",
            ),
            (
                "The term \"regime\" is banned in the newsroom.",
                "The regime is banned from the games.",
                "loaded/contested-label",
            ),
            (
                "What the army calls a security zone runs north.",
                "The so-called experts met in Oslo.",
                "loaded/distancing-modifier",
            ),
        ],
    );
}

#[test]
fn point_9_legal_copy() {
    check(
        None,
        &[
            (
                "Tom Rusk, convicted of murder in May, was moved to Leeds.",
                "Accused killer Tom Rusk appeared in court.",
                "legal/presumed-guilt",
            ),
            ("She was arrested on suspicion of fraud.", "She was arrested for fraud.", "legal/presumed-guilt"),
            (
                "The dean took bribes, the indictment alleges.",
                "The dean allegedly took bribes.",
                "legal/alleged-without-accuser",
            ),
        ],
    );
}

#[test]
fn point_10_eyewitness() {
    check(
        None,
        &[(
            "Government troops shelled the market on Friday, a Courier reporter saw.",
            "Government troops shelled the market on Friday.",
            "claims/unattributed-accusation",
        )],
    );
}

#[test]
fn point_11_a_figure_once_attributed() {
    check(
        None,
        &[(
            "Power lines came down\n\nAt least 14 people died in the blast, police said on Monday.\n\nThe road was shut until noon.\n\nThe 14 people died at once.",
            "Power lines came down\n\nThe road was shut until noon, police said on Monday.\n\nTraffic moved again after that.\n\nAt least 14 people died in the blast.",
            "numbers/unattributed-casualties",
        )],
    );
}

#[test]
fn point_12_captions_and_furniture() {
    check(
        None,
        &[
            (
                "Power lines came down\n\nThe regime cut the power on Friday, in this handout photo. REUTERS/Ola Brandt/File Photo\n\nThe council meets on the first Tuesday of the month.",
                "Power lines came down\n\nThe council meets on the first Tuesday of the month.\n\nThe regime cut the power on Friday.",
                "loaded/contested-label",
            ),
            (
                "The form is at https://example.org/draconian-regime until May.",
                "The form is draconian until May.",
                "loaded/loaded-term",
            ),
        ],
    );
}

#[test]
fn point_13_kinds_of_copy() {
    let claim = "The bank is weak and its finances are unstable.";
    for (kind, rule, text) in [
        ("opinion", "claims/unattributed-claim", claim),
        ("analysis", "claims/unattributed-claim", claim),
        ("review", "loaded/puffery", "The iconic cafe will close."),
        ("obituary", "loaded/puffery", "The iconic cafe will close."),
        ("sport", "verbs/emotive-reporting-verb", "Ministers blasted the regulator."),
    ] {
        let has = |kind| found(&linter(kind), text).iter().any(|(id, _)| id == rule);
        assert!(has(None), "{rule} in news");
        assert!(!has(Some(kind)), "{rule} in {kind}");
    }
}

#[test]
fn point_14_what_a_text_would_do() {
    check(
        None,
        &[
            (
                "The bill would ban all rents above 900 kroner.",
                "The ruling will destroy small farms.",
                "claims/unattributed-prediction",
            ),
            (
                "The treaty will end tolls on the river.",
                "The boycott will cripple the river trade.",
                "claims/unattributed-prediction",
            ),
        ],
    );
}

#[test]
fn point_15_labels_are_symmetrical_and_editable() {
    let linter = linter(None);
    // The same label, whoever wears it.
    let level = |who: &str| {
        found(&linter, &format!("The {who} terrorists crossed at dawn."))
            .into_iter()
            .filter(|(id, _)| id == "loaded/contested-label")
            .map(|(_, s)| s)
            .max()
    };
    let first = level("northern");
    assert!(first.is_some());
    for who in ["southern", "Karelian", "Christian", "Muslim", "left-wing", "right-wing"] {
        assert_eq!(level(who), first, "{who}");
    }
    let edit = sayso::config::LexiconEdit { remove: vec!["terrorist".to_owned()], ..Default::default() };
    let settings = Settings { lexicons: [("contested-labels".to_owned(), edit)].into(), ..Settings::default() };
    let house = Linter::new(&RULES, &settings).unwrap_or_else(|_| panic!("the built-in rules compile"));
    assert!(found(&house, "The terrorists crossed at dawn.").iter().all(|(id, _)| id != "loaded/contested-label"));
}

#[test]
fn strict_reports_what_nobody_says() {
    let text = "The old bridge sways in the wind and nobody mends it.";
    let rule = "claims/unattributed-assertion";
    let has = |linter: &Linter, text: &str| found(linter, text).iter().any(|(id, _)| id == rule);
    let strict = Settings { preset: Some("strict".to_owned()), ..Settings::default() };
    let strict_linter = Linter::new(&RULES, &strict).unwrap_or_else(|_| panic!("the built-in rules compile"));
    assert!(!has(&linter(None), text));
    assert!(has(&strict_linter, text));
    assert!(!has(&strict_linter, "The bank was founded in 1907 and is based in Leeds."));
    // What a house sets goes before its preset.
    let own = sayso::config::RuleSettings { severity: "off".parse().ok(), ..Default::default() };
    let house = Settings { rules: [(rule.to_owned(), own)].into(), ..strict };
    let house = Linter::new(&RULES, &house).unwrap_or_else(|_| panic!("the built-in rules compile"));
    assert!(!has(&house, text));
}
