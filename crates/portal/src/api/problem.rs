//! Errors of the API: problem details (RFC 9457).

use crate::failure::Failure;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// A failure as problem+json. What went wrong inside stays in the log.
pub(crate) fn answer(failure: &Failure, path: &str) -> Response {
    let detail = match failure {
        Failure::Internal(_) => "something failed here; the server's log says what".to_owned(),
        other => other.to_string(),
    };
    let status = failure.status();
    let problem = serde_json::json!({
        "type": format!("urn:liaowang:problem:{}", failure.name()),
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "instance": path,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
}
