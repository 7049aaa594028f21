//! A file as rows whose columns are known.

use super::heading::Headings;
use super::objects::Objects;
use super::problem::{ReadError, RowProblem, Warning};
use super::table::Table;
use super::terms::Terms;
use super::value::Values;
use super::{Format, Heading, MOST_BYTES, decode, grid, lines, workbook};
use crate::content::{Checker, Content};
use crate::definition::{Definitions, Kind};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A file that was read.
pub struct Reading<'a> {
    pub(super) checker: Checker<'a>,
    pub(super) values: Values<'a>,
    pub(super) file: String,
    pub(super) format: Format,
    pub(super) encoding: Option<&'static str>,
    pub(super) headings: Vec<Heading>,
    pub(super) body: Body,
}

/// The rows of a file.
pub(super) enum Body {
    Table(Table),
    Objects(Objects),
}

/// What a row says.
#[derive(Default)]
pub(super) struct Said {
    pub(super) content: Content,
    pub(super) problems: Vec<RowProblem>,
    pub(super) warnings: Vec<Warning>,
    /// Codes of fields that are there, and cannot be read.
    pub(super) unread: BTreeSet<String>,
    /// By position of the field, which numbers of a group its values had.
    pub(super) items: BTreeMap<usize, Vec<usize>>,
}

/// Reads a file of records of a kind. Format and encoding are recognised by the bytes. Terms that have ended by `today` are refused.
///
/// Nothing is changed: the [`Reading`] says which records the file names, and what would be done.
///
/// # Errors
/// Where the file is too large, damaged, in an unknown encoding, or has no heading that the kind knows. What is wrong with single rows
/// is told in the plan.
pub fn read<'a>(
    kind: &'a Kind,
    definitions: &'a Definitions,
    bytes: &[u8],
    file: &str,
    today: Date,
) -> Result<Reading<'a>, ReadError> {
    if bytes.len() > MOST_BYTES {
        return Err(ReadError::TooLarge { most: MOST_BYTES });
    }
    let known = Headings::new(kind);
    let nothing_known = || ReadError::NoHeadings { known: known.examples() };
    let (format, encoding, headings, body) = if bytes.starts_with(b"PK") {
        let found = workbook::first_sheet(bytes, |rows| Table::of(rows, &known))?;
        let (headings, table) = found.ok_or_else(nothing_known)?;
        (Format::Xlsx, None, headings, Body::Table(table))
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(ReadError::OldWorkbook);
    } else {
        let (text, encoding) = decode::decode(bytes)?;
        match text.trim_start().chars().next() {
            None => return Err(ReadError::Empty),
            Some('{' | '[') => {
                let (headings, objects) = Objects::of(lines::of_text(&text)?, kind);
                (Format::Jsonl, Some(encoding), headings, Body::Objects(objects))
            }
            Some(_) => {
                let (headings, table) = Table::of(grid::of_text(&text)?, &known).ok_or_else(nothing_known)?;
                (Format::Csv, Some(encoding), headings, Body::Table(table))
            }
        }
    };
    if let Body::Table(table) = &body {
        table.check_length()?;
    }
    Ok(Reading {
        checker: Checker { definitions, kind, today },
        values: Values { terms: Terms::new(kind, definitions), today },
        file: file.to_owned(),
        format,
        encoding,
        headings,
        body,
    })
}

impl Reading<'_> {
    /// What the headings were taken for.
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// The records that the file names, each once. Which of them exist and may be changed, the caller finds out.
    pub fn ids(&self) -> BTreeSet<&str> {
        match &self.body {
            Body::Table(table) => table.rows.iter().filter_map(|row| table.id(row)).collect(),
            Body::Objects(objects) => {
                objects.lines.iter().filter_map(|(_, line)| objects.id(line.as_ref().ok()?)).collect()
            }
        }
    }
}
