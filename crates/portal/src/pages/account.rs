//! My account: names, password, browsers that are signed in, tokens for programs, what is kept about me, and its end.

use super::chrome::Chrome;
use super::hall::platform;
use super::refusal::refusal;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::device::device;
use crate::failure::Failure;
use crate::locale::{Language, Words};
use crate::member::{Member, cookie};
use crate::state::Portal;
use crate::visit::{Visit, encode};
use accounts::{AccountsError, Identity, Person, Scope, Scopes, Secret, Session, Token};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};

/// For how many days a token can be made.
const LIFETIMES: [i64; 4] = [30, 90, 180, 365];

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    page: Chrome,
    csrf: String,
    problem: Option<String>,
    saved: Option<String>,
    secret: Option<String>,
    person: Person,
    since: String,
    languages: Vec<Choice>,
    identities: Vec<IdentityLine>,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    scopes: Vec<Choice>,
    lifetimes: Vec<Choice>,
    token_name: String,
}

#[derive(Template)]
#[template(path = "close.html")]
struct Close {
    page: Chrome,
    csrf: String,
    problem: Option<String>,
}

struct Choice {
    code: String,
    text: String,
    chosen: bool,
}

/// A browser where I am signed in.
struct SessionLine {
    device: String,
    address: String,
    since: String,
    used: String,
    end: String,
    is_this: bool,
}

/// A provider of OpenID Connect that signs me in.
struct IdentityLine {
    name: String,
    since: String,
    unlink: String,
}

/// A token of mine.
struct TokenLine {
    name: String,
    scopes: String,
    expires: String,
    used: Option<String>,
    /// Where it is taken back; none where it is over.
    revoke: Option<String>,
}

/// What a page says beside what there is.
#[derive(Default)]
struct Told<'a> {
    problem: Option<String>,
    secret: Option<Secret>,
    /// The form for a token, where it is shown again.
    token: Option<&'a Sent>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    page(&portal, &visit, &member, Told::default()).await
}

pub(super) async fn profile(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let language = Language::parse(sent.get("language")).unwrap_or(visit.language).code();
    let (zh, en) = (sent.get("name_zh"), sent.get("name_en"));
    let done = platform(&portal)?.accounts().change_profile(&sent.member.actor, zh, en, language).await;
    answer(&portal, &visit, &sent, done, "profile").await
}

pub(super) async fn password(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let (old, new) = (sent.get("old"), sent.get("new"));
    let done = platform(&portal)?.accounts().change_password(&sent.member.actor, sent.session()?, old, new).await;
    answer(&portal, &visit, &sent, done, "password").await
}

pub(super) async fn end_session(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().revoke_session(&sent.member.actor, &id).await;
    answer(&portal, &visit, &sent, done, "session").await
}

pub(super) async fn end_others(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().revoke_other_sessions(&sent.member.actor, sent.session()?).await;
    answer(&portal, &visit, &sent, done, "session").await
}

pub(super) async fn unlink(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().unlink(&sent.member.actor, &id).await;
    answer(&portal, &visit, &sent, done, "identity").await
}

pub(super) async fn make_token(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let actor = &sent.member.actor;
    let scopes: Scopes = sent.all("scope").filter_map(Scope::from_code).collect();
    let days = sent.get("days").parse().ok().filter(|days| LIFETIMES.contains(days)).unwrap_or(LIFETIMES[0]);
    let until = actor.now + SignedDuration::from_hours(24 * days);
    match platform(&portal)?.accounts().make_token(actor, sent.get("name"), &scopes, until).await {
        Ok((secret, _)) => {
            let told = Told { secret: Some(secret), ..Told::default() };
            let mut response = page(&portal, &visit, &sent.member, told).await?.into_response();
            // It is shown this once: not again when someone goes back.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            Ok(response)
        }
        Err(error) => again(&portal, &visit, &sent, error, Some(&sent)).await,
    }
}

pub(super) async fn revoke_token(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.accounts().revoke_token(&sent.member.actor, &id).await;
    answer(&portal, &visit, &sent, done, "token").await
}

/// Everything that the accounts keep about me.
pub(super) async fn data(State(portal): State<Portal>, member: Member) -> Result<Response, Failure> {
    let data = platform(&portal)?.accounts().export(&member.actor, member.party()?).await?;
    let text = serde_json::to_string_pretty(&data).map_err(|error| Failure::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"liaowang-account.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}

pub(super) async fn close(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    close_page(&portal, &visit, &member, None)
}

pub(super) async fn closed(
    State(portal): State<Portal>,
    visit: Visit,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Failure> {
    match platform(&portal)?.accounts().erase_self(&sent.member.actor, sent.get("password")).await {
        Ok(()) => {
            let mut response = see("/hall");
            response.headers_mut().insert(header::SET_COOKIE, cookie(&headers, "")?);
            Ok(response)
        }
        Err(error) => {
            let page = close_page(&portal, &visit, &sent.member, Some(problem(visit.words(), error)?))?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn close_page(portal: &Portal, visit: &Visit, member: &Member, problem: Option<String>) -> Page {
    let title = visit.words().say("account-close-title");
    let page = Chrome::new(visit, "/account", &title, portal.shown().as_deref());
    render(&Close { page, csrf: member.csrf().to_owned(), problem })
}

/// The account with what was done, or with what is wrong.
async fn answer(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    done: Result<(), AccountsError>,
    what: &str,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(see(&format!("/account?saved={what}"))),
        Err(error) => again(portal, visit, sent, error, None).await,
    }
}

async fn again(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    error: AccountsError,
    token: Option<&Sent>,
) -> Result<Response, Failure> {
    let told = Told { problem: Some(problem(visit.words(), error)?), token, ..Told::default() };
    let page = page(portal, visit, &sent.member, told).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What is wrong: whoever is signed in has given no address.
fn problem(words: &Words, error: AccountsError) -> Result<String, Failure> {
    match error {
        AccountsError::Credentials => Ok(words.say("account-problem-password")),
        other => refusal(words, other),
    }
}

async fn page(portal: &Portal, visit: &Visit, member: &Member, told: Told<'_>) -> Page {
    let (words, actor) = (visit.words(), &member.actor);
    let accounts = platform(portal)?.accounts();
    let person = accounts.person(actor, member.party()?).await?;
    let this = member.session.as_ref().map(|session| session.session.id.as_str());
    let saved =
        visit.get("saved").filter(|what| ["profile", "password", "session", "identity", "token"].contains(what));
    let given = |scope: Scope| told.token.is_some_and(|sent| sent.all("scope").any(|code| code == scope.code()));
    let is_lifetime =
        |days: i64| told.token.map_or(days == 90, |sent| sent.get("days").parse::<i64>().is_ok_and(|it| it == days));
    render(&Account {
        page: Chrome::new(visit, "/account", &words.say("nav-account"), portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        problem: told.problem,
        saved: saved.map(|what| words.say(&format!("account-saved-{what}"))),
        secret: told.secret.map(|secret| secret.expose().to_owned()),
        since: moment(person.created_at),
        languages: Language::ALL
            .into_iter()
            .map(|language| Choice {
                code: language.code().to_owned(),
                text: language.own_name().to_owned(),
                chosen: Language::parse(&person.language) == Some(language),
            })
            .collect(),
        identities: accounts.identities(actor).await?.into_iter().map(IdentityLine::of).collect(),
        sessions: accounts
            .sessions(actor)
            .await?
            .iter()
            .map(|session| SessionLine::of(session, this == Some(&session.id), words))
            .collect(),
        tokens: accounts.tokens(actor).await?.iter().map(|token| TokenLine::of(token, actor.now, words)).collect(),
        scopes: Scope::ALL
            .into_iter()
            .map(|scope| Choice { code: scope.code().to_owned(), text: scope_name(scope, words), chosen: given(scope) })
            .collect(),
        lifetimes: LIFETIMES
            .into_iter()
            .map(|days| Choice {
                code: days.to_string(),
                text: words.fill("account-token-days", [("days", days.to_string().into())]),
                chosen: is_lifetime(days),
            })
            .collect(),
        token_name: told.token.map(|sent| sent.get("name").to_owned()).unwrap_or_default(),
        person,
    })
}

impl SessionLine {
    fn of(session: &Session, is_this: bool, words: &Words) -> Self {
        let device = match device(&session.agent) {
            (Some(browser), Some(system)) => {
                words.fill("account-device", [("browser", browser.into()), ("system", system.into())])
            }
            (Some(known), None) | (None, Some(known)) => known.to_owned(),
            (None, None) => words.say("account-device-unknown"),
        };
        Self {
            device,
            address: session.address.clone(),
            since: moment(session.created_at),
            used: moment(session.used_at),
            end: format!("/account/sessions/{}/end", encode(&session.id)),
            is_this,
        }
    }
}

impl IdentityLine {
    fn of(identity: Identity) -> Self {
        Self {
            name: identity.issuer,
            since: moment(identity.created_at),
            unlink: format!("/account/identities/{}/unlink", encode(&identity.id)),
        }
    }
}

impl TokenLine {
    fn of(token: &Token, now: Timestamp, words: &Words) -> Self {
        let scopes: Vec<String> = token.scopes.iter().map(|scope| scope_name(*scope, words)).collect();
        let is_good = token.revoked_at.is_none() && now < token.expires_at;
        Self {
            name: token.name.clone(),
            scopes: scopes.join(words.say("account-list-separator").as_str()),
            expires: moment(token.expires_at),
            used: token.used_at.map(moment),
            revoke: is_good.then(|| format!("/account/tokens/{}/revoke", encode(&token.id))),
        }
    }
}

fn scope_name(scope: Scope, words: &Words) -> String {
    words.say(&format!("account-scope-{}", scope.code()))
}

/// A time to the minute, where the server stands.
pub(super) fn moment(time: Timestamp) -> String {
    time.to_zoned_datetime(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}
