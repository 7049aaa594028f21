//! The back-test as a reader meets it: how good would the forecast have been in the past?
//!
//! The report is the JSON file that `liaowang backtest --save` writes.

use crate::locale::Words;
use crate::numbers;
use observatory::backtest::{CutoffReport, Report, Scored};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name under which the forecast stands among its baselines.
pub(crate) use observatory::backtest::FORECAST;

/// Measures in the order of the table, and whether more is better.
pub(crate) const MEASURES: [(&str, bool); 7] = [
    ("csi", true),
    ("ets", true),
    ("precision_at_k", true),
    ("auc", true),
    ("pr_auc", true),
    ("brier", false),
    ("ece", false),
];

/// A number with the interval in which it would lie if the past had fallen out a little differently.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The number itself.
    pub value: f64,
    /// 95 % interval, where the report gives one.
    pub interval: Option<(f64, f64)>,
}

/// Scores by measure.
pub(crate) type Scores = BTreeMap<String, Score>;

/// What a forecast made in one year, or the mean of all of them, was worth.
#[derive(Clone, Debug, Default)]
pub struct Cutoff {
    /// Last year whose documents were used; none for the mean.
    pub year: Option<i32>,
    /// Share of topics that grew.
    pub base_rate: f64,
    /// Number of topics forecast.
    pub eligible: usize,
    /// Scores by who forecast: `forecast` and the baselines.
    pub scores: BTreeMap<String, Scores>,
}

/// One bin of the reliability curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Mean probability said.
    pub forecast: f64,
    /// Share that came true.
    pub observed: f64,
    /// Number of forecasts.
    pub count: f64,
}

/// A topic by name that was forecast well or badly.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its label then, as the report gives it.
    pub label: String,
    /// Year of the forecast.
    pub cutoff: i32,
    /// Probability said.
    pub probability: f64,
    /// Yearly growth that followed, 0.1 meaning +10 %.
    pub growth: f64,
}

/// A back-test.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The report as it was written.
    pub report: Report,
    /// `sustained`, `cset` or `top10`.
    pub target: String,
    /// Years ahead.
    pub horizon: u64,
    /// One entry a year of forecast.
    pub cutoffs: Vec<Cutoff>,
    /// Mean over the years.
    pub mean: Cutoff,
    /// Reliability of the forecast.
    pub reliability: Vec<Bin>,
    /// Forecast to grow, and grew.
    pub hits: Vec<Named>,
    /// Not forecast to grow, but grew.
    pub misses: Vec<Named>,
    /// Forecast to grow, but did not.
    pub false_alarms: Vec<Named>,
    /// Scores the same forecast would seem to have if it were tested with hindsight.
    pub hindsight: Scores,
    /// Critical success index of the controls: `shuffled`, `leaked`.
    pub controls: BTreeMap<String, f64>,
}

impl Backtest {
    /// The newest report that belongs to a scan: in its folder, else in the data folder.
    pub fn find(data_dir: &Path, scan: &Path) -> Option<PathBuf> {
        let mut reports: Vec<PathBuf> = std::fs::read_dir(data_dir.join("backtests"))
            .into_iter()
            .flatten()
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        reports.sort();
        [scan.join("backtest.json"), data_dir.join("backtest.json")]
            .into_iter()
            .find(|path| path.is_file())
            .or_else(|| reports.pop())
    }

    /// Reads a report.
    pub fn read(path: &Path) -> Result<Backtest, std::io::Error> {
        Ok(Backtest::from_report(serde_json::from_slice(&std::fs::read(path)?)?))
    }

    /// Arranges a report for its page.
    pub fn from_report(report: Report) -> Backtest {
        let named = |topics: &[observatory::backtest::Named]| topics.iter().map(Named::from).collect();
        Backtest {
            target: report.target.name().to_owned(),
            horizon: u64::from(report.horizon),
            cutoffs: report.cutoffs.iter().map(cutoff).collect(),
            mean: cutoff(&report.mean),
            reliability: (report.reliability.iter())
                .map(|bin| Bin { forecast: bin.mean_probability, observed: bin.observed, count: bin.count as f64 })
                .collect(),
            hits: named(&report.hits),
            misses: named(&report.misses),
            false_alarms: named(&report.false_alarms),
            hindsight: scores(&Scored { measures: report.hindsight, ..Scored::default() }),
            controls: report.controls.iter().map(|(name, control)| (name.clone(), control.csi)).collect(),
            report,
        }
    }

    /// Who forecasts: the forecast first, then the baselines by critical success index.
    pub fn forecasters(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.mean.scores.keys().map(String::as_str).collect();
        let csi = |name: &str| self.mean.scores[name].get("csi").map_or(f64::NEG_INFINITY, |score| score.value);
        names.sort_by(|a, b| (*b == FORECAST).cmp(&(*a == FORECAST)).then(csi(b).total_cmp(&csi(a))).then(a.cmp(b)));
        names
    }

    /// Mean score of the forecast.
    pub fn score(&self, measure: &str) -> Option<Score> {
        self.mean.scores.get(FORECAST)?.get(measure).copied()
    }

    /// The baseline that is best by a measure, and its score.
    pub fn best_baseline(&self, measure: &str, more_is_better: bool) -> Option<(&str, Score)> {
        let sign = if more_is_better { 1.0 } else { -1.0 };
        self.mean
            .scores
            .iter()
            .filter(|(name, _)| *name != FORECAST)
            .filter_map(|(name, scores)| Some((name.as_str(), *scores.get(measure)?)))
            .max_by(|(_, a), (_, b)| (sign * a.value).total_cmp(&(sign * b.value)))
    }

    /// The back-test in one sentence, for the overview.
    pub fn in_one_sentence(&self, words: &Words) -> Option<String> {
        let csi = self.score("csi")?.value;
        let (baseline, best) = self.best_baseline("csi", true)?;
        let key = if csi > best.value { "backtest-sentence-better" } else { "backtest-sentence-worse" };
        Some(words.fill(
            key,
            [
                ("years", (self.cutoffs.len() as u64).into()),
                ("csi", numbers::decimal(csi, 2).into()),
                ("baseline", forecaster_name(baseline, words).into()),
                ("best", numbers::decimal(best.value, 2).into()),
            ],
        ))
    }
}

/// Name of a forecaster in the page's language.
pub(crate) fn forecaster_name(name: &str, words: &Words) -> String {
    words.try_say(&format!("forecaster-{}", name.replace('_', "-"))).unwrap_or_else(|| name.replace('_', " "))
}

impl From<&observatory::backtest::Named> for Named {
    fn from(topic: &observatory::backtest::Named) -> Self {
        Named { label: topic.label.clone(), cutoff: topic.cutoff, probability: topic.probability, growth: topic.growth }
    }
}

fn cutoff(report: &CutoffReport) -> Cutoff {
    let forecast = (FORECAST.to_owned(), scores(&report.forecast));
    let baselines = report.baselines.iter().map(|(name, scored)| (name.clone(), scores(scored)));
    Cutoff {
        year: report.cutoff,
        base_rate: report.base_rate,
        eligible: report.eligible,
        scores: std::iter::once(forecast).chain(baselines).collect(),
    }
}

fn scores(scored: &Scored) -> Scores {
    (observatory::measures::MEASURES.iter().zip(scored.measures.values()))
        .map(|(measure, value)| {
            let interval = scored.intervals.get(*measure).map(|&[low, high]| (low, high));
            ((*measure).to_owned(), Score { value, interval })
        })
        .collect()
}
