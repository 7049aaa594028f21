//! Beginning a record and changing its fields; moving it on in its process.

use super::chrome::Chrome;
use super::hall::platform;
use super::owner::party_name;
use super::sent::see;
use super::{Page, render};
use crate::failure::Failure;
use crate::form::{Form as RecordForm, FormSection};
use crate::member::Member;
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
use registry::definition::{Definitions, Kind};

/// Names of inputs that are not fields.
const CSRF: &str = "_csrf";
const COMMAND: &str = "_command";
const SEEN: &str = "_seen";
const ANONYMOUS: &str = "_anonymous";
const OWNER: &str = "_owner";
const NOTE: &str = "_note";
const COMMENT: &str = "_comment";

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
}

/// What was submitted.
struct Submitted(Vec<(String, String)>);

impl Submitted {
    /// Pairs of a form; browsers end lines with two signs, texts here with one.
    fn read(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    fn seen(&self) -> Result<i64, Failure> {
        self.get(SEEN).and_then(|text| text.parse().ok()).ok_or(Failure::Form)
    }

    fn command(&self) -> Result<&str, Failure> {
        self.get(COMMAND).filter(|id| (16..=64).contains(&id.len())).ok_or(Failure::Form)
    }
}

pub(super) async fn new(State(portal): State<Portal>, Path(code): Path<String>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let definitions = platform(&portal)?.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let form =
        Filled { content: &Content::new(), problems: &[], unread: &[], pairs: &[], saved: false, complete: false };
    page(&portal, &visit, &member, &definitions, kind, None, &form).await
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
    Ok(see(&format!("/records/{}/edit?saved=1", record.id)))
}

pub(super) async fn edit(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let registry = platform(&portal)?.registry();
    let seen = registry.read(&member.actor, &id, None).await?;
    if !member.actor.is(&seen.record.owner) {
        return Err(Failure::NotFound);
    }
    let definitions = registry.definitions();
    let kind = definitions.kind(&seen.record.kind).ok_or(Failure::NotFound)?;
    let (_, problems) = registry.check(&member.actor, &kind.code, &seen.content, true)?;
    let saved = visit.get("saved").is_some();
    let form = Filled { content: &seen.content, problems: &problems, unread: &[], pairs: &[], saved, complete: true };
    page(&portal, &visit, &member, &definitions, kind, Some((&id, seen.record.revision)), &form).await
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
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&before.record.kind).ok_or(Failure::NotFound)?;
    let (mut content, unread) = read(kind, &definitions, &entered, &member);
    let at = Some((id.as_str(), entered.seen()?));
    if !unread.is_empty() {
        return refused(&portal, &visit, &member, &definitions, kind, at, &content, &unread, &entered).await;
    }
    // Files are not part of the form; they stay as they are.
    for field in
        kind.fields.iter().filter(|field| matches!(field.of_type, registry::definition::FieldType::File { .. }))
    {
        if let Some(value) = before.content.get(&field.code) {
            content.insert(field.code.clone(), value.clone());
        }
    }
    let note = entered.get(NOTE).unwrap_or_default();
    platform.lifecycle().edit(&member.actor, entered.command()?, &id, entered.seen()?, &content, note).await?;
    Ok(see(&format!("/records/{id}/edit?saved=1")))
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
    let form = Filled { content, problems: &[], unread, pairs: &entered.0, saved: false, complete: false };
    let page = page(portal, visit, member, definitions, kind, at, &form).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    definitions: &Definitions,
    kind: &Kind,
    at: Option<(&str, i64)>,
    form: &Filled<'_>,
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
    let organisations = platform(portal)?.accounts().organisations(&member.actor).await?;
    let own = (member.party()?.to_owned(), words.say("edit-owner-me"));
    let organisation = |it: accounts::Membership| {
        let name = party_name(&it.name_zh, &it.name_en, visit.language).to_owned();
        (it.party, name)
    };
    render(&Edit {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        lead: term(&kind.help.en, &kind.help.zh, words).to_owned(),
        action: at.map_or_else(|| format!("/new/{}", kind.code), |(id, _)| format!("/records/{id}/edit")),
        csrf: member.csrf().to_owned(),
        command: store::new_id(),
        seen: at.map_or(0, |(_, seen)| seen),
        is_new: at.is_none(),
        owners: std::iter::once(own).chain(organisations.into_iter().map(organisation)).collect(),
        saved: form.saved,
        count: (form.complete || wanting > 0).then(|| words.count("edit-problems", wanting as u64)),
        sections: record_form.sections(),
        record: at.map(|(id, _)| format!("/records/{id}")),
        title,
    })
}
