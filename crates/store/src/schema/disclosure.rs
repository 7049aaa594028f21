//! Who was shown more of a record than the public.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who was shown more of a record than the public.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "disclosures")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record.
    pub record: String,
    /// The version.
    pub version: i64,
    /// The party that saw it.
    pub viewer: String,
    /// The highest level that was shown.
    pub level: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
