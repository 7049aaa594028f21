//! How good forecasts were: the measures of the field.
//!
//! Alarms are scored by the critical success index (Gilbert 1884; Schaefer 1990) and the equitable threat score; rankings by
//! areas under curves and precision at k; probabilities by the Brier score (1950) and the expected calibration error (Naeini,
//! Cooper & Hauskrecht 2015, ten bins).

use serde::{Deserialize, Serialize};

/// Bins of reliability.
const BINS: usize = 10;

/// All measures of one set of forecasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// Share of positives.
    pub base_rate: f64,
    /// Hits / (hits + misses + false alarms); 0 where there is none of them.
    pub csi: f64,
    /// The same less the hits of chance.
    pub ets: f64,
    /// Share of positives among the k most probable, k being the number of positives (20 at most).
    pub precision_at_k: f64,
    /// Area under the receiver operating characteristic; 0.5 without both kinds.
    pub auc: f64,
    /// Average precision.
    pub pr_auc: f64,
    /// Mean squared error of the probability.
    pub brier: f64,
    /// 1 − Brier score / Brier score of always saying the base rate; 0 where that is 0.
    pub brier_skill: f64,
    /// Expected calibration error.
    pub ece: f64,
}

/// Names of the measures in the order of [`Measures::values`].
pub const MEASURES: [&str; 9] =
    ["base_rate", "csi", "ets", "precision_at_k", "auc", "pr_auc", "brier", "brier_skill", "ece"];

impl Measures {
    /// The values in the order of [`MEASURES`].
    pub fn values(&self) -> [f64; 9] {
        [
            self.base_rate,
            self.csi,
            self.ets,
            self.precision_at_k,
            self.auc,
            self.pr_auc,
            self.brier,
            self.brier_skill,
            self.ece,
        ]
    }

    /// From values in the order of [`MEASURES`].
    pub fn from_values(values: [f64; 9]) -> Self {
        let [base_rate, csi, ets, precision_at_k, auc, pr_auc, brier, brier_skill, ece] = values;
        Self { base_rate, csi, ets, precision_at_k, auc, pr_auc, brier, brier_skill, ece }
    }

    /// Measures forecasts against outcomes. `scores` rank, `probabilities` are judged as such, `alarms` say “grows”.
    pub fn new(scores: &[f64], probabilities: &[f64], alarms: &[bool], outcomes: &[bool]) -> Self {
        let count = outcomes.len();
        if count == 0 {
            return Self { auc: 0.5, ..Self::default() };
        }
        let positives = outcomes.iter().filter(|&&outcome| outcome).count();
        let hits = alarms.iter().zip(outcomes).filter(|&(&alarm, &outcome)| alarm && outcome).count() as f64;
        let alarmed = alarms.iter().filter(|&&alarm| alarm).count() as f64;
        let union = alarmed + positives as f64 - hits;
        let chance = alarmed * positives as f64 / count as f64;
        let ratio = |above: f64, below: f64| if below > 0.0 { above / below } else { 0.0 };
        let base_rate = positives as f64 / count as f64;
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        let k = positives.clamp(1, 20).min(count);
        let top = order[..k].iter().filter(|&&place| outcomes[place]).count();
        let brier = mean(probabilities.iter().zip(outcomes).map(|(&p, &outcome)| (p - number(outcome)).powi(2)), count);
        Self {
            base_rate,
            csi: ratio(hits, union),
            ets: ratio(hits - chance, union - chance),
            precision_at_k: top as f64 / k as f64,
            auc: auc(scores, outcomes),
            pr_auc: average_precision(scores, &order, outcomes),
            brier,
            brier_skill: if base_rate > 0.0 && base_rate < 1.0 {
                1.0 - brier / (base_rate * (1.0 - base_rate))
            } else {
                0.0
            },
            ece: reliability(probabilities, outcomes)
                .iter()
                .map(|bin| bin.count as f64 / count as f64 * (bin.mean_probability - bin.observed).abs())
                .sum(),
        }
    }
}

fn number(outcome: bool) -> f64 {
    f64::from(u8::from(outcome))
}

fn mean(values: impl Iterator<Item = f64>, count: usize) -> f64 {
    values.sum::<f64>() / count as f64
}

/// Probability that a positive has a higher score than a negative, ties counting half (Mann & Whitney 1947).
pub fn auc(scores: &[f64], outcomes: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let positives = outcomes.iter().filter(|&&outcome| outcome).count() as f64;
    let negatives = outcomes.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return 0.5;
    }
    let (mut wins, mut below) = (0.0, 0.0);
    for ties in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let hits = ties.iter().filter(|&&place| outcomes[place]).count() as f64;
        let others = ties.len() as f64 - hits;
        wins += hits * (below + others / 2.0);
        below += others;
    }
    wins / (positives * negatives)
}

/// Mean precision at each positive; ties share their precision.
fn average_precision(scores: &[f64], order: &[usize], outcomes: &[bool]) -> f64 {
    let positives = outcomes.iter().filter(|&&outcome| outcome).count() as f64;
    if positives == 0.0 {
        return 0.0;
    }
    let (mut seen, mut hits, mut sum) = (0.0, 0.0, 0.0);
    for ties in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let found = ties.iter().filter(|&&place| outcomes[place]).count() as f64;
        seen += ties.len() as f64;
        hits += found;
        sum += found * hits / seen;
    }
    sum / positives
}

/// One bin of a reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// Mean probability said.
    pub mean_probability: f64,
    /// Share that came true.
    pub observed: f64,
    /// Number of forecasts.
    pub count: usize,
}

/// Reliability in ten bins of equal width; empty ones are left out.
pub fn reliability(probabilities: &[f64], outcomes: &[bool]) -> Vec<ReliabilityBin> {
    let mut bins = [(0.0, 0.0, 0usize); BINS];
    for (&probability, &outcome) in probabilities.iter().zip(outcomes) {
        let bin = &mut bins[((probability * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += probability;
        bin.1 += number(outcome);
        bin.2 += 1;
    }
    bins.into_iter()
        .filter(|bin| bin.2 > 0)
        .map(|(probability, observed, count)| ReliabilityBin {
            mean_probability: probability / count as f64,
            observed: observed / count as f64,
            count,
        })
        .collect()
}

/// The score from which on alarms have the highest critical success index; +∞ where nothing is positive.
pub fn best_threshold(scores: &[f64], outcomes: &[bool]) -> f64 {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
    let positives = outcomes.iter().filter(|&&outcome| outcome).count() as f64;
    let (mut hits, mut alarms, mut best, mut threshold) = (0.0, 0.0, 0.0, f64::INFINITY);
    for ties in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        hits += ties.iter().filter(|&&place| outcomes[place]).count() as f64;
        alarms += ties.len() as f64;
        let csi = hits / (alarms + positives - hits);
        if csi > best {
            best = csi;
            threshold = scores[ties[0]];
        }
    }
    threshold
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_their_textbook_values() {
        // Two hits, one miss, one false alarm, four correct rejections.
        let outcomes = [true, true, true, false, false, false, false, false];
        let scores = [0.9, 0.8, 0.1, 0.7, 0.3, 0.2, 0.05, 0.0];
        let alarms: Vec<bool> = scores.iter().map(|&score| score >= 0.5).collect();
        let measures = Measures::new(&scores, &scores, &alarms, &outcomes);
        let chance = 3.0 * 3.0 / 8.0;
        for (name, value, expected) in [
            ("base rate", measures.base_rate, 0.375),
            ("csi", measures.csi, 0.5),
            ("ets", measures.ets, (2.0 - chance) / (4.0 - chance)),
            ("precision at 3", measures.precision_at_k, 2.0 / 3.0),
            ("auc", measures.auc, 12.0 / 15.0),
            ("pr_auc", measures.pr_auc, (1.0 + 1.0 + 3.0 / 6.0) / 3.0),
        ] {
            assert!((value - expected).abs() < 1e-12, "{name}: {value} instead of {expected}");
        }
    }

    #[test]
    fn chance_has_no_skill() {
        let outcomes: Vec<bool> = (0..1_000).map(|n| n % 5 == 0).collect();
        let constant = vec![0.2; 1_000];
        let measures = Measures::new(&constant, &constant, &vec![true; 1_000], &outcomes);
        assert_eq!((measures.csi, measures.ets, measures.auc), (0.2, 0.0, 0.5));
        assert!(measures.pr_auc - 0.2 < 1e-12 && measures.ece < 1e-12 && measures.brier_skill.abs() < 1e-12);
    }

    #[test]
    fn the_best_threshold_has_the_highest_index_of_all() {
        let outcomes = [false, true, false, true, true, false, false];
        let scores = [0.1, 0.9, 0.5, 0.5, 0.4, 0.3, 0.2];
        let index = |threshold: f64| {
            let alarms: Vec<bool> = scores.iter().map(|&score| score >= threshold).collect();
            Measures::new(&scores, &scores, &alarms, &outcomes).csi
        };
        let best = index(best_threshold(&scores, &outcomes));
        assert!(scores.iter().all(|&threshold| index(threshold) <= best));
        assert_eq!(best_threshold(&scores, &[false; 7]), f64::INFINITY);
    }
}
