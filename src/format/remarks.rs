//! What the writer says to sayso and not to the reader: HTML comments in Markdown, and in plain text lines of their own
//! between `[[` and `]]`, that open with `sayso:`. Finds where they are; what they mean is `suppress`'s.

use super::{Format, front_matter, markdown};
use crate::source::Source;
use crate::span::SourceSpan;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::sync::LazyLock;

/// The word every remark opens with, in capitals or not: word processors begin a line with one.
const WORD: &str = "sayso:";
/// The end of it that is looked for first.
const TAIL: &[u8] = b"so:";

/// One remark to sayso.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remark {
    /// With its marks.
    pub whole: SourceSpan,
    /// What follows `sayso:`, up to the closing mark.
    pub body: SourceSpan,
    /// The closing mark is there.
    pub closed: bool,
    /// Whether it is where, and in the marks that, this format has remarks in.
    pub place: Place,
}

/// Where a remark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Where it is read.
    Right,
    /// In a line of plain text with something else: prose.
    InLine,
    /// An HTML comment in plain text: prose.
    Comment,
    /// Between `[[` and `]]` in Markdown: prose.
    Brackets,
}

/// All remarks of a file, in order. Files without the word cost one search.
pub fn remarks(source: &Source, format: Format) -> Vec<Remark> {
    /// Made once: that takes as long as to search an article.
    static FINDER: LazyLock<memchr::memmem::Finder<'static>> = LazyLock::new(|| memchr::memmem::Finder::new(TAIL));
    if !FINDER.find_iter(source.text.as_bytes()).any(|at| opens(source.text.get(at.saturating_sub(3)..))) {
        return Vec::new();
    }
    match format {
        Format::Plain => plain(source),
        Format::Markdown => comments_of_markdown(source),
    }
}

/// Whether a line of plain text is a remark, and so no prose.
pub(super) fn is_remark(line: &str) -> bool {
    line.strip_prefix("[[").is_some_and(|inside| opens(Some(inside.trim_start())))
}

/// Whether the word stands at the start of a text.
fn opens(text: Option<&str>) -> bool {
    text.and_then(|text| text.get(..WORD.len())).is_some_and(|word| word.eq_ignore_ascii_case(WORD))
}

fn plain(source: &Source) -> Vec<Remark> {
    let mut found = Vec::new();
    for span in source.lines() {
        let line = source.slice(span);
        let text = line.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        if !is_remark(text) {
            prose(source, span, ("<!--", "-->"), Place::Comment, &mut found);
            prose(source, span, ("[[", "]]"), Place::InLine, &mut found);
            continue;
        }
        let start = span.end - text.len() as u32;
        let text = text.trim_end();
        let whole = SourceSpan::new(start, start + text.len() as u32);
        found.extend(remark(&source.text, whole, "[[", "]]"));
    }
    found
}

/// What would be remarks between those marks, if this format had them there.
fn prose(source: &Source, within: SourceSpan, (open, close): (&str, &str), place: Place, found: &mut Vec<Remark>) {
    let text = source.slice(within);
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|start| at + start) {
        let inside = start + open.len();
        at = text[inside..].find(close).map_or(text.len(), |end| inside + end + close.len());
        let whole = SourceSpan::new(within.start + start as u32, within.start + at as u32);
        found.extend(remark(&source.text, whole, open, close).map(|remark| Remark { place, ..remark }));
    }
}

fn comments_of_markdown(source: &Source) -> Vec<Remark> {
    let base = front_matter::read(&source.text).end;
    let mut found = Vec::new();
    // A block of HTML comes in pieces, line by line, and a comment may go over several.
    let mut block = None;
    let (mut bracketed, mut code) = (Vec::new(), Vec::new());
    for (event, range) in Parser::new_ext(&source.text[base..], markdown::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some(range),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(range) = block.take() {
                    comments(&source.text, base + range.start, base + range.end, &mut found);
                }
            }
            Event::InlineHtml(_) => comments(&source.text, base + range.start, base + range.end, &mut found),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item) => {
                let range = SourceSpan::new((base + range.start) as u32, (base + range.end) as u32);
                prose(source, range, ("[[", "]]"), Place::Brackets, &mut bracketed);
            }
            Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => code.push(base + range.start..base + range.end),
            _ => {}
        }
    }
    bracketed.retain(|remark| !code.iter().any(|code| code.contains(&(remark.whole.start as usize))));
    found.extend(bracketed);
    found.sort_by_key(|remark| remark.whole);
    found.dedup();
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
    opens(Some(inside.trim_start())).then(|| Remark {
        whole,
        body: SourceSpan::new((start + gap + WORD.len()) as u32, (start + inside.len()) as u32),
        closed: closed.is_some(),
        place: Place::Right,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(format: Format, text: &str) -> Vec<(String, bool)> {
        let source = Source::from_text("copy", text);
        let right = |r: &&Remark| r.place == Place::Right;
        remarks(&source, format).iter().filter(right).map(|r| (source.slice(r.body).to_owned(), r.closed)).collect()
    }

    #[test]
    fn what_would_be_a_remark_elsewhere_is_found_for_what_it_is() {
        let misplaced = |format, text: &str| -> Vec<(Place, String)> {
            let source = Source::from_text("copy", text);
            let all = remarks(&source, format);
            all.iter()
                .filter(|r| r.place != Place::Right)
                .map(|r| (r.place, source.slice(r.whole).to_owned()))
                .collect()
        };
        let plain = "He left. [[Sayso: ignore a]] It rained [[or not]] [[sayso: on\n<!-- sayso: off b -- x -->\n<!-- a note -->\n";
        let found = [
            (Place::InLine, "[[Sayso: ignore a]]"),
            (Place::InLine, "[[sayso: on"),
            (Place::Comment, "<!-- sayso: off b -- x -->"),
        ];
        assert_eq!(misplaced(Format::Plain, plain), found.map(|(place, text)| (place, text.to_owned())));
        let markdown = "# A [[sayso: off a]]\n\n- one [[sayso: ignore b]]\n\n[[sayso: ignore\nc]]\n\n`[[sayso: on]]` <!-- sayso: on -->\n\n    [[sayso: on]]\n";
        let found: Vec<String> = misplaced(Format::Markdown, markdown).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["[[sayso: off a]]", "[[sayso: ignore b]]", "[[sayso: ignore\nc]]"]);
        assert_eq!(bodies(Format::Markdown, "<!-- Sayso: on -->\n"), [(" on ".to_owned(), true)]);
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
