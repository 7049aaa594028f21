//! A simulated record as its owner would enter it, and what is true about it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A record of some kind: what is in it, who owns it, and which records of the other side it truly fits.
///
/// Links and files are ids, which only a database gives out. Here a link holds [`link_id`] of the record's number and a file holds
/// [`file_id`] of its position in `files`, so that the content is checked as it is; [`WorldRecord::content_with`] puts in real ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldRecord {
    /// Its number: its place in the order in which records were entered.
    pub number: usize,
    /// Code of the kind.
    pub kind: String,
    /// Number of the owner among [`Records::parties`](crate::Records::parties).
    pub owner: usize,
    /// Whether the owner wants not to be named.
    pub anonymous: bool,
    /// Where it stands in the process of publication: `published`, `submitted`, `returned` or `draft`.
    pub state: String,
    /// Values by code of field.
    pub content: Map<String, Value>,
    /// Number of the technology that it is about.
    pub technology: usize,
    /// Planted truth: numbers of earlier published records of the other side with which it fits. A fit is of one technology, every
    /// figure that is asked for is reached, and so is the readiness.
    pub fits: Vec<usize>,
    /// Its links.
    pub links: Vec<RecordLink>,
    /// Its files, which do not exist.
    pub files: Vec<RecordFile>,
}

/// A link to an earlier record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordLink {
    /// Where in the content, as a JSON pointer: `/patents/0`.
    pub at: String,
    /// Number of the record.
    pub number: usize,
}

/// A file that somebody would have uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFile {
    /// Where in the content, as a JSON pointer: `/attachments/0`.
    pub at: String,
    /// A name: `attachments-17.pdf`.
    pub name: String,
}

/// The placeholder of a link in content: thirty-two digits like an id.
pub fn link_id(number: usize) -> String {
    format!("{number:032x}")
}

/// The placeholder of file `position` of record `number`; no link has it.
pub fn file_id(number: usize, position: usize) -> String {
    format!("f{number:027x}{position:04x}")
}

impl WorldRecord {
    /// The content with ids for links and files; those for which there is none are left out.
    pub fn content_with(
        &self,
        mut link: impl FnMut(&RecordLink) -> Option<String>,
        mut file: impl FnMut(&RecordFile) -> Option<String>,
    ) -> Map<String, Value> {
        let mut content = Value::Object(self.content.clone());
        let links = self.links.iter().map(|at| (&at.at, link(at))).collect::<Vec<_>>();
        let files = self.files.iter().map(|at| (&at.at, file(at))).collect::<Vec<_>>();
        for (at, id) in links.into_iter().chain(files) {
            if let Some(value) = content.pointer_mut(at) {
                *value = id.map_or(Value::Null, Value::String);
            }
        }
        match without_nulls(content) {
            Value::Object(content) => content,
            _ => Map::new(),
        }
    }
}

/// A value without what is null, and without what is empty then.
fn without_nulls(value: Value) -> Value {
    let kept = match value {
        Value::Array(values) => {
            Value::Array(values.into_iter().map(without_nulls).filter(|value| !value.is_null()).collect())
        }
        Value::Object(parts) => Value::Object(
            parts.into_iter().map(|(code, value)| (code, without_nulls(value))).filter(|(_, v)| !v.is_null()).collect(),
        ),
        other => other,
    };
    let empty = kept.as_array().is_some_and(Vec::is_empty) || kept.as_object().is_some_and(Map::is_empty);
    if empty { Value::Null } else { kept }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_are_put_in_and_what_has_none_goes() {
        let content = json!({ "name": { "zh": "某" }, "patents": [link_id(3), link_id(4)], "photo": file_id(9, 0) });
        let at = |at: &str, number| RecordLink { at: at.into(), number };
        let record = WorldRecord {
            number: 9,
            kind: "offer".into(),
            owner: 0,
            anonymous: false,
            state: "published".into(),
            content: content.as_object().cloned().unwrap_or_default(),
            technology: 0,
            fits: Vec::new(),
            links: vec![at("/patents/0", 3), at("/patents/1", 4)],
            files: vec![RecordFile { at: "/photo".into(), name: "photo-9.png".into() }],
        };
        let with = record.content_with(|link| (link.number == 4).then(|| "d".repeat(32)), |_| None);
        assert_eq!(Value::Object(with), json!({ "name": { "zh": "某" }, "patents": ["d".repeat(32)] }));
        assert_eq!((link_id(3).len(), file_id(9, 0).len()), (32, 32));
    }
}
