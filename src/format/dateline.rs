//! Recognises datelines ("LYON, 3 May (AFP) -") and lines that are only a date, by their wording. Looks at a bounded
//! number of bytes; where a dateline may stand is the business of `zones`.

use super::furniture::{head, is_capitalised};

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DATE_WORDS: &[&str] = &[
    "published",
    "updated",
    "last",
    "modified",
    "posted",
    "first",
    "on",
    "at",
    "am",
    "pm",
    "a.m",
    "p.m",
    "gmt",
    "utc",
    "bst",
    "cet",
    "est",
    "edt",
    "et",
    "pst",
    "pdt",
    "ist",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "|",
    "-",
    "–",
    "—",
    "·",
    "•",
    "of",
];

/// A line that is only a date: `Published 3 May 2024, 10:32 GMT`.
pub(super) fn is_date_line(text: &str) -> bool {
    text.len() <= 80
        && text.bytes().any(|b| b.is_ascii_digit())
        && text.split_whitespace().all(|word| {
            let word = word.trim_matches([',', ':', '.', '(', ')']).to_ascii_lowercase();
            word.is_empty()
                || word.starts_with(|c: char| c.is_ascii_digit()) && word.len() <= 10
                || DATE_WORDS.contains(&word.as_str())
                || MONTHS.iter().any(|m| word.starts_with(m)) && word.len() <= 9
        })
}

/// Longest dateline looked for, in bytes.
const DATELINE: usize = 110;

/// The dateline that a paragraph opens with: how many bytes it takes, dash included. `LYON, 3 May (AFP) - `, `LONDON —`.
pub(super) fn dateline(text: &str) -> Option<usize> {
    let start = head(text, DATELINE);
    // Almost every paragraph is told apart by its first word, most by the first two letters of it.
    let small = matches!(start.as_bytes(), [b'A'..=b'Z', b'a'..=b'z', ..]);
    let word = || start.split([' ', ',', '-', '–', '—']).next();
    if !(!small && word().is_some_and(is_shouted) || start.contains('(')) {
        return None;
    }
    let mut from = 0;
    // The dash may stand inside a place name ("AL-ARISH"): only one with a space on a side, or a long one, ends a dateline.
    while let Some((at, dash)) = start[from..].char_indices().find(|(_, c)| matches!(c, '-' | '–' | '—')) {
        let at = from + at;
        let mut end = at + dash.len_utf8();
        while start[end..].starts_with('-') {
            end += 1;
        }
        let spaced = start[..at].ends_with(char::is_whitespace);
        let long = dash != '-' || end - at > 1;
        let rest = text[end..].trim_start();
        if long || spaced && start[end..].starts_with(char::is_whitespace) {
            return (is_place_line(start[..at].trim_end()) && opens_sentence(rest)).then_some(end);
        }
        from = end;
    }
    None
}

/// Whether a whole short paragraph is a dateline without its dash: `LONDON, Oct. 5 (Reuters)`.
pub(super) fn is_bare_dateline(text: &str) -> bool {
    text.len() <= 80
        && (text.ends_with(')') || text.bytes().any(|b| b.is_ascii_digit()))
        && text.contains(',')
        && is_place_line(text)
}

fn opens_sentence(rest: &str) -> bool {
    rest.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'«$£€[".contains(c))
}

/// Two or more letters, all capitals.
fn is_shouted(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.chars().any(char::is_lowercase)
}

/// Words in capitals before a dash that are no place.
const NO_PLACES: &[&str] = &[
    "FILE",
    "EXCLUSIVE",
    "UPDATE",
    "UPDATED",
    "BREAKING",
    "WATCH",
    "ANALYSIS",
    "OPINION",
    "CORRECTION",
    "NOTE",
    "LIVE",
    "VIDEO",
    "PHOTOS",
];

/// Place, region, date, agency: the place in capitals, unless an agency in brackets vouches for it.
fn is_place_line(text: &str) -> bool {
    let (place, agency) = match text.split_once('(') {
        Some((place, agency)) if agency.trim_end().ends_with(')') && agency.len() <= 40 => (place, true),
        Some(_) => return false,
        None => (text, false),
    };
    let mut words = place.split_whitespace();
    let Some(first) = words.next() else {
        return false;
    };
    if NO_PLACES.contains(&first) {
        return false;
    }
    if !(is_shouted(first) || agency && is_capitalised(first))
        || !first.starts_with(char::is_alphabetic)
        || first.ends_with(':')
    {
        return false;
    }
    let mut lower = 0;
    words.all(|word| {
        let small = ["de", "la", "del", "of", "du", "el", "al", "and", "le", "on"].contains(&word);
        lower += usize::from(small);
        let shape = word.chars().all(|c| c.is_alphanumeric() || ".,'’/-".contains(c));
        shape && lower <= 2 && (small || is_capitalised(word) || word.starts_with(|c: char| c.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        for (text, prefix) in [
            ("YEREVAN, Oct. 5 (Reuters) - Shelling resumed overnight.", "YEREVAN, Oct. 5 (Reuters) -"),
            ("LONDON — The bank held rates.", "LONDON —"),
            ("LONDON—The bank held rates.", "LONDON—"),
            ("WASHINGTON (AP) — Two senators left.", "WASHINGTON (AP) —"),
            ("NASHUA, N.H. - At the mill, nobody spoke.", "NASHUA, N.H. -"),
            ("EL-ARISH, Egypt (AFP) – \"We wait,\" he said.", "EL-ARISH, Egypt (AFP) –"),
            ("Oslo, 3 May (NTB) - The whale is gone.", "Oslo, 3 May (NTB) -"),
            ("NEW YORK, May 3, 2024 -- 12 people fell ill.", "NEW YORK, May 3, 2024 --"),
            ("BOGOTÁ, Colombia — “Peace,” read the wall.", "BOGOTÁ, Colombia —"),
        ] {
            assert_eq!(dateline(text).map(|end| &text[..end]), Some(prefix), "{text}");
        }
        for text in [
            "NATO — which has 32 members — will meet.",
            "The plan — Labour's third — failed.",
            "A two-year wait - Longer than most - ended.",
            "UNESCO said the site - Old Harbour - was safe.",
            "CORRECTION: Pool - Closed",
            "EXCLUSIVE – The pool is sold.",
            "",
            "-",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
        assert!(is_bare_dateline("LONDON, Oct. 5 (Reuters)"));
        assert!(!is_bare_dateline("FIRE, FLOOD AND FEAR"));
    }

    #[test]
    fn date_lines() {
        assert!(is_date_line("Published 3 May 2024, 10:32 GMT") && is_date_line("Oct. 5, 2020"));
        assert!(!is_date_line("May 3 was a bad day") && !is_date_line("Monday"));
    }
}
