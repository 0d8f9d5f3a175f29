//! The rule and lexicon files of a folder: which there are, what their ids are, and reading one into a set of rules.

use super::shown;
use sayso::config::FILE_NAME;
use sayso::diagnostic::Diagnostic;
use sayso::rule::RuleSet;
use sayso::source::Source;
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// Reads a rule or lexicon file into a set.
///
/// # Errors
/// If it cannot be read.
pub(super) fn add(rules: &mut RuleSet, id_path: &str, path: &Path) -> anyhow::Result<(Source, Vec<Diagnostic>)> {
    let text = String::from_utf8(fs::read(path)?).map_err(|error| {
        anyhow::anyhow!("byte {} is not UTF-8, which TOML must be", error.utf8_error().valid_up_to())
    })?;
    let source = Source::from_text(shown(path), text);
    let found = rules.add(id_path, source.clone());
    Ok((source, found))
}

/// The rule and lexicon files of a folder, with the paths that their ids come from: `claims/foo.toml`,
/// `lexicons/foo.toml`. A file right in the folder belongs to the family that the folder is called after. Lexicons first:
/// rules name them.
///
/// # Errors
/// If the folder cannot be read.
pub(super) fn list(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut out = Vec::new();
    fs::read_dir(folder).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("there is no such folder"),
        std::io::ErrorKind::NotADirectory => anyhow::anyhow!("it is no folder"),
        _ => error.into(),
    })?;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry?;
        let is_toml = entry.path().extension().is_some_and(|extension| extension == "toml");
        if is_toml && entry.path().is_file() && entry.file_name() != FILE_NAME {
            out.push((id_path(folder, entry.path()), entry.into_path()));
        }
    }
    out.sort_by_key(|(id, _)| !id.starts_with("lexicons/"));
    Ok(out)
}

fn id_path(folder: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(folder).unwrap_or(path);
    let mut parts: Vec<String> =
        inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if parts.len() == 1 {
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let family = real.file_name().map_or_else(|| "house".into(), |name| name.to_string_lossy());
        parts.insert(0, family.into_owned());
    }
    parts.join("/")
}
