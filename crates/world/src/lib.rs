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
//! Beside the documents stand [`Parties`]: organisations and persons as people would enter them, of whom some are entered twice
//! and some only look alike, so that a search for duplicates can be scored too.
//!
//! A [`market()`] of needs and offers, some of which were made for each other, tells whether matching finds them.
//!
//! Everything is a function of the options: document number `n` is the same whatever was written before it, so writing runs
//! on all cores and a larger world needs no more memory than its numbering.

mod compose;
mod document;
mod history;
mod market;
mod market_figure;
mod market_record;
mod market_text;
mod party;
mod party_again;
mod party_codes;
mod party_list;
mod party_lookalike;
mod party_naming;
mod party_organisation;
mod party_person;
mod party_slips;
mod party_vocabulary;
mod record;
mod record_draft;
mod record_field;
mod record_figures;
mod record_group;
mod record_list;
mod record_meaning;
mod record_owner;
mod record_plan;
mod record_reference;
mod record_round;
#[cfg(test)]
mod record_tests;
mod record_text;
mod record_values;
mod record_vocabulary;
mod record_words;
mod technology;
mod vocabulary;
mod world;
mod write;

pub use document::{WorldDocument, WorldParty};
pub use history::History;
pub use market::{Market, MarketFigure, MarketOptions, MarketQuantity, MarketRecord, market};
pub use party::{Lookalike, Party, PartyIdentifier, PartyKind, PartyOptions, Planted, Repetition};
pub use party_list::Parties;
pub use record::{RecordFile, RecordLink, WorldRecord, file_id, link_id};
pub use record_list::{Records, records};
pub use technology::{Technology, Term};
pub use world::{World, WorldOptions};
pub use write::{WorldError, WorldFiles};
