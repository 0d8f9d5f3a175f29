//! The pattern language: text to tree (`parse`), tree to program (`compile`), program against tokens (`run`). Owns what
//! a pattern means; knows neither rules nor what a match is good for.

mod classes;
pub(crate) mod compile;
mod look;
mod parse;
mod run;
pub(crate) mod stock;
mod tokens;

pub use classes::{Class, WordClasses};
pub use compile::{Bank, BankBuilder, GroupId, PatternFault};
pub use parse::{Node, parse};
pub use run::{Hit, Hits, ListHit, Reader};
pub use stock::{Named, Stock};

use crate::lexicon::ListId;
use rustc_hash::FxHashMap;

/// The lists that `@name` means in a pattern of a rule, of those that go by a name.
pub(crate) fn resolve(lists: &FxHashMap<String, Vec<ListId>>, rule: &str, name: &str) -> Option<Vec<ListId>> {
    match name.strip_prefix("option.") {
        Some(option) => lists.get(&option_list(rule, option)).cloned(),
        None => lists.get(name).cloned(),
    }
}

/// The name of the list that an option of a rule is.
pub(crate) fn option_list(rule: &str, option: &str) -> String {
    format!("{rule}#{option}")
}

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
