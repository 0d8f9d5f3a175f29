//! Checks of the whole story: who is heard, how often, in which words, and where. One function a check; a new one is a
//! variant of [`StoryCheck`] and a function in a file here. What they count they tell, in the message or its notes.

mod adopted;
mod anonymous;
mod balance;
mod first;
mod gap;
mod headline;
mod lead;
mod leak;
mod ledger;
mod pronoun;
mod quotes;
mod response;
mod second_hand;
mod single;
mod verbs;

pub(super) use ledger::{Said, Surnames};

use super::{Candidate, Context, Job};
use crate::rule::schema::StoryCheck;

/// Runs each story rule.
pub(super) fn run(context: &mut Context<'_>, on: &[bool]) {
    let plan = context.plan;
    for &number in plan.kinds.stories.iter().filter(|&&check| on[check]) {
        let check = &plan.checks[number];
        let Job::Story(evidence) = &check.job else { continue };
        let c = &*context;
        let found = match evidence.check {
            StoryCheck::SingleSource => single::run(c, check, evidence),
            StoryCheck::LeadWithoutAttribution => lead::run(c, check, evidence),
            StoryCheck::AnonymousShare => anonymous::share(c, check),
            StoryCheck::AnonymousInLead => anonymous::in_lead(c),
            StoryCheck::AttributionGap => gap::run(c, check, evidence),
            StoryCheck::SourceImbalance => balance::run(c, check, evidence),
            StoryCheck::VerbAsymmetry => verbs::run(c, check, evidence),
            StoryCheck::SecondHandOnly => second_hand::run(c, check, evidence),
            StoryCheck::FirstReference => first::run(c, check, evidence),
            StoryCheck::AmbiguousPronoun => pronoun::run(c, check, evidence),
            StoryCheck::NoResponse => response::run(c, check, evidence),
            StoryCheck::HeadlineOutruns => headline::run(c, evidence),
            StoryCheck::AdoptedLanguage => adopted::run(c, check, evidence),
            StoryCheck::LateQuote => quotes::late(c, check),
            StoryCheck::StackedQuotes => quotes::stacked(c),
            StoryCheck::ScopeLeak => leak::run(c, check, evidence),
        };
        for candidate in found {
            context.admit(Candidate { check: number, scoped: true, ..candidate });
        }
    }
}
