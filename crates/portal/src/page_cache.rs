//! Pages that were rendered for visitors and are kept until what they show changes. A page of the hall over many records costs several
//! queries; most visitors ask for the same few.

use crate::failure::Failure;
use axum::body::Bytes;
use registry::Registry;
use registry::definition::Definitions;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Pages at most, and letters of an address whose page is kept.
const PAGES: usize = 512;
const ADDRESS: usize = 300;

/// What a page depends on beside its address.
#[derive(Clone)]
pub(crate) struct Stamp {
    changes: i64,
    definitions: Arc<Definitions>,
    scan: Option<String>,
}

/// Pages by address, all of one stamp.
#[derive(Default)]
pub(crate) struct PageCache {
    pages: Mutex<Option<(Stamp, HashMap<String, Bytes>)>>,
    /// The last count of changes, and when the database was asked for it.
    changes: tokio::sync::Mutex<Option<(Instant, i64)>>,
}

impl Stamp {
    fn is(&self, other: &Self) -> bool {
        self.changes == other.changes && Arc::ptr_eq(&self.definitions, &other.definitions) && self.scan == other.scan
    }
}

impl PageCache {
    /// How things stand. Visitors who come while the database is being asked share the next answer: it was asked for after they came, so none
    /// of them sees a page older than the request.
    pub(crate) async fn stamp(&self, registry: &Registry, scan: Option<String>) -> Result<Stamp, Failure> {
        let came = Instant::now();
        let mut last = self.changes.lock().await;
        let changes = match *last {
            Some((asked, changes)) if asked >= came => changes,
            _ => {
                let asked = Instant::now();
                let changes = registry.hall_changes().await?;
                *last = Some((asked, changes));
                changes
            }
        };
        Ok(Stamp { changes, definitions: registry.definitions(), scan })
    }

    /// The page of an address, as things stand.
    pub(crate) fn get(&self, stamp: &Stamp, address: &str) -> Option<Bytes> {
        let kept = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, pages) = kept.as_ref()?;
        if of.is(stamp) { pages.get(address).cloned() } else { None }
    }

    /// Keeps a page. The stamp was read before what the page shows, so that a page is never older than it says.
    pub(crate) fn put(&self, stamp: Stamp, address: String, page: Bytes) {
        if address.len() > ADDRESS {
            return;
        }
        let mut kept = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *kept {
            Some((of, pages)) if of.is(&stamp) && pages.len() < PAGES => {
                pages.insert(address, page);
            }
            kept => *kept = Some((stamp, HashMap::from([(address, page)]))),
        }
    }
}
