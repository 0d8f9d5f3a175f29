//! Many inputs at once, in order: reads and works on a few at a time on all processors and hands the results over in the
//! order of the inputs, each as soon as those before it are done. No more texts are held than are being worked on.

use super::Outcome;
use super::input::{self, Input, Reading};
use rayon::prelude::*;
use sayso::format::Format;
use sayso::lint::Linter;
use sayso::source::Source;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, mpsc};

/// Files that are worked on together, and bytes of their text, unless one file alone is larger: see
/// [`sayso::parse::parse_all`]. With more of them, what one stage leaves to the next is no longer at hand.
const TOGETHER: usize = 16;
const TEXT: usize = 96 << 10;

/// Results that wait to be handed over, for each thread, before it waits itself.
const AHEAD: usize = 16;

/// One input and what it is linted with.
pub(super) struct Job {
    pub(super) input: Input,
    pub(super) linter: Arc<Linter>,
}

/// A file that has been read, and what for.
pub(super) struct Read<'j> {
    pub(super) job: &'j Job,
    pub(super) source: Source,
    pub(super) format: Format,
}

/// What a linter takes of them.
pub(super) fn files<'r>(all: &'r [Read<'_>]) -> Vec<(&'r Source, Format)> {
    all.iter().map(|file| (&file.source, file.format)).collect()
}

/// Reads each input, calls `work` for a few files at a time that are to be linted with one linter, and then `done` for each
/// of its results and for each file that could not be read, in order. `work` has an [`Outcome`] of its own to make worse;
/// the worst is returned.
///
/// # Errors
/// If `done` fails, or the threads cannot be started.
pub(super) fn in_order<T: Send>(
    jobs: &[Job],
    threads: Option<NonZeroUsize>,
    reading: Reading,
    work: impl Fn(&Linter, Vec<Read<'_>>, &mut Outcome) -> Vec<T> + Sync,
    mut done: impl FnMut(Option<T>) -> anyhow::Result<()>,
) -> anyhow::Result<Outcome> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let mut worst = Outcome::Clean;
    if threads == 1 || jobs.len() < 2 {
        a_few_at_a_time(jobs, reading, &work, &mut worst, done)?;
        return Ok(worst);
    }
    let one = |jobs: &[Job]| {
        let (mut results, mut outcome) = (Vec::with_capacity(jobs.len()), Outcome::Clean);
        let keep = |result| {
            results.push(result);
            Ok(())
        };
        a_few_at_a_time(jobs, reading, &work, &mut outcome, keep).map(|()| (results, outcome))
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    // So many that no thread waits long for the others.
    let few = jobs.len().div_ceil(threads * 4).min(TOGETHER);
    let (sender, receive) = mpsc::sync_channel(threads * AHEAD);
    pool.in_place_scope(|scope| {
        scope.spawn(move |_| {
            // It fails when nobody takes the results any more, and then there is no more to do.
            let send = |send: &mut mpsc::SyncSender<_>, (number, jobs)| send.send((number, one(jobs))).ok();
            let _ = jobs.chunks(few).enumerate().par_bridge().try_for_each_with(sender, send);
        });
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (number, results) in receive {
            early.insert(number, results);
            while let Some(results) = early.remove(&next) {
                let (results, outcome) = results?;
                next += 1;
                worst = worst.max(outcome);
                results.into_iter().try_for_each(&mut done)?;
            }
        }
        Ok(worst)
    })
}

/// [`in_order`] on one thread.
fn a_few_at_a_time<T>(
    jobs: &[Job],
    reading: Reading,
    work: &impl Fn(&Linter, Vec<Read<'_>>, &mut Outcome) -> Vec<T>,
    outcome: &mut Outcome,
    mut done: impl FnMut(Option<T>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut few: Vec<Read<'_>> = Vec::with_capacity(TOGETHER);
    let mut bytes = 0;
    let mut jobs = jobs.iter().peekable();
    while let Some(job) = jobs.next() {
        match input::read(&job.input, reading, outcome) {
            Some((source, format)) => {
                bytes += source.text.len();
                few.push(Read { job, source, format });
            }
            None => done(None)?,
        }
        let more = jobs.peek().is_some_and(|next| Arc::ptr_eq(&next.linter, &job.linter));
        if !few.is_empty() && (!more || few.len() == TOGETHER || bytes > TEXT) {
            bytes = 0;
            let few = std::mem::take(&mut few);
            work(&job.linter, few, outcome).into_iter().map(Some).try_for_each(&mut done)?;
        }
    }
    Ok(())
}
