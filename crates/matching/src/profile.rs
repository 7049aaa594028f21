//! What takes part in matching, as plain data: one side wants, the other offers. Whoever holds the records lays them out in profiles;
//! this crate asks nobody.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which side a profile is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// It looks for something.
    #[default]
    Need,
    /// It has something: a result, a patent, a product, an expert, a facility.
    Offer,
}

/// A text in two languages, of which either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// Both languages.
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.to_owned(), en: en.to_owned() }
    }

    /// The texts that are not empty.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        [self.zh.as_str(), self.en.as_str()].into_iter().filter(|text| !text.trim().is_empty())
    }
}

/// A figure that is wanted or offered, as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Indicator {
    /// What is measured.
    pub name: Bilingual,
    /// The figure with comparison, unit and tolerance: `≥ 8,000 h`, `10±0.5 mm`. See [`crate::Figure::read`].
    pub figure: String,
    /// Of a need: whether nothing else can make up for it.
    pub hard: bool,
    /// A vector of the name, by which names are compared that share no word; of any length, the same everywhere.
    pub vector: Option<Vec<f32>>,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// In minor units: 分, cents.
    pub minor: i64,
    /// Code of the currency by ISO 4217.
    pub currency: String,
}

/// How near the other side has to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Anywhere.
    #[default]
    Anywhere,
    /// In the same country.
    Country,
    /// In the same province.
    Province,
    /// In the same city.
    City,
}

/// What a need can ask for besides its indicators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Technology readiness.
    Readiness,
    /// The price is within the budget.
    Money,
    /// A way of working together that both accept.
    Modes,
    /// Where the other side is.
    Region,
    /// It is there in time.
    Time,
    /// Capabilities.
    Capabilities,
}

/// A need, or something that is offered. What is empty was not said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// Id of the record.
    pub id: String,
    /// Id of the party that it belongs to; a need is never matched with what its own party offers.
    pub owner: String,
    /// Which side it is on.
    pub side: Side,
    /// Code of the kind of record.
    pub kind: String,
    /// Title.
    pub title: Bilingual,
    /// Summary.
    pub summary: Bilingual,
    /// Keywords.
    pub keywords: Vec<Bilingual>,
    /// Capabilities that are wanted, or that are there.
    pub capabilities: Vec<Bilingual>,
    /// Figures that are wanted, or that are reached.
    pub indicators: Vec<Indicator>,
    /// Technology readiness, 1 to 9: the least that is wanted, or what is reached.
    pub readiness: Option<u8>,
    /// The budget of a need, the price of an offer.
    pub money: Option<Money>,
    /// Code of the region: six digits by GB/T 2260, or two letters by ISO 3166-1.
    pub region: Option<String>,
    /// How near the other side has to be.
    pub reach: Reach,
    /// Codes of the ways of working together that are accepted.
    pub modes: Vec<String>,
    /// The day by which it is needed, or from which it is available.
    pub day: Option<Date>,
    /// How many conversations the party can hold at once.
    pub capacity: Option<u32>,
    /// Of a need: aspects that nothing else can make up for.
    pub hard: Vec<Aspect>,
    /// A vector of the texts, of length 1.
    pub vector: Option<Vec<f32>>,
}
