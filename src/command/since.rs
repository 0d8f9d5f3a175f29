//! `check --since`: what a file was at a git revision, so that only sentences it did not have then are told. Runs `git`;
//! compares sentences by their words, so that one moved, or a paragraph broken at other columns, is the same as before.

use super::input::Input;
use super::parent_of;
use anyhow::{Context, bail};
use sayso::format::Format;
use sayso::lint::{Linted, Linter};
use sayso::source::Source;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What has become of files since a revision.
pub(super) struct Since {
    revision: String,
    roots: BTreeMap<PathBuf, Root>,
    /// Repository by folder.
    by_folder: HashMap<PathBuf, PathBuf>,
}

/// One repository.
struct Root {
    /// Changed files, by path from the root, with their old path; `None` for new ones.
    changed: BTreeMap<String, Option<String>>,
    tracked: BTreeSet<String>,
}

impl Since {
    /// Asks git about all repositories that the inputs are in.
    ///
    /// # Errors
    /// Without git, outside of a repository, for a revision that git does not know.
    pub(super) fn ask(revision: &str, inputs: &[Input]) -> anyhow::Result<Self> {
        let mut since = Self { revision: revision.to_owned(), roots: BTreeMap::new(), by_folder: HashMap::new() };
        // With nothing to compare, a mistyped revision is still one.
        let here = folder_of(Path::new(""));
        let folders: Vec<PathBuf> = inputs.iter().map(|input| folder_of(&input.path)).collect();
        for folder in if folders.is_empty() { vec![here] } else { folders } {
            if since.by_folder.contains_key(&folder) {
                continue;
            }
            let top = git(&folder, &["rev-parse", "--show-toplevel"])?;
            if !top.status.success() {
                let said = said(&top);
                if said.contains("not a git repository") {
                    let folder = folder.display();
                    bail!(
                        "`{folder}` is in no git repository, so `--since {revision}` cannot tell what has changed there"
                    );
                }
                bail!("git cannot tell the repository of `{}`: {said}", folder.display());
            }
            let root = PathBuf::from(String::from_utf8_lossy(&top.stdout).trim_end_matches(['\n', '\r']));
            let root = root.canonicalize().unwrap_or(root);
            if !since.roots.contains_key(&root) {
                let found = Root::ask(&root, revision)?;
                since.roots.insert(root.clone(), found);
            }
            since.by_folder.insert(folder, root);
        }
        Ok(since)
    }

    /// Leaves only the findings in sentences that the file did not have.
    pub(super) fn sort_out(
        &self,
        input: &Input,
        linter: &Linter,
        source: &Source,
        format: Format,
        linted: &mut Linted,
    ) {
        let old = match self.old(input) {
            Old::Same => {
                linted.diagnostics.clear();
                return;
            }
            Old::None => return,
            Old::Bytes(bytes) => bytes,
        };
        // What was no copy then has no sentence in common with what is now.
        let Ok(old) = Source::decode(source.path.clone(), old) else { return };
        let mut known: HashMap<u64, usize> = HashMap::new();
        for hash in linter.sentence_hashes(&old, format) {
            *known.entry(hash).or_default() += 1;
        }
        let mut is_old = |hash: &u64| match known.get_mut(hash) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        };
        let changed: Vec<bool> = linter.sentence_hashes(source, format).iter().map(|hash| !is_old(hash)).collect();
        let told = std::mem::take(&mut linted.diagnostics);
        let new = |d: &sayso::diagnostic::Diagnostic| {
            linted.sentence(d).map_or_else(|| !old.text.contains(source.slice(d.span)), |i| changed[i])
        };
        linted.diagnostics = told.into_iter().filter(new).collect();
    }

    fn old(&self, input: &Input) -> Old {
        let folder = folder_of(&input.path);
        let Some((path, root)) = self.by_folder.get(&folder).and_then(|root| Some((root, self.roots.get(root)?)))
        else {
            return Old::None;
        };
        let file = input.path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name));
        // A link is what it points to, if that is in the repository.
        let file = file.canonicalize().ok().filter(|real| real.starts_with(path)).unwrap_or(file);
        let name = slashed(file.strip_prefix(path).unwrap_or(&file));
        let before = match root.changed.get(&name) {
            _ if input.stdin => name,
            Some(Some(before)) => before.clone(),
            Some(None) => return Old::None,
            None if root.tracked.contains(&name) => return Old::Same,
            None => return Old::None,
        };
        let object = format!("{}:{before}", self.revision);
        match git(path, &["cat-file", "blob", &object]) {
            Ok(output) if output.status.success() => Old::Bytes(output.stdout),
            _ => Old::None,
        }
    }
}

/// What a file was.
enum Old {
    /// What it is now.
    Same,
    /// Not there.
    None,
    /// This.
    Bytes(Vec<u8>),
}

impl Root {
    fn ask(root: &Path, revision: &str) -> anyhow::Result<Self> {
        let commit = format!("{revision}^{{commit}}");
        let known = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
        if revision.is_empty() || !known.status.success() {
            bail!(
                "git knows no revision `{revision}` in `{}`; if it is on a server, fetch it first (a shallow clone has no history)",
                root.display()
            );
        }
        let diff =
            ["diff", "--name-status", "-z", "--find-renames", "--no-ext-diff", "--end-of-options", revision, "--"];
        let diff = whole(root, &diff)?;
        let mut fields = diff.split(|&byte| byte == 0).map(|field| String::from_utf8_lossy(field).into_owned());
        let mut changed = BTreeMap::new();
        while let Some(status) = fields.next().filter(|status| !status.is_empty()) {
            let Some(path) = fields.next() else { break };
            match status.as_bytes()[0] {
                b'R' | b'C' => {
                    if let Some(to) = fields.next() {
                        changed.insert(to, Some(path));
                    }
                }
                b'A' => drop(changed.insert(path, None)),
                b'D' => {}
                _ => drop(changed.insert(path.clone(), Some(path))),
            }
        }
        let tracked = whole(root, &["ls-files", "-z"])?;
        let tracked = tracked.split(|&byte| byte == 0).map(|name| String::from_utf8_lossy(name).into_owned()).collect();
        Ok(Self { changed, tracked })
    }
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = parent_of(path);
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}

/// Runs git in a folder, whatever repository the environment names: inside a hook it names one.
fn git(folder: &Path, args: &[&str]) -> anyhow::Result<Output> {
    let mut command = Command::new("git");
    command.current_dir(folder).args(args).env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(name);
    }
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if folder.is_dir() => {
            anyhow::anyhow!(
                "there is no `git` to run, and `--since` asks it what has changed; install git or leave `--since` out"
            )
        }
        _ => anyhow::Error::new(error).context(format!("cannot run `git` in `{}`", folder.display())),
    })
}

/// What git says, which has to be all right.
fn whole(folder: &Path, args: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = git(folder, args)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(anyhow::anyhow!("{}", said(&output)))
        .with_context(|| format!("`git {}` failed in `{}`", args[0], folder.display()))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).trim().to_owned()
}
