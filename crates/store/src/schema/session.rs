//! A browser where someone is signed in.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A browser where someone is signed in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Its id, for lists.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Who.
    pub party: String,
    /// SHA-256 of its token, in base64url.
    pub hash: String,
    /// What the browser says it is.
    pub agent: String,
    /// From which address it was begun.
    pub address: String,
    /// Since when.
    pub created_at: i64,
    /// When it was last used, to the minute.
    pub used_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
