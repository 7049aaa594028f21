//! The domain as data: kinds of records, vocabularies, tracks, and dated lists of directions. The format is described in the book
//! (*Kinds, vocabularies and lists*).
//!
//! [`Definitions::embedded`] are those that come with the program, [`Definitions::with_folder`] adds what an installation has of its own.

mod fact;
mod field;
mod kind;
mod load;
mod origin;
mod vocabulary;

pub use fact::{FactDefinition, FactPeriod};
pub use field::{Disclosure, Field, FieldType, FileSort, MatchingRole, Scale};
pub(crate) use kind::DIRECTION;
pub use kind::{Family, Kind, Matching, Section};
pub use load::{DefinitionError, Definitions};
pub use origin::{Origin, Origins};
pub use vocabulary::{List, ListTerm, Term, Track, Vocabulary};

use serde::Deserialize;

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Words {
    /// The words of a language.
    pub fn of(&self, chinese: bool) -> &str {
        if chinese { &self.zh } else { &self.en }
    }
}
