//! My desk: my records by state, what I can begin, and what waits for curators.

use super::chrome::Chrome;
use super::hall::platform;
use super::meetings;
use super::overview_hall::family_name;
use super::suggestions::{Suggested, suggested};
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
use axum::extract::State;
use process::{Processes, Who};
use registry::Role;
use registry::definition::{Definitions, Family};
use registry::desk::Listed;
use store::schema::deadline;

/// Records on a page.
const PAGE: u64 = 25;
/// Suggested partners on the desk.
const SUGGESTED: usize = 5;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    page: Chrome,
    groups: Vec<Group>,
    families: Vec<(String, Vec<Begin>)>,
    queue: Option<u64>,
    conversations: String,
    paging: Paging,
    invited: bool,
    merges: bool,
    operates: bool,
    meetings: Vec<MeetingsLine>,
    suggested: Vec<Suggested>,
}

/// An event at whose meetings I take part.
struct MeetingsLine {
    address: String,
    title: String,
    ahead: String,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    page: Chrome,
    lines: Vec<Line>,
    paging: Paging,
}

/// A kind to begin: one record by hand, or many from a file.
struct Begin {
    new: String,
    import: String,
    name: String,
}

struct Group {
    state: String,
    lines: Vec<Line>,
}

struct Line {
    address: String,
    kind: String,
    title: String,
    state: String,
    day: String,
    /// What is due next, and when.
    due: Option<(String, String)>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let mut groups: Vec<Group> = Vec::new();
    let (number, paging) = place(&visit, "/desk", platform.registry().owned_size(&member.actor).await?);
    let owned = platform.registry().owned(&member.actor, number * PAGE, PAGE).await?;
    for line in Line::all(platform, &owned, words).await? {
        match groups.iter_mut().find(|group| group.state == line.state) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { state: line.state.clone(), lines: vec![line] }),
        }
    }
    let queue = if member.actor.has(Role::Curator) {
        Some(platform.registry().waiting_size(&member.actor, &waiting_states(platform)).await?)
    } else {
        None
    };
    render(&Desk {
        page: Chrome::new(&visit, "/desk", &words.say("nav-desk"), portal.shown().as_deref()),
        groups,
        families: families(&definitions, words),
        queue,
        conversations: words.count("conversations-link", platform.conversations().news(&member.actor).await?),
        paging,
        invited: !platform.accounts().own_invitations(&member.actor).await?.is_empty(),
        merges: member.actor.has(Role::Curator) || member.actor.has(Role::Operator),
        operates: member.actor.has(Role::Operator) || member.actor.has(Role::Auditor),
        meetings: meetings_of(platform, &visit, &member).await?,
        suggested: suggested(platform, &visit, &member, SUGGESTED).await?.0,
    })
}

/// Events at whose meetings the member takes part.
async fn meetings_of(platform: &Platform, visit: &Visit, member: &Member) -> Result<Vec<MeetingsLine>, Failure> {
    let (words, actor) = (visit.words(), &member.actor);
    let mut lines = Vec::new();
    for mine in platform.meetings().mine(actor).await? {
        let Some(round) = platform.meetings().round(actor, &mine.record).await? else { continue };
        let clock = meetings::Clock(round.settings.time_zone());
        let title = meetings::title(platform.registry(), &mine.record, visit.language).await?;
        lines.push(MeetingsLine {
            address: meetings::address_of(&mine.record, &mine.participant),
            title: title.unwrap_or_else(|| words.say("record-untitled")),
            ahead: words.count("meetings-ahead", mine.ahead as u64),
            next: mine.next.map(|next| clock.moment(next)),
        });
    }
    Ok(lines)
}

pub(super) async fn waiting(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let words = visit.words();
    let (registry, states) = (platform.registry(), waiting_states(platform));
    let (number, paging) = place(&visit, "/queue", registry.waiting_size(&member.actor, &states).await?);
    let lines = registry.waiting(&member.actor, &states, number * PAGE, PAGE).await?;
    render(&Queue {
        page: Chrome::new(&visit, "/desk", &words.say("queue-title"), portal.shown().as_deref()),
        lines: Line::all(platform, &lines, words).await?,
        paging,
    })
}

/// The page of a list that is asked for, from 0, and the way to the others.
fn place(visit: &Visit, address: &str, size: u64) -> (u64, Paging) {
    let pages = usize::try_from(size.div_ceil(PAGE)).unwrap_or(usize::MAX);
    let number = page_number(visit, pages);
    let paging = Paging::new(number, pages, visit.words(), |page| format!("{address}?page={page}"));
    (number as u64 - 1, paging)
}

/// In which states something waits for a curator: those that are no rest, and that a curator can move on.
pub(crate) fn waiting_states(platform: &Platform) -> Vec<String> {
    let processes = platform.lifecycle().processes();
    let mut states: Vec<String> = Vec::new();
    for process in processes.all() {
        let waits = process.states.iter().filter(|state| {
            !state.end && process.from(&state.code).any(|transition| transition.by.contains(&Who::Curator))
        });
        states.extend(waits.map(|state| state.code.clone()));
    }
    states
}

/// Kinds to begin, by family.
fn families(definitions: &Definitions, words: &Words) -> Vec<(String, Vec<Begin>)> {
    let mut families: Vec<(Family, Vec<Begin>)> = Vec::new();
    for kind in definitions.kinds() {
        let entry = Begin {
            new: format!("/new/{}", kind.code),
            import: format!("/import/{}", kind.code),
            name: term(&kind.name.en, &kind.name.zh, words).to_owned(),
        };
        match families.iter_mut().find(|(family, _)| *family == kind.family) {
            Some((_, kinds)) => kinds.push(entry),
            None => families.push((kind.family, vec![entry])),
        }
    }
    families.into_iter().map(|(family, kinds)| (family_name(family, words), kinds)).collect()
}

impl Line {
    async fn all(platform: &Platform, listed: &[Listed], words: &Words) -> Result<Vec<Self>, Failure> {
        let definitions = platform.registry().definitions();
        let processes = platform.lifecycle().processes();
        let ids: Vec<&str> = listed.iter().map(|listed| listed.record.id.as_str()).collect();
        let due = platform.lifecycle().next_deadlines(&ids).await?;
        let line = |it: &Listed| Self::of(&definitions, &processes, it, due.get(&it.record.id), words);
        Ok(listed.iter().map(line).collect())
    }

    fn of(
        definitions: &Definitions,
        processes: &Processes,
        listed: &Listed,
        due: Option<&deadline::Model>,
        words: &Words,
    ) -> Self {
        let record = &listed.record;
        let kind = definitions.kind(&record.kind);
        let state = kind.and_then(|kind| processes.process(&kind.process)?.state(&record.state));
        let deadline = due.and_then(|due| state?.deadlines.iter().find(|deadline| deadline.code == due.name));
        let title = kind.and_then(|kind| text_of(&listed.content, &kind.title, words.language));
        Self {
            address: format!("/records/{}", record.id),
            kind: kind.map_or_else(|| record.kind.clone(), |kind| term(&kind.name.en, &kind.name.zh, words).to_owned()),
            title: title.map_or_else(|| words.say("record-untitled"), str::to_owned),
            state: state.map_or_else(|| record.state.clone(), |state| term(&state.en, &state.zh, words).to_owned()),
            day: super::record::day_of(record.updated_at),
            due: due.zip(deadline).map(|(due, deadline)| {
                (term(&deadline.en, &deadline.zh, words).to_owned(), super::record::day_of(due.due_at))
            }),
        }
    }
}
