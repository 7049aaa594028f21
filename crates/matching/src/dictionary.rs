//! What the one who asks knows of the field: which names mean the same and in which direction a figure is better.

use crate::name::form_of;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Concepts at most.
pub const MOST_CONCEPTS: usize = 100_000;

/// Names of a concept at most.
pub const MOST_NAMES: usize = 64;

/// How a figure is meant that does not say so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// More is better: `8,000 h` asks for that much at least.
    More,
    /// Less is better.
    Less,
    /// A range has to be covered: temperatures of use.
    Covers,
    /// A value has to lie in the range: a wavelength.
    Within,
}

/// Names that mean the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Concept {
    /// A code by which people know it.
    pub code: String,
    /// Names in Chinese.
    #[serde(default)]
    pub zh: Vec<String>,
    /// Names in English.
    #[serde(default)]
    pub en: Vec<String>,
    /// How a figure of it is meant.
    #[serde(default)]
    pub reading: Option<Reading>,
}

/// Concepts by their names.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    concepts: Vec<Concept>,
    by_form: FxHashMap<u64, u32>,
}

/// A dictionary that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// It is no TOML, or has other keys.
    #[error("the dictionary cannot be read: {0}")]
    Toml(String),
    /// One name belongs to two concepts.
    #[error("{name:?} is a name of both {one:?} and {other:?}: leave it to one of them")]
    Twice {
        /// The name.
        name: String,
        /// Code of the first.
        one: String,
        /// Code of the second.
        other: String,
    },
    /// Nothing is left of a name once figures and empty words are taken out.
    #[error("{name:?} of {code:?} is no name")]
    NoName {
        /// The name.
        name: String,
        /// Code of the concept.
        code: String,
    },
    /// There are too many.
    #[error("a dictionary has at most {MOST_CONCEPTS} concepts with {MOST_NAMES} names each")]
    TooMany,
}

impl Dictionary {
    /// Reads `[[concepts]]` with `code`, `zh`, `en` and `reading`.
    ///
    /// # Errors
    /// Where it is no such file, or a name has two meanings.
    pub fn from_toml(text: &str) -> Result<Self, DictionaryError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            concepts: Vec<Concept>,
        }
        let file: File = toml::from_str(text).map_err(|error| DictionaryError::Toml(error.to_string()))?;
        Self::new(file.concepts)
    }

    /// A dictionary of these concepts.
    ///
    /// # Errors
    /// Where a name has two meanings.
    pub fn new(concepts: Vec<Concept>) -> Result<Self, DictionaryError> {
        if concepts.len() > MOST_CONCEPTS {
            return Err(DictionaryError::TooMany);
        }
        let mut by_form = FxHashMap::default();
        for (number, concept) in concepts.iter().enumerate() {
            if concept.zh.len() + concept.en.len() > MOST_NAMES {
                return Err(DictionaryError::TooMany);
            }
            for name in concept.zh.iter().chain(&concept.en) {
                let code = concept.code.clone();
                let form = form_of(name).ok_or(DictionaryError::NoName { name: name.clone(), code })?;
                if let Some(other) = by_form.insert(form, number as u32).filter(|&other| other != number as u32) {
                    let (one, other) = (concepts[other as usize].code.clone(), concept.code.clone());
                    return Err(DictionaryError::Twice { name: name.clone(), one, other });
                }
            }
        }
        Ok(Self { concepts, by_form })
    }

    pub(crate) fn concept_of(&self, form: u64) -> Option<u32> {
        self.by_form.get(&form).copied()
    }

    /// How a figure of a concept is meant.
    pub(crate) fn reading(&self, concept: Option<u32>) -> Option<Reading> {
        self.concepts.get(concept? as usize)?.reading
    }
}
