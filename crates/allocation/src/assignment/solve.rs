//! Solving by column generation: begin with the pairs that look best, add those that the prices show to be better, until none is.

use super::network::Network;
use super::problem::{Assignment, MOST_VALUE, OPEN, PINNED, Rows, Side};
use super::reason;
use super::solution::{Certificate, Prices, QuotaPrice, Refusal, Solution};

/// So many pairs more than its most partners each left node begins with.
const SPARE: usize = 6;
/// So many pairs at most are added for each left node in one round.
const ADDED: usize = 6;

impl Assignment {
    /// The best choice of pairs, with the proof; or why there is none. The same problem always has the same answer.
    ///
    /// The pairs that the network simplex method works on are few: the best of each left node, and in each round those that the prices show
    /// to be worth more than what they would displace (column generation). Where none is left, no other pair can improve anything.
    pub fn solve(&self) -> Result<Solution, Refusal> {
        let mut rows = self.rows()?;
        reason::plain(self, &rows)?;
        let mut network = Network::new(self, &rows, true)?;
        first_columns(self, &mut rows, &mut network);
        network.flow.start();
        loop {
            network.flow.run();
            if price_out(self, &mut rows, &mut network) == 0 {
                break;
            }
        }
        if network.flow.is_stuck() {
            return Err(Refusal::Cut(reason::cut(self)?));
        }
        Ok(self.solution(&rows, &network))
    }

    fn solution(&self, rows: &Rows, network: &Network) -> Solution {
        let chosen = |mark: u32| mark == PINNED || mark < PINNED && network.flow.on(mark) > 0;
        let chosen = || self.pairs.iter().zip(&rows.marks).filter(|&(_, &mark)| chosen(mark)).map(|(pair, _)| pair);
        let mut pairs: Vec<_> = chosen().map(|pair| (pair.left, pair.right)).collect();
        pairs.sort_unstable();
        let [left, right] = [Side::Left, Side::Right].map(|side| prices(self, network, side));
        Solution { pairs, value: chosen().map(|pair| pair.value).sum(), certificate: Certificate { left, right } }
    }
}

fn prices(problem: &Assignment, network: &Network, side: Side) -> Prices {
    let [(nodes, groups), _] = problem.seen_from(side);
    let sign = if side == Side::Left { 1 } else { -1 };
    let price = |node: u32| sign * network.flow.price(node as usize);
    let own = network.quotas.iter().filter(|(key, _)| key.0 == side);
    let mut quotas: Vec<_> = own
        .map(|(&(_, node, group), &through)| (node, group, price(through) - price(network.node(side, node))))
        .filter(|&(_, _, price)| price > 0)
        .map(|(node, group, price)| QuotaPrice { node, group, price })
        .collect();
    quotas.sort_unstable_by_key(|quota| (quota.node, quota.group));
    Prices {
        nodes: (0..nodes.len() as u32).map(|place| price(network.node(side, place))).collect(),
        groups: (0..groups.len() as u32).map(|place| price(network.group(side, place))).collect(),
        quotas,
    }
}

/// The pairs to begin with: of each left node those of the greatest values.
fn first_columns(problem: &Assignment, rows: &mut Rows, network: &mut Network) {
    let mut best: Vec<u64> = Vec::new();
    for left in 0..problem.left.len() {
        best.clear();
        let open = rows.of(left).filter(|&place| rows.marks[place] == OPEN);
        best.extend(open.map(|place| keyed(problem.pairs[place].value, place)));
        add_best(problem, rows, network, &mut best, SPARE.saturating_add(problem.left[left].most as usize));
    }
}

/// Adds pairs that would improve the flow. How many.
fn price_out(problem: &Assignment, rows: &mut Rows, network: &mut Network) -> usize {
    let mut added = 0;
    let mut better: Vec<u64> = Vec::new();
    let flow = &network.flow;
    let rights = 0..problem.right.len() as u32;
    let prices: Vec<_> = rights.map(|right| flow.price(network.node(Side::Right, right) as usize)).collect();
    for left in 0..problem.left.len() {
        better.clear();
        let flow = &network.flow;
        let own = flow.price(network.node(Side::Left, left as u32) as usize);
        for place in rows.of(left) {
            let pair = &problem.pairs[place];
            // The price of a quota only makes a pair dearer: it is looked at where the pair pays without.
            let mut gain = pair.value - own + prices[pair.right as usize];
            if gain <= 0 || rows.marks[place] != OPEN {
                continue;
            }
            if !network.quotas.is_empty() {
                let (from, to) = network.ends(problem, pair.left, pair.right);
                let (from, to) = (flow.price(from as usize).max(own), flow.price(to as usize));
                gain = pair.value - from + to.min(prices[pair.right as usize]);
            }
            if gain > 0 {
                better.push(keyed(gain.min(MOST_VALUE), place));
            }
        }
        added += add_best(problem, rows, network, &mut better, ADDED);
    }
    added
}

/// A pair with a value from -[`MOST_VALUE`] to [`MOST_VALUE`] that goes before its place.
fn keyed(value: i64, place: usize) -> u64 {
    ((value + MOST_VALUE) as u64) << 32 | place as u64
}

/// Adds the greatest of the keyed pairs, so many at most. How many were added.
fn add_best(problem: &Assignment, rows: &mut Rows, network: &mut Network, keys: &mut Vec<u64>, most: usize) -> usize {
    if keys.len() > most {
        keys.select_nth_unstable_by(most, |one, other| other.cmp(one));
        keys.truncate(most);
    }
    for &key in &*keys {
        let place = key as u32 as usize;
        let pair = &problem.pairs[place];
        let (from, to) = network.ends(problem, pair.left, pair.right);
        rows.marks[place] = network.flow.add(from, to, -pair.value, 1);
    }
    keys.len()
}
