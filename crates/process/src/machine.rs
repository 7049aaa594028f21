//! What a process allows: a function of definition, state, actor and what rules may see. It writes nothing.

use crate::definition::{Comment, MONEY, OWNER, Process, Transition, Who};
use registry::content::Content;
use registry::definition::{FieldType, Kind};
use registry::{Actor, Role};
use rules::{Context, Proposal, Quantity, Reason, Value, Verdict};
use serde::Serialize;

/// Why a transition is refused.
#[derive(Clone, Debug, PartialEq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Refusal {
    /// The process has no such transition from this state.
    #[error("{transition} does not begin in state {state}")]
    NotFromHere {
        /// The transition that was asked for.
        transition: String,
        /// Where the record is.
        state: String,
    },
    /// The actor may not do it.
    #[error("{transition} is not for you to do")]
    NotYou {
        /// The transition that was asked for.
        transition: String,
    },
    /// Something must be said with it.
    #[error("{transition} needs a comment")]
    Comment {
        /// The transition that was asked for.
        transition: String,
    },
    /// Its guard does not hold.
    #[error("the conditions of {transition} are not met")]
    Guard {
        /// The transition that was asked for.
        transition: String,
        /// Why.
        reason: Box<Reason>,
        /// What would change it.
        proposal: Box<Proposal>,
    },
}

/// The parties whom a process is about.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// Whose the record is.
    pub owner: &'a str,
    /// Who asks about it, in a conversation.
    pub asker: Option<&'a str>,
}

impl<'a> From<&'a str> for Sides<'a> {
    fn from(owner: &'a str) -> Self {
        Self { owner, asker: None }
    }
}

/// Whether an actor is one of these; `system` only where nobody acts.
pub fn is_one_of<'a>(who: &[Who], actor: Option<&Actor>, sides: impl Into<Sides<'a>>) -> bool {
    let sides = sides.into();
    who.iter().any(|who| match (who, actor) {
        (Who::System, None) => true,
        (Who::Owner, Some(actor)) => actor.is(sides.owner),
        (Who::Asker, Some(actor)) => sides.asker.is_some_and(|asker| actor.is(asker)),
        (Who::Reviewer, Some(actor)) => actor.has(Role::Reviewer),
        (Who::Curator, Some(actor)) => actor.has(Role::Curator),
        (Who::Operator, Some(actor)) => actor.has(Role::Operator),
        _ => false,
    })
}

/// The transitions that an actor may do in a state, whether or not their guards hold.
pub fn options<'a>(
    process: &'a Process,
    state: &'a str,
    actor: &'a Actor,
    sides: impl Into<Sides<'a>>,
) -> impl Iterator<Item = &'a Transition> {
    let sides = sides.into();
    process.from(state).filter(move |transition| is_one_of(&transition.by, Some(actor), sides))
}

/// The transition, where it may be done now.
///
/// # Errors
/// Why it may not.
pub fn decide<'a, 'b>(
    process: &'a Process,
    state: &str,
    transition: &str,
    comment: &str,
    actor: Option<&Actor>,
    sides: impl Into<Sides<'b>>,
    context: &Context,
) -> Result<&'a Transition, Refusal> {
    let found = process.transition(transition).filter(|it| it.from.iter().any(|from| from == state));
    let name = transition.to_owned();
    let transition = found.ok_or_else(|| Refusal::NotFromHere { transition: name.clone(), state: state.to_owned() })?;
    if !is_one_of(&transition.by, actor, sides) {
        return Err(Refusal::NotYou { transition: name });
    }
    if transition.comment == Comment::Required && comment.trim().is_empty() && actor.is_some() {
        return Err(Refusal::Comment { transition: name });
    }
    if let Some(guard) = &transition.guard {
        let reason = guard.evaluate(context);
        if !matches!(reason.verdict, Verdict::Met | Verdict::NotApplicable) {
            let proposal = Box::new(guard.proposal(context));
            return Err(Refusal::Guard { transition: name, reason: Box::new(reason), proposal });
        }
    }
    Ok(transition)
}

/// What rules may see of a record: its fields, the actor's roles, the day, and which required fields are missing.
pub(crate) fn context(
    kind: &Kind,
    content: &Content,
    missing: impl IntoIterator<Item = String>,
    actor: Option<&Actor>,
    owner: &str,
    today: jiff::civil::Date,
) -> Context {
    let mut context = Context::new(today);
    for field in &kind.fields {
        if let Some(value) = content.get(&field.code).and_then(|value| rule_value(&field.of_type, value)) {
            context = context.field(&field.code, value);
        }
    }
    if let Some(actor) = actor {
        for role in &actor.roles {
            context = context.role(role.code());
        }
        if actor.is(owner) {
            context = context.role(OWNER);
        }
    }
    context.missing = Some(missing.into_iter().collect());
    context
}

/// A value as rules see it; what they cannot compare is only there or not there.
fn rule_value(of_type: &FieldType, value: &serde_json::Value) -> Option<Value> {
    if let serde_json::Value::Array(values) = value {
        return Some(Value::List(values.iter().filter_map(|value| rule_value(of_type, value)).collect()));
    }
    let exactly = |text: String, unit: &str| {
        text.parse::<rules::Number>().ok().map(|number| Value::Number(Quantity::exactly(number, unit)))
    };
    match of_type {
        FieldType::Number { unit, .. } => {
            let unit = unit.as_deref().unwrap_or_default();
            let number = if value.is_object() { value.get("value")? } else { value };
            exactly(number.to_string(), unit)
        }
        FieldType::Money { .. } => exactly(format!("{}", value.get("amount")?.as_i64()? as f64 / 100.0), MONEY),
        FieldType::Readiness(_) => exactly(value.to_string(), ""),
        FieldType::Date { .. } => value.as_str()?.parse().ok().map(Value::Date),
        FieldType::YesNo => value.as_bool().map(Value::YesNo),
        _ => Some(Value::Text(value.as_str().map_or_else(|| value.to_string(), str::to_owned))),
    }
}
