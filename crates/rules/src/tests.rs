//! Random conditions against a plain model: everything known, fractions without intervals, booleans and no reasons.

use crate::amount::{Amount, Operation, Pairing, Period};
use crate::change::Change;
use crate::condition::{Condition, Label, Limit, Scalar, Side, Test};
use crate::context::{Context, Quantity, Source, Value};
use crate::interval::End;
use crate::number::Number;
use crate::verdict::{Problem, Verdict};
use proptest::prelude::*;
use std::collections::BTreeMap;

const FACTS: [&str; 4] = ["a", "b", "c", "d"];

/// What is true, of which a context knows a part.
#[derive(Clone, Debug)]
struct Truth {
    facts: BTreeMap<String, Number>,
    colour: String,
    roles: Vec<String>,
}

/// How much of each fact is known: all, an interval of this half-width, that it is not above or not below, or nothing.
#[derive(Clone, Copy, Debug)]
enum Known {
    All,
    Near(i64),
    AtLeast(i64),
    Nothing,
}

impl Truth {
    /// With a smaller `width` more is known.
    fn context(&self, known: &[Known], colour: bool, narrower: i64) -> Context {
        let mut context = Context::new(jiff::civil::date(2026, 5, 1));
        for ((name, &value), known) in self.facts.iter().zip(known) {
            let less = |by: i64| value.plus((-by).into()).unwrap();
            let quantity = match known {
                Known::All => Quantity::exactly(value, ""),
                Known::Near(width) => Quantity::between(less(width / narrower), less(-(width / narrower)), ""),
                Known::AtLeast(width) => Quantity::at_least(less(width / narrower), ""),
                Known::Nothing if narrower > 1 => Quantity::unknown(""),
                Known::Nothing => continue,
            };
            context = context.fact(name, "", quantity);
        }
        if colour {
            context = context.field("colour", Value::Text(self.colour.clone()));
        }
        self.roles.iter().fold(context, |context, role| context.role(role))
    }

    fn everything(&self) -> Context {
        self.context(&[Known::All; 4], true, 1)
    }

    fn make(&mut self, change: &Change) {
        match change {
            Change::Number { of: Source::Fact(name, _), side, to, .. } => {
                let beyond = match side {
                    Side::MoreThan => 1,
                    Side::LessThan => -1,
                    _ => 0,
                };
                self.facts.insert(name.clone(), to.plus(Number::fraction(beyond, 1000).unwrap()).unwrap());
            }
            Change::Set { one_of, .. } => self.colour = one_of[0].to_string(),
            Change::Role { one_of } => self.roles.push(one_of[0].clone()),
            _ => {}
        }
    }
}

/// The value, or nothing where it does not exist.
fn plain_amount(amount: &Amount, truth: &Truth) -> Option<Number> {
    let parts = amount.parts().iter().map(|part| plain_amount(part, truth)).collect::<Option<Vec<_>>>()?;
    let sum = || parts.iter().try_fold(Number::ZERO, |sum, part| sum.plus(*part));
    match amount {
        Amount::Number(number, _) => Some(*number),
        Amount::Fact(name, _) => truth.facts.get(name).copied(),
        Amount::Field(_) => None,
        Amount::Several(Operation::Sum, _) => sum(),
        Amount::Several(Operation::Mean, _) => sum()?.times(Number::fraction(1, parts.len() as i128)?),
        Amount::Several(Operation::Product, _) => parts.iter().try_fold(1.into(), |all: Number, part| all.times(*part)),
        Amount::Several(Operation::Least, _) => parts.into_iter().min(),
        Amount::Several(Operation::Greatest, _) => parts.into_iter().max(),
        Amount::Pair(Pairing::Difference, _) => parts[0].plus(parts[1].negative()),
        Amount::Pair(Pairing::Ratio, _) => parts[0].times(parts[1].inverse()?),
        Amount::Pair(Pairing::Growth, _) if parts[0] <= Number::ZERO => None,
        Amount::Pair(Pairing::Growth, _) => parts[1].plus(parts[0].negative())?.times(parts[0].inverse()?),
    }
}

fn plain(condition: &Condition, truth: &Truth) -> Verdict {
    let decided = |holds: bool| if holds { Verdict::Met } else { Verdict::Unmet };
    let parts: Vec<Verdict> = condition.parts().iter().map(|part| plain(part, truth)).collect();
    match &condition.test {
        Test::All(_) => Verdict::all(parts),
        Test::Any(_) => Verdict::any(parts),
        Test::Not(_) => parts[0].negated(),
        Test::When(_) => parts[0].then(parts[1]),
        Test::OneOf(_, values) => decided(values.contains(&Scalar::Text(truth.colour.clone()))),
        Test::Role(roles) => decided(roles.iter().any(|role| truth.roles.contains(role))),
        Test::Compare(amount, limits, _) => plain_amount(amount, truth).map_or(Verdict::Unknown, |value| {
            decided(limits.iter().all(|limit| match limit.side {
                Side::AtLeast => value >= limit.at,
                Side::MoreThan => value > limit.at,
                Side::AtMost => value <= limit.at,
                Side::LessThan => value < limit.at,
            }))
        }),
        _ => Verdict::NeedsPerson,
    }
}

fn amounts() -> impl Strategy<Value = Amount> {
    let leaf = prop_oneof![
        4 => (0..4usize).prop_map(|fact| Amount::Fact(FACTS[fact].into(), Period::None)),
        1 => (-3i64..4).prop_map(|number| Amount::Number(number.into(), String::new())),
    ];
    leaf.prop_recursive(3, 10, 3, |inner| {
        use {Operation::*, Pairing::*};
        prop_oneof![
            (
                prop::sample::select(vec![Sum, Product, Mean, Least, Greatest]),
                prop::collection::vec(inner.clone(), 1..4)
            )
                .prop_map(|(operation, parts)| Amount::Several(operation, parts)),
            (prop::sample::select(vec![Difference, Ratio, Growth]), inner.clone(), inner)
                .prop_map(|(pairing, a, b)| Amount::Pair(pairing, Box::new([a, b]))),
        ]
    })
}

fn limits() -> impl Strategy<Value = Limit> {
    let sides = vec![Side::AtLeast, Side::AtMost, Side::MoreThan, Side::LessThan];
    (prop::sample::select(sides), -8i64..9).prop_map(|(side, at)| Limit { side, at: at.into() })
}

fn named(test: Test) -> Condition {
    Condition { label: None, test }
}

/// Words out of three, at least one.
fn words(from: [&'static str; 3]) -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(from.map(String::from).to_vec(), 1..=2)
}

fn conditions() -> impl Strategy<Value = Condition> {
    let question = Label { en: "Is it new?".into(), zh: "是否新颖？".into() };
    let leaf = prop_oneof![
        6 => (amounts(), limits()).prop_map(|(amount, limit)| Test::Compare(amount, vec![limit], String::new())),
        1 => words(["red", "green", "blue"])
            .prop_map(|values| Test::OneOf("colour".into(), values.into_iter().map(Scalar::Text).collect())),
        1 => words(["curator", "owner", "guest"]).prop_map(Test::Role),
        1 => Just(Test::Person(question)),
    ];
    leaf.prop_map(named).prop_recursive(3, 12, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            3 => list.clone().prop_map(Test::All),
            3 => list.prop_map(Test::Any),
            1 => inner.clone().prop_map(|inner| Test::Not(Box::new(inner))),
            1 => (inner.clone(), inner).prop_map(|(when, then)| Test::When(Box::new([when, then]))),
        ]
        .prop_map(named)
    })
}

fn truths() -> impl Strategy<Value = Truth> {
    let facts = prop::array::uniform4(-6i64..7);
    (facts, prop::sample::select(vec!["red", "green", "blue"]), prop::option::of(Just("owner".to_owned()))).prop_map(
        |(facts, colour, role)| Truth {
            facts: FACTS.iter().zip(facts).map(|(&name, value)| (name.to_owned(), value.into())).collect(),
            colour: colour.into(),
            roles: role.into_iter().collect(),
        },
    )
}

fn knowledge() -> impl Strategy<Value = [Known; 4]> {
    prop::array::uniform4(prop_oneof![
        2 => Just(Known::All),
        2 => (0i64..5).prop_map(Known::Near),
        1 => (0i64..5).prop_map(Known::AtLeast),
        1 => Just(Known::Nothing),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_interval_holds_the_value(amount in amounts(), truth in truths(), known in knowledge()) {
        let mut problems = Vec::new();
        let found = amount.measure(&truth.context(&known, true, 1), &mut problems).interval;
        let exists = problems.iter().all(|problem| matches!(problem, Problem::Missing(_)));
        match plain_amount(&amount, &truth) {
            Some(value) => prop_assert!(found.low <= End::At(value) && End::At(value) <= found.high, "{value} in {found:?}"),
            None => prop_assert!(!exists, "what does not exist is noticed"),
        }
    }

    #[test]
    fn what_is_decided_stays_decided(condition in conditions(), truth in truths(), known in knowledge(), colour: bool) {
        let less = condition.evaluate(&truth.context(&known, colour, 1)).verdict;
        let more = condition.evaluate(&truth.context(&known, colour, 2)).verdict;
        let all = condition.evaluate(&truth.everything()).verdict;
        prop_assert_eq!(all, plain(&condition, &truth));
        prop_assert!(!less.is_final() || less == more, "{:?}, then {:?}", less, more);
        prop_assert!(!more.is_final() || more == all, "{:?}, then {:?}", more, all);
    }

    #[test]
    fn what_is_proposed_as_enough_is_enough(condition in conditions(), truth in truths(), known in knowledge()) {
        let context = truth.context(&known, true, 1);
        let proposal = condition.proposal(&context);
        if proposal.suffices {
            let mut changed = truth;
            proposal.changes.iter().for_each(|change| changed.make(change));
            prop_assert_eq!(plain(&condition, &changed), Verdict::Met, "{:?}", proposal);
        }
    }

    #[test]
    fn independent_numbers_can_always_be_brought_there(
        limits in prop::array::uniform4(limits()), truth in truths(), known in knowledge(), any: bool,
    ) {
        let compare = |(&name, limit): (&&str, Limit)| {
            named(Test::Compare(Amount::Fact(name.into(), Period::None), vec![limit], String::new()))
        };
        let parts: Vec<Condition> = FACTS.iter().zip(limits).map(compare).collect();
        let context = truth.context(&known, true, 1);
        let unmet = parts.iter().filter(|part| part.evaluate(&context).verdict != Verdict::Met).count();
        let expected = if any { usize::from(unmet == 4) } else { unmet };
        let proposal = named(if any { Test::Any(parts) } else { Test::All(parts) }).proposal(&context);
        prop_assert!(proposal.suffices);
        prop_assert_eq!(proposal.changes.len(), expected, "no change more than needed");
    }
}
