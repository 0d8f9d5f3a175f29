//! What the XML reports share: elements written by quick-xml, and text that XML can hold. Knows of no format.

use quick_xml::Writer;
use quick_xml::events::BytesText;

/// The first line of a document.
pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// One element on a line of its own, with text or without, escaped.
pub(super) fn element(name: &str, attributes: &[(&str, &str)], text: Option<&str>) -> String {
    let mut writer = Writer::new(Vec::new());
    let cleaned: Vec<(&str, String)> = attributes.iter().map(|(key, value)| (*key, legal(value))).collect();
    let element =
        writer.create_element(name).with_attributes(cleaned.iter().map(|(key, value)| (*key, value.as_str())));
    let written = match text {
        Some(text) => element.write_text_content(BytesText::new(&legal(text))).map(|_| ()),
        None => element.write_empty().map(|_| ()),
    };
    written.expect("a Vec takes all bytes");
    finished(writer)
}

fn finished(writer: Writer<Vec<u8>>) -> String {
    String::from_utf8(writer.into_inner()).expect("strings were written")
}

/// The opening tag of an element that has others inside.
pub(super) fn open(name: &str, attributes: &[(&str, &str)]) -> String {
    let empty = element(name, attributes, None);
    format!("{}>", empty.trim_end_matches("/>"))
}

/// XML 1.0 has no way to write most control characters: they become U+FFFD.
fn legal(text: &str) -> String {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_legal(c) { c } else { '\u{fffd}' }).collect()
}
