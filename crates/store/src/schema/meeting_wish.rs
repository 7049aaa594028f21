//! Whom a participant would like to meet, or would rather not.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whom a participant would like to meet, or would rather not.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "meeting_wishes")]
pub struct Model {
    /// Who says so.
    #[sea_orm(primary_key, auto_increment = false)]
    pub participant: String,
    /// Of whom.
    #[sea_orm(primary_key, auto_increment = false)]
    pub other: String,
    /// 3 must, 2 gladly, 1 if possible, 0 rather not.
    pub strength: i64,
    /// How well their records fit, 0 to 1; none where they cannot be compared.
    pub fit: Option<f64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
