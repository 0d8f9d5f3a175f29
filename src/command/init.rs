//! `sayso init`: writes a starter sayso.toml that says what can be set, with everything commented out but the kind. Never
//! overwrites.

use super::Outcome;
use anyhow::Context;
use sayso::config::FILE_NAME;
use std::fs::File;
use std::io::{self, ErrorKind, Write};

const STARTER: &str = include_str!("starter.toml");

/// Writes the file into the current folder.
pub(super) fn run() -> anyhow::Result<Outcome> {
    let mut file = match File::create_new(FILE_NAME) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            anyhow::bail!("{FILE_NAME} is already here, and sayso init overwrites nothing");
        }
        Err(error) => return Err(error).context(format!("cannot write {FILE_NAME}")),
    };
    file.write_all(STARTER.as_bytes()).context(format!("cannot write {FILE_NAME}"))?;
    writeln!(io::stdout(), "wrote {FILE_NAME}; next: sayso check")?;
    Ok(Outcome::Clean)
}
