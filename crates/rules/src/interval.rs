//! Intervals: what is known of a number that is not fully known. Every operation returns an interval that holds each result of
//! numbers out of its operands (interval arithmetic, Moore 1966), so that what is decided for the interval holds for the number.

use crate::number::Number;

/// An end of an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// Below all numbers.
    Below,
    At(Number),
    /// Above all numbers.
    Above,
}

impl End {
    const ZERO: Self = Self::At(Number::ZERO);

    fn negative(self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::At(number) => Self::At(number.negative()),
            Self::Above => Self::Below,
        }
    }

    /// Nothing where the number would be too large; two infinite ends of one side stay there.
    fn plus(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::At(a), Self::At(b)) => Self::At(a.plus(b)?),
            (Self::At(_), infinite) | (infinite, _) => infinite,
        })
    }

    /// Zero times anything is zero.
    fn times(self, other: Self) -> Option<Self> {
        Some(match (self, other) {
            (Self::At(a), Self::At(b)) => Self::At(a.times(b)?),
            (a, b) if a == Self::ZERO || b == Self::ZERO => Self::ZERO,
            (a, b) if (a > Self::ZERO) == (b > Self::ZERO) => Self::Above,
            _ => Self::Below,
        })
    }

    /// Nothing for zero.
    fn inverse(self) -> Option<Self> {
        match self {
            Self::At(number) => number.inverse().map(Self::At),
            _ => Some(Self::ZERO),
        }
    }
}

/// All numbers from `low` to `high`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    pub(crate) low: End,
    pub(crate) high: End,
}

impl Interval {
    /// Nothing is known.
    pub(crate) const WHOLE: Self = Self { low: End::Below, high: End::Above };

    pub(crate) fn point(number: Number) -> Self {
        Self { low: End::At(number), high: End::At(number) }
    }

    /// The number, where it is the only one.
    pub(crate) fn as_point(self) -> Option<Number> {
        match (self.low, self.high) {
            (End::At(low), End::At(high)) if low == high => Some(low),
            _ => None,
        }
    }

    pub(crate) fn contains_zero(self) -> bool {
        self.low <= End::ZERO && End::ZERO <= self.high
    }

    pub(crate) fn is_above_zero(self) -> bool {
        self.low > End::ZERO
    }

    pub(crate) fn negative(self) -> Self {
        Self { low: self.high.negative(), high: self.low.negative() }
    }

    /// Nothing where the numbers grow too large.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        self.exact_or_rough(other, |a, b| Some(Self { low: a.low.plus(b.low)?, high: a.high.plus(b.high)? }))
    }

    /// Nothing where the numbers grow too large.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        self.exact_or_rough(other, |a, b| {
            let corners = [a.low.times(b.low)?, a.low.times(b.high)?, a.high.times(b.low)?, a.high.times(b.high)?];
            Some(Self { low: corners.into_iter().min()?, high: corners.into_iter().max()? })
        })
    }

    /// Nothing where zero is inside.
    pub(crate) fn inverse(self) -> Option<Self> {
        if self.contains_zero() {
            return None;
        }
        Some(Self { low: self.high.inverse()?, high: self.low.inverse()? })
    }

    pub(crate) fn least(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.min(other.high) }
    }

    pub(crate) fn greatest(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high) }
    }

    /// Where exact fractions grow too long, tries again with operands widened to twelve decimals.
    fn exact_or_rough(self, other: Self, operation: impl Fn(Self, Self) -> Option<Self>) -> Option<Self> {
        operation(self, other).or_else(|| operation(self.rough()?, other.rough()?))
    }

    fn rough(self) -> Option<Self> {
        let down = |end| match end {
            End::At(number) => number.rounded_down().map(End::At),
            infinite => Some(infinite),
        };
        Some(Self { low: down(self.low)?, high: down(self.high.negative())?.negative() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(low: Option<i64>, high: Option<i64>) -> Interval {
        Interval {
            low: low.map_or(End::Below, |low| End::At(low.into())),
            high: high.map_or(End::Above, |high| End::At(high.into())),
        }
    }

    #[test]
    fn products_and_inverses_at_zero_and_infinity() {
        let not_negative = interval(Some(0), None);
        for (a, b, product) in [
            (interval(Some(-2), Some(3)), interval(Some(-5), Some(4)), interval(Some(-15), Some(12))),
            (not_negative, not_negative, not_negative),
            (not_negative, interval(Some(-1), Some(-1)), interval(None, Some(0))),
            (Interval::WHOLE, interval(Some(0), Some(0)), interval(Some(0), Some(0))),
            (Interval::WHOLE, interval(Some(1), None), Interval::WHOLE),
        ] {
            assert_eq!(a.times(b), Some(product), "{a:?} × {b:?}");
            assert_eq!(b.times(a), Some(product), "{b:?} × {a:?}");
        }
        assert_eq!(not_negative.inverse(), None);
        assert_eq!(interval(Some(1), None).inverse(), Some(interval(Some(0), Some(1))));
        assert_eq!(interval(None, Some(-1)).inverse(), Some(interval(Some(-1), Some(0))));
    }

    #[test]
    fn long_fractions_are_widened_and_not_given_up() {
        // Denominators are different primes: the exact sum of four needs more digits than there are.
        let primes = [10_000_000_019i128, 10_000_000_033, 10_000_000_061, 10_000_000_069];
        let parts = primes.map(|prime| Interval::point(Number::fraction(prime + 1, prime).unwrap()));
        let sum = parts.into_iter().reduce(|a, b| a.plus(b).unwrap()).unwrap();
        let (End::At(low), End::At(high)) = (sum.low, sum.high) else { panic!("finite ends") };
        assert!(low > 4.into() && high < "4.000000001".parse().unwrap(), "{low} {high}");
    }
}
