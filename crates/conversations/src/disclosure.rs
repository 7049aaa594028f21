//! What the sides show each other of their records, step by step. Each decides about its own.

use crate::conversations::{Said, Side, happened, locked, note, tell};
use crate::{ConversationError, Conversations};
use jiff::Timestamp;
use registry::definition::Disclosure;
use registry::{Actor, RegistryError, agree};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter};
use store::Transaction;
use store::schema::conversation;

/// The steps, each including the one before.
pub(crate) const STEPS: [Disclosure; 2] = [Disclosure::Agreement, Disclosure::Deal];

impl Conversations {
    /// Asks the other side to show more of its record, up to a level.
    ///
    /// # Errors
    /// Where the actor is no side of it, it is not the time for it, the other side has no record here, or this is no step.
    pub async fn want(
        &self,
        actor: &Actor,
        command: &str,
        id: &str,
        level: Disclosure,
    ) -> Result<(), ConversationError> {
        let transaction = self.registry().store().write().await?;
        let (mut row, side) = locked(&transaction, actor, id).await?;
        if let Some(before) = happened(&transaction, command).await? {
            let same = before.conversation == row.id && before.author == actor.name() && before.detail == level.code();
            return if same { Ok(()) } else { Err(ConversationError::Reused) };
        }
        self.may_speak(actor, &row)?;
        if !STEPS.contains(&level) || side.other().record(&row).is_none() {
            return Err(RegistryError::Forbidden("there is nothing more to ask for").into());
        }
        *wanted_of(&mut row, side.other()) = Some(level.code().to_owned());
        let said =
            Said { command, author: actor.name(), side: side.code(), what: "want", detail: level.code(), text: "" };
        let row = note(&transaction, row, Some(side), &said, actor.now).await?;
        tell(&transaction, &row, side.other(), actor.now).await?;
        Ok(transaction.commit().await?)
    }

    /// Shows the other side one's own record up to a level, or no more than everybody sees (`level` none). It holds until it is taken back
    /// or the conversation is over.
    ///
    /// # Errors
    /// Where the actor is no side of it, it is not the time for it, it has no record here, or this is no step.
    pub async fn show(
        &self,
        actor: &Actor,
        command: &str,
        id: &str,
        level: Option<Disclosure>,
    ) -> Result<(), ConversationError> {
        let transaction = self.registry().store().write().await?;
        let (mut row, side) = locked(&transaction, actor, id).await?;
        let (what, detail) = level.map_or(("revoke", ""), |level| ("grant", level.code()));
        if let Some(before) = happened(&transaction, command).await? {
            let same = before.conversation == row.id && before.author == actor.name();
            return if same && before.what == what { Ok(()) } else { Err(ConversationError::Reused) };
        }
        self.may_speak(actor, &row)?;
        let own = side.record(&row).map(str::to_owned);
        let Some(own) = own.filter(|_| level.is_none_or(|level| STEPS.contains(&level))) else {
            return Err(RegistryError::Forbidden("there is nothing more to show").into());
        };
        agree(&transaction, actor.name(), &own, side.other().party(&row), level, actor.now).await?;
        *wanted_of(&mut row, side) = None;
        let said = Said { command, author: actor.name(), side: side.code(), what, detail, text: "" };
        let row = note(&transaction, row, Some(side), &said, actor.now).await?;
        tell(&transaction, &row, side.other(), actor.now).await?;
        Ok(transaction.commit().await?)
    }
}

/// What the other would like to see of a side's record.
fn wanted_of(row: &mut conversation::Model, side: Side) -> &mut Option<String> {
    match side {
        Side::Owner => &mut row.wanted_of_owner,
        Side::Asker => &mut row.wanted_of_asker,
    }
}

/// Ends what was agreed between the two sides, unless another conversation of theirs about the same record goes on.
pub(crate) async fn end_agreements(
    transaction: &Transaction,
    row: &conversation::Model,
    now: Timestamp,
) -> Result<(), ConversationError> {
    for side in [Side::Owner, Side::Asker] {
        let Some(own) = side.record(row) else { continue };
        let between = |owner: &str, asker: &str| {
            Condition::all().add(conversation::Column::Owner.eq(owner)).add(conversation::Column::Asker.eq(asker))
        };
        let other = conversation::Entity::find()
            .filter(conversation::Column::Id.ne(&row.id))
            .filter(conversation::Column::OpenKey.is_not_null())
            .filter(Condition::any().add(between(&row.owner, &row.asker)).add(between(&row.asker, &row.owner)))
            .filter(
                Condition::any().add(conversation::Column::Record.eq(own)).add(conversation::Column::OwnRecord.eq(own)),
            );
        if other.count(&**transaction).await? == 0 {
            agree(transaction, side.party(row), own, side.other().party(row), None, now).await?;
        }
    }
    Ok(())
}
