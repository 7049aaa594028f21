//! Exact numbers. A rule decides at its boundary ("at least 15 %"), and there binary fractions fail: 1.15 − 1 is less than 0.15 in
//! floating point. So numbers are fractions of two integers, and only what outgrows them is rounded, outwards.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// An exact fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    numerator: i128,
    /// Above zero, and without a common divisor with the numerator.
    denominator: i128,
}

/// A text or a floating-point number that is not a decimal number of a size that rules can compute with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a decimal number, or has more than 30 digits")]
pub struct NotANumber(String);

impl Number {
    pub(crate) const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// The fraction, or nothing where the denominator is zero or a part is too large.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return None;
        }
        let divisor = greatest_common_divisor(numerator.abs(), denominator.abs()) * denominator.signum();
        Some(Self { numerator: numerator / divisor, denominator: denominator / divisor })
    }

    /// The sum; nothing where it has too many digits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let divisor = greatest_common_divisor(self.denominator, other.denominator);
        let left = self.numerator.checked_mul(other.denominator / divisor)?;
        let right = other.numerator.checked_mul(self.denominator / divisor)?;
        let denominator = self.denominator.checked_mul(other.denominator / divisor)?;
        Self::fraction(left.checked_add(right)?, denominator)
    }

    /// The product; nothing where it has too many digits.
    pub fn times(self, other: Self) -> Option<Self> {
        let (left, right) =
            (Self::fraction(self.numerator, other.denominator)?, Self::fraction(other.numerator, self.denominator)?);
        Self::fraction(left.numerator.checked_mul(right.numerator)?, left.denominator.checked_mul(right.denominator)?)
    }

    /// The number with the other sign.
    #[must_use]
    pub fn negative(self) -> Self {
        Self { numerator: -self.numerator, denominator: self.denominator }
    }

    /// The nearest floating-point number, or one next to it.
    pub fn approximately(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// One divided by it; nothing for zero.
    pub(crate) fn inverse(self) -> Option<Self> {
        Self::fraction(self.denominator, self.numerator)
    }

    /// The nearest number below or equal that has at most twelve decimals.
    pub(crate) fn rounded_down(self) -> Option<Self> {
        let whole = self.numerator.div_euclid(self.denominator);
        let (digits, scale, _) = decimals(self.numerator.rem_euclid(self.denominator), self.denominator, 12);
        Self::fraction(whole.checked_mul(scale)?.checked_add(digits)?, scale)
    }
}

fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Digits of a fraction below one by long division: as one integer, the power of ten it is to be divided by, and what remains.
fn decimals(mut remainder: i128, denominator: i128, most: u32) -> (i128, i128, i128) {
    let (mut digits, mut scale) = (0, 1);
    for _ in 0..most {
        let Some(next) = remainder.checked_mul(10).filter(|&next| next != 0) else { break };
        digits = digits * 10 + next / denominator;
        scale *= 10;
        remainder = next % denominator;
    }
    (digits, scale, remainder)
}

impl Ord for Number {
    /// Compares whole parts, then the inverses of what is left: no product, hence nothing to overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        loop {
            let wholes = a.0.div_euclid(a.1).cmp(&b.0.div_euclid(b.1));
            let rests = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            match (wholes, rests) {
                (Ordering::Equal, (0, _) | (_, 0)) => return rests.0.cmp(&rests.1),
                (Ordering::Equal, _) => (a, b) = ((b.1, rests.1), (a.1, rests.0)),
                _ => return wholes,
            }
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { numerator: value.into(), denominator: 1 }
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    /// Reads `-12.50`: an optional sign, digits, and decimals after a point.
    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let refused = || NotANumber(text.to_owned());
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(unsigned) || !digits(decimals) || unsigned.len() + decimals.len() > 30 {
            return Err(refused());
        }
        let scale = 10i128.pow(decimals.len() as u32);
        let number: i128 = format!("{whole}{decimals}").parse().map_err(|_| refused())?;
        Self::fraction(number, scale).ok_or_else(refused)
    }
}

impl TryFrom<f64> for Number {
    type Error = NotANumber;

    /// Takes the shortest decimal number that stands for the floating-point one: what a person wrote.
    fn try_from(value: f64) -> Result<Self, NotANumber> {
        value.to_string().parse()
    }
}

impl fmt::Display for Number {
    /// With up to six decimals; where more would follow they are cut off and `≈` says so.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (size, sign) = (self.numerator.abs(), if self.numerator < 0 { "-" } else { "" });
        let (digits, scale, rest) = decimals(size % self.denominator, self.denominator, 6);
        let about = if rest == 0 { "" } else { "≈" };
        write!(to, "{about}{sign}{}", size / self.denominator)?;
        if digits == 0 {
            return Ok(());
        }
        let text = format!("{digits:0width$}", width = scale.ilog10() as usize);
        write!(to, ".{}", text.trim_end_matches('0'))
    }
}

impl Serialize for Number {
    /// As a whole number where it is one, as the nearest floating-point number otherwise.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.numerator) {
            Ok(whole) if self.denominator == 1 => to.serialize_i64(whole),
            _ => to.serialize_f64(self.approximately()),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Number;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a number")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Number, E> {
                Ok(value.into())
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Number, E> {
                Number::fraction(value.into(), 1).ok_or_else(|| E::custom("too large"))
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Number, E> {
                value.try_into().map_err(E::custom)
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_and_shown() {
        for (text, shown) in [
            ("0", "0"),
            ("-0.50", "-0.5"),
            ("1500", "1500"),
            ("0.0299999999", "≈0.029999"),
            ("12.000", "12"),
            ("-3.07", "-3.07"),
        ] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), shown);
        }
        for text in ["", ".5", "5.", "1e3", "--1", "NaN", "1234567890123456789012345678901"] {
            assert!(text.parse::<Number>().is_err(), "{text}");
        }
        assert_eq!(Number::try_from(1.15).unwrap(), "1.15".parse().unwrap());
        assert_eq!(Number::fraction(-1, 3).unwrap().to_string(), "≈-0.333333");
        assert_eq!(Number::fraction(1, 0), None);
    }

    fn small() -> impl Strategy<Value = (i128, i128)> {
        (-1_000_000i128..1_000_000, 1i128..1_000_000)
    }

    proptest! {
        #[test]
        fn order_and_sums_agree_with_cross_products((a, b) in small(), (c, d) in small()) {
            let (left, right) = (Number::fraction(a, b).unwrap(), Number::fraction(c, d).unwrap());
            prop_assert_eq!(left.cmp(&right), (a * d).cmp(&(c * b)));
            prop_assert_eq!(left.plus(right), Number::fraction(a * d + c * b, b * d));
            prop_assert_eq!(left.times(right), Number::fraction(a * c, b * d));
            let down = left.rounded_down().unwrap();
            prop_assert!(down <= left && left <= down.plus(Number::fraction(1, 1_000_000_000_000).unwrap()).unwrap());
        }
    }
}
