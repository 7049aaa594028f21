//! One party: its roles given and taken, its account closed and opened.

use super::{Frame, chrome, entered, minute, name_of};
use crate::failure::Failure;
use crate::member::Member;
use crate::pages::chrome::Chrome;
use crate::pages::hall::platform;
use crate::pages::sent::{Sent, see};
use crate::pages::{Page, render};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use registry::Role;

#[derive(Template)]
#[template(path = "operator/party.html")]
struct Party {
    page: Chrome,
    frame: Frame,
    id: String,
    name: String,
    facts: Vec<(String, String)>,
    has_account: bool,
    is_closed: bool,
    is_self: bool,
    roles: Vec<RoleLine>,
    members: Vec<(String, String, String)>,
}

/// A role, and whether the party has it.
struct RoleLine {
    code: &'static str,
    name: String,
    granted: Option<String>,
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    let accounts = entered(&portal, &member)?.accounts();
    let listing = accounts.listing(&member.actor, &id).await?.ok_or(Failure::NotFound)?;
    let words = visit.words();
    let granted = accounts.roles(&member.actor).await?;
    let role = |role: Role| {
        let row = granted.iter().find(|row| row.party == id && row.role == role.code());
        RoleLine {
            code: role.code(),
            name: words.say(&format!("role-{}", role.code())),
            granted: row.map(|row| {
                let since = minute(store::instant(row.granted_at));
                words.say_with("role-granted", &[("since", since), ("by", row.granted_by.clone())])
            }),
        }
    };
    let members = if listing.kind == "organisation" { accounts.members(&member.actor, &id).await? } else { Vec::new() };
    let mut facts = vec![
        (words.say("party-id"), id.clone()),
        (words.say("party-kind"), words.say(&format!("party-kind-{}", listing.kind))),
        (words.say("party-since"), minute(listing.created_at)),
    ];
    facts.extend(listing.email.clone().map(|email| (words.say("account-email"), email)));
    facts.extend(listing.disabled_at.map(|since| (words.say("party-closed-since"), minute(since))));
    facts.extend(listing.merged_into.clone().map(|other| (words.say("party-merged-into"), other)));
    render(&Party {
        page: chrome(&portal, &visit, "operator-parties"),
        frame: Frame::new("/operator/parties", &member, words),
        name: name_of(&listing.name_zh, &listing.name_en, &id, &visit),
        facts,
        has_account: listing.email.is_some(),
        is_closed: listing.disabled_at.is_some(),
        is_self: member.party()? == id,
        roles: Role::ALL.into_iter().map(role).collect(),
        members: members
            .iter()
            .map(|it| {
                let name = name_of(&it.name_zh, &it.name_en, &it.party, &visit);
                (format!("/operator/parties/{}", it.party), name, words.say(&format!("member-role-{}", it.role.code())))
            })
            .collect(),
        id,
    })
}

pub(super) async fn change(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    let accounts = platform(&portal)?.accounts();
    let actor = &sent.member.actor;
    let role = Role::from_code(sent.get("role"));
    match (sent.get("action"), role) {
        ("grant", Some(role)) => accounts.grant(actor, &id, role).await?,
        ("revoke", Some(role)) => accounts.revoke(actor, &id, role).await?,
        ("disable", None) => accounts.disable(actor, &id).await?,
        ("enable", None) => accounts.enable(actor, &id).await?,
        _ => return Err(Failure::Parameter("action: grant or revoke with a role, disable, enable".to_owned())),
    }
    Ok(see(&format!("/operator/parties/{id}")))
}
