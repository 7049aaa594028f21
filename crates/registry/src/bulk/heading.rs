//! Which column a heading means.
//!
//! A heading is a key (`services.1.name.zh`) or a name in either language (`服务项目1：服务名称（中文）`), with or without the unit and the
//! star of what is required. Keys come before names; a name that several columns have means none of them.

use super::column::{Column, Part, Place};
use super::fold::folded;
use crate::definition::{Field, FieldType, Kind};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A heading of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// As it stands there; in JSON lines a key of the objects.
    pub text: String,
    /// What it is taken for.
    #[serde(flatten)]
    pub meaning: Meaning,
}

/// What a heading is taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "means", rename_all = "kebab-case")]
pub enum Meaning {
    /// The id of the record.
    Record,
    /// A column of the kind.
    Column {
        /// Its key.
        key: String,
    },
    /// Nothing: the cells below it are not read.
    Ignored {
        /// Why.
        why: Ignored,
    },
}

/// Why a column is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Ignored {
    /// The kind has no such column.
    Unknown,
    /// Several columns have this name: their keys tell them apart.
    Ambiguous {
        /// The keys.
        keys: Vec<String>,
    },
    /// An earlier heading means the same.
    Twice {
        /// That heading.
        first: String,
    },
}

/// What a single heading can mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Match {
    Record,
    Place(Place),
    Several(Vec<Place>),
    None,
}

/// The headings of a kind.
pub(super) struct Headings<'a> {
    kind: &'a Kind,
    keys: HashMap<String, Place>,
    names: HashMap<String, BTreeSet<Place>>,
    numbered: Vec<Numbered>,
}

/// The headings of a group with many values: what stands before the number, and what behind it.
struct Numbered {
    before: [String; 3],
    behind: HashMap<String, BTreeSet<Place>>,
}

impl<'a> Headings<'a> {
    pub(super) fn new(kind: &'a Kind) -> Self {
        let mut all = Self { kind, keys: HashMap::new(), names: HashMap::new(), numbered: Vec::new() };
        for (position, field) in kind.fields.iter().enumerate() {
            if field.many && matches!(field.of_type, FieldType::Group(_)) {
                all.numbered.push(Numbered::new(position, field));
            } else {
                all.add(Column::of(position, field, 0));
            }
        }
        all
    }

    fn add(&mut self, columns: Vec<Column<'a>>) {
        for column in columns.into_iter().flat_map(with_either) {
            self.keys.insert(folded(&column.key()), column.place);
            for name in names(&column) {
                self.names.entry(name).or_default().insert(column.place);
            }
        }
    }

    /// What a heading means.
    pub(super) fn resolve(&self, heading: &str) -> Match {
        let heading = folded(heading);
        let heading = heading.trim_matches('*');
        if heading == "id" {
            return Match::Record;
        }
        if let Some(place) = self.keys.get(heading) {
            return Match::Place(*place);
        }
        let mut places: BTreeSet<Place> = self.names.get(heading).cloned().unwrap_or_default();
        places.extend(self.numbered.iter().flat_map(|group| group.resolve(heading)));
        match places.len() {
            0 if matches!(heading, "recordid" | "条目编号") => Match::Record,
            0 => Match::None,
            1 => places.pop_first().map_or(Match::None, Match::Place),
            _ => Match::Several(places.into_iter().collect()),
        }
    }

    /// The heading by which a column is written: its name, or its key where the name would not be understood.
    pub(super) fn written(&self, column: &Column<'_>, chinese: bool) -> String {
        let heading = column.heading(chinese);
        if self.resolve(&heading) == Match::Place(column.place) { heading } else { column.key() }
    }

    /// What the headings of a file mean, and where their cells go.
    pub(super) fn of_file(&self, texts: impl Iterator<Item = (usize, String)>) -> (Vec<Heading>, Columns) {
        let (mut headings, mut columns) = (Vec::new(), Columns::default());
        let mut first: HashMap<Option<Place>, String> = HashMap::new();
        for (position, text) in texts {
            let matched = self.resolve(&text);
            let mut taken = |place: Option<Place>| first.insert(place, text.clone());
            let meaning = match matched {
                Match::Record => match taken(None) {
                    Some(first) => Meaning::Ignored { why: Ignored::Twice { first } },
                    None => {
                        columns.record = Some(position);
                        Meaning::Record
                    }
                },
                Match::Place(place) => match taken(Some(place)) {
                    Some(first) => Meaning::Ignored { why: Ignored::Twice { first } },
                    None => {
                        columns.places.push((position, place, text.clone()));
                        Meaning::Column { key: self.key(place) }
                    }
                },
                Match::Several(places) => {
                    let keys = places.into_iter().map(|place| self.key(place)).collect();
                    Meaning::Ignored { why: Ignored::Ambiguous { keys } }
                }
                Match::None => Meaning::Ignored { why: Ignored::Unknown },
            };
            headings.push(Heading { text, meaning });
        }
        self.drop_either(&mut headings, &mut columns);
        (headings, columns)
    }

    /// A heading without a language is not read where one with a language is there.
    fn drop_either(&self, headings: &mut [Heading], columns: &mut Columns) {
        let all = columns.places.clone();
        columns.places.retain(|(_, place, text)| {
            let same = |other: &&(usize, Place, String)| {
                other.1 != *place && Place { part: Part::EitherLanguage, ..other.1 } == *place
            };
            let other = all.iter().find(same).filter(|_| place.part == Part::EitherLanguage);
            if let (Some((_, _, first)), Some(heading)) =
                (other, headings.iter_mut().find(|heading| heading.text == *text))
            {
                heading.meaning = Meaning::Ignored { why: Ignored::Twice { first: first.clone() } };
            }
            other.is_none()
        });
    }

    fn key(&self, place: Place) -> String {
        Column::at(self.kind, place).map(|column| column.key()).unwrap_or_default()
    }

    /// Some keys, for who has none right.
    pub(super) fn examples(&self) -> Vec<String> {
        let columns = self.kind.fields.iter().enumerate().take(3);
        columns
            .flat_map(|(position, field)| Column::of(position, field, 1))
            .take(4)
            .map(|column| column.key())
            .collect()
    }
}

/// Where the cells of a file go.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// Position of the column of ids.
    pub(super) record: Option<usize>,
    /// Position in the file, place in the kind, and heading.
    pub(super) places: Vec<(usize, Place, String)>,
}

impl Numbered {
    fn new(position: usize, group: &Field) -> Self {
        let before = [format!("{}.", group.code), group.name.en.clone(), group.name.zh.clone()];
        let before = before.map(|text| folded(&text));
        let mut behind: HashMap<String, BTreeSet<Place>> = HashMap::new();
        for column in Column::of(position, group, 1).into_iter().flat_map(with_either) {
            let texts = names(&column).into_iter().chain([folded(&column.key())]);
            for rest in texts.flat_map(|text| before.clone().map(|before| after_first(&text, &before))).flatten() {
                behind.entry(rest).or_default().insert(column.place);
            }
        }
        Self { before, behind }
    }

    /// The places that a heading can mean.
    fn resolve(&self, heading: &str) -> BTreeSet<Place> {
        let mut found = BTreeSet::new();
        for rest in self.before.iter().filter_map(|before| heading.strip_prefix(before.as_str())) {
            let behind = rest.trim_start_matches(|letter: char| letter.is_ascii_digit());
            let number = rest[..rest.len() - behind.len()].parse().ok().filter(|number| (1..=9_999).contains(number));
            let places = number.and_then(|_| self.behind.get(behind)).into_iter().flatten();
            found.extend(places.map(|place| Place { item: number, ..*place }));
        }
        found
    }
}

/// What stands behind the number of the first value.
fn after_first(text: &str, before: &str) -> Option<String> {
    text.strip_prefix(before)?.strip_prefix('1').map(str::to_owned)
}

/// A column, and for the first language of a text the one whose heading names none.
fn with_either(column: Column<'_>) -> impl Iterator<Item = Column<'_>> {
    let place = Place { part: Part::EitherLanguage, ..column.place };
    let either = (column.place.part == Part::Chinese).then_some(Column { place, ..column });
    either.into_iter().chain([column])
}

/// The names of a column in both languages, with and without the unit.
fn names(column: &Column<'_>) -> Vec<String> {
    let both = [false, true].map(|chinese| [column.heading(chinese), column.plain_heading(chinese)]);
    both.as_flattened().iter().map(|name| folded(name)).collect()
}
