//! The log's writer. Its folder is what third parties read: `checkpoint` and `tile/…` of <https://c2sp.org/tlog-tiles>.
//!
//! A batch of entries counts when the new checkpoint has replaced the old one by a rename. Tiles are written and made durable
//! before; after a crash, tiles beyond the checkpoint are there that no checkpoint ever spoke of, and are written anew. So a log never
//! signs two histories, and an entry is never half there.

use crate::checkpoint::Checkpoint;
use crate::durable::{self, Writes};
use crate::hash::Hash;
use crate::note::{Key, NoteError};
use crate::tile::{self, WIDTH};
use crate::tiles::{ReadError, Tiles};
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Bytes of an entry at most: its length is written in two bytes.
pub const LONGEST_ENTRY: usize = u16::MAX as usize;

/// Why a log cannot be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// Someone else writes.
    #[error("{0} is being written by another process: a log has one writer")]
    Busy(PathBuf),
    /// The checkpoint is not this key's.
    #[error("the log's checkpoint is not in order: {0}; restore the log and its key from the same backup")]
    Checkpoint(#[from] NoteError),
    /// A tile is missing or damaged.
    #[error("the log is incomplete: {0}; restore it from a backup or a copy")]
    Incomplete(#[from] ReadError),
    /// The tiles do not lead to the head that was signed.
    #[error("the tiles do not lead to the head of the signed checkpoint; restore the log from a backup or a copy")]
    Differs,
    /// Longer than [`LONGEST_ENTRY`].
    #[error("an entry of {0} bytes is too long: at most {LONGEST_ENTRY}")]
    Long(usize),
}

/// The writer of a log.
pub struct Log {
    folder: PathBuf,
    key: Key,
    state: State,
    note: String,
    _lock: File,
}

/// The right edge of the tree: everything that further entries need.
#[derive(Clone, Default)]
struct State {
    size: u64,
    /// Per level, the hashes of the tile that is not full.
    edge: Vec<Vec<Hash>>,
    /// The bundle that is not full.
    bundle: Vec<u8>,
}

impl State {
    fn head(&self) -> Hash {
        let mut last: Option<Hash> = None;
        for hashes in &self.edge {
            let mut row = hashes.clone();
            row.extend(last);
            last = Hash::over(&row);
        }
        last.unwrap_or_else(Hash::empty)
    }
}

impl Log {
    /// Opens the log in a folder for writing, or begins one. Its name is the key's. Checks that the checkpoint bears the key's signature
    /// and that the tiles lead to its head.
    ///
    /// # Errors
    /// Where it cannot be read or written, another process writes, or log and key do not fit together.
    pub fn open(folder: &Path, key: Key) -> Result<Self, LogError> {
        fs::create_dir_all(folder).map_err(|source| file(folder, source))?;
        let lock_path = folder.join(".lock");
        let lock = File::create(&lock_path).map_err(|source| file(&lock_path, source))?;
        lock.try_lock().map_err(|_| LogError::Busy(folder.to_owned()))?;
        let path = folder.join("checkpoint");
        let (state, note) = match fs::read_to_string(&path) {
            Ok(note) => (read_edge(folder, &Checkpoint::open(&note, key.verifier())?)?, note),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let state = State::default();
                let note = checkpoint(&state, &key).sign(&key);
                publish(folder, &note)?;
                (state, note)
            }
            Err(source) => return Err(file(&path, source)),
        };
        Ok(Self { folder: folder.to_owned(), key, state, note, _lock: lock })
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.state.size
    }

    /// The newest checkpoint, signed.
    pub fn checkpoint(&self) -> &str {
        &self.note
    }

    /// The log's key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The tiles of the whole log.
    pub fn tiles(&self) -> Tiles<impl FnMut(&str) -> io::Result<Option<Vec<u8>>> + use<>> {
        Tiles::new(self.state.size, folder_reader(&self.folder))
    }

    /// Appends entries and publishes a checkpoint over them; when this returns, they are durable. Returns their numbers.
    ///
    /// # Errors
    /// Where an entry is too long or a file cannot be written; then none of them was appended.
    pub fn append<E: AsRef<[u8]>>(&mut self, entries: &[E]) -> Result<Range<u64>, LogError> {
        if let Some(long) = entries.iter().map(|entry| entry.as_ref().len()).find(|&length| length > LONGEST_ENTRY) {
            return Err(LogError::Long(long));
        }
        let before = self.state.size;
        if entries.is_empty() {
            return Ok(before..before);
        }
        let mut state = self.state.clone();
        let mut writes = Writes::default();
        let mut filled: Vec<PathBuf> = Vec::new();
        for entry in entries {
            let entry = entry.as_ref();
            let length = u16::try_from(entry.len()).expect("lengths were checked above");
            state.bundle.extend(length.to_be_bytes());
            state.bundle.extend(entry);
            let number = state.size / WIDTH;
            state.size += 1;
            if state.size.is_multiple_of(WIDTH) {
                filled.push(self.write(&mut writes, &tile::bundle_path(number, WIDTH), &state.bundle)?);
                state.bundle.clear();
            }
            let (mut level, mut hash, mut position) = (0, Hash::leaf(entry), state.size - 1);
            loop {
                if state.edge.len() == level {
                    state.edge.push(Vec::new());
                }
                let tile = &mut state.edge[level];
                tile.push(hash);
                if (tile.len() as u64) < WIDTH {
                    break;
                }
                let full = std::mem::take(tile);
                hash = Hash::over(&full).expect("a full tile is not empty");
                position /= WIDTH;
                filled.push(self.write(&mut writes, &tile::path(level as u32, position, WIDTH), &bytes(&full))?);
                level += 1;
            }
        }
        self.write_partial(&mut writes, &state, before)?;
        writes.finish().map_err(|source| file(&self.folder, source))?;
        let note = checkpoint(&state, &self.key).sign(&self.key);
        publish(&self.folder, &note)?;
        self.state = state;
        self.note = note;
        // What full ones replace may go once the checkpoint says so; where it stays, nothing is wrong.
        for path in filled {
            let _ = fs::remove_dir_all(path.with_added_extension("p"));
        }
        Ok(before..self.state.size)
    }

    /// Writes the tiles and the bundle that are not full, where they changed.
    fn write_partial(&self, writes: &mut Writes, state: &State, before: u64) -> Result<(), LogError> {
        let number = state.size / WIDTH;
        if !state.bundle.is_empty() {
            self.write(writes, &tile::bundle_path(number, state.size % WIDTH), &state.bundle)?;
        }
        for (level, hashes) in state.edge.iter().enumerate() {
            let level = level as u32;
            let at = |size: u64| size >> (tile::HEIGHT * level);
            if !hashes.is_empty() && at(before) != at(state.size) {
                self.write(writes, &tile::path(level, at(state.size) / WIDTH, hashes.len() as u64), &bytes(hashes))?;
            }
        }
        Ok(())
    }

    fn write(&self, writes: &mut Writes, path: &str, bytes: &[u8]) -> Result<PathBuf, LogError> {
        let path = self.folder.join(path);
        writes.replace(&path, bytes).map_err(|source| file(&path, source))?;
        Ok(path)
    }
}

/// Reads paths below a folder.
pub fn folder_reader(folder: &Path) -> impl FnMut(&str) -> io::Result<Option<Vec<u8>>> + use<> {
    let folder = folder.to_owned();
    move |path| match fs::read(folder.join(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn checkpoint(state: &State, key: &Key) -> Checkpoint {
    Checkpoint { origin: key.verifier().name().to_owned(), size: state.size, head: state.head() }
}

/// The right edge of the tree that a checkpoint speaks of.
fn read_edge(folder: &Path, checkpoint: &Checkpoint) -> Result<State, LogError> {
    let size = checkpoint.size;
    let mut tiles = Tiles::new(size, folder_reader(folder));
    let mut state = State { size, ..State::default() };
    let mut level = 0;
    while size >> (tile::HEIGHT * level) > 0 {
        let hashes = size >> (tile::HEIGHT * level);
        state.edge.push(if hashes.is_multiple_of(WIDTH) { Vec::new() } else { tiles.tile(level, hashes / WIDTH)? });
        level += 1;
    }
    let open = size % WIDTH;
    if open > 0 {
        let (path, bytes) = tiles.file(open, |width| tile::bundle_path(size / WIDTH, width))?;
        let entries =
            tile::entries(&bytes).filter(|entries| entries.len() as u64 >= open).ok_or(ReadError::Damaged(path))?;
        for (entry, &hash) in entries[..open as usize].iter().zip(&state.edge[0]) {
            if Hash::leaf(entry) != hash {
                return Err(LogError::Differs);
            }
            state.bundle.extend((entry.len() as u16).to_be_bytes());
            state.bundle.extend(*entry);
        }
    }
    if state.head() == checkpoint.head { Ok(state) } else { Err(LogError::Differs) }
}

fn bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// From here on the entries count.
fn publish(folder: &Path, note: &str) -> Result<(), LogError> {
    let path = folder.join("checkpoint");
    durable::replace(&path, note.as_bytes()).map_err(|source| file(&path, source))
}

fn file(path: &Path, source: io::Error) -> LogError {
    LogError::File { path: path.to_owned(), source }
}
