//! What of a file is not linted: quotations, captions and the like, and what is no prose at all. For people who wonder
//! why a word is passed over; what rules do with quotations is their own business.

use crate::article::Article;
use crate::prose::BlockKind;
use crate::source::Source;
use crate::span::SourceSpan;

/// Characters of a part that are shown.
const SHOWN: usize = 60;

/// Why a part is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// In quotation marks, or set apart as a quotation.
    Quotation,
    /// Under a picture.
    Caption,
    /// Who wrote it.
    Byline,
    /// Place, date and agency.
    Dateline,
    /// Editor's note, correction, "Read more" line.
    Note,
    /// Code.
    Code,
    /// Before the story, between fences.
    FrontMatter,
    /// Markup: HTML, addresses, comments.
    Markup,
}

impl Why {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Caption => "caption",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Note => "note",
            Self::Code => "code",
            Self::FrontMatter => "front matter",
            Self::Markup => "markup",
        }
    }
}

/// A part that is not linted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where.
    pub span: SourceSpan,
    /// Why.
    pub why: Why,
    /// How it begins.
    pub words: String,
}

/// All such parts, in the order of the file.
pub fn skipped(article: &Article<'_>, source: &Source) -> Vec<Skipped> {
    let mut found: Vec<(SourceSpan, Why)> = Vec::new();
    let mut at = 0;
    for block in &article.prose.blocks {
        let span = article.prose.map.to_source(block.span);
        pieces(source, at, span.start, &mut found);
        at = at.max(span.end);
        let why = match block.kind {
            BlockKind::BlockQuote => Why::Quotation,
            BlockKind::Caption => Why::Caption,
            BlockKind::Byline => Why::Byline,
            BlockKind::Dateline => Why::Dateline,
            BlockKind::Note => Why::Note,
            BlockKind::Headline | BlockKind::Dek | BlockKind::Lead | BlockKind::Body | BlockKind::List => continue,
        };
        found.push((span, why));
    }
    pieces(source, at, source.text.len() as u32, &mut found);
    let whole = found.clone();
    let inside = |span: SourceSpan| whole.iter().any(|(outer, _)| outer.contains(span));
    let quotations = article.quotations.iter().filter(|quotation| !quotation.nested);
    let quotations =
        quotations.map(|quotation| (article.prose.map.to_source(article.span(quotation.tokens)), Why::Quotation));
    let code = article.prose.map.unread().filter(|span| text(source, *span).starts_with('`'));
    let code = code.map(|span| (span, Why::Code));
    found.extend(quotations.chain(code).filter(|(span, _)| !inside(*span)));
    found.sort_unstable();
    found.into_iter().map(|(span, why)| Skipped { span, why, words: beginning(text(source, span)) }).collect()
}

fn text(source: &Source, span: SourceSpan) -> &str {
    source.text.get(span.range()).unwrap_or_default()
}

/// What stands between two blocks: fenced parts, and runs of lines, if they say anything.
fn pieces(source: &Source, start: u32, end: u32, found: &mut Vec<(SourceSpan, Why)>) {
    let gap = source.text.get(start as usize..end as usize).unwrap_or_default();
    let mut at = start;
    let mut piece: Option<(u32, Why)> = None;
    let mut fence: Option<&str> = None;
    for line in gap.split_inclusive('\n') {
        let bare = line.trim_start_matches('\u{feff}').trim();
        if let Some(open) = fence {
            at += line.len() as u32;
            if bare.starts_with(open) {
                close(source, piece.take(), at, found);
                fence = None;
            }
            continue;
        }
        let is_front = at == 0 && matches!(bare, "---" | "+++");
        let fenced = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if bare.is_empty() || is_front || fenced.is_some() {
            close(source, piece.take(), at, found);
        }
        if is_front {
            (fence, piece) = (Some(&bare[..3]), Some((at, Why::FrontMatter)));
        } else if let Some(mark) = fenced {
            (fence, piece) = (Some(mark), Some((at, Why::Code)));
        } else if piece.is_none() && !bare.is_empty() {
            let code = line.starts_with("    ") || line.starts_with('\t');
            piece = Some((at, if code { Why::Code } else { Why::Markup }));
        }
        at += line.len() as u32;
    }
    close(source, piece, at, found);
}

fn close(source: &Source, piece: Option<(u32, Why)>, end: u32, found: &mut Vec<(SourceSpan, Why)>) {
    let Some((start, why)) = piece else { return };
    let whole = text(source, SourceSpan::new(start, end));
    let trimmed = whole.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // The mark of a heading, a list or a quotation is not worth a line.
    if trimmed.contains(char::is_alphabetic) {
        let from = start + whole.find(trimmed).unwrap_or_default() as u32;
        found.push((SourceSpan::new(from, from + trimmed.len() as u32), why));
    }
}

/// The first words, on one line.
fn beginning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().map(|c| if c.is_control() { '.' } else { c }).collect();
    match words.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words,
    }
}
