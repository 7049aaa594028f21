//! Search in Chinese and English that never tells more than the reader may see. Knows documents as plain data, no registry and no pages.
//!
//! - [`Index`]: a folder that documents are put into, taken out of, and asked about; it can be made anew at any time;
//! - [`Query`]: what is asked, read from a forgiving syntax;
//! - [`Reader`]: who asks, which decides what a question looks into;
//! - [`Dictionary`]: terms of two languages that mean the same;
//! - [`Screening`]: which of many documents are relevant, learned from a few that were judged.
//!
//! ```
//! use search::{Document, Index, Level, Query, Reader, Request};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let index = Index::create(folder.path())?;
//! index.put(&[
//!     Document::public("o-1", "offer").title(Level::Public, "Perovskite solar cells").text(Level::SignedIn, "price on request"),
//!     Document::public("o-2", "offer").title(Level::Public, "钙钛矿太阳能电池").facet(Level::Public, "direction", "energy"),
//! ])?;
//! index.commit()?;
//!
//! let query = Query::parse("太陽能電池 direction:energy", &["direction"])?;
//! let found = index.find(&Request::new(&query, &Reader::public()))?;
//! assert_eq!(found.hits[0].id, "o-2");
//!
//! // What is for those signed in is found by them only.
//! let query = Query::parse("price", &[])?;
//! assert!(index.find(&Request::new(&query, &Reader::public()))?.hits.is_empty());
//! assert_eq!(index.find(&Request::new(&query, &Reader::signed_in(["party-7"])))?.hits[0].id, "o-1");
//! # Ok(())
//! # }
//! ```

mod analysis;
mod collect;
mod completion;
mod dictionary;
mod document;
mod error;
mod expand;
mod find;
mod fusion;
mod generation;
mod highlight;
mod index;
mod meaning;
mod plan;
mod query;
mod schema;
mod screening;
mod statistics;

pub use completion::Completion;
pub use dictionary::Dictionary;
pub use document::{
    Document, Facet, LONGEST_CODE, LONGEST_TEXT, Level, MOST_PARTS, Number, PUBLIC, Part, Piece, Reader, SIGNED_IN,
};
pub use error::IndexError;
pub use find::{Counts, DEEPEST, FacetCount, Found, Group, Hit, Request, Sort};
pub use highlight::Highlight;
pub use index::Index;
pub use plan::Correction;
pub use query::{Clause, Item, LONGEST_QUERY, MOST_CLAUSES, Occur, Query, SyntaxError};
pub use screening::{MOST_SCREENED, Screening, ScreeningError};
