//! Commitments to the fields of a version. The log never holds a field, only salted hashes of them all together: what is disclosed
//! can be checked, what is not stays unknown, and what is erased (salt and value) leaves the other proofs valid.

use crate::hash::Hash;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Canonical bytes of a JSON value (RFC 8785): the same value has the same bytes whoever wrote it.
///
/// # Errors
/// Where a number is not finite; JSON has no such numbers.
pub fn canonical(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    serde_json_canonicalizer::to_vec(value)
}

/// A field as it is shown to someone who may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disclosure {
    /// 16 random bytes in base64: without them nobody can guess a value from its commitment.
    pub salt: String,
    /// The value.
    pub value: Value,
}

impl Disclosure {
    /// A value with its salt.
    pub fn new(salt: [u8; 16], value: Value) -> Self {
        Self { salt: BASE64_STANDARD.encode(salt), value }
    }

    /// The commitment: SHA-256 over the canonical JSON of `[salt, name, value]`.
    ///
    /// # Errors
    /// As [`canonical`].
    pub fn commitment(&self, name: &str) -> Result<Hash, serde_json::Error> {
        Ok(Hash::of(&canonical(&(&self.salt, name, &self.value))?))
    }
}

/// Commitments by name of field.
pub type Commitments = BTreeMap<String, Hash>;

/// One hash for all commitments of a version: SHA-256 over their canonical JSON.
///
/// # Errors
/// As [`canonical`].
pub fn digest(commitments: &Commitments) -> Result<Hash, serde_json::Error> {
    Ok(Hash::of(&canonical(commitments)?))
}
