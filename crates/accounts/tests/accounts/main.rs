//! Accounts, on both databases.
#![allow(clippy::unwrap_used)]

mod common;
mod operation;
mod organisations;
mod password;
mod personal;
mod profile;
mod roles;
mod sign_in;
