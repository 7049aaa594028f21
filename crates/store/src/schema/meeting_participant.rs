//! A party that takes part in the meetings of an event.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A party that takes part in the meetings of an event.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "meeting_participants")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record of the event.
    pub record: String,
    /// The party.
    pub party: String,
    /// The person who gets its letters: whoever entered it.
    pub contact: String,
    /// Ids of the records that it comes with.
    pub records: Json,
    /// What it looks for, in a line.
    pub looks_for: String,
    /// When the slots begin at which it cannot come, in milliseconds since 1970.
    pub absent: Json,
    /// It wants at most so many meetings.
    pub most_meetings: Option<i64>,
    /// SHA-256 of the secret in the address of its calendar, in base64url.
    pub calendar_hash: Option<String>,
    /// Since when.
    pub joined_at: i64,
    /// When it left.
    pub left_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
