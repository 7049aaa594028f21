//! Who asks: the session behind a request, and what every form must carry.
//!
//! A browser shows its session in a cookie that scripts cannot read. A form is believed only where it carries the session's own secret, and
//! where the browser says that it comes from here.

use crate::failure::Failure;
use crate::state::Portal;
use accounts::{Client, SessionInfo};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use jiff::Timestamp;
use registry::Actor;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const COOKIE: &str = "session";
/// Seconds that a browser keeps the cookie; the session itself may end sooner.
const KEPT: i64 = 90 * 24 * 3600;

/// Whoever asks: a visitor, or someone who signed in. The shell looks once for each request; handlers find it there.
#[derive(Clone)]
pub(crate) struct Member {
    /// What engines are told.
    pub(crate) actor: Actor,
    /// The session, where there is one.
    pub(crate) session: Option<SessionInfo>,
}

impl Member {
    /// What forms carry.
    pub(crate) fn csrf(&self) -> &str {
        self.session.as_ref().map_or("", |session| session.csrf.expose())
    }

    /// The party that signed in.
    pub(crate) fn party(&self) -> Result<&str, Failure> {
        self.actor.party.as_deref().ok_or(Failure::SignIn)
    }

    /// Who a request comes from.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub(crate) async fn of(portal: &Portal, headers: &HeaderMap) -> Result<Self, Failure> {
        let now = Timestamp::now();
        let visitor = Self { actor: Actor::visitor(now), session: None };
        let (Some(platform), Some(token)) = (portal.platform(), token(headers)) else { return Ok(visitor) };
        let found = platform.accounts().actor_of_session(token, now).await?;
        Ok(found.map_or(visitor, |(actor, session)| Self { actor, session: Some(session) }))
    }

    /// Refuses a form that does not carry what it should.
    pub(crate) fn checks(&self, csrf: Option<&str>) -> Result<(), Failure> {
        let session = self.session.as_ref().ok_or(Failure::SignIn)?;
        if csrf.is_some_and(|given| session.csrf_fits(given)) { Ok(()) } else { Err(Failure::Form) }
    }
}

impl FromRequestParts<Portal> for Member {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, portal: &Portal) -> Result<Self, Failure> {
        match parts.extensions.get::<Self>() {
            Some(member) => Ok(member.clone()),
            None => Self::of(portal, &parts.headers).await,
        }
    }
}

/// The token of the session cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    crate::visit::cookie(headers, COOKIE).filter(|token| !token.is_empty())
}

/// The cookie of a session that begins, or with an empty token of one that ends.
pub(crate) fn cookie(headers: &HeaderMap, token: &str) -> Result<HeaderValue, Failure> {
    let age = if token.is_empty() { 0 } else { KEPT };
    let secure = if is_https(headers) { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{COOKIE}={token}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly{secure}"))
        .map_err(|error| Failure::Internal(error.to_string()))
}

/// Whether the browser speaks HTTPS, to us or to the server in front.
pub(crate) fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|value| value == "https")
}

/// Whether a request that changes something comes from a page of ours: browsers say where a form comes from.
pub(crate) fn is_from_here(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    origin.split_once("://").map(|(_, place)| place) == host
}

/// From where someone asks, for limits and for the list of sessions.
pub(crate) struct Caller(pub(crate) Client);

impl FromRequestParts<Portal> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &Portal) -> Result<Self, Failure> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let address = address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        Ok(Self(Client { address, agent: agent.to_owned() }))
    }
}
