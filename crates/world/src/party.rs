//! A simulated party as somebody would enter it, and what is true about it.

use serde::{Deserialize, Serialize};

/// What parties to make.
#[derive(Clone, Debug)]
pub struct PartyOptions {
    /// Number of parties; party `k` does not depend on it.
    pub parties: usize,
    /// Share of persons, 0 to 1.
    pub persons: f64,
    /// Share of parties that are an earlier one entered again, 0 to 1.
    pub duplicates: f64,
    /// Share of parties that only look like an earlier one, 0 to 1.
    pub lookalikes: f64,
    /// Seed of everything random.
    pub seed: u64,
}

impl Default for PartyOptions {
    fn default() -> Self {
        Self { parties: 20_000, persons: 0.4, duplicates: 0.08, lookalikes: 0.1, seed: 1 }
    }
}

/// Organisation or person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A university, institute, company, service provider, incubator.
    Organisation,
    /// Somebody.
    Person,
}

/// How an earlier party was entered again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Repetition {
    /// The same name; the rest is missing.
    Bare,
    /// A short form of the name; for persons, initials.
    Abbreviated,
    /// A former name that the first entry lists.
    FormerName,
    /// The other language.
    OtherLanguage,
    /// A slip of the finger, a homophone.
    Mistyped,
    /// The place left out or added.
    Place,
    /// Another form of law, or none.
    LegalForm,
    /// Traditional characters, full width, brackets, spaces.
    Script,
    /// Another order of words.
    Order,
    /// For persons: the organisation entered otherwise.
    Affiliation,
}

/// Why a party looks like another that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookalike {
    /// A daughter company with the brand of the group.
    Subsidiary,
    /// A branch in another place.
    Branch,
    /// A school, department or hospital of a university, an institute of a company.
    Unit,
    /// One of several numbered institutes.
    NumberedSister,
    /// A stranger with the brand, in another trade.
    OtherTrade,
    /// A stranger with brand and trade, in another region.
    OtherRegion,
    /// A person with the name, elsewhere.
    Namesake,
    /// A person of the same organisation whose name has two characters in common.
    Colleague,
}

/// What is true about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Planted {
    /// First entry of a party.
    Original,
    /// An earlier party again.
    Again {
        /// How.
        how: Repetition,
        /// Whether it carries an identifier of the first entry.
        identified: bool,
    },
    /// A party of its own that looks like an earlier one.
    Lookalike {
        /// Why.
        why: Lookalike,
        /// Number of that party.
        of: usize,
    },
}

/// A registered number or address; all are of ranges that nobody has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyIdentifier {
    /// `uscc`, `orcid`, `site` or `mail`.
    pub scheme: String,
    /// Value.
    pub value: String,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// `party:17`.
    pub id: String,
    /// Number that names the party that it is in truth: entries with one number are one party. Of an original it is the position.
    pub truth: usize,
    /// What is true about the entry.
    pub planted: Planted,
    /// Organisation or person.
    pub kind: PartyKind,
    /// Names, current, then former.
    pub names: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// GB/T 2260 code of the province, for Chinese ones.
    pub region: Option<String>,
    /// Numbers and addresses.
    pub identifiers: Vec<PartyIdentifier>,
    /// For persons: names of organisations.
    pub affiliations: Vec<String>,
}
