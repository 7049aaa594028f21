//! What changed from one version to the next.

use crate::content::Content;
use serde::Serialize;
use serde_json::Value;

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// Code of the field.
    pub field: String,
    /// What it was; nothing where it was not there.
    pub before: Option<Value>,
    /// What it is; nothing where it was taken out.
    pub after: Option<Value>,
}

/// Fields that differ, in the order of their codes.
pub fn changes(before: &Content, after: &Content) -> Vec<Change> {
    let mut codes: Vec<&String> = before.keys().chain(after.keys()).collect();
    codes.sort_unstable();
    codes.dedup();
    let change = |code: &&String| {
        let (before, after) = (before.get(*code), after.get(*code));
        (before != after).then(|| Change { field: (*code).clone(), before: before.cloned(), after: after.cloned() })
    };
    codes.iter().filter_map(change).collect()
}
