//! Units. Amounts are computed in the base unit of their dimension (money in 元), so that 0.5 亿元 and 5,000 万元 are the same and
//! adding 元 to years is noticed. A unit that is not in the table is a dimension of its own and compares only with itself; months
//! and days are two dimensions, because no number of days is a month.

use crate::number::Number;
use std::collections::BTreeMap;
use std::fmt;

/// Names, base unit, and how many base units one is: a numerator and a denominator.
const UNITS: &[(&[&str], &str, i64, i64)] = &[
    (&["", "1"], "", 1, 1),
    (&["%"], "", 1, 100),
    (&["‰"], "", 1, 1000),
    (&["元", "CNY"], "元", 1, 1),
    (&["千元"], "元", 1_000, 1),
    (&["万元"], "元", 10_000, 1),
    (&["百万元"], "元", 1_000_000, 1),
    (&["亿元"], "元", 100_000_000, 1),
    (&["人"], "人", 1, 1),
    (&["万人"], "人", 10_000, 1),
    (&["月", "month"], "月", 1, 1),
    (&["年", "year"], "月", 12, 1),
    (&["小时", "h"], "小时", 1, 1),
    (&["分钟", "min"], "小时", 1, 60),
    (&["天", "日", "day"], "小时", 24, 1),
    (&["周", "week"], "小时", 168, 1),
    (&["m", "米"], "m", 1, 1),
    (&["mm", "毫米"], "m", 1, 1000),
    (&["cm", "厘米"], "m", 1, 100),
    (&["km", "公里", "千米"], "m", 1000, 1),
    (&["m²", "平方米"], "m²", 1, 1),
    (&["亩"], "m²", 2000, 3),
    (&["kg", "千克", "公斤"], "kg", 1, 1),
    (&["g", "克"], "kg", 1, 1000),
    (&["t", "吨"], "kg", 1000, 1),
    (&["kW", "千瓦"], "kW", 1, 1),
    (&["W", "瓦"], "kW", 1, 1000),
    (&["MW", "兆瓦"], "kW", 1000, 1),
    (&["GW", "吉瓦"], "kW", 1_000_000, 1),
];

/// Base units with their powers; none for a plain number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dimension(BTreeMap<String, i32>);

impl Dimension {
    /// The dimension of a product (`power` 1) or of a ratio (−1).
    pub(crate) fn times(&self, other: &Self, power: i32) -> Self {
        let mut powers = self.0.clone();
        for (base, exponent) in &other.0 {
            *powers.entry(base.clone()).or_default() += exponent * power;
        }
        powers.retain(|_, exponent| *exponent != 0);
        Self(powers)
    }
}

impl fmt::Display for Dimension {
    /// As a unit that [`Unit::of`] reads, where it has at most one base unit on each side.
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |sign: i32| {
            let bases = self.0.iter().filter(|&(_, &power)| power * sign > 0);
            let named = bases.map(|(base, power)| match power.abs() {
                1 => base.clone(),
                power => format!("{base}^{power}"),
            });
            named.collect::<Vec<_>>().join("·")
        };
        match (side(1), side(-1)) {
            (above, below) if below.is_empty() => to.write_str(&above),
            (above, below) if above.is_empty() => write!(to, "1/{below}"),
            (above, below) => write!(to, "{above}/{below}"),
        }
    }
}

/// What a unit's name means.
pub(crate) struct Unit {
    /// How many base units one is.
    pub(crate) factor: Number,
    pub(crate) dimension: Dimension,
}

impl Unit {
    /// Reads `万元` or `万元/人`.
    pub(crate) fn of(name: &str) -> Self {
        if let Some((above, below)) = name.split_once('/') {
            let (above, below) = (Self::of(above), Self::simple(below));
            let factor = below.factor.inverse().and_then(|inverse| above.factor.times(inverse));
            let dimension = above.dimension.times(&below.dimension, -1);
            return Self { factor: factor.expect("the table's factors are small"), dimension };
        }
        Self::simple(name)
    }

    fn simple(name: &str) -> Self {
        let name = name.trim();
        let (base, above, below) = UNITS
            .iter()
            .find(|(names, ..)| names.contains(&name))
            .map_or((name, 1, 1), |&(_, base, above, below)| (base, above, below));
        let factor = Number::fraction(above.into(), below.into()).expect("the table has no zero");
        let powers = if base.is_empty() { BTreeMap::new() } else { BTreeMap::from([(base.to_owned(), 1)]) };
        Self { factor, dimension: Dimension(powers) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_dimension_convert() {
        for (one, other, ratio) in [
            ("亿元", "万元", Some("10000")),
            ("年", "月", Some("12")),
            ("%", "", Some("0.01")),
            ("万元/人", "元/万人", Some("100000000")),
            ("件", "件", Some("1")),
            ("件", "项", None),
            ("年", "天", None),
            ("元", "元/人", None),
        ] {
            let (a, b) = (Unit::of(one), Unit::of(other));
            let found = (a.dimension == b.dimension).then(|| a.factor.times(b.factor.inverse().unwrap()).unwrap());
            assert_eq!(found.map(|ratio| ratio.to_string()).as_deref(), ratio, "{one} in {other}");
            assert_eq!(Unit::of(&a.dimension.to_string()).dimension, a.dimension, "{one}");
        }
    }
}
