//! Files that are replaced whole or not at all, with the permissions they had.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Puts `bytes` in the place of a file: written beside it first, then renamed. A link stays a link.
///
/// # Errors
/// If the folder cannot be written to; the file is as it was.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy().into_owned();
    let draft = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        let mut file = File::create_new(&draft)?;
        file.write_all(bytes)?;
        if let Ok(meta) = fs::metadata(&path) {
            file.set_permissions(meta.permissions())?;
        }
        file.sync_all()?;
        drop(file);
        fs::rename(&draft, &path)
    };
    write().inspect_err(|error| {
        // Somebody else's draft is not ours to clear away.
        if error.kind() != io::ErrorKind::AlreadyExists {
            let _ = fs::remove_file(&draft);
        }
    })
}
