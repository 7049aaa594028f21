//! A record that took part in a run of suggestions.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A record that took part in a run of suggestions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "suggestion_records")]
pub struct Model {
    /// The run.
    #[sea_orm(primary_key, auto_increment = false)]
    pub run: String,
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// `need` or `offer`.
    pub side: String,
    /// With how many of the other side it may be put together at most.
    pub most: i64,
    /// With how many it was.
    pub given: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
