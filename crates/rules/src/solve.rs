//! Solving an amount for one of its numbers: what a single fact would have to be for the whole to reach a limit.

use crate::amount::{Amount, Operation, Pairing, count};
use crate::change::{Change, number_change};
use crate::condition::{Limit, Side};
use crate::context::{Context, Source};
use crate::interval::{End, Interval};
use crate::measure::Measure;
use crate::unit::Unit;
use crate::verdict::Problem;

/// One number, where it has to go, and on which side of that.
struct Move {
    of: Source,
    to: Measure,
    side: Side,
}

/// The first set of changes after which the amount lies on the right side of the limit. Where none is found but numbers are
/// missing, those have to be found out; nothing where neither helps.
pub(crate) fn reach(amount: &Amount, limit: Limit, unit: &str, context: &Context) -> Option<Vec<Change>> {
    let target = Measure::new(Interval::point(limit.at), &Unit::of(unit));
    let holds = |context: &Context| {
        let mut problems = Vec::new();
        let measure = amount.measure(context, &mut problems);
        let known = problems.iter().all(|problem| matches!(problem, Problem::Missing(_)));
        known && measure.common_dimension(&target).is_ok() && lies(measure.interval, limit.side, target.interval.low)
    };
    if holds(context) {
        return Some(Vec::new());
    }
    let found = solve(amount, target.clone(), limit.side, context).find_map(|moves| {
        let changes: Option<Vec<Change>> = moves.into_iter().map(|step| step.change(unit, context)).collect();
        changes.filter(|changes| holds(&context.after(changes)))
    });
    let mut problems = Vec::new();
    amount.measure(context, &mut problems);
    let missing: Vec<Change> = problems
        .into_iter()
        .filter_map(|problem| if let Problem::Missing(of) = problem { Some(Change::FindOut { of }) } else { None })
        .collect();
    found.or((!missing.is_empty()).then_some(missing))
}

fn lies(interval: Interval, side: Side, at: End) -> bool {
    match side {
        Side::AtLeast => interval.low >= at,
        Side::MoreThan => interval.low > at,
        Side::AtMost => interval.high <= at,
        Side::LessThan => interval.high < at,
    }
}

type Alternatives<'a> = Box<dyn Iterator<Item = Vec<Move>> + 'a>;

/// Alternatives, each a set of moves, with the number that comes first in the rule first. All other numbers stay as they are, so
/// there is none where two are unknown. They are found as they are asked for.
fn solve<'a>(amount: &'a Amount, target: Measure, side: Side, context: &'a Context) -> Alternatives<'a> {
    if let Some(of) = amount.source(context.today) {
        return Box::new(std::iter::once(vec![Move { of, to: target, side }]));
    }
    let now: Vec<Measure> = amount.parts().iter().map(|part| part.measure(context, &mut Vec::new())).collect();
    match amount {
        Amount::Several(operation @ (Operation::Least | Operation::Greatest), parts) => {
            // The least reaches up only where all do; the greatest where one does; and the other way round.
            if (*operation == Operation::Least) != side.is_up() {
                return Box::new(parts.iter().flat_map(move |part| solve(part, target.clone(), side, context)));
            }
            let at = target.interval.low;
            let short = parts.iter().zip(now).filter(|(_, now)| !lies(now.interval, side, at));
            let moves = short.map(|(part, _)| solve(part, target.clone(), side, context).next());
            let together = moves.collect::<Option<Vec<_>>>();
            Box::new(together.map(|moves| moves.into_iter().flatten().collect()).into_iter())
        }
        Amount::Several(operation, parts) => Box::new(parts.iter().enumerate().flat_map(move |(index, part)| {
            let solved = solve_list(*operation, &now, index, &target, side);
            solved.into_iter().flat_map(move |(target, side)| solve(part, target, side, context))
        })),
        Amount::Pair(pairing, pair) => {
            let solved = solve_pair(*pairing, &now, &target, side);
            Box::new(solved.into_iter().flat_map(|(part, target, side)| solve(&pair[part], target, side, context)))
        }
        _ => Box::new(std::iter::empty()),
    }
}

fn is_point(measure: &Measure) -> bool {
    measure.interval.as_point().is_some()
}

/// What one part of a sum, a mean or a product has to be.
fn solve_list(
    operation: Operation,
    now: &[Measure],
    part: usize,
    target: &Measure,
    side: Side,
) -> Option<(Measure, Side)> {
    let others: Vec<Measure> = [&now[..part], &now[part + 1..]].concat();
    if others.is_empty() {
        return Some((target.clone(), side));
    }
    if !others.iter().all(is_point) {
        return None;
    }
    if operation == Operation::Product {
        let rest = operation.combine(&others).ok()?;
        return Some((target.divided_by(&rest).ok()?, turned(side, &rest)));
    }
    let rest = Operation::Sum.combine(&others).ok()?;
    let whole = if operation == Operation::Mean { target.times(&count(now.len())).ok()? } else { target.clone() };
    Some((whole.minus(&rest).ok()?, side))
}

/// What the first or the second of a pair has to be; of growth the later value comes first.
fn solve_pair(pairing: Pairing, now: &[Measure], target: &Measure, side: Side) -> Vec<(usize, Measure, Side)> {
    let factor = target.plus(&Measure::number(1.into())).ok().filter(|_| pairing == Pairing::Growth);
    let for_first = Some(&now[1]).filter(|second| is_point(second)).and_then(|second| match pairing {
        Pairing::Difference => Some((0, target.plus(second).ok()?, side)),
        Pairing::Ratio => Some((0, target.times(second).ok()?, turned(side, second))),
        Pairing::Growth => Some((0, second.divided_by(factor.as_ref()?).ok()?, turned(side, second).mirrored())),
    });
    let for_second = Some(&now[0]).filter(|first| is_point(first)).and_then(|first| match pairing {
        Pairing::Difference => Some((1, first.minus(target).ok()?, side.mirrored())),
        Pairing::Ratio => Some((1, first.divided_by(target).ok()?, turned(side, first).mirrored())),
        Pairing::Growth => Some((1, first.times(factor.as_ref()?).ok()?, side)),
    });
    let both = if pairing == Pairing::Growth { [for_second, for_first] } else { [for_first, for_second] };
    both.into_iter().flatten().collect()
}

/// Multiplying by something below zero exchanges the sides.
fn turned(side: Side, factor: &Measure) -> Side {
    if factor.interval.high < End::At(0.into()) { side.mirrored() } else { side }
}

impl Move {
    /// In the unit of the rule where that fits, otherwise in that in which the number is held, otherwise in the base unit.
    fn change(self, unit: &str, context: &Context) -> Option<Change> {
        let held = match &self.of {
            Source::Field(name) => match context.filled(name) {
                Some(crate::Value::Number(quantity)) => Some(quantity),
                _ => None,
            },
            Source::Fact(name, period) => {
                context.facts.get(&(name.clone(), period.clone())).or_else(|| context.bounds.get(name))
            }
        };
        let held_in = held.map(|quantity| quantity.unit_name().to_owned());
        let dimension = self.to.dimension.clone().or_else(|| held.map(|quantity| quantity.unit().dimension))?;
        let fits = |name: &String| Unit::of(name).dimension == dimension;
        let name = Some(unit.to_owned()).filter(fits).or(held_in.filter(fits)).unwrap_or_else(|| dimension.to_string());
        let now = held.and_then(|quantity| Measure::new(quantity.interval(), &quantity.unit()).interval.as_point());
        number_change(self.of, self.side, self.to.interval.as_point()?, now, &name)
    }
}
