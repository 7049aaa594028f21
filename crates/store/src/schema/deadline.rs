//! A time by which something must have happened to a record.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A time by which something must have happened to a record.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "deadlines")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// The event that began it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub revision: i64,
    /// Code of the deadline.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// When it is over.
    pub due_at: i64,
    /// When it was met, or came due and was acted upon.
    pub closed_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
