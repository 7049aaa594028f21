//! The forecast: a predictive distribution of each topic's share in the coming years, and the probabilities that follow.
//!
//! The log share k years ahead is the topic's own damped trend plus a ridge regression on [`FEATURES`], learned from past years
//! (the growth that followed says more than whether a target was met). Its variance is that of the drift of shares plus that of
//! counting; both are learned too. Every target is then the tail of a normal distribution.
//!
//! Growth since the peak is rare, and rare growers are not like the many from which growth is learned. For these targets the
//! tail is therefore averaged with what the life cycle alone says of the target itself: a logistic regression on the four variables
//! of Klavans, Boyack & Murdick (2020). Averages of forecasts that err differently are hard to beat (Bates & Granger 1969).

use super::features::FEATURES;
use super::logistic::Logistic;
use super::projection::{damped, upper_tail};
use crate::targets::{LEAST_DOCUMENTS, TOP, Target};

/// Precision of the prior on coefficients of standardised features.
const PENALTY: f64 = 30.0;
/// Prior of the variances, which weighs as much as this number of past topics.
const PRIOR_WEIGHT: f64 = 20.0;
/// Prior: variance that a log share gains a year.
const DRIFT: f64 = 0.06;
/// Standardised features beyond this number of deviations count as much.
const FAR: f64 = 3.0;

/// Where a topic stands and what it must reach; all shares are logarithms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prospect {
    /// Share at the last known year by the trend.
    pub level: f64,
    /// Yearly growth by the trend.
    pub slope: f64,
    /// Share of the last year as it was counted.
    pub now: f64,
    /// Documents of the corpus in the last year.
    pub total: f64,
    /// Share to be exceeded in each of the years ahead to have grown since the peak.
    pub required: Vec<f64>,
    /// Years of the horizon that are already known: 0, but for the deliberate leak of the controls.
    pub seen: i32,
}

impl Prospect {
    fn trend(&self, ahead: i32) -> f64 {
        self.level + self.slope * damped(ahead - self.seen)
    }
}

/// What a forecast knows of a topic.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Situation {
    /// Features, as [`FEATURES`] names them.
    pub features: [f64; FEATURES.len()],
    /// Where it stands.
    pub prospect: Prospect,
}

/// One topic at one past year with what came after.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Example {
    /// What was known.
    pub situation: Situation,
    /// Log shares of the years ahead.
    pub ahead: Vec<f64>,
    /// Outcome per target.
    pub outcomes: [bool; 3],
}

/// A trained model.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecaster {
    /// Mean and standard deviation of the features in training.
    scale: [(f64, f64); FEATURES.len()],
    /// One regression a year ahead.
    years: Vec<Growth>,
    /// Share of past topics that met each target.
    base_rates: [f64; 3],
    /// What the life cycle says of each target; none where the past has no example of it.
    life_cycle: [Option<Logistic>; 3],
    /// Mean over past topics of the parts of their margin, per target.
    typical: [[f64; FEATURES.len()]; 3],
}

/// Growth beyond the trend.
#[derive(Clone, Debug, PartialEq)]
struct Growth {
    intercept: f64,
    coefficients: [f64; FEATURES.len()],
    /// Variance of the log share itself.
    drift: f64,
    /// Variance of counting, times the expected number of documents.
    dispersion: f64,
}

impl Forecaster {
    /// Learns from past topics, `horizon` years ahead at most. Without any the trend alone speaks.
    pub fn train(past: &[&Example], horizon: i32) -> Self {
        let scale = standardisation(past);
        let mut forecaster = Self {
            scale,
            years: Vec::new(),
            base_rates: [0.0; 3],
            life_cycle: [const { None }; 3],
            typical: [[0.0; FEATURES.len()]; 3],
        };
        let rows: Vec<[f64; FEATURES.len()]> =
            past.iter().map(|example| forecaster.standardised(&example.situation)).collect();
        forecaster.years = (1..=horizon).map(|ahead| Growth::fit(past, &rows, ahead)).collect();
        let count = past.len().max(1) as f64;
        for target in Target::ALL {
            let positives = past.iter().filter(|example| example.outcomes[target as usize]).count();
            forecaster.base_rates[target as usize] = positives as f64 / count;
            if positives > 0 && target != Target::Top10 {
                let inputs: Vec<[f64; 4]> = past.iter().map(|example| life_cycle(&example.situation)).collect();
                let inputs: Vec<&[f64]> = inputs.iter().map(<[f64; 4]>::as_slice).collect();
                let outcomes: Vec<bool> = past.iter().map(|example| example.outcomes[target as usize]).collect();
                forecaster.life_cycle[target as usize] = Some(Logistic::fit(&inputs, &outcomes, 1.0));
            }
            let mut sums = [0.0; FEATURES.len()];
            for example in past {
                let parts = forecaster.parts(target, &example.situation);
                sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part / count);
            }
            forecaster.typical[target as usize] = sums;
        }
        forecaster
    }

    /// Share of past topics that met a target.
    pub fn base_rate(&self, target: Target) -> f64 {
        self.base_rates[target as usize]
    }

    /// Mean and standard deviation of the log share some years ahead. Beyond the horizon the trend goes on, ever less sure.
    pub fn share(&self, situation: &Situation, ahead: i32) -> (f64, f64) {
        let Some(growth) = self.years.get((ahead as usize).min(self.years.len()).wrapping_sub(1)) else {
            return (situation.prospect.trend(ahead), (DRIFT * f64::from(ahead)).sqrt());
        };
        let beyond = (f64::from(ahead) / self.years.len() as f64).max(1.0);
        let row = self.standardised(situation);
        let mean = situation.prospect.trend(ahead) + growth.beyond_trend(&row);
        let expected = (mean.exp() * situation.prospect.total).max(0.5);
        (mean, (growth.drift * beyond + growth.dispersion / expected).sqrt())
    }

    /// Probability of a target per topic; all eligible topics of a year come together, because some targets compare them.
    pub fn probabilities(&self, target: Target, situations: &[&Situation]) -> Vec<f64> {
        let horizon = self.years.len() as i32;
        let exceeds = |situation: &Situation, ahead: i32, least: f64| {
            let (mean, deviation) = self.share(situation, ahead);
            upper_tail((least - mean) / deviation)
        };
        let sustained = |situation: &Situation| {
            let Prospect { total, required, .. } = &situation.prospect;
            let least = (f64::from(LEAST_DOCUMENTS) / total.max(1.0)).ln();
            let tail = exceeds(situation, horizon, required.last().map_or(least, |required| required.max(least)));
            self.averaged(Target::Sustained, situation, tail)
        };
        match target {
            Target::Sustained => situations.iter().map(|situation| sustained(situation)).collect(),
            // The years ahead go together: the likeliest of them is near enough to any of them.
            Target::Cset => situations
                .iter()
                .map(|situation| {
                    let years = situation.prospect.required.iter().zip(1..);
                    let tail = years.map(|(&required, ahead)| exceeds(situation, ahead, required)).fold(0.0, f64::max);
                    // What is sustained is reached in a year of the horizon, too.
                    self.averaged(Target::Cset, situation, tail).max(sustained(situation))
                })
                .collect(),
            Target::Top10 => {
                let growth: Vec<(f64, f64)> = situations
                    .iter()
                    .map(|situation| {
                        let (mean, deviation) = self.share(situation, horizon);
                        (mean - situation.prospect.now, deviation)
                    })
                    .collect();
                let wanted = (situations.len() as f64 * TOP).ceil();
                let probability = |least: f64, (mean, deviation): (f64, f64)| upper_tail((least - mean) / deviation);
                // The growth that as many topics exceed as the target marks.
                let (mut low, mut high) = (-20.0, 20.0);
                for _ in 0..60 {
                    let middle = (low + high) / 2.0;
                    let expected: f64 = growth.iter().map(|&growth| probability(middle, growth)).sum();
                    if expected > wanted { low = middle } else { high = middle }
                }
                growth.into_iter().map(|growth| probability(low, growth)).collect()
            }
        }
    }

    /// The tail of the distribution of shares and the life cycle, averaged.
    fn averaged(&self, target: Target, situation: &Situation, tail: f64) -> f64 {
        match &self.life_cycle[target as usize] {
            Some(model) => (tail + model.probability(&life_cycle(situation))) / 2.0,
            None => tail,
        }
    }

    /// How far each feature moves a topic from the typical one towards a target (positive) or away from it, in standard
    /// deviations of its log share at the end of the horizon.
    pub fn contributions(&self, target: Target, situation: &Situation) -> [f64; FEATURES.len()] {
        let (_, deviation) = self.share(situation, self.years.len().max(1) as i32);
        let mut parts = self.parts(target, situation);
        parts
            .iter_mut()
            .zip(self.typical[target as usize])
            .for_each(|(part, usual)| *part = (*part - usual) / deviation);
        parts
    }

    /// Growth of the log share over the horizon per standard deviation of each feature, beyond the trend.
    pub fn coefficients(&self) -> [f64; FEATURES.len()] {
        self.years.last().map_or([0.0; FEATURES.len()], |growth| growth.coefficients)
    }

    /// The margin by which a target is expected to be met, divided among the features.
    fn parts(&self, target: Target, situation: &Situation) -> [f64; FEATURES.len()] {
        let Prospect { level, slope, now, ref required, seen, .. } = situation.prospect;
        let row = self.standardised(situation);
        let mut parts = [0.0; FEATURES.len()];
        if let Some(growth) = self.years.last() {
            parts = std::array::from_fn(|feature| growth.coefficients[feature] * row[feature]);
        }
        parts[place("growth")] += slope * damped(self.years.len() as i32 - seen);
        if target == Target::Top10 {
            parts[place("recent_growth")] += level - now;
        } else {
            let below = situation.features[place("below_peak")];
            parts[place("below_peak")] += below;
            parts[place("stage")] -= required.last().map_or(0.0, |required| required - (level - below));
        }
        parts
    }

    fn standardised(&self, situation: &Situation) -> [f64; FEATURES.len()] {
        std::array::from_fn(|feature| {
            let (mean, deviation) = self.scale[feature];
            ((situation.features[feature] - mean) / deviation).clamp(-FAR, FAR)
        })
    }
}

/// The four variables of Klavans, Boyack & Murdick (2020).
fn life_cycle(situation: &Situation) -> [f64; 4] {
    ["stage", "vitality", "reference_vitality", "citation_vitality"].map(|name| situation.features[place(name)])
}

/// Place of a feature in [`FEATURES`].
fn place(name: &str) -> usize {
    FEATURES.iter().position(|known| *known == name).expect("a name of the list")
}

/// The set of alarms with the highest expected critical success index if the probabilities are right: the expected hits of the k
/// most probable over k plus the expected misses.
pub(crate) fn alarms(probabilities: &[f64]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]).then(a.cmp(&b)));
    let all: f64 = probabilities.iter().sum();
    let (mut hits, mut best, mut count) = (0.0, 0.0, 0);
    for (place, &topic) in order.iter().enumerate() {
        hits += probabilities[topic];
        let index = hits / (place as f64 + 1.0 + all - hits);
        if index > best {
            best = index;
            count = place + 1;
        }
    }
    let mut alarms = vec![false; probabilities.len()];
    order.into_iter().take(count).for_each(|topic| alarms[topic] = true);
    alarms
}

impl Growth {
    /// Ridge regression, weighted by how well the share could be counted; then the variance of what it leaves, again by weighted
    /// least squares, neither part negative.
    fn fit(past: &[&Example], rows: &[[f64; FEATURES.len()]], ahead: i32) -> Self {
        const SIZE: usize = FEATURES.len() + 1;
        let residual = |example: &Example| example.ahead[ahead as usize - 1] - example.situation.prospect.trend(ahead);
        let counting = |example: &Example| {
            1.0 / (example.situation.prospect.trend(ahead).exp() * example.situation.prospect.total).max(0.5)
        };
        let weights: Vec<f64> = past.iter().map(|example| 1.0 / (0.1 + counting(example))).collect();
        let mean_weight = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
        let mut normal = vec![0.0f64; SIZE * SIZE];
        let mut right = vec![0.0f64; SIZE];
        normal[0] = 1.0;
        (1..SIZE).for_each(|place| normal[place * SIZE + place] = PENALTY);
        for ((example, row), weight) in past.iter().zip(rows).zip(&weights) {
            let weight = weight / mean_weight;
            let inputs: [f64; SIZE] = std::array::from_fn(|place| if place == 0 { 1.0 } else { row[place - 1] });
            for a in 0..SIZE {
                right[a] += weight * inputs[a] * residual(example);
                for b in 0..SIZE {
                    normal[a * SIZE + b] += weight * inputs[a] * inputs[b];
                }
            }
        }
        let solution = super::logistic::solve(&mut normal, right, SIZE);
        let mut growth = Self {
            intercept: solution[0],
            coefficients: std::array::from_fn(|feature| solution[feature + 1]),
            drift: DRIFT * f64::from(ahead),
            dispersion: 1.0,
        };
        // Squared errors = drift + dispersion × variance of counting.
        let (mut ww, mut wv, mut vv, mut we, mut ve) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (example, row) in past.iter().zip(rows) {
            let variance = counting(example);
            let weight = 1.0 / (0.05 + variance).powi(2);
            let error = (residual(example) - growth.beyond_trend(row)).powi(2);
            ww += weight;
            wv += weight * variance;
            vv += weight * variance * variance;
            we += weight * error;
            ve += weight * variance * error;
        }
        if ww > 0.0 {
            let determinant = ww * vv - wv * wv;
            let (mut drift, mut dispersion) = if determinant > 1e-9 * ww * vv {
                ((vv * we - wv * ve) / determinant, (ww * ve - wv * we) / determinant)
            } else {
                // All shares are counted equally well: counting has the variance it must have, the rest is drift.
                ((we / ww - wv / ww).max(0.0), 1.0)
            };
            if drift < 0.0 {
                (drift, dispersion) = (0.0, ve / vv);
            } else if dispersion < 0.0 {
                (drift, dispersion) = (we / ww, 0.0);
            }
            let count = past.len() as f64;
            let shrunk = |found: f64, prior: f64| (found * count + prior * PRIOR_WEIGHT) / (count + PRIOR_WEIGHT);
            growth.drift = shrunk(drift, growth.drift);
            growth.dispersion = shrunk(dispersion, growth.dispersion);
        }
        growth
    }

    fn beyond_trend(&self, row: &[f64; FEATURES.len()]) -> f64 {
        self.intercept + self.coefficients.iter().zip(row).map(|(coefficient, value)| coefficient * value).sum::<f64>()
    }
}

/// Mean and standard deviation of every feature.
fn standardisation(past: &[&Example]) -> [(f64, f64); FEATURES.len()] {
    let count = past.len().max(1) as f64;
    std::array::from_fn(|feature| {
        let values = || past.iter().map(|example| example.situation.features[feature]);
        let mean = values().sum::<f64>() / count;
        let variance = values().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        (mean, if variance > 1e-18 { variance.sqrt() } else { 1.0 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Topics whose share grows by 0.5·x beyond their trend in three years, with some spread that does not depend on x.
    fn examples() -> Vec<Example> {
        (0..400)
            .map(|n| {
                let x = f64::from(n % 20) / 10.0 - 0.95;
                let spread = 0.2 * (f64::from(n / 20) / 10.0 - 0.95);
                let mut features = [0.0; FEATURES.len()];
                features[4] = x;
                let prospect = Prospect {
                    level: -5.0,
                    slope: 0.1,
                    now: -5.0,
                    total: 20_000.0,
                    required: (1..=3).map(|ahead| -5.0 + 0.08 * f64::from(ahead)).collect(),
                    seen: 0,
                };
                let ahead =
                    (1..=3).map(|ahead| prospect.trend(ahead) + 0.5 * x * f64::from(ahead) / 3.0 + spread).collect();
                Example { situation: Situation { features, prospect }, ahead, outcomes: [x > 0.0; 3] }
            })
            .collect()
    }

    #[test]
    fn growth_beyond_the_trend_is_learned_and_its_spread_too() {
        let examples = examples();
        let forecaster = Forecaster::train(&examples.iter().collect::<Vec<_>>(), 3);
        let high = examples.iter().find(|example| example.situation.features[4] > 0.9).expect("one of them");
        let (mean, deviation) = forecaster.share(&high.situation, 3);
        let expected = high.situation.prospect.trend(3) + 0.5 * 0.95;
        assert!((mean - expected).abs() < 0.05, "{mean} instead of {expected}");
        // A uniform spread over ±0.19 has a deviation of 0.115, drawn a little towards the prior.
        assert!((0.1..0.2).contains(&deviation), "{deviation}");
        let (later, wider) = forecaster.share(&high.situation, 5);
        assert!(later > mean && wider > deviation);
    }

    #[test]
    fn probabilities_of_the_top_tenth_add_up_to_it() {
        let examples = examples();
        let forecaster = Forecaster::train(&examples.iter().collect::<Vec<_>>(), 3);
        let situations: Vec<&Situation> = examples.iter().map(|example| &example.situation).collect();
        let sum: f64 = forecaster.probabilities(Target::Top10, &situations).iter().sum();
        assert!((sum - 40.0).abs() < 0.01, "{sum}");
        let any = forecaster.probabilities(Target::Cset, &situations);
        let sustained = forecaster.probabilities(Target::Sustained, &situations);
        assert!(
            any.iter().zip(&sustained).all(|(any, sustained)| any >= sustained),
            "any year is easier than the last"
        );
    }

    #[test]
    fn contributions_say_what_sets_a_topic_apart() {
        let examples = examples();
        let forecaster = Forecaster::train(&examples.iter().collect::<Vec<_>>(), 3);
        let high = examples.iter().find(|example| example.situation.features[4] > 0.9).expect("one of them");
        let parts = forecaster.contributions(Target::Sustained, &high.situation);
        let largest = (0..parts.len()).max_by(|&a, &b| parts[a].total_cmp(&parts[b]));
        assert_eq!(largest, Some(4), "{parts:?}");
        assert!(parts.iter().enumerate().all(|(place, part)| place == 4 || part.abs() < 1e-6), "{parts:?}");
    }

    #[test]
    fn without_a_past_the_trend_speaks() {
        let forecaster = Forecaster::train(&[], 3);
        let situation = &examples()[0].situation;
        let (mean, deviation) = forecaster.share(situation, 3);
        assert!((mean - situation.prospect.trend(3)).abs() < 1e-12 && deviation > 0.4, "{mean} {deviation}");
    }

    #[test]
    fn alarms_stop_where_the_expected_index_is_highest() {
        assert_eq!(alarms(&[0.1, 0.9, 0.8, 0.05]), [false, true, true, false]);
        assert_eq!(alarms(&[0.1, 0.1]), [true, true]);
        assert_eq!(alarms(&[]), [false; 0]);
    }
}
