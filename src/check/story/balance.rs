//! Who of two parties to a dispute gets the words.

use super::ledger::{Said, count, hit_in};
use crate::article::{SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What one side got.
#[derive(Clone, Default)]
struct Side {
    name: String,
    attributions: usize,
    quoted: usize,
    first: Option<TokenSpan>,
}

/// Compares the sides a house has named, else the two who speak of each other most.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let named = check.list("sides");
    let pair = if named.len() >= 2 { Some(by_names(context, named)) } else { opponents(context, evidence) };
    let Some((mut a, mut b, place)) = pair else { return Vec::new() };
    if (b.quoted, b.attributions) > (a.quoted, a.attributions) {
        std::mem::swap(&mut a, &mut b);
    }
    let ratio = check.count("max-ratio", 4);
    let words = a.quoted >= check.count("min-quoted-words", 60) && a.quoted > ratio * b.quoted;
    let voices = b.attributions == 0
        && a.attributions >= check.count("min-attributions", 5)
        && context.evidence(evidence, "reply").is_empty();
    let Some(found) = a.first.or(place) else { return Vec::new() };
    if !(words || voices) {
        return Vec::new();
    }
    let row = |s: &Side| {
        format!("{} {} and {}", s.name, count(s.attributions, "attribution"), count(s.quoted, "quoted word"))
    };
    let tenths = (a.quoted * 10).checked_div(b.quoted);
    let ratio = tenths.map_or_else(|| "all".to_owned(), |n| format!("{}.{} to 1", n / 10, n % 10));
    vec![Candidate {
        found,
        count: Some(a.quoted as u32),
        facts: vec![
            ("source", a.name.clone()),
            ("other", b.name.clone()),
            ("ratio", ratio),
            ("table", format!("{}; {}", row(&a), row(&b))),
        ],
        related: b.first.or(place).map(|p| (p, row(&b))).into_iter().filter(|(p, _)| *p != found).collect(),
        ..Candidate::default()
    }]
}

type Pair = (Side, Side, Option<TokenSpan>);

/// The first two of the sides that settings name: each a list of names, parted by commas.
fn by_names(context: &Context<'_>, named: &[String]) -> Pair {
    let side = |names: &String| {
        let names: Vec<&str> = names.split(',').map(str::trim).filter(|n| !n.is_empty()).collect();
        let mine: BTreeSet<u32> =
            context.said().filter(|s| names.iter().any(|n| is_of(context, s, n))).map(|s| s.speaker).collect();
        Side { name: names.first().map(|n| capital(n)).unwrap_or_default(), ..tally(context, &mine) }
    };
    (side(&named[0]), side(&named[1]), None)
}

fn is_of(context: &Context<'_>, said: &Said<'_>, name: &str) -> bool {
    let whole = context.article.sources.get(said.speaker as usize).map(|s| s.name.to_lowercase()).unwrap_or_default();
    if name.contains(' ') { whole.contains(name) } else { context.is_called(said, name) }
}

fn capital(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn tally(context: &Context<'_>, speakers: &BTreeSet<u32>) -> Side {
    let mut side = Side::default();
    for said in context.said().filter(|s| speakers.contains(&s.speaker)) {
        side.attributions += 1;
        side.first.get_or_insert(said.source);
    }
    let words = |s: &u32| context.article.sources.get(*s as usize).map_or(0, |s| s.quoted_words as usize);
    side.quoted = speakers.iter().map(words).sum();
    side
}

/// Two named people who speak of each other, or an accuser and the accused.
fn opponents(context: &Context<'_>, evidence: &Evidence) -> Option<Pair> {
    let article = context.article;
    let people = context.surnames();
    let accusations = context.evidence(evidence, "accusation");
    if people.len() == 0 && accusations.is_empty() {
        return None;
    }
    // How often each speaks of the other.
    let mut links: BTreeMap<(u32, u32), (u32, bool)> = BTreeMap::new();
    let mut unheard: Option<(u32, TokenSpan)> = None;
    // Who goes by the name of somebody accused.
    let mut called: FxHashMap<&str, Option<u32>> = FxHashMap::default();
    for said in context.said() {
        let person = said.class == SourceClass::NamedPerson;
        for content in said.attribution.content.iter().filter(|_| person) {
            for at in context.reader.capitals(*content) {
                // Of several people with one surname it is the last to speak.
                if let Some(other) = people.named(article, &article.tokens[at]).map(|named| named.last)
                    && other != said.speaker
                {
                    let pair = (said.speaker.min(other), said.speaker.max(other));
                    links.entry(pair).or_default().0 += 1;
                }
            }
        }
        let sentence = article.sentence(said.source.start as usize).tokens;
        if let Some(hit) = hit_in(accusations, sentence)
            && unheard.is_none()
            && let Some(key) = context.key(hit.marked)
            && !context.is_called(&said, key)
        {
            let find = || {
                // A source goes by the same names each time it speaks.
                let mut asked = vec![false; article.sources.len()];
                let mut is_new = |speaker: u32| !std::mem::replace(&mut asked[speaker as usize], true);
                let mut is_called = |s: &Said<'_>| {
                    is_new(s.speaker) && context.is_named(s.speaker, key) || context.has_word(s.source, key)
                };
                context.said().find(|s| is_called(s)).map(|s| s.speaker)
            };
            match *called.entry(key).or_insert_with(find) {
                Some(other) => {
                    let pair = (said.speaker.min(other), said.speaker.max(other));
                    links.entry(pair).or_default().1 = true;
                }
                None => unheard = Some((said.speaker, hit.marked)),
            }
        }
    }
    let best = links.iter().max_by_key(|(pair, (n, accused))| (*accused, *n, std::cmp::Reverse(**pair)));
    let side = |s: u32| Side { name: context.name(s), ..tally(context, &BTreeSet::from([s])) };
    match (best, unheard) {
        (Some((&(a, b), (n, accused))), _) if *accused || *n >= 2 => Some((side(a), side(b), None)),
        (_, Some((speaker, place))) => {
            let name = crate::check::message::uncapital(&crate::check::message::one_line(article.text(place)));
            Some((side(speaker), Side { name, ..Side::default() }, Some(place)))
        }
        _ => None,
    }
}
