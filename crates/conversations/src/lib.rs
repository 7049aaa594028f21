//! How two parties come together: an expression of interest in a published record opens a conversation between its owner and whoever
//! asks, in which each shows the other more, step by step.
//!
//! What may be done when, by whom, and by which day, is declared: `definitions/processes/conversation.toml`. Here is what declarations
//! cannot say:
//!
//! - only the two sides read a conversation; nobody else, whatever their role;
//! - about one record, a party has one conversation at a time ([`Conversations::ask`]);
//! - a side asks to see more ([`Conversations::want`]), and only the other decides ([`Conversations::show`]). What is shown is an agreement
//!   of the registry, so pages, files and API know it at once; it ends with the conversation;
//! - what people say of matches ([`Conversations::answer`], and the effects of transitions) is kept for a ranking to learn from.
//!
//! [`Suggestions`] are who is put together over the whole hall, from runs that match everything with everything.
//!
//! Commands carry an id that whoever asks has made: the same command twice happens once.

mod answers;
mod ask;
mod conversations;
mod deadlines;
mod disclosure;
mod error;
mod read;
mod suggestions;
mod talk;

pub use answers::{Answer, Compared};
pub use ask::Interest;
pub use conversations::{Act, Conversations, Side};
pub use error::ConversationError;
pub use read::{Conversation, LISTED};
pub use suggestions::{Claim, Pair, Part, Partner, Report, RunState, SUGGESTED, Suggestions};
pub use talk::LONGEST_TEXT;

/// Code of the process of conversations.
pub const PROCESS: &str = "conversation";
/// The kind of the jobs that tell a side what happened; their payload names `conversation`, `number` and the `side` that is told.
pub const TOLD: &str = "conversation";
