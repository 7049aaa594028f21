//! Receipts: one file that proves, offline, that a version stood in the log, and which of its fields had which values.
//!
//! Inside is a proof in the form of <https://c2sp.org/tlog-proof>, which other programs can check too: the entry it speaks of is the
//! canonical JSON of `entry`.

use crate::checkpoint::Checkpoint;
use crate::commitment::{Commitments, Disclosure, canonical, digest};
use crate::hash::Hash;
use crate::note::{NoteError, Verifier};
use crate::proof::{ProofError, check_inclusion};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const FORMAT: &str = "liaowang-receipt/v1";
const PROOF: &str = "c2sp.org/tlog-proof@v1";
/// Hashes of an inclusion proof at most: a log has fewer than 2^64 entries.
const LONGEST_PROOF: usize = 64;

/// What the log holds about a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What happened to the record: `published`, `withdrawn`, …
    pub event: String,
    /// Kind of the record.
    pub kind: String,
    /// The record.
    pub record: String,
    /// Its version, from 1.
    pub version: u64,
    /// When, in RFC 3339, in UTC.
    pub time: String,
    /// [`digest`] of the commitments to the fields.
    pub digest: Hash,
}

/// A receipt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// `liaowang-receipt/v1`.
    pub format: String,
    /// What the log holds.
    pub entry: Entry,
    /// Commitments to all fields.
    pub commitments: Commitments,
    /// The fields that the one who asked for the receipt may see.
    pub disclosed: BTreeMap<String, Disclosure>,
    /// Number, path and checkpoint, in the form of a tlog-proof.
    pub proof: String,
}

/// What a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The number of the entry.
    pub index: u64,
    /// The checkpoint that covers it.
    pub checkpoint: Checkpoint,
    /// Witnesses that cosigned the checkpoint, with the time they state in seconds since 1970.
    pub witnesses: Vec<(String, u64)>,
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// Not a receipt.
    #[error("this is not a receipt: {0}")]
    Form(String),
    /// The signature is not the log's.
    #[error("the checkpoint is not in order")]
    Checkpoint(#[from] NoteError),
    /// The entry is not in the log.
    #[error("the entry does not stand in the log")]
    Entry(#[from] ProofError),
    /// The commitments are not those of the entry.
    #[error("the commitments are not those that the entry speaks of: they were changed")]
    Commitments,
    /// A disclosed field has another value than the one that was published.
    #[error("field “{0}” is not what was published: its value was changed")]
    Field(String),
}

impl Receipt {
    /// Puts a receipt together. `path` proves the entry at `index` in the tree of `checkpoint`, a signed note.
    pub fn new(
        entry: Entry,
        commitments: Commitments,
        disclosed: BTreeMap<String, Disclosure>,
        index: u64,
        path: &[Hash],
        checkpoint: &str,
    ) -> Self {
        let mut proof = format!("{PROOF}\nindex {index}\n");
        for hash in path {
            proof += &format!("{hash}\n");
        }
        proof += &format!("\n{checkpoint}");
        Self { format: FORMAT.to_owned(), entry, commitments, disclosed, proof }
    }

    /// Reads a receipt from the text of its file.
    ///
    /// # Errors
    /// Where it is none.
    pub fn read(text: &str) -> Result<Self, ReceiptError> {
        let receipt: Self = serde_json::from_str(text).map_err(|error| ReceiptError::Form(error.to_string()))?;
        if receipt.format == FORMAT {
            Ok(receipt)
        } else {
            Err(ReceiptError::Form(format!("its format is not {FORMAT}")))
        }
    }

    /// Name of the log that the receipt claims to be of; not checked.
    ///
    /// # Errors
    /// Where the proof has not its form.
    pub fn origin(&self) -> Result<String, ReceiptError> {
        Ok(Checkpoint::unchecked(self.parts()?.2)?.origin)
    }

    /// Checks everything: the log's signature, the entry's place in the log, the commitments, every disclosed field. Needs no network.
    /// Cosignatures of the given witnesses are reported where they are right; where one is wrong, the receipt is refused.
    ///
    /// # Errors
    /// What does not hold.
    pub fn verify(&self, log: &Verifier, witnesses: &[Verifier]) -> Result<Proven, ReceiptError> {
        let (index, path, note) = self.parts()?;
        let checkpoint = Checkpoint::open(note, log)?;
        let form = |error: serde_json::Error| ReceiptError::Form(error.to_string());
        let leaf = Hash::leaf(&canonical(&self.entry).map_err(form)?);
        check_inclusion(leaf, index, checkpoint.size, checkpoint.head, &path)?;
        if digest(&self.commitments).map_err(form)? != self.entry.digest {
            return Err(ReceiptError::Commitments);
        }
        for (name, disclosure) in &self.disclosed {
            if self.commitments.get(name) != Some(&disclosure.commitment(name).map_err(form)?) {
                return Err(ReceiptError::Field(name.clone()));
            }
        }
        let mut seen = Vec::new();
        for witness in witnesses {
            match witness.open(note) {
                Ok((_, time)) => seen.push((witness.name().to_owned(), time.unwrap_or_default())),
                Err(NoteError::Unsigned(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Proven { index, checkpoint, witnesses: seen })
    }

    /// Number, path and checkpoint of the proof.
    fn parts(&self) -> Result<(u64, Vec<Hash>, &str), ReceiptError> {
        let form = |reason: &str| ReceiptError::Form(format!("the proof {reason}"));
        let rest = self.proof.strip_prefix(PROOF).and_then(|rest| rest.strip_prefix('\n'));
        let (head, note) =
            rest.and_then(|rest| rest.split_once("\n\n")).ok_or_else(|| form("has not the form of a tlog-proof"))?;
        let mut lines = head.lines();
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(|index| index.parse().ok());
        let index = index.ok_or_else(|| form("does not say which entry it speaks of"))?;
        let path: Result<Vec<Hash>, _> = lines.map(str::parse).collect();
        let path = path.map_err(|error| form(&format!("has a line that is no hash: {error}")))?;
        if path.len() > LONGEST_PROOF { Err(form("is too long")) } else { Ok((index, path, note)) }
    }
}
