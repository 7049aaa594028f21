//! Conversations: the list, and one with what was said, what each side shows the other, and what can be done next.

use super::candidates::compared;
use super::chrome::Chrome;
use super::hall::platform;
use super::interest::said;
use super::matches::{code, reason_of};
use super::owner::{Owner, owners};
use super::record::day_of;
use super::sent::{Sent, see};
use super::topics::{Paging, page_number};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::platform::Platform;
use crate::show::{term, text_of};
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use conversations::{Act, Conversation, ConversationError, LONGEST_TEXT, PROCESS, Side};
use matching::Reason;
use process::{Effect, Process, Sides, is_one_of, options};
use registry::RegistryError;
use registry::definition::Disclosure;
use std::collections::BTreeMap;
use store::schema::conversation;

/// Conversations on a page.
const PAGE: u64 = 25;

#[derive(Template)]
#[template(path = "conversations.html")]
struct List {
    page: Chrome,
    lines: Vec<Line>,
    paging: Paging,
}

/// A conversation in the list.
struct Line {
    address: String,
    title: String,
    other: String,
    state: String,
    day: String,
    due: Option<(String, String)>,
    is_new: bool,
}

#[derive(Template)]
#[template(path = "conversation.html")]
struct Shown {
    page: Chrome,
    title: String,
    state: String,
    due: Option<(String, String)>,
    other: Owner,
    records: Vec<RecordPart>,
    entries: Vec<EntryLine>,
    address: String,
    csrf: String,
    seen: i64,
    may_speak: bool,
    text: String,
    most: usize,
    problem: Option<String>,
    actions: Vec<Action>,
    reasons: Vec<(String, String)>,
    /// Fresh ids of commands: one for words, one for what is shown.
    say: String,
}

/// What a side has put on the table.
struct RecordPart {
    heading: String,
    title: String,
    address: Option<String>,
    /// What the other side sees of it.
    shows: String,
    /// What the other side would like to see.
    wanted: Option<String>,
    /// What can be done about it: where, with which level, under which words; with a fresh id of a command.
    steps: Vec<Step>,
}

struct Step {
    action: &'static str,
    level: &'static str,
    text: String,
    command: String,
}

struct EntryLine {
    mine: bool,
    who: String,
    day: String,
    did: String,
    text: String,
}

struct Action {
    code: String,
    name: String,
    command: String,
    reason: bool,
    comment: bool,
}

pub(super) async fn list(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let talks = platform.conversations();
    let words = visit.words();
    let size = talks.list_size(&member.actor).await?;
    let pages = usize::try_from(size.div_ceil(PAGE)).unwrap_or(usize::MAX);
    let number = page_number(&visit, pages);
    let mut lines = Vec::new();
    for (row, side) in talks.list(&member.actor, (number as u64 - 1) * PAGE, PAGE).await? {
        lines.push(line(platform, &visit, &member, &row, side).await?);
    }
    render(&List {
        page: Chrome::new(&visit, "/desk", &words.say("conversations-title"), portal.shown().as_deref()),
        lines,
        paging: Paging::new(number, pages, words, |page| format!("/conversations?page={page}")),
    })
}

async fn line(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    row: &conversation::Model,
    side: Side,
) -> Result<Line, Failure> {
    let words = visit.words();
    let process = process(platform)?;
    let read = if side == Side::Owner { row.owner_read } else { row.asker_read };
    Ok(Line {
        address: format!("/conversations/{}", row.id),
        title: titled(platform, visit, member, &row.record).await?.0,
        other: other(platform, visit, member, row, side).await?.name,
        state: state_name(&process, &row.state, words),
        day: day_of(row.updated_at),
        due: due(&process, row, words),
        is_new: read < row.revision,
    })
}

pub(super) async fn show(State(portal): State<Portal>, Path(id): Path<String>, visit: Visit, member: Member) -> Page {
    page(&portal, &visit, &member, &id, String::new(), None).await
}

pub(super) async fn say(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let talks = platform(&portal)?.conversations();
    let done = talks.say(&sent.member.actor, sent.get("_command"), &id, sent.get("text")).await;
    answered(&portal, &visit, &sent, &id, done).await
}

pub(super) async fn act(
    State(portal): State<Portal>,
    Path((id, transition)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let platform = platform(&portal)?;
    let talks = platform.conversations();
    let row = talks.read(&sent.member.actor, &id).await?;
    let compared = match (row.side.record(&row.row), row.side.other().record(&row.row)) {
        (Some(own), Some(other)) => compared(platform, &sent.member, own, other).await?,
        _ => None,
    };
    let act = Act {
        command: sent.get("_command").to_owned(),
        conversation: id.clone(),
        seen: sent.get("_seen").parse().map_err(|_| Failure::Form)?,
        transition,
        comment: sent.get("text").to_owned(),
        reason: reason_of(sent.get("reason")),
        compared,
    };
    let done = talks.act(&sent.member.actor, &act).await.map(drop);
    answered(&portal, &visit, &sent, &id, done).await
}

/// Asks to see more, or shows more or less, by the name of the action.
pub(super) async fn disclose(
    State(portal): State<Portal>,
    Path((id, action)): Path<(String, String)>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let talks = platform(&portal)?.conversations();
    let (actor, command) = (&sent.member.actor, sent.get("_command"));
    let level = Disclosure::from_code(sent.get("level"));
    let done = match (action.as_str(), level) {
        ("want", Some(level)) => talks.want(actor, command, &id, level).await,
        ("show", Some(level)) => talks.show(actor, command, &id, Some(level)).await,
        ("hide", _) => talks.show(actor, command, &id, None).await,
        _ => return Err(Failure::NotFound),
    };
    answered(&portal, &visit, &sent, &id, done).await
}

/// Back to the conversation, or the page with what is wrong and what was entered.
async fn answered(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    id: &str,
    done: Result<(), ConversationError>,
) -> Result<Response, Failure> {
    let Err(error) = done else { return Ok(see(&format!("/conversations/{id}#latest"))) };
    let problem = said(&error, visit.words()).ok_or(error)?;
    let page = page(portal, visit, &sent.member, id, sent.get("text").to_owned(), Some(problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    text: String,
    problem: Option<String>,
) -> Page {
    member.party()?;
    let platform = platform(portal)?;
    let words = visit.words();
    let process = process(platform)?;
    let conversation = platform.conversations().read(&member.actor, id).await?;
    let (row, side) = (&conversation.row, conversation.side);
    let sides = Sides { owner: &row.owner, asker: Some(&row.asker) };
    let state = process.state(&row.state);
    let may_speak = state.is_some_and(|state| is_one_of(&state.edit, Some(&member.actor), sides));
    let (title, _) = titled(platform, visit, member, &row.record).await?;
    let other = other(platform, visit, member, row, side).await?;
    let mut records = Vec::new();
    for of in [side.other(), side] {
        if let Some(record) = of.record(row) {
            let named = titled(platform, visit, member, record).await?;
            records.push(record_part(&conversation, of, named, may_speak, words));
        }
    }
    let actions = options(&process, &row.state, &member.actor, sides).map(|transition| Action {
        code: transition.code.clone(),
        name: term(&transition.en, &transition.zh, words).to_owned(),
        command: store::new_id(),
        reason: transition.effects.contains(&Effect::Unsuitable),
        comment: transition.comment != process::Comment::None,
    });
    render(&Shown {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        state: state_name(&process, &row.state, words),
        due: due(&process, row, words),
        records,
        entries: entries(&process, &conversation, &other.name, words),
        address: format!("/conversations/{id}"),
        csrf: member.csrf().to_owned(),
        seen: row.revision,
        actions: actions.collect(),
        reasons: Reason::ALL
            .map(|reason| (code(&reason), words.say(&format!("match-reason-{}", code(&reason)))))
            .into(),
        say: store::new_id(),
        most: LONGEST_TEXT,
        may_speak,
        other,
        title,
        text,
        problem,
    })
}

fn record_part(
    conversation: &Conversation,
    of: Side,
    (title, address): (String, Option<String>),
    may_speak: bool,
    words: &Words,
) -> RecordPart {
    let row = &conversation.row;
    let mine = of == conversation.side;
    let (level, wanted) = match of {
        Side::Owner => (conversation.owner_shows, &row.wanted_of_owner),
        Side::Asker => (conversation.asker_shows, &row.wanted_of_asker),
    };
    let step = |action: &'static str, level: Option<Disclosure>, key: &str| {
        let named = level.map(|level| words.say(&format!("conversation-level-{}", level.code()))).unwrap_or_default();
        Step {
            action,
            level: level.map_or("", Disclosure::code),
            text: words.fill(key, [("level", named.into())]),
            command: store::new_id(),
        }
    };
    let more = [Disclosure::Agreement, Disclosure::Deal].into_iter().filter(|step| Some(*step) > level);
    let mut steps: Vec<Step> = Vec::new();
    if may_speak && mine {
        steps.extend(more.map(|level| step("show", Some(level), "conversation-show")));
        if level.is_some() {
            steps.push(step("hide", None, "conversation-hide"));
        }
    } else if may_speak {
        let more = more.filter(|step| wanted.as_deref() != Some(step.code()));
        steps.extend(more.map(|level| step("want", Some(level), "conversation-want")));
    }
    let shows = level.map_or("conversation-level-public".to_owned(), |it| format!("conversation-level-{}", it.code()));
    let wanted = wanted.as_ref().map(|level| words.say(&format!("conversation-level-{level}")));
    RecordPart {
        heading: words.say(if mine { "conversation-own-record" } else { "conversation-their-record" }),
        shows: words.say(&shows),
        title,
        address,
        wanted,
        steps,
    }
}

fn entries(process: &Process, conversation: &Conversation, other: &str, words: &Words) -> Vec<EntryLine> {
    let line = |entry: &store::schema::conversation_entry::Model| {
        let mine = entry.side == conversation.side.code();
        let level = || words.say(&format!("conversation-level-{}", entry.detail));
        let did = match entry.what.as_str() {
            "say" => String::new(),
            "ask" | "revoke" => words.say(&format!("conversation-did-{}", entry.what)),
            "want" | "grant" => words.fill(&format!("conversation-did-{}", entry.what), [("level", level().into())]),
            transition => {
                let name = process.transition(transition).map(|it| term(&it.en, &it.zh, words).to_owned());
                let name = name.unwrap_or_else(|| transition.to_owned());
                if entry.detail.is_empty() {
                    name
                } else {
                    let reason = words.say(&format!("match-reason-{}", entry.detail));
                    words.fill("conversation-did-for", [("what", name.into()), ("reason", reason.into())])
                }
            }
        };
        EntryLine {
            mine,
            who: match entry.side.as_str() {
                "system" => words.say("who-system"),
                _ if mine => words.say("conversation-you"),
                _ => other.to_owned(),
            },
            day: day_of(entry.created_at),
            did,
            text: entry.text.clone(),
        }
    };
    conversation.entries.iter().map(line).collect()
}

fn process(platform: &Platform) -> Result<Process, Failure> {
    let found = platform.lifecycle().processes().process(PROCESS).cloned();
    found.ok_or_else(|| Failure::Internal(format!("there is no process {PROCESS}")))
}

fn state_name(process: &Process, state: &str, words: &Words) -> String {
    process.state(state).map_or_else(|| state.to_owned(), |state| term(&state.en, &state.zh, words).to_owned())
}

fn due(process: &Process, row: &conversation::Model, words: &Words) -> Option<(String, String)> {
    let deadline = process.state(&row.state)?.deadlines.iter().find(|it| Some(&it.code) == row.due_name.as_ref())?;
    Some((term(&deadline.en, &deadline.zh, words).to_owned(), day_of(row.due_at? - 1)))
}

/// The other side, as far as it may be named.
async fn other(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    row: &conversation::Model,
    side: Side,
) -> Result<Owner, Failure> {
    let party = match side {
        // Who asks has named itself by that.
        Side::Owner => row.asker.clone(),
        Side::Asker => match platform.registry().read(&member.actor, &row.record, None).await {
            Ok(seen) => seen.record.owner,
            Err(RegistryError::NotFound { .. }) => String::new(),
            Err(error) => return Err(error.into()),
        },
    };
    let mut found: BTreeMap<String, Owner> = owners(platform, std::slice::from_ref(&party), visit.language).await?;
    let named = found.remove(&party).filter(|owner| !owner.name.is_empty());
    Ok(named.unwrap_or_else(|| Owner { name: visit.words().say("conversation-unnamed"), address: None }))
}

/// Title and address of a record, as far as it is still there to be seen.
async fn titled(
    platform: &Platform,
    visit: &Visit,
    member: &Member,
    id: &str,
) -> Result<(String, Option<String>), Failure> {
    let words = visit.words();
    match platform.registry().read(&member.actor, id, None).await {
        Ok(seen) => {
            let definitions = platform.registry().definitions();
            let kind = definitions.kind(&seen.record.kind);
            let title = kind.and_then(|kind| text_of(&seen.content, &kind.title, visit.language));
            let title = title.map_or_else(|| words.say("record-untitled"), str::to_owned);
            Ok((title, Some(format!("/records/{id}"))))
        }
        Err(RegistryError::NotFound { .. }) => Ok((words.say("conversation-record-gone"), None)),
        Err(error) => Err(error.into()),
    }
}
