//! What an assignment answers: pairs with a certificate, or why there are none.

use super::problem::{Mistake, Side};
use serde::{Deserialize, Serialize};

/// The best choice of pairs and the proof that there is no better one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The chosen pairs, left and right, in order.
    pub pairs: Vec<(u32, u32)>,
    /// The sum of their values.
    pub value: i64,
    /// The prices that prove that no choice is better: see [`check`](super::checker::check).
    pub certificate: Certificate,
}

/// The dual prices of a solution. Where a side's worst-off are lifted first, they are in the unit of the combined objective.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Prices of the left side.
    pub left: Prices,
    /// Prices of the right side.
    pub right: Prices,
}

/// The dual prices of one side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// What a partner of each node costs: above zero where more would be wanted, below where there have to be more than are wanted.
    pub nodes: Vec<i64>,
    /// What a pair of any member of each group costs.
    pub groups: Vec<i64>,
    /// What a partner out of a group of the other side costs a node; never below zero, and zero where nothing is said.
    pub quotas: Vec<QuotaPrice>,
}

/// The price of a quota: a node takes so many partners of a group at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaPrice {
    /// The node.
    pub node: u32,
    /// The group of the other side.
    pub group: u32,
    /// What one more partner out of it is worth.
    pub price: i64,
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The problem itself is wrong.
    #[error(transparent)]
    Mistake(#[from] Mistake),
    /// A pair is both pinned and forbidden.
    #[error("the pair of left {0} and right {1} is both pinned and forbidden")]
    PinnedForbidden(u32, u32),
    /// A pinned pair is not among the possible ones.
    #[error("the pinned pair of left {0} and right {1} is not among the pairs")]
    PinnedMissing(u32, u32),
    /// More is needed of a node than it may take: `least` is above `most`.
    #[error("node {1} of the {0:?} side needs {2} partners and takes at most {3}")]
    Bounds(Side, u32, u32, u32),
    /// More is needed of a group than it may take: `least` is above `most`.
    #[error("group {1} of the {0:?} side needs {2} pairs and takes at most {3}")]
    GroupBounds(Side, u32, u32, u32),
    /// What is needed cannot be taken.
    #[error("{} partners are needed where only {} can be had", .0.needed, .0.room)]
    Cut(Cut),
    /// Only a lottery: there are solutions, but none that leaves every pair to its cap.
    #[error("the caps on the chances of pairs leave no solution: raise them")]
    Caps,
    /// Only a lottery: as many caps as pairs are needed, each at most [`PARTS`](super::lottery::PARTS).
    #[error("{0} caps were given for {1} pairs, or one is too great")]
    CapsNumber(usize, usize),
}

/// A part of the problem where more has to come in than can leave: the sum of the needs is above the sum of the limits.
///
/// "These 14 parties together need 20 partners, and the only parties open to them take 18": the needs name the 14, the limits say who takes how
/// many. A cut proves that there is no solution (Hoffman's theorem on circulations, 1960).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The sum of the needs.
    pub needed: i64,
    /// The sum of the limits, less than `needed`.
    pub room: i64,
    /// What has to be.
    pub needs: Vec<Need>,
    /// What can be at most.
    pub limits: Vec<Limit>,
}

/// Something that has to be in a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// A node needs so many partners.
    Node(Side, u32, i64),
    /// A group needs so many pairs.
    Group(Side, u32, i64),
    /// A pair is pinned.
    Pinned(u32, u32),
}

/// Something that limits a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// A node takes so many partners at most.
    Node(Side, u32, i64),
    /// The members of a group take so many pairs at most.
    Group(Side, u32, i64),
    /// A node of this side takes so many of a group of the other side: side, node, group, most.
    Quota(Side, u32, u32, i64),
    /// A pair can be chosen only once.
    Pair(u32, u32),
}
