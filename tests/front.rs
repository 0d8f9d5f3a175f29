//! What must hold of the front ends whatever the file: decoding never panics, blocks are in order and inside the text,
//! text and file name the same characters, and line ends make no difference.

use proptest::prelude::*;
use sayso::format::{Format, read};
use sayso::prose::Prose;
use sayso::source::{Encoding, Position, Source};
use sayso::span::{SourceSpan, TextSpan};

/// Pieces of copy and of markup that meet in odd ways.
const SHREDS: &[&str] = &[
    "The mayor said",
    "\"No,\"",
    "“No”",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "# ",
    "## ",
    "> ",
    "- ",
    "1. ",
    "* ",
    "**",
    "*",
    "_",
    "`",
    "```\n",
    "&amp;",
    "&#8217;",
    "&bogus;",
    "\\*",
    "\\",
    "[",
    "](x)",
    "![",
    "<b>",
    "</b>",
    "<br>",
    "<!-- c -->",
    "<https://a.b>",
    "[^1]",
    "[^1]: ",
    "---\n",
    "+++\n",
    "kind: news\n",
    "|",
    "|---|\n",
    "~~",
    "By Jane Doe",
    "LONDON, May 3 (CNA) - ",
    "LONDON — ",
    "(Photo by X)",
    "Read more: ",
    "é",
    "🦜",
    "\u{FEFF}",
    "\u{a0}",
    "\u{2028}",
    "\u{0}",
    "ß",
    ".",
    "?",
    "—",
    "- [ ] ",
    "{#id}",
    "$",
    "lower case words go on and on until the line is full",
];

fn shreds() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(SHREDS), 0..60).prop_map(|parts| parts.concat())
}

fn any_copy() -> impl Strategy<Value = String> {
    prop_oneof![3 => shreds(), 1 => any::<String>()]
}

fn texts<'p>(prose: &'p Prose) -> Vec<&'p str> {
    prose.blocks.iter().map(|b| &prose.text[b.span.range()]).collect()
}

/// White space of any kind and length is one space.
fn squeezed(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| t.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

fn sound(text: &str, format: Format) -> Result<(), TestCaseError> {
    let source = Source::from_text("copy", text);
    let prose = read(&source, format);
    let mut last = TextSpan::default();
    let mut last_source = SourceSpan::default();
    for block in &prose.blocks {
        prop_assert!(last.end <= block.span.start && !block.span.is_empty(), "{:?} after {:?}", block, last);
        last = block.span;
        let Some(slice) = prose.text.get(block.span.range()) else {
            return Err(TestCaseError::fail(format!("{block:?} is not in the text, or cuts a character")));
        };
        prop_assert_eq!(slice.trim(), slice);
        let file = prose.map.to_source(block.span);
        prop_assert!(source.text.get(file.range()).is_some(), "{:?} is not in the file", file);
        prop_assert!(last_source.end <= file.start, "{:?} after {:?}", file, last_source);
        last_source = file;
        let mut end = file.start;
        for (at, c) in slice.char_indices() {
            let from = block.span.start + at as u32;
            let span = prose.map.to_source(TextSpan::new(from, from + c.len_utf8() as u32));
            prop_assert!(end <= span.end && file.contains(span), "{:?} in {:?}", span, file);
            end = span.end;
            let Some(there) = source.text.get(span.range()) else {
                return Err(TestCaseError::fail(format!("{span:?} cuts a character")));
            };
            let same = there.chars().eq([c]);
            prop_assert!(
                same || c.is_whitespace() || there.starts_with('&') || there == "\0",
                "{:?} is {:?} in the file",
                c,
                there
            );
        }
    }
    if format == Format::Plain {
        prop_assert_eq!(&prose.text, &source.text);
    }
    if let Some((kind, span)) = &prose.kind {
        prop_assert_eq!(source.slice(*span), kind);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_bytes_decode_or_say_why(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        match Source::decode("copy", bytes.clone()) {
            Ok(source) => {
                let end = source.text.len() as u32;
                prop_assert_eq!(source.file_bytes(SourceSpan::new(0, end)), (0, bytes.len() as u64));
                for offset in 0..=end + 1 {
                    let position = source.position(offset);
                    prop_assert!(position.line <= source.line_count() && position.column >= 1);
                    prop_assert!(source.utf16_column(offset) >= position.column);
                }
            }
            Err(error) => prop_assert!((error.at() as usize) < bytes.len(), "{}", error),
        }
    }

    #[test]
    fn windows_1252_keeps_one_character_a_byte(text in "[ -~]{0,20}\u{e9}[ -~]{0,20}") {
        let bytes: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let source = Source::decode("copy", bytes).expect("printable characters are text");
        prop_assert_eq!(source.encoding, Encoding::Windows1252);
        prop_assert_eq!(source.text, text);
    }

    #[test]
    fn lines_tile_the_text(text in any_copy()) {
        let source = Source::from_text("copy", text);
        let mut at = 0;
        for (i, line) in source.lines().enumerate() {
            prop_assert!(line.start >= at && !source.slice(line).contains(['\n', '\r']));
            prop_assert!(source.text[at as usize..line.start as usize].chars().all(|c| c == '\n' || c == '\r'));
            prop_assert_eq!(source.position(line.start), Position { line: i as u32 + 1, column: 1 });
            at = line.end;
        }
        prop_assert!(source.text[at as usize..].is_empty());
    }

    #[test]
    fn plain_copy_is_sound(text in any_copy()) {
        sound(&text, Format::Plain)?;
    }

    #[test]
    fn markdown_copy_is_sound(text in any_copy()) {
        sound(&text, Format::Markdown)?;
    }

    #[test]
    fn line_ends_make_no_difference(text in any_copy()) {
        let unix = text.replace('\r', "");
        let dos = unix.replace('\n', "\r\n");
        for format in Format::ALL {
            let (one, other) = (Source::from_text("a", unix.as_str()), Source::from_text("a", dos.as_str()));
            let (one, other) = (read(&one, format), read(&other, format));
            let kinds = |p: &Prose| p.blocks.iter().map(|b| b.kind).collect::<Vec<_>>();
            prop_assert_eq!(squeezed(&texts(&one)), squeezed(&texts(&other)));
            prop_assert_eq!(kinds(&one), kinds(&other));
            prop_assert_eq!(one.kind.map(|k| k.0), other.kind.map(|k| k.0));
        }
    }
}

#[test]
fn markup_inside_words_maps_to_the_letters() {
    let source = Source::from_text("a.md", "The un*believ*able R&amp;D \\*cost\\* of [the pool](http://x.org) rose.");
    let prose = read(&source, Format::Markdown);
    assert_eq!(prose.text, "The unbelievable R&D *cost* of the pool rose.");
    for (words, file) in [
        ("unbelievable", "un*believ*able"),
        ("R&D", "R&amp;D"),
        ("cost", "cost"),
        ("pool", "pool"),
        ("pool rose", "pool](http://x.org) rose"),
        ("&", "&amp;"),
    ] {
        let at = prose.text.find(words).expect("the words are in the text") as u32;
        let span = prose.map.to_source(TextSpan::new(at, at + words.len() as u32));
        assert_eq!(source.slice(span), file);
    }
}

#[test]
fn what_is_no_prose_leaves_a_space() {
    let source =
        Source::from_text("a.md", "One<br>two `code` three <https://x.org> four ![icon](i.png) five<b>th</b>.");
    let prose = read(&source, Format::Markdown);
    assert_eq!(squeezed(&texts(&prose)), ["One two three four fiveth."]);
}

#[test]
fn front_matter_gives_the_kind_and_is_no_prose() {
    for text in
        ["---\nkind: analysis\n---\nThe mayor left.", "\u{FEFF}+++\r\nkind = \"analysis\"\r\n+++\r\nThe mayor left."]
    {
        let source = Source::from_text("a.md", text);
        let prose = read(&source, Format::Markdown);
        let (kind, span) = prose.kind.as_ref().expect("the kind is given");
        assert_eq!((kind.as_str(), source.slice(*span)), ("analysis", "analysis"));
        assert_eq!(texts(&prose), ["The mayor left."]);
        assert_eq!(source.slice(prose.map.to_source(prose.blocks[0].span)), "The mayor left.");
    }
}

#[test]
fn hostile_sizes_stay_linear() {
    let blank = "\n".repeat(1_000_000);
    let line = "é and so on ".repeat(400_000);
    let short = "a\n".repeat(200_000);
    let quotes = "> ".repeat(100_000);
    for text in [&blank, &line, &short, &quotes] {
        let source = Source::from_text("a", text.as_str());
        assert!(read(&source, Format::Plain).blocks.len() <= 200_000);
        for offset in (0..text.len() as u32).step_by(text.len() / 1_000) {
            source.position(offset);
            source.utf16_column(offset);
        }
    }
}
