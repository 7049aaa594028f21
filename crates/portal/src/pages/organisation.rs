//! Organisations: mine; the page of one with what it published; for its members, who they are and who is invited.

use super::account::moment;
use super::chrome::Chrome;
use super::hall::{Line, cursor, lines, platform};
use super::owner::{Owner, owners, party_name};
use super::refusal::refusal;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use accounts::{AccountsError, MemberRole, Membership, ORGANISATION};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use registry::hall::Wanted;
use store::instant;
use store::schema::party;

/// Publications on a page.
const PAGE: u64 = 20;

#[derive(Template)]
#[template(path = "organisations.html")]
struct Organisations {
    page: Chrome,
    csrf: String,
    problem: Option<String>,
    mine: Vec<MemberLine>,
    invited: Vec<(String, String, String)>,
    name_zh: String,
    name_en: String,
}

#[derive(Template)]
#[template(path = "organisation.html")]
struct Organisation {
    page: Chrome,
    csrf: String,
    problem: Option<String>,
    saved: Option<String>,
    address: String,
    name: String,
    other_name: String,
    name_zh: String,
    name_en: String,
    /// The one that it turned out to be.
    same: Option<Owner>,
    lines: Vec<Line>,
    found: String,
    first: Option<String>,
    next: Option<String>,
    /// Its members, for those who may know them.
    members: Option<Vec<MemberLine>>,
    /// What was not answered, for its admins.
    invitations: Option<Vec<InvitationLine>>,
    roles: Vec<(&'static str, String)>,
    email: String,
}

/// Someone who belongs to an organisation, or an organisation of mine.
struct MemberLine {
    party: String,
    address: String,
    name: String,
    role: &'static str,
    role_name: String,
    since: String,
    is_me: bool,
}

struct InvitationLine {
    email: String,
    role_name: String,
    since: String,
    withdraw: String,
}

pub(super) async fn list(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    list_page(&portal, &visit, &member, None, ("", "")).await
}

pub(super) async fn create(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let names = (sent.get("name_zh"), sent.get("name_en"));
    match platform(&portal)?.accounts().create_organisation(&sent.member.actor, names.0, names.1).await {
        Ok(id) => Ok(see(&address(&id))),
        Err(error) => list_again(&portal, &visit, &sent, error, names).await,
    }
}

/// Accepts an invitation of my own address.
pub(super) async fn accept(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    match platform(&portal)?.accounts().accept_own_invitation(&sent.member.actor, &id).await {
        Ok(organisation) => Ok(see(&address(&organisation))),
        Err(error) => list_again(&portal, &visit, &sent, error, ("", "")).await,
    }
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    page(&portal, &visit, &member, &id, None, "").await
}

pub(super) async fn rename(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let (zh, en) = (sent.get("name_zh"), sent.get("name_en"));
    let done = platform(&portal)?.accounts().rename_organisation(&sent.member.actor, &id, zh, en).await;
    answer(&portal, &visit, &sent, &id, done, "renamed").await
}

pub(super) async fn invite(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let role = role(&sent)?;
    let done = platform(&portal)?.accounts().invite(&sent.member.actor, &id, sent.get("email"), role).await;
    answer(&portal, &visit, &sent, &id, done, "invited").await
}

pub(super) async fn withdraw(
    State(portal): State<Portal>,
    Path((id, invitation)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().revoke_invitation(&sent.member.actor, &invitation).await;
    answer(&portal, &visit, &sent, &id, done, "withdrawn").await
}

pub(super) async fn set_role(
    State(portal): State<Portal>,
    Path((id, party)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let role = role(&sent)?;
    let done = platform(&portal)?.accounts().set_member_role(&sent.member.actor, &id, &party, role).await;
    answer(&portal, &visit, &sent, &id, done, "role").await
}

pub(super) async fn remove(
    State(portal): State<Portal>,
    Path((id, party)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().remove_member(&sent.member.actor, &id, &party).await;
    if done.is_ok() && sent.member.party()? == party {
        return Ok(see("/organisations"));
    }
    answer(&portal, &visit, &sent, &id, done, "removed").await
}

fn role(sent: &Sent) -> Result<MemberRole, Failure> {
    MemberRole::from_code(sent.get("role")).ok_or(Failure::Form)
}

/// The organisation with what was done, or with what is wrong.
async fn answer(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    id: &str,
    done: Result<(), AccountsError>,
    what: &str,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(see(&format!("{}?saved={what}", address(id)))),
        Err(error) => {
            let problem = refusal(visit.words(), error)?;
            let page = page(portal, visit, &sent.member, id, Some(problem), sent.get("email")).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// My organisations, with what is wrong and the names that were entered.
async fn list_again(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    error: AccountsError,
    names: (&str, &str),
) -> Result<Response, Failure> {
    let problem = refusal(visit.words(), error)?;
    let page = list_page(portal, visit, &sent.member, Some(problem), names).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn list_page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    problem: Option<String>,
    (name_zh, name_en): (&str, &str),
) -> Page {
    let me = member.party()?;
    let words = visit.words();
    let accounts = platform(portal)?.accounts();
    let mine = accounts.organisations(&member.actor).await?;
    let invited = accounts.own_invitations(&member.actor).await?.into_iter().map(|it| {
        let name = Owner::of(&it.organisation, visit.language).name;
        (format!("/invitations/{}/accept", encode(&it.id)), name, role_name(it.role, words))
    });
    render(&Organisations {
        page: Chrome::new(visit, "/organisations", &words.say("nav-organisations"), portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        problem,
        mine: mine.iter().map(|it| MemberLine::of(it, me, visit)).collect(),
        invited: invited.collect(),
        name_zh: name_zh.to_owned(),
        name_en: name_en.to_owned(),
    })
}

async fn page(portal: &Portal, visit: &Visit, member: &Member, id: &str, problem: Option<String>, email: &str) -> Page {
    let (platform, words, actor) = (platform(portal)?, visit.words(), &member.actor);
    let accounts = platform.accounts();
    let organisation = find(accounts, id).await?;
    let same = match organisation.merged_into.clone() {
        Some(other) => owners(platform, std::slice::from_ref(&other), visit.language).await?.remove(&other),
        None => None,
    };
    let wanted = Wanted { owner: Some(id.to_owned()), ..Wanted::default() };
    let after = visit.get("after").and_then(cursor);
    let found = platform.registry().hall(&wanted, after.as_ref(), PAGE + 1).await?;
    let shown = &found[..found.len().min(PAGE as usize)];
    let last = shown.last().filter(|_| found.len() > shown.len());
    let me = member.actor.party.as_deref().unwrap_or_default();
    let members = known(accounts.members(actor, id).await)?;
    let invitations = known(accounts.invitations(actor, id).await)?;
    let saved = visit
        .get("saved")
        .filter(|what| ["renamed", "invited", "withdrawn", "role", "removed"].contains(what) && members.is_some());
    let name = Owner::of(&organisation, visit.language).name;
    let other_name = if name == organisation.name_zh { &organisation.name_en } else { &organisation.name_zh };
    render(&Organisation {
        page: Chrome::new(visit, "/organisations", &name, portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        problem,
        saved: saved.map(|what| words.say(&format!("organisation-saved-{what}"))),
        address: address(id),
        other_name: other_name.clone(),
        name,
        same,
        lines: lines(platform, shown, visit).await?.into_iter().map(|line| Line { owner: None, ..line }).collect(),
        found: words.count("hall-found", platform.registry().hall_size(&wanted).await?),
        first: after.is_some().then(|| address(id)),
        next: last.map(|last| format!("{}?after={}.{}", address(id), last.published_at, last.id)),
        members: members.map(|members| members.iter().map(|it| MemberLine::of(it, me, visit)).collect()),
        invitations: invitations.map(|invitations| {
            let line = |row: store::schema::invitation::Model| InvitationLine {
                withdraw: format!("{}/invitations/{}/withdraw", address(id), encode(&row.id)),
                role_name: MemberRole::from_code(&row.role).map(|role| role_name(role, words)).unwrap_or_default(),
                since: moment(instant(row.created_at)),
                email: row.email,
            };
            invitations.into_iter().map(line).collect()
        }),
        roles: [MemberRole::Member, MemberRole::Admin].map(|role| (role.code(), role_name(role, words))).to_vec(),
        email: email.to_owned(),
        name_zh: organisation.name_zh,
        name_en: organisation.name_en,
    })
}

async fn find(accounts: &accounts::Accounts, id: &str) -> Result<party::Model, Failure> {
    let found = accounts.parties(&[id.to_owned()]).await?.remove(id);
    found.filter(|party| party.kind == ORGANISATION).ok_or(Failure::NotFound)
}

/// What the engine tells whoever asks, or nothing where they may not know it.
fn known<T>(answer: Result<T, AccountsError>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(known) => Ok(Some(known)),
        Err(AccountsError::Forbidden(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The address of an organisation's page.
pub(super) fn address(id: &str) -> String {
    format!("/organisations/{}", encode(id))
}

/// A role in words.
pub(super) fn role_name(role: MemberRole, words: &Words) -> String {
    words.say(match role {
        MemberRole::Member => "organisation-role-member",
        MemberRole::Admin => "organisation-role-admin",
    })
}

impl MemberLine {
    fn of(it: &Membership, me: &str, visit: &Visit) -> Self {
        Self {
            party: encode(&it.party),
            address: address(&it.party),
            name: party_name(&it.name_zh, &it.name_en, visit.language).to_owned(),
            role: it.role.code(),
            role_name: role_name(it.role, visit.words()),
            since: moment(it.since),
            is_me: it.party == me,
        }
    }
}
