//! Community detection by the Leiden algorithm (Traag, Waltman & van Eck 2019, “From Louvain to Leiden: guaranteeing
//! well-connected communities”), multi-threaded and deterministic.
//!
//! One iteration repeats, on ever coarser graphs: move nodes to the community that gains most ([`moving`]); refine every
//! community into well-connected parts ([`refinement`]); make each part a node ([`level`]). The result is a pure function of
//! graph, options and seed. Threads only evaluate: proposals for a fixed batch of nodes are computed in parallel against a
//! snapshot, then applied one after another, each checked again against what the earlier ones changed.

mod level;
mod moving;
mod refinement;
mod sums;

use crate::Graph;
use level::Level;
use moving::Mover;

/// How many times smaller a coarser graph must be to get [`COARSE_ITERATIONS`].
const COARSE: usize = 8;
const COARSE_ITERATIONS: usize = 4;

/// What a good partition maximises.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quality {
    /// Modularity (Newman & Girvan 2004; resolution after Reichardt & Bornholdt 2006): Σ_c \[ e_c/m − resolution · (K_c/2m)² \],
    /// with e_c the weight inside a community, K_c the sum of its nodes' strengths, m the weight of all edges.
    Modularity {
        /// 1 is plain modularity; larger gives more communities.
        resolution: f64,
    },
    /// Constant Potts model (Traag, Van Dooren & Nesterov 2011): Σ_c \[ e_c − resolution · n_c(n_c − 1)/2 \], with n_c the sum of
    /// the node sizes.
    Cpm {
        /// Weight per pair of nodes that a community must exceed, in units of the edge weights.
        resolution: f64,
    },
}

/// How to look for communities.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeidenOptions {
    /// What to maximise.
    pub quality: Quality,
    /// Iterations at most; it ends earlier where one changes nothing.
    pub iterations: usize,
    /// Seed of the order in which nodes are visited.
    pub seed: u64,
}

/// A division of the nodes into communities.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Partition {
    /// Community of each node, `0..count`, numbered by descending number of nodes, then by lowest node.
    pub communities: Vec<u32>,
    /// Number of communities.
    pub count: usize,
    /// Value of the quality function.
    pub quality: f64,
}

/// Finds communities. `sizes` are the node sizes of the constant Potts model (1 each where not given).
///
/// Every community is connected.
///
/// # Panics
/// Where `sizes` has another length than the graph has nodes.
pub fn leiden(graph: &Graph, sizes: Option<&[f64]>, options: &LeidenOptions) -> Partition {
    leiden_from(graph, sizes, (0..graph.nodes() as u32).collect(), options)
}

/// As [`leiden`], starting from given communities (a warm start). Numbers must be below the number of nodes.
pub fn leiden_from(graph: &Graph, sizes: Option<&[f64]>, start: Vec<u32>, options: &LeidenOptions) -> Partition {
    let nodes = graph.nodes();
    if let Some(sizes) = sizes {
        assert_eq!(sizes.len(), nodes, "one size per node");
    }
    let mass: Vec<f64> = match (options.quality, sizes) {
        (Quality::Modularity { .. }, _) => (0..nodes as u32).map(|node| graph.strength(node)).collect(),
        (Quality::Cpm { .. }, Some(sizes)) => sizes.to_vec(),
        (Quality::Cpm { .. }, None) => vec![1.0; nodes],
    };
    let rate = match options.quality {
        Quality::Modularity { resolution } => resolution / mass.iter().sum::<f64>().max(f64::MIN_POSITIVE),
        Quality::Cpm { resolution } => resolution,
    };
    let base = Level::new(graph, mass);
    let mut mover = Mover::new(rate, options.seed);
    let mut communities = start;
    for _ in 0..options.iterations.max(1) {
        let before = communities.clone();
        communities = iterate(&base, communities, &mut mover);
        if same_division(&before, &communities) {
            break;
        }
    }
    let communities = renumber(&split_disconnected(graph, &communities));
    let count = communities.iter().max().map_or(0, |&last| last as usize + 1);
    let quality = quality(graph, sizes, &communities, options.quality);
    Partition { communities, count, quality }
}

/// One iteration over all levels: moves and refines, then lets the coarser graph of the parts be divided, from the communities
/// found. A much coarser graph costs little, so it gets several iterations (as a W-cycle visits coarse grids more often).
fn iterate(level: &Level, mut communities: Vec<u32>, mover: &mut Mover) -> Vec<u32> {
    mover.run(level, &mut communities);
    let (parts, count) = refinement::refine(level, &communities, mover.rate());
    if count == level.nodes() {
        return communities;
    }
    let mut of_part = vec![0u32; count];
    for (&part, &community) in parts.iter().zip(&communities) {
        of_part[part as usize] = community;
    }
    compact(&mut of_part);
    let coarser = level.aggregate(&parts, count);
    let iterations = if count * COARSE <= level.nodes() { COARSE_ITERATIONS } else { 1 };
    for _ in 0..iterations {
        of_part = iterate(&coarser, of_part, mover);
    }
    parts.into_iter().map(|part| of_part[part as usize]).collect()
}

/// The value of a quality function for a division of the nodes; sizes as in [`leiden`].
pub fn quality(graph: &Graph, sizes: Option<&[f64]>, communities: &[u32], quality: Quality) -> f64 {
    let count = communities.iter().max().map_or(0, |&last| last as usize + 1);
    let mut inside = vec![0f64; count];
    let mut mass = vec![0f64; count];
    let mut pairs = 0.0;
    let mut all = 0.0;
    for node in 0..graph.nodes() as u32 {
        let community = communities[node as usize] as usize;
        for (other, weight) in graph.links(node) {
            let weight = f64::from(weight) * if other == node { 2.0 } else { 1.0 };
            all += weight;
            if communities[other as usize] as usize == community {
                inside[community] += weight;
            }
        }
        match quality {
            Quality::Modularity { .. } => mass[community] += graph.strength(node),
            Quality::Cpm { .. } => {
                let size = sizes.map_or(1.0, |sizes| sizes[node as usize]);
                mass[community] += size;
                pairs += size;
            }
        }
    }
    match quality {
        Quality::Modularity { .. } if all == 0.0 => 0.0,
        Quality::Modularity { resolution } => {
            inside.iter().zip(&mass).map(|(inside, mass)| inside / all - resolution * (mass / all).powi(2)).sum()
        }
        Quality::Cpm { resolution } => {
            let squares: f64 = mass.iter().map(|mass| mass * mass).sum();
            inside.iter().sum::<f64>() / 2.0 - resolution * (squares - pairs) / 2.0
        }
    }
}

/// Gives consecutive numbers in order of appearance; returns how many there are.
fn compact(communities: &mut [u32]) -> usize {
    let bound = communities.iter().max().map_or(0, |&last| last as usize + 1);
    let mut number = vec![u32::MAX; bound];
    let mut count = 0u32;
    for community in communities {
        let number = &mut number[*community as usize];
        if *number == u32::MAX {
            *number = count;
            count += 1;
        }
        *community = *number;
    }
    count as usize
}

fn same_division(a: &[u32], b: &[u32]) -> bool {
    let (mut a, mut b) = (a.to_vec(), b.to_vec());
    compact(&mut a);
    compact(&mut b);
    a == b
}

/// Makes each connected part of a community a community of its own. Never lowers the quality: parts share no edge.
fn split_disconnected(graph: &Graph, communities: &[u32]) -> Vec<u32> {
    let mut split = vec![u32::MAX; communities.len()];
    let mut count = 0;
    let mut stack = Vec::new();
    for start in 0..communities.len() as u32 {
        if split[start as usize] != u32::MAX {
            continue;
        }
        split[start as usize] = count;
        stack.push(start);
        while let Some(node) = stack.pop() {
            for (other, _) in graph.links(node) {
                if split[other as usize] == u32::MAX && communities[other as usize] == communities[node as usize] {
                    split[other as usize] = count;
                    stack.push(other);
                }
            }
        }
        count += 1;
    }
    split
}

/// Numbers by descending size, then by lowest node.
fn renumber(communities: &[u32]) -> Vec<u32> {
    let mut communities = communities.to_vec();
    let count = compact(&mut communities);
    let mut sizes = vec![0usize; count];
    for &community in &communities {
        sizes[community as usize] += 1;
    }
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_by_key(|&community| (std::cmp::Reverse(sizes[community as usize]), community));
    let mut number = vec![0u32; count];
    for (rank, community) in order.into_iter().enumerate() {
        number[community as usize] = rank as u32;
    }
    communities.into_iter().map(|community| number[community as usize]).collect()
}

#[cfg(test)]
mod tests;
