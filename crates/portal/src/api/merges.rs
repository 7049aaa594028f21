//! `/merges`: what may be one party, and what was decided, for curators and operators.

use super::body::Body;
use super::caller::Caller;
use crate::failure::Failure;
use crate::pages::hall::platform;
use crate::state::Portal;
use accounts::Scope;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use registry::Candidate;
use serde::Deserialize;
use serde_json::{Value, json};
use store::instant;
use store::schema::merge;

/// Proposals and merges at most.
const LIMIT: u64 = 200;

/// Two records that are one, or are not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    a: String,
    b: String,
    /// Which of the two is kept; none where they are two.
    keep: Option<String>,
    #[serde(default)]
    comment: String,
}

pub(super) async fn list(State(portal): State<Portal>, caller: Caller) -> Result<Response, Failure> {
    caller.may(Scope::Admin)?;
    let registry = platform(&portal)?.registry();
    let proposed = |it: &Candidate| {
        let row = &it.proposal;
        json!({ "kind": row.kind, "a": row.a, "b": row.b, "score": row.score })
    };
    let proposals: Vec<Value> = registry.candidates(&caller.actor, LIMIT).await?.iter().map(proposed).collect();
    let merges: Vec<Value> = registry.merges(&caller.actor, LIMIT).await?.iter().map(described).collect();
    Ok(Json(json!({ "proposals": proposals, "merges": merges })).into_response())
}

pub(super) async fn decide(
    State(portal): State<Portal>,
    caller: Caller,
    Body(asked): Body<Decision>,
) -> Result<Response, Failure> {
    caller.may(Scope::Admin)?;
    let registry = platform(&portal)?.registry();
    registry.decide(&caller.actor, &asked.a, &asked.b, asked.keep.as_deref(), &asked.comment).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

pub(super) async fn split(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Admin)?;
    platform(&portal)?.registry().split(&caller.actor, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn described(row: &merge::Model) -> Value {
    json!({
        "id": row.id,
        "kept": row.kept,
        "other": row.other,
        "comment": row.comment,
        "merged_at": instant(row.merged_at).to_string(),
        "split_at": row.split_at.map(|time| instant(time).to_string()),
    })
}
