//! What the writer says to sayso and not to the reader: HTML comments in Markdown, and in plain text lines of their own
//! between `[[` and `]]`, that open with `sayso:`. Finds where they are; what they mean is `suppress`'s.

use super::{Format, front_matter, markdown};
use crate::source::Source;
use crate::span::SourceSpan;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The word every remark opens with.
const WORD: &str = "sayso:";

/// One remark to sayso.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remark {
    /// With its marks.
    pub whole: SourceSpan,
    /// What follows `sayso:`, up to the closing mark.
    pub body: SourceSpan,
    /// The closing mark is there.
    pub closed: bool,
}

/// All remarks of a file, in order. Files without the word cost one search.
pub fn remarks(source: &Source, format: Format) -> Vec<Remark> {
    if memchr::memmem::find(source.text.as_bytes(), WORD.as_bytes()).is_none() {
        return Vec::new();
    }
    match format {
        Format::Plain => plain(source),
        Format::Markdown => comments_of_markdown(source),
    }
}

/// Whether a line of plain text is a remark, and so no prose.
pub(super) fn is_remark(line: &str) -> bool {
    line.starts_with("[[") && line[2..].trim_start().starts_with(WORD)
}

fn plain(source: &Source) -> Vec<Remark> {
    let mut found = Vec::new();
    for span in source.lines() {
        let line = source.slice(span);
        let text = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if !is_remark(text) {
            continue;
        }
        let start = span.end - text.len() as u32;
        let text = text.trim_end();
        let whole = SourceSpan::new(start, start + text.len() as u32);
        found.extend(remark(&source.text, whole, "[[", "]]"));
    }
    found
}

fn comments_of_markdown(source: &Source) -> Vec<Remark> {
    let base = front_matter::read(&source.text).end;
    let mut found = Vec::new();
    // A block of HTML comes in pieces, line by line, and a comment may go over several.
    let mut block = None;
    for (event, range) in Parser::new_ext(&source.text[base..], markdown::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(range),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(range) = block.take() {
                    comments(&source.text, base + range.start, base + range.end, &mut found);
                }
            }
            Event::InlineHtml(_) => comments(&source.text, base + range.start, base + range.end, &mut found),
            _ => {}
        }
    }
    found
}

/// The comments between two bytes of the text.
fn comments(text: &str, mut at: usize, end: usize, found: &mut Vec<Remark>) {
    while let Some(open) = text[at..end].find("<!--") {
        let start = at + open;
        at = text[start + 4..end].find("-->").map_or(end, |close| start + 4 + close + 3);
        let whole = text[start..at].trim_end();
        found.extend(remark(text, SourceSpan::new(start as u32, (start + whole.len()) as u32), "<!--", "-->"));
    }
}

fn remark(text: &str, whole: SourceSpan, open: &str, close: &str) -> Option<Remark> {
    let inside = text[whole.range()].strip_prefix(open)?;
    let closed = inside.strip_suffix(close);
    let inside = closed.unwrap_or(inside);
    let start = whole.start as usize + open.len();
    let gap = inside.len() - inside.trim_start().len();
    inside.trim_start().starts_with(WORD).then(|| Remark {
        whole,
        body: SourceSpan::new((start + gap + WORD.len()) as u32, (start + inside.len()) as u32),
        closed: closed.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(format: Format, text: &str) -> Vec<(String, bool)> {
        let source = Source::from_text("copy", text);
        remarks(&source, format).iter().map(|r| (source.slice(r.body).to_owned(), r.closed)).collect()
    }

    #[test]
    fn comments_are_found_in_and_between_paragraphs_but_not_in_code() {
        let text = "---\nkind: news\n---\n<!-- sayso: off a -- x -->\n\nThe mayor <!-- sayso: ignore b -- a -- b --> left.\n\n\
                    <!--\n  sayso: ignore c,\n  d\n-->\n\n<!-- a note -->\n\n`<!-- sayso: ignore e -->`\n\n    <!-- sayso: ignore f -->\n";
        let found = bodies(Format::Markdown, text);
        let found: Vec<_> = found.iter().map(|(body, closed)| (body.trim(), *closed)).collect();
        assert_eq!(found, [("off a -- x", true), ("ignore b -- a -- b", true), ("ignore c,\n  d", true)]);
    }

    #[test]
    fn lines_of_plain_text_are_found_closed_or_not() {
        let text = "\u{FEFF}[[sayso: ignore-file -- wire copy]]\r\nHe said [[sayso: ignore a]].\r\n  [[ sayso: on ]]  \r\n[[sayso: off b\r\n[[photo]]\r\n";
        let found = bodies(Format::Plain, text);
        let found: Vec<_> = found.iter().map(|(body, closed)| (body.trim(), *closed)).collect();
        assert_eq!(found, [("ignore-file -- wire copy", true), ("on", true), ("off b", false)]);
    }
}
