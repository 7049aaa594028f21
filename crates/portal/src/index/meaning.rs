//! Searching by meaning, where the sentence model is installed: it finds what says the same in other words, or in the other language.

use super::{SearchError, forget};
use language::sentence::SentenceEncoder;
use search::Index;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// The file that says that the vectors of an index are whole.
const WHOLE: &str = "meaning";

/// The model of a data folder, read when it is first wanted.
pub(super) struct Meaning {
    model: PathBuf,
    encoder: OnceLock<Option<Arc<Mutex<SentenceEncoder>>>>,
}

impl Meaning {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { model: data_dir.join("models/sentence"), encoder: OnceLock::new() }
    }

    fn encoder(&self) -> Option<Arc<Mutex<SentenceEncoder>>> {
        let open = || {
            if !self.model.is_dir() {
                return None;
            }
            match SentenceEncoder::open(&self.model) {
                Ok(encoder) => Some(Arc::new(Mutex::new(encoder))),
                Err(error) => {
                    tracing::error!(%error, "the sentence model cannot be read; the hall is searched by words alone");
                    None
                }
            }
        };
        self.encoder.get_or_init(open).clone()
    }

    /// Whether questions are answered by meaning, too.
    pub(super) fn is_there(&self) -> bool {
        self.encoder.get().is_some_and(Option::is_some)
    }

    /// Says that the vectors of a folder are not whole, before an index is made there.
    pub(super) fn forget(&self, folder: &Path) -> Result<(), SearchError> {
        forget(&folder.join(WHOLE))
    }

    /// Takes up the vectors of an index, or learns them where they are not whole.
    pub(super) fn take_up(&self, index: &Index, folder: &Path) -> Result<(), SearchError> {
        let Some(encoder) = self.encoder() else { return Ok(()) };
        let whole = folder.join(WHOLE);
        if whole.exists() && index.recall(Some(encoder.clone())).is_ok() {
            return Ok(());
        }
        forget(&whole)?;
        index.learn(Some(encoder))?;
        std::fs::write(&whole, "").map_err(|source| SearchError::Folder { path: whole, source })
    }
}
