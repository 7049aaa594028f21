//! Someone who wants an account and has not shown yet that the address is theirs.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Someone who wants an account and has not shown yet that the address is theirs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "sign_ups")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Address of e-mail, in lower case.
    pub email: String,
    /// Argon2id hash of the password, as a PHC string.
    pub password: String,
    /// Name in Chinese; may be empty.
    pub name_zh: String,
    /// Name in English; may be empty.
    pub name_en: String,
    /// Code of the language for mail.
    pub language: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
