//! That meetings are held at an event, when, and the timetables that were made.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// That meetings are held at an event, when, and the timetables that were made.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "meeting_rounds")]
pub struct Model {
    /// The record of the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub record: String,
    /// Days, hours, tables and limits.
    pub settings: Json,
    /// How often anything changed that a timetable depends on.
    pub changes: i64,
    /// A timetable that was made and not published.
    pub plan: Option<Json>,
    /// The timetable that was published last.
    pub published: Option<Json>,
    /// When.
    pub published_at: Option<i64>,
    /// Who opened the meetings.
    pub opened_by: String,
    /// When.
    pub opened_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
