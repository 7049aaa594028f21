//! What a reader of a foreign format has to say.
//!
//! Reading is split in two so that both cores work and memory stays flat. One thread decompresses, decodes to UTF-8 and cuts
//! the stream into raw records by the format's [`Shape`]; a pool parses the raw records with the format's pure `parse`
//! function. A format is therefore a value: a name, a shape, a recogniser and a parser, all listed in `formats::FORMATS`.

use crate::Document;

/// How a stream is cut into raw records.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One record a line (JSON Lines).
    Lines,
    /// Consecutive lines; the function says, for a line, where a record begins or ends.
    Blocks(fn(&str) -> Boundary),
    /// XML elements of these names, each handed over whole with its tags; everything else is skipped.
    XmlElements(&'static [&'static str]),
    /// The items of one or more JSON arrays or concatenated objects, found under this key where the top level is an object
    /// (`""`: top level). Each item is handed over as its own text.
    JsonItems(&'static str),
    /// A table: delimited text (delimiter and quoting recognised) or the first filled sheet of a workbook, header first.
    Table,
    /// The whole file is one record.
    Whole,
}

/// What a line means to a [`Shape::Blocks`] splitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// The line starts a new record.
    Starts,
    /// The line ends the current record and belongs to it.
    Ends,
    /// The line is within a record.
    Within,
}

/// A raw record as cut from the stream.
#[derive(Clone, Copy, Debug)]
pub enum Raw<'a> {
    /// Text of the record.
    Text(&'a str),
    /// A row of a table: the header (trimmed, full-width folded to half-width) and the cells; rows may be ragged.
    Row {
        /// Column names.
        header: &'a [String],
        /// Cells, decoded, as many as the row has.
        cells: &'a [&'a str],
    },
}

/// What a recogniser is shown.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// File name without the endings of compression, lower case.
    pub name: &'a str,
    /// The first 64 KiB of decoded text (empty for a workbook).
    pub text: &'a str,
    /// The folded header, where the file is a table.
    pub header: &'a [String],
}

/// A readable format.
pub struct Format {
    /// Name on the command line and in [`Document::source`].
    pub name: &'static str,
    /// How to cut it.
    pub shape: Shape,
    /// How sure the format is that the sample is its own: 0 no, 100 certainly. The highest wins.
    pub recognise: fn(&Sample<'_>) -> u8,
    /// Maps one raw record. `Ok(None)`: nothing to import (a heading, a deletion notice). `Err`: the reason, for quarantine.
    pub parse: fn(Raw<'_>) -> Result<Option<Document>, String>,
}
