//! An empty file to fill in.

use super::column::Column;
use super::heading::Headings;
use super::write::{ID, MARK, sheet_name};
use super::{Format, MOST_CHARACTERS_OF_MANY, MOST_ROWS, WriteError, help, terms};
use crate::content::Content;
use crate::definition::{Definitions, FieldType, Kind};
use jiff::civil::Date;
use rust_xlsxwriter::{Color, DataValidation, DataValidationErrorStyle, Workbook, Worksheet};
use serde_json::Value;

/// Values of a group that have columns; more can be added.
const ITEMS: usize = 3;
/// Characters that the list of a cell may have, which a spreadsheet shows to choose from.
const MOST_IN_LIST: usize = 255;

/// A file of a kind with headings in a language and no records. A star stands at what is required before a record can be submitted.
///
/// A workbook has a second sheet with help, examples and the terms that may be chosen on `today`. JSON lines have no headings: there is
/// one object with all fields and nothing in them, which reads as no record.
///
/// # Errors
/// Where the file cannot be made.
pub fn template(
    kind: &Kind,
    definitions: &Definitions,
    format: Format,
    chinese: bool,
    today: Date,
) -> Result<Vec<u8>, WriteError> {
    let fields = kind.fields.iter().enumerate();
    let columns: Vec<Column<'_>> =
        fields.flat_map(|(position, field)| Column::of(position, field, field.most_values.min(ITEMS))).collect();
    let known = Headings::new(kind);
    let heading = |column: &Column<'_>| {
        let star = if column.required() { " *" } else { "" };
        known.written(column, chinese) + star
    };
    let headings: Vec<String> = columns.iter().map(heading).collect();
    match format {
        Format::Csv => {
            let mut writer =
                csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.as_bytes().to_vec());
            writer.write_record(std::iter::once(ID).chain(headings.iter().map(String::as_str)))?;
            writer.into_inner().map_err(|error| WriteError::Table(csv::Error::from(error.into_error())))
        }
        Format::Jsonl => {
            let empty = kind.fields.iter().map(|field| (super::column::field_key(&field.code), Value::Null));
            let empty: Content = empty.collect();
            Ok(format!("{}\n", Value::Object(empty)).into_bytes())
        }
        Format::Xlsx => workbook(&headings, &columns, &Terms { definitions, today, chinese }),
    }
}

/// The terms that may be chosen, in a language.
struct Terms<'a> {
    definitions: &'a Definitions,
    today: Date,
    chinese: bool,
}

impl Terms<'_> {
    fn of(&self, of_type: &FieldType) -> Vec<String> {
        let open = |term: &terms::Named<'_>| term.until.is_none_or(|until| self.today < until);
        let terms = terms::of(self.definitions, of_type).unwrap_or_default();
        terms.iter().filter(|term| open(term)).map(|term| term.name(self.chinese).to_owned()).collect()
    }
}

fn workbook(headings: &[String], columns: &[Column<'_>], terms: &Terms<'_>) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(terms.chinese))?;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_row_height(0, 36)?;
    let bold = rust_xlsxwriter::Format::new().set_bold().set_text_wrap();
    let required = bold.clone().set_background_color(Color::RGB(0x00FF_F2CC));
    let text = rust_xlsxwriter::Format::new().set_num_format("@");
    sheet.write_string_with_format(0, 0, ID, &bold)?;
    sheet.set_column_format(0, &text)?;
    for ((number, column), heading) in (1u16..).zip(columns).zip(headings) {
        sheet.set_column_width(number, 20)?;
        // Texts stay as they are typed: a number with zeros before it, what looks like a date.
        if !matches!(column.field.of_type, FieldType::Number { .. } | FieldType::Money { .. } | FieldType::Date { .. })
        {
            sheet.set_column_format(number, &text)?;
        }
        sheet.write_string_with_format(0, number, heading, if column.required() { &required } else { &bold })?;
        choices(sheet, number, column, terms)?;
    }
    explain(workbook.add_worksheet(), headings, columns, terms)?;
    Ok(workbook.save_to_buffer()?)
}

/// Lets a cell be chosen from a list where it has one term, and the list is short enough. Other texts stay possible: codes, for one.
fn choices(sheet: &mut Worksheet, number: u16, column: &Column<'_>, terms: &Terms<'_>) -> Result<(), WriteError> {
    let list = match (&column.field.of_type, terms.chinese) {
        (FieldType::YesNo, true) => vec!["是".to_owned(), "否".to_owned()],
        (FieldType::YesNo, false) => vec!["yes".to_owned(), "no".to_owned()],
        (of_type, _) => terms.of(of_type),
    };
    let length: usize = list.iter().map(|term| term.chars().count() + 1).sum();
    let fits = !list.is_empty() && length <= MOST_IN_LIST && !list.iter().any(|term| term.contains([',', '"']));
    if fits && !column.field.many {
        let validation = DataValidation::new().allow_list_strings(&list)?;
        let validation = validation.set_error_style(DataValidationErrorStyle::Information);
        sheet.add_data_validation(1, number, MOST_ROWS as u32, number, &validation)?;
    }
    Ok(())
}

/// The second sheet.
fn explain(
    sheet: &mut Worksheet,
    headings: &[String],
    columns: &[Column<'_>],
    terms: &Terms<'_>,
) -> Result<(), WriteError> {
    let chinese = terms.chinese;
    sheet.set_name(help::sheet_name(chinese))?;
    sheet.set_freeze_panes(1, 1)?;
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let wrap = rust_xlsxwriter::Format::new().set_text_wrap().set_align(rust_xlsxwriter::FormatAlign::Top);
    for ((number, title), width) in (0u16..).zip(help::headings(chinese)).zip([30, 24, 10, 40, 50, 40, 60]) {
        sheet.write_string_with_format(0, number, title, &bold)?;
        sheet.set_column_width(number, width)?;
    }
    sheet.write_string(1, 0, ID)?;
    sheet.write_string_with_format(1, 3, help::record(chinese), &wrap)?;
    for ((row, column), heading) in (2u32..).zip(columns).zip(headings) {
        let of_field = |words: &Option<crate::definition::Words>| {
            words.as_ref().map(|words| words.of(chinese).to_owned()).unwrap_or_default()
        };
        let allowed = terms.of(&column.field.of_type).join(if chinese { "；" } else { "; " });
        let cells = [
            heading.clone(),
            column.key(),
            help::required(column.required(), chinese).to_owned(),
            help::what(column, chinese),
            of_field(&column.field.help),
            of_field(&column.field.example),
            allowed.chars().take(MOST_CHARACTERS_OF_MANY).collect(),
        ];
        for (number, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write_string_with_format(row, number, cell, &wrap)?;
        }
    }
    Ok(())
}
