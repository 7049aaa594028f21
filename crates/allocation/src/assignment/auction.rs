//! A beginning for the network simplex method that is nearly the end: left nodes bid for right ones.
//!
//! A right node that has all the partners it takes costs the least of their bids. A left node that wants another partner bids for the one that
//! is worth most to it beyond its price, as much as makes it no better than the second best, and one step more; the least bid there gives way.
//! What comes out is the best choice but for a step for each pair (Bertsekas, "The auction algorithm: a distributed relaxation method for the
//! assignment problem", Annals of Operations Research 14, 1988). The simplex method then does the rest from these pairs and prices; however
//! bad they were, it would only take longer.

use super::network::Network;
use super::problem::{Assignment, Rows, Side};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// So many steps are the range of all values.
const STEPS: i64 = 512;
/// So many times at most each pair is looked at on average: where partners are too few, bidding would not end.
const LOOKS: usize = 24;

/// What comes out.
pub(crate) struct Outcome {
    /// Of each left node the arc of its best pair that was not chosen: the ways to start the flow with.
    pub(crate) ways: Vec<u32>,
    /// Of left and right nodes, as those of the network.
    pub(crate) prices: [Vec<i64>; 2],
}

/// Fills the arcs of the pairs that an auction chooses and sets its prices, in a network without groups that has not been started. The arcs
/// of left node `l` are `starts[l]..starts[l + 1]`.
pub(crate) fn hold(problem: &Assignment, rows: &Rows, network: &mut Network, starts: &[u32]) -> Outcome {
    let mut auction = Auction::new(problem, rows, network, starts);
    auction.run(problem);
    for (right, &price) in auction.prices.iter().enumerate() {
        network.flow.lower(network.node(Side::Right, right as u32), price);
    }
    for (arc, column) in (starts[0]..).zip(&auction.columns) {
        if column.held {
            network.flow.fill(arc);
        }
    }
    let (mut ways, mut lefts) = (Vec::new(), Vec::new());
    for (left, &start) in starts[..problem.left.len()].iter().enumerate() {
        let free = (start..).zip(auction.of(left)).filter(|(_, column)| !column.held);
        let next = free.map(|(arc, column)| (auction.worth(column), arc)).max();
        ways.extend(next.map(|(_, arc)| arc));
        // A left node pays no more than what its next best would be worth.
        lefts.push(next.map_or(auction.ceiling, |(worth, _)| worth));
    }
    Outcome { ways, prices: [lefts, auction.prices.into_iter().map(|price| -price).collect()] }
}

struct Column {
    value: i64,
    right: u32,
    held: bool,
}

struct Auction {
    /// The pairs by left node, and where those of each begin.
    columns: Vec<Column>,
    starts: Vec<usize>,
    /// How many partners each left node has.
    partners: Vec<u32>,
    /// How many partners each right node takes.
    places: Vec<usize>,
    prices: Vec<i64>,
    /// What each right node was bid: the bid, the column, the left node.
    bids: Vec<BinaryHeap<Reverse<(i64, usize, usize)>>>,
    step: i64,
    /// No swap of partners along a way through all left nodes is worth so much.
    ceiling: i64,
}

impl Auction {
    fn new(problem: &Assignment, rows: &Rows, network: &Network, starts: &[u32]) -> Self {
        let first_right = network.node(Side::Right, 0);
        let arcs = starts[0]..starts[problem.left.len()];
        let columns: Vec<_> = arcs
            .map(|arc| {
                let (target, cost) = network.flow.target_and_cost(arc);
                Column { value: -cost, right: target - first_right, held: false }
            })
            .collect();
        let mut partners = vec![0; problem.left.len()];
        let mut places: Vec<_> = problem.right.iter().map(|node| node.most as usize).collect();
        for pair in rows.pinned(problem) {
            partners[pair.left as usize] += 1;
            places[pair.right as usize] = places[pair.right as usize].saturating_sub(1);
        }
        let range = rows.range.1 - rows.range.0;
        let step = 1 + range / STEPS;
        let ceiling = (range + step) * problem.left.len() as i64;
        Self {
            columns,
            starts: starts.iter().map(|&start| (start - starts[0]) as usize).collect(),
            partners,
            prices: places.iter().map(|&places| if places == 0 { ceiling } else { 0 }).collect(),
            bids: vec![BinaryHeap::new(); places.len()],
            places,
            step,
            ceiling,
        }
    }

    fn run(&mut self, problem: &Assignment) {
        let mut open: VecDeque<_> = (0..problem.left.len()).collect();
        let mut looks = LOOKS * self.columns.len();
        while let Some(left) = open.pop_front() {
            let node = &problem.left[left];
            while self.partners[left] < node.most && looks > 0 {
                looks = looks.saturating_sub(self.starts[left + 1] - self.starts[left]);
                let Some((column, bid)) = self.bid(left, self.partners[left] < node.least) else { break };
                self.columns[column].held = true;
                self.partners[left] += 1;
                let right = self.columns[column].right as usize;
                self.bids[right].push(Reverse((bid, column, left)));
                if self.bids[right].len() > self.places[right]
                    && let Some(Reverse((_, column, loser))) = self.bids[right].pop()
                {
                    self.columns[column].held = false;
                    self.partners[loser] -= 1;
                    open.push_back(loser);
                }
                if self.bids[right].len() == self.places[right]
                    && let Some(Reverse((bid, ..))) = self.bids[right].peek()
                {
                    self.prices[right] = *bid;
                }
            }
        }
    }

    /// The best column that a left node does not hold and what it bids, if it wants one. `needs`: any partner is better than none.
    fn bid(&self, left: usize, needs: bool) -> Option<(usize, i64)> {
        let (mut best, mut second, mut chosen) = (i64::MIN, if needs { i64::MIN } else { 0 }, None);
        for (place, column) in self.of(left).iter().enumerate() {
            let worth = self.worth(column);
            if column.held {
                continue;
            }
            if worth > best {
                (second, best, chosen) = (second.max(best), worth, Some(self.starts[left] + place));
            } else {
                second = second.max(worth);
            }
        }
        let column = chosen.filter(|_| best >= second)?;
        let more = if second == i64::MIN { 0 } else { best - second };
        let bid = self.prices[self.columns[column].right as usize] + more + self.step;
        (bid <= self.ceiling).then_some((column, bid))
    }

    /// The columns of a left node.
    fn of(&self, left: usize) -> &[Column] {
        &self.columns[self.starts[left]..self.starts[left + 1]]
    }

    /// What a column is worth to its left node beyond the price.
    fn worth(&self, column: &Column) -> i64 {
        column.value - self.prices[column.right as usize]
    }
}
