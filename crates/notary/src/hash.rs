//! Hashes of the Merkle tree of RFC 6962 §2.1 (SHA-256; a leaf is prefixed with 0x00, an inner node with 0x01, so that neither
//! can be passed off as the other).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// A SHA-256 hash; written in standard base64.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub [u8; 32]);

/// A text that is not the base64 of 32 bytes.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("`{0}` is not a SHA-256 hash in base64")]
pub struct BadHash(String);

impl Hash {
    /// SHA-256 of some bytes, without a prefix.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// In hexadecimal: 64 letters.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Hash of a leaf.
    pub fn leaf(entry: &[u8]) -> Self {
        Self(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
    }

    /// Hash of an inner node.
    pub fn node(left: Self, right: Self) -> Self {
        Self(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Head of an empty tree: the hash of nothing.
    pub fn empty() -> Self {
        Self::of(b"")
    }

    /// Head of a list of subtrees of the same size, of which only the last may be smaller. An empty list has no head.
    pub(crate) fn over(hashes: &[Self]) -> Option<Self> {
        match hashes {
            [] => None,
            [one] => Some(*one),
            _ => {
                let (left, right) = hashes.split_at(largest_power_below(hashes.len() as u64) as usize);
                Some(Self::node(Self::over(left)?, Self::over(right)?))
            }
        }
    }
}

/// The largest power of two below `n`, for `n` of at least 2.
pub(crate) fn largest_power_below(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

impl fmt::Display for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&BASE64_STANDARD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, to)
    }
}

impl FromStr for Hash {
    type Err = BadHash;

    fn from_str(text: &str) -> Result<Self, BadHash> {
        let bytes = BASE64_STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| BadHash(text.chars().take(60).collect()))
    }
}

impl TryFrom<String> for Hash {
    type Error = BadHash;

    fn try_from(text: String) -> Result<Self, BadHash> {
        text.parse()
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}
