//! How far two divisions of the same things agree.

/// Adjusted mutual information (Vinh, Epps & Bailey 2010) with the arithmetic mean of the entropies as its upper bound: 1 for
/// the same division, about 0 for divisions that have nothing to do with each other.
///
/// # Panics
/// Where the two have different lengths.
pub fn adjusted_mutual_information(a: &[u32], b: &[u32]) -> f64 {
    assert_eq!(a.len(), b.len(), "both divide the same things");
    let n = a.len();
    let count = |division: &[u32]| division.iter().max().map_or(0, |&last| last as usize + 1);
    let (rows, columns) = (count(a), count(b));
    let (mut row_sums, mut column_sums) = (vec![0usize; rows], vec![0usize; columns]);
    let mut cells = std::collections::BTreeMap::new();
    for (&a, &b) in a.iter().zip(b) {
        row_sums[a as usize] += 1;
        column_sums[b as usize] += 1;
        *cells.entry((a, b)).or_insert(0usize) += 1;
    }
    let all = n as f64;
    let entropy = |sums: &[usize]| -> f64 {
        sums.iter().filter(|&&sum| sum > 0).map(|&sum| -(sum as f64 / all) * (sum as f64 / all).ln()).sum()
    };
    let mean = (entropy(&row_sums) + entropy(&column_sums)) / 2.0;
    if n == 0 || mean == 0.0 {
        return 1.0;
    }
    let information: f64 = cells
        .iter()
        .map(|(&(a, b), &cell)| {
            let cell = cell as f64;
            cell / all * (all * cell / (row_sums[a as usize] as f64 * column_sums[b as usize] as f64)).ln()
        })
        .sum();
    let expected = expected_information(&row_sums, &column_sums, n);
    (information - expected) / (mean - expected)
}

/// Mean mutual information of all divisions with these sizes (hypergeometric model). Equal sizes are computed once.
fn expected_information(rows: &[usize], columns: &[usize], n: usize) -> f64 {
    let mut logs = vec![0f64; n + 1];
    for value in 1..=n {
        logs[value] = logs[value - 1] + (value as f64).ln();
    }
    let sizes = |sums: &[usize]| {
        let mut counts = std::collections::BTreeMap::new();
        for &sum in sums.iter().filter(|&&sum| sum > 0) {
            *counts.entry(sum).or_insert(0usize) += 1;
        }
        counts
    };
    let (rows, columns) = (sizes(rows), sizes(columns));
    let all = n as f64;
    let mut sum = 0.0;
    for (&a, &times_a) in &rows {
        for (&b, &times_b) in &columns {
            let mut part = 0.0;
            for cell in (a + b).saturating_sub(n).max(1)..=a.min(b) {
                let log = logs[a] + logs[b] + logs[n - a] + logs[n - b]
                    - logs[n]
                    - logs[cell]
                    - logs[a - cell]
                    - logs[b - cell]
                    - logs[n + cell - a - b];
                let value = cell as f64;
                part += value / all * (all * value / (a as f64 * b as f64)).ln() * log.exp();
            }
            sum += part * (times_a * times_b) as f64;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Reference values: scikit-learn 1.7, adjusted_mutual_info_score.
        let cases: &[(&[u32], &[u32], f64)] = &[
            (&[0, 0, 1, 1], &[1, 1, 0, 0], 1.0),
            (&[0, 0, 0, 0], &[0, 1, 2, 3], 0.0),
            (&[0, 0, 1, 1, 2, 2], &[0, 0, 1, 2, 2, 2], 0.502_361),
            (&[0, 1, 0, 1, 0, 1, 0, 1], &[0, 0, 1, 1, 2, 2, 3, 3], -0.4),
        ];
        for (a, b, expected) in cases {
            let value = adjusted_mutual_information(a, b);
            assert!((value - expected).abs() < 1e-5, "{a:?} {b:?}: {value}");
        }
    }
}
