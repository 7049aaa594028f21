//! How often something went wrong lately that must not be tried without end.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How often something went wrong lately that must not be tried without end.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "attempts")]
pub struct Model {
    /// What is counted, and for whom, as a SHA-256.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    /// How often.
    pub failures: i64,
    /// When the last time was.
    pub last_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
