//! Refinement: every community is rebuilt from single nodes that join only where they are well connected. Its parts are
//! connected, and the next level may put them elsewhere.

use super::level::{Level, group};
use rayon::prelude::*;

/// Parts of all communities, numbered consecutively; and how many.
pub(super) fn refine(level: &Level, communities: &[u32], rate: f64) -> (Vec<u32>, usize) {
    let bound = communities.iter().max().map_or(0, |&last| last as usize + 1);
    let (starts, members) = group(communities, bound);
    let mut place = vec![0u32; communities.len()];
    for community in 0..bound {
        for (position, &node) in members[starts[community]..starts[community + 1]].iter().enumerate() {
            place[node as usize] = position as u32;
        }
    }
    let parts: Vec<Vec<u32>> = (0..bound)
        .into_par_iter()
        .with_min_len(8)
        .map(|community| split(level, communities, &members[starts[community]..starts[community + 1]], &place, rate))
        .collect();
    let mut refined = vec![0u32; communities.len()];
    let mut count = 0u32;
    for (community, parts) in parts.into_iter().enumerate() {
        let mut number = vec![u32::MAX; parts.len()];
        for (&node, part) in members[starts[community]..starts[community + 1]].iter().zip(parts) {
            let number = &mut number[part as usize];
            if *number == u32::MAX {
                *number = count;
                count += 1;
            }
            refined[node as usize] = *number;
        }
    }
    (refined, count as usize)
}

/// Parts of one community: for each of its nodes the position of the node that its part began with.
fn split(level: &Level, communities: &[u32], nodes: &[u32], place: &[u32], rate: f64) -> Vec<u32> {
    let mut parts: Vec<u32> = (0..nodes.len() as u32).collect();
    if nodes.len() < 2 {
        return parts;
    }
    let community = communities[nodes[0] as usize];
    let inside = |node: u32| level.links(node).filter(move |&(other, _)| communities[other as usize] == community);
    let mut mass: Vec<f64> = nodes.iter().map(|&node| level.mass[node as usize]).collect();
    let whole: f64 = mass.iter().sum();
    // Weight from a part to the rest of the community.
    let mut outward: Vec<f64> =
        nodes.iter().map(|&node| inside(node).map(|(_, weight)| f64::from(weight)).sum()).collect();
    let mut alone = vec![true; nodes.len()];
    let mut sums = vec![0f64; nodes.len()];
    let mut touched: Vec<u32> = Vec::new();
    for (position, &node) in nodes.iter().enumerate() {
        let own = mass[position];
        if !alone[position] || outward[position] < rate * own * (whole - own) {
            continue;
        }
        for (other, weight) in inside(node) {
            let part = parts[place[other as usize] as usize];
            if sums[part as usize] == 0.0 {
                touched.push(part);
            }
            sums[part as usize] += f64::from(weight);
        }
        let (mut target, mut gain, mut linked) = (position as u32, 0.0, 0.0);
        for &part in &touched {
            let sum = std::mem::take(&mut sums[part as usize]);
            let of_part = mass[part as usize];
            let this = sum - rate * own * of_part;
            let well_connected = outward[part as usize] >= rate * of_part * (whole - of_part);
            if well_connected && (this > gain || (this == gain && this > 0.0 && part < target)) {
                (target, gain, linked) = (part, this, sum);
            }
        }
        touched.clear();
        if target as usize != position {
            parts[position] = target;
            alone[position] = false;
            alone[target as usize] = false;
            mass[target as usize] += own;
            outward[target as usize] += outward[position] - 2.0 * linked;
        }
    }
    parts
}
