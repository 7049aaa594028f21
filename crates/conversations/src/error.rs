//! What is refused, and why.

use process::{LifecycleError, Refusal};
use registry::RegistryError;
use store::StoreError;

/// Why something did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ConversationError {
    /// The process does not allow it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The registry does not allow it.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// There is a conversation of the two about the record already.
    #[error("there is a conversation about this already")]
    Already {
        /// Its id.
        conversation: String,
    },
    /// Too many wait for an answer.
    #[error("{most} expressions of interest wait for an answer: wait for some, or withdraw them")]
    TooMany {
        /// As many may wait.
        most: u64,
    },
    /// Nothing is said where something must be, or too much.
    #[error("a text has 1 to {most} letters")]
    Text {
        /// The most letters.
        most: usize,
    },
    /// What does not suit needs a reason.
    #[error("say why it does not suit")]
    Reason,
    /// Nothing can be said or shown in this state.
    #[error("nothing can be said or shown while the conversation is in state {0}")]
    NotNow(String),
    /// The command was used for something else before.
    #[error("this command was used for something else before")]
    Reused,
    /// A run of suggestions has not ended yet.
    #[error("a run of suggestions is going on already: wait for its end, or stop it")]
    RunGoesOn,
    /// The run of suggestions has ended.
    #[error("this run of suggestions is over already")]
    RunIsOver,
}

impl From<StoreError> for ConversationError {
    fn from(error: StoreError) -> Self {
        Self::Registry(error.into())
    }
}

impl From<sea_orm::DbErr> for ConversationError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

impl From<LifecycleError> for ConversationError {
    fn from(error: LifecycleError) -> Self {
        match error {
            LifecycleError::Refused(refusal) => Self::Refused(refusal),
            LifecycleError::Registry(error) => Self::Registry(error),
            other => Self::Registry(StoreError::Content { table: "processes", reason: other.to_string() }.into()),
        }
    }
}
