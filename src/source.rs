//! A file as read: its path for display, its decoded text, its encoding, and lines and columns. Turns bytes into text
//! and byte offsets into what people and editors count in. Knows no format and no prose.

use crate::span::SourceSpan;

/// How the file's bytes were turned into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. The mark stays in [`Source::text`] as U+FEFF, so offsets match the file.
    Utf8,
    /// Not UTF-8, so read as Windows-1252, where each byte is one character.
    Windows1252,
}

/// One file's text.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user wrote it or as the walk found it; `-` or the given name for standard input.
    pub path: String,
    /// Decoded text, line ends and byte order mark as in the file.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Byte offset in `text` of the start of each line.
    line_starts: Vec<u32>,
}

/// A place as editors show it. Both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line number.
    pub line: u32,
    /// Column in characters (Unicode scalar values).
    pub column: u32,
}
