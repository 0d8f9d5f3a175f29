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

use super::{Candidate, Check, Context, Evidence, Job, Plan};
use crate::rule::schema::StoryCheck;

/// Runs each story rule on all articles, of which each has the checks beside it that are on.
pub(super) fn run(plan: &Plan, all: &mut [(Context<'_>, &[bool])]) {
    for &number in &plan.kinds.stories {
        let check = &plan.checks[number];
        let Job::Story(evidence) = &check.job else { continue };
        for (context, _) in all.iter_mut().filter(|(_, on)| on[number]) {
            for candidate in find(context, check, evidence) {
                context.admit(Candidate { check: number, scoped: true, ..candidate });
            }
        }
    }
}

fn find(c: &Context<'_>, check: &Check, evidence: &Evidence) -> Vec<Candidate> {
    match evidence.check {
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
    }
}
