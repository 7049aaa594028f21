//! What surrounds every handler: security headers, cookies of the language and theme, and the pages for failures.

use crate::api::problem;
use crate::failure::Failure;
use crate::member::is_from_here;
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
pub(crate) async fn around(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let visit = Visit::read(request.uri(), request.headers());
    let is_api = visit.path.starts_with("/api/");
    let changes = !request.method().is_safe();
    let mut response = if changes && !is_from_here(request.headers()) {
        Failure::Form.into_response()
    } else {
        next.run(request).await
    };
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        if let Failure::Internal(reason) = &failure {
            tracing::error!(path = visit.path, reason, "a request failed");
        }
        response = if matches!(failure, Failure::SignIn) && !is_api {
            let to = format!("/sign-in?to={}", encode(&visit.path));
            (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
        } else if is_api {
            problem::answer(&failure, &visit.path)
        } else {
            pages::failure(&portal, &visit, &failure)
        };
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
