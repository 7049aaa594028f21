//! Checking a definition before it is used: names that nothing has, kinds and units that do not fit.

use crate::amount::Amount;
use crate::condition::{Condition, Moment, Scalar, Test};
use crate::context::{Context, Quantity, Source, Value};
use crate::verdict::{Problem, Reason};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What a definition may name.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Fields with the kind of what they hold; of a list, the kind of its values.
    pub fields: BTreeMap<String, Kind>,
    /// Facts with their unit.
    pub facts: BTreeMap<String, String>,
    /// Roles.
    pub roles: BTreeSet<String>,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text or a choice.
    Text,
    /// A number in this unit, the empty text for a plain one.
    Number(String),
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
    /// What no rule compares: it is there or not.
    Other,
}

impl Condition {
    /// What is wrong with the condition where only these names are known, each in a sentence; empty where nothing is.
    pub fn check(&self, known: &Known) -> Vec<String> {
        let mut problems = Vec::new();
        self.names(known, &mut problems);
        // Where nothing but the units is known, what an evaluation complains about are the units.
        let mut context = Context::new(Date::constant(2000, 1, 1));
        for (name, unit) in &known.facts {
            context = context.bound(name, Quantity::unknown(unit));
        }
        for (name, kind) in &known.fields {
            if let Kind::Number(unit) = kind {
                context = context.field(name, Value::Number(Quantity::unknown(unit)));
            }
        }
        units(&self.evaluate(&context), &mut problems);
        problems.dedup();
        problems
    }

    fn names(&self, known: &Known, problems: &mut Vec<String>) {
        let mut field = |name: &String, fits: &dyn Fn(&Kind) -> bool| match known.fields.get(name) {
            None => problems.push(format!("there is no field {name:?}")),
            Some(kind) if !fits(kind) => problems.push(format!("field {name:?} holds {}", kind.in_words())),
            Some(_) => {}
        };
        match &self.test {
            Test::Present(name, _) => field(name, &|_| true),
            Test::OneOf(name, values) => field(name, &|kind| values.iter().all(|value| kind.holds(value))),
            Test::Date(window) => {
                let moments = [Some(&window.date), window.not_before.as_ref(), window.not_after.as_ref()];
                for moment in moments.into_iter().flatten() {
                    if let Moment::Field(name) = moment {
                        field(name, &|kind| *kind == Kind::Date);
                    }
                }
            }
            Test::Compare(amount, ..) => amounts(amount, known, problems),
            Test::Role(roles) => {
                let unknown = roles.iter().filter(|role| !known.roles.contains(*role));
                problems.extend(unknown.map(|role| format!("there is no role {role:?}")));
            }
            _ => {}
        }
        self.parts().iter().for_each(|part| part.names(known, problems));
    }
}

fn amounts(amount: &Amount, known: &Known, problems: &mut Vec<String>) {
    for source in amount.sources(Date::constant(2000, 1, 1)) {
        match &source {
            Source::Fact(name, _) if !known.facts.contains_key(name) => {
                problems.push(format!("there is no fact {name:?}"))
            }
            Source::Field(name) => match known.fields.get(name) {
                None => problems.push(format!("there is no field {name:?}")),
                Some(Kind::Number(_)) => {}
                Some(kind) => problems.push(format!("field {name:?} holds {}, not a number", kind.in_words())),
            },
            Source::Fact(..) => {}
        }
    }
}

fn units(reason: &Reason, problems: &mut Vec<String>) {
    let wrong = reason.problems.iter().filter(|problem| matches!(problem, Problem::Units(..)));
    problems.extend(wrong.map(ToString::to_string));
    reason.parts.iter().for_each(|part| units(part, problems));
}

impl Kind {
    fn holds(&self, value: &Scalar) -> bool {
        matches!(
            (self, value),
            (Self::Text, Scalar::Text(_)) | (Self::YesNo, Scalar::YesNo(_)) | (Self::Number(_), Scalar::Number(_))
        )
    }

    fn in_words(&self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Number(_) => "a number",
            Self::Date => "a day",
            Self::YesNo => "yes or no",
            Self::Other => "what no rule compares",
        }
    }
}
