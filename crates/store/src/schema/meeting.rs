//! A meeting that was published. Two participants have one at most; it stays when it is cancelled, so that calendars learn of that.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A meeting that was published. Two participants have one at most; it stays when it is cancelled, so that calendars learn of that.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "meetings")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record of the event.
    pub record: String,
    /// The participant whose id sorts first.
    pub one: String,
    /// The other.
    pub other: String,
    /// When it begins.
    pub starts_at: i64,
    /// When it ends.
    pub ends_at: i64,
    /// Number of the table.
    pub place: i64,
    /// How often it was moved, cancelled or held after all.
    pub sequence: i64,
    /// Since when it is cancelled.
    pub cancelled_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
