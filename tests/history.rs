//! Living with an archive, through the built command and real git: the baseline, and `--since`.

mod desk;

use desk::{Desk, ran};
use std::fs;

const SHELLED: &str = "Government troops shelled the market on Friday.";
const CLAIMED: &str = "The union claimed that 3,000 members had joined the march.";
const ACCUSES: &str = "claims/unattributed-accusation";

fn story(paragraphs: &[&str]) -> String {
    format!("Market hit\n\nThe council met on Monday.\n\n{}\n", paragraphs.join("\n\n"))
}

const FILE: &str = "sayso-baseline.json";

#[test]
fn a_baseline_hides_what_is_known_wherever_it_moves_and_tells_what_is_new() {
    let desk = Desk::new(&[("desk/a.txt", &story(&[SHELLED, CLAIMED]))]);
    desk.run(&["baseline", "create"]).exits(0).complains("holds");
    let made = desk.read(FILE);
    assert!(made.contains("\"path\":\"desk/a.txt\"") && !made.contains("line"), "{made}");
    desk.run(&["check", "--baseline", FILE]).exits(0).says("nothing found").complains("in the baseline");

    // Moved, reflowed, and with other sentences around it.
    let moved = story(&["Rain fell all night.", CLAIMED, "It was cold.", &SHELLED.replace(" shelled", "  shelled")]);
    desk.write("desk/a.txt", &moved);
    desk.run(&["check", "--baseline", FILE]).exits(0).says("nothing found").silent_on("no longer");

    // The same sentence once more is one more than the count knows.
    desk.write("desk/a.txt", format!("{moved}\n{SHELLED}\n"));
    let ran = desk.run(&["check", "--output-format", "concise", "--baseline", FILE]).exits(1);
    assert_eq!(ran.places(), [format!("desk/a.txt:13 {ACCUSES}")]);

    // From another folder, the same.
    let mut elsewhere = desk.command(&["check", "a.txt", "--baseline", "../sayso-baseline.json"]);
    desk::ran(elsewhere.current_dir(desk.path("desk"))).exits(1).says("1 error in 1 file");
}

#[test]
fn what_has_gone_is_told_and_pruned_and_nothing_else() {
    let desk = Desk::new(&[
        ("a.txt", &story(&[SHELLED, CLAIMED])),
        ("b.txt", &story(&[SHELLED])),
        ("c.txt", &story(&[SHELLED])),
    ]);
    desk.run(&["baseline", "create"]).exits(0);
    let before = desk.read(FILE).lines().count();
    desk.write("a.txt", story(&[CLAIMED]));
    fs::remove_file(desk.path("b.txt")).expect("it is there");
    let ran = desk.run(&["check", "--baseline", FILE, "a.txt"]).exits(0);
    ran.complains("2 findings of the baseline no longer occur").complains("sayso baseline prune");
    // A rule that did not run has not gone.
    desk.run(&["check", "--baseline", FILE, "--select", "verbs", "c.txt"])
        .exits(0)
        .complains("1 finding of the baseline no longer");
    desk.run(&["baseline", "prune"]).exits(0).complains("took 2 findings out");
    let pruned = desk.read(FILE);
    assert_eq!(pruned.lines().count(), before - 2, "{pruned}");
    desk.run(&["check", "--baseline", FILE]).exits(0).silent_on("no longer");
    // Pruning never adds.
    desk.write("c.txt", story(&[SHELLED, SHELLED, "Rebels shelled the school on Sunday."]));
    desk.run(&["baseline", "prune"]).exits(0);
    assert_eq!(desk.read(FILE), pruned);
    // Creating for one file keeps what is known of the others.
    desk.run(&["baseline", "create", "c.txt"]).exits(0);
    let more = desk.read(FILE);
    assert!(more.contains("a.txt") && more.lines().count() > pruned.lines().count(), "{more}");
    assert_eq!(desk.names("."), ["a.txt", "c.txt", FILE]);
}

#[test]
fn a_bad_baseline_is_told_with_its_place_and_left_alone() {
    let desk = Desk::new(&[
        ("a.txt", &story(&[SHELLED])),
        (FILE, "{\n  \"version\": 2,\n  \"findings\": [\n    oops\n  ]\n}\n"),
    ]);
    for args in [
        ["check", "--baseline", FILE, "a.txt"],
        ["baseline", "create", "--file", FILE],
        ["baseline", "prune", "--file", FILE],
    ] {
        desk.run(&args).exits(2).complains(FILE).complains("line 4, column 5");
    }
    assert!(desk.read(FILE).contains("oops"));
    desk.run(&["check", "--baseline", "none.json"]).exits(2).complains("none.json").complains("no such file");
    desk.run(&["baseline", "prune", "--file", "none.json"]).exits(2).complains("none.json");
    desk.write("v9.json", "{\"version\": 9, \"rows\": []}");
    desk.run(&["check", "--baseline", "v9.json"]).exits(2).complains("version 9");
    desk.run(&["baseline", "create", "--file", "no/such/b.json"]).exits(2).complains("no/such/b.json");
}

#[test]
fn a_baseline_is_the_same_bytes_each_time_and_no_draft_is_left() {
    let desk = Desk::new(&[("b.txt", &story(&[SHELLED, CLAIMED])), ("a.txt", &story(&[CLAIMED]))]);
    desk.run(&["baseline", "create", "-j", "2"]).exits(0);
    let first = desk.read(FILE);
    desk.run(&["baseline", "create", "-j", "1", "b.txt", "a.txt"]).exits(0);
    assert_eq!(desk.read(FILE), first);
    assert_eq!(desk.names("."), ["a.txt", "b.txt", FILE]);
}

#[test]
fn known_findings_are_in_sarif_as_suppressed_from_outside() {
    let desk = Desk::new(&[("a.txt", &story(&[SHELLED]))]);
    desk.run(&["baseline", "create"]).exits(0);
    let ran = desk.run(&["check", "--baseline", FILE, "--output-format", "sarif"]).exits(0);
    let sarif: serde_json::Value = serde_json::from_str(&ran.out).expect("SARIF is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["suppressions"][0]["kind"], "external");
}

#[test]
fn since_tells_only_sentences_that_were_not_there() {
    let desk = Desk::new(&[("old.txt", &story(&[SHELLED])), ("a.txt", &story(&[SHELLED, CLAIMED]))]);
    desk.commit();
    let since = |revision: &str| desk.run(&["check", "--isolated", "--output-format", "concise", "--since", revision]);
    assert!(since("HEAD").exits(0).places().is_empty());
    // One sentence of a paragraph, in a line of its own: the others of the line stay quiet.
    let line = format!("{SHELLED} Rebels shelled the school on Sunday.");
    desk.write("a.txt", story(&[&line, CLAIMED]));
    let found = since("HEAD").exits(1);
    assert_eq!(found.places(), [format!("a.txt:5 {ACCUSES}")]);
    assert!(found.out.contains("a.txt:5:49:"), "{}", found.out);
    // Moved, and broken at other columns: the same words.
    desk.write("a.txt", story(&[CLAIMED, "Government troops shelled\nthe market on Friday."]));
    assert!(since("HEAD").exits(0).places().is_empty());
    // Renamed and staged, with a new sentence; and one that git does not know yet.
    desk.write("a.txt", story(&[SHELLED, CLAIMED]));
    desk.git(&["mv", "a.txt", "ä b.txt"]);
    desk.write("ä b.txt", story(&[SHELLED, CLAIMED, "Rebels shelled the school on Sunday."]));
    desk.write("sub/new.txt", story(&[SHELLED]));
    let found = since("HEAD").exits(1).places();
    assert_eq!(found, [format!("sub/new.txt:5 {ACCUSES}"), format!("ä b.txt:9 {ACCUSES}")]);
    desk.commit();
    assert!(since("HEAD").exits(0).places().is_empty());
    assert_eq!(since("HEAD~1").exits(1).places(), found);
    // From a folder below, and inside a hook.
    let mut below =
        desk.command(&["check", "--isolated", "--output-format", "concise", "--since", "HEAD~1", "new.txt"]);
    let below = ran(below.current_dir(desk.path("sub")).env("GIT_DIR", ".git").env("GIT_INDEX_FILE", ".git/index"));
    assert_eq!(below.exits(1).places(), [format!("new.txt:5 {ACCUSES}")]);
}

#[test]
fn since_goes_by_the_words_whatever_has_become_of_the_files() {
    let desk = Desk::new(&[
        ("copy/a.txt", &story(&[SHELLED])),
        ("copy/gone.txt", &story(&[SHELLED])),
        ("copy/moved.txt", &story(&[SHELLED])),
        (".gitignore", "draft.txt\n"),
    ]);
    desk.commit();
    // What a house has set for itself changes nothing.
    for (key, value) in
        [("color.ui", "always"), ("diff.relative", "true"), ("diff.renames", "false"), ("diff.external", "false")]
    {
        desk.git(&["config", key, value]);
    }
    fs::remove_file(desk.path("copy/gone.txt")).expect("it is there");
    fs::rename(desk.path("copy/moved.txt"), desk.path("copy/now.txt")).expect("it is there");
    desk.write("copy/draft.txt", story(&[SHELLED]));
    let check = |paths: &[&str]| {
        let args = [&["check", "--isolated", "--output-format", "concise", "--since", "HEAD"][..], paths].concat();
        let mut command = desk.command(&args);
        command.current_dir(desk.path("copy"));
        ran(&mut command)
    };
    // A file that has gone is nothing to check; one moved behind git's back is new until it is staged; an ignored one is
    // new if it is asked for.
    assert_eq!(check(&["."]).exits(1).places(), [format!("now.txt:5 {ACCUSES}")]);
    assert_eq!(check(&["draft.txt"]).exits(1).places(), [format!("draft.txt:5 {ACCUSES}")]);
    check(&["gone.txt"]).exits(2).complains("cannot read `gone.txt`: there is no such file");
    desk.git(&["add", "-A"]);
    assert!(check(&["."]).exits(0).places().is_empty());
    // In another work tree of the same repository.
    let elsewhere = tempfile::TempDir::new().expect("a temporary folder");
    let tree = elsewhere.path().join("tree");
    desk.git(&["worktree", "add", "-q", &tree.display().to_string(), "HEAD"]);
    let more = story(&[SHELLED, "Rebels shelled the school on Sunday."]);
    fs::write(tree.join("copy/a.txt"), more).expect("it can be written");
    let mut command = desk.command(&["check", "--isolated", "--output-format", "concise", "--since", "HEAD"]);
    let found = ran(command.current_dir(&tree)).exits(1).places();
    assert_eq!(found, [format!("copy/a.txt:7 {ACCUSES}")]);
}

#[test]
fn a_clone_without_history_says_what_to_do() {
    let desk = Desk::new(&[("a.txt", &story(&[SHELLED]))]);
    desk.commit();
    desk.write("a.txt", story(&[SHELLED, "Rebels shelled the school on Sunday."]));
    desk.commit();
    let elsewhere = tempfile::TempDir::new().expect("a temporary folder");
    let shallow = elsewhere.path().join("shallow");
    let url = format!("file://{}", desk.path(".").display());
    desk.git(&["clone", "-q", "--depth", "1", &url, &shallow.display().to_string()]);
    let since = |revision: &str| {
        let mut command = desk.command(&["check", "--isolated", "--since", revision]);
        ran(command.current_dir(&shallow))
    };
    since("HEAD~1")
        .exits(2)
        .complains("git knows no revision `HEAD~1`")
        .complains("a shallow clone has no history")
        .silent_on(ACCUSES);
    since("HEAD").exits(0).says("nothing found");
    desk.git(&["-C", &shallow.display().to_string(), "fetch", "-q", "--unshallow"]);
    since("HEAD~1").exits(1).says("1 error in 1 file");
}

#[test]
fn an_attribution_taken_away_makes_a_new_sentence() {
    let said = format!("{} a witness said.", SHELLED.replace('.', ","));
    let desk = Desk::new(&[("a.txt", &story(&[&said]))]);
    desk.commit();
    desk.write("a.txt", story(&[SHELLED]));
    desk.run(&["check", "--isolated", "--since", "HEAD"]).exits(1).says(ACCUSES);
}

#[test]
fn no_revision_no_repository_and_no_git_are_told_before_anything_is_checked() {
    let desk = Desk::new(&[("a.txt", &story(&[SHELLED]))]);
    desk.run(&["check", "--since", "HEAD"]).exits(2).complains("in no git repository").silent_on(ACCUSES);
    desk.commit();
    for bad in ["nowhere", "HEAD..HEAD", "--help", ""] {
        let option = format!("--since={bad}");
        desk.run(&["check", &option]).exits(2).complains(&format!("git knows no revision `{bad}`")).silent_on(ACCUSES);
    }
    // With nothing to check, too: tomorrow there may be something.
    fs::create_dir(desk.path("empty")).expect("a folder");
    desk.run(&["check", "--since", "nowhere", "empty"]).exits(2).complains("git knows no revision `nowhere`");
    desk.run(&["check", "--since", "HEAD", "empty"]).exits(0);
    let mut without = desk.command(&["check", "--since", "HEAD"]);
    ran(without.env("PATH", desk.path("nothing"))).exits(2).complains("no `git` to run").silent_on(ACCUSES);
    assert!(desk.read("a.txt").contains(SHELLED));
}
