//! What a party said of a need and an offer that were put before it.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What a party said of a need and an offer that were put before it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "match_answers")]
pub struct Model {
    /// The record that wants.
    #[sea_orm(primary_key, auto_increment = false)]
    pub need: String,
    /// The record that offers.
    #[sea_orm(primary_key, auto_increment = false)]
    pub offer: String,
    /// Who said so.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// `unsuitable`, `interested` or `met`.
    pub response: String,
    /// Why it does not suit; empty otherwise.
    pub reason: String,
    /// The comparison as numbers, as it was shown.
    pub features: Json,
    /// The standing by which it was shown.
    pub standing: f64,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
