//! Facts as rules see them: each for exactly its period, estimates as intervals, what is not known within its bounds.

use jiff::civil::Date;
use registry::definition::FactDefinition;
use registry::facts::{Confidence, Figure, Period};
use rules::{Context, Number, Quantity};

/// Adds figures that count to what rules may see. A figure of a year is known by the year (`2025`); the newest of those of a day, up to
/// today, is known without a period.
pub(crate) fn with_facts<'a>(
    mut context: Context,
    definitions: impl Iterator<Item = &'a FactDefinition>,
    known: &[Figure],
    today: Date,
) -> Context {
    for definition in definitions {
        let (unit, parts) = definition.rule_unit();
        let bound = if definition.negative { Quantity::unknown(unit) } else { Quantity::at_least(0, unit) };
        context = context.bound(&definition.code, bound);
        let mut newest: Option<(Date, Quantity)> = None;
        for figure in known.iter().filter(|figure| figure.fact.name == definition.code) {
            let Some(quantity) = quantity(definition, figure, unit, parts) else { continue };
            match figure.period {
                Period::Year(_) => context = context.fact(&definition.code, &figure.period.to_string(), quantity),
                Period::Day(day) if day <= today && newest.as_ref().is_none_or(|(before, _)| *before < day) => {
                    newest = Some((day, quantity));
                }
                Period::Day(_) => {}
            }
        }
        if let Some((_, quantity)) = newest {
            context = context.fact(&definition.code, "", quantity);
        }
    }
    context
}

fn quantity(definition: &FactDefinition, figure: &Figure, unit: &str, parts: i64) -> Option<Quantity> {
    let in_unit = |value: f64| {
        if parts == 1 {
            return value.to_string().parse::<Number>().ok();
        }
        // Money is whole in minor units, and small enough for the cast.
        Number::fraction(value.round() as i128, i128::from(parts))
    };
    let value = figure.fact.value;
    if figure.confidence == Confidence::Estimated {
        let off = value.abs() * f64::from(definition.estimate_margin) / 100.0;
        return Some(Quantity::between(in_unit(value - off)?, in_unit(value + off)?, unit));
    }
    Some(Quantity::exactly(in_unit(value)?, unit))
}
