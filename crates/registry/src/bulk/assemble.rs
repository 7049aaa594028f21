//! Content from cells.

use super::column::{Part, Place, parts};
use super::problem::Unread;
use super::several::split;
use super::value::Values;
use crate::content::Content;
use crate::definition::{Field, FieldType, Kind};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The cells of a row that have something in them.
pub(super) type Cells<'a> = BTreeMap<Place, Cow<'a, str>>;

/// What the cells of a row make.
#[derive(Default)]
pub(super) struct Assembled {
    pub(super) content: Content,
    /// Cells that cannot be read, with what was found in them.
    pub(super) unread: Vec<(Place, String, Unread)>,
    /// By position of the field, which numbers of a group its values had.
    pub(super) items: BTreeMap<usize, Vec<usize>>,
}

/// Content from cells.
pub(super) fn assemble(kind: &Kind, cells: &Cells<'_>, values: &Values<'_>) -> Assembled {
    let mut made = Assembled::default();
    for (position, field) in kind.fields.iter().enumerate() {
        let value = match &field.of_type {
            FieldType::Group(fields) if field.many => {
                let of_field = cells.keys().filter(|place| place.field == position);
                let items: BTreeSet<usize> = of_field.filter_map(|place| place.item).collect();
                let mut list = Vec::new();
                for item in items {
                    let group = group(fields, (position, Some(item)), cells, values, &mut made.unread);
                    if !group.is_empty() {
                        made.items.entry(position).or_default().push(item);
                        list.push(Value::Object(group));
                    }
                }
                Some(list).filter(|list| !list.is_empty()).map_or(Value::Null, Value::Array)
            }
            FieldType::Group(fields) => {
                let group = group(fields, (position, None), cells, values, &mut made.unread);
                if group.is_empty() { Value::Null } else { Value::Object(group) }
            }
            _ => one(field, (position, None, None), cells, values, &mut made.unread),
        };
        if !value.is_null() {
            made.content.insert(field.code.clone(), value);
        }
    }
    made
}

fn group(
    fields: &[Field],
    (position, item): (usize, Option<usize>),
    cells: &Cells<'_>,
    values: &Values<'_>,
    unread: &mut Vec<(Place, String, Unread)>,
) -> Content {
    let inner = fields.iter().enumerate();
    let each = inner
        .map(|(inner, field)| (field.code.clone(), one(field, (position, item, Some(inner)), cells, values, unread)));
    each.filter(|(_, value)| !value.is_null()).collect()
}

/// The value of a field that is no group, or the list of its values.
fn one(
    field: &Field,
    (position, item, inner): (usize, Option<usize>, Option<usize>),
    cells: &Cells<'_>,
    values: &Values<'_>,
    unread: &mut Vec<(Place, String, Unread)>,
) -> Value {
    let place = |part: Part| Place { field: position, item, inner, part };
    let cell = |part: Part| cells.get(&place(part)).map_or("", |text| text.as_ref());
    if !field.many {
        let mut wrong = |part, what| unread.push((place(part), cell(part).to_owned(), what));
        return values.value(&field.of_type, &cell, &mut wrong);
    }
    let lists: Vec<(Part, Vec<String>)> = parts(&field.of_type).iter().map(|&part| (part, split(cell(part)))).collect();
    let longest = lists.iter().map(|(_, list)| list.len()).max().unwrap_or(0);
    let mut all = Vec::new();
    for number in 0..longest {
        let text = |part: Part| {
            let list = lists.iter().find(|(of_list, _)| *of_list == part);
            list.and_then(|(_, list)| list.get(number)).map_or("", String::as_str)
        };
        let mut wrong = |part, what| unread.push((place(part), text(part).to_owned(), what));
        let value = values.value(&field.of_type, &text, &mut wrong);
        if !value.is_null() {
            all.push(value);
        }
    }
    if all.is_empty() { Value::Null } else { Value::Array(all) }
}
