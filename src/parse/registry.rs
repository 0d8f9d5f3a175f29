//! The registry of sources: gives each attribution its speaker. Full names gather their short forms, roles find their
//! holders, acronyms their institutions, pronouns the person they must mean. Nothing is guessed from a name: a pronoun
//! that could be two people stays a pronoun, and gender is known only from titles and pronouns the story itself uses.

use super::grammar::{Grammar, feature as f};
use crate::article::{Article, SourceClass, SourceEntry, TokenKind, TokenSpan};
use crate::lexicon::Lexicon;
use crate::prose::BlockKind;
use rustc_hash::FxHashMap;

/// How many sentences back a pronoun may reach.
const WINDOW: u32 = 2;
/// How many registry entries back `the company` may reach.
const RECENT: usize = 48;

/// Fills [`Article::sources`] and every [`crate::article::Attribution::speaker`].
pub(super) fn resolve(article: &mut Article<'_>, lexicon: &Lexicon, grammar: &Grammar) {
    let names = names(article, lexicon, grammar);
    let (fullest, acronyms) = index(article, &names);
    let mut registry = Registry {
        lexicon,
        grammar,
        names,
        entries: Vec::new(),
        people: FxHashMap::default(),
        others: FxHashMap::default(),
        gender: Vec::new(),
        last: None,
        fullest,
        acronyms,
        holders: FxHashMap::default(),
    };
    for a in 0..article.attributions.len() {
        let Some(source) = article.attributions[a].source else { continue };
        let head = article.attributions[a].source_head.unwrap_or(source.end - 1);
        let turn = super::story::is_turn(article, &article.attributions[a]);
        let initials = if turn { registry.initials(article, source) } else { None };
        let entry = initials.unwrap_or_else(|| registry.entry(article, source, head));
        if turn {
            let words = |t: &crate::article::Token| matches!(t.kind, TokenKind::Word | TokenKind::Number);
            let spans = &article.attributions[a].content;
            let said = spans.iter().flat_map(|c| &article.tokens[c.range()]).filter(|t| words(t)).count();
            registry.entries[entry as usize].quoted_words += said as u32;
        }
        article.attributions[a].speaker = Some(entry);
        registry.entries[entry as usize].mentions.push(source);
        registry.entries[entry as usize].attributions += 1;
        registry.last = Some((entry, source.start));
    }
    let mut entries = registry.entries;
    for q in &article.quotations {
        if let Some(a) = q.attribution.map(|a| &article.attributions[a as usize])
            && let Some(speaker) = a.speaker
            && !q.nested
            && !super::story::is_turn(article, a)
        {
            entries[speaker as usize].quoted_words += q.words;
        }
    }
    for entry in &mut entries {
        entry.mentions.sort_unstable();
        entry.mentions.dedup();
    }
    // People who were only looked at as what a pronoun might mean have not spoken.
    let mut order: Vec<usize> = (0..entries.len()).filter(|&e| !entries[e].mentions.is_empty()).collect();
    order.sort_by_key(|&e| entries[e].mentions.first().copied().unwrap_or_default());
    let mut place = vec![0u32; entries.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old] = new as u32;
    }
    for a in &mut article.attributions {
        a.speaker = a.speaker.map(|s| place[s as usize]);
    }
    let mut slots: Vec<Option<SourceEntry>> = entries.into_iter().map(Some).collect();
    article.sources = order.iter().filter_map(|&old| slots[old].take()).collect();
}

/// A run of capitalised words somewhere in the story that names a person or a body.
#[derive(Clone, Debug)]
struct Name {
    run: TokenSpan,
    role: Option<TokenSpan>,
    honorific: Option<char>,
    person: bool,
}

struct Registry<'a> {
    lexicon: &'a Lexicon,
    grammar: &'a Grammar,
    /// All names of the story in text order.
    names: Vec<Name>,
    entries: Vec<SourceEntry>,
    /// Lower-cased surname to entry.
    people: FxHashMap<String, u32>,
    /// Lower-cased phrase to entry.
    others: FxHashMap<String, u32>,
    /// `m`, `f` or `?` for each entry, from titles and pronouns the story uses.
    gender: Vec<char>,
    last: Option<(u32, u32)>,
    /// Lower-cased surname to the fullest name that ends in it: index into `names`.
    fullest: FxHashMap<String, usize>,
    /// `UNSC` to the name right before `(UNSC)`.
    acronyms: FxHashMap<String, usize>,
    /// Lower-cased word of a role to the people who hold it.
    holders: FxHashMap<String, Vec<u32>>,
}

fn bits(article: &Article<'_>, grammar: &Grammar, token: usize) -> u64 {
    grammar.features(article.tokens[token].form)
}

/// Longest entry of a list at a token.
fn listed(article: &Article<'_>, lexicon: &Lexicon, list: crate::lexicon::ListId, token: usize) -> Option<usize> {
    lexicon.longest(list, |i| article.tokens.get(token + i).map(|t| t.form)).map(|(n, _)| n)
}

fn names(article: &Article<'_>, lexicon: &Lexicon, grammar: &Grammar) -> Vec<Name> {
    let mut out = Vec::new();
    for sentence in &article.sentences {
        let range = sentence.tokens.range();
        let mut i = range.start;
        while i < range.end {
            let t = &article.tokens[i];
            if !t.capital || t.kind != TokenKind::Word {
                i += 1;
                continue;
            }
            let b = bits(article, grammar, i);
            let function = b
                & (f::DETERMINER
                    | f::POSSESSIVE
                    | f::PRONOUN
                    | f::PREPOSITION
                    | f::CONJUNCTION
                    | f::SUBORDINATOR
                    | f::WH
                    | f::ADVERB
                    | f::BE
                    | f::HAVE
                    | f::DO
                    | f::MODAL
                    | f::TIME_NOUN
                    | f::MONTH)
                != 0;
            // A common noun opens the sentence with a capital: `Critics believe`.
            let common = i == range.start
                && b & (f::VAGUE
                    | f::ROLE
                    | f::INSTITUTION
                    | f::DOCUMENT
                    | f::KNOWN
                    | f::ANONYMOUS
                    | f::COLLECTIVE
                    | f::VERB)
                    != 0
                && b & f::HONORIFIC == 0
                && article.tokens.get(i + 1).is_none_or(|n| !n.capital);
            if common || function {
                i += 1;
                continue;
            }
            let start = i;
            while i < range.end {
                let t = &article.tokens[i];
                let small = matches!(
                    article.word(i),
                    "de" | "van" | "von" | "der" | "al" | "bin" | "da" | "di" | "la" | "le" | "of"
                ) && article.tokens.get(i + 1).is_some_and(|n| n.capital && i + 1 < range.end);
                if t.kind == TokenKind::Word
                    && (t.capital && bits(article, grammar, i) & (f::TIME_NOUN | f::MONTH) == 0 || small && i > start)
                    || t.kind == TokenKind::Number
                        && i > start
                        && article.tokens[i - 1].capital
                        && listed(article, lexicon, grammar.outlets(), i - 1).is_some_and(|n| n > 1)
                {
                    i += 1;
                } else {
                    break;
                }
            }
            // Roles and titles in front belong to the person but not to the name: `Prime Minister Nikol Pashinyan`.
            let mut from = start;
            while from + 1 < i && bits(article, grammar, from) & (f::HONORIFIC | f::ROLE) != 0
                || from + 2 < i && bits(article, grammar, from + 1) & f::ROLE != 0
            {
                from += 1;
            }
            let mut honorific = None;
            if from > start {
                honorific = match article.word(from - 1).to_ascii_lowercase().trim_end_matches('.') {
                    "mr" | "sir" | "lord" => Some('m'),
                    "mrs" | "ms" | "miss" | "dame" | "lady" | "baroness" => Some('f'),
                    _ => None,
                };
            }
            let run = TokenSpan::new(from, i);
            let body = (from..i).any(|k| bits(article, grammar, k) & (f::INSTITUTION | f::OUTLET | f::DOCUMENT) != 0)
                || (from..i).any(|k| article.word(k) == "of");
            let definite = start > 0 && start > range.start && article.word(start - 1).eq_ignore_ascii_case("the");
            let acronym = i - from == 1
                && article.word(from).len() > 1
                && article.word(from).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
            let place = listed(article, lexicon, grammar.metonyms(), from).is_some_and(|n| n == i - from);
            let outlet = listed(article, lexicon, grammar.outlets(), from).is_some_and(|n| n == i - from);
            // A role in small letters right before: `mayor Jane Doe`.
            let mut role = (from > start).then(|| TokenSpan::new(start, from));
            if role.is_none() && start > range.start && bits(article, grammar, start - 1) & f::ROLE != 0 {
                role = Some(TokenSpan::new(start - 1, start));
            }
            let person = !body && !acronym && !place && !outlet && (role.is_some() || !definite);
            out.push(Name { run, role: role.filter(|_| honorific.is_none()), honorific, person });
        }
    }
    out
}

/// What stands behind the last space.
fn last_word(text: &str) -> Option<&str> {
    match text.bytes().rposition(|b| !b.is_ascii_graphic()) {
        Some(at) if at + 1 < text.len() && text.as_bytes()[at] == b' ' => Some(&text[at + 1..]),
        None if !text.is_empty() => Some(text),
        _ => text.split_whitespace().last(),
    }
}

/// Surnames to fullest names, acronyms to what they stand for.
fn index(article: &Article<'_>, names: &[Name]) -> (FxHashMap<String, usize>, FxHashMap<String, usize>) {
    let mut fullest: FxHashMap<String, usize> = FxHashMap::default();
    let mut acronyms = FxHashMap::default();
    let mut key = String::new();
    for (n, name) in names.iter().enumerate() {
        let text = article.text(name.run);
        if name.person
            && let Some(surname) = last_word(text)
        {
            key.clear();
            if surname.is_ascii() {
                key.push_str(surname);
                key.make_ascii_lowercase();
            } else {
                key.push_str(&surname.to_lowercase());
            }
            match fullest.get_mut(&key) {
                Some(known) if names[*known].run.len() < name.run.len() => *known = n,
                Some(_) => {}
                None => {
                    fullest.insert(key.clone(), n);
                }
            }
        }
        let bracketed = name.run.start >= 2 && article.word(name.run.start as usize - 1) == "(";
        if bracketed && n > 0 && names[n - 1].run.end == name.run.start - 1 {
            acronyms.entry(text.to_owned()).or_insert(n - 1);
        }
    }
    (fullest, acronyms)
}

impl Registry<'_> {
    /// Notes that the entry holds a role, under each word of it.
    fn holds(&mut self, entry: u32, role: &str) {
        for word in role.split_whitespace() {
            let holders = self.holders.entry(word.to_lowercase()).or_default();
            if !holders.contains(&entry) && holders.len() < 2 {
                holders.push(entry);
            }
        }
    }

    fn add(&mut self, entry: SourceEntry) -> u32 {
        self.entries.push(entry);
        self.gender.push('?');
        (self.entries.len() - 1) as u32
    }

    fn blank(name: String, class: SourceClass) -> SourceEntry {
        SourceEntry { name, class, role: None, mentions: Vec::new(), quoted_words: 0, attributions: 0 }
    }

    fn entry(&mut self, article: &Article<'_>, source: TokenSpan, head: u32) -> u32 {
        let head = (head as usize).min(source.end.saturating_sub(1) as usize).max(source.start as usize);
        let b = bits(article, self.grammar, head);
        let word = article.word(head);
        let capital = article.tokens[head].capital;
        if b & f::WH != 0 || b & f::COMPLEMENTIZER != 0 {
            // `people who`: what the relative refers to.
            if head > source.start as usize {
                let before = TokenSpan::new(source.start as usize, head);
                // Its main word stands before the first preposition: `calls by rights groups, that`.
                let preposition =
                    before.range().skip(1).find(|&k| bits(article, self.grammar, k) & f::PREPOSITION != 0);
                let to = preposition.unwrap_or(before.end as usize);
                let main = (before.start as usize..to).rev().find(|&k| article.tokens[k].kind == TokenKind::Word);
                return self.entry(article, before, main.unwrap_or(source.start as usize) as u32);
            }
            return self.nearest(article, head).unwrap_or_else(|| self.pronoun(word));
        }
        let personal = b & (f::PERSONAL | f::OBJECT_PRONOUN) != 0 || b & f::POSSESSIVE != 0;
        if personal && source.len() <= 2 {
            return self.resolve_pronoun(article, head, word);
        }
        if b & f::PRONOUN != 0 && b & f::NOUN == 0 && !capital || b & f::PRONOUN != 0 && source.len() == 1 {
            return self.other(article, source, SourceClass::Vague);
        }
        // A name inside the source: the first of the head's phrase, up to its first comma.
        let first_comma = source.range().find(|&k| article.word(k) == ",").unwrap_or(source.end as usize);
        let named = {
            let from = self.names.partition_point(|n| n.run.end <= source.start);
            self.names[from..]
                .iter()
                .take_while(|n| (n.run.start as usize) < first_comma.max(head + 1))
                .find(|n| n.run.holds(head) || n.run.end as usize == head + 1)
                .cloned()
        };
        // `Its secretary, Jon Birk, said`: a role, and the name behind the comma.
        let named = named.or_else(|| {
            let from = self.names.partition_point(|n| (n.run.start as usize) <= first_comma);
            let name = self.names.get(from)?;
            (name.person
                && name.run.start as usize <= first_comma + 2
                && name.run.end <= source.end
                && b & f::ROLE != 0)
                .then(|| Name { role: Some(TokenSpan::new(source.start as usize, first_comma)), ..name.clone() })
        });
        if let Some(name) = named {
            if let Some(joint) = self.joint(article, &name, source) {
                return joint;
            }
            return self.named(article, &name, source, first_comma);
        }
        self.common(article, source, head, b)
    }

    /// `Orland and Arvenia accuse each other`: two bodies that speak as one.
    fn joint(&mut self, article: &Article<'_>, name: &Name, source: TokenSpan) -> Option<u32> {
        let and = name.run.end as usize;
        let at = self.names.partition_point(|n| (n.run.start as usize) <= and);
        let other = self.names.get(at)?;
        let both = TokenSpan { start: name.run.start, end: other.run.end };
        let joined = and + 1 == other.run.start as usize && article.word(and) == "and" && both.end == source.end;
        (joined && !name.person && !other.person).then(|| self.other(article, both, SourceClass::Institution))
    }

    fn named(&mut self, article: &Article<'_>, name: &Name, source: TokenSpan, first_comma: usize) -> u32 {
        let text = article.text(name.run).replace('\n', " ");
        let first = name.run.start as usize;
        if listed(article, self.lexicon, self.grammar.outlets(), first).is_some_and(|n| n >= name.run.len()) {
            return self.keyed(text, SourceClass::Outlet);
        }
        let known = self.surname(&text);
        if !name.person && known.is_none()
            || listed(article, self.lexicon, self.grammar.metonyms(), first).is_some_and(|n| n == name.run.len())
        {
            let document = bits(article, self.grammar, name.run.end as usize - 1) & f::DOCUMENT != 0;
            let outlet = bits(article, self.grammar, name.run.end as usize - 1) & f::OUTLET != 0;
            let class = if document {
                SourceClass::Document
            } else if outlet {
                SourceClass::Outlet
            } else {
                SourceClass::Institution
            };
            let full = self.expansion(article, &text).unwrap_or(text);
            return self.keyed(full, class);
        }
        let key = last_word(&text).unwrap_or(&text).to_lowercase();
        let entry = known.unwrap_or_else(|| {
            // The fullest form the story has, wherever it stands.
            let full = self.fullest.get(&key).map(|&n| self.names[n].clone());
            let fullest = full.as_ref().map_or_else(|| text.clone(), |n| article.text(n.run).replace('\n', " "));
            let mut made = Self::blank(fullest, SourceClass::NamedPerson);
            made.role = full.as_ref().and_then(|n| n.role).map(|r| article.text(r).to_owned());
            let role = made.role.clone();
            let id = self.add(made);
            if let Some(role) = role {
                self.holds(id, &role);
            }
            self.people.insert(key.clone(), id);
            id
        });
        if let Some(g) = name.honorific {
            self.gender[entry as usize] = g;
        }
        if self.entries[entry as usize].role.is_none() {
            let role = name
                .role
                .map(|r| article.text(r).to_owned())
                .or_else(|| appositive(article, self.grammar, source, first_comma));
            if let Some(role) = &role {
                self.holds(entry, role);
            }
            self.entries[entry as usize].role = role;
        }
        entry
    }

    /// Who stands before the colon of a turn as `A`, or by initials: the first full name of the story, or the one they are of.
    fn initials(&mut self, article: &Article<'_>, source: TokenSpan) -> Option<u32> {
        let text = article.text(source);
        if text == "Q" {
            return Some(self.keyed(text.to_owned(), SourceClass::Role));
        }
        if text != "A" && !(2..=3).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_uppercase()) {
            return None;
        }
        let body = |n: &&Name| {
            let block = article.sentence(n.run.start as usize).block;
            let kind = article.prose.blocks[block as usize].kind;
            matches!(kind, BlockKind::Dek | BlockKind::Lead | BlockKind::Body)
        };
        let full = |n: &&Name| n.person && n.run.len() > 1 && n.run.end <= source.start;
        let fits = |n: &&Name| {
            let first = article.text(n.run).split_whitespace().filter_map(|w| w.chars().next());
            text == "A" || first.eq(text.chars())
        };
        let found = self.names.iter().filter(|n| full(n) && body(n)).find(fits).cloned();
        match found {
            Some(name) => Some(self.named(article, &name, name.run, name.run.end as usize)),
            None => (text == "A").then(|| self.keyed(text.to_owned(), SourceClass::Role)),
        }
    }

    fn surname(&self, text: &str) -> Option<u32> {
        let key = last_word(text).unwrap_or(text).to_lowercase();
        self.people.get(&key).copied()
    }

    /// `UNSC` where the story has `the U.N. Security Council (UNSC)`.
    fn expansion(&self, article: &Article<'_>, text: &str) -> Option<String> {
        if text.len() > 8 || !text.chars().all(|c| c.is_uppercase() || c == '.') {
            return None;
        }
        let before = &self.names[*self.acronyms.get(text)?];
        Some(article.text(before.run).to_owned())
    }

    fn keyed(&mut self, name: String, class: SourceClass) -> u32 {
        let key = name.to_lowercase();
        if let Some(&id) = self.others.get(&key) {
            return id;
        }
        let id = self.add(Self::blank(name, class));
        self.others.insert(key, id);
        id
    }

    fn other(&mut self, article: &Article<'_>, source: TokenSpan, class: SourceClass) -> u32 {
        self.keyed(article.text(source).replace('\n', " "), class)
    }

    fn common(&mut self, article: &Article<'_>, source: TokenSpan, head: usize, b: u64) -> u32 {
        let word = article.word(head).to_lowercase();
        let opener = bits(article, self.grammar, source.start as usize);
        let definite = article.word(source.start as usize).eq_ignore_ascii_case("the") || opener & f::POSSESSIVE != 0;
        let plural = b & f::PLURAL != 0 || word == "people";
        // A phrase or clause behind the head, or a name before it, says something about who it is.
        let described =
            source.range().any(|k| k > head && bits(article, self.grammar, k) & (f::PREPOSITION | f::WH) != 0)
                || source.range().any(|k| k < head && article.tokens[k].capital && k > source.start as usize);
        let anonymous = if described { SourceClass::DescribedAnonymous } else { SourceClass::BareAnonymous };
        let press = head > source.start as usize
            && ["news", "press", "media", "wire"].iter().any(|w| article.word(head - 1).eq_ignore_ascii_case(w));
        let human = b & (f::ROLE | f::VAGUE) != 0
            || matches!(
                word.as_str(),
                "people" | "person" | "those" | "someone" | "somebody" | "one" | "men" | "women"
            );
        let class = if b & f::ANONYMOUS != 0 {
            anonymous
        } else if b & f::COLLECTIVE != 0 {
            if b & f::OUTLET != 0 { SourceClass::Outlet } else { SourceClass::Vague }
        } else if b & f::OUTLET != 0 || press {
            SourceClass::Outlet
        } else if b & f::ROLE != 0 && definite && !plural {
            // `the minister`: the person with that office, if the story has just one.
            if let Some(&[one]) = self.holders.get(&word).map(Vec::as_slice) {
                return one;
            }
            SourceClass::Role
        } else if b & f::INSTITUTION != 0
            && definite
            && let Some(known) = self.body(&word)
        {
            return known;
        } else if b & (f::INSTITUTION | f::SPOKES) != 0 || word == "police" {
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
        self.other(article, source, class)
    }

    /// `the council`, `the company`: the body the story has already named, if its name says so or it is the last one.
    fn body(&self, word: &str) -> Option<u32> {
        // The last few bodies are those a reader can still have in mind.
        let recent = self.entries.len().saturating_sub(RECENT) as u32;
        let bodies = || {
            (recent..self.entries.len() as u32)
                .rev()
                .filter(|&e| self.entries[e as usize].class == SourceClass::Institution)
        };
        let named = |e: &u32| self.entries[*e as usize].name.starts_with(char::is_uppercase);
        bodies()
            .find(|e| named(e) && self.entries[*e as usize].name.to_lowercase().contains(word))
            .or_else(|| matches!(word, "company" | "firm").then(|| bodies().find(named)).flatten())
    }

    fn pronoun(&mut self, word: &str) -> u32 {
        self.keyed(word.to_lowercase(), SourceClass::Pronoun)
    }

    /// The entry of the last named person before the token, if the story knows one as a source or a name.
    fn nearest(&mut self, article: &Article<'_>, token: usize) -> Option<u32> {
        let at = self.names.partition_point(|n| (n.run.start as usize) < token);
        let name = self.names[..at].last()?.clone();
        (name.run.end as usize + 2 >= token).then(|| {
            let comma = name.run.end as usize;
            self.named(article, &name, name.run, comma)
        })
    }

    fn resolve_pronoun(&mut self, article: &Article<'_>, token: usize, word: &str) -> u32 {
        let folded = word.to_lowercase();
        let gender = match folded.as_str() {
            "he" | "him" | "his" => 'm',
            "she" | "her" => 'f',
            "it" | "its" | "they" | "them" | "their" => return self.resolve_thing(article, token, &folded),
            _ => return self.pronoun(word),
        };
        let sentence = article.sentence_of[token];
        // People named in the window, outside quotations, latest first.
        let mut people: Vec<u32> = Vec::new();
        let at = self.names.partition_point(|n| (n.run.start as usize) < token);
        let mut k = at;
        while k > 0 {
            k -= 1;
            let name = self.names[k].clone();
            let there = name.run.start as usize;
            if article.sentence_of[there] + WINDOW < sentence {
                break;
            }
            if !name.person
                || article.scopes[there].quoted
                || article.tokens.get(name.run.end as usize).is_some_and(|t| t.kind == TokenKind::Clitic)
            {
                continue;
            }
            let text = article.text(name.run).replace('\n', " ");
            let id = self.surname(&text).or_else(|| {
                if name.run.len() > 1 || name.role.is_some() || name.honorific.is_some() {
                    Some(self.named(article, &name, name.run, name.run.end as usize))
                } else {
                    None
                }
            });
            if let Some(id) = id
                && !people.contains(&id)
                && (self.gender[id as usize] == '?' || self.gender[id as usize] == gender)
            {
                people.push(id);
            }
        }
        let last = self.last.filter(|&(id, at)| {
            let class = self.entries[id as usize].class;
            let person =
                matches!(class, SourceClass::NamedPerson | SourceClass::Role | SourceClass::DescribedAnonymous);
            person
                && (self.gender[id as usize] == '?' || self.gender[id as usize] == gender)
                && article.sentence_of[at as usize] + WINDOW + 2 >= sentence
        });
        let found = match (people.len(), last) {
            (0, Some((id, _))) => Some(id),
            (1, None) => Some(people[0]),
            // Somebody was named since the last speaker: the speaker goes on unless another has become the topic.
            (1, Some((id, at))) => {
                let newer = people[0] != id
                    && self.names[..at_index(&self.names, token)].iter().rev().take_while(|n| n.run.start > at).any(
                        |n| {
                            n.person
                                && article.sentence_of[n.run.start as usize] < sentence
                                && starts_sentence(article, n.run.start as usize)
                        },
                    );
                Some(if newer { people[0] } else { id })
            }
            (_, Some((id, _))) if people.contains(&id) => Some(id),
            _ => None,
        };
        match found {
            Some(id) => {
                if people.len() <= 1 {
                    self.gender[id as usize] = gender;
                }
                id
            }
            None => self.pronoun(word),
        }
    }

    fn resolve_thing(&mut self, article: &Article<'_>, token: usize, word: &str) -> u32 {
        let plural = word.starts_with("the");
        let sentence = article.sentence_of[token];
        let found = self.last.filter(|&(id, at)| {
            let class = self.entries[id as usize].class;
            let fits = match class {
                SourceClass::Institution | SourceClass::Outlet => true,
                SourceClass::Document => !plural,
                SourceClass::Vague
                | SourceClass::DescribedAnonymous
                | SourceClass::BareAnonymous
                | SourceClass::Role => plural,
                SourceClass::NamedPerson | SourceClass::Pronoun => false,
            };
            fits && article.sentence_of[at as usize] + WINDOW >= sentence
        });
        match found {
            Some((id, _)) => id,
            None => self.pronoun(word),
        }
    }
}

fn at_index(names: &[Name], token: usize) -> usize {
    names.partition_point(|n| (n.run.start as usize) < token)
}

fn starts_sentence(article: &Article<'_>, token: usize) -> bool {
    let start = article.sentence(token).tokens.start as usize;
    token <= start + 3
}

/// `, a spokeswoman for the port,` behind a name.
fn appositive(article: &Article<'_>, grammar: &Grammar, source: TokenSpan, comma: usize) -> Option<String> {
    let from = comma + 1;
    if from >= source.end as usize {
        return None;
    }
    let end = (from..source.end as usize).find(|&k| article.word(k) == ",").unwrap_or(source.end as usize);
    (from..end)
        .any(|k| bits(article, grammar, k) & f::ROLE != 0)
        .then(|| article.text(TokenSpan::new(from, end)).to_owned())
}
