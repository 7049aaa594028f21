//! Declared state machines: who may do what, when, and what follows.
//!
//! A [`Process`] is data (`definitions/processes/*.toml`): states, transitions with their actors and guards, deadlines in working days,
//! effects. A definition with a state that cannot be reached or left is refused with its line. [`Lifecycle`] runs processes on records:
//! one writer per record with the event it saw last, commands that may be sent twice, deadlines that fire once, and a history from which
//! the state follows. Nothing about a particular process is in code.

mod attach;
mod bulk;
mod calendar;
mod deadlines;
mod definition;
mod facts;
mod fit;
mod lifecycle;
mod machine;

pub use bulk::{Belonging, BulkError, Done, Outcome};
pub use calendar::Calendar;
pub use definition::{About, Comment, Effect, Process, ProcessError, Processes, State, StateDeadline, Transition, Who};
pub use lifecycle::{Command, EDIT, Lifecycle, LifecycleError, replay};
pub use machine::{Refusal, Sides, decide, is_one_of, options};
