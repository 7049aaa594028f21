//! Undirected weighted graphs in compressed sparse rows.

use rayon::prelude::*;

/// An undirected weighted graph; every edge is stored with both ends, a self-loop once.
///
/// Nodes are `0..nodes()`. The neighbours of a node ascend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    pub(crate) offsets: Vec<usize>,
    pub(crate) links: Vec<(u32, f32)>,
}

impl Graph {
    /// Builds a graph from edges in any order and direction; weights of parallel edges add up.
    ///
    /// # Panics
    /// Where an end is not below `nodes`, or `nodes` does not fit 32 bits.
    pub fn from_edges(nodes: usize, edges: impl Iterator<Item = (u32, u32, f32)>) -> Self {
        assert!(u32::try_from(nodes).is_ok(), "a graph holds at most 2³² − 1 nodes");
        let edges: Vec<(u32, u32, f32)> = edges.collect();
        let mut offsets = vec![0usize; nodes + 1];
        for &(a, b, _) in &edges {
            offsets[a as usize + 1] += 1;
            if a != b {
                offsets[b as usize + 1] += 1;
            }
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut rows = vec![(0u32, 0f32); offsets[nodes]];
        let mut next = offsets.clone();
        let mut place = |a: u32, b: u32, weight: f32| {
            rows[next[a as usize]] = (b, weight);
            next[a as usize] += 1;
        };
        for (a, b, weight) in edges {
            place(a, b, weight);
            if a != b {
                place(b, a, weight);
            }
        }
        Self::from_rows(&offsets, rows)
    }

    /// Sorts each row and adds up what is there twice.
    fn from_rows(offsets: &[usize], mut rows: Vec<(u32, f32)>) -> Self {
        let nodes = offsets.len() - 1;
        let mut slices: Vec<&mut [(u32, f32)]> = Vec::with_capacity(nodes);
        let mut rest = rows.as_mut_slice();
        for node in 0..nodes {
            let (row, tail) = rest.split_at_mut(offsets[node + 1] - offsets[node]);
            slices.push(row);
            rest = tail;
        }
        let lengths: Vec<usize> = slices
            .into_par_iter()
            .with_min_len(1_024)
            .map(|row| {
                // A stable sort keeps the order of parallel edges, so that sums are the same on every run.
                row.sort_by_key(|&(neighbour, _)| neighbour);
                let mut kept = 0;
                for position in 0..row.len() {
                    if kept > 0 && row[kept - 1].0 == row[position].0 {
                        row[kept - 1].1 += row[position].1;
                    } else {
                        row[kept] = row[position];
                        kept += 1;
                    }
                }
                kept
            })
            .collect();
        let mut ends = Vec::with_capacity(nodes + 1);
        ends.push(0);
        let mut end = 0;
        for (node, length) in lengths.into_iter().enumerate() {
            rows.copy_within(offsets[node]..offsets[node] + length, end);
            end += length;
            ends.push(end);
        }
        rows.truncate(end);
        Self { offsets: ends, links: rows }
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of edges, each counted once.
    pub fn edges(&self) -> usize {
        let loops =
            (0..self.nodes() as u32).filter(|&node| self.row(node).binary_search_by_key(&node, |link| link.0).is_ok());
        (self.links.len() + loops.count()) / 2
    }

    /// Number of neighbours of a node, itself included where it has a self-loop.
    pub fn degree(&self, node: u32) -> usize {
        self.row(node).len()
    }

    /// Neighbours of a node, ascending, with the weights of the edges.
    #[inline]
    pub fn links(&self, node: u32) -> impl DoubleEndedIterator<Item = (u32, f32)> + ExactSizeIterator + '_ {
        self.row(node).iter().copied()
    }

    fn row(&self, node: u32) -> &[(u32, f32)] {
        &self.links[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Sum of a node's weights, a self-loop counted twice.
    pub fn strength(&self, node: u32) -> f64 {
        self.links(node).map(|(other, weight)| f64::from(weight) * if other == node { 2.0 } else { 1.0 }).sum()
    }
}
