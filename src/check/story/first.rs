//! Introductions: the first time a speaker is named, the reader needs the whole name and who that is.

use super::ledger::{is_copy, join, surname};
use crate::article::{Attribution, CueKind, Frame, TokenKind, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};

/// Each person who is named without a given name or without a role.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    let people = context.surnames();
    let mut met = vec![false; people.len()];
    let mut left = people.len();
    let mut found = Vec::new();
    if left == 0 {
        return found;
    }
    for at in context.reader.capitals(TokenSpan::new(0, article.tokens.len())) {
        let Some(named) = people.named(article, &article.tokens[at]) else { continue };
        if met[named.number as usize] || article.scope(at).quoted() || !is_copy(article.zone(at)) {
            continue;
        }
        met[named.number as usize] = true;
        found.extend(introduced(context, check, evidence, named.first, at));
        left -= 1;
        if left == 0 {
            break;
        }
    }
    found
}

/// A capitalised word stands before the surname that is no title of office or courtesy.
fn has_given(context: &Context<'_>, at: usize, first: usize) -> bool {
    const TITLES: &[&str] = &[
        "president",
        "senator",
        "governor",
        "minister",
        "secretary",
        "chairman",
        "chairwoman",
        "mayor",
        "judge",
        "justice",
        "speaker",
        "professor",
        "doctor",
        "chief",
        "officer",
        "captain",
        "general",
        "colonel",
        "sergeant",
        "king",
        "queen",
        "prince",
        "pope",
        "father",
        "sister",
        "sir",
        "dame",
        "lord",
        "lady",
        "miss",
        "detective",
    ];
    let article = context.article;
    let Some(before) = at.checked_sub(1).filter(|&b| b >= first) else { return false };
    let (token, word) = (&article.tokens[before], article.word(before).to_ascii_lowercase());
    token.kind == TokenKind::Word
        && token.capital()
        && !word.ends_with('.')
        && !TITLES.contains(&word.as_str())
        && !matches!(word.as_str(), "mr" | "mrs" | "ms" | "dr" | "but" | "and" | "then" | "so" | "when" | "as")
}

fn introduced(context: &Context<'_>, check: &Check, evidence: &Evidence, speaker: u32, at: usize) -> Option<Candidate> {
    let article = context.article;
    let entry = article.sources.get(speaker as usize)?;
    let famous = check.list("famous");
    if !famous.is_empty() {
        let folded = entry.name.to_lowercase();
        if famous.iter().any(|f| *f == folded || *f == surname(&folded)) {
            return None;
        }
    }
    let sentence = article.sentence_of[at] as usize;
    // The name's words that stand before the surname.
    let mut before = entry.name.strip_suffix(surname(&entry.name)).unwrap_or_default();
    let mut start = at;
    while start > article.sentences[sentence].tokens.start as usize
        && let Some(rest) = before.strip_suffix(' ').and_then(|rest| rest.strip_suffix(article.word(start - 1)))
        && (rest.is_empty() || rest.ends_with(' '))
    {
        start -= 1;
        before = rest;
    }
    // The registry may know no more than the surname.
    let given = start < at || has_given(context, at, article.sentences[sentence].tokens.start as usize);
    let wanted = check.list("require");
    let wants = |what: &str| wanted.is_empty() || wanted.iter().any(|w| w == what);
    if (given || !wants("given")) && (entry.role.is_some() || !wants("role")) {
        return None;
    }
    // `President Obama`, `Pope Francis`: the office is the introduction.
    let reigns =
        at > 0 && matches!(article.word(at - 1), "President" | "Pope" | "King" | "Queen" | "Prince" | "Princess");
    if reigns {
        return None;
    }
    // A capitalised name may be a firm's; a pronoun or a title of courtesy shows a person.
    let is_pronoun = |m: &TokenSpan| {
        m.len() == 1 && ["he", "she", "who"].iter().any(|pronoun| article.text(*m).eq_ignore_ascii_case(pronoun))
    };
    let person = entry.mentions.iter().any(is_pronoun)
        || entry.mentions.iter().any(|m| context.evidence_at(evidence, "person", *m).is_some());
    // A full name anywhere in the copy means that the parser, too, may have missed where it was first given.
    if !person {
        return None;
    }
    let next = article.sentences.get(sentence + 1).map_or(article.sentences[sentence].tokens.end, |s| s.tokens.end);
    let around = TokenSpan { start: article.sentences[sentence].tokens.start, end: next };
    let has_role = || entry.role.is_some() || context.evidence_at(evidence, "role", around).is_some();
    let mut lacks: Vec<String> = Vec::new();
    if !given && wants("given") {
        lacks.push("a given name".to_owned());
    }
    if wants("role") && !has_role() {
        lacks.push("a role".to_owned());
    }
    if lacks.is_empty() {
        return None;
    }
    let bare = entry.attributions > 1
        && !entry.name.contains(' ')
        && !article.tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Clitic);
    let here = TokenSpan::new(start, at + 1);
    let speaks = |a: &Attribution| {
        a.source == Some(here)
            && a.cue_kind == CueKind::Verb
            && matches!(a.frame, Frame::That | Frame::Zero | Frame::Preposed | Frame::Quote)
    };
    let nearby = || &article.attributions[context.cues_in(article.sentences[sentence].tokens)];
    let certain = bare && nearby().iter().any(speaks) && lacks.len() == wanted.len().clamp(1, 2);
    Some(Candidate {
        found: TokenSpan::new(start, at + 1),
        speaker: Some(speaker),
        tier: Some(if certain { "person" } else { "unsure" }),
        facts: vec![("source", context.name(speaker)), ("lacks", join(&lacks, "and"))],
        ..Candidate::default()
    })
}
