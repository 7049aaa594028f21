//! Logistic regression with a ridge penalty, by Newton's method (le Cessie & van Houwelingen 1992).

/// A fitted model on standardised inputs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Logistic {
    /// Log-odds at the mean of all inputs.
    pub intercept: f64,
    /// Change of log-odds per standard deviation of each input.
    pub coefficients: Vec<f64>,
    /// Means of the inputs.
    pub means: Vec<f64>,
    /// Standard deviations of the inputs; 1 for constant ones.
    pub deviations: Vec<f64>,
}

impl Logistic {
    /// Fits rows of equal length to outcomes; `penalty` is the precision of a normal prior on each coefficient. Without rows, or
    /// with one kind of outcome only, the coefficients stay near 0.
    pub fn fit(rows: &[&[f64]], outcomes: &[bool], penalty: f64) -> Self {
        let width = rows.first().map_or(0, |row| row.len());
        let count = rows.len().max(1) as f64;
        let means: Vec<f64> = (0..width).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / count).collect();
        let deviations: Vec<f64> = (0..width)
            .map(|i| (rows.iter().map(|row| (row[i] - means[i]).powi(2)).sum::<f64>() / count).sqrt())
            .map(|deviation| if deviation > 1e-9 { deviation } else { 1.0 })
            .collect();
        let positives = outcomes.iter().filter(|&&outcome| outcome).count() as f64;
        let rate = (positives + 0.5) / (outcomes.len() as f64 + 1.0);
        let mut model =
            Self { intercept: (rate / (1.0 - rate)).ln(), coefficients: vec![0.0; width], means, deviations };
        if positives == 0.0 || positives == outcomes.len() as f64 {
            return model;
        }
        let size = width + 1;
        let standardised: Vec<f64> = rows.iter().flat_map(|row| model.standardise(row)).collect();
        for _ in 0..30 {
            let mut hessian = vec![0f64; size * size];
            let mut gradient = vec![0f64; size];
            for (row, &outcome) in standardised.chunks_exact(width.max(1)).zip(outcomes) {
                let p = sigmoid(model.intercept + dot(row, &model.coefficients));
                let error = f64::from(u8::from(outcome)) - p;
                let weight = (p * (1.0 - p)).max(1e-9);
                gradient[0] += error;
                hessian[0] += weight;
                for i in 0..width {
                    gradient[i + 1] += error * row[i];
                    hessian[(i + 1) * size] += weight * row[i];
                    for j in 0..=i {
                        hessian[(i + 1) * size + j + 1] += weight * row[i] * row[j];
                    }
                }
            }
            for i in 0..width {
                gradient[i + 1] -= penalty * model.coefficients[i];
                hessian[(i + 1) * size + i + 1] += penalty;
            }
            let step = solve(&mut hessian, gradient, size);
            let longest = step.iter().fold(0.0f64, |longest, value| longest.max(value.abs()));
            let rate = if longest > 2.0 { 2.0 / longest } else { 1.0 };
            model.intercept += rate * step[0];
            model.coefficients.iter_mut().zip(&step[1..]).for_each(|(value, step)| *value += rate * step);
            if longest < 1e-8 {
                break;
            }
        }
        model
    }

    fn standardise<'a>(&'a self, row: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        // Beyond four deviations a value says no more: keeps one odd topic from a probability of 1.
        row.iter().zip(&self.means).zip(&self.deviations).map(|((x, m), d)| ((x - m) / d).clamp(-4.0, 4.0))
    }

    /// Parts of the log-odds that each input contributes.
    pub fn contributions(&self, row: &[f64]) -> Vec<f64> {
        self.standardise(row).zip(&self.coefficients).map(|(x, coefficient)| x * coefficient).collect()
    }

    /// Log-odds.
    pub fn log_odds(&self, row: &[f64]) -> f64 {
        self.intercept + self.contributions(row).iter().sum::<f64>()
    }

    /// Probability.
    pub fn probability(&self, row: &[f64]) -> f64 {
        sigmoid(self.log_odds(row))
    }
}

/// 1/(1 + e^−x).
pub(crate) fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a symmetric positive definite system of which the lower triangle is given, by Cholesky decomposition.
pub(super) fn solve(matrix: &mut [f64], mut right: Vec<f64>, size: usize) -> Vec<f64> {
    for i in 0..size {
        for j in 0..=i {
            let mut value = matrix[i * size + j];
            for k in 0..j {
                value -= matrix[i * size + k] * matrix[j * size + k];
            }
            matrix[i * size + j] = if i == j { value.max(1e-12).sqrt() } else { value / matrix[j * size + j] };
        }
    }
    for i in 0..size {
        for k in 0..i {
            right[i] -= matrix[i * size + k] * right[k];
        }
        right[i] /= matrix[i * size + i];
    }
    for i in (0..size).rev() {
        for k in i + 1..size {
            right[i] -= matrix[k * size + i] * right[k];
        }
        right[i] /= matrix[i * size + i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_odds_are_recovered() {
        // Outcomes follow log-odds −1 + 2x − y for a grid of inputs, in exact proportions.
        let mut rows = Vec::new();
        let mut outcomes = Vec::new();
        for i in 0..20 {
            for j in 0..20 {
                let (x, y) = (f64::from(i) / 10.0 - 1.0, f64::from(j) / 10.0 - 1.0);
                let p = sigmoid(-1.0 + 2.0 * x - y);
                for k in 0..50 {
                    rows.push(vec![x, y]);
                    outcomes.push((f64::from(k) + 0.5) / 50.0 < p);
                }
            }
        }
        let views: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let model = Logistic::fit(&views, &outcomes, 1e-3);
        for (x, y) in [(0.0, 0.0), (0.5, -0.5), (-1.0, 1.0)] {
            let expected = sigmoid(-1.0 + 2.0 * x - y);
            assert!((model.probability(&[x, y]) - expected).abs() < 0.02, "{x} {y}");
        }
        let parts: f64 = model.contributions(&[0.3, 0.2]).iter().sum();
        assert!((model.intercept + parts - model.log_odds(&[0.3, 0.2])).abs() < 1e-12);
    }

    #[test]
    fn one_kind_of_outcome_gives_its_rate_and_no_opinion() {
        let rows: Vec<Vec<f64>> = (0..9).map(|n| vec![f64::from(n)]).collect();
        let views: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let model = Logistic::fit(&views, &[false; 9], 1.0);
        assert_eq!(model.coefficients, [0.0]);
        assert!((model.probability(&[4.0]) - 0.05).abs() < 1e-9);
    }
}
