//! Nearest neighbours of unit vectors by cosine.
//!
//! Small sets are searched exactly. Large ones are divided into cells by k-means; the vectors of a cell search the nearest
//! cells together, as a product of small 8-bit integer matrices (an inverted file in the sense of Jégou, Douze & Schmid 2011,
//! searched cell by cell); the best candidates are compared again in full precision. Everything is deterministic: integer
//! scores, fixed orders, ties to the lower index.

mod cells;
mod codes;
mod exact;
mod search;

pub use exact::exact_neighbours;

/// Rows from which on [`nearest_neighbours`] is approximate.
pub const EXACT_BELOW: usize = 6_000;

/// Cells that are usually searched for each vector, of one for every 400 vectors: most of the nearest are there.
pub const USUAL_CELLS: usize = 40;

/// Row-major unit vectors.
#[derive(Clone, Copy, Debug)]
pub struct Vectors<'a> {
    /// `rows × dimensions` numbers; rows have length 1 (or 0: such a row has no neighbours).
    pub data: &'a [f32],
    /// Numbers per row.
    pub dimensions: usize,
}

impl<'a> Vectors<'a> {
    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.data.len().checked_div(self.dimensions).unwrap_or(0)
    }

    /// One row.
    pub fn row(&self, row: usize) -> &'a [f32] {
        &self.data[row * self.dimensions..][..self.dimensions]
    }
}

/// The nearest rows of each row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Neighbours {
    /// Neighbours per row.
    pub k: usize,
    /// `rows × k` indices, nearest first; `u32::MAX` where there are fewer.
    pub indices: Vec<u32>,
    /// Cosines to them; 0 where there are fewer.
    pub similarities: Vec<f32>,
}

impl Neighbours {
    pub(crate) fn empty(rows: usize, k: usize) -> Self {
        Self { k, indices: vec![u32::MAX; rows * k], similarities: vec![0.0; rows * k] }
    }

    /// Neighbours of a row with their cosines, nearest first.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u32, f32)> + '_ {
        let range = row * self.k..(row + 1) * self.k;
        let pairs = self.indices[range.clone()].iter().copied().zip(self.similarities[range].iter().copied());
        pairs.take_while(|&(index, _)| index != u32::MAX)
    }
}

/// The `k` nearest rows of every row, itself left out; only those with a positive cosine. Exact below [`EXACT_BELOW`] rows.
pub fn nearest_neighbours(vectors: Vectors<'_>, k: usize, seed: u64) -> Neighbours {
    if vectors.rows() < EXACT_BELOW {
        return exact_neighbours(vectors, k);
    }
    search::search(vectors, None, k, USUAL_CELLS, seed)
}

/// The `k` nearest rows of `base` for every row of `queries`; only those with a positive cosine. So many `cells` are searched for each: more find
/// more of the nearest and take longer. Exact below [`EXACT_BELOW`] rows.
pub fn nearest_in(base: Vectors<'_>, queries: Vectors<'_>, k: usize, cells: usize, seed: u64) -> Neighbours {
    if base.rows() < EXACT_BELOW {
        return exact::search(base, Some(queries), k);
    }
    search::search(base, Some(queries), k, cells, seed)
}

/// A bounded list of the best candidates: by score, ties to the lower index.
#[derive(Clone, Debug)]
pub(crate) struct Best<S> {
    limit: usize,
    items: Vec<(S, u32)>,
    /// The score that a candidate must exceed, once the list has been full.
    pub(crate) threshold: Option<S>,
}

impl<S: PartialOrd + Copy> Best<S> {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, items: Vec::with_capacity(4 * limit), threshold: None }
    }

    #[inline]
    pub(crate) fn push(&mut self, score: S, index: u32) {
        self.items.push((score, index));
        if self.items.len() == 4 * self.limit {
            self.trim();
        }
    }

    fn trim(&mut self) {
        if self.items.len() > self.limit {
            self.items.select_nth_unstable_by(self.limit - 1, order);
            self.items.truncate(self.limit);
            // Ties at the edge must stay possible for lower indices, hence "exceed or equal" is tested by the callers.
            self.threshold = Some(self.items[self.limit - 1].0);
        }
    }

    /// Empties the list, best first.
    pub(crate) fn drain_sorted(&mut self) -> std::vec::Drain<'_, (S, u32)> {
        self.trim();
        self.items.sort_unstable_by(order);
        self.threshold = None;
        self.items.drain(..)
    }
}

fn order<S: PartialOrd>(a: &(S, u32), b: &(S, u32)) -> std::cmp::Ordering {
    b.0.partial_cmp(&a.0).expect("scores are numbers").then(a.1.cmp(&b.1))
}

#[cfg(test)]
mod tests;
