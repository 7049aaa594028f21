//! How far the numbers could lie elsewhere by chance: a bootstrap over cut-offs, and over fields within them, because topics of a
//! field fare alike (a two-stage cluster bootstrap; Davison & Hinkley 1997, §3.8).

use super::report::{Comparison, Scored};
use super::{FORECAST, Round, repeat};
use crate::forecast::baselines::Judgement;
use crate::measures::{MEASURES, Measures};
use std::collections::BTreeMap;

/// Bootstrap samples.
const SAMPLES: usize = 1_000;
/// Measures in which forecast and baselines are compared; more is better in each.
const COMPARED: [&str; 5] = ["csi", "ets", "auc", "pr_auc", "brier_skill"];

/// Means of all measures over the rounds for everyone, with intervals.
pub(super) fn means(rounds: &[Round]) -> BTreeMap<String, Scored> {
    let point = scores(rounds, &all_places(rounds));
    let samples = samples(rounds, 7);
    point
        .iter()
        .map(|(name, values)| {
            let intervals = (MEASURES.iter().enumerate().skip(1))
                .map(|(place, measure)| {
                    let mut drawn: Vec<f64> = samples.iter().map(|sample| sample[name][place]).collect();
                    ((*measure).to_string(), interval(&mut drawn))
                })
                .collect();
            (name.to_string(), Scored { measures: Measures::from_values(*values), intervals })
        })
        .collect()
}

/// Forecast less every baseline.
pub(super) fn compare(rounds: &[Round], seed: u64) -> Vec<Comparison> {
    let point = scores(rounds, &all_places(rounds));
    let samples = samples(rounds, seed);
    let mut compared = Vec::new();
    for name in point.keys().filter(|name| **name != FORECAST) {
        for measure in COMPARED {
            let place = MEASURES.iter().position(|known| *known == measure).expect("a measure of the list");
            let difference = |scores: &BTreeMap<&str, [f64; 9]>| scores[FORECAST][place] - scores[name][place];
            let mut drawn: Vec<f64> = samples.iter().map(difference).collect();
            let [low, high] = interval(&mut drawn);
            compared.push(Comparison {
                baseline: name.to_string(),
                measure: measure.to_string(),
                difference: difference(&point),
                low,
                high,
            });
        }
    }
    compared
}

fn interval(drawn: &mut [f64]) -> [f64; 2] {
    drawn.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| drawn[((drawn.len() - 1) as f64 * part).round() as usize];
    [at(0.025), at(0.975)]
}

/// Every round once with all its topics.
fn all_places(rounds: &[Round]) -> Vec<(usize, Vec<usize>)> {
    rounds.iter().enumerate().map(|(number, round)| (number, (0..round.outcomes.len()).collect())).collect()
}

fn samples(rounds: &[Round], seed: u64) -> Vec<BTreeMap<&'static str, [f64; 9]>> {
    let fields: Vec<Vec<Vec<usize>>> = rounds
        .iter()
        .map(|round| {
            let mut by_field: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for (place, subject) in round.episode.topics.iter().enumerate() {
                by_field.entry(subject.field).or_default().push(place);
            }
            by_field.into_values().collect()
        })
        .collect();
    repeat(SAMPLES, |sample| {
        let mut state = (seed << 32) ^ sample;
        let drawn: Vec<(usize, Vec<usize>)> = (0..rounds.len())
            .map(|_| {
                let round = draw(&mut state, rounds.len());
                let fields = &fields[round];
                let places =
                    (0..fields.len()).flat_map(|_| fields[draw(&mut state, fields.len())].iter().copied()).collect();
                (round, places)
            })
            .collect();
        scores(rounds, &drawn)
    })
}

/// A number below `limit` (SplitMix64).
fn draw(state: &mut u64, limit: usize) -> usize {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    ((u128::from(mixed) * limit as u128) >> 64) as usize
}

/// Mean measures of everyone over drawn rounds and places.
fn scores(rounds: &[Round], drawn: &[(usize, Vec<usize>)]) -> BTreeMap<&'static str, [f64; 9]> {
    let names: Vec<&'static str> =
        rounds.first().map(|round| round.judgements.keys().copied().collect()).unwrap_or_default();
    names
        .into_iter()
        .map(|name| {
            let mut sums = [0.0; 9];
            for (round, places) in drawn {
                let Judgement { scores, probabilities, alarms } = &rounds[*round].judgements[name];
                let pick = |values: &[f64]| places.iter().map(|&place| values[place]).collect::<Vec<f64>>();
                let flags = |values: &[bool]| places.iter().map(|&place| values[place]).collect::<Vec<bool>>();
                let measures = Measures::new(
                    &pick(scores),
                    &pick(probabilities),
                    &flags(alarms),
                    &flags(&rounds[*round].outcomes),
                );
                sums.iter_mut().zip(measures.values()).for_each(|(sum, value)| *sum += value / drawn.len() as f64);
            }
            (name, sums)
        })
        .collect()
}
