//! What an assignment is asked for: two sides, pairs with a value, bounds, quotas, and what is forbidden or pinned.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

/// The most nodes of a side, and groups of a side.
pub const MOST_NODES: usize = 20_000;
/// The most pairs.
pub const MOST_PAIRS: usize = 20_000_000;
/// The largest value of a pair, and below zero the smallest.
pub const MOST_VALUE: i64 = 1_000_000_000;

/// One of the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first of each pair.
    Left,
    /// The second of each pair.
    Right,
}

/// A participant of a side and how many partners it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// It needs at least so many partners.
    pub least: u32,
    /// It takes at most so many.
    pub most: u32,
    /// The group of its side that it belongs to: its place among the groups.
    pub group: Option<u32>,
}

/// What holds for the members of a group together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its members together need at least so many pairs.
    pub least: u32,
    /// Its members together take at most so many pairs.
    pub most: u32,
    /// Each node of the other side takes at most so many of its members.
    pub most_per_partner: u32,
}

/// Two who may be partners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The place among the left nodes.
    pub left: u32,
    /// The place among the right nodes.
    pub right: u32,
    /// What it is worth, in any unit, at most [`MOST_VALUE`] either way.
    pub value: i64,
}

/// Who may be whose partner, within which limits, and what is best.
///
/// The best choice of pairs has the greatest total value. Where `worst_off_first` names a side, its nodes' numbers of partners come before
/// the value: the sum of `limit − k` over the partners `k = 1, 2, …` of each node is made as great as it can be, where `limit` is the
/// greatest `most` of the side plus one. A further partner always counts, and counts more for whoever has fewer: a separable concave
/// function, so still a flow. The numbers of partners that a flow allows to one side form an M♮-convex set, on which any such function
/// chooses the same numbers, those whose smallest is greatest, then whose second smallest is, and so on: Frank and Murota, "Decreasing
/// minimization on M-convex sets", Mathematical Programming 195 (2022). (Where groups of that same side have bounds in total, the set may be
/// no M♮-convex one, and the sum is what counts.)
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// One side: papers, parties that ask.
    pub left: Vec<Node>,
    /// The other: reviewers, parties that are asked.
    pub right: Vec<Node>,
    /// Groups of left nodes.
    pub left_groups: Vec<Group>,
    /// Groups of right nodes.
    pub right_groups: Vec<Group>,
    /// The pairs that are possible, each once.
    pub pairs: Vec<Pair>,
    /// Pairs that must not be chosen, whether listed among the pairs or not.
    pub forbidden: Vec<(u32, u32)>,
    /// Pairs that must be chosen; each is listed among the pairs.
    pub pinned: Vec<(u32, u32)>,
    /// The side whose worst-off node is lifted first.
    pub worst_off_first: Option<Side>,
}

/// Why a problem is none: a mistake of the caller, not a lack of room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Mistake {
    /// More nodes, groups or pairs than the engine takes.
    #[error("{given} {what} are more than the {most} that an assignment may have")]
    TooMany {
        /// `nodes`, `groups` or `pairs`.
        what: &'static str,
        /// How many were given.
        given: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A pair names a node that is not there.
    #[error("the pair of left {0} and right {1} names a node that is not there")]
    NoNode(u32, u32),
    /// A node names a group that is not there.
    #[error("node {1} of the {0:?} side names group {2}, which is not there")]
    NoGroup(Side, u32, u32),
    /// A pair is listed twice.
    #[error("the pair of left {0} and right {1} is listed twice")]
    Twice(u32, u32),
    /// A value is out of range.
    #[error("the value {2} of the pair of left {0} and right {1} is beyond ±{MOST_VALUE}")]
    Value(u32, u32, i64),
    /// Values, partners and nodes multiply to more than 64 bits hold.
    #[error("values of up to {0}, with that many partners counted before them, are too great: scale the values down")]
    TooGreat(i64),
}

/// The pairs by left node, checked.
pub(crate) struct Rows {
    /// Where the pairs of each left node begin in `order`, and where the last ends.
    start: Vec<usize>,
    /// The place of each pair in the problem's list, by left node; empty where that list is in this order already.
    order: Vec<u32>,
    /// For each place in the list what may be done with the pair.
    pub(crate) marks: Vec<u32>,
    /// The places of the pairs that are marked with an arc.
    pub(crate) entered: Vec<u32>,
    /// The least and the greatest value, and zero.
    pub(crate) range: (i64, i64),
}

/// A pair that may be chosen.
pub(crate) const OPEN: u32 = u32::MAX;
/// A pair that must not be chosen.
pub(crate) const FORBIDDEN: u32 = u32::MAX - 1;
/// A pair that must be chosen.
pub(crate) const PINNED: u32 = u32::MAX - 2;

impl Rows {
    /// The places of the pairs of a left node in the problem's list.
    pub(crate) fn of(&self, left: usize) -> impl Iterator<Item = usize> {
        let places = self.start[left]..self.start[left + 1];
        places.map(|place| if self.order.is_empty() { place } else { self.order[place] as usize })
    }

    /// The pairs that must be chosen and are listed.
    pub(crate) fn pinned<'a>(&'a self, problem: &'a Assignment) -> impl Iterator<Item = &'a Pair> {
        let listed = if problem.pinned.is_empty() { 0 } else { self.marks.len() };
        let marked = problem.pairs.iter().zip(&self.marks[..listed]);
        marked.filter(|&(_, &mark)| mark == PINNED).map(|(pair, _)| pair)
    }
}

impl Assignment {
    /// The nodes and groups of a side, and of the other.
    pub(crate) fn seen_from(&self, side: Side) -> [(&[Node], &[Group]); 2] {
        let left = (&self.left[..], &self.left_groups[..]);
        let right = (&self.right[..], &self.right_groups[..]);
        if side == Side::Left { [left, right] } else { [right, left] }
    }

    /// Finds mistakes and sorts the pairs.
    pub(crate) fn rows(&self) -> Result<Rows, Mistake> {
        self.check_sizes()?;
        for side in [Side::Left, Side::Right] {
            let [(nodes, groups), _] = self.seen_from(side);
            for (place, node) in nodes.iter().enumerate() {
                if let Some(group) = node.group.filter(|&group| group as usize >= groups.len()) {
                    return Err(Mistake::NoGroup(side, place as u32, group));
                }
            }
        }
        let known = |left: u32, right: u32| (left as usize) < self.left.len() && (right as usize) < self.right.len();
        if let Some(&(left, right)) = self.forbidden.iter().chain(&self.pinned).find(|pair| !known(pair.0, pair.1)) {
            return Err(Mistake::NoNode(left, right));
        }
        let mut rows = self.sorted()?;
        for (list, mark) in [(&self.pinned, PINNED), (&self.forbidden, FORBIDDEN)] {
            if !list.is_empty() {
                let list: FxHashSet<_> = list.iter().copied().collect();
                let named = self.pairs.iter().enumerate().filter(|(_, pair)| list.contains(&(pair.left, pair.right)));
                named.for_each(|(place, _)| rows.marks[place] = mark);
            }
        }
        Ok(rows)
    }

    /// Checks the pairs and sorts them by left node.
    fn sorted(&self) -> Result<Rows, Mistake> {
        // All in one go without branches first: pairs are many, mistakes few, and most lists are in order.
        let (mut lefts, mut rights, mut range, mut next, mut strict) = (0, 0, (0, 0), 0, true);
        for pair in &self.pairs {
            lefts = lefts.max(pair.left);
            rights = rights.max(pair.right);
            range = (pair.value.min(range.0), pair.value.max(range.1));
            let place = u64::from(pair.left) << 32 | u64::from(pair.right);
            strict &= place >= next;
            next = place.wrapping_add(1);
        }
        let is_wrong = lefts as usize >= self.left.len() || rights as usize >= self.right.len();
        if is_wrong || range.0 < -MOST_VALUE || range.1 > MOST_VALUE {
            for pair in &self.pairs {
                if pair.left as usize >= self.left.len() || pair.right as usize >= self.right.len() {
                    return Err(Mistake::NoNode(pair.left, pair.right));
                }
                if !(-MOST_VALUE..=MOST_VALUE).contains(&pair.value) {
                    return Err(Mistake::Value(pair.left, pair.right, pair.value));
                }
            }
        }
        let mut rows = Rows {
            start: Vec::new(),
            order: Vec::new(),
            marks: vec![OPEN; self.pairs.len()],
            entered: Vec::new(),
            range,
        };
        if strict {
            let first = |left: usize| self.pairs.partition_point(|pair| (pair.left as usize) < left);
            rows.start = (0..=self.left.len()).map(first).collect();
            return Ok(rows);
        }
        rows.start = vec![0; self.left.len() + 1];
        for pair in &self.pairs {
            rows.start[pair.left as usize + 1] += 1;
        }
        for left in 0..self.left.len() {
            rows.start[left + 1] += rows.start[left];
        }
        rows.order = vec![0; self.pairs.len()];
        let mut free = rows.start.clone();
        for (place, pair) in self.pairs.iter().enumerate() {
            rows.order[free[pair.left as usize]] = place as u32;
            free[pair.left as usize] += 1;
        }
        let mut last = vec![u32::MAX; self.right.len()];
        for left in 0..self.left.len() {
            for place in rows.of(left) {
                let right = self.pairs[place].right;
                if std::mem::replace(&mut last[right as usize], left as u32) == left as u32 {
                    return Err(Mistake::Twice(left as u32, right));
                }
            }
        }
        Ok(rows)
    }

    fn check_sizes(&self) -> Result<(), Mistake> {
        let sizes = [
            ("nodes", self.left.len().max(self.right.len()), MOST_NODES),
            ("groups", self.left_groups.len().max(self.right_groups.len()), MOST_NODES),
            ("pairs", self.pairs.len().max(self.forbidden.len()).max(self.pinned.len()), MOST_PAIRS),
        ];
        match sizes.into_iter().find(|&(_, given, most)| given > most) {
            Some((what, given, most)) => Err(Mistake::TooMany { what, given, most }),
            None => Ok(()),
        }
    }
}
