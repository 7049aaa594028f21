//! Random secrets. Who has one is believed, so they are shown once and kept only as a hash. They are long enough (256 bits) that a plain
//! SHA-256 cannot be turned back; only passwords, which people think up, need a slow hash.

use crate::AccountsError;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt;

/// Something that must not be seen in logs.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one: 32 random bytes in base64url behind a prefix.
    pub(crate) fn random(prefix: &str) -> Result<Self, AccountsError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| AccountsError::Machine(error.to_string()))?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The secret itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// SHA-256 of a text for one use, in base64url. Hashes for different uses have nothing to do with each other.
pub(crate) fn digest(of: &str, text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(of).chain_update([0]).chain_update(text).finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_are_long_and_do_not_show() {
        let (one, two) = (Secret::random("lw_").unwrap(), Secret::random("lw_").unwrap());
        assert_ne!(one.expose(), two.expose());
        assert_eq!(one.expose().len(), 3 + 43);
        assert_eq!(format!("{one:?}"), "Secret(…)");
        assert_ne!(digest("session", "x"), digest("csrf", "x"));
    }
}
