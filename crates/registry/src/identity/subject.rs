//! What is compared.

use super::identifier::{Identifier, Scheme};
use serde::{Deserialize, Serialize};

/// Whether a subject is an organisation or a person; the two are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// A university, company, office, ….
    Organisation,
    /// Somebody.
    Person,
}

/// An organisation or person as it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Id of the caller, given back in proposals.
    pub id: String,
    /// Organisation or person.
    pub kind: SubjectKind,
    /// Names in any language, current and former, long and short.
    pub names: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// GB/T 2260 code of any level, or the name of a province or city.
    #[serde(default)]
    pub region: Option<String>,
    /// Registered numbers, web sites, addresses of e-mail.
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    /// For persons: names of organisations that they belong to or belonged to.
    #[serde(default)]
    pub affiliations: Vec<String>,
}

impl Subject {
    /// An organisation with these names and nothing else.
    pub fn organisation(id: impl Into<String>, names: &[&str]) -> Self {
        Self::new(id.into(), SubjectKind::Organisation, names)
    }

    /// A person with these names and nothing else.
    pub fn person(id: impl Into<String>, names: &[&str]) -> Self {
        Self::new(id.into(), SubjectKind::Person, names)
    }

    fn new(id: String, kind: SubjectKind, names: &[&str]) -> Self {
        Self {
            id,
            kind,
            names: names.iter().map(ToString::to_string).collect(),
            country: None,
            region: None,
            identifiers: Vec::new(),
            affiliations: Vec::new(),
        }
    }

    /// With a country and region.
    #[must_use]
    pub fn at(mut self, country: &str, region: &str) -> Self {
        self.country = Some(country.into());
        self.region = (!region.is_empty()).then(|| region.into());
        self
    }

    /// With one more identifier.
    #[must_use]
    pub fn with(mut self, scheme: Scheme, value: &str) -> Self {
        self.identifiers.push(Identifier { scheme, value: value.into() });
        self
    }

    /// With one more affiliation.
    #[must_use]
    pub fn of(mut self, organisation: &str) -> Self {
        self.affiliations.push(organisation.into());
        self
    }
}
