//! Many inputs at once, in order: reads and works on a few at a time on all processors and hands the results over in the
//! order of the inputs, so that output streams and never more than a batch of texts is held.

use super::Outcome;
use super::input::Input;
use rayon::prelude::*;
use std::fs;
use std::num::NonZeroUsize;

/// Bytes of text in a batch, unless one file alone is larger.
const BYTES: u64 = 32 << 20;
/// Files in a batch for each processor.
const FILES: usize = 8;

/// Calls `work` for each input and then `done` for each result, in order. `work` has an [`Outcome`] of its own to make
/// worse; the worst is returned.
///
/// # Errors
/// If `done` fails, or the threads cannot be started.
pub(super) fn in_order<I: AsRef<Input> + Sync, T: Send>(
    inputs: &[I],
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&I, &mut Outcome) -> T + Sync,
    mut done: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<Outcome> {
    let jobs = jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let mut worst = Outcome::Clean;
    let one = |input: &I| {
        let mut outcome = Outcome::Clean;
        (work(input, &mut outcome), outcome)
    };
    if jobs == 1 || inputs.len() < 2 {
        for input in inputs {
            let (result, outcome) = one(input);
            worst = worst.max(outcome);
            done(result)?;
        }
        return Ok(worst);
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).build()?;
    let mut rest = inputs;
    while !rest.is_empty() {
        let (batch, later) = rest.split_at(batch_length(rest, jobs));
        rest = later;
        let results: Vec<_> = pool.install(|| batch.par_iter().with_max_len(1).map(one).collect());
        for (result, outcome) in results {
            worst = worst.max(outcome);
            done(result)?;
        }
    }
    Ok(worst)
}

fn batch_length<I: AsRef<Input>>(inputs: &[I], jobs: usize) -> usize {
    let mut bytes = 0;
    let mut length = 0;
    for input in inputs.iter().take(jobs * FILES) {
        bytes += fs::metadata(&input.as_ref().path).map_or(0, |meta| meta.len());
        if length > 0 && bytes > BYTES {
            break;
        }
        length += 1;
    }
    length
}
