//! A browser that was sent to a provider of OpenID Connect to sign in there.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// A browser that was sent to a provider of OpenID Connect to sign in there.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "pending_sign_ins")]
pub struct Model {
    /// SHA-256 of the browser's secret, in base64url; state, nonce and PKCE verifier follow from the secret and are kept nowhere.
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: String,
    /// Where the browser goes afterwards: a path.
    pub return_to: String,
    /// From when on it is not good any more.
    pub expires_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
