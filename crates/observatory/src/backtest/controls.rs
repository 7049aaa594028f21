//! What must happen if the test is sound, and what it would look like if it were not.

use super::report::Control;
use super::{Round, forecast, known_by, measures};
use crate::collection::{Collection, UNDATED};
use crate::config::ScanConfig;
use crate::episode::{Episode, subjects};
use crate::forecast::{Example, Known, Training};
use crate::history::History;
use crate::measures::Measures;
use crate::targets::Target;
use crate::topics::{Frozen, LEVELS};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Times that outcomes are shuffled.
const SHUFFLES: u64 = 10;

/// `shuffled`: the model learns from outcomes that were shuffled within each year; its score must fall to chance.
/// `leaked`: features know the year after the cut-off; the score must rise.
pub(super) fn controls(
    episodes: &[Episode],
    rounds: &[Round],
    config: &ScanConfig,
    target: Target,
) -> BTreeMap<String, Control> {
    let horizon = i32::from(config.horizon);
    let run = |change: &dyn Fn(&Episode) -> Training, leaked: bool| {
        let scored = rounds.iter().map(|round| {
            let training: Vec<Training> =
                known_by(episodes, round.episode.cutoff, config).into_iter().map(change).collect();
            let judgement = forecast(&training, horizon, target, round.outcomes.len(), |place| {
                let subject = &round.episode.topics[place];
                if leaked { subject.leaked[target as usize] } else { subject.features[target as usize] }
            });
            measures(&judgement, &round.outcomes)
        });
        mean(scored.collect())
    };
    let leaked = run(
        &|episode| Training {
            cutoff: episode.cutoff,
            examples: (episode.topics.iter())
                .map(|subject| Example {
                    features: subject.leaked[target as usize],
                    outcome: subject.outcomes[target as usize],
                })
                .collect(),
        },
        true,
    );
    let shuffled: Vec<Control> = (0..SHUFFLES)
        .map(|seed| {
            run(
                &|episode| {
                    let mut training = episode.training(target);
                    let mut order: Vec<usize> = (0..training.examples.len()).collect();
                    let salt = (seed + 1).wrapping_mul(0xBF58_476D_1CE4_E5B9).wrapping_mul(episode.cutoff as u64);
                    let key = |place: usize| {
                        let mixed = (place as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(salt);
                        (mixed ^ (mixed >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB)
                    };
                    order.sort_by_key(|&place| key(place));
                    let outcomes: Vec<bool> = order.iter().map(|&place| training.examples[place].outcome).collect();
                    training.examples.iter_mut().zip(outcomes).for_each(|(example, outcome)| example.outcome = outcome);
                    training
                },
                false,
            )
        })
        .collect();
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
            halves[(mixed >> 63) as usize].push(Example {
                features: subject.features[target as usize],
                outcome: subject.outcomes[target as usize],
            });
        }
    }
    let [train, test] = halves;
    let training = [Training { cutoff: *cutoffs.start(), examples: train }];
    let outcomes: Vec<bool> = test.iter().map(|example| example.outcome).collect();
    let judgement = forecast(&training, horizon, target, test.len(), |place| test[place].features);
    measures(&judgement, &outcomes)
}
