//! Exact search: every row against every row, in blocks that stay in cache.

use super::{Best, Neighbours, Vectors};
use rayon::prelude::*;

/// Rows compared at a time.
const QUERIES: usize = 16;

/// As [`super::nearest_neighbours`], exact for any size.
pub fn exact_neighbours(vectors: Vectors<'_>, k: usize) -> Neighbours {
    search(vectors, None, k)
}

/// Queries are the base itself where none are given; then a row is not its own neighbour.
pub(super) fn search(base: Vectors<'_>, queries: Option<Vectors<'_>>, k: usize) -> Neighbours {
    let itself = queries.is_none();
    let queries = queries.unwrap_or(base);
    let mut found = Neighbours::empty(queries.rows(), k);
    if k == 0 || base.rows() == 0 {
        return found;
    }
    let rows = found.indices.par_chunks_mut(QUERIES * k).zip(found.similarities.par_chunks_mut(QUERIES * k));
    rows.enumerate().for_each_init(
        || vec![Best::<f32>::new(k); QUERIES],
        |best, (block, (indices, similarities))| {
            let first = block * QUERIES;
            let count = indices.len() / k;
            for other in 0..base.rows() {
                let other_row = base.row(other);
                for (offset, best) in best.iter_mut().enumerate().take(count) {
                    if itself && first + offset == other {
                        continue;
                    }
                    let similarity = dot(queries.row(first + offset), other_row);
                    if similarity > 0.0 && best.threshold.is_none_or(|threshold| similarity >= threshold) {
                        best.push(similarity, other as u32);
                    }
                }
            }
            for (offset, best) in best.iter_mut().enumerate().take(count) {
                for (position, (similarity, other)) in best.drain_sorted().enumerate() {
                    indices[offset * k + position] = other;
                    similarities[offset * k + position] = similarity;
                }
            }
        },
    );
    found
}

/// Scalar product in sixteen lanes: the compiler fills wide registers, and the order of additions is fixed.
#[inline]
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0f32; 16];
    let (a_chunks, b_chunks) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_chunks.zip(b_chunks) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f32>() + rest
}
