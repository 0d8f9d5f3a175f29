//! Markdown: takes the prose out of headings, paragraphs, quotations and lists, and keeps the map back to the file byte
//! by byte through escapes, entities and emphasis. Code, raw HTML, addresses and front matter are no prose. What a
//! paragraph is in the story is decided by `zones`.

use super::front_matter;
use super::furniture::{Ending, ending};
use super::zones::{Piece, Shape, assign};
use crate::prose::{Prose, ProseBuilder};
use crate::source::Source;
use crate::span::{SourceSpan, TextSpan};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Reads Markdown.
pub(super) fn read(source: &Source) -> Prose<'_> {
    let front = front_matter::read(&source.text);
    let body = &source.text[front.end..];
    let mut reader = Reader { body, base: front.end as u32, ..Reader::default() };
    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.close();
    let blocks = assign(reader.out.text(), &reader.pieces, front.titled);
    let (text, map) = reader.out.finish();
    Prose { text: Cow::Owned(text), map, blocks, kind: front.kind }
}

/// What Markdown is here.
pub(super) fn options() -> Options {
    // No smart punctuation: it would rewrite the quotation marks. No maths: copy is full of dollar signs.
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

/// What is being read.
#[derive(Default)]
struct Reader<'a> {
    body: &'a str,
    /// Offset of `body` in the file.
    base: u32,
    out: ProseBuilder,
    pieces: Vec<Piece>,
    /// Where the open piece starts in the text.
    open: Option<u32>,
    /// Quotations, items and notes around it, innermost last.
    around: Vec<Shape>,
    /// The heading it is, and whether it is one by underlining.
    heading: Option<(u8, bool)>,
    /// In the text that stands for a picture.
    picture: bool,
    /// The piece before was a picture.
    after_picture: bool,
    /// How many code blocks, bare addresses and inline pictures are around: no prose.
    skip: u32,
    /// Of each link and picture around, whether it counts in `skip`.
    hidden: Vec<bool>,
    /// How many emphases are around.
    emphasis: u32,
    /// The open piece has words outside emphasis.
    unmarked: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) | Event::SoftBreak | Event::HardBreak => {
                self.space(range);
            }
            Event::InlineHtml(tag) => {
                // A line break parts words; other tags (`<b>`, a comment) may stand inside one.
                if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
                    self.space(range);
                }
            }
            Event::Rule => self.close(),
            Event::Html(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag, range: Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong => self.emphasis += 1,
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { link_type, .. } => {
                self.inline(matches!(link_type, LinkType::Autolink | LinkType::Email), range);
            }
            // A picture inside a sentence is not read out; one that stands alone or first has its caption here.
            Tag::Image { .. } => {
                let inside = self.picture || self.open.is_some() || self.skip > 0;
                self.inline(inside, range);
                self.picture |= !inside;
            }
            _ => {
                self.close();
                match tag {
                    Tag::Heading { level, .. } => {
                        self.heading = Some((*level as u8, !self.body[range].starts_with('#')));
                    }
                    Tag::BlockQuote(None) => self.around.push(Shape::Quote),
                    Tag::BlockQuote(Some(_)) | Tag::FootnoteDefinition(_) => {
                        self.around.push(Shape::Aside);
                    }
                    Tag::Item | Tag::TableCell | Tag::DefinitionListDefinition => {
                        self.around.push(Shape::Item);
                    }
                    Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => self.skip += 1,
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => self.emphasis = self.emphasis.saturating_sub(1),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link | TagEnd::Image => {
                if self.hidden.pop() == Some(true) {
                    self.skip = self.skip.saturating_sub(1);
                } else if tag == TagEnd::Image {
                    self.close();
                    self.picture = false;
                    self.after_picture = true;
                }
            }
            _ => {
                self.close();
                match tag {
                    TagEnd::Heading(_) => self.heading = None,
                    TagEnd::BlockQuote(_)
                    | TagEnd::FootnoteDefinition
                    | TagEnd::Item
                    | TagEnd::TableCell
                    | TagEnd::DefinitionListDefinition => drop(self.around.pop()),
                    TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {
                        self.skip = self.skip.saturating_sub(1);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Opens a link or picture.
    fn inline(&mut self, hidden: bool, range: Range<usize>) {
        if hidden {
            self.space(range);
            self.skip += 1;
        }
        self.hidden.push(hidden);
    }

    fn source(&self, range: &Range<usize>) -> SourceSpan {
        SourceSpan::new(self.base + range.start as u32, self.base + range.end as u32)
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let blank = text.trim().is_empty();
        if self.skip > 0 || text.is_empty() || blank && self.open.is_none() {
            return;
        }
        let source = self.source(&range);
        if self.open.is_none() {
            if self.out.offset() > 0 {
                self.out.replace("\n\n", SourceSpan::new(source.start, source.start));
            }
            self.open = Some(self.out.offset());
            self.unmarked = false;
        }
        self.unmarked |= self.emphasis == 0 && !blank;
        if self.body[range].ends_with(text) {
            // Before it stands the backslash of an escape, or nothing.
            self.out.copy(text, source.end - text.len() as u32);
        } else {
            self.out.replace(text, source);
        }
    }

    /// White space that stands for `range`, so that words around it do not fuse.
    fn space(&mut self, range: Range<usize>) {
        if self.open.is_some() && self.skip == 0 && !self.out.text().ends_with(char::is_whitespace) {
            self.out.replace(" ", self.source(&range));
        }
    }

    /// Ends the open piece.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = &self.out.text()[open as usize..];
        let start = open + (text.len() - text.trim_start().len()) as u32;
        let text = text.trim();
        let span = TextSpan::new(start, start + text.len() as u32);
        let emphasised = !self.unmarked;
        let shape = match (self.heading, self.around.last()) {
            _ if self.picture || self.after_picture && emphasised => Shape::Picture,
            // A rule of dashes right under a paragraph makes it a heading, which no desk means.
            (Some((_, true)), None) if ending(text) == Ending::Stop => Shape::Paragraph,
            (Some((level, _)), None) => Shape::Heading(level),
            (_, Some(&around)) => around,
            (None, None) if emphasised => Shape::Emphasised,
            (None, None) => Shape::Paragraph,
        };
        self.pieces.push(Piece { span, shape, tight: false, wrapped: true });
        self.after_picture = false;
    }
}
