//! A plane between two kinds of documents: a linear support vector machine with squared hinge loss, trained by dual
//! coordinate descent (Hsieh et al. 2008, algorithm 1), in an order that is always the same.

use language::Weighted;

/// Weight of a document's vector, beside 1 for its words.
const ABOUT: f32 = 0.5;
/// Most rounds of training, and the violation of optimality (in margins, which are 1) below which it ends.
const ROUNDS: usize = 200;
const OPTIMAL: f32 = 0.01;

/// Documents: words, and vectors where there are some.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub(super) words: Weighted,
    /// Numbers per vector, may be 0.
    pub(super) dimensions: usize,
    pub(super) about: Vec<f32>,
}

/// A document to learn from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Example {
    pub(super) row: usize,
    /// Side of the plane, 1 or −1.
    pub(super) sign: f32,
    /// Cost of being on the wrong side, above 0.
    pub(super) cost: f32,
}

/// The plane.
pub(super) struct Separator {
    words: Vec<f32>,
    about: Vec<f32>,
    threshold: f32,
}

impl Rows {
    fn about(&self, row: usize) -> &[f32] {
        &self.about[row * self.dimensions..][..self.dimensions]
    }

    /// Square of a document's length, with 1 for the threshold.
    fn square(&self, row: usize) -> f32 {
        let words: f32 = self.words.row(row).map(|(_, value)| value * value).sum();
        let about: f32 = self.about(row).iter().map(|value| value * value).sum();
        words + ABOUT * ABOUT * about + 1.0
    }
}

impl Separator {
    /// Learns from examples.
    pub(super) fn train(rows: &Rows, examples: &[Example]) -> Self {
        let mut separator =
            Self { words: vec![0.0; rows.words.width], about: vec![0.0; rows.dimensions], threshold: 0.0 };
        let mut multipliers = vec![0f32; examples.len()];
        let squares: Vec<f32> = examples.iter().map(|example| rows.square(example.row)).collect();
        let stride = stride(examples.len());
        for round in 0..ROUNDS {
            let mut violation = 0f32;
            // Another order in each round, without chance.
            let mut place = round % examples.len().max(1);
            for _ in 0..examples.len() {
                let Example { row, sign, cost } = examples[place];
                let damping = 1.0 / (2.0 * cost);
                let before = multipliers[place];
                let gradient = sign * separator.score(rows, row) - 1.0 + damping * before;
                if before > 0.0 || gradient < 0.0 {
                    violation = violation.max(gradient.abs());
                    multipliers[place] = (before - gradient / (squares[place] + damping)).max(0.0);
                    separator.add(rows, row, (multipliers[place] - before) * sign);
                }
                place = (place + stride) % examples.len();
            }
            if violation < OPTIMAL {
                break;
            }
        }
        separator
    }

    /// On which side a document is, and how far from the plane, in margins.
    pub(super) fn score(&self, rows: &Rows, row: usize) -> f32 {
        let words: f32 = rows.words.row(row).map(|(column, value)| self.words[column as usize] * value).sum();
        let about: f32 = self.about.iter().zip(rows.about(row)).map(|(a, b)| a * b).sum();
        words + ABOUT * about + self.threshold
    }

    fn add(&mut self, rows: &Rows, row: usize, times: f32) {
        for (column, value) in rows.words.row(row) {
            self.words[column as usize] += times * value;
        }
        self.about.iter_mut().zip(rows.about(row)).for_each(|(sum, value)| *sum += times * ABOUT * value);
        self.threshold += times;
    }
}

/// A step that visits every place of a round once.
fn stride(count: usize) -> usize {
    let gcd = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (1 + (count as f64 * 0.618) as usize..).find(|&step| gcd(step, count) == 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Documents of one word each, with a vector of one number.
    fn rows(columns: &[u32], about: &[f32]) -> Rows {
        let words = Weighted {
            offsets: (0..=columns.len()).collect(),
            columns: columns.to_vec(),
            values: vec![1.0; columns.len()],
            width: 4,
        };
        Rows { words, dimensions: 1, about: about.to_vec() }
    }

    #[test]
    fn the_plane_is_the_best_one() {
        // Two examples of orthogonal words: by symmetry the threshold is 0, and w = m (1, −1) with m = c (1 − m) · 2,
        // so m = 2c / (1 + 2c).
        let rows = rows(&[0, 1, 2], &[0.0; 3]);
        let example = |row, sign| Example { row, sign, cost: 0.5 };
        let separator = Separator::train(&rows, &[example(0, 1.0), example(1, -1.0)]);
        assert!((separator.score(&rows, 0) - 0.5).abs() < 0.01, "{}", separator.score(&rows, 0));
        assert!((separator.score(&rows, 1) + 0.5).abs() < 0.01);
        assert!(separator.score(&rows, 2).abs() < 0.01);
    }

    #[test]
    fn vectors_reach_documents_without_a_known_word() {
        let rows = rows(&[0, 1, 2, 3], &[1.0, -1.0, 1.0, -1.0]);
        let example = |row, sign| Example { row, sign, cost: 1.0 };
        let separator = Separator::train(&rows, &[example(0, 1.0), example(1, -1.0)]);
        assert!(separator.score(&rows, 2) > 0.1 && separator.score(&rows, 3) < -0.1);
        assert_eq!(Separator::train(&rows, &[]).score(&rows, 0), 0.0);
    }

    #[test]
    fn every_place_is_visited() {
        for count in 1..60 {
            let mut places: Vec<usize> = (0..count).map(|step| step * stride(count) % count).collect();
            places.sort_unstable();
            assert_eq!(places, (0..count).collect::<Vec<_>>());
        }
    }
}
