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
    /// The party that asks about a record, in a conversation.
    Asker,
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
    /// The other side of a conversation is told; both, where a deadline ends it.
    NotifyOther,
    /// Noted as an answer to a match: whoever does it is interested.
    Interested,
    /// Noted as an answer to a match: the two have met.
    Met,
    /// Noted as an answer to a match: it does not suit, for the reason that is given.
    Unsuitable,
}

/// What a process moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum About {
    /// Records of the kinds that name it.
    #[default]
    Record,
    /// Conversations about a record between its owner and someone who asks. Who may edit in a state may write and widen what is shown; in a
    /// state with `end` it is over.
    Conversation,
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
    /// What it moves.
    #[serde(default)]
    pub about: About,
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
