//! Where content that follows its cue ends: at the comma, dash, conjunction or verb that belongs to the telling and not
//! to what is told (S1 and S3).

use super::Clause;
use crate::parse::chunk::{Chunk, Kind, flag};
use crate::parse::clause::{opens_contact, phrase_end};
use crate::parse::grammar::{Slot, feature as f};

/// What is said or written to be heard or read.
const OCCASIONS: [&str; 22] = [
    "interview",
    "statement",
    "email",
    "e-mail",
    "letter",
    "tweet",
    "speech",
    "post",
    "memo",
    "debate",
    "appearance",
    "conference",
    "call",
    "rally",
    "remarks",
    "essay",
    "op-ed",
    "address",
    "editorial",
    "message",
    "blog",
    "column",
];

impl Clause<'_> {
    /// One past the last token of the content that begins at chunk `from`, of the cue in chunk `cue`.
    pub(super) fn content_end(&self, from: usize, cue: usize, slot: Slot) -> u32 {
        let nominal = !matches!(slot, Slot::That | Slot::Zero | Slot::Quote | Slot::NounThat | Slot::Wh | Slot::Colon);
        let noun_cue = self.kind(cue) == Kind::Noun;
        let (relative, opening) = self.within(cue);
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
                // `citing “the cost of it,” said`, `Citing “the cost of it,” the board said`: the comma inside the marks ends it.
                _ if slot == Slot::Quote
                    && k == from + 1
                    && self.chunks[cue].is(flag::ING)
                    && self.ends_in_comma(from) =>
                {
                    break;
                }
                Kind::Quote(_) => waiting += 1,
                // `backed the plan she wrote`
                Kind::Noun
                    if (nominal || noun_cue)
                        && k > from
                        && opens_contact(self.chunks, k)
                        && self.finite(self.skip(n)) =>
                {
                    waiting += 1;
                }
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
                // `The inn, which the owners say is haunted, reopens`: back to the main clause.
                Kind::Comma if depth == 0 && k > from && relative && self.finite(self.skip(n)) => break,
                // `After the pilot reported smoke, the runway was closed`
                Kind::Comma
                    if depth == 0
                        && k > from
                        && opening
                        && self.kind(self.skip(n)) == Kind::Noun
                        && self.clause_at(self.skip(n)) =>
                {
                    break;
                }
                Kind::Comma if depth == 0 && k > from && self.breaks_at_comma(from, k, cue, slot, nominal) => {
                    break;
                }
                // `criticized the board in a letter`: it says where that was said.
                Kind::Prep if depth == 0 && k > from && nominal && self.occasion(k) => break,
                // `the raid in which adults and children were held`: the verb is the relative clause's.
                Kind::Conj if depth == 0 && k > from && waiting > 0 && nominal && self.kind(n) == Kind::Noun => {}
                Kind::Conj if depth == 0 && k > from && self.breaks_at_conj(from, k, cue, slot, nominal) => {
                    break;
                }
                // `promised a ban if elected`: the condition of what is told.
                Kind::Sub
                    if depth == 0
                        && k > from
                        && nominal
                        && self.is_word(c.start, "if")
                        && self.kind(k - 1) != Kind::Comma =>
                {
                    waiting += 1;
                }
                Kind::Sub if depth == 0 && k > from && nominal && !(slot == Slot::Noun && self.predicate(k)) => break,
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

    /// Whether the cue stands in a relative clause between commas, and whether it stands in a clause that opens the sentence
    /// and is not its main one.
    fn within(&self, cue: usize) -> (bool, bool) {
        // `Asked whether it would move, Marsh said`
        let participle = cue == 0 && self.chunks[0].is(flag::BARE_PARTICIPLE | flag::MAYBE_REDUCED | flag::ING);
        let Some(s) = self.chunks[cue].subject.filter(|s| !s.inverted && !participle) else {
            return (false, participle);
        };
        let first = if s.relative { s.head } else { s.start };
        let at = self.chunks.partition_point(|c| c.start < first);
        let wh = if s.relative { Some(at) } else { at.checked_sub(1).filter(|&k| self.kind(k) == Kind::Wh) };
        let relative = !s.inherited && wh.is_some_and(|k| k > 0 && self.kind(k - 1) == Kind::Comma);
        let opening = !s.inherited && at == 1 && self.kind(0) == Kind::Sub && !self.is_word(self.chunks[0].start, "as");
        (relative, opening)
    }

    pub(super) fn finite(&self, k: usize) -> bool {
        self.kind(k) == Kind::Verb && self.chunks[k].is(flag::FINITE)
    }

    /// `cast Lind as unqualified`, `portrayed her as a liar`: what `as` opens at chunk `k` is no clause.
    fn predicate(&self, k: usize) -> bool {
        if !self.is_word(self.chunks[k].start, "as") {
            return false;
        }
        let n = self.skip(k + 1);
        match self.kind(n) {
            Kind::Adjective | Kind::Quote(_) => true,
            Kind::Verb => !self.chunks[n].is(flag::FINITE),
            Kind::Noun => !self.clause_at(n),
            _ => false,
        }
    }

    /// `in an interview`, `during a speech`: a preposition and an occasion of speaking or writing.
    fn occasion(&self, k: usize) -> bool {
        let at = self.chunks[k].start;
        let object = &self.chunks[(k + 1).min(self.chunks.len() - 1)];
        ["in", "during", "on", "at"].iter().any(|w| self.is_word(at, w))
            && object.kind == Kind::Noun
            && object.is(flag::DETERMINED)
            && OCCASIONS.iter().any(|w| self.is_word(object.head, w))
    }

    /// Whether chunk `k` is a quotation with a comma before its last mark.
    fn ends_in_comma(&self, k: usize) -> bool {
        let c = &self.chunks[k];
        matches!(c.kind, Kind::Quote(_)) && c.end - c.start > 2 && self.is_word(c.end - 2, ",")
    }

    /// An adverbial clause opens here: it is about the telling, not told.
    pub(super) fn adverbial(&self, k: usize) -> bool {
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

    pub(super) fn parenthetical_cue(&self, k: usize) -> bool {
        // `, he said,` / `, Smith added.`
        if self.kind(k) != Kind::Noun {
            return false;
        }
        let end = self.skip(phrase_end(self.chunks, k));
        if self.is_cue(end)
            && self.chunks[end].is(flag::FINITE)
            && !self.chunks[end].is(flag::PASSIVE)
            && self.at_least(end, Slot::That, 40)
            && self.at_least(end, Slot::Preposed, 40)
        {
            return matches!(self.kind(self.skip(end + 1)), Kind::Comma | Kind::Stop | Kind::Prep | Kind::Quote(_));
        }
        false
    }

    pub(super) fn breaks_at_dash(&self, k: usize) -> bool {
        self.parenthetical_cue(k + 1) || self.kind(k + 1) == Kind::Wh
    }

    pub(super) fn breaks_at_comma(&self, from: usize, k: usize, cue: usize, slot: Slot, nominal: bool) -> bool {
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
                if self.infinitive(slot, v) || self.shares_auxiliary(from, n, v) {
                    return false;
                }
                if v.is_surely_finite() {
                    return nominal || v.subject.is_some_and(|s| s.inverted);
                }
                v.subject.is_some_and(|s| s.inverted) || nominal
            }
            Kind::Sub => {
                matches!(self.word(self.chunks[n].start), "while" | "whereas" | "though" | "although")
                    || nominal
                    || self.as_cue(n)
            }
            Kind::Prep if self.is_word(self.chunks[n].start, "including") => false,
            // `The poll showed Lind ahead, with 4 percent undecided`
            Kind::Prep if self.is_word(self.chunks[n].start, "with") && self.opens_with_digits(n + 1) => false,
            Kind::Prep => {
                self.is_word(self.chunks[n].start, "according") || nominal && !self.list_goes_on(k) || self.as_cue(n)
            }
            Kind::Noun => self.parenthetical_cue(n) || nominal && !self.list_goes_on(k),
            Kind::Wh => nominal || self.kind(k.saturating_sub(1)) == Kind::Quote(u32::MAX),
            Kind::Conj => self.breaks_at_conj(from, n, cue, slot, nominal),
            Kind::That => false,
            Kind::Quote(_) => nominal,
            _ => nominal,
        }
    }

    /// Whether chunk `k` opens with a figure.
    fn opens_with_digits(&self, k: usize) -> bool {
        self.chunks.get(k).is_some_and(|c| self.word(c.start).starts_with(|first: char| first.is_ascii_digit()))
    }

    /// `, as he put it`, `, as Smith said`.
    pub(super) fn as_cue(&self, k: usize) -> bool {
        self.is_word(self.chunks[k].start, "as")
            && self.kind(k + 1) == Kind::Noun
            && self.is_cue(self.skip(phrase_end(self.chunks, k + 1)))
    }

    /// Whether the comma at `k` separates items of a list that ends in `and X`.
    pub(super) fn list_goes_on(&self, k: usize) -> bool {
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

    /// `would cut rents and help tenants`: a bare infinitive goes on with the modal or the infinitive before it, back to
    /// chunk `from`.
    fn shares_auxiliary(&self, from: usize, k: usize, verb: &Chunk) -> bool {
        let bare = verb.head == verb.start && self.bits(verb.head) & (f::BASE | f::PAST | f::PRESENT) == f::BASE;
        let last = || (from..k).rev().map(|n| &self.chunks[n]).find(|c| c.kind == Kind::Verb);
        bare && last().is_some_and(|c| c.is(flag::INFINITIVE) || c.start < c.head && self.bits(c.start) & f::MODAL != 0)
    }

    /// Whether a verb tells or takes sides often enough to go back to the speaker.
    fn speaks(&self, k: usize) -> bool {
        self.is_cue(k)
            && (self.at_least(k, Slot::Preposed, 70) && self.at_least(k, Slot::That, 60)
                || self.at_least(k, Slot::Noun, 55)
                || self.at_least(k, Slot::For, 60)
                || self.at_least(k, Slot::NounTo, 60))
    }

    pub(super) fn breaks_at_conj(&self, from: usize, k: usize, cue: usize, cue_slot: Slot, nominal: bool) -> bool {
        let n = self.skip(k + 1);
        // What is told leaves a choice, and telling seldom does.
        if self.is_word(self.chunks[k].start, "or") {
            return false;
        }
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
                if self.infinitive(cue_slot, v) || self.shares_auxiliary(from, k, v) {
                    return false;
                }
                v.is(flag::FINITE) && (nominal || same_tense && self.speaks(n))
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
                        && (self.kind(k.saturating_sub(1)) == Kind::Comma
                            || self.at_least(end, Slot::Preposed, 70) && self.at_least(end, Slot::That, 70))
                    || self.is_word(self.chunks[k].start, "but")
                        && self.chunks[n].start != 0
                        && self.kind(k.saturating_sub(1)) == Kind::Comma
            }
            Kind::Prep => nominal && self.kind(self.skip(n + 1)) == Kind::Noun && self.clause_after(n),
            _ => false,
        }
    }

    /// `to halt the fighting and resume talks`: a bare infinitive goes on with the one before.
    pub(super) fn infinitive(&self, slot: Slot, verb: &Chunk) -> bool {
        matches!(slot, Slot::To | Slot::NounTo)
            && self.bits(verb.head) & f::BASE != 0
            && self.bits(verb.head) & f::PAST == 0
            && verb.head == verb.start
    }

    pub(super) fn clause_after(&self, prep: usize) -> bool {
        let end = self.skip(phrase_end(self.chunks, prep + 1));
        self.kind(end) == Kind::Comma
    }
}
