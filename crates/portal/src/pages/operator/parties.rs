//! Persons and organisations: found by name or address.

use super::{Frame, LINES, chrome, entered, id, minute, name_of};
use crate::member::Member;
use crate::pages::chrome::Chrome;
use crate::pages::{Page, render};
use crate::state::Portal;
use crate::visit::{Visit, encode};
use accounts::Listing;
use askama::Template;
use axum::extract::State;

#[derive(Template)]
#[template(path = "operator/parties.html")]
struct Parties {
    page: Chrome,
    frame: Frame,
    query: String,
    lines: Vec<Line>,
    first: Option<String>,
    next: Option<String>,
}

struct Line {
    address: String,
    name: String,
    kind: String,
    email: String,
    roles: String,
    closed: bool,
    since: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    let platform = entered(&portal, &member)?;
    let (query, before) = (visit.get("q").unwrap_or_default(), id(&visit, "before"));
    let mut found = platform.accounts().directory(&member.actor, query, before, LINES + 1).await?;
    let more = found.len() as u64 > LINES;
    found.truncate(LINES as usize);
    let address = format!("/operator/parties?q={}", encode(query));
    let next = found.last().filter(|_| more).map(|last| format!("{address}&before={}", last.party));
    render(&Parties {
        page: chrome(&portal, &visit, "operator-parties"),
        frame: Frame::new("/operator/parties", &member, visit.words()),
        query: query.to_owned(),
        lines: found.iter().map(|listing| Line::of(listing, &visit)).collect(),
        first: before.is_some().then_some(address),
        next,
    })
}

impl Line {
    fn of(listing: &Listing, visit: &Visit) -> Self {
        let words = visit.words();
        let roles: Vec<String> = listing.roles.iter().map(|role| words.say(&format!("role-{}", role.code()))).collect();
        Self {
            address: format!("/operator/parties/{}", listing.party),
            name: name_of(&listing.name_zh, &listing.name_en, &listing.party, visit),
            kind: words.say(&format!("party-kind-{}", listing.kind)),
            email: listing.email.clone().unwrap_or_default(),
            roles: roles.join(", "),
            closed: listing.disabled_at.is_some(),
            since: minute(listing.created_at),
        }
    }
}
