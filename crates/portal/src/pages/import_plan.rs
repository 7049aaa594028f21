//! A plan in words: what would be done with each row of a file, and why not.

use crate::form::{unread, wrong};
use crate::locale::Words;
use crate::show::{Shown, term, text_of, values};
use registry::bulk::{ReadError, RowPlan, RowProblem, Step, Warning};
use registry::definition::{Definitions, Kind};
use serde_json::Value;

/// Letters of a value in a plan.
const LETTERS: usize = 160;

/// A row of a plan.
pub(super) struct PlanRow {
    pub(super) number: u64,
    /// `create`, `revise`, `unchanged`, `refuse`.
    pub(super) code: &'static str,
    pub(super) step: String,
    pub(super) title: String,
    /// The record, where it is there already.
    pub(super) address: Option<String>,
    /// Fields that change: name, before, after.
    pub(super) changes: Vec<(String, String, String)>,
    pub(super) problems: Vec<String>,
    pub(super) warnings: Vec<String>,
}

/// Rows of a plan in words.
pub(super) fn rows(definitions: &Definitions, kind: &Kind, rows: &[RowPlan], words: &Words) -> Vec<PlanRow> {
    rows.iter().map(|row| self::row(definitions, kind, row, words)).collect()
}

fn row(definitions: &Definitions, kind: &Kind, row: &RowPlan, words: &Words) -> PlanRow {
    let (code, step) = match row.step {
        Step::Create => ("create", "import-step-create"),
        Step::Revise { .. } => ("revise", "import-step-revise"),
        Step::Unchanged => ("unchanged", "import-step-unchanged"),
        Step::Refuse => ("refuse", "import-step-refuse"),
    };
    let changes = match &row.step {
        Step::Revise { changes, .. } => changes.as_slice(),
        _ => &[],
    };
    let shown = |code: &str, value: Option<&Value>| {
        let shown = value.zip(kind.field(code)).map(|(value, field)| values(definitions, field, value, words));
        let text = shown.map(|shown| shown.iter().map(Shown::plain).collect::<Vec<_>>().join("; "));
        text.map(|text| shortened(&text)).unwrap_or_default()
    };
    let is_known = !row.problems.iter().any(|problem| matches!(problem, RowProblem::NoSuchRecord { .. }));
    PlanRow {
        number: row.number,
        code,
        step: words.say(step),
        title: text_of(&row.content, &kind.title, words.language).map(shortened).unwrap_or_default(),
        address: row.id.as_ref().filter(|_| is_known).map(|id| format!("/records/{id}")),
        changes: changes
            .iter()
            .map(|change| {
                let (before, after) = (change.before.as_ref(), change.after.as_ref());
                (name(kind, &change.field, words), shown(&change.field, before), shown(&change.field, after))
            })
            .collect(),
        problems: row.problems.iter().map(|problem| self::problem(kind, problem, words)).collect(),
        warnings: warnings(kind, &row.warnings, words),
    }
}

fn problem(kind: &Kind, problem: &RowProblem, words: &Words) -> String {
    let in_column = |column: &str, found: &str, what: String| {
        let parts = [("column", column.to_owned()), ("found", found.to_owned()), ("what", what)];
        words.say_with(if found.is_empty() { "import-in-column" } else { "import-in-cell" }, &parts)
    };
    match problem {
        RowProblem::Cell { column, found, what } => in_column(column, found, unread(what, words)),
        RowProblem::Content { column, what } => {
            let column = column.clone().unwrap_or_else(|| name(kind, &what.path, words));
            in_column(&column, "", wrong(&what.what, words))
        }
        RowProblem::NoSuchRecord { id } => words.say_with("import-no-such-record", &[("id", id.clone())]),
        RowProblem::SameRecord { row } => words.say_with("import-same-record", &[("row", row.to_string())]),
        RowProblem::NotJson { reason } => words.say_with("import-not-json", &[("reason", reason.clone())]),
    }
}

fn warnings(kind: &Kind, warnings: &[Warning], words: &Words) -> Vec<String> {
    let mut said = Vec::new();
    let mut missing: Vec<String> = Vec::new();
    for warning in warnings {
        match warning {
            Warning::Incomplete { path } => {
                let name = name(kind, path, words);
                if !missing.contains(&name) {
                    missing.push(name);
                }
            }
            Warning::Duplicate { row } => said.push(words.say_with("import-duplicate", &[("row", row.to_string())])),
            Warning::Beyond { found } => said.push(words.say_with("import-beyond", &[("found", found.clone())])),
        }
    }
    if !missing.is_empty() {
        said.push(words.say_with("import-incomplete", &[("fields", missing.join(words.say("import-and").as_str()))]));
    }
    said
}

/// The name of the field of a path.
fn name(kind: &Kind, path: &str, words: &Words) -> String {
    let code = path.split('/').next().unwrap_or_default();
    kind.field(code).map_or_else(|| path.to_owned(), |field| term(&field.name.en, &field.name.zh, words).to_owned())
}

/// Why a file cannot be read, in words.
pub(super) fn file_problem(error: &ReadError, words: &Words) -> String {
    match error {
        ReadError::TooLarge { .. } => words.say("import-file-too-large"),
        ReadError::TooManyRows { most } | ReadError::TooManyCells { most } => {
            words.say_with("import-file-too-long", &[("most", most.to_string())])
        }
        ReadError::Empty => words.say("import-file-empty"),
        ReadError::OldWorkbook => words.say("import-file-old-workbook"),
        ReadError::Workbook(_) => words.say("import-file-damaged"),
        ReadError::Encoding => words.say("import-file-encoding"),
        ReadError::NoHeadings { known } => words.say_with("import-file-no-headings", &[("known", known.join(", "))]),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
