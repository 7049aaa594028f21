//! Publishing a timetable: meetings become known to those who have them, and each learns what is new for it.

use crate::error::unreadable;
use crate::plan::{Plan, pair};
use crate::round::hold;
use crate::{Meetings, MeetingsError, Refused};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::schema::{meeting, meeting_round};
use store::{Transaction, instant, jobs, millis, new_id};

/// The kind of the jobs that tell a participant what is new: see [`Told`].
pub const TOLD: &str = "meetings";

/// What a job of kind [`TOLD`] knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The record of the event.
    pub record: String,
    /// Who is to be told.
    pub participant: String,
    /// Ids of meetings, and what became of them.
    pub changes: Vec<(String, What)>,
}

/// What became of a meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is new, or takes place after all.
    New,
    /// It has another time or table.
    Moved,
    /// It does not take place.
    Cancelled,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::New, Self::Moved, Self::Cancelled];

    /// As it is written.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What publishing a timetable changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Meetings that were not.
    pub new: usize,
    /// Meetings at another time or table.
    pub moved: usize,
    /// Meetings that are no more.
    pub cancelled: usize,
    /// Meetings that stay as they are.
    pub kept: usize,
}

/// What becomes of a meeting, and the row that says so.
pub(crate) struct Step {
    what: Option<What>,
    row: meeting::Model,
    is_new: bool,
}

impl Meetings {
    /// Publishes the timetable that was made: participants see their meetings, and those for whom something is new get a letter. For the
    /// organiser.
    ///
    /// # Errors
    /// Where the actor is not the organiser, no timetable was made, or something has changed since.
    pub async fn publish(&self, actor: &Actor, record: &str) -> Result<Published, MeetingsError> {
        let transaction = self.registry.store().write().await?;
        self.organised(&*transaction, actor, record).await?;
        let round = hold(&transaction, record).await?;
        let written = round.plan.clone().ok_or(Refused::NoPlan)?;
        let plan = read_plan(&written)?;
        if !is_current(&plan, &round, actor.now) {
            return Err(Refused::Stale.into());
        }
        let rows = rows(&*transaction, record).await?;
        let steps = steps(&plan, rows, record, actor.now);
        let published = counted(&steps);
        let mut told: BTreeMap<String, Vec<(String, What)>> = BTreeMap::new();
        for Step { what, row, is_new } in steps {
            let Some(what) = what else { continue };
            for participant in [&row.one, &row.other] {
                told.entry(participant.clone()).or_default().push((row.id.clone(), what));
            }
            let row = row.into_active_model().reset_all();
            if is_new {
                row.insert(&*transaction).await?
            } else {
                row.update(&*transaction).await?
            };
        }
        tell(&transaction, record, told, actor.now).await?;
        let at = Some(millis(actor.now));
        let round = meeting_round::Model { plan: None, published: Some(written), published_at: at, ..round };
        round.into_active_model().reset_all().update(&*transaction).await?;
        transaction.commit().await?;
        Ok(published)
    }
}

/// All meetings of an event, by time and table.
pub(crate) async fn rows(
    within: &impl sea_orm::ConnectionTrait,
    record: &str,
) -> Result<Vec<meeting::Model>, MeetingsError> {
    let rows = meeting::Entity::find().filter(meeting::Column::Record.eq(record));
    let rows = rows.order_by_asc(meeting::Column::StartsAt).order_by_asc(meeting::Column::Place);
    Ok(rows.order_by_asc(meeting::Column::Id).all(within).await?)
}

pub(crate) fn read_plan(written: &serde_json::Value) -> Result<Plan, MeetingsError> {
    serde_json::from_value(written.clone()).map_err(|error| unreadable("meeting_rounds", error))
}

/// Whether nothing has changed since a timetable was made, and all of it lies ahead.
pub(crate) fn is_current(plan: &Plan, round: &meeting_round::Model, now: Timestamp) -> bool {
    plan.changes == round.changes && plan.meetings.iter().all(|planned| planned.start > now)
}

/// What leads from the meetings that were published to a timetable. What has begun stays as it is.
pub(crate) fn steps(plan: &Plan, rows: Vec<meeting::Model>, record: &str, now: Timestamp) -> Vec<Step> {
    let mut before: BTreeMap<(String, String), meeting::Model> =
        rows.into_iter().map(|row| ((row.one.clone(), row.other.clone()), row)).collect();
    let mut steps = Vec::new();
    for planned in &plan.meetings {
        let (one, other) = pair(planned.one.clone(), planned.other.clone());
        let time = (millis(planned.start), millis(planned.end), i64::from(planned.place));
        let row = before.remove(&(one.clone(), other.clone()));
        let (what, sequence) = match &row {
            None => (Some(What::New), 0),
            Some(row) if row.cancelled_at.is_some() => (Some(What::New), row.sequence + 1),
            Some(row) if (row.starts_at, row.ends_at, row.place) == time => (None, row.sequence),
            Some(row) => (Some(What::Moved), row.sequence + 1),
        };
        let (starts_at, ends_at, place) = time;
        steps.push(Step {
            what,
            is_new: row.is_none(),
            row: meeting::Model {
                id: row.map_or_else(new_id, |row| row.id),
                record: record.to_owned(),
                one,
                other,
                starts_at,
                ends_at,
                place,
                sequence,
                cancelled_at: None,
            },
        });
    }
    let gone = before.into_values().filter(|row| row.cancelled_at.is_none() && instant(row.starts_at) > now);
    steps.extend(gone.map(|row| Step { what: Some(What::Cancelled), row: cancelled(row, now), is_new: false }));
    steps
}

pub(crate) fn counted(steps: &[Step]) -> Published {
    let of = |what: Option<What>| steps.iter().filter(|step| step.what == what).count();
    Published {
        new: of(Some(What::New)),
        moved: of(Some(What::Moved)),
        cancelled: of(Some(What::Cancelled)),
        kept: of(None),
    }
}

fn cancelled(row: meeting::Model, now: Timestamp) -> meeting::Model {
    meeting::Model { sequence: row.sequence + 1, cancelled_at: Some(millis(now)), ..row }
}

/// Cancels a meeting. Returns its id.
pub(crate) async fn cancel(within: &Transaction, row: meeting::Model, now: Timestamp) -> Result<String, MeetingsError> {
    let row = cancelled(row, now);
    let id = row.id.clone();
    row.into_active_model().reset_all().update(&**within).await?;
    Ok(id)
}

/// Asks for letters to participants about their meetings.
pub(crate) async fn tell(
    within: &Transaction,
    record: &str,
    told: BTreeMap<String, Vec<(String, What)>>,
    now: Timestamp,
) -> Result<(), MeetingsError> {
    for (participant, changes) in told {
        let told = Told { record: record.to_owned(), participant, changes };
        let payload = serde_json::to_value(&told).map_err(|error| unreadable("jobs", error))?;
        jobs::ask(&**within, TOLD, payload, None, now, now).await?;
    }
    Ok(())
}
