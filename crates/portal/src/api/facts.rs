//! `/facts`: what may be recorded about parties; `/records/{id}/facts`: the facts of one. What is recorded twice is there once.

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
use jiff::Timestamp;
use registry::RegistryError;
use registry::content::Wrong;
use registry::definition::{Definitions, FactPeriod};
use registry::facts::{Confidence, Figure, NewFact, Period};
use serde::Deserialize;
use serde_json::{Value, json};
use store::instant;

/// A figure to be recorded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct New {
    name: String,
    value: f64,
    period: String,
    source: String,
    confidence: String,
    proof: Option<String>,
    observed_at: Option<String>,
    corrects: Option<String>,
}

/// What may be recorded.
pub(super) async fn declared(State(portal): State<Portal>) -> Result<Response, Failure> {
    let definitions = platform(&portal)?.registry().definitions();
    let items: Vec<Value> = definitions
        .all_facts()
        .iter()
        .map(|it| {
            json!({
                "code": it.code,
                "en": it.en,
                "zh": it.zh,
                "unit": it.unit,
                "period": if it.period == FactPeriod::Year { "year" } else { "date" },
                "kinds": it.kinds,
            })
        })
        .collect();
    Ok(Json(json!({ "items": items })).into_response())
}

pub(super) async fn list(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    let registry = platform(&portal)?.registry();
    let id = registry.kept(&id).await?;
    let definitions = registry.definitions();
    let items: Vec<Value> =
        registry.facts(&caller.actor, &id).await?.iter().map(|it| described(&definitions, it)).collect();
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
    let id = registry.kept(&id).await?;
    let given = |text: &str| text.chars().take(60).collect::<String>();
    if registry.definitions().fact(&asked.name).is_none() {
        return Err(Refused::text(&caller, "name", Wrong::NotATerm { given: given(&asked.name) }));
    }
    let period = Period::parse(&asked.period)
        .ok_or_else(|| Refused::text(&caller, "period", Wrong::NotATerm { given: given(&asked.period) }))?;
    let confidence = Confidence::from_code(&asked.confidence)
        .ok_or_else(|| Refused::text(&caller, "confidence", Wrong::NotATerm { given: given(&asked.confidence) }))?;
    let observed_at = match &asked.observed_at {
        None => caller.actor.now,
        Some(text) => text
            .parse::<Timestamp>()
            .map_err(|_| Refused::text(&caller, "observed_at", Wrong::NotATerm { given: given(text) }))?,
    };
    let proof = asked.proof.filter(|proof| !proof.is_empty());
    let new =
        NewFact { name: asked.name, value: asked.value, period, source: asked.source, confidence, proof, observed_at };
    let there = registry.facts(&caller.actor, &id).await?;
    let same = there.iter().find(|it| !it.corrected && is_same(it, &new) && caller.actor.is(&it.fact.recorded_by));
    if let Some(same) = same.filter(|it| asked.corrects.as_ref().is_none_or(|before| *before != it.fact.id)) {
        return Ok(Json(described(&registry.definitions(), same)).into_response());
    }
    let done = match &asked.corrects {
        Some(before) => registry.correct_fact(&caller.actor, before, new).await,
        None => registry.add_fact(&caller.actor, &id, new).await,
    };
    let row = done.map_err(|error| refused(error, &caller))?;
    let there = registry.facts(&caller.actor, &id).await?;
    let added = there.iter().find(|it| it.fact.id == row.id).ok_or(Failure::NotFound)?;
    Ok((StatusCode::CREATED, Json(described(&registry.definitions(), added))).into_response())
}

/// Fields that are not in order are listed; anything else as everywhere.
pub(super) fn refused(error: RegistryError, caller: &Caller) -> Failure {
    match error {
        RegistryError::Content(problems) => {
            Refused::fields(caller, StatusCode::UNPROCESSABLE_ENTITY, "fields are not in order", &problems)
        }
        other => other.into(),
    }
}

fn is_same(figure: &Figure, new: &NewFact) -> bool {
    figure.fact.name == new.name
        && figure.period == new.period
        && figure.fact.value == new.value
        && figure.confidence == new.confidence
        && figure.fact.source == new.source.trim()
        && figure.fact.proof == new.proof
}

fn described(definitions: &Definitions, figure: &Figure) -> Value {
    let fact = &figure.fact;
    json!({
        "id": fact.id,
        "name": fact.name,
        "value": fact.value,
        "unit": definitions.fact(&fact.name).map(|it| it.unit.as_str()),
        "period": figure.period.to_string(),
        "source": fact.source,
        "confidence": figure.confidence.code(),
        "proof": fact.proof,
        "observed_at": instant(fact.observed_at).to_string(),
        "counts": figure.chosen,
        "disputed": figure.disputed,
        "corrected": figure.corrected,
    })
}
