//! The registry of sources: gives each attribution its speaker. Full names gather their short forms (`names`), roles find
//! their holders and `the board` its name (`heads`), two who speak together are two (`joint`), acronyms their institutions, pronouns the person they must mean
//! (`pronouns`). Nothing is guessed from a name: a pronoun that could be two people stays a pronoun, and gender is known
//! only from titles and pronouns the story itself uses.

mod heads;
mod joint;
mod names;
mod pronouns;
#[cfg(test)]
mod tests;

use super::Noted;
use super::grammar::{Grammar, feature as f};
use crate::article::{Article, Runs, SourceClass, SourceEntry, TokenKind, TokenSpan};
use crate::lexicon::{FormId, Lexicon, ListId};
use crate::prose::BlockKind;
use heads::{Heads, Held};
use names::{Name, Names, Who};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;
use std::hash::{Hash, Hasher};

/// How many sentences back a pronoun may reach.
const WINDOW: u32 = 2;

/// Most stories have no more sources.
const ENTRIES: usize = 28;

/// Fills [`Article::sources`] and every [`crate::article::Attribution::speaker`].
pub(super) fn resolve(article: &mut Article<'_>, noted: &Noted<'_>, lexicon: &Lexicon, grammar: &Grammar) {
    let (speakers, mut entries) = speakers(article, noted, lexicon, grammar);
    for entry in &mut entries {
        entry.mentions.sort_unstable();
        entry.mentions.dedup();
    }
    // People who were only looked at as what a pronoun might mean have not spoken.
    let mut order: Vec<usize> = Vec::with_capacity(entries.len());
    order.extend((0..entries.len()).filter(|&e| !entries[e].mentions.is_empty()));
    order.sort_by_cached_key(|&e| entries[e].mentions.first().copied().unwrap_or_default());
    let mut place = vec![None; entries.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = Some(new as u32);
    }
    for (a, (first, with)) in article.attributions.iter_mut().zip(speakers) {
        a.speaker = first.and_then(|s| place[s as usize]);
        a.with = with.into_iter().filter_map(|s| place[s as usize]).collect();
    }
    for entry in &mut entries {
        entry.speaks_for = entry.speaks_for.and_then(|whose| place[whose as usize]);
    }
    let mut slots: Vec<Option<SourceEntry>> = entries.into_iter().map(Some).collect();
    article.sources.reserve_exact(order.len());
    article.sources.extend(order.iter().filter_map(|&old| slots[old].take()));
}

/// Who says something, and those who say it too.
type Said = (Option<u32>, Vec<u32>);

/// The speakers of each attribution, and all entries of the registry.
fn speakers(
    article: &Article<'_>,
    noted: &Noted<'_>,
    lexicon: &Lexicon,
    grammar: &Grammar,
) -> (Vec<Said>, Vec<SourceEntry>) {
    let names = Names::of(article, noted, lexicon, grammar);
    let mut registry = Registry {
        heads: Heads::of(article, noted, lexicon, grammar, &names),
        article,
        lexicon,
        grammar,
        names,
        entries: Vec::with_capacity(ENTRIES),
        others: FxHashMap::with_capacity_and_hasher(ENTRIES, FxBuildHasher),
        gender: Vec::with_capacity(ENTRIES),
        met: Vec::with_capacity(ENTRIES),
        starts: FxHashMap::with_capacity_and_hasher(article.attributions.len(), FxBuildHasher),
        last: None,
        with: Vec::new(),
    };
    let mut all = Vec::with_capacity(article.attributions.len());
    for a in &article.attributions {
        let Some(source) = a.source else {
            all.push((None, Vec::new()));
            continue;
        };
        let head = a.source_head.unwrap_or(source.end - 1);
        let turn = super::story::is_turn(article, a);
        let initials = if turn { registry.initials(source) } else { None };
        let first = initials.unwrap_or_else(|| registry.speaker(source, head));
        let with = std::mem::take(&mut registry.with);
        let words = |t: &crate::article::Token| matches!(t.kind, TokenKind::Word | TokenKind::Number);
        let said = || a.content.iter().flat_map(|c| &article.tokens[c.range()]).filter(|t| words(t)).count() as u32;
        let said = if turn { said() } else { 0 };
        for &who in std::iter::once(&first).chain(&with) {
            let entry = &mut registry.entries[who as usize];
            entry.quoted_words += said;
            entry.mentions.push(source);
            entry.attributions += 1;
            registry.met[who as usize] = source.end;
        }
        registry.last = Some(Last { who: first, with: with.clone(), at: source.start });
        all.push((Some(first), with));
    }
    let mut entries = registry.entries;
    for q in &article.quotations {
        if let Some(a) = q.attribution
            && !q.nested
            && !super::story::is_turn(article, &article.attributions[a as usize])
        {
            let (first, with) = &all[a as usize];
            for speaker in first.iter().chain(with) {
                entries[*speaker as usize].quoted_words += q.words;
            }
        }
    }
    (all, entries)
}

/// A name or a phrase with one space for each line end in it, and what stands around that.
fn on_one_line(text: &str) -> Cow<'_, str> {
    if text.contains(['\n', '\r']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ").into();
    }
    text.into()
}

/// A word or phrase whatever its case and its line ends.
#[derive(Clone, Copy, Debug)]
struct Folded<'a>(&'a str);

impl Folded<'_> {
    /// What stands for all that are equal.
    fn folded(self) -> String {
        on_one_line(self.0).to_lowercase()
    }
}

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        // Most that are equal are so to the letter.
        if self.0 == other.0 {
            return true;
        }
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        // As far as both are plain, letter stands against letter; nearly all differ in the first.
        for (&a, &b) in a.iter().zip(b) {
            if !(a | b).is_ascii() || a < b' ' || b < b' ' {
                return self.folded() == other.folded();
            }
            if !a.eq_ignore_ascii_case(&b) {
                return false;
            }
        }
        a.len() == b.len()
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        const fn each(byte: u8) -> u64 {
            byte as u64 * 0x0101_0101_0101_0101
        }
        // Eight letters at a time, with the bit set that tells small ones from capitals. Line ends and what is not ASCII
        // take more than that.
        let (mut hash, mut odd) = (0_u64, 0_u64);
        let mut mix = |eight: u64| {
            hash = (hash.rotate_left(5) ^ (eight | each(0x20))).wrapping_mul(0x517c_c1b7_2722_0a95);
            odd |= eight | eight.wrapping_sub(each(b' '));
        };
        let (eights, rest) = self.0.as_bytes().as_chunks::<8>();
        for eight in eights {
            mix(u64::from_le_bytes(*eight));
        }
        // The last eight once more with those that are left over.
        mix(match self.0.as_bytes().last_chunk() {
            Some(last) => u64::from_le_bytes(*last),
            None => rest.iter().rfold(each(b' '), |letters, &byte| letters << 8 | u64::from(byte)),
        });
        if odd & each(0x80) == 0 {
            return state.write_u64(hash);
        }
        let folded = self.folded();
        if folded.bytes().all(|byte| byte.is_ascii() && byte >= b' ') {
            Folded(&folded).hash(state);
        } else {
            folded.hash(state);
        }
    }
}

/// Who spoke last, and where.
#[derive(Clone, Debug)]
struct Last {
    who: u32,
    /// Those who said it too.
    with: Vec<u32>,
    at: u32,
}

struct Registry<'a> {
    article: &'a Article<'a>,
    lexicon: &'a Lexicon,
    grammar: &'a Grammar,
    names: Names<'a>,
    heads: Heads,
    entries: Vec<SourceEntry>,
    /// Phrase to entry.
    others: FxHashMap<Folded<'a>, u32>,
    /// `m`, `f` or `?` for each entry, from titles and pronouns the story uses.
    gender: Vec<char>,
    /// Where each entry was last met as a source.
    met: Vec<u32>,
    /// The first token of a source phrase to its entry.
    starts: FxHashMap<u32, u32>,
    last: Option<Last>,
    /// Those who say with the speaker what is being looked at.
    with: Vec<u32>,
}

/// Longest entry of a list at a token.
fn listed(article: &Article<'_>, lexicon: &Lexicon, grammar: &Grammar, list: ListId, token: usize) -> Option<usize> {
    let found = || lexicon.longest(list, |i| article.tokens.get(token + i).map(|t| t.form));
    grammar.has(article.tokens[token].form, f::LISTED).then(found).flatten().map(|(n, _)| n)
}

/// Whether two tokens are the same word, whatever its case. What the lexicon knows is told by its form, for which the text
/// need not be looked at.
fn is_same_word(article: &Article<'_>, a: usize, b: usize) -> bool {
    let (one, other) = (article.tokens[a].form, article.tokens[b].form);
    one == other && (one != FormId::UNKNOWN || Folded(article.word(a)) == Folded(article.word(b)))
}

impl<'a> Registry<'a> {
    fn bits(&self, token: usize) -> u64 {
        self.grammar.features(self.article.tokens[token].form)
    }

    fn add(&mut self, name: &str, class: SourceClass) -> u32 {
        self.entries.push(SourceEntry {
            name: on_one_line(name).into_owned(),
            class,
            role: None,
            mentions: Runs::new(),
            quoted_words: 0,
            attributions: 0,
            speaks_for: None,
        });
        self.gender.push('?');
        self.met.push(0);
        (self.entries.len() - 1) as u32
    }

    /// The entry of a phrase, known by nothing else.
    fn keyed(&mut self, name: &'a str, class: SourceClass) -> u32 {
        if let Some(&id) = self.others.get(&Folded(name)) {
            return id;
        }
        let id = self.add(name, class);
        self.others.insert(Folded(name), id);
        id
    }

    fn other(&mut self, source: TokenSpan, class: SourceClass) -> u32 {
        self.keyed(self.article.text(source), class)
    }

    /// Whether somebody has spoken within reach of a pronoun.
    fn just_spoke(&self, token: usize) -> bool {
        let sentence = |token: usize| self.article.sentence_of[token];
        self.last.as_ref().is_some_and(|last| sentence(last.at as usize) + WINDOW >= sentence(token))
    }

    /// Who says it: the first of them, and the others in `with`.
    fn speaker(&mut self, source: TokenSpan, head: u32) -> u32 {
        self.with.clear();
        if let Some(&known) = self.starts.get(&source.start)
            && self.article.tokens[source.start as usize].kind != TokenKind::Quote
            && self.joint(source).is_empty()
        {
            return known;
        }
        let several = self.joint(source);
        if several.is_empty() {
            let entry = self.entry(source, head);
            if self.with.is_empty() {
                self.starts.insert(source.start, entry);
            }
            return entry;
        }
        let mut all: Vec<u32> = Vec::new();
        for (part, head) in several {
            let entry = self.entry(part, head);
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
        self.with = all.split_off(1);
        all[0]
    }

    fn entry(&mut self, source: TokenSpan, head: u32) -> u32 {
        let article = self.article;
        let head = (head as usize).min(source.end.saturating_sub(1) as usize).max(source.start as usize);
        let b = self.bits(head);
        let capital = article.tokens[head].capital();
        if b & (f::WH | f::COMPLEMENTIZER) != 0 && !article.is_word(head, "WHO") {
            // `people who`: what the relative refers to.
            if head > source.start as usize {
                let before = TokenSpan::new(source.start as usize, head);
                // Its main word stands before the first preposition: `calls by rights groups, that`.
                let ends = |&k: &usize| self.bits(k) & f::PREPOSITION != 0 || article.is_word(k, "(");
                let preposition = before.range().skip(1).find(ends);
                let to = preposition.unwrap_or(before.end as usize);
                let main = (before.start as usize..to).rev().find(|&k| article.tokens[k].kind == TokenKind::Word);
                return self.entry(before, main.unwrap_or(source.start as usize) as u32);
            }
            let relative = b & f::RELATIVE != 0;
            return relative.then(|| self.nearest(head)).flatten().unwrap_or_else(|| self.pronoun(head));
        }
        let personal = b & (f::PERSONAL | f::OBJECT_PRONOUN) != 0 || b & f::POSSESSIVE != 0;
        if personal && source.len() <= 2 {
            return self.resolve_pronoun(head);
        }
        if b & f::PRONOUN != 0 && b & f::NOUN == 0 && !capital || b & f::PRONOUN != 0 && source.len() == 1 {
            return self.other(source, SourceClass::Vague);
        }
        // A name inside the source: the first of the head's phrase, up to its first comma.
        let first_comma = source.range().find(|&k| article.is_word(k, ",")).unwrap_or(source.end as usize);
        let named = self
            .names
            .from(source.start)
            .iter()
            .take_while(|n| (n.run.start as usize) < first_comma.max(head + 1))
            .find(|n| n.run.holds(head) || n.role.is_some_and(|r| r.holds(head)) || n.run.end as usize == head + 1)
            .copied();
        // `Its secretary, Jon Birk, said`: a role, and the name behind the comma.
        let named = named.or_else(|| {
            let name = *self.names.from(first_comma as u32 + 1).first()?;
            (name.person
                && name.run.start as usize <= first_comma + 2
                && name.run.end <= source.end
                && b & f::ROLE != 0)
                .then(|| Name { role: Some(TokenSpan::new(source.start as usize, first_comma)), ..name })
        });
        // Where every word has a capital, the phrase alone tells the name.
        let named = named.or_else(|| {
            let headline = matches!(article.zone(head), BlockKind::Headline | BlockKind::Dek);
            let run = TokenSpan::new(source.start as usize, head + 1);
            let all = headline && run.range().all(|k| article.tokens[k].capital()) && b & (f::ROLE | f::VAGUE) == 0;
            all.then(|| names::name(article, self.lexicon, self.grammar, run, source.start as usize)).flatten()
        });
        if let Some(name) = named {
            return self.named(&name, source, first_comma);
        }
        self.common(source, head, b)
    }

    fn named(&mut self, name: &Name, source: TokenSpan, first_comma: usize) -> u32 {
        let article = self.article;
        let text = article.text(name.run);
        let first = name.run.start as usize;
        if listed(article, self.lexicon, self.grammar, self.grammar.outlets(), first)
            .is_some_and(|n| n >= name.run.len())
        {
            return self.keyed(text, SourceClass::Outlet);
        }
        let known = self.names.known(article, name);
        if !name.person && known.is_none()
            || listed(article, self.lexicon, self.grammar, self.grammar.metonyms(), first)
                .is_some_and(|n| n == name.run.len())
        {
            return self.institution(name, source);
        }
        let who = known.unwrap_or_else(|| self.names.who(article, name));
        let entry = self.person(who);
        if let Some(g) = name.gender {
            self.gender[entry as usize] = g;
        }
        if self.entries[entry as usize].role.is_none()
            && let Some(role) = name.role.or_else(|| appositive(article, self.grammar, source, first_comma))
        {
            self.introduced(entry, who, role);
        }
        entry
    }

    /// A body that is named.
    fn institution(&mut self, name: &Name, source: TokenSpan) -> u32 {
        let article = self.article;
        let text = article.text(name.run);
        // `the Department of Health and Human Services`
        let and = name.run.end as usize;
        if source.holds(and)
            && article.is_word(and, "and")
            && (and + 1..source.end as usize).all(|k| article.tokens[k].capital())
        {
            return self.keyed(article.text(TokenSpan { end: source.end, ..name.run }), SourceClass::Institution);
        }
        // `UNSC` where the story has `the U.N. Security Council (UNSC)`.
        let acronym = text.len() <= 8 && text.chars().all(|c| c.is_uppercase() || c == '.');
        if let Some(full) = self.names.acronyms.get(text).filter(|_| acronym).map(|&n| self.names.all[n]) {
            return self
                .body_named(&full)
                .unwrap_or_else(|| self.keyed(article.text(full.run), SourceClass::Institution));
        }
        let last = self.bits(name.run.end as usize - 1);
        let one = name.run.len() == 1 && last & f::INSTITUTION != 0;
        let start = name.run.start as usize;
        // `the Board`: a house that writes it with a capital.
        if one && start > 0 && article.word(start - 1).eq_ignore_ascii_case("the") {
            let whole = TokenSpan::new(start - 1, start + 1);
            if let Some(known) = self.definite(whole, start) {
                return known;
            }
        }
        if let Some(known) = self.body_named(name) {
            return known;
        }
        let class = if last & f::DOCUMENT != 0 {
            SourceClass::Document
        } else if last & f::OUTLET != 0 {
            SourceClass::Outlet
        } else {
            SourceClass::Institution
        };
        self.keyed(text, class)
    }

    /// The entry of a person whom the story names, under the fullest name it has, wherever that stands.
    fn person(&mut self, who: Who) -> u32 {
        let person = self.names.people[who as usize];
        if let Some(entry) = person.entry {
            return entry;
        }
        let entry = self.add(self.article.text(person.run), SourceClass::NamedPerson);
        self.gender[entry as usize] = person.gender;
        self.names.people[who as usize].entry = Some(entry);
        if let Some(role) = person.role {
            self.introduced(entry, who, role);
        }
        entry
    }

    /// Notes what a person is.
    fn introduced(&mut self, entry: u32, who: Who, role: TokenSpan) {
        self.entries[entry as usize].role = Some(on_one_line(self.article.text(role)).into_owned());
        self.heads.role(self.article, self.grammar, Held::Person(who), role);
        let spokes = role.range().find(|&k| self.bits(k) & f::SPOKES != 0);
        if let Some(head) = spokes {
            self.speaks_for(entry, head);
        }
    }

    /// Who stands before the colon of a turn as `A`, or by initials: the first full name of the story, or the one they are of.
    fn initials(&mut self, source: TokenSpan) -> Option<u32> {
        let article = self.article;
        let text = article.text(source);
        if text == "Q" {
            return Some(self.keyed(text, SourceClass::Role));
        }
        if text != "A" && !(2..=3).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let body = |n: &&Name| {
            let block = article.sentence(n.run.start as usize).block;
            let kind = article.prose.blocks[block as usize].kind;
            matches!(kind, BlockKind::Dek | BlockKind::Lead | BlockKind::Body)
        };
        let full = |n: &&Name| n.person && n.full && n.run.end <= source.start;
        let fits = |n: &&Name| {
            let first = article.text(n.run).split_whitespace().filter_map(|w| w.chars().next());
            text == "A" || first.eq(text.chars())
        };
        let found = self.names.all.iter().filter(|n| full(n) && body(n)).find(fits).copied();
        match found {
            Some(name) => Some(self.named(&name, name.run, name.run.end as usize)),
            None => (text == "A").then(|| self.keyed(text, SourceClass::Role)),
        }
    }

    fn common(&mut self, source: TokenSpan, head: usize, b: u64) -> u32 {
        let article = self.article;
        if let Some(known) = self.definite(source, head) {
            return known;
        }
        let word = article.word(head);
        let is = |name: &str| word.eq_ignore_ascii_case(name);
        let opener = self.bits(source.start as usize);
        let definite = article.word(source.start as usize).eq_ignore_ascii_case("the") || opener & f::POSSESSIVE != 0;
        let plural = b & f::PLURAL != 0 || is("people");
        // A phrase or clause behind the head, or a name before it, says something about who it is.
        let described = source.range().any(|k| k > head && self.bits(k) & (f::PREPOSITION | f::WH) != 0)
            || source.range().any(|k| k < head && article.tokens[k].capital() && k > source.start as usize);
        let anonymous = if described { SourceClass::DescribedAnonymous } else { SourceClass::BareAnonymous };
        let press = head > source.start as usize
            && ["news", "press", "media", "wire"].iter().any(|w| article.word(head - 1).eq_ignore_ascii_case(w));
        let human = b & (f::ROLE | f::VAGUE) != 0
            || ["people", "person", "those", "someone", "somebody", "one", "men", "women"].iter().any(|name| is(name));
        let class = if b & f::ANONYMOUS != 0 {
            anonymous
        } else if b & f::COLLECTIVE != 0 {
            if b & f::OUTLET != 0 { SourceClass::Outlet } else { SourceClass::Vague }
        } else if b & f::OUTLET != 0 || press {
            SourceClass::Outlet
        } else if b & f::ROLE != 0 && definite && !plural {
            SourceClass::Role
        } else if b & (f::INSTITUTION | f::SPOKES) != 0 || is("police") {
            if b & f::SPOKES != 0 { SourceClass::Role } else { SourceClass::Institution }
        } else if b & f::DOCUMENT != 0 {
            SourceClass::Document
        } else if human && plural {
            if described { SourceClass::DescribedAnonymous } else { SourceClass::Vague }
        } else if human {
            SourceClass::DescribedAnonymous
        } else {
            // A thing: what it shows can be looked at.
            SourceClass::Document
        };
        let body = if class == SourceClass::Institution || class == SourceClass::Document {
            self.body_in(source, head)
        } else {
            None
        };
        let entry = body.unwrap_or_else(|| self.other(source, class));
        if b & f::SPOKES != 0 && !plural {
            self.speaks_for(entry, head);
        }
        if head + 1 == source.end as usize && definite && source.len() == 2 {
            return entry;
        }
        self.introduce(source, head, entry);
        entry
    }
}

/// `, a spokeswoman for the port,` behind a name.
fn appositive(article: &Article<'_>, grammar: &Grammar, source: TokenSpan, comma: usize) -> Option<TokenSpan> {
    let from = comma + 1;
    if from >= source.end as usize {
        return None;
    }
    let has = |k: usize, bits: u64| grammar.has(article.tokens[k].form, bits);
    // `who is the mayor` tells what she is, `who called the mayor` and `citing the mayor` do not.
    let is = from + 1 < source.end as usize && has(from, f::WH) && has(from + 1, f::BE);
    let from = if is { from + 2 } else { from };
    let end = (from..source.end as usize).find(|&k| article.is_word(k, ",")).unwrap_or(source.end as usize);
    let told =
        |k: &usize| !has(*k, f::PREPOSITION | f::WH | f::COMPLEMENTIZER | f::PERSONAL | f::ING) || has(*k, f::ROLE);
    let role = (from..end).take_while(told).any(|k| has(k, f::ROLE));
    role.then(|| TokenSpan::new(from, end))
}
