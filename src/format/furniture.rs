//! Recognises the furniture of a news page by its wording: bylines, captions and notes, and what looks like
//! a headline. One paragraph at a time; where it stands in the story is the business of `zones`. Every test looks at a
//! bounded number of bytes, whatever the length of the paragraph.

/// Words of a short text; paragraphs longer than `max` bytes count as `usize::MAX` words.
pub(super) fn words(text: &str, max: usize) -> usize {
    if text.len() > max {
        return usize::MAX;
    }
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t'..=b'\r');
    let bytes = text.as_bytes();
    let first = bytes.first().is_some_and(|&byte| !is_space(byte));
    // No text that is asked about has more words than a byte counts, which lets many be looked at in one instruction.
    let next = bytes.iter().zip(bytes.iter().skip(1));
    usize::from(first) + usize::from(next.map(|(&before, &at)| u8::from(is_space(before) & !is_space(at))).sum::<u8>())
}

/// The first `max` bytes, cut at a character.
pub(super) fn head(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// The last `max` bytes, cut at a character.
fn tail(text: &str, max: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(max))..]
}

/// Whether `text` starts with `lower`, in any case.
fn starts_with(text: &str, lower: &str) -> bool {
    // Most of the many prefixes tried differ in the first byte.
    if text.bytes().next().map(|b| b.to_ascii_lowercase()) != lower.bytes().next() {
        return false;
    }
    text.get(..lower.len()).is_some_and(|start| start.eq_ignore_ascii_case(lower))
}

pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_uppercase)
}

/// Letters of the longest abbreviation below.
const LONGEST_ABBREVIATION: usize = 4;

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
    // Most paragraphs end with a word that is too long for an abbreviation, and a full stop.
    let unquoted = text.strip_suffix(['"', '”']).unwrap_or(text);
    if let Some(words) = unquoted.as_bytes().strip_suffix(b".")
        && words.len() > LONGEST_ABBREVIATION
        && words[words.len() - LONGEST_ABBREVIATION - 1..].iter().all(u8::is_ascii_lowercase)
    {
        return Ending::Stop;
    }
    let end = tail(text, 80)
        .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '”' | '\'' | '’' | '»' | ')' | ']'));
    match end.chars().next_back() {
        Some('.') if end.ends_with("..") => Ending::Bare,
        Some('.') => {
            let word = end.rsplit(char::is_whitespace).next().unwrap_or(end).trim_end_matches('.');
            let initials =
                word.len() == 1 && word.starts_with(char::is_uppercase) || word.contains('.') && word.len() <= 5;
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
    let long = || text.split_whitespace().filter(|w| w.len() >= 4 && w.starts_with(|c: char| c.is_alphabetic()));
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
    "this version corrects",
    "all rights reserved",
    "copyright (",
    "copyright ©",
    "copyright 20",
    "©",
];

/// What a note that speaks of itself opens with, and what must stand in its first words to tell it from copy ("This
/// report was written in haste").
const SELF_NOTES: &[(&[&str], &[&str])] = &[
    (
        &["this story ", "this article ", "this report ", "this page ", "this post "],
        &[
            "updated",
            "corrected",
            "amended",
            "revised",
            "clarified",
            "edited",
            "first published",
            "first appeared",
            "originally",
            "produced by",
            "published in",
            "published by",
            "supported by",
            "syndicated",
        ],
    ),
    (
        &["an earlier version of this ", "a previous version of this "],
        &["article", "story", "report", "headline", "post", "caption"],
    ),
];

fn speaks_of_itself(text: &str) -> bool {
    SELF_NOTES.iter().filter(|(starts, _)| starts.iter().any(|s| starts_with(text, s))).any(|(_, words)| {
        let start = head(text, 60).to_ascii_lowercase();
        words.iter().any(|w| start.contains(w))
    })
}

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

/// By first letter the letters at a place that the notes above open with: what tells nearly every paragraph from all of
/// them. The last bit stands for all that is no small letter.
const fn openings(place: usize) -> [u32; 26] {
    const fn note(text: &str, place: usize, openings: &mut [u32; 26]) {
        let text = text.as_bytes();
        match text {
            [first @ b'a'..=b'z', _, _, _, ..] => openings[(*first - b'a') as usize] |= letter(text[place]),
            _ => assert!(matches!(text[0], b'-' | 0xc2), "it opens as no other note"),
        }
    }
    const fn all(notes: &[&str], place: usize, openings: &mut [u32; 26]) {
        let mut at = 0;
        while at < notes.len() {
            note(notes[at], place, openings);
            at += 1;
        }
    }
    let mut openings = [0; 26];
    all(NOTES, place, &mut openings);
    all(LATE_NOTES, place, &mut openings);
    all(&[ADVERTISEMENT], place, &mut openings);
    let mut at = 0;
    while at < SELF_NOTES.len() {
        all(SELF_NOTES[at].0, place, &mut openings);
        at += 1;
    }
    openings
}

const SECOND: [u32; 26] = openings(1);
const THIRD: [u32; 26] = openings(2);
const FOURTH: [u32; 26] = openings(3);

const fn letter(byte: u8) -> u32 {
    match byte.to_ascii_lowercase() {
        small @ b'a'..=b'z' => 1 << (small - b'a'),
        _ => 1 << 26,
    }
}

/// [`letter`], by byte.
const LETTERS: [u32; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = letter(byte as u8);
        byte += 1;
    }
    letters
};

/// Whether a paragraph may open like a note.
fn opens_like_a_note(start: &str) -> bool {
    match *start.as_bytes() {
        [first, second, third, fourth, ..] if first.is_ascii_alphabetic() => {
            let first = usize::from(first.to_ascii_lowercase() - b'a');
            SECOND[first] & letter(second) != 0
                && THIRD[first] & letter(third) != 0
                && FOURTH[first] & letter(fourth) != 0
        }
        [b'-' | 0xc2, ..] => true,
        _ => false,
    }
}

const ADVERTISEMENT: &str = "advertisement";

/// An editor's note, correction, credit line or "read more" line; `late` when the headline is past.
pub(super) fn is_note(text: &str, late: bool) -> bool {
    let start = text.trim_start_matches(|c: char| matches!(c, '(' | '[' | '*' | '_' | '—' | '–') || c.is_whitespace());
    let may_open = opens_like_a_note(start);
    if may_open
        && (NOTES.iter().any(|n| starts_with(start, n))
            || speaks_of_itself(start)
            || start.eq_ignore_ascii_case(ADVERTISEMENT))
    {
        return true;
    }
    if !late || text.len() > 400 {
        return false;
    }
    let late_note = may_open
        && LATE_NOTES.iter().any(|n| match *n {
            "ends" => start.trim_end_matches([')', ']', '.']).eq_ignore_ascii_case(n),
            // A sentence may open with any of these words, so without a colon the line has to be no sentence.
            "read more" | "corrects " => {
                starts_with(start, n)
                    && (start[n.len()..].starts_with(':')
                        || text.starts_with(['(', '['])
                        || ending(text) != Ending::Stop)
            }
            // "Editing by hand is slow": a name has to follow.
            _ if n.ends_with(" by ") => starts_with(start, n) && is_capitalised(&start[n.len()..]),
            _ => starts_with(start, n),
        });
    late_note || starts_with(text, "-30-") || {
        let end = tail(text, 60);
        // Few letters are as rare in the word as `b` is.
        let contributed = |at: usize| end[..at].ends_with("contri") && end[at..].starts_with("buted");
        end.trim_end_matches(['.', ')', ']']).ends_with(['t', 'y', 'g', 'e'])
            && memchr::memchr_iter(b'b', end.as_bytes()).any(contributed)
            && CREDITS.iter().any(|c| end.contains(c))
    }
}

/// Words between names in a byline.
const BYLINE_WORDS: &[&str] = &[
    "and", "&", "in", "of", "at", "for", "with", "de", "la", "las", "los", "del", "der", "van", "von", "da", "di",
    "bin", "al", "the", "|", "-", "–", "—",
];

/// `By Jane Doe`, `Jane Doe in Lagos`, `Jane Doe, health correspondent`; only ever asked at the top of a story.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > 160 || matches!(ending(text), Ending::Stop | Ending::Mark | Ending::Open) {
        return false;
    }
    if starts_with(text, "by staff") || starts_with(text, "by our ") || starts_with(text, "staff report") {
        return true;
    }
    let by = ["By ", "BY ", "by ", "Words by ", "Story by "].into_iter().find_map(|by| text.strip_prefix(by));
    let name = by.unwrap_or(text);
    // After a comma stands what they are: "staff writer".
    let (names, role) = name.split_once([',', '|']).unwrap_or((name, ""));
    let mut capitals = 0;
    for word in names.split_whitespace() {
        if is_capitalised(word) && word.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c)) {
            capitals += 1;
        } else if !BYLINE_WORDS.contains(&word) {
            return false;
        }
    }
    if role.split_whitespace().count() > 12 {
        return false;
    }
    if by.is_some() {
        // "By Monday, crews had left".
        let day = names.split_whitespace().next().is_some_and(|w| w.ends_with("day"));
        return (1..=10).contains(&capitals) && !day;
    }
    let linked = names.split_whitespace().any(|w| matches!(w, "in" | "and"));
    // Names have two or three words, places up to three; "Prime Minister Meets King in Oslo" is a headline.
    let mut runs = names
        .split(" and ")
        .flat_map(|part| part.split(" in "))
        .map(|run| run.split_whitespace().filter(|w| is_capitalised(w)).count());
    let staff = ["writer", "reporter", "correspondent", "editor", "staff"]
        .iter()
        .any(|r| role.to_ascii_lowercase().contains(r));
    // Two or three capitalised words alone are as likely a title, so a bare name needs the link or the role.
    match (linked, staff) {
        (true, _) => matches!(runs.next(), Some(2 | 3)) && runs.all(|n| (1..=3).contains(&n)),
        (false, true) => (2..=4).contains(&capitals),
        (false, false) => false,
    }
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

/// By first byte the second letters that some wordings open with: few lines have any two of them, and to look for each
/// wording everywhere takes long.
const fn pairs(wordings: &[&str]) -> [u32; 256] {
    let mut pairs = [0; 256];
    let mut at = 0;
    while at < wordings.len() {
        if let [first, second, ..] = wordings[at].as_bytes() {
            pairs[*first as usize] |= letter(*second);
            pairs[first.to_ascii_uppercase() as usize] |= letter(*second);
        }
        at += 1;
    }
    pairs
}

const CREDIT_PAIRS: [u32; 256] = pairs(PICTURE_CREDITS);
const CAPTION_PAIRS: [u32; 256] = pairs(CAPTION_WORDS);

/// The text from each place on where one of the wordings may stand.
fn places<'t>(text: &'t str, pairs: &'static [u32; 256]) -> impl Iterator<Item = &'t str> {
    let opens = |pair: &[u8]| pairs[usize::from(pair[0])] & LETTERS[usize::from(pair[1])] != 0;
    text.as_bytes().windows(2).enumerate().filter(move |(_, pair)| opens(pair)).map(|(at, _)| &text[at..])
}

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

/// Wording of captions that carry no credit. One letter in brackets alone may be a party: there the other has to be too.
const CAPTION_WORDS: &[&str] = &[
    "(l)",
    "(r)",
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
    let may_open = matches!(text.as_bytes(), [b'F' | b'f' | b'P' | b'p' | b'C' | b'c' | b'I' | b'i', ..]);
    if may_open && CAPTION_STARTS.iter().any(|s| starts_with(text, s)) {
        return true;
    }
    if has_credit(text) {
        return true;
    }
    let mut left_or_right = [false; 2];
    top && text.len() <= 280
        && places(text, &CAPTION_PAIRS).any(|rest| {
            match CAPTION_WORDS.iter().position(|words| starts_with(rest, words)) {
                Some(side @ 0..=1) => {
                    left_or_right[side] = true;
                    left_or_right == [true; 2]
                }
                found => found.is_some(),
            }
        })
}

fn has_credit(text: &str) -> bool {
    let end = tail(text, 160).trim_end();
    // The credit is the last bracket, or what follows the last sentence without being one.
    let credit = if let Some(open) =
        end.strip_suffix(')').or_else(|| end.strip_suffix(").")).and_then(|e| e.rfind(['(', '[']))
    {
        &end[open..]
    } else if ending(text) == Ending::Stop {
        return false;
    } else if let Some(stop) = memchr::memrchr_iter(b'.', end.as_bytes()).find(|stop| end[stop + 1..].starts_with(' '))
    {
        &end[stop + 1..]
    } else if text.len() <= 80 && (text.contains(['/', ':']) || text.contains("hoto")) {
        text
    } else {
        return false;
    };
    if words(credit, 160) > 12 {
        return false;
    }
    // Only where it stands first a mark tells: what goes on as a word there is another one.
    let mut seen = [false; PICTURE_CREDITS.len()];
    places(credit, &CREDIT_PAIRS).any(|rest| {
        PICTURE_CREDITS.iter().zip(&mut seen).any(|(mark, seen)| {
            starts_with(rest, mark)
                && !std::mem::replace(seen, true)
                && (!mark.starts_with('/') && !mark.starts_with("via")
                    || !rest[mark.len()..].starts_with(char::is_alphanumeric))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            "By Monday, crews had left the pool",
            "Prime Minister Meets King in Oslo",
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
            "He planned his days by the stars. (That story comes courtesy of his chief of staff, who wrote it down.)",
            "The news agency (Reuters) was not told.",
        ] {
            assert!(!is_caption(text, false), "{text}");
        }
        assert!(is_caption("Captain Ana Ruiz (L) and Lim Keng (R) with the cup", true));
    }

    #[test]
    fn notes() {
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
            "Editing by hand is slow.",
            "This report was written in haste, the senator said.",
            "An earlier version of this bill failed.",
            "Copyright law is to change.",
        ] {
            assert!(!is_note(text, true), "{text}");
        }
        assert!(!is_note("Watch: the minister walks out", false));
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
        assert!(is_title_case("Council Votes To Close The Pool") && !is_title_case("Council votes to close the pool"));
    }
}
