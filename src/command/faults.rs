//! Mistakes in the files that configure a run, told like findings: in a report that programs read, or on standard error.

use super::output;
use crate::cli::When;
use sayso::diagnostic::Diagnostic;
use sayso::report::{Batch, Format, Style};
use sayso::source::Source;
use std::io::{self, IsTerminal, Write};

/// Mistakes in one file that configures the run.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// The config or rule file.
    pub(super) source: Source,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Fault {
    /// As a part of a report.
    pub(super) fn render(&self, format: Format, style: Style) -> Vec<u8> {
        let batch = Batch { source: &self.source, diagnostics: &self.diagnostics, suppressed: &[], display: &[] };
        format.render(&batch, style)
    }

    /// Says it on standard error, in `format` if that is for people.
    pub(super) fn tell(&self, format: Format, color: When) -> io::Result<()> {
        let style = Style { colour: output::colour(color, io::stderr().is_terminal()), ..Style::default() };
        let format = if format.for_programs() { Format::Full } else { format };
        io::stderr().lock().write_all(&self.render(format, style))
    }
}
