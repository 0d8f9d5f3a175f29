//! Fixes through the built command: what is applied, what is kept, and what is left alone.

mod desk;

use desk::Desk;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

const STORY: &str = "Union marches\n\nThe union claimed that 3,000 members had joined the march. The mayor claims the bridge is safe.\n";

/// A rule of the house's own whose fix is safe: how the paper spells a name.
const HOUSE: &[(&str, &str)] = &[("sayso.toml", "rules-dir = [\"house\"]\n"), ("house/style/kyiv.toml", KYIV)];
const KYIV: &str = r#"
summary  = "A spelling of Kyiv that the paper has given up"
severity = "warning"
message  = "the paper writes `Kyiv`"
why      = "House style since 2019."
[fix]
replace = "Kyiv"
safety  = "safe"
[match.pattern]
patterns = ["{(kiev|kyiw)}"]
[scope]
quoted = "same"
attributed = "same"
[[example]]
fires = "Trains to {Kiev} ran late."
[[example]]
fires = "{KIEV} was dark."
[[example]]
quiet = "Trains to Kyiv ran late."
"#;

fn house(files: &[(&str, &str)]) -> Desk {
    let all: Vec<(&str, &str)> = HOUSE.iter().chain(files).copied().collect();
    Desk::new(&all)
}

#[test]
fn safe_fixes_are_applied_and_unsafe_ones_only_when_asked() {
    let desk = house(&[("a.txt", &format!("{STORY}\nTrains to Kiev ran late.\n"))]);
    let ran = desk.run(&["check", "--fix", "a.txt"]).exits(0);
    ran.says("verbs/doubt-reporting-verb")
        .silent_on("style/kyiv")
        .complains("fixed 1 finding in 1 file")
        .complains("--unsafe-fixes");
    assert_eq!(desk.read("a.txt"), format!("{STORY}\nTrains to Kyiv ran late.\n"));
    desk.run(&["check", "--fix", "--unsafe-fixes", "a.txt"])
        .exits(0)
        .complains("fixed 2 findings")
        .silent_on("doubt-reporting");
    let fixed = desk.read("a.txt");
    assert!(fixed.contains("The union said that 3,000") && fixed.contains("The mayor says the bridge"), "{fixed}");
    // Once more changes nothing.
    let before = fs::metadata(desk.path("a.txt")).and_then(|m| m.modified()).expect("it has a time");
    desk.run(&["check", "--fix", "--unsafe-fixes", "a.txt"]).exits(0).complains("fixed 0 findings");
    assert_eq!(fs::metadata(desk.path("a.txt")).and_then(|m| m.modified()).expect("it has a time"), before);
    assert_eq!(desk.names("."), ["a.txt", "house", "sayso.toml"], "no draft is left behind");
}

#[test]
fn words_keep_their_form_and_their_capitals() {
    for (copy, fixed) in [
        ("The mayor claims the bridge is safe.", Some("The mayor says the bridge is safe.")),
        ("\"It is safe,\" the mayor claimed.", Some("\"It is safe,\" the mayor said.")),
        ("Officials pointed out that the bridge had no plan.", Some("Officials said that the bridge had no plan.")),
        ("The mayor admitted that she likes long meetings.", Some("The mayor said that she likes long meetings.")),
        // `Says to have` is no English.
        ("The man claims to have seen the fire.", None),
        ("KIEV was dark.", Some("KYIV was dark.")),
    ] {
        let desk = house(&[("a.txt", &format!("Bridge\n\nRain fell.\n\n{copy}\n"))]);
        desk.run(&["check", "--fix", "--unsafe-fixes", "--fail-on", "never", "a.txt"]).exits(0);
        let out = desk.read("a.txt");
        assert!(out.contains(fixed.unwrap_or(copy)), "{copy}: {out}");
    }
}

#[test]
fn diff_writes_nothing_and_git_applies_it() {
    let desk = house(&[("my copy/a.txt", STORY)]);
    let ran = desk.run(&["check", "--diff", "--unsafe-fixes"]).exits(1);
    let ran = ran
        .says("--- a/my copy/a.txt")
        .says("-The union claimed")
        .says("+The union said")
        .complains("would fix 2 findings");
    assert_eq!(desk.read("my copy/a.txt"), STORY);
    // However the file is named, the patch names it from here: git takes no `./` and no whole path.
    let whole = desk.path("my copy/a.txt").display().to_string();
    for typed in ["./my copy/a.txt", "my copy/../my copy/a.txt", whole.as_str()] {
        let named = desk.run(&["check", "--diff", "--unsafe-fixes", typed]).exits(1);
        assert_eq!(named.out, ran.out, "{typed}");
    }
    let mut git = Command::new("git");
    let mut git = git.args(["apply", "-"]).current_dir(desk.path(".")).stdin(Stdio::piped()).spawn().expect("git runs");
    git.stdin.take().expect("it is piped").write_all(ran.out.as_bytes()).expect("it listens");
    assert!(git.wait().expect("it ends").success(), "{}", ran.out);
    assert!(desk.read("my copy/a.txt").contains("The union said that"));
    desk.run(&["check", "--diff", "--unsafe-fixes"]).exits(0).silent_on("---");
    desk.run(&["check", "--unsafe-fixes"]).exits(2).complains("--fix");
    desk.run(&["check", "--diff", "--fix"]).exits(2);
    desk.run(&["check", "--fix", "-"]).exits(2).complains("standard input");
}

#[test]
fn encoding_mark_line_ends_and_permissions_are_kept() {
    let desk = house(&[]);
    desk.write("w.txt", b"Caf\xe9\r\n\r\nRain fell.\r\n\r\nTrains to Kiev cost \x8010 at the caf\xe9.");
    desk.write("b.txt", "\u{FEFF}Café\r\rRain fell.\r\rTrains to Kiev ran late.\r");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(desk.path("b.txt"), fs::Permissions::from_mode(0o640)).expect("it is ours");
        std::os::unix::fs::symlink("b.txt", desk.path("link.txt")).expect("a link can be made");
    }
    desk.run(&["check", "--fix", "w.txt", "link.txt"]).exits(0).complains("fixed 2 findings in 2 files");
    assert_eq!(desk.bytes("w.txt"), b"Caf\xe9\r\n\r\nRain fell.\r\n\r\nTrains to Kyiv cost \x8010 at the caf\xe9.");
    assert_eq!(desk.read("b.txt"), "\u{FEFF}Café\r\rRain fell.\r\rTrains to Kyiv ran late.\r");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(desk.path("b.txt")).expect("it is there").permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(desk.path("link.txt")).expect("it is there").is_symlink());
    }
}

#[test]
fn a_fix_that_the_encoding_cannot_write_is_refused_and_the_rest_goes_on() {
    let desk = house(&[
        ("house/style/kyiv.toml", &KYIV.replace("replace = \"Kyiv\"", "replace = \"Київ\"")),
        ("z.txt", "Rail\n\nRain fell.\n\nTrains to Kiev ran late.\n"),
    ]);
    let bytes = b"Caf\xe9\n\nRain fell.\n\nTrains to Kiev ran late.\n";
    desk.write("w.txt", bytes);
    let ran = desk.run(&["check", "--fix", "w.txt", "z.txt"]).exits(2);
    ran.complains("cannot fix `w.txt`")
        .complains("line 5")
        .complains("Windows-1252")
        .says("style/kyiv")
        .complains("fixed 1 finding in 1 file");
    assert_eq!(desk.bytes("w.txt"), bytes);
    assert!(desk.read("z.txt").contains("Київ"));
}

#[test]
fn a_read_only_file_is_left_alone_and_told() {
    let desk = house(&[("a.txt", "Rail\n\nRain fell.\n\nTrains to Kiev ran late.\n")]);
    let path = desk.path("a.txt");
    let mut permissions = fs::metadata(&path).expect("it is there").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("it is ours");
    desk.run(&["check", "--fix", "a.txt"]).exits(2).complains("cannot fix `a.txt`: it is read-only").says("style/kyiv");
    assert!(desk.read("a.txt").contains("Kiev"));
}

#[test]
fn fixes_that_undo_each_other_leave_the_file_alone() {
    let back = KYIV.replace("{(kiev|kyiw)}", "{kyiv}").replace("replace = \"Kyiv\"", "replace = \"Kiev\"");
    let back = &back[..back.find("[[example]]").expect("there are examples")];
    let story = "Rail\n\nRain fell.\n\nTrains to Kiev ran late.\n";
    let desk = house(&[("house/style/back.toml", back), ("a.txt", story)]);
    desk.run(&["check", "--fix", "a.txt"]).exits(2).complains("undo each other").says("style/kyiv");
    assert_eq!(desk.read("a.txt"), story);
}

#[test]
fn only_what_is_told_is_fixed() {
    let story = "Rail\n\nRain fell.\n\nTrains to Kiev ran late. <!-- sayso: ignore style -- the old name of the line -->\n\nBuses to Kiev ran late.\n";
    let desk = house(&[("a.md", story)]);
    desk.commit();
    desk.run(&["check", "--fix", "--since", "HEAD"]).exits(0).complains("fixed 0");
    desk.run(&["check", "--fix", "--ignore", "style"]).exits(0).complains("fixed 0");
    desk.run(&["check", "--fix"]).exits(0).complains("fixed 1 finding in 1 file");
    assert_eq!(desk.read("a.md"), story.replace("Buses to Kiev", "Buses to Kyiv"));
}

#[test]
fn markup_inside_the_words_is_not_lost() {
    let story = "# Rail\n\nRain fell.\n\nTrains to K**ie**v ran late.\n\nTrains to **Kiev** ran late.\n";
    let desk = house(&[("a.md", story)]);
    desk.run(&["check", "--fix"]).exits(0);
    assert_eq!(desk.read("a.md"), story.replace("**Kiev**", "**Kyiv**"));
}

#[test]
fn a_broken_fix_in_a_rule_file_is_told_where_it_stands() {
    for (fix, words) in [
        ("[fix]\nsafety = \"safe\"", "a fix needs `replace`"),
        ("[fix]\nreplace = \"{found}!\"", "plain text, or `{alternative}`"),
        ("[fix]\nreplace = \"x\"\nsafty = \"safe\"", "did you mean `safety`?"),
    ] {
        let rule = KYIV.replace("[fix]\nreplace = \"Kyiv\"\nsafety  = \"safe\"", fix);
        let desk = house(&[("house/style/kyiv.toml", &rule), ("a.txt", STORY)]);
        desk.run(&["check", "a.txt"]).exits(2).complains(words).complains("kyiv.toml");
    }
}
