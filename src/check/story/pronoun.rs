//! `He said`, and two men were just named.

use super::ledger::{is_copy, join};
use crate::article::{SourceClass, TokenSpan};
use crate::check::{Candidate, Check, Context, Evidence};
use crate::rule::pattern::{Hit, WordClasses};

/// Each speaking pronoun that nobody could resolve and that two people or more may be.
pub(super) fn run(context: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    let article = context.article;
    let window = check.count("window", 2);
    let mut found = Vec::new();
    for said in context.said().filter(|s| s.class == SourceClass::Pronoun && s.source.len() == 1) {
        let at = said.source.start;
        if !matches!(article.word(at as usize).to_ascii_lowercase().as_str(), "he" | "she")
            || context.voice(at as usize) == crate::check::Voice::Quoted
        {
            continue;
        }
        let sentence = article.sentence_of[at as usize] as usize;
        let mut people: Vec<(String, TokenSpan)> = Vec::new();
        let names = context.evidence_in(evidence, "name", sentence.saturating_sub(window)..=sentence);
        for hit in names.take_while(|h| h.whole.start < at) {
            let Some(key) = context.key(hit.marked) else { continue };
            if is_person(context, &hit) && !people.iter().any(|(k, _)| k == key) {
                people.push((key.to_owned(), hit.marked));
            }
        }
        if people.len() < 2 {
            continue;
        }
        let shown: Vec<String> = people.iter().rev().take(3).map(|(k, _)| k.clone()).collect();
        found.push(Candidate {
            found: said.source,
            attribution: Some(said.number),
            facts: vec![("sources", join(&shown, "or"))],
            related: people.iter().rev().take(3).map(|(_, p)| (*p, "could be meant".to_owned())).collect(),
            ..Candidate::default()
        });
    }
    found
}

/// A capitalised run that is likely a person: no place, day or plain first word of a sentence.
fn is_person(context: &Context<'_>, hit: &Hit) -> bool {
    const WITH: &[&str] = &["with", "beside", "and", "against", "between", "by", "told", "met", "asked", "for"];
    let article = context.article;
    let start = hit.marked.start as usize;
    let class = |t: usize| context.plan.bank.classes().of(article.tokens[t].form);
    if !is_copy(article.zone(start))
        || article.scope(start).quoted()
        || hit.marked.range().any(|t| class(t) & (WordClasses::MONTH | WordClasses::DAY) != 0)
    {
        return false;
    }
    if context.key(hit.marked).is_some_and(|key| context.surnames().has(key)) {
        return true;
    }
    let sentence = article.sentence(start).tokens;
    if start == sentence.start as usize {
        // `Reed met`, but not `Talks went`.
        let next = hit.marked.end as usize;
        let does = sentence.holds(next)
            && (class(next) & (WordClasses::PAST | WordClasses::HAVE | WordClasses::BE) != 0
                || article.word(next).ends_with("ed"));
        return does && !article.word(next - 1).ends_with('s');
    }
    let before = article.word(start - 1).to_lowercase();
    WITH.contains(&before.as_str()) || before.ends_with("ed")
}
