//! Late words about single pairs: a participant declines a meeting, the organiser wants two to meet.

use crate::error::missing;
use crate::participant::there;
use crate::plan::pair;
use crate::publish::{What, cancel, tell};
use crate::round::{hold, touch};
use crate::wish::Preference;
use crate::{Meetings, MeetingsError, Refused};
use registry::Actor;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeMap;
use store::instant;
use store::schema::{meeting, meeting_pin, meeting_wish};

impl Meetings {
    /// A participant declines one of its meetings: it is cancelled, and no later timetable has the pair. The other gets a letter, which does
    /// not say why.
    ///
    /// # Errors
    /// Where the actor does not act for the participant, it has no such meeting, or the meeting has begun.
    pub async fn decline(&self, actor: &Actor, participant: &str, id: &str) -> Result<(), MeetingsError> {
        let transaction = self.registry.store().write().await?;
        let (own, round) = self.acting_alone(&transaction, actor, participant).await?;
        let met = meeting::Entity::find_by_id(id).one(&*transaction).await?;
        let met = met.filter(|met| [&met.one, &met.other].contains(&&own.id) && met.cancelled_at.is_none());
        let met = met.ok_or_else(|| missing("meeting", id))?;
        if instant(met.starts_at) <= actor.now {
            return Err(Refused::Over.into());
        }
        let other = if met.one == own.id { met.other.clone() } else { met.one.clone() };
        meeting_wish::Entity::delete_by_id((own.id.clone(), other.clone())).exec(&*transaction).await?;
        let refusal = meeting_wish::Model {
            participant: own.id,
            other: other.clone(),
            strength: Preference::RatherNot.strength(),
            fit: None,
        };
        refusal.into_active_model().reset_all().insert(&*transaction).await?;
        let id = cancel(&transaction, met, actor.now).await?;
        tell(&transaction, &own.record, BTreeMap::from([(other, vec![(id, What::Cancelled)])]), actor.now).await?;
        touch(&transaction, round).await?;
        Ok(transaction.commit().await?)
    }

    /// Says that two participants must meet, or takes that back. For the organiser. It does not help against one that would rather not.
    ///
    /// # Errors
    /// Where the actor is not the organiser, or the two do not take part.
    pub async fn pin(
        &self,
        actor: &Actor,
        record: &str,
        one: &str,
        other: &str,
        must: bool,
    ) -> Result<(), MeetingsError> {
        let transaction = self.registry.store().write().await?;
        self.organised(&*transaction, actor, record).await?;
        let round = hold(&transaction, record).await?;
        let (one, other) = pair(one.to_owned(), other.to_owned());
        let there = there(record).all(&*transaction).await?;
        for id in [&one, &other] {
            if one == other || !there.iter().any(|row| row.id == *id) {
                return Err(missing("participant", id));
            }
        }
        meeting_pin::Entity::delete_by_id((one.clone(), other.clone())).exec(&*transaction).await?;
        if must {
            let row = meeting_pin::Model { one, other, record: record.to_owned() };
            row.into_active_model().reset_all().insert(&*transaction).await?;
        }
        touch(&transaction, round).await?;
        Ok(transaction.commit().await?)
    }

    /// The pairs that must meet, for the organiser.
    ///
    /// # Errors
    /// Where the actor is not the organiser.
    pub async fn pins(&self, actor: &Actor, record: &str) -> Result<Vec<(String, String)>, MeetingsError> {
        let read = self.registry.store().read();
        self.organised(read, actor, record).await?;
        let rows = meeting_pin::Entity::find().filter(meeting_pin::Column::Record.eq(record)).all(read).await?;
        Ok(rows.into_iter().map(|row| (row.one, row.other)).collect())
    }
}
