//! Cells from content: the way back of [`super::assemble`].

use super::assemble::Cells;
use super::column::{Part, Place, parts};
use super::decimal::money_text;
use super::several::join;
use super::terms::Terms;
use crate::content::Content;
use crate::definition::{Field, FieldType, Kind};
use serde_json::Value;
use std::borrow::Cow;

/// How values are written.
#[derive(Clone, Copy)]
pub(super) struct Wording<'a> {
    pub(super) terms: &'a Terms<'a>,
    pub(super) chinese: bool,
}

/// The cells of content. What the kind does not know has none.
pub(super) fn flatten(kind: &Kind, content: &Content, wording: Wording<'_>) -> Cells<'static> {
    let mut cells = Cells::new();
    for (position, field) in kind.fields.iter().enumerate() {
        let Some(value) = content.get(&field.code) else { continue };
        let FieldType::Group(fields) = &field.of_type else {
            one(field, value, |part| Place { field: position, item: None, inner: None, part }, wording, &mut cells);
            continue;
        };
        let items: Vec<(Option<usize>, &Value)> = match value {
            Value::Array(values) if field.many => {
                values.iter().enumerate().map(|(number, value)| (Some(number + 1), value)).collect()
            }
            value => vec![(field.many.then_some(1), value)],
        };
        for (item, value) in items {
            for (inner, field) in fields.iter().enumerate() {
                let Some(value) = value.get(&field.code) else { continue };
                let place = |part| Place { field: position, item, inner: Some(inner), part };
                one(field, value, place, wording, &mut cells);
            }
        }
    }
    cells
}

fn one(field: &Field, value: &Value, place: impl Fn(Part) -> Place, wording: Wording<'_>, cells: &mut Cells<'static>) {
    for &part in parts(&field.of_type) {
        let text = match value {
            Value::Array(values) if field.many => {
                let texts: Vec<String> =
                    values.iter().map(|value| text(&field.of_type, value, part, wording)).collect();
                join(&texts, wording.chinese)
            }
            value if field.many => join(&[text(&field.of_type, value, part, wording)], wording.chinese),
            value => text(&field.of_type, value, part, wording),
        };
        if !text.is_empty() {
            cells.insert(place(part), Cow::Owned(text));
        }
    }
}

/// A part of a value as text.
fn text(of_type: &FieldType, value: &Value, part: Part, wording: Wording<'_>) -> String {
    match (of_type, value) {
        (FieldType::Money { currency, in_units_of }, Value::Object(_)) => {
            let amount = value.get("amount").and_then(Value::as_i64);
            amount.map(|amount| money_text(amount, currency, *in_units_of)).unwrap_or_default()
        }
        (FieldType::File { .. }, Value::Object(file)) => file.get("id").map(plain).unwrap_or_default(),
        (_, Value::Object(parts)) => parts.get(part.key()).map(plain).unwrap_or_default(),
        // A value without parts stands in the first column.
        _ if parts(of_type).first() != Some(&part) => String::new(),
        (FieldType::Choice { .. } | FieldType::Track | FieldType::Region, Value::String(code)) => {
            wording.terms.written(of_type, code, wording.chinese)
        }
        (FieldType::YesNo, Value::Bool(yes)) => {
            let words = if wording.chinese { ["否", "是"] } else { ["no", "yes"] };
            words[usize::from(*yes)].to_owned()
        }
        (_, value) => plain(value),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
