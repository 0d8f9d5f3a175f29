//! `sayso generate`: what is made from the command line's own description, and the schemas that come with the command.

use super::Outcome;
use crate::cli::{Cli, Generate, Schema};
use clap::CommandFactory;
use std::io::{self, Write};

/// Runs the command.
pub(super) fn run(args: &Generate) -> anyhow::Result<Outcome> {
    let mut out = Vec::new();
    match args {
        Generate::Completions { shell } => {
            clap_complete::generate(*shell, &mut Cli::command(), "sayso", &mut out);
        }
        Generate::Man => man(&mut out)?,
        Generate::Schema { file } => out.extend_from_slice(
            match file {
                Schema::Config => sayso::schema::CONFIG,
                Schema::Rule => sayso::schema::RULE,
            }
            .as_bytes(),
        ),
    }
    io::stdout().write_all(&out)?;
    Ok(Outcome::Clean)
}

/// One page with a section for each command: a tool of seven commands needs no seven pages.
fn man(out: &mut Vec<u8>) -> io::Result<()> {
    let mut whole = Cli::command();
    whole.build();
    let page = clap_mangen::Man::new(whole.clone());
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for command in whole.get_subcommands().filter(|command| command.get_name() != "help") {
        section(command, &format!("sayso {}", command.get_name()), out)?;
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            section(inner, &format!("sayso {} {}", command.get_name(), inner.get_name()), out)?;
        }
    }
    page.render_extra_section(out)?;
    page.render_version_section(out)
}

fn section(command: &clap::Command, name: &str, out: &mut Vec<u8>) -> io::Result<()> {
    writeln!(out, ".SH \"{}\"", name.to_uppercase())?;
    let page = clap_mangen::Man::new(command.clone().bin_name(name));
    // Its own headings become those of a section within.
    let mut text = Vec::new();
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    for line in String::from_utf8_lossy(&text).lines() {
        let line = line.strip_prefix(".SH ").map_or_else(|| line.to_owned(), |heading| format!(".SS {heading}"));
        writeln!(out, "{line}")?;
    }
    Ok(())
}
