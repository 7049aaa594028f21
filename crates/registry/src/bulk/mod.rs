//! Many records at once: files that spreadsheets and programs write, in and out, for every kind.
//!
//! What a file holds follows from the kind. A field is one column, or several where its values have parts: `name.zh` and `name.en` of a
//! bilingual text, `term.from` and `term.to` of a period, `contact.telephone`; the values of a group are numbered, `services.1.name`. The
//! code of the field is the key that never changes; a heading may as well be its English or Chinese name.
//!
//! Reading changes nothing. [`read`] makes of a file a [`Reading`]: rows of cells whose columns are known. The caller looks up which of
//! the records named in it exist ([`Reading::ids`]), and [`Reading::plan`] says row by row what would be done: create, revise, leave or
//! refuse, with everything that is wrong or strange. The plan has a fingerprint. Whoever agrees to it agrees to that fingerprint; who
//! applies it reads the same file again and compares, so that what is applied is what was shown, even where a record or a definition
//! changed in between.
//!
//! Only what a file speaks of is changed: a field without a column keeps its value, an empty cell takes it out.
//!
//! [`write()`] is the way back, and nothing is lost on it: what was written reads as the same content, in every format and language.
//! [`template`] is an empty file with headings.

mod assemble;
mod column;
mod decimal;
mod decode;
mod duplicate;
mod fingerprint;
mod flatten;
mod fold;
mod form;
mod grid;
mod guard;
mod heading;
mod help;
mod lenient;
mod lines;
mod moment;
mod objects;
mod plan;
mod problem;
mod read;
mod settle;
mod several;
mod table;
mod template;
mod terms;
mod value;
mod workbook;
mod write;

pub use fingerprint::fingerprint;
pub use form::{Input, inputs, submitted};
pub use guard::guarded;
pub use heading::{Heading, Ignored, Meaning};
pub use plan::{Counts, Existing, Plan, RowPlan, Step};
pub use problem::{ReadError, RowProblem, Unread, Warning, WriteError};
pub use read::{Reading, read};
pub use template::template;
pub use write::write;

use serde::Serialize;

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 20_000_000;
/// Rows of a file at most.
pub const MOST_ROWS: usize = 20_000;
/// Characters of a cell with one value at most.
pub const MOST_CHARACTERS: usize = 20_000;
/// Characters of a cell with several values at most: what a cell of a spreadsheet holds.
pub const MOST_CHARACTERS_OF_MANY: usize = 32_767;

/// The forms of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Text with commas, tabs or semicolons between the cells. Written in UTF-8 with a byte-order mark, by which spreadsheets know it.
    Csv,
    /// A workbook of Excel and its kin.
    Xlsx,
    /// An object of JSON per line: the content as it is kept, with the `id` of the record beside the fields.
    Jsonl,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Jsonl];

    /// As files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
        }
    }

    /// The format of an ending.
    pub fn from_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.ending().eq_ignore_ascii_case(ending))
    }

    /// As it is named on the web.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jsonl => "application/jsonl",
        }
    }
}
