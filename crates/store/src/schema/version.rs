//! The fields of a record as they were at one time.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// The fields of a record as they were at one time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "versions")]
pub struct Model {
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub created_at: i64,
    /// What was changed and why, in the author's words.
    pub note: String,
    /// Values by code of field.
    pub content: Json,
    /// Salts of the commitments by code of field.
    pub salts: Json,
    /// Commitments by code of field, once it was published.
    pub commitments: Option<Json>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
