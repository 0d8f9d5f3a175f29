//! Many inputs at once, in order: reads and works on a few at a time on all processors and hands the results over in the
//! order of the inputs, so that output streams and never more than a batch of texts is held.

use super::Outcome;
use super::input::Input;
use rayon::prelude::*;
use sayso::lint::Linter;
use std::fs;
use std::num::NonZeroUsize;
use std::sync::Arc;

/// Bytes of text in a batch, unless one file alone is larger.
const BYTES: u64 = 32 << 20;
/// Files in a batch for each processor.
const FILES: usize = 32;

/// One input and what it is linted with.
pub(super) struct Job {
    pub(super) input: Input,
    pub(super) linter: Arc<Linter>,
}

/// Calls `work` for each input and then `done` for each result, in order. `work` has an [`Outcome`] of its own to make
/// worse; the worst is returned.
///
/// # Errors
/// If `done` fails, or the threads cannot be started.
pub(super) fn in_order<T: Send>(
    jobs: &[Job],
    threads: Option<NonZeroUsize>,
    work: impl Fn(&Job, &mut Outcome) -> T + Sync,
    mut done: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Outcome> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let mut worst = Outcome::Clean;
    let one = |job: &Job| {
        let mut outcome = Outcome::Clean;
        (work(job, &mut outcome), outcome)
    };
    if threads == 1 || jobs.len() < 2 {
        for job in jobs {
            let (result, outcome) = one(job);
            worst = worst.max(outcome);
            done(result)?;
        }
        return Ok(worst);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let mut rest = jobs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest, threads));
        rest = later;
        let results: Vec<_> = pool.install(|| batch.par_iter().with_max_len(1).map(one).collect());
        for (result, outcome) in results {
            worst = worst.max(outcome);
            done(result)?;
        }
    }
    Ok(worst)
}

fn batch_length(jobs: &[Job], threads: usize) -> usize {
    let mut bytes = 0;
    let mut length = 0;
    for job in jobs.iter().take(threads * FILES) {
        bytes += fs::metadata(&job.input.path).map_or(0, |meta| meta.len());
        if length > 0 && bytes > BYTES {
            break;
        }
        length += 1;
    }
    length
}
