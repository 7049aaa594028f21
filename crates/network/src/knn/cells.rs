//! Division of the vectors into cells: spherical k-means on a sample, with the integer products of [`super::codes`].

use super::Vectors;
use super::codes::{BLOCK, Codes, Level, query, scale_of};
use rayon::prelude::*;

/// Rounds of k-means.
const ROUNDS: usize = 6;
/// Sampled vectors per cell.
const SAMPLE: usize = 48;
/// Queries multiplied at a time.
pub(super) const ROWS: usize = 6;

/// Centres of the cells, row-major unit vectors.
pub(super) struct Cells {
    pub(super) centres: Vec<f32>,
    pub(super) dimensions: usize,
}

impl Cells {
    /// Finds `count` cells.
    pub(super) fn find(vectors: Vectors<'_>, count: usize, seed: u64) -> Self {
        let dimensions = vectors.dimensions;
        let rows = vectors.rows();
        // A stride that is prime to the number of rows visits different rows, spread over all.
        let wanted = (count * SAMPLE).min(rows);
        let mut step = (rows as f64 * 0.618_033_988_75) as usize | 1;
        while gcd(step, rows) != 1 {
            step += 1;
        }
        let sample: Vec<usize> = (0..wanted).map(|n| (n * step + seed as usize) % rows).collect();
        let mut data = Vec::with_capacity(wanted * dimensions);
        for &row in &sample {
            data.extend_from_slice(vectors.row(row));
        }
        let sampled = Vectors { data: &data, dimensions };
        let mut cells = Self { centres: data[..count * dimensions].to_vec(), dimensions };
        for _ in 0..ROUNDS {
            let nearest = cells.nearest(sampled);
            let mut sums = vec![0f64; count * dimensions];
            for (row, &cell) in nearest.iter().enumerate() {
                for (sum, &value) in sums[cell as usize * dimensions..][..dimensions].iter_mut().zip(sampled.row(row)) {
                    *sum += f64::from(value);
                }
            }
            for (centre, sum) in cells.centres.chunks_exact_mut(dimensions).zip(sums.chunks_exact(dimensions)) {
                let length = sum.iter().map(|value| value * value).sum::<f64>().sqrt();
                if length > 0.0 {
                    for (value, sum) in centre.iter_mut().zip(sum) {
                        *value = (sum / length) as f32;
                    }
                }
            }
        }
        cells
    }

    /// Number of cells.
    pub(super) fn count(&self) -> usize {
        self.centres.len() / self.dimensions
    }

    /// Nearest cell of each vector.
    pub(super) fn nearest(&self, vectors: Vectors<'_>) -> Vec<u32> {
        let centres = Vectors { data: &self.centres, dimensions: self.dimensions };
        let order: Vec<u32> = (0..self.count() as u32).collect();
        let scale = scale_of(centres);
        let codes = Codes::new(centres, &order, &[0, self.count()], scale);
        let vector_scale = scale_of(vectors);
        let level = Level::detect();
        let mut nearest = vec![0u32; vectors.rows()];
        nearest.par_chunks_mut(ROWS * 32).enumerate().for_each_init(Vec::new, |bytes, (chunk, nearest)| {
            for (group, nearest) in nearest.chunks_mut(ROWS).enumerate() {
                bytes.clear();
                for row in 0..ROWS {
                    let row = (chunk * ROWS * 32 + group * ROWS + row).min(vectors.rows() - 1);
                    query(vectors.row(row), vector_scale, codes.width, bytes);
                }
                let mut best = [(i32::MIN, 0u32); ROWS];
                for block in (0..self.count().div_ceil(BLOCK)).step_by(4) {
                    let mut products = [[0i32; 4 * BLOCK]; ROWS];
                    codes.products::<ROWS>(level, bytes, block, &mut products);
                    let inside = (self.count() - block * BLOCK).min(4 * BLOCK);
                    for (best, products) in best.iter_mut().zip(&products) {
                        for (position, &product) in products[..inside].iter().enumerate() {
                            if product > best.0 {
                                *best = (product, (block * BLOCK + position) as u32);
                            }
                        }
                    }
                }
                for (nearest, (_, cell)) in nearest.iter_mut().zip(best) {
                    *nearest = cell;
                }
            }
        });
        nearest
    }
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}
