//! Who belongs to which organisation.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who belongs to which organisation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "members")]
pub struct Model {
    /// The organisation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation: String,
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// `member` or `admin`.
    pub role: String,
    /// Since when.
    pub since: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
