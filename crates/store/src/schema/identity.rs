//! Whom a provider of OpenID Connect knows an account as.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Whom a provider of OpenID Connect knows an account as.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "identities")]
pub struct Model {
    /// Its id, for lists.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The provider.
    pub issuer: String,
    /// Whom the provider means, within it.
    pub subject: String,
    /// Whose account it is.
    pub party: String,
    /// Since when.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
