//! Which topics a table shows, and in which order.

use super::{Atlas, TOPIC, Topic};
use crate::locale::Language;
use std::cmp::Ordering;

/// Column by which topics are sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    /// Probability of the main target; topics without a forecast last.
    Probability,
    /// Label, in the page's language.
    Label,
    /// Direction, in the fixed order; none last.
    Direction,
    /// Number of documents.
    Documents,
    /// Documents in the last year.
    LastYear,
    /// Recent growth.
    Growth,
    /// Year of the first document.
    FirstYear,
    /// Year of the largest share.
    PeakYear,
}

impl Column {
    /// All columns, as they stand in the table.
    pub(crate) const ALL: [Column; 8] = [
        Column::Label,
        Column::Probability,
        Column::Direction,
        Column::Documents,
        Column::LastYear,
        Column::Growth,
        Column::FirstYear,
        Column::PeakYear,
    ];

    /// Name in addresses and in the locale (`column-<name>`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Column::Probability => "probability",
            Column::Label => "label",
            Column::Direction => "direction",
            Column::Documents => "documents",
            Column::LastYear => "last-year",
            Column::Growth => "growth",
            Column::FirstYear => "first-year",
            Column::PeakYear => "peak-year",
        }
    }

    /// Column of a name.
    pub(crate) fn parse(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The order a first click gives: words upwards, numbers downwards.
    pub(crate) fn natural_order(self) -> Order {
        match self {
            Column::Label | Column::Direction => Order::Ascending,
            _ => Order::Descending,
        }
    }

    /// Compares upwards; a missing value comes after every value in either order, which is why it is told apart.
    fn key(self, topic: &Topic, language: Language) -> Option<Key> {
        match self {
            Column::Probability => topic.probability().map(Key::Number),
            Column::Label => Some(Key::Text(topic.label(language).to_lowercase())),
            Column::Direction => {
                topic.row.direction.as_deref().map(|code| Key::Number(Atlas::colour(Some(code)) as f64))
            }
            Column::Documents => Some(Key::Number(f64::from(topic.row.documents))),
            Column::LastYear => Some(Key::Number(topic.last_volume())),
            Column::Growth => topic.growth().map(Key::Number),
            Column::FirstYear => topic.row.first_year.map(|year| Key::Number(f64::from(year))),
            Column::PeakYear => topic.row.peak_year.map(|year| Key::Number(f64::from(year))),
        }
    }
}

enum Key {
    Number(f64),
    Text(String),
}

impl Key {
    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// Upwards or downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Small to large.
    Ascending,
    /// Large to small.
    Descending,
}

impl Order {
    /// Name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Order::Ascending => "asc",
            Order::Descending => "desc",
        }
    }

    /// Order of a name.
    pub(crate) fn parse(name: &str) -> Option<Order> {
        [Order::Ascending, Order::Descending].into_iter().find(|order| order.name() == name)
    }

    /// The other one.
    pub(crate) fn reversed(self) -> Order {
        match self {
            Order::Ascending => Order::Descending,
            Order::Descending => Order::Ascending,
        }
    }
}

/// What a table asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// 1 area, 2 field, 3 topic.
    pub level: u8,
    /// Code of a direction, `none` for topics without, or anything where absent.
    pub direction: Option<String>,
    /// Words that must all occur in the labels or terms.
    pub text: String,
    /// Column to sort by.
    pub column: Column,
    /// Its order.
    pub order: Order,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection {
            level: TOPIC,
            direction: None,
            text: String::new(),
            column: Column::Probability,
            order: Order::Descending,
        }
    }
}

impl Selection {
    /// Rows of the atlas that match, in order. Ties: more documents first, then the scan's order.
    pub(crate) fn rows(&self, atlas: &Atlas, language: Language) -> Vec<usize> {
        let words: Vec<String> = self.text.split_whitespace().map(str::to_lowercase).collect();
        let mut rows: Vec<(Option<Key>, usize)> = atlas
            .topics
            .iter()
            .enumerate()
            .filter(|(_, topic)| self.accepts(topic, &words))
            .map(|(row, topic)| (self.column.key(topic, language), row))
            .collect();
        rows.sort_by(|(a, row_a), (b, row_b)| {
            let by_key = match (a, b) {
                (Some(a), Some(b)) if self.order == Order::Descending => b.compare(a),
                (Some(a), Some(b)) => a.compare(b),
                (None, Some(_)) => Ordering::Greater,
                (Some(_), None) => Ordering::Less,
                (None, None) => Ordering::Equal,
            };
            let documents = |row: usize| atlas.topics[row].row.documents;
            by_key.then(documents(*row_b).cmp(&documents(*row_a))).then(row_a.cmp(row_b))
        });
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn accepts(&self, topic: &Topic, words: &[String]) -> bool {
        topic.row.level == self.level
            && match self.direction.as_deref() {
                None => true,
                Some("none") => topic.row.direction.is_none(),
                Some(code) => topic.row.direction.as_deref() == Some(code),
            }
            && words.iter().all(|word| topic.haystack.contains(word))
    }
}
