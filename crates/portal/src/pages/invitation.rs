//! The link of an invitation: who invites, and accepting it.

use super::chrome::Chrome;
use super::hall::platform;
use super::organisation::{address, role_name};
use super::owner::{Owner, party_name};
use super::refusal::refusal;
use super::sent::{Sent, see};
use super::{Page, render};
use crate::failure::Failure;
use crate::member::Member;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "invitation.html")]
struct Invitation {
    page: Chrome,
    csrf: String,
    problem: Option<String>,
    /// What is to be accepted; none where the link is not good.
    offer: Option<Offer>,
}

struct Offer {
    organisation: String,
    role: String,
    token: String,
    /// Who would join; none where nobody is signed in.
    me: Option<String>,
    sign_in: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Result<Response, Failure> {
    let token = visit.get("token").unwrap_or_default().to_owned();
    page(&portal, &visit, &member, &token, None).await
}

pub(super) async fn accept(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    let token = sent.get("token");
    match platform(&portal)?.accounts().accept_invitation(&sent.member.actor, token).await {
        Ok(organisation) => Ok(see(&address(&organisation))),
        Err(error) => page(&portal, &visit, &sent.member, token, Some(refusal(visit.words(), error)?)).await,
    }
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    token: &str,
    problem: Option<String>,
) -> Result<Response, Failure> {
    let words = visit.words();
    let accounts = platform(portal)?.accounts();
    let (offer, problem) = match accounts.invitation(token, member.actor.now).await {
        Ok((organisation, role)) => {
            let me = match &member.actor.party {
                Some(party) => {
                    let person = accounts.person(&member.actor, party).await?;
                    let name = party_name(&person.name_zh, &person.name_en, visit.language);
                    Some(format!("{name} <{}>", person.email))
                }
                None => None,
            };
            let offer = Offer {
                organisation: Owner::of(&organisation, visit.language).name,
                role: role_name(role, words),
                token: token.to_owned(),
                me,
                sign_in: format!("/sign-in?to={}", encode(&format!("/invitation?token={}", encode(token)))),
            };
            (Some(offer), problem)
        }
        Err(error) => (None, Some(refusal(words, error)?)),
    };
    let status = match (&offer, &problem) {
        (None, _) => StatusCode::NOT_FOUND,
        (Some(_), Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), None) => StatusCode::OK,
    };
    let title = words.say("invitation-title");
    let page: Page = render(&Invitation {
        page: Chrome::new(visit, "/organisations", &title, portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        problem,
        offer,
    });
    Ok((status, page?).into_response())
}
