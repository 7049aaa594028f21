//! Sources → [`Document`] → Parquet, and SQL over it.
//!
//! [`Corpus::import`] reads files of any known [`Format`], [`Corpus::documents`] gives them back in a fixed order, [`sql::query`]
//! answers questions.

mod decode;
mod document;
mod error;
mod format;
mod formats;
pub mod identifier;
mod import;
mod merge;
mod split;
pub mod sql;
mod store;
pub mod table;
pub mod text;
mod workbook;

pub use document::{Document, DocumentKind, DocumentParty};
pub use error::CorpusError;
pub use format::{Boundary, Format, Raw, Sample, Shape};
pub use formats::FORMATS;
pub use import::{FileSummary, ImportOptions, ImportProgress, ImportSummary};
pub use store::{Corpus, Merge};
