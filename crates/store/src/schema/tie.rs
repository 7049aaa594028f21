//! A link between two parties: control, cooperation, employment, representation.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A link between two parties: control, cooperation, employment, representation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "ties")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `controls`, `cooperates`, `employs` or `represents`.
    pub kind: String,
    /// Who controls, employs, …: a record; of `represents` a party with an account.
    pub from_party: String,
    /// Whom: a record.
    pub to_party: String,
    /// Share in percent, of `controls`; none where control is actual and not by shares.
    pub share: Option<f64>,
    /// First day (ISO 8601).
    pub period_from: String,
    /// Last day; none where it goes on.
    pub period_to: Option<String>,
    /// Who says so.
    pub source: String,
    /// `audited`, `official`, `declared` or `estimated`.
    pub confidence: String,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub created_at: i64,
    /// Who said that it was wrong.
    pub retracted_by: Option<String>,
    /// When.
    pub retracted_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
