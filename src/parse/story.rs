//! From candidates to attributions, across sentences: which cues count, quotations that go on without a cue of their
//! own, whose words each token is. Sources are named in `registry`.

use super::cue::Candidate;
use super::grammar::NONE;
use crate::article::{
    Article, Attribution, AttributionKind, CueKind, Frame, Quotation, Runs, Scope, TokenKind, TokenSpan,
};
use crate::prose::BlockKind;
use smallvec::smallvec;
use std::ops::Range;

/// A cue counts from this strength on (percent of its occurrences in that frame that are annotated as attribution).
pub(super) const ACCEPT: u8 = 40;
/// A cue too weak to count leaves what it would hold in doubt from this strength on.
pub(super) const DOUBT: u8 = 10;
/// A quotation shorter than this many words with no cue is left alone: a title, a nickname, scare quotes.
const FRAGMENT: u32 = 4;

/// Makes attributions of those candidates of some sentences that are strong enough. What the weak ones would hold goes to
/// `doubtful`.
pub(super) fn accept(article: &mut Article<'_>, candidates: &mut Vec<Candidate>, doubtful: &mut Vec<TokenSpan>) {
    // Only what is said whole can be an assertion: `continued to grow`, `targeted the camp` hold none.
    let clause = |c: &&Candidate| !matches!(c.frame, Frame::Noun | Frame::To | Frame::Gerund);
    let weak = candidates.iter().filter(|c| (DOUBT..ACCEPT).contains(&c.strength)).filter(clause);
    doubtful.extend(weak.flat_map(|c| &c.content).copied());
    candidates.retain(|c| c.strength != NONE && c.strength >= ACCEPT);
    // Sentence stands behind sentence as it is.
    let sentence = |c: &Candidate| article.sentence_of[c.cue.start as usize];
    for together in candidates.chunk_by_mut(|a, b| sentence(a) == sentence(b)) {
        together.sort_by_key(|c| (c.cue.start, c.cue.end));
    }
    candidates.dedup_by(|b, a| a.cue.overlaps(b.cue));
    for mut c in candidates.drain(..) {
        c.content.retain(|s| !s.is_empty());
        article.attributions.push(Attribution {
            cue: c.cue,
            head: c.head,
            cue_kind: c.kind,
            frame: c.frame,
            passive: c.passive,
            negated: c.negated,
            source: c.source.filter(|s| !s.is_empty()),
            source_head: c.source_head,
            content: c.content,
            kind: AttributionKind::Indirect,
            speaker: None,
            with: Vec::new(),
            outer: None,
            recipient: c.recipient,
        });
    }
}

/// Goes on with what is said across sentences; fills in the quotations' owners and scopes.
pub(super) fn assemble(article: &mut Article<'_>, doubtful: &[TokenSpan]) {
    turns(article);
    hand_on(article);
    take_back(article);
    own_quotations(article);
    go_on(article);
    scopes(article);
    for span in doubtful {
        for s in &mut article.scopes[span.range()] {
            s.doubt();
        }
    }
}

/// S4: in a transcript the speaker's paragraph is the turn, not only its first sentence. The questions of an interview are
/// the paper's own.
fn turns(article: &mut Article<'_>) {
    let interview = article.prose.kind.as_ref().is_some_and(|(kind, _)| kind == "interview");
    let mut all = std::mem::take(&mut article.attributions);
    if interview {
        let asks = |a: &Attribution| a.source.is_some_and(|s| s.len() == 1 && article.text(s) == "Q");
        all.retain(|a| !(is_turn(article, a) && asks(a)));
    }
    for a in &mut all {
        if !is_turn(article, a) {
            continue;
        }
        let block = &article.prose.blocks[article.sentence(a.cue.start as usize).block as usize];
        let end = article.tokens.partition_point(|t| t.span().start < block.span.end);
        if let Some(last) = a.content.last_mut() {
            last.end = last.end.max(end as u32);
        }
    }
    article.attributions = all;
}

/// Whether it is a turn of a transcript: a paragraph that opens with its speaker and a colon.
pub(super) fn is_turn(article: &Article<'_>, a: &Attribution) -> bool {
    let (CueKind::Mark, Some(source)) = (a.cue_kind, a.source) else { return false };
    let block = &article.prose.blocks[article.sentence(source.start as usize).block as usize];
    source.end <= a.cue.start
        && !matches!(block.kind, BlockKind::Headline | BlockKind::Dek)
        && article.tokens[source.start as usize].span().start == block.span.start
}

/// S4: a colon at the end of its paragraph or line hands on the list or the block quotation that follows.
fn hand_on(article: &mut Article<'_>) {
    let mut signed = Vec::new();
    for a in 0..article.attributions.len() {
        let at = article.sentence_of[article.attributions[a].cue.start as usize] as usize;
        let stop = article.sentences[at].tokens.end;
        let open = article.attributions[a].content.last().is_none_or(|c| c.end + 1 >= stop);
        if !open || article.word(stop as usize - 1) != ":" {
            continue;
        }
        let end = items(article, at);
        if end > stop {
            article.attributions[a].content.push(TokenSpan { start: stop, end });
        }
    }
    // `— Anil Bhatt` below a block quotation.
    let quoted = |s: &crate::article::Sentence| article.prose.blocks[s.block as usize].kind == BlockKind::BlockQuote;
    for (at, s) in article.sentences.iter().enumerate().filter(|(at, s)| *at > 0 && quoted(s)) {
        let first = s.tokens.start as usize;
        let name = s.tokens.len() > 1 && s.tokens.len() <= 8 && article.tokens[first + 1].capital();
        if !name || !matches!(article.word(first), "—" | "–" | "―" | "--") {
            continue;
        }
        let from = (0..at).rev().take_while(|&k| quoted(&article.sentences[k])).last();
        if let Some(from) = from {
            let content = TokenSpan { start: article.sentences[from].tokens.start, end: s.tokens.start };
            let cue = TokenSpan::new(first, first + 1);
            let source = TokenSpan { start: cue.end, end: s.tokens.end };
            signed.push(Attribution {
                source: Some(source),
                source_head: Some(source.end - 1),
                content: smallvec![content],
                ..mark(cue)
            });
        }
    }
    if !signed.is_empty() {
        article.attributions.append(&mut signed);
        article.attributions.sort_by_key(|a| a.cue);
    }
}

/// `"The ford is shut." Lind said.`: a tag that is a sentence of its own takes the quotation right before it in its paragraph.
fn take_back(article: &mut Article<'_>) {
    let Article { attributions, quotations, sentences, sentence_of, .. } = article;
    let sentence = |token: u32| &sentences[sentence_of[token as usize] as usize];
    // Both are in order, so the quotations are gone through once.
    let mut quotations = quotations.iter().filter(|q| !q.nested).peekable();
    for a in attributions.iter_mut().filter(|a| a.frame == Frame::Preposed && a.content.is_empty()) {
        let here = sentence(a.cue.start);
        while quotations.next_if(|q| q.tokens.end < here.tokens.start).is_some() {}
        let before = quotations.peek().filter(|q| q.tokens.end == here.tokens.start);
        a.content.extend(before.filter(|q| sentence(q.tokens.start).block == here.block).map(|q| q.tokens));
    }
}

/// One past the last token of the list items, or else the block quotation, behind sentence `at`.
fn items(article: &Article<'_>, at: usize) -> u32 {
    let here = &article.sentences[at];
    let kind = |s: &crate::article::Sentence| article.prose.blocks[s.block as usize].kind;
    let bullet = |s: &crate::article::Sentence| {
        matches!(article.word(s.tokens.start as usize), "-" | "•" | "*" | "–" | "—" | "·")
    };
    let mut last_bullet = false;
    let mut end = here.tokens.end;
    let first = article.sentences.get(at + 1).map(&kind);
    for s in &article.sentences[at + 1..] {
        let goes_on = match first {
            Some(BlockKind::BlockQuote) => kind(s) == BlockKind::BlockQuote,
            Some(BlockKind::List) => kind(s) == BlockKind::List,
            _ => s.block == here.block && (bullet(s) || last_bullet),
        };
        if !goes_on {
            break;
        }
        last_bullet = true;
        end = s.tokens.end;
    }
    end
}

/// An attribution by a mark, with nothing beside it yet.
fn mark(cue: TokenSpan) -> Attribution {
    Attribution {
        cue,
        head: cue.start,
        cue_kind: CueKind::Mark,
        frame: Frame::Colon,
        passive: false,
        negated: false,
        source: None,
        source_head: None,
        content: Runs::new(),
        kind: AttributionKind::Direct,
        speaker: None,
        with: Vec::new(),
        outer: None,
        recipient: None,
    }
}

fn merge(content: &mut Runs) {
    content.dedup_by(|next, last| {
        let joins = next.start <= last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
}

/// Gives each quotation that lies in some attribution's content to the innermost of them. An attribution that has to do
/// with none stays [`AttributionKind::Indirect`].
fn own_quotations(article: &mut Article<'_>) {
    let Article { quotations, attributions, .. } = article;
    let size = |attributions: &[Attribution], a: usize| attributions[a].content.iter().map(|c| c.len()).sum::<usize>();
    for a in 0..attributions.len() {
        for k in 0..attributions[a].content.len() {
            let span = attributions[a].content[k];
            let mut q = quotations.partition_point(|q| q.tokens.start < span.start);
            // A quotation that began in an earlier sentence reaches into this one.
            while q > 0 && quotations[q - 1].tokens.end > span.start {
                q -= 1;
            }
            while let Some(quotation) = quotations.get_mut(q) {
                if quotation.tokens.start >= span.end {
                    break;
                }
                if quotation.tokens.overlaps(span) {
                    attributions[a].kind = AttributionKind::Mixed;
                    let inner = |old: u32| size(attributions, a) < size(attributions, old as usize);
                    if quotation.attribution.is_none_or(inner) {
                        quotation.attribution = Some(a as u32);
                    }
                }
                q += 1;
            }
        }
    }
}

/// S2: quotations without a cue of their own.
fn go_on(article: &mut Article<'_>) {
    let mut speaker: Option<u32> = None; // attribution whose quotation came last
    let mut speaker_block = 0;
    let accepted = article.attributions.len();
    for q in 0..article.quotations.len() {
        let quotation = article.quotations[q];
        if quotation.nested {
            continue;
        }
        let block = article.sentence(quotation.tokens.start as usize).block;
        if let Some(a) = quotation.attribution {
            // The rest of a quotation of several sentences belongs to the same attribution.
            article.attributions[a as usize].content.push(quotation.tokens);
            speaker = Some(a);
            speaker_block = block;
            continue;
        }
        let from_before = quotation.continues.and_then(|b| article.quotations[b as usize].attribution);
        let same_paragraph = speaker
            .filter(|_| speaker_block == block && quotation.words >= FRAGMENT)
            .or_else(|| spoke_before(article, &quotation, accepted));
        let ahead = || next_in_block(article, q, block);
        let lead_in = || introduced(article, quotation.tokens.start, accepted);
        let alone = || {
            let whole = article.prose.blocks[block as usize].span.start
                == article.tokens[quotation.tokens.start as usize].span().start;
            speaker.filter(|_| whole && quotation.words > 2 * FRAGMENT && block == speaker_block + 1)
        };
        let owner = from_before.or(same_paragraph);
        if let Some(a) = owner.or_else(|| if quotation.words >= FRAGMENT { ahead() } else { None }) {
            adopt(article, q, a);
        } else if quotation.words >= FRAGMENT
            && let Some((colon, open, source, head)) = lead_in()
        {
            let at = open.unwrap_or(article.attributions.len() as u32);
            if open.is_none() {
                let cue = TokenSpan { start: colon, end: colon + 1 };
                article.attributions.push(Attribution { source, source_head: head, ..mark(cue) });
            }
            adopt(article, q, at);
        } else if let Some(a) = alone() {
            adopt(article, q, a);
        } else {
            continue;
        }
        speaker = article.quotations[q].attribution;
        speaker_block = block;
    }
    // Attributions made for lead-ins stand at the end, and a cue before a colon that led to no quotation has no content:
    // put the others in order of their cues again.
    let all = &mut article.attributions;
    let mut order = Vec::with_capacity(all.len());
    let mut empty: Vec<u32> = Vec::new();
    for (a, attribution) in (0..).zip(all.iter()) {
        if attribution.content.is_empty() { &mut empty } else { &mut order }.push(a);
    }
    // Which puts together what is in order already.
    order.sort_by_key(|&a| all[a as usize].cue);
    empty.sort_by_key(|&a| all[a as usize].cue);
    order.append(&mut empty);
    let mut place = vec![0; order.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    // In place, for a long story has a great many.
    let mut to = place.clone();
    for at in 0..to.len() {
        while to[at] as usize != at {
            let next = to[at] as usize;
            all.swap(at, next);
            to.swap(at, next);
        }
    }
    all.truncate(all.partition_point(|a| !a.content.is_empty()));
    for q in &mut article.quotations {
        q.attribution = q.attribution.map(|a| place[a as usize]);
    }
}

/// `Lind said the hall would close. "We have no choice."`: a quotation that opens its sentence right after one in which
/// somebody speaks, with no cue of its own.
fn spoke_before(article: &Article<'_>, quotation: &Quotation, accepted: usize) -> Option<u32> {
    const WORDS: u32 = 5;
    let start = quotation.tokens.start;
    let at = article.sentence_of[start as usize] as usize;
    let (before, here) = (article.sentences.get(at.checked_sub(1)?)?, &article.sentences[at]);
    let whole = here.tokens.end == quotation.tokens.end;
    if quotation.words < WORDS && !whole || before.block != here.block || here.tokens.start != start {
        return None;
    }
    // Lead-ins found on the way stand at the end, out of order; all before them are in order of their cues.
    let ordered = &article.attributions[..accepted];
    let from = ordered.partition_point(|a| a.cue.start < before.tokens.start);
    let own = ordered[from..].iter().take_while(|a| a.cue.start < here.tokens.end).any(|a| here.tokens.overlaps(a.cue));
    let mut speeches = ordered[from..].iter().enumerate().take_while(|(_, a)| a.cue.start < before.tokens.end);
    let speech = |a: &Attribution| {
        a.cue_kind == CueKind::Verb
            && !a.passive
            && matches!(a.frame, Frame::Preposed | Frame::That | Frame::Zero | Frame::Quote)
    };
    let found = speeches.find(|(_, a)| speech(a) && a.source.is_some()).map(|(k, _)| (from + k) as u32);
    found.filter(|_| !own)
}

fn adopt(article: &mut Article<'_>, q: usize, a: u32) {
    let tokens = article.quotations[q].tokens;
    article.quotations[q].attribution = Some(a);
    article.attributions[a as usize].kind = AttributionKind::Mixed;
    article.attributions[a as usize].content.push(tokens);
}

/// `"A." "B," she said.`: the next quotation of the paragraph that has an owner, with no other text between.
fn next_in_block(article: &Article<'_>, q: usize, block: u32) -> Option<u32> {
    let next = article.quotations[q + 1..].iter().find(|n| !n.nested)?;
    let gap = next.tokens.start.saturating_sub(article.quotations[q].tokens.end);
    (article.sentence(next.tokens.start as usize).block == block && gap == 0).then_some(next.attribution).flatten()
}

/// A colon right before the quotation, or at the end of the paragraph before: the colon, the attribution whose cue waits
/// for what follows it, or else who speaks. The first `accepted` attributions are in order, and so are those added since.
#[allow(clippy::type_complexity)] // Colon, attribution, source, head of the source: used once, right above.
fn introduced(
    article: &Article<'_>,
    start: u32,
    accepted: usize,
) -> Option<(u32, Option<u32>, Option<TokenSpan>, Option<u32>)> {
    let colon = start.checked_sub(1)?;
    if article.word(colon as usize) != ":" {
        return None;
    }
    let sentence = article.sentence(colon as usize);
    let all = &article.attributions;
    let (known, added) = all.split_at(accepted);
    let within = |all: &[Attribution]| {
        let before = |token: u32| all.partition_point(|a| a.cue.start < token);
        before(sentence.tokens.start)..before(sentence.tokens.end)
    };
    let here = within(known).chain(within(added).map(|a| a + accepted));
    let open = here.clone().rfind(|&a| all[a].content.is_empty()).map(|a| a as u32);
    let last = here.map(|a| &all[a]).rfind(|a| a.source.is_some());
    let (source, head) = last.map_or_else(|| signed(article, colon), |a| (a.source, a.source_head));
    Some((colon, open, source, head))
}

/// `Rents are rising - Jan Holt: "…"`: capitalised words right before the colon, where nobody else speaks in the sentence.
fn signed(article: &Article<'_>, colon: u32) -> (Option<TokenSpan>, Option<u32>) {
    let floor = article.sentence(colon as usize).tokens.start;
    let name = |k: u32| {
        let t = &article.tokens[k as usize];
        t.kind == TokenKind::Word && (t.capital() || k + 1 < colon && article.word(k as usize) == "and")
    };
    let from = (floor..colon).rev().take_while(|&k| name(k)).last();
    match from.filter(|&k| article.tokens[k as usize].capital()) {
        Some(from) if colon - from <= 8 => (Some(TokenSpan { start: from, end: colon }), Some(colon - 1)),
        _ => (None, None),
    }
}

fn kind_of(article: &Article<'_>, content: &[TokenSpan]) -> AttributionKind {
    let (mut inside, mut outside) = (false, false);
    for span in content {
        let mut q = article.quotations.partition_point(|q| q.tokens.start < span.start);
        while q > 0 && article.quotations[q - 1].tokens.end > span.start {
            q -= 1;
        }
        let mut end = span.start;
        let words = |from: u32, to: u32| {
            article.tokens[from as usize..to as usize]
                .iter()
                .any(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        };
        for quotation in &article.quotations[q..] {
            if quotation.tokens.start >= span.end {
                break;
            }
            if quotation.nested || quotation.tokens.end <= end {
                continue;
            }
            let (from, to) = (quotation.tokens.start.max(end), quotation.tokens.end.min(span.end));
            outside |= words(end, from);
            inside |= words(from, to);
            end = to;
        }
        outside |= words(end, span.end.max(end));
    }
    match (inside, outside) {
        (false, _) => AttributionKind::Indirect,
        (_, false) => AttributionKind::Direct,
        _ => AttributionKind::Mixed,
    }
}

/// Settles what each attribution holds and how that is given, whose words each token is, and which attribution stands in
/// which.
fn scopes(article: &mut Article<'_>) {
    let mut scopes = vec![Scope::default(); article.tokens.len()];
    for q in &article.quotations {
        for s in &mut scopes[q.tokens.range()] {
            s.quote();
        }
    }
    let mut order = Vec::with_capacity(article.attributions.len());
    let mut reaches = Vec::with_capacity(article.attributions.len());
    for a in 0..article.attributions.len() {
        let attribution = &article.attributions[a];
        let turn = is_turn(article, attribution);
        let kind = match attribution.kind {
            _ if turn => AttributionKind::Direct,
            // No quotation has to do with it.
            AttributionKind::Indirect => AttributionKind::Indirect,
            _ => kind_of(article, &attribution.content),
        };
        let attribution = &mut article.attributions[a];
        attribution.kind = kind;
        attribution.content.sort_unstable();
        merge(&mut attribution.content);
        if turn {
            // An answer in a transcript is given word for word.
            for s in attribution.content.iter().flat_map(|c| c.range()) {
                scopes[s].quote();
            }
        }
        let size: usize = attribution.content.iter().map(|c| c.len()).sum();
        // Size and place as one number, quicker to sort by than two.
        order.push(u64::from(u32::MAX - size as u32) << 32 | a as u64);
        reaches.push(reach(attribution));
    }
    for bunch in apart(reaches) {
        let order = &mut order[bunch];
        order.sort_unstable();
        for a in order.iter().map(|key| *key as u32 as usize) {
            // Filled from the largest to the smallest, so what is there when an attribution's turn comes is what it stands in.
            let head = article.attributions[a].cue.start as usize;
            article.attributions[a].outer = scopes[head].attribution();
            for span in &article.attributions[a].content {
                for s in &mut scopes[span.range()] {
                    s.put_within(a as u32);
                }
            }
        }
    }
    article.scopes = scopes;
}

/// From the first to the last token that an attribution has to do with, its source left out. Its content is in order.
fn reach(a: &Attribution) -> TokenSpan {
    let start = a.content.first().map_or(a.cue.start, |c| c.start.min(a.cue.start));
    let end = a.content.last().map_or(a.cue.end, |c| c.end.max(a.cue.end));
    TokenSpan { start, end }
}

/// Bunches of runs of which none has to do with another: all that one holds stands before all that the next does.
fn apart(mut runs: Vec<TokenSpan>) -> impl Iterator<Item = Range<usize>> {
    // Where the first begins of each and those behind it.
    for k in (1..runs.len()).rev() {
        runs[k - 1].start = runs[k - 1].start.min(runs[k].start);
    }
    let mut next = 0;
    std::iter::from_fn(move || {
        let from = next;
        let mut end = runs.get(from)?.end;
        next += 1;
        while let Some(run) = runs.get(next).filter(|run| run.start < end) {
            end = end.max(run.end);
            next += 1;
        }
        Some(from..next)
    })
}
