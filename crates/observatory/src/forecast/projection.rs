//! Where a share is heading by its own history: a Poisson trend with shrinkage.
//!
//! ln E n(y) = ln N(y) + a + b(y − T) over the last years up to T, with a normal prior on b whose mean is the trend of the topic's
//! field and whose variance is that of all topics (empirical Bayes). The trend is carried on damped.

use crate::history::History;

/// Years of the regression.
const YEARS: i32 = 5;
/// Damping of the trend per year (Gardner & McKenzie 1985 recommend 0.8 to 0.98).
const DAMPING: f64 = 0.9;
/// Bounds for the standard deviation of trends among topics.
const SPREAD: (f64, f64) = (0.05, 0.5);

/// A fitted trend.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Trend {
    /// Log share at the time of the fit.
    pub(crate) level: f64,
    /// Yearly growth of the log share.
    pub(crate) slope: f64,
    /// Variance of the slope.
    pub(crate) slope_variance: f64,
}

impl Trend {
    /// Fits counts and totals of consecutive years, the last one being now. `prior` is mean and standard deviation of the slope.
    pub(crate) fn fit(counts: &[f64], totals: &[f64], prior: (f64, f64)) -> Self {
        let precision = 1.0 / (prior.1 * prior.1);
        let last = counts.len() as f64 - 1.0;
        let points = || {
            counts
                .iter()
                .zip(totals)
                .enumerate()
                .filter(|(_, (_, total))| **total > 0.0)
                .map(move |(i, (n, total))| (i as f64 - last, *n, total.ln()))
        };
        // Half a document keeps the level of an empty topic finite.
        let (sum, all) = counts.iter().zip(totals).fold((0.5, 1.0), |(n, total), (a, b)| (n + a, total + b));
        let (mut a, mut b) = ((sum / all).ln(), prior.0);
        let mut information = [0.0; 3];
        for _ in 0..25 {
            let (mut gradient_a, mut gradient_b) =
                (0.5 - 0.5 * (a - (sum / all).ln()).exp(), -precision * (b - prior.0));
            information = [0.5, 0.0, precision];
            for (x, n, log_total) in points() {
                let mean = (log_total + a + b * x).min(30.0).exp();
                gradient_a += n - mean;
                gradient_b += (n - mean) * x;
                information[0] += mean;
                information[1] += mean * x;
                information[2] += mean * x * x;
            }
            let determinant = information[0] * information[2] - information[1] * information[1];
            let step_a = (information[2] * gradient_a - information[1] * gradient_b) / determinant;
            let step_b = (information[0] * gradient_b - information[1] * gradient_a) / determinant;
            a += step_a.clamp(-2.0, 2.0);
            b += step_b.clamp(-1.0, 1.0);
            if step_a.abs() + step_b.abs() < 1e-9 {
                break;
            }
        }
        let determinant = information[0] * information[2] - information[1] * information[1];
        Self { level: a, slope: b, slope_variance: information[0] / determinant }
    }
}

/// Years of full growth that a damped trend is worth some years ahead.
pub(crate) fn damped(years: i32) -> f64 {
    (1..=years).map(|year| DAMPING.powi(year)).sum()
}

/// Trends of all groups of a history at a year, given the trend that is expected of each.
pub(crate) fn trends(history: &History, groups: usize, now: i32, expected: impl Fn(u32) -> f64) -> Vec<Trend> {
    let years: Vec<i32> = (now - YEARS + 1..=now).collect();
    let totals: Vec<f64> = years.iter().map(|&year| f64::from(history.total(year))).collect();
    let counts = |group: u32| -> Vec<f64> { years.iter().map(|&year| f64::from(history.count(group, year))).collect() };
    let fit = |spread: f64| -> Vec<Trend> {
        (0..groups as u32).map(|group| Trend::fit(&counts(group), &totals, (expected(group), spread))).collect()
    };
    // Method of moments: the variance of loosely fitted slopes less that of their errors.
    let loose = fit(SPREAD.1);
    let large: Vec<u32> = (0..groups as u32).filter(|&group| history.eligible(group, now)).collect();
    if large.len() < 10 {
        return fit(0.2);
    }
    let deviations = large.iter().map(|&group| (loose[group as usize].slope - expected(group)).powi(2));
    let errors = large.iter().map(|&group| loose[group as usize].slope_variance);
    let variance = (deviations.sum::<f64>() - errors.sum::<f64>()) / large.len() as f64;
    fit(variance.max(0.0).sqrt().clamp(SPREAD.0, SPREAD.1))
}

/// Upper tail of the standard normal distribution (Abramowitz & Stegun 7.1.26, error below 1.5·10⁻⁷).
pub(crate) fn upper_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * series * (-x * x).exp();
    if z >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_clear_trend_is_found_and_a_short_one_is_shrunk() {
        let totals = [10_000.0; 5];
        let clear: Vec<f64> = (0..5).map(|x| 500.0 * 1.2f64.powi(x - 4)).collect();
        let trend = Trend::fit(&clear, &totals, (0.0, 0.3));
        assert!((trend.slope - 1.2f64.ln()).abs() < 0.01, "{trend:?}");
        assert!((trend.level - (500.0f64 / 10_000.0).ln()).abs() < 0.02, "{trend:?}");
        let faint: Vec<f64> = clear.iter().map(|count| count / 100.0).collect();
        let shrunk = Trend::fit(&faint, &totals, (0.0, 0.1));
        assert!(shrunk.slope > 0.0 && shrunk.slope < 0.5 * trend.slope, "{shrunk:?}");
        assert!(shrunk.slope_variance > trend.slope_variance);
    }

    #[test]
    fn the_normal_tail_has_its_known_values() {
        for (z, expected) in [(0.0, 0.5), (1.0, 0.158_655), (1.96, 0.024_998), (-1.0, 0.841_345)] {
            assert!((upper_tail(z) - expected).abs() < 1e-5, "{z}");
        }
    }
}
