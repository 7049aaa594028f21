//! Secret addresses of calendars: a program that knows one reads the meetings of a participant without signing in.
//!
//! The secret is 256 random bits, shown once and kept as a hash; a new one makes the old one void.

use crate::error::unreadable;
use crate::participant::participant_of;
use crate::schedule::schedule;
use crate::{Meetings, MeetingsError, Met, Participant};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registry::Actor;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use sha2::{Digest, Sha256};
use store::schema::{meeting_participant, record};

impl Meetings {
    /// Makes the secret of the calendar of a participant, in the place of an earlier one.
    ///
    /// # Errors
    /// Where the actor does not act for it.
    pub async fn make_address(&self, actor: &Actor, participant: &str) -> Result<String, MeetingsError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| unreadable("meeting_participants", error))?;
        let secret = URL_SAFE_NO_PAD.encode(secret);
        let transaction = self.registry.store().write().await?;
        let (row, _) = self.acting_alone(&transaction, actor, participant).await?;
        let row = meeting_participant::Model { calendar_hash: Some(hash(&secret)), ..row };
        row.into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        Ok(secret)
    }

    /// The participant of a secret with its meetings, cancelled ones among them, also when it has left, so that its calendar learns of that;
    /// none where there is none, or the event is public no longer.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn of_address(&self, secret: &str) -> Result<Option<(Participant, Vec<Met>)>, MeetingsError> {
        let read = self.registry.store().read();
        let row = meeting_participant::Entity::find()
            .filter(meeting_participant::Column::CalendarHash.eq(hash(secret)))
            .one(read)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let event = record::Entity::find_by_id(&row.record).one(read).await?;
        if event.is_none_or(|event| event.published_version.is_none()) {
            return Ok(None);
        }
        let schedule = schedule(read, &row.id).await?;
        Ok(Some((participant_of(&row)?, schedule)))
    }
}

fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update("meetings").chain_update([0]).chain_update(secret).finalize())
}
