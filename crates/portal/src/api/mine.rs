//! `/me`: whose token it is, and what lies on their desk; `/queue`: what waits for curators.

use super::answer::Asked;
use super::caller::Caller;
use crate::failure::Failure;
use crate::pages::desk;
use crate::pages::hall::{cursor, platform};
use crate::state::Portal;
use crate::visit::encode;
use accounts::Scope;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use registry::desk::Listed;
use serde_json::{Value, json};
use store::instant;

/// Records of a page where none are asked for, and at most.
const LIMIT: u64 = 50;
const LARGEST_LIMIT: u64 = 200;

pub(super) async fn me(State(portal): State<Portal>, caller: Caller) -> Result<Response, Failure> {
    let party = caller.may(Scope::Read)?;
    let ids: Vec<String> = caller.actor.acts_for.iter().cloned().chain([party.to_owned()]).collect();
    let names = platform(&portal)?.accounts().parties(&ids).await?;
    let named = |id: &str| {
        let (zh, en) = names.get(id).map(|party| (party.name_zh.as_str(), party.name_en.as_str())).unwrap_or_default();
        json!({ "id": id, "zh": zh, "en": en })
    };
    let described = json!({
        "party": named(party),
        "organisations": caller.actor.acts_for.iter().map(|id| named(id)).collect::<Vec<_>>(),
        "roles": caller.actor.roles.iter().map(|role| role.code()).collect::<Vec<_>>(),
        "scopes": caller.scopes(),
    });
    Ok(Json(described).into_response())
}

pub(super) async fn records(State(portal): State<Portal>, caller: Caller, asked: Asked) -> Result<Response, Failure> {
    caller.may(Scope::Read)?;
    let limit = limit(&asked)?;
    let after = asked.choice("cursor", "the cursor of a page", cursor)?;
    let after = after.as_ref().map(|cursor| (cursor.published_at, cursor.id.as_str()));
    let mut found = platform(&portal)?.registry().owned_after(&caller.actor, after, limit + 1).await?;
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let cursor = |last: &Listed| encode(&format!("{}.{}", last.record.updated_at, last.record.id));
    let next = found.last().filter(|_| more).map(|last| asked.next(&cursor(last)));
    Ok(Json(json!({ "items": found.iter().map(line).collect::<Vec<_>>(), "next": next })).into_response())
}

pub(super) async fn queue(State(portal): State<Portal>, caller: Caller, asked: Asked) -> Result<Response, Failure> {
    caller.may(Scope::Admin)?;
    let platform = platform(&portal)?;
    let states = desk::waiting_states(platform);
    let found = platform.registry().waiting(&caller.actor, &states, 0, limit(&asked)?).await?;
    Ok(Json(json!({ "items": found.iter().map(line).collect::<Vec<_>>() })).into_response())
}

fn limit(asked: &Asked) -> Result<u64, Failure> {
    let limit = asked.choice("limit", "a number from 1 to 200", |text| {
        text.parse().ok().filter(|limit| (1..=LARGEST_LIMIT).contains(limit))
    })?;
    Ok(limit.unwrap_or(LIMIT))
}

fn line(listed: &Listed) -> Value {
    let record = &listed.record;
    json!({
        "id": record.id,
        "kind": record.kind,
        "owner": record.owner,
        "anonymous": record.anonymous,
        "state": record.state,
        "revision": record.revision,
        "version": record.version,
        "published_version": record.published_version,
        "updated_at": instant(record.updated_at).to_string(),
        "content": listed.content,
    })
}
