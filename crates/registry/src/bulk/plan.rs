//! What would be done with the rows of a file.

use super::fingerprint::fingerprint;
use super::{Format, Heading, RowProblem, Warning};
use crate::content::Content;
use crate::difference::Change;
use serde::Serialize;
use serde_json::Value;

/// A record that a row names: one that the caller may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Existing {
    /// The number of its last event, which a change has to name.
    pub seen: i64,
    /// The fields of its newest version.
    pub content: Content,
}

/// What would be done with a file, row by row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Code of the kind.
    pub kind: String,
    /// Name of the file.
    pub file: String,
    /// Its format.
    pub format: Format,
    /// The encoding of its text, as it is named on the web; none for a workbook.
    pub encoding: Option<&'static str>,
    /// What its headings were taken for.
    pub headings: Vec<Heading>,
    /// How many rows would be done what with.
    pub counts: Counts,
    /// The rows that have something in them.
    pub rows: Vec<RowPlan>,
    /// The same for the same plan, and for no other: SHA-256 over the kind and the rows.
    pub fingerprint: String,
}

/// How many rows would be done what with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Records that begin.
    pub create: usize,
    /// Records that change.
    pub revise: usize,
    /// Records that are as the file has them.
    pub unchanged: usize,
    /// Rows with which nothing can be done.
    pub refuse: usize,
}

/// What would be done with a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowPlan {
    /// Its number in the file, from 1: the line, or the row of the sheet.
    pub number: u64,
    /// The record that it names.
    pub id: Option<String>,
    /// What would be done.
    #[serde(flatten)]
    pub step: Step,
    /// The whole content that the record would have; of a refused row what could be read.
    pub content: Content,
    /// Why it is refused.
    pub problems: Vec<RowProblem>,
    /// What is strange.
    pub warnings: Vec<Warning>,
}

/// What would be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// A record begins.
    Create,
    /// A record changes.
    Revise {
        /// The number of the event that it was at.
        seen: i64,
        /// The fields that change.
        changes: Vec<Change>,
    },
    /// The record is so already.
    Unchanged,
    /// Nothing can be done.
    Refuse,
}

impl Plan {
    pub(super) fn new(
        kind: &str,
        file: String,
        format: Format,
        encoding: Option<&'static str>,
        headings: Vec<Heading>,
        rows: Vec<RowPlan>,
    ) -> Self {
        let mut counts = Counts::default();
        for row in &rows {
            match row.step {
                Step::Create => counts.create += 1,
                Step::Revise { .. } => counts.revise += 1,
                Step::Unchanged => counts.unchanged += 1,
                Step::Refuse => counts.refuse += 1,
            }
        }
        // Numbers, texts and lists only: nothing that JSON could not say.
        let said = serde_json::to_value((kind, &rows)).unwrap_or_default();
        let fingerprint = fingerprint(&said);
        Self { kind: kind.to_owned(), file, format, encoding, headings, counts, rows, fingerprint }
    }

    /// The rows with which something would be done.
    pub fn to_apply(&self) -> impl Iterator<Item = &RowPlan> {
        self.rows.iter().filter(|row| matches!(row.step, Step::Create | Step::Revise { .. }))
    }
}

/// Whether two values say the same: 12 and 12.0 do, and a number without a tolerance and `{"value": 12}`.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => same_content(one, other),
        (Value::Object(parts), number @ Value::Number(_)) | (number @ Value::Number(_), Value::Object(parts)) => {
            parts.len() == 1 && parts.get("value").is_some_and(|value| same(value, number))
        }
        _ => one == other,
    }
}

/// Whether two contents say the same.
pub(super) fn same_content(one: &Content, other: &Content) -> bool {
    let is = |(code, value): (&String, &Value)| other.get(code).is_some_and(|other| same(value, other));
    one.len() == other.len() && one.iter().all(is)
}
