//! What can go wrong between us and the database.

use sea_orm::DbErr;

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is not there, or does not let us in.
    #[error("the database at {place} cannot be opened: {reason}")]
    Open {
        /// The file or server, without password.
        place: String,
        /// What it answered.
        reason: String,
    },
    /// A statement failed.
    #[error("the database refused: {0}")]
    Database(#[from] DbErr),
    /// A row holds what this version of the program does not understand.
    #[error("{table} holds something that cannot be read: {reason}")]
    Content {
        /// Which table.
        table: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A backup cannot be written or read.
    #[error("{0}")]
    Backup(String),
}

impl StoreError {
    /// Whether another transaction came first, so that the same thing may succeed when tried again.
    pub fn is_conflict(&self) -> bool {
        let Self::Database(error) = self else { return false };
        let text = error.to_string();
        // SQLSTATE 40001 and 40P01 of PostgreSQL, SQLITE_BUSY.
        ["could not serialize", "deadlock detected", "database is locked"].iter().any(|sign| text.contains(sign))
    }

    /// Whether something that must be unique was there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(error) if matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))))
    }
}
