//! From past examples to calibrated probabilities.

use super::features::FEATURES;
use super::logistic::{Logistic, sigmoid};
use crate::measures::best_threshold;

/// Precision of the prior on coefficients.
const PENALTY: f64 = 20.0;
/// Past years that are predicted from the years before them, to calibrate and to choose a threshold.
const HELD_BACK: usize = 4;
/// Precision of the prior that says: the model is calibrated as it is.
const CALIBRATED: f64 = 10.0;

/// One topic at one past year.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Features, as [`FEATURES`] names them.
    pub features: [f64; FEATURES.len()],
    /// Whether the target came true.
    pub outcome: bool,
}

/// Examples of one past year.
#[derive(Clone, Debug, PartialEq)]
pub struct Training {
    /// The year; its outcome was known `horizon` years later.
    pub cutoff: i32,
    /// The eligible topics of that year.
    pub examples: Vec<Example>,
}

/// A trained and calibrated model.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecaster {
    model: Logistic,
    /// Calibrated log-odds = `calibration.0 + calibration.1 · log-odds`.
    calibration: (f64, f64),
    /// Probability from which on the forecast says “grows”: best on past years that were predicted from earlier ones.
    pub threshold: f64,
    /// Share of outcomes that came true in training.
    pub base_rate: f64,
}

impl Forecaster {
    /// Trains on past years, ascending. Each of the last years is also predicted by a model that knows only what was known
    /// then (`horizon` years earlier); these predictions calibrate the model (Platt 1999, with a prior of no correction).
    pub fn train(past: &[Training], horizon: i32) -> Self {
        let model = fit(past);
        let mut log_odds = Vec::new();
        let mut outcomes = Vec::new();
        for year in past.iter().rev().take(HELD_BACK) {
            let known = past.partition_point(|earlier| earlier.cutoff + horizon <= year.cutoff);
            if known == 0 {
                continue;
            }
            let earlier = fit(&past[..known]);
            for example in &year.examples {
                log_odds.push(earlier.log_odds(&example.features));
                outcomes.push(example.outcome);
            }
        }
        let calibration = calibrate(&log_odds, &outcomes);
        if log_odds.is_empty() {
            for example in past.iter().flat_map(|year| &year.examples) {
                log_odds.push(model.log_odds(&example.features));
                outcomes.push(example.outcome);
            }
        }
        let probabilities: Vec<f64> =
            log_odds.iter().map(|odds| sigmoid(calibration.0 + calibration.1 * odds)).collect();
        let all = past.iter().map(|year| year.examples.len()).sum::<usize>().max(1);
        let positives = past.iter().flat_map(|year| &year.examples).filter(|example| example.outcome).count();
        Self {
            model,
            calibration,
            threshold: best_threshold(&probabilities, &outcomes),
            base_rate: positives as f64 / all as f64,
        }
    }

    /// Calibrated probability.
    pub fn probability(&self, features: &[f64]) -> f64 {
        sigmoid(self.calibration.0 + self.calibration.1 * self.model.log_odds(features))
    }

    /// Parts of the calibrated log-odds by feature.
    pub fn contributions(&self, features: &[f64]) -> Vec<f64> {
        self.model.contributions(features).into_iter().map(|part| part * self.calibration.1).collect()
    }

    /// Change of log-odds per standard deviation of each feature.
    pub fn coefficients(&self) -> &[f64] {
        &self.model.coefficients
    }
}

fn fit(past: &[Training]) -> Logistic {
    let examples = || past.iter().flat_map(|year| &year.examples);
    let rows: Vec<&[f64]> = examples().map(|example| example.features.as_slice()).collect();
    let outcomes: Vec<bool> = examples().map(|example| example.outcome).collect();
    Logistic::fit(&rows, &outcomes, PENALTY)
}

/// Intercept and slope that make log-odds fit outcomes, drawn towards 0 and 1.
fn calibrate(log_odds: &[f64], outcomes: &[bool]) -> (f64, f64) {
    let (mut a, mut b) = (0.0f64, 1.0f64);
    for _ in 0..30 {
        let (mut ga, mut gb) = (-CALIBRATED * a, -CALIBRATED * (b - 1.0));
        let (mut haa, mut hab, mut hbb) = (CALIBRATED, 0.0, CALIBRATED);
        for (&x, &outcome) in log_odds.iter().zip(outcomes) {
            let p = sigmoid(a + b * x);
            let (error, weight) = (f64::from(u8::from(outcome)) - p, p * (1.0 - p));
            ga += error;
            gb += error * x;
            haa += weight;
            hab += weight * x;
            hbb += weight * x * x;
        }
        let determinant = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        a += da.clamp(-1.0, 1.0);
        b += db.clamp(-1.0, 1.0);
        if da.abs() + db.abs() < 1e-9 {
            break;
        }
    }
    (a, b.max(0.05))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn years(overconfident: bool) -> Vec<Training> {
        (2000..2012)
            .map(|cutoff| {
                let examples = (0..200)
                    .map(|n| {
                        let x = f64::from(n % 20) / 10.0 - 1.0;
                        let mut features = [0.0; FEATURES.len()];
                        features[1] = x;
                        // In late years the feature stops telling anything.
                        let tells = !overconfident || cutoff < 2008;
                        let p = if tells { sigmoid(4.0 * x) } else { 0.5 };
                        Example { features, outcome: f64::from(n / 20) / 10.0 + 0.05 < p }
                    })
                    .collect();
                Training { cutoff, examples }
            })
            .collect()
    }

    #[test]
    fn probabilities_are_calibrated_on_years_that_were_not_fitted() {
        let mut high = [0.0; FEATURES.len()];
        high[1] = 0.9;
        let stable = Forecaster::train(&years(false), 3).probability(&high);
        let fooled = Forecaster::train(&years(true), 3).probability(&high);
        assert!(stable > 0.9, "{stable}");
        assert!(fooled < 0.75, "a feature that stopped telling must lose weight: {fooled}");
    }

    #[test]
    fn without_a_past_every_topic_gets_a_finite_probability() {
        let forecaster = Forecaster::train(&[], 3);
        assert!(forecaster.probability(&[0.0; FEATURES.len()]).is_finite());
    }
}
