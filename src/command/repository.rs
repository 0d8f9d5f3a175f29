//! What a code host calls a file: its path from the root of the git repository it is in. Looks for `.git` above it and
//! asks no git.

use super::parent_of;
use std::path::{Component, Path};

/// The path of a file from the root of its repository, with `/` between names; `None` outside of one. A link goes by its
/// own name, not by that of what it points to.
pub(super) fn path(file: &Path) -> Option<String> {
    let name = file.file_name()?;
    let folder = parent_of(file);
    // A folder that is not there may still be the name of standard input.
    let folder = folder.canonicalize().or_else(|_| std::path::absolute(folder)).ok()?;
    let root = folder.ancestors().find(|above| above.join(".git").exists())?;
    let inside = folder.strip_prefix(root).ok()?.join(name);
    let names = inside.components().filter(|part| !matches!(part, Component::CurDir));
    Some(names.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}
