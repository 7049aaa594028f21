//! Quantities outside of rules: what else is compared by number and unit uses the same intervals and the same table of units.

use crate::condition::Side;
use crate::context::Quantity;
use crate::interval::{End, Interval};
use crate::measure::{Measure, in_unit};
use crate::number::Number;
use crate::unit::Unit;
use crate::verdict::Verdict;

impl Quantity {
    /// This or less.
    pub fn at_most(number: impl Into<Number>, unit: &str) -> Self {
        Self::of_interval(Interval { low: End::Below, high: End::At(number.into()) }, unit.to_owned())
    }

    /// The least and the greatest number that it can be, in its unit; nothing where there is no such end.
    pub fn ends(&self) -> (Option<Number>, Option<Number>) {
        let finite = |end| if let End::At(number) = end { Some(number) } else { None };
        (finite(self.interval().low), finite(self.interval().high))
    }

    /// The same in another unit; nothing where that is of another dimension or the numbers grow too large.
    pub fn in_unit(&self, unit: &str) -> Option<Self> {
        let (from, to) = (self.unit(), Unit::of(unit));
        (from.dimension == to.dimension).then_some(())?;
        self.divided(&from, &to, unit.to_owned())
    }

    /// The same in the base unit of its dimension: two quantities compare where the names of their base units are the same.
    pub fn in_base_unit(&self) -> Option<Self> {
        let from = self.unit();
        let name = from.dimension.to_string();
        self.divided(&from, &Unit::of(&name), name)
    }

    /// In `to`, whose name is given, out of `from`.
    fn divided(&self, from: &Unit, to: &Unit, name: String) -> Option<Self> {
        let measure = Measure::new(self.interval(), from);
        let end = |end| match end {
            End::At(number) => in_unit(number, to).map(End::At),
            infinite => Some(infinite),
        };
        let interval = Interval { low: end(measure.interval.low)?, high: end(measure.interval.high)? };
        Some(Self::of_interval(interval, name))
    }

    /// Whether it lies on a side of a number of its own unit: met where all of the interval does, unmet where nothing of it does,
    /// otherwise unknown.
    pub fn lies(&self, side: Side, limit: Number) -> Verdict {
        let (low, high, at) = (self.interval().low, self.interval().high, End::At(limit));
        let (all, none) = match side {
            Side::AtLeast => (low >= at, high < at),
            Side::MoreThan => (low > at, high <= at),
            Side::AtMost => (high <= at, low > at),
            Side::LessThan => (high < at, low >= at),
        };
        match (all, none) {
            (true, _) => Verdict::Met,
            (_, true) => Verdict::Unmet,
            _ => Verdict::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Met, Unknown, Unmet};

    #[test]
    fn quantities_are_brought_to_other_units() {
        for (quantity, unit, expected) in [
            (Quantity::exactly(5, "cm"), "mm", Some(Quantity::exactly(50, "mm"))),
            (Quantity::at_least(1, "年"), "月", Some(Quantity::at_least(12, "月"))),
            (Quantity::at_most(3, "kg"), "mm", None),
            (Quantity::between(1, 2, "批"), "批", Some(Quantity::between(1, 2, "批"))),
        ] {
            assert_eq!(quantity.in_unit(unit), expected, "{quantity:?} in {unit}");
        }
        let base = Quantity::exactly(2, "GPa").in_base_unit().unwrap();
        assert_eq!((base.unit_name(), base.ends().0), ("Pa", Some(2_000_000_000.into())));
    }

    #[test]
    fn an_interval_lies_on_a_side_where_all_of_it_does() {
        let between = Quantity::between(2, 3, "mm");
        for (side, results) in [
            (Side::AtLeast, [Met, Met, Unknown, Unmet]),
            (Side::MoreThan, [Met, Unknown, Unmet, Unmet]),
            (Side::AtMost, [Unmet, Unknown, Met, Met]),
            (Side::LessThan, [Unmet, Unmet, Unknown, Met]),
        ] {
            let found = [1, 2, 3, 4].map(|limit| between.lies(side, limit.into()));
            assert_eq!(found, results, "{side}");
        }
    }
}
