//! `sayso rules`: all rules in a table, or one explained as a desk note: what it flags and why, where it looks, what a
//! house may set, and examples. Renders what the rule files say; adds no opinion.

use super::house::{From, Houses, catalogue};
use super::{Outcome, complain};
use crate::cli::{self, Explained, When};
use sayso::diagnostic::{RuleCard, Severity};
use sayso::prose::BlockKind;
use sayso::report::Format;
use sayso::report::table::{Align, table};
use sayso::rule::schema::{Handling, Matcher};
use sayso::rule::{Example, Promise, Rule, RuleSet, Said};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// Everything that is told about one rule.
#[derive(Serialize)]
struct Note {
    #[serde(flatten)]
    card: RuleCard,
    looks_at: String,
    zones: Vec<String>,
    scope: Vec<String>,
    kinds_exempt: Vec<String>,
    options: Vec<Setting>,
    examples: Vec<Sample>,
}

#[derive(Serialize)]
struct Setting {
    name: String,
    default: String,
    meaning: String,
}

#[derive(Serialize)]
struct Sample {
    /// `fires`, `quiet` or `misses`.
    promise: &'static str,
    /// With braces around what is underlined.
    text: String,
}

/// Runs the command.
pub(super) fn run(args: &cli::Rules, color: When) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Clean;
    let from = From::typed(args.config.as_deref(), args.isolated);
    let mut houses = Houses::with(RuleSet::builtin(), from, sayso::config::Choice::default())?;
    let rules = houses.rules(Path::new("."), &mut outcome).clone();
    for fault in houses.take_faults() {
        outcome = Outcome::Failed;
        fault.tell(Format::Full, color)?;
    }
    let text = match &args.id {
        None => match args.output_format {
            Explained::Table => list(&rules),
            Explained::Json => json(&rules.ids().filter_map(|id| rules.rule(id)).map(note).collect::<Vec<_>>())?,
        },
        Some(name) => match find(&rules, name) {
            Some(rule) => match args.output_format {
                Explained::Table => explain(&note(rule)),
                Explained::Json => json(&note(rule))?,
            },
            None => return Ok(Outcome::Failed),
        },
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    Ok(outcome)
}

fn json(value: &impl Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// The rule of that id, or of that name if one alone has it; else says what was probably meant.
fn find<'r>(rules: &'r RuleSet, name: &str) -> Option<&'r Rule> {
    if let Some(rule) = rules.rule(name) {
        return Some(rule);
    }
    let mut named = rules.ids().filter(|id| id.rsplit('/').next() == Some(name));
    if let (Some(id), None) = (named.next(), named.next()) {
        return rules.rule(id);
    }
    let known = catalogue(rules, &[]);
    let in_family: Vec<&str> = rules.ids().filter(|id| id.split('/').next() == Some(name)).collect();
    let help = if in_family.is_empty() {
        known
            .closest(name)
            .map_or_else(|| "`sayso rules` lists them all".to_owned(), |id| format!("did you mean `{id}`?"))
    } else {
        format!("`{name}` is a family; its rules are {}", in_family.join(", "))
    };
    complain(&format!("there is no rule `{name}`"), Some(&help));
    None
}

fn severity(severity: Option<Severity>) -> &'static str {
    severity.map_or("off", Severity::as_str)
}

fn list(rules: &RuleSet) -> String {
    let rows: Vec<_> = rules
        .ids()
        .filter_map(|id| rules.rule(id))
        .map(|rule| {
            let card = rule.card();
            [card.id, severity(card.severity).to_owned(), card.summary]
        })
        .collect();
    table([("rule", Align::Left), ("default", Align::Left), ("what it flags", Align::Left)], &rows)
}

/// The one place that knows how a rule is made.
fn note(rule: &Rule) -> Note {
    let scope = &rule.scope;
    let within = |handling: Handling, where_: &str| match handling {
        Handling::Same => None,
        Handling::Lower => Some(format!("one step milder {where_}")),
        Handling::Skip => Some(format!("silent {where_}")),
    };
    let scopes = [
        within(scope.quoted, "inside quotation marks"),
        within(scope.attributed, "in what somebody is paraphrased as saying"),
        within(scope.document, "in what a document is paraphrased as saying"),
    ];
    let scopes: Vec<String> = scopes.into_iter().flatten().collect();
    Note {
        card: card(rule),
        looks_at: looks_at(&rule.matcher).to_owned(),
        zones: scope.zones.iter().map(|&zone| zone_name(zone).to_owned()).collect(),
        scope: scopes,
        kinds_exempt: rule.kinds_exempt.clone(),
        options: rule.options.iter().map(|(name, default)| setting(rule, name, default)).collect(),
        examples: rule.examples.iter().map(sample).collect(),
    }
}

/// The card with the repair that needs no found words filled in, if there is one.
fn card(rule: &Rule) -> RuleCard {
    let help = rule.help.iter().find(|text| !text.value.contains('{')).or(rule.help.first());
    RuleCard { help: help.map(|text| text.value.to_string()).unwrap_or_default(), ..rule.card() }
}

fn setting(rule: &Rule, name: &str, default: &toml::Value) -> Setting {
    let meaning = rule.option_docs.get(name).map(Said::to_string).unwrap_or_default();
    Setting { name: name.to_owned(), default: default.to_string(), meaning }
}

fn sample(example: &Example) -> Sample {
    let promise = match example.promise {
        Promise::Fires => "fires",
        Promise::Quiet => "quiet",
        Promise::Misses => "misses",
    };
    Sample { promise, text: example.text.value.to_string() }
}

const fn looks_at(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Terms(_) => "Words and phrases of a list.",
        Matcher::Pattern(_) => "Turns of phrase.",
        Matcher::Cue(..) => "The verbs, nouns and phrases that say who is speaking.",
        Matcher::Source { .. } => "The people and institutions that are given something to say.",
        Matcher::Quote { .. } => "What stands inside quotation marks, and who is named for it.",
        Matcher::Claim { .. } => "Sentences in the paper's own voice.",
        Matcher::Story { .. } => "The story as a whole.",
    }
}

const fn zone_name(zone: BlockKind) -> &'static str {
    match zone {
        BlockKind::Headline => "headline",
        BlockKind::Dek => "dek",
        BlockKind::Byline => "byline",
        BlockKind::Dateline => "dateline",
        BlockKind::Lead => "lead",
        BlockKind::Body => "body",
        BlockKind::BlockQuote => "block quote",
        BlockKind::Caption => "caption",
        BlockKind::List => "list",
        BlockKind::Note => "note",
    }
}

fn explain(note: &Note) -> String {
    let card = &note.card;
    let mut out = format!("{} ({} by default)\n{}\n", card.id, severity(card.severity), "-".repeat(card.id.width()));
    paragraph(&mut out, "", &format!("{}.", card.summary.trim_end_matches('.')));
    if !card.why.is_empty() {
        section(&mut out, "Why");
        paragraph(&mut out, "  ", &card.why);
    }
    if !card.help.is_empty() {
        section(&mut out, "What to do");
        paragraph(&mut out, "  ", &card.help);
    }
    section(&mut out, "Where it looks");
    paragraph(&mut out, "  ", &format!("{} In: {}.", note.looks_at, note.zones.join(", ")));
    for scope in &note.scope {
        bullet(&mut out, scope);
    }
    if !note.kinds_exempt.is_empty() {
        bullet(&mut out, &format!("off in {}", note.kinds_exempt.join(", ")));
    }
    section(&mut out, "What a house may set");
    let _ = writeln!(out, "  [rules.\"{}\"]", card.id);
    let _ = writeln!(out, "  severity = \"{}\"", severity(card.severity));
    for setting in &note.options {
        let meaning = if setting.meaning.is_empty() { String::new() } else { format!("  # {}", setting.meaning) };
        let _ = writeln!(out, "  {} = {}{meaning}", setting.name, setting.default);
    }
    for (promise, title) in [("fires", "It fires on"), ("quiet", "It is quiet on"), ("misses", "It still misses")] {
        let samples: Vec<_> = note.examples.iter().filter(|sample| sample.promise == promise).collect();
        if !samples.is_empty() {
            section(&mut out, title);
            for sample in samples {
                underlined(&mut out, &sample.text);
            }
        }
    }
    if !card.references.is_empty() {
        section(&mut out, "It rests on");
        for reference in &card.references {
            bullet(&mut out, reference);
        }
    }
    out
}

const WIDTH: usize = 92;

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "\n{title}");
}

fn paragraph(out: &mut String, indent: &str, text: &str) {
    for part in text.split("\n\n") {
        for row in rows(part, WIDTH) {
            let _ = writeln!(out, "{indent}{row}");
        }
    }
}

fn bullet(out: &mut String, text: &str) {
    for (i, row) in rows(text, WIDTH).iter().enumerate() {
        let _ = writeln!(out, "  {} {row}", if i == 0 { "-" } else { " " });
    }
}

fn rows(text: &str, width: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    for word in text.split_whitespace() {
        let row = rows.last_mut().expect("it starts with one row and only grows");
        if !row.is_empty() && row.width() + 1 + word.width() > width {
            rows.push(word.to_owned());
        } else {
            if !row.is_empty() {
                row.push(' ');
            }
            row.push_str(word);
        }
    }
    rows
}

/// An example, with a line of carets under what stands in braces.
fn underlined(out: &mut String, text: &str) {
    // Braces go, and are remembered per character; a doubled one is itself.
    let (mut shown, mut inside) = (Vec::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.next_if_eq(&c).is_some() => shown.push((c, inside)),
            '{' => inside = true,
            '}' => inside = false,
            c if c.is_whitespace() => shown.push((' ', inside)),
            c => shown.push((c, inside)),
        }
    }
    let text: String = shown.iter().map(|(c, _)| c).collect();
    let mut at = 0;
    for (i, row) in rows_as_they_are(&text, WIDTH).into_iter().enumerate() {
        let length = row.chars().count();
        let _ = writeln!(out, "  {} {}", if i == 0 { "-" } else { " " }, row.trim_end());
        let mut carets = String::new();
        for &(c, inside) in &shown[at..at + length] {
            let width = c.to_string().width();
            carets.push_str(&if inside { "^" } else { " " }.repeat(width));
        }
        if carets.contains('^') {
            let _ = writeln!(out, "    {}", carets.trim_end());
        }
        at += length;
    }
}

/// Rows that hold all of the text, each cut after a blank.
fn rows_as_they_are(text: &str, width: usize) -> Vec<&str> {
    let (mut rows, mut start, mut end) = (Vec::new(), 0, 0);
    for word in text.split_inclusive(' ') {
        if end > start && text[start..end + word.len()].trim_end().width() > width {
            rows.push(&text[start..end]);
            start = end;
        }
        end += word.len();
    }
    rows.push(&text[start..]);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_show_what_is_underlined() {
        let mut out = String::new();
        underlined(&mut out, "The été {noted} that 東京 {agreed}.");
        assert_eq!(out, "  - The été noted that 東京 agreed.\n            ^^^^^           ^^^^^^\n");
    }

    #[test]
    fn long_examples_keep_their_underline_in_each_row() {
        let mut out = String::new();
        underlined(&mut out, &format!("{} {{{}}} end", "word ".repeat(17).trim(), "word ".repeat(5).trim()));
        let carets: usize = out.matches('^').count();
        assert_eq!(carets, "word ".repeat(5).trim().len(), "{out}");
        assert!(out.lines().all(|line| line.width() <= WIDTH + 4), "{out}");
    }
}
