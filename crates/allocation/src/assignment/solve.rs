//! Solving by column generation: begin with the pairs that look best, add those that the prices show to be better, until none is.

use super::auction;
use super::network::Network;
use super::problem::{Assignment, MOST_VALUE, OPEN, Rows, Side};
use super::reason;
use super::solution::{Certificate, Prices, QuotaPrice, Refusal, Solution};

/// So many pairs more than its most partners each left node begins with.
const SPARE: usize = 6;
/// So many pairs at most are added for each left node in the first round, and twice as many in each one after that.
const ADDED: usize = 6;
/// Pairs are added too that would cost no more than the range of values through this.
const NEAR: i64 = 128;

impl Assignment {
    /// The best choice of pairs, with the proof; or why there is none. The same problem always has the same answer.
    ///
    /// An auction gives the network simplex method a good beginning. The pairs it works on are few: the best of each left node, and in each round those that the prices show
    /// to be worth more than what they would displace (column generation). Where none is left, no other pair can improve anything.
    pub fn solve(&self) -> Result<Solution, Refusal> {
        let mut rows = self.rows()?;
        reason::plain(self, &rows)?;
        let mut network = Network::new(self, &rows, true, 1)?;
        let starts = first_columns(self, &mut rows, &mut network, SPARE, &|_| 1);
        let has_groups = !self.left_groups.is_empty() || !self.right_groups.is_empty();
        let ways = if has_groups { Vec::new() } else { auction::hold(self, &rows, &mut network, &starts) };
        network.flow.start(&ways);
        improve(self, &mut rows, &mut network, &|_| 1);
        if network.flow.is_stuck() {
            return Err(Refusal::Cut(reason::cut(self)?));
        }
        Ok(self.solution(&rows, &network))
    }

    fn solution(&self, rows: &Rows, network: &Network) -> Solution {
        let entered = rows.entered.iter().map(|&place| place as usize);
        let carried = entered.filter(|&place| network.flow.on(rows.marks[place]) > 0).map(|place| &self.pairs[place]);
        let (mut pairs, mut value) = (Vec::new(), 0);
        for pair in carried.chain(rows.pinned(self)) {
            pairs.push((pair.left, pair.right));
            value += pair.value;
        }
        pairs.sort_unstable();
        let [left, right] = [Side::Left, Side::Right].map(|side| prices(self, network, side));
        Solution { pairs, value, certificate: Certificate { left, right } }
    }
}

/// Finds the best flow, beginning with so many pairs more than its most partners for each left node. `room` says how much each pair carries.
pub(crate) fn generate(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    spare: usize,
    room: &dyn Fn(usize) -> i64,
) {
    first_columns(problem, rows, network, spare, room);
    network.flow.start(&[]);
    improve(problem, rows, network, room);
}

/// Finds the best flow from a start on.
fn improve(problem: &Assignment, rows: &mut Rows, network: &mut Network, room: &dyn Fn(usize) -> i64) {
    let mut most = ADDED;
    loop {
        network.flow.run();
        if price_out(problem, rows, network, most, room) == 0 {
            return;
        }
        most = most.saturating_mul(2);
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

/// The pairs to begin with: of each left node those of the greatest values. Where the arcs of each begin, and where the last end.
fn first_columns(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    spare: usize,
    room: &dyn Fn(usize) -> i64,
) -> Vec<u32> {
    let mut starts = vec![network.flow.next_arc()];
    let mut best = Best::default();
    for left in 0..problem.left.len() {
        let most = spare.saturating_add(problem.left[left].most as usize);
        for place in rows.of(left).filter(|&place| rows.marks[place] == OPEN) {
            best.offer(problem.pairs[place].value, place);
        }
        add(problem, rows, network, best.take(most), room);
        starts.push(network.flow.next_arc());
    }
    starts
}

/// Adds pairs that would improve the flow, and some that nearly would, for prices still change. How many would.
fn price_out(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    most: usize,
    room: &dyn Fn(usize) -> i64,
) -> usize {
    let mut improving = 0;
    let near = (rows.range.0 - rows.range.1) / NEAR;
    let mut better = Best::default();
    let rights = 0..problem.right.len() as u32;
    let prices: Vec<_> = rights.map(|right| network.flow.price(network.node(Side::Right, right) as usize)).collect();
    for left in 0..problem.left.len() {
        let flow = &network.flow;
        let own = flow.price(network.node(Side::Left, left as u32) as usize);
        for place in rows.of(left) {
            let pair = &problem.pairs[place];
            // The price of a quota only makes a pair dearer: it is looked at where the pair pays without.
            let mut gain = pair.value - own + prices[pair.right as usize];
            if gain <= near || rows.marks[place] != OPEN {
                continue;
            }
            if !network.quotas.is_empty() {
                let (from, to) = network.ends(problem, pair.left, pair.right);
                let (from, to) = (flow.price(from as usize).max(own), flow.price(to as usize));
                gain = pair.value - from + to.min(prices[pair.right as usize]);
            }
            if gain > near {
                better.offer(gain.min(MOST_VALUE), place);
                improving += usize::from(gain > 0);
            }
        }
        add(problem, rows, network, better.take(most), room);
    }
    improving
}

fn add(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    keys: impl Iterator<Item = u64>,
    room: &dyn Fn(usize) -> i64,
) {
    for key in keys {
        let place = key as u32 as usize;
        let pair = &problem.pairs[place];
        let (from, to) = network.ends(problem, pair.left, pair.right);
        rows.marks[place] = network.flow.add(from, to, -pair.value, room(place));
        rows.entered.push(place as u32);
    }
}

/// The best few of many.
#[derive(Default)]
struct Best {
    /// A value that goes before a place.
    keys: Vec<u64>,
    /// The best key of each lane, while the best few are looked for.
    lanes: Vec<u64>,
}

impl Best {
    /// A value from -[`MOST_VALUE`] to [`MOST_VALUE`].
    fn offer(&mut self, value: i64, place: usize) {
        self.keys.push(((value + MOST_VALUE) as u64) << 32 | place as u64);
    }

    /// The best of what was offered since the last time, so many at most.
    fn take(&mut self, most: usize) -> std::vec::Drain<'_, u64> {
        if most > 0 && self.keys.len() / 4 > most {
            // Dealt in turn to twice as many lanes as are wanted: below the last of the best lanes is nothing that is wanted.
            self.lanes.clear();
            self.lanes.resize(2 * most, 0);
            for chunk in self.keys.chunks(2 * most) {
                self.lanes.iter_mut().zip(chunk).for_each(|(lane, &key)| *lane = key.max(*lane));
            }
            let (_, &mut least, _) = self.lanes.select_nth_unstable_by(most - 1, |one, other| other.cmp(one));
            self.keys.retain(|&key| key >= least);
        }
        if self.keys.len() > most {
            self.keys.select_nth_unstable_by(most, |one, other| other.cmp(one));
            self.keys.truncate(most);
        }
        self.keys.drain(..)
    }
}
