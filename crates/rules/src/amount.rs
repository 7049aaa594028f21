//! Amounts: the arithmetic of rules, over numbers, fields and facts.

use crate::context::{Context, Source, Value};
use crate::interval::Interval;
use crate::measure::{Measure, Undefined};
use crate::number::Number;
use crate::unit::Unit;
use crate::verdict::Problem;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};
use std::fmt;

/// An amount as a rule writes it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Amount {
    Number(Number, String),
    Field(String),
    Fact(String, Period),
    /// Of one or more.
    Several(Operation, Vec<Amount>),
    /// Of two.
    Pair(Pairing, Box<[Amount; 2]>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Sum,
    Product,
    Mean,
    Least,
    Greatest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pairing {
    Difference,
    Ratio,
    /// From the first to the second: second / first − 1.
    Growth,
}

/// A period of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    /// The fact has no period, or the latest is meant.
    None,
    /// `2025`, `2025-Q3`, `2025-07`.
    Named(String),
    /// Calendar years before that of the day: `this-year` (0), `last-year`, `year-before-last`, `3-years-ago`.
    YearsAgo(u8),
}

impl Period {
    fn read(text: &str) -> Option<Self> {
        let years = match text {
            "this-year" => Some(0),
            "last-year" => Some(1),
            "year-before-last" => Some(2),
            _ => text.strip_suffix("-years-ago").and_then(|years| years.parse().ok()),
        };
        if let Some(years) = years {
            return Some(Self::YearsAgo(years));
        }
        let (year, part) = text.split_once('-').unwrap_or((text, "01"));
        let known = matches!(part, "Q1" | "Q2" | "Q3" | "Q4")
            || part.len() == 2 && part.parse().is_ok_and(|month: u8| (1..=12).contains(&month));
        let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        (is_year && known).then(|| Self::Named(text.to_owned()))
    }

    pub(crate) fn on(&self, today: Date) -> String {
        match self {
            Self::None => String::new(),
            Self::Named(name) => name.clone(),
            Self::YearsAgo(years) => (today.year() - i16::from(*years)).to_string(),
        }
    }
}

impl Amount {
    /// Its parts.
    pub(crate) fn parts(&self) -> &[Self] {
        match self {
            Self::Several(_, parts) => parts,
            Self::Pair(_, pair) => pair.as_slice(),
            _ => &[],
        }
    }

    /// The field or fact that it reads itself.
    pub(crate) fn source(&self, today: Date) -> Option<Source> {
        match self {
            Self::Field(name) => Some(Source::Field(name.clone())),
            Self::Fact(name, period) => Some(Source::Fact(name.clone(), period.on(today))),
            _ => None,
        }
    }

    /// All fields and facts that it reads.
    pub(crate) fn sources(&self, today: Date) -> Vec<Source> {
        let inner = self.parts().iter().flat_map(|part| part.sources(today));
        self.source(today).into_iter().chain(inner).collect()
    }

    /// Computes what is known of it, and notes what stands in the way of more.
    pub(crate) fn measure(&self, context: &Context, problems: &mut Vec<Problem>) -> Measure {
        let parts: Vec<Measure> = self.parts().iter().map(|part| part.measure(context, problems)).collect();
        let combined = match self {
            Self::Number(number, unit) => Ok(Measure::new(Interval::point(*number), &Unit::of(unit))),
            Self::Field(_) | Self::Fact(..) => return self.read(context, problems),
            Self::Several(operation, _) => operation.combine(&parts),
            Self::Pair(pairing, _) => pairing.combine(&parts[0], &parts[1]),
        };
        combined.unwrap_or_else(|undefined| {
            problems.push(undefined.problem);
            Measure { dimension: undefined.dimension, ..Measure::UNKNOWN }
        })
    }

    fn read(&self, context: &Context, problems: &mut Vec<Problem>) -> Measure {
        let Some(source) = self.source(context.today) else { return Measure::UNKNOWN };
        let found = match &source {
            Source::Field(name) => match context.filled(name) {
                Some(Value::Number(quantity)) => Ok(Some(quantity)),
                Some(_) => Err(Problem::Kind(source.clone())),
                None => Ok(None),
            },
            Source::Fact(name, period) => Ok(context.facts.get(&(name.clone(), period.clone()))),
        };
        let known = match found {
            Ok(Some(quantity)) => Some(quantity),
            Ok(None) => {
                problems.push(Problem::Missing(source.clone()));
                if let Source::Fact(name, _) = &source { context.bounds.get(name) } else { None }
            }
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        known.map_or(Measure::UNKNOWN, |quantity| Measure::new(quantity.interval(), &quantity.unit()))
    }

    /// Depth and number of nodes.
    pub(crate) fn size(&self) -> (usize, usize) {
        self.parts().iter().map(Self::size).fold((1, 1), |(depth, nodes), part| (depth.max(part.0 + 1), nodes + part.1))
    }
}

impl Operation {
    pub(crate) fn combine(self, parts: &[Measure]) -> Result<Measure, Undefined> {
        let nothing = Undefined { problem: Problem::Division, dimension: None };
        let (first, rest) = parts.split_first().ok_or(nothing)?;
        let by = match self {
            Self::Sum | Self::Mean => Measure::plus,
            Self::Product => Measure::times,
            Self::Least => Measure::least,
            Self::Greatest => Measure::greatest,
        };
        let combined = rest.iter().try_fold(first.clone(), |all, part| by(&all, part))?;
        if self == Self::Mean { combined.divided_by(&count(parts.len())) } else { Ok(combined) }
    }
}

/// How many, as a plain number.
pub(crate) fn count(parts: usize) -> Measure {
    Measure::number((parts as i64).into())
}

impl Pairing {
    fn combine(self, first: &Measure, second: &Measure) -> Result<Measure, Undefined> {
        match self {
            Self::Difference => first.minus(second),
            Self::Ratio => first.divided_by(second),
            Self::Growth => first.growth_to(second),
        }
    }
}

/// The keys that an amount's table may have.
#[derive(Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Table {
    number: Option<Number>,
    unit: Option<String>,
    field: Option<String>,
    fact: Option<String>,
    period: Option<String>,
    sum: Option<Vec<Amount>>,
    product: Option<Vec<Amount>>,
    mean: Option<Vec<Amount>>,
    least: Option<Vec<Amount>>,
    greatest: Option<Vec<Amount>>,
    difference: Option<[Amount; 2]>,
    ratio: Option<[Amount; 2]>,
    growth: Option<[Amount; 2]>,
}

impl TryFrom<Table> for Amount {
    type Error = String;

    fn try_from(mut table: Table) -> Result<Self, String> {
        let several = [
            (Operation::Sum, table.sum.take()),
            (Operation::Product, table.product.take()),
            (Operation::Mean, table.mean.take()),
            (Operation::Least, table.least.take()),
            (Operation::Greatest, table.greatest.take()),
        ];
        let pairs = [
            (Pairing::Difference, table.difference.take()),
            (Pairing::Ratio, table.ratio.take()),
            (Pairing::Growth, table.growth.take()),
        ];
        let several = several.into_iter().filter_map(|(operation, parts)| Some(Self::Several(operation, parts?)));
        let pairs = pairs.into_iter().filter_map(|(pairing, pair)| Some(Self::Pair(pairing, Box::new(pair?))));
        let mut found: Vec<Self> = several.chain(pairs).collect();
        if let Some(number) = table.number.take() {
            found.push(Self::Number(number, table.unit.take().unwrap_or_default()));
        }
        found.extend(table.field.take().map(Self::Field));
        if let Some(fact) = table.fact.take() {
            let period = table.period.take().map(|text| {
                Period::read(&text).ok_or(format!(
                    "period {text:?}: a year, `2025-Q3`, `2025-07`, `this-year`, `last-year`, `year-before-last` or `3-years-ago`"
                ))
            });
            found.push(Self::Fact(fact, period.transpose()?.unwrap_or(Period::None)));
        }
        match (found.pop(), found.is_empty() && table == Table::default()) {
            (Some(Self::Several(_, parts)), true) if parts.is_empty() => Err("an empty list has no amount".into()),
            (Some(amount), true) => Ok(amount),
            _ => Err("an amount is one of `number` (with `unit`), `field`, `fact` (with `period`), `sum`, `difference`, `product`, \
                      `ratio`, `growth`, `mean`, `least`, `greatest`"
                .into()),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Amount;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a number or a table with an amount")
            }
            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Amount, E> {
                Ok(Amount::Number(value.into(), String::new()))
            }
            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Amount, E> {
                self.visit_i64(value.try_into().map_err(E::custom)?)
            }
            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Amount, E> {
                Ok(Amount::Number(value.try_into().map_err(E::custom)?, String::new()))
            }
            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Amount, A::Error> {
                let table = Table::deserialize(de::value::MapAccessDeserializer::new(map))?;
                table.try_into().map_err(de::Error::custom)
            }
        }
        from.deserialize_any(Visitor)
    }
}
