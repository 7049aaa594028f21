//! What a rule may see. The caller lays it out in plain maps before it asks: a rule reads nothing else, not even the clock.

use crate::change::Change;
use crate::interval::{End, Interval};
use crate::number::Number;
use crate::unit::Unit;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A number with its unit, of which possibly only bounds are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    interval: Interval,
    unit: String,
}

impl Quantity {
    /// A known number; the unit of a plain number is the empty text.
    pub fn exactly(number: impl Into<Number>, unit: &str) -> Self {
        Self { interval: Interval::point(number.into()), unit: unit.to_owned() }
    }

    /// Something from one number to another, both included, whichever of the two is the smaller.
    pub fn between(one: impl Into<Number>, other: impl Into<Number>, unit: &str) -> Self {
        let (one, other) = (one.into(), other.into());
        let interval = Interval { low: End::At(one.min(other)), high: End::At(one.max(other)) };
        Self { interval, unit: unit.to_owned() }
    }

    /// This or more: at least zero is what is known of an amount that cannot be negative and that nobody reported.
    pub fn at_least(number: impl Into<Number>, unit: &str) -> Self {
        Self { interval: Interval { low: End::At(number.into()), high: End::Above }, unit: unit.to_owned() }
    }

    /// Only the unit is known.
    pub fn unknown(unit: &str) -> Self {
        Self { interval: Interval::WHOLE, unit: unit.to_owned() }
    }

    pub(crate) fn of_interval(interval: Interval, unit: String) -> Self {
        Self { interval, unit }
    }

    pub(crate) fn interval(&self) -> Interval {
        self.interval
    }

    /// The unit as it was given.
    pub fn unit_name(&self) -> &str {
        &self.unit
    }

    pub(crate) fn unit(&self) -> Unit {
        Unit::of(&self.unit)
    }
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text or the code of a choice.
    Text(String),
    /// A number.
    Number(Quantity),
    /// A day.
    Date(Date),
    /// Yes or no.
    YesNo(bool),
    /// Several values; a condition on the field holds where it holds for one of them.
    List(Vec<Value>),
}

impl Value {
    /// An empty text or list counts as a field that is not filled in.
    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.trim().is_empty(),
            Self::List(values) => values.iter().all(Self::is_empty),
            _ => false,
        }
    }

    /// The value, or those of the list.
    pub(crate) fn each(&self) -> &[Self] {
        if let Self::List(values) = self { values } else { std::slice::from_ref(self) }
    }
}

/// What a rule looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A field of the record.
    Field(String),
    /// A fact in a period (`2025`); the period of a fact that has none is the empty text.
    Fact(String, String),
}

impl fmt::Display for Source {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(name, period) if !period.is_empty() => write!(to, "{name} ({period})"),
            Self::Field(name) | Self::Fact(name, _) => to.write_str(name),
        }
    }
}

/// Everything that a rule may see.
#[derive(Clone, Debug)]
pub struct Context {
    /// The day for which the rule is asked; `last-year` is the calendar year before it.
    pub today: Date,
    /// Values by field; a field that is not here is not filled in.
    pub fields: BTreeMap<String, Value>,
    /// Facts by name and period.
    pub facts: BTreeMap<(String, String), Quantity>,
    /// What is known of a fact in each period for which `facts` has none.
    pub bounds: BTreeMap<String, Quantity>,
    /// Roles of whoever acts.
    pub roles: BTreeSet<String>,
    /// Required fields that are not filled in; nothing where that is not known.
    pub missing: Option<BTreeSet<String>>,
}

impl Context {
    /// A context in which only the day is known.
    pub fn new(today: Date) -> Self {
        Self {
            today,
            fields: BTreeMap::new(),
            facts: BTreeMap::new(),
            bounds: BTreeMap::new(),
            roles: BTreeSet::new(),
            missing: None,
        }
    }

    /// Adds or replaces the value of a field.
    #[must_use]
    pub fn field(mut self, name: &str, value: Value) -> Self {
        self.fields.insert(name.to_owned(), value);
        self
    }

    /// Adds or replaces a fact; the period of a fact that has none is the empty text.
    #[must_use]
    pub fn fact(mut self, name: &str, period: &str, quantity: Quantity) -> Self {
        self.facts.insert((name.to_owned(), period.to_owned()), quantity);
        self
    }

    /// Adds or replaces what is known of a fact in periods for which nothing was reported.
    #[must_use]
    pub fn bound(mut self, name: &str, quantity: Quantity) -> Self {
        self.bounds.insert(name.to_owned(), quantity);
        self
    }

    /// Adds a role.
    #[must_use]
    pub fn role(mut self, name: &str) -> Self {
        self.roles.insert(name.to_owned());
        self
    }

    /// The value of a field that is filled in.
    pub(crate) fn filled(&self, field: &str) -> Option<&Value> {
        self.fields.get(field).filter(|value| !value.is_empty())
    }

    /// The context after some changes. A change that does not say what exactly to do (get a number known, ask a person, choose
    /// something else) changes nothing; of several values that would do, the first is taken, and "more than" is taken to be a
    /// thousandth more.
    #[must_use]
    pub fn after(&self, changes: &[Change]) -> Self {
        let mut context = self.clone();
        for change in changes {
            change.apply(&mut context);
        }
        context
    }

    /// Fills in a field, next to what a list holds already.
    pub(crate) fn fill(&mut self, field: &str, value: Value) {
        if let Some(missing) = &mut self.missing {
            missing.remove(field);
        }
        match self.fields.get_mut(field) {
            Some(Value::List(values)) => values.push(value),
            _ => _ = self.fields.insert(field.to_owned(), value),
        }
    }
}
