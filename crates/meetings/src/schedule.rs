//! What a participant sees of the timetable: its own meetings, and which of its wishes were not granted.

use crate::participant::{meetings_of, participant_of, there};
use crate::plan::Why;
use crate::publish::read_plan;
use crate::wish::Preference;
use crate::{Meetings, MeetingsError, Participant};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::BTreeMap;
use store::instant;
use store::schema::{meeting, meeting_participant, meeting_round};

/// A meeting, as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Its id.
    pub id: String,
    /// The other participant.
    pub other: String,
    /// The other party.
    pub other_party: String,
    /// What the other looks for.
    pub looks_for: String,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Number of the table.
    pub place: i64,
    /// How often it was changed.
    pub sequence: u32,
    /// It does not take place.
    pub cancelled: bool,
}

/// A wish that was not granted, as the one who wished sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The participant that was wished for.
    pub other: String,
    /// Its party.
    pub other_party: String,
    /// Why: [`Why::NeverTogether`], [`Why::Full`], or [`Why::Otherwise`].
    pub why: Why,
}

impl Meetings {
    /// The published meetings of a participant by time, cancelled ones among them.
    ///
    /// # Errors
    /// Where the actor does not act for it.
    pub async fn schedule(&self, actor: &Actor, participant: &str) -> Result<Vec<Met>, MeetingsError> {
        let read = self.registry.store().read();
        self.acting(read, actor, participant).await?;
        schedule(read, participant).await
    }

    /// The wishes of a participant that the published timetable does not grant.
    ///
    /// # Errors
    /// Where the actor does not act for it.
    pub async fn unmet(&self, actor: &Actor, participant: &str) -> Result<Vec<Unmet>, MeetingsError> {
        let read = self.registry.store().read();
        let own = self.acting(read, actor, participant).await?;
        let round = meeting_round::Entity::find_by_id(&own.record).one(read).await?;
        let Some(plan) = round.and_then(|round| round.published) else { return Ok(Vec::new()) };
        let wishes = self.wishes(actor, participant).await?;
        let still = |other: &String| wishes.get(other).is_some_and(|wish| *wish != Preference::RatherNot);
        let parties = there(&own.record).all(read).await?;
        let parties: BTreeMap<String, String> = parties.into_iter().map(|row| (row.id, row.party)).collect();
        let mine = read_plan(&plan)?.unmet.into_iter().filter(|unmet| unmet.participant == participant);
        let unmet = mine.filter(|unmet| still(&unmet.other)).filter_map(|unmet| {
            let other_party = parties.get(&unmet.other)?.clone();
            Some(Unmet { other: unmet.other, other_party, why: unmet.why.for_wisher() })
        });
        Ok(unmet.collect())
    }

    /// A participant and some meetings, as far as they are its own: for the letter about them. It looks at no permissions.
    ///
    /// # Errors
    /// Where there is no such participant any more.
    pub async fn told(
        &self,
        participant: &str,
        meetings: &[String],
    ) -> Result<Option<(Participant, Vec<Met>)>, MeetingsError> {
        let read = self.registry.store().read();
        let row = meeting_participant::Entity::find_by_id(participant).one(read).await?;
        let Some(row) = row.filter(|row| row.left_at.is_none()) else { return Ok(None) };
        let mut schedule = schedule(read, participant).await?;
        schedule.retain(|met| meetings.contains(&met.id));
        Ok(Some((participant_of(&row)?, schedule)))
    }
}

/// The published meetings of a participant, by time.
pub(crate) async fn schedule(within: &impl ConnectionTrait, participant: &str) -> Result<Vec<Met>, MeetingsError> {
    let rows = meetings_of(participant).order_by_asc(meeting::Column::StartsAt).order_by_asc(meeting::Column::Id);
    let rows = rows.all(within).await?;
    let other_of = |row: &meeting::Model| if row.one == participant { row.other.clone() } else { row.one.clone() };
    let others = meeting_participant::Entity::find()
        .filter(meeting_participant::Column::Id.is_in(rows.iter().map(other_of)))
        .all(within)
        .await?;
    let others: BTreeMap<String, meeting_participant::Model> =
        others.into_iter().map(|row| (row.id.clone(), row)).collect();
    let met = |row: meeting::Model| {
        let other = others.get(&other_of(&row))?;
        Some(Met {
            other: other.id.clone(),
            other_party: other.party.clone(),
            looks_for: other.looks_for.clone(),
            start: instant(row.starts_at),
            end: instant(row.ends_at),
            place: row.place,
            sequence: u32::try_from(row.sequence).unwrap_or(u32::MAX),
            cancelled: row.cancelled_at.is_some(),
            id: row.id,
        })
    };
    Ok(rows.into_iter().filter_map(met).collect())
}
