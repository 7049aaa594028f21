//! Beginning a record and changing its fields; moving it on in its process.

use super::chrome::Chrome;
use super::files::{self, FileField};
use super::hall::platform;
use super::owner::party_name;
use super::sent::see;
use super::similar::{self, SimilarLine};
use super::{Page, render};
use crate::failure::Failure;
use crate::form::{Form as RecordForm, FormSection};
use crate::member::Member;
use crate::platform::Platform;
use crate::show::{term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use process::Command;
use registry::Draft;
use registry::bulk::{Unread, submitted};
use registry::content::{Content, Problem};
use registry::definition::{Definitions, FieldType, Kind};

/// Names of inputs that are not fields.
pub(super) const CSRF: &str = "_csrf";
const COMMAND: &str = "_command";
const SEEN: &str = "_seen";
const ANONYMOUS: &str = "_anonymous";
const OWNER: &str = "_owner";
const NOTE: &str = "_note";
const COMMENT: &str = "_comment";
const THEN: &str = "_then";

#[derive(Template)]
#[template(path = "edit.html")]
struct Edit {
    page: Chrome,
    title: String,
    lead: String,
    action: String,
    csrf: String,
    command: String,
    seen: i64,
    is_new: bool,
    owners: Vec<(String, String)>,
    saved: bool,
    count: Option<String>,
    sections: Vec<FormSection>,
    record: Option<String>,
    similar: Vec<SimilarLine>,
    kept: Option<String>,
    /// Whether the kind has files at all; a new record has no place for them yet.
    has_files: bool,
    files: Vec<FileField>,
}

/// What was submitted.
pub(super) struct Submitted(Vec<(String, String)>);

impl Submitted {
    /// Pairs of a form; browsers end lines with two signs, texts here with one.
    pub(super) fn read(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn seen(&self) -> Result<i64, Failure> {
        self.get(SEEN).and_then(|text| text.parse().ok()).ok_or(Failure::Form)
    }

    pub(super) fn command(&self) -> Result<&str, Failure> {
        self.get(COMMAND).filter(|id| (16..=64).contains(&id.len())).ok_or(Failure::Form)
    }
}

pub(super) async fn new(State(portal): State<Portal>, Path(code): Path<String>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let definitions = platform(&portal)?.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    page(&portal, &visit, &member, &definitions, kind, None, Filled::new(&Content::new())).await
}

pub(super) async fn begin(
    State(portal): State<Portal>,
    Path(code): Path<String>,
    visit: Visit,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entered = Submitted::read(pairs);
    member.checks(entered.get(CSRF))?;
    let platform = platform(&portal)?;
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let (content, unread) = read(kind, &definitions, &entered, &member);
    if !unread.is_empty() {
        return refused(&portal, &visit, &member, &definitions, kind, None, &content, &unread, &entered).await;
    }
    let owner = entered.get(OWNER).filter(|owner| member.actor.is(owner)).unwrap_or(member.party()?).to_owned();
    let draft = Draft { kind: code, owner, anonymous: entered.get(ANONYMOUS).is_some(), content };
    let (record, _) = platform.lifecycle().begin(&member.actor, entered.command()?, draft).await?;
    Ok(see(&after(&entered, &record.id)))
}

pub(super) async fn edit(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    member.party()?;
    as_it_is(&portal, &visit, &member, &id, None).await
}

/// The form of a record as it is, with what was entered and not saved.
async fn as_it_is(portal: &Portal, visit: &Visit, member: &Member, id: &str, refused: Option<(&str, &str)>) -> Page {
    let platform = platform(portal)?;
    let registry = platform.registry();
    let seen = registry.read(&member.actor, id, None).await?;
    if !member.actor.is(&seen.record.owner) {
        return Err(Failure::NotFound);
    }
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let similar = similar::lines(platform, &member.actor, &seen, visit).await?;
    let at = Some((id, seen.record.revision));
    if let Some(kept) = registry.kept_form(&member.actor, id, seen.record.revision).await? {
        let entered = Submitted(kept.pairs);
        let (mut content, unread) = read(kind, &definitions, &entered, member);
        keep_files(kind, &seen.content, &mut content);
        let (_, problems) = registry.check(&member.actor, &kind.code, &content, true)?;
        let (problems, unread, pairs) = (problems.as_slice(), unread.as_slice(), entered.0.as_slice());
        let kept = Some(kept.at);
        let form = Filled { problems, unread, pairs, complete: true, similar, kept, refused, ..Filled::new(&content) };
        return page(portal, visit, member, &definitions, kind, at, form).await;
    }
    let (_, problems) = registry.check(&member.actor, &kind.code, &seen.content, true)?;
    let saved = visit.get("saved").is_some();
    let form = Filled { problems: &problems, saved, complete: true, similar, refused, ..Filled::new(&seen.content) };
    page(portal, visit, member, &definitions, kind, at, form).await
}

/// Files are not part of the form; they stay as they are.
fn keep_files(kind: &Kind, before: &Content, content: &mut Content) {
    for field in kind.fields.iter().filter(|field| matches!(field.of_type, FieldType::File { .. })) {
        if let Some(value) = before.get(&field.code) {
            content.insert(field.code.clone(), value.clone());
        }
    }
}

pub(super) async fn save(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entered = Submitted::read(pairs);
    member.checks(entered.get(CSRF))?;
    let platform = platform(&portal)?;
    let before = platform.registry().read(&member.actor, &id, None).await?;
    if !member.actor.is(&before.record.owner) {
        return Err(Failure::NotFound);
    }
    if entered.get(THEN) == Some("discard") {
        platform.registry().forget_form(&member.actor, &id).await?;
        return Ok(see(&format!("/records/{id}/edit")));
    }
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&before.record.kind).ok_or(Failure::NotFound)?;
    let (mut content, unread) = read(kind, &definitions, &entered, &member);
    keep_files(kind, &before.content, &mut content);
    let at = Some((id.as_str(), entered.seen()?));
    if !unread.is_empty() {
        return refused(&portal, &visit, &member, &definitions, kind, at, &content, &unread, &entered).await;
    }
    let note = entered.get(NOTE).unwrap_or_default();
    platform.lifecycle().edit(&member.actor, entered.command()?, &id, entered.seen()?, &content, note).await?;
    platform.registry().forget_form(&member.actor, &id).await?;
    Ok(see(&after(&entered, &id)))
}

/// The form of a record as it is, with what is wrong with a file that was sent: code of the field, and words.
pub(super) async fn with_problem(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    refused: (&str, &str),
) -> Result<Response, Failure> {
    let page = as_it_is(portal, visit, member, id, Some(refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(super) async fn act(
    State(portal): State<Portal>,
    Path((id, transition)): Path<(String, String)>,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let entered = Submitted::read(pairs);
    member.checks(entered.get(CSRF))?;
    let platform = platform(&portal)?;
    let command = Command {
        id: entered.command()?.to_owned(),
        record: id.clone(),
        seen: entered.seen()?,
        transition,
        comment: entered.get(COMMENT).unwrap_or_default().to_owned(),
    };
    match platform.lifecycle().act(&member.actor, &command).await {
        Ok(_) => {
            platform.notary().advance().await?;
            Ok(see(&format!("/records/{id}")))
        }
        // The form says what is missing.
        Err(process::LifecycleError::Refused(process::Refusal::Guard { .. }))
            if is_owner(&portal, &member, &id).await =>
        {
            Ok(see(&format!("/records/{id}/edit")))
        }
        Err(error) => Err(error.into()),
    }
}

async fn is_owner(portal: &Portal, member: &Member, id: &str) -> bool {
    let Ok(platform) = platform(portal) else { return false };
    platform.registry().read(&member.actor, id, None).await.is_ok_and(|seen| member.actor.is(&seen.record.owner))
}

fn read(
    kind: &Kind,
    definitions: &Definitions,
    entered: &Submitted,
    member: &Member,
) -> (Content, Vec<(String, Unread)>) {
    let pairs = entered.0.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    submitted(kind, definitions, pairs, member.actor.now.to_zoned_datetime(TimeZone::UTC).date())
}

/// What the form shows.
struct Filled<'a> {
    content: &'a Content,
    problems: &'a [Problem],
    unread: &'a [(String, Unread)],
    pairs: &'a [(String, String)],
    saved: bool,
    complete: bool,
    similar: Vec<SimilarLine>,
    /// When what is shown was kept, where it is not saved yet.
    kept: Option<i64>,
    /// A field of files, and what is wrong with the one that was sent.
    refused: Option<(&'a str, &'a str)>,
}

impl<'a> Filled<'a> {
    /// A form with some content.
    fn new(content: &'a Content) -> Self {
        let (saved, complete, similar, kept, refused) = (false, false, Vec::new(), None, None);
        Self { content, problems: &[], unread: &[], pairs: &[], saved, complete, similar, kept, refused }
    }
}

/// Where to go once it is saved.
fn after(entered: &Submitted, id: &str) -> String {
    match entered.get(THEN) {
        Some("preview") => format!("/records/{id}/preview"),
        _ => format!("/records/{id}/edit?saved=1"),
    }
}

/// In whose names the member may write: itself first, then its organisations.
pub(super) async fn owners(
    platform: &Platform,
    member: &Member,
    visit: &Visit,
) -> Result<Vec<(String, String)>, Failure> {
    let organisations = platform.accounts().organisations(&member.actor).await?;
    let own = (member.party()?.to_owned(), visit.words().say("edit-owner-me"));
    let organisation = |it: accounts::Membership| {
        let name = party_name(&it.name_zh, &it.name_en, visit.language).to_owned();
        (it.party, name)
    };
    Ok(std::iter::once(own).chain(organisations.into_iter().map(organisation)).collect())
}

/// The form again, with everything that was entered and what cannot be read.
async fn refused(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    definitions: &Definitions,
    kind: &Kind,
    at: Option<(&str, i64)>,
    content: &Content,
    unread: &[(String, Unread)],
    entered: &Submitted,
) -> Result<Response, Failure> {
    let form = Filled { unread, pairs: &entered.0, ..Filled::new(content) };
    let page = page(portal, visit, member, definitions, kind, at, form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    definitions: &Definitions,
    kind: &Kind,
    at: Option<(&str, i64)>,
    form: Filled<'_>,
) -> Page {
    let words = visit.words();
    let name = term(&kind.name.en, &kind.name.zh, words).to_owned();
    let title = match at {
        Some(_) => text_of(form.content, &kind.title, visit.language).map_or_else(|| name.clone(), str::to_owned),
        None => words.fill("edit-new", [("kind", name.as_str().into())]),
    };
    let record_form = RecordForm {
        kind,
        definitions,
        content: form.content,
        problems: form.problems,
        unread: form.unread,
        pairs: form.pairs,
        words,
    };
    let wanting = form.problems.len() + form.unread.len();
    let frame = Chrome::new(visit, "/desk", &title, portal.shown().as_deref());
    render(&Edit {
        page: if at.is_some() { frame.with_script("keep.js").with_script("upload.js") } else { frame },
        lead: term(&kind.help.en, &kind.help.zh, words).to_owned(),
        action: at.map_or_else(|| format!("/new/{}", kind.code), |(id, _)| format!("/records/{id}/edit")),
        csrf: member.csrf().to_owned(),
        command: store::new_id(),
        seen: at.map_or(0, |(_, seen)| seen),
        is_new: at.is_none(),
        owners: owners(platform(portal)?, member, visit).await?,
        saved: form.saved,
        similar: form.similar,
        kept: form.kept.map(|at| words.say_with("edit-kept-before", &[("time", super::keep::minute(at))])),
        count: (form.complete || wanting > 0).then(|| words.count("edit-problems", wanting as u64)),
        sections: record_form.sections(),
        record: at.map(|(id, _)| format!("/records/{id}")),
        has_files: kind.fields.iter().any(|field| matches!(field.of_type, FieldType::File { .. })),
        files: at
            .map_or_else(Vec::new, |(id, _)| files::fields(kind, id, form.content, form.problems, form.refused, words)),
        title,
    })
}
