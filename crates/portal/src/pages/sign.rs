//! Signing up, in and out; verifying an address; a new password.

use super::chrome::Chrome;
use super::hall::platform;
use super::openid;
use super::refusal::refusal;
use super::{Page, render};
use crate::failure::Failure;
use crate::member::{Caller, Member, cookie, token};
use crate::state::Portal;
use crate::visit::Visit;
use accounts::{AccountsError, NewPerson, Secret};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::Deserialize;

#[derive(Template)]
#[template(path = "sign.html")]
struct Sign {
    page: Chrome,
    /// `sign-in`, `sign-up`, `verify-email`, `reset`, `new-password`.
    form: &'static str,
    title: String,
    lead: String,
    problem: Option<String>,
    done: bool,
    email: String,
    name_zh: String,
    name_en: String,
    token: String,
    to: String,
    /// Where to begin a sign-in elsewhere, and what it is called.
    openid: Option<(String, String)>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Entered {
    email: String,
    password: String,
    name_zh: String,
    name_en: String,
    token: String,
    to: String,
}

pub(super) async fn sign_in(State(portal): State<Portal>, visit: Visit) -> Page {
    let to = visit.get("to").map(here).unwrap_or_default();
    let problem = visit.get("openid").and_then(|code| openid::problem(&portal, &visit, code));
    page(&portal, &visit, "sign-in", Entered { to, ..Entered::default() }, problem, false)
}

pub(super) async fn signed_in(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    headers: HeaderMap,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    let found =
        platform(&portal)?.accounts().sign_in(&entered.email, &entered.password, &client, Timestamp::now()).await;
    match found {
        Ok(session) => {
            let cookie = cookie(&headers, session.expose())?;
            let to = [(header::LOCATION, or_desk(&entered.to))];
            Ok((StatusCode::SEE_OTHER, to, [(header::SET_COOKIE, cookie)]).into_response())
        }
        Err(error) => again(&portal, &visit, "sign-in", entered, error),
    }
}

pub(super) async fn sign_out(
    State(portal): State<Portal>,
    member: Member,
    headers: HeaderMap,
    Form(form): Form<Csrf>,
) -> Result<Response, Failure> {
    member.checks(Some(&form.csrf))?;
    if let Some(token) = token(&headers) {
        platform(&portal)?.accounts().sign_out(token).await?;
    }
    let cookie = cookie(&headers, "")?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, "/hall")], [(header::SET_COOKIE, cookie)]).into_response())
}

/// What every form of a session carries.
#[derive(Deserialize)]
pub(super) struct Csrf {
    pub(super) csrf: String,
}

pub(super) async fn sign_up(State(portal): State<Portal>, visit: Visit) -> Page {
    page(&portal, &visit, "sign-up", Entered::default(), None, false)
}

pub(super) async fn signed_up(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    let person = NewPerson {
        email: entered.email.clone(),
        password: Secret::from(entered.password.clone()),
        name_zh: entered.name_zh.clone(),
        name_en: entered.name_en.clone(),
        language: visit.language.code().to_owned(),
    };
    match platform(&portal)?.accounts().sign_up(&person, &client, Timestamp::now()).await {
        Ok(()) => Ok(page(&portal, &visit, "sign-up", entered, None, true)?.into_response()),
        Err(error) => again(&portal, &visit, "sign-up", entered, error),
    }
}

pub(super) async fn verify_email(State(portal): State<Portal>, visit: Visit) -> Page {
    let token = visit.get("token").unwrap_or_default().to_owned();
    page(&portal, &visit, "verify-email", Entered { token, ..Entered::default() }, None, false)
}

pub(super) async fn verified_email(
    State(portal): State<Portal>,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    match platform(&portal)?.accounts().verify_email(&entered.token, Timestamp::now()).await {
        Ok(_) => Ok(page(&portal, &visit, "verify-email", entered, None, true)?.into_response()),
        Err(error) => again(&portal, &visit, "verify-email", entered, error),
    }
}

pub(super) async fn reset(State(portal): State<Portal>, visit: Visit) -> Page {
    page(&portal, &visit, "reset", Entered::default(), None, false)
}

pub(super) async fn reset_asked(
    State(portal): State<Portal>,
    visit: Visit,
    Caller(client): Caller,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    match platform(&portal)?.accounts().ask_reset(&entered.email, &client, Timestamp::now()).await {
        Ok(()) => Ok(page(&portal, &visit, "reset", entered, None, true)?.into_response()),
        Err(error) => again(&portal, &visit, "reset", entered, error),
    }
}

pub(super) async fn new_password(State(portal): State<Portal>, visit: Visit) -> Page {
    let token = visit.get("token").unwrap_or_default().to_owned();
    page(&portal, &visit, "new-password", Entered { token, ..Entered::default() }, None, false)
}

pub(super) async fn new_password_set(
    State(portal): State<Portal>,
    visit: Visit,
    Form(entered): Form<Entered>,
) -> Result<Response, Failure> {
    match platform(&portal)?.accounts().reset_password(&entered.token, &entered.password, Timestamp::now()).await {
        Ok(()) => Ok(page(&portal, &visit, "new-password", entered, None, true)?.into_response()),
        Err(error) => again(&portal, &visit, "new-password", entered, error),
    }
}

/// The form again, with what was entered and what is wrong with it.
fn again(
    portal: &Portal,
    visit: &Visit,
    form: &'static str,
    entered: Entered,
    error: AccountsError,
) -> Result<Response, Failure> {
    let problem = refusal(visit.words(), error)?;
    let page = page(portal, visit, form, entered, Some(problem), false)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn page(
    portal: &Portal,
    visit: &Visit,
    form: &'static str,
    entered: Entered,
    problem: Option<String>,
    done: bool,
) -> Page {
    let openid = platform(portal)?.openid().filter(|_| form == "sign-in");
    let openid = openid.map(|openid| (openid::address(&entered.to), openid.name().to_owned()));
    let words = visit.words();
    let title = words.say(&format!("account-{form}-title"));
    let lead = words.say(&format!("account-{form}-{}", if done { "done" } else { "lead" }));
    render(&Sign {
        page: Chrome::new(visit, "/sign-in", &title, portal.shown().as_deref()),
        form,
        title,
        lead,
        problem,
        done,
        email: entered.email,
        name_zh: entered.name_zh,
        name_en: entered.name_en,
        token: entered.token,
        to: entered.to,
        openid,
    })
}

/// A path of ours, or nothing: nobody is sent elsewhere after signing in.
pub(super) fn here(path: &str) -> String {
    let outside = |sign: char| sign == '\\' || sign.is_control();
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(outside);
    if ours { path.to_owned() } else { String::new() }
}

/// The path of ours that somebody goes to after signing in.
pub(super) fn or_desk(path: &str) -> String {
    Some(here(path)).filter(|path| !path.is_empty()).unwrap_or_else(|| "/desk".to_owned())
}

#[cfg(test)]
mod tests {
    use super::here;

    #[test]
    fn signing_in_leads_nowhere_else() {
        for (path, to) in [
            ("/desk", "/desk"),
            ("/\t/evil.example", ""),
            ("//evil.example", ""),
            ("https://evil.example", ""),
            ("/\\evil.example", ""),
            ("/\t/evil.example", ""),
            ("", ""),
        ] {
            assert_eq!(here(path), to, "{path}");
        }
    }
}
