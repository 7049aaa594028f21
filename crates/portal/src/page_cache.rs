//! Pages that were rendered for visitors and are kept until what they show changes. A page of the hall over many records costs several
//! queries; most visitors ask for the same few.

use crate::failure::Failure;
use axum::body::Bytes;
use registry::Registry;
use registry::definition::Definitions;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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
pub(crate) struct PageCache(Mutex<Option<(Stamp, HashMap<String, Bytes>)>>);

impl Stamp {
    /// How things stand.
    pub(crate) async fn read(registry: &Registry, scan: Option<String>) -> Result<Self, Failure> {
        Ok(Self { changes: registry.hall_changes().await?, definitions: registry.definitions(), scan })
    }

    fn is(&self, other: &Self) -> bool {
        self.changes == other.changes && Arc::ptr_eq(&self.definitions, &other.definitions) && self.scan == other.scan
    }
}

impl PageCache {
    /// The page of an address, as things stand.
    pub(crate) fn get(&self, stamp: &Stamp, address: &str) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, pages) = kept.as_ref()?;
        if of.is(stamp) { pages.get(address).cloned() } else { None }
    }

    /// Keeps a page. The stamp was read before what the page shows, so that a page is never older than it says.
    pub(crate) fn put(&self, stamp: Stamp, address: String, page: Bytes) {
        if address.len() > ADDRESS {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *kept {
            Some((of, pages)) if of.is(&stamp) && pages.len() < PAGES => {
                pages.insert(address, page);
            }
            kept => *kept = Some((stamp, HashMap::from([(address, page)]))),
        }
    }
}
