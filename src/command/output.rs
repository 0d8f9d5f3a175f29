//! Where output goes: standard output, buffered, or a file that is written whole or not at all. And whether it may be
//! coloured. Knows nothing of what is written.

use super::write::Draft;
use crate::cli::When;
use anyhow::Context;
use sayso::report::Style;
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// An open place to write to.
pub(super) enum Output {
    /// The terminal or a pipe.
    Stdout(BufWriter<io::Stdout>),
    /// Something that is there and no regular file: `/dev/null`, a named pipe.
    Device(BufWriter<File>),
    /// A new file beside the one it will replace.
    File {
        /// Where to write for now.
        out: BufWriter<File>,
        /// The file for now.
        draft: Draft,
        /// The file to be.
        path: PathBuf,
    },
}

impl Output {
    /// Standard output, or the file, whose folder is tried here so that a bad name fails before the work.
    pub(super) fn open(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())));
        };
        let told = || format!("cannot write `{}`", path.display());
        let present = fs::metadata(path).ok();
        if present.as_ref().is_some_and(fs::Metadata::is_dir) {
            anyhow::bail!("{}: it is a folder", told());
        }
        if present.is_some_and(|meta| !meta.is_file()) {
            let file = fs::OpenOptions::new().write(true).open(path).with_context(told)?;
            return Ok(Self::Device(BufWriter::new(file)));
        }
        let (draft, file) = Draft::create(path).with_context(told)?;
        Ok(Self::File { out: BufWriter::new(file), draft, path: path.to_owned() })
    }

    /// What it can show.
    pub(super) fn style(&self, when: When) -> Style {
        let width = self.columns().map_or(Style::default().width, Style::width_in);
        Style { colour: self.colour(when), width }
    }

    /// Whether to colour it.
    pub(super) fn colour(&self, when: When) -> bool {
        colour(when, self.is_terminal())
    }

    /// How many columns there are: as COLUMNS says, which shells do not tell unless told to, or as the terminal does.
    pub(super) fn columns(&self) -> Option<usize> {
        let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|&columns| columns > 0);
        let asked = || terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| usize::from(columns.0));
        said.or_else(|| self.is_terminal().then(asked).flatten())
    }

    fn is_terminal(&self) -> bool {
        matches!(self, Self::Stdout(_)) && io::stdout().is_terminal()
    }

    /// Writes what is buffered and puts the file in its place.
    pub(super) fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        if let Self::File { out, draft, path } = self {
            drop(out);
            draft.put().with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        Ok(())
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Stdout(out) => out,
            Self::Device(out) | Self::File { out, .. } => out,
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

/// Whether a file is where standard output goes, as with `> FILE` or `/dev/stdout`.
pub(super) fn is_stdout(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        use std::os::unix::fs::{FileTypeExt, MetadataExt};
        let stdout = io::stdout().as_fd().try_clone_to_owned().map(File::from).and_then(|file| file.metadata());
        // What is written to a terminal or to `/dev/null` is neither lost nor garbled for a program.
        let same = |a: &fs::Metadata, b: &fs::Metadata| {
            (a.dev(), a.ino()) == (b.dev(), b.ino()) && !a.file_type().is_char_device()
        };
        matches!((stdout, fs::metadata(path)), (Ok(stdout), Ok(file)) if same(&stdout, &file))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Whether to colour: as asked, or on a terminal unless <https://no-color.org> or <https://bixense.com/clicolors> say
/// otherwise.
pub(super) fn colour(when: When, terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            if set("NO_COLOR").is_some() {
                false
            } else if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
                true
            } else {
                terminal
                    && set("CLICOLOR").is_none_or(|value| value != "0")
                    && set("TERM").is_none_or(|value| value != "dumb")
            }
        }
    }
}
