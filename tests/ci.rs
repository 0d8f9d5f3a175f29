//! sayso in a pipeline: several reports of one run, configs that build on others, what a run shows of itself, and what
//! comes with the command. The pre-commit hook and the action have scripts of their own beside this file.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const GUILTY: &str = "Market hit\n\nThe council met on Monday.\n\nGovernment troops shelled the market on Friday.\n";
const RULE: &str = "claims/unattributed-accusation";
const CLEAN: &str = "Council meets\n\nThe council met on Monday.\n";
const ALL: &[&str] = &[
    "full",
    "concise",
    "json",
    "jsonl",
    "sarif",
    "github",
    "gitlab",
    "junit",
    "checkstyle",
    "rdjson",
    "azure",
    "markdown",
];

struct Desk(TempDir);

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new(files: &[(&str, &str)]) -> Self {
        let desk = Self(TempDir::new().expect("a temporary folder"));
        for (path, text) in files {
            let path = desk.path().join(path);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
            fs::write(path, text).expect("the file can be written");
        }
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
        // Not the settings of whoever runs the tests.
        command.current_dir(self.path()).env("XDG_CONFIG_HOME", self.path().join("nobody")).env_remove("NO_COLOR");
        command
    }

    #[track_caller]
    fn run(&self, args: &[&str], code: i32) -> Ran {
        Ran::of(self.command().args(args), code)
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).expect("the folder is there");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

impl Ran {
    #[track_caller]
    fn of(command: &mut Command, code: i32) -> Self {
        let output = command.stdin(Stdio::null()).output().expect("the command runs");
        let text = |bytes| String::from_utf8(bytes).expect("it is UTF-8");
        let ran = Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        assert_eq!(ran.code, Some(code), "{}\n{}", ran.out, ran.err);
        ran
    }

    #[track_caller]
    fn says(self, words: &str) -> Self {
        assert!(self.out.contains(words), "not on standard output: {words}\n{}", self.out);
        self
    }

    #[track_caller]
    fn complains(self, words: &str) -> Self {
        assert!(self.err.contains(words), "not on standard error: {words}\n{}", self.err);
        self
    }
}

// Reports.

#[test]
fn one_run_writes_every_format_and_each_is_what_it_would_be_alone() {
    let desk = Desk::new(&[("copy/a.txt", GUILTY), ("copy/b.txt", CLEAN), ("copy/c.txt", GUILTY)]);
    let also: Vec<String> = ALL.iter().map(|name| format!("{name}=out.{name}")).collect();
    let mut args = vec!["check", "copy"];
    for also in &also {
        args.extend(["--also", also]);
    }
    let ran = desk.run(&args, 1).says("2 errors");
    assert_eq!(ran.err, "");
    for name in ALL {
        let alone = desk.run(&["check", "copy", "--output-format", name], 1);
        assert_eq!(desk.read(&format!("out.{name}")), alone.out, "{name}");
        assert!(name == &"markdown" || alone.out.contains("accusation"), "{name}");
    }
}

#[test]
fn two_reports_to_one_file_stop_the_run_before_it_starts() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("old.sarif", "old")]);
    fs::create_dir(desk.path().join("sub")).expect("a folder");
    for args in [
        ["check", "a.txt", "--also", "sarif=old.sarif", "--also", "json=./old.sarif"],
        ["check", "a.txt", "-o", "sub/../old.sarif", "--also", "json=old.sarif"],
        ["check", "a.txt", "-o", "new.txt", "--also", "json=sub/../new.txt"],
    ] {
        let ran = desk.run(&args, 2).complains("two reports cannot go to one file");
        assert_eq!(ran.out, "");
        assert!(ran.err.contains("json"), "{}", ran.err);
    }
    assert_eq!(desk.read("old.sarif"), "old");
    assert_eq!(desk.names(), ["a.txt", "old.sarif", "sub"]);
}

#[cfg(unix)]
#[test]
fn standard_output_is_a_file_too() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    let binary = env!("CARGO_BIN_EXE_sayso");
    let typed = |line: &str, code: i32| {
        let mut command = Command::new("sh");
        command.args(["-c", &line.replace("sayso", binary)]).current_dir(desk.path());
        Ran::of(command.env("XDG_CONFIG_HOME", desk.path().join("nobody")), code)
    };
    typed("sayso check a.txt --also json=out.json > out.json", 2)
        .complains("two reports cannot go to one file, `out.json` and standard output: full and json");
    assert_eq!(desk.read("out.json"), "");
    typed("sayso check a.txt --also json=/dev/stdout", 2).complains("two reports cannot go to one file");
    typed("sayso check a.txt --also json=/dev/null > /dev/null", 1);
    typed("sayso check a.txt -o full.log --also json=out.json > out.json", 1);
    assert!(desk.read("out.json").starts_with("{\"version\""));
}

#[test]
fn a_report_is_no_copy_and_never_goes_over_copy() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    // What the first run has left is not checked by the second.
    for _ in 0..2 {
        desk.run(&["check", "--also", "markdown=./summary.md", "--also", "full=log.txt"], 1).says("in 1 file\n");
        assert!(desk.read("summary.md").starts_with("## sayso: 1 error in 1 file\n"));
    }
    let ran = desk.run(&["check", "a.txt", "summary.md", "-o", "./a.txt"], 2);
    ran.complains("a report cannot go to `a.txt`: that is copy to be checked");
    assert_eq!(desk.read("a.txt"), GUILTY);
    assert_eq!(desk.names(), ["a.txt", "log.txt", "summary.md"]);
}

#[test]
fn code_hosts_are_told_paths_from_the_root_of_the_repository() {
    let desk = Desk::new(&[
        ("copy/late/a.txt", GUILTY),
        ("copy/late/sayso.toml", "kid = 1\n"),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ]);
    let late = desk.path().join("copy/late");
    let whole = late.join("a.txt").display().to_string();
    for (format, mark) in
        [("github", "file="), ("gitlab", "\"path\":\""), ("sarif", "\"uri\":\""), ("azure", "sourcepath=")]
    {
        for typed in ["a.txt", "./a.txt", "../late/a.txt", whole.as_str()] {
            let mut command = desk.command();
            let ran = Ran::of(command.args(["check", typed, "--output-format", format]).current_dir(&late), 2);
            let ran = ran.says(&format!("{mark}copy/late/a.txt"));
            ran.says(&format!("{mark}copy/late/sayso.toml"));
        }
    }
    // People, and programs that run where sayso does, are told what was typed.
    for format in ["concise", "jsonl", "rdjson", "checkstyle"] {
        let mut command = desk.command();
        let ran = Ran::of(command.args(["check", "./a.txt", "--output-format", format]).current_dir(&late), 2);
        assert!(!ran.says("./a.txt").out.contains("copy/late/a.txt"));
    }
    // Outside of a repository there is only what was typed, without what GitLab refuses.
    let loose = Desk::new(&[("a.txt", GUILTY)]);
    loose.run(&["check", "./a.txt", "--output-format", "gitlab"], 1).says("\"path\":\"a.txt\"");
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    // One that cannot be opened stops the run before it starts.
    let ran = desk.run(&["check", "a.txt", "--also", "sarif=no/such.sarif", "--also", "json=out.json"], 2);
    assert!(ran.complains("cannot write `no/such.sarif`").out.is_empty());
    desk.run(&["check", "a.txt", "--also", "sarif=."], 2).complains("cannot write `.`: it is a folder");
    assert_eq!(desk.names(), ["a.txt"]);
    desk.run(&["check", "a.txt", "--also", "sariff=out"], 2)
        .complains("there is no format `sariff`")
        .complains("rdjson");
    desk.run(&["check", "a.txt", "--also", "sarif"], 2).complains("FORMAT=FILE");
    if cfg!(target_os = "linux") {
        // One that fails on the way stops none of the others.
        let args = ["check", "a.txt", "--also", "json=/dev/full", "--also", "sarif=out.sarif"];
        desk.run(&args, 2).says(RULE).says("1 error").complains("cannot write `/dev/full`: ");
        assert!(desk.read("out.sarif").ends_with("}\n"));
        assert_eq!(desk.names(), ["a.txt", "out.sarif"]);
    }
}

#[test]
fn a_mistake_in_a_config_stands_in_the_reports_that_programs_read() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("sayso.toml", "kid = 1\n")]);
    desk.run(&["check", "a.txt", "--also", "sarif=out.sarif"], 2).complains("config/unknown-key").says(RULE);
    assert!(desk.read("out.sarif").contains("\"ruleId\":\"config/unknown-key\""));
}

// Configuration.

#[test]
fn a_config_builds_on_others_and_the_later_wins() {
    let desk = Desk::new(&[
        ("base/root.toml", &format!("ignore = ['loaded']\n[rules.'{RULE}']\nseverity = 'off'\nlegal-ok = false\n")),
        ("base/sayso.toml", "extend = 'root.toml'\n[[override]]\npaths = ['late']\nignore = ['claims']\n"),
        ("desk/sayso.toml", &format!("extend = '../base/sayso.toml'\n[rules.'{RULE}']\nseverity = 'warning'\n")),
        ("desk/late/a.txt", GUILTY),
        ("desk/a.txt", GUILTY),
        ("base/late/a.txt", GUILTY),
        ("base/a.txt", GUILTY),
    ]);
    desk.run(&["check", "desk/a.txt"], 0).says(&format!("warning[{RULE}]"));
    desk.run(&["check", "base/a.txt"], 0).says("nothing found");
    // Paths of an override start at the file it stands in; from a base elsewhere, at the house.
    desk.run(&["check", "desk/late/a.txt"], 0).says("nothing found");
    desk.run(&["check", "--show-settings", "desk/late/a.txt"], 0).says("    \"claims\",  # base/sayso.toml:4\n");
    let shown = desk.run(&["check", "--show-settings", "desk/a.txt"], 0);
    let shown = shown.says("base/root.toml, base/sayso.toml, desk/sayso.toml");
    let shown = shown.says("    \"loaded\",  # base/root.toml:1\n");
    shown.says("severity = \"warning\"  # desk/sayso.toml:3\n").says("legal-ok = false  # base/root.toml:4\n");
    desk.run(&["check", "--show-settings", "base/late/a.txt"], 0).says("    \"claims\",  # base/sayso.toml:4\n");
}

#[test]
fn a_base_brings_its_house_rules() {
    let rule = "summary = 's'\nseverity = 'error'\nmessage = '`{found}` is ours'\nwhy = 'w'\n[match.terms]\nwords = ['council']\n";
    let desk = Desk::new(&[
        ("base/house/desk/ours.toml", rule),
        ("base/sayso.toml", "rules-dir = ['house']\n"),
        ("copy/sayso.toml", "extend = '../base/sayso.toml'\n[rules.'desk/ours']\nseverity = 'warning'\n"),
        ("copy/a.txt", CLEAN),
    ]);
    desk.run(&["check", "copy"], 0).says("warning[desk/ours]");
}

#[test]
fn an_extend_loop_is_shown_where_it_closes_and_the_rest_holds() {
    let desk = Desk::new(&[
        ("a/sayso.toml", "extend = '../b/sayso.toml'\nignore = ['claims']\n"),
        ("b/sayso.toml", "\nextend = '../a/sayso.toml'\n"),
        ("c/sayso.toml", "extend = 'sayso.toml'\n"),
        ("d/sayso.toml", "extend = '../none.toml'\n"),
        ("e/sayso.toml", "extend = 3\n"),
        ("a/a.txt", GUILTY),
        ("c/a.txt", GUILTY),
        ("d/a.txt", GUILTY),
        ("e/a.txt", GUILTY),
    ]);
    let ran = desk.run(&["check", "a"], 2).complains("error[config/extend-loop]").complains("b/sayso.toml:2:10");
    let ran = ran.complains("`a/sayso.toml` -> `b/sayso.toml` -> `a/sayso.toml`");
    ran.complains("= help: take `extend` out of one of them").says("nothing found");
    desk.run(&["check", "c"], 2)
        .complains("`c/sayso.toml` -> `c/sayso.toml`")
        .complains("c/sayso.toml:1:10")
        .says(RULE);
    let ran = desk.run(&["check", "d"], 2).complains("d/sayso.toml:1:10").says(RULE);
    ran.complains("none.toml`, which this file extends: there is no such file");
    desk.run(&["check", "e"], 2).complains("`extend` must be a string").says(RULE);
}

#[test]
fn the_users_own_config_holds_where_no_other_does() {
    let desk = Desk::new(&[
        ("home/.config/sayso/sayso.toml", "[[override]]\npaths = ['loose']\nignore = ['claims']\n"),
        ("xdg/sayso/sayso.toml", "ignore = ['claims']\n"),
        ("loose/a.txt", GUILTY),
        ("other/a.txt", GUILTY),
        ("desk/a.txt", GUILTY),
        ("desk/sayso.toml", ""),
    ]);
    let run = |args: &[&str], xdg: &str, code: i32| {
        let mut command = desk.command();
        command.args(["check", "--output-format", "concise"]).args(args).env("HOME", desk.path().join("home"));
        if xdg.is_empty() {
            command.env_remove("XDG_CONFIG_HOME");
        } else {
            command.env("XDG_CONFIG_HOME", desk.path().join(xdg));
        }
        Ran::of(&mut command, code)
    };
    run(&["loose"], "xdg", 0);
    run(&["desk"], "xdg", 1).says(RULE);
    run(&["loose", "--isolated"], "xdg", 1).says(RULE);
    // Its paths start at the current folder.
    run(&["loose"], "", 0);
    run(&["other"], "", 1).says(RULE);
    run(&["--show-settings", "loose/a.txt"], "", 0).says("home/.config/sayso/sayso.toml:3");
}

#[test]
fn shown_settings_are_a_config_that_does_the_same() {
    let desk = Desk::new(&[
        ("a.txt", GUILTY),
        ("sayso.toml", &format!("kind = 'news'\nignore = ['loaded']\n[rules.'{RULE}']\nseverity = 'warning'\n")),
    ]);
    let shown = desk.run(&["check", "--show-settings", "a.txt"], 0).says("kind = \"news\"  # sayso.toml:1\n");
    let shown =
        shown.says("severity = \"warning\"  # sayso.toml:4\n").says("# not run: ignored by `loaded`, sayso.toml:2");
    fs::write(desk.path().join("shown.toml"), &shown.out).expect("it can be written");
    let as_shown = desk.run(&["check", "a.txt", "--config", "shown.toml", "--output-format", "jsonl"], 0);
    assert_eq!(as_shown.err, "", "it is a config without a mistake");
    let as_is = desk.run(&["check", "a.txt", "--output-format", "jsonl"], 0);
    assert_eq!(as_shown.out, as_is.out);
    // With rules of its own, and a preset whose word is set aside in one place.
    let rule = "summary = 's'\nseverity = 'error'\nmessage = '`{found}` is ours'\nwhy = 'w'\n[match.terms]\nwords = ['council']\n";
    for (name, text) in [
        ("house/desk/ours.toml", rule),
        (
            "house.toml",
            "preset = 'strict'\nrules-dir = ['house']\n[rules.'claims/unattributed-claim']\nmin-score = 3\n",
        ),
    ] {
        let path = desk.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    let args = ["check", "a.txt", "--output-format", "jsonl", "--config"];
    let as_is = desk.run(&[&args[..], &["house.toml"]].concat(), 1).says("is ours");
    let shown = desk.run(&["check", "--show-settings", "--config", "house.toml", "a.txt"], 0);
    let shown = shown.says("preset = \"strict\"  # house.toml:1\n").says("  # house.toml:2\n");
    let shown = shown.says("severity = \"warning\"  # preset strict\n").says("min-score = 3  # house.toml:4\n");
    fs::create_dir(desk.path().join("else")).expect("a folder");
    fs::write(desk.path().join("else/shown.toml"), &shown.out).expect("it can be written");
    let as_shown = desk.run(&[&args[..], &["else/shown.toml"]].concat(), 1);
    assert_eq!((as_shown.out, as_shown.err.as_str()), (as_is.out, ""));
    desk.run(&["check", "--show-settings", "--select", "claims", "a.txt"], 0).says("    \"claims\",  # --select\n");
    desk.run(&["check", "--show-settings", "--isolated", "a.txt"], 0).says("# a.txt: no sayso.toml holds for it\n");
}

#[test]
fn what_is_skipped_is_shown_with_its_place() {
    let text = "---\ntitle: x\n---\n# Market hit\n\nThe council met on `the code`. \"Troops shelled it,\" he said.\n\n\
                ```\nlet code = 1;\n\nmore();\n```\n\n<div>html</div>\n\n> A quotation set apart.\n\n![](a.jpg)\n*A caption here. Photo: A*\n";
    let desk = Desk::new(&[("a.md", text), ("b.txt", CLEAN)]);
    let ran = desk.run(&["check", "--show-skipped", "a.md", "b.txt"], 0);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(
        lines,
        [
            "a.md:1:1: front matter: --- title: x ---",
            "a.md:6:20: code: `the code`",
            "a.md:6:32: quotation: \"Troops shelled it,\"",
            "a.md:8:1: code: ``` let code = 1; more(); ```",
            "a.md:14:1: markup: <div>html</div>",
            "a.md:16:3: quotation: A quotation set apart.",
            "a.md:18:1: markup: ![](a.jpg) *",
            "a.md:19:2: caption: A caption here. Photo: A",
        ]
    );
}

// At scale.

#[test]
fn statistics_are_counted_by_rule_folder_and_file() {
    let desk = Desk::new(&[("x/a.txt", GUILTY), ("x/b.txt", GUILTY), ("y/c.txt", GUILTY), ("y/d.txt", CLEAN)]);
    let ran = desk.run(&["check", "--select", RULE, "--statistics"], 1).says("3 errors in 3 of 4 files\n\nfindings");
    let ran = ran.says("infos  folder\n       2 ").says("0  x\n").says("infos  file\n       1 ").says("0  x/a.txt\n");
    assert!(!ran.out.contains("y/d.txt"), "a clean file has no row");
    let ran = desk.run(&["check", "--select", RULE, "--statistics=json"], 1);
    let line = ran.out.lines().last().expect("it says something");
    let counts: serde_json::Value = serde_json::from_str(line).expect("the last line is JSON");
    assert_eq!((&counts["findings"], &counts["files"]), (&3.into(), &4.into()));
    assert_eq!(counts["by_rule"][0]["rule"], RULE);
    assert_eq!((&counts["by_folder"][0]["folder"], &counts["by_folder"][0]["errors"]), (&"x".into(), &2.into()));
    assert_eq!(counts["by_file"].as_array().map(Vec::len), Some(3));
    assert!(counts["by_file"][0]["per_1000_words"].as_f64().is_some_and(|rate| rate > 10.0));
    let ran = desk.run(&["check", "--select", RULE, "--statistics", "--output-format", "json"], 1);
    let document: serde_json::Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(document["statistics"], counts);
    assert_eq!(ran.err, "");
}

#[test]
fn quiet_says_nothing_but_findings() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("b.txt", CLEAN)]);
    fs::create_dir(desk.path().join("void")).expect("a folder");
    fs::write(desk.path().join("old.txt"), b"Caf\xe9 closes\n\nThe caf\xe9 is shut.\n").expect("it can be written");
    let ran = desk.run(&["check", "-q", "b.txt", "void", "old.txt"], 0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    let ran = desk.run(&["check", "--quiet", "--output-format", "concise", "--select", RULE], 1);
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    // What fails is told all the same.
    desk.run(&["check", "--quiet", "none.txt"], 2).complains("none.txt");
}

#[cfg(target_os = "linux")]
#[test]
fn progress_is_shown_on_a_terminal_only_and_leaves_nothing_behind() {
    let desk = Desk::new(&[("a.txt", CLEAN), ("c.txt", CLEAN)]);
    // One file that takes its time, however fast the machine: a pipe that is written to late.
    let made = Command::new("mkfifo").arg("slow.txt").current_dir(desk.path()).status();
    assert!(made.expect("mkfifo is there").success());
    let binary = env!("CARGO_BIN_EXE_sayso");
    let slow = "(sleep 1.3; echo 'Council meets' > slow.txt) &";
    let typed = |flags: &str| format!("{slow} {binary} check -j 1 {flags} a.txt slow.txt c.txt > out.log");
    let ran = Ran::of(Command::new("sh").args(["-c", &typed("--isolated")]).current_dir(desk.path()), 0);
    assert_eq!(ran.err, "", "no terminal, no bar");
    // `script` of util-linux gives a terminal to whoever has none.
    let on_terminal = |flags: &str| {
        let mut command = Command::new("script");
        command.args(["-qec", &typed(flags), "/dev/null"]).current_dir(desk.path()).env("TERM", "xterm");
        command.env("XDG_CONFIG_HOME", desk.path().join("nobody")).stdin(Stdio::null());
        command.output().ok().filter(|output| output.status.success())
    };
    let Some(shown) = on_terminal("") else {
        eprintln!("no `script` here: the bar itself is not tested");
        return;
    };
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.contains(" of 3 files"), "{shown:?}");
    assert!(!desk.read("out.log").contains(" of 3 files"));
    let quiet = on_terminal("--quiet").expect("it worked before");
    assert!(quiet.stdout.is_empty(), "{:?}", String::from_utf8_lossy(&quiet.stdout));
}

// What comes with the command.

#[test]
fn completions_name_every_command_and_are_what_their_shell_reads() {
    let desk = Desk::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let text = desk.run(&["generate", "completions", shell], 0).out;
        for word in ["check", "sources", "rules", "test", "init", "generate", "show-settings"] {
            assert!(text.contains(word), "{shell}: {word}");
        }
        fs::write(desk.path().join(shell), text).expect("it can be written");
    }
    // What bash offers behind each of these.
    for (typed, offered) in [
        ("sayso ba", "baseline"),
        ("sayso baseline pr", "prune"),
        ("sayso check --output-format rd", "rdjson"),
        ("sayso check --fail-on n", "never"),
    ] {
        let ask = "source ./bash; COMP_WORDS=($0); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); \
                   _sayso sayso \"${COMP_WORDS[-1]}\" \"${COMP_WORDS[-2]}\"; echo \"${COMPREPLY[@]}\"";
        let mut bash = Command::new("bash");
        Ran::of(bash.args(["-c", ask, typed]).current_dir(desk.path()), 0).says(&format!("{offered}\n"));
    }
    desk.run(&["generate", "completions", "cmd"], 2).complains("possible values");
}

#[test]
fn the_man_page_has_every_command_and_flag() {
    let desk = Desk::new(&[]);
    let source = desk.run(&["generate", "man"], 0).out;
    let page = source.replace("\\-", "-");
    for words in
        [".TH", "SAYSO CHECK", "SAYSO GENERATE COMPLETIONS", "--fail-on", "--stdin-filename", "--also", "Exit codes"]
    {
        assert!(page.contains(words), "{words}");
    }
    // groff is what sets it, and warns of what it cannot make sense of.
    fs::write(desk.path().join("sayso.1"), source).expect("it can be written");
    match Command::new("groff").args(["-man", "-ww", "-Tutf8", "sayso.1"]).current_dir(desk.path()).output() {
        Ok(output) => {
            assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(String::from_utf8_lossy(&output.stdout).lines().count() > 100);
        }
        Err(_) => eprintln!("no groff here: the page is not set"),
    }
}

#[test]
fn init_points_editors_at_the_schema_that_it_writes() {
    let desk = Desk::new(&[]);
    desk.run(&["init"], 0).says(".sayso.schema.json");
    let first = desk.read("sayso.toml").lines().next().map(str::to_owned).expect("it has lines");
    let named = first.strip_prefix("#:schema ./").expect("the first line names the schema");
    let schema: serde_json::Value = serde_json::from_str(&desk.read(named)).expect("it is JSON");
    assert_eq!(schema["title"], "sayso.toml");
    assert!(schema["definitions"]["Rules"]["properties"].get(RULE).is_some());
    assert_eq!(desk.run(&["generate", "schema"], 0).out, desk.read(named));
    desk.run(&["generate", "schema", "rule"], 0).says("\"title\": \"sayso rule\"");
}

#[test]
fn a_folder_of_schemas_is_no_folder_of_rules() {
    let desk = Desk::new(&[]);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    assert!(rules.join("schema/rule.schema.json").is_file());
    let ran = desk.run(&["rules"], 0);
    assert!(!ran.out.contains("schema"), "{}", ran.out);
}
