//! The index of the documents of the newest scan. A scan never changes, so it is made once for each; the one before answers meanwhile.

use super::meaning::Meaning;
use super::{Asked, SearchError, find};
use ::corpus::table::read_chunks;
use observatory::scan::Manifest;
use search::{Dictionary, Document, Found, Index, IndexError, LONGEST_CODE, LONGEST_TEXT, Level};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// The file that says which scan the index is of.
const OF_SCAN: &str = "scan";

/// The index of a corpus. Cheap to clone.
#[derive(Clone)]
pub(crate) struct CorpusIndex(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    index: RwLock<Option<Arc<Index>>>,
    /// The scan that the index is of; whoever makes it holds it.
    scan: Mutex<Option<String>>,
    meaning: Meaning,
    dictionary: RwLock<Dictionary>,
}

/// What is searched of a document.
#[derive(Serialize, Deserialize)]
struct Searched {
    id: String,
    title: String,
    #[serde(rename = "abstract")]
    abstract_text: Option<String>,
    year: Option<i32>,
    kind: String,
    keywords: Vec<String>,
}

impl CorpusIndex {
    /// The index in the data folder, not opened yet.
    pub(crate) fn new(data_dir: &Path) -> Self {
        let folder = data_dir.join("search/corpus");
        Self(Arc::new(Inner {
            folder,
            index: RwLock::default(),
            scan: Mutex::default(),
            meaning: Meaning::new(data_dir),
            dictionary: RwLock::default(),
        }))
    }

    /// What is found; none while there is no index.
    pub(crate) async fn find(&self, asked: Asked<'_>) -> Result<Option<Found>, SearchError> {
        let index = self.0.index.read().unwrap_or_else(PoisonError::into_inner).clone();
        match index {
            Some(index) => Ok(Some(find(index, asked, self.0.meaning.is_there()).await?)),
            None => Ok(None),
        }
    }

    /// Brings the index to a scan: opens it, or makes it where it is of another, missing or broken. Takes as long as that takes.
    ///
    /// # Errors
    /// Where the scan or the folder cannot be read or written; the next call tries again.
    pub(crate) fn follow(&self, folder: &Path, manifest: &Manifest) -> Result<(), SearchError> {
        let mut of = self.0.scan.lock().unwrap_or_else(PoisonError::into_inner);
        if of.as_deref() == Some(&manifest.scan_id) {
            return Ok(());
        }
        let stamp = self.0.folder.join(OF_SCAN);
        let is_of_scan = std::fs::read_to_string(&stamp).is_ok_and(|text| text == manifest.scan_id);
        let open = if of.is_none() { Index::open(&self.0.folder) } else { Err(IndexError::Missing(folder.to_owned())) };
        let index = match open {
            Ok(index) if is_of_scan => Arc::new(index),
            Ok(index) => self.build(Arc::new(index), folder)?,
            Err(error) if error.wants_rebuild() => {
                let present = self.0.index.read().unwrap_or_else(PoisonError::into_inner).clone();
                match present {
                    Some(index) => self.build(index, folder)?,
                    None => {
                        super::forget(&stamp)?;
                        self.build(Arc::new(Index::create(&self.0.folder)?), folder)?
                    }
                }
            }
            Err(error) => return Err(error.into()),
        };
        self.0.meaning.take_up(&index, &self.0.folder)?;
        std::fs::write(&stamp, &manifest.scan_id).map_err(|source| SearchError::Folder { path: stamp, source })?;
        index.set_dictionary(self.0.dictionary.read().unwrap_or_else(PoisonError::into_inner).clone());
        *self.0.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index);
        *of = Some(manifest.scan_id.clone());
        Ok(())
    }

    /// Terms of two languages that mean the same, by which questions are translated from now on.
    pub(crate) fn translate_by(&self, dictionary: Dictionary) {
        if let Some(index) = &*self.0.index.read().unwrap_or_else(PoisonError::into_inner) {
            index.set_dictionary(dictionary.clone());
        }
        *self.0.dictionary.write().unwrap_or_else(PoisonError::into_inner) = dictionary;
    }

    fn build(&self, index: Arc<Index>, folder: &Path) -> Result<Arc<Index>, SearchError> {
        let chunks = read_chunks::<Searched>(&folder.join("documents.parquet"))?;
        let mut failure = None;
        let documents = chunks.map_while(|chunk| chunk.map_err(|error| failure = Some(error)).ok()).flatten();
        self.0.meaning.forget(&self.0.folder)?;
        index.rebuild(documents.map(document))?;
        match failure {
            Some(error) => Err(error.into()),
            None => Ok(index),
        }
    }
}

fn document(searched: Searched) -> Document {
    let short = |text: &str, most: usize| text[..text.floor_char_boundary(most)].to_owned();
    let mut document = Document::public(short(&searched.id, LONGEST_CODE), short(&searched.kind, LONGEST_CODE))
        .title(Level::Public, short(&searched.title, LONGEST_TEXT));
    if let Some(text) = searched.abstract_text.filter(|text| !text.is_empty()) {
        document = document.text(Level::Public, short(&text, LONGEST_TEXT));
    }
    if !searched.keywords.is_empty() {
        document = document.text(Level::Public, short(&searched.keywords.join("\n"), LONGEST_TEXT));
    }
    document.date = i64::from(searched.year.unwrap_or_default());
    document
}
