//! Evaluation: a condition and a context in, a verdict and its reasons out.

use crate::condition::{Condition, Limit, Moment, Scalar, Side, Test, Window};
use crate::context::{Context, Source, Value};
use crate::interval::{End, Interval};
use crate::measure::Measure;
use crate::unit::Unit;
use crate::verdict::{Problem, Reason, Verdict};
use jiff::civil::Date;

impl Condition {
    /// Judges the condition. Every part is judged, also where another one has decided already: the reasons are complete.
    ///
    /// This cannot fail: what stands in the way (a missing fact, units that do not compare) makes a part unknown and is named.
    pub fn evaluate(&self, context: &Context) -> Reason {
        let parts: Vec<Reason> = self.parts().iter().map(|part| part.evaluate(context)).collect();
        let verdicts = || parts.iter().map(|part| part.verdict);
        let reason = match &self.test {
            Test::All(_) => Finding::of(Verdict::all(verdicts())),
            Test::Any(_) => Finding::of(Verdict::any(verdicts())),
            Test::Not(_) => Finding::of(parts[0].verdict.negated()),
            Test::When(_) => Finding::of(parts[0].verdict.then(parts[1].verdict)),
            Test::Present(field, present) => self::present(field, *present, context),
            Test::OneOf(field, values) => one_of(field, values, context),
            Test::Compare(amount, limits, unit) => {
                let mut problems = Vec::new();
                let measure = amount.measure(context, &mut problems);
                let (about, problems) = (distinct(amount.sources(context.today)), distinct(problems));
                Finding { about, ..compare(&measure, limits, unit, problems) }
            }
            Test::Role(roles) => Finding {
                found: context.roles.iter().cloned().collect::<Vec<_>>().join(", "),
                wanted: roles.join(" | "),
                ..Finding::of(decided(roles.iter().any(|role| context.roles.contains(role))))
            },
            Test::Date(window) => window.judge(context),
            Test::Complete(complete) => self::complete(*complete, context),
            Test::Person(_) => Finding::of(Verdict::NeedsPerson),
        };
        let label =
            self.label.clone().or(if let Test::Person(question) = &self.test { Some(question.clone()) } else { None });
        let Finding { verdict, about, found, wanted, problems } = reason;
        Reason { verdict, test: self.key(), label, about, found, wanted, problems, parts }
    }

    /// The key that tells this sort of condition apart in the file.
    pub(crate) fn key(&self) -> &'static str {
        match &self.test {
            Test::All(_) => "all",
            Test::Any(_) => "any",
            Test::Not(_) => "not",
            Test::When(_) => "when",
            Test::Present(..) | Test::OneOf(..) => "field",
            Test::Compare(..) => "value",
            Test::Role(_) => "role",
            Test::Date(_) => "date",
            Test::Complete(_) => "complete",
            Test::Person(_) => "person",
        }
    }
}

/// What a single test brings to its reason.
struct Finding {
    verdict: Verdict,
    about: Vec<Source>,
    found: String,
    wanted: String,
    problems: Vec<Problem>,
}

impl Finding {
    fn of(verdict: Verdict) -> Self {
        Self { verdict, about: Vec::new(), found: String::new(), wanted: String::new(), problems: Vec::new() }
    }
}

/// Each once, in the order of the first.
fn distinct<T: PartialEq>(things: Vec<T>) -> Vec<T> {
    let mut once = Vec::new();
    things.into_iter().for_each(|thing| {
        if !once.contains(&thing) {
            once.push(thing)
        }
    });
    once
}

fn decided(holds: bool) -> Verdict {
    if holds { Verdict::Met } else { Verdict::Unmet }
}

/// Asks about the record itself, not about the world: a field that is not filled in is known not to be.
fn present(field: &str, present: bool, context: &Context) -> Finding {
    let found = context.filled(field);
    Finding {
        about: vec![Source::Field(field.to_owned())],
        found: found.map_or("—".to_owned(), shown),
        wanted: if present { "+" } else { "—" }.to_owned(),
        ..Finding::of(decided(found.is_some() == present))
    }
}

fn complete(complete: bool, context: &Context) -> Finding {
    let Some(missing) = &context.missing else {
        return Finding { found: "?".to_owned(), ..Finding::of(Verdict::Unknown) };
    };
    let fields = missing.iter().map(|field| Source::Field(field.clone()));
    Finding { about: fields.collect(), ..Finding::of(decided(missing.is_empty() == complete)) }
}

fn one_of(field: &str, values: &[Scalar], context: &Context) -> Finding {
    let source = Source::Field(field.to_owned());
    let about = vec![source.clone()];
    let wanted = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ");
    let Some(value) = context.filled(field) else {
        let problems = vec![Problem::Missing(source)];
        return Finding { about, found: "?".into(), wanted, problems, ..Finding::of(Verdict::Unknown) };
    };
    let (mut problems, mut verdicts) = (Vec::new(), Vec::new());
    for one in value.each() {
        for wanted in values {
            verdicts.push(same(one, wanted).unwrap_or_else(|| {
                problems.push(Problem::Kind(source.clone()));
                Verdict::Unknown
            }));
        }
    }
    problems.dedup();
    Finding { about, found: shown(value), wanted, problems, ..Finding::of(Verdict::any(verdicts)) }
}

/// Nothing where the two are of different kinds.
fn same(value: &Value, wanted: &Scalar) -> Option<Verdict> {
    Some(match (value, wanted) {
        (Value::Text(text), Scalar::Text(wanted)) => decided(text == wanted),
        (Value::YesNo(yes), Scalar::YesNo(wanted)) => decided(yes == wanted),
        (Value::Number(quantity), Scalar::Number(wanted)) => {
            let measure = Measure::new(quantity.interval(), &quantity.unit());
            let sides = [Side::AtLeast, Side::AtMost].map(|side| Limit { side, at: *wanted });
            compare(&measure, &sides, "", Vec::new()).verdict
        }
        _ => return None,
    })
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(quantity) => {
            let unit = quantity.unit();
            Measure::new(quantity.interval(), &unit).shown_in(quantity.unit_name())
        }
        Value::Date(date) => date.to_string(),
        Value::YesNo(yes) => yes.to_string(),
        Value::List(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
    }
}

/// Met or unmet where the whole interval lies on one side; never decided by a value that might not exist.
fn compare(measure: &Measure, limits: &[Limit], unit: &str, mut problems: Vec<Problem>) -> Finding {
    let shown = |limit: &Limit| format!("{} {} {unit}", limit.side, limit.at).trim_end().to_owned();
    let (found, wanted) = (measure.shown_in(unit), limits.iter().map(shown).collect::<Vec<_>>().join(", "));
    let verdicts: Vec<Verdict> = limits
        .iter()
        .map(|limit| {
            let at = Measure::new(Interval::point(limit.at), &Unit::of(unit));
            measure.common_dimension(&at).map(|_| on_side(measure.interval, limit.side, at.interval.low))
        })
        .collect::<Result<_, _>>()
        .unwrap_or_else(|problem| {
            problems.push(problem);
            Vec::new()
        });
    let exists = problems.iter().all(|problem| matches!(problem, Problem::Missing(_)));
    let verdict = if exists { Verdict::all(verdicts) } else { Verdict::Unknown };
    Finding { found, wanted, problems, ..Finding::of(verdict) }
}

fn on_side(interval: Interval, side: Side, at: End) -> Verdict {
    let (met, unmet) = match side {
        Side::AtLeast => (interval.low >= at, interval.high < at),
        Side::MoreThan => (interval.low > at, interval.high <= at),
        Side::AtMost => (interval.high <= at, interval.low > at),
        Side::LessThan => (interval.high < at, interval.low >= at),
    };
    if met || unmet { decided(met) } else { Verdict::Unknown }
}

impl Moment {
    /// The day; a problem where a field does not hold one.
    pub(crate) fn day(&self, context: &Context) -> Result<Date, Problem> {
        match self {
            Self::Today => Ok(context.today),
            Self::Day(day) => Ok(*day),
            Self::Field(name) => match context.filled(name) {
                Some(Value::Date(day)) => Ok(*day),
                Some(_) => Err(Problem::Kind(Source::Field(name.clone()))),
                None => Err(Problem::Missing(Source::Field(name.clone()))),
            },
        }
    }

    fn source(&self) -> Option<Source> {
        if let Self::Field(name) = self { Some(Source::Field(name.clone())) } else { None }
    }
}

impl Window {
    /// What has to hold: on which side of which day the date has to lie.
    pub(crate) fn sides(&self, context: &Context) -> Vec<(Side, Moment)> {
        let ago = self.within_days.map(|days| context.today.saturating_sub(jiff::Span::new().days(days)));
        let window = ago.map(|ago| [(Side::AtLeast, Moment::Day(ago)), (Side::AtMost, Moment::Today)]);
        let first = self.not_before.clone().map(|moment| (Side::AtLeast, moment));
        let last = self.not_after.clone().map(|moment| (Side::AtMost, moment));
        first.into_iter().chain(last).chain(window.into_iter().flatten()).collect()
    }

    /// All fields that it reads.
    pub(crate) fn sources(&self) -> Vec<Source> {
        let moments = [Some(&self.date), self.not_before.as_ref(), self.not_after.as_ref()];
        moments.into_iter().flatten().filter_map(Moment::source).collect()
    }

    fn judge(&self, context: &Context) -> Finding {
        let mut problems = Vec::new();
        let mut day = |moment: &Moment| moment.day(context).map_err(|problem| problems.push(problem)).ok();
        let date = day(&self.date);
        let shown = |day: Option<Date>| day.map_or("?".to_owned(), |day| day.to_string());
        let (mut verdicts, mut wanted) = (Vec::new(), Vec::new());
        for (side, moment) in self.sides(context) {
            let limit = day(&moment);
            wanted.push(format!("{side} {}", shown(limit)));
            verdicts.push(date.zip(limit).map_or(Verdict::Unknown, |(date, limit)| {
                decided(if side.is_up() { date >= limit } else { date <= limit })
            }));
        }
        let (about, found, wanted) = (self.sources(), shown(date), wanted.join(", "));
        Finding { about, found, wanted, problems, ..Finding::of(Verdict::all(verdicts)) }
    }
}
