//! The index: a folder with the current generation, and the name of it.

use crate::completion::{Completion, complete};
use crate::dictionary::Dictionary;
use crate::document::Document;
use crate::error::IndexError;
use crate::find::{Found, Request, find};
use crate::generation::Generation;
use crate::meaning::Sight;
use language::sentence::SentenceEncoder;
use rustc_hash::{FxHashSet, FxHasher};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

/// Name of the file that names the current generation.
const CURRENT: &str = "current";
/// Documents that may change during a rebuild.
const MOST_CHANGES: usize = 200_000;
/// Documents that are handed over together in a rebuild.
const BATCH: usize = 4_096;

/// A search index in a folder. It is never the truth: whoever owns the documents can make it anew at any time.
///
/// Questions and changes may come from any number of threads; one program at a time may have the folder open.
pub struct Index {
    folder: PathBuf,
    current: RwLock<Arc<Generation>>,
    /// Changes since a rebuild began, while there is one; whoever changes something holds it.
    journal: Mutex<Option<Vec<Change>>>,
    dictionary: RwLock<Arc<Dictionary>>,
}

enum Change {
    Put(Document),
    Removed(String),
}

impl Index {
    /// An empty index in a folder, in place of one that may be there.
    ///
    /// # Errors
    /// Where the folder cannot be written, or is open elsewhere.
    pub fn create(folder: &Path) -> Result<Self, IndexError> {
        fs::create_dir_all(folder).map_err(IndexError::folder(folder))?;
        if let Ok(name) = fs::read_to_string(folder.join(CURRENT)) {
            // Somebody else may be using it.
            if let Err(error @ IndexError::Locked(_)) = Generation::open(&folder.join(name.trim())) {
                return Err(error);
            }
        }
        let generation = Generation::create(&next_folder(folder)?)?;
        point(folder, &generation)?;
        Self::over(folder, generation)
    }

    /// Opens the index of a folder.
    ///
    /// # Errors
    /// [`IndexError::wants_rebuild`] where there is none, or none that can be read; otherwise the folder cannot be used.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let name = match fs::read_to_string(folder.join(CURRENT)) {
            Ok(name) => name,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::Missing(folder.to_owned()));
            }
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                return Err(IndexError::Broken { folder: folder.to_owned(), reason: "no name".to_owned() });
            }
            Err(error) => return Err(IndexError::folder(folder)(error)),
        };
        if number_of(name.trim()).is_none() {
            return Err(IndexError::Broken { folder: folder.to_owned(), reason: "no name".to_owned() });
        }
        Self::over(folder, Generation::open(&folder.join(name.trim()))?)
    }

    fn over(folder: &Path, generation: Generation) -> Result<Self, IndexError> {
        // What a rebuild that was cut off left behind.
        for other in generations(folder)? {
            if other != generation.folder {
                let _ = fs::remove_dir_all(other);
            }
        }
        Ok(Self {
            folder: folder.to_owned(),
            current: RwLock::new(Arc::new(generation)),
            journal: Mutex::new(None),
            dictionary: RwLock::default(),
        })
    }

    fn current(&self) -> Arc<Generation> {
        self.current.read().expect("no holder panics").clone()
    }

    /// Adds documents, or replaces those with the same ids; visible after [`Index::commit`].
    ///
    /// # Errors
    /// Where a document breaks a limit (then none is added), or the engine fails.
    pub fn put(&self, documents: &[Document]) -> Result<(), IndexError> {
        let mut journal = self.journal.lock().expect("no holder panics");
        self.current().put(documents, true)?;
        record(&mut journal, documents.iter().map(|document| Change::Put(document.clone())))
    }

    /// Removes documents; ids that are not there are no mistake. Visible after [`Index::commit`].
    ///
    /// # Errors
    /// Where more changed during a rebuild than is kept.
    pub fn remove<T: AsRef<str>>(&self, ids: &[T]) -> Result<(), IndexError> {
        let mut journal = self.journal.lock().expect("no holder panics");
        self.current().remove(ids);
        record(&mut journal, ids.iter().map(|id| Change::Removed(id.as_ref().to_owned())))
    }

    /// Makes what was changed durable and visible to every question that begins afterwards.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn commit(&self) -> Result<(), IndexError> {
        self.current().commit()
    }

    /// Makes the index anew beside the present one, which answers meanwhile, and puts it in its place. Changes that come meanwhile
    /// are made to both.
    ///
    /// # Errors
    /// As [`Index::put`]; where another rebuild is going on; where too much changed meanwhile. The present index remains then.
    pub fn rebuild(&self, documents: impl IntoIterator<Item = Document>) -> Result<(), IndexError> {
        {
            let mut journal = self.journal.lock().expect("no holder panics");
            if journal.is_some() {
                return Err(IndexError::Rebuilding);
            }
            *journal = Some(Vec::new());
        }
        let result = self.build(documents);
        if result.is_err() {
            *self.journal.lock().expect("no holder panics") = None;
        }
        result
    }

    fn build(&self, documents: impl IntoIterator<Item = Document>) -> Result<(), IndexError> {
        let generation = Generation::create(&next_folder(&self.folder)?)?;
        // Until it is in its place it may go.
        generation.retire(true);
        let mut seen: FxHashSet<u64> = FxHashSet::default();
        let (mut batch, mut again) = (Vec::with_capacity(BATCH), false);
        for document in documents {
            let mut hasher = FxHasher::default();
            document.id.hash(&mut hasher);
            again |= !seen.insert(hasher.finish());
            batch.push(document);
            if batch.len() == BATCH {
                generation.put(&batch, again)?;
                (again, batch) = (false, Vec::with_capacity(BATCH));
            }
        }
        generation.put(&batch, again)?;
        generation.commit()?;
        let mut journal = self.journal.lock().expect("no holder panics");
        for change in journal.as_mut().map(std::mem::take).unwrap_or_default() {
            match change {
                Change::Put(document) => generation.put(&[document], true)?,
                Change::Removed(id) => generation.remove(&[id]),
            }
        }
        generation.commit()?;
        point(&self.folder, &generation)?;
        generation.retire(false);
        let old = std::mem::replace(&mut *self.current.write().expect("no holder panics"), Arc::new(generation));
        old.retire(true);
        *journal = None;
        Ok(())
    }

    /// Terms of two languages that mean the same, by which questions are translated from now on.
    pub fn set_dictionary(&self, dictionary: Dictionary) {
        *self.dictionary.write().expect("no holder panics") = Arc::new(dictionary);
    }

    /// Learns vectors from the public texts that are committed, so that documents are also found by what they mean: with the sentence
    /// encoder where one is given, otherwise from the texts themselves. Documents that come later get their vectors when they are
    /// committed. To be called again after a rebuild, and when much has changed.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn learn(&self, sentence: Option<Arc<Mutex<SentenceEncoder>>>) -> Result<(), IndexError> {
        self.current().learn(sentence)
    }

    /// Takes up vectors that were learned before the folder was opened; those of a sentence encoder need it again. Without vectors,
    /// questions are answered by words alone.
    ///
    /// # Errors
    /// Where the vectors are damaged: then learn them anew.
    pub fn recall(&self, sentence: Option<Arc<Mutex<SentenceEncoder>>>) -> Result<(), IndexError> {
        self.current().recall(sentence)
    }

    /// Numbers per vector; none where no vectors were learned or taken up.
    pub fn dimensions(&self) -> Option<usize> {
        self.current().view().sight.as_ref().map(Sight::dimensions)
    }

    /// Hands over the id and the vector of each document that has one: what its public text means, of length 1, kept as 8-bit numbers.
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn vectors(&self, mut take: impl FnMut(&str, &[f32])) -> Result<(), IndexError> {
        let current = self.current();
        let view = current.view();
        let Some(sight) = &view.sight else { return Ok(()) };
        sight.each(|address, vector| {
            let stored = current.stored(&view.searcher, address)?;
            take(&current.id_and_kind(&stored).0, vector);
            Ok(())
        })
    }

    /// Number of documents, whoever may see them.
    pub fn documents(&self) -> u64 {
        self.current().view().searcher.num_docs()
    }

    /// Answers a question.
    ///
    /// # Errors
    /// Where it asks for hits too far down, or the engine fails.
    pub fn find(&self, request: &Request<'_>) -> Result<Found, IndexError> {
        let dictionary = self.dictionary.read().expect("no holder panics").clone();
        find(&self.current(), &dictionary, request)
    }

    /// How a beginning may go on: titles of public documents, then words of public text. Letters also stand for the pinyin of a
    /// Chinese title (“tyndc” for 太阳能电池).
    ///
    /// # Errors
    /// Where the engine fails.
    pub fn complete(&self, text: &str, limit: usize) -> Result<Vec<Completion>, IndexError> {
        complete(&self.current(), text, limit)
    }
}

fn record(journal: &mut Option<Vec<Change>>, changes: impl Iterator<Item = Change>) -> Result<(), IndexError> {
    let Some(journal) = journal else { return Ok(()) };
    journal.extend(changes);
    if journal.len() > MOST_CHANGES { Err(IndexError::TooManyChanges(MOST_CHANGES)) } else { Ok(()) }
}

/// Number in the name of a generation's folder.
fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix("generation-")?.parse().ok()
}

fn generations(folder: &Path) -> Result<Vec<PathBuf>, IndexError> {
    let entries = fs::read_dir(folder).map_err(IndexError::folder(folder))?;
    let is_generation = |path: &PathBuf| path.file_name().and_then(|name| number_of(name.to_str()?)).is_some();
    Ok(entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_generation).collect())
}

fn next_folder(folder: &Path) -> Result<PathBuf, IndexError> {
    let numbers = generations(folder)?;
    let last = numbers.iter().filter_map(|path| number_of(path.file_name()?.to_str()?)).max();
    Ok(folder.join(format!("generation-{}", last.map_or(1, |last| last + 1))))
}

/// Names the current generation; whole or not at all.
fn point(folder: &Path, generation: &Generation) -> Result<(), IndexError> {
    let failed = IndexError::folder(folder);
    let write = || {
        let name = generation.folder.file_name().unwrap_or_default();
        let new = folder.join(".current.new");
        let mut file = fs::File::create(&new)?;
        std::io::Write::write_all(&mut file, name.as_encoded_bytes())?;
        file.sync_all()?;
        fs::rename(&new, folder.join(CURRENT))?;
        fs::File::open(folder)?.sync_all()
    };
    write().map_err(failed)
}
