//! Which files a path means: itself, or in a folder everything named like copy, in the order of names. Leaves out hidden
//! files and what `.gitignore` leaves out; follows links to files, not to folders, so it cannot go round in circles.

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use sayso::format::Format;
use std::io;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file that the walk has come by.
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// A link to it.
    pub(super) link: bool,
}

/// The files of a folder that are named like copy, and what could not be looked into.
pub(super) fn folder(root: &Path) -> (Vec<Found>, Vec<(PathBuf, io::Error)>) {
    let (mut files, mut failed) = (Vec::new(), Vec::new());
    let mut ignored = Ignored::above(root);
    // By name, for those of one folder have all before that in common.
    let walk = WalkDir::new(root).sort_by(|a, b| a.path().as_os_str().cmp(b.path().as_os_str())).into_iter();
    for entry in walk.filter_entry(|entry| ignored.lets_in(entry)) {
        match entry {
            Ok(entry) => {
                if is_named_like_copy(entry.path()) {
                    match is_file(&entry) {
                        Ok(true) => {
                            files.push(Found { path: without_dot(entry.path()), link: entry.path_is_symlink() });
                        }
                        Ok(false) => {}
                        // A link that leads nowhere, or round in a circle.
                        Err(error) => failed.push((without_dot(entry.path()), error)),
                    }
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                failed.push((without_dot(&path), error.into()));
            }
        }
    }
    (files, failed)
}

fn is_named_like_copy(path: &Path) -> bool {
    Format::of_path(&path.to_string_lossy()).is_some()
}

fn is_file(entry: &DirEntry) -> io::Result<bool> {
    if entry.path_is_symlink() { Ok(entry.path().metadata()?.is_file()) } else { Ok(entry.file_type().is_file()) }
}

/// `./a.txt` is told as `a.txt`.
fn without_dot(path: &Path) -> PathBuf {
    path.strip_prefix("./").ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(path).to_owned()
}

/// The `.gitignore` files that hold at the place the walk is at, outermost first, with the depth they came in at.
struct Ignored {
    root: PathBuf,
    walked: PathBuf,
    files: Vec<(usize, Gitignore)>,
}

impl Ignored {
    /// Those of the folders above `root`, up to the git repository it is in, if it is in one.
    fn above(root: &Path) -> Self {
        let absolute = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        let mut files = Vec::new();
        if let Some(top) = absolute.ancestors().find(|folder| folder.join(".git").exists()) {
            let mut exclude = GitignoreBuilder::new(top);
            exclude.add(top.join(".git/info/exclude"));
            files.extend(exclude.build().ok());
            let between = absolute.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
            let mut above: Vec<_> = between.map(gitignore).collect();
            above.reverse();
            files.append(&mut above);
        }
        let files = files.into_iter().filter(|file| !file.is_empty()).map(|file| (0, file)).collect();
        Self { root: absolute, walked: root.to_owned(), files }
    }

    /// Whether the walk reads or enters `entry`. Called in the order of the walk: a folder before what is in it.
    fn lets_in(&mut self, entry: &DirEntry) -> bool {
        let depth = entry.depth();
        // Files of folders that the walk has left. What came from above the root has depth 0 and stays.
        while self.files.last().is_some_and(|&(from, _)| from > depth) {
            self.files.pop();
        }
        let is_folder = entry.file_type().is_dir();
        if depth > 0 && entry.file_name().as_encoded_bytes().starts_with(b".") {
            return false;
        }
        // Of most files there is no more to ask.
        if !is_folder && self.files.is_empty() {
            return true;
        }
        let inside = entry.path().strip_prefix(&self.walked).unwrap_or(entry.path());
        let path = self.root.join(inside);
        if depth > 0 {
            let decided = self.files.iter().rev().map(|(_, file)| file.matched(&path, is_folder));
            let decided = decided.into_iter().find(|decided| !decided.is_none());
            if decided.is_some_and(|decided| decided.is_ignore()) {
                return false;
            }
        }
        if is_folder {
            let file = gitignore(&path);
            if !file.is_empty() {
                self.files.push((depth + 1, file));
            }
        }
        true
    }
}

/// The `.gitignore` of a folder; empty without. Lines that are no pattern are passed over, as git does.
fn gitignore(folder: &Path) -> Gitignore {
    let file = folder.join(".gitignore");
    if file.is_file() { Gitignore::new(file).0 } else { Gitignore::empty() }
}
