//! An upper bound on the total value, and what a place is worth: the timetable without its slots.
//!
//! Who is where when is forgotten; left are the most meetings of each party and the number of tables of all slots together. A choice of pairs
//! within these limits is a b-matching; its linear relaxation is half the greatest flow in the bipartite double cover, in which every
//! party stands once on each side and every pair once in each direction (Schrijver, Combinatorial Optimization, 2003, chapter 30).

use super::board::Board;
use crate::flow::Flow;

/// The value that no timetable exceeds, and the pairs' prices.
pub(crate) struct Bound {
    pub(crate) value: i64,
    /// The value of each pair less what a meeting costs its two parties and a table (in halves: twice the value).
    pub(crate) reduced: Vec<i64>,
    /// How much of each pair the relaxation chooses: 0, 1 (half) or 2.
    pub(crate) share: Vec<i64>,
}

pub(crate) fn bound(board: &Board) -> Bound {
    let parties = board.most.len();
    let greatest = board.pairs.iter().map(|pair| pair.value).max().unwrap_or(0);
    let mut flow = Flow::new(2 + 2 * parties, 1 + (2 + 2 * parties as i64) * greatest);
    let tables = (0..board.slots).map(|slot| {
        let there = board.available.iter().filter(|&available| available >> slot & 1 == 1).count() as i64;
        i64::from(board.tables[slot]).min(there / 2)
    });
    flow.add(0, 1, 0, 2 * tables.sum::<i64>());
    let (first, second) = (|party: u32| 2 + party, |party: u32| 2 + parties as u32 + party);
    for (party, &most) in board.most.iter().enumerate() {
        flow.add(1, first(party as u32), 0, most.into());
        flow.add(second(party as u32), 0, 0, most.into());
    }
    let arcs: Vec<_> = board
        .pairs
        .iter()
        .map(|pair| {
            let [one, other] = pair.parties;
            [(one, other), (other, one)].map(|(from, to)| flow.add(first(from), second(to), -pair.value, 1))
        })
        .collect();
    flow.start(&[]);
    flow.run();
    let share: Vec<_> = arcs.iter().map(|arcs| arcs.iter().map(|&arc| flow.on(arc)).sum()).collect();
    let twice: i64 = board.pairs.iter().zip(&share).map(|(pair, share)| pair.value * share).sum();
    let price = |node: u32| flow.price(node as usize);
    let reduced = |pair: &super::board::Pair| {
        let [one, other] = pair.parties;
        2 * pair.value - price(first(one)) + price(second(other)) - price(first(other)) + price(second(one))
    };
    Bound { value: twice / 2, reduced: board.pairs.iter().map(reduced).collect(), share }
}
