//! What the sides say to each other.

use crate::conversations::{Said, happened, locked, note, tell};
use crate::{ConversationError, Conversations};
use process::{Sides, is_one_of};
use registry::Actor;
use store::schema::conversation;

/// Letters of a text at most.
pub const LONGEST_TEXT: usize = 4_000;

impl Conversations {
    /// Says something to the other side.
    ///
    /// # Errors
    /// Where the actor is no side of it, it is not the time for it, or there is nothing or too much to say.
    pub async fn say(&self, actor: &Actor, command: &str, id: &str, text: &str) -> Result<(), ConversationError> {
        let text = required(text)?;
        let transaction = self.registry().store().write().await?;
        let (row, side) = locked(&transaction, actor, id).await?;
        if let Some(before) = happened(&transaction, command).await? {
            let same = before.conversation == row.id && before.author == actor.name() && before.text == text;
            return if same { Ok(()) } else { Err(ConversationError::Reused) };
        }
        self.may_speak(actor, &row)?;
        let said = Said { command, author: actor.name(), side: side.code(), what: "say", detail: "", text };
        let row = note(&transaction, row, Some(side), &said, actor.now).await?;
        tell(&transaction, &row, side.other(), actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Whether something can be said or shown now.
    pub(crate) fn may_speak(&self, actor: &Actor, row: &conversation::Model) -> Result<(), ConversationError> {
        let process = self.process()?;
        let sides = Sides { owner: &row.owner, asker: Some(&row.asker) };
        let open = process.state(&row.state).is_some_and(|state| is_one_of(&state.edit, Some(actor), sides));
        if open { Ok(()) } else { Err(ConversationError::NotNow(row.state.clone())) }
    }
}

/// A text that says something.
pub(crate) fn required(text: &str) -> Result<&str, ConversationError> {
    let text = crate::conversations::optional(text)?;
    if text.is_empty() { Err(ConversationError::Text { most: LONGEST_TEXT }) } else { Ok(text) }
}
