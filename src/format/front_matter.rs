//! Front matter of Markdown files, YAML between `---` or TOML between `+++`: where it ends, and the two things asked of
//! it, the story's kind and whether it holds the title. No general YAML or TOML reader; the rest is other tools' business.

use crate::span::SourceSpan;

/// What front matter says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FrontMatter {
    /// Bytes it takes from the start of the file, byte order mark included; 0 if there is none.
    pub(super) end: usize,
    /// The value of `kind`.
    pub(super) kind: Option<(String, SourceSpan)>,
    /// It has a `title` or `headline`.
    pub(super) titled: bool,
}

/// Reads the front matter of a file, if it opens with one that is closed.
pub(super) fn read(text: &str) -> FrontMatter {
    let none = FrontMatter { end: text.len() - text.trim_start_matches('\u{FEFF}').len(), ..FrontMatter::default() };
    let mut lines = text[none.end..].split_inclusive('\n');
    let Some(first) = lines.next() else {
        return none;
    };
    let (fence, equals) = match first.trim_end() {
        "---" => ("---", ':'),
        "+++" => ("+++", '='),
        _ => return none,
    };
    let mut found = FrontMatter { end: none.end + first.len(), ..FrontMatter::default() };
    let (mut keys, mut table) = (0, false);
    for line in lines {
        let start = found.end;
        found.end += line.len();
        let bare = line.trim_end();
        if bare == fence || fence == "---" && bare == "..." {
            return found;
        }
        if bare.is_empty() || bare.starts_with([' ', '\t', '#', '-', ']', '}']) {
            continue;
        }
        if bare.starts_with('[') && equals == '=' {
            table = true;
            continue;
        }
        let key = bare.split_once(equals).map(|(key, value)| (key.trim_end(), value));
        let Some((key, value)) =
            key.filter(|(key, _)| key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.\"'".contains(&b)))
        else {
            if keys == 0 {
                // A story that opens with a rule: what follows the dashes is copy.
                return none;
            }
            continue;
        };
        keys += 1;
        match key {
            "title" | "headline" if !table => found.titled = true,
            "kind" if !table && found.kind.is_none() => {
                let value = scalar(value);
                let at = start + (value.as_ptr() as usize - line.as_ptr() as usize);
                if !value.is_empty() {
                    found.kind = Some((value.to_owned(), SourceSpan::new(at as u32, (at + value.len()) as u32)));
                }
            }
            _ => {}
        }
    }
    none
}

/// A value without its quotation marks, or its comment.
fn scalar(value: &str) -> &str {
    let value = value.trim();
    for quote in ['"', '\''] {
        if let Some((inner, _)) = value.strip_prefix(quote).and_then(|rest| rest.split_once(quote)) {
            return inner;
        }
    }
    let comment = value.find(" #").unwrap_or(value.len());
    // Always a part of `value`: whoever asks where it stands counts from there.
    if value.starts_with('#') { &value[..0] } else { value[..comment].trim_end() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_titles() {
        for (text, kind, titled, rest) in [
            ("---\nkind: analysis\n---\nBody", Some("analysis"), false, "Body"),
            ("---\r\ntitle: \"Who pays\"\r\nkind: 'opinion' # ours\r\n---\r\nBody", Some("opinion"), true, "Body"),
            ("+++\nkind = \"court\"\n[extra]\ntitle = \"x\"\n+++\nBody", Some("court"), false, "Body"),
            ("\u{FEFF}---\nheadline: Flood\n...\nBody", None, true, "Body"),
            // Found by fuzzing: where does a value stand that is none?
            ("---\nkind: # not yet\n---\nBody", None, false, "Body"),
            ("---\nkind: sport", None, false, "---\nkind: sport"),
            ("---\nThe mayor left.\n---\nBody", None, false, "---\nThe mayor left.\n---\nBody"),
            ("Body", None, false, "Body"),
            ("---\ntags:\n  - a\n  kind: nested\nkind:\n---\nBody", None, false, "Body"),
            ("", None, false, ""),
        ] {
            let found = read(text);
            assert_eq!(found.kind.as_ref().map(|k| k.0.as_str()), kind, "{text}");
            assert_eq!(found.kind.as_ref().map(|k| &text[k.1.range()]), kind, "{text}");
            assert_eq!((found.titled, &text[found.end..]), (titled, rest), "{text}");
        }
    }
}
