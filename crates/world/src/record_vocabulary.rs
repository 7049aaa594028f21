//! What simulated records are written with: sentences by kind and field, measured quantities by aspect, and tables of what is usual.
//! All of it is text beside the code (`vocabulary/records*.txt`), so that a kind that somebody adds gets sentences without Rust.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A sentence with gaps in both languages; without a counterpart it is the same in both.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
}

/// Sentences to choose from, one after another.
#[derive(Debug, Default)]
pub(crate) struct Part {
    /// Whether only every second text has it.
    pub(crate) sometimes: bool,
    pub(crate) patterns: Vec<Pattern>,
}

/// What is measured of an aspect.
#[derive(Debug)]
pub(crate) struct Quantity {
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) unit: &'static str,
    /// Where usual values lie.
    pub(crate) range: (f64, f64),
    /// Whether more is better.
    pub(crate) more: bool,
    /// Letters of the directions in which it is at home.
    directions: &'static str,
}

/// The word lists of `vocabulary/records*.txt`.
pub(crate) struct RecordVocabulary {
    texts: BTreeMap<&'static str, Vec<Part>>,
    quantities: BTreeMap<&'static str, Quantity>,
    tables: BTreeMap<&'static str, Vec<(&'static str, &'static str)>>,
}

pub(crate) static RECORD_VOCABULARY: LazyLock<RecordVocabulary> = LazyLock::new(|| RecordVocabulary {
    texts: texts(include_str!("../vocabulary/records.txt")),
    quantities: lines(include_str!("../vocabulary/records_quantities.txt")).filter_map(quantity).collect(),
    tables: tables(include_str!("../vocabulary/records_tables.txt")),
});

impl RecordVocabulary {
    /// The sentences of a field: those of the kind, or else of any kind. `path` is `field` or `group.field`.
    pub(crate) fn text(&self, kind: &str, path: &str) -> Option<&[Part]> {
        let field = path.rsplit('.').next().unwrap_or(path);
        let own = self.texts.get(format!("{kind}.{path}").as_str());
        own.or_else(|| self.texts.get(format!("*.{field}").as_str())).map(Vec::as_slice)
    }

    /// What is measured of an aspect.
    pub(crate) fn quantity(&self, aspect: &str) -> Option<&Quantity> {
        self.quantities.get(aspect)
    }

    /// The lines of a table.
    pub(crate) fn table(&self, table: &str) -> &[(&'static str, &'static str)] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }

    /// The line of a table that begins with a code.
    pub(crate) fn entry(&self, table: &str, code: &str) -> Option<&'static str> {
        self.table(table).iter().find(|(key, _)| *key == code).map(|(_, value)| *value)
    }

    /// What a table says of a field: of the field of the kind, or of any field of the name.
    pub(crate) fn of_field(&self, table: &str, kind: &str, path: &str) -> Option<&'static str> {
        let field = path.rsplit('.').next().unwrap_or(path);
        let keys = [format!("{kind}.{path}"), path.to_owned(), field.to_owned()];
        keys.iter().find_map(|key| self.entry(table, key))
    }

    /// Least and most that a table says of a field.
    pub(crate) fn range(&self, table: &str, kind: &str, path: &str) -> Option<(f64, f64)> {
        let (least, most) = self.of_field(table, kind, path)?.split_once(' ')?;
        Some((least.parse().ok()?, most.parse().ok()?))
    }

    /// The weight of a term of a vocabulary of choices.
    pub(crate) fn weight(&self, vocabulary: &str, term: &str) -> f64 {
        let named = self
            .entry("weights", vocabulary)
            .and_then(|line| line.split(", ").filter_map(|pair| pair.split_once(' ')).find(|(code, _)| *code == term));
        match (named.and_then(|(_, weight)| weight.parse().ok()), term) {
            (Some(weight), _) => weight,
            (None, "other" | "none" | "foreign") => 0.2,
            _ => 1.0,
        }
    }
}

impl Quantity {
    /// Whether records of a direction would be measured by it.
    pub(crate) fn is_at_home(&self, direction: &str) -> bool {
        let letter = if direction == "materials" { 't' } else { direction.chars().next().unwrap_or(' ') };
        self.directions.contains(letter)
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with("# "))
}

fn header(line: &'static str) -> Option<&'static str> {
    line.strip_prefix('[').and_then(|line| line.strip_suffix(']'))
}

fn texts(text: &'static str) -> BTreeMap<&'static str, Vec<Part>> {
    let mut texts: BTreeMap<&'static str, Vec<Part>> = BTreeMap::new();
    let mut section = "";
    for line in lines(text) {
        if let Some(name) = header(line) {
            section = name;
            texts.insert(section, vec![Part::default()]);
            continue;
        }
        let parts = texts.entry(section).or_default();
        if let "--" | "--?" = line {
            parts.push(Part { sometimes: line == "--?", patterns: Vec::new() });
        } else if let Some(part) = parts.last_mut() {
            let (zh, en) = line.split_once(" = ").unwrap_or((line, line));
            part.patterns.push(Pattern { zh, en });
        }
    }
    texts
}

fn tables(text: &'static str) -> BTreeMap<&'static str, Vec<(&'static str, &'static str)>> {
    let mut tables: BTreeMap<&'static str, Vec<_>> = BTreeMap::new();
    let mut section = "";
    for line in lines(text) {
        match (header(line), line.split_once(" = ")) {
            (Some(name), _) => section = name,
            (None, Some(pair)) => tables.entry(section).or_default().push(pair),
            _ => {}
        }
    }
    tables
}

fn quantity(line: &'static str) -> Option<(&'static str, Quantity)> {
    let mut parts = line.split(" | ");
    let (aspect, zh, en, unit) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let range = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((aspect, Quantity { zh, en, unit, range, more: parts.next()? == "+", directions: parts.next()? }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Vocabulary;

    #[test]
    fn every_aspect_is_measured_and_every_subject_has_a_track() {
        let (records, world) = (&*RECORD_VOCABULARY, Vocabulary::new());
        for aspect in &world.aspects {
            let quantity = records.quantity(&aspect.en).unwrap_or_else(|| panic!("{} is not measured", aspect.en));
            assert!(quantity.range.0 < quantity.range.1, "{aspect:?}");
        }
        for (direction, subjects) in &world.directions {
            assert!(records.table(&format!("uses.{direction}")).len() >= 8);
            for subject in subjects {
                assert!(records.entry("tracks", &subject.en).is_some(), "{subject:?}");
            }
        }
    }

    #[test]
    fn sentences_have_the_same_gaps_in_both_languages() {
        let gaps = |text: &str| {
            let mut gaps: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(gap, _)| gap.into()).collect();
            // Verbs and comparisons are said in one language only.
            gaps.retain(|gap| gap.contains('-') || gap.starts_with('#') || matches!(gap.as_str(), "v" | "old" | "n"));
            gaps.sort();
            gaps
        };
        for (section, parts) in &RECORD_VOCABULARY.texts {
            for pattern in parts.iter().flat_map(|part| &part.patterns) {
                assert_eq!(gaps(pattern.zh), gaps(pattern.en), "{section}: {pattern:?}");
            }
            assert!(parts.iter().all(|part| !part.patterns.is_empty()), "{section} has an empty part");
        }
    }
}
