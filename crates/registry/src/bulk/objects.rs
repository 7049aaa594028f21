//! Objects of JSON, one per record.

use super::column::field_key;
use super::fold::folded;
use super::heading::{Heading, Ignored, Meaning};
use super::lenient;
use super::lines::Line;
use super::problem::{RowProblem, shortened};
use super::read::Said;
use super::value::Values;
use crate::content::Content;
use crate::definition::{Field, Kind};
use std::collections::{BTreeMap, BTreeSet};

/// Objects whose keys are known.
pub(super) struct Objects {
    /// The key of the record's id.
    record: Option<String>,
    /// The position of the field that a key means.
    fields: BTreeMap<String, usize>,
    pub(super) lines: Vec<Line>,
}

impl Objects {
    /// The keys of all objects, and what they mean: codes before names.
    pub(super) fn of(lines: Vec<Line>, kind: &Kind) -> (Vec<Heading>, Self) {
        let objects = lines.iter().filter_map(|(_, line)| line.as_ref().ok());
        let keys: BTreeSet<&String> = objects.flat_map(Content::keys).collect();
        let is_code = |key: &&String| kind.fields.iter().any(|field| field_key(&field.code) == **key);
        let (codes, others): (Vec<&String>, Vec<&String>) = keys.into_iter().partition(is_code);
        let (mut headings, mut record, mut fields) = (Vec::new(), None, BTreeMap::new());
        let mut first: BTreeMap<usize, &String> = BTreeMap::new();
        for key in codes.into_iter().chain(others) {
            let named = named(kind, key);
            let meaning = match &named[..] {
                _ if key == "id" => {
                    record = Some(key.clone());
                    Meaning::Record
                }
                [] => Meaning::Ignored { why: Ignored::Unknown },
                [position] => match first.get(position) {
                    Some(first) => Meaning::Ignored { why: Ignored::Twice { first: (*first).clone() } },
                    None => {
                        first.insert(*position, key);
                        fields.insert(key.clone(), *position);
                        Meaning::Column { key: field_key(&kind.fields[*position].code) }
                    }
                },
                several => {
                    let keys = several.iter().map(|position| field_key(&kind.fields[*position].code)).collect();
                    Meaning::Ignored { why: Ignored::Ambiguous { keys } }
                }
            };
            headings.push(Heading { text: key.clone(), meaning });
        }
        (headings, Self { record, fields, lines })
    }

    /// The record that an object names.
    pub(super) fn id<'o>(&self, object: &'o Content) -> Option<&'o str> {
        let id = object.get(self.record.as_ref()?)?.as_str()?;
        Some(id.trim()).filter(|id| !id.is_empty())
    }

    /// What a line says: the content that the record would have if what it has is changed in the fields of the object.
    pub(super) fn said(
        &self,
        line: &Result<Content, String>,
        before: Option<&Content>,
        kind: &Kind,
        values: &Values<'_>,
    ) -> Said {
        let mut said = Said { content: before.cloned().unwrap_or_default(), ..Said::default() };
        let object = match line {
            Ok(object) => object,
            Err(reason) => {
                said.problems.push(RowProblem::NotJson { reason: reason.clone() });
                return said;
            }
        };
        // An id of another sort would else be passed over, and a second record begin.
        let id = self.record.as_ref().and_then(|key| object.get(key));
        if let Some(id) = id.filter(|id| !id.is_string() && !id.is_null()) {
            said.problems.push(RowProblem::NoSuchRecord { id: shortened(&id.to_string()) });
        }
        for (key, value) in object {
            let Some(field) = self.fields.get(key).and_then(|position| kind.fields.get(*position)) else { continue };
            let mut wrong = Vec::new();
            let value = lenient::read(field, value, key, values, &mut wrong);
            if !wrong.is_empty() {
                said.unread.insert(field.code.clone());
            }
            let problem = |(column, found, what)| RowProblem::Cell { column, found, what };
            said.problems.extend(wrong.into_iter().map(problem));
            said.content.insert(field.code.clone(), value);
        }
        said
    }
}

/// The fields that a key can mean.
fn named(kind: &Kind, key: &str) -> Vec<usize> {
    let position = |is: &dyn Fn(&Field) -> bool| {
        kind.fields.iter().enumerate().filter(|(_, field)| is(field)).map(|(position, _)| position).collect()
    };
    let key = folded(key);
    let by_code: Vec<usize> = position(&|field| field_key(&field.code) == key);
    if by_code.is_empty() {
        position(&|field| folded(&field.name.en) == key || folded(&field.name.zh) == key)
    } else {
        by_code
    }
}
