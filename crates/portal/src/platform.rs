//! What people do on the platform, beside the scan: the registry with its processes and the notary's log, opened from the data folder.

use crate::alerts;
use crate::failure::Failure;
use crate::files::open_files;
use crate::index::HallIndex;
use crate::letters::{self, Post};
use crate::page_cache::PageCache;
use crate::suggestions;
use crate::troubles::{Part, Troubles};
use accounts::{Accounts, AccountsError, MailError, OWASP, OpenId, OpenIdError, Provider};
use conversations::{Conversations, Suggestions};
use jiff::{SignedDuration, Timestamp};
use matching::{Evaluation, Ranker};
use meetings::Meetings;
use notary::{Key, Role, Verifier};
use process::{Lifecycle, LifecycleError};
use registry::definition::{Definitions, Disclosure, Kind};
use registry::files::{Files, FilesError};
use registry::{Actor, Notary, Registry, RegistryError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use store::{Store, StoreError};

/// How often what is due is looked for.
const PULSE: Duration = Duration::from_millis(500);
/// How often old links, sessions and attempts are forgotten, and files that nothing speaks of removed.
const FORGET: SignedDuration = SignedDuration::from_hours(1);
/// Deadlines that fire at a time.
const DEADLINES: u64 = 100;
/// Who acts where nobody does.
const SYSTEM: &str = "system";
/// Name of a log whose installation has no address of its own.
const ORIGIN: &str = "localhost/liaowang";

/// Why the platform cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum PlatformError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The registry or the log.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The processes.
    #[error(transparent)]
    Lifecycle(#[from] LifecycleError),
    /// The accounts.
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    /// Signing in at a provider of OpenID Connect.
    #[error(transparent)]
    OpenId(#[from] OpenIdError),
    /// The mail server.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The files of records.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The place of the files.
    #[error("LIAOWANG_FILES_URL is {0}: files can only lie in a folder, as file:///srv/files")]
    FilesAddress(String),
    /// The notary's key.
    #[error("{path}: {reason}")]
    Key {
        /// Where it lies.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// Registry, processes and notary of a data folder. Cheap to clone.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

struct Inner {
    lifecycle: Lifecycle,
    conversations: Conversations,
    suggestions: Suggestions,
    ranking: RwLock<Option<(Option<Ranker>, Evaluation)>>,
    accounts: Accounts,
    openid: Option<OpenId>,
    meetings: Meetings,
    notary: Notary,
    files: Files,
    post: Post,
    page_cache: PageCache,
    hall_index: HallIndex,
    log_folder: PathBuf,
    verifier: Verifier,
    definitions: PathBuf,
    read: Mutex<Option<SystemTime>>,
    forgotten: Mutex<Option<Timestamp>>,
    troubles: Troubles,
}

/// Opens the registry and its processes of a data folder: the database at `address`, or SQLite in the folder.
///
/// # Errors
/// Where the database or a definition is wrong.
pub async fn open_lifecycle(data_dir: &Path, address: Option<&str>) -> Result<Lifecycle, PlatformError> {
    let store = match address {
        Some(address) => Store::open(address).await?,
        None => Store::open_file(&data_dir.join("liaowang.sqlite")).await?,
    };
    let definitions = data_dir.join("definitions");
    let registry = Registry::new(store, Some(&definitions))?;
    Ok(Lifecycle::new(registry, Some(&definitions))?)
}

/// The public key of the log of a data folder; none where there is no log yet.
///
/// # Errors
/// Where the key cannot be read.
pub fn log_key(data_dir: &Path) -> Result<Option<Verifier>, PlatformError> {
    let path = data_dir.join("notary/key");
    if path.exists() { Ok(Some(key(&path)?.verifier().clone())) } else { Ok(None) }
}

impl Platform {
    /// Opens the platform of a data folder, for serving: it is the log's one writer.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn open(data_dir: &Path, address: Option<&str>) -> Result<Self, PlatformError> {
        Self::open_with(data_dir, address, crate::openid::of_environment()).await
    }

    /// The same, where accounts are signed in to by this provider of OpenID Connect or by none, whatever the environment says.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn open_with(
        data_dir: &Path,
        address: Option<&str>,
        provider: Option<Provider>,
    ) -> Result<Self, PlatformError> {
        let lifecycle = open_lifecycle(data_dir, address).await?;
        let accounts = Accounts::new(lifecycle.registry().store().clone(), OWASP)?;
        let openid = provider.map(|provider| OpenId::new(accounts.clone(), provider)).transpose()?;
        let meetings = Meetings::new(lifecycle.registry().clone());
        let key = key(&data_dir.join("notary/key"))?;
        let log_folder = data_dir.join("notary/log");
        let verifier = key.verifier().clone();
        let notary = Notary::open(lifecycle.registry().clone(), &log_folder, key)?;
        notary.advance().await?;
        lifecycle.registry().index_similar().await?;
        let files = open_files(lifecycle.registry(), data_dir)?;
        let definitions = data_dir.join("definitions");
        let read = Mutex::new(newest(&definitions));
        let post = Post::of_environment(data_dir)?;
        Ok(Self(Arc::new(Inner {
            conversations: Conversations::new(lifecycle.clone()),
            suggestions: Suggestions::new(lifecycle.registry().store().clone()),
            ranking: RwLock::new(None),
            lifecycle,
            accounts,
            openid,
            meetings,
            notary,
            files,
            post,
            page_cache: PageCache::default(),
            hall_index: HallIndex::new(data_dir),
            log_folder,
            verifier,
            definitions,
            read,
            forgotten: Mutex::new(None),
            troubles: Troubles::default(),
        })))
    }

    /// The processes.
    pub fn lifecycle(&self) -> &Lifecycle {
        &self.0.lifecycle
    }

    /// The registry.
    pub fn registry(&self) -> &Registry {
        self.0.lifecycle.registry()
    }

    /// What parties say to each other about records.
    pub fn conversations(&self) -> &Conversations {
        &self.0.conversations
    }

    /// Who is suggested to whom over the whole hall.
    pub fn suggestions(&self) -> &Suggestions {
        &self.0.suggestions
    }

    /// The ranking that was learned from what people said of matches, where it is better for certain.
    pub(crate) fn ranker(&self) -> Option<Ranker> {
        self.0.ranking.read().unwrap_or_else(PoisonError::into_inner).as_ref().and_then(|(ranker, _)| *ranker)
    }

    /// How a learned ranking did on answers that it had not seen; none before something was learned.
    pub(crate) fn ranking(&self) -> Option<Evaluation> {
        let ranking = self.0.ranking.read().unwrap_or_else(PoisonError::into_inner);
        ranking.as_ref().map(|(_, evaluation)| evaluation.clone())
    }

    /// Learns from all that was said of matches.
    async fn learn(&self) -> Result<(), Failure> {
        let feedback = self.0.conversations.feedback().await?;
        let learned = tokio::task::spawn_blocking(move || Ranker::trained(&feedback)).await;
        let training = learned.map_err(|error| Failure::Internal(error.to_string()))?;
        let ranking = Some((training.ranker, training.evaluation));
        *self.0.ranking.write().unwrap_or_else(PoisonError::into_inner) = ranking;
        Ok(())
    }

    /// Who people are.
    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Pages for visitors.
    pub(crate) fn page_cache(&self) -> &PageCache {
        &self.0.page_cache
    }

    /// Searching the hall.
    pub(crate) fn hall_index(&self) -> &HallIndex {
        &self.0.hall_index
    }

    /// Brings the index of the hall up to what the registry says. What fails is logged and tried again.
    pub async fn follow(&self) {
        self.0.troubles.note(Part::Search, self.0.hall_index.follow(self.registry()).await);
    }

    /// Signing in at a provider of OpenID Connect, where one is named.
    pub fn openid(&self) -> Option<&OpenId> {
        self.0.openid.as_ref()
    }

    /// Meetings at events.
    pub fn meetings(&self) -> &Meetings {
        &self.0.meetings
    }

    /// The log's writer.
    pub fn notary(&self) -> &Notary {
        &self.0.notary
    }

    /// The files of records.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// Where the log's tiles lie.
    pub fn log_folder(&self) -> &Path {
        &self.0.log_folder
    }

    /// The log's public key.
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// What did not work the last time.
    pub(crate) fn troubles(&self) -> &Troubles {
        &self.0.troubles
    }

    /// Does what is due: entries into the log, deadlines, jobs, definitions that changed. What fails is logged and tried again.
    pub async fn pulse(&self, now: Timestamp) {
        let troubles = &self.0.troubles;
        troubles.note(Part::Log, self.0.notary.advance().await);
        troubles.note(Part::Deadlines, self.0.lifecycle.fire_due(now, DEADLINES).await);
        troubles.note(Part::Conversations, self.0.conversations.fire_due(now, DEADLINES).await);
        troubles.note(Part::Jobs, letters::deliver(self, &self.0.post, now).await);
        let is_time = self.is_time_to_forget(now);
        if is_time {
            troubles.note(Part::Forgetting, self.0.accounts.forget_expired(now).await);
            troubles.note(Part::Files, self.0.files.sweep(now).await);
            troubles.note(Part::Ranking, self.learn().await);
            troubles.note(Part::Alerts, alerts::send(self, now).await);
        }
        troubles.note(Part::Suggestions, suggestions::take_up(self, is_time, now).await);
        let changed = newest(&self.0.definitions);
        let is_new = {
            let mut read = self.0.read.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *read, changed) != changed
        };
        if is_new {
            let before = self.registry().definitions();
            if troubles.note(Part::Definitions, self.0.lifecycle.reload()) {
                tracing::info!("definitions were read again");
                troubles.note(Part::Facets, self.refresh(&before, now).await);
            }
        }
    }

    /// Writes the facets of kinds again that are found by others than before.
    async fn refresh(&self, before: &Definitions, now: Timestamp) -> Result<(), RegistryError> {
        let system = Actor::party(SYSTEM, now).with_role(registry::Role::Operator);
        for kind in self.registry().definitions().kinds() {
            let differs = before.kind(&kind.code).is_some_and(|before| found_by(before) != found_by(kind));
            if differs {
                let records = self.registry().refresh_facets(&system, &kind.code).await?;
                tracing::info!(kind = kind.code, records, "facets were written again");
            }
        }
        Ok(())
    }

    /// Whether what has had its time was not looked for within the last [`FORGET`].
    fn is_time_to_forget(&self, now: Timestamp) -> bool {
        let mut last = self.0.forgotten.lock().unwrap_or_else(PoisonError::into_inner);
        let is_time = last.is_none_or(|last| now.duration_since(last) >= FORGET);
        if is_time {
            *last = Some(now);
        }
        is_time
    }

    /// Does what is due, again and again.
    pub async fn run(self) {
        loop {
            self.pulse(Timestamp::now()).await;
            tokio::time::sleep(PULSE).await;
        }
    }
}

/// What decides by what the records of a kind are found.
fn found_by(kind: &Kind) -> (&[String], Vec<(&str, Disclosure)>) {
    (&kind.facets, kind.fields.iter().map(|field| (field.code.as_str(), field.disclosure)).collect())
}

/// The newest change below a folder.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = std::fs::read_dir(folder).ok()?.filter_map(Result::ok);
    let time = |entry: std::fs::DirEntry| {
        let own = entry.metadata().ok().and_then(|metadata| metadata.modified().ok());
        own.max(if entry.path().is_dir() { newest(&entry.path()) } else { None })
    };
    entries.filter_map(time).max()
}

/// The log's key of a data folder.
fn key(path: &Path) -> Result<Key, PlatformError> {
    let name = std::env::var("LIAOWANG_LOG_NAME").unwrap_or_else(|_| ORIGIN.to_owned());
    secret_key(path, &name, Role::Log)
}

/// Reads a secret key from its file, or makes one of a name that only the owner of the file may read.
///
/// # Errors
/// Where the file is no key or cannot be written.
pub fn secret_key(path: &Path, name: &str, role: Role) -> Result<Key, PlatformError> {
    let wrong = |reason: String| PlatformError::Key { path: path.to_owned(), reason };
    match std::fs::read_to_string(path) {
        Ok(text) => text.parse().map_err(|error: notary::NoteError| wrong(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut secret = [0u8; 32];
            getrandom::fill(&mut secret).map_err(|error| wrong(error.to_string()))?;
            let key = Key::new(name, role, secret).map_err(|error| wrong(error.to_string()))?;
            write_secret(path, &key.secret()).map_err(|error| wrong(error.to_string()))?;
            Ok(key)
        }
        Err(error) => Err(wrong(error.to_string())),
    }
}

fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
