//! The text of an example: braces out, spans in. Owns the notation; does not know what an example is about.

use crate::span::TextSpan;

/// The copy without its braces, and what they mark. `{{` and `}}` are literal braces.
///
/// # Errors
/// What is wrong with the braces.
pub fn marks(text: &str) -> Result<(String, Vec<TextSpan>), String> {
    let mut out = String::with_capacity(text.len());
    let mut spans = Vec::new();
    let mut open: Option<u32> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                out.push(c);
            }
            '{' if open.is_some() => return Err("braces may not stand inside braces".to_owned()),
            '{' => open = Some(out.len() as u32),
            '}' => match open.take() {
                Some(start) => spans.push(TextSpan::new(start, out.len() as u32)),
                None => return Err("this `}` closes nothing".to_owned()),
            },
            c => out.push(c),
        }
    }
    if open.is_some() {
        return Err("a `{` is never closed".to_owned());
    }
    Ok((out, spans))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_come_out_and_spans_stay() {
        let (text, spans) = marks("He {noted} that {{it}} {failed}.").expect("the braces are paired");
        assert_eq!(text, "He noted that {it} failed.");
        assert_eq!(spans.iter().map(|s| &text[s.range()]).collect::<Vec<_>>(), ["noted", "failed"]);
        assert!(marks("a {b").is_err());
        assert!(marks("a b}").is_err());
        assert!(marks("a {b {c} d}").is_err());
    }
}
