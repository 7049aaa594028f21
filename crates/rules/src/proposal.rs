//! Proposals: what would make the difference.
//!
//! A proposal is found by walking down to the parts that stand in the way: for *all* the union of what each needs, for *any* the
//! alternative with the fewest changes. Parts can get into each other's way (raising the revenue lowers the ratio of R&D to it), so
//! the condition is evaluated with the changes made, and what is then in the way is added, in a few rounds. A proposal says that it
//! suffices only where the whole condition came out as met.

use crate::change::Change;
use crate::condition::{Condition, Limit, Moment, Scalar, Side, Test, Window};
use crate::context::Context;
use crate::solve::reach;
use crate::verdict::Verdict;
use jiff::ToSpan;
use serde::Serialize;

/// How often what one change broke is looked for.
const MOST_ROUNDS: usize = 4;

/// What would make a condition met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// What to do; nothing where the condition is met, or where no way is known.
    pub changes: Vec<Change>,
    /// Whether the condition is met once all of it is done and nothing else changes.
    pub suffices: bool,
}

impl Condition {
    /// The smallest change that would make the condition met. Where it does not suffice it is still the first thing to do.
    pub fn proposal(&self, context: &Context) -> Proposal {
        let first = self.ways(context, true).unwrap_or_default();
        let mut changes = first.clone();
        for _ in 0..MOST_ROUNDS {
            let after = context.after(&changes);
            if self.evaluate(&after).verdict == Verdict::Met {
                return Proposal { changes, suffices: true };
            }
            let further = self.ways(&after, true);
            match union([Some(changes.clone()), further]) {
                Some(more) if more != changes => changes = more,
                _ => break,
            }
        }
        Proposal { changes: first, suffices: false }
    }

    /// Changes that lead towards met (`goal`) or unmet; nothing where none is known or the condition does not apply.
    fn ways(&self, context: &Context, goal: bool) -> Option<Vec<Change>> {
        let verdict = self.evaluate(context).verdict;
        if verdict == reached(goal) || verdict == Verdict::NotApplicable {
            return (verdict != Verdict::NotApplicable).then(Vec::new);
        }
        match (&self.test, goal) {
            (Test::All(parts), true) | (Test::Any(parts), false) => {
                union(parts.iter().map(|part| part.ways(context, goal)))
            }
            (Test::All(parts), false) | (Test::Any(parts), true) => {
                let alternatives = parts.iter().filter_map(|part| {
                    let changes = part.ways(context, goal)?;
                    let suffices = part.evaluate(&context.after(&changes)).verdict == reached(goal);
                    Some((!suffices, changes))
                });
                Some(alternatives.min_by_key(|(fails, changes)| (*fails, changes.len()))?.1)
            }
            (Test::Not(inner), _) => inner.ways(context, !goal),
            (Test::When(pair), _) => union([pair[0].ways(context, true), pair[1].ways(context, goal)]),
            (Test::Present(field, present), _) if *present == goal => Some(vec![Change::Fill { field: field.clone() }]),
            (Test::Present(field, _), _) => Some(vec![Change::Clear { field: field.clone() }]),
            (Test::OneOf(field, values), _) => Some(vec![choose(field, values, goal)]),
            (Test::Compare(amount, limits, unit), true) => {
                union(limits.iter().map(|limit| reach(amount, *limit, unit, context)))
            }
            (Test::Compare(amount, limits, unit), false) => limits
                .iter()
                .filter_map(|limit| {
                    let other = Limit { side: limit.side.opposite(), ..*limit };
                    reach(amount, other, unit, context)
                })
                .min_by_key(Vec::len),
            (Test::Role(roles), true) => Some(vec![Change::Role { one_of: roles.clone() }]),
            (Test::Role(_), false) => None,
            (Test::Date(window), _) => window.ways(context, goal),
            (Test::Complete(complete), _) if *complete == goal => {
                let missing = context.missing.as_ref()?.iter();
                Some(missing.map(|field| Change::Fill { field: field.clone() }).collect())
            }
            (Test::Complete(_), _) => None,
            (Test::Person(question), _) => Some(vec![Change::Ask { question: question.clone() }]),
        }
    }
}

fn reached(goal: bool) -> Verdict {
    if goal { Verdict::Met } else { Verdict::Unmet }
}

/// Everything that any of the parts needs, one change for each thing; nothing where no part knows a way.
fn union(parts: impl IntoIterator<Item = Option<Vec<Change>>>) -> Option<Vec<Change>> {
    let known: Vec<Vec<Change>> = parts.into_iter().flatten().collect();
    let mut changes: Vec<Change> = Vec::new();
    for change in known.iter().flatten() {
        if !changes.iter_mut().any(|earlier| earlier.absorbs(change)) {
            changes.push(change.clone());
        }
    }
    (!known.is_empty()).then_some(changes)
}

fn choose(field: &str, values: &[Scalar], goal: bool) -> Change {
    let field = field.to_owned();
    match values {
        _ if goal => Change::Set { field, one_of: values.to_vec() },
        [Scalar::YesNo(yes)] => Change::Set { field, one_of: vec![Scalar::YesNo(!yes)] },
        _ => Change::Avoid { field, none_of: values.to_vec() },
    }
}

impl Window {
    fn ways(&self, context: &Context, goal: bool) -> Option<Vec<Change>> {
        let ways = self.sides(context).into_iter().filter_map(|(side, limit)| {
            let holds = self
                .date
                .day(context)
                .ok()
                .zip(limit.day(context).ok())
                .map(|(date, limit)| if side.is_up() { date >= limit } else { date <= limit });
            if holds == Some(goal) {
                return goal.then(Vec::new);
            }
            let side = if goal { side } else { side.opposite() };
            one_way(&self.date, side, &limit, context).map(|change| vec![change])
        });
        if goal { union(ways.map(Some)) } else { ways.min_by_key(Vec::len) }
    }
}

/// Moves a date to one side of another, or where it cannot be moved, the other to the other side.
fn one_way(date: &Moment, side: Side, limit: &Moment, context: &Context) -> Option<Change> {
    match (date, limit) {
        (Moment::Field(field), limit) if limit.day(context).is_ok() => {
            let limit = limit.day(context).ok()?;
            let (not_before, not_after) = match side {
                Side::AtLeast => (Some(limit), None),
                Side::MoreThan => (Some(limit.tomorrow().ok()?), None),
                Side::AtMost => (None, Some(limit)),
                Side::LessThan => (None, Some(limit.yesterday().ok()?)),
            };
            Some(Change::Date { field: field.clone(), not_before, not_after })
        }
        (date, Moment::Field(_)) if date.day(context).is_ok() => one_way(limit, side.mirrored(), date, context),
        (Moment::Field(field), _) => Some(Change::Fill { field: field.clone() }),
        (Moment::Today, limit) if side.is_up() => {
            let days = if side == Side::MoreThan { 1 } else { 0 };
            Some(Change::Wait { until: limit.day(context).ok()?.checked_add(days.days()).ok()? })
        }
        _ => None,
    }
}
