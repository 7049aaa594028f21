//! Amounts while they are computed: an interval in the base unit of its dimension.

use crate::interval::{End, Interval};
use crate::number::Number;
use crate::unit::{Dimension, Unit};
use crate::verdict::Problem;

/// A computed amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) interval: Interval,
    /// Nothing where it is not known, as of a fact of which nothing was ever reported.
    pub(crate) dimension: Option<Dimension>,
}

/// Why there is no value, and the dimension that it would have.
#[derive(Debug)]
pub(crate) struct Undefined {
    pub(crate) problem: Problem,
    pub(crate) dimension: Option<Dimension>,
}

type Result = std::result::Result<Measure, Undefined>;

fn defined(interval: Option<Interval>, dimension: Option<Dimension>, problem: Problem) -> Result {
    match interval {
        Some(interval) => Ok(Measure { interval, dimension }),
        None => Err(Undefined { problem, dimension }),
    }
}

impl Measure {
    /// Nothing is known.
    pub(crate) const UNKNOWN: Self = Self { interval: Interval::WHOLE, dimension: None };

    /// From a number of units to the base unit.
    pub(crate) fn new(interval: Interval, unit: &Unit) -> Self {
        let factor = Interval::point(unit.factor);
        Self { interval: interval.times(factor).unwrap_or(Interval::WHOLE), dimension: Some(unit.dimension.clone()) }
    }

    pub(crate) fn number(number: Number) -> Self {
        Self::new(Interval::point(number), &Unit::of(""))
    }

    /// The dimension of both, which is that of one where that of the other is not known.
    pub(crate) fn common_dimension(&self, other: &Self) -> std::result::Result<Option<Dimension>, Problem> {
        match (&self.dimension, &other.dimension) {
            (Some(one), Some(other)) if one != other => Err(Problem::Units(one.to_string(), other.to_string())),
            (one, other) => Ok(one.clone().or_else(|| other.clone())),
        }
    }

    fn same(&self, other: &Self, operation: impl Fn(Interval, Interval) -> Option<Interval>) -> Result {
        let dimension = self.common_dimension(other).map_err(|problem| Undefined { problem, dimension: None })?;
        defined(operation(self.interval, other.interval), dimension, Problem::TooLarge)
    }

    pub(crate) fn plus(&self, other: &Self) -> Result {
        self.same(other, Interval::plus)
    }

    pub(crate) fn minus(&self, other: &Self) -> Result {
        self.same(other, |a, b| a.plus(b.negative()))
    }

    pub(crate) fn least(&self, other: &Self) -> Result {
        self.same(other, |a, b| Some(a.least(b)))
    }

    pub(crate) fn greatest(&self, other: &Self) -> Result {
        self.same(other, |a, b| Some(a.greatest(b)))
    }

    pub(crate) fn times(&self, other: &Self) -> Result {
        defined(self.interval.times(other.interval), self.product(other, 1), Problem::TooLarge)
    }

    /// A problem wherever the divisor could be zero.
    pub(crate) fn divided_by(&self, other: &Self) -> Result {
        let dimension = self.product(other, -1);
        let inverse = other.interval.inverse();
        let problem = if inverse.is_some() { Problem::TooLarge } else { Problem::Division };
        defined(inverse.and_then(|inverse| self.interval.times(inverse)), dimension, problem)
    }

    fn product(&self, other: &Self, power: i32) -> Option<Dimension> {
        Some(self.dimension.as_ref()?.times(other.dimension.as_ref()?, power))
    }

    /// Later divided by this, less one: written with each operand once, so that the interval is as narrow as it can be.
    pub(crate) fn growth_to(&self, later: &Self) -> Result {
        let plain = Some(Dimension::default());
        self.common_dimension(later).map_err(|problem| Undefined { problem, dimension: plain.clone() })?;
        if !self.interval.is_above_zero() {
            return Err(Undefined { problem: Problem::Growth, dimension: plain });
        }
        Self { dimension: plain, ..later.divided_by(self)? }.minus(&Self::number(1.into()))
    }

    /// As a text in a unit: `4200 万元`, `[0, ∞) 元`, `?`.
    pub(crate) fn shown_in(&self, name: &str) -> String {
        if self.interval == Interval::WHOLE {
            return "?".to_owned();
        }
        let unit = Unit::of(name);
        let (unit, name) = match &self.dimension {
            Some(dimension) if *dimension != unit.dimension => (Unit::of(""), dimension.to_string()),
            _ => (unit, name.to_owned()),
        };
        let shown = |end| match end {
            End::At(number) => in_unit(number, &unit).map_or("?".to_owned(), |number| number.to_string()),
            End::Below => "−∞".to_owned(),
            End::Above => "∞".to_owned(),
        };
        let text = match (self.interval.low, self.interval.high) {
            (low, high) if low == high => shown(low),
            (low, high) => {
                let open = if low == End::Below { '(' } else { '[' };
                let close = if high == End::Above { ')' } else { ']' };
                format!("{open}{}, {}{close}", shown(low), shown(high))
            }
        };
        format!("{text} {name}").trim_end().to_owned()
    }
}

/// From the base unit to a number of units.
pub(crate) fn in_unit(number: Number, unit: &Unit) -> Option<Number> {
    number.times(unit.factor.inverse()?)
}
