//! Cells of a table row by column name.

use crate::format::Raw;
use crate::text::{list, some};

/// A row, or the reason why the raw record is none.
pub(super) struct Row<'a> {
    header: &'a [String],
    cells: &'a [&'a str],
}

impl<'a> Row<'a> {
    /// A row of at most as many cells as there are columns: a longer one has lost its place.
    pub(super) fn new(raw: Raw<'a>) -> Result<Self, String> {
        match raw {
            Raw::Row { header, cells } if cells.len() > header.len() => {
                Err(format!("the row has {} cells where the header has {}", cells.len(), header.len()))
            }
            Raw::Row { header, cells } => Ok(Self { header, cells }),
            Raw::Text(_) => Err("a row of a table was expected".into()),
        }
    }

    /// First filled cell among these columns. `-` stands for nothing in some exports.
    pub(super) fn get(&self, names: &[&str]) -> Option<&'a str> {
        names.iter().find_map(|name| {
            let column = self.header.iter().position(|column| column.eq_ignore_ascii_case(name))?;
            let cell = self.cells.get(column)?.trim();
            (!cell.is_empty() && cell != "-").then_some(cell)
        })
    }

    /// As text, folded.
    pub(super) fn text(&self, names: &[&str]) -> Option<String> {
        self.get(names).and_then(some)
    }

    /// As a list.
    pub(super) fn list(&self, names: &[&str], separators: &[char]) -> Vec<String> {
        self.get(names).map(|cell| list(cell, separators)).unwrap_or_default()
    }

    /// As a count.
    pub(super) fn count(&self, names: &[&str]) -> Option<u32> {
        self.get(names)?.trim_end_matches(".0").parse().ok()
    }
}

/// How many of these columns a header has.
pub(super) fn has(header: &[String], names: &[&str]) -> usize {
    names.iter().filter(|name| header.iter().any(|column| column.eq_ignore_ascii_case(name))).count()
}
