//! A process as data.

mod check;
mod guard;
mod load;

pub(crate) use guard::{MONEY, OWNER};
pub use load::{ProcessError, Processes};

use registry::definition::Words;
use rules::Condition;
use serde::Deserialize;

/// Who may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    /// The party a record belongs to.
    Owner,
    /// A role.
    Reviewer,
    /// A role.
    Curator,
    /// A role.
    Operator,
    /// Nobody: a deadline does it.
    System,
}

/// Whether something is said with a transition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Comment {
    /// Nothing.
    #[default]
    None,
    /// Perhaps.
    Optional,
    /// Always.
    Required,
}

/// What follows from a transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The newest version becomes public.
    Publish,
    /// The record leaves the hall.
    Withdraw,
    /// The owner is told.
    NotifyOwner,
    /// The curators are told.
    NotifyCurators,
}

/// A time by which a state must have been left.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateDeadline {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// Working days after the day the state was entered.
    pub working_days: u16,
    /// The transition that follows when it is over.
    pub then: String,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// Who may change the fields in it.
    #[serde(default)]
    pub edit: Vec<Who>,
    /// Whether a record may stay in it for ever.
    #[serde(default)]
    pub end: bool,
    /// Its deadlines.
    #[serde(default)]
    pub deadlines: Vec<StateDeadline>,
}

/// A transition.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// States it begins in.
    pub from: Vec<String>,
    /// The state it ends in.
    pub to: String,
    /// Who may do it.
    pub by: Vec<Who>,
    /// What must hold.
    pub guard: Option<Condition>,
    /// Whether something is said with it.
    #[serde(default)]
    pub comment: Comment,
    /// What follows, in order.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

/// A process.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    /// Its code.
    pub code: String,
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
    /// The state it begins in.
    pub start: String,
    /// Its states.
    pub states: Vec<State>,
    /// Its transitions.
    pub transitions: Vec<Transition>,
}

impl Process {
    /// The state of a code.
    pub fn state(&self, code: &str) -> Option<&State> {
        self.states.iter().find(|state| state.code == code)
    }

    /// The transition of a code.
    pub fn transition(&self, code: &str) -> Option<&Transition> {
        self.transitions.iter().find(|transition| transition.code == code)
    }

    /// The transitions that begin in a state.
    pub fn from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Transition> {
        self.transitions.iter().filter(move |transition| transition.from.iter().any(|from| from == state))
    }

    /// Its name.
    pub fn name(&self) -> Words {
        Words { en: self.en.clone(), zh: self.zh.clone() }
    }
}
