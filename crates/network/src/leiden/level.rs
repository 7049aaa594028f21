//! A graph on one level of aggregation.

use crate::Graph;
use rayon::prelude::*;
use std::borrow::Cow;

type Links = Vec<(u32, f32)>;

/// Edges between different nodes, and the mass of each node: its strength for modularity, its size for the constant Potts
/// model. Weights inside a node do not change where it should go, so they are left out.
pub(super) struct Level<'a> {
    offsets: Cow<'a, [usize]>,
    links: Cow<'a, [(u32, f32)]>,
    pub(super) mass: Vec<f64>,
}

impl<'a> Level<'a> {
    /// The graph itself.
    pub(super) fn new(graph: &'a Graph, mass: Vec<f64>) -> Self {
        Self { offsets: Cow::Borrowed(&graph.offsets), links: Cow::Borrowed(&graph.links), mass }
    }

    pub(super) fn nodes(&self) -> usize {
        self.mass.len()
    }

    /// Number of links, one to itself included.
    #[inline]
    pub(super) fn degree(&self, node: u32) -> usize {
        self.offsets[node as usize + 1] - self.offsets[node as usize]
    }

    /// Links to other nodes.
    #[inline]
    pub(super) fn links(&self, node: u32) -> impl Iterator<Item = (u32, f32)> + '_ {
        let row = self.offsets[node as usize]..self.offsets[node as usize + 1];
        self.links[row].iter().copied().filter(move |&(other, _)| other != node)
    }

    /// Makes each part a node. `parts` are numbered `0..count`.
    pub(super) fn aggregate(&self, parts: &[u32], count: usize) -> Level<'static> {
        let (starts, members) = group(parts, count);
        let mass = (0..count)
            .map(|part| members[starts[part]..starts[part + 1]].iter().map(|&node| self.mass[node as usize]).sum())
            .collect();
        // Blocks of rows, each with a dense row of sums; a row depends on its members only, not on the blocks.
        let blocks = (4 * rayon::current_num_threads()).min(count.max(1));
        let rows: Vec<(Vec<usize>, Links)> = (0..blocks)
            .into_par_iter()
            .map(|block| {
                let (first, last) = (block * count / blocks, (block + 1) * count / blocks);
                let mut sums = vec![0f64; count];
                let mut touched: Vec<u32> = Vec::new();
                let (mut ends, mut links) = (Vec::new(), Vec::new());
                for part in first..last {
                    for &node in &members[starts[part]..starts[part + 1]] {
                        for (other, weight) in self.links(node) {
                            let other = parts[other as usize];
                            if other as usize != part {
                                if sums[other as usize] == 0.0 {
                                    touched.push(other);
                                }
                                sums[other as usize] += f64::from(weight);
                            }
                        }
                    }
                    touched.sort_unstable();
                    touched.dedup();
                    for other in touched.drain(..) {
                        links.push((other, std::mem::take(&mut sums[other as usize]) as f32));
                    }
                    ends.push(links.len());
                }
                (ends, links)
            })
            .collect();
        let mut offsets = Vec::with_capacity(count + 1);
        offsets.push(0);
        let mut links = Vec::with_capacity(rows.iter().map(|(_, links)| links.len()).sum());
        for (ends, block) in rows {
            let before = links.len();
            offsets.extend(ends.into_iter().map(|end| before + end));
            links.extend(block);
        }
        Level { offsets: offsets.into(), links: links.into(), mass }
    }
}

/// Nodes by group, ascending within each: offsets and members.
pub(super) fn group(groups: &[u32], count: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0usize; count + 1];
    for &group in groups {
        starts[group as usize + 1] += 1;
    }
    for group in 0..count {
        starts[group + 1] += starts[group];
    }
    let mut members = vec![0u32; groups.len()];
    let mut next = starts.clone();
    for (node, &group) in groups.iter().enumerate() {
        members[next[group as usize]] = node as u32;
        next[group as usize] += 1;
    }
    (starts, members)
}
