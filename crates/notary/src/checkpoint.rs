//! Checkpoints (<https://c2sp.org/tlog-checkpoint>): a log's statement of how many entries it has and what their tree's head is.

use crate::hash::Hash;
use crate::note::{Key, NoteError, Verifier, split};
use std::fmt;
use std::str::FromStr;

/// What a checkpoint states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Head of the tree over them.
    pub head: Hash,
}

impl Checkpoint {
    /// The signed note.
    pub fn sign(&self, key: &Key) -> String {
        key.sign(&self.to_string(), 0)
    }

    /// Checks the log's signature on a note and reads what it states.
    ///
    /// # Errors
    /// Where the signature or the form is wrong, or the checkpoint names another log than the key does.
    pub fn open(note: &str, log: &Verifier) -> Result<Self, NoteError> {
        let checkpoint: Self = log.open(note)?.0.parse()?;
        if checkpoint.origin == log.name() {
            Ok(checkpoint)
        } else {
            Err(NoteError::Form("the checkpoint names another log than the key"))
        }
    }

    /// Reads a note without checking any signature: only to learn which log it speaks of.
    ///
    /// # Errors
    /// Where the form is wrong.
    pub fn unchecked(note: &str) -> Result<Self, NoteError> {
        split(note)?.0.parse()
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "{}\n{}\n{}", self.origin, self.size, self.head)
    }
}

impl FromStr for Checkpoint {
    type Err = NoteError;

    /// Reads the text of a note; lines after the third are allowed and ignored.
    fn from_str(text: &str) -> Result<Self, NoteError> {
        let mut lines =
            text.strip_suffix('\n').ok_or(NoteError::Form("the text does not end with a line break"))?.split('\n');
        let (Some(origin), Some(size), Some(head)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::Form("a checkpoint has three lines at least"));
        };
        if origin.is_empty() || lines.any(str::is_empty) {
            return Err(NoteError::Form("a line of the checkpoint is empty"));
        }
        let number: u64 = size.parse().map_err(|_| NoteError::Form("the second line is not a number"))?;
        if number.to_string() != size {
            return Err(NoteError::Form("the second line is not written as a plain number"));
        }
        let head = head.parse().map_err(|_| NoteError::Form("the third line is not a hash"))?;
        Ok(Self { origin: origin.to_owned(), size: number, head })
    }
}
