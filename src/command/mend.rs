//! `check --fix` and `--diff`: applies fixes until nothing changes, and writes the file whole or not at all. Leaves alone
//! a file that has changed since it was linted, one that may not be written, and one whose fixes undo each other.

use super::{Outcome, complain, parent_of, plural, remark, shown, write};
use sayso::diagnostic::Safety;
use sayso::fix;
use sayso::lint::Linted;
use sayso::source::Source;
use std::fs;
use std::io;
use std::path::Path;

/// Passes before fixes are taken to undo each other.
const PASSES: usize = 20;

/// A file after its fixes.
pub(super) struct Mended {
    pub(super) source: Source,
    pub(super) linted: Linted,
    pub(super) applied: usize,
}

/// Applies fixes, linting again after each pass. `None` with nothing to apply, or if it cannot be done, which is said.
pub(super) fn mend(
    source: &Source,
    linted: &Linted,
    unsafe_too: bool,
    lint: impl Fn(&Source) -> Linted,
    outcome: &mut Outcome,
) -> Option<Mended> {
    let mut fixed = fix::apply(&source.text, &linted.diagnostics, unsafe_too)?;
    let mut applied = 0;
    for _ in 0..PASSES {
        applied += fixed.applied;
        let now = source.with_text(fixed.text);
        let linted = lint(&now);
        match fix::apply(&now.text, &linted.diagnostics, unsafe_too) {
            Some(next) => fixed = next,
            None if now.text == source.text => break,
            None => return Some(Mended { source: now, linted, applied }),
        }
    }
    let with_fix = linted.diagnostics.iter().find(|d| d.fix.is_some()).map_or("", |d| &*d.rule);
    *outcome = Outcome::Failed;
    let help = format!("look at the `fix` of `{with_fix}` and the rules that find fault with what it writes");
    complain(&format!("cannot fix `{}`: its fixes undo each other", source.path), Some(&help));
    None
}

/// Writes a file that was `before`. False if it was left as it is, which is said.
pub(super) fn put(path: &Path, before: &Source, after: &Source, outcome: &mut Outcome) -> bool {
    let result = write_checked(path, before, after);
    if let Err((why, help)) = &result {
        *outcome = Outcome::Failed;
        complain(&format!("cannot fix `{}`: {why}; it is left as it was", path.display()), help.as_deref());
    }
    result.is_ok()
}

type Refusal = (String, Option<String>);

fn write_checked(path: &Path, before: &Source, after: &Source) -> Result<(), Refusal> {
    let bytes = after.encode().map_err(|(c, at)| {
        let line = after.position(at).line;
        let why = format!("a fix in line {line} writes `{c}`, which its encoding, Windows-1252, does not have");
        (why, Some("save the file as UTF-8 first".to_owned()))
    })?;
    let again = Source::decode(after.path.clone(), bytes.clone());
    if again.is_ok_and(|again| again.text != after.text) {
        return Err((
            "its bytes would be read as another encoding afterwards".to_owned(),
            Some("save the file as UTF-8 first".to_owned()),
        ));
    }
    let failed = |error: &io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => {
            ("permission denied".to_owned(), Some("make it writable, with its folder".to_owned()))
        }
        _ => (error.to_string(), None),
    };
    let meta = fs::metadata(path).map_err(|error| failed(&error))?;
    if meta.permissions().readonly() {
        return Err(("it is read-only".to_owned(), Some("make it writable, or leave it out".to_owned())));
    }
    // A folder one may write to would let us replace a file one may not.
    fs::OpenOptions::new().write(true).open(path).map_err(|error| failed(&error))?;
    let on_disk = fs::read(path).map_err(|error| failed(&error))?;
    if before.encode().ok() != Some(on_disk) {
        return Err(("it has changed since it was checked".to_owned(), Some("run sayso again".to_owned())));
    }
    write::replace(path, &bytes).map_err(|error| failed(&error))
}

/// The change as a unified diff that `git apply` and `patch -p1` take.
pub(super) fn diff(before: &Source, after: &Source) -> String {
    // From the current folder, without `.` and `..`: else git does not take it.
    let path = Path::new(&before.path);
    let folder = parent_of(path);
    let whole = folder.canonicalize().ok().zip(path.file_name()).map(|(folder, name)| folder.join(name));
    let path = shown(whole.as_deref().unwrap_or(path)).replace('\\', "/");
    let path = path.trim_start_matches('/');
    let diff = similar::TextDiff::from_lines(before.text.as_str(), after.text.as_str());
    diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// What became of the fixes of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    pub(super) applied: usize,
    pub(super) files: usize,
    /// Left for `--unsafe-fixes`.
    pub(super) held: usize,
}

impl Sum {
    /// Counts what is still on offer in a file.
    pub(super) fn of(linted: &Linted, applied: usize, unsafe_too: bool) -> Self {
        let unsafe_ones =
            linted.diagnostics.iter().filter_map(|d| d.fix.as_ref()).filter(|f| f.safety == Safety::Unsafe);
        let held = if unsafe_too { 0 } else { unsafe_ones.count() };
        Self { applied, files: usize::from(applied > 0), held }
    }

    /// Says so.
    pub(super) fn tell(self, written: bool) {
        let held = plural(self.held, "more fix needs", "more fixes need");
        let help = (self.held > 0).then(|| format!("{held} an editor's eye: `--unsafe-fixes` applies them"));
        let (verb, files) = (if written { "fixed" } else { "would fix" }, plural(self.files, "file", "files"));
        let what = plural(self.applied, "finding", "findings");
        remark(&format!("{verb} {what} in {files}"), help.as_deref());
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.applied += other.applied;
        self.files += other.files;
        self.held += other.held;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_after_it_was_read_is_left_alone() {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "one").expect("it can be written");
        let before = Source::from_text("a.txt", "one");
        let after = before.with_text("two".to_owned());
        fs::write(&path, "one, and the desk's own change").expect("it can be written");
        let mut outcome = Outcome::Clean;
        assert!(!put(&path, &before, &after, &mut outcome));
        assert_eq!(outcome, Outcome::Failed);
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "one, and the desk's own change");
        let (why, _) = write_checked(&path, &before, &after).expect_err("it has changed");
        assert_eq!(why, "it has changed since it was checked");

        fs::write(&path, "one").expect("it can be written");
        assert!(put(&path, &before, &after, &mut outcome));
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "two");
    }
}
