//! How a person signs in.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// How a person signs in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// The person.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party: String,
    /// Address of e-mail, in lower case.
    pub email: String,
    /// Argon2id hash of the password, as a PHC string; none where another provider vouches for the person.
    pub password: Option<String>,
    /// Code of the language for mail.
    pub language: String,
    /// Since when.
    pub created_at: i64,
    /// When an operator closed it.
    pub disabled_at: Option<i64>,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
