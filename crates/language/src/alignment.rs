//! Multilingual vectors made comparable: the mean of each language is taken off (what all texts of a language share tells the
//! language, not the subject; Libovický, Rosa & Fraser 2020), and the leading principal components are kept.

use crate::orthogonal::{gram, orthonormalise};
use rayon::prelude::*;

/// Rounds of subspace iteration on the covariance; its spectrum decays fast.
const ROUNDS: usize = 8;

/// A fitted alignment.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// Numbers per aligned vector.
    pub dimensions: usize,
    width: usize,
    /// Mean of English (all other) and of Chinese vectors.
    means: [Vec<f32>; 2],
    /// `width × dimensions`.
    basis: Vec<f32>,
}

impl Alignment {
    /// Fits on `rows` of row-major vectors of `width` numbers; `chinese` says which rows are in Chinese.
    pub fn fit(vectors: &[f32], width: usize, rows: &[u32], chinese: &[bool], dimensions: usize) -> Self {
        let row = |row: u32| &vectors[row as usize * width..][..width];
        let means = [false, true].map(|language| {
            let mut sum = vec![0f64; width];
            let mut count = 0usize;
            for &number in rows.iter().filter(|&&number| chinese[number as usize] == language) {
                sum.iter_mut().zip(row(number)).for_each(|(sum, value)| *sum += f64::from(*value));
                count += 1;
            }
            sum.iter().map(|sum| (sum / count.max(1) as f64) as f32).collect::<Vec<f32>>()
        });
        let dimensions = dimensions.min(width).min(rows.len());
        let mut alignment = Self { dimensions, width, means, basis: Vec::new() };
        let mut covariance = vec![0f64; width * width];
        for chunk in rows.chunks(65_536) {
            let centred: Vec<f32> =
                chunk.iter().flat_map(|&number| alignment.centred(row(number), chinese[number as usize])).collect();
            covariance.iter_mut().zip(gram(&centred, width)).for_each(|(sum, part)| *sum += part);
        }
        // Starting columns: unit vectors along the coordinates of largest variance.
        let mut order: Vec<usize> = (0..width).collect();
        order.sort_by(|&a, &b| covariance[b * width + b].total_cmp(&covariance[a * width + a]).then(a.cmp(&b)));
        let mut basis = vec![0f32; width * dimensions];
        for (column, &coordinate) in order.iter().take(dimensions).enumerate() {
            basis[coordinate * dimensions + column] = 1.0;
        }
        for _ in 0..ROUNDS {
            let mut product = vec![0f32; width * dimensions];
            product.par_chunks_mut(dimensions).zip(covariance.par_chunks(width)).for_each(|(sum, line)| {
                for (value, row) in line.iter().zip(basis.chunks_exact(dimensions)) {
                    sum.iter_mut().zip(row).for_each(|(sum, factor)| *sum += *value as f32 * factor);
                }
            });
            basis = product;
            orthonormalise(&mut basis, dimensions);
        }
        alignment.basis = basis;
        alignment
    }

    /// Aligned vectors of `rows`: row-major, `dimensions` numbers each, length 1 (or 0 for an empty vector).
    pub fn project(&self, vectors: &[f32], rows: &[u32], chinese: &[bool]) -> Vec<f32> {
        let mut aligned = vec![0f32; rows.len() * self.dimensions];
        aligned.par_chunks_mut(self.dimensions.max(1)).zip(rows).with_min_len(64).for_each(|(aligned, &number)| {
            let vector = &vectors[number as usize * self.width..][..self.width];
            for (value, row) in
                self.centred(vector, chinese[number as usize]).into_iter().zip(self.basis.chunks_exact(self.dimensions))
            {
                aligned.iter_mut().zip(row).for_each(|(sum, factor)| *sum += value * factor);
            }
            let square: f32 = aligned.iter().map(|value| value * value).sum();
            if square > 0.0 {
                let rate = 1.0 / square.sqrt();
                aligned.iter_mut().for_each(|value| *value *= rate);
            }
        });
        aligned
    }

    fn centred(&self, vector: &[f32], chinese: bool) -> Vec<f32> {
        vector.iter().zip(&self.means[usize::from(chinese)]).map(|(value, mean)| value - mean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_subject_in_two_languages_comes_together() {
        // Four subjects on four axes; a fifth axis tells the language.
        let mut vectors = Vec::new();
        let mut chinese = Vec::new();
        for number in 0..80usize {
            let mut vector = [0f32; 6];
            vector[number % 4] = 1.0;
            vector[4] = if number < 40 { 3.0 } else { -3.0 };
            vector[5] = (number % 7) as f32 * 0.01;
            vectors.extend(vector);
            chinese.push(number >= 40);
        }
        let rows: Vec<u32> = (0..80).collect();
        let alignment = Alignment::fit(&vectors, 6, &rows, &chinese, 4);
        let aligned = alignment.project(&vectors, &rows, &chinese);
        let cosine = |a: usize, b: usize| -> f32 {
            aligned[a * 4..][..4].iter().zip(&aligned[b * 4..][..4]).map(|(a, b)| a * b).sum()
        };
        for number in 0..40 {
            assert!(cosine(number, number + 40) > 0.95, "{number}");
            assert!(cosine(number, (number + 1) % 40) < 0.2, "{number}");
        }
    }
}
