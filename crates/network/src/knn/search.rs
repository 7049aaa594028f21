//! Approximate search, cell by cell.

use super::cells::{Cells, ROWS};
use super::codes::{BLOCK, Codes, Level, block_starts, query, scale_of};
use super::exact::dot;
use super::{Best, Neighbours, Vectors, exact};
use rayon::prelude::*;

/// Vectors per cell, about.
const CELL: usize = 400;
/// Candidates by integer score, beyond `k`, that are compared again in full precision.
const SPARE: usize = 17;

pub(super) fn search(
    base: Vectors<'_>,
    queries: Option<Vectors<'_>>,
    k: usize,
    most_probes: usize,
    seed: u64,
) -> Neighbours {
    let itself = queries.is_none();
    let queries = queries.unwrap_or(base);
    let count = (base.rows() / CELL).max(1);
    let cells = Cells::find(base, count, seed);
    let (starts, order) = grouped(&cells.nearest(base), count);
    let scale = scale_of(base);
    let codes = Codes::new(base, &order, &starts, scale);
    let blocks = block_starts(&starts);
    let (query_starts, query_order) =
        if itself { (starts.clone(), order.clone()) } else { grouped(&cells.nearest(queries), count) };
    let centres = Vectors { data: &cells.centres, dimensions: cells.dimensions };
    let nearby = exact::search(centres, None, most_probes.clamp(1, count) - 1);
    let level = Level::detect();
    let found: Vec<Vec<(u32, f32)>> = (0..count)
        .into_par_iter()
        .with_max_len(1)
        .map_init(
            || (Vec::new(), vec![Best::<i32>::new(k + SPARE); ROWS]),
            |(bytes, best), cell| {
                let members = &query_order[query_starts[cell]..query_starts[cell + 1]];
                let mut found = vec![(u32::MAX, 0f32); members.len() * k];
                let probes: Vec<usize> =
                    std::iter::once(cell).chain(nearby.of(cell).map(|(other, _)| other as usize)).collect();
                for (members, found) in members.chunks(ROWS).zip(found.chunks_mut(ROWS * k)) {
                    bytes.clear();
                    for row in 0..ROWS {
                        let member = members[row.min(members.len() - 1)];
                        query(queries.row(member as usize), scale, codes.width, bytes);
                    }
                    for &probe in &probes {
                        let inside = &order[starts[probe]..starts[probe + 1]];
                        for (step, inside) in inside.chunks(4 * BLOCK).enumerate() {
                            let mut products = [[0i32; 4 * BLOCK]; ROWS];
                            codes.products::<ROWS>(level, bytes, blocks[probe] + 4 * step, &mut products);
                            for (best, products) in best.iter_mut().zip(&products).take(members.len()) {
                                collect(best, &products[..inside.len()], inside);
                            }
                        }
                    }
                    for ((&member, best), found) in members.iter().zip(best.iter_mut()).zip(found.chunks_mut(k)) {
                        let row = queries.row(member as usize);
                        let mut exact: Vec<(f32, u32)> = best
                            .drain_sorted()
                            .filter(|&(_, other)| !(itself && other == member))
                            .map(|(_, other)| (dot(row, base.row(other as usize)), other))
                            .filter(|&(similarity, _)| similarity > 0.0)
                            .collect();
                        exact.sort_unstable_by(super::order);
                        for (slot, (similarity, other)) in found.iter_mut().zip(exact) {
                            *slot = (other, similarity);
                        }
                    }
                }
                found
            },
        )
        .collect();
    let mut result = Neighbours::empty(queries.rows(), k);
    for (cell, found) in found.into_iter().enumerate() {
        for (&member, found) in query_order[query_starts[cell]..query_starts[cell + 1]].iter().zip(found.chunks(k)) {
            for (position, &(other, similarity)) in found.iter().enumerate() {
                result.indices[member as usize * k + position] = other;
                result.similarities[member as usize * k + position] = similarity;
            }
        }
    }
    result
}

/// Adds those of a block that can still be among the best.
#[inline]
fn collect(best: &mut Best<i32>, products: &[i32], inside: &[u32]) {
    let threshold = best.threshold.unwrap_or(0);
    // Most blocks hold nothing of interest: one pass without branches finds that out.
    if products.iter().fold(i32::MIN, |largest, &product| largest.max(product)) < threshold {
        return;
    }
    for (&product, &other) in products.iter().zip(inside) {
        if product >= best.threshold.unwrap_or(1) {
            best.push(product, other);
        }
    }
}

/// Rows by cell, ascending within each: offsets and rows.
fn grouped(cells: &[u32], count: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0usize; count + 1];
    for &cell in cells {
        starts[cell as usize + 1] += 1;
    }
    for cell in 0..count {
        starts[cell + 1] += starts[cell];
    }
    let mut rows = vec![0u32; cells.len()];
    let mut next = starts.clone();
    for (row, &cell) in cells.iter().enumerate() {
        rows[next[cell as usize]] = row as u32;
        next[cell as usize] += 1;
    }
    (starts, rows)
}
