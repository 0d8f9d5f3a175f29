//! The `sayso` command: reads what was typed, calls the command, turns its outcome into an exit code. Nothing else.

mod cli;
mod command;

use clap::Parser;
use mimalloc::MiMalloc;
use std::process::ExitCode;

/// An archive is millions of small pieces of memory, and this hands them out faster than what systems have.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match command::run(&cli) {
        Ok(outcome) => outcome.into(),
        // Whoever read our output has seen enough: `sayso check | head`.
        Err(error) if command::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            command::say_error(&error);
            ExitCode::from(2)
        }
    }
}
