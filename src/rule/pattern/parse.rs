//! Pattern text to tree, with nom. Owns the grammar of the language; does not know what words, lists or classes match.

use super::{BadPattern, Class};
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{char, multispace0, one_of, satisfy};
use nom::combinator::{cut, opt, recognize, value, verify};
use nom::error::{ErrorKind, ParseError};
use nom::multi::{many0_count, many1, separated_list1};
use nom::sequence::{delimited, pair, preceded};
use nom::{Err, IResult, Parser};

/// A pattern or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// `said`: this word form.
    Word(String),
    /// `~say`: any inflection.
    Inflected(String),
    /// `@list`: an entry of a list; the byte offset in the pattern is for faults.
    List(String, usize),
    /// `<name>`.
    Class(Class),
    /// A punctuation mark; `-` stands for every dash, `"` for every quotation mark.
    Mark(char),
    /// `..4`: up to so many tokens, as few as will do.
    Gap(u8),
    /// `^`.
    Start,
    /// `$`.
    End,
    /// `!x`.
    Not(Box<Node>),
    /// One after the other.
    Seq(Vec<Node>),
    /// `( a | b )`.
    Alt(Vec<Node>),
    /// `{ a }`: what to underline.
    Braces(Box<Node>),
    /// `x?`, `x+`, `x*`: from so many to so many times.
    Repeat(Box<Node>, u8, u8),
}

impl Node {
    /// Calls `take` with the name of each list in it.
    pub fn lists(&self, take: &mut dyn FnMut(&str)) {
        match self {
            Self::List(name, _) => take(name),
            Self::Not(inner) | Self::Braces(inner) | Self::Repeat(inner, ..) => inner.lists(take),
            Self::Seq(items) | Self::Alt(items) => items.iter().for_each(|item| item.lists(take)),
            _ => {}
        }
    }
}

/// How often `+` and `*` may repeat: what keeps every pattern of bounded length.
const MOST: u8 = 8;
/// Longest gap.
const WIDEST: u8 = 20;
/// Deepest nesting of parentheses and braces.
const DEEPEST: usize = 20;
/// Most words, with repetitions written out: `((a+)+)+` is five hundred and twelve.
const LONGEST: usize = 4_000;

#[derive(Debug)]
struct Fault<'p> {
    rest: &'p str,
    message: Option<String>,
}

impl<'p> ParseError<&'p str> for Fault<'p> {
    fn from_error_kind(rest: &'p str, _: ErrorKind) -> Self {
        Self { rest, message: None }
    }
    fn append(_: &'p str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

type Parsed<'p, T> = IResult<&'p str, T, Fault<'p>>;

fn fail<T>(rest: &str, message: impl Into<String>) -> Parsed<'_, T> {
    Err(Err::Failure(Fault { rest, message: Some(message.into()) }))
}

/// Reads a pattern.
///
/// # Errors
/// What is wrong, and at which byte of `text`.
pub fn parse(text: &str) -> Result<Node, BadPattern> {
    let at = |rest: &str| text.len() - rest.len();
    let bad = |start: usize, message: String| {
        let end = text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
        BadPattern { start, end, message }
    };
    let depth = text
        .chars()
        .scan(0usize, |depth, c| {
            match c {
                '(' | '{' => *depth += 1,
                ')' | '}' => *depth = depth.saturating_sub(1),
                _ => {}
            }
            Some(*depth)
        })
        .max();
    if depth.unwrap_or(0) > DEEPEST {
        return Err(bad(0, format!("parentheses nest deeper than {DEEPEST}")));
    }
    let whole = Whole { len: text.len() };
    match delimited(multispace0, |i| whole.alternatives(i), multispace0).parse(text) {
        Ok(("", node)) => {
            check(&node).map_err(|message| BadPattern { start: 0, end: text.len(), message })?;
            Ok(node)
        }
        Ok((rest, _)) => {
            let message = match rest.chars().next() {
                Some(')') => "this `)` closes nothing".to_owned(),
                Some('}') => "this `}` closes nothing".to_owned(),
                Some(c @ ('?' | '+' | '*')) => format!("`{c}` must follow a word or a group"),
                Some(c) => format!("`{c}` means nothing here; write `\\{c}` for the character itself"),
                None => "the pattern ends too early".to_owned(),
            };
            Err(bad(at(rest), message))
        }
        Err(Err::Failure(f) | Err::Error(f)) => {
            let message = f.message.unwrap_or_else(|| {
                if f.rest.is_empty() {
                    "something is missing at the end".to_owned()
                } else {
                    "a word, list, class or group is missing here".to_owned()
                }
            });
            Err(bad(at(f.rest), message))
        }
        Err(Err::Incomplete(_)) => Err(bad(text.len(), "the pattern ends too early".to_owned())),
    }
}

/// What the grammar alone cannot say: one pair of braces a way through, something to match, one-token negations.
fn check(node: &Node) -> Result<(), String> {
    fn braces(node: &Node) -> Result<usize, String> {
        Ok(match node {
            Node::Braces(inner) => {
                if braces(inner)? > 0 {
                    return Err("braces may not stand inside braces".to_owned());
                }
                1
            }
            Node::Seq(items) => items.iter().map(braces).sum::<Result<usize, _>>()?,
            Node::Alt(items) => items.iter().map(braces).collect::<Result<Vec<_>, _>>()?.into_iter().max().unwrap_or(0),
            Node::Repeat(inner, _, most) => {
                let n = braces(inner)?;
                if n > 0 && *most > 1 {
                    return Err("braces may not be repeated".to_owned());
                }
                n
            }
            _ => 0,
        })
    }
    fn says_something(node: &Node) -> bool {
        match node {
            Node::Gap(_) => false,
            Node::Seq(items) => items.iter().any(says_something),
            Node::Alt(items) => items.iter().all(says_something),
            Node::Braces(inner) => says_something(inner),
            Node::Repeat(inner, least, _) => *least > 0 && says_something(inner),
            _ => true,
        }
    }
    fn size(node: &Node) -> usize {
        match node {
            Node::Seq(items) | Node::Alt(items) => items.iter().map(size).fold(1, usize::saturating_add),
            Node::Braces(inner) | Node::Not(inner) => size(inner).saturating_add(1),
            Node::Repeat(inner, _, most) => size(inner).saturating_mul((*most).into()),
            Node::Gap(n) => (*n).into(),
            Node::Class(Class::Np) => 16,
            _ => 1,
        }
    }
    if size(node) > LONGEST {
        return Err(format!("with its repetitions written out this pattern is longer than {LONGEST} words"));
    }
    if braces(node)? > 1 {
        return Err("only one pair of braces on each way through a pattern".to_owned());
    }
    if !says_something(node) {
        return Err("this pattern could match nothing at all".to_owned());
    }
    Ok(())
}

#[derive(Clone, Copy)]
struct Whole {
    len: usize,
}

impl Whole {
    fn alternatives(self, input: &str) -> Parsed<'_, Node> {
        let (rest, mut all) =
            separated_list1(delimited(multispace0, char('|'), multispace0), |i| self.sequence(i)).parse(input)?;
        Ok((rest, if all.len() == 1 { all.remove(0) } else { Node::Alt(all) }))
    }

    fn sequence(self, input: &str) -> Parsed<'_, Node> {
        let (rest, lists) = many1(preceded(multispace0, |i| self.item(i))).parse(input)?;
        let mut items: Vec<Node> = lists.into_iter().flatten().collect();
        Ok((rest, if items.len() == 1 { items.remove(0) } else { Node::Seq(items) }))
    }

    /// One atom with its repetition; a word such as `minister's` is two.
    fn item(self, input: &str) -> Parsed<'_, Vec<Node>> {
        let (rest, mut nodes) = self.atom(input)?;
        let (rest, times) =
            opt(alt((value((0, 1), char('?')), value((1, MOST), char('+')), value((0, MOST), char('*')))))
                .parse(rest)?;
        if let Some((least, most)) = times {
            if matches!(nodes.last(), Some(Node::Gap(_)))
                || ((least, most) != (0, 1) && matches!(nodes.last(), Some(Node::Start | Node::End)))
            {
                return fail(input, "`?`, `+` and `*` must follow a word or a group");
            }
            let one = if nodes.len() == 1 { nodes.remove(0) } else { Node::Seq(std::mem::take(&mut nodes)) };
            nodes = vec![Node::Repeat(Box::new(one), least, most)];
        }
        Ok((rest, nodes))
    }

    fn atom(self, input: &str) -> Parsed<'_, Vec<Node>> {
        // Each kind of atom has its own first character, so nothing is tried in vain.
        match input.chars().next() {
            Some('(' | '{') => self.group(input),
            Some('@') => self.list(input),
            Some('<') => class(input),
            Some('.') if input.starts_with("..") => gap(input),
            Some('^') => Ok((&input[1..], vec![Node::Start])),
            Some('$') => Ok((&input[1..], vec![Node::End])),
            Some('!') => self.not(input),
            Some('~') => inflected(input),
            Some(c) if letter(c) => {
                let (rest, found) = word(input)?;
                Ok((rest, crate::lexicon::split_words(found).map(|w| Node::Word(w.to_owned())).collect()))
            }
            _ => mark(input),
        }
    }

    fn group(self, input: &str) -> Parsed<'_, Vec<Node>> {
        let (rest, open) = alt((char('('), char('{'))).parse(input)?;
        let close = if open == '(' { ')' } else { '}' };
        let (rest, inner) = cut(preceded(multispace0, |i| self.alternatives(i))).parse(rest)?;
        let (rest, _) = multispace0.parse(rest)?;
        match char::<_, Fault>(close).parse(rest) {
            Ok((rest, _)) => {
                Ok((rest, vec![if open == '(' { Node::Alt(vec![inner]) } else { Node::Braces(Box::new(inner)) }]))
            }
            Err(_) => fail(input, format!("`{open}` is never closed")),
        }
    }

    fn list(self, input: &str) -> Parsed<'_, Vec<Node>> {
        let (rest, _) = char('@').parse(input)?;
        let found: Parsed<'_, &str> = take_while1(|c: char| c.is_alphanumeric() || "-_.".contains(c)).parse(rest);
        // A dot at the end is the sentence's.
        match found.map(|(_, name)| name.trim_end_matches('.')) {
            Ok(name) if !name.is_empty() => {
                Ok((&rest[name.len()..], vec![Node::List(name.to_owned(), self.len - input.len())]))
            }
            _ => fail(input, "the name of a list is missing after `@`"),
        }
    }

    fn not(self, input: &str) -> Parsed<'_, Vec<Node>> {
        fn single(node: &Node) -> bool {
            match node {
                Node::Word(_) | Node::Inflected(_) | Node::List(..) | Node::Mark(_) => true,
                Node::Class(class) => class.is_single(),
                Node::Alt(nodes) => nodes.iter().all(single),
                _ => false,
            }
        }
        let (rest, _) = char('!').parse(input)?;
        if rest.starts_with('!') {
            return fail(input, "`!` of `!` is the thing itself");
        }
        let (rest, mut nodes) = cut(|i| self.atom(i)).parse(rest)?;
        if nodes.len() != 1 || !single(&nodes[0]) {
            return fail(input, "`!` needs one word, list or class of one token, or a choice of them");
        }
        Ok((rest, vec![Node::Not(Box::new(nodes.remove(0)))]))
    }
}

fn class(input: &str) -> Parsed<'_, Vec<Node>> {
    let (rest, _) = char('<').parse(input)?;
    let parsed: Parsed<'_, &str> =
        nom::sequence::terminated(take_while1(|c: char| c.is_ascii_alphabetic() || c == '-'), char('>')).parse(rest);
    let Ok((after, name)) = parsed else { return fail(input, "a class is written `<name>`") };
    if let Some(class) = Class::named(name) {
        return Ok((after, vec![Node::Class(class)]));
    }
    let near = crate::suggest::nearest(name, Class::names());
    fail(
        input,
        format!(
            "there is no class `<{name}>`{}",
            near.map_or_else(String::new, |n| format!("; did you mean `<{n}>`?"))
        ),
    )
}

fn gap(input: &str) -> Parsed<'_, Vec<Node>> {
    let (rest, _) = tag("..").parse(input)?;
    let digits: Parsed<'_, &str> = take_while1(|c: char| c.is_ascii_digit()).parse(rest);
    match digits {
        Ok((rest, n)) => match n.parse::<u8>() {
            Ok(n) if n <= WIDEST => Ok((rest, vec![Node::Gap(n)])),
            _ => fail(input, format!("a gap is at most {WIDEST} tokens")),
        },
        Err(_) => fail(input, "a gap needs a number: `..4`"),
    }
}

fn inflected(input: &str) -> Parsed<'_, Vec<Node>> {
    let (rest, _) = char('~').parse(input)?;
    match word(rest) {
        Ok((rest, w)) => Ok((rest, vec![Node::Inflected(w.to_owned())])),
        Err(_) => fail(input, "a word is missing after `~`"),
    }
}

fn letter(c: char) -> bool {
    c.is_alphanumeric() || c == '\'' || c == '’'
}

fn word(input: &str) -> Parsed<'_, &str> {
    // Inner dots, hyphens and apostrophes belong to a word, as they do for the tokenizer; `’` and `'` alike.
    let letters = || take_while1(letter);
    // `regime.'s` is a word, a dot and a clitic.
    let more = || verify(letters(), |more: &str| more.starts_with(char::is_alphanumeric));
    let (rest, all) = recognize(pair(letters(), many0_count(pair(one_of(".-"), more())))).parse(input)?;
    // `U.N.`: the last dot of an abbreviation with inner dots is part of it.
    if all.contains('.') && rest.starts_with('.') && !rest.starts_with("..") {
        return Ok((&rest[1..], &input[..=all.len()]));
    }
    Ok((rest, all))
}

fn mark(input: &str) -> Parsed<'_, Vec<Node>> {
    let escaped = preceded(char('\\'), satisfy(|c| !c.is_alphanumeric() && !c.is_whitespace()));
    let plain = satisfy(|c: char| ",;:.-–—%$£€/&#°\"“”‘".contains(c));
    let (rest, c) = alt((escaped, plain)).parse(input)?;
    let c = match c {
        '–' | '—' => '-',
        '“' | '”' | '‘' => '"',
        c => c,
    };
    Ok((rest, vec![Node::Mark(c)]))
}
