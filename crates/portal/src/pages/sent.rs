//! A form that someone signed in has sent. It is believed only where it carries what it should, so no handler can forget to ask.

use crate::failure::Failure;
use crate::member::Member;
use crate::state::Portal;
use axum::Form;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// Name of the input that all forms carry.
const CSRF: &str = "_csrf";

/// A form, and who sent it.
pub(super) struct Sent {
    /// Who.
    pub(super) member: Member,
    fields: Vec<(String, String)>,
}

impl Sent {
    /// What was entered; empty where nothing was.
    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// What was chosen where several can be.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(other, _)| other == name).map(|(_, text)| text.as_str())
    }

    /// What was entered where names begin alike: the rest of each name, and the text.
    pub(super) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields.iter().filter_map(move |(name, text)| Some((name.strip_prefix(prefix)?, text.as_str())))
    }

    /// The session it was sent in.
    pub(super) fn session(&self) -> Result<&str, Failure> {
        Ok(self.member.session.as_ref().ok_or(Failure::SignIn)?.session.id.as_str())
    }
}

impl FromRequest<Portal> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, portal: &Portal) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let member = Member::from_request_parts(&mut parts, portal).await?;
        let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), portal).await;
        let Form(fields) = form.map_err(|_| Failure::Form)?;
        let sent = Self { member, fields };
        sent.member.checks(sent.all(CSRF).next())?;
        Ok(sent)
    }
}

/// Go and look there.
pub(super) fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}
