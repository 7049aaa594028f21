//! Changes: what somebody could do to a context, how two of them become one, and what is the case after one.

use crate::condition::{Label, Scalar, Side};
use crate::context::{Context, Quantity, Source, Value};
use crate::number::Number;
use crate::unit::Unit;
use jiff::civil::Date;
use serde::Serialize;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum Change {
    /// Bring a number to one side of another.
    Number {
        /// Which number.
        of: Source,
        /// On which side of `to`.
        side: Side,
        /// The limit.
        to: Number,
        /// How far it is from what it is now, in the same unit; nothing where that is not known.
        by: Option<Number>,
        /// The unit of both.
        unit: String,
    },
    /// Find out a number; only then can be said what it has to be.
    FindOut {
        /// Which number.
        of: Source,
    },
    /// Fill in a field.
    Fill {
        /// Its name.
        field: String,
    },
    /// Empty a field.
    Clear {
        /// Its name.
        field: String,
    },
    /// Set a field to one of some values.
    Set {
        /// Its name.
        field: String,
        /// The values.
        one_of: Vec<Scalar>,
    },
    /// Set a field to something else than some values.
    Avoid {
        /// Its name.
        field: String,
        /// The values.
        none_of: Vec<Scalar>,
    },
    /// Set a date.
    Date {
        /// The field that holds it.
        field: String,
        /// The first day that would do.
        not_before: Option<Date>,
        /// The last day that would do.
        not_after: Option<Date>,
    },
    /// Wait until a day.
    Wait {
        /// The day.
        until: Date,
    },
    /// Let somebody act who has one of some roles.
    Role {
        /// The roles.
        one_of: Vec<String>,
    },
    /// Ask a person.
    Ask {
        /// What to judge.
        question: Label,
    },
}

impl Change {
    /// Takes in another change of the same thing in the same direction: what satisfies the result satisfies both.
    pub(crate) fn absorbs(&mut self, change: &Self) -> bool {
        match (&mut *self, change) {
            (
                Self::Number { of, side, to, by, unit },
                Self::Number { of: other, side: towards, to: limit, unit: its, .. },
            ) if of == other && unit == its && side.is_up() == towards.is_up() => {
                let further = if side.is_up() { *limit > *to } else { *limit < *to };
                if further || *limit == *to && matches!(towards, Side::MoreThan | Side::LessThan) {
                    let more = if further { distance(*side, *to, *limit) } else { Some(Number::ZERO) };
                    *by = by.zip(more).and_then(|(by, more)| by.plus(more));
                    (*side, *to) = (*towards, *limit);
                }
                true
            }
            (Self::Set { field, one_of }, Self::Set { field: other, one_of: values }) if field == other => {
                let both: Vec<Scalar> = one_of.iter().filter(|value| values.contains(value)).cloned().collect();
                let compatible = !both.is_empty();
                if compatible {
                    *one_of = both;
                }
                compatible
            }
            (
                Self::Date { field, not_before, not_after },
                Self::Date { field: other, not_before: first, not_after: last },
            ) if field == other => {
                *not_before = (*not_before).max(*first);
                *not_after = not_after.iter().chain(last).min().copied();
                true
            }
            (Self::Wait { until }, Self::Wait { until: other }) => {
                *until = (*until).max(*other);
                true
            }
            (one, Self::Fill { field }) => one.field() == Some(field),
            (one @ Self::Fill { .. }, other) if one.field().is_some() && one.field() == other.field() => {
                *one = other.clone();
                true
            }
            (one, other) => one == other,
        }
    }

    /// The field that it fills in.
    fn field(&self) -> Option<&String> {
        match self {
            Self::Fill { field } | Self::Set { field, .. } | Self::Date { field, .. } => Some(field),
            Self::Number { of: Source::Field(field), .. } => Some(field),
            _ => None,
        }
    }

    pub(crate) fn apply(&self, context: &mut Context) {
        match self {
            Self::Number { of, side, to, unit, .. } => {
                let beyond = match side {
                    Side::MoreThan => Number::fraction(1, 1000),
                    Side::LessThan => Number::fraction(-1, 1000),
                    _ => None,
                };
                let quantity = Quantity::exactly(beyond.and_then(|beyond| to.plus(beyond)).unwrap_or(*to), unit);
                match of {
                    Source::Fact(name, period) => _ = context.facts.insert((name.clone(), period.clone()), quantity),
                    Source::Field(name) => context.fill(name, Value::Number(quantity)),
                }
            }
            Self::Fill { field } if context.filled(field).is_none() => context.fill(field, Value::Text("…".to_owned())),
            Self::Clear { field } => _ = context.fields.remove(field),
            Self::Set { field, one_of } => one_of.iter().take(1).for_each(|value| context.fill(field, value.into())),
            Self::Date { field, not_before, not_after } => {
                not_before.or(*not_after).into_iter().for_each(|day| context.fill(field, Value::Date(day)));
            }
            Self::Wait { until } => context.today = context.today.max(*until),
            Self::Role { one_of } => context.roles.extend(one_of.first().cloned()),
            Self::Fill { .. } | Self::FindOut { .. } | Self::Avoid { .. } | Self::Ask { .. } => {}
        }
    }
}

/// A change of a number from a base unit to the one in which it is said.
pub(crate) fn number_change(of: Source, side: Side, to: Number, now: Option<Number>, unit: &str) -> Option<Change> {
    let inverse = Unit::of(unit).factor.inverse()?;
    let by = now.and_then(|now| distance(side, now, to)?.times(inverse));
    Some(Change::Number { of, side, to: to.times(inverse)?, by, unit: unit.to_owned() })
}

/// How far it is from one number to another in the direction of a side.
fn distance(side: Side, from: Number, to: Number) -> Option<Number> {
    let difference = to.plus(from.negative())?;
    Some(if side.is_up() { difference } else { difference.negative() })
}
