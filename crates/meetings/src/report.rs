//! What the organiser sees: the whole timetable, and numbers about wishes. Who wishes for whom is not among them.

use crate::participant::there;
use crate::plan::{Plan, Why};
use crate::publish::{Published, counted, is_current, read_plan, rows, steps};
use crate::wish::Preference;
use crate::{Meetings, MeetingsError};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use store::instant;
use store::schema::meeting_wish;

/// The timetable as the organiser sees it: the one that was made and not published, or else the one that was published.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// All meetings that take place, by time and table.
    pub seats: Vec<Seat>,
    /// What publishing it would change; none where it is published.
    pub draft: Option<Published>,
    /// Whether something has changed since it was made, so that it should be made again.
    pub is_stale: bool,
    /// Numbers about it; none where no timetable was made yet.
    pub numbers: Option<Numbers>,
    /// For each participant in the order of joining.
    pub tallies: Vec<Tally>,
    /// All wishes so far.
    pub wishes: u64,
}

/// Numbers about a timetable.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    /// When it was made.
    pub made_at: Timestamp,
    /// Wishes.
    pub asked: u32,
    /// Wishes that are granted.
    pub granted: u32,
    /// No timetable grants wishes that are worth more than so much of what this one's are worth: 1.05 is 5 % more. One where none can be
    /// better.
    pub bound: f64,
    /// Wishes that are not granted: whose, and why. Not whom they are for.
    pub unmet: Vec<(String, Why)>,
    /// Pairs that must meet and do not.
    pub unpinned: Vec<(String, String)>,
}

/// A meeting in the timetable of the organiser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Number of the table.
    pub place: i64,
    /// A participant.
    pub one: String,
    /// The other.
    pub other: String,
}

/// What a participant has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Its id.
    pub participant: String,
    /// The party.
    pub party: String,
    /// How many it wishes to meet, as the timetable knows it.
    pub asked: u32,
    /// How many of them it meets.
    pub granted: u32,
    /// How many meetings it has.
    pub meetings: usize,
}

impl Meetings {
    /// The whole timetable, for the organiser.
    ///
    /// # Errors
    /// Where the actor is not the organiser.
    pub async fn report(&self, actor: &Actor, record: &str) -> Result<Report, MeetingsError> {
        let read = self.registry.store().read();
        let round = self.organised(read, actor, record).await?;
        let participants = there(record).all(read).await?;
        let ids: Vec<&String> = participants.iter().map(|row| &row.id).collect();
        let wishes =
            meeting_wish::Entity::find().filter(meeting_wish::Column::Participant.is_in(ids)).all(read).await?;
        let is_wish = |row: &&meeting_wish::Model| Preference::of(row).is_some_and(|it| it != Preference::RatherNot);
        let mut said: BTreeMap<&str, u32> = BTreeMap::new();
        for row in wishes.iter().filter(is_wish) {
            *said.entry(&row.participant).or_default() += 1;
        }
        let held = rows(read, record).await?;
        let plan = round.plan.as_ref().or(round.published.as_ref()).map(read_plan).transpose()?;
        let is_draft = round.plan.is_some();
        let seats: Vec<Seat> = match &plan {
            Some(plan) if is_draft => {
                // What has begun is no part of a new timetable.
                let begun = held.iter().filter(|row| row.cancelled_at.is_none() && instant(row.starts_at) <= actor.now);
                begun.map(Seat::of_row).chain(plan.meetings.iter().map(Seat::of_plan)).collect()
            }
            _ => held.iter().filter(|row| row.cancelled_at.is_none()).map(Seat::of_row).collect(),
        };
        let tally = |row: &store::schema::meeting_participant::Model| {
            let known = plan.as_ref().and_then(|plan| plan.granted.get(&row.id).copied());
            let (asked, granted) = known.unwrap_or((said.get(row.id.as_str()).copied().unwrap_or_default(), 0));
            let meetings = seats.iter().filter(|seat| [&seat.one, &seat.other].contains(&&row.id)).count();
            Tally { participant: row.id.clone(), party: row.party.clone(), asked, granted, meetings }
        };
        Ok(Report {
            tallies: participants.iter().map(tally).collect(),
            wishes: said.values().map(|count| u64::from(*count)).sum(),
            draft: plan.as_ref().filter(|_| is_draft).map(|plan| counted(&steps(plan, held, record, actor.now))),
            is_stale: plan.as_ref().is_some_and(|plan| {
                if is_draft { !is_current(plan, &round, actor.now) } else { plan.changes != round.changes }
            }),
            numbers: plan.map(Numbers::of),
            seats,
        })
    }
}

impl Numbers {
    fn of(plan: Plan) -> Self {
        let sum = |part: fn(&(u32, u32)) -> u32| plan.granted.values().map(part).sum();
        Self {
            made_at: plan.made_at,
            asked: sum(|it| it.0),
            granted: sum(|it| it.1),
            bound: if plan.value > 0 { plan.bound as f64 / plan.value as f64 } else { 1.0 },
            unmet: plan.unmet.into_iter().map(|unmet| (unmet.participant, unmet.why)).collect(),
            unpinned: plan.unpinned,
        }
    }
}

impl Seat {
    fn of_row(row: &store::schema::meeting::Model) -> Self {
        Self {
            start: instant(row.starts_at),
            end: instant(row.ends_at),
            place: row.place,
            one: row.one.clone(),
            other: row.other.clone(),
        }
    }

    fn of_plan(planned: &crate::plan::Planned) -> Self {
        Self {
            start: planned.start,
            end: planned.end,
            place: planned.place.into(),
            one: planned.one.clone(),
            other: planned.other.clone(),
        }
    }
}
