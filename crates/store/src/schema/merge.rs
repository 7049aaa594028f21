//! Two records that were found to be one party: reading the other leads to the kept one.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Two records that were found to be one party: reading the other leads to the kept one.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "merges")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record that is kept.
    pub kept: String,
    /// The record that leads to it.
    pub other: String,
    /// What was said about it.
    pub comment: String,
    /// Who merged them.
    pub merged_by: String,
    /// When.
    pub merged_at: i64,
    /// Who split them again.
    pub split_by: Option<String>,
    /// When.
    pub split_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
