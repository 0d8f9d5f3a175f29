//! Whom a pronoun means: the one person or body it can mean, or nobody.

use super::names::Name;
use super::{Registry, WINDOW};
use crate::article::{SourceClass, TokenKind};
use smallvec::SmallVec;

impl Registry<'_> {
    /// A pronoun that stays one.
    pub(super) fn pronoun(&mut self, token: usize) -> u32 {
        let word = self.article.word(token);
        let entry = self.keyed(word, SourceClass::Pronoun);
        self.entries[entry as usize].name.make_ascii_lowercase();
        entry
    }

    /// The entry of the last named person before the token, if the story knows one as a source or a name.
    pub(super) fn nearest(&mut self, token: usize) -> Option<u32> {
        let name = *self.names.all[..self.names.before(token)].last()?;
        (name.run.end as usize + 2 >= token).then(|| self.named(&name, name.run, name.run.end as usize))
    }

    pub(super) fn resolve_pronoun(&mut self, token: usize) -> u32 {
        let article = self.article;
        let word = article.word(token);
        let is = |all: &[&str]| all.iter().any(|one| word.eq_ignore_ascii_case(one));
        let gender = match () {
            () if is(&["he", "him", "his"]) => 'm',
            () if is(&["she", "her"]) => 'f',
            () if is(&["it", "its"]) => return self.resolve_thing(token, false),
            () if is(&["they", "them", "their"]) => return self.resolve_thing(token, true),
            () => return self.pronoun(token),
        };
        let sentence = article.sentence_of[token];
        // People named in the window, outside quotations, latest first.
        let mut people: SmallVec<[u32; 4]> = SmallVec::new();
        let at = self.names.before(token);
        for k in (0..at).rev() {
            let name = self.names.all[k];
            let there = name.run.start as usize;
            if article.sentence_of[there] + WINDOW < sentence {
                break;
            }
            if !name.person
                || article.scopes[there].quoted()
                || article.tokens.get(name.run.end as usize).is_some_and(|t| t.kind == TokenKind::Clitic)
            {
                continue;
            }
            let spoken = self.names.known(article, &name).filter(|w| self.names.people[*w as usize].entry.is_some());
            let id = match spoken {
                Some(who) => self.person(who),
                None if name.full || name.role.is_some() || name.gender.is_some() => {
                    self.named(&name, name.run, name.run.end as usize)
                }
                None => continue,
            };
            if !people.contains(&id) && self.can_be(id, gender) {
                people.push(id);
            }
        }
        let last = self.last.as_ref().and_then(|last| {
            let mut fitting = std::iter::once(last.who).chain(last.with.iter().copied()).filter(|&id| {
                let class = self.entries[id as usize].class;
                let person =
                    matches!(class, SourceClass::NamedPerson | SourceClass::Role | SourceClass::DescribedAnonymous);
                person && self.can_be(id, gender)
            });
            let near = article.sentence_of[last.at as usize] + WINDOW + 2 >= sentence;
            // Of two who spoke together, a pronoun in the singular is one only if it cannot be the other.
            let one = fitting.next().filter(|_| fitting.next().is_none());
            one.filter(|_| near).map(|id| (id, last.at))
        });
        let topic = |n: &Name| n.person && self.opens_sentence_before(n, sentence);
        let found = match (people.len(), last) {
            (0, Some((id, _))) => Some(id),
            (1, None) => Some(people[0]),
            // Somebody was named since the last speaker: the speaker goes on unless another has become the topic.
            (1, Some((id, from))) => {
                let mut since = self.names.all[..at].iter().rev().take_while(|n| n.run.start > from);
                let newer = people[0] != id && since.any(topic);
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
            None => self.pronoun(token),
        }
    }

    fn can_be(&self, id: u32, gender: char) -> bool {
        self.gender[id as usize] == '?' || self.gender[id as usize] == gender
    }

    /// Whether a name stands at the head of a sentence before the one numbered.
    fn opens_sentence_before(&self, name: &Name, sentence: u32) -> bool {
        let token = name.run.start as usize;
        self.article.sentence_of[token] < sentence && token <= self.article.sentence(token).tokens.start as usize + 3
    }

    /// `it`, `they`: the body, or the people, who spoke last.
    fn resolve_thing(&mut self, token: usize, plural: bool) -> u32 {
        if plural
            && self.just_spoke(token)
            && let Some(last) = self.last.as_ref().filter(|last| !last.with.is_empty())
        {
            self.with.clone_from(&last.with);
            return last.who;
        }
        let found = self.last.as_ref().filter(|last| {
            let fits = match self.entries[last.who as usize].class {
                SourceClass::Institution | SourceClass::Outlet => true,
                SourceClass::Document => !plural,
                SourceClass::Vague
                | SourceClass::DescribedAnonymous
                | SourceClass::BareAnonymous
                | SourceClass::Role => plural,
                SourceClass::NamedPerson | SourceClass::Pronoun => false,
            };
            fits && self.just_spoke(token)
        });
        match found.map(|last| last.who) {
            Some(id) => id,
            None => self.pronoun(token),
        }
    }
}
