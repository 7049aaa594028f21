//! What can go wrong with a scan folder.

use std::path::PathBuf;

/// An error of making, writing or reading a scan.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table is not what its name promises.
    #[error("table {path} cannot be used: {reason}")]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no scan yet.
    #[error("no scan in {0}; run `liaowang scan` first")]
    NoScan(PathBuf),
    /// There is nothing to scan.
    #[error("the corpus holds no document up to the wanted year; run `liaowang import <files>` first")]
    EmptyCorpus,
    /// The corpus could not be read.
    #[error("reading the corpus: {0}")]
    Corpus(String),
    /// A definition file is wrong.
    #[error("definition {0}")]
    Definition(String),
}

impl ScanError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> ScanError {
        let path = path.into();
        move |source| ScanError::File { path, source }
    }

    pub(crate) fn table<E: std::fmt::Display>(path: impl Into<PathBuf>) -> impl FnOnce(E) -> ScanError {
        let path = path.into();
        move |error| ScanError::Table { path, reason: error.to_string() }
    }
}
