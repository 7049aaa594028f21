//! What someone entered into the form of a record and has not saved yet.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What someone entered into the form of a record and has not saved yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "kept_forms")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// The record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// Number of the event that they saw.
    pub seen: i64,
    /// Names and values of the inputs.
    pub pairs: Json,
    /// When.
    pub kept_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
