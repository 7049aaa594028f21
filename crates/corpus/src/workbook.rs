//! Tables: delimited text and workbooks, as a header and rows.

use crate::decode::TextStream;
use calamine::{Data, Reader, open_workbook_auto};
use std::io::{self, Read};
use std::path::Path;

/// A table, read row by row.
pub(crate) struct Rows {
    /// Column names: trimmed, full-width characters folded to half-width.
    pub(crate) header: Vec<String>,
    source: Source,
}

enum Source {
    Text(Box<csv::Reader<Utf8Reader>>),
    Sheet(std::vec::IntoIter<(u64, Vec<String>)>),
}

/// Folds what spreadsheets vary in: full-width letters and brackets, blanks, byte-order marks.
pub(crate) fn fold_header(name: &str) -> String {
    let folded: String = name
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            c => c,
        })
        .filter(|&c| c != '\u{FEFF}')
        .collect();
    folded.trim().to_string()
}

impl Rows {
    /// The folded header of delimited text.
    pub(crate) fn header_of(text: &str) -> Vec<String> {
        let mut reader = csv_builder(text.as_bytes()).from_reader(text.as_bytes());
        reader.headers().map(|header| header.iter().map(fold_header).collect()).unwrap_or_default()
    }

    /// Up to `limit` rows with their lines; empty at the end.
    pub(crate) fn next_chunk(&mut self, limit: usize) -> Result<Vec<(u64, Vec<String>)>, String> {
        match &mut self.source {
            Source::Sheet(rows) => Ok(rows.by_ref().take(limit).collect()),
            Source::Text(reader) => {
                let mut chunk = Vec::new();
                let mut record = csv::ByteRecord::new();
                while chunk.len() < limit {
                    match reader.read_byte_record(&mut record) {
                        Ok(false) => break,
                        Ok(true) => {
                            let line = record.position().map_or(0, csv::Position::line);
                            let cells: Vec<String> =
                                record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
                            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                                chunk.push((line, cells));
                            }
                        }
                        Err(error) => return Err(error.to_string()),
                    }
                }
                Ok(chunk)
            }
        }
    }
}

/// Reads delimited text; the delimiter is recognised in the first block.
pub(crate) fn rows_of_text(stream: TextStream) -> io::Result<Rows> {
    let mut reader = Utf8Reader { stream, block: Vec::new(), position: 0 };
    reader.fill()?;
    let mut reader = csv_builder(&reader.block).from_reader(reader);
    let header = reader.byte_headers().map_err(io::Error::other)?;
    let header = header.iter().map(|name| fold_header(&String::from_utf8_lossy(name))).collect();
    Ok(Rows { header, source: Source::Text(Box::new(reader)) })
}

fn csv_builder(sample: &[u8]) -> csv::ReaderBuilder {
    let first = sample.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|&&byte| byte == delimiter).count();
    let delimiter = [b',', b'\t', b';', b'|'].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',');
    // Of equally frequent delimiters the comma, which `max_by_key` would pass over.
    let delimiter = if count(delimiter) == count(b',') { b',' } else { delimiter };
    let mut builder = csv::ReaderBuilder::new();
    builder.flexible(true).delimiter(delimiter);
    builder
}

struct Utf8Reader {
    stream: TextStream,
    block: Vec<u8>,
    position: usize,
}

impl Utf8Reader {
    fn fill(&mut self) -> io::Result<()> {
        self.block.clear();
        self.position = 0;
        while self.block.is_empty() && self.stream.read_block(&mut self.block)? {}
        Ok(())
    }
}

impl Read for Utf8Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.position == self.block.len() {
            self.fill()?;
        }
        let length = buffer.len().min(self.block.len() - self.position);
        buffer[..length].copy_from_slice(&self.block[self.position..self.position + length]);
        self.position += length;
        Ok(length)
    }
}

/// Reads the first sheet of a workbook that has rows. The header is the first row with at least two cells: titles above it are
/// passed over.
pub(crate) fn rows_of_workbook(path: &Path) -> Result<Rows, String> {
    let mut workbook = open_workbook_auto(path).map_err(|error| format!("the workbook cannot be read ({error})"))?;
    for name in workbook.sheet_names() {
        let range = workbook.worksheet_range(&name).map_err(|error| format!("sheet {name}: {error}"))?;
        let first = range.start().map_or(0, |(row, _)| u64::from(row)) + 1;
        let mut rows = range
            .rows()
            .enumerate()
            .map(|(number, row)| (first + number as u64, row.iter().map(cell).collect::<Vec<String>>()));
        let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
        if let Some((_, header)) = rows.by_ref().find(|(_, cells)| filled(cells) >= 2) {
            let rows: Vec<(u64, Vec<String>)> = rows.filter(|(_, cells)| filled(cells) > 0).collect();
            return Ok(Rows {
                header: header.iter().map(|name| fold_header(name)).collect(),
                source: Source::Sheet(rows.into_iter()),
            });
        }
    }
    Err("the workbook has no filled sheet".into())
}

fn cell(data: &Data) -> String {
    match data {
        // Numbers that are whole are ids, years and counts.
        Data::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => format!("{value:.0}"),
        Data::DateTime(value) => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        data => data.to_string().trim().to_string(),
    }
}
