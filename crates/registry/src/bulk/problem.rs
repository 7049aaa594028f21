//! What can be wrong with a file, a row or a cell.

use crate::content::Problem;
use serde::Serialize;

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It has too many bytes, packed or unpacked.
    #[error("the file has more than {most} bytes; divide it")]
    TooLarge {
        /// Bytes at most.
        most: usize,
    },
    /// It has too many rows.
    #[error("the file has more than {most} rows; divide it")]
    TooManyRows {
        /// Rows at most.
        most: usize,
    },
    /// It has too many cells.
    #[error("the file has more than {most} cells; divide it")]
    TooManyCells {
        /// Cells at most.
        most: usize,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A workbook of the old format.
    #[error("this is a workbook of the old format (.xls); save it as .xlsx")]
    OldWorkbook,
    /// A workbook that is damaged.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// Text in an encoding that is not known.
    #[error("the text is neither in UTF-8, UTF-16 nor GB18030; save it as “CSV UTF-8”")]
    Encoding,
    /// None of the first rows has a heading that is known.
    #[error("no heading is known; a heading is the code or the name of a field, such as {}", .known.join(", "))]
    NoHeadings {
        /// Some that are.
        known: Vec<String>,
    },
}

/// Why records cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A cell is longer than a spreadsheet, or [`super::read`], takes.
    #[error("{column} of row {row} has more than {most} characters; choose JSON lines")]
    Cell {
        /// Position of the record, from 1.
        row: usize,
        /// Key of the column.
        column: String,
        /// Characters at most.
        most: usize,
    },
    /// The workbook cannot be made.
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The text cannot be made.
    #[error("the table cannot be written: {0}")]
    Table(#[from] csv::Error),
    /// A record cannot be written as JSON.
    #[error("a record cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum RowProblem {
    /// A cell cannot be read as what its column holds.
    Cell {
        /// The heading as it stands in the file; in JSON lines the path of the value.
        column: String,
        /// What was found, shortened.
        found: String,
        /// What is wrong with it.
        what: Unread,
    },
    /// A value is not as the kind wants it.
    Content {
        /// The heading as it stands in the file; none where no column holds the value.
        column: Option<String>,
        /// What is wrong.
        #[serde(flatten)]
        what: Problem,
    },
    /// No record that may be changed has this id.
    NoSuchRecord {
        /// The id.
        id: String,
    },
    /// An earlier row is about the same record.
    SameRecord {
        /// Number of that row.
        row: u64,
    },
    /// The line is no object of JSON.
    NotJson {
        /// What the reader says.
        reason: String,
    },
}

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Unread {
    /// Not a number.
    Number,
    /// Not an amount of money.
    Money,
    /// An amount with a part of the smallest unit.
    PartOfMinorUnit,
    /// Not a day.
    Date,
    /// Not a day, a month or a year.
    Period,
    /// Not a level of the scale.
    Level,
    /// Neither yes nor no.
    YesOrNo,
    /// Several terms have this name.
    Ambiguous {
        /// Their codes.
        codes: Vec<String>,
    },
    /// Too many letters for a cell.
    TooLong {
        /// Letters at most.
        most: usize,
    },
    /// The spreadsheet has an error where a value should be.
    Fault,
}

/// What is strange about a row that is not refused for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "warning", rename_all = "kebab-case")]
pub enum Warning {
    /// What has to be there before the record can be submitted, and is not yet.
    Incomplete {
        /// Path of the value.
        path: String,
    },
    /// An earlier row has the same name, or the same content.
    Duplicate {
        /// Number of that row.
        row: u64,
    },
    /// Cells that stand under no heading.
    Beyond {
        /// The first of them, shortened.
        found: String,
    },
}

/// As much of a text as a message has room for.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}
