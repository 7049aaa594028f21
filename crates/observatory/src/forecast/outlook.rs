//! The fan of coming years: how many documents a topic may have.

use super::model::{Forecaster, Situation};
use crate::scan::OutlookRow;

/// Quantile of the standard normal distribution that leaves a tenth above.
const TENTH: f64 = 1.281_551_6;

/// Quantiles for the years after `now`, if the corpus keeps the size of its last year: the forecast, log-normal.
pub fn outlook(
    topic_id: &str,
    forecaster: &Forecaster,
    situation: &Situation,
    now: i32,
    years: i32,
) -> Vec<OutlookRow> {
    (1..=years)
        .map(|ahead| {
            let (share, deviation) = forecaster.share(situation, ahead);
            let median = share.exp() * situation.prospect.total;
            OutlookRow {
                topic_id: topic_id.to_string(),
                year: now + ahead,
                q10: median * (-TENTH * deviation).exp(),
                q50: median,
                q90: median * (TENTH * deviation).exp(),
            }
        })
        .collect()
}
