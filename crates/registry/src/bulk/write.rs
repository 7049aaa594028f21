//! Records as a file.

use super::assemble::Cells;
use super::column::{Column, field_key};
use super::flatten::{Wording, flatten};
use super::guard::guarded;
use super::heading::Headings;
use super::terms::Terms;
use super::{Format, MOST_CHARACTERS, MOST_CHARACTERS_OF_MANY, WriteError, decimal};
use crate::content::Content;
use crate::definition::{Definitions, FieldType, Kind};
use rust_xlsxwriter::{ExcelDateTime, Workbook, Worksheet};
use serde_json::Value;

/// The mark by which spreadsheets know UTF-8.
pub(super) const MARK: &str = "\u{FEFF}";
/// The column of ids.
pub(super) const ID: &str = "id";

/// Writes records, each with its id (which may be empty), so that [`super::read`] gives the same content again. Headings, terms and answers
/// are in a language; in JSON lines everything is as it is kept.
///
/// A table has no place for fields that the kind does not know; values that the check refuses stand in it as they are.
///
/// # Errors
/// Where a cell would be longer than what is read again.
pub fn write(
    kind: &Kind,
    definitions: &Definitions,
    rows: impl IntoIterator<Item = (String, Content)>,
    format: Format,
    chinese: bool,
) -> Result<Vec<u8>, WriteError> {
    if format == Format::Jsonl {
        return lines(rows);
    }
    let terms = Terms::new(kind, definitions);
    let wording = Wording { terms: &terms, chinese };
    let rows: Vec<(String, Cells<'static>)> =
        rows.into_iter().map(|(id, content)| (id, flatten(kind, &content, wording))).collect();
    let mut items = vec![0; kind.fields.len()];
    for place in rows.iter().flat_map(|(_, cells)| cells.keys()) {
        items[place.field] = items[place.field].max(place.item.unwrap_or(0));
    }
    let fields = kind.fields.iter().zip(items).enumerate();
    let columns: Vec<Column<'_>> =
        fields.flat_map(|(position, (field, items))| Column::of(position, field, items)).collect();
    check_lengths(&rows, kind)?;
    let known = Headings::new(kind);
    let headings: Vec<String> = columns.iter().map(|column| known.written(column, chinese)).collect();
    if format == Format::Csv {
        table(&headings, &columns, &rows)
    } else {
        workbook(&headings, &columns, &rows, chinese)
    }
}

fn check_lengths(rows: &[(String, Cells<'static>)], kind: &Kind) -> Result<(), WriteError> {
    for (position, (_, cells)) in rows.iter().enumerate() {
        for (place, text) in cells {
            let Some(column) = Column::at(kind, *place) else { continue };
            let most = if column.field.many { MOST_CHARACTERS_OF_MANY } else { MOST_CHARACTERS };
            if text.chars().count() > most {
                return Err(WriteError::Cell { row: position + 1, column: column.key(), most });
            }
        }
    }
    Ok(())
}

/// An object per line.
fn lines(rows: impl IntoIterator<Item = (String, Content)>) -> Result<Vec<u8>, WriteError> {
    let mut bytes = Vec::new();
    for (id, content) in rows {
        let mut object: Content = content.into_iter().map(|(code, value)| (field_key(&code), value)).collect();
        if !id.is_empty() {
            object.insert(ID.to_owned(), Value::String(id));
        }
        serde_json::to_writer(&mut bytes, &object)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn table(
    headings: &[String],
    columns: &[Column<'_>],
    rows: &[(String, Cells<'static>)],
) -> Result<Vec<u8>, WriteError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
    writer.write_record(std::iter::once(ID).chain(headings.iter().map(String::as_str)))?;
    for (id, cells) in rows {
        let cell = |column: &Column<'_>| match cells.get(&column.place) {
            Some(text) if is_number(column) && decimal::number(text, None).is_some() => text.to_string(),
            Some(text) => guarded(text),
            None => String::new(),
        };
        writer.write_record(std::iter::once(guarded(id)).chain(columns.iter().map(cell)))?;
    }
    writer.into_inner().map_err(|error| WriteError::Table(csv::Error::from(error.into_error())))
}

fn workbook(
    headings: &[String],
    columns: &[Column<'_>],
    rows: &[(String, Cells<'static>)],
    chinese: bool,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(chinese))?;
    sheet.set_freeze_panes(1, 1)?;
    let bold = rust_xlsxwriter::Format::new().set_bold();
    for (column, heading) in (0u16..).zip(std::iter::once(ID).chain(headings.iter().map(String::as_str))) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, 18)?;
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    for (row, (id, cells)) in (1u32..).zip(rows) {
        if !id.is_empty() {
            sheet.write_string(row, 0, id)?;
        }
        for (number, column) in (1u16..).zip(columns) {
            if let Some(text) = cells.get(&column.place) {
                cell(sheet, (row, number), column, text, &day)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// Numbers and days as such, where they read back; everything else as text, which no spreadsheet runs.
fn cell(
    sheet: &mut Worksheet,
    (row, number): (u32, u16),
    column: &Column<'_>,
    text: &str,
    day: &rust_xlsxwriter::Format,
) -> Result<(), WriteError> {
    if let (true, Some(value)) = (is_number(column), decimal::storable(text)) {
        sheet.write_number(row, number, value)?;
    } else if let (FieldType::Date { .. }, Some(value)) = (&column.field.of_type, date(text)) {
        sheet.write_datetime_with_format(row, number, value, day)?;
    } else {
        sheet.write_string(row, number, text)?;
    }
    Ok(())
}

fn is_number(column: &Column<'_>) -> bool {
    let of_type = &column.field.of_type;
    !column.field.many
        && matches!(of_type, FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Readiness(_))
}

/// A day that spreadsheets can count: those before March 1900 they count wrongly.
fn date(text: &str) -> Option<ExcelDateTime> {
    let day: jiff::civil::Date = text.parse().ok().filter(|day: &jiff::civil::Date| day.to_string() == text)?;
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    let year = u16::try_from(day.year()).ok().filter(|year| *year > 1900)?;
    ExcelDateTime::from_ymd(year, month, of_month).ok()
}

pub(super) fn sheet_name(chinese: bool) -> &'static str {
    if chinese { "条目" } else { "Records" }
}
