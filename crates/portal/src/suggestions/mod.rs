//! Runs of suggestions over the whole hall, in the program that serves: what is public of all needs and offers is compared, short lists
//! that flood nobody are made of it, and the engine keeps them ([`conversations::Suggestions`]).
//!
//! Only what every visitor may read takes part, so a suggestion tells nobody more than the hall does. A run works beside the threads that
//! answer requests, on half of the processors, and says every few seconds that it goes on; where it is told that it was stopped, it ends. In
//! memory are the profiles and vectors of both sides and twenty offers for each need, and no texts.

mod compare;
mod hall;
pub(crate) mod letters;

use self::compare::{Found, compare};
use self::hall::Hall;
use crate::failure::Failure;
use crate::index::SearchError;
use crate::platform::Platform;
use conversations::{Claim, ConversationError};
use jiff::Timestamp;
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often a run says that it goes on.
const BEAT: Duration = Duration::from_secs(3);
/// Records that are read at a time.
const BATCH: usize = 500;
/// What is handed over to the engine at a time.
const WRITTEN: usize = 5_000;

/// Starts the run of the day where `is_time` to look for it, and takes up a run that waits.
///
/// # Errors
/// Where the database does not work.
pub(crate) async fn take_up(platform: &Platform, is_time: bool, now: Timestamp) -> Result<(), ConversationError> {
    if is_time {
        platform.suggestions().start_daily(now).await?;
    }
    if let Some(claim) = platform.suggestions().claim(now).await? {
        tokio::spawn(attend(platform.clone(), claim));
    }
    Ok(())
}

/// Does a run, and says so where it fails.
async fn attend(platform: Platform, claim: Claim) {
    let Err(error) = suggest(&platform, &claim).await else { return };
    tracing::error!(run = claim.run, %error, "a run of suggestions failed");
    if let Err(error) = platform.suggestions().fail(&claim, &error.to_string(), Timestamp::now()).await {
        tracing::error!(run = claim.run, %error, "that a run of suggestions failed could not be written down");
    }
}

async fn suggest(platform: &Platform, claim: &Claim) -> Result<(), Failure> {
    let (registry, suggestions) = (platform.registry(), platform.suggestions());
    let mut watch = Watch::new(platform, claim)?;
    let index = platform.hall_index().by_meaning();
    let mut hall = Hall::new(platform.hall_index().dictionary());
    let mut after = String::new();
    loop {
        let batch = registry.hall_by_id(&after, BATCH as u64).await?;
        let Some(end) = batch.last() else { break };
        after.clone_from(&end.id);
        let definitions = registry.definitions();
        let add = move || {
            hall.add(&definitions, &batch);
            hall
        };
        match watch.work(add).await? {
            Some(more) => hall = more,
            None => return Ok(()),
        }
    }
    let mut going_on = BTreeMap::new();
    for ids in hall.offers.ids.chunks(BATCH) {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        going_on.extend(platform.conversations().going_on(&ids).await?);
    }
    let answered = suggestions.answered().await?;
    let progress = watch.progress.clone();
    let search = move || -> Result<Option<Found>, SearchError> {
        let market = hall.with_vectors(index.as_deref())?;
        progress.note(0, market.needs.ids.len());
        Ok(compare(&market, &going_on, &answered, &progress))
    };
    let Some(found) = watch.work(search).await?.transpose()?.flatten() else { return Ok(()) };
    for parts in found.parts.chunks(WRITTEN) {
        if !suggestions.add_parts(claim, parts, Timestamp::now()).await? {
            return Ok(());
        }
    }
    for pairs in found.pairs.chunks(WRITTEN) {
        if !suggestions.add_pairs(claim, pairs, Timestamp::now()).await? {
            return Ok(());
        }
    }
    if watch.goes_on().await? && suggestions.complete(claim, Timestamp::now()).await? {
        suggestions.tell(&claim.run, Timestamp::now()).await?;
    }
    Ok(())
}

/// How far a run is, and whether it is to end.
#[derive(Default)]
struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    is_stopped: AtomicBool,
}

impl Progress {
    fn note(&self, done: usize, total: usize) {
        self.total.store(total as u64, Ordering::Relaxed);
        self.done.store(done as u64, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }
}

/// Watches over the work of a run. When it goes, the work ends soon.
struct Watch<'a> {
    platform: &'a Platform,
    claim: &'a Claim,
    progress: Arc<Progress>,
    pool: Arc<ThreadPool>,
    beat: Interval,
}

impl<'a> Watch<'a> {
    fn new(platform: &'a Platform, claim: &'a Claim) -> Result<Self, Failure> {
        // The other half answers requests meanwhile.
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().div_ceil(2));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|error| Failure::Internal(error.to_string()))?;
        let mut beat = interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self { platform, claim, progress: Arc::default(), pool: Arc::new(pool), beat })
    }

    /// Says that the run goes on. Returns whether it is still in hand here.
    async fn goes_on(&self) -> Result<bool, ConversationError> {
        let count = |number: &AtomicU64| number.load(Ordering::Relaxed);
        let (done, total) = (count(&self.progress.done), count(&self.progress.total));
        self.platform.suggestions().go_on(self.claim, done, total, Timestamp::now()).await
    }

    /// Works away from the threads that answer requests. None where the run was stopped meanwhile.
    async fn work<T: Send + 'static>(
        &mut self,
        task: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, Failure> {
        let pool = self.pool.clone();
        let mut work = tokio::task::spawn_blocking(move || pool.install(task));
        loop {
            tokio::select! {
                done = &mut work => return done.map(Some).map_err(|error| Failure::Internal(error.to_string())),
                _ = self.beat.tick() => {
                    if !self.goes_on().await? {
                        return Ok(None);
                    }
                }
            }
        }
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.progress.is_stopped.store(true, Ordering::Relaxed);
    }
}
