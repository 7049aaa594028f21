//! A record as a form: one input for each column that a file would have. What is submitted reads as a row would.

use super::assemble::{Cells, assemble};
use super::column::{Column, Part};
use super::flatten::{Wording, flatten};
use super::problem::Unread;
use super::several;
use super::terms::Terms;
use super::value::Values;
use crate::content::Content;
use crate::definition::{Definitions, Field, FieldType, Kind};
use jiff::civil::Date;
use serde_json::Value;
use std::borrow::Cow;

/// An input.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Its name: the key of the column.
    pub key: String,
    /// The field; that of a group where there is one.
    pub field: &'a Field,
    /// The group it is in, with the number of the value, from 1.
    pub group: Option<(&'a Field, usize)>,
    /// What of the value it holds: empty for all of it, `zh`, `en`, `minus`, `from`, `email`, …
    pub part: &'static str,
    /// What stands in it.
    pub text: String,
    /// The codes that are chosen, where the field chooses.
    pub chosen: Vec<String>,
}

/// The inputs of a kind with what some content has in them, and `spare` empty values of each group.
pub fn inputs<'a>(
    kind: &'a Kind,
    definitions: &Definitions,
    content: &Content,
    chinese: bool,
    spare: usize,
) -> Vec<Input<'a>> {
    let terms = Terms::new(kind, definitions);
    let cells = flatten(kind, content, Wording { terms: &terms, chinese });
    let mut all = Vec::new();
    for (position, field) in kind.fields.iter().enumerate() {
        let value = content.get(&field.code);
        let filled = value.and_then(Value::as_array).map_or(0, Vec::len);
        let items =
            if matches!(field.of_type, FieldType::Group(_)) { (filled + spare).min(field.most_values) } else { 1 };
        for column in Column::of(position, field, items) {
            let item = column.place.item;
            let own = match (column.group, value) {
                (None, value) => value,
                (Some(group), Some(value)) => {
                    let value = if group.many { value.get(item.unwrap_or(1) - 1) } else { Some(value) };
                    value.and_then(|value| value.get(&column.field.code))
                }
                (Some(_), None) => None,
            };
            let part = if column.place.part == Part::Whole { "" } else { column.place.part.key() };
            all.push(Input {
                key: column.key(),
                field: column.field,
                group: column.group.map(|group| (group, item.unwrap_or(1))),
                part,
                text: cells.get(&column.place).map(|text| text.to_string()).unwrap_or_default(),
                chosen: own.map(codes).unwrap_or_default(),
            });
        }
    }
    all
}

/// Content from what was submitted: pairs of an input's name and text. Several of one name are several values. What cannot be read is
/// named by its input and left out; what belongs to no input is passed over.
pub fn submitted<'p>(
    kind: &Kind,
    definitions: &Definitions,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
    today: Date,
) -> (Content, Vec<(String, Unread)>) {
    let values = Values { terms: Terms::new(kind, definitions), today };
    let pairs: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    let mut cells = Cells::new();
    let mut keys = Vec::new();
    for (position, field) in kind.fields.iter().enumerate() {
        for column in Column::of(position, field, field.most_values) {
            let key = column.key();
            let texts: Vec<String> =
                pairs.iter().filter(|(name, _)| *name == key).map(|(_, text)| (*text).to_owned()).collect();
            let text = match texts.as_slice() {
                [] => continue,
                // One input of several values has them as a cell has; several inputs have one each.
                [one] => one.clone(),
                several if column.field.many => several::join(several, false),
                [first, ..] => first.clone(),
            };
            cells.insert(column.place, Cow::Owned(text));
            keys.push((column.place, key));
        }
    }
    let made = assemble(kind, &cells, &values);
    let key_of = |place| keys.iter().find(|(other, _)| *other == place).map(|(_, key)| key.clone());
    let unread = made.unread.into_iter().map(|(place, _, what)| (key_of(place).unwrap_or_default(), what));
    (made.content, unread.collect())
}

fn codes(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(codes).collect(),
        Value::String(code) => vec![code.clone()],
        Value::Number(level) => vec![level.to_string()],
        Value::Bool(yes) => vec![yes.to_string()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_form_shows_comes_back_as_the_same_content() {
        let definitions = Definitions::embedded().expect("the definitions are in order");
        let kind = definitions.kind("pilot-platform").expect("there is such a kind");
        let content = json!({
            "name": {"zh": "中试平台", "en": "Pilot platform"}, "region": "440000", "tracks": ["robots", "fusion"],
            "summary": {"zh": "一行；\n第二行"},
        });
        let content = content.as_object().expect("an object").clone();
        let inputs = inputs(kind, &definitions, &content, true, 2);
        let mut pairs: Vec<(String, String)> = Vec::new();
        for input in &inputs {
            match input.field.of_type {
                FieldType::Choice { .. } | FieldType::Track | FieldType::Region => {
                    pairs.extend(input.chosen.iter().map(|code| (input.key.clone(), code.clone())));
                }
                _ => pairs.push((input.key.clone(), input.text.clone())),
            }
        }
        let pairs = pairs.iter().map(|(key, text)| (key.as_str(), text.as_str()));
        let (back, unread) = submitted(kind, &definitions, pairs, Date::constant(2026, 11, 25));
        assert_eq!((Value::Object(back), unread), (Value::Object(content), vec![]));
        assert!(inputs.iter().any(|input| input.group.is_some_and(|(_, number)| number == 2)), "two spare services");
    }
}
