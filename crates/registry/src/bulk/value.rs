//! One value from the texts of its parts.

use super::column::{Part, parts};
use super::problem::Unread;
use super::terms::Terms;
use super::{decimal, moment};
use crate::content::Content;
use crate::definition::{FieldType, Scale};
use jiff::civil::Date;
use serde_json::{Value, json};

/// Reads values.
pub(super) struct Values<'a> {
    pub(super) terms: Terms<'a>,
    pub(super) today: Date,
}

impl Values<'_> {
    /// A value from its parts; null where there is nothing in them. A part that cannot be read is told to `wrong` and left out.
    pub(super) fn value<'t>(
        &self,
        of_type: &FieldType,
        text: &dyn Fn(Part) -> &'t str,
        wrong: &mut dyn FnMut(Part, Unread),
    ) -> Value {
        let mut found = Content::new();
        for &part in parts(of_type) {
            let text = text(part).trim();
            if text.is_empty() {
                continue;
            }
            match self.part(of_type, text) {
                Ok(value) => {
                    found.insert(part.key().to_owned(), value);
                }
                Err(what) => wrong(part, what),
            }
        }
        let whole = match of_type {
            FieldType::Number { tolerance: true, .. } => found.len() == 1 && found.contains_key(Part::Whole.key()),
            _ => parts(of_type) == [Part::Whole],
        };
        match found.remove(Part::Whole.key()).filter(|_| whole || !found.is_empty()) {
            Some(value) if whole => value,
            Some(value) => {
                found.insert(Part::Whole.key().to_owned(), value);
                Value::Object(found)
            }
            None if found.is_empty() => Value::Null,
            None => Value::Object(found),
        }
    }

    fn part(&self, of_type: &FieldType, text: &str) -> Result<Value, Unread> {
        match of_type {
            FieldType::Number { unit, .. } => {
                decimal::number(text, unit.as_deref()).map(Value::Number).ok_or(Unread::Number)
            }
            FieldType::Money { currency, in_units_of } => decimal::money(text, currency, *in_units_of)
                .map(|amount| json!({"amount": amount, "currency": currency})),
            FieldType::Date { .. } => moment::day(text).map(Value::String).ok_or(Unread::Date),
            FieldType::Period => moment::part(text).map(Value::String).ok_or(Unread::Period),
            FieldType::Choice { .. } | FieldType::Track | FieldType::Region => {
                self.terms.code(of_type, text, self.today).map(Value::String)
            }
            FieldType::Readiness(scale) => level(text, *scale).map(Value::from).ok_or(Unread::Level),
            FieldType::YesNo => yes_no(text).map(Value::Bool).ok_or(Unread::YesOrNo),
            _ => Ok(Value::String(text.to_owned())),
        }
    }
}

/// A level: `6`, `TRL 6`, `6级`, `第6级`.
fn level(text: &str, scale: Scale) -> Option<i64> {
    let text = super::fold::half_width(text).to_lowercase();
    let text = text.strip_prefix(scale.code()).or_else(|| text.strip_prefix('第')).unwrap_or(&text);
    let text = text.strip_suffix('级').unwrap_or(text).trim_start_matches(['-', ' ']).trim();
    decimal::number(text, None).and_then(|number| number.as_i64())
}

fn yes_no(text: &str) -> Option<bool> {
    match super::fold::half_width(text).to_lowercase().as_str() {
        "是" | "yes" | "true" => Some(true),
        "否" | "no" | "false" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_people_write_them() {
        for (text, expected) in [
            ("6", Some(6)),
            ("TRL 6", Some(6)),
            ("trl6", Some(6)),
            ("TRL-6", Some(6)),
            ("6级", Some(6)),
            ("第 6 级", Some(6)),
            ("６", Some(6)),
            ("MRL 6", None),
            ("6.5", None),
            ("six", None),
        ] {
            assert_eq!(level(text, Scale::Trl), expected, "{text}");
        }
    }
}
