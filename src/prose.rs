//! What a format front end hands to the parser: clean text, the blocks it falls into, and the map back to the file.
//! Owns the only conversion between [`TextSpan`] and [`SourceSpan`].

use crate::span::{SourceSpan, TextSpan};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What part of a story a block is. Rules choose the zones they look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// The title line.
    Headline,
    /// The line under the headline that sums the story up (standfirst).
    Dek,
    /// Who wrote it.
    Byline,
    /// Place, date and agency before the lead ("LYON, 3 May (AFP) -").
    Dateline,
    /// First paragraph of the story.
    Lead,
    /// Any later paragraph.
    Body,
    /// A quotation set apart as a block.
    BlockQuote,
    /// Under a picture, with or without a credit.
    Caption,
    /// One item of a list.
    List,
    /// Editor's note, correction, "Read more" line: not the story.
    Note,
}

/// A stretch of text of one kind, mostly a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it is; no leading or trailing white space. Blocks are in order and do not overlap.
    pub span: TextSpan,
}

/// Clean text of one article.
#[derive(Clone, Debug)]
pub struct Prose<'s> {
    /// The prose and nothing else; borrowed from the file where the format has no markup.
    pub text: Cow<'s, str>,
    /// Where each byte of `text` comes from.
    pub map: SourceMap,
    /// In order of the text.
    pub blocks: Vec<Block>,
    /// `kind` as front matter gives it, unchecked: `news`, `analysis`, …
    pub kind: Option<(String, SourceSpan)>,
}

/// Maps clean text to file text: segments in ascending order of both.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// Empty means identity.
    segments: Vec<Segment>,
}

/// A stretch of text that has one origin. It ends where the next one begins.
#[derive(Clone, Copy, Debug)]
struct Segment {
    /// Where it starts in the text.
    text: u32,
    /// Where it comes from.
    source: SourceSpan,
    /// Byte for byte the same in text and file; otherwise the text stands for the whole of `source` (`&` for `&amp;`).
    copied: bool,
}

impl SourceMap {
    /// The map of a format without markup: text and file are the same.
    pub const fn identity() -> Self {
        Self { segments: Vec::new() }
    }

    /// Where `span` stands in the file. The end is mapped from the last byte, so markup after the span stays outside.
    pub fn to_source(&self, span: TextSpan) -> SourceSpan {
        let start = self.origin(span.start).start;
        if span.is_empty() {
            return SourceSpan::new(start, start);
        }
        SourceSpan::new(start, self.origin(span.end - 1).end.max(start))
    }

    /// The stretches of the file between those that are read as they stand: markup, code, entities.
    pub fn unread(&self) -> impl Iterator<Item = SourceSpan> {
        let read: Vec<SourceSpan> =
            self.segments.iter().filter(|segment| segment.copied).map(|segment| segment.source).collect();
        let between: Vec<SourceSpan> =
            read.windows(2).map(|pair| SourceSpan::new(pair[0].end, pair[1].start)).collect();
        between.into_iter().filter(|span| !span.is_empty())
    }

    /// What the byte `at` of the text stands for.
    fn origin(&self, at: u32) -> SourceSpan {
        let i = self.segments.partition_point(|segment| segment.text <= at);
        let Some(segment) = i.checked_sub(1).map(|i| self.segments[i]) else {
            return SourceSpan::new(at, at + 1);
        };
        if !segment.copied {
            return segment.source;
        }
        let source = segment.source.start + (at - segment.text);
        // Past the end of the last segment (an empty span at the end of the text) there is nothing to cover.
        SourceSpan::new(source, source + 1)
    }
}

/// Builds the clean text of a format with markup, and its map as it goes. Sources must be given in ascending order.
#[derive(Debug, Default)]
pub struct ProseBuilder {
    text: String,
    map: SourceMap,
}

impl ProseBuilder {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Text as it stands in the file from `source` on.
    pub fn copy(&mut self, text: &str, source: u32) {
        let at = self.offset();
        let continues = self.map.segments.last().is_some_and(|last| last.copied && last.source.end == source);
        match self.map.segments.last_mut().filter(|_| continues) {
            Some(last) => last.source.end += text.len() as u32,
            None if text.is_empty() => {}
            None => self.push(at, SourceSpan::new(source, source + text.len() as u32), true),
        }
        self.text.push_str(text);
    }

    /// Text that stands for the whole of `source`: `&` for `&amp;`, a space for a line break and its markup.
    pub fn replace(&mut self, text: &str, source: SourceSpan) {
        if !text.is_empty() {
            self.push(self.offset(), source, false);
            self.text.push_str(text);
        }
    }

    fn push(&mut self, text: u32, source: SourceSpan, copied: bool) {
        debug_assert!(
            self.map.segments.last().is_none_or(|last| last.source.end <= source.start),
            "segments ascend in the file"
        );
        self.map.segments.push(Segment { text, source, copied });
    }

    /// Where the next text will stand.
    pub fn offset(&self) -> u32 {
        self.text.len() as u32
    }

    /// What there is so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text and its map.
    pub fn finish(mut self) -> (String, SourceMap) {
        if self.map.segments.is_empty() {
            // No text at all, which must not be taken for the identity.
            self.map.segments.push(Segment { text: 0, source: SourceSpan::default(), copied: false });
        }
        (self.text, self.map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_map_to_what_they_came_from() {
        // file: R&amp;D *cost* up
        let mut b = ProseBuilder::new();
        b.copy("R", 0);
        b.replace("&", SourceSpan::new(1, 6));
        b.copy("D ", 6);
        b.copy("cost", 9);
        b.copy(" up", 14);
        let (text, map) = b.finish();
        assert_eq!(text, "R&D cost up");
        for (start, end, from, to) in
            [(0, 1, 0, 1), (1, 2, 1, 6), (0, 3, 0, 7), (4, 8, 9, 13), (4, 11, 9, 17), (8, 8, 14, 14)]
        {
            assert_eq!(map.to_source(TextSpan::new(start, end)), SourceSpan::new(from, to), "{start}..{end}");
        }
        assert_eq!(map.to_source(TextSpan::new(11, 11)), SourceSpan::new(17, 17));
    }

    #[test]
    fn the_identity_maps_to_itself() {
        assert_eq!(SourceMap::identity().to_source(TextSpan::new(3, 9)), SourceSpan::new(3, 9));
        let (_, map) = ProseBuilder::new().finish();
        assert_eq!(map.to_source(TextSpan::default()), SourceSpan::default());
    }
}
