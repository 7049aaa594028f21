//! Meetings as calendar files: one to take away, and one that calendars ask for again and again at a secret address.

use super::super::hall::platform;
use super::{Names, address, title};
use crate::failure::Failure;
use crate::letters::site;
use crate::member::Member;
use crate::platform::Platform;
use crate::state::Portal;
use crate::visit::Visit;
use allocation::{Appointment, Calendar, uid};
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use meetings::Met;

/// The calendar of a participant that the member acts for.
pub(in super::super) async fn download(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    member.party()?;
    let platform = platform(&portal)?;
    let mut own = platform.meetings().own(&member.actor, &id).await?;
    let asked = visit.get("as").and_then(|asked| own.iter().position(|it| it.id == asked));
    if own.is_empty() {
        return Err(Failure::NotFound);
    }
    let participant = own.swap_remove(asked.unwrap_or_default()).id;
    let schedule = platform.meetings().schedule(&member.actor, &participant).await?;
    let file = file(platform, &visit, &id, &participant, &schedule, member.actor.now).await?;
    Ok(answer(file, "attachment; filename=\"meetings.ics\""))
}

/// The calendar at a secret address.
pub(in super::super) async fn subscribed(
    State(portal): State<Portal>,
    Path(name): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let secret = name.strip_suffix(".ics").ok_or(Failure::NotFound)?;
    let (participant, schedule) = platform.meetings().of_address(secret).await?.ok_or(Failure::NotFound)?;
    let file = file(platform, &visit, &participant.record, &participant.id, &schedule, Timestamp::now()).await?;
    Ok(answer(file, "inline; filename=\"meetings.ics\""))
}

fn answer(file: String, disposition: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    (headers, file).into_response()
}

async fn file(
    platform: &Platform,
    visit: &Visit,
    event: &str,
    participant: &str,
    schedule: &[Met],
    now: Timestamp,
) -> Result<String, Failure> {
    let words = visit.words();
    let parties = schedule.iter().map(|met| (met.other.clone(), met.other_party.clone()));
    let names = Names::of(platform, visit, parties).await?;
    let title = title(platform.registry(), event, visit.language).await?;
    let title = title.unwrap_or_else(|| words.say("record-untitled"));
    let site = site();
    let site = site.trim_end_matches('/');
    let host = site.split_once("://").map_or(site, |(_, host)| host);
    let page = format!("{site}{}", address(event));
    let appointment = |met: &Met| Appointment {
        uid: uid(event, participant, &met.other, host),
        sequence: met.sequence,
        start: met.start,
        end: met.end,
        summary: words.fill("meetings-with", [("name", names.get(&met.other).to_owned().into())]),
        location: words.fill("meetings-table", [("number", met.place.into())]),
        description: [title.as_str(), &met.looks_for, &page]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
        cancelled: met.cancelled,
    };
    let calendar = Calendar {
        product: format!("-//Liaowang//Meetings//{}", visit.language.tag()),
        name: title.clone(),
        organizer: page.clone(),
        appointments: schedule.iter().map(appointment).collect(),
    };
    Ok(calendar.write(now))
}
