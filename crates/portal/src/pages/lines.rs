//! A topic as one line: of a table, a list or a card.

use crate::atlas::{Atlas, Topic};
use crate::locale::{Language, Words};
use crate::visit::encode;
use crate::{numbers, svg};

/// A topic's direction, named and coloured.
pub(super) struct Direction {
    /// Place in the palette.
    pub(super) colour: usize,
    /// Name in the page's language.
    pub(super) name: String,
    /// The topics of this direction.
    pub(super) address: String,
}

impl Direction {
    /// A direction by code; none for topics without.
    pub(super) fn of(code: Option<&str>, words: &Words) -> Direction {
        let name = code.unwrap_or("none");
        Direction {
            colour: Atlas::colour(code),
            name: words.try_say(&format!("direction-{name}")).unwrap_or_else(|| name.to_owned()),
            address: format!("/topics?direction={}", encode(name)),
        }
    }
}

/// A topic as one line.
pub(super) struct TopicLine {
    pub(super) address: String,
    pub(super) label: String,
    pub(super) direction: Direction,
    pub(super) documents: String,
    pub(super) last_year: String,
    pub(super) growth: String,
    /// `up`, `down` or nothing.
    pub(super) trend: &'static str,
    pub(super) first_year: String,
    pub(super) peak_year: String,
    /// Percentage, or a dash where nothing is forecast.
    pub(super) probability: String,
    /// Bar of the probability, SVG.
    pub(super) bar: String,
    pub(super) spark: String,
    pub(super) reason: String,
}

impl TopicLine {
    /// The line of a topic.
    pub(super) fn of(topic: &Topic, language: Language) -> TopicLine {
        let year = |year: Option<i32>| year.map_or_else(|| numbers::NONE.to_owned(), |year| year.to_string());
        let growth = topic.growth();
        let direction = Direction::of(topic.row.direction.as_deref(), language.words());
        TopicLine {
            address: address(&topic.row.topic_id),
            label: topic.label(language).to_owned(),
            documents: numbers::grouped(f64::from(topic.row.documents)),
            last_year: numbers::grouped(topic.last_volume()),
            growth: growth.map_or_else(|| numbers::NONE.to_owned(), numbers::change),
            trend: match growth {
                Some(growth) if growth >= 0.005 => "up",
                Some(growth) if growth <= -0.005 => "down",
                _ => "",
            },
            first_year: year(topic.row.first_year),
            peak_year: year(topic.row.peak_year),
            probability: topic.probability().map_or_else(|| numbers::NONE.to_owned(), numbers::percent),
            bar: topic.probability().map(|part| svg::bar(part, "")).unwrap_or_default(),
            spark: svg::sparkline(&topic.volume, direction.colour),
            reason: topic.reason(language).to_owned(),
            direction,
        }
    }
}

/// Address of a topic's page.
pub(super) fn address(topic_id: &str) -> String {
    format!("/topics/{}", encode(topic_id))
}

/// Address of a document's page.
pub(super) fn document_address(document_id: &str) -> String {
    format!("/documents/{}", encode(document_id))
}
