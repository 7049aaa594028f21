//! A link in a mail that does something once.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A link in a mail that does something once.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "links")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// What it does: the template of its mail.
    pub purpose: String,
    /// To what: a sign-up, an account, an invitation.
    pub subject: String,
    /// SHA-256 of its token, in base64url; none before the mail is sent.
    pub hash: Option<String>,
    /// When it was asked for.
    pub created_at: i64,
    /// From when on it does nothing.
    pub expires_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
