//! What the forms of participants do.

use super::super::hall::platform;
use super::super::sent::{Sent, see};
use super::fits::fits;
use super::show::{Filter, Told, page};
use super::{Clock, Names, Scene, address, refusal};
use crate::failure::Failure;
use crate::letters::site;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use meetings::{Entry, MeetingsError, Preference};
use registry::RegistryError;
use registry::content::{Problem, Wrong};
use store::instant;

/// Before the id of whom a wish is for, in the names of inputs.
const WISH: &str = "wish-";

pub(in super::super) async fn join(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let party = sent.get("party").to_owned();
    let (entry, problem) = entry(&sent);
    let done = match problem {
        None => platform(&portal)?.meetings().join(&sent.member.actor, &id, &party, entry.clone()).await,
        Some(error) => Err(error),
    };
    match done {
        Ok(participant) => Ok(see(&format!("{}?as={participant}&saved=joined", address(&id)))),
        Err(error) => again(&portal, &visit, &sent, &id, error, Some((None, party, entry))).await,
    }
}

pub(in super::super) async fn change(
    State(portal): State<Portal>,
    Path((id, participant)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let (entry, problem) = entry(&sent);
    let done = match problem {
        None => platform(&portal)?.meetings().change(&sent.member.actor, &participant, entry.clone()).await,
        Some(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(see(&format!("{}?as={participant}&saved=changed", address(&id)))),
        Err(error) => {
            let entered = (Some(participant), String::new(), entry);
            again(&portal, &visit, &sent, &id, error, Some(entered)).await
        }
    }
}

pub(in super::super) async fn leave(
    State(portal): State<Portal>,
    Path((id, participant)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    match platform(&portal)?.meetings().leave(&sent.member.actor, &participant).await {
        Ok(()) => Ok(see(&format!("{}?saved=left", address(&id)))),
        Err(error) => again(&portal, &visit, &sent, &id, error, None).await,
    }
}

pub(in super::super) async fn decline(
    State(portal): State<Portal>,
    Path((id, participant, meeting)): Path<(String, String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    match platform(&portal)?.meetings().decline(&sent.member.actor, &participant, &meeting).await {
        Ok(()) => Ok(see(&format!("{}?as={participant}&saved=declined", address(&id)))),
        Err(error) => again(&portal, &visit, &sent, &id, error, None).await,
    }
}

/// Takes the wishes of one page of others; how well each fits is noted with them.
pub(in super::super) async fn wish(
    State(portal): State<Portal>,
    Path((id, participant)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let (meetings, actor) = (platform.meetings(), &sent.member.actor);
    let own = meetings.own(actor, &id).await?.into_iter().find(|it| it.id == participant);
    let own = own.ok_or(Failure::NotFound)?;
    let said: Vec<(&str, Option<Preference>)> =
        sent.beginning(WISH).map(|(other, code)| (other, Preference::from_code(code))).collect();
    let mut guests = meetings.guests(actor, &id).await?;
    guests.retain(|guest| said.iter().any(|(other, wish)| *other == guest.id && wish.is_some()));
    let fits = fits(platform, &own.entry.records, &guests).await?;
    let said: Vec<_> =
        said.into_iter().map(|(other, wish)| (other.to_owned(), wish, fits.get(other).copied())).collect();
    match meetings.wish(actor, &participant, &said).await {
        Ok(()) => {
            let filter = Filter {
                text: sent.get("q").to_owned(),
                named: !sent.get("named").is_empty(),
                page: sent.get("page").parse().unwrap_or(1),
            };
            Ok(see(&format!("{}?as={participant}&saved=wished&{}#others", address(&id), filter.query())))
        }
        Err(error) => again(&portal, &visit, &sent, &id, error, None).await,
    }
}

/// Makes the secret address of a calendar, and shows it once.
pub(in super::super) async fn make_address(
    State(portal): State<Portal>,
    Path((id, participant)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let secret = platform(&portal)?.meetings().make_address(&sent.member.actor, &participant).await?;
    let secret =
        format!("{}/calendars/{}.ics?lang={}", site().trim_end_matches('/'), encode(&secret), visit.language.code());
    let told = Told { secret: Some(secret), participant: Some(participant), ..Told::default() };
    Ok(page(&portal, &visit, &sent.member, &id, told).await?.into_response())
}

/// What a party said of itself, and what cannot be read of it.
fn entry(sent: &Sent) -> (Entry, Option<MeetingsError>) {
    let most = sent.get("most_meetings").trim();
    let read = most.parse().ok();
    let entry = Entry {
        records: sent.all("records").map(str::to_owned).collect(),
        looks_for: sent.get("looks_for").trim().to_owned(),
        absent: sent.all("absent").filter_map(|time| time.parse().ok()).map(instant).collect(),
        most_meetings: read,
    };
    let is_wrong = !most.is_empty() && read.is_none();
    let problem = || Problem { path: "most_meetings".to_owned(), what: Wrong::Type { expected: "number" } };
    (entry, is_wrong.then(|| RegistryError::Content(vec![problem()]).into()))
}

/// The page with what is wrong, and what was entered.
async fn again(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    id: &str,
    error: MeetingsError,
    entered: Option<(Option<String>, String, Entry)>,
) -> Result<Response, Failure> {
    let scene = Scene::of(platform(portal)?, visit, &sent.member, id).await?;
    let clock = scene.opened().map_or(Clock(jiff::tz::TimeZone::UTC), |(_, clock)| clock);
    let problems = refusal(visit.words(), &clock, &Names(Default::default()), error)?;
    let participant = entered.as_ref().and_then(|(participant, ..)| participant.clone());
    let told = Told { problems, entered, participant, secret: None };
    let page = page(portal, visit, &sent.member, id, told).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
