//! The transactional database behind everything people do: SQLite embedded in the data folder, or PostgreSQL where an address says so.
//! One schema, one migration history, one code path; tests run on both.
//!
//! - [`Store`] opens the database, brings it up to date, and gives connections for reading ([`Store::read`]) and transactions for
//!   writing ([`Store::write`]).
//! - [`schema`] holds the tables. Times are milliseconds since 1970 in UTC ([`millis`]); ids are [`new_id`].
//! - [`jobs`] are work to be done later, surviving a restart.
//! - [`counter`] gives numbers without gaps.
//! - [`backup`] copies everything consistently while others write, from either database and into either.
//!
//! This crate knows no records, parties or pages; it only keeps them.

pub mod backup;
pub mod counter;
mod database;
mod error;
mod health;
pub mod jobs;
mod migrations;
pub mod schema;
pub mod testing;
mod time;

pub use database::{Store, Transaction};
pub use error::StoreError;
pub use health::Health;
pub use sea_orm;
pub use time::{instant, millis, new_id};
