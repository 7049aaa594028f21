//! What the public version of a record can be found by.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What the public version of a record can be found by.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "facets")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// Code of the facet.
    #[sea_orm(primary_key, auto_increment = false)]
    pub facet: String,
    /// Code of the term.
    #[sea_orm(primary_key, auto_increment = false)]
    pub term: String,
    /// As the record's.
    pub published_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
