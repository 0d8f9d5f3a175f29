//! Follows `extend` from config to config, to the lowest. A file that cannot be read or a circle ends the chain and is a
//! mistake where it is named.

use super::shown;
use sayso::config;
use sayso::diagnostic::Diagnostic;
use sayso::source::Source;
use std::fs;
use std::path::{Path, PathBuf};

/// One config file.
pub(super) struct Layer {
    /// Where its paths start.
    pub(super) folder: PathBuf,
    /// What it says.
    pub(super) source: Source,
}

/// The config at `path` and those it extends, the lowest first, with the mistakes of each in following it.
///
/// # Errors
/// If the config itself cannot be read.
pub(super) fn chain(path: &Path) -> anyhow::Result<(Vec<Layer>, Vec<Vec<Diagnostic>>)> {
    let (mut layers, mut mistakes) = (vec![read(path)?], vec![Vec::new()]);
    let mut seen: Vec<PathBuf> = vec![path.canonicalize()?];
    while let Some(last) = layers.last() {
        let Some((name, span)) = config::extends(&last.source) else { break };
        let target = last.folder.join(&name);
        let real = target.canonicalize().unwrap_or_else(|_| target.clone());
        let mistake = if let Some(first) = seen.iter().position(|path| *path == real) {
            let circle: Vec<String> =
                seen[first..].iter().chain([&real]).map(|path| format!("`{}`", shown(path))).collect();
            let message = format!("`extend` goes round in a circle: {}", circle.join(" -> "));
            let help = "take `extend` out of one of them".to_owned();
            Diagnostic::fault("config/extend-loop", span, message, Some(help))
        } else {
            match read(&real) {
                Ok(layer) => {
                    layers.push(layer);
                    mistakes.push(Vec::new());
                    seen.push(real);
                    continue;
                }
                Err(error) => {
                    let message = format!("cannot read `{}`, which this file extends: {error:#}", shown(&target));
                    let help = "`extend` is the path of a sayso.toml, from the folder of this file".to_owned();
                    Diagnostic::fault("config/bad-extend", span, message, Some(help))
                }
            }
        };
        mistakes.last_mut().expect("there is one for each layer").push(mistake);
        break;
    }
    layers.reverse();
    mistakes.reverse();
    Ok((layers, mistakes))
}

fn read(path: &Path) -> anyhow::Result<Layer> {
    let bytes = fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("there is no such file"),
        std::io::ErrorKind::IsADirectory => anyhow::anyhow!("it is a folder"),
        _ => error.into(),
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        anyhow::anyhow!("byte {} is not UTF-8, which TOML must be", error.utf8_error().valid_up_to())
    })?;
    let folder = path.canonicalize()?.parent().map_or_else(PathBuf::new, Path::to_owned);
    Ok(Layer { folder, source: Source::from_text(shown(path), text) })
}
