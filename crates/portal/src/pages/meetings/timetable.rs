//! The whole timetable of an event, for its organiser: making and publishing it, what it grants, and why the rest is not.

use super::super::chrome::Chrome;
use super::super::hall::platform;
use super::super::sent::{Sent, see};
use super::super::{Page, render};
use super::{Clock, Names, Scene, address, refusal};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use meetings::{MeetingsError, Numbers, Report, Why};
use std::collections::BTreeMap;

/// A gap that is told as none.
const NO_GAP: f64 = 1.0005;

#[derive(Template)]
#[template(path = "meetings_timetable.html")]
struct TimetablePage {
    page: Chrome,
    title: String,
    address: String,
    csrf: String,
    saved: Option<String>,
    problems: Vec<String>,
    wishes: String,
    /// Until when wishes are taken, where they are.
    open_until: Option<String>,
    /// What publishing changes, where there is something to be published.
    draft: Option<String>,
    is_stale: bool,
    numbers: Vec<String>,
    unpinned: Vec<String>,
    tables: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
    tallies: Vec<TallyLine>,
    unmet: Vec<(String, u64, String)>,
    pins: Vec<(String, String, String)>,
    people: Vec<(String, String)>,
}

struct TallyLine {
    name: String,
    asked: u32,
    granted: u32,
    meetings: usize,
}

pub(in super::super) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Page {
    page(&portal, &visit, &member, &id, None).await
}

pub(in super::super) async fn plan(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.meetings().plan(&sent.member.actor, &id).await;
    answer(&portal, &visit, &sent, &id, done, "planned").await
}

pub(in super::super) async fn publish(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let done = platform(&portal)?.meetings().publish(&sent.member.actor, &id).await;
    answer(&portal, &visit, &sent, &id, done.map(drop), "published").await
}

/// Says that two must meet, or takes that back.
pub(in super::super) async fn pin(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let (one, other, must) = (sent.get("one"), sent.get("other"), sent.get("remove").is_empty());
    if must && (one.is_empty() || one == other) {
        let problem = vec![visit.words().say("meetings-pin-two")];
        let page = page(&portal, &visit, &sent.member, &id, Some(problem)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let done = platform(&portal)?.meetings().pin(&sent.member.actor, &id, one, other, must).await;
    answer(&portal, &visit, &sent, &id, done, "pinned").await
}

async fn answer(
    portal: &Portal,
    visit: &Visit,
    sent: &Sent,
    id: &str,
    done: Result<(), MeetingsError>,
    what: &str,
) -> Result<Response, Failure> {
    let Err(error) = done else { return Ok(see(&format!("{}/timetable?saved={what}", address(id)))) };
    let platform = platform(portal)?;
    let scene = Scene::of(platform, visit, &sent.member, id).await?;
    let (_, clock) = scene.opened()?;
    let guests = platform.meetings().guests(&sent.member.actor, id).await?;
    let names = Names::of(platform, visit, guests.into_iter().map(|guest| (guest.id, guest.party))).await?;
    let problems = refusal(visit.words(), &clock, &names, error)?;
    let page = page(portal, visit, &sent.member, id, Some(problems)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(portal: &Portal, visit: &Visit, member: &Member, id: &str, problems: Option<Vec<String>>) -> Page {
    let platform = platform(portal)?;
    let (words, actor) = (visit.words(), &member.actor);
    let scene = Scene::of(platform, visit, member, id).await?;
    let (round, clock) = scene.opened()?;
    let report = platform.meetings().report(actor, id).await?;
    let pins = platform.meetings().pins(actor, id).await?;
    let parties = report.tallies.iter().map(|it| (it.participant.clone(), it.party.clone()));
    let names = Names::of(platform, visit, parties).await?;
    let title = words.fill("meetings-timetable-of", [("name", scene.title.as_str().into())]);
    let saved = visit.get("saved").filter(|what| ["planned", "published", "pinned"].contains(what));
    let (tables, rows) = grid(&report, &names, &clock, words);
    let mut people: Vec<(String, String)> =
        report.tallies.iter().map(|it| (it.participant.clone(), names.get(&it.participant).to_owned())).collect();
    people.sort_by(|a, b| a.1.cmp(&b.1));
    render(&TimetablePage {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        title,
        address: scene.address.clone(),
        csrf: member.csrf().to_owned(),
        saved: saved.filter(|_| problems.is_none()).map(|what| words.say(&format!("meetings-saved-{what}"))),
        problems: problems.unwrap_or_default(),
        wishes: words.fill(
            "meetings-wishes-so-far",
            [("wishes", (report.wishes as i64).into()), ("participants", (report.tallies.len() as i64).into())],
        ),
        open_until: round.takes_wishes(actor.now).then(|| {
            words.fill("meetings-refused-wishes-open", [("until", clock.moment(round.settings.wishes_until).into())])
        }),
        draft: report.draft.map(|it| {
            let count = |number: usize| (number as i64).into();
            let counts = [("new", count(it.new)), ("moved", count(it.moved)), ("cancelled", count(it.cancelled))];
            words.fill("meetings-draft", counts.into_iter().chain([("kept", count(it.kept))]))
        }),
        is_stale: report.is_stale,
        numbers: report.numbers.as_ref().map(|it| lines(it, report.seats.len(), &clock, words)).unwrap_or_default(),
        unpinned: report.numbers.iter().flat_map(|it| &it.unpinned).map(|pair| names.pair(pair)).collect(),
        unmet: report.numbers.as_ref().map(|it| unmet(it, &names, words)).unwrap_or_default(),
        tallies: report
            .tallies
            .iter()
            .map(|it| TallyLine {
                name: names.get(&it.participant).to_owned(),
                asked: it.asked,
                granted: it.granted,
                meetings: it.meetings,
            })
            .collect(),
        pins: pins.into_iter().map(|pair| (names.pair(&pair), pair.0, pair.1)).collect(),
        tables,
        rows,
        people,
    })
}

/// What a timetable is worth, in words.
fn lines(it: &Numbers, meetings: usize, clock: &Clock, words: &Words) -> Vec<String> {
    let share = if it.asked > 0 { f64::from(it.granted) / f64::from(it.asked) } else { 1.0 };
    let granted = [
        ("granted", i64::from(it.granted).into()),
        ("asked", i64::from(it.asked).into()),
        ("share", numbers::percent(share).into()),
    ];
    vec![
        words.fill("meetings-made-at", [("time", clock.moment(it.made_at).into())]),
        words.count("meetings-count", meetings as u64),
        words.fill("meetings-granted", granted),
        if it.bound < NO_GAP {
            words.say("meetings-bound-none")
        } else {
            words.fill("meetings-bound", [("gap", numbers::percent(it.bound - 1.0).into())])
        },
    ]
}

/// The timetable by slot and table: headings, and a row for each slot.
fn grid(report: &Report, names: &Names, clock: &Clock, words: &Words) -> (Vec<String>, Vec<(String, Vec<String>)>) {
    let most = report.seats.iter().map(|seat| seat.place).max().unwrap_or_default();
    let mut rows: BTreeMap<(Timestamp, Timestamp), Vec<String>> = BTreeMap::new();
    for seat in &report.seats {
        let row = rows.entry((seat.start, seat.end)).or_insert_with(|| vec![String::new(); most.max(0) as usize]);
        if let Some(cell) = usize::try_from(seat.place - 1).ok().and_then(|place| row.get_mut(place)) {
            *cell = names.pair(&(seat.one.clone(), seat.other.clone()));
        }
    }
    let heading = |number: i64| words.fill("meetings-table", [("number", number.into())]);
    let row = |((start, end), cells)| (format!("{} {}", clock.day(start), clock.hours(start, end)), cells);
    ((1..=most).map(heading).collect(), rows.into_iter().map(row).collect())
}

/// Who has wishes that are not granted, how many, and why.
fn unmet(it: &Numbers, names: &Names, words: &Words) -> Vec<(String, u64, String)> {
    let mut counts: BTreeMap<(&str, Why), u64> = BTreeMap::new();
    for (participant, why) in &it.unmet {
        *counts.entry((names.get(participant), *why)).or_default() += 1;
    }
    let line = |((name, why), count): ((&str, Why), u64)| {
        (name.to_owned(), count, words.say(&format!("meetings-why-{}", why.code())))
    };
    counts.into_iter().map(line).collect()
}
