//! Proofs about Merkle trees (RFC 6962 §2.1.1 and §2.1.2): that an entry stands in a tree, and that a tree continues another.
//!
//! Making a proof needs a way to read the heads of complete subtrees ([`crate::Tiles::subtree`]); checking one needs nothing.

use crate::hash::{Hash, largest_power_below};
use std::ops::Range;

/// Why a proof does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ProofError {
    /// The entry would lie outside of the tree.
    #[error("entry {index} lies outside of a tree of {size}")]
    Outside {
        /// Number of the entry.
        index: u64,
        /// Entries of the tree.
        size: u64,
    },
    /// A tree cannot continue a larger one.
    #[error("a tree of {new} cannot continue one of {old}")]
    Shrinks {
        /// Entries of the tree that should be the earlier one.
        old: u64,
        /// Entries of the tree that should be the later one.
        new: u64,
    },
    /// The proof has another length than the trees ask for.
    #[error("the proof has a wrong number of hashes")]
    Length,
    /// The hashes do not lead to the head of the tree.
    #[error("the proof does not lead to the head of the tree")]
    Head,
}

/// Reads the head of the complete subtree over the entries `[index · 2^level, (index + 1) · 2^level)`.
pub(crate) type Subtree<'a, E> = dyn FnMut(u32, u64) -> Result<Hash, E> + 'a;

/// Hash of the entries of a range that begins at a multiple of the power of two that holds it.
fn head_of<E>(range: Range<u64>, subtree: &mut Subtree<'_, E>) -> Result<Hash, E> {
    let length = range.end - range.start;
    if length.is_power_of_two() {
        let level = length.ilog2();
        return subtree(level, range.start >> level);
    }
    let middle = range.start + largest_power_below(length);
    Ok(Hash::node(head_of(range.start..middle, subtree)?, head_of(middle..range.end, subtree)?))
}

/// Head of the tree of the first `size` entries.
pub(crate) fn head<E>(size: u64, subtree: &mut Subtree<'_, E>) -> Result<Hash, E> {
    if size == 0 { Ok(Hash::empty()) } else { head_of(0..size, subtree) }
}

/// Proof that entry `index` stands in the tree of the first `size`, from the leaf's sibling upwards; `index` must be below `size`.
pub(crate) fn inclusion<E>(index: u64, size: u64, subtree: &mut Subtree<'_, E>) -> Result<Vec<Hash>, E> {
    let (mut range, mut path) = (0..size, Vec::new());
    while range.end - range.start > 1 {
        let middle = range.start + largest_power_below(range.end - range.start);
        let (inside, beside) = if index < middle {
            (range.start..middle, middle..range.end)
        } else {
            (middle..range.end, range.start..middle)
        };
        path.push(head_of(beside, subtree)?);
        range = inside;
    }
    path.reverse();
    Ok(path)
}

/// Proof that the tree of the first `new` entries continues that of the first `old`; `old` must not exceed `new`.
pub(crate) fn consistency<E>(old: u64, new: u64, subtree: &mut Subtree<'_, E>) -> Result<Vec<Hash>, E> {
    let mut path = Vec::new();
    if old == 0 || old == new {
        return Ok(path);
    }
    let (mut range, mut whole) = (0..new, true);
    while range.end != old {
        let middle = range.start + largest_power_below(range.end - range.start);
        if old <= middle {
            path.push(head_of(middle..range.end, subtree)?);
            range.end = middle;
        } else {
            path.push(head_of(range.start..middle, subtree)?);
            range.start = middle;
            whole = false;
        }
    }
    // The old tree's own head is known to whoever checks, where it is a subtree of the new one.
    if !whole {
        path.push(head_of(range, subtree)?);
    }
    path.reverse();
    Ok(path)
}

/// Checks that a leaf stands at `index` in the tree with this size and head.
///
/// # Errors
/// Where it does not follow from the proof.
pub fn check_inclusion(leaf: Hash, index: u64, size: u64, head: Hash, proof: &[Hash]) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Outside { index, size });
    }
    // RFC 9162 §2.1.3.2.
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for &sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            hash = Hash::node(sibling, hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = Hash::node(hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last, hash == head) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Head),
        _ => Err(ProofError::Length),
    }
}

/// Checks that a tree of `new` entries continues one of `old`. A tree of no entries is continued by all.
///
/// # Errors
/// Where it does not follow from the proof.
pub fn check_consistency(old: u64, old_head: Hash, new: u64, new_head: Hash, proof: &[Hash]) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    if old == 0 || old == new {
        let same = old == 0 && old_head == Hash::empty() && (new > 0 || new_head == old_head)
            || old > 0 && old_head == new_head;
        return match (proof.is_empty(), same) {
            (true, true) => Ok(()),
            (true, false) => Err(ProofError::Head),
            (false, _) => Err(ProofError::Length),
        };
    }
    // RFC 9162 §2.1.4.2.
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (first, rest) = if old.is_power_of_two() {
        (old_head, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::Length)?;
        (*first, rest)
    };
    let (mut from_old, mut from_new) = (first, first);
    for &sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if node & 1 == 1 || node == last {
            from_old = Hash::node(sibling, from_old);
            from_new = Hash::node(sibling, from_new);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            from_new = Hash::node(from_new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last, from_old == old_head && from_new == new_head) {
        (0, true) => Ok(()),
        (0, false) => Err(ProofError::Head),
        _ => Err(ProofError::Length),
    }
}
