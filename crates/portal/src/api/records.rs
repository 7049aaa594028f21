//! `/records/{id}`: reading one, writing it, moving it on, and what happened to it.
//!
//! The ETag of a record that someone sees all of is the number of its last event; `If-Match` says which they saw.

use super::body::{Body, MaybeBody};
use super::caller::Caller;
use super::problem::{Refused, listed};
use crate::failure::Failure;
use crate::pages::hall::platform;
use crate::platform::Platform;
use crate::state::Portal;
use accounts::Scope;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use process::{Comment, Transition, Who, options};
use registry::content::{Content, Problem, Wrong};
use registry::definition::Disclosure;
use registry::{Draft, Seen};
use serde::Deserialize;
use serde_json::{Value, json};
use store::instant;
use store::schema::{event, record};

/// Letters of a note or a comment at most.
const WORDS: usize = 4_000;

/// A record to begin.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    kind: String,
    owner: Option<String>,
    #[serde(default)]
    anonymous: bool,
    #[serde(default)]
    content: Content,
}

/// Fields to put in the place of those that are there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Put {
    content: Content,
    #[serde(default)]
    note: String,
}

/// What is said about a transition.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    #[serde(default)]
    comment: String,
}

pub(super) async fn one(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    // What was merged leads to what was kept.
    let id = platform.registry().kept(&id).await?;
    let seen = platform.registry().read(&caller.actor, &id, None).await?;
    answer(platform, &caller, StatusCode::OK, seen).await
}

pub(super) async fn version(
    State(portal): State<Portal>,
    Path((id, number)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let seen = platform.registry().read(&caller.actor, &id, Some(whole(&number)?)).await?;
    Ok(Json(described(platform, &caller, &seen).await?).into_response())
}

pub(super) async fn begin(
    State(portal): State<Portal>,
    caller: Caller,
    Body(asked): Body<Begin>,
) -> Result<Response, Failure> {
    let party = caller.may(Scope::Write)?;
    let platform = platform(&portal)?;
    if platform.registry().definitions().kind(&asked.kind).is_none() {
        let given = asked.kind.chars().take(60).collect();
        return Err(Refused::text(&caller, "kind", Wrong::NotATerm { given }));
    }
    let owner = asked.owner.unwrap_or_else(|| party.to_owned());
    let draft = Draft { kind: asked.kind, owner, anonymous: asked.anonymous, content: asked.content };
    readable(platform, &caller, &draft.kind, &draft.content)?;
    let begun = platform.lifecycle().begin(&caller.actor, &caller.command()?, draft).await;
    let (record, _) = begun.map_err(|error| Refused::of(error, &caller))?;
    let place = HeaderValue::from_str(&format!("/api/v1/records/{}", record.id));
    let mut answer = written(platform, &caller, StatusCode::CREATED, record).await?;
    if let Ok(place) = place {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    Ok(answer)
}

pub(super) async fn put(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
    Body(asked): Body<Put>,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    let platform = platform(&portal)?;
    let before = platform.registry().read(&caller.actor, &id, None).await?;
    let seen = matched(&caller, &before)?;
    short(&caller, "note", &asked.note)?;
    readable(platform, &caller, &before.record.kind, &asked.content)?;
    let lifecycle = platform.lifecycle();
    let edited = lifecycle.edit(&caller.actor, &caller.command()?, &id, seen, &asked.content, &asked.note).await;
    let (record, _) = edited.map_err(|error| Refused::of(error, &caller))?;
    written(platform, &caller, StatusCode::OK, record).await
}

pub(super) async fn act(
    State(portal): State<Portal>,
    Path((id, transition)): Path<(String, String)>,
    caller: Caller,
    MaybeBody(asked): MaybeBody<Act>,
) -> Result<Response, Failure> {
    caller.may(Scope::Publish)?;
    let platform = platform(&portal)?;
    let before = platform.registry().read(&caller.actor, &id, None).await?;
    let seen = matched(&caller, &before)?;
    short(&caller, "comment", &asked.comment)?;
    let command =
        process::Command { id: caller.command()?, record: id, seen, transition, comment: asked.comment.clone() };
    let acted = platform.lifecycle().act(&caller.actor, &command).await;
    let record = acted.map_err(|error| Refused::of(error, &caller))?;
    written(platform, &caller, StatusCode::OK, record).await
}

pub(super) async fn history(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Read)?;
    let events = platform(&portal)?.lifecycle().history(&caller.actor, &id).await?;
    let line = |event: &event::Model| {
        json!({
            "revision": event.revision,
            "name": event.name,
            "from": event.from_state,
            "to": event.to_state,
            "actor": event.actor,
            "version": event.version,
            "comment": event.comment,
            "at": instant(event.created_at).to_string(),
        })
    };
    let items: Vec<Value> = events.iter().map(line).collect();
    Ok(Json(json!({ "items": items, "total": items.len() })).into_response())
}

pub(super) async fn difference(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    let number = |name: &str| {
        let number = caller.visit.get(name).and_then(|text| whole(text).ok());
        number.ok_or_else(|| Failure::Parameter(format!("`{name}` must be the number of a version")))
    };
    let (from, to) = (number("from")?, number("to")?);
    let changes = platform(&portal)?.registry().compare(&caller.actor, &id, from, to).await?;
    Ok(Json(json!({ "from": from, "to": to, "changes": changes })).into_response())
}

/// The version that the address asks for, where it does.
pub(super) fn version_asked(caller: &Caller) -> Result<Option<i64>, Failure> {
    caller.visit.get("version").map(whole).transpose()
}

/// The number of a version, from 1 on.
pub(super) fn whole(text: &str) -> Result<i64, Failure> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number > 0).ok_or(Failure::NotFound)
}

/// The event that `If-Match` says was seen last. Whether it still is the last, the process decides: a command that happened before is
/// answered again, whatever came after it.
pub(super) fn matched(caller: &Caller, before: &Seen) -> Result<i64, Failure> {
    let Some(given) = caller.header(header::IF_MATCH) else {
        let detail = "`If-Match` must say which state of the record you saw: its ETag";
        return Err(Refused::because(StatusCode::PRECONDITION_REQUIRED, "if-match", detail));
    };
    let current = before.record.revision;
    if given.trim() == "*" {
        return Ok(current);
    }
    let seen: Vec<i64> =
        given.split(',').filter_map(|tag| whole(tag.trim().strip_prefix('"')?.strip_suffix('"')?).ok()).collect();
    let first = seen.first().copied().ok_or_else(Refused::changed)?;
    Ok(if seen.contains(&current) { current } else { first })
}

fn short(caller: &Caller, path: &str, text: &str) -> Result<(), Failure> {
    if text.chars().count() <= WORDS {
        return Ok(());
    }
    Err(Refused::text(caller, path, Wrong::TooLong { most: WORDS }))
}

/// Refuses content with values that are not what the field holds. What is only missing may come later.
fn readable(platform: &Platform, caller: &Caller, kind: &str, content: &Content) -> Result<(), Failure> {
    let (_, problems) = platform.registry().check(&caller.actor, kind, content, false)?;
    let wrong: Vec<Problem> = problems.into_iter().filter(|problem| problem.what != Wrong::Missing).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let detail = format!("{} values are not what their fields hold", wrong.len());
    Err(Refused::fields(caller, StatusCode::UNPROCESSABLE_ENTITY, &detail, &wrong))
}

/// A record after something happened to it.
pub(super) async fn written(
    platform: &Platform,
    caller: &Caller,
    status: StatusCode,
    record: record::Model,
) -> Result<Response, Failure> {
    let seen = platform.registry().read(&caller.actor, &record.id, Some(record.version)).await?;
    answer(platform, caller, status, Seen { record, ..seen }).await
}

/// A record with its ETag, or 304 where the caller has it.
async fn answer(platform: &Platform, caller: &Caller, status: StatusCode, seen: Seen) -> Result<Response, Failure> {
    let tag = if seen.level == Disclosure::Owner {
        format!("\"{}\"", seen.record.revision)
    } else {
        format!("\"v{}-{}\"", seen.version, seen.level.code())
    };
    let known = caller.header(header::IF_NONE_MATCH).unwrap_or_default();
    let is_known = known.split(',').any(|given| given.trim().trim_start_matches("W/") == tag || given.trim() == "*");
    let mut answer = if is_known && status == StatusCode::OK && caller.reads {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (status, Json(described(platform, caller, &seen).await?)).into_response()
    };
    let tag = HeaderValue::from_str(&tag).map_err(|error| Failure::Internal(error.to_string()))?;
    answer.headers_mut().insert(header::ETAG, tag);
    Ok(answer)
}

/// A record as the caller sees it.
async fn described(platform: &Platform, caller: &Caller, seen: &Seen) -> Result<Value, Failure> {
    let (registry, record) = (platform.registry(), &seen.record);
    let versions = registry.versions(&caller.actor, &record.id).await?;
    let mut described = json!({
        "id": record.id,
        "kind": record.kind,
        "owner": (!record.owner.is_empty()).then_some(&record.owner),
        "version": seen.version,
        "versions": versions,
        "published_at": record.published_at.map(|time| instant(time).to_string()),
        "content": seen.content,
    });
    if seen.level < Disclosure::Owner {
        return Ok(described);
    }
    let (_, problems) = registry.check(&caller.actor, &record.kind, &seen.content, true)?;
    let definitions = registry.definitions();
    let processes = platform.lifecycle().processes();
    let process = definitions.kind(&record.kind).and_then(|kind| processes.process(&kind.process));
    let may_edit = caller.actor.is(&record.owner)
        && process.and_then(|it| it.state(&record.state)).is_some_and(|state| state.edit.contains(&Who::Owner));
    let transition = |it: &Transition| {
        let comment = match it.comment {
            Comment::None => "none",
            Comment::Optional => "optional",
            Comment::Required => "required",
        };
        json!({ "code": it.code, "name": caller.visit.pick(&it.zh, &it.en), "comment": comment })
    };
    let transitions: Vec<Value> = process
        .map(|process| options(process, &record.state, &caller.actor, &*record.owner).map(transition).collect())
        .unwrap_or_default();
    described["anonymous"] = record.anonymous.into();
    described["state"] = record.state.clone().into();
    described["revision"] = record.revision.into();
    described["editable"] = may_edit.into();
    described["problems"] = listed(&problems, caller.visit.words()).into();
    described["transitions"] = transitions.into();
    Ok(described)
}
