//! Why there is no solution, as data.

use super::network::Network;
use super::problem::{Assignment, FORBIDDEN, Mistake, OPEN, PINNED, Rows, Side};
use super::solution::{Cut, Limit, Need, Refusal};
use rustc_hash::FxHashSet;

/// Contradictions that need no search: a pinned pair that is forbidden or missing, a least above a most.
pub(crate) fn plain(problem: &Assignment, rows: &Rows) -> Result<(), Refusal> {
    let forbidden: FxHashSet<_> = problem.forbidden.iter().copied().collect();
    if let Some(&(left, right)) = problem.pinned.iter().find(|pair| forbidden.contains(pair)) {
        return Err(Refusal::PinnedForbidden(left, right));
    }
    let listed: FxHashSet<_> = rows.pinned(problem).map(|pair| (pair.left, pair.right)).collect();
    if let Some(&(left, right)) = problem.pinned.iter().find(|pair| !listed.contains(pair)) {
        return Err(Refusal::PinnedMissing(left, right));
    }
    for side in [Side::Left, Side::Right] {
        let [(nodes, groups), _] = problem.seen_from(side);
        if let Some(place) = nodes.iter().position(|node| node.least > node.most) {
            return Err(Refusal::Bounds(side, place as u32, nodes[place].least, nodes[place].most));
        }
        if let Some(place) = groups.iter().position(|group| group.least > group.most) {
            return Err(Refusal::GroupBounds(side, place as u32, groups[place].least, groups[place].most));
        }
    }
    Ok(())
}

/// The cut of a problem that has no solution: what can be reached from a node with too much, once as much as possible flows.
pub(crate) fn cut(problem: &Assignment) -> Result<Cut, Mistake> {
    let rows = &problem.rows()?;
    let mut network = Network::new(problem, rows, false, 1)?;
    for (pair, _) in problem.pairs.iter().zip(&rows.marks).filter(|&(_, &mark)| mark == OPEN) {
        let (from, to) = network.ends(problem, pair.left, pair.right);
        network.flow.add(from, to, 0, 1);
    }
    network.flow.start(&[]);
    network.flow.run();
    // The smallest of the cuts that begin at a node with too much, or end at one with too little.
    let stuck = network.flow.stuck();
    let inside = stuck.iter().take(16).map(|&(node, amount)| {
        let mut inside = network.flow.reach(node, amount > 0);
        if amount < 0 {
            inside.iter_mut().for_each(|inside| *inside = !*inside);
        }
        inside
    });
    let cuts = inside.map(|inside| describe(problem, rows, &network, &inside));
    let smallest = cuts.filter(|cut| cut.needed > cut.room).min_by_key(|cut| cut.needs.len() + cut.limits.len());
    Ok(smallest.unwrap_or(Cut { needed: 0, room: 0, needs: Vec::new(), limits: Vec::new() }))
}

/// What has to come into a part of the network, and what can leave it at most.
fn describe(problem: &Assignment, rows: &Rows, network: &Network, inside: &[bool]) -> Cut {
    let mut cut = Cut { needed: 0, room: 0, needs: Vec::new(), limits: Vec::new() };
    let ends = |side: Side, outer: u32, inner: u32| if side == Side::Left { (outer, inner) } else { (inner, outer) };
    let enters = |(from, to): (u32, u32)| !inside[from as usize] && inside[to as usize];
    let leaves = |(from, to): (u32, u32)| inside[from as usize] && !inside[to as usize];
    for side in [Side::Left, Side::Right] {
        let [(nodes, groups), (others, _)] = problem.seen_from(side);
        for (place, node) in nodes.iter().enumerate() {
            let place = place as u32;
            let way = ends(side, node.group.map_or(0, |group| network.group(side, group)), network.node(side, place));
            if enters(way) && node.least > 0 {
                cut.needs.push(Need::Node(side, place, node.least.into()));
            }
            if leaves(way) {
                cut.limits.push(Limit::Node(side, place, i64::from(node.most).min(others.len() as i64)));
            }
        }
        for (place, group) in groups.iter().enumerate() {
            let way = ends(side, 0, network.group(side, place as u32));
            if enters(way) && group.least > 0 {
                cut.needs.push(Need::Group(side, place as u32, group.least.into()));
            }
            if leaves(way) {
                cut.limits.push(Limit::Group(side, place as u32, group.most.into()));
            }
        }
    }
    for (&(side, node, group), &through) in &network.quotas {
        if leaves(ends(side, network.node(side, node), through)) {
            let [_, (_, groups)] = problem.seen_from(side);
            cut.limits.push(Limit::Quota(side, node, group, groups[group as usize].most_per_partner.into()));
        }
    }
    for (pair, &mark) in problem.pairs.iter().zip(&rows.marks).filter(|&(_, &mark)| mark != FORBIDDEN) {
        let way = network.ends(problem, pair.left, pair.right);
        if enters(way) && mark == PINNED {
            cut.needs.push(Need::Pinned(pair.left, pair.right));
        }
        if leaves(way) {
            cut.limits.push(Limit::Pair(pair.left, pair.right));
        }
    }
    let need = |need: &Need| match *need {
        Need::Node(_, _, least) | Need::Group(_, _, least) => least,
        Need::Pinned(..) => 1,
    };
    let limit = |limit: &Limit| match *limit {
        Limit::Node(_, _, most) | Limit::Group(_, _, most) | Limit::Quota(_, _, _, most) => most,
        Limit::Pair(..) => 1,
    };
    cut.needs.sort_unstable();
    cut.limits.sort_unstable();
    cut.needed = cut.needs.iter().map(need).sum();
    cut.room = cut.limits.iter().map(limit).sum();
    cut
}
