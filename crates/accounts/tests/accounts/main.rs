//! Accounts, on both databases.
#![allow(clippy::unwrap_used)]

mod common;
mod meetings;
mod openid;
mod operation;
mod organisations;
mod password;
mod personal;
mod profile;
mod provider;
mod roles;
mod sign_in;
