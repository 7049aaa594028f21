//! Who did what to whom in matters of accounts, roles and organisations.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who did what to whom in matters of accounts, roles and organisations.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Who.
    pub actor: String,
    /// What: `grant`, `revoke`, `disable`, …
    pub action: String,
    /// To which party.
    pub subject: String,
    /// More about it, such as the code of the role.
    pub detail: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
