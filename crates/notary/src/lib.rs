//! The notary: an append-only log that anyone can check, and receipts that need nobody.
//!
//! Whoever publishes something wants to prove later that exactly this was public at that time; whoever reads wants to know that
//! nothing was changed, backdated or quietly removed, also by the operator. A Merkle tree over all entries gives both: a short
//! proof that an entry stands in the tree of a signed checkpoint, and a short proof that a later checkpoint continues an earlier one.
//!
//! The formats are those of C2SP (tlog-tiles, tlog-checkpoint, signed-note, tlog-proof, tlog-cosignature), so that other programs read
//! what this one writes: a [`Log`] is a folder that any web server or bucket can serve.
//!
//! ```
//! use notary::{Key, Log, Role, check_inclusion, Checkpoint, Hash};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let key = Key::new("example.org/hall", Role::Log, [7; 32])?;
//! let public = key.verifier().clone();
//! let mut log = Log::open(folder.path(), key)?;
//! let numbers = log.append(&["the first entry", "the second"])?;
//!
//! let checkpoint = Checkpoint::open(log.checkpoint(), &public)?;
//! let proof = log.tiles().inclusion(numbers.start)?;
//! check_inclusion(Hash::leaf(b"the first entry"), 0, checkpoint.size, checkpoint.head, &proof)?;
//! # Ok(())
//! # }
//! ```
//!
//! What the log holds of a version is an [`Entry`]: its digest goes over salted commitments to the fields ([`Disclosure`]), so that a
//! [`Receipt`] shows to each only what they may see, and erased fields break no proof. A [`Witness`] elsewhere makes sure that all see
//! the same log.

mod checkpoint;
mod commitment;
mod durable;
mod hash;
mod log;
mod note;
mod proof;
mod receipt;
mod tile;
mod tiles;
mod witness;

pub use checkpoint::Checkpoint;
pub use commitment::{Commitments, Disclosure, canonical, digest};
pub use hash::{BadHash, Hash};
pub use log::{LONGEST_ENTRY, Log, LogError, folder_reader};
pub use note::{Key, NoteError, Role, Verifier};
pub use proof::{ProofError, check_consistency, check_inclusion};
pub use receipt::{Entry, Proven, Receipt, ReceiptError};
pub use tiles::{ReadError, Tiles};
pub use witness::{Refusal, Witness};
