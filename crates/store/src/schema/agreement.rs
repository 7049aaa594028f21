//! Whom the owner of a record lets see more of it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whom the owner of a record lets see more of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "agreements")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// Who may see more.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// Up to which level.
    pub level: String,
    /// Who allowed it.
    pub granted_by: String,
    /// When.
    pub granted_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
