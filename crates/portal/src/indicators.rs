//! How each indicator is shown: its unit and the order in which they stand on a topic's page.
//!
//! Names and meanings are in the locale (`indicator-<name>-name`, `indicator-<name>-meaning`); an indicator that this file
//! does not know yet is shown by its own name at the end.

use crate::locale::Words;
use crate::numbers;

/// Unit of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Documents and the like.
    Count,
    /// 0 to 1, shown as a percentage.
    Share,
    /// 0 to 1 or so, shown as a number.
    Index,
    /// Anything else.
    Number,
}

/// Known indicators in their order.
pub(crate) const KNOWN: &[(&str, Unit)] = &[
    ("volume", Unit::Count),
    ("share", Unit::Share),
    ("growth", Unit::Number),
    ("acceleration", Unit::Number),
    ("novelty", Unit::Index),
    ("persistence", Unit::Index),
    ("coherence", Unit::Index),
    ("stage", Unit::Index),
    ("vitality", Unit::Index),
    ("reference_vitality", Unit::Index),
    ("citation_vitality", Unit::Index),
    ("breadth", Unit::Number),
    ("parties", Unit::Count),
    ("countries", Unit::Count),
    ("regions", Unit::Count),
    ("linkage", Unit::Share),
    ("patent_share", Unit::Share),
    ("burst", Unit::Number),
    ("onset", Unit::Number),
];

/// Place of an indicator in the order.
pub(crate) fn place(name: &str) -> usize {
    KNOWN.iter().position(|(known, _)| *known == name).unwrap_or(KNOWN.len())
}

/// A value with its unit.
pub(crate) fn show(name: &str, value: f64) -> String {
    match KNOWN.iter().find(|(known, _)| *known == name).map_or(Unit::Number, |(_, unit)| *unit) {
        _ if !value.is_finite() => numbers::NONE.to_owned(),
        Unit::Count => numbers::grouped(value),
        Unit::Share => numbers::percent(value),
        Unit::Index => numbers::decimal(value, 2),
        Unit::Number => numbers::plain(value),
    }
}

/// Name in the page's language, or the indicator's own name in words.
pub(crate) fn name(indicator: &str, words: &Words) -> String {
    words.try_say(&format!("indicator-{}-name", key(indicator))).unwrap_or_else(|| indicator.replace('_', " "))
}

/// Meaning in the page's language; empty where there is none.
pub(crate) fn meaning(indicator: &str, words: &Words) -> String {
    words.try_say(&format!("indicator-{}-meaning", key(indicator))).unwrap_or_default()
}

fn key(indicator: &str) -> String {
    indicator.replace('_', "-")
}

/// Where an indicator is explained; none for one that has no text.
pub(crate) fn explanation(indicator: &str) -> Option<String> {
    KNOWN.iter().any(|(known, _)| *known == indicator).then(|| format!("/about#indicator-{indicator}"))
}
