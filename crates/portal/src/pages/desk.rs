//! My desk: my records by state, what I can begin, and what waits for curators.

use super::chrome::Chrome;
use super::hall::platform;
use super::overview_hall::family_name;
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

/// Records on a desk, and in the queue.
const LIMIT: u64 = 200;

#[derive(Template)]
#[template(path = "desk.html")]
struct Desk {
    page: Chrome,
    csrf: String,
    groups: Vec<Group>,
    families: Vec<(String, Vec<(String, String)>)>,
    queue: Option<usize>,
    operates: bool,
}

#[derive(Template)]
#[template(path = "queue.html")]
struct Queue {
    page: Chrome,
    lines: Vec<Line>,
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
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let processes = platform.lifecycle().processes();
    let mut groups: Vec<Group> = Vec::new();
    for listed in platform.registry().owned(&member.actor, LIMIT).await? {
        let line = Line::of(&definitions, &processes, &listed, words);
        match groups.iter_mut().find(|group| group.state == line.state) {
            Some(group) => group.lines.push(line),
            None => groups.push(Group { state: line.state.clone(), lines: vec![line] }),
        }
    }
    let queue = if member.actor.has(Role::Curator) { Some(queue(platform, &member).await?.len()) } else { None };
    render(&Desk {
        page: Chrome::new(&visit, "/desk", &words.say("nav-desk"), portal.shown().as_deref()),
        csrf: member.csrf().to_owned(),
        groups,
        families: families(&definitions, words),
        queue,
        operates: member.actor.has(Role::Operator) || member.actor.has(Role::Auditor),
    })
}

pub(super) async fn waiting(State(portal): State<Portal>, visit: Visit, member: Member) -> Page {
    member.party()?;
    let platform = platform(&portal)?;
    let words = visit.words();
    let definitions = platform.registry().definitions();
    let processes = platform.lifecycle().processes();
    let lines = queue(platform, &member).await?;
    render(&Queue {
        page: Chrome::new(&visit, "/desk", &words.say("queue-title"), portal.shown().as_deref()),
        lines: lines.iter().map(|listed| Line::of(&definitions, &processes, listed, words)).collect(),
    })
}

/// What waits for a curator: states that are no rest, and that a curator can move on.
async fn queue(platform: &Platform, member: &Member) -> Result<Vec<Listed>, Failure> {
    let processes = platform.lifecycle().processes();
    let mut states: Vec<String> = Vec::new();
    for process in processes.all() {
        let waits = process.states.iter().filter(|state| {
            !state.end && process.from(&state.code).any(|transition| transition.by.contains(&Who::Curator))
        });
        states.extend(waits.map(|state| state.code.clone()));
    }
    Ok(platform.registry().waiting(&member.actor, &states, LIMIT).await?)
}

/// Kinds to begin, by family.
fn families(definitions: &Definitions, words: &Words) -> Vec<(String, Vec<(String, String)>)> {
    let mut families: Vec<(Family, Vec<(String, String)>)> = Vec::new();
    for kind in definitions.kinds() {
        let entry = (format!("/new/{}", kind.code), term(&kind.name.en, &kind.name.zh, words).to_owned());
        match families.iter_mut().find(|(family, _)| *family == kind.family) {
            Some((_, kinds)) => kinds.push(entry),
            None => families.push((kind.family, vec![entry])),
        }
    }
    families.into_iter().map(|(family, kinds)| (family_name(family, words), kinds)).collect()
}

impl Line {
    fn of(definitions: &Definitions, processes: &Processes, listed: &Listed, words: &Words) -> Self {
        let record = &listed.record;
        let kind = definitions.kind(&record.kind);
        let state = kind.and_then(|kind| processes.process(&kind.process)?.state(&record.state));
        let title = kind.and_then(|kind| text_of(&listed.content, &kind.title, words.language));
        Self {
            address: format!("/records/{}", record.id),
            kind: kind.map_or_else(|| record.kind.clone(), |kind| term(&kind.name.en, &kind.name.zh, words).to_owned()),
            title: title.map_or_else(|| words.say("record-untitled"), str::to_owned),
            state: state.map_or_else(|| record.state.clone(), |state| term(&state.en, &state.zh, words).to_owned()),
            day: super::record::day_of(record.updated_at),
        }
    }
}
