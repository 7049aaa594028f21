//! `/records/{id}/ties`: who controls, employs or works with whom, for the owners of a party and those who work here.

use super::body::Body;
use super::caller::Caller;
use super::facts::refused;
use super::problem::Refused;
use crate::failure::Failure;
use crate::pages::hall::platform;
use crate::state::Portal;
use accounts::Scope;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use registry::content::Wrong;
use registry::facts::Confidence;
use registry::ties::{NewTie, TieKind};
use serde::Deserialize;
use serde_json::{Value, json};
use store::instant;
use store::schema::tie;

/// A tie to be recorded; one of its ends is the record in the address.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct New {
    kind: String,
    from: String,
    to: String,
    share: Option<f64>,
    since: String,
    until: Option<String>,
    source: String,
    confidence: String,
}

pub(super) async fn list(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Read)?;
    let ties = platform(&portal)?.registry().ties(&caller.actor, &id).await?;
    let items: Vec<Value> = ties.iter().map(described).collect();
    Ok(Json(json!({ "items": items })).into_response())
}

pub(super) async fn add(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
    Body(asked): Body<New>,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    let registry = platform(&portal)?.registry();
    let wrong = |path: &str, text: &str| {
        Refused::text(&caller, path, Wrong::NotATerm { given: text.chars().take(60).collect() })
    };
    let day = |path: &str, text: &str| text.parse::<Date>().map_err(|_| wrong(path, text));
    if ![&asked.from, &asked.to].contains(&&id) {
        return Err(wrong("from", &asked.from));
    }
    let new = NewTie {
        kind: TieKind::from_code(&asked.kind).ok_or_else(|| wrong("kind", &asked.kind))?,
        share: asked.share,
        since: day("since", &asked.since)?,
        until: asked.until.as_deref().map(|text| day("until", text)).transpose()?,
        confidence: Confidence::from_code(&asked.confidence).ok_or_else(|| wrong("confidence", &asked.confidence))?,
        from: asked.from,
        to: asked.to,
        source: asked.source,
    };
    // Who may not see ties of the record may add none; what is recorded twice is there once.
    let there = registry.ties(&caller.actor, &id).await?;
    if let Some(same) = there.iter().find(|it| is_same(it, &new) && caller.actor.is(&it.recorded_by)) {
        return Ok(Json(described(same)).into_response());
    }
    let row = registry.add_tie(&caller.actor, new).await.map_err(|error| refused(error, &caller))?;
    Ok((StatusCode::CREATED, Json(described(&row))).into_response())
}

pub(super) async fn retract(
    State(portal): State<Portal>,
    Path((_, tie)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    platform(&portal)?.registry().retract_tie(&caller.actor, &tie).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn is_same(row: &tie::Model, new: &NewTie) -> bool {
    row.kind == new.kind.code()
        && (&row.from_party, &row.to_party) == (&new.from, &new.to)
        && row.share == new.share
        && row.period_from == new.since.to_string()
        && row.period_to == new.until.map(|day| day.to_string())
        && row.source == new.source.trim()
        && row.confidence == new.confidence.code()
}

fn described(row: &tie::Model) -> Value {
    json!({
        "id": row.id,
        "kind": row.kind,
        "from": row.from_party,
        "to": row.to_party,
        "share": row.share,
        "since": row.period_from,
        "until": row.period_to,
        "source": row.source,
        "confidence": row.confidence,
        "recorded_at": instant(row.created_at).to_string(),
    })
}
