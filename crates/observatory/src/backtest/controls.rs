//! What must happen if the test is sound, and what it would look like if it were not.

use super::report::Control;
use super::{Round, forecast, known_by, measures, repeat};
use crate::collection::{Collection, UNDATED};
use crate::config::ScanConfig;
use crate::episode::{Episode, Subject, subjects};
use crate::forecast::{Example, Known, Situation};
use crate::history::History;
use crate::measures::Measures;
use crate::targets::Target;
use crate::topics::{Frozen, LEVELS};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Times that outcomes are shuffled.
const SHUFFLES: usize = 10;

/// `shuffled`: what followed is dealt out anew among the topics of each year; the score must fall to chance.
/// `leaked`: features know the year after the cut-off; the score must rise.
pub(super) fn controls(
    episodes: &[Episode],
    rounds: &[Round],
    config: &ScanConfig,
    target: Target,
) -> BTreeMap<String, Control> {
    let horizon = i32::from(config.horizon);
    let run = |change: &(dyn Fn(&Episode) -> Vec<Example> + Sync)| {
        let scored = rounds.iter().map(|round| {
            let past = known_by(episodes, round.episode.cutoff, config);
            let examples: Vec<Example> = past.into_iter().flat_map(change).collect();
            let now = change(round.episode);
            let situations: Vec<&Situation> = now.iter().map(|example| &example.situation).collect();
            let outcomes: Vec<bool> = now.iter().map(|example| example.outcomes[target as usize]).collect();
            let judgement = forecast(&examples.iter().collect::<Vec<_>>(), horizon, target, &situations);
            measures(&judgement, &outcomes)
        });
        mean(scored.collect())
    };
    let leaked = run(&|episode| {
        let leak = |subject: &Subject| Example { situation: subject.leaked.clone(), ..subject.example.clone() };
        episode.topics.iter().map(leak).collect()
    });
    let shuffled = repeat(SHUFFLES, |seed| {
        run(&|episode| {
            let mut order: Vec<usize> = (0..episode.topics.len()).collect();
            let salt = (seed + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9).wrapping_mul(episode.cutoff as u64);
            let key = |place: usize| {
                let mixed = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt);
                (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB)
            };
            order.sort_by_key(|&place| key(place));
            let dealt = |(place, other): (usize, usize)| {
                let (mine, theirs) = (&episode.topics[place].example, &episode.topics[other].example);
                // Their growth from their level, carried to mine.
                let moved = mine.situation.prospect.level - theirs.situation.prospect.level;
                Example {
                    situation: mine.situation.clone(),
                    ahead: theirs.ahead.iter().map(|share| share + moved).collect(),
                    outcomes: theirs.outcomes,
                }
            };
            order.iter().copied().enumerate().map(dealt).collect()
        })
    });
    let count = shuffled.len() as f64;
    let shuffled = Control {
        csi: shuffled.iter().map(|control| control.csi).sum::<f64>() / count,
        auc: shuffled.iter().map(|control| control.auc).sum::<f64>() / count,
        pr_auc: shuffled.iter().map(|control| control.pr_auc).sum::<f64>() / count,
    };
    BTreeMap::from([("shuffled".to_string(), shuffled), ("leaked".to_string(), leaked)])
}

fn mean(measures: Vec<Measures>) -> Control {
    let mean = |value: fn(&Measures) -> f64| measures.iter().map(value).sum::<f64>() / measures.len().max(1) as f64;
    Control { csi: mean(|m| m.csi), auc: mean(|m| m.auc), pr_auc: mean(|m| m.pr_auc) }
}

/// The score that the same forecast would seem to have with topics made from all documents and topics and years divided at
/// random into a half to learn from and a half to be tested on.
pub(super) fn hindsight(
    collection: &Collection,
    config: &ScanConfig,
    cutoffs: &RangeInclusive<i32>,
    target: Target,
) -> Measures {
    let horizon = i32::from(config.horizon);
    let last = *cutoffs.end() + horizon;
    let documents: Vec<u32> = (0..collection.len() as u32)
        .filter(|&row| collection.years[row as usize] <= last && collection.years[row as usize] != UNDATED)
        .collect();
    let frozen = Frozen::new(collection, last, documents, config, false);
    let assignment = frozen.assignment(collection);
    let rows = frozen.documents.iter().copied();
    let history = History::new(collection, rows, frozen.counts[LEVELS - 1], last, |row| assignment.topic[row as usize]);
    let mut halves: [Vec<Example>; 2] = Default::default();
    for now in cutoffs.clone() {
        let known = Known { collection, frozen: &frozen, assignment: &assignment, history: &history, now, horizon };
        for subject in subjects(&known) {
            let mixed = (u64::from(subject.topic) << 20 | now as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            halves[(mixed >> 63) as usize].push(subject.example);
        }
    }
    let [train, test] = halves;
    let outcomes: Vec<bool> = test.iter().map(|example| example.outcomes[target as usize]).collect();
    let situations: Vec<&Situation> = test.iter().map(|example| &example.situation).collect();
    let judgement = forecast(&train.iter().collect::<Vec<_>>(), horizon, target, &situations);
    measures(&judgement, &outcomes)
}
