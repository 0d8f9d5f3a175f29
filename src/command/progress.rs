//! How far a run is: a bar on standard error, if that is a terminal and the run takes longer than one cares to wait
//! without. Knows only how many files there are.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Waiting without a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar, hidden until it is wanted.
pub(super) struct Progress {
    bar: ProgressBar,
    since: Instant,
    wanted: bool,
    shown: bool,
}

impl Progress {
    /// For a run over so many files.
    pub(super) fn new(files: usize, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} files, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, since: Instant::now(), wanted: !quiet && files > 1 && io::stderr().is_terminal(), shown: false }
    }

    /// One file is done.
    pub(super) fn step(&mut self) {
        self.bar.inc(1);
        if self.wanted && !self.shown && self.since.elapsed() > PATIENCE {
            self.shown = true;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.tick();
        }
    }

    /// Writes with the bar out of the way.
    pub(super) fn around<T>(&self, write: impl FnOnce() -> T) -> T {
        if self.shown { self.bar.suspend(write) } else { write() }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if self.shown {
            self.bar.finish_and_clear();
        }
    }
}
