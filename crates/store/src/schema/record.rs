//! An entry of a kind: what there is about it beside its versions.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// An entry of a kind: what there is about it beside its versions.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "records")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Code of its kind.
    pub kind: String,
    /// The party it belongs to.
    pub owner: String,
    /// Whether its owner is not shown to the public.
    pub anonymous: bool,
    /// Where it is in its process.
    pub state: String,
    /// Number of its last event: who wants to change it says which one they saw.
    pub revision: i64,
    /// Its newest version.
    pub version: i64,
    /// The version that is public.
    pub published_version: Option<i64>,
    /// Since when.
    pub published_at: Option<i64>,
    /// When it was begun.
    pub created_at: i64,
    /// When anything last changed.
    pub updated_at: i64,
    /// The count of the hall's changes at which what is public of it last changed; 0 where that was before such counts were kept.
    #[serde(default)]
    pub hall_change: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
