//! How a condition is read: the keys of its table, which of them go together, and its limits.

use crate::amount::Amount;
use crate::condition::{Condition, Label, Limit, MOST_DEPTH, MOST_NODES, Moment, Scalar, Side, Test, Window};
use crate::number::Number;
use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// The keys that a condition's table may have.
#[derive(Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    label: Option<Label>,
    all: Option<Vec<Condition>>,
    any: Option<Vec<Condition>>,
    not: Option<Box<Condition>>,
    when: Option<Box<Condition>>,
    then: Option<Box<Condition>>,
    field: Option<String>,
    present: Option<bool>,
    is: Option<Scalar>,
    one_of: Option<Vec<Scalar>>,
    value: Option<Amount>,
    at_least: Option<Number>,
    at_most: Option<Number>,
    more_than: Option<Number>,
    less_than: Option<Number>,
    unit: Option<String>,
    role: Option<Vec<String>>,
    date: Option<Moment>,
    not_before: Option<Moment>,
    not_after: Option<Moment>,
    within_days: Option<u16>,
    complete: Option<bool>,
    person: Option<Label>,
}

impl Table {
    /// Takes out what belongs to one test; whatever is left then does not go with it.
    fn take(&mut self) -> Result<Test, &'static str> {
        Ok(if let Some(parts) = self.all.take() {
            Test::All(filled(parts)?)
        } else if let Some(parts) = self.any.take() {
            Test::Any(filled(parts)?)
        } else if let Some(inner) = self.not.take() {
            Test::Not(inner)
        } else if let Some(when) = self.when.take() {
            let then = self.then.take().ok_or("`when` needs `then`")?;
            Test::When(Box::new([*when, *then]))
        } else if let Some(field) = self.field.take() {
            match (self.present.take(), self.is.take(), self.one_of.take()) {
                (Some(present), None, None) => Test::Present(field, present),
                (None, Some(value), None) => Test::OneOf(field, vec![value]),
                (None, None, Some(values)) => Test::OneOf(field, filled(values)?),
                _ => return Err("`field` needs one of `present`, `is`, `one_of`"),
            }
        } else if let Some(amount) = self.value.take() {
            Test::Compare(amount, self.limits()?, self.unit.take().unwrap_or_default())
        } else if let Some(roles) = self.role.take() {
            Test::Role(filled(roles)?)
        } else if let Some(date) = self.date.take() {
            let (not_before, not_after) = (self.not_before.take(), self.not_after.take());
            let window = Window { date, not_before, not_after, within_days: self.within_days.take() };
            if window.not_before.is_none() && window.not_after.is_none() && window.within_days.is_none() {
                return Err("`date` needs `not_before`, `not_after` or `within_days`");
            }
            Test::Date(window)
        } else if let Some(complete) = self.complete.take() {
            Test::Complete(complete)
        } else if let Some(question) = self.person.take() {
            Test::Person(question)
        } else {
            return Err(
                "a condition needs one of `all`, `any`, `not`, `when`, `field`, `value`, `role`, `date`, `complete`, `person`",
            );
        })
    }

    fn limits(&mut self) -> Result<Vec<Limit>, &'static str> {
        let (low, high) = (
            [(Side::AtLeast, self.at_least.take()), (Side::MoreThan, self.more_than.take())],
            [(Side::AtMost, self.at_most.take()), (Side::LessThan, self.less_than.take())],
        );
        let side = |sides: [(Side, Option<Number>); 2]| match sides {
            [(_, Some(_)), (_, Some(_))] => Err("two limits on one side"),
            sides => Ok(sides.into_iter().find_map(|(side, at)| Some(Limit { side, at: at? }))),
        };
        match (side(low)?, side(high)?) {
            (None, None) => Err("`value` needs `at_least`, `at_most`, `more_than` or `less_than`"),
            (Some(low), Some(high)) if low.at > high.at => Err("no number lies between these limits"),
            (low, high) => Ok(low.into_iter().chain(high).collect()),
        }
    }
}

fn filled<T>(list: Vec<T>) -> Result<Vec<T>, &'static str> {
    if list.is_empty() { Err("the list is empty") } else { Ok(list) }
}

impl TryFrom<Table> for Condition {
    type Error = String;

    fn try_from(mut table: Table) -> Result<Self, String> {
        let condition = Self { label: table.label.take(), test: table.take()? };
        if table != Table::default() {
            return Err(format!("other keys stand beside `{}` that do not go with it", condition.key()));
        }
        match condition.size() {
            (depth, _) if depth > MOST_DEPTH => Err(format!("conditions nest deeper than {MOST_DEPTH}")),
            (_, nodes) if nodes > MOST_NODES => Err(format!("a condition of {nodes} parts; {MOST_NODES} are allowed")),
            _ => Ok(condition),
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Named {
            field: String,
        }
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Moment;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str(r#""today", a day such as "2026-04-01", or { field = ".." }"#)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                match text {
                    "today" => Ok(Moment::Today),
                    _ => text.parse().map(Moment::Day).map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self)),
                }
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Moment, A::Error> {
                Ok(Moment::Field(Named::deserialize(de::value::MapAccessDeserializer::new(map))?.field))
            }
        }
        from.deserialize_any(Visitor)
    }
}
