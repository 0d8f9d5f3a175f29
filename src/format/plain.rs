//! Plain text as filed: finds the paragraphs of one-paragraph-a-line, blank-line-separated and hard-wrapped copy, block
//! quotations and list items. The text is the file's own, so the map is the identity. What a paragraph is in the story
//! is decided by `zones`.

use super::dateline::dateline;
use super::furniture::is_byline;
use super::remarks::is_remark;
use super::zones::{Piece, Shape, assign};
use crate::prose::{Prose, SourceMap};
use crate::source::Source;
use crate::span::TextSpan;
use std::borrow::Cow;

/// Reads plain text.
pub(super) fn read(source: &Source) -> Prose<'_> {
    let lines = lines(source);
    let pieces = Layout::of(&source.text, &lines).pieces(&lines);
    let blocks = assign(&source.text, &pieces, false);
    Prose { text: Cow::Borrowed(&source.text), map: SourceMap::identity(), blocks, kind: None }
}

/// What a line opens with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Quote,
    Item,
}

/// A line that has words, without surrounding white space and mark.
#[derive(Clone, Copy, Debug)]
struct Line {
    span: TextSpan,
    /// Columns of white space before it; a tab counts four.
    indent: u32,
    /// Columns of the line, if others stand right above or below it and it is short enough to be part of a paragraph of theirs.
    width: Option<usize>,
    mark: Mark,
    /// A blank line or a divider stands before it.
    gap: bool,
    /// A remark to sayso stands before it.
    cut: bool,
}

/// Characters that stand around a line's text and are no part of it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

fn lines(source: &Source) -> Vec<Line> {
    let mut lines = Vec::with_capacity(source.line_count() as usize);
    let (mut gap, mut cut) = (true, false);
    for span in source.lines() {
        let raw = source.slice(span);
        let text = raw.trim_start_matches(is_space);
        let indent =
            raw[..raw.len() - text.len()].chars().map(|c| if c == '\t' { 4 } else { u32::from(c != '\u{FEFF}') }).sum();
        // No prose, and for the layout of the rest as if it were not there; but no paragraph goes on beyond it, for a
        // paragraph is one stretch of the file.
        if is_remark(text) {
            cut = true;
            continue;
        }
        let (mark, text) = mark(text);
        let start = span.end - text.len() as u32;
        let text = text.trim_end_matches(is_space);
        if text.is_empty() || is_divider(text) {
            gap = true;
            continue;
        }
        lines.push(Line { span: TextSpan::new(start, start + text.len() as u32), indent, width: None, mark, gap, cut });
        (gap, cut) = (false, false);
    }
    for together in lines.chunk_by_mut(|_, next| !next.gap).filter(|together| together.len() > 1) {
        for line in together {
            line.width = width(&source.text[line.span.range()], line.indent);
        }
    }
    lines
}

/// Splits a quotation or list mark off the start of a line.
fn mark(text: &str) -> (Mark, &str) {
    let quoted = text.trim_start_matches(|c| c == '>' || is_space(c));
    if text.starts_with('>') {
        return (Mark::Quote, quoted);
    }
    let digits = text.bytes().take(3).take_while(u8::is_ascii_digit).count();
    let rest = if (1..=2).contains(&digits) {
        text[digits..].strip_prefix(['.', ')'])
    } else {
        text.strip_prefix(['-', '*', '•', '·', '◦', '‣', '▪', '●', '–', '—'])
    };
    match rest {
        Some(rest) if rest.starts_with(is_space) => (Mark::Item, rest.trim_start_matches(is_space)),
        _ => (Mark::None, text),
    }
}

/// A line of marks only: `* * *`, `---`, `###`.
fn is_divider(text: &str) -> bool {
    text.len() <= 200 && !text.chars().any(char::is_alphanumeric)
}

/// Widest line that may be part of a hard-wrapped paragraph, in columns.
const WIDEST: usize = 120;

/// Columns of a line, with the white space before it; `None` if it is too wide to be part of a wrapped paragraph.
fn width(text: &str, indent: u32) -> Option<usize> {
    if text.len() > 4 * WIDEST {
        return None;
    }
    Some(text.chars().count() + indent as usize).filter(|&width| width <= WIDEST)
}

/// How the file lays out its paragraphs.
struct Layout<'a> {
    text: &'a str,
    /// Lines are broken at this column; `None` if every line is a paragraph.
    wrap: Option<usize>,
    /// Blank lines stand between paragraphs.
    gaps: bool,
    /// Indented lines are set apart from the rest, rather than being all of it.
    indents: bool,
}

impl<'a> Layout<'a> {
    fn of(text: &'a str, lines: &[Line]) -> Self {
        let mut layout = Self { text, wrap: None, gaps: false, indents: false };
        let (mut breaks, mut soft, mut widest) = (0usize, 0usize, 0usize);
        for pair in lines.windows(2) {
            let &[line, next] = pair else { continue };
            if next.gap || next.mark != Mark::None || line.mark == Mark::Quote {
                continue;
            }
            let (Some(width), Some(_)) = (line.width, next.width) else {
                continue;
            };
            breaks += 1;
            if layout.starts_lower(next) {
                soft += 1;
                widest = widest.max(width);
            }
        }
        // In English copy most lines of a wrapped paragraph go on with a small letter, and no paragraph starts with one.
        layout.wrap = (soft > 0 && soft * 3 >= breaks).then_some(widest);
        layout.gaps = lines.iter().skip(1).filter(|l| l.gap).count() >= 2;
        let indented = lines.iter().filter(|l| l.indent >= 4).count();
        layout.indents = indented * 2 < lines.len();
        layout
    }

    fn str(&self, line: Line) -> &'a str {
        &self.text[line.span.range()]
    }

    fn starts_lower(&self, line: Line) -> bool {
        self.str(line).starts_with(char::is_lowercase)
    }

    fn pieces(&self, lines: &[Line]) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(lines.len());
        let mut at = 0;
        let mut first_group = true;
        while let Some(&first) = lines.get(at) {
            first_group &= at == 0 || !first.gap;
            let mut end = at + 1;
            let mut indent = first.indent;
            while let Some(&next) = lines.get(end) {
                if !self.joins(lines[end - 1], next, first, first_group) {
                    break;
                }
                indent = indent.min(next.indent);
                end += 1;
            }
            let shape = match first.mark {
                Mark::Quote => Shape::Quote,
                Mark::Item => Shape::Item,
                Mark::None if indent >= 4 && self.indents => Shape::Quote,
                Mark::None => Shape::Paragraph,
            };
            let span = TextSpan::new(first.span.start, lines[end - 1].span.end);
            pieces.push(Piece { span, shape, tight: !first.gap, wrapped: end > at + 1 });
            at = end;
        }
        pieces
    }

    /// Whether `next` goes on with the paragraph of `line`, which started with `first`.
    fn joins(&self, line: Line, next: Line, first: Line, first_group: bool) -> bool {
        let Some(wrap) = self.wrap else { return false };
        let item = first.mark == Mark::Item;
        if next.gap
            || next.cut
            || next.mark != Mark::None
            || first.mark == Mark::Quote
            || !item && next.indent > line.indent + 1
        {
            return false;
        }
        let Some(width) = line.width else {
            return false;
        };
        if self.starts_lower(next) || item && next.indent > first.indent {
            return true;
        }
        if self.gaps && !first_group {
            return true;
        }
        // Around the headline, and where no blank lines help, a line that had room for the next word was ended on purpose.
        let (text, following) = (self.str(line), self.str(next));
        let word = following.split_whitespace().next().map_or(0, |w| w.chars().count());
        width + 1 + word > wrap && !is_byline(text) && !is_byline(following) && dateline(following).is_none()
    }
}

#[cfg(test)]
mod tests {
    use crate::format::{Format, read};
    use crate::source::Source;

    fn paragraphs(text: &str) -> Vec<String> {
        let source = Source::from_text("copy.txt", text);
        let prose = read(&source, Format::Plain);
        prose.blocks.iter().map(|b| prose.text[b.span.range()].replace(['\r', '\n'], "/")).collect()
    }

    #[test]
    fn wrapped_without_blank_lines_breaks_where_there_was_room() {
        let text = "Storm shuts ports along the coast\n\
                    Ferries stopped running on Sunday as a storm closed in on the\n\
                    coast, the harbour office said, and trains were held at Sund until\n\
                    Monday morning.\n\
                    Ana Ruiz, a fisher, tied up her boat at noon. \"You do not argue\n\
                    with that,\" she said.\n";
        assert_eq!(
            paragraphs(text),
            [
                "Storm shuts ports along the coast",
                "Ferries stopped running on Sunday as a storm closed in on the/coast, the harbour office said, and trains were held at Sund until/Monday morning.",
                "Ana Ruiz, a fisher, tied up her boat at noon. \"You do not argue/with that,\" she said.",
            ]
        );
    }

    #[test]
    fn wrapped_with_indented_first_lines() {
        let text = "Storm shuts ports\n\n    Ferries stopped running on Sunday as a storm\nclosed in on the coast, the office said.\n    \
                    Trains were held at Sund until morning, and\nbuses were full.\n";
        assert_eq!(paragraphs(text).len(), 3);
    }

    #[test]
    fn a_line_that_is_a_paragraph_stays_one() {
        let text =
            "\u{FEFF}Storm shuts ports\r\nFerries stopped.\r\nTrains ran.\r\niPhone sales rose.\r\nBuses ran late.\r\n";
        assert_eq!(paragraphs(text).len(), 5);
        assert_eq!(paragraphs(text)[0], "Storm shuts ports");
    }

    #[test]
    fn marks_are_no_part_of_items_and_quotations() {
        let text = "The union wants three things before talks can start again:\n\n• higher pay\n2) more rest\n— a guard\n> > No deal, no work.\n-5 degrees was the low.\n";
        assert_eq!(
            paragraphs(text)[1..],
            ["higher pay", "more rest", "a guard", "No deal, no work.", "-5 degrees was the low."]
        );
    }
}
