//! Someone whom a provider of OpenID Connect signed in and who is to say, with a password, which account is theirs.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Someone whom a provider of OpenID Connect signed in and who is to say, with a password, which account is theirs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "pending_identities")]
pub struct Model {
    /// SHA-256 of the browser's secret, in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// The provider.
    pub issuer: String,
    /// Whom the provider means, within it.
    pub subject: String,
    /// Where the browser goes afterwards: a path.
    pub return_to: String,
    /// From when on it is not good any more.
    pub expires_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
