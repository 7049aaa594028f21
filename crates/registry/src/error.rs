//! What the registry refuses, and why.

use crate::content::Problem;
use crate::definition::DefinitionError;
use store::StoreError;

/// Why the registry did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// There is no such thing, or the one who asks may not know of it.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `record`, `kind`, …
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// The one who asks may not.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Someone else changed it in the meantime.
    #[error("it was changed in the meantime: you saw event {seen}, it is at event {current}; look at it again")]
    Changed {
        /// Number of the event that the one who asks saw last.
        seen: i64,
        /// Number of the last event.
        current: i64,
    },
    /// The record was found to be the same as another, which is kept.
    #[error("this record was merged into {into}: change that one, or split them first")]
    Merged {
        /// The record that is kept.
        into: String,
    },
    /// The content is not as the kind wants it.
    #[error("{} fields are not in order", .0.len())]
    Content(Vec<Problem>),
    /// A definition is wrong.
    #[error(transparent)]
    Definition(#[from] DefinitionError),
    /// The database does not work.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The notary's log does not work.
    #[error(transparent)]
    Log(#[from] notary::LogError),
    /// The notary's log cannot be read.
    #[error(transparent)]
    Tiles(#[from] notary::ReadError),
}

impl From<sea_orm::DbErr> for RegistryError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A row of the database holds what cannot be read.
pub(crate) fn unreadable(table: &'static str, reason: impl std::fmt::Display) -> RegistryError {
    RegistryError::Store(StoreError::Content { table, reason: reason.to_string() })
}
