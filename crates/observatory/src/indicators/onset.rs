//! When a topic began to rise: a change point between a low, steady share and a growing one.

/// A change point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Onset {
    /// Place of the first year of the rise.
    pub place: usize,
    /// How much better two periods explain the counts than one steady share, in log-likelihood.
    pub gain: f64,
}

/// Least gain: below it the counts are as well explained by one share (a likelihood-ratio of e⁶).
const LEAST_GAIN: f64 = 6.0;
/// Least rise of the mean share.
const LEAST_RISE: f64 = 2.0;

/// Finds the first year of a lasting rise: of all ways to divide the years into a steady share before and a log-linear one from
/// a year on, the likeliest (Poisson counts). None where the share after is not at least twice that before, or the gain is small.
pub fn onset(counts: &[u32], totals: &[u32]) -> Option<Onset> {
    let years = counts.len();
    let likelihood = |n: f64, mean: f64| if mean > 0.0 { n * mean.ln() - mean } else { 0.0 };
    let steady = |range: std::ops::Range<usize>| {
        let (n, total) = sums(counts, totals, range.clone());
        // A quarter of a document before the onset: the first document of a topic may be an attribution error.
        let rate = (n + 0.25) / total.max(1.0);
        range.map(|year| likelihood(f64::from(counts[year]), rate * f64::from(totals[year]))).sum::<f64>()
    };
    let whole = steady(0..years);
    let mut best: Option<Onset> = None;
    for place in 1..years.saturating_sub(1) {
        let (before, total_before) = sums(counts, totals, 0..place);
        let (after, total_after) = sums(counts, totals, place..years);
        if total_before == 0.0 || after < 3.0 || after / total_after < LEAST_RISE * before / total_before {
            continue;
        }
        let gain = steady(0..place) + rising(&counts[place..], &totals[place..]) - whole;
        if gain >= LEAST_GAIN && best.is_none_or(|best| gain > best.gain) {
            best = Some(Onset { place, gain });
        }
    }
    best
}

fn sums(counts: &[u32], totals: &[u32], range: std::ops::Range<usize>) -> (f64, f64) {
    let n: u32 = counts[range.clone()].iter().sum();
    let total: u32 = totals[range].iter().sum();
    (f64::from(n), f64::from(total))
}

/// Highest log-likelihood of Poisson counts with a log share that changes linearly.
fn rising(counts: &[u32], totals: &[u32]) -> f64 {
    let points = || {
        counts
            .iter()
            .zip(totals)
            .enumerate()
            .filter(|(_, (_, total))| **total > 0)
            .map(|(x, (n, total))| (x as f64, f64::from(*n), f64::from(*total).ln()))
    };
    let (n, total) = sums(counts, totals, 0..counts.len());
    let (mut a, mut b) = (((n + 0.25) / total.max(1.0)).ln(), 0.0f64);
    for _ in 0..20 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, -b, 1e-6, 0.0, 1.0);
        for (x, n, log_total) in points() {
            let mean = (a + b * x + log_total).min(25.0).exp();
            ga += n - mean;
            gb += (n - mean) * x;
            haa += mean;
            hab += mean * x;
            hbb += mean * x * x;
        }
        let determinant = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
        a += da.clamp(-2.0, 2.0);
        b += db.clamp(-1.0, 1.0);
        if da.abs() + db.abs() < 1e-8 {
            break;
        }
    }
    points()
        .map(|(x, n, log_total)| {
            let log_mean = (a + b * x + log_total).min(25.0);
            n * log_mean - log_mean.exp()
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planted_starts_are_found_within_a_year_and_others_have_none() {
        let totals = [2_000; 20];
        for start in 8..16 {
            let counts: Vec<u32> = (0..20)
                .map(|year: i32| if year < start { 0 } else { (2.0 * 1.5f64.powi(year - start)).min(60.0) as u32 })
                .collect();
            let found = onset(&counts, &totals).expect("a rise").place as i32;
            assert!((found - start).abs() <= 1, "start {start} found {found}");
        }
        let noise = [9, 11, 8, 12, 10, 9, 10, 13, 11, 9, 10, 8, 12, 11, 9, 10, 11, 10, 9, 10];
        assert_eq!(onset(&noise, &totals), None);
        let falling: Vec<u32> = (0..20).map(|year| 40 - 2 * year).collect();
        assert_eq!(onset(&falling, &totals), None);
    }
}
