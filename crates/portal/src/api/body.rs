//! What is sent to the API: JSON of at most [`LARGEST`] bytes, refused with where it is wrong.

use super::problem::Refused;
use crate::failure::Failure;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

/// Bytes of a body at most.
pub(super) const LARGEST: usize = 1_000_000;

/// A body that is JSON.
pub(super) struct Body<T>(pub(super) T);

/// A body that may be left out.
pub(super) struct MaybeBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let is_json = is_json(&request);
        read(&bytes(request, state).await?, is_json).map(Self)
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let is_json = is_json(&request);
        let bytes = bytes(request, state).await?;
        if bytes.is_empty() { Ok(Self(T::default())) } else { read(&bytes, is_json).map(Self) }
    }
}

fn is_json(request: &Request) -> bool {
    let named = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let detail = format!("a body has at most {LARGEST} bytes");
            Refused::because(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
        } else {
            Refused::because(StatusCode::BAD_REQUEST, "body", "the body ended early")
        }
    })
}

fn read<T: DeserializeOwned>(bytes: &[u8], is_json: bool) -> Result<T, Failure> {
    if !is_json {
        let detail = "the body must be JSON: `Content-Type: application/json`";
        return Err(Refused::because(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", detail));
    }
    let refused = |error: serde_json::Error| match error.classify() {
        Category::Data => Refused::because(StatusCode::UNPROCESSABLE_ENTITY, "body", error.to_string()),
        _ => Refused::because(StatusCode::BAD_REQUEST, "json", format!("the body is not JSON: {error}")),
    };
    let value: Value = serde_json::from_slice(bytes).map_err(refused)?;
    if holds_nul(&value) {
        return Err(Refused::because(StatusCode::UNPROCESSABLE_ENTITY, "body", "a text holds a NUL"));
    }
    serde_json::from_slice(bytes).map_err(refused)
}

/// Databases keep no texts with a NUL in them.
fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(parts) => parts.iter().any(|(name, value)| name.contains('\0') || holds_nul(value)),
        _ => false,
    }
}
