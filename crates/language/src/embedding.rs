//! Document vectors learned from the corpus itself: latent semantic analysis (Deerwester et al. 1990) of BM25 weights by
//! randomised subspace iteration (Halko, Martinsson & Tropp 2011).
//!
//! The term basis V spans the leading right singular vectors of the weighted matrix A; a document's vector is its row of
//! A · V, scaled to length 1. Other documents are folded in the same way. Terms are ordered, and the starting basis is drawn, by
//! the terms' own hashes: documents that were not fitted on change nothing, not even the last bit.

use crate::matrix::{TermMatrix, Vocabulary};
use crate::orthogonal::orthonormalise;
use crate::selection::Selection;
use rayon::prelude::*;

/// Rounds of subspace iteration; the spectrum of texts decays slowly, so one or two are too few.
const ROUNDS: usize = 4;

/// A fitted basis.
#[derive(Clone, Debug)]
pub struct Embedding {
    /// Numbers per vector.
    pub dimensions: usize,
    selection: Selection,
    /// Column of each term, `u32::MAX` for terms that do not count.
    column: Vec<u32>,
    /// Number of columns.
    width: usize,
    /// Columns × dimensions.
    basis: Vec<f32>,
}

/// Weighted rows of length 1, in columns of their own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weighted {
    /// Start of each row; one more than there are rows.
    pub offsets: Vec<usize>,
    /// Columns, ascending within a row.
    pub columns: Vec<u32>,
    /// Values.
    pub values: Vec<f32>,
    /// Number of columns.
    pub width: usize,
}

impl Embedding {
    /// Fits a basis on `rows` of the matrix. Fewer than `dimensions` columns make a smaller basis.
    pub fn fit(
        vocabulary: &Vocabulary,
        matrix: &TermMatrix,
        rows: &[u32],
        least_documents: u32,
        dimensions: usize,
        seed: u64,
    ) -> Self {
        let selection = Selection::new(vocabulary, matrix, rows, least_documents);
        let mut terms: Vec<u32> =
            (0..vocabulary.len() as u32).filter(|&term| selection.weights[term as usize] > 0.0).collect();
        terms.sort_unstable_by_key(|&term| (vocabulary.hashes[term as usize], term));
        let mut column = vec![u32::MAX; vocabulary.len()];
        for (number, &term) in terms.iter().enumerate() {
            column[term as usize] = number as u32;
        }
        let dimensions = dimensions.min(terms.len()).min(rows.len());
        let mut embedding = Self { dimensions, selection, column, width: terms.len(), basis: Vec::new() };
        if dimensions == 0 {
            return embedding;
        }
        let a = embedding.weighted(matrix, rows);
        let transposed = a.transpose();
        let mut basis: Vec<f32> = terms
            .par_iter()
            .flat_map_iter(|&term| {
                let hash = vocabulary.hashes[term as usize] ^ seed;
                (0..dimensions as u64).map(move |dimension| sign(hash, dimension))
            })
            .collect();
        orthonormalise(&mut basis, dimensions);
        for _ in 0..ROUNDS {
            let product = a.multiply(&basis, dimensions);
            basis = transposed.multiply(&product, dimensions);
            orthonormalise(&mut basis, dimensions);
        }
        embedding.basis = basis;
        embedding
    }

    /// Vectors of `rows`: row-major, length 1; zeros for documents without a counted term.
    pub fn project(&self, matrix: &TermMatrix, rows: &[u32]) -> Vec<f32> {
        if self.dimensions == 0 {
            return Vec::new();
        }
        let mut vectors = vec![0f32; rows.len() * self.dimensions];
        vectors.par_chunks_mut(self.dimensions).zip(rows).with_min_len(64).for_each(|(vector, &row)| {
            self.selection.weigh(matrix, row, |term, weight| {
                add(vector, weight, &self.basis[self.column[term as usize] as usize * self.dimensions..]);
            });
            let square: f32 = vector.iter().map(|value| value * value).sum();
            if square > 0.0 {
                let rate = 1.0 / square.sqrt();
                vector.iter_mut().for_each(|value| *value *= rate);
            }
        });
        vectors
    }

    /// How much a term counts, and its line of the basis; nothing for terms that do not count.
    pub fn term(&self, term: u32) -> Option<(f32, &[f32])> {
        let column = *self.column.get(term as usize)?;
        let line = self.basis.get(column as usize * self.dimensions..)?.get(..self.dimensions)?;
        Some((self.selection.weights[term as usize], line))
    }

    /// The terms that count, and how much.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The weights of the terms of `rows` that count; see [`Selection::weigh`]. Columns are numbered by the terms' own hashes.
    pub fn weighted(&self, matrix: &TermMatrix, rows: &[u32]) -> Weighted {
        let parts: Vec<_> = rows
            .par_chunks(1_024)
            .map(|rows| {
                let (mut ends, mut entries): (Vec<usize>, Vec<(u32, f32)>) = (Vec::new(), Vec::new());
                for &row in rows {
                    let start = entries.len();
                    self.selection
                        .weigh(matrix, row, |term, weight| entries.push((self.column[term as usize], weight)));
                    entries[start..].sort_unstable_by_key(|&(column, _)| column);
                    ends.push(entries.len());
                }
                (ends, entries)
            })
            .collect();
        let mut weighted = Weighted { offsets: vec![0], width: self.width, ..Weighted::default() };
        for (ends, entries) in parts {
            let before = weighted.columns.len();
            weighted.offsets.extend(ends.into_iter().map(|end| before + end));
            weighted.columns.extend(entries.iter().map(|&(column, _)| column));
            weighted.values.extend(entries.iter().map(|&(_, value)| value));
        }
        weighted
    }
}

impl Weighted {
    /// Columns and values of a row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (u32, f32)> + Clone + '_ {
        let range = self.offsets[row]..self.offsets[row + 1];
        self.columns[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }

    fn transpose(&self) -> Weighted {
        let columns = self.width;
        let mut offsets = vec![0usize; columns + 1];
        for &column in &self.columns {
            offsets[column as usize + 1] += 1;
        }
        for column in 0..columns {
            offsets[column + 1] += offsets[column];
        }
        let mut next = offsets.clone();
        let mut rows = vec![0u32; self.columns.len()];
        let mut values = vec![0f32; self.values.len()];
        for row in 0..self.offsets.len() - 1 {
            for position in self.offsets[row]..self.offsets[row + 1] {
                let place = &mut next[self.columns[position] as usize];
                rows[*place] = row as u32;
                values[*place] = self.values[position];
                *place += 1;
            }
        }
        Weighted { offsets, columns: rows, values, width: self.offsets.len() - 1 }
    }

    /// Product with a dense row-major matrix.
    fn multiply(&self, dense: &[f32], dimensions: usize) -> Vec<f32> {
        let mut product = vec![0f32; (self.offsets.len() - 1) * dimensions];
        product.par_chunks_mut(dimensions).enumerate().with_min_len(64).for_each(|(row, sum)| {
            for position in self.offsets[row]..self.offsets[row + 1] {
                add(sum, self.values[position], &dense[self.columns[position] as usize * dimensions..]);
            }
        });
        product
    }
}

#[inline]
fn add(sum: &mut [f32], weight: f32, row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += weight * value;
    }
}

/// ±1 by a hash (SplitMix64's mixing).
fn sign(hash: u64, dimension: u64) -> f32 {
    let mut mixed = hash.wrapping_add(dimension.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    if mixed >> 63 == 0 { 1.0 } else { -1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Analysis, Text};

    fn corpus(later: &str) -> (Vocabulary, TermMatrix) {
        let subjects = [
            "solar cell efficiency",
            "graph neural network",
            "gene editing vector",
            "quantum error code",
            "lunar soil sample",
            "rare earth magnet",
            "surgical robot arm",
            "deep sea mining",
        ];
        let titles: Vec<String> = (0..160)
            .map(|n| {
                if n % 5 == 4 { format!("{later} {}", n % 3) } else { format!("{} variant{}", subjects[n % 8], n % 6) }
            })
            .collect();
        let texts: Vec<Text> = titles.iter().map(|title| Text { title, ..Text::default() }).collect();
        let mut analysis = Analysis::default();
        analysis.add(&texts);
        analysis.finish(2)
    }

    fn known() -> Vec<u32> {
        (0..160).filter(|n| n % 5 != 4).collect()
    }

    fn cosine(vectors: &[f32], dimensions: usize, a: usize, b: usize) -> f32 {
        vectors[a * dimensions..][..dimensions]
            .iter()
            .zip(&vectors[b * dimensions..][..dimensions])
            .map(|(a, b)| a * b)
            .sum()
    }

    #[test]
    fn documents_about_the_same_are_close_and_others_far() {
        let (vocabulary, matrix) = corpus("unrelated words");
        let rows = known();
        let embedding = Embedding::fit(&vocabulary, &matrix, &rows, 2, 8, 1);
        let vectors = embedding.project(&matrix, &rows);
        let dimensions = embedding.dimensions;
        for (a, &row_a) in rows.iter().enumerate() {
            for (b, &row_b) in rows.iter().enumerate() {
                let cosine = cosine(&vectors, dimensions, a, b);
                if row_a % 8 == row_b % 8 {
                    assert!(cosine > 0.6, "{row_a} {row_b} {cosine}");
                } else {
                    assert!(cosine < 0.4, "{row_a} {row_b} {cosine}");
                }
            }
        }
    }

    #[test]
    fn documents_that_were_not_fitted_on_change_no_bit() {
        let rows = known();
        let run = |later: &str| {
            let (vocabulary, matrix) = corpus(later);
            Embedding::fit(&vocabulary, &matrix, &rows, 2, 8, 1).project(&matrix, &rows)
        };
        assert_eq!(run("unrelated words"), run("solar gene graph quantum network"));
    }
}
