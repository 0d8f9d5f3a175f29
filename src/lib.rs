//! sayso works out who says what in a news article, then flags what nobody says and words that take sides.
//!
//! # Architecture
//!
//! ```text
//! bytes -> Source -> format front end -> Prose (clean text, SourceMap, blocks) -> tokens -> sentences, quotations
//!       -> attributions (cue, source, content) -> people and institutions = Article (read-only)
//!       -> rules -> Finding (text spans) -> Diagnostic (source spans) -> reporter
//! ```
//!
//! Everything from [`source::Source`] to [`diagnostic::Diagnostic`] is pure: only the command layer touches files,
//! environment and terminal. Spans are carried from end to end and never recovered by searching.
//!
//! The built-in rules are read by the same code as a house's, but in the build script (`src/build.rs`), which shares these
//! modules and leaves what it has read for `src/builtin.rs` to take up at the start. Words, grammar and patterns it leaves
//! as finished tables (`src/table.rs`), which are copied only where a house adds to them.

pub mod article;
pub mod baseline;
mod builtin;
pub mod check;
pub mod config;
pub mod diagnostic;
pub mod fix;
pub mod format;
pub mod lexicon;
pub mod lint;
pub mod parse;
pub mod prose;
pub mod report;
pub mod rule;
pub mod schema;
pub mod skipped;
pub mod source;
pub mod span;
pub mod suggest;
pub mod suppress;
mod table;
