//! What can go wrong with an index.

use std::path::PathBuf;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError};

/// Why an index could not be opened, changed or asked. An index is never the truth: after [`IndexError::wants_rebuild`] the
/// caller makes a new one with [`crate::Index::create`] and gives it all documents again.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("there is no search index in {0}: create it and give it all documents")]
    Missing(PathBuf),
    /// The index was written by a program with another format.
    #[error("the search index in {folder} has format {found}, this program reads {expected}: create it anew")]
    Format {
        /// The folder.
        folder: PathBuf,
        /// What its stamp says.
        found: String,
        /// What this program writes.
        expected: u32,
    },
    /// Files of the index are missing or damaged.
    #[error("the search index in {folder} is damaged ({reason}): create it anew")]
    Broken {
        /// The folder.
        folder: PathBuf,
        /// What was found.
        reason: String,
    },
    /// Another program, or another part of this one, has the index open for writing.
    #[error("the search index in {0} is open elsewhere: close the other program first")]
    Locked(PathBuf),
    /// A document breaks a limit.
    #[error("document {id} has {what} beyond the limit of {limit}: shorten it")]
    TooLarge {
        /// Id of the document, shortened.
        id: String,
        /// What is too large.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// Another rebuild is going on.
    #[error("the search index is being rebuilt already: wait for its end")]
    Rebuilding,
    /// More was changed during a rebuild than is kept for it.
    #[error("more than {0} documents were changed during the rebuild: rebuild again")]
    TooManyChanges(usize),
    /// A question goes beyond a limit.
    #[error("hits beyond number {0} are not given: narrow the question")]
    TooDeep(usize),
    /// The folder cannot be read or written.
    #[error("the folder {folder} of the search index cannot be used: {error}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The index engine failed.
    #[error("the search index failed: {0}")]
    Engine(#[from] TantivyError),
    /// Files of vectors failed.
    #[error("vectors of the search index: {0}")]
    Vectors(String),
}

impl IndexError {
    /// Whether a new index, filled again, helps.
    pub fn wants_rebuild(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::Format { .. } | Self::Broken { .. })
    }

    pub(crate) fn folder(folder: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self {
        let folder = folder.to_owned();
        |error| Self::Folder { folder, error }
    }

    /// What the engine said on opening.
    pub(crate) fn opening(folder: &std::path::Path, error: TantivyError) -> Self {
        let folder = folder.to_owned();
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked(folder),
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(_)) => Self::Missing(folder),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
                if io_error.kind() == std::io::ErrorKind::PermissionDenied =>
            {
                Self::Folder { folder, error: std::io::Error::from(io_error.kind()) }
            }
            other => Self::Broken { folder, reason: other.to_string() },
        }
    }
}
