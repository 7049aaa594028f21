//! What goes into the notary's log, in its order.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What goes into the notary's log, in its order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "entries")]
pub struct Model {
    /// Number in the log, from 0, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// The record.
    pub record: String,
    /// Its version.
    pub version: i64,
    /// What happened.
    pub event: String,
    /// The entry itself: canonical JSON.
    pub content: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
