//! Two records that may be one party, and what was decided about them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Two records that may be one party, and what was decided about them.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "proposals")]
pub struct Model {
    /// The record whose id sorts first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub a: String,
    /// The other.
    #[sea_orm(primary_key, auto_increment = false)]
    pub b: String,
    /// Code of their kind.
    pub kind: String,
    /// Probability that they are one, 0 to 1.
    pub score: f64,
    /// The evidence.
    pub reasons: Json,
    /// `open`, `merged` or `rejected`.
    pub state: String,
    /// When.
    pub proposed_at: i64,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<i64>,
    /// The merge that followed.
    pub merge_id: Option<String>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
