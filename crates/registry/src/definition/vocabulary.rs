//! Terms to choose from: vocabularies, tracks, and the dated lists by which policies name future industries.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

/// A term of a vocabulary.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// From this day on it can no longer be chosen; it stays readable.
    #[serde(default, deserialize_with = "some_day")]
    pub until: Option<Date>,
}

/// A vocabulary.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// The form or law it comes from.
    pub source: Option<String>,
    /// Its terms, in order.
    pub terms: Vec<Term>,
}

impl Vocabulary {
    /// The term of a code.
    pub fn term(&self, code: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.code == code)
    }
}

/// A track of one of the six directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// Code of its direction.
    pub direction: String,
}

/// A dated list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// When it was published.
    #[serde(deserialize_with = "day")]
    pub date: Date,
    /// Where.
    pub source: String,
    /// Its terms, in order.
    pub terms: Vec<ListTerm>,
}

/// A term of a dated list.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListTerm {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// Codes of the tracks that it covers.
    pub tracks: Vec<String>,
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let written = toml::value::Datetime::deserialize(from)?;
    written.to_string().parse().map_err(|_| serde::de::Error::custom("a day is written as 2026-01-31"))
}

fn some_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    day(from).map(Some)
}
