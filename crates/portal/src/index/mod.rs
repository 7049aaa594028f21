//! The index of the hall: it follows what changes in the registry, and answers questions about it.
//!
//! It is never the truth. Where it is missing or broken it is made anew from the database, and pages say meanwhile that searching is being
//! prepared. One program follows at a time: whoever serves.

mod corpus;
mod document;
mod meaning;
mod terms;

pub(crate) use corpus::CorpusIndex;
pub(crate) use terms::dictionary;

use self::meaning::Meaning;
use registry::changes::Published;
use registry::{Registry, RegistryError};
use search::{Completion, Dictionary, Document, Found, Index, IndexError, Query, Reader, Request, Sort};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// How often a command looks whether the program that serves has made the index.
const LOOK: std::time::Duration = std::time::Duration::from_millis(100);
/// Records of one look into the database.
const BATCH: u64 = 500;
/// The file that says up to which change of the hall the index has followed.
const FOLLOWED: &str = "followed";
/// The file by which a command asks the program that serves for a new index.
const REBUILD: &str = "rebuild";

/// Why the index does not follow or answer.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The documents of a scan.
    #[error(transparent)]
    Corpus(#[from] ::corpus::CorpusError),
    /// The folder of the index.
    #[error("{path}: {source}")]
    Folder {
        /// Where.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A task was ended with the program.
    #[error("the index was interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// The index of a hall. Cheap to clone.
#[derive(Clone)]
pub(crate) struct HallIndex(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    /// None until it is whole.
    index: RwLock<Option<Arc<Index>>>,
    /// Up to which change of the hall it has followed; whoever follows holds it.
    followed: tokio::sync::Mutex<Option<i64>>,
    meaning: Meaning,
    dictionary: RwLock<Dictionary>,
}

/// What is asked.
pub(crate) struct Asked<'a> {
    pub(crate) query: &'a Query,
    pub(crate) is_member: bool,
    pub(crate) sort: Sort,
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

impl HallIndex {
    /// The index in the data folder, not opened yet.
    pub(crate) fn new(data_dir: &Path) -> Self {
        let folder = data_dir.join("search/hall");
        Self(Arc::new(Inner {
            folder,
            index: RwLock::default(),
            followed: tokio::sync::Mutex::default(),
            meaning: Meaning::new(data_dir),
            dictionary: RwLock::default(),
        }))
    }

    /// The index; none while it is being made.
    fn index(&self) -> Option<Arc<Index>> {
        self.0.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The index, where documents are found by the sentence model, too.
    pub(crate) fn by_meaning(&self) -> Option<Arc<Index>> {
        self.index().filter(|_| self.0.meaning.is_there())
    }

    /// What is found; none while the index is being made.
    pub(crate) async fn find(&self, asked: Asked<'_>) -> Result<Option<Found>, SearchError> {
        let Some(index) = self.index() else { return Ok(None) };
        Ok(Some(find(index, asked, self.0.meaning.is_there()).await?))
    }

    /// How a beginning may go on; nothing while the index is being made.
    pub(crate) async fn complete(&self, text: &str, limit: usize) -> Result<Vec<Completion>, SearchError> {
        let Some(index) = self.index() else { return Ok(Vec::new()) };
        let text = text.to_owned();
        Ok(tokio::task::spawn_blocking(move || index.complete(&text, limit)).await??)
    }

    /// Brings the index up to what the registry says now: makes it where it is missing, broken, or asked for anew.
    ///
    /// # Errors
    /// Where the database or the folder does not work; the next call tries again.
    pub(crate) async fn follow(&self, registry: &Registry) -> Result<(), SearchError> {
        let mut followed = self.0.followed.lock().await;
        let asked = self.0.folder.join(REBUILD);
        if asked.exists() {
            *followed = Some(self.build(registry).await?);
            forget(&asked)?;
        }
        if followed.is_none() {
            // A count beyond the registry's own is of another database.
            let newest = registry.hall_changes().await?;
            let known = self.open().await?.filter(|known| *known <= newest);
            *followed = Some(match known {
                Some(known) => known,
                None => self.build(registry).await?,
            });
        }
        let Some(last) = followed.as_mut() else { return Ok(()) };
        loop {
            let changes = registry.hall_changes_after(*last, BATCH).await?;
            let Some(end) = changes.last() else { return Ok(()) };
            let number = end.number;
            let definitions = registry.definitions();
            let (mut documents, mut gone) = (Vec::new(), Vec::new());
            for change in changes {
                match change.published.as_ref().and_then(|published| document::of(&definitions, published)) {
                    Some(document) => documents.push(document),
                    None => gone.push(change.id),
                }
            }
            let Some(index) = self.index() else { return Ok(()) };
            tokio::task::spawn_blocking(move || {
                index.remove(&gone)?;
                put(&index, &documents)?;
                index.commit()
            })
            .await??;
            self.note(number)?;
            *last = number;
        }
    }

    /// Opens what is there. Returns up to where it has followed; none where it has to be made.
    async fn open(&self) -> Result<Option<i64>, SearchError> {
        let folder = self.0.folder.clone();
        let said = std::fs::read_to_string(folder.join(FOLLOWED)).ok();
        let Some(followed) = said.and_then(|text| text.trim().parse().ok()) else { return Ok(None) };
        match tokio::task::spawn_blocking(move || Index::open(&folder)).await? {
            Ok(index) => {
                self.show(Arc::new(index)).await?;
                Ok(Some(followed))
            }
            Err(error) if error.wants_rebuild() => {
                tracing::warn!(%error, "the index of the hall is made anew");
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Lets an index answer, by meaning as well where that is possible.
    async fn show(&self, index: Arc<Index>) -> Result<(), SearchError> {
        index.set_dictionary(self.dictionary());
        let (inner, taken) = (self.0.clone(), index.clone());
        tokio::task::spawn_blocking(move || inner.meaning.take_up(&taken, &inner.folder)).await??;
        *self.0.index.write().unwrap_or_else(PoisonError::into_inner) = Some(index);
        Ok(())
    }

    /// Terms of two languages that mean the same.
    pub(crate) fn dictionary(&self) -> Dictionary {
        self.0.dictionary.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Terms of two languages that mean the same, by which questions are translated from now on.
    pub(crate) fn translate_by(&self, dictionary: Dictionary) {
        if let Some(index) = self.index() {
            index.set_dictionary(dictionary.clone());
        }
        *self.0.dictionary.write().unwrap_or_else(PoisonError::into_inner) = dictionary;
    }

    /// Makes the index from the database, beside the one that answers meanwhile where there is one. Returns up to which change of the hall
    /// it is sure to know everything.
    async fn build(&self, registry: &Registry) -> Result<i64, SearchError> {
        let before = registry.hall_changes().await?;
        self.0.meaning.forget(&self.0.folder)?;
        let index = match self.index() {
            Some(index) => index,
            None => {
                // What is there from now on is not whole: whoever finds it after a crash must not take it for that.
                forget(&self.0.folder.join(FOLLOWED))?;
                let folder = self.0.folder.clone();
                Arc::new(tokio::task::spawn_blocking(move || Index::create(&folder)).await??)
            }
        };
        let (send, mut receive) = tokio::sync::mpsc::channel::<Vec<Document>>(2);
        let building = index.clone();
        let build = tokio::task::spawn_blocking(move || {
            building.rebuild(std::iter::from_fn(|| receive.blocking_recv()).flatten())
        });
        let mut after = String::new();
        loop {
            let batch = registry.hall_by_id(&after, BATCH).await?;
            let Some(end) = batch.last() else { break };
            after.clone_from(&end.id);
            let definitions = registry.definitions();
            let documents = batch.iter().filter_map(|published: &Published| document::of(&definitions, published));
            if send.send(documents.collect()).await.is_err() {
                break;
            }
        }
        drop(send);
        build.await??;
        self.show(index).await?;
        self.note(before)?;
        Ok(before)
    }

    /// Writes down up to where the index has followed. It is behind the index at most: following again changes nothing.
    fn note(&self, number: i64) -> Result<(), SearchError> {
        let path = self.0.folder.join(FOLLOWED);
        std::fs::write(&path, number.to_string()).map_err(|source| SearchError::Folder { path, source })
    }
}

/// Removes a file that may be there.
fn forget(path: &Path) -> Result<(), SearchError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(SearchError::Folder { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// What an index finds, away from the threads that answer requests.
async fn find(index: Arc<Index>, asked: Asked<'_>, meaning: bool) -> Result<Found, SearchError> {
    let query = asked.query.clone();
    let Asked { is_member, sort, offset, limit, .. } = asked;
    let found = tokio::task::spawn_blocking(move || {
        let reader = if is_member { Reader::signed_in(Vec::<String>::new()) } else { Reader::public() };
        index.find(&Request { query: &query, reader: &reader, sort, offset, limit, counts: true, meaning })
    });
    Ok(found.await??)
}

/// Asks the program that serves a data folder for a new index of its hall; it is made with the next look.
///
/// # Errors
/// Where the folder cannot be written.
pub fn ask_for_index(data_dir: &Path) -> Result<(), SearchError> {
    let folder = data_dir.join("search/hall");
    let path = folder.join(REBUILD);
    let wrong = |source| SearchError::Folder { path: path.clone(), source };
    std::fs::create_dir_all(&folder).map_err(wrong)?;
    std::fs::write(&path, "").map_err(wrong)
}

/// Makes the index of a hall anew: here, or, where a program serves the data folder, there; comes back when it is done.
///
/// # Errors
/// Where the database or the folder does not work.
pub async fn rebuild_index(data_dir: &Path, registry: &Registry) -> Result<(), SearchError> {
    ask_for_index(data_dir)?;
    let index = HallIndex::new(data_dir);
    let asked = index.0.folder.join(REBUILD);
    match index.follow(registry).await {
        Err(SearchError::Index(IndexError::Locked(_))) => {
            while asked.exists() {
                tokio::time::sleep(LOOK).await;
            }
            Ok(())
        }
        other => other,
    }
}

/// Adds documents; one that the index refuses is left out, so that the others are found.
fn put(index: &Index, documents: &[Document]) -> Result<(), IndexError> {
    match index.put(documents) {
        Err(IndexError::TooLarge { .. }) => {
            for document in documents {
                if let Err(error) = index.put(std::slice::from_ref(document)) {
                    tracing::warn!(%error, "a publication is not searched");
                }
            }
            Ok(())
        }
        other => other,
    }
}
