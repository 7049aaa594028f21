//! The fan of coming years: how many documents a topic may have.

use super::projection::Trend;
use crate::history::History;
use crate::scan::OutlookRow;

/// Quantile of the standard normal distribution that leaves a tenth above.
const TENTH: f64 = 1.281_551_6;

/// Quantiles for the years after `now`, if the corpus keeps the size of its last year: the damped trend, log-normal around it, with
/// the variance of the count itself added.
pub fn outlook(topic_id: &str, trend: &Trend, history: &History, now: i32, years: i32) -> Vec<OutlookRow> {
    let total = f64::from(history.total(now));
    (1..=years)
        .map(|ahead| {
            let median = trend.ahead(ahead).exp() * total;
            let deviation = (trend.variance(ahead) + 1.0 / median.max(0.5)).sqrt();
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
