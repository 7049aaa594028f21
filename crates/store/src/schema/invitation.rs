//! Who is invited into an organisation and has not answered yet.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Who is invited into an organisation and has not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "invitations")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The organisation.
    pub organisation: String,
    /// The address that was written to, in lower case.
    pub email: String,
    /// `member` or `admin`.
    pub role: String,
    /// Who invited.
    pub invited_by: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
