//! The table that a reporter shows her editor: a row a source on a wide terminal; on a narrow one the numbers in a row and
//! the words below it, so that nothing runs over the edge. Knows the ledger and terminal cells, and where it is shown not.

use super::{Ledger, Speaker};
use crate::report::printable;
use crate::report::table::Align;
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const GAP: &str = "  ";
/// A blank that no line is broken at.
const TIE: char = '\u{a0}';
/// The least that the words of a row need to be of use: source, who it is, through whom.
const LEAST: [usize; 3] = [24, 16, 14];
/// A column of words is never narrower, whatever the terminal.
const NARROWEST: usize = 16;
/// A name that is longer than this is a mistake in the copy or in the parser.
const MOST: usize = 240;
/// No name is given more of a line than this.
const LONGEST: usize = 48;
const BOLD: &str = "\x1b[1m";
const DIM: &str = "\x1b[2m";
const YELLOW: &str = "\x1b[33m";
const OFF: &str = "\x1b[0m";

/// The whole of it: a title line, the sources, and the sum.
pub(super) fn table(ledger: &Ledger, columns: usize, colour: bool) -> String {
    let paint = Paint { colour };
    let mut out = format!("{}\n", printable(&ledger.path));
    if ledger.sources.is_empty() {
        out.push_str("nobody is quoted or paraphrased\n");
    } else {
        let wide = wide(ledger, columns, paint);
        out.push_str(&wide.unwrap_or_else(|| narrow(ledger, columns, paint)));
        let sum = wrapped(&sum(ledger), columns.max(NARROWEST)).join("\n");
        let _ = writeln!(out, "{sum}");
    }
    let nobody = ledger.attributions.iter().filter(|entry| entry.speaker.is_none()).count();
    if nobody > 0 {
        let s = if nobody == 1 { "" } else { "s" };
        let _ = writeln!(out, "and {nobody} attribution{s} to nobody named");
    }
    out
}

/// All in one row; `None` if there is no room for it.
fn wide(ledger: &Ledger, columns: usize, paint: Paint) -> Option<String> {
    let mut head = vec![
        ("first", Align::Right),
        ("source", Align::Left),
        ("named", Align::Left),
        ("who it is", Align::Left),
        ("direct", Align::Right),
        ("mixed", Align::Right),
        ("indirect", Align::Right),
        ("words", Align::Right),
        ("quoted", Align::Right),
    ];
    let relayed = ledger.sources.iter().any(|speaker| !speaker.through.is_empty());
    if relayed {
        head.push(("through", Align::Left));
    }
    let row = |speaker: &Speaker| {
        let [direct, mixed, indirect] = [speaker.kinds.direct, speaker.kinds.mixed, speaker.kinds.indirect].map(number);
        let mut row = vec![first(speaker), line(&speaker.name), named(speaker).to_owned(), who(speaker)];
        row.extend([direct, mixed, indirect, number(speaker.words), number(speaker.quoted_words)]);
        if relayed {
            row.push(Some(through(ledger, speaker)).filter(|names| !names.is_empty()).unwrap_or_else(|| number(0)));
        }
        row
    };
    let rows: Vec<Vec<String>> = ledger.sources.iter().map(row).collect();
    let mut widths = widths(&head, &rows);
    let loose: &[usize] = if relayed { &[1, 3, 9] } else { &[1, 3] };
    widths[1] = widths[1].min(LONGEST);
    let least: Vec<usize> = loose.iter().zip(LEAST).map(|(&at, least)| widths[at].min(least)).collect();
    let all = |widths: &[usize]| widths.iter().sum::<usize>() + GAP.len() * (widths.len() - 1);
    while all(&widths) > columns {
        // A cell from the widest that has one to spare.
        let spare = loose.iter().zip(&least).filter(|&(&at, &least)| widths[at] > least);
        let (&widest, _) = spare.max_by_key(|&(&at, _)| widths[at])?;
        widths[widest] -= 1;
    }
    Some(drawn(&head, &widths, &rows, paint, |_| String::new()))
}

/// The numbers in a row, and below it who it is, how it is quoted and through whom.
fn narrow(ledger: &Ledger, columns: usize, paint: Paint) -> String {
    let head = [
        ("first", Align::Right),
        ("source", Align::Left),
        ("named", Align::Left),
        ("times", Align::Right),
        ("words", Align::Right),
        ("quoted", Align::Right),
    ];
    let row = |speaker: &Speaker| {
        let numbers = [speaker.attributions, speaker.words, speaker.quoted_words].map(number);
        [vec![first(speaker), line(&speaker.name), named(speaker).to_owned()], numbers.to_vec()].concat()
    };
    let rows: Vec<Vec<String>> = ledger.sources.iter().map(row).collect();
    let mut widths = widths(&head, &rows);
    let others = widths.iter().sum::<usize>() - widths[1] + GAP.len() * (widths.len() - 1);
    // As wide as there is room, so that the numbers of all articles stand below each other.
    widths[1] = columns.saturating_sub(others).clamp(NARROWEST, LONGEST);
    let indent = widths[0] + GAP.len();
    drawn(&head, &widths, &rows, paint, |number| {
        let text = below(ledger, &ledger.sources[number]);
        let lines = wrapped(&text, columns.saturating_sub(indent).max(NARROWEST));
        let line = |line: &String| format!("{}{}\n", " ".repeat(indent), paint.with(DIM, &line.replace(TIE, " ")));
        lines.iter().map(line).collect()
    })
}

fn below(ledger: &Ledger, speaker: &Speaker) -> String {
    let kinds =
        [(speaker.kinds.direct, "direct"), (speaker.kinds.mixed, "mixed"), (speaker.kinds.indirect, "indirect")];
    let kinds: Vec<String> =
        kinds.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count}{TIE}{name}")).collect();
    let mut parts: Vec<String> = Some(who(speaker)).filter(|who| who != "-").into_iter().collect();
    parts.extend(Some(kinds.join(", ")).filter(|kinds| !kinds.is_empty()));
    parts.extend(
        Some(through(ledger, speaker)).filter(|names| !names.is_empty()).map(|names| format!("through {names}")),
    );
    parts.join("; ")
}

/// How many of each sort there are.
fn sum(ledger: &Ledger) -> String {
    let count = |named: Option<bool>| ledger.sources.iter().filter(|speaker| speaker.named == named).count();
    let all = ledger.sources.len();
    let sorts = [
        (count(Some(true)), "named"),
        (count(Some(false)), "not named"),
        (
            count(None),
            if count(None) == 1 { "institution, document or outlet" } else { "institutions, documents or outlets" },
        ),
    ];
    let sorts: Vec<String> =
        sorts.iter().filter(|(count, _)| *count > 0).map(|(count, sort)| format!("{count} {sort}")).collect();
    format!("{all} source{}: {}", if all == 1 { "" } else { "s" }, sorts.join(", "))
}

fn first(speaker: &Speaker) -> String {
    speaker.first.map_or_else(String::new, |at| format!("{}:{}", at.line, at.column))
}

const fn named(speaker: &Speaker) -> &'static str {
    match speaker.named {
        Some(true) => "yes",
        Some(false) => "no",
        None => "-",
    }
}

/// The office if the story gives one, else what sort of source it is.
fn who(speaker: &Speaker) -> String {
    let sort = match speaker.class {
        "named-person" => "-",
        "role" => "known by office",
        "described-anonymous" => "described only",
        "bare-anonymous" => "not described",
        "vague" => "nobody in particular",
        "pronoun" => "unclear who",
        other => other,
    };
    speaker.role.as_deref().map_or_else(|| sort.to_owned(), line)
}

fn through(ledger: &Ledger, speaker: &Speaker) -> String {
    let names = speaker.through.iter().filter_map(|&id| ledger.sources.get(id as usize));
    names.map(|source| line(&source.name)).collect::<Vec<_>>().join(", ")
}

fn number(count: u32) -> String {
    if count == 0 { "-".to_owned() } else { count.to_string() }
}

/// Text on one line that a terminal does not obey, without what the sentence goes on with.
fn line(text: &str) -> String {
    let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
    cut(text.trim_end_matches([',', ';', ':']), MOST)
}

fn widths(head: &[(&str, Align)], rows: &[Vec<String>]) -> Vec<usize> {
    let column = |(at, (name, _)): (usize, &(&str, Align))| {
        rows.iter().map(|row| row[at].width()).chain([name.width()]).max().unwrap_or(0)
    };
    head.iter().enumerate().map(column).collect()
}

/// The table, with what `below` says under each row. What is wider than its column goes on in the next line of it.
fn drawn(
    head: &[(&str, Align)],
    widths: &[usize],
    rows: &[Vec<String>],
    paint: Paint,
    below: impl Fn(usize) -> String,
) -> String {
    let line = |cells: &[Vec<String>], number: usize| {
        let mut out = String::new();
        for (at, cell) in cells.iter().enumerate() {
            let text = cell.get(number).map_or("", String::as_str);
            let blanks = " ".repeat(widths[at].saturating_sub(text.width()));
            let text = if text == "no" { paint.with(YELLOW, text) } else { text.to_owned() };
            let gap = if at == 0 { "" } else { GAP };
            match head[at].1 {
                Align::Left => out.extend([gap, &text, &blanks]),
                Align::Right => out.extend([gap, &blanks, &text]),
            }
        }
        out.trim_end().to_owned()
    };
    let names: Vec<Vec<String>> = head.iter().map(|(name, _)| vec![(*name).to_owned()]).collect();
    let mut out = format!("{}\n", paint.with(BOLD, &line(&names, 0)));
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, &width)| wrapped(cell, width)).collect();
        for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let _ = writeln!(out, "{}", line(&cells, at));
        }
        out.push_str(&below(number));
    }
    out
}

/// Broken between words into lines of at most that many cells; a word that is longer is cut.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(cut(word, most)),
        }
    }
    lines
}

/// No wider than that many cells.
fn cut(word: &str, most: usize) -> String {
    if word.width() <= most {
        return word.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let fits = |c: &char| {
        let width = c.width().unwrap_or(0);
        let fits = width <= room;
        room = room.saturating_sub(width);
        fits
    };
    word.chars().take_while(fits).chain(['…']).collect()
}

/// Colours, if there are any.
#[derive(Clone, Copy)]
struct Paint {
    colour: bool,
}

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("{code}{text}{OFF}") } else { text.to_owned() }
    }
}
