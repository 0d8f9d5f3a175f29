//! Candidates whose cue is a mark: the colon of a headline or a transcript, the dash before a signature.

use super::{Candidate, Clause};
use crate::article::{CueKind, TokenSpan};
use crate::parse::chunk::{Kind, flag};
use crate::parse::clause::phrase_end;
use crate::parse::grammar::{HeadKind, Slot, feature as f};
use smallvec::smallvec;

/// What a newsroom sets before a colon that hands nothing on: the kicker of a headline (`Exclusive: hall to close`), the label of
/// a note (`Correction: …`).
const LABELS: [&str; 43] = [
    "alert",
    "analysis",
    "blog",
    "bombshell",
    "boom",
    "breaking",
    "caption",
    "clarification",
    "correction",
    "corrections",
    "coverage",
    "credit",
    "exclusive",
    "explainer",
    "feature",
    "flash",
    "gallery",
    "graphic",
    "illustration",
    "image",
    "images",
    "latest",
    "listen",
    "live",
    "note",
    "opinion",
    "photo",
    "photos",
    "picture",
    "pictures",
    "podcast",
    "preview",
    "profile",
    "quiz",
    "recap",
    "related",
    "review",
    "shock",
    "update",
    "updated",
    "video",
    "watch",
    "wow",
];

impl Clause<'_> {
    /// `“…” — Jane Doe`: the last dash.
    pub(super) fn signature(&self, dash: usize, out: &mut Vec<Candidate>) {
        let mut last = self.chunks.len();
        while last > 0 && self.kind(last - 1) == Kind::Stop {
            last -= 1;
        }
        if dash == 0 || dash + 1 >= last || last - dash > 8 || !matches!(self.kind(dash - 1), Kind::Quote(_)) {
            return;
        }
        let name = &self.chunks[dash + 1];
        let verbless = self.chunks[dash + 1..last].iter().all(|c| c.kind != Kind::Verb);
        if name.kind != Kind::Noun || !self.tokens[name.start as usize].capital() || !verbless {
            return;
        }
        out.push(Candidate {
            source: Some(self.run(dash + 1, last - 1)),
            source_head: Some(name.head),
            content: smallvec![self.run(dash - 1, dash - 1)],
            strength: 90,
            ..self.mark(dash)
        });
    }

    /// `Mayor: results mixed`, `LIND: We will see.`: a name or a short noun phrase, the first colon, and the rest.
    pub(super) fn colon(&self, k: usize, out: &mut Vec<Candidate>) {
        if k == 0 || k + 1 >= self.chunks.len() || self.chunks[0].kind != Kind::Noun {
            return;
        }
        let end = phrase_end(self.chunks, 0);
        let bracketed = self.kind(end) == Kind::Open && self.kind(k - 1) == Kind::Close;
        if end != k && !bracketed {
            return;
        }
        if LABELS.iter().any(|label| self.is_word(self.chunks[0].head, label)) {
            return;
        }
        let name = self.chunks[0].is(flag::NAME)
            || self.tokens[self.chunks[0].head as usize].capital() && self.chunks[0].end - self.chunks[0].start <= 4;
        let quote = matches!(self.kind(k + 1), Kind::Quote(_));
        let report = self.bits(self.chunks[0].head) & (f::DOCUMENT | f::ROLE | f::OFFICE | f::INSTITUTION) != 0;
        // `Lyon: Ana Holt, Max Reed`: a list of what is there.
        let list = || {
            let behind = &self.chunks[k + 1..];
            behind.iter().any(|c| c.kind == Kind::Comma) && behind.iter().all(|c| c.kind != Kind::Verb)
        };
        if !(name && (quote || self.headline || k <= 2 && !list()) || quote || report && self.headline) {
            return;
        }
        let stop = self.chunks[self.chunks.len() - 1].end;
        out.push(Candidate {
            source: Some(self.run(0, k - 1)),
            source_head: Some(self.chunks[0].head),
            content: smallvec![TokenSpan { start: self.chunks[k + 1].start, end: stop }],
            strength: if self.headline || quote { 90 } else { 60 },
            ..self.mark(k)
        });
    }

    fn mark(&self, k: usize) -> Candidate {
        Candidate::new(CueKind::Mark, HeadKind::Verb, self.chunks[k].start, self.run(k, k), Slot::Colon)
    }
}
