//! A role on the platform.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A role on the platform.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "roles")]
pub struct Model {
    /// Who has it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// Code of the role.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: String,
    /// Who granted it.
    pub granted_by: String,
    /// When.
    pub granted_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
