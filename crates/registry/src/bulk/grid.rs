//! Rows of cells, from delimited text.

use super::problem::ReadError;
use super::{MOST_ROWS, guard};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Text(String),
    /// An error of the spreadsheet, as `#N/A`.
    Fault(String),
}

impl Cell {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Fault(text) => text,
        }
    }
}

/// A row: its number in the file, from 1, and the cells that are not empty, with their positions.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) number: u64,
    pub(super) cells: Vec<(usize, Cell)>,
}

/// Rows above the headings and the headings themselves, beside those that hold records.
pub(super) const ABOVE: usize = 10;

/// The rows of delimited text that have something in them.
///
/// # Errors
/// Where there are too many.
pub(super) fn of_text(text: &str) -> Result<Vec<Row>, ReadError> {
    let mut reader = csv::ReaderBuilder::new();
    reader.flexible(true).has_headers(false).delimiter(delimiter(text));
    let mut rows = Vec::new();
    for record in reader.from_reader(text.as_bytes()).records() {
        // The text is valid UTF-8 and rows may be of any length: nothing is left that could be wrong.
        let Ok(record) = record else { continue };
        let cells: Vec<(usize, Cell)> = (record.iter().enumerate())
            .filter(|(_, cell)| !cell.trim().is_empty())
            .map(|(position, cell)| (position, Cell::Text(guard::unguarded(cell).to_owned())))
            .collect();
        if !cells.is_empty() {
            rows.push(Row { number: record.position().map_or(0, csv::Position::line), cells });
        }
        if rows.len() > MOST_ROWS + ABOVE {
            return Err(ReadError::TooManyRows { most: MOST_ROWS });
        }
    }
    Ok(rows)
}

/// What stands between the cells: whatever is most frequent in the first line, of equals the comma.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|&byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}
