//! Two participants who must meet, as the organiser says.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Two participants who must meet, as the organiser says.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "meeting_pins")]
pub struct Model {
    /// The participant whose id sorts first.
    #[sea_orm(primary_key, auto_increment = false)]
    pub one: String,
    /// The other.
    #[sea_orm(primary_key, auto_increment = false)]
    pub other: String,
    /// The record of the event.
    pub record: String,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
