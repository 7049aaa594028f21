//! What can be wrong with a model.

use std::path::PathBuf;

/// Why a sentence model cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SentenceError {
    /// The file or folder cannot be read.
    #[error("sentence model {path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not the model that we know how to run.
    #[error("sentence model: {0}")]
    Model(String),
}
