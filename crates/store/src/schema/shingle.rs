//! A key that titles which are alike share: a band of a sketch of a public title.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A key that titles which are alike share: a band of a sketch of a public title.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "shingles")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: i64,
    /// Code of the kind of the record.
    pub kind: String,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
