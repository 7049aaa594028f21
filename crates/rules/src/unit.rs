//! Units. Amounts are computed in the base unit of their dimension (money in 元), so that 0.5 亿元 and 5,000 万元 are the same and
//! adding 元 to years is noticed. A unit that is not in the table is a dimension of its own and compares only with itself; months
//! and days are two dimensions, because no number of days is a month.

use crate::number::Number;
use crate::unit_table::UNITS;
use std::collections::BTreeMap;
use std::fmt;

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
        if let Some((above, below)) = name.split_once('/').filter(|_| row(name).is_none()) {
            let (above, below) = (Self::of(above), Self::simple(below));
            let factor = below.factor.inverse().and_then(|inverse| above.factor.times(inverse));
            let dimension = above.dimension.times(&below.dimension, -1);
            return Self { factor: factor.expect("the table's factors are small"), dimension };
        }
        Self::simple(name)
    }

    fn simple(name: &str) -> Self {
        let name = name.trim();
        let (base, above, below) = row(name).unwrap_or((name, 1, 1));
        let factor = Number::fraction(above.into(), below.into()).expect("the table has no zero");
        let powers = if base.is_empty() { BTreeMap::new() } else { BTreeMap::from([(base.to_owned(), 1)]) };
        Self { factor, dimension: Dimension(powers) }
    }
}

/// Base unit of a name of the table, and how many of it one is.
fn row(name: &str) -> Option<(&'static str, i64, i64)> {
    UNITS.iter().find(|(names, ..)| names.contains(&name)).map(|&(_, base, above, below)| (base, above, below))
}

/// Whether a name is that of a unit with a known size: `万元`, `MPa`, `mS/cm`. Every other name is a unit of its own, which compares
/// only with itself.
pub fn is_unit(name: &str) -> bool {
    let known = |part: &str| row(part.trim()).is_some() && !part.trim().is_empty();
    known(name) || name.split_once('/').is_some_and(|(above, below)| known(above) && known(below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_table_has_one_meaning() {
        let mut names: Vec<&str> = UNITS.iter().flat_map(|(names, ..)| names.iter().copied()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for &(names, base, ..) in UNITS {
            assert_eq!(Unit::of(base).factor, 1.into(), "{base} of {names:?}");
        }
        for (name, known) in
            [("MPa", true), ("mS/cm", true), ("批", false), ("", false), ("元/", false), ("m/批", false)]
        {
            assert_eq!(is_unit(name), known, "{name}");
        }
    }

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
            ("mS/cm", "S/m", Some("0.1")),
            ("km/h", "m/s", Some("≈0.277777")),
            ("r/min", "rpm", Some("1")),
            ("kWh", "MJ", Some("3.6")),
            ("ppm", "%", Some("0.0001")),
            ("nm", "µm", Some("0.001")),
            ("℃", "K", None),
        ] {
            let (a, b) = (Unit::of(one), Unit::of(other));
            let found = (a.dimension == b.dimension).then(|| a.factor.times(b.factor.inverse().unwrap()).unwrap());
            assert_eq!(found.map(|ratio| ratio.to_string()).as_deref(), ratio, "{one} in {other}");
            assert_eq!(Unit::of(&a.dimension.to_string()).dimension, a.dimension, "{one}");
        }
    }
}
