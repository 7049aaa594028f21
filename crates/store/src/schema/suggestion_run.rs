//! A run that matches all needs of the hall with all offers.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A run that matches all needs of the hall with all offers.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "suggestion_runs")]
pub struct Model {
    /// Its id; later runs have greater ones.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Who asked for it.
    pub asked_by: String,
    /// When.
    pub asked_at: i64,
    /// When its last attempt began.
    pub started_at: Option<i64>,
    /// When it ended, however it did.
    pub ended_at: Option<i64>,
    /// `waiting`, `running`, `done`, `stopped` or `failed`.
    pub state: String,
    /// Why it failed; empty otherwise.
    pub reason: String,
    /// The same for all that have not ended, so that there is one at a time; none for the others.
    pub open_key: Option<String>,
    /// How often it was begun.
    pub attempts: i64,
    /// Until when whoever does it has time to say that it goes on.
    pub claimed_until: Option<i64>,
    /// Needs that were compared.
    pub done: i64,
    /// Needs that take part; 0 before that is known.
    pub total: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
