//! One folder of the index engine, with its writer. A rebuild makes a new one; the old one goes when the last question has left it.

use crate::document::{Document, Piece, Tier};
use crate::error::IndexError;
use crate::meaning::{self, Meaning, SharedEncoder, Sight};
use crate::schema::{Fields, ROW, check};
use rayon::prelude::*;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use tantivy::schema::Value;
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument};

/// Changes with every change of fields or analysis, and where the stemmer changes its stems: an index of another number is made anew.
pub(crate) const FORMAT: u32 = 2;
/// Memory of the writer in bytes, whatever is written.
const WRITER_MEMORY: usize = 96 << 20;
/// What files of a segment end with.
const FOOTER_MARK: u64 = 1337;
/// Documents that are analysed together.
const BATCH: usize = 512;
/// Blocks of stored documents that are kept decompressed.
const STORED_BLOCKS: usize = 256;

/// The index as one question sees it, from beginning to end.
pub(crate) struct View {
    pub(crate) searcher: Searcher,
    /// Vectors, where they were learned.
    pub(crate) sight: Option<Sight>,
}

pub(crate) struct Generation {
    pub(crate) folder: PathBuf,
    pub(crate) fields: Fields,
    reader: IndexReader,
    /// What questions see.
    view: RwLock<Arc<View>>,
    writer: Mutex<IndexWriter>,
    /// Number of the next document's vector.
    next_row: AtomicU64,
    /// The folder is to go with this.
    obsolete: AtomicBool,
}

impl Generation {
    /// A new folder, which must not be there yet.
    pub(crate) fn create(folder: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(folder).map_err(IndexError::folder(folder))?;
        fs::write(folder.join("format"), format!("{FORMAT}\n")).map_err(IndexError::folder(folder))?;
        let (schema, _) = Fields::schema();
        let index = Index::create_in_dir(folder, schema).map_err(|error| IndexError::opening(folder, error))?;
        Self::over(folder, index)
    }

    /// A folder that was made before.
    pub(crate) fn open(folder: &Path) -> Result<Self, IndexError> {
        let found = match fs::read_to_string(folder.join("format")) {
            Ok(found) => found,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::Broken { folder: folder.to_owned(), reason: "no stamp".to_owned() });
            }
            Err(error) => return Err(IndexError::folder(folder)(error)),
        };
        if found.trim() != FORMAT.to_string() {
            let found = found.trim().chars().take(20).collect();
            return Err(IndexError::Format { folder: folder.to_owned(), found, expected: FORMAT });
        }
        // The engine panics on some damages of its files.
        let opened = std::panic::catch_unwind(|| Self::open_checked(folder));
        opened
            .unwrap_or_else(|_| Err(IndexError::Broken { folder: folder.to_owned(), reason: "unreadable".to_owned() }))
    }

    fn open_checked(folder: &Path) -> Result<Self, IndexError> {
        let index = Index::open_in_dir(folder).map_err(|error| IndexError::opening(folder, error))?;
        check_ends(folder, &index)?;
        if index.schema() != Fields::schema().0 {
            return Err(IndexError::Broken { folder: folder.to_owned(), reason: "other fields".to_owned() });
        }
        Self::over(folder, index)
    }

    fn over(folder: &Path, index: Index) -> Result<Self, IndexError> {
        let opening = |error| IndexError::opening(folder, error);
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(2));
        let writer = index.writer_with_num_threads(threads, WRITER_MEMORY).map_err(opening)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .doc_store_cache_num_blocks(STORED_BLOCKS)
            .try_into()
            .map_err(opening)?;
        let (_, fields) = Fields::schema();
        let next_row = end_of_rows(&reader.searcher()).map_err(opening)?;
        Ok(Self {
            folder: folder.to_owned(),
            fields,
            view: RwLock::new(Arc::new(View { searcher: reader.searcher(), sight: None })),
            reader,
            writer: Mutex::new(writer),
            next_row: AtomicU64::new(next_row),
            obsolete: AtomicBool::new(false),
        })
    }

    /// Adds documents; those with the same ids go where `replacing`.
    pub(crate) fn put(&self, documents: &[Document], replacing: bool) -> Result<(), IndexError> {
        documents.iter().try_for_each(check)?;
        for batch in documents.chunks(BATCH) {
            let first = self.next_row.fetch_add(batch.len() as u64, Ordering::Relaxed);
            let filled: Vec<TantivyDocument> = batch
                .par_iter()
                .enumerate()
                .map(|(number, document)| self.fields.fill(document, first + number as u64))
                .collect();
            let writer = self.writer.lock().expect("no writer panics");
            for (document, filled) in batch.iter().zip(filled) {
                if replacing {
                    writer.delete_term(self.fields.id_term(&document.id));
                }
                writer.add_document(filled)?;
            }
        }
        Ok(())
    }

    pub(crate) fn remove<T: AsRef<str>>(&self, ids: &[T]) {
        let writer = self.writer.lock().expect("no writer panics");
        for id in ids {
            writer.delete_term(self.fields.id_term(id.as_ref()));
        }
    }

    /// Makes changes durable and visible.
    pub(crate) fn commit(&self) -> Result<(), IndexError> {
        self.writer.lock().expect("no writer panics").commit()?;
        self.reader.reload()?;
        let before = self.view();
        let meaning = before.sight.as_ref().map(|sight| sight.meaning.clone());
        self.show(meaning)
    }

    /// The index as it is now.
    pub(crate) fn view(&self) -> Arc<View> {
        self.view.read().expect("no holder panics").clone()
    }

    /// Lets questions see what was committed last, with these vectors.
    fn show(&self, meaning: Option<Arc<Meaning>>) -> Result<(), IndexError> {
        let before = self.view();
        let searcher = self.reader.searcher();
        let sight = match meaning {
            Some(meaning) => Some(Sight::new(meaning, &searcher, &self.fields, before.sight.as_ref())?),
            None => None,
        };
        *self.view.write().expect("no holder panics") = Arc::new(View { searcher, sight });
        Ok(())
    }

    /// Learns vectors from what is committed.
    pub(crate) fn learn(&self, sentence: Option<SharedEncoder>) -> Result<(), IndexError> {
        let searcher = self.reader.searcher();
        let until = end_of_rows(&searcher)?;
        let meaning = meaning::learn(&self.folder, &searcher, &self.fields, until, sentence)?;
        self.show(Some(Arc::new(meaning)))
    }

    /// Reads vectors that were learned before, where there are any.
    pub(crate) fn recall(&self, sentence: Option<SharedEncoder>) -> Result<(), IndexError> {
        match meaning::open(&self.folder, sentence)? {
            Some(meaning) => self.show(Some(Arc::new(meaning))),
            None => Ok(()),
        }
    }

    pub(crate) fn stored(&self, searcher: &Searcher, address: DocAddress) -> Result<TantivyDocument, IndexError> {
        Ok(searcher.doc(address)?)
    }

    pub(crate) fn id_and_kind(&self, stored: &TantivyDocument) -> (String, String) {
        let text = |field| stored.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        (text(self.fields.id), text(self.fields.kind))
    }

    /// Whether the folder goes when this goes.
    pub(crate) fn retire(&self, goes: bool) {
        self.obsolete.store(goes, Ordering::Relaxed);
    }
}

/// The first row after those of all documents.
fn end_of_rows(searcher: &Searcher) -> tantivy::Result<u64> {
    let mut end = 0;
    for segment in searcher.segment_readers().iter().filter(|segment| segment.max_doc() > 0) {
        end = end.max(segment.fast_fields().u64(ROW)?.max_value() + 1);
    }
    Ok(end)
}

/// Looks for files that were cut off: each of a segment ends with the length of its footer and a mark.
fn check_ends(folder: &Path, index: &Index) -> Result<(), IndexError> {
    let segments = index.searchable_segment_metas().map_err(|error| IndexError::opening(folder, error))?;
    let ids: Vec<String> = segments.iter().map(|segment| segment.id().uuid_string()).collect();
    for entry in fs::read_dir(folder).map_err(IndexError::folder(folder))? {
        let path = entry.map_err(IndexError::folder(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_of_segment = ids.iter().any(|id| name.starts_with(id.as_str()));
        if is_of_segment && !is_whole(&path).map_err(IndexError::folder(folder))? {
            return Err(IndexError::Broken { folder: folder.to_owned(), reason: format!("{name} is cut off") });
        }
    }
    Ok(())
}

fn is_whole(path: &Path) -> std::io::Result<bool> {
    let mut file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    if length < 8 {
        return Ok(false);
    }
    let mut end = [0; 8];
    file.seek(SeekFrom::End(-8))?;
    file.read_exact(&mut end)?;
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    Ok(number(&end[4..]) == FOOTER_MARK && number(&end[..4]) + 8 <= length)
}

/// Pieces of a stored document in these tiers.
pub(crate) fn pieces_of(stored: &TantivyDocument, fields: &Fields, tiers: &[Tier]) -> Vec<Piece> {
    let read = |&tier: &Tier| {
        let text = stored.get_first(fields.tier(tier).pieces)?;
        serde_json::from_str::<Vec<Piece>>(text.as_str()?).ok()
    };
    tiers.iter().filter_map(read).flatten().collect()
}

impl Drop for Generation {
    fn drop(&mut self) {
        if *self.obsolete.get_mut() {
            // Where it cannot be removed now, the next opening does.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
