//! Undirected weighted graphs in compressed sparse rows.

use rayon::prelude::*;

/// An undirected weighted graph; every edge is stored with both ends, a self-loop once.
///
/// Nodes are `0..nodes()`. The neighbours of a node ascend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    pub(crate) offsets: Vec<usize>,
    pub(crate) neighbours: Vec<u32>,
    pub(crate) weights: Vec<f32>,
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
        let mut graph = Self { offsets: Vec::with_capacity(nodes + 1), neighbours: Vec::new(), weights: Vec::new() };
        graph.offsets.push(0);
        let total = lengths.iter().sum();
        graph.neighbours.reserve_exact(total);
        graph.weights.reserve_exact(total);
        for (node, length) in lengths.into_iter().enumerate() {
            let row = &rows[offsets[node]..offsets[node] + length];
            graph.neighbours.extend(row.iter().map(|&(neighbour, _)| neighbour));
            graph.weights.extend(row.iter().map(|&(_, weight)| weight));
            graph.offsets.push(graph.neighbours.len());
        }
        graph
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of edges, each counted once.
    pub fn edges(&self) -> usize {
        let loops = (0..self.nodes() as u32).filter(|&node| self.neighbours(node).binary_search(&node).is_ok()).count();
        (self.neighbours.len() + loops) / 2
    }

    /// Neighbours of a node, ascending.
    pub fn neighbours(&self, node: u32) -> &[u32] {
        &self.neighbours[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Weights of the edges to [`Graph::neighbours`].
    pub fn weights(&self, node: u32) -> &[f32] {
        &self.weights[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Neighbours with weights.
    pub fn links(&self, node: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.neighbours(node).iter().copied().zip(self.weights(node).iter().copied())
    }

    /// Sum of a node's weights, a self-loop counted twice.
    pub fn strength(&self, node: u32) -> f64 {
        self.links(node).map(|(other, weight)| f64::from(weight) * if other == node { 2.0 } else { 1.0 }).sum()
    }
}
