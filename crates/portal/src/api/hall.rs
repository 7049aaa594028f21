//! `/kinds`, `/records`: the declared kinds, and what is published, for programs.

use super::answer::Asked;
use super::caller::Caller;
use super::records::whole;
use crate::failure::Failure;
use crate::locale::Language;
use crate::pages::hall::{cursor, facet_codes, platform};
use crate::state::Portal;
use crate::visit::encode;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use registry::definition::{Disclosure, Field, FieldType, Kind};
use registry::hall::{Publication, Wanted};
use serde_json::{Value, json};
use store::instant;

/// Records of a page where none are asked for, and at most.
const LIMIT: u64 = 50;
const LARGEST_LIMIT: u64 = 200;

pub(super) async fn kinds(State(portal): State<Portal>) -> Result<Response, Failure> {
    let definitions = platform(&portal)?.registry().definitions();
    let items: Vec<Value> = definitions.kinds().into_iter().map(summary).collect();
    Ok(Json(json!({ "items": items, "total": items.len() })).into_response())
}

pub(super) async fn kind(State(portal): State<Portal>, Path(code): Path<String>) -> Result<Response, Failure> {
    let definitions = platform(&portal)?.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let mut described = summary(kind);
    described["sections"] = kind.sections.iter().map(|it| json!({"code": it.code, "en": it.en, "zh": it.zh})).collect();
    described["fields"] = kind.fields.iter().map(field).collect();
    Ok(Json(described).into_response())
}

pub(super) async fn list(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let registry = platform(&portal)?.registry();
    let definitions = registry.definitions();
    let known_kind = |code: &str| definitions.kind(code).map(|kind| kind.code.clone());
    let kind = asked.choice("kind", "the code of a kind, see /api/v1/kinds", known_kind)?;
    let mut wanted = Wanted { kind, ..Wanted::default() };
    for facet in facet_codes(&definitions, wanted.kind.as_deref()) {
        if let Some(term) = asked.text(&facet) {
            let term = term.to_owned();
            wanted.terms.insert(facet, vec![term]);
        }
    }
    let limit = asked.choice("limit", "a number from 1 to 200", |text| {
        text.parse().ok().filter(|limit| (1..=LARGEST_LIMIT).contains(limit))
    })?;
    let limit = limit.unwrap_or(LIMIT);
    let after = asked.choice("cursor", "the cursor of a page", cursor)?;
    let mut found = registry.hall(&wanted, after.as_ref(), limit + 1).await?;
    let more = found.len() as u64 > limit;
    found.truncate(limit as usize);
    let next =
        found.last().filter(|_| more).map(|last| asked.next(&encode(&format!("{}.{}", last.published_at, last.id))));
    let items: Vec<Value> = found.iter().map(publication).collect();
    Ok(Json(json!({ "items": items, "total": registry.hall_size(&wanted).await?, "next": next })).into_response())
}

/// The content of a kind as JSON Schema.
pub(super) async fn schema(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    caller: Caller,
) -> Result<Response, Failure> {
    let definitions = platform(&portal)?.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let today = caller.actor.now.to_zoned_datetime(TimeZone::UTC).date();
    let schema = registry::json_schema::schema(kind, &definitions, caller.visit.language == Language::Zh, today);
    Ok(([(header::CONTENT_TYPE, "application/schema+json")], schema.to_string()).into_response())
}

pub(super) async fn receipt(
    State(portal): State<Portal>,
    Path((id, number)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    let number = whole(&number)?;
    let notary = platform(&portal)?.notary();
    notary.advance().await?;
    let receipt = notary.receipt(&caller.actor, &id, number).await?.ok_or(Failure::NotFound)?;
    Ok(Json(receipt).into_response())
}

pub(super) fn publication(line: &Publication) -> Value {
    json!({
        "id": line.id,
        "kind": line.kind,
        "owner": line.owner,
        "version": line.version,
        "published_at": instant(line.published_at).to_string(),
        "content": line.content,
    })
}

fn summary(kind: &Kind) -> Value {
    json!({
        "code": kind.code,
        "en": kind.name.en,
        "zh": kind.name.zh,
        "help": { "en": kind.help.en, "zh": kind.help.zh },
        "process": kind.process,
        "notarised": kind.notarised,
        "facets": kind.facets,
    })
}

fn field(field: &Field) -> Value {
    let type_name = match &field.of_type {
        FieldType::Text { .. } => "text",
        FieldType::Markdown { .. } => "markdown",
        FieldType::Number { .. } => "number",
        FieldType::Money { .. } => "money",
        FieldType::Date { .. } => "date",
        FieldType::Period => "period",
        FieldType::Choice { .. } => "choice",
        FieldType::Track => "track",
        FieldType::Region => "region",
        FieldType::Readiness(_) => "readiness",
        FieldType::Link { .. } => "link",
        FieldType::File { .. } => "file",
        FieldType::Web => "web",
        FieldType::Contact => "contact",
        FieldType::YesNo => "yes_no",
        FieldType::Group(_) => "group",
    };
    json!({
        "code": field.code,
        "section": field.section,
        "type": type_name,
        "en": field.name.en,
        "zh": field.name.zh,
        "required": field.required,
        "many": field.many,
        "disclosure": Disclosure::code(field.disclosure),
    })
}
