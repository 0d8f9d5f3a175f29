//! `sayso init`: writes a starter sayso.toml that says what can be set, with everything commented out but the kind, and
//! beside it the schema that editors read. Never overwrites a sayso.toml.

use super::Outcome;
use anyhow::Context;
use sayso::config::FILE_NAME;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};

/// As the first line of the starter names it.
const SCHEMA_NAME: &str = ".sayso.schema.json";
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
    // Whatever version wrote it before: this one's schema is what holds now.
    fs::write(SCHEMA_NAME, sayso::schema::CONFIG).context(format!("cannot write {SCHEMA_NAME}"))?;
    writeln!(io::stdout(), "wrote {FILE_NAME}, and {SCHEMA_NAME} for editors; next: sayso check")?;
    Ok(Outcome::Clean)
}
