//! Format front ends: each turns a [`Source`] into [`Prose`], the text without markup in blocks. Chooses the front end;
//! what a block is for (headline, byline, lead) is decided in one place for all formats, `zones`. Knows no grammar.

mod dateline;
mod front_matter;
mod furniture;
mod markdown;
mod plain;
mod remarks;
mod zones;

pub use remarks::{Place, Remark, remarks};

use crate::prose::Prose;
use crate::source::Source;
use std::str::FromStr;
use thiserror::Error;

/// A format that copy is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Text as filed: no markup.
    Plain,
    /// `CommonMark` with tables, footnotes and front matter.
    Markdown,
}

/// A format name that is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown input format `{0}`; write `plain` or `markdown`")]
pub struct UnknownFormat(pub String);

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Plain, Self::Markdown];

    /// The name used in options and reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
        }
    }

    /// File name extensions, without the dot.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &["txt", "text"],
            Self::Markdown => &["md", "markdown"],
        }
    }

    /// The format a file's name tells of, in any case; `None` if it is not copy by its name.
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        Self::ALL.into_iter().find(|f| f.extensions().iter().any(|e| e.eq_ignore_ascii_case(extension)))
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|f| f.as_str() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// Reads a source as `format`. Never fails: text that is broken as Markdown is still text.
pub fn read(source: &Source, format: Format) -> Prose<'_> {
    match format {
        Format::Plain => plain::read(source),
        Format::Markdown => markdown::read(source),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name_and_by_path() {
        for (path, format) in [
            ("copy/fire.txt", Some(Format::Plain)),
            ("FIRE.TXT", Some(Format::Plain)),
            ("a.b/fire", None),
            ("fire.v2.md", Some(Format::Markdown)),
            ("desk\\fire.markdown", Some(Format::Markdown)),
            (".md", None),
            ("fire.docx", None),
            ("txt", None),
        ] {
            assert_eq!(Format::of_path(path), format, "{path}");
        }
        for format in Format::ALL {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        let error = "html".parse::<Format>().expect_err("not yet a format");
        assert_eq!(error.to_string(), "unknown input format `html`; write `plain` or `markdown`");
    }
}
