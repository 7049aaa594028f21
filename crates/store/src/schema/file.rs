//! A file that was uploaded for a field of a record. Its bytes lie elsewhere.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A file that was uploaded for a field of a record. Its bytes lie elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "files")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record.
    pub record: String,
    /// Code of the field.
    pub field: String,
    /// Its name, cleaned.
    pub name: String,
    /// Its media type, by its content.
    pub media: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in hexadecimal; empty until all of it is there.
    pub sha256: String,
    /// Who uploaded it.
    pub uploaded_by: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
