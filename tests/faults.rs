//! What a run does when the machine does not play along. `tests/FAULTS.md` tells it in a table; here is what shows it.
#![cfg(unix)]

mod desk;

use desk::{Desk, Ran, ran};
use std::ffi::OsStr;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const GUILTY: &str = "Plan is doomed\n\nRain fell.\n\nCritics say the plan is doomed, and nobody knows.\n";
const RULE: &str = "sources/vague-source";

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("modes can be set");
}

/// Runs as somebody who may not read everything: root may, so for root another must do it.
fn unprivileged(desk: &Desk, args: &[&str]) -> Ran {
    let locked = desk.path("probe");
    fs::write(&locked, "").expect("it can be written");
    mode(&locked, 0o000);
    if fs::read(&locked).is_err() {
        return desk.run(args);
    }
    let copy = desk.path("command");
    // Not by us: what another test starts meanwhile would hold the copy open for writing, and it could not be run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_sayso")).arg(&copy).status().expect("cp runs");
    assert!(copied.success(), "the command can be copied");
    mode(&copy, 0o755);
    mode(&desk.path("."), 0o755);
    ran(Command::new(copy).args(args).current_dir(desk.path(".")).stdin(Stdio::null()).uid(65534).gid(65534))
}

#[test]
fn an_unreadable_file_is_told_and_the_rest_is_linted() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("locked.txt", GUILTY), ("z.txt", GUILTY)]);
    mode(&desk.path("locked.txt"), 0o000);
    for args in [&["check", "."][..], &["check", "a.txt", "locked.txt", "z.txt"]] {
        let ran = unprivileged(&desk, args).exits(2);
        let ran = ran.complains("cannot read `locked.txt`: permission denied").complains("= help:");
        ran.says("a.txt:5:1").says("z.txt:5:1").silent_on("locked.txt:5");
    }
}

#[test]
fn an_unreadable_folder_is_told_and_the_rest_is_linted() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("locked/b.txt", GUILTY), ("z.txt", GUILTY)]);
    mode(&desk.path("locked"), 0o000);
    let ran = unprivileged(&desk, &["check", "."]).exits(2);
    mode(&desk.path("locked"), 0o755);
    ran.complains("cannot read `locked`: permission denied").says("a.txt:5:1").says("z.txt:5:1");
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}

/// A run that has begun and waits: its first input is a pipe that nobody has written to yet.
fn waiting(desk: &Desk, args: &[&str]) -> Child {
    fifo(&desk.path("first.txt"));
    let all: Vec<&str> = ["check", "--jobs", "1", "--output-format", "concise"].iter().chain(args).copied().collect();
    desk.command(&all).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command starts")
}

#[test]
fn a_file_that_vanishes_is_told_and_the_rest_is_linted() {
    let desk = Desk::new(&[("b.txt", GUILTY), ("c.txt", GUILTY)]);
    let child = waiting(&desk, &["first.txt", "b.txt", "c.txt"]);
    // It opens its first input only when it has looked for all of them.
    let mut first = fs::OpenOptions::new().write(true).open(desk.path("first.txt")).expect("it is read");
    fs::remove_file(desk.path("b.txt")).expect("it is there");
    first.write_all(GUILTY.as_bytes()).expect("it is read");
    drop(first);
    let ran = Ran::from(child.wait_with_output().expect("it ends")).exits(2);
    ran.complains("cannot read `b.txt`: there is no such file").says("first.txt:5:1").says("c.txt:5:1");
}

#[test]
fn a_file_that_grows_is_linted_as_it_was_when_opened() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    let child = waiting(&desk, &["first.txt", "a.txt"]);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut file = fs::OpenOptions::new().append(true).open(desk.path("a.txt")).expect("it is there");
            fs::write(desk.path("first.txt"), GUILTY).expect("it is read");
            // As fast as it can for as long as the run takes, but not for ever.
            for _ in 0..100_000 {
                if ended.load(Ordering::Relaxed) {
                    break;
                }
                file.write_all("Rain fell on the town. ".repeat(100).as_bytes()).expect("it can be written");
            }
        });
        let output = child.wait_with_output().expect("it ends");
        ended.store(true, Ordering::Relaxed);
        Ran::from(output).exits(0).says("first.txt:5:1").says("a.txt:5:1");
    });
}

#[test]
fn links_in_circles_and_links_to_nowhere_are_told() {
    let desk = Desk::new(&[("a.txt", GUILTY), ("folder/b.txt", GUILTY)]);
    symlink("loop.txt", desk.path("loop.txt")).expect("a link");
    symlink("gone", desk.path("nowhere.txt")).expect("a link");
    symlink("..", desk.path("folder/up")).expect("a link");
    let ran = desk.run(&["check", "."]).exits(2);
    let ran = ran.complains("cannot read `loop.txt`: Too many levels of symbolic links");
    ran.complains("cannot read `nowhere.txt`: there is no such file").says("in 2 files");
    desk.run(&["check", "loop.txt"]).exits(2).complains("cannot read `loop.txt`");
    // A link to a folder above is not walked, so there is no circle to go round in.
    desk.run(&["check", "folder"]).exits(0).says("in 1 file");
}

#[test]
fn a_named_pipe_is_read_when_named_and_passed_over_in_a_folder() {
    let desk = Desk::new(&[("folder/a.txt", GUILTY)]);
    fifo(&desk.path("folder/pipe.txt"));
    desk.run(&["check", "folder"]).exits(0).says("in 1 file").silent_on("pipe.txt");
    let child = waiting(&desk, &["first.txt"]);
    fs::write(desk.path("first.txt"), GUILTY).expect("it is read");
    Ran::from(child.wait_with_output().expect("it ends")).exits(0).says("first.txt:5:1");
}

#[test]
fn a_device_is_read_as_far_as_it_is_text_and_passed_over_in_a_folder() {
    let desk = Desk::new(&[("a.txt", GUILTY)]);
    let begun = Instant::now();
    desk.run(&["check", "/dev/zero"])
        .exits(2)
        .complains("cannot read `/dev/zero` as copy: found the control byte 0x00");
    desk.run(&["check", "/dev/urandom"]).exits(2).complains("cannot read `/dev/urandom` as copy");
    assert!(begun.elapsed() < Duration::from_secs(20), "a device without an end is not read to its end");
    desk.run(&["check", "/dev/null"]).exits(0).says("nothing found in 1 file");
    symlink("/dev/zero", desk.path("zero.txt")).expect("a link");
    desk.run(&["check", "."]).exits(0).says("in 1 file").silent_on("zero");
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let desk = Desk::new(&[("a.txt", &GUILTY.repeat(2_000))]);
    let full = "No space left on device";
    desk.run(&["check", "-o", "/dev/full", "a.txt"]).exits(2).complains(full).complains("cannot write `/dev/full`");
    let ran = desk.run(&["check", "--also", "json=/dev/full", "a.txt"]).exits(2);
    ran.complains("cannot write `/dev/full`").says(RULE);
    for args in [&["check", "a.txt"][..], &["sources", "a.txt"], &["rules"], &["rules", RULE]] {
        let out = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
        let output = desk.command(args).stdout(out).output().expect("the command runs");
        Ran::from(output).exits(2).complains(full);
    }
    // A real one, where we may mount one.
    let disk = desk.path("disk");
    fs::create_dir(&disk).expect("a folder");
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "none"]).arg(&disk).output();
    if !mount.is_ok_and(|done| done.status.success()) {
        println!("not shown on a real disk: nothing can be mounted here");
        return;
    }
    fs::write(disk.join("out.json"), "old").expect("it can be written");
    let ran = desk.run(&["check", "--output-format", "json", "-o", "disk/out.json", "a.txt"]);
    let (kept, left) = (desk.read("disk/out.json"), desk.names("disk"));
    assert!(Command::new("umount").arg(&disk).status().expect("umount runs").success());
    ran.exits(2).complains("cannot write `disk/out.json`").complains(full);
    assert_eq!((kept.as_str(), left), ("old", vec!["out.json".to_owned()]));
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let desk = Desk::new(&[("a.txt", &GUILTY.repeat(5_000))]);
    for args in [&["check", "a.txt"][..], &["sources", "a.txt"], &["rules"]] {
        let mut child = desk.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut some = [0; 20];
        child.stdout.take().expect("it is piped").read_exact(&mut some).expect("there is that much");
        let ran = Ran::from(child.wait_with_output().expect("it ends"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
    }
}

#[test]
fn an_interrupted_run_leaves_no_draft_and_the_old_file() {
    for (name, number) in [("INT", 2), ("TERM", 15)] {
        let desk = Desk::new(&[("out.json", "old")]);
        let mut child = waiting(&desk, &["-o", "out.json", "--also", "sarif=new.sarif", "first.txt"]);
        let drafts = || desk.names(".").into_iter().filter(|name| name.starts_with('.')).count();
        let begun = Instant::now();
        while drafts() < 2 {
            assert!(begun.elapsed() < Duration::from_mins(1), "no drafts: {:?}", desk.names("."));
            std::thread::sleep(Duration::from_millis(5));
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().expect("kill runs").success());
        let status = child.wait().expect("it ends");
        // It ends as the signal would have had it, which is what a shell looks at.
        assert_eq!(status.signal(), Some(number), "{status:?}");
        assert_eq!(desk.names("."), ["first.txt", "out.json"]);
        assert_eq!(desk.read("out.json"), "old");
    }
}

#[test]
fn ten_thousand_files_are_linted_in_order() {
    let desk = Desk::new(&[]);
    for n in 0..10_000 {
        let path = desk.path(&format!("{:02}/{n:05}.txt", n / 500));
        if n % 500 == 0 {
            fs::create_dir(path.parent().expect("a folder")).expect("it can be made");
        }
        fs::write(path, if n % 100 == 0 { GUILTY } else { "Rain\n\nIt rained.\n" }).expect("it can be written");
    }
    let ran = desk.run(&["check", "--select", RULE, "--output-format", "concise"]).exits(0).says("of 10,000 files");
    let places = ran.places();
    assert_eq!(places.len(), 100);
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_name_that_is_not_utf_8_is_read_and_shown_as_far_as_it_is() {
    let desk = Desk::new(&[]);
    let name = OsStr::from_bytes(b"caf\xe9.txt");
    fs::write(desk.path(".").join(name), GUILTY).expect("it can be written");
    for ran in [
        desk.run(&["check", "--output-format", "jsonl", "."]),
        ran(desk.command(&["check", "--output-format", "jsonl"]).arg(name)),
    ] {
        let ran = ran.exits(0).says("\"path\":\"caf\u{fffd}.txt\"").says(RULE);
        assert!(ran.out.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }
    ran(desk.command(&["check"]).arg(OsStr::from_bytes(b"gone\xff.txt")))
        .exits(2)
        .complains("cannot read `gone\u{fffd}.txt`");
}

#[test]
fn long_paths_are_read_as_far_as_the_system_can() {
    let desk = Desk::new(&[]);
    // Nineteen folders of 200 letters, and what is left of 4,000.
    let path: PathBuf = (0..19).map(|_| "d".repeat(200)).chain(["e".repeat(170) + "/a.txt"]).collect();
    assert!((3_990..4_010).contains(&path.as_os_str().len()), "{}", path.as_os_str().len());
    // From the current folder: from the root it may be too long.
    let made =
        Command::new("mkdir").arg("-p").arg(path.parent().expect("a folder")).current_dir(desk.path(".")).status();
    assert!(made.expect("mkdir runs").success());
    let write = Command::new("sh")
        .arg("-c")
        .arg("cat > \"$0\"")
        .arg(&path)
        .current_dir(desk.path("."))
        .stdin(Stdio::piped())
        .spawn();
    let mut write = write.expect("sh runs");
    write.stdin.take().expect("it is piped").write_all(GUILTY.as_bytes()).expect("it listens");
    assert!(write.wait().expect("it ends").success());
    let path = path.to_str().expect("letters").to_owned();
    desk.run(&["check", &path]).exits(0).says(RULE);
    desk.run(&["check", "."]).exits(0).says(RULE).says("in 1 file");
    // Longer than that is no path at all.
    desk.run(&["check", &format!("{path}/{path}")]).exits(2).complains("File name too long");
    let name = "n".repeat(250) + ".json";
    desk.write("a.txt", GUILTY);
    desk.run(&["check", "-o", &name, "a.txt"]).exits(0);
    assert!(desk.names(".").contains(&name));
}

#[test]
fn the_table_and_the_tests_are_of_one_mind() {
    let (table, tests) = (include_str!("FAULTS.md"), include_str!("faults.rs"));
    let named: Vec<&str> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| ")?.rsplit_once('`')?.0.rsplit_once('`'))
        .map(|(_, name)| name)
        .collect();
    let written: Vec<&str> =
        tests.split("#[test]\nfn ").skip(1).filter_map(|rest| rest.split_once("()")).map(|(name, _)| name).collect();
    let other = include_str!("../src/command/mend.rs");
    for name in &named {
        assert!(written.contains(name) || other.contains(&format!("fn {name}()")), "{name} is no test");
    }
    for name in written.iter().filter(|name| !name.starts_with("the_table")) {
        assert!(named.contains(name), "{name} is not in the table");
    }
}
