//! Local moving: each node goes to the community where it gains most.

use super::level::Level;
use super::sums::Sums;
use rayon::prelude::*;

/// Nodes evaluated against one snapshot: a fixed part of those waiting, within bounds. Larger batches keep threads busy,
/// smaller ones keep proposals fresh.
const BATCH_SHARE: usize = 16;
const BATCH: std::ops::RangeInclusive<usize> = 256..=4_096;
/// A move must gain more than this part of a node's weights, so that rounding cannot make it go back and forth.
const LEAST_GAIN: f64 = 1e-9;
/// Proposal to leave for a community of one's own.
const ALONE: u32 = u32::MAX;

/// Buffers and options of local moving.
pub(super) struct Mover {
    rate: f64,
    seed: u64,
    scratches: Vec<Sums>,
}

/// What a node was found to do, and the weights that led to it.
#[derive(Clone, Copy, Default)]
struct Proposal {
    target: u32,
    to_own: f32,
    to_target: f32,
}

impl Mover {
    pub(super) fn new(rate: f64, seed: u64) -> Self {
        let scratches = (0..rayon::current_num_threads()).map(|_| Sums::default()).collect();
        Self { rate, seed, scratches }
    }

    pub(super) fn rate(&self) -> f64 {
        self.rate
    }

    /// Moves nodes until none gains by moving.
    pub(super) fn run(&mut self, level: &Level, communities: &mut [u32]) {
        let nodes = level.nodes();
        let mut totals = vec![0f64; nodes];
        let mut members = vec![0u32; nodes];
        for (node, &community) in communities.iter().enumerate() {
            totals[community as usize] += level.mass[node];
            members[community as usize] += 1;
        }
        let mut empty: Vec<u32> =
            (0..nodes as u32).rev().filter(|&community| members[community as usize] == 0).collect();
        let mut waiting = shuffled(nodes, self.seed);
        let mut waits = vec![true; nodes];
        let mut next: Vec<u32> = Vec::new();
        let mut proposals: Vec<Proposal> = Vec::new();
        // The last batch in which a neighbour of the node moved.
        let mut disturbed = vec![0u32; nodes];
        let mut batches = 0u32;
        while !waiting.is_empty() {
            let size = (waiting.len() / BATCH_SHARE).clamp(*BATCH.start(), *BATCH.end());
            for batch in waiting.chunks(size) {
                batches += 1;
                self.propose(level, communities, &totals, batch, &mut proposals);
                for (&node, proposal) in batch.iter().zip(&proposals) {
                    waits[node as usize] = false;
                    let own = communities[node as usize];
                    let alone = proposal.target == ALONE;
                    let target = if alone { *empty.last().unwrap_or(&own) } else { proposal.target };
                    // A proposed community may have been left by all since the snapshot.
                    if target == own || (members[target as usize] == 0) != alone {
                        continue;
                    }
                    let (to_own, to_target) = if disturbed[node as usize] == batches {
                        weights_to(level, communities, node, own, target)
                    } else {
                        (proposal.to_own, proposal.to_target)
                    };
                    let mass = level.mass[node as usize];
                    let stay = f64::from(to_own) - self.rate * mass * (totals[own as usize] - mass);
                    let leave = f64::from(to_target) - self.rate * mass * totals[target as usize];
                    if leave - stay <= LEAST_GAIN * f64::from(to_own.max(to_target)) {
                        continue;
                    }
                    if alone {
                        empty.pop();
                    }
                    communities[node as usize] = target;
                    totals[own as usize] -= mass;
                    totals[target as usize] += mass;
                    members[own as usize] -= 1;
                    members[target as usize] += 1;
                    if members[own as usize] == 0 {
                        totals[own as usize] = 0.0;
                        empty.push(own);
                    }
                    for (other, _) in level.links(node) {
                        disturbed[other as usize] = batches;
                        if communities[other as usize] != target && !waits[other as usize] {
                            waits[other as usize] = true;
                            next.push(other);
                        }
                    }
                }
            }
            std::mem::swap(&mut waiting, &mut next);
            next.clear();
        }
    }

    /// Best community of each node of a batch, as things stand.
    fn propose(
        &mut self,
        level: &Level,
        communities: &[u32],
        totals: &[f64],
        batch: &[u32],
        proposals: &mut Vec<Proposal>,
    ) {
        proposals.resize(batch.len(), Proposal::default());
        let rate = self.rate;
        let piece = batch.len().div_ceil(self.scratches.len());
        self.scratches.par_iter_mut().zip(batch.par_chunks(piece)).zip(proposals.par_chunks_mut(piece)).for_each(
            |((sums, nodes), proposals)| {
                for (&node, proposal) in nodes.iter().zip(proposals) {
                    *proposal = best(level, communities, totals, node, rate, sums);
                }
            },
        );
    }
}

fn best(level: &Level, communities: &[u32], totals: &[f64], node: u32, rate: f64, sums: &mut Sums) -> Proposal {
    let own = communities[node as usize];
    let mass = level.mass[node as usize];
    sums.clear(level.degree(node));
    for (other, weight) in level.links(node) {
        sums.add(communities[other as usize], weight);
    }
    let to_own = sums.of(own);
    let (mut target, mut to_target) = (own, to_own);
    let mut gain = f64::from(to_own) - rate * mass * (totals[own as usize] - mass);
    if gain < 0.0 {
        (target, to_target, gain) = (ALONE, 0.0, 0.0);
    }
    for (community, sum) in sums.iter() {
        // Totals are never negative: what weighs less cannot gain more.
        if f64::from(sum) < gain || community == own {
            continue;
        }
        let this = f64::from(sum) - rate * mass * totals[community as usize];
        if this > gain || (this == gain && community < target && target != own) {
            (target, to_target, gain) = (community, sum, this);
        }
    }
    Proposal { target, to_own, to_target }
}

/// Weights from a node to two communities, as things stand.
fn weights_to(level: &Level, communities: &[u32], node: u32, own: u32, target: u32) -> (f32, f32) {
    let (mut to_own, mut to_target) = (0.0, 0.0);
    for (other, weight) in level.links(node) {
        let community = communities[other as usize];
        if community == own {
            to_own += weight;
        } else if community == target {
            to_target += weight;
        }
    }
    (to_own, to_target)
}

/// Nodes in a fixed pseudo-random order.
fn shuffled(nodes: usize, seed: u64) -> Vec<u32> {
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    let mut state = seed;
    for last in (1..nodes).rev() {
        order.swap(last, (splitmix(&mut state) % (last as u64 + 1)) as usize);
    }
    order
}

/// SplitMix64 (Steele, Lea & Flood 2014).
fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
