//! The page of a record: its fields by section, its versions, its receipt.

use super::chrome::Chrome;
use super::hall::platform;
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::show::{Shown, term, text_of, values};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use registry::Actor;
use registry::content::Content;
use registry::definition::{Definitions, Kind};
use store::instant;

#[derive(Template)]
#[template(path = "record.html")]
struct RecordPage {
    page: Chrome,
    kind: String,
    kind_address: String,
    title: String,
    summary: String,
    day: String,
    versions: Vec<Version>,
    sections: Vec<Section>,
    receipt: Option<String>,
    directions: Vec<(String, String)>,
}

struct Version {
    number: i64,
    address: String,
    current: bool,
}

/// A section of the form with what is filled in.
pub(crate) struct Section {
    /// Its name.
    pub(crate) name: String,
    /// Its fields.
    pub(crate) fields: Vec<FieldShown>,
}

/// A field with its values.
pub(crate) struct FieldShown {
    /// Its name.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) values: Vec<Shown>,
}

/// The day of a stored time, in UTC.
pub(crate) fn day_of(millis: i64) -> String {
    instant(millis).to_zoned_datetime(TimeZone::UTC).date().to_string()
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit) -> Page {
    let platform = platform(&portal)?;
    let registry = platform.registry();
    let actor = Actor::visitor(Timestamp::now());
    let number = version(&visit)?;
    let seen = registry.read(&actor, &id, number).await?;
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let words = visit.words();
    let title = text_of(&seen.content, &kind.title, visit.language).unwrap_or_default().to_owned();
    let is_newest = seen.record.published_version == Some(seen.version);
    let tracks = seen.content.get("tracks").and_then(|tracks| tracks.as_array()).into_iter().flatten();
    let mut directions: Vec<&str> =
        tracks.filter_map(|code| Some(definitions.track(code.as_str()?)?.direction.as_str())).collect();
    directions.sort_unstable();
    directions.dedup();
    let named = |code: &str| (format!("/topics?direction={code}"), words.say(&format!("direction-{code}")));
    render(&RecordPage {
        kind: term(&kind.name.en, &kind.name.zh, words).to_owned(),
        kind_address: format!("/hall?kind={}", kind.code),
        summary: text_of(&seen.content, &kind.summary, visit.language).unwrap_or_default().to_owned(),
        day: day_of(if is_newest { seen.record.published_at.unwrap_or(seen.created_at) } else { seen.created_at }),
        versions: registry
            .versions(&actor, &id)
            .await?
            .into_iter()
            .rev()
            .map(|number| Version {
                number,
                address: format!("/records/{id}?version={number}"),
                current: number == seen.version,
            })
            .collect(),
        sections: sections(&definitions, kind, &seen.content, words),
        receipt: kind.notarised.then(|| format!("/records/{id}/receipt?version={}", seen.version)),
        directions: directions.into_iter().map(named).collect(),
        page: Chrome::new(&visit, "/hall", &title, portal.shown().as_deref()),
        title,
    })
}

/// The fields of some content by section of the form; title and summary stand above them.
pub(crate) fn sections(definitions: &Definitions, kind: &Kind, content: &Content, words: &Words) -> Vec<Section> {
    let mut sections = Vec::new();
    for section in &kind.sections {
        let fields: Vec<FieldShown> = kind
            .section(&section.code)
            .filter(|field| field.code != kind.title && field.code != kind.summary)
            .filter_map(|field| {
                let value = content.get(&field.code)?;
                let name = term(&field.name.en, &field.name.zh, words).to_owned();
                Some(FieldShown { name, values: values(definitions, field, value, words) })
            })
            .collect();
        if !fields.is_empty() {
            sections.push(Section { name: term(&section.en, &section.zh, words).to_owned(), fields });
        }
    }
    sections
}

/// The receipt of a version, to be kept.
pub(super) async fn receipt(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let actor = Actor::visitor(Timestamp::now());
    let seen = platform.registry().read(&actor, &id, version(&visit)?).await?;
    platform.notary().advance().await?;
    let receipt = platform.notary().receipt(&actor, &id, seen.version).await?.ok_or(Failure::NotFound)?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|error| Failure::Internal(error.to_string()))?;
    let name = format!("attachment; filename=\"receipt-{id}-{}.json\"", seen.version);
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
        .into_response())
}

fn version(visit: &Visit) -> Result<Option<i64>, Failure> {
    let read = |text: &str| text.parse::<i64>().ok().filter(|number| *number > 0).ok_or(Failure::NotFound);
    visit.get("version").map(read).transpose()
}
