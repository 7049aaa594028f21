//! A filter of the hall that someone keeps under a name.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A filter of the hall that someone keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "saved_filters")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub party: String,
    /// The name.
    pub name: String,
    /// The query of the address of the hall.
    pub query: String,
    /// Since when.
    pub created_at: i64,
    /// Up to which time of publication its owner was told by mail of what it finds; none where no mail is wanted.
    pub alerted_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
