//! A simulated innovation world with planted truth, at any size: for the demo, for tests and for load.
//!
//! The world knows some hundred technologies, each with words of its own in Chinese and English and a planted history: steady,
//! declining, a passing wave, or *emerging* from a known year on. Documents are written about them, cite earlier ones and come
//! from named organisations. Because the truth is known, an observatory that reads only the documents can be scored.
//!
//! ```
//! let world = world::World::new(&world::WorldOptions { documents: 500, ..Default::default() });
//! let first = world.document(0);
//! assert!(first.year.is_some());
//! ```
//!
//! Everything is a function of the options: document number `n` is the same whatever was written before it, so writing runs
//! on all cores and a larger world needs no more memory than its numbering.

mod compose;
mod document;
mod history;
mod technology;
mod vocabulary;
mod world;
mod write;

pub use document::{WorldDocument, WorldParty};
pub use history::History;
pub use technology::{Technology, Term};
pub use world::{World, WorldOptions};
pub use write::{WorldError, WorldFiles};
