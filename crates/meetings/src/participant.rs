//! Who takes part: joining, what is said about it, leaving.

use crate::error::{missing, unreadable};
use crate::problem::Problems;
use crate::publish::{What, cancel, tell};
use crate::round::{hold, settings_of, touch};
use crate::settings::Settings;
use crate::{Meetings, MeetingsError, Refused};
use jiff::Timestamp;
use registry::content::Wrong;
use registry::{Actor, RegistryError};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use store::schema::{meeting, meeting_participant, meeting_pin, meeting_round, meeting_wish, record};
use store::{Transaction, instant, millis, new_id};

/// Participants of an event at most.
pub const MOST_PARTICIPANTS: usize = 1_000;
/// Records that a participant comes with at most.
pub const MOST_RECORDS: usize = 5;
/// Letters of what it looks for at most.
pub const LONGEST_LINE: usize = 300;

/// What a party says of itself when it joins; all of it can be changed later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Ids of the records that it comes with: public, and published in its name; at most [`MOST_RECORDS`].
    pub records: Vec<String>,
    /// What it looks for; may be empty, at most [`LONGEST_LINE`] letters.
    pub looks_for: String,
    /// When the slots begin at which it cannot come.
    pub absent: Vec<Timestamp>,
    /// It wants at most so many meetings, within what the settings allow.
    pub most_meetings: Option<u32>,
}

/// A participant, for those who act for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// Its id.
    pub id: String,
    /// The record of the event.
    pub record: String,
    /// The party.
    pub party: String,
    /// The person who gets its letters.
    pub contact: String,
    /// What it said.
    pub entry: Entry,
    /// Whether its calendar has an address.
    pub has_address: bool,
}

/// A participant, for the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guest {
    /// Its id.
    pub id: String,
    /// The party.
    pub party: String,
    /// Ids of the records that it comes with.
    pub records: Vec<String>,
    /// What it looks for.
    pub looks_for: String,
}

/// An event at whose meetings one takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mine {
    /// The record of the event.
    pub record: String,
    /// The participant.
    pub participant: String,
    /// The party.
    pub party: String,
    /// How many meetings it has that are not over.
    pub ahead: usize,
    /// When the next of them begins.
    pub next: Option<Timestamp>,
}

impl Meetings {
    /// A party joins the meetings of an event. Whoever enters it gets its letters. Returns the participant's id.
    ///
    /// # Errors
    /// Where the actor does not act for the party, it takes part already, all is over, too many take part, or something is not in order.
    pub async fn join(&self, actor: &Actor, record: &str, party: &str, entry: Entry) -> Result<String, MeetingsError> {
        let Some(contact) = actor.party.clone().filter(|_| actor.is(party)) else {
            return Err(RegistryError::Forbidden("you cannot take part in the name of this party").into());
        };
        let transaction = self.registry.store().write().await?;
        self.event(&*transaction, actor, record).await?;
        let round = hold(&transaction, record).await?;
        let settings = settings_of(&round)?;
        not_over(&settings, actor)?;
        let entry = settled(&transaction, &settings, party, entry).await?;
        let before = meeting_participant::Entity::find()
            .filter(meeting_participant::Column::Record.eq(record))
            .filter(meeting_participant::Column::Party.eq(party))
            .one(&*transaction)
            .await?;
        if before.as_ref().is_some_and(|row| row.left_at.is_none()) {
            return Err(Refused::Joined.into());
        }
        if there(record).count(&*transaction).await? >= MOST_PARTICIPANTS as u64 {
            return Err(Refused::Full { most: MOST_PARTICIPANTS }.into());
        }
        let is_new = before.is_none();
        let row = before.unwrap_or_else(|| meeting_participant::Model {
            id: new_id(),
            record: record.to_owned(),
            party: party.to_owned(),
            contact: String::new(),
            records: Value::Null,
            looks_for: String::new(),
            absent: Value::Null,
            most_meetings: None,
            calendar_hash: None,
            joined_at: millis(actor.now),
            left_at: None,
        });
        let row = with(meeting_participant::Model { contact, left_at: None, ..row }, entry)?;
        let id = row.id.clone();
        let row = row.into_active_model().reset_all();
        if is_new {
            row.insert(&*transaction).await?
        } else {
            row.update(&*transaction).await?
        };
        touch(&transaction, round).await?;
        transaction.commit().await?;
        Ok(id)
    }

    /// Changes what a participant said of itself.
    ///
    /// # Errors
    /// Where the actor does not act for it, all is over, or something is not in order.
    pub async fn change(&self, actor: &Actor, participant: &str, entry: Entry) -> Result<(), MeetingsError> {
        let transaction = self.registry.store().write().await?;
        let (row, round) = self.acting_alone(&transaction, actor, participant).await?;
        let settings = settings_of(&round)?;
        not_over(&settings, actor)?;
        let entry = settled(&transaction, &settings, &row.party, entry).await?;
        with(row, entry)?.into_active_model().reset_all().update(&*transaction).await?;
        touch(&transaction, round).await?;
        Ok(transaction.commit().await?)
    }

    /// A participant leaves: its wishes, and those for it, are gone, and its meetings that have not begun are cancelled. It may join again.
    ///
    /// # Errors
    /// Where the actor does not act for it.
    pub async fn leave(&self, actor: &Actor, participant: &str) -> Result<(), MeetingsError> {
        let transaction = self.registry.store().write().await?;
        let (row, round) = self.acting_alone(&transaction, actor, participant).await?;
        let of_wishes = Condition::any()
            .add(meeting_wish::Column::Participant.eq(participant))
            .add(meeting_wish::Column::Other.eq(participant));
        meeting_wish::Entity::delete_many().filter(of_wishes).exec(&*transaction).await?;
        let of_pins = Condition::any()
            .add(meeting_pin::Column::One.eq(participant))
            .add(meeting_pin::Column::Other.eq(participant));
        meeting_pin::Entity::delete_many().filter(of_pins).exec(&*transaction).await?;
        let ahead = meetings_of(participant)
            .filter(meeting::Column::CancelledAt.is_null())
            .filter(meeting::Column::StartsAt.gt(millis(actor.now)));
        for met in ahead.all(&*transaction).await? {
            let other = if met.one == participant { met.other.clone() } else { met.one.clone() };
            let id = cancel(&transaction, met, actor.now).await?;
            tell(&transaction, &row.record, BTreeMap::from([(other, vec![(id, What::Cancelled)])]), actor.now).await?;
        }
        let left = meeting_participant::Model { left_at: Some(millis(actor.now)), ..with(row, Entry::default())? };
        left.into_active_model().reset_all().update(&*transaction).await?;
        touch(&transaction, round).await?;
        Ok(transaction.commit().await?)
    }

    /// The participants of an event that the actor is or acts for, in the order of joining.
    ///
    /// # Errors
    /// Where there is no such event, or the actor may not know of it.
    pub async fn own(&self, actor: &Actor, record: &str) -> Result<Vec<Participant>, MeetingsError> {
        let read = self.registry.store().read();
        self.event(read, actor, record).await?;
        let parties: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        let rows = there(record).filter(meeting_participant::Column::Party.is_in(parties)).all(read).await?;
        rows.iter().map(participant_of).collect()
    }

    /// All who take part, in the order of joining, for participants and the organiser.
    ///
    /// # Errors
    /// Where the actor is neither.
    pub async fn guests(&self, actor: &Actor, record: &str) -> Result<Vec<Guest>, MeetingsError> {
        if self.own(actor, record).await?.is_empty() && !self.organises(actor, record).await? {
            return Err(RegistryError::Forbidden("who takes part is for participants and the organiser").into());
        }
        let rows = there(record).all(self.registry.store().read()).await?;
        let guest = |row: meeting_participant::Model| {
            Ok(Guest { records: list(&row.records)?, id: row.id, party: row.party, looks_for: row.looks_for })
        };
        rows.into_iter().map(guest).collect()
    }

    /// Events at whose meetings the actor, or an organisation that it acts for, takes part and that are not over, the newest first.
    ///
    /// # Errors
    /// Where the database does not work.
    pub async fn mine(&self, actor: &Actor) -> Result<Vec<Mine>, MeetingsError> {
        let read = self.registry.store().read();
        let parties: Vec<&String> = actor.party.iter().chain(&actor.acts_for).collect();
        let rows = meeting_participant::Entity::find()
            .filter(meeting_participant::Column::Party.is_in(parties))
            .filter(meeting_participant::Column::LeftAt.is_null())
            .order_by_desc(meeting_participant::Column::JoinedAt)
            .order_by_desc(meeting_participant::Column::Id)
            .all(read)
            .await?;
        let mut mine = Vec::new();
        for row in rows {
            // An event may have been withdrawn.
            let Ok(Some(round)) = self.round(actor, &row.record).await else { continue };
            if round.is_over(actor.now) {
                continue;
            }
            let ahead = meetings_of(&row.id)
                .filter(meeting::Column::CancelledAt.is_null())
                .filter(meeting::Column::EndsAt.gt(millis(actor.now)))
                .order_by_asc(meeting::Column::StartsAt);
            let ahead = ahead.all(read).await?;
            mine.push(Mine {
                record: row.record,
                participant: row.id,
                party: row.party,
                next: ahead.first().map(|met| instant(met.starts_at)),
                ahead: ahead.len(),
            });
        }
        Ok(mine)
    }

    /// A participant that has not left and that the actor is or acts for.
    pub(crate) async fn acting(
        &self,
        within: &impl ConnectionTrait,
        actor: &Actor,
        participant: &str,
    ) -> Result<meeting_participant::Model, MeetingsError> {
        let row = meeting_participant::Entity::find_by_id(participant).one(within).await?;
        let row = row.filter(|row| row.left_at.is_none() && actor.is(&row.party));
        let row = row.ok_or_else(|| missing("participant", participant))?;
        self.event(within, actor, &row.record).await?;
        Ok(row)
    }

    /// The same, with its round, which nobody else changes before the transaction ends.
    pub(crate) async fn acting_alone(
        &self,
        within: &Transaction,
        actor: &Actor,
        participant: &str,
    ) -> Result<(meeting_participant::Model, meeting_round::Model), MeetingsError> {
        let row = self.acting(&**within, actor, participant).await?;
        let round = hold(within, &row.record).await?;
        // It may have been changed while this waited.
        Ok((self.acting(&**within, actor, participant).await?, round))
    }
}

/// Participants of an event that have not left, in the order of joining.
pub(crate) fn there(record: &str) -> sea_orm::Select<meeting_participant::Entity> {
    meeting_participant::Entity::find()
        .filter(meeting_participant::Column::Record.eq(record))
        .filter(meeting_participant::Column::LeftAt.is_null())
        .order_by_asc(meeting_participant::Column::JoinedAt)
        .order_by_asc(meeting_participant::Column::Id)
}

/// Meetings of a participant, cancelled ones too.
pub(crate) fn meetings_of(participant: &str) -> sea_orm::Select<meeting::Entity> {
    let either = Condition::any().add(meeting::Column::One.eq(participant)).add(meeting::Column::Other.eq(participant));
    meeting::Entity::find().filter(either)
}

pub(crate) fn participant_of(row: &meeting_participant::Model) -> Result<Participant, MeetingsError> {
    Ok(Participant {
        id: row.id.clone(),
        record: row.record.clone(),
        party: row.party.clone(),
        contact: row.contact.clone(),
        entry: Entry {
            records: list(&row.records)?,
            looks_for: row.looks_for.clone(),
            absent: absent(row)?,
            most_meetings: row.most_meetings.and_then(|most| u32::try_from(most).ok()),
        },
        has_address: row.calendar_hash.is_some(),
    })
}

/// When the slots begin at which a participant cannot come.
pub(crate) fn absent(row: &meeting_participant::Model) -> Result<Vec<Timestamp>, MeetingsError> {
    Ok(list::<i64>(&row.absent)?.into_iter().map(instant).collect())
}

fn list<T: DeserializeOwned>(value: &Value) -> Result<Vec<T>, MeetingsError> {
    serde_json::from_value(value.clone()).map_err(|error| unreadable("meeting_participants", error))
}

fn not_over(settings: &Settings, actor: &Actor) -> Result<(), MeetingsError> {
    let is_over = settings.slots().last().is_none_or(|last| last.end <= actor.now);
    if is_over { Err(Refused::Over.into()) } else { Ok(()) }
}

/// An entry in one form; refuses what is not in order.
async fn settled(
    within: &Transaction,
    settings: &Settings,
    party: &str,
    mut entry: Entry,
) -> Result<Entry, MeetingsError> {
    entry.looks_for = entry.looks_for.trim().to_owned();
    entry.records.sort();
    entry.records.dedup();
    let starts: Vec<Timestamp> = settings.slots().iter().map(|slot| slot.start).collect();
    entry.absent.retain(|start| starts.contains(start));
    entry.absent.sort();
    entry.absent.dedup();
    let mut problems = Problems::default();
    if entry.looks_for.chars().count() > LONGEST_LINE {
        problems.add("looks_for", Wrong::TooLong { most: LONGEST_LINE });
    }
    if entry.records.len() > MOST_RECORDS {
        problems.add("records", Wrong::TooMany { most: MOST_RECORDS });
    }
    if let Some(most) = entry.most_meetings {
        problems.range("most_meetings", most, 1, settings.most_meetings);
    }
    problems.finish()?;
    let found = record::Entity::find()
        .filter(record::Column::Id.is_in(&entry.records))
        .filter(record::Column::Owner.eq(party))
        .filter(record::Column::Anonymous.eq(false))
        .filter(record::Column::PublishedVersion.is_not_null())
        .all(&**within)
        .await?;
    match entry.records.iter().find(|id| !found.iter().any(|row| row.id == **id)) {
        Some(other) => Err(Refused::Record(other.clone()).into()),
        None => Ok(entry),
    }
}

fn with(row: meeting_participant::Model, entry: Entry) -> Result<meeting_participant::Model, MeetingsError> {
    let absent: Vec<i64> = entry.absent.into_iter().map(millis).collect();
    Ok(meeting_participant::Model {
        records: written(&entry.records)?,
        looks_for: entry.looks_for,
        absent: written(&absent)?,
        most_meetings: entry.most_meetings.map(i64::from),
        ..row
    })
}

fn written(value: &impl Serialize) -> Result<Value, MeetingsError> {
    serde_json::to_value(value).map_err(|error| unreadable("meeting_participants", error))
}
