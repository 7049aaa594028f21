//! Bursts after Kleinberg (2003), for counts in batches: a year is in burst where a state of twice the usual rate explains the
//! counts better, entering it has a price.

/// Rate in burst over the usual rate.
pub const BURST_RATIO: f64 = 2.0;
/// Price of entering a burst, times the logarithm of the number of years.
const PRICE: f64 = 1.0;

/// Weight of the burst each year is in: how much better, in log-likelihood, the higher rate explains that year; 0 outside.
pub fn burst(counts: &[u32], totals: &[u32]) -> Vec<f64> {
    let years = counts.len();
    let (sum, all) = (counts.iter().sum::<u32>(), totals.iter().sum::<u32>());
    if sum == 0 || years < 2 {
        return vec![0.0; years];
    }
    let usual = f64::from(sum) / f64::from(all);
    let raised = (BURST_RATIO * usual).min(0.999_9);
    // The binomial coefficient is the same in both states and left out.
    let cost = |rate: f64, n: u32, total: u32| {
        -(f64::from(n) * rate.ln() + f64::from(total.saturating_sub(n)) * (1.0 - rate).ln())
    };
    let price = PRICE * (years as f64).ln();
    let mut best = [0.0, price];
    let mut came_from: Vec<[usize; 2]> = Vec::with_capacity(years);
    for (&n, &total) in counts.iter().zip(totals) {
        let costs = [cost(usual, n, total), cost(raised, n, total)];
        let to_usual = if best[0] <= best[1] { 0 } else { 1 };
        let to_burst = if best[0] + price < best[1] { 0 } else { 1 };
        came_from.push([to_usual, to_burst]);
        best = [best[to_usual] + costs[0], if to_burst == 0 { best[0] + price + costs[1] } else { best[1] + costs[1] }];
    }
    let mut state = usize::from(best[1] < best[0]);
    let mut weights = vec![0.0; years];
    for year in (0..years).rev() {
        if state == 1 {
            let (n, total) = (counts[year], totals[year]);
            weights[year] = (cost(usual, n, total) - cost(raised, n, total)).max(0.0);
        }
        state = came_from[year][state];
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_planted_burst_is_found_and_steady_counts_have_none() {
        let totals = [1_000; 12];
        let mut counts = [20; 12];
        counts[7..10].fill(70);
        let weights = burst(&counts, &totals);
        let burst_years: Vec<usize> = (0..12).filter(|&year| weights[year] > 0.0).collect();
        assert_eq!(burst_years, [7, 8, 9]);
        assert!(burst(&[20; 12], &totals).iter().all(|&weight| weight == 0.0));
        assert_eq!(burst(&[0; 3], &[5; 3]), [0.0; 3]);
    }
}
