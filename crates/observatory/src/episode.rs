//! One year of the past as it was, with what came after: the unit from which forecasts are learned and tested.

use crate::collection::Collection;
use crate::config::ScanConfig;
use crate::forecast::baselines::{Naive, naive};
use crate::forecast::{Example, Known, Situation, features};
use crate::history::History;
use crate::targets::Target;
use crate::topics::{Frozen, LEVELS, NONE};
use rayon::prelude::*;

/// Topics, features and outcomes of one cut-off year.
pub struct Episode {
    /// Last year that features know.
    pub cutoff: i32,
    /// Eligible topics.
    pub topics: Vec<Subject>,
    /// Later documents that found a topic, as a share.
    pub attached: f64,
}

/// An eligible topic of an episode.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Number of the topic in its episode.
    pub topic: u32,
    /// Its field: topics of a field fare alike, so intervals draw fields.
    pub field: u32,
    /// What was known, and what came.
    pub example: Example,
    /// What a leak would see: features that also know the year after the cut-off.
    pub leaked: Situation,
    /// What naive forecasts look at.
    pub naive: Naive,
    /// Yearly growth of the share that followed, 0.1 meaning +10 %.
    pub growth: f64,
    /// Distinctive terms, for people.
    pub label: String,
}

impl Episode {
    /// Freezes topics at `cutoff`, computes features, attaches the documents of the `horizon` years after it and looks at what
    /// they brought. `sample` limits the number of documents; all comes from a fixed sample where there are more.
    pub fn new(collection: &Collection, cutoff: i32, config: &ScanConfig) -> Self {
        let horizon = i32::from(config.horizon);
        let keep = Sample::new(collection, cutoff, config.past_documents);
        let known: Vec<u32> = keep.rows(collection, i32::MIN, cutoff);
        let later: Vec<u32> = keep.rows(collection, cutoff + 1, cutoff + horizon);
        let frozen = Frozen::new(collection, cutoff, known, config, false);
        let mut assignment = frozen.assignment(collection);
        frozen.attach(collection, &later, &mut assignment);
        let attached = later.iter().filter(|&&row| assignment.topic[row as usize] != NONE).count();
        let count = frozen.counts[LEVELS - 1];
        let rows = frozen.documents.iter().chain(&later).copied();
        let history = History::new(collection, rows, count, cutoff + horizon, |row| assignment.topic[row as usize]);
        let subjects = subjects(&Known {
            collection,
            frozen: &frozen,
            assignment: &assignment,
            history: &history,
            now: cutoff,
            horizon,
        });
        Self { cutoff, topics: subjects, attached: attached as f64 / later.len().max(1) as f64 }
    }

    /// Episodes of several years, in parallel where memory allows.
    pub fn all(
        collection: &Collection,
        cutoffs: &[i32],
        config: &ScanConfig,
        progress: impl Fn(i32) + Sync,
    ) -> Vec<Episode> {
        cutoffs
            .par_iter()
            .map(|&cutoff| {
                let episode = Episode::new(collection, cutoff, config);
                progress(cutoff);
                episode
            })
            .collect()
    }

    /// What a model learns from this episode.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        self.topics.iter().map(|subject| &subject.example)
    }

    /// Outcomes of a target.
    pub fn outcomes(&self, target: Target) -> Vec<bool> {
        self.topics.iter().map(|subject| subject.example.outcomes[target as usize]).collect()
    }
}

/// Logarithm of a share; half a document more keeps it finite.
fn log_share(history: &History, topic: u32, year: i32) -> f64 {
    ((f64::from(history.count(topic, year)) + 0.5) / f64::from(history.total(year)).max(1.0)).ln()
}

/// Looks at the eligible topics of `known.now`; the history reaches to the end of the horizon.
pub(crate) fn subjects(known: &Known<'_>) -> Vec<Subject> {
    let Known { collection, frozen, history, now, horizon, .. } = *known;
    let count = frozen.counts[LEVELS - 1];
    let topics: Vec<u32> = (0..count as u32).filter(|&topic| history.eligible(topic, now)).collect();
    let at = features(known);
    let later = Known { now: now + 1, ..*known };
    let next = features(&later);
    let outcomes = Target::ALL.map(|target| target.outcomes(history, &topics, now, horizon));
    let labels = crate::labels::quick(collection, frozen);
    topics
        .iter()
        .enumerate()
        .map(|(place, &topic)| {
            let before = history.share(topic, now).max(1e-9);
            Subject {
                topic,
                field: frozen.ancestor(topic, 1),
                example: Example {
                    situation: at.situation(known, topic, now),
                    ahead: (now + 1..=now + horizon).map(|year| log_share(history, topic, year)).collect(),
                    outcomes: [0, 1, 2].map(|target| outcomes[target][place]),
                },
                leaked: next.situation(&later, topic, now),
                naive: naive(known, &at, topic),
                growth: (history.share(topic, now + horizon) / before).powf(1.0 / f64::from(horizon)) - 1.0,
                label: labels[topic as usize].clone(),
            }
        })
        .collect()
}

/// A fixed sample of documents: all of them where there are few enough.
struct Sample {
    /// Documents with a hash below are in the sample.
    below: u64,
}

impl Sample {
    fn new(collection: &Collection, cutoff: i32, most: usize) -> Self {
        let known = collection.years.iter().filter(|&&year| year <= cutoff).count();
        let below = if known <= most { u64::MAX } else { (u64::MAX as f64 * most as f64 / known as f64) as u64 };
        Self { below }
    }

    fn rows(&self, collection: &Collection, first: i32, last: i32) -> Vec<u32> {
        (0..collection.len() as u32)
            .filter(|&row| (first..=last).contains(&collection.years[row as usize]))
            .filter(|&row| self.below == u64::MAX || hash(&collection.ids[row as usize]) < self.below)
            .collect()
    }
}

/// FNV-1a with a final mix: the same on every machine.
fn hash(id: &str) -> u64 {
    let hash =
        id.bytes().fold(0xCBF2_9CE4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    (hash ^ (hash >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
