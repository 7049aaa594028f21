//! Reading a log from its tiles, wherever they are: a folder, a web server, a bucket.
//!
//! Nothing that is read is believed because of where it came from: [`Tiles::inclusion`] and [`Tiles::consistency`] make proofs that
//! are checked against a checkpoint's head.

use crate::hash::Hash;
use crate::proof;
use crate::tile::{self, HEIGHT, WIDTH};
use std::collections::HashMap;

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A tile that the checkpoint promises is not there.
    #[error("{0} is missing from the log")]
    Missing(String),
    /// A tile has the wrong length.
    #[error("{0} is damaged")]
    Damaged(String),
    /// It could not be fetched.
    #[error("{path} cannot be read: {source}")]
    Fetch {
        /// Path below the log's address.
        path: String,
        /// What went wrong.
        source: std::io::Error,
    },
    /// An entry or tree beyond the checkpoint was asked for.
    #[error("the log has {size} entries; {asked} lies beyond")]
    Beyond {
        /// Entries of the log.
        size: u64,
        /// What was asked for.
        asked: u64,
    },
}

/// The tiles of a tree of a known size. `fetch` reads what lies at a path below the log's address, none where nothing is there; what
/// was read is kept.
pub struct Tiles<F> {
    size: u64,
    fetch: F,
    kept: HashMap<(u32, u64), Vec<Hash>>,
}

impl<F: FnMut(&str) -> std::io::Result<Option<Vec<u8>>>> Tiles<F> {
    /// The tiles of the tree over the first `size` entries.
    pub fn new(size: u64, fetch: F) -> Self {
        Self { size, fetch, kept: HashMap::new() }
    }

    /// Number of entries of the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Head of the tree over the first `size` entries, computed from the tiles.
    ///
    /// # Errors
    /// Where a tile cannot be read, or `size` lies beyond the tree.
    pub fn head(&mut self, size: u64) -> Result<Hash, ReadError> {
        self.within(size)?;
        proof::head(size, &mut |level, index| self.subtree(level, index))
    }

    /// Proof that entry `index` stands in the whole tree.
    ///
    /// # Errors
    /// Where a tile cannot be read, or there is no such entry.
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Hash>, ReadError> {
        self.within(index.saturating_add(1))?;
        proof::inclusion(index, self.size, &mut |level, index| self.subtree(level, index))
    }

    /// Proof that the whole tree continues that of the first `old` entries.
    ///
    /// # Errors
    /// Where a tile cannot be read, or `old` lies beyond the tree.
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Hash>, ReadError> {
        self.within(old)?;
        proof::consistency(old, self.size, &mut |level, index| self.subtree(level, index))
    }

    /// Entry `index`.
    ///
    /// # Errors
    /// Where its bundle cannot be read, or there is no such entry.
    pub fn entry(&mut self, index: u64) -> Result<Vec<u8>, ReadError> {
        self.within(index.saturating_add(1))?;
        let (number, width) = (index / WIDTH, tile::width(0, index / WIDTH, self.size));
        let (path, bytes) = self.file(width, |width| tile::bundle_path(number, width))?;
        let entries = tile::entries(&bytes);
        let entry = entries.as_ref().and_then(|entries| entries.get((index % WIDTH) as usize));
        entry.map(|entry| entry.to_vec()).ok_or(ReadError::Damaged(path))
    }

    fn within(&self, asked: u64) -> Result<(), ReadError> {
        if asked <= self.size { Ok(()) } else { Err(ReadError::Beyond { size: self.size, asked }) }
    }

    /// Head of a complete subtree.
    fn subtree(&mut self, level: u32, index: u64) -> Result<Hash, ReadError> {
        let (tile_level, within) = (level / HEIGHT, level % HEIGHT);
        let start = index << within;
        let number = start / WIDTH;
        if !self.kept.contains_key(&(tile_level, number)) {
            let hashes = self.tile(tile_level, number)?;
            self.kept.insert((tile_level, number), hashes);
        }
        let first = (start % WIDTH) as usize;
        let hashes = self.kept[&(tile_level, number)].get(first..first + (1 << within));
        let damaged = || ReadError::Damaged(tile::path(tile_level, number, tile::width(tile_level, number, self.size)));
        hashes.and_then(Hash::over).ok_or_else(damaged)
    }

    /// The hashes that a tile has in this tree.
    pub(crate) fn tile(&mut self, level: u32, number: u64) -> Result<Vec<Hash>, ReadError> {
        let width = tile::width(level, number, self.size);
        let (path, bytes) = self.file(width, |width| tile::path(level, number, width))?;
        tile::hashes(&bytes, width).ok_or(ReadError::Damaged(path))
    }

    /// A tile or bundle of this width; where it has been replaced by the full one, that.
    pub(crate) fn file(&mut self, width: u64, path: impl Fn(u64) -> String) -> Result<(String, Vec<u8>), ReadError> {
        for path in [path(width), path(WIDTH)] {
            if let Some(bytes) =
                (self.fetch)(&path).map_err(|source| ReadError::Fetch { path: path.clone(), source })?
            {
                return Ok((path, bytes));
            }
        }
        Err(ReadError::Missing(path(width)))
    }
}
