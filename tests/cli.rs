//! The built command as a person meets it: every command and flag, each exit code, and each mistake with what is said
//! about it. Findings come from the real rules; what they are in detail is other tests' to prove.

use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Copy with an accusation on nobody's word in its third line.
const GUILTY: &str = "Market hit\n\nThe council met on Monday.\n\nGovernment troops shelled the market on Friday.\n";
const RULE: &str = "claims/unattributed-accusation";
const CLEAN: &str = "Council meets\n\nThe council met on Monday.\n";

struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(TempDir::new().expect("a temporary folder"));
        for (path, text) in files {
            desk.write(path, text.as_bytes());
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        command.current_dir(self.path());
        // Not the settings of whoever runs the tests.
        command.env("XDG_CONFIG_HOME", self.path().join("nobody"));
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::from(self.command().args(args).stdin(Stdio::null()).output().expect("the command runs"))
    }

    fn pipe(&self, args: &[&str], stdin: &str) -> Ran {
        let mut child = self
            .command()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command starts");
        // It may have nothing to do with its input, and be gone.
        let _ = child.stdin.take().expect("it was piped").write_all(stdin.as_bytes());
        Ran::from(child.wait_with_output().expect("it ends"))
    }
}

#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal ended it"),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }
}

impl Ran {
    #[track_caller]
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.out.contains(words), "not on standard output: {words}\n{self:#?}");
        self
    }

    #[track_caller]
    fn complains(self, words: &str) -> Self {
        assert!(self.err.contains(words), "not on standard error: {words}\n{self:#?}");
        self
    }

    #[track_caller]
    fn silent_on(self, words: &str) -> Self {
        assert!(!self.out.contains(words) && !self.err.contains(words), "said: {words}\n{self:#?}");
        self
    }

    fn findings(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }
}

// Exit codes and what they depend on.

#[test]
fn exit_codes_are_0_for_nothing_1_for_findings_and_2_for_a_failed_run() {
    let desk = Desk::new(&[("clean.txt", CLEAN), ("guilty.txt", GUILTY)]);
    desk.run(&["check", "clean.txt"]).exits(0).says("nothing found in 1 file");
    desk.run(&["check", "guilty.txt"]).exits(1).says(RULE).says("1 error");
    // 2 wins over 1, and the rest is checked all the same.
    desk.run(&["check", "missing.txt", "guilty.txt"]).exits(2).says(RULE).complains("missing.txt");
    desk.run(&["check", "--bogus"]).exits(2).complains("--bogus");
    desk.run(&["bogus"]).exits(2);
    desk.run(&["--help"]).exits(0).says("Exit codes").says("check").says("sources").says("init");
    desk.run(&["check", "--help"]).exits(0).says("Exit codes").says("--fail-on");
    desk.run(&["--version"]).exits(0).says("sayso ");
}

#[test]
fn fail_on_and_min_severity_set_the_bar() {
    let desk =
        Desk::new(&[("guilty.txt", GUILTY), ("sayso.toml", &format!("[rules.\"{RULE}\"]\nseverity = \"warning\"\n"))]);
    let only = ["check", "--select", RULE, "guilty.txt"];
    desk.run(&only).exits(0).says("1 warning in 1 file");
    desk.run(&[&only[..], &["--fail-on", "warning"]].concat()).exits(1);
    desk.run(&[&only[..], &["--fail-on", "info"]].concat()).exits(1);
    desk.run(&[&only[..], &["--fail-on", "error"]].concat()).exits(0);
    desk.run(&[&only[..], &["--fail-on", "never"]].concat()).exits(0);
    desk.run(&[&only[..], &["--min-severity", "error", "--fail-on", "info"]].concat()).exits(0).says("nothing found");
    desk.run(&[&only[..], &["--fail-on", "sometimes"]].concat()).exits(2).complains("sometimes");
    desk.run(&[&only[..], &["--min-severity", "fatal"]].concat()).exits(2).complains("fatal");
}

// Which rules.

#[test]
fn select_and_ignore_take_ids_families_and_globs() {
    let desk = Desk::new(&[("guilty.txt", GUILTY)]);
    for select in [RULE, "claims", "*/unattributed-acc*", "sources,claims"] {
        desk.run(&["check", "--select", select, "guilty.txt"]).exits(1).says(RULE);
        desk.run(&["check", "--ignore", select, "guilty.txt"]).exits(0).silent_on(RULE);
    }
    desk.run(&["check", "--select", "sources", "--select", "claims", "guilty.txt"]).exits(1);
    desk.run(&["check", "--select", "sources", "guilty.txt"]).exits(0).silent_on(RULE);
}

#[test]
fn an_unknown_rule_is_told_with_what_was_meant() {
    let desk = Desk::new(&[("guilty.txt", GUILTY)]);
    desk.run(&["check", "--select", "claims/unatributed-accusation", "guilty.txt"])
        .exits(2)
        .complains("there is no rule `claims/unatributed-accusation` for --select")
        .complains("did you mean `claims/unattributed-accusation`?");
    desk.run(&["check", "--select", "unattributed-accusation", "guilty.txt"])
        .exits(2)
        .complains("did you mean `claims/unattributed-accusation`?");
    // The known ones still run.
    desk.run(&["check", "--select", "claims,clams", "guilty.txt"]).exits(2).says(RULE).complains("`clams`");
    desk.run(&["check", "--ignore", "clams", "guilty.txt"]).exits(2).says(RULE).complains("for --ignore");
}

// What is read.

#[test]
fn folders_are_walked_in_order_without_hidden_and_ignored_files() {
    let desk = Desk::new(&[
        ("b.txt", GUILTY),
        ("a/z.md", GUILTY),
        ("a/y.markdown", GUILTY),
        ("a/x.text", GUILTY),
        ("a/code.rs", GUILTY),
        ("a/.hidden.txt", GUILTY),
        (".draft/c.txt", GUILTY),
        ("drafts/d.txt", GUILTY),
        ("a/old.txt", GUILTY),
        ("a/kept-old.txt", GUILTY),
        (".gitignore", "drafts/\n*old.txt\n"),
        ("a/.gitignore", "!kept-old.txt\n"),
    ]);
    let ran = desk.run(&["check", "--output-format", "concise", "--select", RULE]).exits(1);
    let paths: Vec<&str> = ran.out.lines().filter_map(|line| line.split_once(":5:")).map(|(path, _)| path).collect();
    assert_eq!(paths, ["a/kept-old.txt", "a/x.text", "a/y.markdown", "a/z.md", "b.txt"]);
    // Named outright, anything is read, once.
    desk.run(&["check", "a/code.rs", "./a/code.rs", "a/old.txt"]).exits(1).says("2 errors in 2 files");
    // From inside an ignoring repository's folder, the rules above hold.
    fs::create_dir(desk.path().join(".git")).expect("a folder");
    desk.run(&["check", "a", "--output-format", "concise"]).exits(1).silent_on("a/old.txt").says("kept-old.txt");
}

#[test]
fn what_is_no_copy_is_skipped_in_a_folder_and_named_when_given_outright() {
    let desk = Desk::new(&[("guilty.txt", GUILTY)]);
    desk.write("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR");
    desk.run(&["check"]).exits(1).says("in 1 file").silent_on("picture.txt");
    desk.run(&["check", "picture.txt", "guilty.txt"])
        .exits(2)
        .says(RULE)
        .complains("cannot read `picture.txt` as copy");
}

#[test]
fn an_empty_file_and_an_empty_folder_are_nothing_to_complain_of() {
    let desk = Desk::new(&[("empty.txt", "")]);
    for format in ["full", "concise", "json", "jsonl"] {
        desk.run(&["check", "--output-format", format, "empty.txt"]).exits(0);
    }
    desk.run(&["sources", "empty.txt"]).exits(0).says("empty.txt");
    fs::create_dir(desk.path().join("void")).expect("a folder");
    desk.run(&["check", "void"]).exits(0).complains("there is no copy in `void`");
}

#[test]
fn windows_1252_is_read_and_told() {
    let desk = Desk::new(&[]);
    desk.write("old.txt", b"Caf\xe9 closes\n\nThe caf\xe9 is shut. Government troops shelled the market on Friday.\n");
    let ran = desk
        .run(&["check", "--output-format", "jsonl", "--select", RULE, "old.txt"])
        .exits(1)
        .complains("`old.txt` is not UTF-8 and was read as Windows-1252");
    // Bytes of the file, where each character is one.
    let found = &ran.findings()[0];
    let column = found["start"]["column"].as_u64().expect("a number");
    assert_eq!(found["span"]["start"], 13 + column - 1, "the third line starts at byte 13: {found}");
}

#[test]
fn standard_input_goes_by_its_name() {
    let desk = Desk::new(&[("opinion/sayso.toml", "ignore = [\"claims\"]\n")]);
    desk.pipe(&["check", "-", "--output-format", "concise"], GUILTY).exits(1).says("-:5:");
    desk.pipe(&["check", "-", "--stdin-filename", "wire/a.txt", "--output-format", "concise"], GUILTY)
        .exits(1)
        .says("wire/a.txt:5:");
    desk.pipe(&["check", "-", "--stdin-filename", "opinion/a.txt"], GUILTY).exits(0);
    desk.pipe(&["check", "-"], "").exits(0);
    desk.pipe(&["check", "-", "--input-format", "markdown", "--output-format", "concise"], GUILTY).exits(1);
    desk.pipe(&["check", "-", "--input-format", "docx"], GUILTY).exits(2).complains("docx");
}

#[test]
fn the_format_can_be_set_for_all_files() {
    let text = "# Market hit\n\n```\nGovernment troops shelled the market on Friday.\n```\n";
    let desk = Desk::new(&[("a.txt", text)]);
    desk.run(&["check", "--input-format", "markdown", "--select", RULE, "a.txt"]).exits(0);
    desk.run(&["check", "--input-format", "plain", "--select", RULE, "a.txt"]).exits(1);
}

#[cfg(unix)]
#[test]
fn links_to_files_are_read_and_circles_are_not_walked() {
    let desk = Desk::new(&[("a/b.txt", GUILTY)]);
    std::os::unix::fs::symlink("..", desk.path().join("a/up")).expect("a link");
    std::os::unix::fs::symlink("b.txt", desk.path().join("a/c.txt")).expect("a link");
    // The link and what it points to are one file.
    desk.run(&["check"]).exits(1).says("in 1 file");
    desk.run(&["check", "a/c.txt"]).exits(1).says("a/c.txt:5:");
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named_and_the_rest_is_checked() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let desk = Desk::new(&[("a/guilty.txt", GUILTY), ("locked/secret.txt", GUILTY)]);
    let set = |path: &str, mode: u32| {
        fs::set_permissions(desk.path().join(path), fs::Permissions::from_mode(mode)).expect("modes can be set");
    };
    set("", 0o755);
    set("locked", 0o000);
    let mut command = desk.command();
    if fs::read_dir(desk.path().join("locked")).is_ok() {
        // Root may read anything, so somebody else must try, with a command that he may run.
        let copy = desk.path().join("sayso");
        // Not by us: what another test starts meanwhile would hold the copy open for writing, and it could not be run.
        let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_sayso")).arg(&copy).status().expect("cp runs");
        assert!(copied.success(), "the command can be copied");
        set("sayso", 0o755);
        command = Command::new(copy);
        command.current_dir(desk.path()).uid(65534).gid(65534);
    }
    let ran = Ran::from(command.args(["check", ".", "locked"]).output().expect("the command runs"));
    set("locked", 0o755);
    ran.exits(2)
        .says(RULE)
        .complains("cannot read `locked`: permission denied")
        .complains("= help: run sayso as a user");
}

#[test]
fn a_missing_path_says_what_to_do() {
    let desk = Desk::new(&[("guilty.txt", GUILTY)]);
    let ran = desk.run(&["check", "gulity.txt"]).exits(2);
    assert_eq!(
        ran.err,
        "error: cannot read `gulity.txt`: there is no such file or folder\n  = help: check the spelling of the path\n"
    );
}

#[test]
fn any_number_of_jobs_tells_the_same() {
    let files: Vec<(String, &str)> =
        (0..40).map(|i| (format!("{i:02}.txt"), if i % 3 == 0 { GUILTY } else { CLEAN })).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let desk = Desk::new(&files);
    let one = desk.run(&["check", "--jobs", "1"]).exits(1);
    for jobs in ["2", "7"] {
        let many = desk.run(&["check", "-j", jobs]).exits(1);
        assert_eq!(many.out, one.out);
    }
    desk.run(&["check", "--jobs", "0"]).exits(2).complains("--jobs");
}

// Reports.

#[test]
fn full_shows_the_guilty_sentence_at_its_true_place() {
    let text = "Market hit\n\nOfficials met on Monday. Government troops shelled the market on Friday. It rained.\n";
    let desk = Desk::new(&[("a.txt", text)]);
    let ran = desk.run(&["check", "--select", RULE, "a.txt"]).exits(1).says("error[claims/unattributed-accusation]");
    let ran = ran.says("┌─ a.txt:3:").says("3 │ ").says("shelled the market").says("^^^^").says("= help: ");
    ran.says("1 error in 1 file").silent_on("Officials met").silent_on("It rained");
}

#[test]
fn concise_is_a_line_a_finding() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    let ran = desk.run(&["check", "--output-format", "concise", "--select", RULE, "a.txt"]).exits(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{ran:#?}");
    assert!(lines[0].starts_with("a.txt:5:") && lines[0].contains(": error[claims/unattributed-accusation] "));
    assert_eq!(lines[1], "1 error in 1 file");
}

#[test]
fn jsonl_keeps_the_contract() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("b.txt", GUILTY)]);
    let ran = desk.run(&["check", "--output-format", "jsonl", "--select", RULE]).exits(1);
    let found = ran.findings();
    assert_eq!(found.len(), 2);
    for (finding, path) in found.iter().zip(["a.txt", "b.txt"]) {
        let keys: Vec<&String> = finding.as_object().expect("an object").keys().collect();
        let mut wanted = [
            "version",
            "path",
            "rule",
            "severity",
            "message",
            "help",
            "span",
            "start",
            "end",
            "related",
            "fix",
            "fingerprint",
        ];
        wanted.sort_unstable();
        assert_eq!(keys, wanted);
        assert_eq!((&finding["version"], &finding["path"]), (&1.into(), &path.into()));
        assert_eq!((&finding["rule"], &finding["severity"]), (&RULE.into(), &"error".into()));
        let offset = |key: &str| usize::try_from(finding["span"][key].as_u64().expect("a number")).expect("small");
        let words = &GUILTY[offset("start")..offset("end")];
        assert!("Government troops shelled the market on Friday.".contains(words), "{words}");
        assert_eq!(finding["start"]["line"], 5);
        let line_start = GUILTY.find("Government").expect("it is there");
        assert_eq!(finding["start"]["column"], offset("start") - line_start + 1);
        assert_eq!(finding["fingerprint"].as_str().map(str::len), Some(16));
    }
}

#[test]
fn json_is_one_document_of_the_same_objects() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("b.txt", GUILTY), ("c.txt", CLEAN)]);
    let lines = desk.run(&["check", "--output-format", "jsonl", "--select", RULE]).findings();
    let ran = desk.run(&["check", "--output-format", "json", "--select", RULE]).exits(1);
    let document: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(document["version"], 1);
    assert_eq!(document["diagnostics"].as_array(), Some(&lines));
    assert_eq!(document["summary"]["files"], 3);
    assert_eq!(document["summary"]["errors"], 2);
    let ran = desk.run(&["check", "--output-format", "json", "c.txt"]).exits(0);
    let document: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON without findings too");
    assert_eq!(document["diagnostics"].as_array().map(Vec::len), Some(0));
}

#[test]
fn statistics_count_by_rule_and_leave_machine_formats_alone() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("b.txt", GUILTY)]);
    let args = ["check", "--statistics", "--select", RULE];
    desk.run(&args).exits(1).says("per 1,000 words").says("2 files, ").says("1.00  error     claims/unattributed-acc");
    let ran = desk.run(&[&args[..], &["--output-format", "jsonl"]].concat()).exits(1).complains("per 1,000 words");
    assert_eq!(ran.findings().len(), 2);
}

#[test]
fn an_output_file_is_written_whole_or_not_at_all() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("out.json", "old")]);
    let ran = desk.run(&["check", "--output-format", "json", "--output-file", "out.json", "a.txt"]).exits(1);
    assert_eq!(ran.out, "");
    let written = fs::read_to_string(desk.path().join("out.json")).expect("it is there");
    serde_json::from_str::<serde_json::Value>(&written).expect("it is JSON");
    desk.run(&["check", "-o", "no/such/folder.json", "a.txt"]).exits(2).complains("cannot write `no/such/folder.json`");
    desk.run(&["check", "-o", ".", "a.txt"]).exits(2).complains("it is a folder");
    // A run that stops leaves the old file and no draft.
    desk.run(&["check", "-o", "out.json", "--config", "none.toml", "a.txt"]).exits(2);
    assert_eq!(fs::read_to_string(desk.path().join("out.json")).expect("it is there"), written);
    let mut left: Vec<_> = fs::read_dir(desk.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    left.sort();
    assert_eq!(left, ["a.txt", "out.json"]);
    desk.run(&["check", "-o", "/dev/null", "a.txt"]).exits(1);
    assert!(!fs::metadata("/dev/null").expect("it is there").is_file());
}

#[test]
fn colour_is_for_terminals_and_as_asked() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    for format in ["full", "concise"] {
        let args = ["check", "--output-format", format, "a.txt"];
        desk.run(&args).exits(1).silent_on("\u{1b}[");
        desk.run(&[&args[..], &["--color", "always"]].concat()).says("\u{1b}[");
        desk.run(&[&args[..], &["--color", "never"]].concat()).silent_on("\u{1b}[");
        let forced = |name: &str, value: &str| {
            let mut command = desk.command();
            Ran::from(command.args(args).env("CLICOLOR_FORCE", "1").env(name, value).output().expect("it runs"))
        };
        forced("CLICOLOR", "1").says("\u{1b}[");
        forced("NO_COLOR", "1").silent_on("\u{1b}[");
    }
    desk.run(&["check", "--color", "sometimes"]).exits(2).complains("sometimes");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::new(&[]);
    desk.write("a.txt", GUILTY.repeat(5000).as_bytes());
    let mut child = desk
        .command()
        .args(["check", "a.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    drop(child.stdout.take());
    let ran = Ran::from(child.wait_with_output().expect("it ends")).silent_on("panicked");
    assert_eq!(ran.err, "");
}

// Configuration.

#[test]
fn the_nearest_config_above_a_file_holds_for_it() {
    let desk = Desk::new(&[
        ("sayso.toml", "ignore = [\"claims\"]\n"),
        ("a.txt", GUILTY),
        ("deep/er/b.txt", GUILTY),
        ("other/sayso.toml", ""),
        ("other/c.txt", GUILTY),
    ]);
    let ran = desk.run(&["check", "--output-format", "concise"]).exits(1);
    ran.says("other/c.txt:5:").silent_on("a.txt:").silent_on("b.txt:");
    desk.run(&["check", "--isolated", "a.txt"]).exits(1);
    desk.run(&["check", "--config", "sayso.toml", "other/c.txt"]).exits(0);
    desk.run(&["check", "--config", "sayso.toml", "--isolated"]).exits(2).complains("--isolated");
    desk.run(&["check", "--config", "none.toml"]).exits(2).complains("none.toml");
    // It is found from the file, not from where sayso runs.
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    let ran = command.current_dir("/").arg("check").arg(desk.path().join("a.txt")).output();
    Ran::from(ran.expect("it runs")).exits(0);
}

#[test]
fn a_select_on_the_command_line_goes_before_the_config() {
    let desk = Desk::new(&[("sayso.toml", "ignore = [\"claims\"]\n"), ("a.txt", GUILTY)]);
    desk.run(&["check", "a.txt"]).exits(0);
    desk.run(&["check", "--select", RULE, "a.txt"]).exits(1);
}

#[test]
fn overrides_hold_by_path() {
    let config = format!(
        "[[override]]\npaths = [\"opinion\", \"*.md\"]\n[override.rules.\"{RULE}\"]\nseverity = \"off\"\n\n\
         [[override]]\npaths = [\"letters/*.txt\"]\nignore = [\"claims\"]\n"
    );
    let desk = Desk::new(&[
        ("sayso.toml", config.as_str()),
        ("a.txt", GUILTY),
        ("b.md", GUILTY),
        ("opinion/2024/c.txt", GUILTY),
        ("letters/d.txt", GUILTY),
        ("letters/old/e.txt", GUILTY),
    ]);
    let ran = desk.run(&["check", "--output-format", "concise"]).exits(1);
    let ran = ran.says("a.txt:5:").says("letters/old/e.txt:5:");
    ran.silent_on("b.md").silent_on("c.txt").silent_on("d.txt");
}

#[test]
fn a_mistake_in_the_config_is_shown_where_it_is_and_the_rest_holds() {
    let config =
        "ignore = [\"claims\"]\nselct = [\"sources\"]\n\n[rules.\"sources/vage-source\"]\nseverity = \"off\"\n";
    let desk = Desk::new(&[("sayso.toml", config), ("a.txt", GUILTY), ("b.txt", GUILTY)]);
    let ran = desk.run(&["check"]).exits(2).silent_on(RULE);
    let expected = "\
error[config/unknown-key]: there is no setting `selct` here
  ┌─ sayso.toml:2:1
  │
2 │ selct = [\"sources\"]
  │ ^^^^^
  │
  = help: did you mean `select`?

error[config/unknown-rule]: there is no rule `sources/vage-source`
  ┌─ sayso.toml:4:8
  │
4 │ [rules.\"sources/vage-source\"]
  │        ^^^^^^^^^^^^^^^^^^^^^
  │
  = help: did you mean `sources/vague-source`?

";
    assert_eq!(ran.err, expected);
    // Programs read one stream.
    let ran = desk.run(&["check", "--output-format", "jsonl"]).exits(2);
    let rules: Vec<_> = ran.findings().iter().map(|finding| finding["rule"].clone()).collect();
    assert_eq!(rules, ["config/unknown-key", "config/unknown-rule"]);
}

#[test]
fn each_kind_of_config_mistake_is_told_with_its_place() {
    for (config, place, rule, help) in [
        ("kind = [\n", "sayso.toml:", "config/syntax", ""),
        ("select = \"claims\"\n", "sayso.toml:1:10", "config/bad-value", "write `select = [\"claims\"]`"),
        ("allow = [1]\n", "sayso.toml:1:10", "config/bad-value", ""),
        ("select = [\"clams\"]\n", "sayso.toml:1:11", "config/unknown-rule", "did you mean `claims`?"),
        ("[lexicons.\"loaded-term\"]\nadd = []\n", "sayso.toml:1:11", "config/unknown-lexicon", "`loaded-terms`?"),
        ("[lexicons.loaded-terms]\nadds = []\n", "sayso.toml:2:1", "config/unknown-key", "did you mean `add`?"),
        ("[[override]]\npaths = [\"[\"]\n", "sayso.toml:2:10", "config/bad-glob", "`opinion/**`"),
        ("[[override]]\nkind = \"news\"\n", "sayso.toml:1:1", "config/bad-value", "paths"),
        ("rules-dir = [\"none\"]\n", "sayso.toml:1:14", "config/bad-rules-dir", "rules-dir"),
    ] {
        let desk = Desk::new(&[("sayso.toml", config), ("a.txt", GUILTY)]);
        let ran = desk.run(&["check"]).exits(2).says(RULE);
        ran.complains(place).complains(&format!("error[{rule}]")).complains(help);
    }
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    desk.write("sayso.toml", b"kind = \"n\xffws\"\n");
    desk.run(&["check"]).exits(2).says(RULE).complains("cannot read `sayso.toml`: byte 9 is not UTF-8");
}

#[test]
fn a_rules_options_are_checked_against_the_rule() {
    let config = "[rules.\"verbs/factive-reporting-verb\"]\npublic-record = true\npublic-record-ok = \"yes\"\n";
    let desk = Desk::new(&[("sayso.toml", config), ("a.txt", CLEAN)]);
    desk.run(&["check"])
        .exits(2)
        .complains("sayso.toml:2:1")
        .complains("`verbs/factive-reporting-verb` has no option `public-record`")
        .complains("sayso.toml:3:20")
        .complains("`public-record-ok` must be true or false, not a string");
}

#[test]
fn words_are_added_to_and_taken_out_of_lists() {
    let text = "Vote held\n\nThe council met on Monday. The splendiferous plan passed.\n";
    let config = "[lexicons.loaded-terms]\nadd = [\"splendiferous\"]\n";
    let desk = Desk::new(&[("a.txt", text), ("house/a.txt", text), ("house/sayso.toml", config)]);
    let args = ["check", "--output-format", "concise", "--select", "loaded"];
    desk.run(&args).says("house/a.txt:3:32:").silent_on("\na.txt");
}

// House rules.

const HOUSE_RULE: &str = r#"
summary = "A word this house does not print"
severity = "error"
message = "`{found}` is not printed here"
help = "write `said`"
why = "House style."
references = ["House style book"]
[match.terms]
words = ["opined"]
[scope]
zones = ["headline", "lead", "body"]
[[example]]
fires = "The mayor {opined} that it was late."
[[example]]
quiet = "The mayor said that it was late."
"#;

#[test]
fn house_rules_are_found_run_and_tested() {
    let desk = Desk::new(&[
        ("sayso.toml", "rules-dir = [\"desk\"]\n[rules.\"house/opined\"]\nseverity = \"warning\"\n"),
        ("desk/house/opined.toml", HOUSE_RULE),
        ("a.txt", "Late\n\nThe mayor opined that it was late.\n"),
    ]);
    let ran = desk.run(&["check", "--output-format", "concise", "--select", "house"]).exits(0);
    ran.says("a.txt:3:11: warning[house/opined] `opined` is not printed here");
    desk.run(&["rules"]).exits(0).says("house/opined");
    desk.run(&["rules", "--isolated"]).exits(0).silent_on("house/opined");
    desk.run(&["rules", "opined"]).exits(0).says("House style.").says("^^^^^^");
    desk.run(&["test", "desk"]).exits(0).says("of 1 rule hold");
    desk.run(&["test", "desk/house/opined.toml"]).exits(0).says("of 1 rule hold");
    desk.run(&["test", "desk/house"]).exits(0).says("of 1 rule hold");
}

#[test]
fn a_failing_example_is_shown_in_its_file() {
    let wrong = HOUSE_RULE.replace("{opined}", "{wrongly} opined");
    let desk = Desk::new(&[("desk/house/opined.toml", wrong.as_str())]);
    let ran = desk.run(&["test", "desk"]).exits(2).says("error[house/opined]").says("desk/house/opined.toml:13:");
    ran.says("wrongly").says("1 of ");
}

#[test]
fn a_pattern_that_does_not_parse_is_shown_in_its_file_and_the_rest_runs() {
    let broken =
        HOUSE_RULE.replace("[match.terms]\nwords = [\"opined\"]", "[match.pattern]\npatterns = [\"( opined\"]");
    let desk = Desk::new(&[
        ("sayso.toml", "rules-dir = [\"desk\"]\n"),
        ("desk/house/bad-pattern.toml", broken.as_str()),
        ("a.txt", GUILTY),
    ]);
    desk.run(&["check"]).exits(2).says(RULE).complains("desk/house/bad-pattern.toml:").complains("error[rule/");
    desk.run(&["test", "desk"]).exits(2).complains("desk/house/bad-pattern.toml:");
}

#[test]
fn a_rule_file_that_is_no_toml_is_shown_and_its_settings_are_not_blamed() {
    let desk = Desk::new(&[
        ("sayso.toml", "rules-dir = [\"desk\"]\n[rules.\"house/broken\"]\nseverity = \"off\"\n"),
        ("desk/house/broken.toml", "summary = \n"),
        ("a.txt", GUILTY),
    ]);
    let ran = desk.run(&["check"]).exits(2).says(RULE).complains("desk/house/broken.toml:1:");
    ran.silent_on("config/unknown-rule");
    desk.run(&["test", "desk"]).exits(2).complains("desk/house/broken.toml:1:");
    desk.run(&["test", "nowhere"]).exits(2).complains("cannot read `nowhere`");
}

// The other commands.

#[test]
fn the_built_in_examples_hold() {
    let desk = Desk::new(&[]);
    desk.run(&["test"]).exits(0).says("hold").silent_on("all 0 examples");
}

#[test]
fn rules_are_listed_and_explained() {
    let desk = Desk::new(&[]);
    desk.run(&["rules"]).exits(0).says(RULE).says("verbs/factive-reporting-verb");
    let note = desk.run(&["rules", RULE]).exits(0).says("error by default").says("Why").says("It fires on").says("^^^");
    note.says("It is quiet on").says(&format!("[rules.\"{RULE}\"]"));
    desk.run(&["rules", "unattributed-accusation"]).exits(0).says(RULE);
    desk.run(&["rules", "claims/unattributed-acusation"]).exits(2).complains(&format!("did you mean `{RULE}`?"));
    desk.run(&["rules", "claims"]).exits(2).complains("`claims` is a family; its rules are ").complains(RULE);
    let ran = desk.run(&["rules", "--output-format", "json"]).exits(0);
    let all: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert!(all.as_array().is_some_and(|rules| rules.iter().any(|rule| rule["id"] == RULE)));
    let ran = desk.run(&["rules", RULE, "--output-format", "json"]).exits(0);
    let one: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert!(one["examples"].as_array().is_some_and(|examples| examples.len() >= 6));
}

#[test]
fn sources_show_who_says_what() {
    let text = "Bridge shut\n\nThe bridge will close on Monday, Mayor Ana Ruiz said, according to the Gulf Courier.\n\n\
                \"It is not safe,\" Ruiz said. \"It will not be safe for a year.\"\n";
    let desk = Desk::new(&[("a.txt", text), ("b.txt", text)]);
    let ran =
        desk.run(&["sources", "a.txt"]).exits(0).says("named").says("quoted").says("through").silent_on("\u{1b}[");
    let row = ran.out.lines().find(|line| line.contains("Ana Ruiz")).expect("she has a row");
    let cells: Vec<&str> = row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(cells, ["3:34", "Ana Ruiz", "yes", "Mayor", "1", "-", "1", "18", "12", "Gulf Courier"], "{}", ran.out);
    ran.says("2 sources: 1 named, 1 institution, document or outlet\n");
    desk.run(&["sources", "a.txt", "--color", "always"]).exits(0).says("\u{1b}[1m");
    let ran = desk.run(&["sources", "--output-format", "jsonl"]).exits(0);
    let documents = ran.findings();
    assert_eq!(documents.len(), 2);
    let document = &documents[0];
    assert_eq!(
        (&document["version"], &document["unit"], &document["path"]),
        (&1.into(), &"byte".into(), &"a.txt".into())
    );
    let first = &document["attributions"][0];
    for key in ["kind", "cue", "source", "content", "speaker", "chain"] {
        assert!(first.get(key).is_some(), "{key}: {first}");
    }
    let cue = |key: usize| usize::try_from(first["cue"][0][key].as_u64().expect("a number")).expect("small");
    assert_eq!(&text[cue(0)..cue(1)], "said");
    let source = &document["sources"][0];
    for key in ["id", "name", "class", "role", "mentions", "quoted_words", "attributions"] {
        assert!(source.get(key).is_some(), "{key}: {source}");
    }
    assert_eq!((&source["named"], &source["words"], &source["through"]), (&true.into(), &18.into(), &json!([1])));
    assert_eq!(source["kinds"], json!({"direct": 1, "mixed": 0, "indirect": 1}));
    assert_eq!(source["first"], json!({"line": 3, "column": 34}));
    assert_eq!(document["sources"][1]["named"], serde_json::Value::Null);
    let ran = desk.run(&["sources", "--output-format", "json", "-j", "1", "-o", "out.json"]).exits(0);
    assert_eq!(ran.out, "");
    let written = fs::read_to_string(desk.path().join("out.json")).expect("it is there");
    let all: serde_json::Value = serde_json::from_str(&written).expect("it is JSON");
    assert_eq!(all["documents"].as_array(), Some(&documents));
    desk.run(&["sources", "none.txt"]).exits(2).complains("none.txt");
}

#[cfg(target_os = "linux")]
#[test]
fn a_table_is_as_wide_as_its_terminal() {
    let text = "Bridge shut\n\nThe bridge will close on Monday, Mayor Ana Ruiz said.\n";
    let desk = Desk::new(&[("a.txt", text)]);
    // `script` of util-linux gives a terminal to whoever has none.
    let shown = |columns: usize| {
        let typed = format!("stty rows 24 cols {columns}; {} sources --color never a.txt", env!("CARGO_BIN_EXE_sayso"));
        let mut command = Command::new("script");
        command.args(["-qec", &typed, "/dev/null"]).current_dir(desk.path()).env_remove("COLUMNS").stdin(Stdio::null());
        command.output().ok().filter(|output| output.status.success())
    };
    let Some(narrow) = shown(60) else {
        eprintln!("no `script` here: the width of a terminal is not tested");
        return;
    };
    let lines = |output: Output| String::from_utf8_lossy(&output.stdout).replace('\r', "");
    assert!(lines(narrow).contains("times  words  quoted\n"));
    assert!(lines(shown(140).expect("it worked before")).contains("direct  mixed  indirect  words  quoted\n"));
}

#[test]
fn init_writes_a_config_that_holds_and_overwrites_nothing() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    desk.run(&["init"]).exits(0).says("wrote sayso.toml");
    desk.run(&["check", "a.txt"]).exits(1).silent_on("config/");
    let path = desk.path().join("sayso.toml");
    let starter = fs::read_to_string(&path).expect("it is there");
    desk.run(&["init"]).exits(2).complains("sayso.toml is already here");
    assert_eq!(fs::read_to_string(&path).expect("it is there"), starter);
    // What it suggests is right, too.
    // There is nothing above this folder to extend.
    let is_key = |key: &str| !key.contains(' ') && key != "extend";
    let is_setting = |line: &str| line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| is_key(key));
    let suggested: Vec<&str> =
        starter.lines().map(|line| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line)).collect();
    desk.write("sayso.toml", suggested.join("\n").as_bytes());
    desk.write("rules/desk/opined.toml", HOUSE_RULE.as_bytes());
    let ran = desk.run(&["check", "a.txt"]);
    assert_eq!(ran.err, "", "{}", suggested.join("\n"));
}
