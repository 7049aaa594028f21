//! The registry: where records, their versions and their definitions are kept.

use crate::RegistryError;
use crate::definition::{Definitions, Kind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use store::Store;

/// The registry. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    pub(crate) store: Store,
    definitions: Arc<RwLock<Arc<Definitions>>>,
    folder: Option<PathBuf>,
}

impl Registry {
    /// A registry on a database, with the definitions of the program and those in a folder of the installation.
    ///
    /// # Errors
    /// A definition that is wrong.
    pub fn new(store: Store, folder: Option<&Path>) -> Result<Self, RegistryError> {
        let definitions = read(folder)?;
        Ok(Self {
            store,
            definitions: Arc::new(RwLock::new(Arc::new(definitions))),
            folder: folder.map(Path::to_owned),
        })
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The definitions as they are now.
    pub fn definitions(&self) -> Arc<Definitions> {
        self.definitions.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Reads the definitions again. Where one is wrong, those that were there stay.
    ///
    /// # Errors
    /// The definition that is wrong.
    pub fn reload(&self) -> Result<(), RegistryError> {
        self.replace(self.reread()?);
        Ok(())
    }

    /// The definitions as they are in the files now, without using them yet.
    ///
    /// # Errors
    /// The definition that is wrong.
    pub fn reread(&self) -> Result<Definitions, RegistryError> {
        read(self.folder.as_deref())
    }

    /// Uses other definitions from now on.
    pub fn replace(&self, definitions: Definitions) {
        *self.definitions.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(definitions);
    }

    /// The kind of a code, in these definitions.
    pub(crate) fn kind<'a>(definitions: &'a Definitions, code: &str) -> Result<&'a Kind, RegistryError> {
        definitions.kind(code).ok_or_else(|| RegistryError::NotFound { what: "kind", id: code.to_owned() })
    }
}

fn read(folder: Option<&Path>) -> Result<Definitions, RegistryError> {
    Ok(folder.map_or_else(Definitions::embedded, Definitions::with_folder)?)
}
