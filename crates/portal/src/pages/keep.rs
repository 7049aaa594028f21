//! Keeps what is entered into the form of a record while it is being written; scripts ask for it, and nothing is saved by it.

use super::hall::platform;
use crate::failure::Failure;
use crate::member::Member;
use crate::state::Portal;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Form, Json};
use jiff::tz::TimeZone;
use serde_json::json;
use store::{instant, millis};

/// The time of day to the minute, in UTC.
pub(super) fn minute(at: i64) -> String {
    instant(at).to_zoned_datetime(TimeZone::UTC).strftime("%H:%M UTC").to_string()
}

pub(super) async fn keep(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    // To a script, the page for signing in would look like a success.
    if member.actor.party.is_none() {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    let get = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    member.checks(get("_csrf"))?;
    let seen = get("_seen").and_then(|text| text.parse().ok()).ok_or(Failure::Form)?;
    let entered: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, _)| !name.starts_with('_'))
        .map(|(name, text)| (name.clone(), text.replace("\r\n", "\n")))
        .collect();
    platform(&portal)?.registry().keep_form(&member.actor, &id, seen, &entered).await?;
    Ok(Json(json!({ "at": millis(member.actor.now) })).into_response())
}
