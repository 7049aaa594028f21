//! Where definitions come from: the program, or the folder of the installation.

use std::collections::{BTreeMap, BTreeSet};

/// The file of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its path below the folder of definitions.
    pub file: String,
    /// Whether it lies in the folder of the installation; else it came with the program.
    pub is_own: bool,
}

/// The files of all definitions, by part (`kinds`, `vocabularies`, …) and code.
#[derive(Clone, Debug, Default)]
pub struct Origins(BTreeMap<(String, String), Origin>);

impl Origins {
    /// Notes the file of a definition.
    pub fn add(&mut self, part: &str, code: &str, file: &str) {
        self.0.insert((part.to_owned(), code.to_owned()), Origin { file: file.to_owned(), is_own: false });
    }

    /// Says which files lie in the folder of the installation.
    pub fn mark(&mut self, own: &BTreeSet<String>) {
        for origin in self.0.values_mut() {
            origin.is_own = own.contains(&origin.file);
        }
    }

    /// The file of a definition.
    pub fn of(&self, part: &str, code: &str) -> Option<&Origin> {
        self.0.get(&(part.to_owned(), code.to_owned()))
    }
}
