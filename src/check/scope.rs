//! Whose words are these? Turns the scopes of tokens into what a rule does about them. Owns the hard exceptions that go
//! by token: quotation, paraphrase, source phrases, capitalised names.

use super::{Check, Context};
use crate::article::{Frame, Scope, SourceClass, TokenKind, TokenSpan};
use crate::prose::BlockKind;
use crate::rule::schema::Handling;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The paper.
    Narrator,
    /// Somebody, in the paper's words: index into the attributions.
    Paraphrased(u32),
    /// Somebody, in quotation marks.
    Quoted,
}

impl Voice {
    /// Whose words those of a scope are.
    pub const fn of(scope: Scope) -> Self {
        match scope.attribution() {
            _ if scope.quoted() => Self::Quoted,
            Some(a) => Self::Paraphrased(a),
            None => Self::Narrator,
        }
    }
}

impl Context<'_> {
    /// Whose words a token is.
    pub fn voice(&self, token: usize) -> Voice {
        Voice::of(self.article.scope(token))
    }

    /// All of it is the paper's own, and no part names a source.
    pub(super) fn is_own(&self, run: TokenSpan) -> bool {
        run.range()
            .all(|t| self.voice(t) == Voice::Narrator && !self.reader.in_source(t) && !self.article.scope(t).doubtful())
    }

    /// Part of it is a formula that never fires.
    pub(super) fn is_formula(&self, run: TokenSpan) -> bool {
        let from = self.formulas.partition_point(|formula| formula.end <= run.start);
        self.formulas.get(from).is_some_and(|formula| formula.start < run.end)
    }

    /// What the rule does about these words; the most protected one decides.
    pub(super) fn handling(&self, check: &Check, found: TokenSpan) -> Handling {
        let scope = &check.scope;
        let quotes = matches!(self.article.zone(found.start as usize), BlockKind::BlockQuote);
        found
            .range()
            .map(|t| {
                let voice = match self.voice(t) {
                    Voice::Quoted => scope.quoted,
                    Voice::Paraphrased(_) if quotes => scope.quoted,
                    Voice::Paraphrased(a) if self.is_object(a) => scope.object,
                    Voice::Paraphrased(a) => {
                        let document = self.article.attributions.get(a as usize).and_then(|a| self.class(a))
                            == Some(SourceClass::Document);
                        if document { scope.document } else { scope.attributed }
                    }
                    Voice::Narrator => Handling::Same,
                };
                let place = self.article.scope(t);
                let voice =
                    if place.doubtful() && place.attribution().is_none() { voice.max(scope.doubtful) } else { voice };
                if self.reader.in_source(t) { voice.max(scope.source_phrase) } else { voice }
            })
            .max()
            .unwrap_or(Handling::Same)
    }

    /// What is attributed is no statement but what somebody wants, praises or attacks (`condemned the …`),
    /// and nobody states that it is so: the wording is the paper's (S7).
    fn is_object(&self, attribution: u32) -> bool {
        let all = &self.article.attributions;
        // Each step leads to an attribution that is larger.
        std::iter::successors(all.get(attribution as usize), |a| a.outer.and_then(|o| all.get(o as usize)))
            .take(all.len())
            .all(|a| matches!(a.frame, Frame::Noun))
    }

    /// The words are part of a capitalised name or title of several words: all have capitals that their place does not
    /// explain, and so has a neighbour.
    pub(super) fn is_name(&self, found: TokenSpan) -> bool {
        let tokens = &self.article.tokens;
        let sentence = self.article.sentence(found.start as usize).tokens;
        // `War on Women`: small words inside a title have none.
        let small =
            |t: usize| found.start as usize != t && found.end as usize != t + 1 && self.article.word(t).len() <= 3;
        if !found.range().all(|t| tokens[t].capital() || tokens[t].kind != TokenKind::Word || small(t))
            || self.is_title_case(sentence)
        {
            return false;
        }
        let first = (sentence.start..sentence.end)
            .find(|&t| tokens[t as usize].kind == TokenKind::Word)
            .unwrap_or(sentence.start);
        let capital = |t: usize| {
            sentence.holds(t) && tokens[t].kind == TokenKind::Word && tokens[t].capital() && t as u32 != first
        };
        if found.start == first {
            return found.len() > 1 && found.range().skip(1).any(capital);
        }
        found.len() > 1
            || capital(found.end as usize)
            || found.start.checked_sub(1).is_some_and(|t| capital(t as usize))
    }

    /// Most words have capitals, as in some headlines: capitals mean nothing.
    fn is_title_case(&self, sentence: TokenSpan) -> bool {
        let words = sentence.range().map(|t| &self.article.tokens[t]).filter(|t| t.kind == TokenKind::Word);
        let (capitals, all) = words.fold((0, 0), |(c, n), t| (c + usize::from(t.capital()), n + 1));
        all >= 4 && capitals * 10 >= all * 7
    }
}
