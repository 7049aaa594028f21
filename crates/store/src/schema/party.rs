//! A person or an organisation.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A person or an organisation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "parties")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `person` or `organisation`.
    pub kind: String,
    /// Its name in Chinese; may be empty.
    pub name_zh: String,
    /// Its name in English; may be empty.
    pub name_en: String,
    /// Since when it is known.
    pub created_at: i64,
    /// The party that it turned out to be.
    pub merged_into: Option<String>,
    /// When its personal data was erased.
    pub erased_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
