//! `/records/{id}/agreements/{party}`: the owner of a record lets a party see more of it, or takes that back.

use super::body::Body;
use super::caller::Caller;
use super::problem::Refused;
use crate::failure::Failure;
use crate::pages::hall::platform;
use crate::state::Portal;
use accounts::Scope;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use registry::content::Wrong;
use registry::definition::Disclosure;
use serde::Deserialize;
use serde_json::json;

/// Up to which level a party may see.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agreed {
    level: String,
}

pub(super) async fn put(
    State(portal): State<Portal>,
    Path((id, party)): Path<(String, String)>,
    caller: Caller,
    Body(asked): Body<Agreed>,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    let platform = platform(&portal)?;
    let level = Disclosure::from_code(&asked.level)
        .filter(|level| [Disclosure::Agreement, Disclosure::Deal].contains(level))
        .ok_or_else(|| {
            Refused::text(&caller, "level", Wrong::NotATerm { given: asked.level.chars().take(60).collect() })
        })?;
    if platform.accounts().parties(std::slice::from_ref(&party)).await?.is_empty() {
        return Err(Failure::NotFound);
    }
    platform.registry().grant(&caller.actor, &id, &party, Some(level)).await?;
    Ok(Json(json!({ "record": id, "party": party, "level": level.code() })).into_response())
}

pub(super) async fn delete(
    State(portal): State<Portal>,
    Path((id, party)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    platform(&portal)?.registry().grant(&caller.actor, &id, &party, None).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
