//! Records of declared kinds: what people register and publish.
//!
//! A [`definition::Kind`] is data; a record is content that fits it ([`content`]), in versions that never change ([`Registry`]). What
//! someone sees of it is decided in one place ([`view`]). Publishing makes commitments to all fields and puts an entry in line for the
//! notary's log ([`Notary`]), from which receipts come. The [`hall`] is everything public.
//!
//! [`files`] are what fields of files speak of.
//!
//! The registry knows no processes: at which time who may do what is decided by who calls it.

mod actor;
pub mod bulk;
pub mod changes;
pub mod content;
pub mod definition;
pub mod desk;
pub mod difference;
mod error;
pub mod facts;
pub mod files;
pub mod fit;
pub mod hall;
pub mod identity;
pub mod json_schema;
pub mod kept;
mod log;
pub mod merge;
mod numbers;
mod outgoing;
mod propose;
mod publication;
mod records;
mod refresh;
mod registry;
pub mod saved;
pub mod similar;
pub mod ties;
pub mod view;

pub use actor::{Actor, Role};
pub use error::RegistryError;
pub use log::{Notary, receipt};
pub use outgoing::MOST_ROWS_OUT;
pub use propose::{Candidate, subject};
pub use records::{Draft, Seen, agree, expect, versions_of};
pub use registry::Registry;
