//! A file as read: its path for display, its decoded text, its encoding, and lines and columns. Turns bytes into text
//! and byte offsets into what people and editors count in. Knows no format and no prose.

use crate::span::SourceSpan;
use memchr::{memchr, memchr2_iter};
use serde::Serialize;
use std::sync::OnceLock;
use thiserror::Error;

/// How the file's bytes were turned into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark. The mark stays in [`Source::text`] as U+FEFF, so offsets match the file.
    Utf8,
    /// Not UTF-8, so read as Windows-1252, where each byte is one character.
    Windows1252,
}

/// Why a file is not copy. Every variant says what was found and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotCopy {
    /// A file type known by its first bytes.
    #[error("found {what} at byte 0, not copy; export the text as plain text or Markdown")]
    FileType {
        /// The file type, with its article.
        what: &'static str,
    },
    /// Text, but two or four bytes to the character.
    #[error("found {what} at byte {at}; save the copy as UTF-8")]
    Wide {
        /// What gave it away, and the encoding.
        what: &'static str,
        /// Offset of the byte that gave it away.
        at: u64,
    },
    /// A byte that text does not hold.
    #[error("found the control byte 0x{byte:02x} at byte {at}; this looks like a binary file, not copy")]
    Binary {
        /// The byte.
        byte: u8,
        /// Its offset, from 0.
        at: u64,
    },
    /// More text than a span can address.
    #[error("the text goes on past byte {at}, the most that one file may hold; split it")]
    TooLong {
        /// The limit.
        at: u64,
    },
}

impl NotCopy {
    /// Offset in the file of what was found, from 0.
    pub const fn at(&self) -> u64 {
        match self {
            Self::FileType { .. } => 0,
            Self::Wide { at, .. } | Self::Binary { at, .. } | Self::TooLong { at } => *at,
        }
    }
}

/// One file's text.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user wrote it or as the walk found it; `-` or the given name for standard input.
    pub path: String,
    /// From the root of the repository the file is in, where there is one: what code hosts know it by.
    pub in_repository: Option<String>,
    /// Decoded text, line ends and byte order mark as in the file.
    pub text: String,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Byte offset in `text` of the start of each line.
    line_starts: Vec<u32>,
    /// Every byte is one character, so columns are differences.
    ascii: bool,
    /// Characters before each [`STEP`]th byte; made when a long line is asked about, so that many questions about one
    /// huge line stay cheap.
    counts: OnceLock<Vec<Count>>,
}

/// A place as editors show it. Both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line number.
    pub line: u32,
    /// Column in characters (Unicode scalar values).
    pub column: u32,
}

/// How many characters and UTF-16 units a stretch of text has.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    chars: u32,
    utf16: u32,
}

impl Count {
    fn of(bytes: &[u8]) -> Self {
        let mut count = Self::default();
        // Sums of at most 128 ones fit a byte, which lets the compiler count many bytes at once.
        for chunk in bytes.chunks(128) {
            let (mut first, mut four) = (0u8, 0u8);
            for &byte in chunk {
                first += u8::from(byte & 0xC0 != 0x80);
                four += u8::from(byte >= 0xF0);
            }
            count.chars += u32::from(first);
            count.utf16 += u32::from(first) + u32::from(four);
        }
        count
    }

    const fn plus(self, other: Self) -> Self {
        Self { chars: self.chars + other.chars, utf16: self.utf16 + other.utf16 }
    }

    const fn minus(self, other: Self) -> Self {
        Self { chars: self.chars.saturating_sub(other.chars), utf16: self.utf16.saturating_sub(other.utf16) }
    }
}

/// Bytes between two checkpoints of [`Source::counts`].
const STEP: usize = 1 << 12;

/// Lines of copy are longer, most of them: a paragraph each.
const SHORT_LINE: usize = 80;

/// U+FEFF at the start of a file.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

impl Source {
    /// Decodes bytes: UTF-8, else Windows-1252.
    ///
    /// # Errors
    /// [`NotCopy`] for bytes that are no text: NUL bytes, control characters (in UTF-8 a stray one in a hundred bytes is
    /// let through, as content systems leave them behind), UTF-16 and UTF-32, and well-known document and picture formats.
    pub fn decode(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, NotCopy> {
        check_start(&bytes)?;
        check_length(bytes.len())?;
        check_nul(&bytes)?;
        // A byte counts what a piece holds, so that many bytes are looked at in one instruction, sixteen or more.
        let in_piece = |piece: &[u8]| usize::from(piece.iter().map(|&b| u8::from(is_control(b))).sum::<u8>());
        let controls: usize = bytes.chunks(240).map(in_piece).sum();
        let length = bytes.len();
        let (text, encoding) = match String::from_utf8(bytes) {
            Ok(text) if controls <= length / 100 => (text, Encoding::Utf8),
            Ok(text) => return Err(first_control(text.as_bytes())),
            Err(error) if controls == 0 => {
                let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(error.as_bytes());
                check_length(text.len())?;
                (text.into_owned(), Encoding::Windows1252)
            }
            Err(error) => return Err(first_control(error.as_bytes())),
        };
        Ok(Self::new(path.into(), text, encoding))
    }

    /// A source of text that is at hand; at most 4 GiB of it.
    pub fn from_text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::new(path.into(), text.into(), Encoding::Utf8)
    }

    fn new(path: String, text: String, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = Vec::with_capacity(text.len() / SHORT_LINE + 1);
        line_starts.push(0);
        line_starts.extend(
            memchr2_iter(b'\n', b'\r', bytes)
                .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                .map(|at| at as u32 + 1),
        );
        let ascii = text.is_ascii();
        Self { path, in_repository: None, text, encoding, line_starts, ascii, counts: OnceLock::new() }
    }

    /// The line and column of a byte of the text. An offset inside a character is that of the character; one past the
    /// text is that of its end. A byte order mark takes no column, as editors show none.
    pub fn position(&self, offset: u32) -> Position {
        let (line, count) = self.locate(offset);
        Position { line, column: count.chars + 1 }
    }

    /// The column of a byte of the text in UTF-16 units, from 1: what editors and SARIF viewers count in.
    pub fn utf16_column(&self, offset: u32) -> u32 {
        self.locate(offset).1.utf16 + 1
    }

    fn locate(&self, offset: u32) -> (u32, Count) {
        let offset = self.text.floor_char_boundary(offset as usize);
        let line = self.line_starts.partition_point(|&start| start as usize <= offset);
        let start = self.line_starts[line - 1] as usize;
        let count = if self.ascii {
            let bytes = (offset - start) as u32;
            Count { chars: bytes, utf16: bytes }
        } else if offset - start <= STEP {
            Count::of(&self.text.as_bytes()[start..offset])
        } else {
            self.before(offset).minus(self.before(start))
        };
        let mark = u32::from(start == 0 && self.text.starts_with(BYTE_ORDER_MARK));
        (line as u32, count.minus(Count { chars: mark, utf16: mark }))
    }

    /// Characters before a byte of the text.
    fn before(&self, offset: usize) -> Count {
        let bytes = self.text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut sum = Count::default();
            let mut counts = vec![sum];
            for chunk in bytes.chunks_exact(STEP) {
                sum = sum.plus(Count::of(chunk));
                counts.push(sum);
            }
            counts
        });
        let step = offset / STEP;
        counts[step].plus(Count::of(&bytes[step * STEP..offset]))
    }

    /// How many lines there are; a line end at the end of the file opens one more, empty line.
    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// The bytes of a line (from 1) without its line end; empty at the end of the text for a line there is not.
    pub fn line_span(&self, line: u32) -> SourceSpan {
        let end = self.text.len() as u32;
        let Some(&start) = (line as usize).checked_sub(1).and_then(|i| self.line_starts.get(i)) else {
            return SourceSpan::new(end, end);
        };
        let Some(&next) = self.line_starts.get(line as usize) else {
            return SourceSpan::new(start, end);
        };
        let bytes = self.text.as_bytes();
        // A line is followed by another only after LF, CR or CRLF.
        let crlf = next - start >= 2 && bytes[next as usize - 1] == b'\n' && bytes[next as usize - 2] == b'\r';
        SourceSpan::new(start, next - if crlf { 2 } else { 1 })
    }

    /// Every line in order, without its line end.
    pub fn lines(&self) -> impl Iterator<Item = SourceSpan> {
        (1..=self.line_count()).map(|line| self.line_span(line))
    }

    /// Where a span stands in the file's own bytes: the same for UTF-8, counted in characters for Windows-1252.
    pub fn file_bytes(&self, span: SourceSpan) -> (u64, u64) {
        let (start, end) = match self.encoding {
            Encoding::Utf8 => (span.start, span.end),
            Encoding::Windows1252 => (self.file_offset(span.start), self.file_offset(span.end)),
        };
        (u64::from(start), u64::from(end))
    }

    fn file_offset(&self, offset: u32) -> u32 {
        if self.ascii { offset } else { self.before(self.text.floor_char_boundary(offset as usize)).chars }
    }

    /// The bytes of the file, in its own encoding.
    ///
    /// # Errors
    /// The first character that the encoding does not have, and its offset in the text.
    pub fn encode(&self) -> Result<Vec<u8>, (char, u32)> {
        if self.encoding == Encoding::Utf8 {
            return Ok(self.text.clone().into_bytes());
        }
        let mut bytes = Vec::with_capacity(self.text.len());
        let mut buffer = [0; 4];
        for (at, c) in self.text.char_indices() {
            if c.is_ascii() {
                bytes.push(c as u8);
                continue;
            }
            let (encoded, _, lossy) = encoding_rs::WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            if lossy {
                return Err((c, at as u32));
            }
            bytes.extend_from_slice(&encoded);
        }
        Ok(bytes)
    }

    /// The same file with other text: what it will be once that is written.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        let in_repository = self.in_repository.clone();
        Self { in_repository, ..Self::new(self.path.clone(), text, self.encoding) }
    }

    /// The path that a code host puts a finding by: from the root of the repository, without a `./` that it would not
    /// know.
    pub fn host_path(&self) -> &str {
        self.in_repository.as_deref().unwrap_or_else(|| self.path.strip_prefix("./").unwrap_or(&self.path))
    }

    /// The text of a span; empty if the span is not of this source.
    pub fn slice(&self, span: SourceSpan) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// C0 control characters that are not white space.
const fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t'..=b'\r')
}

fn first_control(bytes: &[u8]) -> NotCopy {
    let at = bytes.iter().position(|&b| is_control(b)).unwrap_or_default();
    NotCopy::Binary { byte: bytes.get(at).copied().unwrap_or_default(), at: at as u64 }
}

/// First bytes of files that people mistake for copy, longest first where one begins another.
const FILE_TYPES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"PK\x03\x04", "a ZIP archive (perhaps a Word or OpenDocument file)"),
    (b"\xD0\xCF\x11\xE0", "an old Office document"),
    (b"\x1F\x8B", "gzip-compressed data"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
];

/// Byte order marks that are not UTF-8's.
const WIDE_MARKS: &[(&[u8], &str)] = &[
    (b"\xFF\xFE\x00\x00", "the byte order mark of UTF-32 (little-endian)"),
    (b"\x00\x00\xFE\xFF", "the byte order mark of UTF-32 (big-endian)"),
    (b"\xFF\xFE", "the byte order mark of UTF-16 (little-endian)"),
    (b"\xFE\xFF", "the byte order mark of UTF-16 (big-endian)"),
];

fn check_start(bytes: &[u8]) -> Result<(), NotCopy> {
    if let Some(&(_, what)) = FILE_TYPES.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(NotCopy::FileType { what });
    }
    match WIDE_MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        Some(&(_, what)) => Err(NotCopy::Wide { what, at: 0 }),
        None => Ok(()),
    }
}

fn check_nul(bytes: &[u8]) -> Result<(), NotCopy> {
    let Some(at) = memchr(0, bytes) else {
        return Ok(());
    };
    // Latin letters in UTF-16 are every other byte NUL.
    let head = &bytes[..bytes.len().min(64)];
    let nul = |parity: usize| head.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (nul(0), nul(1));
    let most = head.len() * 3 / 8;
    if head.len() >= 4 && even.max(odd) > most && even.min(odd) == 0 {
        return Err(NotCopy::Wide { what: "every other byte NUL, as in UTF-16,", at: at as u64 });
    }
    Err(NotCopy::Binary { byte: 0, at: at as u64 })
}

fn check_length(length: usize) -> Result<(), NotCopy> {
    if u32::try_from(length).is_ok_and(|n| n < u32::MAX) {
        return Ok(());
    }
    Err(NotCopy::TooLong { at: u64::from(u32::MAX) - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> Result<Source, NotCopy> {
        Source::decode("copy.txt", bytes.to_vec())
    }

    #[test]
    fn line_ends_of_all_three_kinds() {
        let s = Source::from_text("a", "one\ntwo\r\nthree\rfour\n");
        let lines: Vec<_> = s.lines().map(|l| s.slice(l)).collect();
        assert_eq!(lines, ["one", "two", "three", "four", ""]);
        assert_eq!(s.position(4), Position { line: 2, column: 1 });
        assert_eq!(s.position(8), Position { line: 2, column: 5 }, "the LF of a CRLF is still on its line");
        assert_eq!(s.position(9), Position { line: 3, column: 1 });
        assert_eq!(s.line_span(0), SourceSpan::new(20, 20));
        assert_eq!(s.line_span(77), SourceSpan::new(20, 20));
        assert_eq!(s.position(4_000), Position { line: 5, column: 1 });
        assert_eq!(Source::from_text("a", "").line_count(), 1);
    }

    #[test]
    fn columns_count_characters_and_utf16_units() {
        let s = Source::from_text("a", "Bogotá 🦜 flew");
        let flew = s.text.find("flew").expect("it is in there") as u32;
        assert_eq!(s.position(flew).column, 10);
        assert_eq!(s.utf16_column(flew), 11);
        assert_eq!(s.position(6).column, 6, "inside the á");
    }

    #[test]
    fn a_byte_order_mark_stays_in_the_text_and_takes_no_column() {
        let s = decode("\u{FEFF}Fire\nout".as_bytes()).expect("it is UTF-8");
        assert_eq!(s.text.len(), 11);
        assert_eq!(s.position(0), Position { line: 1, column: 1 });
        assert_eq!(s.position(3), Position { line: 1, column: 1 });
        assert_eq!(s.utf16_column(4), 2);
        assert_eq!(s.position(8), Position { line: 2, column: 1 });
    }

    #[test]
    fn a_long_line_is_counted_from_checkpoints() {
        let s = Source::from_text("a", format!("kurz\n{}", "né🦜 ".repeat(5_000)));
        for offset in (0..s.text.len()).step_by(997).filter(|&o| s.text.is_char_boundary(o)) {
            let line = s.text[..offset].matches('\n').count() as u32 + 1;
            let start = if line == 1 { 0 } else { 5 };
            let before = &s.text[start..offset];
            assert_eq!(s.position(offset as u32).column, before.chars().count() as u32 + 1);
            assert_eq!(s.utf16_column(offset as u32), before.encode_utf16().count() as u32 + 1);
        }
    }

    #[test]
    fn windows_1252_bytes_are_characters() {
        let s = decode(b"The mayor\x92s \x93plan\x94").expect("it is text");
        assert_eq!(s.encoding, Encoding::Windows1252);
        assert_eq!(s.text, "The mayor’s “plan”");
        let plan = s.text.find("plan").expect("it is in there") as u32;
        assert_eq!(s.file_bytes(SourceSpan::new(plan, plan + 4)), (13, 17));
    }

    #[test]
    fn what_is_not_copy_is_named_with_its_place() {
        for (bytes, at, words) in [
            (&b"Fire\0 out"[..], 4, "control byte 0x00 at byte 4"),
            (b"a\x01b\x02", 1, "control byte 0x01 at byte 1"),
            (b"caf\xE9 \x07", 5, "control byte 0x07 at byte 5"),
            (b"%PDF-1.7 \xE2", 0, "a PDF document at byte 0"),
            (b"PK\x03\x04\0\0", 0, "ZIP archive"),
            (b"\xFF\xFEF\0i\0", 0, "UTF-16 (little-endian)"),
            (b"\xFF\xFE\0\0F\0\0\0", 0, "UTF-32"),
            (b"F\0i\0r\0e\0 \0", 1, "UTF-16"),
        ] {
            let error = decode(bytes).expect_err("it is not copy");
            assert_eq!(error.at(), at, "{error}");
            assert!(error.to_string().contains(words), "{error}");
        }
        let stray = format!("{}\u{3}{}", "The river rose. ".repeat(8), "It fell.");
        assert!(decode(stray.as_bytes()).is_ok(), "one stray control character does not make a story binary");
        assert!(decode(b"").is_ok());
    }
}
