//! What the checker may find wrong.

use super::problem::Side;

/// What is wrong with a solution.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// A chosen pair is chosen twice, not listed or forbidden.
    #[error("the pair of left {0} and right {1} is chosen twice, not listed or forbidden")]
    Pair(u32, u32),
    /// A pinned pair is not chosen.
    #[error("the pinned pair of left {0} and right {1} is not chosen")]
    Pinned(u32, u32),
    /// The total value is said to be another than the sum of the pairs' values.
    #[error("the values of the pairs add up to {0}, not to what is said")]
    Value(i128),
    /// A node has too few or too many partners: side, node, partners.
    #[error("node {1} of the {0:?} side has {2} partners")]
    Node(Side, u32, i64),
    /// The members of a group have too few or too many pairs together: side, group, pairs.
    #[error("group {1} of the {0:?} side has {2} pairs")]
    Group(Side, u32, i64),
    /// A node has too many partners of a group of the other side: side, node, group, partners.
    #[error("node {1} of the {0:?} side has {3} partners of group {2}")]
    Quota(Side, u32, u32, i64),
    /// The prices do not fit the problem: wrong in number, or a quota's below zero.
    #[error("the prices do not fit the problem")]
    Prices,
    /// The choice may be good, but its prices do not prove that none is better: they leave room for this much more.
    #[error("the prices leave room for {0} more")]
    Gap(i128),
}
