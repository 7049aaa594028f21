//! The problem as a network: node 0 → left groups → left nodes → quotas → pairs → quotas → right nodes → right groups → node 0.

use super::problem::{Assignment, FORBIDDEN, Mistake, Rows, Side};
use crate::flow::Flow;
use rustc_hash::FxHashMap;

/// The network of an assignment, and which arc stands for what.
pub(crate) struct Network {
    pub(crate) flow: Flow,
    left: usize,
    right: usize,
    left_group: usize,
    right_group: usize,
    /// Nodes for (side, node, group of the other side) where a quota may bind.
    pub(crate) quotas: FxHashMap<(Side, u32, u32), u32>,
    /// Into how many parts a pair can be cut: 1 where it is chosen or not.
    parts: i64,
}

/// What the numbers of partners of the side that is lifted first weigh.
#[derive(Clone, Copy)]
struct Weights {
    weight: i64,
    limit: i64,
    penalty: i64,
}

impl Network {
    /// The network without any pair but the pinned ones, which are taken off the bounds. `value` is false where only room matters;
    /// where pairs can be cut into `parts`, everything flows in parts.
    pub(crate) fn new(problem: &Assignment, rows: &Rows, value: bool, parts: i64) -> Result<Self, Mistake> {
        let quotas = quotas(problem, rows);
        let left = 1;
        let right = left + problem.left.len();
        let left_group = right + problem.right.len();
        let right_group = left_group + problem.left_groups.len();
        let nodes = right_group + problem.right_groups.len() + quotas.len();
        let weights = weights(problem, rows, nodes)?;
        let flow = Flow::new(nodes, if value { weights.penalty } else { 1 });
        let mut network = Self { flow, left, right, left_group, right_group, quotas, parts };
        network.frame(problem, Side::Left, value.then_some(weights));
        network.frame(problem, Side::Right, value.then_some(weights));
        for pair in rows.pinned(problem) {
            let (from, to) = network.ends(problem, pair.left, pair.right);
            network.flow.supply(from as usize, -parts);
            network.flow.supply(to as usize, parts);
        }
        Ok(network)
    }

    /// Bounds of nodes, groups and quotas of one side.
    fn frame(&mut self, problem: &Assignment, side: Side, weights: Option<Weights>) {
        let [(nodes, groups), (others, other_groups)] = problem.seen_from(side);
        let first = weights.filter(|_| problem.worst_off_first == Some(side));
        for (place, node) in nodes.iter().enumerate() {
            let above = node.group.map_or(0, |group| self.group(side, group));
            let inner = self.node(side, place as u32);
            self.need(side, above, inner, i64::from(node.least));
            let most = i64::from(node.most).min(others.len() as i64);
            match first {
                None => self.bound(side, above, inner, 0, most - i64::from(node.least)),
                // A partner for each arc: the cost rises, so they fill up one after another.
                Some(weights) => {
                    for partner in i64::from(node.least) + 1..=most {
                        self.bound(side, above, inner, -weights.weight * (weights.limit - partner), 1);
                    }
                }
            }
        }
        for (place, group) in groups.iter().enumerate() {
            let inner = self.group(side, place as u32);
            self.need(side, 0, inner, i64::from(group.least));
            self.bound(side, 0, inner, 0, i64::from(group.most) - i64::from(group.least));
        }
        let mut own: Vec<_> =
            self.quotas.iter().filter(|(key, _)| key.0 == side).map(|(&key, &to)| (key, to)).collect();
        own.sort_unstable();
        for ((_, node, group), inner) in own {
            let quota = i64::from(other_groups[group as usize].most_per_partner);
            self.bound(side, self.node(side, node), inner, 0, quota);
        }
    }

    /// So much has to flow from `outer` to `inner` on the left, back on the right.
    fn need(&mut self, side: Side, outer: u32, inner: u32, amount: i64) {
        let amount = if side == Side::Left { amount } else { -amount } * self.parts;
        self.flow.supply(inner as usize, amount);
        self.flow.supply(outer as usize, -amount);
    }

    fn bound(&mut self, side: Side, outer: u32, inner: u32, cost: i64, room: i64) {
        let (from, to) = if side == Side::Left { (outer, inner) } else { (inner, outer) };
        if room > 0 {
            self.flow.add(from, to, cost, room * self.parts);
        }
    }

    /// The network's node of a participant.
    pub(crate) fn node(&self, side: Side, place: u32) -> u32 {
        place + if side == Side::Left { self.left } else { self.right } as u32
    }

    /// The network's node of a group.
    pub(crate) fn group(&self, side: Side, place: u32) -> u32 {
        place + if side == Side::Left { self.left_group } else { self.right_group } as u32
    }

    /// Where the arc of a pair begins and ends.
    pub(crate) fn ends(&self, problem: &Assignment, left: u32, right: u32) -> (u32, u32) {
        let mut ends = (self.node(Side::Left, left), self.node(Side::Right, right));
        if !self.quotas.is_empty() {
            let through =
                |side, node, group: Option<u32>| group.and_then(|group| self.quotas.get(&(side, node, group)));
            ends.0 = through(Side::Left, left, problem.right[right as usize].group).copied().unwrap_or(ends.0);
            ends.1 = through(Side::Right, right, problem.left[left as usize].group).copied().unwrap_or(ends.1);
        }
        ends
    }
}

/// A node of the network for each node and group of the other side with more members among its pairs than it may take.
fn quotas(problem: &Assignment, rows: &Rows) -> FxHashMap<(Side, u32, u32), u32> {
    let mut counts: FxHashMap<(Side, u32, u32), u32> = FxHashMap::default();
    if problem.left_groups.is_empty() && problem.right_groups.is_empty() {
        return counts;
    }
    for (pair, _) in problem.pairs.iter().zip(&rows.marks).filter(|&(_, &mark)| mark != FORBIDDEN) {
        if let Some(group) = problem.right[pair.right as usize].group {
            *counts.entry((Side::Left, pair.left, group)).or_default() += 1;
        }
        if let Some(group) = problem.left[pair.left as usize].group {
            *counts.entry((Side::Right, pair.right, group)).or_default() += 1;
        }
    }
    counts.retain(|&(side, _, group), count| {
        let [_, (_, groups)] = problem.seen_from(side);
        *count > groups[group as usize].most_per_partner
    });
    let mut keys: Vec<_> = counts.into_keys().collect();
    keys.sort_unstable();
    let first = 1 + problem.left.len() + problem.right.len() + problem.left_groups.len() + problem.right_groups.len();
    keys.into_iter().enumerate().map(|(place, key)| (key, (first + place) as u32)).collect()
}

/// One partner more for the worst-off outweighs all values together; and what cannot flow outweighs any way that can.
fn weights(problem: &Assignment, rows: &Rows, nodes: usize) -> Result<Weights, Mistake> {
    let (low, high) = rows.range;
    let sum = |nodes: &[super::Node], others: usize| -> i128 {
        nodes.iter().map(|node| i128::from(node.most).min(others as i128)).sum()
    };
    let (lefts, rights) = (problem.left.len(), problem.right.len());
    let most = sum(&problem.left, rights).min(sum(&problem.right, lefts)).min(problem.pairs.len() as i128);
    let weight = 1 + most * i128::from(high - low);
    let first = match problem.worst_off_first {
        None => None,
        Some(Side::Left) => problem.left.iter().map(|node| node.most.min(rights as u32)).max(),
        Some(Side::Right) => problem.right.iter().map(|node| node.most.min(lefts as u32)).max(),
    };
    let limit = i128::from(first.map_or(0, |most| most + 1));
    let greatest = i128::from(high.max(-low));
    // A simple way passes each node once, and node 0 at most once.
    let penalty = 1 + 2 * weight * limit + 2 * nodes as i128 * greatest;
    let fits = |number: i128| i64::try_from(number).ok().filter(|&number| number < i64::MAX / 16);
    match (fits(weight), fits(penalty)) {
        (Some(weight), Some(penalty)) => Ok(Weights { weight, limit: limit as i64, penalty }),
        _ => Err(Mistake::TooGreat(greatest as i64)),
    }
}
