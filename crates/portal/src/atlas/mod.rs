//! The view model: one scan, joined and indexed once, so that every page is a look-up.
//!
//! An [`Atlas`] is immutable. When a newer scan appears a new atlas takes its place; requests under way keep the old one.

mod build;
mod near;
mod select;

pub(crate) use select::{Column, Order, Selection};

use crate::locale::Language;
use observatory::scan::{
    ForecastRow, LeaderRow, LineageRow, Manifest, NeighbourRow, OutlookRow, RepresentativeRow, TopicRow,
};
use std::collections::{BTreeMap, HashMap};

/// Codes of the six directions, in the order in which they are always shown.
pub(crate) const DIRECTIONS: [&str; 6] = ["manufacturing", "information", "materials", "energy", "space", "health"];

/// The target whose forecast leads everywhere; the others are shown on the topic's page.
pub(crate) const MAIN_TARGET: &str = "sustained";

/// Level of the topics that are forecast.
pub(crate) const TOPIC: u8 = 3;

/// One scan, ready for pages.
#[derive(Debug, Default)]
pub struct Atlas {
    /// Manifest of the scan.
    pub manifest: Manifest,
    /// Topics of all levels, in the scan's order.
    pub topics: Vec<Topic>,
    /// Row of a topic by its id.
    pub row: HashMap<String, usize>,
    /// Years on the axis of every history, first to last.
    pub years: Vec<i32>,
    /// Documents of the corpus per year of [`Atlas::years`], as far as they belong to an area.
    pub volume: Vec<f64>,
    /// One entry per direction in [`DIRECTIONS`], then one for topics without.
    pub directions: Vec<DirectionSummary>,
    /// Rows of forecast topics, most probable first.
    pub emerging: Vec<usize>,
    /// Topics of the scan before that are no more.
    pub ended: Vec<LineageRow>,
    /// What topics are found by in a text.
    phrases: near::Phrases,
}

/// One direction at a glance.
#[derive(Debug, Default)]
pub struct DirectionSummary {
    /// Code, or none for topics of no direction.
    pub code: Option<&'static str>,
    /// Number of topics.
    pub topics: usize,
    /// Documents in them.
    pub documents: u64,
    /// Topics whose probability is at least twice the base rate.
    pub rising: usize,
    /// Documents per year of [`Atlas::years`].
    pub volume: Vec<f64>,
    /// Rows of its most probable topics.
    pub top: Vec<usize>,
}

/// One topic with everything the scan says about it.
#[derive(Debug, Default)]
pub struct Topic {
    /// Its own row.
    pub row: TopicRow,
    /// Position in [`Atlas::topics`] of the topic one level up.
    pub parent: Option<usize>,
    /// Positions of the topics one level down, largest first.
    pub children: Vec<usize>,
    /// Documents per year of [`Atlas::years`].
    pub volume: Vec<f64>,
    /// Values by indicator name, by year.
    pub indicators: BTreeMap<String, Vec<(i32, f64)>>,
    /// Forecast of the main target.
    pub forecast: Option<ForecastRow>,
    /// Forecasts of the other targets.
    pub other_forecasts: Vec<ForecastRow>,
    /// Fan of coming years.
    pub outlook: Vec<OutlookRow>,
    /// Documents that stand for it.
    pub representatives: Vec<RepresentativeRow>,
    /// Leading parties, countries, regions, authors.
    pub leaders: Vec<LeaderRow>,
    /// Linked topics, strongest first.
    pub neighbours: Vec<NeighbourRow>,
    /// Where it came from.
    pub lineage: Vec<LineageRow>,
    /// Labels and terms in lower case, for the filter.
    haystack: String,
}

impl Topic {
    /// Its label in a language.
    pub fn label(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Zh => (&self.row.label_zh, &self.row.label_en),
            Language::En => (&self.row.label_en, &self.row.label_zh),
        };
        if !first.is_empty() {
            first
        } else if !second.is_empty() {
            second
        } else {
            &self.row.topic_id
        }
    }

    /// Why the forecast says what it says, in a language.
    pub fn explanation(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.row.explanation_zh,
            Language::En => &self.row.explanation_en,
        }
    }

    /// The first sentence of the explanation: the reason in one line.
    pub fn reason(&self, language: Language) -> &str {
        first_sentence(self.explanation(language))
    }

    /// Probability of the main target.
    pub fn probability(&self) -> Option<f64> {
        self.forecast.as_ref().map(|forecast| forecast.probability)
    }

    /// Latest value of an indicator.
    pub fn latest(&self, indicator: &str) -> Option<f64> {
        self.indicators.get(indicator).and_then(|values| values.last()).map(|(_, value)| *value)
    }

    /// Mean yearly change over the last three years, from smoothed counts: (n(T)+n(T−1)+n(T−2)) over the same three years
    /// before, per year. None where the earlier years are empty.
    pub fn growth(&self) -> Option<f64> {
        let end = self.volume.len();
        let (earlier, later) = (self.volume.get(end.checked_sub(6)?..end - 3)?, self.volume.get(end - 3..)?);
        let (earlier, later): (f64, f64) = (earlier.iter().sum(), later.iter().sum());
        (earlier > 0.0).then(|| (later / earlier).cbrt() - 1.0)
    }

    /// Documents in the last year.
    pub fn last_volume(&self) -> f64 {
        self.volume.last().copied().unwrap_or_default()
    }
}

impl Atlas {
    /// Topic by id.
    pub fn topic(&self, topic_id: &str) -> Option<&Topic> {
        self.row.get(topic_id).map(|row| &self.topics[*row])
    }

    /// Number of topics of a level.
    pub fn count(&self, level: u8) -> usize {
        self.topics.iter().filter(|topic| topic.row.level == level).count()
    }

    /// Topics above `topic`, coarsest first.
    pub fn ancestors(&self, topic: &Topic) -> Vec<&Topic> {
        let mut chain = Vec::new();
        let mut above = topic.parent;
        while let Some(row) = above.filter(|_| chain.len() < 8) {
            chain.push(&self.topics[row]);
            above = self.topics[row].parent;
        }
        chain.reverse();
        chain
    }

    /// Position of a direction in the colours: 0 to 5, 6 for none.
    pub fn colour(direction: Option<&str>) -> usize {
        direction.and_then(|code| DIRECTIONS.iter().position(|known| *known == code)).unwrap_or(DIRECTIONS.len())
    }
}

/// Up to and with the first `.`/`。`/`!`… that ends a sentence; the whole text where none does. A point inside a number does not.
fn first_sentence(text: &str) -> &str {
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let ends = match character {
            '。' | '！' | '？' | '\n' => true,
            '.' | '!' | '?' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends {
            return text[..start + character.len_utf8()].trim_end();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_first_sentence() {
        for (text, expected) in [
            ("", ""),
            ("No end", "No end"),
            ("Share rose by 3.5 times. Then more.", "Share rose by 3.5 times."),
            ("份额升至1.2%。其余略。", "份额升至1.2%。"),
        ] {
            assert_eq!(first_sentence(text), expected);
        }
    }
}
