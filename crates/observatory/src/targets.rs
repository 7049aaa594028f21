//! What is forecast: three declared notions of growth, each decided by counts alone.

use crate::history::History;
use serde::{Deserialize, Serialize};

/// Yearly growth of the share above which a topic counts as growing (Klavans, Boyack & Murdick 2020; CSET).
pub const GROWTH: f64 = 1.08;
/// Documents that a topic must have in the last year of [`Target::Sustained`].
pub const LEAST_DOCUMENTS: u32 = 20;
/// Part of the eligible topics that [`Target::Top10`] marks.
pub const TOP: f64 = 0.1;

/// A target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Target {
    /// The share grows by more than 8 % a year from its peak to the last year ahead, and the topic then has twenty documents:
    /// (s(T+h)/s(y*))^(1/(T+h−y*)) > 1.08.
    Sustained,
    /// The same in any of the years ahead, without the least number of documents (Klavans, Boyack & Murdick 2020).
    Cset,
    /// Among the tenth of eligible topics with the largest s(T+h)/s(T).
    Top10,
}

impl Target {
    /// All of them.
    pub const ALL: [Target; 3] = [Target::Sustained, Target::Cset, Target::Top10];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Target::Sustained => "sustained",
            Target::Cset => "cset",
            Target::Top10 => "top10",
        }
    }

    /// The target of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Which of `topics` (all eligible at `now`) came true within `horizon` years.
    pub fn outcomes(self, history: &History, topics: &[u32], now: i32, horizon: i32) -> Vec<bool> {
        match self {
            Target::Sustained => topics
                .iter()
                .map(|&topic| {
                    history.count(topic, now + horizon) >= LEAST_DOCUMENTS && grew(history, topic, now, horizon)
                })
                .collect(),
            Target::Cset => {
                topics.iter().map(|&topic| (1..=horizon).any(|ahead| grew(history, topic, now, ahead))).collect()
            }
            Target::Top10 => {
                // A topic without documents in the year of the forecast would grow without bound: it counts as half a document.
                let growth = |topic: u32| {
                    let before = f64::from(history.count(topic, now)).max(0.5) / f64::from(history.total(now).max(1));
                    history.share(topic, now + horizon) / before
                };
                let scores: Vec<f64> = topics.iter().map(|&topic| growth(topic)).collect();
                top(&scores)
            }
        }
    }
}

/// Whether the share grew by more than [`GROWTH`] a year from its peak to `ahead` years after `now`.
fn grew(history: &History, topic: u32, now: i32, ahead: i32) -> bool {
    let peak = history.peak(topic, now);
    let before = history.share(topic, peak);
    before > 0.0 && (history.share(topic, now + ahead) / before).powf(1.0 / f64::from(now + ahead - peak)) > GROWTH
}

/// Marks the tenth with the largest scores (rounded up); ties go to the earlier.
pub(crate) fn top(scores: &[f64]) -> Vec<bool> {
    let wanted = (scores.len() as f64 * TOP).ceil() as usize;
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    let mut marked = vec![false; scores.len()];
    order.into_iter().take(wanted).for_each(|place| marked[place] = true);
    marked
}
