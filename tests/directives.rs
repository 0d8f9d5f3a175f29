//! Directives in the copy itself, through the built command: what they silence, and what is said about bad ones.

mod desk;

use desk::Desk;

const SHELLED: &str = "Government troops shelled the market on Friday.";
const ACCUSES: &str = "claims/unattributed-accusation";

fn check(name: &str, text: &str) -> Vec<String> {
    Desk::new(&[(name, text)]).run(&["check", "--isolated", "--output-format", "concise", name]).places()
}

#[test]
fn a_comment_silences_its_paragraph_or_the_next_and_no_other() {
    let plain = format!("# Market hit\n\nThe council met on Monday.\n\n{SHELLED}\n\n{SHELLED}\n");
    assert_eq!(check("a.md", &plain), [format!("a.md:5 {ACCUSES}"), format!("a.md:7 {ACCUSES}")]);
    let comment = "<!-- sayso: ignore claims/unattributed-accusation -- seen by our reporter -->";
    let next = plain.replacen(SHELLED, &format!("{comment}\n\n{SHELLED}"), 1);
    assert_eq!(check("a.md", &next), [format!("a.md:9 {ACCUSES}")]);
    let tight = plain.replacen(SHELLED, &format!("{comment}\n{SHELLED}"), 1);
    assert_eq!(check("a.md", &tight), [format!("a.md:8 {ACCUSES}")]);
    for inside in [format!("{SHELLED} {comment}"), SHELLED.replace("the market", &format!("{comment} the market"))] {
        let inline = plain.replacen(SHELLED, &inside, 1);
        assert_eq!(check("a.md", &inline), [format!("a.md:7 {ACCUSES}")], "{inside}");
    }
}

#[test]
fn off_and_on_and_ignore_file_take_families_and_globs() {
    let copy = |before: &str, after: &str| {
        format!("# Market hit\n\nThe council met on Monday.\n\n{before}\n\n{SHELLED}\n\n{after}\n\n{SHELLED}\n")
    };
    for rules in ["claims", "*/unattributed-accusation", "loaded, claims", "*"] {
        let off = format!("<!-- sayso: off {rules} — eyewitness report -->");
        let both = check("a.md", &copy(&off, "<!-- sayso: on -->"));
        assert_eq!(
            both.iter().filter(|p| p.contains(ACCUSES)).collect::<Vec<_>>(),
            [&format!("a.md:11 {ACCUSES}")],
            "{rules}"
        );
        assert!(check("a.md", &copy(&off, "")).iter().all(|p| !p.contains(ACCUSES)), "{rules}");
    }
    assert!(check("a.md", &copy("", "<!-- sayso: ignore-file -- wire copy -->")).is_empty());
}

#[test]
fn in_plain_text_a_line_of_its_own_is_a_directive_and_no_prose() {
    let with = |line: &str, story: &str| format!("{line}\n{story}");
    let story = format!(
        "Market hit\n\nBy Ana Ruiz\n\nLYON, May 3 (AFP) - {SHELLED}\n\nThe council met on Monday.\n\n{SHELLED}\n"
    );
    let check =
        |text: &str| -> Vec<String> { check("a.txt", text).into_iter().filter(|p| p.contains(ACCUSES)).collect() };
    assert_eq!(check(&story), [format!("a.txt:5 {ACCUSES}"), format!("a.txt:9 {ACCUSES}")]);
    let file = with("[[sayso: ignore-file claims -- eyewitness report]]", &story);
    assert!(check(&file).is_empty());
    // A dateline belongs to its lead: one directive is for both.
    let lead = story.replace("LYON", "[[sayso: ignore claims -- eyewitness report]]\nLYON");
    assert_eq!(check(&lead), [format!("a.txt:10 {ACCUSES}")]);
    // With a remark on top, headline, byline and lead are what they were.
    let desk = Desk::new(&[("a.txt", &story), ("b.txt", &with("[[sayso: off numbers -- checked]]", &story))]);
    let words = |name: &str| desk.run(&["check", "--isolated", "--statistics", "--select", "claims", name]).out;
    let count =
        |name: &str| words(name).lines().filter(|l| l.contains(" words")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(count("a.txt"), count("b.txt"), "a directive is not counted as words");
    desk.run(&["sources", "b.txt"]).exits(0).silent_on("sayso:");
}

#[test]
fn a_directive_in_wrapped_copy_leaves_paragraphs_whole_around_it() {
    let story = "Storm shuts ports\n\nFerries stopped on Sunday as a storm closed in on the coast,\nthe harbour office said, and trains were\nheld until Monday.\n\n\
                 [[sayso: ignore claims -- eyewitness report]]\nGovernment troops shelled the market on\nFriday.\n\nGovernment troops shelled the market on\nFriday.\n";
    assert_eq!(check("a.txt", story), [format!("a.txt:11 {ACCUSES}")]);
}

#[test]
fn what_is_wrong_with_a_directive_is_a_finding_where_it_stands() {
    let story = format!("Market hit\n\nThe council met on Monday.\n\n[[DIRECTIVE]]\n{SHELLED}\n");
    for (directive, rule, words, code) in [
        (
            "sayso: ignore claims/unattributed-acusation -- seen",
            "directive/unknown-rule",
            "did you mean `claims/unattributed-accusation`?",
            1,
        ),
        ("sayso: ignore -- seen", "directive/malformed", "names no rule", 1),
        ("sayso: ignor claims -- seen", "directive/malformed", "did you mean `ignore`?", 1),
        ("sayso: ignore claims", "directive/no-reason", "does not say why", 0),
        (
            "sayso: ignore claims, verbs/doubt-reporting-verb -- seen",
            "directive/unused",
            "`verbs/doubt-reporting-verb`",
            0,
        ),
        ("sayso: on claims", "directive/unused", "is not off here", 1),
    ] {
        let desk = Desk::new(&[("a.txt", &story.replace("DIRECTIVE", directive))]);
        desk.run(&["check", "--isolated", "a.txt"]).exits(code).says(rule).says(words).says("a.txt:5:");
    }
    // Where none is read, it says so rather than silence nothing without a word.
    for (name, remark, help) in [
        ("a.txt", "Rain fell. [[sayso: ignore claims -- seen]]", "on a line of its own: within a line"),
        ("a.txt", "<!-- sayso: ignore claims -- seen -->", "on a line of its own: this file is plain text"),
        ("a.md", "[[sayso: ignore claims -- seen]]", "write `<!-- sayso: … -->`: this file is Markdown"),
    ] {
        let desk = Desk::new(&[(name, &story.replace("[[DIRECTIVE]]", remark))]);
        let ran = desk.run(&["check", "--isolated", name]).exits(1).says("directive/malformed").says(ACCUSES);
        ran.says(&format!("{name}:5:")).says("is where none is read").says(help);
    }
    let desk = Desk::new(&[("a.txt", &story.replace("DIRECTIVE", "Sayso: ignore claims--seen"))]);
    desk.run(&["check", "--isolated", "a.txt"]).exits(1).says("put a blank before and after `--`");
    // Not closed.
    let desk = Desk::new(&[("a.txt", &story.replace("DIRECTIVE]]", "sayso: ignore claims -- seen"))]);
    desk.run(&["check", "--isolated", "a.txt"]).exits(1).says("directive/malformed").says("end it with `]]`");
}

#[test]
fn a_house_can_settle_what_it_thinks_of_directives() {
    let story = format!("Market hit\n\nThe council met on Monday.\n\n[[sayso: ignore claims]]\n{SHELLED}\n");
    let desk =
        Desk::new(&[("a.txt", &story), ("sayso.toml", "[rules.\"directive/no-reason\"]\nseverity = \"error\"\n")]);
    desk.run(&["check", "a.txt"]).exits(1).says("error[directive/no-reason]");
    desk.run(&["check", "--ignore", "directive/no-reason", "a.txt"]).exits(0).silent_on("directive");
    // Only verbs are looked at, so nobody knows whether the directive is of use.
    desk.run(&["check", "--select", "verbs", "a.txt"]).exits(0).silent_on("directive");
}

#[test]
fn what_is_silenced_is_in_sarif_with_its_reason() {
    let story = format!(
        "Market hit\n\nThe council met on Monday.\n\n[[sayso: ignore claims -- seen by Ana Ruiz]]\n{SHELLED}\n"
    );
    let desk = Desk::new(&[("a.txt", &story)]);
    let ran = desk.run(&["check", "--isolated", "--output-format", "sarif", "a.txt"]).exits(0);
    let sarif: serde_json::Value = serde_json::from_str(&ran.out).expect("SARIF is JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], ACCUSES);
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(result["suppressions"][0]["justification"], "seen by Ana Ruiz");
}
