//! Making the timetable: the round as the engine of timetables takes it, and what comes back.
//!
//! Only what lies ahead is planned. Who has met already does not meet again, and meetings that were held count towards the most of a
//! participant. Where meetings were published that lie ahead, as few of them move as can be.

use crate::error::unreadable;
use crate::participant::{absent, there};
use crate::round::{hold, settings_of};
use crate::settings::{Settings, Slot};
use crate::wish::{Preference, worth};
use crate::{Meetings, MeetingsError, Refused};
use allocation::{Event, Meeting, Obstacle, Party, Reason, Search, Timetable, Wish};
use jiff::Timestamp;
use registry::Actor;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use store::schema::{meeting, meeting_participant, meeting_pin, meeting_round, meeting_wish};
use store::{instant, millis};

/// Why a wish is not granted, without saying who is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The two are never there at the same time.
    NeverTogether,
    /// Who wished has all the meetings it can have.
    Full,
    /// The other has all the meetings it can have.
    OtherFull,
    /// Where both are free, all tables are taken.
    NoTable,
    /// Where both are free, one of them would have too many meetings in a row.
    NoBreak,
    /// There would be room; the timetable was to be changed as little as possible.
    Room,
    /// Other meetings, or the wishes of all, left no place for it.
    Otherwise,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::NeverTogether, Self::Full, Self::OtherFull, Self::NoTable, Self::NoBreak, Self::Room, Self::Otherwise];

    /// As it is written.
    pub fn code(self) -> &'static str {
        match self {
            Self::NeverTogether => "never-together",
            Self::Full => "full",
            Self::OtherFull => "other-full",
            Self::NoTable => "no-table",
            Self::NoBreak => "no-break",
            Self::Room => "room",
            Self::Otherwise => "otherwise",
        }
    }

    /// As far as the one who wished is told: nothing about the other that it does not know from its own meetings.
    pub(crate) fn for_wisher(self) -> Self {
        if matches!(self, Self::NeverTogether | Self::Full) { self } else { Self::Otherwise }
    }
}

/// A timetable that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) made_at: Timestamp,
    /// The count of changes at which it was made.
    pub(crate) changes: i64,
    pub(crate) meetings: Vec<Planned>,
    /// What the granted wishes are worth, and what no timetable exceeds.
    pub(crate) value: i64,
    pub(crate) bound: i64,
    /// For each participant: its wishes, and how many of them are granted.
    pub(crate) granted: BTreeMap<String, (u32, u32)>,
    pub(crate) unmet: Vec<PlannedUnmet>,
    /// Pairs that the organiser wants to meet and that do not.
    pub(crate) unpinned: Vec<(String, String)>,
}

/// A meeting of a timetable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Planned {
    pub(crate) one: String,
    pub(crate) other: String,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    pub(crate) place: u32,
}

/// A wish that is not granted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct PlannedUnmet {
    pub(crate) participant: String,
    pub(crate) other: String,
    pub(crate) why: Why,
}

/// A round as the database has it.
struct Given {
    now: Timestamp,
    settings: Settings,
    rows: Vec<meeting_participant::Model>,
    wishes: Vec<meeting_wish::Model>,
    pins: Vec<meeting_pin::Model>,
    /// Meetings that are not cancelled.
    meetings: Vec<meeting::Model>,
}

/// A round as the engine of timetables takes it.
struct Asked {
    event: Event,
    slots: Vec<Slot>,
    ids: Vec<String>,
    /// Meetings that were published and lie ahead.
    before: Vec<Meeting>,
    /// Wishes of meetings that were held, by participant.
    held: Vec<u32>,
    unpinned: Vec<(String, String)>,
}

impl Meetings {
    /// Makes a timetable; nobody but the organiser sees it before it is published. The same round has the same timetable. Where one was published,
    /// as little as possible of what lies ahead is changed. For the organiser, when the time for wishes is over.
    ///
    /// # Errors
    /// Where the actor is not the organiser, wishes are still taken, all is over, or there is no timetable.
    pub async fn plan(&self, actor: &Actor, record: &str) -> Result<(), MeetingsError> {
        let read = self.registry.store().snapshot().await?;
        let round = self.organised(&read, actor, record).await?;
        let settings = settings_of(&round)?;
        if actor.now < settings.wishes_until {
            return Err(Refused::WishesOpen(settings.wishes_until).into());
        }
        let rows = there(record).all(&read).await?;
        let ids: Vec<&String> = rows.iter().map(|row| &row.id).collect();
        let wishes = meeting_wish::Entity::find().filter(meeting_wish::Column::Participant.is_in(ids));
        let pins = meeting_pin::Entity::find().filter(meeting_pin::Column::Record.eq(record));
        let meetings = meeting::Entity::find()
            .filter(meeting::Column::Record.eq(record))
            .filter(meeting::Column::CancelledAt.is_null());
        let given = Given {
            now: actor.now,
            settings,
            wishes: wishes.all(&read).await?,
            pins: pins.all(&read).await?,
            meetings: meetings.all(&read).await?,
            rows,
        };
        read.commit().await?;
        let (changes, search) = (round.changes, Search { seed: seed(record), ..Search::default() });
        // It may take seconds.
        let work = tokio::task::spawn_blocking(move || made(given, changes, &search));
        let plan = work.await.map_err(|error| unreadable("meeting_rounds", error))??;
        let plan = serde_json::to_value(&plan).map_err(|error| unreadable("meeting_rounds", error))?;
        let transaction = self.registry.store().write().await?;
        let round = meeting_round::Model { plan: Some(plan), ..hold(&transaction, record).await? };
        round.into_active_model().reset_all().update(&*transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// Where chance begins: the same for an event on every machine.
fn seed(record: &str) -> u64 {
    let hash = Sha256::digest(record);
    hash.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

fn made(given: Given, changes: i64, search: &Search) -> Result<Plan, MeetingsError> {
    let asked = asked(&given)?;
    if asked.slots.is_empty() {
        return Err(Refused::Over.into());
    }
    let timetable = if asked.before.is_empty() {
        asked.event.timetable(search)
    } else {
        asked.event.replan(&asked.before, search).map(|(timetable, _)| timetable)
    };
    let timetable = timetable.map_err(|obstacle| refused(obstacle, &asked.ids))?;
    let id = |place: u32| asked.ids[place as usize].clone();
    let planned = |met: &Meeting| {
        let (one, other) = pair(id(met.one), id(met.other));
        let slot = asked.slots[met.slot as usize];
        Planned { one, other, start: slot.start, end: slot.end, place: met.table }
    };
    let granted = timetable.granted.iter().zip(&asked.held).zip(&asked.ids);
    let granted = granted.map(|((it, held), id)| (id.clone(), (it.asked + held, it.granted + held))).collect();
    Ok(Plan {
        made_at: given.now,
        changes,
        meetings: timetable.meetings.iter().map(planned).collect(),
        value: timetable.value,
        bound: timetable.bound,
        granted,
        unmet: unmet(&asked, &timetable),
        unpinned: asked.unpinned,
    })
}

/// A pair with the id that sorts first in front.
pub(crate) fn pair(one: String, other: String) -> (String, String) {
    if one <= other { (one, other) } else { (other, one) }
}

fn asked(given: &Given) -> Result<Asked, MeetingsError> {
    let all = given.settings.slots();
    let slots: Vec<Slot> = all.into_iter().filter(|slot| slot.start > given.now).collect();
    let place: BTreeMap<&str, u32> = given.rows.iter().zip(0..).map(|(row, place)| (row.id.as_str(), place)).collect();
    let of = |one: &str, other: &str| Some((*place.get(one)?, *place.get(other)?));
    let ordered = |(one, other): (u32, u32)| (one.min(other), one.max(other));
    let mut met = BTreeSet::new();
    let mut past = vec![0; given.rows.len()];
    let mut before = Vec::new();
    for row in &given.meetings {
        let Some((one, other)) = of(&row.one, &row.other).map(ordered) else { continue };
        if instant(row.starts_at) <= given.now {
            met.insert((one, other));
            past[one as usize] += 1;
            past[other as usize] += 1;
        } else {
            let at = |slot: &Slot| (millis(slot.start), millis(slot.end)) == (row.starts_at, row.ends_at);
            // A slot that is no more is none of the event's, so the meeting finds another.
            let slot = slots.iter().position(at).map_or(u32::MAX, |slot| slot as u32);
            before.push(Meeting { slot, table: u32::try_from(row.place).unwrap_or_default(), one, other });
        }
    }
    before.sort_unstable();
    let mut parties = Vec::new();
    for (row, past) in given.rows.iter().zip(&past) {
        let absent: BTreeSet<Timestamp> = absent(row)?.into_iter().collect();
        let there = slots.iter().zip(0..).filter(|(slot, _)| !absent.contains(&slot.start)).map(|(_, place)| place);
        let own = row.most_meetings.and_then(|most| u32::try_from(most).ok()).unwrap_or(u32::MAX);
        parties.push(Party {
            slots: there.collect(),
            most_meetings: given.settings.most_meetings.min(own).saturating_sub(*past),
            most_in_a_row: given.settings.most_in_a_row,
        });
    }
    let mut held = vec![0; given.rows.len()];
    let (mut wishes, mut forbidden) = (Vec::new(), BTreeSet::new());
    for row in &given.wishes {
        let Some((party, other)) = of(&row.participant, &row.other) else { continue };
        match Preference::of(row).and_then(|preference| worth(preference, row.fit)) {
            None => {
                forbidden.insert(ordered((party, other)));
            }
            Some(_) if met.contains(&ordered((party, other))) => held[party as usize] += 1,
            Some(value) => wishes.push(Wish { party, other, value }),
        }
    }
    wishes.sort_unstable_by_key(|wish| (wish.party, wish.other));
    let (mut pinned, mut unpinned) = (Vec::new(), Vec::new());
    for row in &given.pins {
        let Some(both) = of(&row.one, &row.other).map(ordered).filter(|both| !met.contains(both)) else { continue };
        let [one, other] = [both.0, both.1].map(|party| parties[party as usize].slots.iter().collect::<BTreeSet<_>>());
        // Who cannot meet and who would rather not are told alike.
        if forbidden.contains(&both) || one.is_disjoint(&other) {
            unpinned.push((row.one.clone(), row.other.clone()));
        } else {
            pinned.push(both);
        }
    }
    before.retain(|meeting| !forbidden.contains(&(meeting.one, meeting.other)));
    let tables: Vec<u32> = (1..=given.settings.tables).collect();
    let event = Event {
        slots: slots
            .iter()
            .map(|slot| allocation::Slot { start: slot.start, end: slot.end, tables: tables.clone() })
            .collect(),
        parties,
        wishes,
        forbidden: forbidden.into_iter().collect(),
        pinned,
        fixed: Vec::new(),
        pause_minutes: given.settings.pause,
    };
    Ok(Asked { event, slots, ids: given.rows.iter().map(|row| row.id.clone()).collect(), before, held, unpinned })
}

/// The wishes that are not granted, so that nobody learns from the reason that someone would rather not meet them: such a pair has the reason that it
/// would have if both were willing and only the place were missing.
fn unmet(asked: &Asked, timetable: &Timetable) -> Vec<PlannedUnmet> {
    let mut count = vec![0; asked.ids.len()];
    for met in &timetable.meetings {
        count[met.one as usize] += 1;
        count[met.other as usize] += 1;
    }
    // Who is full: by its limit and slots, or because the engine says so of another wish.
    let mut full: BTreeSet<u32> = (0..asked.ids.len() as u32)
        .filter(|&party| {
            let of = &asked.event.parties[party as usize];
            count[party as usize] >= of.most_meetings.min(of.slots.len() as u32)
        })
        .collect();
    full.extend(timetable.unmet.iter().filter_map(|unmet| match unmet.reason {
        Reason::Full { party, .. } => Some(party),
        _ => None,
    }));
    let together = |one: u32, other: u32| {
        let there: BTreeSet<&u32> = asked.event.parties[one as usize].slots.iter().collect();
        asked.event.parties[other as usize].slots.iter().any(|slot| there.contains(slot))
    };
    let why = |wish: &Wish, reason: &Reason| match reason {
        Reason::NoCommonSlot => Why::NeverTogether,
        Reason::Full { party, .. } if *party == wish.party => Why::Full,
        Reason::Full { .. } => Why::OtherFull,
        Reason::NoTable(_) => Why::NoTable,
        Reason::NoBreak(_) => Why::NoBreak,
        Reason::Room(_) => Why::Room,
        Reason::Forbidden if !together(wish.party, wish.other) => Why::NeverTogether,
        Reason::Forbidden if full.contains(&wish.party) => Why::Full,
        Reason::Forbidden if full.contains(&wish.other) => Why::OtherFull,
        Reason::Forbidden | Reason::GaveWay(_) => Why::Otherwise,
    };
    let of = |unmet: &allocation::Unmet| {
        let wish = &asked.event.wishes[unmet.wish as usize];
        PlannedUnmet {
            participant: asked.ids[wish.party as usize].clone(),
            other: asked.ids[wish.other as usize].clone(),
            why: why(wish, &unmet.reason),
        }
    };
    timetable.unmet.iter().map(of).collect()
}

/// An obstacle with the ids of the participants.
fn refused(obstacle: Obstacle, ids: &[String]) -> Refused {
    let id = |place: u32| ids.get(place as usize).cloned().unwrap_or_default();
    match obstacle {
        Obstacle::PartyOver { party, needed, room } => Refused::Pinned { participant: id(party), needed, room },
        Obstacle::TablesOver { needed, room } => Refused::Tables { needed, room },
        Obstacle::Unplaced(pairs) => {
            Refused::Unplaced(pairs.into_iter().map(|(one, other)| (id(one), id(other))).collect())
        }
        other => Refused::Obstacle(other),
    }
}
