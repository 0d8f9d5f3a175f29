//! Attributions by their source: its class, the words of its phrase, and whether anything describes it.

use super::{Candidate, Context, Job};
use crate::article::{Attribution, TokenKind, TokenSpan};
use crate::lexicon::Start;
use crate::rule::pattern::{ListHit, WordClasses};
use crate::rule::schema::{At, CueFilter};

/// Takes each attribution whose source a rule names.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    let article = context.article;
    let mut taken: Vec<usize> = Vec::new();
    let mut found: Vec<Start> = Vec::new();
    for (number, attribution) in article.attributions.iter().enumerate() {
        let Some(phrase) = attribution.source.filter(|p| !p.is_empty()) else { continue };
        taken.clear();
        for at in phrase.range() {
            if context.reader.signs(at) & plan.source_signs == 0 {
                continue;
            }
            found.extend(context.reader.entries(at).filter(|s| !plan.source_lists[s.list.index()].is_empty()));
            for start in found.drain(..) {
                let rules = &plan.source_lists[start.list.index()];
                let end = at + usize::from(start.words);
                if end > phrase.end as usize {
                    continue;
                }
                let entry = Some(ListHit { list: start.list, lemma: start.lemma });
                for &check in rules {
                    let check = usize::from(check);
                    let run = TokenSpan::new(at, end);
                    if on[check] && !taken.contains(&check) && context.names(check, attribution, phrase, Some(run)) {
                        taken.push(check);
                        let Job::Source { underline_match, .. } = plan.checks[check].job else { continue };
                        let found = if underline_match { run } else { phrase };
                        context.admit(Candidate {
                            check,
                            found,
                            entry,
                            attribution: Some(number as u32),
                            ..Candidate::default()
                        });
                    }
                }
            }
        }
        for &check in plan.kinds.sources.iter().filter(|&&check| on[check]) {
            if context.names(check, attribution, phrase, None) {
                context.admit(Candidate {
                    check,
                    found: phrase,
                    attribution: Some(number as u32),
                    ..Candidate::default()
                });
            }
        }
    }
}

impl CueFilter {
    /// Whether the rule looks at this attribution, whose source is of this class.
    pub(super) fn admits(&self, a: &Attribution, class: Option<crate::article::SourceClass>) -> bool {
        (self.frames.is_empty() || self.frames.contains(&a.frame))
            && (self.cues.is_empty() || self.cues.contains(&a.cue_kind))
            && (self.classes.is_empty() || class.is_some_and(|c| self.classes.contains(&c)))
            && class.is_none_or(|c| !self.not_classes.contains(&c))
            && self.passive.admits(a.passive)
            && self.negated.admits(a.negated)
            && self.sourceless.admits(a.source.is_none())
    }
}

impl Context<'_> {
    fn names(&self, check: usize, a: &Attribution, phrase: TokenSpan, entry: Option<TokenSpan>) -> bool {
        let Job::Source { at, bare, filter, .. } = &self.plan.checks[check].job else { return false };
        if !filter.admits(a, self.class(a)) {
            return false;
        }
        let head = a.source_head.unwrap_or(phrase.end - 1) as usize;
        if let Some(run) = entry {
            let in_place = match at {
                At::Head => run.holds(head),
                At::Anywhere => true,
                At::Start => (phrase.start as usize..run.start as usize).all(|t| self.is_light(t)),
            };
            if !in_place {
                return false;
            }
        }
        !bare || self.is_bare(a, phrase, entry, head)
    }

    /// Determiner, quantifier or number.
    fn is_light(&self, token: usize) -> bool {
        let bits = self.plan.bank.classes().of(self.article.tokens[token].form);
        bits & (WordClasses::DET | WordClasses::NUMBER) != 0 || self.article.tokens[token].kind == TokenKind::Number
    }

    /// Nothing says who it is: no name, no phrase or clause after the main word.
    fn is_bare(&self, a: &Attribution, phrase: TokenSpan, entry: Option<TokenSpan>, head: usize) -> bool {
        const DESCRIBES: &[&str] = &[
            "who",
            "whose",
            "which",
            "of",
            "at",
            "in",
            "from",
            "with",
            "close",
            "familiar",
            "inside",
            "within",
            "near",
            "including",
            "such",
            "like",
            "led",
            "briefed",
        ];
        let article = self.article;
        let core_end = entry.map_or(head + 1, |e| (e.end as usize).max(head + 1));
        let inside_entry = |t: usize| entry.is_some_and(|e| e.holds(t));
        let before = (phrase.start as usize..head).all(|t| {
            let token = &article.tokens[t];
            let first = article.sentence(t).tokens.start as usize == t;
            inside_entry(t) || (token.kind == TokenKind::Word && (!token.capital() || first))
        });
        if !before || core_end < phrase.end as usize {
            return false;
        }
        let next = phrase.end as usize;
        let comma = usize::from(next < article.tokens.len() && article.word(next) == ",");
        let describes = |t: usize| {
            t < article.tokens.len()
                && article.sentence_of[t] == article.sentence_of[head]
                && !a.cue.holds(t)
                && DESCRIBES.iter().any(|w| w.eq_ignore_ascii_case(article.word(t)))
        };
        // After a comma only a relative clause or examples describe: "critics, including the union".
        let late = |t: usize| {
            describes(t) && matches!(article.word(t), "who" | "whose" | "which" | "including" | "such" | "like")
        };
        !(describes(next) || (comma == 1 && late(next + 1)))
    }
}
