//! A document as it is written to file: the keys are those that the importer reads without a mapping.

use serde::{Deserialize, Serialize};

/// An organisation named on a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldParty {
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Province, for Chinese ones.
    pub region: Option<String>,
}

/// One simulated document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldDocument {
    /// `world:17`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Abstract.
    #[serde(rename = "abstract")]
    pub abstract_text: String,
    /// `zh` or `en`.
    pub language: String,
    /// Year.
    pub year: Option<i32>,
    /// `paper`, `patent` or `policy`.
    pub kind: String,
    /// Journal, office or issuing body.
    pub venue: String,
    /// Authors.
    pub authors: Vec<String>,
    /// Organisations.
    pub parties: Vec<WorldParty>,
    /// Ids of cited documents.
    pub references: Vec<String>,
    /// Keywords.
    pub keywords: Vec<String>,
}
