//! The pattern language: text to tree (`parse`), tree to program (`compile`), program against tokens (`run`). Owns what
//! a pattern means; knows neither rules nor what a match is good for.

mod classes;
mod compile;
mod look;
mod parse;
mod run;
mod tokens;

pub use classes::{Class, WordClasses};
pub use compile::{Bank, BankBuilder, GroupId, PatternFault, Stock};
pub use parse::{Node, parse};
pub use run::{Hit, Hits, ListHit, Reader};

/// What is wrong with a pattern, and at which of its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPattern {
    /// First byte concerned.
    pub start: usize,
    /// One past the last; at least `start`.
    pub end: usize,
    /// Full sentence without a full stop.
    pub message: String,
}

#[cfg(test)]
mod tests;
