//! What a format front end hands to the parser: clean text, the blocks it falls into, and the map back to the file.
//! Owns the only conversion between [`TextSpan`] and [`SourceSpan`].

use crate::span::{SourceSpan, TextSpan};
use std::borrow::Cow;

/// What part of a story a block is. Rules choose the zones they look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Maps clean text to file text: segments that were copied, in ascending order of both.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    /// `(text offset, source offset)` of the start of each copied segment; empty means identity.
    segments: Vec<(u32, u32)>,
}

impl SourceMap {
    /// The map of a format without markup: text and file are the same.
    pub const fn identity() -> Self {
        Self { segments: Vec::new() }
    }

    /// Where `span` stands in the file. The end is mapped from the last byte, so markup after the span stays outside.
    pub fn to_source(&self, span: TextSpan) -> SourceSpan {
        let start = self.offset(span.start);
        if span.is_empty() {
            return SourceSpan::new(start, start);
        }
        SourceSpan::new(start, self.offset(span.end - 1) + 1)
    }

    fn offset(&self, at: u32) -> u32 {
        let i = self.segments.partition_point(|&(text, _)| text <= at);
        if i == 0 {
            return at;
        }
        let (text, source) = self.segments[i - 1];
        source + (at - text)
    }
}
