//! Who calls: the token in `Authorization`. Cookies are not looked at, so nobody calls without knowing it.
//!
//! [`gate`] stands before all routes: it finds out whose token it is, and refuses what cannot be read at all. A handler takes a
//! [`Caller`] and asks it for the scope it needs.

use super::problem::Refused;
use crate::failure::Failure;
use crate::state::Portal;
use crate::visit::Visit;
use accounts::{Scope, Scopes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use notary::Hash;
use registry::Actor;

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Whose token it is, and what it may do; a visitor has none.
#[derive(Clone)]
struct Known {
    actor: Actor,
    scopes: Option<Scopes>,
}

/// Who calls, and with which headers.
pub(super) struct Caller {
    /// What engines are told.
    pub(super) actor: Actor,
    /// Whether they only read.
    pub(super) reads: bool,
    /// Address and language.
    pub(super) visit: Visit,
    scopes: Option<Scopes>,
    headers: HeaderMap,
}

impl Caller {
    /// The party, where the token has a scope.
    pub(super) fn may(&self, scope: Scope) -> Result<&str, Failure> {
        let (Some(party), Some(scopes)) = (&self.actor.party, &self.scopes) else { return Err(Failure::SignIn) };
        if scopes.contains(&scope) { Ok(party) } else { Err(lacks(scope)) }
    }

    /// What the token may do.
    pub(super) fn scopes(&self) -> Vec<&'static str> {
        self.scopes.iter().flatten().map(|scope| scope.code()).collect()
    }

    /// A header as it stands.
    pub(super) fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap_or_default())
    }

    /// The id of a command: that of the caller's key, so that what is sent twice happens once, or a new one. Keys of others do not meet.
    pub(super) fn command(&self) -> Result<String, Failure> {
        let Some(key) = self.header(IDEMPOTENCY_KEY) else { return Ok(store::new_id()) };
        if !(16..=64).contains(&key.len()) {
            return Err(Failure::Parameter("`Idempotency-Key` has 16 to 64 letters of ASCII".to_owned()));
        }
        Ok(Hash::of(format!("api\n{}\n{key}", self.actor.name()).as_bytes()).hex())
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let known = parts.extensions.get::<Known>().cloned();
        let Known { actor, scopes } =
            known.ok_or_else(|| Failure::Internal("a route of the API without its gate".to_owned()))?;
        let visit = Visit::read(&parts.uri, &parts.headers);
        Ok(Self { actor, reads: parts.method.is_safe(), visit, scopes, headers: parts.headers.clone() })
    }
}

/// Stands before all routes of the API.
pub(super) async fn gate(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let shown = request.headers().get(header::AUTHORIZATION).cloned();
    let has_token = shown.is_some();
    let admitted = match readable(request.uri()) {
        Ok(()) => admit(&portal, shown, request.method().is_safe()).await,
        Err(failure) => Err(failure),
    };
    let mut answer = match admitted {
        Ok(known) => {
            request.extensions_mut().insert(known);
            next.run(request).await
        }
        Err(failure) => failure.into_response(),
    };
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("authorization, accept-language"));
    if has_token {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    answer
}

/// Who shows a token in `Authorization`, if they may do what they ask for at all.
async fn admit(portal: &Portal, shown: Option<HeaderValue>, reads: bool) -> Result<Known, Failure> {
    let now = Timestamp::now();
    let Some(shown) = shown else {
        return Ok(Known { actor: Actor::visitor(now), scopes: None });
    };
    let bad = || {
        let detail = "the token is unknown, has ended or was taken back; `Authorization` must be `Bearer lw_…`";
        Refused::because(StatusCode::UNAUTHORIZED, "token", detail)
    };
    let (scheme, token) = shown.to_str().ok().and_then(|shown| shown.split_once(' ')).ok_or_else(bad)?;
    let platform = portal.platform().filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or_else(bad)?;
    let (mut actor, scopes) = platform.accounts().actor_of_token(token.trim(), now).await?.ok_or_else(bad)?;
    // Roles on the platform are used with the scope for them only.
    if !scopes.contains(&Scope::Admin) {
        actor.roles.clear();
    }
    if reads && !scopes.contains(&Scope::Read) {
        return Err(lacks(Scope::Read));
    }
    Ok(Known { actor, scopes: Some(scopes) })
}

fn lacks(scope: Scope) -> Failure {
    Refused::because(StatusCode::FORBIDDEN, "scope", format!("the token lacks the scope `{}`", scope.code()))
}

/// Refuses addresses that are no text, or hold the sign that ends texts in databases.
fn readable(uri: &Uri) -> Result<(), Failure> {
    if uri.query().is_some_and(|query| query.contains("%00")) {
        return Err(Failure::Parameter("the query holds a NUL".to_owned()));
    }
    let mut decoded = Vec::with_capacity(uri.path().len());
    let mut rest = uri.path().as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = &after[2..];
            }
            None => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    if decoded.contains(&0) || std::str::from_utf8(&decoded).is_err() { Err(Failure::NotFound) } else { Ok(()) }
}
