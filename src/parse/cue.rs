//! Cues with their sources and contents, sentence by sentence: verbs, nouns and adjectives of the cue lexicon, and the
//! prepositional cues. Owns the content scope rules inside a sentence (S1 to S6 of the scope rules in `parse/mod.rs`).
//! What goes on from one sentence to the next is `story`'s.

use super::chunk::{Chunk, Kind, Subject, flag};
use super::clause::phrase_end;
use super::grammar::{Grammar, HeadKind, NONE, Slot, feature as f};
use super::tag::{Tag, Tagged};
use crate::article::{CueKind, Frame, Token, TokenSpan};

/// A possible attribution, before it is decided whether its cue is strong enough.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) kind: CueKind,
    pub(super) head_kind: HeadKind,
    pub(super) head: u32,
    pub(super) cue: TokenSpan,
    pub(super) slot: Slot,
    pub(super) frame: Frame,
    pub(super) source: Option<TokenSpan>,
    pub(super) source_head: Option<u32>,
    pub(super) content: Vec<TokenSpan>,
    pub(super) recipient: Option<TokenSpan>,
    pub(super) passive: bool,
    pub(super) negated: bool,
    /// What tells a cue from a plain verb besides word and slot: bits of [`trait_`].
    pub(super) traits: u32,
    /// Subject of a passive, for calibration.
    pub(super) subject: Option<TokenSpan>,
    /// Strength in percent by the cue lexicon; [`NONE`] if it has no entry for this slot.
    pub(super) strength: u8,
}

/// One sentence, ready to be searched for cues.
pub(super) struct Clause<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    /// Tags of the tokens from `first`.
    pub(super) tags: &'a [Tagged],
    pub(super) first: u32,
    pub(super) end: u32,
    pub(super) chunks: &'a [Chunk],
    pub(super) grammar: &'a Grammar,
    pub(super) headline: bool,
}

/// What stands to the right of a cue.
struct Right {
    slot: Slot,
    /// Chunk the content begins with.
    from: usize,
    recipient: Option<TokenSpan>,
}

impl Clause<'_> {
    fn word(&self, token: u32) -> &str {
        &self.text[self.tokens[token as usize].span.range()]
    }

    fn is_word(&self, token: u32, word: &str) -> bool {
        self.word(token).eq_ignore_ascii_case(word)
    }

    pub(super) fn bits(&self, token: u32) -> u64 {
        self.tags[(token - self.first) as usize].bits
    }

    fn strength(&self, kind: HeadKind, token: u32, slot: Slot) -> u8 {
        self.grammar.strengths(kind, self.tokens[token as usize].form).map_or(NONE, |s| s[slot as usize])
    }

    fn is_cue(&self, i: usize) -> bool {
        self.chunks.get(i).is_some_and(|c| c.kind == Kind::Verb && self.bits(c.head) & f::CUE != 0)
    }

    fn at_least(&self, i: usize, slot: Slot, percent: u8) -> bool {
        let s = self.strength(HeadKind::Verb, self.chunks[i].head, slot);
        s != NONE && s >= percent
    }

    /// Every candidate of the sentence, in order of their cues.
    pub(super) fn candidates(&self, out: &mut Vec<Candidate>) {
        let first = out.len();
        for i in 0..self.chunks.len() {
            match self.chunks[i].kind {
                Kind::Verb => self.verb(i, out),
                Kind::Noun => self.noun(i, out),
                Kind::Adjective => self.adjective(i, out),
                _ => {}
            }
            if matches!(
                self.chunks[i].kind,
                Kind::Verb | Kind::Prep | Kind::Other | Kind::Adverb | Kind::Noun | Kind::Sub
            ) {
                self.phrase(i, out);
            }
        }
        self.colon(out);
        self.signature(out);
        for c in &mut out[first..] {
            c.traits = self.traits(c);
        }
    }

    // ---- what follows a cue ---------------------------------------------------------------------------------------

    fn skip(&self, mut k: usize) -> usize {
        while let Some(c) = self.chunks.get(k) {
            match c.kind {
                Kind::Adverb | Kind::Time => k += 1,
                Kind::Open => match (k..self.chunks.len().min(k + 12)).find(|&n| self.chunks[n].kind == Kind::Close) {
                    Some(n) => k = n + 1,
                    None => break,
                },
                _ => break,
            }
        }
        k
    }

    fn kind(&self, k: usize) -> Kind {
        self.chunks.get(k).map_or(Kind::Stop, |c| c.kind)
    }

    fn run(&self, from: usize, to: usize) -> TokenSpan {
        TokenSpan { start: self.chunks[from].start, end: self.chunks[to].end }
    }

    fn slot_of_preposition(&self, k: usize) -> Slot {
        let word = self.word(self.chunks[k].start);
        match word {
            "for" => Slot::For,
            "on" | "upon" => Slot::On,
            "of" => Slot::Of,
            "about" | "regarding" => Slot::About,
            "with" => Slot::With,
            "against" => Slot::Against,
            "at" => Slot::At,
            "in" | "into" => Slot::In,
            "as" | "like" => Slot::As,
            "to" => Slot::Toward,
            _ => Slot::Other,
        }
    }

    /// Whether a clause with a finite verb of its own begins at chunk `k` (a noun phrase).
    fn clause_at(&self, k: usize) -> bool {
        let mut end = phrase_end(self.chunks, k);
        for _ in 0..6 {
            end = self.skip(end);
            match self.kind(end) {
                Kind::Verb if self.chunks[end].is(flag::FINITE) => return true,
                Kind::Verb if self.chunks[end].is(flag::BARE_PARTICIPLE) => {
                    end = phrase_end(self.chunks, end);
                    if self.kind(end) == Kind::Noun {
                        end = phrase_end(self.chunks, end);
                    }
                }
                Kind::Conj if self.kind(end + 1) == Kind::Noun => end = phrase_end(self.chunks, end + 1),
                Kind::Comma if self.kind(end + 1) == Kind::Noun => end = phrase_end(self.chunks, end + 1),
                Kind::Comma if self.kind(end + 1) == Kind::Verb => end += 1,
                Kind::Wh => {
                    // `the bridge that fell is …`: past the relative clause's verb and its object.
                    let Some(v) = (end..self.chunks.len().min(end + 4)).find(|&n| self.kind(n) == Kind::Verb) else {
                        return false;
                    };
                    end = self.skip(v + 1);
                    if self.kind(end) == Kind::Prep {
                        end += 1;
                    }
                    if self.kind(end) == Kind::Noun {
                        end = phrase_end(self.chunks, end);
                    }
                }
                _ => return false,
            }
        }
        false
    }

    fn right(&self, i: usize) -> Right {
        let plain = |slot, from| Right { slot, from, recipient: None };
        let mut k = self.skip(i + 1);
        // `is believed by inspectors to have failed`: the agent stands between.
        if self.chunks[i].is(flag::PASSIVE | flag::BARE_PARTICIPLE)
            && self.kind(k) == Kind::Prep
            && self.is_word(self.chunks[k].start, "by")
            && self.kind(k + 1) == Kind::Noun
        {
            k = self.skip(phrase_end(self.chunks, k + 1));
            let infinitive = self.kind(k) == Kind::Verb && self.chunks[k].is(flag::INFINITIVE);
            if !infinitive && !matches!(self.kind(k), Kind::That | Kind::Quote(_)) {
                return plain(Slot::Preposed, k);
            }
        }
        // A subject behind the verb is passed over.
        if let Some(s) = self.chunks[i].subject
            && s.inverted
        {
            k = self.chunks.iter().position(|c| c.start >= s.end).unwrap_or(self.chunks.len());
            k = self.skip(k);
            return match self.kind(k) {
                Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => plain(Slot::Other, k + 1),
                Kind::Colon => plain(Slot::Colon, k + 1),
                _ => plain(Slot::Other, k),
            };
        }
        for _ in 0..4 {
            match self.kind(k) {
                Kind::That => return plain(Slot::That, k),
                Kind::Quote(_) => return plain(Slot::Quote, k),
                Kind::Wh => return plain(Slot::Wh, k),
                Kind::Sub if ["if", "whether", "as"].iter().any(|w| self.is_word(self.chunks[k].start, w)) => {
                    return plain(Slot::Wh, k);
                }
                Kind::Colon => return plain(Slot::Colon, k + 1),
                Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => return plain(Slot::To, k),
                Kind::Verb if self.chunks[k].is(flag::ING) => return plain(Slot::Gerund, k),
                Kind::Verb if self.chunks[k].is(flag::FINITE) && self.kind(i + 1) != Kind::Verb => {
                    return plain(Slot::Other, k);
                }
                Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => return plain(Slot::Quote, k + 1),
                Kind::Noun => {
                    let end = self.skip(phrase_end(self.chunks, k));
                    let recipient = || Some(self.run(k, phrase_end(self.chunks, k) - 1));
                    if !self.chunks[k].is(flag::OBJECT) && self.clause_at(k) {
                        return plain(Slot::Zero, k);
                    }
                    return match self.kind(end) {
                        Kind::That | Kind::Wh if self.kind(end) == Kind::That || !self.relative_wh(end) => {
                            Right { slot: Slot::NounThat, from: end, recipient: recipient() }
                        }
                        // `said the slope "was measured in a week"`: the clause goes on inside the marks.
                        Kind::Quote(_) if !self.takes_recipient(i) && self.at_least(i, Slot::That, 60) => {
                            plain(Slot::Zero, k)
                        }
                        Kind::Verb if self.chunks[end].is(flag::INFINITIVE) => {
                            Right { slot: Slot::NounTo, from: k, recipient: recipient() }
                        }
                        Kind::Comma if matches!(self.kind(end + 1), Kind::Quote(_)) && self.takes_recipient(i) => {
                            Right { slot: Slot::NounThat, from: end + 1, recipient: recipient() }
                        }
                        Kind::Quote(_) | Kind::Colon if self.takes_recipient(i) => Right {
                            slot: Slot::NounThat,
                            from: if self.kind(end) == Kind::Colon { end + 1 } else { end },
                            recipient: recipient(),
                        },
                        Kind::Noun if self.takes_recipient(i) && self.clause_at(end) => {
                            Right { slot: Slot::NounThat, from: end, recipient: recipient() }
                        }
                        Kind::Comma | Kind::Stop | Kind::Verb if self.takes_recipient(i) => {
                            Right { slot: Slot::Noun, from: k, recipient: recipient() }
                        }
                        _ => plain(Slot::Noun, k),
                    };
                }
                Kind::Prep => {
                    // `said in a statement that …`, `said on Monday she …`: an adverbial; else the object of the cue.
                    let object = self.skip(k + 1);
                    if self.kind(object) == Kind::Noun {
                        let end = self.skip(phrase_end(self.chunks, object));
                        let speech = self.at_least(i, Slot::That, 60);
                        match self.kind(end) {
                            Kind::That => return plain(Slot::That, end),
                            Kind::Quote(_) if speech => return plain(Slot::Quote, end),
                            Kind::Colon => return plain(Slot::Colon, end + 1),
                            Kind::Comma if matches!(self.kind(end + 1), Kind::Quote(_)) && speech => {
                                return plain(Slot::Quote, end + 1);
                            }
                            Kind::Noun if speech && self.clause_at(end) => return plain(Slot::Zero, end),
                            _ => {}
                        }
                        if speech && matches!(self.kind(end), Kind::Stop | Kind::Comma) {
                            return plain(Slot::Other, end);
                        }
                        return plain(self.slot_of_preposition(k), object);
                    }
                    if matches!(self.kind(object), Kind::Quote(_) | Kind::Verb | Kind::Wh | Kind::That) {
                        return plain(self.slot_of_preposition(k), object);
                    }
                    return plain(Slot::Other, k);
                }
                // A particle: `pointed out that`, `made clear that`.
                Kind::Adjective => k = self.skip(k + 1),
                Kind::Comma if matches!(self.kind(k + 1), Kind::Adverb | Kind::Time) => return plain(Slot::Other, k),
                _ => return plain(Slot::Other, k),
            }
        }
        plain(Slot::Other, k)
    }

    fn relative_wh(&self, k: usize) -> bool {
        let word = self.word(self.chunks[k].start);
        matches!(word, "who" | "which" | "that" | "whose" | "whom" | "where" | "when")
    }

    fn takes_recipient(&self, i: usize) -> bool {
        self.bits(self.chunks[i].head) & f::RECIPIENT != 0
    }

    // ---- where content ends ---------------------------------------------------------------------------------------

    /// One past the last token of the content that begins at chunk `from`, of the cue in chunk `cue`.
    fn content_end(&self, from: usize, cue: usize, slot: Slot) -> u32 {
        let nominal = !matches!(slot, Slot::That | Slot::Zero | Slot::Quote | Slot::NounThat | Slot::Wh | Slot::Colon);
        let noun_cue = self.kind(cue) == Kind::Noun;
        let mut last = from;
        let mut depth = 0usize;
        // Clauses inside a noun phrase or infinitive that still wait for their verb: a finite verb beyond them is the main
        // clause's (`the endorsement of Lind is no help`).
        let mut waiting = 0usize;
        let mut k = from;
        while k < self.chunks.len() {
            let c = &self.chunks[k];
            let n = k + 1;
            match c.kind {
                Kind::Open => depth += 1,
                Kind::Close => {
                    if depth == 0 {
                        break;
                    }
                    depth -= 1;
                }
                Kind::Semi if depth == 0 => break,
                Kind::Wh | Kind::That | Kind::Sub
                    if (nominal || noun_cue) && !(k > from && depth == 0 && self.adverbial(k)) =>
                {
                    waiting += 1;
                }
                Kind::Quote(_) => waiting += 1,
                Kind::Verb
                    if (nominal || noun_cue)
                        && c.is(flag::FINITE)
                        && depth == 0
                        && k > from
                        && (!c.is(flag::MAYBE_REDUCED) || self.kind(k - 1) == Kind::Verb)
                        && !self.infinitive(slot, c) =>
                {
                    if waiting == 0 {
                        break;
                    }
                    waiting -= 1;
                    if self.is_cue(k) {
                        waiting += 1;
                    }
                }
                Kind::Verb if (nominal || noun_cue) && self.is_cue(k) => waiting += 1,
                Kind::Dash if depth == 0 && k > from && self.breaks_at_dash(k) => {
                    break;
                }
                Kind::Comma if depth == 0 && k > from && self.breaks_at_comma(k, cue, slot, nominal) => {
                    break;
                }
                Kind::Conj if depth == 0 && k > from && self.breaks_at_conj(k, cue, slot, nominal) => {
                    break;
                }
                Kind::Sub if depth == 0 && k > from && nominal => break,
                // `…, according to X`; but `that according to X …` is inside.
                Kind::Prep | Kind::Verb
                    if depth == 0
                        && self.is_word(c.start, "according")
                        && self.chunks[from..k]
                            .iter()
                            .any(|c| c.kind == Kind::Verb || matches!(c.kind, Kind::Quote(_))) =>
                {
                    break;
                }
                Kind::Stop
                    if (n >= self.chunks.len()
                        || self.chunks[n..]
                            .iter()
                            .all(|c| !matches!(c.kind, Kind::Noun | Kind::Verb | Kind::Quote(_)))) =>
                {
                    break;
                }
                _ => {}
            }
            last = k;
            k += 1;
        }
        self.chunks[last].end
    }

    /// An adverbial clause opens here: it is about the telling, not told.
    fn adverbial(&self, k: usize) -> bool {
        self.kind(k) == Kind::Sub
            && matches!(
                self.word(self.chunks[k].start),
                "while"
                    | "whereas"
                    | "though"
                    | "although"
                    | "because"
                    | "as"
                    | "when"
                    | "after"
                    | "if"
                    | "since"
                    | "before"
                    | "until"
            )
    }

    fn parenthetical_cue(&self, k: usize) -> bool {
        // `, he said,` / `, Smith added.`
        if self.kind(k) != Kind::Noun {
            return false;
        }
        let end = self.skip(phrase_end(self.chunks, k));
        if self.is_cue(end) && self.chunks[end].is(flag::FINITE) && self.at_least(end, Slot::That, 40) {
            return matches!(self.kind(self.skip(end + 1)), Kind::Comma | Kind::Stop | Kind::Prep | Kind::Quote(_));
        }
        false
    }

    fn breaks_at_dash(&self, k: usize) -> bool {
        self.parenthetical_cue(k + 1) || self.kind(k + 1) == Kind::Wh
    }

    fn breaks_at_comma(&self, k: usize, cue: usize, slot: Slot, nominal: bool) -> bool {
        let n = self.skip(k + 1);
        match self.kind(n) {
            Kind::Verb => {
                let v = &self.chunks[n];
                if self.is_word(v.start, "according") || self.is_word(v.start, "including") {
                    return self.is_word(v.start, "according");
                }
                if v.is(flag::ING) {
                    return nominal
                        || self.is_cue(n) && (self.at_least(n, Slot::That, 50) || self.at_least(n, Slot::Noun, 50));
                }
                if self.infinitive(slot, v) {
                    return false;
                }
                if v.is(flag::FINITE) && !v.is(flag::MAYBE_REDUCED) {
                    return nominal || v.subject.is_some_and(|s| s.inverted);
                }
                v.subject.is_some_and(|s| s.inverted) || nominal
            }
            Kind::Sub => {
                matches!(self.word(self.chunks[n].start), "while" | "whereas" | "though" | "although")
                    || nominal
                    || self.as_cue(n)
            }
            Kind::Prep => {
                self.is_word(self.chunks[n].start, "according") || nominal && !self.list_goes_on(k) || self.as_cue(n)
            }
            Kind::Noun => self.parenthetical_cue(n) || nominal && !self.list_goes_on(k),
            Kind::Wh => nominal || self.kind(k.saturating_sub(1)) == Kind::Quote(u32::MAX),
            Kind::Conj => self.breaks_at_conj(n, cue, slot, nominal),
            Kind::That => false,
            Kind::Quote(_) => nominal,
            _ => nominal,
        }
    }

    /// `, as he put it`, `, as Smith said`.
    fn as_cue(&self, k: usize) -> bool {
        self.is_word(self.chunks[k].start, "as")
            && self.kind(k + 1) == Kind::Noun
            && self.is_cue(self.skip(phrase_end(self.chunks, k + 1)))
    }

    /// Whether the comma at `k` separates items of a list that ends in `and X`.
    fn list_goes_on(&self, k: usize) -> bool {
        let mut k = k;
        for _ in 0..8 {
            if self.kind(k) == Kind::Conj {
                return true;
            }
            if self.kind(k) != Kind::Comma || self.kind(k + 1) != Kind::Noun && self.kind(k + 1) != Kind::Conj {
                return false;
            }
            k = if self.kind(k + 1) == Kind::Conj { k + 1 } else { phrase_end(self.chunks, k + 1) };
        }
        false
    }

    fn breaks_at_conj(&self, k: usize, cue: usize, cue_slot: Slot, nominal: bool) -> bool {
        let n = self.skip(k + 1);
        match self.kind(n) {
            Kind::Verb => {
                let v = &self.chunks[n];
                if v.is(flag::INFINITIVE) {
                    return false;
                }
                if v.is(flag::ING) {
                    return self.is_cue(n) && self.chunks[cue].is(flag::ING);
                }
                // `said the plan had failed and called for …`: back to the speaker's own verb.
                let same_tense =
                    self.bits(v.head) & (f::PAST | f::PRESENT | f::BASE) & self.bits(self.chunks[cue].head) != 0;
                if self.infinitive(cue_slot, v) {
                    return false;
                }
                nominal && v.is(flag::FINITE) || self.is_cue(n) && same_tense && v.is(flag::FINITE)
            }
            Kind::Noun => {
                let end = self.skip(phrase_end(self.chunks, n));
                let finite = self.kind(end) == Kind::Verb && self.chunks[end].is(flag::FINITE);
                if !finite {
                    return false;
                }
                // A new clause with a cue of its own, or any new clause after a noun phrase.
                nominal
                    || self.is_cue(end)
                        && (self.at_least(end, Slot::That, 50) || self.at_least(end, Slot::Zero, 50))
                        && matches!(self.chunks[k.saturating_sub(1)].kind, Kind::Comma)
                    || self.is_word(self.chunks[k].start, "but")
                        && self.chunks[n].start != 0
                        && self.kind(k.saturating_sub(1)) == Kind::Comma
            }
            Kind::Prep => nominal && self.kind(self.skip(n + 1)) == Kind::Noun && self.clause_after(n),
            _ => false,
        }
    }

    /// `to halt the fighting and resume talks`: a bare infinitive goes on with the one before.
    fn infinitive(&self, slot: Slot, verb: &Chunk) -> bool {
        matches!(slot, Slot::To | Slot::NounTo)
            && self.bits(verb.head) & f::BASE != 0
            && self.bits(verb.head) & f::PAST == 0
            && verb.head == verb.start
    }

    fn clause_after(&self, prep: usize) -> bool {
        let end = self.skip(phrase_end(self.chunks, prep + 1));
        self.kind(end) == Kind::Comma
    }

    // ---- content before the cue -----------------------------------------------------------------------------------

    /// Content that stands before `edge` (the first chunk of the source or of an inverted cue), if the clause there
    /// ends with a comma or a quotation right before it.
    fn preposed(&self, edge: usize) -> Option<(usize, usize)> {
        let last = edge.checked_sub(1)?;
        let end = match self.kind(last) {
            Kind::Comma | Kind::Dash => last.checked_sub(1)?,
            Kind::Quote(_) => last,
            Kind::Stop => {
                // `"Why?" she asked` keeps its mark inside; `Why? she asked` does not.
                last.checked_sub(1)?
            }
            _ => return None,
        };
        let mut start = end;
        while start > 0 {
            match self.kind(start - 1) {
                Kind::Semi => break,
                Kind::Stop if !matches!(self.kind(start), Kind::Stop) => break,
                _ => start -= 1,
            }
        }
        let solid = self.chunks[start..=end]
            .iter()
            .any(|c| matches!(c.kind, Kind::Quote(_)) || c.kind == Kind::Verb && c.is(flag::FINITE));
        if !solid {
            return None;
        }
        // `But "…," he said`: the conjunction is the paper's.
        if start < end && matches!(self.kind(start), Kind::Conj) {
            start += 1;
        }
        Some((start, end))
    }

    // ---- heads ----------------------------------------------------------------------------------------------------

    /// Whether the sentence ends with a question mark.
    pub(super) fn is_question(&self) -> bool {
        self.end > self.first && self.word(self.end - 1) == "?"
    }

    fn source_of(s: Option<Subject>) -> (Option<TokenSpan>, Option<u32>) {
        s.map_or((None, None), |s| (Some(TokenSpan { start: s.start, end: s.end }), Some(s.head)))
    }

    fn verb(&self, i: usize, out: &mut Vec<Candidate>) {
        let verb = &self.chunks[i];
        if verb.is(flag::COPULA) || self.is_word(verb.head, "according") {
            return;
        }
        let head_kind = if verb.is(flag::PASSIVE | flag::BARE_PARTICIPLE) { HeadKind::Passive } else { HeadKind::Verb };
        let passive = head_kind == HeadKind::Passive;
        let mut right = self.right(i);
        let source = verb.subject;
        let mut content = Vec::new();
        let edge = match source {
            Some(s) if s.inverted => i,
            Some(s) if !s.inherited && !s.relative => {
                self.chunks[..i].iter().position(|c| c.start >= s.start).unwrap_or(i)
            }
            _ => i,
        };
        let left = if verb.is(flag::FINITE) && !passive { self.preposed(edge) } else { None };
        let inverted = source.is_some_and(|s| s.inverted);
        let speech =
            self.at_least(i, Slot::Preposed, 40) || self.strength(HeadKind::Verb, verb.head, Slot::Preposed) == NONE;
        let mut slot = right.slot;
        let weak_right = matches!(right.slot, Slot::Other | Slot::At | Slot::In | Slot::On | Slot::About | Slot::With)
            || right.slot == Slot::Colon && inverted;
        let quote_left = left.is_some_and(|(_, e)| matches!(self.kind(e), Kind::Quote(_)));
        let ends = |slot: Slot| match slot {
            Slot::Noun => self.at_least(i, Slot::Preposed, 40) && (quote_left || right.recipient.is_some()),
            Slot::Quote => true,
            Slot::Zero => quote_left && self.at_least(i, Slot::Preposed, 70) && inverted,
            _ => false,
        };
        if let Some((from, to)) = left
            && speech
            && source.is_some()
            && (weak_right || inverted || ends(right.slot))
        {
            slot = Slot::Preposed;
            content.push(self.run(from, to));
            // `"…," she said, "…"`: the split quotation goes on.
            if matches!(self.kind(right.from), Kind::Quote(_)) {
                let end = self.content_end(right.from, i, Slot::Quote);
                content.push(TokenSpan { start: self.chunks[right.from].start, end });
            }
        } else if passive && slot == Slot::Preposed {
            // `The plan was condemned by traders`: what it is about is the content; nothing else is.
        } else if let Some(around) = self.around(i, edge, &right) {
            slot = Slot::Preposed;
            content = around;
        } else if slot == Slot::Other || right.from >= self.chunks.len() {
            return;
        } else {
            if inverted {
                return;
            }
            let mut from = right.from;
            if slot == Slot::Noun || slot == Slot::NounTo {
                right.recipient = right.recipient.filter(|_| self.takes_recipient(i));
                from = right.from;
            }
            let end = self.content_end(from, i, slot);
            content.push(TokenSpan { start: self.chunks[from].start, end });
        }
        let (mut span, mut source_head) = Self::source_of(source);
        let mut subject = None;
        if passive {
            // The subject of a passive is not the speaker; `by X` is.
            let holder = self.strength(HeadKind::Passive, verb.head, Slot::Subject);
            subject = span;
            // `Voters are convinced that`: what a passive of the mind is about is the one who thinks.
            if !(holder != NONE && holder >= 50 && span.is_some()) {
                (span, source_head) = self.by_phrase(i, right.from);
                // `Lind is expected to announce …`: whoever is to act is part of what is expected.
                let about = matches!(slot, Slot::To | Slot::Of | Slot::As | Slot::Gerund | Slot::Preposed | Slot::For);
                let named = |s: &TokenSpan| {
                    self.bits(s.start) & f::WH == 0 && !self.is_word(s.start, "it") && !self.is_word(s.start, "there")
                };
                if about
                    && verb.is(flag::PASSIVE)
                    && let Some(subject) = subject.filter(|s| named(s) && s.end <= verb.start)
                {
                    content.insert(0, subject);
                }
            }
        }
        if content.is_empty() {
            return;
        }
        let frame = match slot {
            Slot::That | Slot::NounThat => Frame::That,
            Slot::Zero => Frame::Zero,
            Slot::Quote => Frame::Quote,
            Slot::To | Slot::NounTo => Frame::To,
            Slot::Wh => Frame::Wh,
            Slot::Gerund => Frame::Gerund,
            Slot::Colon => Frame::Colon,
            Slot::Preposed => Frame::Preposed,
            _ => Frame::Noun,
        };
        out.push(Candidate {
            kind: CueKind::Verb,
            head_kind,
            head: verb.head,
            cue: TokenSpan { start: verb.start, end: verb.end },
            slot,
            frame,
            source: span,
            source_head,
            content,
            recipient: right.recipient,
            passive,
            negated: verb.is(flag::NEGATED),
            traits: 0,
            subject,
            strength: self.strength(head_kind, verb.head, slot),
        });
    }

    /// Whether what stands at chunk `k`, behind `, he said,`, belongs to what he said.
    fn goes_on(&self, k: usize) -> bool {
        match self.kind(k) {
            Kind::Noun => !self.parenthetical_cue(k),
            Kind::Prep => !self.is_word(self.chunks[k].start, "according"),
            Kind::Verb => self.chunks[k].is(flag::FINITE | flag::INFINITIVE) && !self.is_cue(k),
            Kind::That | Kind::Adjective => true,
            Kind::Sub => !matches!(self.word(self.chunks[k].start), "while" | "whereas" | "though" | "although"),
            _ => false,
        }
    }

    /// `The plan, he said, had failed`; `As Lind noted, the plan had failed`: a tag between commas, with content on both
    /// sides or on one. `edge` is the first chunk of the source.
    fn around(&self, i: usize, edge: usize, right: &Right) -> Option<Vec<TokenSpan>> {
        let verb = &self.chunks[i];
        if !verb.is(flag::FINITE) || verb.is(flag::PASSIVE) || !self.at_least(i, Slot::Preposed, 45) {
            return None;
        }
        let inverted = verb.subject.is_some_and(|s| s.inverted);
        let own = verb.subject.is_some_and(|s| !s.inherited && !s.relative);
        if !own || !matches!(right.slot, Slot::Other | Slot::In | Slot::On | Slot::At | Slot::Quote) && !inverted {
            return None;
        }
        let mut first = edge;
        let as_tag = first > 0
            && self.is_word(self.chunks[first - 1].start, "as")
            && matches!(self.kind(first - 1), Kind::Prep | Kind::Sub);
        if as_tag {
            first -= 1;
        }
        let mut comma = right.from;
        while comma < self.chunks.len() && !matches!(self.kind(comma), Kind::Comma | Kind::Stop | Kind::Quote(_)) {
            if !matches!(self.kind(comma), Kind::Noun | Kind::Prep | Kind::Time | Kind::Adverb) {
                return None;
            }
            comma += 1;
        }
        let before = first.checked_sub(1).filter(|&k| self.kind(k) == Kind::Comma).and_then(|k| k.checked_sub(1));
        let mut content = Vec::new();
        if let Some(last) = before {
            let mut from = last;
            while from > 0 && !matches!(self.kind(from - 1), Kind::Semi | Kind::Stop) {
                from -= 1;
            }
            if !matches!(self.kind(from), Kind::Conj | Kind::Sub | Kind::Adverb) || from < last {
                content.push(self.run(from, last));
            }
        }
        let next = match self.kind(comma) {
            Kind::Comma => comma + 1,
            _ => comma,
        };
        let on = self.kind(comma) == Kind::Comma && (self.goes_on(next) || matches!(self.kind(next), Kind::Quote(_)));
        if on {
            let end = self.content_end(next, i, Slot::Zero);
            content.push(TokenSpan { start: self.chunks[next].start, end });
        }
        let enclosed = before.is_some() && on || as_tag && !content.is_empty() && (on || before.is_some());
        enclosed.then_some(content)
    }

    fn by_phrase(&self, i: usize, before: usize) -> (Option<TokenSpan>, Option<u32>) {
        for k in i + 1..self.chunks.len().min(i + 5).min(before.max(i + 2)) {
            if self.chunks[k].kind == Kind::Prep
                && self.is_word(self.chunks[k].start, "by")
                && self.kind(k + 1) == Kind::Noun
            {
                let end = phrase_end(self.chunks, k + 1);
                return (Some(self.run(k + 1, end - 1)), Some(self.chunks[k + 1].head));
            }
            if matches!(self.chunks[k].kind, Kind::Comma | Kind::That | Kind::Stop) {
                break;
            }
        }
        (None, None)
    }

    fn noun(&self, i: usize, out: &mut Vec<Candidate>) {
        let np = &self.chunks[i];
        if self.bits(np.head) & f::CUE == 0
            || self.grammar.strengths(HeadKind::Noun, self.tokens[np.head as usize].form).is_none()
        {
            return;
        }
        // `said in a statement`: the statement is part of that cue.
        if i >= 2
            && self.kind(i - 1) == Kind::Prep
            && (i.saturating_sub(4)..i).any(|v| self.is_cue(v) && self.at_least(v, Slot::That, 60))
        {
            return;
        }
        let mut k = self.skip(i + 1);
        let mut source = None;
        // Possessor inside the phrase: `Clinton's claim`, `his claim`.
        let inside = &self.tags[(np.start - self.first) as usize..(np.head - self.first) as usize];
        if let Some(at) = inside.iter().rposition(|t| t.tag == Tag::Clitic || t.tag == Tag::Poss) {
            let end = np.start + at as u32 + u32::from(inside[at].tag == Tag::Poss);
            source =
                Some((TokenSpan { start: np.start, end: end.max(np.start + 1) }, end.saturating_sub(1).max(np.start)));
        }
        // `calls by rights groups for`, `a statement from the ministry that`.
        if source.is_none()
            && self.kind(k) == Kind::Prep
            && ["by", "from"].iter().any(|w| self.is_word(self.chunks[k].start, w))
            && self.kind(k + 1) == Kind::Noun
        {
            source = Some((
                TokenSpan { start: self.chunks[k + 1].start, end: self.chunks[k + 1].end },
                self.chunks[k + 1].head,
            ));
            k = self.skip(k + 2);
        }
        let (slot, from) = match self.kind(k) {
            Kind::That => (Slot::That, k),
            Kind::Wh if !self.relative_wh(k) => (Slot::Wh, k),
            Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => (Slot::To, k),
            Kind::Prep if matches!(self.kind(k + 1), Kind::Noun | Kind::Verb | Kind::Quote(_) | Kind::Wh) => {
                (self.slot_of_preposition(k), k + 1)
            }
            Kind::Colon => (Slot::Colon, k + 1),
            Kind::Comma if matches!(self.kind(k + 1), Kind::Quote(_)) => (Slot::Quote, k + 1),
            // `calls by X, that demand …`
            Kind::Comma
                if source.is_some()
                    && matches!(self.kind(k + 1), Kind::That | Kind::Wh)
                    && self.is_cue(self.skip(k + 2)) =>
            {
                (Slot::That, self.skip(k + 2) + 1)
            }
            _ => return,
        };
        if from >= self.chunks.len() {
            return;
        }
        // The subject of the verb it is the object of: `has support for`, `made the claim that`.
        if source.is_none()
            && i > 0
            && let Some(v) = (i.saturating_sub(2)..i).rev().find(|&v| self.chunks[v].kind == Kind::Verb)
            && !self.chunks[v].is(flag::PASSIVE)
            && let Some(s) = self.chunks[v].subject
            && !s.inverted
        {
            source = Some((TokenSpan { start: s.start, end: s.end }, s.head));
        }
        // A noun before a preposition signals nothing unless somebody holds it: `support for`, but `a line of`.
        if source.is_none() && !matches!(slot, Slot::That | Slot::To | Slot::Wh | Slot::Colon | Slot::Quote) {
            return;
        }
        let end = self.content_end(from, i, slot);
        out.push(Candidate {
            kind: CueKind::NounCue,
            head_kind: HeadKind::Noun,
            head: np.head,
            cue: TokenSpan { start: np.head, end: np.end },
            slot,
            frame: match slot {
                Slot::That => Frame::That,
                Slot::To => Frame::To,
                Slot::Wh => Frame::Wh,
                Slot::Colon => Frame::Colon,
                Slot::Quote => Frame::Quote,
                _ => Frame::Noun,
            },
            source: source.map(|s| s.0),
            source_head: source.map(|s| s.1),
            content: vec![TokenSpan { start: self.chunks[from].start, end }],
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: self.strength(HeadKind::Noun, np.head, slot),
        });
    }

    /// `is confident that`, `are skeptical of`.
    fn adjective(&self, i: usize, out: &mut Vec<Candidate>) {
        let adjective = &self.chunks[i];
        let v = (i.saturating_sub(3)..i).rev().find(|&v| self.chunks[v].kind == Kind::Verb);
        let Some(v) = v.filter(|_| {
            self.grammar.strengths(HeadKind::Adjective, self.tokens[adjective.head as usize].form).is_some()
        }) else {
            return;
        };
        let k = self.skip(i + 1);
        let (slot, from) = match self.kind(k) {
            Kind::That => (Slot::That, k),
            Kind::Wh => (Slot::Wh, k),
            Kind::Verb if self.chunks[k].is(flag::INFINITIVE) => (Slot::To, k),
            Kind::Prep if matches!(self.kind(k + 1), Kind::Noun | Kind::Verb | Kind::Quote(_) | Kind::Wh) => {
                (self.slot_of_preposition(k), k + 1)
            }
            Kind::Noun if self.clause_at(k) => (Slot::Zero, k),
            _ => return,
        };
        let (source, source_head) = Self::source_of(self.chunks[v].subject);
        let end = self.content_end(from, v, slot);
        out.push(Candidate {
            kind: CueKind::Verb,
            head_kind: HeadKind::Adjective,
            head: adjective.head,
            cue: TokenSpan { start: self.chunks[v].start, end: adjective.end },
            slot,
            frame: match slot {
                Slot::That => Frame::That,
                Slot::Zero => Frame::Zero,
                Slot::To => Frame::To,
                Slot::Wh => Frame::Wh,
                _ => Frame::Noun,
            },
            source,
            source_head,
            content: vec![TokenSpan { start: self.chunks[from].start, end }],
            recipient: None,
            passive: false,
            negated: self.chunks[v].is(flag::NEGATED),
            traits: 0,
            subject: None,
            strength: self.strength(HeadKind::Adjective, adjective.head, slot),
        });
    }

    /// `according to X`, `in the words of X`, `as X put it`.
    fn phrase(&self, i: usize, out: &mut Vec<Candidate>) {
        let c = &self.chunks[i];
        let at = |k: u32, word: &str| c.start + k < self.end && self.is_word(c.start + k, word);
        let mut cue_end;
        if at(0, "according") && at(1, "to") {
            cue_end = c.start + 2;
        } else if c.kind == Kind::Prep && at(0, "in") && self.kind(i + 1) == Kind::Noun && self.possessed_view(i + 1) {
            self.view(i, out);
            return;
        } else if at(0, "in")
            && at(1, "the")
            && (at(2, "words") || at(2, "view") || at(2, "opinion") || at(2, "eyes"))
            && at(3, "of")
        {
            cue_end = c.start + 4;
        } else {
            return;
        }
        let Some(s) = self.chunks.iter().position(|k| k.start >= cue_end) else { return };
        if self.kind(s) != Kind::Noun && !matches!(self.kind(s), Kind::Quote(_)) {
            return;
        }
        cue_end = self.chunks[s].start.min(cue_end);
        let mut end = phrase_end(self.chunks, s);
        // Past an appositive, a participle (`released Monday`) or a relative clause up to the comma or the end.
        while end < self.chunks.len()
            && !matches!(
                self.kind(end),
                Kind::Comma | Kind::Stop | Kind::Semi | Kind::Quote(_) | Kind::Dash | Kind::Conj | Kind::Sub
            )
        {
            end += 1;
        }
        // `According to Teague, who follows the sector, any deal …`
        if self.kind(end) == Kind::Comma && self.kind(end + 1) == Kind::Wh {
            let ceiling = self.chunks.len().min(end + 20);
            end = (end + 1..ceiling).find(|&k| matches!(self.kind(k), Kind::Comma | Kind::Stop)).unwrap_or(ceiling);
        }
        let source = self.run(s, end - 1);
        let mut content = Vec::new();
        let before_comma = i.checked_sub(1).filter(|&k| self.kind(k) == Kind::Comma);
        if let Some(last) = before_comma.map_or(i.checked_sub(1), |k| k.checked_sub(1)) {
            let mut from = last;
            while from > 0 && !matches!(self.kind(from - 1), Kind::Semi | Kind::Stop) {
                from -= 1;
            }
            let opener = matches!(self.kind(from), Kind::Conj | Kind::That | Kind::Adverb | Kind::Sub) && from == last;
            if !opener && self.kind(last) != Kind::That {
                content.push(self.run(from, last));
            }
        }
        let rest = if self.kind(end) == Kind::Comma { end + 1 } else { end };
        if rest < self.chunks.len()
            && (content.is_empty() || self.kind(end) == Kind::Comma)
            && matches!(
                self.kind(rest),
                Kind::Noun
                    | Kind::Prep
                    | Kind::Quote(_)
                    | Kind::Adverb
                    | Kind::Time
                    | Kind::Sub
                    | Kind::Verb
                    | Kind::Adjective
            )
        {
            let goes_on =
                content.is_empty() || self.chunks[rest].kind == Kind::Verb && self.chunks[rest].is(flag::FINITE);
            if goes_on {
                let stop = self.content_end(rest, i, Slot::Zero);
                content.push(TokenSpan { start: self.chunks[rest].start, end: stop });
            }
        }
        if content.is_empty() {
            return;
        }
        out.push(Candidate {
            kind: CueKind::Phrase,
            head_kind: HeadKind::Verb,
            head: c.start,
            cue: TokenSpan { start: c.start, end: cue_end },
            slot: Slot::Other,
            frame: Frame::Phrase,
            source: Some(source),
            source_head: Some(self.chunks[s].head),
            content,
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: 100,
        });
    }

    /// `Lind's view`, `his words`: a noun phrase that says in whose eyes.
    fn possessed_view(&self, k: usize) -> bool {
        let c = &self.chunks[k];
        let head =
            ["view", "words", "opinion", "eyes", "telling", "account", "view"].iter().any(|w| self.is_word(c.head, w));
        let inside = &self.tags[(c.start - self.first) as usize..(c.head - self.first) as usize];
        head && inside.iter().any(|t| matches!(t.tag, Tag::Clitic | Tag::Poss))
    }

    /// `In Lind's view, …`, `…, in his words, …`
    fn view(&self, i: usize, out: &mut Vec<Candidate>) {
        let c = &self.chunks[i + 1];
        let inside = &self.tags[(c.start - self.first) as usize..(c.head - self.first) as usize];
        let owner = inside.iter().rposition(|t| matches!(t.tag, Tag::Clitic | Tag::Poss)).unwrap_or(0) as u32;
        let poss = inside.get(owner as usize).is_some_and(|t| t.tag == Tag::Poss);
        let source = TokenSpan { start: c.start, end: (c.start + owner + u32::from(poss)).max(c.start + 1) };
        let mut content = Vec::new();
        if i >= 2 && self.kind(i - 1) == Kind::Comma {
            let mut from = i - 2;
            while from > 0 && !matches!(self.kind(from - 1), Kind::Semi | Kind::Stop) {
                from -= 1;
            }
            content.push(self.run(from, i - 2));
        }
        let next = if self.kind(i + 2) == Kind::Comma { i + 3 } else { i + 2 };
        if next < self.chunks.len()
            && self.kind(next) != Kind::Stop
            && (content.is_empty() || self.kind(i + 2) == Kind::Comma)
        {
            let end = self.content_end(next, i, Slot::Zero);
            content.push(TokenSpan { start: self.chunks[next].start, end });
        }
        if content.is_empty() {
            return;
        }
        out.push(Candidate {
            kind: CueKind::Phrase,
            head_kind: HeadKind::Verb,
            head: c.head,
            cue: TokenSpan { start: self.chunks[i].start, end: c.end },
            slot: Slot::Other,
            frame: Frame::Phrase,
            source: Some(source),
            source_head: Some(source.end - 1),
            content,
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: 80,
        });
    }

    /// `“…” — Jane Doe`
    fn signature(&self, out: &mut Vec<Candidate>) {
        let mut last = self.chunks.len();
        while last > 0 && self.kind(last - 1) == Kind::Stop {
            last -= 1;
        }
        let Some(dash) = (0..last).rev().find(|&k| self.kind(k) == Kind::Dash) else { return };
        if dash == 0 || dash + 1 >= last || last - dash > 8 || !matches!(self.kind(dash - 1), Kind::Quote(_)) {
            return;
        }
        let name = &self.chunks[dash + 1];
        let verbless = self.chunks[dash + 1..last].iter().all(|c| c.kind != Kind::Verb);
        if name.kind != Kind::Noun || !self.tokens[name.start as usize].capital || !verbless {
            return;
        }
        let cue = self.chunks[dash];
        out.push(Candidate {
            kind: CueKind::Mark,
            head_kind: HeadKind::Verb,
            head: cue.start,
            cue: TokenSpan { start: cue.start, end: cue.end },
            slot: Slot::Colon,
            frame: Frame::Colon,
            source: Some(self.run(dash + 1, last - 1)),
            source_head: Some(name.head),
            content: vec![self.run(dash - 1, dash - 1)],
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: 90,
        });
    }

    /// `Mayor: results mixed`, `LIND: We will see.`: a name or a short noun phrase, a colon, and the rest.
    fn colon(&self, out: &mut Vec<Candidate>) {
        let Some(k) = self.chunks.iter().position(|c| c.kind == Kind::Colon) else { return };
        if k == 0 || k + 1 >= self.chunks.len() || self.chunks[0].kind != Kind::Noun {
            return;
        }
        let end = phrase_end(self.chunks, 0);
        let bracketed = self.kind(end) == Kind::Open && self.kind(k - 1) == Kind::Close;
        if end != k && !bracketed {
            return;
        }
        let name = self.chunks[0].is(flag::NAME)
            || self.tokens[self.chunks[0].head as usize].capital && self.chunks[0].end - self.chunks[0].start <= 4;
        let quote = matches!(self.kind(k + 1), Kind::Quote(_));
        let report = self.bits(self.chunks[0].head) & (f::DOCUMENT | f::ROLE | f::OFFICE | f::INSTITUTION) != 0;
        if !(name && (quote || self.headline || k <= 2) || quote || report && self.headline) {
            return;
        }
        let colon = self.chunks[k];
        let stop = self.chunks[self.chunks.len() - 1].end;
        out.push(Candidate {
            kind: CueKind::Mark,
            head_kind: HeadKind::Verb,
            head: colon.start,
            cue: TokenSpan { start: colon.start, end: colon.end },
            slot: Slot::Colon,
            frame: Frame::Colon,
            source: Some(self.run(0, k - 1)),
            source_head: Some(self.chunks[0].head),
            content: vec![TokenSpan { start: self.chunks[k + 1].start, end: stop }],
            recipient: None,
            passive: false,
            negated: false,
            traits: 0,
            subject: None,
            strength: if self.headline || quote { 90 } else { 60 },
        });
    }
}
