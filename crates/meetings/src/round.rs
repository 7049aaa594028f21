//! A round of meetings at an event: opening it, changing its settings, and who organises it.

use crate::error::{missing, unreadable};
use crate::settings::{Settings, Slot};
use crate::{Meetings, MeetingsError};
use jiff::Timestamp;
use registry::view::level;
use registry::{Actor, RegistryError, Role};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use store::schema::{meeting_participant, meeting_round, record};
use store::{Transaction, instant, millis};

/// That meetings are held at an event, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// The record of the event.
    pub record: String,
    /// When they are held, and how many.
    pub settings: Settings,
    /// The slots that follow from that.
    pub slots: Vec<Slot>,
    /// How many take part.
    pub participants: u64,
    /// When a timetable was published last.
    pub published_at: Option<Timestamp>,
}

impl Round {
    /// Whether wishes are taken.
    pub fn takes_wishes(&self, now: Timestamp) -> bool {
        now < self.settings.wishes_until
    }

    /// Whether all meetings are over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.slots.last().is_none_or(|last| last.end <= now)
    }
}

impl Meetings {
    /// Whether an actor may open meetings at a record and organise them: its owner and curators, where it is public and of a kind at whose
    /// records meetings are held.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn organises(&self, actor: &Actor, record: &str) -> Result<bool, MeetingsError> {
        match self.event(self.registry.store().read(), actor, record).await {
            Ok(row) => Ok(is_organiser(actor, &row)),
            Err(MeetingsError::Registry(RegistryError::NotFound { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The round of an event, for everyone who may read its record; none where no meetings were opened.
    ///
    /// # Errors
    /// Where there is no such event, or the actor may not know of it.
    pub async fn round(&self, actor: &Actor, record: &str) -> Result<Option<Round>, MeetingsError> {
        let read = self.registry.store().read();
        self.event(read, actor, record).await?;
        let Some(row) = meeting_round::Entity::find_by_id(record).one(read).await? else { return Ok(None) };
        let participants = meeting_participant::Entity::find()
            .filter(meeting_participant::Column::Record.eq(record))
            .filter(meeting_participant::Column::LeftAt.is_null())
            .count(read)
            .await?;
        let settings = settings_of(&row)?;
        Ok(Some(Round {
            slots: settings.slots(),
            settings,
            participants,
            published_at: row.published_at.map(instant),
            record: row.record,
        }))
    }

    /// Opens meetings at an event, or changes their settings. For the organiser.
    ///
    /// # Errors
    /// Where the actor is not the organiser, or the settings are not in order.
    pub async fn set(&self, actor: &Actor, record: &str, settings: Settings) -> Result<(), MeetingsError> {
        let settings = settings.settled();
        let transaction = self.registry.store().write().await?;
        let row = self.event(&*transaction, actor, record).await?;
        organiser(actor, &row)?;
        settings.check()?;
        let written = serde_json::to_value(&settings).map_err(|error| unreadable("meeting_rounds", error))?;
        match meeting_round::Entity::find_by_id(record).lock_exclusive().one(&*transaction).await? {
            Some(row) => {
                let changes = row.changes + 1;
                let row = meeting_round::Model { settings: written, changes, ..row };
                row.into_active_model().reset_all().update(&*transaction).await?;
            }
            None => {
                let row = meeting_round::Model {
                    record: record.to_owned(),
                    settings: written,
                    changes: 1,
                    plan: None,
                    published: None,
                    published_at: None,
                    opened_by: actor.name().to_owned(),
                    opened_at: millis(actor.now),
                };
                row.into_active_model().reset_all().insert(&*transaction).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// The record of an event that is public and that the actor may know of.
    pub(crate) async fn event(
        &self,
        within: &impl ConnectionTrait,
        actor: &Actor,
        id: &str,
    ) -> Result<record::Model, MeetingsError> {
        let row = record::Entity::find_by_id(id).one(within).await?;
        let row = row.filter(|row| row.published_version.is_some() && level(actor, row, None).is_some());
        let definitions = self.registry.definitions();
        let holds = |row: &record::Model| definitions.kind(&row.kind).is_some_and(|kind| kind.meetings);
        row.filter(holds).ok_or_else(|| missing("event", id))
    }

    /// As [`Meetings::event`], for the organiser alone.
    pub(crate) async fn organised(
        &self,
        within: &impl ConnectionTrait,
        actor: &Actor,
        id: &str,
    ) -> Result<meeting_round::Model, MeetingsError> {
        organiser(actor, &self.event(within, actor, id).await?)?;
        let row = meeting_round::Entity::find_by_id(id).one(within).await?;
        row.ok_or_else(|| missing("round of meetings", id))
    }
}

fn is_organiser(actor: &Actor, row: &record::Model) -> bool {
    actor.party.is_some() && (actor.is(&row.owner) || actor.has(Role::Curator))
}

fn organiser(actor: &Actor, row: &record::Model) -> Result<(), MeetingsError> {
    if is_organiser(actor, row) {
        Ok(())
    } else {
        Err(RegistryError::Forbidden("meetings are organised by the owner of the event and by curators").into())
    }
}

/// The round of an event, which nobody else changes before the transaction ends.
pub(crate) async fn hold(within: &Transaction, record: &str) -> Result<meeting_round::Model, MeetingsError> {
    let row = meeting_round::Entity::find_by_id(record).lock_exclusive().one(&**within).await?;
    row.ok_or_else(|| missing("round of meetings", record))
}

/// Notes that something changed that a timetable depends on.
pub(crate) async fn touch(within: &Transaction, round: meeting_round::Model) -> Result<(), MeetingsError> {
    let round = meeting_round::Model { changes: round.changes + 1, ..round };
    round.into_active_model().reset_all().update(&**within).await?;
    Ok(())
}

pub(crate) fn settings_of(row: &meeting_round::Model) -> Result<Settings, MeetingsError> {
    serde_json::from_value(row.settings.clone()).map_err(|error| unreadable("meeting_rounds", error))
}
