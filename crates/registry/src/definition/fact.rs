//! Facts that may be recorded about parties: what a figure is called, its unit, and whether it is of a year or of a day.

use super::{Disclosure, Words};
use serde::Deserialize;

/// What a figure is about in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FactPeriod {
    /// A calendar year.
    Year,
    /// A day.
    Date,
}

/// A declared fact.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDefinition {
    /// Its code, which conditions name: `{ fact = "revenue", period = "last-year" }`.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// Unit in UCUM; `CNY` is money, kept in minor units.
    pub unit: String,
    /// The unit as people write it; none for money.
    pub unit_name: Option<Words>,
    /// Of a year or of a day.
    pub period: FactPeriod,
    /// Codes of the kinds that it is for.
    pub kinds: Vec<String>,
    /// Whether it may be below zero.
    #[serde(default)]
    pub negative: bool,
    /// The most that it can be.
    pub most: Option<f64>,
    /// Decimal places at most; money is whole in minor units.
    #[serde(default)]
    pub decimals: u8,
    /// Who sees it.
    #[serde(default)]
    pub disclosure: Disclosure,
    /// How far an estimate may be off, in percent: rules see the interval.
    #[serde(default = "estimate_margin")]
    pub estimate_margin: u8,
}

fn estimate_margin() -> u8 {
    20
}

impl FactDefinition {
    /// Its name.
    pub fn name(&self, chinese: bool) -> &str {
        if chinese { &self.zh } else { &self.en }
    }

    /// Whether it is an amount of money.
    pub fn is_money(&self) -> bool {
        self.unit == "CNY"
    }

    /// The unit that rules compute in, and how many kept units one of it is.
    pub fn rule_unit(&self) -> (&str, i64) {
        match self.unit.as_str() {
            "CNY" => ("元", 100),
            "{person}" => ("人", 1),
            "{item}" => ("件", 1),
            "m2" => ("m²", 1),
            other => (other, 1),
        }
    }
}

/// The file of facts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactsFile {
    pub(super) facts: Vec<FactDefinition>,
}
