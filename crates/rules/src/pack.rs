//! Rule packs: rules with their source and the time in which they hold, and overlays that refine them for a place.
//!
//! Rules change by date, and a case is judged by those of its day: so a pack is never edited into the next one, but followed by
//! another of the same code that is valid from a later day.

use crate::condition::{Condition, Label};
use crate::context::Context;
use crate::proposal::Proposal;
use crate::verdict::Reason;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeSet;

/// How many rules a pack may have, overlays included.
pub const MOST_RULES: usize = 200;

/// Rules that hold together for some time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What the pack is about; all its versions share it.
    pub code: String,
    /// Name in English.
    pub en: String,
    /// Name in Chinese.
    pub zh: String,
    /// The document that the rules are from.
    pub source: String,
    /// The first day.
    pub valid_from: Date,
    /// The last day; nothing while none is set.
    pub valid_to: Option<Date>,
    /// Code of the pack that this one refines: it adds rules and replaces those of the same code.
    pub overlays: Option<String>,
    /// The rules, all of which must hold.
    pub rules: Vec<Rule>,
}

/// One rule of a pack.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What an overlay replaces it by.
    pub code: String,
    /// Name in English.
    pub en: String,
    /// Name in Chinese.
    pub zh: String,
    /// Where in the document it stands.
    pub source: String,
    /// What it asks.
    pub condition: Condition,
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// The file has not the form of a pack; the message names the place.
    #[error("{0}")]
    Form(#[from] Box<toml::de::Error>),
    /// The file has the form, and something in it is wrong.
    #[error("pack {code:?}: {what}")]
    Content {
        /// Code of the pack.
        code: String,
        /// What is wrong.
        what: String,
    },
    /// No pack of this code holds on this day.
    #[error("no pack {0:?} holds on {1}")]
    None(String, Date),
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// Where the file is not TOML, has unknown keys, a condition that is too large, rules of one code, or no day or rule at all.
    pub fn read(text: &str) -> Result<Self, PackError> {
        let pack: Self = toml::from_str(text).map_err(Box::new)?;
        if pack.valid_to.is_some_and(|last| last < pack.valid_from) {
            return Err(pack.wrong("valid_to lies before valid_from"));
        }
        if pack.rules.is_empty() {
            return Err(pack.wrong("it has no rules"));
        }
        let mut codes = BTreeSet::new();
        if let Some(rule) = pack.rules.iter().find(|rule| !codes.insert(&rule.code)) {
            return Err(pack.wrong(&format!("two rules have the code {:?}", rule.code)));
        }
        pack.within_limit()
    }

    /// The pack of a code that holds on a day, laid over the one that it refines. Of several the one that began last.
    ///
    /// # Errors
    /// Where none holds, also none that is refined, or where packs refine each other in a circle.
    pub fn pick(packs: &[Self], code: &str, on: Date) -> Result<Self, PackError> {
        Self::pick_within(packs, code, on, packs.len())
    }

    fn pick_within(packs: &[Self], code: &str, on: Date, most: usize) -> Result<Self, PackError> {
        let valid = packs.iter().filter(|pack| pack.code == code && pack.holds_on(on));
        let pack = valid.max_by_key(|pack| pack.valid_from).ok_or_else(|| PackError::None(code.to_owned(), on))?;
        match &pack.overlays {
            None => Ok(pack.clone()),
            Some(_) if most == 0 => Err(pack.wrong("it overlays itself")),
            Some(base) => pack.over(Self::pick_within(packs, base, on, most - 1)?),
        }
    }

    /// Whether the pack holds on a day; the first and the last day belong to it.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Lays the rules of this pack over those of another.
    fn over(&self, base: Self) -> Result<Self, PackError> {
        let mut rules = base.rules;
        for rule in &self.rules {
            match rules.iter_mut().find(|other| other.code == rule.code) {
                Some(replaced) => *replaced = rule.clone(),
                None => rules.push(rule.clone()),
            }
        }
        Self { rules, ..self.clone() }.within_limit()
    }

    /// All rules as one condition; each part has the name of its rule.
    fn condition(&self) -> Condition {
        let named = |rule: &Rule| Condition {
            label: Some(Label { en: rule.en.clone(), zh: rule.zh.clone() }),
            test: rule.condition.test.clone(),
        };
        Condition::all(self.rules.iter().map(named).collect())
    }

    /// Judges all rules; `parts` of the reason stand in their order.
    pub fn evaluate(&self, context: &Context) -> Reason {
        self.condition().evaluate(context)
    }

    /// The smallest change that would make all rules met.
    pub fn proposal(&self, context: &Context) -> Proposal {
        self.condition().proposal(context)
    }

    fn within_limit(self) -> Result<Self, PackError> {
        if self.rules.len() <= MOST_RULES {
            return Ok(self);
        }
        Err(self.wrong(&format!("it has {} rules; {MOST_RULES} are allowed", self.rules.len())))
    }

    fn wrong(&self, what: &str) -> PackError {
        PackError::Content { code: self.code.clone(), what: what.to_owned() }
    }
}
