//! What happened to a record, in order.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What happened to a record, in order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "events")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// Id of the command that led to it; the same command twice leads to one event.
    pub command: String,
    /// Code of the transition.
    pub name: String,
    /// State before.
    pub from_state: String,
    /// State after.
    pub to_state: String,
    /// Who did it; `system` for a deadline.
    pub actor: String,
    /// The version at that time.
    pub version: i64,
    /// What was said about it.
    pub comment: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
