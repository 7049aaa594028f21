//! What people said of matches that were shown to them, as numbers to learn from.

use crate::comparison::{Comparison, What};
use crate::profile::Aspect;
use serde::{Deserialize, Serialize};

/// Numbers in a row of features.
pub const FEATURES: usize = 9;

/// A comparison as numbers, each of which grows when the offer gets better: the mean of credit − ½ over what is decided, of the text,
/// indicators, capabilities, readiness, money, modes, region and time, 0 where nothing is; and the certainty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Features(pub [f64; FEATURES]);

impl From<&Comparison> for Features {
    fn from(comparison: &Comparison) -> Self {
        let (mut sums, mut weights) = ([0.0; FEATURES], [0.0; FEATURES]);
        let mut add = |at: usize, weight: f64, credit: Option<f64>| {
            weights[at] += weight;
            sums[at] += credit.map_or(0.0, |credit| weight * (credit - 0.5));
        };
        add(0, 1.0, comparison.relevance.map(|relevance| relevance.clamp(0.0, 1.0)));
        for line in &comparison.lines {
            let at = match line.what {
                What::Indicator { .. } => 1,
                What::Capability { .. } | What::Aspect(Aspect::Capabilities) => 2,
                What::Aspect(Aspect::Readiness) => 3,
                What::Aspect(Aspect::Money) => 4,
                What::Aspect(Aspect::Modes) => 5,
                What::Aspect(Aspect::Region) => 6,
                What::Aspect(Aspect::Time) => 7,
            };
            add(at, line.weight, line.credit);
        }
        for (sum, weight) in sums.iter_mut().zip(weights) {
            if weight > 0.0 {
                *sum /= weight;
            }
        }
        sums[FEATURES - 1] = comparison.outcome.certainty;
        Self(sums)
    }
}

/// What somebody said of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// It does not suit, for a reason.
    Unsuitable(Reason),
    /// Somebody wants to know more.
    Interested,
    /// The two have met.
    Met,
}

/// Why a match does not suit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It is about something else.
    Topic,
    /// Figures.
    Figures,
    /// Capabilities.
    Capabilities,
    /// It is not ready enough.
    Readiness,
    /// The price.
    Money,
    /// The way of working together.
    Modes,
    /// It is too far away.
    Region,
    /// It comes too late.
    Time,
    /// Anything else.
    Other,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Topic,
        Self::Figures,
        Self::Capabilities,
        Self::Readiness,
        Self::Money,
        Self::Modes,
        Self::Region,
        Self::Time,
        Self::Other,
    ];
}

impl Response {
    /// 0, 1 or 2: how good the match was.
    pub fn grade(self) -> u8 {
        match self {
            Self::Unsuitable(_) => 0,
            Self::Interested => 1,
            Self::Met => 2,
        }
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    /// Id of the need.
    pub need: String,
    /// What was compared.
    pub features: Features,
    /// The standing by which it was shown.
    pub standing: f64,
    /// What was said.
    pub response: Response,
}
