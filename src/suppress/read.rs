//! A remark's words: the verb, the rules, the reason. Owns the grammar of directives and says where one is broken.

use super::{MALFORMED, NO_REASON, UNKNOWN};
use crate::config::Catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::format::{Place, Remark};
use crate::source::Source;
use crate::span::SourceSpan;
use crate::suggest::nearest;

/// What a directive does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// Silences one paragraph.
    Ignore,
    /// Silences from here on.
    Off,
    /// Ends that.
    On,
    /// Silences the file.
    IgnoreFile,
}

const VERBS: &[(&str, Verb)] =
    &[("ignore", Verb::Ignore), ("off", Verb::Off), ("on", Verb::On), ("ignore-file", Verb::IgnoreFile)];

/// One id, family or glob of a directive.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(super) verb: Verb,
    /// As written; `*` where none is named and none need be.
    pub(super) rules: String,
    /// Where that stands.
    pub(super) span: SourceSpan,
    /// The remark.
    pub(super) whole: SourceSpan,
    /// The lines the remark stands on.
    pub(super) line: SourceSpan,
    /// Nothing else stands on them.
    pub(super) alone: bool,
    pub(super) reason: Option<String>,
}

/// The items of all remarks of a file, and what is wrong with them.
pub(crate) fn read(source: &Source, remarks: &[Remark], known: &Catalogue) -> (Vec<Item>, Vec<Diagnostic>) {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for remark in remarks {
        directive(source, remark, known, &mut items, &mut faults);
    }
    (items, faults)
}

fn directive(source: &Source, remark: &Remark, known: &Catalogue, items: &mut Vec<Item>, faults: &mut Vec<Diagnostic>) {
    let broken = |span, message: &str, help: String| fault(MALFORMED, span, message.to_owned(), Some(help));
    let misplaced = match remark.place {
        Place::Right => None,
        Place::InLine => Some("put it on a line of its own: within a line of plain text it is prose"),
        Place::Comment => Some("write `[[sayso: …]]` on a line of its own: this file is plain text"),
        Place::Brackets => Some("write `<!-- sayso: … -->`: this file is Markdown"),
    };
    if let Some(help) = misplaced {
        let message = "this remark to sayso is where none is read, so it silences nothing";
        faults.push(broken(remark.whole, message, help.to_owned()));
        return;
    }
    if !remark.closed {
        let close = if source.slice(remark.whole).starts_with("[[") { "]]" } else { "-->" };
        faults.push(broken(remark.whole, "this remark to sayso is not closed", format!("end it with `{close}`")));
        return;
    }
    let (said, reason) = split_reason(source.slice(remark.body));
    let said = SourceSpan::new(remark.body.start, remark.body.start + said.len() as u32);
    let mut words = words(source, said);
    let Some(first) = words.next() else {
        let help = "write `sayso: ignore RULE -- reason`".to_owned();
        faults.push(broken(remark.whole, "this remark to sayso says nothing", help));
        return;
    };
    let name = source.slice(first);
    let Some(&(_, verb)) = VERBS.iter().find(|(verb, _)| *verb == name) else {
        let help = match nearest(name, VERBS.iter().map(|(verb, _)| *verb)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "there are ignore, off, on and ignore-file".to_owned(),
        };
        faults.push(broken(first, &format!("sayso does not know what `{name}` asks of it"), help));
        return;
    };
    let line = lines(source, remark.whole);
    let blank = |text: &str| text.chars().all(|c| c.is_whitespace() || matches!(c, '>' | '\u{FEFF}'));
    let alone = blank(source.slice(SourceSpan::new(line.start, remark.whole.start)))
        && blank(source.slice(SourceSpan::new(remark.whole.end, line.end)));
    let item = |rules: &str, span| Item {
        verb,
        rules: rules.to_owned(),
        span,
        whole: remark.whole,
        line,
        alone,
        reason: reason.map(str::to_owned),
    };
    let mut named = false;
    for span in words {
        named = true;
        let rules = source.slice(span);
        if known.knows(rules) {
            items.push(item(rules, span));
            continue;
        }
        let help = match known.closest(rules) {
            _ if rules.contains("--") => "put a blank before and after `--`".to_owned(),
            Some(id) => format!("did you mean `{id}`?"),
            None => "`sayso rules` lists them all".to_owned(),
        };
        faults.push(fault(UNKNOWN, span, format!("there is no rule `{rules}`, so this silences nothing"), Some(help)));
    }
    if !named {
        if matches!(verb, Verb::Ignore | Verb::Off) {
            let help = format!("write `sayso: {name} RULE -- reason`; `*` is every rule");
            faults.push(broken(remark.whole, &format!("this `{name}` names no rule"), help));
            return;
        }
        items.push(item("*", first));
    }
    if reason.is_none() && verb != Verb::On {
        let message = format!("this `{name}` does not say why");
        faults.push(fault(NO_REASON, remark.whole, message, Some("add ` -- ` and the reason".to_owned())));
    }
}

/// What is before ` -- ` (or the dash that a word processor makes of it), and what is after, if that is anything.
fn split_reason(body: &str) -> (&str, Option<&str>) {
    let dash = ["--", "—", "–"].into_iter().filter_map(|dash| Some((find_dash(body, dash)?, dash.len()))).min();
    let Some((at, length)) = dash else { return (body, None) };
    let reason = body[at + length..].trim();
    (&body[..at], Some(reason).filter(|reason| !reason.is_empty()))
}

/// Where a dash stands with white space before it, and after it unless it is the last.
fn find_dash(body: &str, dash: &str) -> Option<usize> {
    body.match_indices(dash).map(|(at, _)| at).find(|&at| {
        let after = &body[at + dash.len()..];
        body[..at].ends_with(char::is_whitespace) && (after.is_empty() || after.starts_with(char::is_whitespace))
    })
}

/// Words between white space and commas.
fn words(source: &Source, span: SourceSpan) -> impl Iterator<Item = SourceSpan> {
    let text = source.slice(span);
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).map(move |word| {
        let at = span.start + (word.as_ptr().addr() - text.as_ptr().addr()) as u32;
        SourceSpan::new(at, at + word.len() as u32)
    })
}

/// The lines that a span stands on, without the last line end.
fn lines(source: &Source, span: SourceSpan) -> SourceSpan {
    let line = |at| source.line_span(source.position(at).line);
    line(span.start).to(line(span.end))
}

/// `*` in words.
pub(super) fn named(rules: &str) -> String {
    if rules == "*" { "any rule".to_owned() } else { format!("`{rules}`") }
}

pub(super) fn fault(rule: &str, span: SourceSpan, message: String, help: Option<String>) -> Diagnostic {
    let severity = if matches!(rule, MALFORMED | UNKNOWN) { Severity::Error } else { Severity::Warning };
    Diagnostic { severity, ..Diagnostic::fault(rule, span, message, help) }
}
