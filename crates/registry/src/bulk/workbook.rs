//! Rows of cells, from a workbook.
//!
//! A workbook is a packed folder: twenty megabytes can unpack to twenty thousand, and one cell in the last corner can stand for a sheet
//! of seventeen thousand million. So it is measured before it is opened, and cells are taken one by one.

use super::decimal::shown;
use super::grid::{ABOVE, Cell, Row};
use super::problem::ReadError;
use super::{MOST_BYTES, MOST_ROWS};
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, copy, sink};

/// Bytes at most, unpacked.
const MOST_UNPACKED: u64 = 10 * MOST_BYTES as u64;
/// Cells of a sheet at most.
const MOST_CELLS: usize = 4_000_000;

/// The rows of each sheet, until one of them is `wanted`.
///
/// # Errors
/// Where the workbook is damaged or too large.
pub(super) fn first_sheet<T>(
    bytes: &[u8],
    mut wanted: impl FnMut(Vec<Row>) -> Option<T>,
) -> Result<Option<T>, ReadError> {
    measure(bytes)?;
    let damaged = |error: calamine::XlsxError| ReadError::Workbook(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    for name in workbook.sheet_names() {
        // A sheet of charts has no cells.
        let Ok(mut reader) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut rows: BTreeMap<u32, Vec<(usize, Cell)>> = BTreeMap::new();
        let mut count = 0;
        while let Some(found) = reader.next_cell().map_err(damaged)? {
            let (row, column) = found.get_position();
            let Some(cell) = cell(found.get_value()) else { continue };
            count += 1;
            rows.entry(row).or_default().push((column as usize, cell));
            if rows.len() > MOST_ROWS + ABOVE {
                return Err(ReadError::TooManyRows { most: MOST_ROWS });
            }
            if count > MOST_CELLS {
                return Err(ReadError::TooManyCells { most: MOST_CELLS });
            }
        }
        let rows = rows.into_iter().map(|(row, cells)| Row { number: u64::from(row) + 1, cells }).collect();
        if let Some(found) = wanted(rows) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Unpacks without keeping anything, to see how much it is, where it does not say itself that it is too much.
fn measure(bytes: &[u8]) -> Result<(), ReadError> {
    let damaged = |error: &dyn std::fmt::Display| ReadError::Workbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let too_large = ReadError::TooLarge { most: MOST_UNPACKED as usize };
    if archive.decompressed_size().is_some_and(|size| size > u128::from(MOST_UNPACKED)) {
        return Err(too_large);
    }
    let mut left = MOST_UNPACKED;
    for number in 0..archive.len() {
        let file = archive.by_index(number).map_err(|error| damaged(&error))?;
        let unpacked = copy(&mut file.take(left + 1), &mut sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(unpacked).ok_or(too_large.clone())?;
    }
    Ok(())
}

/// A cell as text; none where it is empty.
fn cell(data: &DataRef<'_>) -> Option<Cell> {
    let text = match data {
        DataRef::Empty => return None,
        DataRef::Error(error) => return Some(Cell::Fault(error.to_string())),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shown(*number),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(time) if time.is_duration() => shown(time.as_f64()),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
    };
    (!text.trim().is_empty()).then_some(Cell::Text(text))
}
