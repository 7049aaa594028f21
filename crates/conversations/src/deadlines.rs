//! Deadlines of conversations: each fires once.

use crate::conversations::Act;
use crate::{ConversationError, Conversations};
use jiff::Timestamp;
use registry::RegistryError;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use store::millis;
use store::schema::conversation;

impl Conversations {
    /// Lets what is due happen, up to `limit` conversations. Returns how many moved here.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn fire_due(&self, now: Timestamp, limit: u64) -> Result<usize, ConversationError> {
        let due = conversation::Entity::find()
            .filter(conversation::Column::DueAt.lte(millis(now)))
            .order_by_asc(conversation::Column::DueAt)
            .limit(limit)
            .all(self.registry().store().read())
            .await?;
        let mut fired = 0;
        for due in due {
            match self.fire(&due, now).await {
                Ok(moved) => fired += usize::from(moved),
                // Somebody was quicker.
                Err(ConversationError::Reused) => {}
                Err(ConversationError::Registry(RegistryError::Store(error))) if error.is_conflict() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(fired)
    }

    async fn fire(&self, due: &conversation::Model, now: Timestamp) -> Result<bool, ConversationError> {
        let process = self.process()?;
        let transaction = self.registry().store().write().await?;
        let row = conversation::Entity::find_by_id(&due.id).lock_exclusive().one(&*transaction).await?;
        let Some(row) = row.filter(|row| row.revision == due.revision && row.due_at == due.due_at) else {
            return Ok(false);
        };
        let deadlines = process.state(&row.state).map(|state| state.deadlines.as_slice()).unwrap_or_default();
        let Some(deadline) = deadlines.iter().find(|it| Some(&it.code) == row.due_name.as_ref()) else {
            // The process was changed since: what it no longer has does not fire.
            let quiet = conversation::Model { due_at: None, due_name: None, ..row };
            quiet.into_active_model().reset_all().update(&*transaction).await?;
            transaction.commit().await?;
            return Ok(false);
        };
        let act = Act {
            command: format!("deadline:{}:{}:{}", row.id, row.revision, deadline.code),
            conversation: row.id.clone(),
            seen: row.revision,
            transition: deadline.then.clone(),
            comment: String::new(),
            reason: None,
            compared: None,
        };
        self.step(&transaction, row, None, &act, now).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
