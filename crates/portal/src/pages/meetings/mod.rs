//! Meetings at an event: one page for who takes part ([`show`]), what its forms do ([`act`]), calendars ([`calendar`]), and two pages for the
//! organiser ([`settings`], [`timetable`]).

pub(super) mod act;
pub(super) mod calendar;
mod entry;
mod fits;
pub(super) mod settings;
pub(super) mod show;
pub(super) mod timetable;

use super::owner::owners;
use crate::failure::Failure;
use crate::form::wrong;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::platform::Platform;
use crate::show::text_of;
use crate::visit::Visit;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use meetings::{MeetingsError, Refused, Round, Slot};
use registry::content::Problem;
use registry::{Registry, RegistryError};
use std::collections::BTreeMap;

/// An event with its meetings, as all pages about them see it.
struct Scene {
    id: String,
    title: String,
    /// Address of the meetings.
    address: String,
    round: Option<Round>,
    organises: bool,
}

impl Scene {
    /// What the member may know of an event; nothing where no meetings were opened, but for the organiser.
    async fn of(platform: &Platform, visit: &Visit, member: &Member, id: &str) -> Result<Self, Failure> {
        member.party()?;
        let (actor, meetings) = (&member.actor, platform.meetings());
        let round = meetings.round(actor, id).await?;
        let organises = meetings.organises(actor, id).await?;
        if round.is_none() && !organises {
            return Err(Failure::NotFound);
        }
        let title = title(platform.registry(), id, visit.language).await?;
        let title = title.unwrap_or_else(|| visit.words().say("record-untitled"));
        Ok(Self { id: id.to_owned(), title, address: address(id), round, organises })
    }

    /// The round and a clock of its time zone.
    fn opened(&self) -> Result<(&Round, Clock), Failure> {
        let round = self.round.as_ref().ok_or(Failure::NotFound)?;
        Ok((round, Clock(round.settings.time_zone())))
    }
}

/// The address of the meetings of an event.
pub(super) fn address(id: &str) -> String {
    format!("/records/{id}/meetings")
}

/// The address of the meetings of an event for one of its participants.
pub(crate) fn address_of(id: &str, participant: &str) -> String {
    format!("{}?as={participant}", address(id))
}

/// What a public record is called.
pub(crate) async fn title(registry: &Registry, id: &str, language: Language) -> Result<Option<String>, RegistryError> {
    let Some(event) = registry.hall_of(&[id]).await?.pop() else { return Ok(None) };
    let definitions = registry.definitions();
    let kind = definitions.kind(&event.kind);
    Ok(kind.and_then(|kind| text_of(&event.content, &kind.title, language)).map(str::to_owned))
}

/// Times as the clocks at the event show them.
pub(crate) struct Clock(pub(crate) TimeZone);

impl Clock {
    /// `2026-12-01`.
    pub(crate) fn day(&self, time: Timestamp) -> String {
        time.to_zoned_datetime(self.0.clone()).date().to_string()
    }

    /// `09:00`.
    fn hour(&self, time: Timestamp) -> String {
        time.to_zoned_datetime(self.0.clone()).strftime("%H:%M").to_string()
    }

    /// `09:00–09:25`.
    pub(crate) fn hours(&self, start: Timestamp, end: Timestamp) -> String {
        format!("{}–{}", self.hour(start), self.hour(end))
    }

    /// `2026-12-01 09:00`.
    pub(super) fn moment(&self, time: Timestamp) -> String {
        format!("{} {}", self.day(time), self.hour(time))
    }

    /// Slots by day.
    fn by_day<'s>(&self, slots: &'s [Slot]) -> Vec<(String, Vec<&'s Slot>)> {
        let mut days: Vec<(String, Vec<&Slot>)> = Vec::new();
        for slot in slots {
            let day = self.day(slot.start);
            match days.last_mut().filter(|(last, _)| *last == day) {
                Some((_, slots)) => slots.push(slot),
                None => days.push((day, vec![slot])),
            }
        }
        days
    }
}

/// What participants are called, by their ids.
struct Names(BTreeMap<String, String>);

impl Names {
    /// Of participants and their parties.
    async fn of(
        platform: &Platform,
        visit: &Visit,
        parties: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Failure> {
        let parties: Vec<(String, String)> = parties.into_iter().collect();
        let ids: Vec<String> = parties.iter().map(|(_, party)| party.clone()).collect();
        let named = owners(platform, &ids, visit.language).await?;
        let name = |(id, party): (String, String)| {
            let name = named.get(&party).map(|owner| owner.name.clone()).filter(|name| !name.is_empty());
            (id, name.unwrap_or_else(|| visit.words().say("meetings-nameless")))
        };
        Ok(Self(parties.into_iter().map(name).collect()))
    }

    fn get(&self, participant: &str) -> &str {
        self.0.get(participant).map_or("–", String::as_str)
    }

    fn pair(&self, (one, other): &(String, String)) -> String {
        format!("{} – {}", self.get(one), self.get(other))
    }
}

/// What the engine refuses, in words.
///
/// # Errors
/// Where it is no matter of what was entered: the failure.
fn refusal(words: &Words, clock: &Clock, names: &Names, error: MeetingsError) -> Result<Vec<String>, Failure> {
    let refused = match error {
        MeetingsError::Registry(RegistryError::Content(problems)) => {
            return Ok(problems.iter().map(|problem| problem_text(words, problem)).collect());
        }
        MeetingsError::Registry(error) => return Err(error.into()),
        MeetingsError::Refused(refused) => refused,
    };
    let most = |key: &str, most: usize| words.fill(key, [("most", (most as i64).into())]);
    let until = |key: &str, time: Timestamp| words.fill(key, [("until", clock.moment(time).into())]);
    Ok(vec![match refused {
        Refused::WishesClosed(time) => until("meetings-refused-wishes-closed", time),
        Refused::WishesOpen(time) => until("meetings-refused-wishes-open", time),
        Refused::Over => words.say("meetings-refused-over"),
        Refused::Joined => words.say("meetings-refused-joined"),
        Refused::Full { most: number } => most("meetings-refused-full", number),
        Refused::Wishes { most: number } => most("meetings-refused-wishes", number),
        Refused::Record(_) => words.say("meetings-refused-record"),
        Refused::NoPlan => words.say("meetings-refused-no-plan"),
        Refused::Stale => words.say("meetings-refused-stale"),
        Refused::Pinned { participant, needed, room } => words.fill(
            "meetings-refused-pinned",
            [
                ("name", names.get(&participant).to_owned().into()),
                ("needed", i64::from(needed).into()),
                ("room", i64::from(room).into()),
            ],
        ),
        Refused::Tables { needed, room } => words
            .fill("meetings-refused-tables", [("needed", i64::from(needed).into()), ("room", i64::from(room).into())]),
        Refused::Unplaced(pairs) => {
            let pairs = pairs.iter().map(|pair| names.pair(pair)).collect::<Vec<_>>().join("; ");
            words.fill("meetings-refused-unplaced", [("pairs", pairs.into())])
        }
        Refused::Obstacle(obstacle) => return Err(Failure::Internal(obstacle.to_string())),
    }])
}

/// A problem of a form, with the name of what it is about.
fn problem_text(words: &Words, problem: &Problem) -> String {
    let path = problem.path.replace('_', "-");
    let code = serde_json::to_value(&problem.what).unwrap_or_default();
    let code = code.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let text = words.try_say(&format!("meetings-wrong-{path}-{code}")).unwrap_or_else(|| wrong(&problem.what, words));
    format!("{}: {text}", words.say(&format!("meetings-{path}")))
}
