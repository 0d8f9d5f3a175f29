//! Decides what part of the story each paragraph is: one state machine for all formats, over [`Piece`]s that a front
//! end has cut out. Subheads get [`BlockKind::Headline`] like the title: rules treat the two alike. Knows where a piece
//! stands; how furniture is worded is the business of `furniture`.

use super::dateline::{dateline, is_bare_dateline, is_date_line};
use super::furniture::{Ending, ending, is_byline, is_caption, is_note, is_title_case, words};
use crate::prose::{Block, BlockKind};
use crate::span::TextSpan;
use std::borrow::Cow;

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
    /// Line ends may stand in it.
    pub(super) wrapped: bool,
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

/// How many lines under the headline may be its standfirst.
const TOP: usize = 8;

/// Turns pieces into blocks; `titled` if the title stands elsewhere (front matter), so that no piece need be it.
pub(super) fn assign(text: &str, pieces: &[Piece], titled: bool) -> Vec<Block> {
    let mut headings = [0; 8];
    for piece in pieces {
        if let Shape::Heading(level) = piece.shape {
            headings[usize::from(level.min(7))] += 1;
        }
    }
    let stage = if titled { Stage::Titled } else { Stage::Start };
    let line = |piece: &Piece| match &text[piece.span.range()] {
        wrapped if piece.wrapped => one_line(wrapped),
        line => Cow::Borrowed(line),
    };
    let lines = pieces.iter().map(line).collect();
    let mut zones = Zones { lines, pieces, headings, stage, lead: false };
    let mut blocks = Vec::with_capacity(pieces.len() + 1);
    for (at, piece) in pieces.iter().enumerate() {
        let span = piece.span;
        let kind = zones.kind(at);
        let line = &text[span.range()];
        match if kind == BlockKind::Lead { dateline(&zones.lines[at]) } else { None } {
            Some(end) => {
                let end = unwrapped(line, end);
                let rest = end + (line[end..].len() - line[end..].trim_start().len());
                blocks.push(Block {
                    kind: BlockKind::Dateline,
                    span: TextSpan::new(span.start, span.start + end as u32),
                });
                blocks.push(Block { kind, span: TextSpan::new(span.start + rest as u32, span.end) });
            }
            None => blocks.push(Block { kind, span }),
        }
    }
    blocks
}

/// A paragraph as one line, each line end in it a space, so that no measure depends on how the file ends its lines.
fn one_line(paragraph: &str) -> Cow<'_, str> {
    let mut ends = memchr::memchr2_iter(b'\r', b'\n', paragraph.as_bytes()).peekable();
    if ends.peek().is_none() {
        return Cow::Borrowed(paragraph);
    }
    let mut line = String::with_capacity(paragraph.len());
    let mut from = 0;
    for end in ends {
        // The second byte of a line end of two has its space already.
        if !paragraph[..=end].ends_with("\r\n") {
            line.push_str(&paragraph[from..end]);
            line.push(' ');
        }
        from = end + 1;
    }
    line.push_str(&paragraph[from..]);
    Cow::Owned(line)
}

/// The byte of `paragraph` at which byte `end` of its `one_line` stands.
fn unwrapped(paragraph: &str, end: usize) -> usize {
    let mut at = 0;
    for _ in 0..end {
        at += if paragraph.as_bytes()[at..].starts_with(b"\r\n") { 2 } else { 1 };
    }
    at
}

struct Zones<'a> {
    /// The text of each piece, as one line.
    lines: Vec<Cow<'a, str>>,
    pieces: &'a [Piece],
    /// How many headings of each level there are.
    headings: [u32; 8],
    stage: Stage,
    /// The lead is out.
    lead: bool,
}

impl Zones<'_> {
    fn line(&self, at: usize) -> &str {
        &self.lines[at]
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
            Shape::Quote => {
                return if is_note(line, false) { BlockKind::Note } else { BlockKind::BlockQuote };
            }
            Shape::Item => {
                return if is_note(line, titled) { BlockKind::Note } else { BlockKind::List };
            }
            Shape::Heading(level) => return self.heading(at, level),
            Shape::Paragraph | Shape::Emphasised => {}
        }
        if is_note(line, titled) {
            return BlockKind::Note;
        }
        let dated = !self.lead && dateline(line).is_some();
        if !dated && is_caption(line, titled && top) {
            return BlockKind::Caption;
        }
        if top && (is_date_line(line) || is_bare_dateline(line)) {
            return BlockKind::Dateline;
        }
        // A name and place may open no story: "Ana Ruiz in Oslo" is then the headline.
        let opens = self.shape(at + 1).is_some() && line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
        if top && (titled || opens) && is_byline(line) {
            return BlockKind::Byline;
        }
        if !dated {
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
                let alone = self.headings[usize::from(level.min(7))] == 1;
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
        if count > HEADLINE.1 || self.headings != [0; 8] {
            return false;
        }
        let more = self.pieces.len() - at - 1;
        match ending(line) {
            Ending::Bare => more > 0 || count <= LONE_HEADLINE,
            // Some desks file the headline in two halves with a semicolon.
            Ending::Open => more > 0 && line.ends_with(';'),
            Ending::Mark => more > 0,
            Ending::Stop => {
                // Some archives end headlines with a full stop; then the paragraphs below are clearly longer.
                let longer = self.lines[at + 1..].iter().take(3).any(|next| next.len() >= 2 * line.len());
                more > 0 && (is_title_case(line) || more > 1 && count <= STOPPED_HEADLINE && longer)
            }
        }
    }

    /// Whether a paragraph between title and body is the standfirst.
    fn is_dek(&self, at: usize) -> bool {
        let line = self.line(at);
        let piece = self.pieces[at];
        let Some(next) = self.pieces.get(at + 1) else {
            return false;
        };
        let under_title =
            (1..=TOP).contains(&at) && piece.tight && !next.tight && self.pieces[1..at].iter().all(|p| p.tight);
        let looks =
            piece.shape == Shape::Emphasised || (under_title || ending(line) == Ending::Bare) && !is_label(line);
        looks && words(line, DEK.0) <= DEK.1 && !line.starts_with(['"', '“'])
    }

    /// Whether a short line between paragraphs is a heading inside the story.
    fn is_subhead(&self, at: usize) -> bool {
        let line = self.line(at);
        let follows = matches!(self.shape(at + 1), Some(Shape::Paragraph | Shape::Quote | Shape::Item));
        if !follows
            || words(line, SUBHEAD.0) > SUBHEAD.1
            || line.starts_with(|c: char| "\"“'‘«—–-(".contains(c) || c.is_lowercase())
        {
            return false;
        }
        match ending(line) {
            Ending::Bare => self.stage == Stage::Body || at > 0,
            // A label in capitals ("FULL TEXT.").
            Ending::Stop => is_label(line),
            Ending::Mark | Ending::Open => false,
        }
    }
}

/// One to three words in capitals.
fn is_label(line: &str) -> bool {
    words(line, SUBHEAD.0) <= 3 && line.chars().any(char::is_alphabetic) && !line.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use crate::format::{Format, read};
    use crate::source::Source;

    /// `Kind|first words` of each block.
    fn outline(text: &str, format: Format) -> String {
        let source = Source::from_text("copy", text);
        let prose = read(&source, format);
        let line = |b: &crate::prose::Block| {
            let words: Vec<_> = prose.text[b.span.range()].split_whitespace().take(3).collect();
            format!("{:?}|{}", b.kind, words.join(" "))
        };
        prose.blocks.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[track_caller]
    fn check(format: Format, text: &str, expected: &str) {
        let expected: Vec<_> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        assert_eq!(outline(text, format), expected.join("\n"), "{text}");
    }

    #[test]
    fn a_conflict_story_with_everything_on_top() {
        check(
            Format::Plain,
            "Shelling resumes along northern line despite truce\n\
             Both armies say the other fired first\n\
             By Jane Doe and John Roe, Staff Writers\n\
             Published 3 May 2024, 10:32 GMT\n\
             A resident clears glass from her kitchen in Tavir on Friday. (Photo by Jane Doe/The Courier)\n\
             \n\
             TAVIR, May 3 (CNA) - Shells fell on three villages north of Tavir overnight, the governor said.\n\
             \n\
             The army said it had returned fire.\n\
             \n\
             (Reporting by Jane Doe; Editing by John Roe)\n",
            "Headline|Shelling resumes along
             Dek|Both armies say
             Byline|By Jane Doe
             Dateline|Published 3 May
             Caption|A resident clears
             Dateline|TAVIR, May 3
             Lead|Shells fell on
             Body|The army said
             Note|(Reporting by Jane",
        );
    }

    #[test]
    fn a_court_report_one_paragraph_a_line() {
        check(
            Format::Plain,
            "Driver jailed over harbour crash\n\
             Ana Ruiz in Portside\n\
             A lorry driver who fell asleep at the wheel was jailed for four years on Tuesday.\n\
             Portside crown court heard that Lim Keng, 52, had driven for 14 hours.\n\
             \u{201c}I am sorry,\u{201d} he told the court.\n\
             What the law says\n\
             Drivers may work nine hours a day.\n\
             Read more: the road nobody mends\n",
            "Headline|Driver jailed over
             Byline|Ana Ruiz in
             Lead|A lorry driver
             Body|Portside crown court
             Body|“I am sorry,”
             Headline|What the law
             Body|Drivers may work
             Note|Read more: the",
        );
    }

    #[test]
    fn a_wrapped_council_report_with_a_list_and_a_quotation() {
        check(
            Format::Plain,
            "Council votes to close harbour\n\
             pool after years of argument\n\
             By Jane Doe\n\
             \n\
             PORTSIDE - The council voted 7-4 on Monday night to close\n\
             the Harbour pool, which has stood empty since a surveyor\n\
             Lim Keng found cracks in the deep end.\n\
             \n\
             Swimmers want:\n\
             \n\
             - new tiles for the deep end, at a cost of no more than\n\
             \x20 30,000 pounds\n\
             - a guard\n\
             \n\
             \x20   \"The wall may fall.\"\n\
             \n\
             * * *\n\
             \n\
             > No swimming.\n\
             \n\
             The mayor said the site would be sold.\n",
            "Headline|Council votes to
             Byline|By Jane Doe
             Dateline|PORTSIDE -
             Lead|The council voted
             Body|Swimmers want:
             List|new tiles for
             List|a guard
             BlockQuote|\"The wall may
             BlockQuote|No swimming.
             Body|The mayor said",
        );
    }

    #[test]
    fn sentences_are_no_headlines() {
        for (text, expected) in [
            ("The mayor left.", "Lead|The mayor left."),
            ("Who closed the pool?", "Lead|Who closed the"),
            ("Mayor leaves", "Headline|Mayor leaves"),
            ("“It is a lie,” the mayor said of the report”", "Headline|“It is a"),
            ("The mayor left after a vote that the opposition had asked for since the summer", "Lead|The mayor left"),
            ("The mayor left. He flew to Oslo.\n\nThe council met.", "Lead|The mayor left.\nBody|The council met."),
            (" \u{a0}\n", ""),
            ("---", ""),
        ] {
            assert_eq!(outline(text, Format::Plain), expected, "{text}");
        }
    }

    #[test]
    fn a_markdown_business_story() {
        check(
            Format::Markdown,
            "# Mill owner *Norvik* cuts 400 jobs\n\
             \n\
             ## Union says the firm broke a promise made in March\n\
             \n\
             By Jane Doe\n\
             \n\
             ![The mill at Sund](mill.jpg)\n\
             *The mill at Sund on Friday*\n\
             \n\
             SUND (CNA) — Norvik will cut 400 jobs, it said on Friday.\n\
             \n\
             > A promise is a promise.\n\
             \n\
             ### What next\n\
             \n\
             1. Talks\n\
             2. A vote\n\
             \n\
             ```\n\
             not copy\n\
             ```\n\
             \n\
             <div>nor this</div>\n\
             \n\
             The firm did not comment.[^1]\n\
             \n\
             [^1]: Asked twice.\n\
             \n\
             *Correction: the mill opened in 1931.*\n",
            "Headline|Mill owner Norvik
             Dek|Union says the
             Byline|By Jane Doe
             Caption|The mill at
             Caption|The mill at
             Dateline|SUND (CNA) —
             Lead|Norvik will cut
             BlockQuote|A promise is
             Headline|What next
             List|Talks
             List|A vote
             Body|The firm did
             Note|Asked twice.
             Note|Correction: the mill",
        );
    }

    #[test]
    fn markdown_with_the_title_in_front_matter_or_none() {
        check(
            Format::Markdown,
            "---\ntitle: Whale leaves fjord\nkind: science\n---\n\
             *A humpback that spent the winter off Sund has gone*\n\n\
             The whale was last seen on Sunday, the institute said.\n\n## Background\n\nIt came in.\n\n## Money\n\nIt cost nothing.\n",
            "Dek|A humpback that
             Lead|The whale was
             Headline|Background
             Body|It came in.
             Headline|Money
             Body|It cost nothing.",
        );
        check(
            Format::Markdown,
            "**Sund win cup on penalties**\n\nRuiz scored twice.\n\nThe club said it was proud.\n---\n\nFans sang.\n",
            "Headline|Sund win cup
             Lead|Ruiz scored twice.
             Body|The club said
             Body|Fans sang.",
        );
    }
}
