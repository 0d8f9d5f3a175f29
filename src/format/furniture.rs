//! Recognises the furniture of a news page by its wording: bylines, datelines, captions and notes, and what looks like
//! a headline. One paragraph at a time; where it stands in the story is the business of `zones`. Every test looks at a
//! bounded number of bytes, whatever the length of the paragraph.

/// Words of a short text; paragraphs longer than `max` bytes count as `usize::MAX` words.
pub(super) fn words(text: &str, max: usize) -> usize {
    if text.len() > max {
        usize::MAX
    } else {
        text.split_whitespace().count()
    }
}

/// The first `max` bytes, cut at a character.
fn head(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// The last `max` bytes, cut at a character.
fn tail(text: &str, max: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(max))..]
}

fn starts_with(text: &str, lower: &str) -> bool {
    text.get(..lower.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

fn is_capitalised(word: &str) -> bool {
    word.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(char::is_uppercase)
}

/// How a paragraph ends, closing quotation marks and brackets aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// A full stop that ends a sentence.
    Stop,
    /// A question or exclamation mark.
    Mark,
    /// Colon, comma, dash: something follows.
    Open,
    /// A word, an abbreviation (`U.S.`) or an ellipsis.
    Bare,
}

pub(super) fn ending(text: &str) -> Ending {
    let end = tail(text, 80).trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '”' | '\'' | '’' | '»' | ')' | ']')
    });
    match end.chars().next_back() {
        Some('.') if end.ends_with("..") => Ending::Bare,
        Some('.') => {
            let word = end
                .rsplit(char::is_whitespace)
                .next()
                .unwrap_or(end)
                .trim_end_matches('.');
            let initials = word.len() == 1 && word.starts_with(char::is_uppercase)
                || word.contains('.') && word.len() <= 5;
            if initials || matches!(word, "Jr" | "Sr" | "Inc" | "Ltd" | "Co" | "Corp") {
                Ending::Bare
            } else {
                Ending::Stop
            }
        }
        Some('?' | '!') => Ending::Mark,
        Some(':' | ',' | ';' | '-' | '–' | '—') => Ending::Open,
        _ => Ending::Bare,
    }
}

/// Whether most of the longer words are capitalised, as in `Council Votes To Close The Pool`.
pub(super) fn is_title_case(text: &str) -> bool {
    let text = head(text, 300);
    let long = || {
        text.split_whitespace()
            .filter(|w| w.len() >= 4 && w.starts_with(|c: char| c.is_alphabetic()))
    };
    let all = long().count();
    all >= 3 && long().filter(|w| is_capitalised(w)).count() * 5 >= all * 4
}

/// Lines that say what they are whatever stands around them.
const NOTES: &[&str] = &[
    "editor's note",
    "editor’s note",
    "editors' note",
    "editors’ note",
    "note to editors",
    "notes to editors",
    "correction:",
    "correction (",
    "corrections:",
    "clarification:",
    "this story has been",
    "this story was",
    "this article has been",
    "this article was",
    "this article first",
    "this article originally",
    "this report was",
    "this report has been",
    "this version corrects",
    "an earlier version of this",
    "a previous version of this",
    "advertisement",
    "all rights reserved",
    "copyright ",
    "©",
];

/// Lines that are notes once the headline is past.
const LATE_NOTES: &[&str] = &[
    "reporting by ",
    "additional reporting by ",
    "reporting and writing by ",
    "writing by ",
    "editing by ",
    "compiled by ",
    "with files from ",
    "with reporting by ",
    "read more",
    "read also",
    "also read",
    "see also",
    "related:",
    "related stories",
    "more on this",
    "watch:",
    "watch live:",
    "listen:",
    "update:",
    "updated:",
    "corrects ",
    "sign up ",
    "subscribe ",
    "click here",
    "follow us ",
    "if you have been affected",
    "more to follow",
    "this is a developing story",
    "this is a breaking news story",
    "-30-",
    "ends",
];

/// Said at the end of a note rather than at its start.
const CREDITS: &[&str] = &[
    "contributed to this report",
    "contributed to this story",
    "contributed reporting",
    "contributed to this article",
];

/// An editor's note, correction, credit line or "read more" line; `late` when the headline is past.
pub(super) fn is_note(text: &str, late: bool) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || "([*_—–".contains(c));
    if NOTES.iter().any(|n| starts_with(start, n)) {
        return true;
    }
    if !late || text.len() > 400 {
        return false;
    }
    let late_note = LATE_NOTES.iter().any(|n| match *n {
        "ends" => start
            .trim_end_matches([')', ']', '.'])
            .eq_ignore_ascii_case(n),
        // A sentence may open with any of these words, so without a colon the line has to be no sentence.
        "read more" | "corrects " => {
            starts_with(start, n)
                && (start[n.len()..].starts_with(':')
                    || text.starts_with(['(', '['])
                    || ending(text) != Ending::Stop)
        }
        _ => starts_with(start, n),
    });
    late_note || starts_with(text, "-30-") || {
        let end = tail(text, 60).to_ascii_lowercase();
        CREDITS.iter().any(|c| end.contains(c))
    }
}

/// Words between names in a byline.
const BYLINE_WORDS: &[&str] = &[
    "and", "&", "in", "of", "at", "for", "with", "de", "la", "las", "los", "del", "der", "van",
    "von", "da", "di", "bin", "al", "the", "|", "-", "–", "—",
];

/// `By Jane Doe`, `Jane Doe in Lagos`, `Jane Doe, health correspondent`; only ever asked at the top of a story.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > 160 || matches!(ending(text), Ending::Stop | Ending::Mark | Ending::Open) {
        return false;
    }
    if starts_with(text, "by staff")
        || starts_with(text, "by our ")
        || starts_with(text, "staff report")
    {
        return true;
    }
    let by = ["By ", "BY ", "by ", "Words by ", "Story by "]
        .into_iter()
        .find_map(|by| text.strip_prefix(by));
    let name = by.unwrap_or(text);
    // After a comma stands what they are: "staff writer".
    let (names, role) = name.split_once([',', '|']).unwrap_or((name, ""));
    let mut capitals = 0;
    for word in names.split_whitespace() {
        if is_capitalised(word)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || ".-'’".contains(c))
        {
            capitals += 1;
        } else if !BYLINE_WORDS.contains(&word) {
            return false;
        }
    }
    if role.split_whitespace().count() > 12 {
        return false;
    }
    if by.is_some() {
        return (1..=10).contains(&capitals);
    }
    let linked = names.split_whitespace().any(|w| matches!(w, "in" | "and"));
    let staff = ["writer", "reporter", "correspondent", "editor", "staff"]
        .iter()
        .any(|r| role.to_ascii_lowercase().contains(r));
    let count = names.split_whitespace().count();
    // Two or three capitalised words alone are as likely a title, so a bare name needs the link or the role.
    match (linked, staff) {
        (true, _) => {
            capitals >= 3 && names.split_whitespace().take(2).all(is_capitalised) && count <= 12
        }
        (false, true) => (2..=4).contains(&capitals),
        (false, false) => false,
    }
}

const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
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
            let word = word
                .trim_matches([',', ':', '.', '(', ')'])
                .to_ascii_lowercase();
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
    let mut from = 0;
    // The dash may stand inside a place name ("AL-ARISH"): only one with a space on a side, or a long one, ends a dateline.
    while let Some((at, dash)) = start[from..]
        .char_indices()
        .find(|(_, c)| matches!(c, '-' | '–' | '—'))
    {
        let at = from + at;
        let mut end = at + dash.len_utf8();
        while start[end..].starts_with('-') {
            end += 1;
        }
        let spaced = start[..at].ends_with(char::is_whitespace);
        let long = dash != '-' || end - at > 1;
        let rest = text[end..].trim_start();
        if (spaced || long) && (long || start[end..].starts_with(char::is_whitespace)) {
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
    rest.chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'«$£€[".contains(c))
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
        Some((place, agency)) if agency.trim_end().ends_with(')') && agency.len() <= 40 => {
            (place, true)
        }
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
    let shouted = first.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !first.chars().any(char::is_lowercase);
    if !(shouted || agency && is_capitalised(first))
        || !first.starts_with(char::is_alphabetic)
        || first.ends_with(':')
    {
        return false;
    }
    let mut lower = 0;
    words.all(|word| {
        let small = ["de", "la", "del", "of", "du", "el", "al", "and", "le", "on"].contains(&word);
        lower += usize::from(small);
        let shape = word
            .chars()
            .all(|c| c.is_alphanumeric() || ".,'’/-".contains(c));
        shape
            && lower <= 2
            && (small || is_capitalised(word) || word.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// What credits a picture.
const PICTURE_CREDITS: &[&str] = &[
    "photo by",
    "photos by",
    "photo:",
    "photos:",
    "photo/",
    "photo courtesy",
    "photograph:",
    "photograph by",
    "picture:",
    "pictures:",
    "picture by",
    "image:",
    "images:",
    "image credit",
    "credit:",
    "handout",
    "via reuters",
    "via ap",
    "via afp",
    "reuters/",
    "/reuters",
    "/ap",
    "ap photo",
    "afp/",
    "/afp",
    "getty images",
    "epa-efe",
    "/epa",
    "shutterstock",
    "file photo",
    "file picture",
    "pool photo",
    "courtesy of",
    "/pa wire",
    "pa media",
    "xinhua/",
    "anadolu",
    "press office",
];

/// What opens a caption.
const CAPTION_STARTS: &[&str] = &[
    "file -",
    "file –",
    "file —",
    "file photo",
    "photo:",
    "photo by",
    "photograph:",
    "caption:",
    "picture:",
    "pictured:",
    "image:",
];

/// Wording of captions that carry no credit.
const CAPTION_WORDS: &[&str] = &[
    "(left)",
    "(right)",
    "from left,",
    "from left:",
    "seen here",
    "pictured here",
    "looks on",
    "poses for",
];

/// A caption: it opens like one or ends with a picture credit; at the `top` of a story, where captions stand, its wording is enough.
pub(super) fn is_caption(text: &str, top: bool) -> bool {
    if text.len() > 900 {
        return false;
    }
    if CAPTION_STARTS.iter().any(|s| starts_with(text, s)) {
        return true;
    }
    if has_credit(text) {
        return true;
    }
    top && text.len() <= 400 && {
        let text = text.to_ascii_lowercase();
        // One letter in brackets alone may be a party.
        CAPTION_WORDS.iter().any(|w| text.contains(w))
            || text.contains("(l)") && text.contains("(r)")
    }
}

fn has_credit(text: &str) -> bool {
    let end = tail(text, 160).trim_end();
    // The credit is the last bracket, or what follows the last sentence without being one.
    let credit = if let Some(open) = end
        .strip_suffix(')')
        .or_else(|| end.strip_suffix(")."))
        .and_then(|e| e.rfind(['(', '[']))
    {
        &end[open..]
    } else if ending(text) == Ending::Stop {
        return false;
    } else if let Some(stop) = end.rfind(". ") {
        &end[stop + 1..]
    } else if text.len() <= 80 {
        text
    } else {
        return false;
    };
    let credit = credit.to_ascii_lowercase();
    let bounded = |mark: &str| {
        credit.find(mark).is_some_and(|at| {
            let after = credit[at + mark.len()..].chars().next();
            !mark.starts_with('/') && !mark.starts_with("via")
                || after.is_none_or(|c| !c.is_alphanumeric())
        })
    };
    PICTURE_CREDITS.iter().any(|mark| bounded(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines() {
        for (text, prefix) in [
            (
                "YEREVAN, Oct. 5 (Reuters) - Shelling resumed overnight.",
                "YEREVAN, Oct. 5 (Reuters) -",
            ),
            ("LONDON — The bank held rates.", "LONDON —"),
            ("LONDON—The bank held rates.", "LONDON—"),
            ("WASHINGTON (AP) — Two senators left.", "WASHINGTON (AP) —"),
            (
                "NASHUA, N.H. - At the mill, nobody spoke.",
                "NASHUA, N.H. -",
            ),
            (
                "EL-ARISH, Egypt (AFP) – \"We wait,\" he said.",
                "EL-ARISH, Egypt (AFP) –",
            ),
            (
                "Oslo, 3 May (NTB) - The whale is gone.",
                "Oslo, 3 May (NTB) -",
            ),
            (
                "NEW YORK, May 3, 2024 -- 12 people fell ill.",
                "NEW YORK, May 3, 2024 --",
            ),
            (
                "BOGOTÁ, Colombia — “Peace,” read the wall.",
                "BOGOTÁ, Colombia —",
            ),
        ] {
            assert_eq!(
                dateline(text).map(|end| &text[..end]),
                Some(prefix),
                "{text}"
            );
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
    fn bylines() {
        for text in [
            "By Jane Doe",
            "BY JANE DOE AND JOHN ROE",
            "By Jane Doe and John Roe, Staff Writers",
            "By Ana de la Cruz, chief political correspondent",
            "By Reuters",
            "Jane Doe in Lagos",
            "Jane Doe and John Roe in Abuja",
            "Jane Doe, Health Correspondent",
            "By staff reporter",
            "By John Roe Jr.",
        ] {
            assert!(is_byline(text), "{text}");
        }
        for text in [
            "By Monday the river had risen three metres.",
            "By Tuesday night, crews had left",
            "Two Held In Raid",
            "Fire in Lagos market",
            "Peace Now",
            "Mayor resigns in anger",
        ] {
            assert!(!is_byline(text), "{text}");
        }
    }

    #[test]
    fn captions() {
        for text in [
            "Firefighters at the mill on Sunday. (Photo by Jane Doe/The Courier)",
            "FILE - A tram passes the old court, May 3, 2021.",
            "The minister leaves court on Friday. REUTERS/Jane Doe",
            "A whale off Tromsø. Photograph: Jane Doe/AFP",
            "The premier with generals in the capital. (Ministry of Defence/Handout via Reuters)",
        ] {
            assert!(is_caption(text, false), "{text}");
        }
        for text in [
            "The firm sells pictures to Getty Images and others.",
            "She took the photo, by her own account, at noon.",
            "The union (the largest) walked out.",
            "The news agency (Reuters) was not told.",
        ] {
            assert!(!is_caption(text, false), "{text}");
        }
        assert!(is_caption(
            "Captain Ana Ruiz (L) and Lim Keng (R) with the cup",
            true
        ));
    }

    #[test]
    fn notes_and_date_lines() {
        for text in [
            "Editor’s note: names were changed.",
            "(Reporting by Jane Doe; Editing by John Roe)",
            "Read more: how the vote was lost",
            "Jane Doe in Lagos contributed to this report.",
            "This story has been updated.",
            "-30-",
            "ENDS",
        ] {
            assert!(is_note(text, true), "{text}");
        }
        for text in [
            "Ends justify means, he said.",
            "Read more and argue less, she told pupils.",
            "Reporting crime is safer now.",
        ] {
            assert!(!is_note(text, true), "{text}");
        }
        assert!(!is_note("Watch: the minister walks out", false));
        assert!(is_date_line("Published 3 May 2024, 10:32 GMT") && is_date_line("Oct. 5, 2020"));
        assert!(!is_date_line("May 3 was a bad day") && !is_date_line("Monday"));
    }

    #[test]
    fn endings() {
        for (text, expected) in [
            ("The pool closed.", Ending::Stop),
            ("“The pool closed.”", Ending::Stop),
            ("Who closed it?", Ending::Mark),
            ("Pool closed in the U.S.", Ending::Bare),
            ("What we know so far...", Ending::Bare),
            ("The demands:", Ending::Open),
            ("Pool to close", Ending::Bare),
            ("", Ending::Bare),
        ] {
            assert_eq!(ending(text), expected, "{text}");
        }
        assert!(
            is_title_case("Council Votes To Close The Pool")
                && !is_title_case("Council votes to close the pool")
        );
    }
}
