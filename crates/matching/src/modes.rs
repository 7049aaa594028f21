//! Ways of working together: needs and offers name them by two vocabularies, and a table says which of them go together.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Which ways that are offered answer a way that is wanted.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// Codes that are offered, by the code that is wanted. A code that is not here is answered by itself.
    #[serde(default)]
    pub answered_by: BTreeMap<String, Vec<String>>,
    /// Codes that say nothing definite, such as `other`: a person has to ask.
    #[serde(default)]
    pub open: Vec<String>,
    /// Codes that are wanted and that every offer can serve, such as an open call.
    #[serde(default)]
    pub any: Vec<String>,
}

impl Modes {
    /// Reads `answered_by`, `open` and `any`.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Codes that are offered and answer the wanted one.
    pub(crate) fn answers<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = &'a str> {
        let itself = (!self.answered_by.contains_key(wanted)).then_some(wanted);
        itself.into_iter().chain(self.answered_by.get(wanted).into_iter().flatten().map(String::as_str))
    }

    pub(crate) fn is_open(&self, code: &str) -> bool {
        self.open.iter().any(|open| open == code)
    }

    pub(crate) fn is_any(&self, code: &str) -> bool {
        self.any.iter().any(|any| any == code)
    }
}
