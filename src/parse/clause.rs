//! Who each verb group is about: subjects before the verb, behind it (`said Smith`), across appositives and relative
//! clauses, and inherited in coordination (`X said … and added …`). Works on the chunks of one sentence, left to right.

use super::chunk::{Chunk, Kind, Subject, flag};
use super::grammar::{Grammar, HeadKind, NONE, Slot, feature as f};
use crate::article::{Token, TokenKind};

/// How far a subject may stand from its verb, in chunks. Keeps work linear on hostile text.
pub(super) const REACH: usize = 24;

/// Fills in [`Chunk::subject`] for every verb group of a sentence.
pub(super) fn subjects(chunks: &mut [Chunk], tokens: &[Token], grammar: &Grammar) {
    for i in 0..chunks.len() {
        if chunks[i].kind == Kind::Verb {
            perfect(chunks, i, tokens, grammar);
            chunks[i].subject = subject(chunks, i, tokens, grammar);
        }
    }
}

/// `who's called the vote a farce`, `he's said that`: the clitic is `has` where an object follows, and the group is no passive.
fn perfect(chunks: &mut [Chunk], i: usize, tokens: &[Token], grammar: &Grammar) {
    let verb = &chunks[i];
    let clitic = verb.is(flag::PASSIVE) && tokens[verb.start as usize].kind == TokenKind::Clitic;
    let someone = i > 0 && grammar.has(tokens[chunks[i - 1].head as usize].form, f::SINGULAR_PRONOUN | f::WH);
    if !clitic || !someone {
        return;
    }
    if matches!(chunks.get(i + 1).map(|c| c.kind), Some(Kind::That | Kind::Noun)) {
        chunks[i].flags &= !flag::PASSIVE;
    }
}

/// From the noun chunk `j`, the whole phrase to its left: `the head of the agency in Lyon`. Returns the first chunk.
pub(super) fn phrase_start(chunks: &[Chunk], j: usize) -> usize {
    let mut a = j;
    let floor = j.saturating_sub(REACH);
    while a >= floor + 2
        && chunks[a - 1].kind == Kind::Prep
        && chunks[a - 2].kind == Kind::Noun
        && !chunks[a - 2].is(flag::PRONOUN)
    {
        a -= 2;
    }
    a
}

/// `The crowd cheered when the mayor rose and said …`: the subject of the verb before goes on. `He said the attacks had
/// helped and added …`: a cue goes back to the speaker, not into what was said. `conj` is the conjunction.
fn chained(chunks: &[Chunk], i: usize, conj: usize, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    let is_cue = |k: usize| grammar.has(tokens[chunks[k].head as usize].form, f::CUE);
    let floor = i.saturating_sub(REACH * 2);
    let mark = |k: usize| matches!(chunks[k].kind, Kind::Comma | Kind::Dash);
    let separated = mark(conj) || conj > 0 && mark(conj - 1);
    let mut k = aside(chunks, conj);
    while k > floor {
        k -= 1;
        let Some(s) = chunks[k].subject.filter(|_| chunks[k].kind == Kind::Verb && chunks[k].is(flag::FINITE)) else {
            continue;
        };
        // A comma closes the relative clause.
        if s.relative && separated {
            continue;
        }
        // `backed the men who came and said`: the object of a cue speaks less often than its subject.
        let object = chunks.partition_point(|c| c.start < s.start).checked_sub(1);
        if s.relative && is_cue(i) && object.is_some_and(|v| chunks[v].kind == Kind::Verb && is_cue(v)) {
            continue;
        }
        if is_cue(i)
            && let Some(cue) = complement_of(chunks, s, tokens, grammar)
            && cue < k
            && (tells(&chunks[i], tokens, grammar)
                || chunks[cue..k].iter().take_while(|c| c.start < s.start).all(|c| c.kind != Kind::Wh))
        {
            k = cue + 1;
            continue;
        }
        return Some(Subject { inherited: true, inverted: false, ..s });
    }
    inherited(chunks, i, is_cue(i), tokens, grammar)
}

/// How often the verb is a cue where it stands behind what was said, in percent; 0 where the lexicon says nothing.
fn preposed(verb: &Chunk, tokens: &[Token], grammar: &Grammar) -> u8 {
    let strengths = grammar.strengths(HeadKind::Verb, tokens[verb.head as usize].form);
    strengths.map(|s| s[Slot::Preposed as usize]).filter(|preposed| *preposed != NONE).unwrap_or_default()
}

/// Whether the verb is one of those that stand behind what was said: `said`, `added`.
fn tells(verb: &Chunk, tokens: &[Token], grammar: &Grammar) -> bool {
    preposed(verb, tokens, grammar) >= 70
}

/// Whether its speaker may well stand behind the verb where that tells what was said: `“No,” replied the mayor`.
fn inverts(verb: &Chunk, tokens: &[Token], grammar: &Grammar) -> bool {
    preposed(verb, tokens, grammar) >= 30
}

/// The verb whose that-clause, question or plain clause the subject opens: `said the attacks had helped`, `told Lind the
/// attacks had helped`, `asked why it had failed`.
fn complement_of(chunks: &[Chunk], s: Subject, tokens: &[Token], grammar: &Grammar) -> Option<usize> {
    if s.relative {
        return None;
    }
    let has = |k: usize, bits: u64| grammar.has(tokens[chunks[k].head as usize].form, bits);
    let first = chunks.partition_point(|c| c.start < s.start);
    let before = (0..first).rev().find(|&k| !matches!(chunks[k].kind, Kind::Adverb | Kind::Time))?;
    let verb = || (before.saturating_sub(5)..before).rev().find(|&k| chunks[k].kind == Kind::Verb);
    match chunks[before].kind {
        Kind::Verb => Some(before).filter(|&k| has(k, f::CUE)),
        Kind::Noun => phrase_start(chunks, before)
            .checked_sub(1)
            .filter(|&k| chunks[k].kind == Kind::Verb && has(k, f::RECIPIENT)),
        Kind::That => verb(),
        Kind::Wh => verb().filter(|&k| has(k, f::CUE)),
        _ => None,
    }
}

/// Where a dash or a bracket closes right before chunk `k`, the chunk that opens it; else `k`: what stands between is said
/// aside.
fn aside(chunks: &[Chunk], k: usize) -> usize {
    let Some(last) = k.checked_sub(1) else { return k };
    let opener = match chunks[last].kind {
        Kind::Dash => Kind::Dash,
        Kind::Close => Kind::Open,
        _ => return k,
    };
    (last.saturating_sub(REACH * 2)..last).rev().find(|&o| chunks[o].kind == opener).unwrap_or(k)
}

/// Whether a clause begins at chunk `k`: nothing stands before it, or what does opens or ends one.
fn opens(chunks: &[Chunk], k: usize) -> bool {
    k == 0
        || matches!(
            chunks[k - 1].kind,
            Kind::That | Kind::Sub | Kind::Semi | Kind::Conj | Kind::Quote(_) | Kind::Stop | Kind::Wh | Kind::Colon
        )
}

/// From the noun chunk `j`, the whole phrase to its right. Returns one past the last chunk.
pub(super) fn phrase_end(chunks: &[Chunk], j: usize) -> usize {
    let mut b = j + 1;
    let ceiling = chunks.len().min(j + REACH);
    while b + 1 < ceiling && chunks[b].kind == Kind::Prep && chunks[b + 1].kind == Kind::Noun {
        b += 2;
    }
    b
}

fn made(chunks: &[Chunk], from: usize, to: usize, head: usize) -> Subject {
    Subject {
        start: chunks[from].start,
        end: chunks[to].end,
        head: chunks[head].head,
        chunk: head as u32,
        inherited: false,
        inverted: false,
        relative: false,
    }
}

fn inherited(chunks: &[Chunk], i: usize, cue_first: bool, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    let floor = i.saturating_sub(REACH * 2);
    let candidates =
        || (floor..i).rev().filter(|&k| chunks[k].kind == Kind::Verb).filter_map(|k| chunks[k].subject.map(|s| (k, s)));
    let cue = |k: usize| grammar.has(tokens[chunks[k].head as usize].form, f::CUE);
    let found = if cue_first {
        // The clause the participle hangs on is a main one: nothing subordinates its subject.
        let main = |s: &Subject| {
            let first = chunks.iter().position(|c| c.start >= s.start).unwrap_or(0);
            !s.relative
                && first.checked_sub(1).is_none_or(|k| {
                    matches!(
                        chunks[k].kind,
                        Kind::Comma
                            | Kind::Conj
                            | Kind::Semi
                            | Kind::Quote(_)
                            | Kind::Stop
                            | Kind::Time
                            | Kind::Adverb
                            | Kind::Dash
                    )
                })
        };
        candidates()
            .find(|&(k, s)| cue(k) && main(&s))
            .or_else(|| candidates().find(|(_, s)| main(s)))
            .or_else(|| candidates().rfind(|(_, s)| !s.relative))
    } else {
        candidates().find(|(_, s)| !s.relative).or_else(|| candidates().next())
    };
    found.map(|(_, s)| Subject { inherited: true, inverted: false, ..s })
}

fn subject(chunks: &[Chunk], i: usize, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    let verb = &chunks[i];
    if verb.is(flag::INFINITIVE) {
        return controlled(chunks, i, tokens, grammar).or_else(|| inherited(chunks, i, false, tokens, grammar));
    }
    // What stands before, past adverbs, dates and brackets.
    let mut j = i;
    let before = loop {
        if j == 0 {
            break None;
        }
        j -= 1;
        match chunks[j].kind {
            Kind::Adverb | Kind::Time => {}
            // `the man she spoke to said`, `a voice over says`: nothing hangs on the preposition.
            Kind::Prep if verb.is(flag::FINITE) => {}
            Kind::Close => match (j.saturating_sub(REACH)..j).rev().find(|&k| chunks[k].kind == Kind::Open) {
                Some(k) => j = k,
                None => break Some(j),
            },
            _ => break Some(j),
        }
    };
    let Some(j) = before else {
        return if verb.is(flag::ING | flag::BARE_PARTICIPLE) { ahead(chunks, i) } else { inverted(chunks, i) };
    };
    match chunks[j].kind {
        Kind::Noun if !(verb.is(flag::ING | flag::BARE_PARTICIPLE)) || !chunks[j].is(flag::OBJECT) => {
            match adverbial(chunks, i, j) {
                Some(k) if chunks[k].kind == Kind::Wh => Some(relative(chunks, k, tokens, grammar)),
                Some(k) => inherited(chunks, k, grammar.has(tokens[verb.head as usize].form, f::CUE), tokens, grammar),
                None => nominal(chunks, i, j, tokens, grammar),
            }
        }
        Kind::Wh => Some(relative(chunks, j, tokens, grammar)),
        Kind::Comma | Kind::Dash => after_comma(chunks, i, j, tokens, grammar),
        // `that "dealers" let it happen`: the marks hold the subject.
        Kind::Quote(_)
            if verb.is(flag::FINITE)
                && !tells(verb, tokens, grammar)
                && j > 0
                && matches!(chunks[j - 1].kind, Kind::That | Kind::Sub) =>
        {
            Some(made(chunks, j, j, j))
        }
        Kind::Quote(_) => enclosed(chunks, i, j, true)
            .or_else(|| inverted(chunks, i).filter(|_| inverts(verb, tokens, grammar)))
            .or_else(|| enclosed(chunks, i, j, false))
            .or_else(|| inherited(chunks, i, true, tokens, grammar)),
        Kind::Conj if verb.is(flag::FINITE) => chained(chunks, i, j, tokens, grammar),
        Kind::Conj if verb.is(flag::ING) => {
            inherited(chunks, i, grammar.has(tokens[verb.head as usize].form, f::CUE), tokens, grammar)
        }
        Kind::Conj => None,
        Kind::Verb | Kind::Adjective => {
            // `A man who was arrested said`: the relative clause ends here.
            let back = &chunks[j];
            if verb.is(flag::FINITE) {
                match back.subject {
                    Some(s) if s.relative => {
                        antecedent(chunks, s.chunk as usize).map(|(from, to, head)| made(chunks, from, to, head))
                    }
                    Some(s) if back.is(flag::MAYBE_REDUCED) => contact(chunks, s).or(Some(s)),
                    Some(s) => contact(chunks, s).or_else(|| reduced(chunks, j)),
                    None => reduced(chunks, j),
                }
            } else {
                inherited(chunks, i, false, tokens, grammar)
            }
        }
        Kind::Prep | Kind::Sub if verb.is(flag::ING) => {
            inherited(chunks, i, false, tokens, grammar).or_else(|| ahead(chunks, i))
        }
        Kind::Colon | Kind::Semi => inverted(chunks, i),
        _ => None,
    }
}

/// Whether a noun phrase, by the chunk of its head, can be somebody who acts: a name, a pronoun, a role, a body.
fn is_actor(chunks: &[Chunk], k: usize, tokens: &[Token], grammar: &Grammar) -> bool {
    const ACTOR: u64 = f::ROLE | f::VAGUE | f::INSTITUTION | f::ANONYMOUS | f::COLLECTIVE | f::OUTLET;
    chunks[k].is(flag::NAME | flag::PRONOUN) || grammar.has(tokens[chunks[k].head as usize].form, ACTOR)
}

/// Whether no verb that is finite stands behind a subject, but in relative clauses.
fn ends_with(chunks: &[Chunk], s: Subject) -> bool {
    let behind = chunks.partition_point(|c| c.start < s.end);
    let mut relative = false;
    chunks[behind..].iter().all(|c| {
        relative |= c.kind == Kind::Wh;
        relative || !(c.kind == Kind::Verb && c.is(flag::FINITE))
    })
}

/// `The vote forced the mayor to admit …`: the object of such a verb is the one who does what the infinitive says.
fn controlled(chunks: &[Chunk], i: usize, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    let j = i.checked_sub(1).filter(|&j| chunks[j].kind == Kind::Noun)?;
    let from = phrase_start(chunks, j);
    let verb = &chunks[from.checked_sub(1)?];
    (verb.kind == Kind::Verb
        && !verb.is(flag::PASSIVE)
        && grammar.has(tokens[verb.head as usize].form, f::CONTROL)
        && is_actor(chunks, from, tokens, grammar))
    .then(|| made(chunks, from, j, from))
}

/// `Citing the report, Smith said …`: the subject of the clause that follows, at best of one that has its verb.
fn ahead(chunks: &[Chunk], i: usize) -> Option<Subject> {
    let ceiling = chunks.len().min(i + REACH);
    let ends = |k: usize| matches!(chunks[k].kind, Kind::Comma | Kind::Quote(_));
    let noun = |k: usize| chunks.get(k + 1).is_some_and(|c| c.kind == Kind::Noun && !c.is(flag::OBJECT));
    let verb = |k: usize| chunks.get(k).is_some_and(|c| c.kind == Kind::Verb && c.is(flag::FINITE));
    let clause = |k: usize| {
        let mut end = phrase_end(chunks, k + 1);
        while chunks.get(end).is_some_and(|c| matches!(c.kind, Kind::Adverb | Kind::Time)) {
            end += 1;
        }
        verb(end)
    };
    let comma = (i..ceiling)
        .find(|&k| ends(k) && noun(k) && clause(k))
        .or_else(|| (i..ceiling).find(|&k| chunks[k].kind == Kind::Comma && noun(k)))?;
    let end = phrase_end(chunks, comma + 1);
    Some(made(chunks, comma + 1, end - 1, comma + 1))
}

fn reduced(chunks: &[Chunk], j: usize) -> Option<Subject> {
    let at = (j.saturating_sub(2)..j).rev().find(|&k| chunks[k].kind == Kind::Noun)?;
    let from = phrase_start(chunks, at);
    Some(made(chunks, from, at, from))
}

/// `who`, with what it refers to where that stands right before it.
fn relative(chunks: &[Chunk], wh: usize, tokens: &[Token], grammar: &Grammar) -> Subject {
    let mut s = Subject { relative: true, ..made(chunks, wh, wh, wh) };
    if let Some((from, last, _)) = antecedent(chunks, wh) {
        // `the home of Ada Lind, who`
        let named = chunks[last].is(flag::NAME) && !is_actor(chunks, from, tokens, grammar);
        s.start = chunks[if named { last } else { from }].start;
    }
    s
}

/// `the danger he sees in them is`: of the verb in a relative clause without a pronoun for what it is about, that is. `s` is
/// the verb's subject.
fn contact(chunks: &[Chunk], s: Subject) -> Option<Subject> {
    let at = s.chunk as usize;
    if s.inherited || s.inverted || !opens_contact(chunks, at) {
        return None;
    }
    let from = phrase_start(chunks, at - 1);
    Some(made(chunks, from, at - 1, from))
}

/// Whether chunk `k` can be the subject of a relative clause on the noun right before it: `the plan she wrote`.
pub(super) fn opens_contact(chunks: &[Chunk], k: usize) -> bool {
    let noun = |c: &Chunk| c.kind == Kind::Noun && !c.is(flag::NAME | flag::PRONOUN);
    let subject = chunks[k].kind == Kind::Noun && chunks[k].is(flag::PRONOUN) && !chunks[k].is(flag::OBJECT);
    subject && k > 0 && noun(&chunks[k - 1])
}

/// The noun phrase a relative pronoun refers to: first chunk, last chunk, chunk of the head.
pub(super) fn antecedent(chunks: &[Chunk], wh: usize) -> Option<(usize, usize, usize)> {
    let mut j = wh.checked_sub(1)?;
    // `a man who farms here and who saw it`
    if chunks[j].kind == Kind::Conj {
        let before = (j.saturating_sub(REACH)..j).rev().find(|&k| chunks[k].kind == Kind::Wh)?;
        j = before.checked_sub(1)?;
    }
    if matches!(chunks[j].kind, Kind::Comma | Kind::Prep) {
        j = j.checked_sub(1)?;
    }
    if chunks[j].kind == Kind::Close {
        j = (j.saturating_sub(REACH)..j).rev().find(|&k| chunks[k].kind == Kind::Open)?.checked_sub(1)?;
    }
    // `Brandt, 58, who`
    let age = |j: usize| chunks[j].is(flag::NUMBER) && chunks[j - 1].kind == Kind::Comma;
    if j > 1 && age(j) && chunks[j - 2].kind == Kind::Noun {
        j -= 2;
    }
    if chunks[j].kind != Kind::Noun {
        return None;
    }
    let from = phrase_start(chunks, j);
    Some((from, j, from))
}

/// `He first refused, but in a later interview said …`, `who through his office declined`: the noun before the verb hangs
/// on a preposition. Returns the conjunction or relative pronoun before that.
fn adverbial(chunks: &[Chunk], i: usize, j: usize) -> Option<usize> {
    let prep = phrase_start(chunks, j).checked_sub(1)?;
    let hangs = chunks[prep].kind == Kind::Prep && chunks[i].is(flag::FINITE);
    // `officials in Lyon and at the port said`: the phrases are joined, and hang on one noun.
    let joined = |k: usize| {
        chunks[k].kind == Kind::Conj
            && k > 0
            && chunks[k - 1].kind == Kind::Noun
            && opens(chunks, phrase_start(chunks, k - 1))
    };
    prep.checked_sub(1).filter(|&k| hangs && matches!(chunks[k].kind, Kind::Wh | Kind::Conj) && !joined(k))
}

fn nominal(chunks: &[Chunk], i: usize, j: usize, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    let verb = &chunks[i];
    let from = phrase_start(chunks, j);
    if verb.is(flag::ING | flag::BARE_PARTICIPLE) {
        // `emailed supporters saying …`: the object does not speak, unless it is something written; nor does that where
        // somebody has put it out: `the union sent a letter saying`, but `the paper printed a letter saying`.
        let cue = verb.is(flag::ING) && grammar.has(tokens[verb.head as usize].form, f::CUE);
        let written = grammar.has(tokens[chunks[from].head as usize].form, f::DOCUMENT);
        let governs = |c: &&Chunk| c.kind == Kind::Verb && c.is(flag::FINITE) && !c.is(flag::COPULA | flag::PASSIVE);
        let behind = (0..from).rev().find(|&k| chunks[k].kind != Kind::Adverb).map(|k| &chunks[k]);
        let outlet = |s: &Subject| grammar.has(tokens[s.head as usize].form, f::OUTLET);
        let sender =
            |c: &Chunk| c.subject.is_some_and(|s| is_actor(chunks, s.chunk as usize, tokens, grammar) && !outlet(&s));
        if cue && behind.filter(governs).is_some_and(|c| !written || sender(c)) {
            return inherited(chunks, i, true, tokens, grammar);
        }
        // `was seen on a doorstep telling`, `at one stage calling`: such a thing does nothing.
        let hangs = from > 0 && chunks[from - 1].kind == Kind::Prep;
        let speaks = |k: usize| {
            let actor = is_actor(chunks, k, tokens, grammar);
            chunks[k].kind == Kind::Noun
                && (actor || grammar.has(tokens[chunks[k].head as usize].form, f::DOCUMENT | f::PLURAL))
        };
        if cue && hangs && !(from..=j).any(speaks) {
            return inherited(chunks, i, true, tokens, grammar);
        }
        return Some(made(chunks, from, j, from));
    }
    if let Some(joined) =
        from.checked_sub(3).filter(|&k| chunks[k + 2].kind == Kind::Prep && chunks[k + 1].kind == Kind::Conj)
    {
        let whole = phrase_start(chunks, joined);
        if chunks[joined].kind == Kind::Noun && opens(chunks, whole) {
            return Some(made(chunks, whole, j, whole));
        }
    }
    let floor = i.saturating_sub(REACH);
    // The phrase hangs on a verb: that verb is a reduced or relative clause on the real subject.
    let hook = from.checked_sub(1).map(|k| if chunks[k].kind == Kind::Prep && k > 0 { k - 1 } else { k });
    if let Some(k) = hook
        && k >= floor
        && chunks[k].kind == Kind::Verb
    {
        let back = &chunks[k];
        let object = chunks[from - 1].kind == Kind::Prep;
        // `has in recent days said`: the auxiliary waits for this verb.
        let auxiliary = grammar.has(tokens[back.head as usize].form, f::HAVE | f::MODAL | f::DO);
        if object && back.is(flag::COPULA) && back.is(flag::FINITE) && auxiliary && back.subject.is_some() {
            return back.subject;
        }
        let embeds = !object
            && grammar.strengths(HeadKind::Verb, tokens[back.head as usize].form).is_some_and(|s| {
                let zero = s[Slot::Zero as usize];
                zero != NONE && zero >= 40
            });
        if !embeds {
            match back.subject {
                Some(s) if s.relative => {
                    if let Some((a, b, head)) = antecedent(chunks, s.chunk as usize) {
                        return Some(Subject { end: chunks[j].end, ..made(chunks, a, b, head) });
                    }
                }
                Some(s)
                    if back.is(flag::BARE_PARTICIPLE | flag::ING | flag::MAYBE_REDUCED) && object && !s.inherited =>
                {
                    return Some(Subject { end: chunks[j].end, ..s });
                }
                Some(s) => {
                    if let Some(about) = contact(chunks, s) {
                        return Some(about);
                    }
                }
                None => {}
            }
        }
    }
    if let Some((first, head)) = restricted(chunks, i, from, tokens, grammar) {
        return Some(made(chunks, first, j, head));
    }
    let whole = pair(chunks, i, from, tokens, grammar).unwrap_or_else(|| coordinated(chunks, from));
    Some(made(chunks, whole, j, whole))
}

/// `the sailors who row with Lind or Marsh said`, `a clerk who stayed to check the minutes said`: the noun phrase that opens the
/// clause and waits for its verb, chunk `i`, behind a relative clause that no comma parts from it, and its head. `from` is the
/// phrase before the verb.
fn restricted(chunks: &[Chunk], i: usize, from: usize, tokens: &[Token], grammar: &Grammar) -> Option<(usize, usize)> {
    if !tells(&chunks[i], tokens, grammar) {
        return None;
    }
    let floor = from.saturating_sub(REACH);
    let ends = |k: usize| {
        matches!(
            chunks[k].kind,
            Kind::Comma | Kind::Dash | Kind::Semi | Kind::Colon | Kind::Stop | Kind::That | Kind::Sub | Kind::Quote(_)
        )
    };
    let wh = (floor..from).rev().take_while(|&k| !ends(k)).find(|&k| chunks[k].kind == Kind::Wh)?;
    let (first, _, head) = antecedent(chunks, wh).filter(|(_, last, _)| last + 1 == wh)?;
    let initial = first == 0 || chunks[first - 1].kind == Kind::Comma || opens(chunks, first);
    let own = |c: &Chunk| c.subject.is_some_and(|s| s.relative && s.chunk as usize == wh);
    let mut finite = chunks[wh..from].iter().filter(|c| c.kind == Kind::Verb && c.is(flag::FINITE)).peekable();
    (initial && finite.peek().is_some() && finite.all(own)).then_some((first, head))
}

/// `The road was shut, he and Mr. Holt said.`, `The cause, divers and owners say, is`: two who tell what stands before the
/// comma. Returns the first chunk.
fn pair(chunks: &[Chunk], i: usize, from: usize, tokens: &[Token], grammar: &Grammar) -> Option<usize> {
    let first = phrase_start(
        chunks,
        from.checked_sub(2).filter(|&k| chunks[k + 1].kind == Kind::Conj && chunks[k].kind == Kind::Noun)?,
    );
    let comma = first.checked_sub(1).filter(|&k| chunks[k].kind == Kind::Comma)?;
    if !tells(&chunks[i], tokens, grammar) {
        return None;
    }
    let finite = |c: &Chunk| c.kind == Kind::Verb && c.is(flag::FINITE);
    match chunks.get(i + 1).map(|c| c.kind) {
        None | Some(Kind::Stop) => chunks[..comma].iter().any(finite).then_some(first),
        Some(Kind::Comma) => chunks.get(i + 2).is_some_and(finite).then_some(first),
        _ => None,
    }
}

/// `Russia and NATO said`, at the start of a clause only: elsewhere the left part is an object. Returns the first chunk.
fn coordinated(chunks: &[Chunk], from: usize) -> usize {
    // `Though a truce was agreed, Lyon and Arles accuse`: the first comma closes what opens the sentence.
    let behind_opener = |k: usize| {
        k > 1
            && chunks[k - 1].kind == Kind::Comma
            && matches!(chunks[0].kind, Kind::Sub | Kind::Prep | Kind::Time | Kind::Adverb)
            && chunks[..k - 1].iter().all(|c| c.kind != Kind::Comma)
    };
    // `Lind, the mayor, and Marsh`: what stands between commas is about the one before.
    let described = || {
        let kinds = |k: usize, kinds: [Kind; 3]| (0..3).all(|n| chunks[k + n].kind == kinds[n]);
        let aside = from.checked_sub(3).filter(|&k| kinds(k, [Kind::Noun, Kind::Comma, Kind::Conj]))?;
        let comma = phrase_start(chunks, aside).checked_sub(1).filter(|&k| k > 0 && chunks[k].kind == Kind::Comma)?;
        let first = phrase_start(chunks, comma - 1);
        let named = chunks[comma - 1].kind == Kind::Noun && chunks[first].is(flag::NAME) && chunks[from].is(flag::NAME);
        (named && opens(chunks, first)).then_some(first)
    };
    if let Some(first) = described() {
        return first;
    }
    let mut k = from;
    let mut introduced = None;
    for _ in 0..8 {
        let joined = k >= 2
            && chunks[k - 2].kind == Kind::Noun
            && (chunks[k - 1].kind == Kind::Conj || k < from && chunks[k - 1].kind == Kind::Comma);
        if !joined {
            break;
        }
        k = phrase_start(chunks, k - 2);
        if behind_opener(k) {
            introduced = Some(k);
        }
    }
    if opens(chunks, k) { k } else { introduced.unwrap_or(from) }
}

/// `X, a lawyer, said`; `…, said X`; `X called and, later, said`.
fn after_comma(chunks: &[Chunk], i: usize, comma: usize, tokens: &[Token], grammar: &Grammar) -> Option<Subject> {
    if chunks[i].is(flag::ING | flag::BARE_PARTICIPLE) {
        return aside_of(chunks, comma)
            .or_else(|| inherited(chunks, i, true, tokens, grammar))
            .or_else(|| inverted(chunks, i));
    }
    let left_speech = comma > 0 && matches!(chunks[comma - 1].kind, Kind::Quote(_));
    // `They turned round, ushered the walkers in and said`: what no speaker stands behind goes on with the subject before.
    let chain = || chained(chunks, i, comma, tokens, grammar);
    let inverse = inverted(chunks, i).filter(|_| inverts(&chunks[i], tokens, grammar) || chain().is_none());
    if left_speech && inverse.is_some() {
        return enclosed(chunks, i, comma, true).or(inverse);
    }
    // `In Lyon, a port, the docks are empty, said Ann Lind, its mayor.`: a clause has ended, and nothing but who says so is left.
    let clause = || chunks[..comma].iter().any(|c| c.is_surely_finite() && c.subject.is_some_and(|s| !s.relative));
    // But `Lind, who left when it rained, told her supporters`.
    let speaks =
        preposed(&chunks[i], tokens, grammar) >= 85 && !grammar.has(tokens[chunks[i].head as usize].form, f::RECIPIENT);
    if let Some(speaker) = inverse.filter(|s| speaks && is_actor(chunks, s.chunk as usize, tokens, grammar))
        && clause()
        && ends_with(chunks, speaker)
    {
        return inverse;
    }
    enclosed(chunks, i, comma, false).or(inverse).or_else(|| {
        if chunks[i].is(flag::FINITE) { chain() } else { inherited(chunks, i, false, tokens, grammar) }
            .or_else(|| aside_of(chunks, comma))
    })
}

/// `Lind, citing costs, said`: the participle stands aside of a noun phrase that opens its clause. `comma` is the one
/// between them.
fn aside_of(chunks: &[Chunk], comma: usize) -> Option<Subject> {
    let closed = comma > 0 && chunks[comma - 1].kind == Kind::Close;
    let j = if closed { aside(chunks, comma) } else { comma }.checked_sub(1)?;
    if chunks[j].kind != Kind::Noun {
        return None;
    }
    let from = phrase_start(chunks, j);
    let first = match from.checked_sub(1).map(|k| (k, chunks[k].kind)) {
        None | Some((_, Kind::Semi | Kind::Stop | Kind::Sub)) => true,
        Some((k, Kind::Conj)) => k == 0 || matches!(chunks[k - 1].kind, Kind::Comma | Kind::Semi | Kind::Stop),
        Some((k, Kind::Comma)) => chunks[..k].iter().all(|c| !matches!(c.kind, Kind::Verb | Kind::Quote(_))),
        _ => false,
    };
    first.then(|| made(chunks, from, j, from))
}

/// `X, a lawyer, said`, `X, who called it “a fool's errand,” said`: the noun phrase before what stands between commas
/// or dashes, of which chunk `close` is the second (or a quotation that ends in one). What stands between must be an
/// appositive, an age, a prepositional phrase, a participle or a relative clause. `first`: only where the phrase opens
/// the sentence.
fn enclosed(chunks: &[Chunk], i: usize, close: usize, first: bool) -> Option<Subject> {
    if !chunks[i].is(flag::FINITE) {
        return None;
    }
    let quote = matches!(chunks[close].kind, Kind::Quote(_));
    let (opener, to) = if quote { (Kind::Comma, close + 1) } else { (chunks[close].kind, close) };
    let floor = close.saturating_sub(REACH);
    // The other mark of the pair, nearest first.
    for k in (floor..close).rev() {
        if chunks[k].kind != opener || k == 0 || k + 1 >= to {
            continue;
        }
        let mut n = k - 1;
        if chunks[n].kind == Kind::Adverb && n > 0 {
            n -= 1;
        }
        if chunks[n].kind == Kind::Close {
            n = aside(chunks, k).checked_sub(1).unwrap_or(n);
        }
        if chunks[n].kind != Kind::Noun {
            continue;
        }
        let inside = &chunks[k + 1..to];
        let opener = &inside[0];
        let finite = inside.iter().any(Chunk::is_surely_finite);
        let relative =
            opener.kind == Kind::Wh || opener.kind == Kind::Prep && inside.get(1).is_some_and(|c| c.kind == Kind::Wh);
        let participle = opener.kind == Kind::Verb && opener.is(flag::ING | flag::BARE_PARTICIPLE);
        let wh_inside = inside.iter().any(|c| c.kind == Kind::Wh || c.kind == Kind::That);
        let fits = relative
            || (!finite || wh_inside)
                && if quote {
                    // `Lind, host of the serial “Low Water,” said`
                    participle || opener.kind == Kind::Noun && chunks[close - 1].kind == Kind::Noun
                } else {
                    matches!(
                        opener.kind,
                        Kind::Noun
                            | Kind::Prep
                            | Kind::Adverb
                            | Kind::Adjective
                            | Kind::Time
                            | Kind::Verb
                            | Kind::Sub
                            | Kind::Quote(_)
                    )
                };
        if fits {
            let from = outermost(chunks, coordinated(chunks, phrase_start(chunks, n)));
            if first && from > 0 && !opens(chunks, from) {
                continue;
            }
            // `Lind, who lost her boat off Lyon, a port, in 2012, said`: it stands inside a relative clause that ends here.
            let from = waiting(chunks, from, i).unwrap_or(from);
            return Some(made(chunks, from, to - 1, from));
        }
    }
    None
}

/// The noun phrase before chunk `k` that opens a clause and still waits for its verb, chunk `i`: it has a relative clause
/// behind a comma, and all that is finite between is of that. Returns the first chunk.
fn waiting(chunks: &[Chunk], k: usize, i: usize) -> Option<usize> {
    let floor = k.saturating_sub(REACH);
    let wh = (floor..k).rev().find(|&n| chunks[n].kind == Kind::Wh)?;
    let (from, ..) = antecedent(chunks, wh).filter(|_| chunks[wh - 1].kind == Kind::Comma)?;
    let relative = |c: &Chunk| !(c.kind == Kind::Verb && c.is(flag::FINITE)) || c.subject.is_some_and(|s| s.relative);
    (opens(chunks, from) && chunks[wh..i].iter().all(relative)).then_some(from)
}

/// `Brandt, 58, of Lyon, who lives alone, says`: what stands between commas before the phrase belongs to it too, back to
/// the name that opens the clause. Returns the first chunk.
fn outermost(chunks: &[Chunk], from: usize) -> usize {
    let floor = from.saturating_sub(REACH);
    let opens = |k: usize| opens(chunks, k) || chunks[k - 1].kind == Kind::Dash;
    let mut k = from;
    while k > floor && !opens(k) {
        k -= 1;
        // No clause between: a verb of the paper's own makes what stands there another sentence.
        if chunks[k].kind == Kind::Verb && chunks[k].is(flag::FINITE)
            || matches!(chunks[k].kind, Kind::Wh | Kind::Other)
        {
            return from;
        }
    }
    let name = chunks[k].is(flag::NAME) && chunks.get(k + 1).is_some_and(|c| c.kind == Kind::Comma);
    if k < from && opens(k) && name { k } else { from }
}

/// `said Smith, a lawyer`: the subject behind the verb.
fn inverted(chunks: &[Chunk], i: usize) -> Option<Subject> {
    let verb = &chunks[i];
    if !verb.is(flag::FINITE) || verb.is(flag::PASSIVE) {
        return None;
    }
    let at = i + 1;
    let next = chunks.get(at)?;
    if next.kind != Kind::Noun || next.is(flag::OBJECT) {
        return None;
    }
    let mut end = phrase_end(chunks, at);
    while end + 1 < chunks.len().min(at + REACH) && chunks[end].kind == Kind::Conj && chunks[end + 1].kind == Kind::Noun
    {
        end = phrase_end(chunks, end + 1);
    }
    // A finite verb right behind the phrase means it is the subject of a clause of its own.
    let clause = chunks.get(end).is_some_and(|c| c.kind == Kind::Verb && c.is(flag::FINITE));
    if clause {
        return None;
    }
    // `said a nurse who asked not to be named`: the relative clause says who speaks.
    if chunks.get(end).is_some_and(|c| c.kind == Kind::Wh) {
        let ceiling = chunks.len().min(end + REACH);
        end = (end..ceiling)
            .find(|&k| matches!(chunks[k].kind, Kind::Comma | Kind::Stop | Kind::Semi | Kind::Quote(_) | Kind::Dash))
            .unwrap_or(ceiling);
    }
    Some(Subject { inverted: true, ..made(chunks, at, end - 1, at) })
}
