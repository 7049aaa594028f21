//! The scan that is shown now, and how a newer one takes its place without a restart.

use crate::atlas::Atlas;
use crate::backtest::Backtest;
use crate::failure::Failure;
use crate::index::{CorpusIndex, dictionary};
use crate::platform::Platform;
use crate::troubles::Part;
use observatory::scan::{Scan, ScanError};
use registry::definition::Definitions;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

/// How long the last look into the data folder is trusted.
const TRUSTED: Duration = Duration::from_secs(2);

/// How often what is searched follows what changed.
const FOLLOWING: Duration = Duration::from_millis(300);

/// The file that says that the hall of a data folder was filled by a simulation.
pub const SIMULATED: &str = "simulated";

/// Whether the hall of a data folder was filled by a simulation.
pub fn is_simulated(data_dir: &Path) -> bool {
    data_dir.join(SIMULATED).exists()
}

/// Everything of one scan, in memory.
pub struct Loaded {
    /// The scan itself, which finds documents.
    pub scan: Scan,
    /// The view model.
    pub atlas: Atlas,
    /// The newest back-test, where one was made.
    pub backtest: Option<Backtest>,
    stamp: Stamp,
}

/// What must be unchanged for a loaded scan to be the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    scan: PathBuf,
    manifest: Option<SystemTime>,
    backtest: Option<(PathBuf, SystemTime)>,
}

/// Shared state of all handlers.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

struct Inner {
    data_dir: PathBuf,
    platform: Option<Platform>,
    corpus_index: CorpusIndex,
    /// The definitions and the scan that the terms of both languages were taken from.
    terms: Mutex<Option<(Arc<Definitions>, Option<String>)>>,
    current: RwLock<Option<Arc<Loaded>>>,
    looked: Mutex<Instant>,
    loading: AtomicBool,
}

impl Portal {
    /// Loads the newest scan below `data_dir`. That there is none yet is no error: one may appear later.
    pub fn open(data_dir: impl Into<PathBuf>) -> Result<Portal, ScanError> {
        Portal::with(data_dir, None)
    }

    /// The same with the hall, where there is a platform.
    pub fn with(data_dir: impl Into<PathBuf>, platform: Option<Platform>) -> Result<Portal, ScanError> {
        let data_dir = data_dir.into();
        let loaded = match stamp(&data_dir) {
            Ok(stamp) => Some(Arc::new(load(stamp)?)),
            Err(ScanError::NoScan(_)) => None,
            Err(error) => return Err(error),
        };
        Ok(Portal(Arc::new(Inner {
            corpus_index: CorpusIndex::new(&data_dir),
            terms: Mutex::default(),
            data_dir,
            platform,
            current: RwLock::new(loaded),
            looked: Mutex::new(Instant::now()),
            loading: AtomicBool::new(false),
        })))
    }

    /// Where the corpus and the scans lie.
    pub fn data_dir(&self) -> &Path {
        &self.0.data_dir
    }

    /// The platform, where the hall is open.
    pub fn platform(&self) -> Option<&Platform> {
        self.0.platform.as_ref()
    }

    /// Searching the documents of the newest scan.
    pub(crate) fn corpus_index(&self) -> &CorpusIndex {
        &self.0.corpus_index
    }

    /// Follows with what is searched, again and again.
    pub async fn index(self) {
        loop {
            self.follow().await;
            tokio::time::sleep(FOLLOWING).await;
        }
    }

    /// Brings what is searched up to the hall and to the newest scan.
    pub async fn follow(&self) {
        let Some(platform) = self.platform() else { return };
        platform.follow().await;
        let loaded = self.shown();
        self.translate(platform, loaded.as_deref());
        if let Some(loaded) = loaded {
            let index = self.corpus_index().clone();
            let made = move || index.follow(&loaded.scan.folder, &loaded.scan.manifest);
            match tokio::task::spawn_blocking(made).await {
                Ok(made) => _ = platform.troubles().note(Part::Corpus, made),
                Err(error) => _ = platform.troubles().note(Part::Corpus, Err::<(), _>(error)),
            }
        }
    }

    /// Gives both indexes the terms of both languages, where the scan or the definitions are others than the last time.
    fn translate(&self, platform: &Platform, loaded: Option<&Loaded>) {
        let definitions = platform.registry().definitions();
        let scan = loaded.map(|loaded| loaded.scan.manifest.scan_id.clone());
        let mut terms = self.0.terms.lock().unwrap_or_else(PoisonError::into_inner);
        if terms.as_ref().is_some_and(|(of, last)| Arc::ptr_eq(of, &definitions) && *last == scan) {
            return;
        }
        let topics = loaded.map(|loaded| loaded.scan.contents.topics.as_slice()).unwrap_or_default();
        let dictionary = dictionary(&definitions, topics);
        platform.hall_index().translate_by(dictionary.clone());
        self.corpus_index().translate_by(dictionary);
        *terms = Some((definitions, scan));
    }

    /// Whether the hall was filled by a simulation.
    pub fn is_simulated(&self) -> bool {
        is_simulated(&self.0.data_dir)
    }

    /// The scan to show; a newer one is picked up on the way.
    pub async fn current(&self) -> Result<Arc<Loaded>, Failure> {
        if self.is_due() && !self.0.loading.swap(true, Ordering::AcqRel) {
            let portal = self.clone();
            let refreshed = tokio::task::spawn_blocking(move || portal.refresh()).await;
            self.0.loading.store(false, Ordering::Release);
            match refreshed {
                Ok(Ok(())) | Ok(Err(ScanError::NoScan(_))) => {}
                // A scan that cannot be read must not take down the one that is shown.
                Ok(Err(error)) => tracing::error!(%error, "the newest scan cannot be read"),
                Err(error) => tracing::error!(%error, "reading the newest scan failed"),
            }
        }
        self.shown().ok_or(Failure::NoScan)
    }

    /// Whatever is loaded, without a look at the data folder.
    pub fn shown(&self) -> Option<Arc<Loaded>> {
        self.0.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks into the data folder now and loads what is new.
    pub fn refresh(&self) -> Result<(), ScanError> {
        let stamp = stamp(&self.0.data_dir)?;
        if self.shown().is_some_and(|loaded| loaded.stamp == stamp) {
            return Ok(());
        }
        let loaded = Arc::new(load(stamp)?);
        tracing::info!(scan = loaded.atlas.manifest.scan_id, "showing a new scan");
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Some(loaded);
        Ok(())
    }

    fn is_due(&self) -> bool {
        let mut looked = self.0.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let due = looked.elapsed() >= TRUSTED;
        if due {
            *looked = Instant::now();
        }
        due
    }
}

fn stamp(data_dir: &Path) -> Result<Stamp, ScanError> {
    let scan = Scan::latest_folder(data_dir)?;
    Ok(Stamp {
        manifest: modified(&scan.join("manifest.json")),
        backtest: Backtest::find(data_dir, &scan).and_then(|path| modified(&path).map(|time| (path, time))),
        scan,
    })
}

fn modified(path: &Path) -> Option<SystemTime> {
    path.metadata().and_then(|metadata| metadata.modified()).ok()
}

fn load(stamp: Stamp) -> Result<Loaded, ScanError> {
    let mut scan = Scan::open(&stamp.scan)?;
    let atlas = Atlas::build(scan.manifest.clone(), &mut scan.contents);
    let backtest = stamp.backtest.as_ref().and_then(|(path, _)| match Backtest::read(path) {
        Ok(backtest) => Some(backtest),
        Err(error) => {
            tracing::error!(path = %path.display(), %error, "the back-test cannot be read");
            None
        }
    });
    Ok(Loaded { scan, atlas, backtest, stamp })
}

impl Loaded {
    /// Changes with the scan and with the back-test. Weak, because answers may be compressed on their way.
    pub fn etag(&self) -> String {
        let seconds =
            |time: &SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let manifest = self.stamp.manifest.as_ref().map_or(0, seconds);
        let backtest = self.stamp.backtest.as_ref().map_or(0, |(_, time)| seconds(time));
        format!("W/\"{}-{manifest:x}-{backtest:x}\"", self.atlas.manifest.scan_id)
    }
}
