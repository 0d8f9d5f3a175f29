//! Fixes to text: which of them go together, and the text with them applied. Pure; writing files is the command layer's.

use crate::diagnostic::{Diagnostic, Fix, Safety};

/// Text after one pass of fixes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// How many fixes are in it.
    pub applied: usize,
}

/// Applies the fixes of diagnostics that may be applied, first come first served: a fix that overlaps one before it waits
/// for the next pass, when the file has been linted again. `None` if there are none.
pub fn apply(text: &str, diagnostics: &[Diagnostic], unsafe_too: bool) -> Option<Fixed> {
    let mut fixes: Vec<&Fix> = diagnostics.iter().filter_map(|d| d.fix.as_ref()).collect();
    fixes.retain(|fix| (unsafe_too || fix.safety == Safety::Safe) && is_sound(fix, text));
    fixes.sort_by_key(|fix| fix.edits[0].span);
    let mut out = String::with_capacity(text.len());
    let (mut at, mut applied) = (0u32, 0);
    for fix in fixes {
        let first = fix.edits[0].span;
        // Two insertions at one place would depend on the order of rules.
        if first.start < at || applied > 0 && first.start == at && first.is_empty() {
            continue;
        }
        for edit in &fix.edits {
            out.push_str(&text[at as usize..edit.span.start as usize]);
            out.push_str(&edit.text);
            at = edit.span.end;
        }
        applied += 1;
    }
    out.push_str(&text[at as usize..]);
    (applied > 0 && out != text).then_some(Fixed { text: out, applied })
}

/// Its edits are of this text, in order and apart.
fn is_sound(fix: &Fix, text: &str) -> bool {
    let apart = fix.edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    let inside = fix.edits.iter().all(|e| e.span.start <= e.span.end && text.get(e.span.range()).is_some());
    !fix.edits.is_empty() && apart && inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::diagnostic::Edit;
    use crate::span::SourceSpan;

    fn finding(safety: Safety, edits: &[(u32, u32, &str)]) -> Diagnostic {
        let edit =
            |&(start, end, text): &(u32, u32, &str)| Edit { span: SourceSpan::new(start, end), text: text.to_owned() };
        let fix = Fix { safety, edits: edits.iter().map(edit).collect() };
        Diagnostic { fix: Some(fix), ..Diagnostic::fault("a/b", SourceSpan::default(), String::new(), None) }
    }

    #[test]
    fn the_first_of_two_that_overlap_wins_and_unsound_ones_are_left() {
        let text = "one two three";
        let found = [
            finding(Safety::Safe, &[(4, 7, "2"), (8, 13, "3")]),
            finding(Safety::Safe, &[(0, 5, "x")]),
            finding(Safety::Unsafe, &[(0, 3, "1")]),
            finding(Safety::Safe, &[(8, 99, "far")]),
        ];
        assert_eq!(apply(text, &found, false).map(|f| (f.text, f.applied)), Some(("xwo three".to_owned(), 1)));
        let last = [found[0].clone(), found[2].clone()];
        assert_eq!(apply(text, &last, false).map(|f| f.text), Some("one 2 3".to_owned()));
        assert_eq!(apply(text, &last, true).map(|f| f.text), Some("1 2 3".to_owned()));
        assert_eq!(apply(text, &found[3..], true), None);
    }
}
