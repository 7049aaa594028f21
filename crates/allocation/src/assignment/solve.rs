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
const NEAR: i64 = 64;

impl Assignment {
    /// The best choice of pairs, with the proof; or why there is none. The same problem always has the same answer.
    ///
    /// An auction gives the network simplex method a good beginning. The pairs it works on are few: the best of each left node, and in each
    /// round those that the prices show to be worth more than what they would displace (column generation). Where none is left, no other pair
    /// can improve anything.
    pub fn solve(&self) -> Result<Solution, Refusal> {
        let mut rows = self.rows()?;
        reason::plain(self, &rows)?;
        let mut network = Network::new(self, &rows, true, 1)?;
        let starts = first_columns(self, &mut rows, &mut network, SPARE, &|_| 1);
        let has_groups = !self.left_groups.is_empty() || !self.right_groups.is_empty();
        let ways = if has_groups {
            Vec::new()
        } else {
            let outcome = auction::hold(self, &rows, &mut network, &starts);
            price_out(self, &mut rows, &mut network, &outcome.prices, ADDED, &|_| 1);
            outcome.ways
        };
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
        let prices = [Side::Left, Side::Right].map(|side| {
            let nodes = 0..problem.seen_from(side)[0].0.len() as u32;
            nodes.map(|place| network.flow.price(network.node(side, place) as usize)).collect()
        });
        if price_out(problem, rows, network, &prices, most, room) == 0 {
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
    // Left nodes are much alike: what is too little for one mostly is for the next.
    let mut least = i64::MIN;
    for left in 0..problem.left.len() {
        let most = spare.saturating_add(problem.left[left].most as usize);
        loop {
            for place in rows.of(left) {
                let value = problem.pairs[place].value;
                if value >= least && rows.marks[place] == OPEN {
                    best.offer(value, place);
                }
            }
            if best.keys.len() >= most || least == i64::MIN {
                break;
            }
            best.keys.clear();
            least = i64::MIN;
        }
        least = least.max(best.shorten(most.saturating_mul(2)));
        add(problem, rows, network, best.take(most), room);
        starts.push(network.flow.next_arc());
    }
    starts
}

/// Adds pairs that would improve the flow at the prices of left and right nodes, and some that nearly would, for prices still change. How
/// many would.
fn price_out(
    problem: &Assignment,
    rows: &mut Rows,
    network: &mut Network,
    [lefts, rights]: &[Vec<i64>; 2],
    most: usize,
    room: &dyn Fn(usize) -> i64,
) -> usize {
    let mut improving = 0;
    let near = (rows.range.0 - rows.range.1) / NEAR;
    let mut better = Best::default();
    for (left, &own) in lefts.iter().enumerate() {
        let flow = &network.flow;
        for place in rows.of(left) {
            let pair = &problem.pairs[place];
            // The price of a quota only makes a pair dearer: it is looked at where the pair pays without.
            let mut gain = pair.value - own + rights[pair.right as usize];
            if gain <= near || rows.marks[place] != OPEN {
                continue;
            }
            if !network.quotas.is_empty() {
                let (from, to) = network.ends(problem, pair.left, pair.right);
                let (from, to) = (flow.price(from as usize).max(own), flow.price(to as usize));
                gain = pair.value - from + to.min(rights[pair.right as usize]);
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
}

impl Best {
    /// A value from -[`MOST_VALUE`] to [`MOST_VALUE`].
    fn offer(&mut self, value: i64, place: usize) {
        self.keys.push(((value + MOST_VALUE) as u64) << 32 | place as u64);
    }

    /// Leaves the best of what was offered, so many at most. What is less than the value it gives would have been left out.
    fn shorten(&mut self, most: usize) -> i64 {
        if self.keys.len() <= most {
            return i64::MIN;
        }
        let (_, &mut key, _) = self.keys.select_nth_unstable_by(most, |one, other| other.cmp(one));
        self.keys.truncate(most);
        (key >> 32) as i64 - MOST_VALUE
    }

    /// The best of what was offered since the last time, so many at most.
    fn take(&mut self, most: usize) -> std::vec::Drain<'_, u64> {
        self.shorten(most);
        self.keys.drain(..)
    }
}
