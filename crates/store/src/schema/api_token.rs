//! A token for programs.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A token for programs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Its id, for lists.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Whose it is.
    pub party: String,
    /// What it is for.
    pub name: String,
    /// SHA-256 of it, in base64url.
    pub hash: String,
    /// What it may do: codes of scopes with blanks between.
    pub scopes: String,
    /// When it was made.
    pub created_at: i64,
    /// From when on it is not good any more.
    pub expires_at: i64,
    /// When it was last used, to the minute.
    pub used_at: Option<i64>,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
