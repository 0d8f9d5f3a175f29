//! The report for people: the guilty sentence, the words underlined, what to do about it. The only file that knows
//! codespan-reporting. Codespan prints whole lines of a file, and copy has one paragraph a line; so each diagnostic
//! gets a [`Page`] of its own that holds the sentences its labels touch, cut into rows that fit the terminal, and
//! answers with the true line and column of the file for each row.

use super::{Batch, Style, printable};
use crate::diagnostic::{Diagnostic, Severity};
use crate::span::SourceSpan;
use codespan_reporting::diagnostic as code;
use codespan_reporting::files::{self, Files};
use codespan_reporting::term;
use smallvec::SmallVec;
use std::ops::Range;
use std::{fmt, slice};
use unicode_width::UnicodeWidthChar;

/// Bytes of a sentence shown on either side of a label, where the sentence is longer than anyone writes.
const MARGIN: u32 = 600;
/// Bytes of one label that are shown, likewise.
const LONGEST: u32 = 2400;
/// Bytes of the report that a diagnostic mostly takes less than.
const TOLD: usize = 768;

/// A few runs, in place up to four: most sentences take no more rows, and there are thousands.
type Few<T> = SmallVec<[T; 4]>;

/// The batch, a snippet a diagnostic.
pub(super) fn render(batch: &Batch<'_>, style: Style) -> Vec<u8> {
    let mut out = Out { bytes: Vec::with_capacity(batch.diagnostics.len() * TOLD), colour: style.colour, next: false };
    let config = term::Config::default();
    let mut page = Page::of(batch, style.width);
    for diagnostic in batch.diagnostics {
        page.show(diagnostic);
        let told = diagnostic_of(diagnostic, &page);
        term::emit_to_write_style(&mut out, &config, &page, &told)
            .expect("each label lies in a row of its page, and memory takes all text");
    }
    out.bytes
}

fn diagnostic_of(diagnostic: &Diagnostic, page: &Page<'_>) -> code::Diagnostic<()> {
    let severity = match diagnostic.severity {
        Severity::Error => code::Severity::Error,
        Severity::Warning => code::Severity::Warning,
        Severity::Info => code::Severity::Note,
    };
    let mut labels: Vec<code::Label<()>> =
        page.marks(diagnostic.span).into_iter().map(|range| code::Label::primary((), range)).collect();
    for related in &diagnostic.related {
        let ranges = page.marks(related.span);
        let last = ranges.len().saturating_sub(1);
        for (i, range) in ranges.into_iter().enumerate() {
            let message = if i == last { related.message.as_str() } else { "" };
            labels.push(code::Label::secondary((), range).with_message(printable(message)));
        }
    }
    let notes = diagnostic.help.iter().map(|help| ["help: ", &printable(help)].concat()).collect();
    code::Diagnostic::new(severity)
        .with_code(&*diagnostic.rule)
        .with_message(printable(&diagnostic.message))
        .with_labels(labels)
        .with_notes(notes)
}

/// One row of a page: part of a line of the file.
struct Row {
    /// Where it stands in [`Page::text`], without the white space that it was cut behind.
    on_page: Range<usize>,
    /// Where it stands in the file.
    in_file: SourceSpan,
    /// The file's line.
    line: u32,
    /// Neighbours have neighbouring numbers; a gap makes codespan draw one.
    index: usize,
}

/// What codespan sees of a file for the diagnostic at hand.
struct Page<'p> {
    batch: &'p Batch<'p>,
    /// Columns of a row.
    width: usize,
    text: String,
    rows: Vec<Row>,
    /// What of the file is laid out.
    parts: Few<SourceSpan>,
}

impl<'p> Page<'p> {
    /// An empty one of that file.
    fn of(batch: &'p Batch<'p>, width: usize) -> Self {
        Self { batch, width, text: String::new(), rows: Vec::new(), parts: Few::new() }
    }

    /// Lays out what to show for a diagnostic, and nothing else.
    fn show(&mut self, diagnostic: &Diagnostic) {
        let mut parts = Few::new();
        let related = diagnostic.related.iter().map(|label| label.span);
        std::iter::once(diagnostic.span).chain(related).for_each(|span| shown(span, self.batch, &mut parts));
        parts.sort_unstable();
        parts.dedup_by(|part, last| {
            let joins = part.start < last.end || part == last;
            if joins {
                last.end = last.end.max(part.end);
            }
            joins
        });
        // Many a sentence has more than one diagnostic.
        if self.parts == parts {
            return;
        }
        self.text.clear();
        self.rows.clear();
        for &part in &parts {
            self.add(part);
        }
        self.parts = parts;
    }

    /// Lays out a stretch of one line of the file in rows.
    fn add(&mut self, part: SourceSpan) {
        let source = self.batch.source;
        let line = source.position(part.start).line;
        let text = printable(&source.text[part.range()]);
        let before = self.rows.last().map(|row| (row.in_file.end, row.index));
        let first = match before {
            // White space alone between them: the next sentence of the paragraph, or the next line.
            Some((end, index)) if end <= part.start && blank(&source.text[end as usize..part.start as usize]) => {
                index + 1
            }
            Some((_, index)) => index + 3,
            None => 0,
        };
        for (index, range) in (first..).zip(wrap(&text, self.width)) {
            let row = &text[range.clone()];
            let start = self.text.len();
            let is_last = range.end == text.len();
            self.text.push_str(if is_last { row } else { row.trim_end() });
            let on_page = start..self.text.len();
            self.text.push('\n');
            let in_file = SourceSpan::new(part.start + range.start as u32, part.start + range.end as u32);
            self.rows.push(Row { on_page, in_file, line, index });
        }
    }

    /// The ranges of the page that show a span of the file: one a row it touches.
    fn marks(&self, span: SourceSpan) -> Few<Range<usize>> {
        let mut out = Few::new();
        for row in &self.rows {
            let start = span.start.max(row.in_file.start);
            let end = span.end.min(row.in_file.end);
            let text = &self.text[row.on_page.clone()];
            let offset = |at: u32| text.len().min((at - row.in_file.start) as usize);
            if start < end {
                let words = &text[offset(start)..offset(end)];
                let lead = words.len() - words.trim_start().len();
                let words = words.trim();
                if !words.is_empty() {
                    let start = row.on_page.start + offset(start) + lead;
                    out.push(start..start + words.len());
                }
            }
        }
        if out.is_empty() {
            // A place rather than words: before a word, or at the end of a line or of the file.
            let holds = |row: &&Row| row.in_file.start <= span.start && span.start <= row.in_file.end;
            let row = self.rows.iter().rev().find(holds).or_else(|| self.rows.last());
            let at = row.map_or(0, |row| {
                let inside = span.start.clamp(row.in_file.start, row.in_file.end) - row.in_file.start;
                row.on_page.end.min(row.on_page.start + inside as usize)
            });
            out.push(at..at);
        }
        out
    }

    fn row(&self, index: usize) -> Result<&Row, files::Error> {
        let found = self.rows.binary_search_by_key(&index, |row| row.index);
        let max = self.rows.last().map_or(0, |row| row.index);
        found.map(|i| &self.rows[i]).map_err(|_| files::Error::LineTooLarge { given: index, max })
    }
}

impl<'a> Files<'a> for Page<'_> {
    type FileId = ();
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.batch.source.path)
    }

    fn source(&'a self, (): ()) -> Result<&'a str, files::Error> {
        Ok(&self.text)
    }

    fn line_index(&'a self, (): (), byte: usize) -> Result<usize, files::Error> {
        let after = self.rows.partition_point(|row| row.on_page.start <= byte);
        let row = self.rows.get(after.saturating_sub(1)).ok_or(files::Error::FileMissing)?;
        Ok(row.index)
    }

    fn line_number(&'a self, (): (), index: usize) -> Result<usize, files::Error> {
        Ok(self.row(index)?.line as usize)
    }

    fn column_number(&'a self, (): (), index: usize, byte: usize) -> Result<usize, files::Error> {
        let row = self.row(index)?;
        let inside = byte.clamp(row.on_page.start, row.on_page.end) - row.on_page.start;
        Ok(self.batch.source.position(row.in_file.start + inside as u32).column as usize)
    }

    fn line_range(&'a self, (): (), index: usize) -> Result<Range<usize>, files::Error> {
        Ok(self.row(index)?.on_page.clone())
    }
}

fn blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Appends what to show for a span: the sentences it touches, or else the lines, cut at line ends and, where they are
/// monstrous, to a window around the span.
fn shown(span: SourceSpan, batch: &Batch<'_>, out: &mut Few<SourceSpan>) {
    let text = batch.source.text.as_str();
    let size = text.len() as u32;
    let boundary = |mut at: u32| {
        while !text.is_char_boundary(at as usize) {
            at -= 1;
        }
        at
    };
    let start = boundary(span.start.min(size));
    let end = span.end.clamp(start, size).min(start.saturating_add(LONGEST));
    let window =
        SourceSpan::new(boundary(start.saturating_sub(MARGIN)), boundary(end.saturating_add(MARGIN).min(size)));
    let first = batch.display.partition_point(|sentence| sentence.end <= start);
    let touched = |sentence: &&SourceSpan| sentence.start < end.max(start + 1);
    let sentences = &batch.display[first..];
    let sentences = &sentences[..sentences.iter().take_while(touched).count()];
    let covers = sentences.first().is_some_and(|first| first.start <= start);
    for stretch in if covers { sentences } else { slice::from_ref(&window) } {
        let from = stretch.start.max(window.start);
        let to = stretch.end.min(window.end).max(from);
        let mut at = from;
        for line in text[from as usize..to as usize].split('\n') {
            let shown = line.trim_end_matches('\r');
            let part = SourceSpan::new(at, at + shown.len() as u32);
            let line_end = at + line.len() as u32;
            at = line_end + 1;
            // Of the window, only the lines that the span is on; of a sentence, all its lines with words.
            let on = part.start <= end && start <= line_end;
            if if covers { !blank(shown) || on } else { on } {
                out.push(part);
            }
        }
    }
}

/// Cuts text into as few rows of at most `width` columns as it takes, after white space where there is any, and all of them
/// about as long: nobody wants to read a row with one word in it.
fn wrap(text: &str, width: usize) -> Few<Range<usize>> {
    let full = rows(text, width);
    if full.len() == 1 {
        return full;
    }
    let columns = if text.is_ascii() { text.len() } else { text.chars().map(columns).sum() };
    let even = columns.div_ceil(full.len()) + SLACK;
    if even >= width {
        return full;
    }
    let even = rows(text, even);
    if even.len() == full.len() { even } else { full }
}

/// Columns that rows may differ by: about a word.
const SLACK: usize = 8;

fn rows(text: &str, width: usize) -> Few<Range<usize>> {
    let mut rows = Few::new();
    let mut start = 0;
    while let Some(length) = row(&text[start..], width) {
        rows.push(start..start + length);
        start += length;
    }
    rows.push(start..text.len());
    rows
}

/// Bytes of the first row of a text; `None` if it is the last.
fn row(text: &str, width: usize) -> Option<usize> {
    // No character takes more columns than it has bytes.
    if text.len() <= width {
        return None;
    }
    let (mut at, mut cut) = (0, 0);
    if let Some(plain) = text.as_bytes().get(..width).filter(|plain| plain.is_ascii()) {
        (at, cut) = (width, plain.iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1));
    }
    let mut used = at;
    for c in text[at..].chars() {
        let space = c.is_whitespace();
        used += columns(c);
        if used > width && at > 0 && !space {
            return Some(if cut > 0 { cut } else { at });
        }
        at += c.len_utf8();
        if space {
            cut = at;
        }
    }
    None
}

fn columns(c: char) -> usize {
    if c.is_ascii() { 1 } else { c.width().unwrap_or(1) }
}

/// What codespan writes to. It says `info` where codespan, which has no such severity, says `note`.
struct Out {
    bytes: Vec<u8>,
    colour: bool,
    /// The severity comes next.
    next: bool,
}

impl fmt::Write for Out {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let note = std::mem::take(&mut self.next) && text == "note";
        self.bytes.extend_from_slice(if note { "info" } else { text }.as_bytes());
        Ok(())
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        // It writes the copy letter by letter.
        if c.is_ascii() {
            self.bytes.push(c as u8);
        } else {
            self.more_than_a_byte(c);
        }
        Ok(())
    }

    // The same as without it, but for a pointer to a pointer that would go along with each letter.
    fn write_fmt(&mut self, args: fmt::Arguments<'_>) -> fmt::Result {
        fmt::write(self, args)
    }
}

/// As terminals are told: what was before is over, and then bold or a colour. Headings are in the bright one of each.
impl term::WriteStyle for Out {
    fn set_header(&mut self, severity: code::Severity) -> fmt::Result {
        self.next = severity == code::Severity::Note;
        self.paint(match severity {
            code::Severity::Bug | code::Severity::Error => "\x1b[0;1;91m",
            code::Severity::Warning => "\x1b[0;1;93m",
            code::Severity::Note => "\x1b[0;1;92m",
            code::Severity::Help => CYAN,
        })
    }

    fn set_header_message(&mut self) -> fmt::Result {
        self.paint("\x1b[0;1m")
    }

    fn set_line_number(&mut self) -> fmt::Result {
        self.paint(CYAN)
    }

    fn set_note_bullet(&mut self) -> fmt::Result {
        self.paint(CYAN)
    }

    fn set_source_border(&mut self) -> fmt::Result {
        self.paint(CYAN)
    }

    fn set_label(&mut self, severity: code::Severity, style: code::LabelStyle) -> fmt::Result {
        self.paint(match (style, severity) {
            (code::LabelStyle::Primary, code::Severity::Bug | code::Severity::Error) => "\x1b[0;31m",
            (code::LabelStyle::Primary, code::Severity::Warning) => "\x1b[0;33m",
            (code::LabelStyle::Primary, code::Severity::Note) => "\x1b[0;32m",
            _ => CYAN,
        })
    }

    fn reset(&mut self) -> fmt::Result {
        self.paint("\x1b[0m")
    }
}

/// Of all that is about the text and none of it.
const CYAN: &str = "\x1b[0;36m";

impl Out {
    #[cold]
    #[inline(never)]
    fn more_than_a_byte(&mut self, c: char) {
        self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    #[expect(clippy::unnecessary_wraps, reason = "what codespan asks of each")]
    fn paint(&mut self, code: &str) -> fmt::Result {
        if self.colour {
            self.bytes.extend_from_slice(code.as_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Label;
    use crate::source::Source;

    fn told(
        text: &str,
        display: &[(u32, u32)],
        span: (u32, u32),
        related: &[(u32, u32, &str)],
        width: usize,
    ) -> String {
        let source = Source::from_text("copy.txt", text.to_owned());
        let display: Vec<_> = display.iter().map(|&(s, e)| SourceSpan::new(s, e)).collect();
        let diagnostic = Diagnostic {
            severity: Severity::Info,
            help: Some("name the source".to_owned()),
            related: related
                .iter()
                .map(|&(s, e, message)| Label { span: SourceSpan::new(s, e), message: message.to_owned() })
                .collect(),
            ..Diagnostic::fault("a/b", SourceSpan::new(span.0, span.1), "Who says?".to_owned(), None)
        };
        let batch = Batch { source: &source, diagnostics: &[diagnostic], suppressed: &[], display: &display };
        String::from_utf8(render(&batch, Style { colour: false, width })).expect("UTF-8")
    }

    #[test]
    fn colours_are_about_the_text_and_end_with_it() {
        let source = Source::from_text("x.txt", "The troops shelled the market.");
        let found = |severity, span| Diagnostic {
            severity,
            ..Diagnostic::fault("a/b", SourceSpan::new(span, span + 6), "m".to_owned(), Some("h".to_owned()))
        };
        let diagnostics = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| found(severity, 4));
        let batch = Batch { source: &source, diagnostics: &diagnostics, suppressed: &[], display: &[] };
        let shown = |colour| String::from_utf8(render(&batch, Style { colour, width: 80 })).expect("UTF-8");
        let coloured = shown(true);
        for painted in
            ["\x1b[0;1;91merror[a/b]\x1b[0;1m: m", "\x1b[0;1;93mwarning", "\x1b[0;1;92minfo", "\x1b[0;31mtroops"]
        {
            assert!(coloured.contains(painted), "{coloured}");
        }
        let mut plain = coloured.clone();
        while let Some(start) = plain.find('\x1b') {
            let end = plain[start..].find('m').expect("each ends") + start;
            plain.replace_range(start..=end, "");
        }
        assert_eq!(plain, shown(false));
        // No colour goes on in the next line.
        let ends = |line: &str| line.rfind('\x1b').is_none_or(|last| line[last..].starts_with("\x1b[0m"));
        assert!(coloured.lines().all(ends), "{coloured}");
    }

    #[test]
    fn the_sentence_is_shown_and_not_the_paragraph() {
        let text = "Headline\n\nOne is here. Two is été there. Three.\n";
        let shown = told(text, &[(0, 8), (10, 22), (23, 42), (43, 49)], (30, 35), &[], 80);
        let expected = "\
info[a/b]: Who says?
  ┌─ copy.txt:3:21
  │
3 │ Two is été there.
  │        ^^^
  │
  = help: name the source

";
        assert_eq!(shown, expected);
    }

    #[test]
    fn neighbours_touch_and_others_have_a_gap_between() {
        let text = "One is here. Two is there. Three is. Four.";
        let display = [(0, 12), (13, 26), (27, 36), (37, 42)];
        let shown = told(text, &display, (0, 3), &[(13, 16, "and this"), (37, 41, "and that")], 80);
        let expected = "\
info[a/b]: Who says?
  ┌─ copy.txt:1:1
  │
1 │ One is here.
  │ ^^^
1 │ Two is there.
  │ --- and this
  ·
1 │ Four.
  │ ---- and that
  │
  = help: name the source

";
        assert_eq!(shown, expected);
    }

    #[test]
    fn long_sentences_go_on_in_rows_with_their_underline() {
        let shown = told("It was the best of all possible worlds.", &[(0, 39)], (7, 31), &[], 16);
        let expected = "\
info[a/b]: Who says?
  ┌─ copy.txt:1:8
  │
1 │ It was the best
  │        ^^^^^^^^
1 │ of all possible
  │ ^^^^^^^^^^^^^^^
1 │ worlds.
  │
  = help: name the source

";
        assert_eq!(shown.replace("1 │ worlds.\n", ""), expected.replace("1 │ worlds.\n", ""));
    }

    #[test]
    fn rows_are_few_and_about_as_long_as_each_other() {
        let text = "The council of the old town said on Monday that it would close the bridge, \
                    “for good” — and open no other, whatever the ferry\u{301}men say of it.";
        let lengths = |width| wrap(text, width).iter().map(ExactSizeIterator::len).collect::<Vec<_>>();
        assert_eq!(lengths(72), [67, 80]);
        for width in 1..160 {
            let rows = wrap(text, width);
            assert_eq!(rows.len(), super::rows(text, width).len());
            assert_eq!(rows.iter().map(|row| &text[row.clone()]).collect::<String>(), text);
            let wide = |row: &Range<usize>| text[row.clone()].trim_end().chars().map(columns).sum::<usize>();
            // A word longer than that stands in a row of its own.
            assert!(rows.iter().all(|row| wide(row) <= width || !text[row.clone()].trim_end().contains(' ')));
            let last = |rows: &[Range<usize>]| rows.last().map(wide);
            assert!(last(&rows) >= last(&super::rows(text, width)), "{width}: {rows:?}");
        }
    }

    #[test]
    fn accents_and_wide_gaps_take_no_row_of_their_own() {
        let text = "Rene\u{301}e  Le\u{301}ger  ate\u{301}  ".repeat(9);
        for width in 8..200 {
            assert_eq!(wrap(&text, width).len(), super::rows(&text, width).len(), "{width}");
        }
    }

    #[test]
    fn any_span_of_any_text_can_be_shown() {
        let text = "\u{feff}é\r\n\r\n\tx\u{301} \u{1f600}abc\nend";
        for start in 0..=text.len() as u32 + 2 {
            for end in start..=text.len() as u32 + 2 {
                for display in [vec![], vec![(3, 5)], vec![(0, 5), (9, 20)]] {
                    // Spans always fall on character boundaries; past the end is tolerated.
                    let inside = |at: u32| text.is_char_boundary((at as usize).min(text.len()));
                    if inside(start) && inside(end) {
                        assert!(told(text, &display, (start, end), &[(start, end, "x")], 8).contains("copy.txt:"));
                    }
                }
            }
        }
        assert!(told("", &[], (0, 0), &[], 80).contains("copy.txt:1:1"));
    }

    #[test]
    fn a_monstrous_line_is_shown_in_part() {
        let text = "word ".repeat(100_000);
        let shown = told(&text, &[(0, text.len() as u32)], (250_000, 250_004), &[], 80);
        assert!(shown.len() < 4000 && shown.contains("copy.txt:1:250001"), "{shown}");
    }
}
