//! Conditions: what a rule asks, and how it is read.
//!
//! One table is one condition. Unknown keys and keys that do not go together are refused where they stand, and so is a condition
//! that is too deep or too large: there are no loops and no definitions to call, so that a condition that was read ends soon.

use crate::amount::Amount;
use crate::context::Value;
use crate::number::Number;
use crate::reading::Table;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How deep a condition may nest, amounts included.
pub const MOST_DEPTH: usize = 16;

/// How many conditions and amounts one condition may consist of.
pub const MOST_NODES: usize = 400;

/// A name or a question in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

/// A condition, as read from a definition. It is at most [`MOST_DEPTH`] deep and has at most [`MOST_NODES`] parts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "Table")]
pub struct Condition {
    pub(crate) label: Option<Label>,
    pub(crate) test: Test,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Test {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    When(Box<[Condition; 2]>),
    Present(String, bool),
    OneOf(String, Vec<Scalar>),
    Compare(Amount, Vec<Limit>, String),
    Role(Vec<String>),
    Date(Window),
    Complete(bool),
    Person(Label),
}

/// One side of what an amount is compared with, in the unit of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) side: Side,
    pub(crate) at: Number,
}

/// On which side of a limit a number has to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// At the limit or above.
    AtLeast,
    /// At the limit or below.
    AtMost,
    /// Above the limit.
    MoreThan,
    /// Below the limit.
    LessThan,
}

impl Side {
    /// The side on which all the other numbers lie.
    pub(crate) fn opposite(self) -> Self {
        match self {
            Self::AtLeast => Self::LessThan,
            Self::AtMost => Self::MoreThan,
            Self::MoreThan => Self::AtMost,
            Self::LessThan => Self::AtLeast,
        }
    }

    /// The side in the other direction, as strict as this one.
    pub(crate) fn mirrored(self) -> Self {
        match self {
            Self::AtLeast => Self::AtMost,
            Self::AtMost => Self::AtLeast,
            Self::MoreThan => Self::LessThan,
            Self::LessThan => Self::MoreThan,
        }
    }

    pub(crate) fn is_up(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::MoreThan => ">",
            Self::LessThan => "<",
        })
    }
}

/// From when to when a date has to lie.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Window {
    pub(crate) date: Moment,
    pub(crate) not_before: Option<Moment>,
    pub(crate) not_after: Option<Moment>,
    /// Today, or at most so many days before.
    pub(crate) within_days: Option<u16>,
}

/// A day that is written, asked or looked up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Moment {
    Today,
    Day(Date),
    Field(String),
}

/// A value that a field is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a text, a number, or true or false")]
pub enum Scalar {
    /// Yes or no.
    YesNo(bool),
    /// A plain number.
    Number(Number),
    /// A text or the code of a choice.
    Text(String),
}

impl From<&Scalar> for Value {
    fn from(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::YesNo(yes) => Self::YesNo(*yes),
            Scalar::Number(number) => Self::Number(crate::Quantity::exactly(*number, "")),
            Scalar::Text(text) => Self::Text(text.clone()),
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::YesNo(yes) => yes.fmt(to),
            Self::Number(number) => number.fmt(to),
            Self::Text(text) => to.write_str(text),
        }
    }
}

impl Condition {
    /// All of some conditions, each of which was read and is within the limits.
    pub(crate) fn all(parts: Vec<Self>) -> Self {
        Self { label: None, test: Test::All(parts) }
    }

    /// Its parts.
    pub(crate) fn parts(&self) -> &[Self] {
        match &self.test {
            Test::All(parts) | Test::Any(parts) => parts,
            Test::Not(inner) => std::slice::from_ref(inner),
            Test::When(pair) => pair.as_slice(),
            _ => &[],
        }
    }

    /// Depth and number of nodes.
    pub(crate) fn size(&self) -> (usize, usize) {
        let amount = if let Test::Compare(amount, ..) = &self.test { Some(amount.size()) } else { None };
        let parts = self.parts().iter().map(Self::size).chain(amount);
        parts.fold((1, 1), |(depth, nodes), part| (depth.max(part.0 + 1), nodes + part.1))
    }
}
