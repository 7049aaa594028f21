//! A witness remembers, for each log, the newest checkpoint it has seen, and cosigns only what continues it
//! (<https://c2sp.org/tlog-witness>). A log that shows one history to some and another to others finds no witness for the second.

use crate::checkpoint::Checkpoint;
use crate::durable;
use crate::hash::Hash;
use crate::note::{Key, NoteError, Verifier, split};
use crate::proof::{ProofError, check_consistency};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Why a witness does not cosign.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The checkpoint is not the log's.
    #[error("the checkpoint is not in order: {0}")]
    Checkpoint(#[from] NoteError),
    /// The proof begins elsewhere than at what the witness saw last.
    #[error("the witness has seen {seen} entries; the proof begins at {old}")]
    Stale {
        /// Entries of the last checkpoint that was cosigned.
        seen: u64,
        /// Where the proof begins.
        old: u64,
    },
    /// The checkpoint does not continue what the witness saw: the log shows two histories.
    #[error(
        "FORK: the checkpoint of {new} entries does not continue the one of {seen} that was cosigned ({reason}). Keep both as evidence"
    )]
    Fork {
        /// Entries of the last checkpoint that was cosigned.
        seen: u64,
        /// Entries of the new one.
        new: u64,
        /// How it shows.
        reason: ProofError,
    },
    /// What was seen cannot be kept.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
}

/// A witness with the folder where it remembers.
pub struct Witness {
    key: Key,
    folder: PathBuf,
}

impl Witness {
    /// A witness that remembers in a folder.
    pub fn new(key: Key, folder: &Path) -> Self {
        Self { key, folder: folder.to_owned() }
    }

    /// The witness's public key.
    pub fn verifier(&self) -> &Verifier {
        self.key.verifier()
    }

    /// Entries of the last checkpoint of this log that was cosigned; 0 where none was.
    ///
    /// # Errors
    /// Where its memory cannot be read.
    pub fn seen(&self, log: &Verifier) -> Result<u64, Refusal> {
        Ok(self.last(log)?.map_or(0, |last| last.size))
    }

    /// Considers a checkpoint (a signed note) with the proof that it continues the last one, which had `old` entries. Returns the
    /// signature line, and remembers the checkpoint before. `time` is in seconds since 1970.
    ///
    /// # Errors
    /// The reason for not cosigning.
    pub fn cosign(&self, log: &Verifier, note: &str, old: u64, proof: &[Hash], time: u64) -> Result<String, Refusal> {
        let new = Checkpoint::open(note, log)?;
        let last = self.last(log)?;
        let (seen, head) = last.map_or((0, Hash::empty()), |last| (last.size, last.head));
        if old != seen {
            return Err(Refusal::Stale { seen, old });
        }
        check_consistency(seen, head, new.size, new.head, proof).map_err(|reason| Refusal::Fork {
            seen,
            new: new.size,
            reason,
        })?;
        let signature = self.key.signature(split(note)?.0, time);
        let path = self.path(log);
        durable::replace(&path, format!("{note}{signature}").as_bytes())
            .map_err(|source| Refusal::File { path, source })?;
        Ok(signature)
    }

    fn path(&self, log: &Verifier) -> PathBuf {
        let name: String =
            log.name().chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
        self.folder.join(format!("{name}-{:08x}.checkpoint", u32::from_be_bytes(log.id())))
    }

    fn last(&self, log: &Verifier) -> Result<Option<Checkpoint>, Refusal> {
        let path = self.path(log);
        match fs::read_to_string(&path) {
            Ok(note) => Ok(Some(Checkpoint::open(&note, log)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Refusal::File { path, source }),
        }
    }
}
