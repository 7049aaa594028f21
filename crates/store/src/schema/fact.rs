//! A figure about a record: what was known when, from whom, about which period.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A figure about a record: what was known when, from whom, about which period.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "facts")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it is about.
    pub record: String,
    /// Which figure, such as `revenue`.
    pub name: String,
    /// The figure; money in minor units.
    pub value: f64,
    /// In which unit.
    pub unit: String,
    /// First day of the period it holds for (ISO 8601).
    pub period_from: String,
    /// Last day.
    pub period_to: String,
    /// Who says so.
    pub source: String,
    /// `audited`, `official`, `declared` or `estimated`.
    pub confidence: String,
    /// Id or SHA-256 of a file that proves it.
    pub proof: Option<String>,
    /// When it was learned.
    pub observed_at: i64,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub created_at: i64,
    /// The fact that this one corrects; that one stays, and counts no longer.
    pub supersedes: Option<String>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
