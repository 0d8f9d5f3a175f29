//! Decides what part of the story each paragraph is: one state machine for all formats, over [`Piece`]s that a front
//! end has cut out. Subheads get [`BlockKind::Headline`] like the title: rules treat the two alike. Knows where a piece
//! stands; how furniture is worded is the business of `furniture`.

use super::furniture::{Ending, dateline, ending, is_bare_dateline, is_byline, is_caption, is_date_line, is_note, is_title_case, words};
use crate::prose::{Block, BlockKind};
use crate::span::TextSpan;

/// What a front end knows of a piece of text from its markup or layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Running text.
    Paragraph,
    /// A heading of that level.
    Heading(u8),
    /// A paragraph that is emphasised as a whole.
    Emphasised,
    /// The text that stands for a picture, or an emphasised line under one.
    Picture,
    /// A block quotation.
    Quote,
    /// A list item or table cell.
    Item,
    /// A footnote or a box.
    Aside,
}

/// A stretch of text without surrounding white space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) span: TextSpan,
    pub(super) shape: Shape,
    /// No blank line stands before it.
    pub(super) tight: bool,
}

/// How far the story has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Stage {
    Start,
    Titled,
    Body,
}

/// The longest headline, in bytes and words.
const HEADLINE: (usize, usize) = (220, 32);
/// The longest standfirst.
const DEK: (usize, usize) = (400, 45);
/// The longest subhead.
const SUBHEAD: (usize, usize) = (80, 10);
/// The most words of a line that is a headline although nothing follows it.
const LONE_HEADLINE: usize = 12;
/// The most words of a headline that ends with a full stop.
const STOPPED_HEADLINE: usize = 16;

/// Turns pieces into blocks; `titled` if the title stands elsewhere (front matter), so that no piece need be it.
pub(super) fn assign(text: &str, pieces: &[Piece], titled: bool) -> Vec<Block> {
    let mut zones = Zones { text, pieces, stage: if titled { Stage::Titled } else { Stage::Start }, lead: false };
    let mut blocks = Vec::with_capacity(pieces.len() + 1);
    for at in 0..pieces.len() {
        let span = pieces[at].span;
        let kind = zones.kind(at);
        let running = matches!(kind, BlockKind::Lead | BlockKind::Body) && pieces[at].shape != Shape::Quote;
        let line = &text[span.range()];
        match dateline(line).filter(|_| running && (kind == BlockKind::Lead || !zones.lead)) {
            Some(end) => {
                let rest = end + (line[end..].len() - line[end..].trim_start().len());
                blocks.push(Block { kind: BlockKind::Dateline, span: TextSpan::new(span.start, span.start + end as u32) });
                blocks.push(Block { kind, span: TextSpan::new(span.start + rest as u32, span.end) });
            }
            None => blocks.push(Block { kind, span }),
        }
    }
    blocks
}

struct Zones<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    stage: Stage,
    /// The lead is out.
    lead: bool,
}

impl Zones<'_> {
    fn line(&self, at: usize) -> &str {
        &self.text[self.pieces[at].span.range()]
    }

    fn shape(&self, at: usize) -> Option<Shape> {
        self.pieces.get(at).map(|p| p.shape)
    }

    fn kind(&mut self, at: usize) -> BlockKind {
        let (line, shape) = (self.line(at), self.pieces[at].shape);
        let top = self.stage != Stage::Body;
        let titled = self.stage != Stage::Start;
        match shape {
            Shape::Picture => return BlockKind::Caption,
            Shape::Aside => return BlockKind::Note,
            Shape::Quote => return if is_note(line, false) { BlockKind::Note } else { BlockKind::BlockQuote },
            Shape::Item => return if is_note(line, titled) { BlockKind::Note } else { BlockKind::List },
            Shape::Heading(level) => return self.heading(at, level),
            Shape::Paragraph | Shape::Emphasised => {}
        }
        if is_note(line, titled) {
            return BlockKind::Note;
        }
        if is_caption(line, titled && top) {
            return BlockKind::Caption;
        }
        if top && (is_date_line(line) || is_bare_dateline(line)) {
            return BlockKind::Dateline;
        }
        if top && (titled || self.shape(at + 1).is_some()) && is_byline(line) {
            return BlockKind::Byline;
        }
        if dateline(line).is_none() {
            if self.stage == Stage::Start && self.is_headline(at) {
                self.stage = Stage::Titled;
                return BlockKind::Headline;
            }
            if self.stage == Stage::Titled && self.is_dek(at) {
                return BlockKind::Dek;
            }
            if self.is_subhead(at) {
                return BlockKind::Headline;
            }
        }
        self.stage = Stage::Body;
        if std::mem::replace(&mut self.lead, true) { BlockKind::Body } else { BlockKind::Lead }
    }

    fn heading(&mut self, at: usize, level: u8) -> BlockKind {
        let line = self.line(at);
        match self.stage {
            Stage::Start => self.stage = Stage::Titled,
            Stage::Titled if is_byline(line) => return BlockKind::Byline,
            // The only heading of its level, right under the title: a standfirst. One of several is a subhead.
            Stage::Titled if at > 0 && level > 1 => {
                let alone = self.pieces.iter().filter(|p| p.shape == Shape::Heading(level)).count() == 1;
                if alone && words(line, DEK.0) >= 4 {
                    return BlockKind::Dek;
                }
            }
            Stage::Titled | Stage::Body => {}
        }
        BlockKind::Headline
    }

    /// Whether the first paragraph is the title.
    fn is_headline(&self, at: usize) -> bool {
        let line = self.line(at);
        let count = words(line, HEADLINE.0);
        if count > HEADLINE.1 || self.pieces.iter().any(|p| matches!(p.shape, Shape::Heading(_))) {
            return false;
        }
        let more = self.pieces.len() - at - 1;
        match ending(line) {
            Ending::Bare => more > 0 || count <= LONE_HEADLINE,
            // Some desks file the headline in two halves with a semicolon.
            Ending::Open => more > 0 && line.ends_with(';'),
            Ending::Mark => more > 0,
            Ending::Stop => {
                let longer = self.pieces.get(at + 1).is_some_and(|next| next.span.len() > line.len() as u32);
                more > 0 && !line.contains(". ") && (is_title_case(line) || more > 1 && count <= STOPPED_HEADLINE && longer)
            }
        }
    }

    /// Whether a paragraph between title and body is the standfirst.
    fn is_dek(&self, at: usize) -> bool {
        let line = self.line(at);
        let piece = self.pieces[at];
        let Some(next) = self.pieces.get(at + 1) else { return false };
        if words(line, DEK.0) > DEK.1 || line.starts_with(['"', '“']) {
            return false;
        }
        let under_title = at > 0 && piece.tight && !next.tight && self.pieces[..at].iter().skip(1).all(|p| p.tight);
        let label = words(line, SUBHEAD.0) <= 3 && !line.chars().any(char::is_lowercase);
        piece.shape == Shape::Emphasised || !label && (under_title || ending(line) == Ending::Bare)
    }

    /// Whether a short line between paragraphs is a heading inside the story.
    fn is_subhead(&self, at: usize) -> bool {
        let line = self.line(at);
        let follows = matches!(self.shape(at + 1), Some(Shape::Paragraph | Shape::Quote | Shape::Item));
        if !follows || words(line, SUBHEAD.0) > SUBHEAD.1 || line.starts_with(|c: char| "\"“'‘«—–-(".contains(c) || c.is_lowercase()) {
            return false;
        }
        match ending(line) {
            Ending::Bare => self.stage == Stage::Body || at > 0,
            // A label in capitals ("FULL TEXT.").
            Ending::Stop => words(line, SUBHEAD.0) <= 3 && !line.chars().any(char::is_lowercase),
            Ending::Mark | Ending::Open => false,
        }
    }
}
