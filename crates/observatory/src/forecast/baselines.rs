//! Naive forecasts that every forecast must beat (observed in the same years, on the same topics, with the same knowledge).
//!
//! Each gives a score to rank by, a probability (a logistic fit of its score to the past, never against its own direction) and
//! alarms: those with a rule of their own use it, others the threshold that was best on the past.

use super::features::{Features, Known};
use super::logistic::Logistic;
use crate::episode::{Episode, Subject};
use crate::measures::best_threshold;
use crate::targets::{GROWTH, LEAST_DOCUMENTS, Target, top};

/// What naive forecasts look at.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Naive {
    /// Yearly growth of the share over the last `horizon` years (log).
    past_growth: f64,
    /// 1/(years since the peak + 1).
    stage: f64,
    vitality: f64,
    reference_vitality: f64,
    citation_vitality: f64,
    /// Log share that the damped trend of the plain counts gives at the end, over the peak's (log growth a year).
    trend_over_peak: f64,
    /// The same over the share of now.
    trend_over_now: f64,
    /// Whether that trend meets the target `sustained`, `cset`.
    trend_meets: bool,
    field_growth: f64,
    documents: f64,
}

/// Looks at a topic.
pub(crate) fn naive(known: &Known<'_>, features: &Features, topic: u32) -> Naive {
    let Known { history, now, horizon, .. } = *known;
    let row = features.of(topic);
    let n = |year: i32| f64::from(history.count(topic, year)) + 0.5;
    let share = |year: i32| (n(year) / f64::from(history.total(year)).max(1.0)).ln();
    // Least squares on log shares of five years, carried on with a damping of 0.9.
    let years: Vec<i32> = (now - 4..=now).collect();
    let middle = f64::from(now - 2);
    let mean = years.iter().map(|&year| share(year)).sum::<f64>() / 5.0;
    let slope = years.iter().map(|&year| (f64::from(year) - middle) * (share(year) - mean)).sum::<f64>() / 10.0;
    let level = mean + 2.0 * slope;
    let ahead = level + slope * (1..=horizon).map(|year| 0.9f64.powi(year)).sum::<f64>();
    let peak = history.peak(topic, now);
    let over_peak = (ahead - history.share(topic, peak).max(1e-9).ln()) / f64::from(now + horizon - peak);
    let expected = ahead.exp() * f64::from(history.total(now));
    Naive {
        past_growth: (share(now) - share(now - horizon)) / f64::from(horizon),
        stage: row[0],
        vitality: row[1],
        reference_vitality: row[13],
        citation_vitality: row[14],
        trend_over_peak: over_peak,
        trend_over_now: ahead - share(now),
        trend_meets: over_peak > GROWTH.ln() && expected >= f64::from(LEAST_DOCUMENTS),
        field_growth: row[10],
        documents: row[6].exp(),
    }
}

/// Names of the naive forecasts.
pub(crate) const BASELINES: [&str; 9] =
    ["alarm_all", "climatology", "persistence", "stage", "four_variables", "trend", "field_mean", "size", "recency"];

/// Scores, probabilities and alarms.
pub(crate) struct Judgement {
    /// To rank by.
    pub(crate) scores: Vec<f64>,
    /// Probabilities.
    pub(crate) probabilities: Vec<f64>,
    /// “Grows”.
    pub(crate) alarms: Vec<bool>,
}

/// What a naive forecast says about an episode, knowing earlier ones.
pub(crate) fn judge(name: &str, target: Target, past: &[&Episode], episode: &Episode) -> Judgement {
    let outcomes: Vec<bool> = past.iter().flat_map(|year| year.outcomes(target)).collect();
    let score = |subject: &Subject| -> Vec<f64> {
        let naive = &subject.naive;
        match name {
            "persistence" => vec![naive.past_growth],
            "stage" => vec![naive.stage],
            "four_variables" => {
                vec![naive.stage, naive.vitality, naive.reference_vitality, naive.citation_vitality]
            }
            "trend" if target == Target::Top10 => vec![naive.trend_over_now],
            "trend" => vec![naive.trend_over_peak],
            "field_mean" => vec![naive.field_growth],
            "size" => vec![naive.documents.ln()],
            "recency" => vec![naive.vitality],
            _ => vec![],
        }
    };
    let inputs: Vec<Vec<f64>> = past.iter().flat_map(|year| &year.topics).map(score).collect();
    let now: Vec<Vec<f64>> = episode.topics.iter().map(score).collect();
    let base_rate = (outcomes.iter().filter(|&&outcome| outcome).count() as f64 + 0.5) / (outcomes.len() as f64 + 1.0);
    let stage_bin = |subject: &Subject| ((1.0 / subject.naive.stage).round() as usize).clamp(1, 6);
    let (past_scores, scores, probabilities): (Vec<f64>, Vec<f64>, Vec<f64>) = match name {
        "alarm_all" => (vec![1.0; inputs.len()], vec![1.0; now.len()], vec![base_rate; now.len()]),
        "climatology" => {
            // Share of positives by years since the peak, drawn towards the base rate with the weight of five topics.
            let mut bins = [(5.0 * base_rate, 5.0); 7];
            for (subject, &outcome) in past.iter().flat_map(|year| &year.topics).zip(&outcomes) {
                let bin = &mut bins[stage_bin(subject)];
                bin.0 += f64::from(u8::from(outcome));
                bin.1 += 1.0;
            }
            let rate = |subject: &Subject| bins[stage_bin(subject)].0 / bins[stage_bin(subject)].1;
            let before = past.iter().flat_map(|year| &year.topics).map(rate).collect();
            let now: Vec<f64> = episode.topics.iter().map(rate).collect();
            (before, now.clone(), now)
        }
        _ => {
            let views: Vec<&[f64]> = inputs.iter().map(Vec::as_slice).collect();
            let mut model = Logistic::fit(&views, &outcomes, 1.0);
            if name != "four_variables" {
                // A rule keeps its direction: “what grew goes on growing” may not learn the contrary.
                model.coefficients.iter_mut().for_each(|coefficient| *coefficient = coefficient.max(0.0));
            }
            let probabilities = now.iter().map(|row| model.probability(row)).collect();
            if name == "four_variables" {
                let odds = |rows: &[Vec<f64>]| rows.iter().map(|row| model.log_odds(row)).collect::<Vec<f64>>();
                (odds(&inputs), odds(&now), probabilities)
            } else {
                (first(&inputs), first(&now), probabilities)
            }
        }
    };
    let alarms = match (name, target) {
        ("alarm_all", _) => vec![true; scores.len()],
        (_, Target::Top10) => top(&scores),
        ("persistence", _) => scores.iter().map(|&growth| growth >= GROWTH.ln()).collect(),
        ("trend", Target::Sustained) => episode.topics.iter().map(|subject| subject.naive.trend_meets).collect(),
        ("trend", Target::Cset) => scores.iter().map(|&growth| growth > GROWTH.ln()).collect(),
        _ => {
            let threshold = best_threshold(&past_scores, &outcomes);
            scores.iter().map(|&score| score >= threshold).collect()
        }
    };
    Judgement { scores, probabilities, alarms }
}

fn first(rows: &[Vec<f64>]) -> Vec<f64> {
    rows.iter().map(|row| row[0]).collect()
}
