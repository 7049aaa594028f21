//! Work to be done later.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Work to be done later.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// What it needs to know.
    pub payload: Json,
    /// A second job with the same key is not made.
    pub once_key: Option<String>,
    /// When it was asked for.
    pub created_at: i64,
    /// Not to be done before.
    pub run_at: i64,
    /// How often it was begun.
    pub attempts: i64,
    /// Until when the one who began it has time.
    pub claimed_until: Option<i64>,
    /// When it was done.
    pub finished_at: Option<i64>,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
