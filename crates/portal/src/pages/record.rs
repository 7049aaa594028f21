//! The page of a record: its fields by section, its versions, its receipt.

use super::chrome::Chrome;
use super::facts::{self, FactsPart};
use super::hall::platform;
use super::owner::{Owner, owners};
use super::similar::{self, SimilarLine};
use super::{Page, render};
use crate::failure::Failure;
use crate::files::Links;
use crate::locale::{Language, Words};
use crate::member::Member;
use crate::platform::Platform;
use crate::show::{Shown, term, text_of, values};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::tz::TimeZone;
use meetings::MeetingsError;
use process::{Comment, Transition, Who, options};
use registry::content::Content;
use registry::definition::{Definitions, Disclosure, Kind, Matching};
use registry::ties::joins;
use registry::{Actor, RegistryError, Seen};
use serde_json::Value;
use store::instant;
use store::schema::event;

/// Topics beside a record, and letters of it that are read for them.
const TOPICS: usize = 5;
const LETTERS: usize = 20_000;

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
    topics: Vec<(String, String)>,
    owner: Option<Owner>,
    desk: Option<DeskPart>,
    similar: Vec<SimilarLine>,
    simulated: bool,
    facts: Option<FactsPart>,
    /// Where it is compared with what fits, and what that is called.
    matches: Option<(String, String)>,
    /// Where interest is expressed, or the conversation about it; and the words for it.
    interest: Option<(String, &'static str, &'static str)>,
    /// Where the meetings at it are.
    meetings: Option<String>,
}

/// What only the owner and curators see.
struct DeskPart {
    state: String,
    edit: Option<String>,
    preview: String,
    ties: Option<String>,
    csrf: String,
    seen: i64,
    actions: Vec<Action>,
    history: Vec<HistoryLine>,
    compare: Vec<(String, String, String)>,
}

/// A transition that may be made.
struct Action {
    address: String,
    command: String,
    name: String,
    /// `none`, `optional`, `required`.
    comment: &'static str,
    code: String,
}

struct HistoryLine {
    day: String,
    name: String,
    actor: String,
    comment: String,
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

pub(super) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    let kept = platform(&portal)?.registry().kept(&id).await?;
    // What was merged leads to what was kept; with a version named, it is shown itself to who may see it.
    if kept != id && visit.get("version").is_none() {
        return Ok(Redirect::to(&format!("/records/{kept}")).into_response());
    }
    Ok(page(portal, id, visit, member).await?.into_response())
}

async fn page(portal: Portal, id: String, visit: Visit, member: Member) -> Page {
    let platform = platform(&portal)?;
    let registry = platform.registry();
    let actor = member.actor.clone();
    let number = version(&visit)?;
    let seen = registry.read(&actor, &id, number).await?;
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let words = visit.words();
    let title = text_of(&seen.content, &kind.title, visit.language);
    let title = title.map_or_else(|| words.say("record-untitled"), str::to_owned);
    let is_newest = seen.record.published_version == Some(seen.version);
    let tracks = seen.content.get("tracks").and_then(|tracks| tracks.as_array()).into_iter().flatten();
    let mut directions: Vec<&str> =
        tracks.filter_map(|code| Some(definitions.track(code.as_str()?)?.direction.as_str())).collect();
    directions.sort_unstable();
    directions.dedup();
    let named = |code: &str| (format!("/topics?direction={code}"), words.say(&format!("direction-{code}")));
    let matches = match kind.matching {
        Matching::Need => Some("matches-link-need"),
        Matching::Offer => Some("matches-link-offer"),
        Matching::None => None,
    };
    let interest = match kind.matching {
        _ if seen.record.published_version.is_none() || actor.is(&seen.record.owner) => None,
        Matching::None => None,
        _ => Some(match platform.conversations().about(&actor, &id).await? {
            Some(there) => (format!("/conversations/{there}"), "interest-there", "interest-open"),
            None => (format!("/records/{id}/interest"), "interest-about", "interest-button"),
        }),
    };
    render(&RecordPage {
        interest,
        meetings: if kind.meetings { meetings_at(platform, &actor, &id).await? } else { None },
        matches: matches.map(|key| (format!("/records/{id}/matches"), words.say(key))),
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
        sections: sections(&definitions, kind, &seen.content, words, &Links::Portal { record: &id }),
        receipt: (kind.notarised && seen.is_published)
            .then(|| format!("/records/{id}/receipt?version={}", seen.version)),
        directions: directions.into_iter().map(named).collect(),
        topics: topics(&portal, &seen.content, visit.language),
        simulated: portal.is_simulated(),
        owner: owners(platform, std::slice::from_ref(&seen.record.owner), visit.language)
            .await?
            .remove(&seen.record.owner),
        facts: facts::part(platform, &member, &visit, &id, &kind.code).await?,
        similar: if seen.level == Disclosure::Owner {
            similar::lines(platform, &actor, &seen, &visit).await?
        } else {
            Vec::new()
        },
        desk: if seen.level == Disclosure::Owner {
            Some(desk_part(platform, &member, &seen, &visit).await?)
        } else {
            None
        },
        page: Chrome::new(&visit, "/hall", &title, portal.shown().as_deref()),
        title,
    })
}

/// Where the meetings at an event are: for everyone once they were opened, for the organiser before.
async fn meetings_at(platform: &Platform, actor: &Actor, id: &str) -> Result<Option<String>, Failure> {
    let meetings = platform.meetings();
    let there = match meetings.round(actor, id).await {
        Ok(round) => round.is_some() || meetings.organises(actor, id).await?,
        // It is not public yet.
        Err(MeetingsError::Registry(RegistryError::NotFound { .. })) => false,
        Err(error) => return Err(error.into()),
    };
    Ok(there.then(|| super::meetings::address(id)))
}

/// Addresses and labels of the emerging topics that the fields speak of, in both languages.
fn topics(portal: &Portal, content: &Content, language: Language) -> Vec<(String, String)> {
    let Some(loaded) = portal.shown() else { return Vec::new() };
    let mut text = String::new();
    content.values().for_each(|value| words_of(value, &mut text));
    let near = loaded.atlas.near(&text, TOPICS).into_iter();
    near.map(|topic| (super::lines::address(&topic.row.topic_id), topic.label(language).to_owned())).collect()
}

/// All texts in a value, up to a limit.
fn words_of(value: &Value, text: &mut String) {
    match value {
        Value::String(words) if text.len() < LETTERS => {
            text.push_str(words);
            text.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| words_of(value, text)),
        Value::Object(values) => values.values().for_each(|value| words_of(value, text)),
        _ => {}
    }
}

/// The fields of some content by section of the form; title and summary stand above them.
pub(crate) fn sections(
    definitions: &Definitions,
    kind: &Kind,
    content: &Content,
    words: &Words,
    links: &Links<'_>,
) -> Vec<Section> {
    let mut sections = Vec::new();
    for section in &kind.sections {
        let fields: Vec<FieldShown> = kind
            .section(&section.code)
            .filter(|field| field.code != kind.title && field.code != kind.summary)
            .filter_map(|field| {
                let value = content.get(&field.code)?;
                let name = term(&field.name.en, &field.name.zh, words).to_owned();
                let values =
                    values(definitions, field, value, words).into_iter().map(|shown| links.link(shown)).collect();
                Some(FieldShown { name, values })
            })
            .collect();
        if !fields.is_empty() {
            sections.push(Section { name: term(&section.en, &section.zh, words).to_owned(), fields });
        }
    }
    sections
}

async fn desk_part(platform: &Platform, member: &Member, seen: &Seen, visit: &Visit) -> Result<DeskPart, Failure> {
    let words = visit.words();
    let record = &seen.record;
    let definitions = platform.registry().definitions();
    let processes = platform.lifecycle().processes();
    let kind = definitions.kind(&record.kind).ok_or(Failure::NotFound)?;
    let process = processes.process(&kind.process).ok_or(Failure::NotFound)?;
    let state = process.state(&record.state);
    let may_edit = member.actor.is(&record.owner) && state.is_some_and(|state| state.edit.contains(&Who::Owner));
    let action = |it: &Transition| Action {
        address: format!("/records/{}/act/{}", record.id, it.code),
        command: store::new_id(),
        name: term(&it.en, &it.zh, words).to_owned(),
        comment: match it.comment {
            Comment::None => "none",
            Comment::Optional => "optional",
            Comment::Required => "required",
        },
        code: it.code.clone(),
    };
    let events = platform.lifecycle().history(&member.actor, &record.id).await?;
    let actors: Vec<String> = events.iter().map(|event| event.actor.clone()).collect();
    let names = owners(platform, &actors, visit.language).await?;
    let line = |event: &event::Model| HistoryLine {
        day: day_of(event.created_at),
        name: match process.transition(&event.name) {
            Some(transition) => term(&transition.en, &transition.zh, words).to_owned(),
            None => words.say(&format!("event-{}", event.name)),
        },
        actor: match names.get(&event.actor) {
            Some(party) => party.name.clone(),
            None => words.say("event-by-system"),
        },
        comment: event.comment.clone(),
    };
    // For curators: what differs from what is public now.
    let mut compare = Vec::new();
    if let Some(public) = record.published_version.filter(|public| *public != record.version) {
        let shown = |value: Option<&serde_json::Value>, code: &str| {
            let field = kind.field(code);
            let shown = value.zip(field).map(|(value, field)| values(&definitions, field, value, words));
            shown.map(|shown| shown.iter().map(Shown::plain).collect::<Vec<_>>().join("; ")).unwrap_or_default()
        };
        for change in platform.registry().compare(&member.actor, &record.id, public, record.version).await? {
            let name = kind
                .field(&change.field)
                .map_or_else(|| change.field.clone(), |field| term(&field.name.en, &field.name.zh, words).to_owned());
            let (before, after) =
                (shown(change.before.as_ref(), &change.field), shown(change.after.as_ref(), &change.field));
            compare.push((name, before, after));
        }
    }
    Ok(DeskPart {
        state: state.map_or_else(|| record.state.clone(), |state| term(&state.en, &state.zh, words).to_owned()),
        edit: may_edit.then(|| format!("/records/{}/edit", record.id)),
        preview: format!("/records/{}/preview", record.id),
        ties: joins(kind).then(|| format!("/records/{}/ties", record.id)),
        csrf: member.csrf().to_owned(),
        seen: record.revision,
        actions: options(process, &record.state, &member.actor, &*record.owner).map(action).collect(),
        history: events.iter().rev().map(line).collect(),
        compare,
    })
}

/// The receipt of a version, to be kept.
pub(super) async fn receipt(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let actor = member.actor;
    let seen = platform.registry().read(&actor, &id, version(&visit)?).await?;
    platform.notary().advance().await?;
    let receipt = platform.notary().receipt(&actor, &id, seen.version).await?.ok_or(Failure::NotFound)?;
    let text = serde_json::to_string_pretty(&receipt).map_err(|error| Failure::Internal(error.to_string()))?;
    let name = format!("attachment; filename=\"receipt-{id}-{}.json\"", seen.version);
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], text)
        .into_response())
}

pub(super) fn version(visit: &Visit) -> Result<Option<i64>, Failure> {
    let read = |text: &str| text.parse::<i64>().ok().filter(|number| *number > 0).ok_or(Failure::NotFound);
    visit.get("version").map(read).transpose()
}
