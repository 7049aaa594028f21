//! Rows under headings.

use super::assemble::{Assembled, Cells, assemble};
use super::column::{Column, Part, Place};
use super::flatten::{Wording, flatten};
use super::grid::{ABOVE, Cell, Row};
use super::heading::{Columns, Heading, Headings, Match};
use super::problem::{ReadError, RowProblem, Unread, Warning, shortened};
use super::read::Said;
use super::value::Values;
use super::{MOST_CHARACTERS, MOST_CHARACTERS_OF_MANY, MOST_ROWS};
use crate::content::Content;
use crate::definition::{FieldType, Kind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A table whose columns are known.
pub(super) struct Table {
    columns: Columns,
    /// Positions that have a heading.
    headed: BTreeSet<usize>,
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// The table in the rows of a file; none where no heading is known. The headings are that of the first rows of which most is known:
    /// titles above them are passed over.
    pub(super) fn of(mut rows: Vec<Row>, known: &Headings<'_>) -> Option<(Vec<Heading>, Self)> {
        let how_much =
            |row: &Row| row.cells.iter().filter(|(_, cell)| known.resolve(cell.text()) != Match::None).count();
        let counts: Vec<usize> = rows.iter().take(ABOVE).map(how_much).collect();
        let most = counts.iter().max().copied().filter(|most| *most > 0)?;
        let first = counts.iter().position(|count| *count == most)?;
        let row = rows.drain(..=first).next_back()?;
        let headed = row.cells.iter().map(|(position, _)| *position).collect();
        let texts = row.cells.into_iter().map(|(position, cell)| (position, cell.text().trim().to_owned()));
        let (headings, columns) = known.of_file(texts);
        Some((headings, Self { columns, headed, rows }))
    }

    /// # Errors
    /// Where there are too many rows.
    pub(super) fn check_length(&self) -> Result<(), ReadError> {
        if self.rows.len() > MOST_ROWS { Err(ReadError::TooManyRows { most: MOST_ROWS }) } else { Ok(()) }
    }

    /// The record that a row names.
    pub(super) fn id<'r>(&self, row: &'r Row) -> Option<&'r str> {
        let column = self.columns.record?;
        let (_, cell) = row.cells.iter().find(|(position, _)| *position == column)?;
        Some(cell.text().trim()).filter(|id| !id.is_empty())
    }

    /// What a row says: the content that the record would have if what it has is changed in the columns of the file.
    pub(super) fn said(&self, row: &Row, before: Option<&Content>, kind: &Kind, values: &Values<'_>) -> Said {
        let mut said = Said::default();
        let mut cells = before.map(|before| self.kept(before, kind, values)).unwrap_or_default();
        let given: BTreeMap<usize, &Cell> = row.cells.iter().map(|(position, cell)| (*position, cell)).collect();
        let mut unread: BTreeSet<Place> = BTreeSet::new();
        for (position, place, heading) in &self.columns.places {
            match given.get(position).copied().map(|cell| (cell.text(), fault(cell, *place, kind))) {
                None => {}
                Some((text, None)) => {
                    cells.insert(spoken(*place, text), Cow::Borrowed(text));
                }
                Some((text, Some(what))) => {
                    unread.insert(*place);
                    said.problems.push(RowProblem::Cell { column: heading.clone(), found: shortened(text), what });
                }
            }
        }
        let Assembled { content, unread: wrong, items } = assemble(kind, &cells, values);
        said.content = content;
        said.items = items;
        for (place, found, what) in wrong {
            // What was kept from the record stands under no heading; its key says where it is.
            let column = self.heading(|other| spoken(other, &found) == place);
            let column = column.or_else(|| Column::at(kind, place).map(|column| column.key())).unwrap_or_default();
            unread.insert(place);
            said.problems.push(RowProblem::Cell { column, found: shortened(&found), what });
        }
        said.unread = unread.iter().filter_map(|place| Some(kind.fields.get(place.field)?.code.clone())).collect();
        if let Some(before) = before {
            self.keep_others(&mut said.content, before, kind);
        }
        if let Some((_, cell)) = row.cells.iter().find(|(position, _)| !self.headed.contains(position)) {
            said.warnings.push(Warning::Beyond { found: shortened(cell.text()) });
        }
        said
    }

    /// The cells of a record that the file has no columns for, of fields for parts of which it has.
    fn kept(&self, before: &Content, kind: &Kind, values: &Values<'_>) -> Cells<'static> {
        let mut cells = flatten(kind, before, Wording { terms: &values.terms, chinese: false });
        cells.retain(|place, _| self.columns.places.iter().any(|(_, other, _)| other.field == place.field));
        for (_, place, _) in &self.columns.places {
            cells.remove(place);
        }
        cells
    }

    /// Fields for which the file has no column stay as they are.
    fn keep_others(&self, content: &mut Content, before: &Content, kind: &Kind) {
        let spoken_of = |code: &String| {
            let places = &mut self.columns.places.iter();
            places.any(|(_, place, _)| kind.fields.get(place.field).is_some_and(|field| field.code == *code))
        };
        for (code, value) in before.iter().filter(|(code, _)| !spoken_of(code)) {
            content.insert(code.clone(), value.clone());
        }
    }

    fn heading(&self, is: impl Fn(Place) -> bool) -> Option<String> {
        self.columns.places.iter().find(|(_, place, _)| is(*place)).map(|(_, _, heading)| heading.clone())
    }

    /// The heading under which a value of the content stands, by its path.
    pub(super) fn column(&self, path: &str, kind: &Kind, items: &BTreeMap<usize, Vec<usize>>) -> Option<String> {
        let mut steps = path.split('/');
        let code = steps.next()?;
        let field = kind.fields.iter().position(|field| field.code == code)?;
        let FieldType::Group(fields) = &kind.fields[field].of_type else {
            return self.heading(|place| place.field == field);
        };
        let item =
            if kind.fields[field].many { steps.next().and_then(|number| number.parse::<usize>().ok()) } else { None };
        let item = item.and_then(|number| items.get(&field)?.get(number).copied());
        let inner = steps.next().and_then(|code| fields.iter().position(|field| field.code == code));
        let is_item = |place: Place| place.field == field && (item.is_none() || place.item == item);
        let is_inner = |place: Place| is_item(place) && (inner.is_none() || place.inner == inner);
        self.heading(is_inner).or_else(|| self.heading(is_item))
    }
}

/// Where a cell goes: where the heading names no language, its letters do.
fn spoken(place: Place, text: &str) -> Place {
    let chinese = text.chars().any(|letter| ('\u{3400}'..='\u{9FFF}').contains(&letter));
    match place.part {
        Part::EitherLanguage if chinese => Place { part: Part::Chinese, ..place },
        Part::EitherLanguage => Place { part: Part::English, ..place },
        _ => place,
    }
}

/// Why a cell is not read at all.
fn fault(cell: &Cell, place: Place, kind: &Kind) -> Option<Unread> {
    let Cell::Text(text) = cell else { return Some(Unread::Fault) };
    let many = Column::at(kind, place).is_some_and(|column| column.field.many);
    let most = if many { MOST_CHARACTERS_OF_MANY } else { MOST_CHARACTERS };
    (text.chars().count() > most).then_some(Unread::TooLong { most })
}
