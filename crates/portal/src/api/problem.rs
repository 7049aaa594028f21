//! Errors of the API: problem details (RFC 9457), and why a program is refused.

use super::caller::Caller;
use crate::failure::Failure;
use crate::form::wrong;
use crate::locale::Words;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use process::{LifecycleError, Refusal};
use registry::RegistryError;
use registry::content::{Problem, Wrong};
use registry::files::FilesError;
use serde_json::{Value, json};

/// Why a program is refused.
#[derive(Clone, Debug)]
pub struct Refused {
    pub(crate) status: StatusCode,
    /// End of the problem's `type`.
    pub(crate) name: &'static str,
    /// What is wrong, in a sentence.
    pub(crate) detail: String,
    /// Which fields are not in order, in words of the caller.
    problems: Vec<Value>,
}

impl Refused {
    /// A refusal without a list of fields.
    pub(super) fn because(status: StatusCode, name: &'static str, detail: impl Into<String>) -> Failure {
        Failure::Refused(Self { status, name, detail: detail.into(), problems: Vec::new() })
    }

    /// Fields that are not in order.
    pub(super) fn fields(caller: &Caller, status: StatusCode, detail: &str, problems: &[Problem]) -> Failure {
        let problems = listed(problems, caller.visit.words());
        Failure::Refused(Self { status, name: "content", detail: detail.to_owned(), problems })
    }

    /// One text that stands beside the fields.
    pub(super) fn text(caller: &Caller, path: &str, what: Wrong) -> Failure {
        let problem = Problem { path: path.to_owned(), what };
        Self::fields(caller, StatusCode::UNPROCESSABLE_ENTITY, "a text is not in order", &[problem])
    }

    /// The record is at another event than `If-Match` says.
    pub(super) fn changed() -> Failure {
        let detail = "the record is not what If-Match says: it was changed in the meantime; read it again";
        Self::because(StatusCode::PRECONDITION_FAILED, "changed", detail)
    }

    /// What a process or the registry did not let happen.
    pub(super) fn of(error: LifecycleError, caller: &Caller) -> Failure {
        match error {
            LifecycleError::Registry(RegistryError::Changed { .. }) => Self::changed(),
            LifecycleError::Registry(RegistryError::Content(problems)) => {
                Self::fields(caller, StatusCode::CONFLICT, "fields are not in order", &problems)
            }
            LifecycleError::Refused(Refusal::Comment { .. }) => Self::text(caller, "comment", Wrong::Missing),
            LifecycleError::Reused => Self::because(
                StatusCode::CONFLICT,
                "reused",
                "this Idempotency-Key came with another request before; take a new one",
            ),
            LifecycleError::Files(error) => {
                let (status, name) = match &error {
                    FilesError::TooLarge { .. } => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
                    FilesError::Sort { .. } => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type"),
                    FilesError::Empty => (StatusCode::UNPROCESSABLE_ENTITY, "body"),
                    FilesError::TooMany { .. } => (StatusCode::CONFLICT, "conflict"),
                    _ => return error.into(),
                };
                Self::because(status, name, error.to_string())
            }
            other => other.into(),
        }
    }
}

/// Fields that are not in order, with what is wrong in words.
pub(super) fn listed(problems: &[Problem], words: &Words) -> Vec<Value> {
    let line = |problem: &Problem| {
        let what = serde_json::to_value(&problem.what).unwrap_or_default();
        json!({ "path": problem.path, "code": what["code"], "text": wrong(&problem.what, words) })
    };
    problems.iter().map(line).collect()
}

/// A failure as problem+json. What went wrong inside stays in the log.
pub(crate) fn answer(failure: &Failure, path: &str) -> Response {
    let detail = match failure {
        Failure::Internal(_) => "something failed here; the server's log says what".to_owned(),
        Failure::SignIn => "this needs a token: `Authorization: Bearer lw_…`".to_owned(),
        other => other.to_string(),
    };
    let status = failure.status();
    let mut problem = json!({
        "type": format!("urn:liaowang:problem:{}", failure.name()),
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": detail,
        "instance": path,
    });
    if let Failure::Refused(Refused { problems, .. }) = failure
        && !problems.is_empty()
    {
        problem["problems"] = problems.clone().into();
    }
    let mut answer =
        (status, [(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response();
    if status == StatusCode::UNAUTHORIZED {
        let challenge = match failure {
            Failure::SignIn => "Bearer realm=\"liaowang\"",
            _ => "Bearer realm=\"liaowang\", error=\"invalid_token\"",
        };
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    answer
}
