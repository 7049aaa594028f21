//! Figures as people write them into one line: `≥ 8,000 h`, `不低于8000小时`, `-40~85℃`, `10±0.5 mm`, `95%以上`.
//!
//! What is not understood for certain is refused with the reason, because a figure that was read wrongly does more harm than one that a
//! person has to look at.

use crate::figure_reader::Reader;
use crate::plain::plain;
use rules::{Number, Quantity, Side};
use serde::Serialize;

/// Signs of a figure at most.
pub const MOST_SIGNS: usize = 200;

/// How a figure is written, which says how far its meaning is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A number and nothing else: of a need it may be the least, the most, or the only one.
    Plain,
    /// At least, at most, more than, less than.
    Bound,
    /// It lies between two numbers, as of a tolerance, or is equal to one.
    Within,
    /// From one number to another: it lies there, or all of it is covered, as of temperatures of use.
    Range,
}

/// A figure that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// How it was written.
    pub form: Form,
    /// The numbers that it can be, in the unit that was written.
    pub quantity: Quantity,
    /// Whether the lower end itself is left out.
    pub open_low: bool,
    /// Whether the upper end itself is left out.
    pub open_high: bool,
    /// What follows the figure, such as `at 300 kV`; two figures with different remarks hold under different conditions.
    pub remark: String,
}

/// Why a figure cannot be read: a person must judge it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// There is nothing.
    #[error("there is nothing to read")]
    Empty,
    /// It has more than [`MOST_SIGNS`] signs.
    #[error("it is longer than {MOST_SIGNS} signs")]
    TooLong,
    /// It holds no number.
    #[error("it holds no number")]
    NoNumber,
    /// Words before the number may change its meaning.
    #[error("words before the number may change its meaning")]
    Words,
    /// The number can be read in two ways, or has too many digits.
    #[error("the number can be read in two ways, or has too many digits")]
    Number,
    /// It says “about”.
    #[error("it is approximate")]
    Approximate,
    /// It says “better than”, in whichever direction that is.
    #[error("it does not say in which direction it is better")]
    Direction,
    /// The first number of a range is greater than the second.
    #[error("the range ends before it begins")]
    Reversed,
    /// The two numbers of a range are in units that do not convert.
    #[error("two units of one figure do not convert")]
    Units,
}

impl Figure {
    /// Reads a figure.
    ///
    /// # Errors
    /// Where its meaning is not certain.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        // Compared by signs only as far as needed: the text may be of any length.
        if text.chars().nth(MOST_SIGNS).is_some() {
            return Err(Unreadable::TooLong);
        }
        let plain = plain(text);
        if plain.is_empty() {
            return Err(Unreadable::Empty);
        }
        Reader::new(&plain).figure()
    }

    /// A known number.
    pub fn plain(number: impl Into<Number>, unit: &str) -> Self {
        Self::of(Form::Plain, Quantity::exactly(number, unit))
    }

    pub(crate) fn of(form: Form, quantity: Quantity) -> Self {
        Self { form, quantity, open_low: false, open_high: false, remark: String::new() }
    }

    /// The number, where it is a single one.
    pub fn number(&self) -> Option<Number> {
        match self.quantity.ends() {
            (Some(low), Some(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// The same in the base unit of its dimension; nothing where the numbers grow too large.
    pub(crate) fn in_base_unit(&self) -> Option<Self> {
        Some(Self { quantity: self.quantity.in_base_unit()?, ..self.clone() })
    }

    /// On which sides of which numbers something has to lie that is to lie inside.
    pub(crate) fn sides(&self) -> impl Iterator<Item = (Side, Number)> + use<> {
        let (low, high) = self.quantity.ends();
        let above = if self.open_low { Side::MoreThan } else { Side::AtLeast };
        let below = if self.open_high { Side::LessThan } else { Side::AtMost };
        low.map(|low| (above, low)).into_iter().chain(high.map(|high| (below, high)))
    }
}
