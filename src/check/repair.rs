//! What to write in place of the words found: the rule's own text, or what the list of the found entry says, in the same
//! form. Writes nothing where the form is not plain, for a wrong repair costs more than none.

use super::{Candidate, Check, Context};
use crate::diagnostic::Safety;
use crate::rule::schema::ALTERNATIVE;

impl Context<'_> {
    /// The repair of a finding, if its rule has one that fits.
    pub(super) fn repair(&self, check: &Check, candidate: &Candidate) -> Option<(String, Safety)> {
        let fix = check.fix.as_ref()?;
        if !fix.frames.is_empty() {
            let attribution = &self.article.attributions[candidate.attribution? as usize];
            if !fix.frames.contains(&attribution.frame) {
                return None;
            }
        }
        let found = self.article.text(candidate.found);
        let text = if fix.replace.value == ALTERNATIVE {
            let entry = candidate.entry?;
            let file = self.plan.lists.get(entry.list.index())?.file;
            let forms = self.plan.repairs.get(&(file, entry.lemma))?;
            let folded = found.to_lowercase();
            forms.iter().find(|(form, _)| *form == folded).map(|(_, instead)| instead.as_str())?
        } else {
            fix.replace.value.as_str()
        };
        let text = like(found, text);
        (text != found && self.article_fits(candidate, found, &text)).then_some((text, fix.safety))
    }

    /// `a` and `an` before the words still fit.
    fn article_fits(&self, candidate: &Candidate, found: &str, text: &str) -> bool {
        let before = (candidate.found.start as usize).checked_sub(1).map(|i| self.article.tokens[i].span());
        let word = before.map_or("", |span| &self.article.prose.text[span.range()]);
        let is_article = word.eq_ignore_ascii_case("a") || word.eq_ignore_ascii_case("an");
        let vowel = |text: &str| text.starts_with(|c: char| "aeiouAEIOU".contains(c));
        !is_article || vowel(found) == vowel(text)
    }
}

/// `text` with the capitals of `found`.
fn like(found: &str, text: &str) -> String {
    let letters = || found.chars().filter(|c| c.is_alphabetic());
    if letters().count() > 1 && letters().all(char::is_uppercase) {
        return text.to_uppercase();
    }
    let mut rest = text.chars();
    match rest.next() {
        Some(first) if found.starts_with(char::is_uppercase) => first.to_uppercase().chain(rest).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn capitals_are_kept() {
        for (found, text, out) in [
            ("claims", "says", "says"),
            ("Claims", "says", "Says"),
            ("CLAIMS", "says", "SAYS"),
            ("Kiev", "Kyiv", "Kyiv"),
        ] {
            assert_eq!(like(found, text), out);
        }
    }
}
