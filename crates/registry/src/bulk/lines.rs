//! Records as lines of JSON, or as one list of objects.

use super::MOST_ROWS;
use super::problem::ReadError;
use crate::content::Content;

/// A line: its number, from 1, and the object or what is wrong with it.
pub(super) type Line = (u64, Result<Content, String>);

/// The lines that have something in them; of a list its elements.
///
/// # Errors
/// Where there are too many.
pub(super) fn of_text(text: &str) -> Result<Vec<Line>, ReadError> {
    let parsed = |text: &str| serde_json::from_str::<Content>(text).map_err(|error| error.to_string());
    let lines: Vec<Line> = if text.trim_start().starts_with('[') {
        match serde_json::from_str::<Vec<Content>>(text) {
            Ok(all) => all.into_iter().enumerate().map(|(number, one)| (number as u64 + 1, Ok(one))).collect(),
            Err(error) => vec![(error.line() as u64, Err(error.to_string()))],
        }
    } else {
        let filled = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).take(MOST_ROWS + 1);
        filled.map(|(number, line)| (number as u64 + 1, parsed(line))).collect()
    };
    if lines.len() > MOST_ROWS { Err(ReadError::TooManyRows { most: MOST_ROWS }) } else { Ok(lines) }
}
