//! What there is to read: paths as typed to a list of inputs, and an input to its text. Says what cannot be read and
//! goes on with the rest.

use super::walk::{self, Found};
use super::{Outcome, complain, parent_of, remark};
use crate::cli;
use sayso::format::Format;
use sayso::source::{Encoding, Source};
use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// One article to come.
#[derive(Clone, Debug)]
pub(super) struct Input {
    /// Where it is, or what standard input goes by.
    pub(super) path: PathBuf,
    /// Standard input rather than a file.
    pub(super) stdin: bool,
    /// Named by the user rather than found in a folder.
    pub(super) outright: bool,
}

/// What is read differently from its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) format: Option<Format>,
    /// No notes.
    pub(super) quiet: bool,
}

/// All inputs in order: as typed, and by name within a folder; each file once.
pub(super) fn collect(args: &cli::Input) -> (Vec<Input>, Outcome) {
    let (mut inputs, mut outcome) = (Vec::new(), Outcome::Clean);
    let (mut seen, mut folder) = (HashSet::new(), None);
    for path in &args.paths {
        if path.as_os_str() == "-" {
            let name = args.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("-"));
            if seen.insert(PathBuf::from("-")) {
                inputs.push(Input { path: name, stdin: true, outright: true });
            }
            continue;
        }
        let mut outright = false;
        let found = match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => {
                let (files, failed) = walk::folder(path);
                for (path, error) in &failed {
                    outcome = Outcome::Failed;
                    cannot_read(path, error);
                }
                if files.is_empty() && failed.is_empty() && !args.quiet {
                    let help = "sayso reads .txt, .text, .md and .markdown files; name another file outright";
                    remark(&format!("there is no copy in `{}`", path.display()), Some(help));
                }
                files
            }
            Ok(_) => {
                outright = true;
                vec![Found { path: path.clone(), link: path.is_symlink() }]
            }
            Err(error) => {
                outcome = Outcome::Failed;
                cannot_read(path, &error);
                Vec::new()
            }
        };
        // The same file by two ways is one file. One walk comes by each file once, but for links.
        let one_way = args.paths.len() == 1 && !found.iter().any(|found| found.link);
        for found in found {
            if one_way || seen.insert(real(&found, &mut folder)) {
                inputs.push(Input { path: found.path, stdin: false, outright });
            }
        }
    }
    (inputs, outcome)
}

/// Where a file really is. Only links are looked up; of the others the `folder`, kept as typed and as it really is, from
/// one file to the next.
fn real(Found { path, link }: &Found, folder: &mut Option<(PathBuf, PathBuf)>) -> PathBuf {
    let found = || path.canonicalize().unwrap_or_else(|_| path.clone());
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else { return found() };
    if *link {
        return found();
    }
    if let Some((typed, real)) = folder
        && typed == parent
    {
        return real.join(name);
    }
    let Ok(real) = parent_of(path).canonicalize() else { return found() };
    let file = real.join(name);
    *folder = Some((parent.to_owned(), real));
    file
}

/// Says that a path cannot be read, why, and what to do.
pub(super) fn cannot_read(path: &Path, error: &io::Error) {
    let (why, help) = match error.kind() {
        io::ErrorKind::NotFound => ("there is no such file or folder".to_owned(), "check the spelling of the path"),
        io::ErrorKind::PermissionDenied => {
            ("permission denied".to_owned(), "run sayso as a user who may read it, or leave the path out")
        }
        io::ErrorKind::IsADirectory => ("it is a folder".to_owned(), "name a file"),
        _ => (error.to_string(), "check that the path can be opened"),
    };
    complain(&format!("cannot read `{}`: {why}", path.display()), Some(help));
}

/// The text of an input with its format; `None` when it is no copy, in `outcome` if that has to be told.
pub(super) fn read(input: &Input, reading: Reading, outcome: &mut Outcome) -> Option<(Source, Format)> {
    let name = input.path.to_string_lossy().into_owned();
    let bytes = match bytes(input) {
        Ok(bytes) => bytes,
        Err(error) => {
            *outcome = Outcome::Failed;
            cannot_read(&input.path, &error);
            return None;
        }
    };
    let format = reading.format.or_else(|| Format::of_path(&name)).unwrap_or(Format::Plain);
    match Source::decode(name, bytes) {
        Ok(source) => {
            if source.encoding == Encoding::Windows1252 && !reading.quiet {
                remark(&format!("`{}` is not UTF-8 and was read as Windows-1252", source.path), None);
            }
            Some((source, format))
        }
        // In a folder, a file that turns out not to be copy is none of ours.
        Err(_) if !input.outright => None,
        Err(not_copy) => {
            *outcome = Outcome::Failed;
            complain(&format!("cannot read `{}` as copy: {not_copy}", input.path.display()), None);
            None
        }
    }
}

/// More than a span can address is not worth reading to its end.
const MOST: u64 = u32::MAX as u64;
/// What is read of a stream between two looks at it.
const PIECE: u64 = 1 << 16;

fn bytes(input: &Input) -> io::Result<Vec<u8>> {
    if input.stdin {
        return stream(&mut io::stdin().lock());
    }
    let mut file = fs::File::open(&input.path)?;
    let meta = file.metadata()?;
    // Files of `/proc` say that they are empty.
    if !meta.is_file() || meta.len() == 0 {
        return stream(&mut file);
    }
    // What is there now: of a file that somebody writes to, there might be no end.
    let size = meta.len().min(MOST + 1);
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What comes from a pipe or a device, up to the first piece with a NUL byte in it: copy has none, and `/dev/zero` nothing
/// else.
fn stream(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at as u64 <= MOST && !bytes[at..].contains(&0) {
        at = bytes.len();
        if from.by_ref().take(PIECE).read_to_end(&mut bytes)? == 0 {
            break;
        }
    }
    Ok(bytes)
}
