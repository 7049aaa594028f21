//! Is it any good? The forecast repeated in past years, as if the future were unknown, against naive forecasts.
//!
//! For every cut-off, words, vectors, topics and features come from documents up to it; the model learns from earlier cut-offs
//! whose outcome was known by then. Around it stand the controls: shuffled outcomes must bring the score down to
//! chance, a year of leaked future must raise it, and the same numbers with hindsight show what is often published.

mod controls;
mod intervals;
mod report;

pub use report::{Comparison, Control, CutoffReport, Named, Report, Scored};

use crate::collection::Collection;
use crate::config::ScanConfig;
use crate::episode::Episode;
use crate::forecast::baselines::{BASELINES, Judgement, judge};
use crate::forecast::{Example, FEATURES, Forecaster, Situation, alarms};
use crate::measures::{Measures, reliability};
use crate::targets::{Target, top};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Topics listed by name.
const NAMED: usize = 12;
/// Under this name the forecast stands among the baselines.
pub const FORECAST: &str = "forecast";

/// All that was said about one cut-off, by who said it.
pub(crate) struct Round<'a> {
    pub(crate) episode: &'a Episode,
    pub(crate) outcomes: Vec<bool>,
    pub(crate) judgements: BTreeMap<&'static str, Judgement>,
}

/// Repeats the forecast at every cut-off. `progress` gets the year of each episode when it is done.
///
/// # Errors
/// In words, where the corpus has too few years or topics for the cut-offs.
pub fn run(
    collection: &Collection,
    config: &ScanConfig,
    cutoffs: RangeInclusive<i32>,
    target: Target,
    progress: impl Fn(i32) + Sync,
) -> Result<Report, String> {
    let horizon = i32::from(config.horizon);
    let (first, last) = collection.span().ok_or("no document of the corpus has a year")?;
    if *cutoffs.end() + horizon > last {
        return Err(format!(
            "the outcome of a forecast made in {} is only known in {}, but the corpus ends in {last}; choose cut-offs up to {}",
            cutoffs.end(),
            cutoffs.end() + horizon,
            last - horizon
        ));
    }
    let start = (*cutoffs.start() - horizon - config.training_years as i32 + 1).max(first + 3);
    let years: Vec<i32> = (start..=*cutoffs.end()).collect();
    let mut episodes = Episode::all(collection, &years, config, progress);
    episodes.retain(|episode| !episode.topics.is_empty());
    let rounds: Vec<Round> = cutoffs
        .clone()
        .filter_map(|cutoff| {
            let episode = episodes.iter().find(|episode| episode.cutoff == cutoff)?;
            let past = known_by(&episodes, cutoff, config);
            (!past.is_empty()).then(|| round(episode, &past, target, horizon))
        })
        .collect();
    if rounds.is_empty() {
        return Err(format!(
            "no cut-off from {} to {} has topics with twenty recent documents and a past to learn from; choose later cut-offs \
             or smaller topics (topic_size)",
            cutoffs.start(),
            cutoffs.end()
        ));
    }
    Ok(Report {
        target,
        horizon: config.horizon,
        documents: collection.len(),
        cutoffs: rounds.iter().map(cutoff_report).collect(),
        mean: mean(&rounds),
        compared: intervals::compare(&rounds, config.seed),
        reliability: pooled_reliability(&rounds),
        hits: named(&rounds, |alarm, outcome| alarm && outcome, true),
        misses: named(&rounds, |alarm, outcome| !alarm && outcome, false),
        false_alarms: named(&rounds, |alarm, outcome| alarm && !outcome, true),
        controls: controls::controls(&episodes, &rounds, config, target),
        hindsight: controls::hindsight(collection, config, &cutoffs, target),
        coefficients: coefficients(&episodes, *cutoffs.end(), config),
    })
}

/// Episodes whose outcome was known at the end of a year, the latest of them.
fn known_by<'a>(episodes: &'a [Episode], cutoff: i32, config: &ScanConfig) -> Vec<&'a Episode> {
    let known: Vec<&Episode> =
        episodes.iter().filter(|episode| episode.cutoff + i32::from(config.horizon) <= cutoff).collect();
    let skip = known.len().saturating_sub(config.training_years);
    known[skip..].to_vec()
}

fn round<'a>(episode: &'a Episode, past: &[&Episode], target: Target, horizon: i32) -> Round<'a> {
    let examples: Vec<&Example> = past.iter().flat_map(|episode| episode.examples()).collect();
    let situations: Vec<&Situation> = episode.examples().map(|example| &example.situation).collect();
    let mut judgements: BTreeMap<&'static str, Judgement> =
        BASELINES.iter().map(|name| (*name, judge(name, target, past, episode))).collect();
    judgements.insert(FORECAST, forecast(&examples, horizon, target, &situations));
    Round { episode, outcomes: episode.outcomes(target), judgements }
}

/// Trains and says something about the topics of a year.
pub(crate) fn forecast(past: &[&Example], horizon: i32, target: Target, situations: &[&Situation]) -> Judgement {
    let probabilities = Forecaster::train(past, horizon).probabilities(target, situations);
    let alarms = match target {
        Target::Top10 => top(&probabilities),
        _ => alarms(&probabilities),
    };
    Judgement { scores: probabilities.clone(), probabilities, alarms }
}

pub(crate) fn measures(judgement: &Judgement, outcomes: &[bool]) -> Measures {
    Measures::new(&judgement.scores, &judgement.probabilities, &judgement.alarms, outcomes)
}

fn cutoff_report(round: &Round) -> CutoffReport {
    let mut scores: BTreeMap<String, Scored> = round
        .judgements
        .iter()
        .map(|(name, judgement)| {
            (name.to_string(), Scored { measures: measures(judgement, &round.outcomes), intervals: BTreeMap::new() })
        })
        .collect();
    let forecast = scores.remove(FORECAST).unwrap_or_default();
    CutoffReport {
        cutoff: Some(round.episode.cutoff),
        eligible: round.outcomes.len(),
        attached: round.episode.attached,
        base_rate: forecast.measures.base_rate,
        forecast,
        baselines: scores,
    }
}

/// Means over the cut-offs, with intervals.
fn mean(rounds: &[Round]) -> CutoffReport {
    let mut scores = intervals::means(rounds);
    let forecast = scores.remove(FORECAST).unwrap_or_default();
    let count = rounds.len() as f64;
    CutoffReport {
        cutoff: None,
        eligible: rounds.iter().map(|round| round.outcomes.len()).sum(),
        attached: rounds.iter().map(|round| round.episode.attached).sum::<f64>() / count,
        base_rate: forecast.measures.base_rate,
        forecast,
        baselines: scores,
    }
}

fn pooled_reliability(rounds: &[Round]) -> Vec<crate::measures::ReliabilityBin> {
    let probabilities: Vec<f64> =
        rounds.iter().flat_map(|round| round.judgements[FORECAST].probabilities.iter().copied()).collect();
    let outcomes: Vec<bool> = rounds.iter().flat_map(|round| round.outcomes.iter().copied()).collect();
    reliability(&probabilities, &outcomes)
}

fn named(rounds: &[Round], wanted: impl Fn(bool, bool) -> bool, surest: bool) -> Vec<Named> {
    let mut found: Vec<Named> = rounds
        .iter()
        .flat_map(|round| {
            let forecast = &round.judgements[FORECAST];
            (0..round.outcomes.len())
                .filter(|&place| wanted(forecast.alarms[place], round.outcomes[place]))
                .map(|place| Named {
                    label: round.episode.topics[place].label.clone(),
                    cutoff: round.episode.cutoff,
                    probability: forecast.probabilities[place],
                    growth: round.episode.topics[place].growth,
                })
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort_by(|a, b| {
        let order = a.probability.total_cmp(&b.probability);
        if surest { order.reverse() } else { order }.then_with(|| a.label.cmp(&b.label))
    });
    found.truncate(NAMED);
    found
}

fn coefficients(episodes: &[Episode], last: i32, config: &ScanConfig) -> BTreeMap<String, f64> {
    let past = known_by(episodes, last, config);
    let examples: Vec<&Example> = past.iter().flat_map(|episode| episode.examples()).collect();
    let forecaster = Forecaster::train(&examples, i32::from(config.horizon));
    FEATURES.iter().map(|name| name.to_string()).zip(forecaster.coefficients()).collect()
}

/// Runs something for every seed in parallel and keeps the order.
pub(crate) fn repeat<T: Send>(times: usize, one: impl Fn(u64) -> T + Sync + Send) -> Vec<T> {
    (0..times as u64).into_par_iter().map(one).collect()
}
