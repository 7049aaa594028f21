//! An expression of interest in a record: the form that opens a conversation.

use super::candidates::compared;
use super::chrome::Chrome;
use super::hall::platform;
use super::owner::owners;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::platform::Platform;
use crate::show::text_of;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use conversations::{ConversationError, Interest, LONGEST_TEXT};
use registry::definition::Matching;

/// Own records that can be chosen from.
const OWN: u64 = 200;

#[derive(Template)]
#[template(path = "interest.html")]
struct InterestPage {
    page: Chrome,
    record: String,
    title: String,
    action: String,
    csrf: String,
    command: String,
    parties: Vec<Choice>,
    own: Vec<Choice>,
    text: String,
    most: usize,
    problem: Option<String>,
}

struct Choice {
    id: String,
    text: String,
    chosen: bool,
}

/// What was entered, or is proposed.
#[derive(Default)]
struct Entered {
    party: String,
    own: String,
    text: String,
}

pub(super) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    member.party()?;
    if let Some(there) = platform(&portal)?.conversations().about(&member.actor, &id).await? {
        return Ok(see(&format!("/conversations/{there}")));
    }
    let entered = Entered { own: visit.get("with").unwrap_or_default().to_owned(), ..Entered::default() };
    Ok(page(&portal, &visit, &member, &id, entered, None).await?.into_response())
}

pub(super) async fn ask(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let text = |name: &str| sent.get(name).to_owned();
    let own = Some(text("own")).filter(|own| !own.is_empty());
    let compared = match &own {
        Some(own) => compared(platform, &sent.member, own, &id).await?,
        None => None,
    };
    // Whose the record is that goes with it, that party is interested.
    let asker = match &own {
        Some(own) => platform.registry().read(&sent.member.actor, own, None).await?.record.owner,
        None => text("party"),
    };
    let interest = Interest {
        command: text("_command"),
        record: id.clone(),
        asker,
        own_record: own,
        text: text("text"),
        compared,
    };
    let problem = match platform.conversations().ask(&sent.member.actor, &interest).await {
        Ok(row) => return Ok(see(&format!("/conversations/{}", row.id))),
        Err(ConversationError::Already { conversation }) => return Ok(see(&format!("/conversations/{conversation}"))),
        Err(error) => said(&error, visit.words()).ok_or(error)?,
    };
    let entered = Entered { party: text("party"), own: text("own"), text: text("text") };
    let page = page(&portal, &visit, &sent.member, &id, entered, Some(problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    entered: Entered,
    problem: Option<String>,
) -> Page {
    let platform = platform(portal)?;
    let registry = platform.registry();
    let words = visit.words();
    let seen = registry.read(&member.actor, id, None).await?;
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    if seen.record.published_version.is_none() || kind.matching == Matching::None {
        return Err(Failure::NotFound);
    }
    if member.actor.is(&seen.record.owner) {
        return Err(Failure::Forbidden(words.say("interest-own")));
    }
    let title = text_of(&seen.content, &kind.title, visit.language);
    let wanted = if kind.matching == Matching::Need { Matching::Offer } else { Matching::Need };
    let (mut own, mut party) = (Vec::new(), entered.party);
    for listed in registry.owned(&member.actor, 0, OWN).await? {
        let Some(kind) = definitions.kind(&listed.record.kind).filter(|kind| kind.matching == wanted) else { continue };
        if listed.record.published_version.is_none() {
            continue;
        }
        let title = text_of(&listed.content, &kind.title, visit.language);
        let is_chosen = listed.record.id == entered.own;
        if is_chosen && party.is_empty() {
            party.clone_from(&listed.record.owner);
        }
        own.push(Choice {
            text: title.map_or_else(|| words.say("record-untitled"), str::to_owned),
            chosen: is_chosen,
            id: listed.record.id,
        });
    }
    render(&InterestPage {
        page: Chrome::new(visit, "/hall", &words.say("interest-title"), portal.shown().as_deref()),
        record: format!("/records/{id}"),
        title: title.map_or_else(|| words.say("record-untitled"), str::to_owned),
        action: format!("/records/{id}/interest"),
        csrf: member.csrf().to_owned(),
        command: store::new_id(),
        parties: parties(platform, visit, member, &party).await?,
        own,
        text: entered.text,
        most: LONGEST_TEXT,
        problem,
    })
}

/// For whom a member can speak: organisations first, for which most come here.
async fn parties(platform: &Platform, visit: &Visit, member: &Member, chosen: &str) -> Result<Vec<Choice>, Failure> {
    let own = member.party()?.to_owned();
    let ids: Vec<String> = member.actor.acts_for.iter().cloned().chain([own.clone()]).collect();
    let names = owners(platform, &ids, visit.language).await?;
    let choice = |id: &String| {
        let name = names.get(id).map(|owner| owner.name.clone()).unwrap_or_default();
        Choice { text: name, chosen: id == chosen, id: id.clone() }
    };
    Ok(ids.iter().map(choice).collect())
}

/// What is wrong with what was entered; none where it is something else.
pub(super) fn said(error: &ConversationError, words: &Words) -> Option<String> {
    Some(match error {
        ConversationError::Text { most } => words.fill("conversation-text", [("most", (*most as i64).into())]),
        ConversationError::TooMany { most } => words.fill("interest-too-many", [("most", (*most as i64).into())]),
        ConversationError::Reason => words.say("conversation-reason-missing"),
        _ => return None,
    })
}
