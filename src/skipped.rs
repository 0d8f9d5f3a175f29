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
        found.extend(between(source, at, span.start));
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
    found.extend(between(source, at, source.text.len() as u32));
    let whole = found.clone();
    let inside = |span: SourceSpan| whole.iter().any(|(outer, _)| outer.contains(span));
    let quotations = article.quotations.iter().filter(|quotation| !quotation.nested);
    let quotations =
        quotations.map(|quotation| (article.prose.map.to_source(article.span(quotation.tokens)), Why::Quotation));
    let code = article.prose.map.replaced().filter(|span| text(source, *span).starts_with('`'));
    let code = code.map(|span| (span, Why::Code));
    found.extend(quotations.chain(code).filter(|(span, _)| !inside(*span)));
    found.sort_unstable();
    found.into_iter().map(|(span, why)| Skipped { span, why, words: beginning(text(source, span)) }).collect()
}

fn text(source: &Source, span: SourceSpan) -> &str {
    source.text.get(span.range()).unwrap_or_default()
}

/// What stands between two blocks, if it says anything.
fn between(source: &Source, start: u32, end: u32) -> Option<(SourceSpan, Why)> {
    let gap = source.text.get(start as usize..end as usize)?;
    let text = gap.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let from = start + gap.find(text)? as u32;
    let why = match text.as_bytes() {
        _ if start == 0 && (text.starts_with("---") || text.starts_with("+++")) => Why::FrontMatter,
        [b'<', ..] => Why::Markup,
        _ if text.starts_with("```") || text.starts_with("~~~") || text.starts_with('`') => Why::Code,
        _ if gap.lines().all(|line| line.trim().is_empty() || line.starts_with([' ', '\t'])) => Why::Code,
        _ => Why::Markup,
    };
    Some((SourceSpan::new(from, from + text.len() as u32), why))
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
