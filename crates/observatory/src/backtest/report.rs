//! What a back-test says, as it is written to JSON.

use crate::measures::{Measures, ReliabilityBin};
use crate::targets::Target;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A back-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was forecast.
    pub target: Target,
    /// Years ahead.
    pub horizon: u8,
    /// Documents of the corpus.
    pub documents: usize,
    /// One entry a year of forecast.
    pub cutoffs: Vec<CutoffReport>,
    /// Means over the years, with 95 % intervals.
    pub mean: CutoffReport,
    /// Forecast less baseline, drawn in pairs.
    pub compared: Vec<Comparison>,
    /// Reliability of the forecast over all years.
    pub reliability: Vec<ReliabilityBin>,
    /// Alarms that came true, the surest first.
    pub hits: Vec<Named>,
    /// Topics that grew without an alarm, the least expected first.
    pub misses: Vec<Named>,
    /// Alarms that did not come true, the surest first.
    pub false_alarms: Vec<Named>,
    /// What must happen if the test is sound.
    pub controls: BTreeMap<String, Control>,
    /// The same forecast with topics made from all documents and years mixed in training and testing.
    pub hindsight: Measures,
    /// Growth of the log share over the horizon, beyond the trend, per standard deviation of each feature, at the last cut-off.
    pub coefficients: BTreeMap<String, f64>,
}

/// Scores at one cut-off, or their means.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CutoffReport {
    /// Last year that was known; none for the mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cutoff: Option<i32>,
    /// Topics forecast.
    pub eligible: usize,
    /// Later documents that found a topic, as a share.
    pub attached: f64,
    /// Share of topics that grew.
    pub base_rate: f64,
    /// The forecast.
    pub forecast: Scored,
    /// Naive forecasts by name.
    pub baselines: BTreeMap<String, Scored>,
}

/// Measures with their intervals, where there are any.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The measures.
    #[serde(flatten)]
    pub measures: Measures,
    /// 95 % interval per measure.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub intervals: BTreeMap<String, [f64; 2]>,
}

/// Forecast less baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Name of the baseline.
    pub baseline: String,
    /// Name of the measure.
    pub measure: String,
    /// Mean difference; positive where the forecast is better.
    pub difference: f64,
    /// Lower end of the paired 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A control.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// Mean critical success index.
    pub csi: f64,
    /// Mean area under the curve.
    pub auc: f64,
    /// Mean average precision.
    pub pr_auc: f64,
}

/// A topic by name that was forecast well or badly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// Its label then.
    pub label: String,
    /// Year of the forecast.
    pub cutoff: i32,
    /// Probability said.
    pub probability: f64,
    /// Yearly growth of the share that followed.
    pub growth: f64,
}
