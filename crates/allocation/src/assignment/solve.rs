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
        let mut network = Network::new(self, &rows, true, 1)?;
        generate(self, &mut rows, &mut network, SPARE, &|_| 1);
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

/// Finds the best flow, beginning with so many pairs more than its most partners for each left node. `room` says how much each pair carries.
pub(crate) fn generate(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    spare: usize,
    room: &dyn Fn(usize) -> i64,
) {
    first_columns(problem, rows, network, spare, room);
    network.flow.start();
    loop {
        network.flow.run();
        if price_out(problem, rows, network, room) == 0 {
            return;
        }
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
fn first_columns(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    spare: usize,
    room: &dyn Fn(usize) -> i64,
) {
    let mut best = Best::default();
    for left in 0..problem.left.len() {
        best.begin(spare.saturating_add(problem.left[left].most as usize));
        for place in rows.of(left).filter(|&place| rows.marks[place] == OPEN) {
            best.offer(problem.pairs[place].value, place);
        }
        add(problem, rows, network, best.end(), room);
    }
}

/// Adds pairs that would improve the flow. How many.
fn price_out(problem: &Assignment, rows: &mut Rows, network: &mut Network, room: &dyn Fn(usize) -> i64) -> usize {
    let mut added = 0;
    let mut better = Best::default();
    let rights = 0..problem.right.len() as u32;
    let prices: Vec<_> = rights.map(|right| network.flow.price(network.node(Side::Right, right) as usize)).collect();
    for left in 0..problem.left.len() {
        better.begin(ADDED);
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
                better.offer(gain.min(MOST_VALUE), place);
            }
        }
        let found = better.end();
        added += found.len();
        add(problem, rows, network, found, room);
    }
    added
}

fn add(problem: &Assignment, rows: &mut Rows, network: &mut Network, keys: &[u64], room: &dyn Fn(usize) -> i64) {
    for &key in keys {
        let place = key as u32 as usize;
        let pair = &problem.pairs[place];
        let (from, to) = network.ends(problem, pair.left, pair.right);
        rows.marks[place] = network.flow.add(from, to, -pair.value, room(place));
    }
}

/// The best few of many, found without sorting them: whatever is below the worst of the best so far is passed over.
#[derive(Default)]
struct Best {
    most: usize,
    /// A value that goes before a place.
    keys: Vec<u64>,
    least: u64,
}

impl Best {
    fn begin(&mut self, most: usize) {
        (self.most, self.least) = (most, 0);
        self.keys.clear();
    }

    /// A value from -[`MOST_VALUE`] to [`MOST_VALUE`].
    fn offer(&mut self, value: i64, place: usize) {
        let key = ((value + MOST_VALUE) as u64) << 32 | place as u64;
        if key >= self.least {
            self.keys.push(key);
            if self.keys.len() >= self.most.saturating_mul(3) {
                self.end();
                self.least = self.keys.iter().copied().min().unwrap_or(0);
            }
        }
    }

    fn end(&mut self) -> &[u64] {
        if self.keys.len() > self.most {
            self.keys.select_nth_unstable_by(self.most, |one, other| other.cmp(one));
            self.keys.truncate(self.most);
        }
        &self.keys
    }
}
