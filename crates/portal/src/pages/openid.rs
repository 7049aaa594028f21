//! Signing in at a provider of OpenID Connect: there, back, and once with a password where the account is not known yet.
//!
//! What goes wrong is said on the sign-in page, at an address without the provider's code in it. The browser keeps its part of a sign-in in
//! a cookie for these pages only; it is sent along when the provider sends the browser back (`SameSite=Lax`).

use super::chrome::Chrome;
use super::hall::platform;
use super::sign::{here, or_desk};
use super::{Page, render};
use crate::failure::Failure;
use crate::member::{Caller, cookie as session_cookie, is_https};
use crate::state::Portal;
use crate::visit::{Visit, cookie, encode};
use accounts::{AccountsError, Answer, Finished, OpenId, OpenIdError, SignedIn};
use askama::Template;
use axum::Form;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

const COOKIE: &str = "openid";
const BEGIN: &str = "/sign-in/openid";
const CONNECT: &str = "/sign-in/openid/connect";
/// Seconds that a browser keeps the cookie; what it stands for ends no later.
const KEPT: i64 = 15 * 60;

#[derive(Template)]
#[template(path = "openid.html")]
struct Connect {
    page: Chrome,
    title: String,
    name: String,
    problem: Option<String>,
    email: String,
}

/// What the provider sends a browser back with.
#[derive(Default, Deserialize)]
pub(super) struct Returned {
    code: Option<String>,
    #[serde(default)]
    state: String,
    error: Option<String>,
    iss: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Entered {
    email: String,
    password: String,
}

/// Where a sign-in is begun that ends at a path of ours.
pub(super) fn address(to: &str) -> String {
    if to.is_empty() { BEGIN.to_owned() } else { format!("{BEGIN}?to={}", encode(to)) }
}

/// What went wrong, in words, by its code in the address of the sign-in page.
pub(super) fn problem(portal: &Portal, visit: &Visit, code: &str) -> Option<String> {
    let key = match code {
        "begun" => "openid-problem-begun",
        "refused" => "openid-problem-refused",
        "unreachable" => "openid-problem-unreachable",
        "untrusted" => "openid-problem-untrusted",
        "closed" => "openid-problem-closed",
        "many" => "openid-problem-many",
        _ => return None,
    };
    let name = portal.platform()?.openid()?.name();
    Some(visit.words().fill(key, [("name", name.into())]))
}

pub(super) async fn begin(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let to = visit.get("to").map(here).unwrap_or_default();
    match openid(&portal)?.begin(&to, &client, Timestamp::now()).await {
        Ok(begun) => go(&begun.address, [kept(&headers, begun.browser.expose())?]),
        Err(error) => back(error),
    }
}

pub(super) async fn finish(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    headers: HeaderMap,
    returned: Result<Query<Returned>, QueryRejection>,
) -> Result<Response, Failure> {
    // What cannot be read has no state, and is refused for that.
    let Returned { code, state, error, iss } = returned.map(|Query(returned)| returned).unwrap_or_default();
    let answer = Answer { code, state, error, issuer: iss };
    let browser = cookie(&headers, COOKIE).unwrap_or_default();
    let language = visit.language.code();
    match openid(&portal)?.finish(&answer, browser, &client, language, Timestamp::now()).await {
        Ok(Finished::SignedIn(signed_in)) => welcome(&headers, &signed_in),
        Ok(Finished::Undecided { browser }) => go(CONNECT, [kept(&headers, browser.expose())?]),
        Err(error) => back(error),
    }
}

pub(super) async fn ask(State(portal): State<Portal>, visit: Visit, headers: HeaderMap) -> Result<Response, Failure> {
    let openid = openid(&portal)?;
    if openid.is_undecided(cookie(&headers, COOKIE).unwrap_or_default(), Timestamp::now()).await.map_err(internal)? {
        Ok(page(&portal, &visit, openid, "", None)?.into_response())
    } else {
        back(OpenIdError::Begun)
    }
}

pub(super) async fn connect(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    let openid = openid(&portal)?;
    let browser = cookie(&headers, COOKIE).unwrap_or_default();
    let key = match openid.connect(browser, &entered.email, &entered.password, &client, Timestamp::now()).await {
        Ok(signed_in) => return welcome(&headers, &signed_in),
        Err(OpenIdError::Accounts(AccountsError::Credentials)) => "account-problem-credentials",
        Err(OpenIdError::Accounts(AccountsError::TooMany { .. })) => "openid-problem-many",
        Err(error) => return back(error),
    };
    let problem = Some(visit.words().say(key));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&portal, &visit, openid, &entered.email, problem)?).into_response())
}

fn openid(portal: &Portal) -> Result<&OpenId, Failure> {
    platform(portal)?.openid().ok_or(Failure::NotFound)
}

fn page(portal: &Portal, visit: &Visit, openid: &OpenId, email: &str, problem: Option<String>) -> Page {
    let name = openid.name().to_owned();
    let title = visit.words().fill("openid-connect-title", [("name", name.as_str().into())]);
    let page = Chrome::new(visit, "/sign-in", &title, portal.shown().as_deref());
    render(&Connect { page, title, name, problem, email: email.to_owned() })
}

/// To where they wanted to go, signed in.
fn welcome(headers: &HeaderMap, signed_in: &SignedIn) -> Result<Response, Failure> {
    let session = session_cookie(headers, signed_in.session.expose())?;
    go(&or_desk(&signed_in.to), [session, kept(headers, "")?])
}

/// To the sign-in page, which says what went wrong.
fn back(error: OpenIdError) -> Result<Response, Failure> {
    let code = match &error {
        OpenIdError::Begun => "begun",
        OpenIdError::Refused(_) => "refused",
        OpenIdError::Unreachable(_) => "unreachable",
        OpenIdError::Untrusted(_) => "untrusted",
        OpenIdError::Closed => "closed",
        // Somebody else was quicker with the same address or identity: the next time it is known.
        OpenIdError::Accounts(AccountsError::Exists) => "begun",
        OpenIdError::Accounts(AccountsError::TooMany { .. }) => "many",
        OpenIdError::Accounts(_) | OpenIdError::Setting(_) => return Err(internal(error)),
    };
    if matches!(error, OpenIdError::Refused(_) | OpenIdError::Unreachable(_) | OpenIdError::Untrusted(_)) {
        tracing::warn!(%error, "nobody was signed in");
    }
    go(&format!("/sign-in?openid={code}"), [])
}

fn internal(error: OpenIdError) -> Failure {
    match error {
        OpenIdError::Accounts(error) => error.into(),
        other => Failure::Internal(other.to_string()),
    }
}

fn go<const N: usize>(to: &str, cookies: [HeaderValue; N]) -> Result<Response, Failure> {
    let to = HeaderValue::from_str(to).map_err(|error| Failure::Internal(error.to_string()))?;
    let headers = [(header::LOCATION, to), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let cookies = AppendHeaders(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((StatusCode::SEE_OTHER, headers, cookies).into_response())
}

/// The cookie of a sign-in that was begun, or with an empty secret of one that is over.
fn kept(headers: &HeaderMap, secret: &str) -> Result<HeaderValue, Failure> {
    let age = if secret.is_empty() { 0 } else { KEPT };
    let secure = if is_https(headers) { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{COOKIE}={secret}; Path={BEGIN}; Max-Age={age}; SameSite=Lax; HttpOnly{secure}"))
        .map_err(|error| Failure::Internal(error.to_string()))
}
