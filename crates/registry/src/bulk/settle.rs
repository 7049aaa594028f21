//! From what the rows say to what would be done.

use super::duplicate::Earlier;
use super::plan::{Existing, Plan, RowPlan, Step, same, same_content};
use super::problem::{RowProblem, Warning};
use super::read::{Body, Reading, Said};
use crate::content::{Content, Problem, Wrong};
use crate::difference::changes;
use std::collections::{BTreeMap, HashMap};

impl Reading<'_> {
    /// Says what would be done, row by row. `existing` are the records of [`Reading::ids`] that the caller may change; a row that names
    /// another is refused.
    ///
    /// A draft may be incomplete, so what is missing is a warning. What a row does not change is not held against it: a term that has
    /// ended since may stay.
    pub fn plan(self, existing: &BTreeMap<String, Existing>) -> Plan {
        let mut rows = Vec::new();
        let (mut named, mut earlier) = (HashMap::new(), Earlier::default());
        let mut settle = |number: u64, id: Option<&str>, said: Said| {
            let before = id.and_then(|id| existing.get(id));
            let mut row = self.settle(number, id, before, said);
            if row.content.is_empty() && row.problems.is_empty() && id.is_none() {
                return;
            }
            if let Some(first) = id.and_then(|id| named.insert(id.to_owned(), number)) {
                row.problems.push(RowProblem::SameRecord { row: first });
            }
            if let Some(first) = earlier.row(number, row.content.get(&self.checker.kind.title), &row.content) {
                row.warnings.push(Warning::Duplicate { row: first });
            }
            if !row.problems.is_empty() {
                row.step = Step::Refuse;
            }
            rows.push(row);
        };
        let before = |id: Option<&str>| id.and_then(|id| existing.get(id)).map(|existing| &existing.content);
        match &self.body {
            Body::Table(table) => {
                for row in &table.rows {
                    let id = table.id(row);
                    settle(row.number, id, table.said(row, before(id), self.checker.kind, &self.values));
                }
            }
            Body::Objects(objects) => {
                for (number, line) in &objects.lines {
                    let id = line.as_ref().ok().and_then(|object| objects.id(object));
                    settle(*number, id, objects.said(line, before(id), self.checker.kind, &self.values));
                }
            }
        }
        let kind = &self.checker.kind.code;
        Plan::new(kind, self.file, self.format, self.encoding, self.headings, rows)
    }

    /// What would be done with a row, other rows aside.
    fn settle(&self, number: u64, id: Option<&str>, before: Option<&Existing>, said: Said) -> RowPlan {
        let Said { content, mut problems, mut warnings, unread, items } = said;
        let (content, found) = self.checker.check(&content, true);
        let unchanged = |code: &str| {
            let before = before.and_then(|before| before.content.get(code));
            before.zip(content.get(code)).is_some_and(|(before, after)| same(before, after))
        };
        for what in found {
            let code = what.path.split('/').next().unwrap_or_default();
            match &what {
                Problem { path, what: Wrong::Missing } if !unread.contains(code) => {
                    warnings.push(Warning::Incomplete { path: path.clone() });
                }
                Problem { what: Wrong::Missing, .. } => {}
                _ if unchanged(code) => {}
                _ => problems.push(RowProblem::Content { column: self.column(&what.path, &items), what }),
            }
        }
        if let (Some(id), None) = (id, before) {
            problems.push(RowProblem::NoSuchRecord { id: id.to_owned() });
        }
        let step = match before {
            None => Step::Create,
            Some(before) if same_content(&before.content, &content) => Step::Unchanged,
            Some(before) => Step::Revise { seen: before.seen, changes: changed(&before.content, &content) },
        };
        RowPlan { number, id: id.map(str::to_owned), step, content, problems, warnings }
    }

    fn column(&self, path: &str, items: &BTreeMap<usize, Vec<usize>>) -> Option<String> {
        match &self.body {
            Body::Table(table) => table.column(path, self.checker.kind, items),
            Body::Objects(_) => Some(path.to_owned()),
        }
    }
}

/// The fields that say something else.
fn changed(before: &Content, after: &Content) -> Vec<crate::difference::Change> {
    let differs = |change: &crate::difference::Change| match (&change.before, &change.after) {
        (Some(before), Some(after)) => !same(before, after),
        _ => true,
    };
    changes(before, after).into_iter().filter(differs).collect()
}
