//! Files that are replaced whole or not at all: written beside their place first, as a draft, then put there. A draft is
//! cleared away when its run fails, and when it is interrupted.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

/// Drafts that are there now. Whoever makes, moves or clears one holds the lock.
static DRAFTS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file on its way to its place.
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
}

impl Draft {
    /// A new, empty draft for the file `place`, which need not be there. A link stays a link: what it points to is
    /// replaced.
    ///
    /// # Errors
    /// If the folder cannot be written to.
    pub(super) fn create(place: &Path) -> io::Result<(Self, File)> {
        let place = place.canonicalize().unwrap_or_else(|_| place.to_owned());
        // Without a name there would be nothing to replace.
        place.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        clear_when_interrupted();
        let mut drafts = DRAFTS.lock().unwrap_or_else(PoisonError::into_inner);
        // A name of its own length: that of the file may be as long as names can be.
        let (path, file) = (0..)
            .find_map(|n| {
                let path = place.with_file_name(format!(".sayso.{}.{n}.tmp", std::process::id()));
                match File::create_new(&path) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                    made => Some(made.map(|file| (path, file))),
                }
            })
            .expect("numbers do not run out")?;
        drafts.push(path.clone());
        Ok((Self { path, place }, file))
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// If it cannot be moved there; what is there is as it was.
    pub(super) fn put(self) -> io::Result<()> {
        let mut drafts = DRAFTS.lock().unwrap_or_else(PoisonError::into_inner);
        fs::rename(&self.path, &self.place)?;
        drafts.retain(|path| *path != self.path);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let mut drafts = DRAFTS.lock().unwrap_or_else(PoisonError::into_inner);
        let before = drafts.len();
        drafts.retain(|path| *path != self.path);
        if drafts.len() < before {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Clears drafts away on Ctrl-C and when told to end, and then ends as the signal would have had it.
fn clear_when_interrupted() {
    static ASKED: Once = Once::new();
    ASKED.call_once(|| {
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGINT, SIGTERM};
            // Without it a run that is interrupted leaves a hidden file behind, which is no reason not to run.
            let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
            std::thread::spawn(move || {
                for signal in signals.forever() {
                    let drafts = DRAFTS.lock().unwrap_or_else(PoisonError::into_inner);
                    for path in drafts.iter() {
                        let _ = fs::remove_file(path);
                    }
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            });
        }
    });
}

/// Puts `bytes` in the place of a file, with the permissions it had.
///
/// # Errors
/// If the folder cannot be written to; the file is as it was.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (draft, mut file) = Draft::create(path)?;
    file.write_all(bytes)?;
    if let Ok(meta) = fs::metadata(path) {
        file.set_permissions(meta.permissions())?;
    }
    file.sync_all()?;
    drop(file);
    draft.put()
}
