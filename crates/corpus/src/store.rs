//! The corpus on disk: immutable Parquet segments, and a manifest that names those in force.
//!
//! A change writes new files and then replaces the manifest by a rename: whatever happens before, the old corpus is in force;
//! after it, the new one. Files that no manifest names are removed by the next import.

use crate::table::read_chunks;
use crate::{CorpusError, Document};
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// The manifest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Counts imports that changed something; part of file names.
    pub(crate) generation: u64,
    /// Documents, in order.
    pub(crate) segments: Vec<Segment>,
    /// Hashes of all records ever imported.
    pub(crate) seen: Vec<String>,
    /// What was merged.
    pub(crate) merges: Vec<String>,
}

/// One file of documents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Segment {
    /// File name.
    pub(crate) file: String,
    /// Documents in it.
    pub(crate) documents: u64,
    /// Hash of the file.
    pub(crate) hash: String,
}

/// One record that was merged into another (table `merges`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// Document that was kept.
    pub document_id: String,
    /// What the two share: an identifier, or `title`.
    pub key: String,
    /// File of the record that was merged into it.
    pub file: String,
    /// Line in the file.
    pub line: u64,
}

/// All documents, in a data folder.
#[derive(Clone, Debug)]
pub struct Corpus {
    folder: PathBuf,
}

impl Corpus {
    /// The corpus of a data folder; empty where there is none yet.
    pub fn open(data_dir: &Path) -> Result<Self, CorpusError> {
        let corpus = Self { folder: data_dir.join("corpus") };
        // A damaged manifest is reported now, not in the middle of work.
        corpus.manifest()?;
        Ok(corpus)
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn manifest(&self) -> Result<Manifest, CorpusError> {
        let path = self.folder.join("manifest.json");
        match fs::read_to_string(&path) {
            Ok(text) => serde_json::from_str(&text).map_err(CorpusError::table(&path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Manifest::default()),
            Err(error) => Err(CorpusError::file(&path)(error)),
        }
    }

    /// Puts a new manifest in force.
    pub(crate) fn commit(&self, manifest: &Manifest) -> Result<(), CorpusError> {
        let (partial, path) = (self.folder.join("manifest.json.tmp"), self.folder.join("manifest.json"));
        let text = serde_json::to_string_pretty(manifest).map_err(CorpusError::table(&path))?;
        let mut file = File::create(&partial).map_err(CorpusError::file(&partial))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(CorpusError::file(&partial))?;
        fs::rename(&partial, &path).map_err(CorpusError::file(&path))?;
        // The rename itself must survive a power cut.
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(CorpusError::file(&self.folder))
    }

    /// Number of documents.
    pub fn len(&self) -> Result<u64, CorpusError> {
        Ok(self.manifest()?.segments.iter().map(|segment| segment.documents).sum())
    }

    /// Whether there is no document.
    pub fn is_empty(&self) -> Result<bool, CorpusError> {
        Ok(self.len()? == 0)
    }

    /// A hash of everything in the corpus, in hexadecimal digits.
    pub fn fingerprint(&self) -> Result<String, CorpusError> {
        let segments: Vec<String> = self.manifest()?.segments.into_iter().map(|segment| segment.hash).collect();
        Ok(format!("{:032x}", xxh3_128(segments.join("\n").as_bytes())))
    }

    /// All documents in stored order, in batches. `T` names the columns: [`Document`] all of them, a struct with fewer fields
    /// only those.
    pub fn read<T: Serialize + for<'de> Deserialize<'de>>(
        &self,
    ) -> Result<impl Iterator<Item = Result<Vec<T>, CorpusError>> + use<T>, CorpusError> {
        let segments = self.segment_paths()?;
        Ok(segments.into_iter().flat_map(|path| {
            let (chunks, error) = match read_chunks::<T>(&path) {
                Ok(chunks) => (Some(chunks), None),
                Err(error) => (None, Some(Err(error))),
            };
            chunks.into_iter().flatten().chain(error)
        }))
    }

    /// All documents in stored order, in batches.
    pub fn documents(&self) -> Result<impl Iterator<Item = Result<Vec<Document>, CorpusError>> + use<>, CorpusError> {
        self.read::<Document>()
    }

    pub(crate) fn segment_paths(&self) -> Result<Vec<PathBuf>, CorpusError> {
        Ok(self.manifest()?.segments.iter().map(|segment| self.folder.join(&segment.file)).collect())
    }

    pub(crate) fn merge_paths(&self) -> Result<Vec<PathBuf>, CorpusError> {
        Ok(self.manifest()?.merges.iter().map(|file| self.folder.join(file)).collect())
    }
}

/// Hash of a file's bytes.
pub(crate) fn hash_of(path: &Path) -> Result<String, CorpusError> {
    let bytes = fs::read(path).map_err(CorpusError::file(path))?;
    Ok(format!("{:032x}", xxh3_128(&bytes)))
}
