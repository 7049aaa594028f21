//! An independent check of a solution: nothing here is shared with the solver but the words of the problem.
//!
//! Why it is a proof: pay for each rule by its price instead of obeying it. Then every pair stands alone (it is worth its value less the
//! prices on its way), and so does every node and group (it takes the number of partners that is best for it). The sum of what each would
//! take at best is never below the worth of any choice that obeys the rules, whatever the prices are, as long as those of quotas are not
//! below zero: weak duality. So where that sum equals the worth of the choice, there is no better one. All sums are exact integers.

use super::fault::Fault;
use super::problem::{Assignment, Group, Node, Side};
use super::solution::{Prices, Solution};
use std::collections::{HashMap, HashSet};

/// Whether the pairs obey all rules of the problem and their prices prove that no choice is better. Takes a problem without mistakes.
pub fn check(problem: &Assignment, solution: &Solution) -> Result<(), Fault> {
    let chosen: HashSet<_> = solution.pairs.iter().copied().collect();
    let values: HashMap<_, _> =
        problem.pairs.iter().map(|pair| ((pair.left, pair.right), i128::from(pair.value))).collect();
    let forbidden: HashSet<_> = problem.forbidden.iter().copied().collect();
    let pinned: HashSet<_> = problem.pinned.iter().copied().collect();
    let mut seen = HashSet::new();
    for &pair in &solution.pairs {
        if !values.contains_key(&pair) || forbidden.contains(&pair) || !seen.insert(pair) {
            return Err(Fault::Pair(pair.0, pair.1));
        }
    }
    if let Some(&(left, right)) = pinned.difference(&chosen).min() {
        return Err(Fault::Pinned(left, right));
    }
    let total = chosen.iter().map(|pair| values[pair]).sum();
    if total != i128::from(solution.value) {
        return Err(Fault::Value(total));
    }

    // One partner more for the worst-off outweighs all values together.
    let most = [Side::Left, Side::Right].map(|side| half(problem, side).mosts().sum::<i128>());
    let most = most[0].min(most[1]).min(problem.pairs.len() as i128);
    let (least_value, most_value) =
        values.values().fold((0, 0), |(least, most), &value| (value.min(least), value.max(most)));
    let weight = 1 + most * (most_value - least_value);

    let swapped: Vec<_> = solution.pairs.iter().map(|&(left, right)| (right, left)).collect();
    let left = half(problem, Side::Left).check(&solution.pairs, &solution.certificate.left, weight)?;
    let right = half(problem, Side::Right).check(&swapped, &solution.certificate.right, weight)?;
    let worth = total + left.worth + right.worth;
    let mut bound = left.bound + right.bound;
    for (pair, value) in &values {
        let reduced = value
            - left.price(pair.0, problem.right[pair.1 as usize].group)
            - right.price(pair.1, problem.left[pair.0 as usize].group);
        bound += match (pinned.contains(pair), forbidden.contains(pair)) {
            (true, _) => reduced,
            (false, true) => 0,
            (false, false) => reduced.max(0),
        };
    }
    if bound == worth { Ok(()) } else { Err(Fault::Gap(bound - worth)) }
}

/// The problem as one side sees it.
struct Half<'a> {
    side: Side,
    first: bool,
    nodes: &'a [Node],
    groups: &'a [Group],
    others: &'a [Node],
    other_groups: &'a [Group],
}

fn half(problem: &Assignment, side: Side) -> Half<'_> {
    let left = (&problem.left[..], &problem.left_groups[..]);
    let right = (&problem.right[..], &problem.right_groups[..]);
    let ((nodes, groups), (others, other_groups)) = if side == Side::Left { (left, right) } else { (right, left) };
    Half { side, first: problem.worst_off_first == Some(side), nodes, groups, others, other_groups }
}

/// What one side adds to the worth of the choice, to its upper bound and to the price of each pair.
struct Share<'a> {
    worth: i128,
    bound: i128,
    nodes: &'a [i64],
    quotas: HashMap<(u32, u32), i128>,
}

impl Share<'_> {
    fn price(&self, node: u32, group: Option<u32>) -> i128 {
        let quota = group.and_then(|group| self.quotas.get(&(node, group)));
        i128::from(self.nodes[node as usize]) + quota.copied().unwrap_or(0)
    }
}

impl Half<'_> {
    fn mosts(&self) -> impl Iterator<Item = i128> {
        self.nodes.iter().map(|node| i128::from(node.most).min(self.others.len() as i128))
    }

    fn check<'a>(&self, chosen: &[(u32, u32)], prices: &'a Prices, weight: i128) -> Result<Share<'a>, Fault> {
        if (prices.nodes.len(), prices.groups.len()) != (self.nodes.len(), self.groups.len()) {
            return Err(Fault::Prices);
        }
        let (mut nodes, mut groups, mut quotas) =
            (vec![0i64; self.nodes.len()], vec![0i64; self.groups.len()], HashMap::new());
        for &(node, other) in chosen {
            nodes[node as usize] += 1;
            self.nodes[node as usize].group.inspect(|&group| groups[group as usize] += 1);
            self.others[other as usize].group.inspect(|&group| *quotas.entry((node, group)).or_insert(0i64) += 1);
        }
        for (&(node, group), &count) in &quotas {
            if count > i64::from(self.other_groups[group as usize].most_per_partner) {
                return Err(Fault::Quota(self.side, node, group, count));
            }
        }
        let (mut worth, mut bound) = (0, 0);
        let limit = 1 + self.mosts().max().unwrap_or(0);
        for (place, node) in self.nodes.iter().enumerate() {
            if !(i64::from(node.least)..=i64::from(node.most)).contains(&nodes[place]) {
                return Err(Fault::Node(self.side, place as u32, nodes[place]));
            }
            let gain =
                i128::from(prices.nodes[place]) - node.group.map_or(0, |group| prices.groups[group as usize].into());
            let (least, most) = (i128::from(node.least), i128::from(node.most).min(self.others.len() as i128));
            if self.first {
                // Partner k is worth weight × (limit − k) and the gain: take them as long as that is not below zero.
                let sum = |partners: i128| weight * (partners * limit - partners * (partners + 1) / 2);
                let taken = (limit + gain.div_euclid(weight)).clamp(least, most);
                bound += sum(taken) + gain * taken;
                worth += sum(nodes[place].into());
            } else {
                bound += gain * if gain > 0 { most } else { least };
            }
        }
        for (place, (group, &price)) in self.groups.iter().zip(&prices.groups).enumerate() {
            if !(i64::from(group.least)..=i64::from(group.most)).contains(&groups[place]) {
                return Err(Fault::Group(self.side, place as u32, groups[place]));
            }
            bound += i128::from(price) * i128::from(if price > 0 { group.most } else { group.least });
        }
        let mut share = Share { worth, bound, nodes: &prices.nodes, quotas: HashMap::new() };
        for quota in &prices.quotas {
            let group = self.other_groups.get(quota.group as usize).ok_or(Fault::Prices)?;
            if quota.price < 0 || share.quotas.insert((quota.node, quota.group), quota.price.into()).is_some() {
                return Err(Fault::Prices);
            }
            share.bound += i128::from(quota.price) * i128::from(group.most_per_partner);
        }
        Ok(share)
    }
}
