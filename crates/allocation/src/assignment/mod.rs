//! Who gets whom, between two sides: the best pairs within bounds and quotas, with a proof, or the reason why there are none.
//!
//! ```
//! use allocation::{Assignment, Node, Pair, check};
//!
//! let node = |least, most| Node { least, most, group: None };
//! let pair = |left, right, value| Pair { left, right, value };
//! // Two papers need two reviews each; three reviewers write two at most.
//! let problem = Assignment {
//!     left: vec![node(2, 2); 2],
//!     right: vec![node(0, 2); 3],
//!     pairs: vec![pair(0, 0, 9), pair(0, 1, 5), pair(0, 2, 1), pair(1, 0, 8), pair(1, 1, 2), pair(1, 2, 4)],
//!     ..Assignment::default()
//! };
//! let solution = problem.solve()?;
//! assert_eq!(solution.pairs, [(0, 0), (0, 1), (1, 0), (1, 2)]);
//! assert_eq!(solution.value, 26);
//! check(&problem, &solution)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auction;
mod checker;
mod fault;
mod lottery;
mod network;
mod problem;
mod reason;
mod solution;
mod solve;
#[cfg(test)]
mod tests;

pub use checker::check;
pub use fault::Fault;
pub use lottery::{Lottery, PARTS};
pub use problem::{Assignment, Group, MOST_NODES, MOST_PAIRS, MOST_VALUE, Mistake, Node, Pair, Side};
pub use solution::{Certificate, Cut, Limit, Need, Prices, QuotaPrice, Refusal, Solution};
