//! What surrounds every handler: security headers, cookies of the language and theme, and the pages for failures.

use crate::api::problem;
use crate::failure::Failure;
use crate::member::{Member, is_from_here};
use crate::pages;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing is loaded from elsewhere and nothing runs inline.
const SECURITY: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Runs a request, then dresses its answer.
pub(crate) async fn around(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let mut visit = Visit::read(request.uri(), request.headers());
    let is_api = visit.path.starts_with("/api/");
    // Where the database does not answer, handlers that want to know who asks ask again, and say so.
    if !is_api
        && !visit.path.starts_with("/assets/")
        && let Ok(member) = Member::of(&portal, request.headers()).await
    {
        visit.csrf = member.session.is_some().then(|| member.csrf().to_owned());
        request.extensions_mut().insert(member);
    }
    request.extensions_mut().insert(visit.clone());
    // The API knows no cookies, so no page elsewhere can make a browser send what someone signed in for.
    let changes = !is_api && !request.method().is_safe();
    let mut response = if changes && !is_from_here(request.headers()) {
        Failure::Form.into_response()
    } else {
        next.run(request).await
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        if let Failure::Internal(reason) = &failure {
            tracing::error!(path = visit.path, reason, "a request failed");
        }
        let kept = [header::ALLOW, header::VARY, header::CACHE_CONTROL];
        let kept = kept.map(|name| (response.headers().get(&name).cloned(), name));
        response = if matches!(failure, Failure::SignIn) && !is_api {
            let to = format!("/sign-in?to={}", encode(&visit.path));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        } else if is_api {
            problem::answer(&failure, &visit.path)
        } else {
            pages::failure(&portal, &visit, &failure)
        };
        for (value, name) in kept {
            if let Some(value) = value {
                response.headers_mut().insert(name, value);
            }
        }
    }
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        // A file that somebody uploaded is kept apart more strictly.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    for cookie in visit.cookies() {
        headers.append(header::SET_COOKIE, cookie);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    if !is_api && !visit.path.starts_with("/assets/") {
        headers.append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    response
}
