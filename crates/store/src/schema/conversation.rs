//! What the owner of a record and someone who asks about it say to each other.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What the owner of a record and someone who asks about it say to each other.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "conversations")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The record that is asked about.
    pub record: String,
    /// The record of the asker that goes with it, where there is one.
    pub own_record: Option<String>,
    /// Whose the record is.
    pub owner: String,
    /// The party that asks.
    pub asker: String,
    /// Record and asker, as long as it is not over: there is one at a time.
    #[sea_orm(unique)]
    pub open_key: Option<String>,
    /// Code of the state of its process.
    pub state: String,
    /// Number of its last entry.
    pub revision: i64,
    /// When its deadline is over.
    pub due_at: Option<i64>,
    /// Code of the deadline.
    pub due_name: Option<String>,
    /// The level up to which the asker would like to see the record.
    pub wanted_of_owner: Option<String>,
    /// The level up to which the owner would like to see the asker's record.
    pub wanted_of_asker: Option<String>,
    /// Number of the last entry that the owner has seen.
    pub owner_read: i64,
    /// Number of the last entry that the asker has seen.
    pub asker_read: i64,
    /// Since when.
    pub created_at: i64,
    /// When something was last said or done.
    pub updated_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
