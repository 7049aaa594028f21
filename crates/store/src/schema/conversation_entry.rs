//! Something that was said or done in a conversation.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Something that was said or done in a conversation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "conversation_entries")]
pub struct Model {
    /// The conversation.
    #[sea_orm(primary_key, auto_increment = false)]
    pub conversation: String,
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    /// Id of the command that led to it; the same command twice leads to one entry.
    #[sea_orm(unique)]
    pub command: String,
    /// The person who did it; `system` for a deadline.
    pub author: String,
    /// `owner`, `asker` or `system`.
    pub side: String,
    /// `ask`, `say`, `want`, `grant`, `revoke`, or the code of a transition.
    pub what: String,
    /// The level or the reason that it is about; may be empty.
    pub detail: String,
    /// What was said; may be empty.
    pub text: String,
    /// When.
    pub created_at: i64,
}

#[expect(missing_docs, reason = "tables point at each other by id only")]
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
