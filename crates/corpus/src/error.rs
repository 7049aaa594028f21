//! What can go wrong with a corpus.

use std::path::PathBuf;

/// An error of reading sources or keeping the corpus.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A source is damaged or not what it seems; nothing of this import was kept.
    #[error("{path}: {reason}; nothing was imported")]
    Source {
        /// The source.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No format recognises a source.
    #[error("{path}: the format is not recognised; name it with --format ({known})")]
    UnknownFormat {
        /// The source.
        path: PathBuf,
        /// Names of all formats.
        known: String,
    },
    /// A format of this name does not exist.
    #[error("there is no format “{name}”; there are: {known}")]
    NoSuchFormat {
        /// The name.
        name: String,
        /// Names of all formats.
        known: String,
    },
    /// A mapping file is wrong.
    #[error("mapping {path}: {reason}")]
    Mapping {
        /// The mapping file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A table is not what its name promises.
    #[error("table {path} cannot be used: {reason}")]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another import is running.
    #[error("another import into {0} is running; wait until it has ended")]
    Locked(PathBuf),
    /// A query cannot be answered.
    #[error("{0}")]
    Query(String),
}

impl CorpusError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> CorpusError {
        let path = path.into();
        move |source| CorpusError::File { path, source }
    }

    pub(crate) fn table<E: std::fmt::Display>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> CorpusError {
        let path = path.into();
        move |error| CorpusError::Table { path, reason: error.to_string() }
    }
}
