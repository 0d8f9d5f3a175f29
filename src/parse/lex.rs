//! Characters to tokens, in nom: words, clitics, numbers, links, marks. Tokens and the white space between them tile
//! the text. Decides nothing that needs more than one token of context: single quotation marks stay [`TokenKind::Punct`]
//! until `quotes` has paired them.

use super::grammar::{Grammar, feature};
use super::sentences;
use crate::article::{Token, TokenKind};
use crate::lexicon::{Asked, FormId, Lexicon, Short};
use crate::span::TextSpan;
use nom::bytes::complete::{take_while, take_while1};
use nom::character::complete::{anychar, one_of};
use nom::combinator::{consumed, opt, recognize, verify};
use nom::multi::many0_count;
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

/// What is found on the way through a text besides its tokens, so that later stages need not go over all of them.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Every token with a capital letter.
    pub(super) capitals: Vec<u32>,
    /// Every number.
    pub(super) numbers: Vec<u32>,
    /// The tokens of the block at hand that may be quotation marks.
    pub(super) marks: Vec<u32>,
    /// The bytes of the block at hand that may end a sentence or open a bracket: see [`sentences::is_mark`].
    pub(super) stops: Vec<u32>,
    /// A buffer.
    asked: Asked,
}

impl Seen {
    /// For a text of that many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self {
            capitals: Vec::with_capacity(bytes / 32),
            numbers: Vec::with_capacity(bytes / 256),
            marks: Vec::with_capacity(64),
            stops: Vec::with_capacity(64),
            asked: Asked::with_room(512),
        }
    }

    /// Notes a token of whatever kind.
    fn note(&mut self, number: u32, token: &Token, text: &[u8]) {
        if token.capital() {
            self.capitals.push(number);
        }
        if token.kind == TokenKind::Number {
            self.numbers.push(number);
        }
        let mark = matches!(text[token.span().start as usize], b'"' | b'\'' | b'`' | 0xc2 | 0xe2);
        if mark && matches!(token.kind, TokenKind::Quote | TokenKind::Punct) {
            self.marks.push(number);
        }
    }
}

/// Appends the tokens of the bytes `span` of the prose to `out`. A loop by itself: together with what stands around it and
/// with [`any`], most of what it works with would not stay at hand.
#[inline(never)]
pub(super) fn tokenize(
    text: &str,
    span: TextSpan,
    lexicon: &Lexicon,
    grammar: &Grammar,
    noted: &mut Seen,
    out: &mut Vec<Token>,
) {
    let bytes = text.as_bytes();
    let (mut at, end) = (span.start as usize, span.end as usize);
    let mut spaced = true;
    noted.marks.clear();
    noted.stops.clear();
    while at < end {
        if bytes[at] == b' ' {
            (at, spaced) = (at + 1, true);
        }
        if let Some((word, len)) = plain_letters(bytes, at, end) {
            let number = out.len() as u32;
            lexicon.ask(&mut noted.asked, number, word);
            let span = TextSpan::new(at as u32, (at + len) as u32);
            let capital = bytes[at].is_ascii_uppercase();
            if capital {
                noted.capitals.push(number);
            }
            out.push(Token::new(span, FormId::UNKNOWN, TokenKind::Word, capital, spaced));
            at += len;
        } else if let Some([0xe2, 0x80, 0x9c | 0x9d]) = bytes[..end].get(at..at + 3) {
            noted.marks.push(out.len() as u32);
            let span = TextSpan::new(at as u32, at as u32 + 3);
            let form = lexicon.form(&text[span.range()]);
            out.push(Token::new(span, form, TokenKind::Quote, false, spaced));
            at += 3;
        } else if let Some(kind) = plain_mark(bytes, at, end) {
            if kind == TokenKind::Quote {
                noted.marks.push(out.len() as u32);
            }
            if sentences::is_mark(bytes[at]) {
                noted.stops.push(at as u32);
            }
            let span = TextSpan::new(at as u32, at as u32 + 1);
            out.push(Token::new(span, lexicon.mark(bytes[at]), kind, false, spaced));
            at += 1;
        } else if let Some(len) = clitic(&bytes[at..end])
            && out.last().is_some_and(|word| is_plain(word, bytes, at))
        {
            let span = TextSpan::new(at as u32, (at + len) as u32);
            let form = lexicon.form(&text[span.range()]);
            out.push(Token::new(span, form, TokenKind::Clitic, false, spaced));
            at += len;
        } else {
            let (number, from) = (out.len(), at);
            at = any(text, at, end, spaced, lexicon, grammar, out);
            noted.stops.extend((from..at).filter(|&at| sentences::is_mark(bytes[at])).map(|at| at as u32));
            if let Some(token) = out.get(number) {
                noted.note(number as u32, token, bytes);
            }
        }
        spaced = false;
    }
    lexicon.answer(&mut noted.asked, |token, form| out[token as usize].form = form);
}

/// A word of a few letters with nothing behind it that could be part of it, and its length: nearly every token of copy.
/// `None` for all else, and where the text ends soon.
fn plain_letters(bytes: &[u8], at: usize, end: usize) -> Option<(Short, usize)> {
    let &first = bytes.get(at)?;
    if CLASSES[usize::from(first)] & LETTER == 0 {
        return None;
    }
    let (word, len) = Short::opening(&bytes[at..])?;
    let ends = |at: usize| ends(&bytes[at..], first.is_ascii_lowercase()) || clitic(&bytes[at..end]).is_some();
    (at + len == end || at + len < end && ends(at + len)).then_some((word, len))
}

/// The length of the clitic in small letters that stands where a word ends, if nothing behind it could be part of it.
#[inline(never)]
fn clitic(rest: &[u8]) -> Option<usize> {
    let (mark, letters) = match rest {
        [b'\'', letters @ ..] => (1, letters),
        [0xe2, 0x80, 0x99, letters @ ..] => (3, letters),
        _ => return None,
    };
    let len = match letters {
        [b's' | b'd' | b'm', ..] => 1,
        [b'r' | b'v', b'e', ..] | [b'l', b'l', ..] => 2,
        _ => return None,
    };
    ends(&letters[len..], true).then_some(mark + len)
}

/// Whether what stands behind a word of plain letters is no part of it; `small` if it begins with a small letter.
fn ends(rest: &[u8], small: bool) -> bool {
    rest.first().is_some_and(|&next| CLASSES[usize::from(next)] & END != 0) || parts(rest, small)
}

/// [`ends`], where the first byte alone does not tell. A dot never is part of a word in small letters unless more of it
/// follows.
#[inline(never)]
fn parts(rest: &[u8], small: bool) -> bool {
    let joint = match rest {
        [b'.', ..] if !small => return false,
        [b':', next, ..] => return *next != b'/',
        [b'.' | b'\'' | b'-' | b'&' | b'/', ..] => 1,
        [0xe2, 0x80, 0x99, ..] => 3,
        _ => 0,
    };
    match rest[joint..] {
        [next, ..] if next.is_ascii() => joint > 0 && !next.is_ascii_alphanumeric(),
        // Dashes, quotation marks and an ellipsis; a space.
        [0xe2, 0x80, 0x92..=0x9f | 0xa6, ..] | [0xc2, 0xa0, ..] => true,
        _ => false,
    }
}

/// The token is a word from letter to letter and ends at that byte: no number, link or abbreviation.
fn is_plain(token: &Token, bytes: &[u8], at: usize) -> bool {
    token.span().end as usize == at
        && token.kind == TokenKind::Word
        && bytes[token.span().start as usize].is_ascii_alphabetic()
        && bytes[at - 1].is_ascii_alphabetic()
}

/// What a mark is that is one character whatever stands around it; `None` for all else, and where the text ends.
fn plain_mark(bytes: &[u8], at: usize, end: usize) -> Option<TokenKind> {
    let &first = bytes.get(at).filter(|_| at < end)?;
    let stop = || first == b'.' && bytes.get(at + 1).is_some_and(|&next| next != b'.');
    let kind = if first == b'"' { TokenKind::Quote } else { TokenKind::Punct };
    (CLASSES[usize::from(first)] & MARK != 0 || stop()).then_some(kind)
}

const LETTER: u8 = 1;
/// A token of its own, whatever follows.
const MARK: u8 = 2;
/// Ends a word of letters, whatever follows.
const END: u8 = 4;

/// What a byte tells about the token that begins with it or stands before it.
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b',' | b';' | b'?' | b'!' | b'(' | b')' | b'[' | b']' | b'$' | b'%' | b'*' | b'"' => MARK | END,
            b'<' | b'=' | b'>' | b'+' | b'\\' | b'^' | b'_' | b'{' | b'|' | b'}' | b'~' => MARK | END,
            b':' | b'&' | b'/' => MARK,
            b' ' | b'\n' | b'\r' | b'\t' => END,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

/// Appends what stands at byte `at`, whatever it is; `spaced` if white space does before it. Returns where it ends.
#[inline(never)]
fn any(
    text: &str,
    at: usize,
    end: usize,
    spaced: bool,
    lexicon: &Lexicon,
    grammar: &Grammar,
    out: &mut Vec<Token>,
) -> usize {
    let (rest, gap) = white(&text[at..end]);
    if rest.is_empty() {
        return end;
    }
    let at = end - rest.len();
    // What is longer than a token may be goes on in the next.
    let rest = &rest[..rest.floor_char_boundary(Token::LONGEST)];
    let (kind, len, marked) = quick(rest.as_bytes()).unwrap_or_else(|| match token(rest) {
        Ok((tail, kind)) if tail.len() < rest.len() => (kind, rest.len() - tail.len(), true),
        // Unreachable in practice: `anychar` takes what nothing else does. Stay total all the same.
        _ => (TokenKind::Punct, rest.chars().next().map_or(rest.len(), char::len_utf8), false),
    });
    let (mut word, tail) = rest.split_at(len);
    let mut clitic = "";
    if kind == TokenKind::Word && marked {
        (word, clitic) = split_clitic(word);
    }
    let mut form = lexicon.form(word);
    if kind == TokenKind::Word
        && clitic.is_empty()
        && tail.starts_with('.')
        && keeps_dot(word, tail, || grammar.has(form, feature::ABBREVIATION))
    {
        word = &rest[..=len];
        form = lexicon.form(word);
    }
    let span = TextSpan::new(at as u32, (at + word.len()) as u32);
    let capital = match word.as_bytes() {
        [first, ..] if first.is_ascii() => first.is_ascii_uppercase(),
        _ => word.starts_with(char::is_uppercase),
    };
    out.push(Token::new(span, form, kind, capital, spaced || gap));
    if clitic.is_empty() {
        return span.end as usize;
    }
    let (kind, form) = (TokenKind::Clitic, lexicon.form(clitic));
    let span = TextSpan::new(span.end, span.end + clitic.len() as u32);
    out.push(Token::new(span, form, kind, false, false));
    span.end as usize
}

fn white(text: &str) -> (&str, bool) {
    if text.as_bytes().first().is_some_and(u8::is_ascii_graphic) {
        return (text, false);
    }
    let rest = text.trim_start_matches(|c: char| is_space(c) || is_format(c));
    (rest, text[..text.len() - rest.len()].contains(is_space))
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// Joiners and marks of direction, left in copy that was pasted from the web: they show nothing and part nothing.
fn is_format(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// What needs no parser: words of plain letters, numbers of plain digits, and marks that are one character whatever
/// follows. Kind, length, and whether marks stand inside.
fn quick(bytes: &[u8]) -> Option<(TokenKind, usize, bool)> {
    match bytes.first()? {
        b'a'..=b'z' | b'A'..=b'Z' => plain_word(bytes).map(|(len, marked)| (TokenKind::Word, len, marked)),
        b',' | b';' | b':' | b'?' | b'!' | b'(' | b')' | b'[' | b']' | b'$' | b'%' | b'&' | b'*' | b'/' => {
            Some((TokenKind::Punct, 1, false))
        }
        b'.' | b'-' if bytes.get(1) != bytes.first() => Some((TokenKind::Punct, 1, false)),
        b'\'' => match bytes {
            [_, b'\'', b'\'', ..] => None,
            [_, b'\'', ..] => Some((TokenKind::Quote, 2, false)),
            _ => Some((TokenKind::Punct, 1, false)),
        },
        b'"' => Some((TokenKind::Quote, 1, false)),
        b'0'..=b'9' => plain_number(bytes).map(|len| (TokenKind::Number, len, false)),
        // Curly marks, dashes, an ellipsis.
        0xe2 => match bytes {
            [_, 0x80, 0x9c | 0x9d, ..] => Some((TokenKind::Quote, 3, false)),
            [_, 0x80, 0x93 | 0x94 | 0x98 | 0x99 | 0xa6, ..] => Some((TokenKind::Punct, 3, false)),
            _ => None,
        },
        _ => None,
    }
}

/// The length of a number of digits alone with nothing behind it that could be part of it.
fn plain_number(bytes: &[u8]) -> Option<usize> {
    let len = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    match bytes[len..] {
        [] | [b' ' | b')' | b'%' | b';' | b'"', ..] => Some(len),
        [b',' | b'.' | b':'] => Some(len),
        [b',' | b'.' | b':', next, ..] if next.is_ascii() && !next.is_ascii_digit() => Some(len),
        _ => None,
    }
}

fn token(text: &str) -> IResult<&str, TokenKind> {
    let Some(first) = text.chars().next() else { return Ok((text, TokenKind::Punct)) };
    if first.is_alphabetic() {
        return word(text);
    }
    if first.is_numeric() {
        return number(text);
    }
    match first {
        '@' | '#' => handle(text).or_else(|_| mark(text)),
        '"' | '“' | '”' | '„' | '«' | '»' => anychar.map(|_| TokenKind::Quote).parse(text),
        // `the word 'old,''' he said`: the single mark closes before the double one.
        '\'' if text.starts_with("'''") && !text[3..].starts_with(char::is_alphanumeric) => mark(text),
        '\'' | '`' if text[1..].starts_with(first) => Ok((&text[2..], TokenKind::Quote)),
        '-' if text[1..].starts_with('-') => Ok((text.trim_start_matches('-'), TokenKind::Punct)),
        '.' if text[1..].starts_with('.') => Ok((text.trim_start_matches('.'), TokenKind::Punct)),
        _ => mark(text),
    }
}

fn mark(text: &str) -> IResult<&str, TokenKind> {
    anychar.map(|_| TokenKind::Punct).parse(text)
}

/// By byte: an ASCII letter or digit.
const ALPHANUMERIC: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

fn inner(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}')
}

/// The length of a word of plain letters, as [`word`] would cut it; `None` for all else, which [`word`] has to look at.
/// Nearly every token of copy is one of these, and a walk over bytes takes a third of the time. Tells too whether there
/// is more in it than letters and digits.
fn plain_word(bytes: &[u8]) -> Option<(usize, bool)> {
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let (mut at, mut dot, mut slash, mut marked) = (1, None, None, false);
    loop {
        at += bytes[at..].iter().position(|&byte| !ALPHANUMERIC[byte as usize]).unwrap_or(bytes.len() - at);
        let Some(&byte) = bytes.get(at) else { break };
        let joint = match byte {
            b'-' | b'\'' | b'&' | b'.' | b'/' => 1,
            // Of what begins with these two bytes, `’` joins, and dashes, `‘`, `“`, `”` and `…` end a word.
            0xe2 if bytes.get(at + 1) == Some(&0x80) => match bytes.get(at + 2) {
                Some(0x99) => 3,
                Some(0x93 | 0x94 | 0x98 | 0x9c | 0x9d | 0xa6) => break,
                _ => return None,
            },
            byte if byte.is_ascii() => break,
            _ => return None,
        };
        match bytes.get(at + joint) {
            Some(next) if next.is_ascii_alphanumeric() => {}
            Some(next) if !next.is_ascii() => return None,
            _ => break,
        }
        marked = true;
        match byte {
            b'.' if dot.is_none() => dot = Some(at),
            b'/' if slash.is_none() => slash = Some(at),
            _ => {}
        }
        at += joint + 1;
    }
    let link = match bytes.get(at) {
        Some(b':') => bytes[at..].starts_with(b"://"),
        Some(b'@') => true,
        _ => marked && bytes.starts_with(b"www."),
    };
    if link {
        return None;
    }
    let len = match dot {
        Some(dot) if dot > 2 && !bytes[dot + 1].is_ascii_lowercase() => dot,
        _ => slash.unwrap_or(at),
    };
    Some((len, marked))
}

/// `so-called`, `didn't`, `U.N.` without its last dot, `AT&T`, `O’Neill`; a link when it turns out to be one.
fn word(text: &str) -> IResult<&str, TokenKind> {
    let part = || verify(take_while1(inner), |s: &str| !s.is_empty());
    let (tail, whole) = recognize(pair(part(), many0_count(pair(one_of("-'’.&/‑"), part())))).parse(text)?;
    let link =
        tail.starts_with("://") || tail.starts_with('@') && tail[1..].starts_with(inner) || whole.starts_with("www.");
    if link {
        let (tail, _) = take_while(|c: char| !c.is_whitespace() && !matches!(c, '"' | '”' | ')' | '>')).parse(tail)?;
        return Ok((tail, TokenKind::Link));
    }
    // A dot joins letters of an abbreviation ("U.N", "a.m") or a domain ("gov.uk"), not two sentences ("end.The").
    if let Some(dot) = whole.find('.') {
        let (left, right) = (&whole[..dot], &whole[dot + 1..]);
        let abbreviation = left.chars().count() <= 2 || right.chars().next().is_some_and(char::is_lowercase);
        if !abbreviation {
            return Ok((&text[dot..], TokenKind::Word));
        }
    }
    // A slash joins short things ("AFP/Getty") badly: each side is a word of its own.
    let cut = whole.find('/').unwrap_or(whole.len());
    Ok((&text[cut..], TokenKind::Word))
}

/// `14`, `7-4`, `3.5`, `1,020`, `1990s`; with letters after a hyphen (`20-year-old`) it is a word.
fn number(text: &str) -> IResult<&str, TokenKind> {
    let digits = || take_while1(char::is_numeric);
    let core = pair(digits(), many0_count(pair(one_of(",.:-–/"), digits())));
    let (tail, (_, suffix)) = consumed(preceded(core, opt(take_while1(char::is_alphabetic)))).parse(text)?;
    let compound: IResult<&str, usize> = many0_count(pair(one_of("-‑"), take_while1(inner))).parse(tail);
    match compound {
        Ok((rest, n)) if n > 0 => Ok((rest, TokenKind::Word)),
        _ => {
            let _ = suffix;
            Ok((tail, TokenKind::Number))
        }
    }
}

fn handle(text: &str) -> IResult<&str, TokenKind> {
    preceded(one_of("@#"), take_while1(|c: char| inner(c) || c == '_')).map(|_| TokenKind::Link).parse(text)
}

/// Cuts `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m` off.
fn split_clitic(word: &str) -> (&str, &str) {
    let letters = match word.as_bytes() {
        [.., b's' | b'S' | b'd' | b'D' | b'm' | b'M'] => 1,
        [.., b'r' | b'R' | b'v' | b'V', b'e' | b'E'] | [.., b'l' | b'L', b'l' | b'L'] => 2,
        _ => return (word, ""),
    };
    match word[..word.len() - letters].strip_suffix(['\'', '’']) {
        Some(head) if !head.is_empty() => word.split_at(head.len()),
        _ => (word, ""),
    }
}

/// Whether the dot after `word` is part of it: an abbreviation, an initial, `U.N.`
fn keeps_dot(word: &str, tail: &str, is_abbreviation: impl FnOnce() -> bool) -> bool {
    if tail[1..].starts_with('.') {
        return false;
    }
    let single = word.len() == 1 && word.as_bytes()[0].is_ascii_uppercase() && word != "I";
    let dotted = word.len() >= 3 && word.as_bytes()[word.len() - 2] == b'.';
    single || dotted || word.starts_with(char::is_uppercase) && is_abbreviation()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::LexiconBuilder;

    fn tokens(text: &str) -> Vec<String> {
        let mut builder = LexiconBuilder::default();
        let grammar = Grammar::new(&mut builder);
        let lexicon = builder.build();
        let mut out = Vec::new();
        tokenize(text, TextSpan::new(0, text.len() as u32), &lexicon, &grammar, &mut Seen::default(), &mut out);
        out.iter().map(|t| text[t.span().range()].to_owned()).collect()
    }

    /// What [`plain_word`] is quick about, [`word`] says too.
    #[test]
    fn plain_words_are_words() {
        let parts = [
            "a", "Ab", "abc", "9", "-", "'", "’", ".", "&", "/", "‑", "é", "\u{ad}", "—", "”", "@", "://", "www.", " ",
            ",", "\"", "$", "“", "…", "<", "\u{a0}",
        ];
        let count = parts.len();
        for i in 0..count.pow(4) {
            let text: String = (0..4).map(|k| parts[i / count.pow(k) % count]).collect();
            if let Some((len, marked)) = plain_word(text.as_bytes()) {
                let (tail, kind) = word(&text).expect("it starts with a letter");
                assert_eq!((text.len() - tail.len(), kind), (len, TokenKind::Word), "{text:?}");
                assert!(marked || split_clitic(&text[..len]).1.is_empty(), "{text:?}");
            } else if let Some((kind, len, _)) = quick(text.as_bytes()) {
                let (tail, wanted) = token(&text).expect("some token is there");
                assert_eq!((text.len() - tail.len(), wanted), (len, kind), "{text:?}");
            }
        }
    }

    /// What [`plain_letters`] and [`plain_mark`] are quick about, [`any`] says too, and what stands behind the block makes no difference.
    #[test]
    fn plain_tokens_are_tokens() {
        let mut builder = LexiconBuilder::default();
        let grammar = Grammar::new(&mut builder);
        let lexicon = builder.build();
        let parts = [
            "a",
            "The",
            "I",
            "Mr",
            "9",
            "-",
            "'",
            "’",
            ".",
            "&",
            "/",
            "é",
            ":",
            "@",
            "://",
            " ",
            "  ",
            ",",
            "\"",
            "$",
            "“",
            "\n",
            "internationalisation",
            "—",
            "\u{a0}",
            "=",
            "s",
            "'ll",
            "U.S",
        ];
        let count = parts.len();
        assert!(count % 2 == 1, "each part stands in a text of either kind");
        for i in 0..count.pow(4) {
            let text: String = (0..4).map(|k| parts[i / count.pow(k) % count]).collect();
            let text = text + if i % 2 == 0 { "" } else { " " };
            let span = TextSpan::new(0, text.len() as u32);
            // At the end of a text nothing is quick.
            let (mut wanted, mut found) = (Vec::new(), Vec::new());
            let mut at = 0;
            while at < text.len() {
                at = any(&text, at, text.len(), at == 0, &lexicon, &grammar, &mut wanted);
            }
            for behind in [
                " and so it went on.",
                "and so it went on.",
                ".9 and so it went on",
                "’s and so it went on",
                "s and so it",
            ] {
                found.clear();
                let mut seen = Seen::default();
                tokenize(&(text.clone() + behind), span, &lexicon, &grammar, &mut seen, &mut found);
                assert_eq!(found, wanted, "{text:?} before {behind:?}");
                let marks = (0..).zip(text.bytes()).filter(|(_, byte)| sentences::is_mark(*byte)).map(|(at, _)| at);
                assert!(marks.eq(seen.stops), "{text:?} before {behind:?}");
            }
        }
    }

    #[test]
    fn what_has_no_end_is_cut() {
        for letter in ["a", "é", "'", ".", "1", "-", "😀"] {
            let text = letter.repeat(100_001);
            let tokens = tokens(&text);
            assert!(tokens.iter().all(|token| token.len() <= Token::LONGEST), "{letter}");
            assert_eq!(tokens.concat(), text);
        }
    }

    #[test]
    fn words_numbers_and_marks() {
        for (text, expected) in [
            ("The so-called U.N. plan.", "The|so-called|U.N.|plan|."),
            ("Mr. Lind didn't pay £40m, 7-4.", "Mr.|Lind|didn't|pay|£|40m|,|7-4|."),
            ("Lind’s 20-year-old son", "Lind|’s|20-year-old|son"),
            ("They're in the ‘90s", "They|'re|in|the|‘|90s"),
            ("It ended.The mayor left...", "It|ended|.|The|mayor|left|..."),
            ("see https://a.example/b?c=1 now", "see|https://a.example/b?c=1|now"),
            ("@lind wrote #vote", "@lind|wrote|#vote"),
            ("''No,'' she said", "''|No|,|''|she|said"),
            ("Sept. 27, 1,020 at 3:30 p.m. GMT", "Sept.|27|,|1,020|at|3:30|p.m.|GMT"),
        ] {
            assert_eq!(tokens(text).join("|"), expected);
        }
    }
}
