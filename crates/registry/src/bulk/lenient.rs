//! Values of JSON lines as programs write them: the form of the content, or texts where it has something else.
//!
//! `"TRL 6"` for a level, `"1.5"` for an amount in 万元, `"是"` and the names of terms are read as cells are.

use super::column::{Part, parts};
use super::problem::{Unread, shortened};
use super::value::Values;
use crate::content::Content;
use crate::definition::{Field, FieldType};
use serde_json::Value;

/// A text that cannot be read: path, what was found, what is wrong.
pub(super) type Unreadable = (String, String, Unread);

/// The value of a field, with what is text in it read by its type.
pub(super) fn read(
    field: &Field,
    value: &Value,
    path: &str,
    values: &Values<'_>,
    wrong: &mut Vec<Unreadable>,
) -> Value {
    match (&field.of_type, value) {
        (_, Value::Array(all)) if field.many => {
            let each = |(number, value)| one(field, value, &format!("{path}/{number}"), values, wrong);
            Value::Array(all.iter().enumerate().map(each).collect())
        }
        _ => one(field, value, path, values, wrong),
    }
}

fn one(field: &Field, value: &Value, path: &str, values: &Values<'_>, wrong: &mut Vec<Unreadable>) -> Value {
    match (&field.of_type, value) {
        (FieldType::Group(fields), Value::Object(given)) => {
            let mut group = Content::new();
            for (code, value) in given {
                let path = format!("{path}/{code}");
                let field = fields.iter().find(|field| field.code == *code);
                let value = field.map_or_else(|| value.clone(), |field| read(field, value, &path, values, wrong));
                group.insert(code.clone(), value);
            }
            Value::Object(group)
        }
        (of_type, Value::String(text)) if parts(of_type).first() == Some(&Part::Whole) => {
            let whole = |part| if part == Part::Whole { text.as_str() } else { "" };
            values.value(of_type, &whole, &mut |_, what| wrong.push((path.to_owned(), shortened(text), what)))
        }
        _ => value.clone(),
    }
}
