//! Suggestions over the whole hall: the run that goes on, how the newest is spread, whom it left without, and all of it as a file.

use super::{Frame, LINES, chrome, entered, id, minute, name_of};
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::numbers;
use crate::pages::chrome::Chrome;
use crate::pages::hall::{lines, platform};
use crate::pages::render;
use crate::pages::sent::{Sent, see};
use crate::platform::Platform;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use conversations::{ConversationError, Report, RunState};
use futures_util::stream::try_unfold;
use registry::Actor;
use registry::bulk::guarded;
use std::collections::BTreeMap;
use store::instant;
use store::schema::suggestion_run;

/// The page.
const PAGE: &str = "/operator/suggestions";
/// Runs that are listed.
const RUNS: u64 = 10;
/// Suggestions that are written into the file at a time.
const ROWS: u64 = 500;

#[derive(Template)]
#[template(path = "operator/suggestions.html")]
struct SuggestionsPage {
    page: Chrome,
    frame: Frame,
    problem: Option<String>,
    current: Option<Current>,
    newest: Option<Newest>,
    runs: Vec<RunLine>,
}

/// The run that has not ended.
struct Current {
    stop: String,
    state: String,
    done: i64,
    total: i64,
    /// How far it is, in words.
    said: String,
}

/// What came of the newest complete run.
struct Newest {
    facts: Vec<(String, String)>,
    /// Offers for a need, and needs that got so many.
    spread: Vec<(String, String)>,
    /// Needs that got none, and offers at their limit.
    lists: Vec<List>,
    file: String,
}

/// Some records, and the way to more of them.
struct List {
    title: String,
    note: String,
    none: String,
    /// Address of what fits them, and title.
    lines: Vec<(String, String)>,
    first: Option<String>,
    next: Option<String>,
}

struct RunLine {
    asked: String,
    by: String,
    state: String,
    ended: String,
    reason: String,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit, member: Member) -> Result<Response, Failure> {
    page(&portal, &visit, &member, None).await
}

pub(super) async fn start(State(portal): State<Portal>, visit: Visit, sent: Sent) -> Result<Response, Failure> {
    match platform(&portal)?.suggestions().start(&sent.member.actor).await {
        Ok(_) => Ok(see(PAGE)),
        Err(ConversationError::RunGoesOn) => page(&portal, &visit, &sent.member, Some("suggestions-goes-on")).await,
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn stop(
    State(portal): State<Portal>,
    Path(run): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    match platform(&portal)?.suggestions().stop(&sent.member.actor, &run).await {
        Ok(()) => Ok(see(PAGE)),
        Err(ConversationError::RunIsOver) => page(&portal, &visit, &sent.member, Some("suggestions-over")).await,
        Err(error) => Err(error.into()),
    }
}

/// The page, with what could not be done where there is something.
async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    problem: Option<&'static str>,
) -> Result<Response, Failure> {
    let platform = entered(portal, member)?;
    let words = visit.words();
    let runs = platform.suggestions().runs(&member.actor, RUNS).await?;
    let newest = match platform.suggestions().report(&member.actor).await? {
        Some(report) => Some(newest(platform, visit, &member.actor, &report).await?),
        None => None,
    };
    let askers: Vec<String> = runs.iter().map(|run| run.asked_by.clone()).collect();
    let parties = platform.accounts().parties(&askers).await?;
    let by = |run: &suggestion_run::Model| match parties.get(&run.asked_by) {
        Some(party) => name_of(&party.name_zh, &party.name_en, &run.asked_by, visit),
        None => words.say("who-system"),
    };
    let line = |run: &suggestion_run::Model| RunLine {
        asked: minute(instant(run.asked_at)),
        by: by(run),
        state: state(run, words),
        ended: run.ended_at.map_or_else(|| numbers::NONE.to_owned(), |time| minute(instant(time))),
        reason: run.reason.clone(),
    };
    let html = render(&SuggestionsPage {
        page: chrome(portal, visit, "operator-suggestions"),
        frame: Frame::new(PAGE, member, words),
        problem: problem.map(|key| words.say(key)),
        current: runs.iter().find(|run| run.open_key.is_some()).map(|run| current(run, words)),
        newest,
        runs: runs.iter().map(line).collect(),
    })?;
    let status = if problem.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok((status, html).into_response())
}

fn state(run: &suggestion_run::Model, words: &Words) -> String {
    words.say(&format!("suggestions-state-{}", run.state))
}

fn current(run: &suggestion_run::Model, words: &Words) -> Current {
    let grouped = |number: i64| numbers::grouped(number as f64);
    let said = match (run.state == RunState::Running.code(), run.total) {
        (false, _) => words.say("suggestions-soon"),
        (true, 0) => words.say("suggestions-reading"),
        (true, total) if run.done >= total => words.say("suggestions-writing"),
        (true, total) => {
            words.fill("suggestions-compared", [("done", grouped(run.done).into()), ("total", grouped(total).into())])
        }
    };
    let stop = format!("{PAGE}/{}/stop", run.id);
    Current { stop, state: state(run, words), done: run.done, total: run.total, said }
}

async fn newest(platform: &Platform, visit: &Visit, actor: &Actor, report: &Report) -> Result<Newest, Failure> {
    let words = visit.words();
    let grouped = |number: i64| numbers::grouped(number as f64);
    let fact = |key: &str, value: String| (words.say(key), value);
    let time = |time: Option<i64>| time.map_or_else(|| numbers::NONE.to_owned(), |time| minute(instant(time)));
    let took = report.run.started_at.zip(report.run.ended_at);
    let took = took.map(|(start, end)| numbers::seconds((end - start) as f64 / 1000.0));
    let needs: i64 = report.needs.iter().map(|(_, needs)| needs).sum();
    let without: i64 = report.needs.iter().filter(|(given, _)| *given == 0).map(|(_, needs)| needs).sum();
    let (suggestions, limit) = (platform.suggestions(), LINES + 1);
    let after = |name: &str| id(visit, name).unwrap_or_default();
    let found = suggestions.needs_without(actor, after("needs"), limit).await?;
    let needs_without = list(platform, visit, "needs", "suggestions-needs-without", found).await?;
    let found = suggestions.offers_full(actor, after("offers"), limit).await?;
    let offers_full = list(platform, visit, "offers", "suggestions-offers-full", found).await?;
    Ok(Newest {
        facts: vec![
            fact("suggestions-ended", time(report.run.ended_at)),
            fact("suggestions-took", took.unwrap_or_else(|| numbers::NONE.to_owned())),
            fact("suggestions-number", grouped(report.suggestions as i64)),
            fact("suggestions-needs", grouped(needs)),
            fact("suggestions-needs-without", grouped(without)),
            fact("suggestions-offers", grouped(report.offers as i64)),
            fact("suggestions-offers-full", grouped(report.offers_full as i64)),
        ],
        spread: report.needs.iter().map(|(given, needs)| (grouped(*given), grouped(*needs))).collect(),
        lists: vec![needs_without, offers_full],
        file: format!("{PAGE}/suggestions.csv"),
    })
}

/// Records as a list under a heading, each leading to what fits it; `parameter` is that of the address that says after which record.
async fn list(
    platform: &Platform,
    visit: &Visit,
    parameter: &str,
    heading: &str,
    mut found: Vec<String>,
) -> Result<List, Failure> {
    let words = visit.words();
    let more = found.len() as u64 > LINES;
    found.truncate(LINES as usize);
    let ids: Vec<&str> = found.iter().map(String::as_str).collect();
    let publications = platform.registry().hall_of(&ids).await?;
    let titled = lines(platform, &publications, visit).await?;
    let address = |id: &str| format!("/records/{id}/matches");
    Ok(List {
        title: words.say(heading),
        note: words.say(&format!("{heading}-note")),
        none: words.say(&format!("{heading}-none")),
        lines: publications.iter().zip(titled).map(|(record, line)| (address(&record.id), line.title)).collect(),
        first: id(visit, parameter).is_some().then(|| PAGE.to_owned()),
        next: found.last().filter(|_| more).map(|last| format!("{PAGE}?{parameter}={last}")),
    })
}

/// `/operator/suggestions/suggestions.csv`: the newest suggestions, written while they are read.
pub(super) async fn file(State(portal): State<Portal>, visit: Visit, member: Member) -> Result<Response, Failure> {
    let platform = entered(&portal, &member)?.clone();
    let words = visit.words();
    let heads = ["need", "need-title", "offer", "offer-title", "place"]
        .map(|name| words.say(&format!("suggestions-column-{name}")));
    let heads = heads.into_iter().chain([words.say("matches-standing"), words.say("matches-certainty")]);
    // The mark by which spreadsheets know UTF-8.
    let mut first = "\u{FEFF}".as_bytes().to_vec();
    first.extend(table([heads.collect::<Vec<String>>()])?);
    let beginning = Some((String::new(), String::new()));
    let rest = try_unfold(
        (platform, visit, member.actor, beginning, first),
        |(platform, visit, actor, after, first)| async move {
            let Some((need, offer)) = after else { return Ok::<_, Failure>(None) };
            let (rows, last) = rows(&platform, &visit, &actor, (&need, &offer)).await?;
            let mut bytes = first;
            bytes.extend(table(rows)?);
            Ok(Some((Bytes::from(bytes), (platform, visit, actor, last, Vec::new()))))
        },
    );
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"suggestions.csv\""),
    ];
    Ok((headers, Body::from_stream(rest)).into_response())
}

/// Rows of the file after a pair, and the last pair; none where there are no more.
async fn rows(
    platform: &Platform,
    visit: &Visit,
    actor: &Actor,
    after: (&str, &str),
) -> Result<(Vec<Vec<String>>, Option<(String, String)>), Failure> {
    let found = platform.suggestions().all_after(actor, after, ROWS).await?;
    let mut ids: Vec<&str> = found.iter().flat_map(|row| [row.need.as_str(), &row.offer]).collect();
    ids.sort_unstable();
    ids.dedup();
    let publications = platform.registry().hall_of(&ids).await?;
    let titled = lines(platform, &publications, visit).await?;
    let titles: BTreeMap<&str, String> =
        publications.iter().zip(titled).map(|(record, line)| (record.id.as_str(), line.title)).collect();
    // What was withdrawn since is not named any more.
    let there = found.iter().filter_map(|row| Some((row, titles.get(&*row.need)?, titles.get(&*row.offer)?)));
    let rows = there.map(|(row, need, offer)| {
        let share = |share: f64| format!("{share:.3}");
        vec![
            row.need.clone(),
            guarded(need),
            row.offer.clone(),
            guarded(offer),
            row.place.to_string(),
            share(row.standing),
            share(row.certainty),
        ]
    });
    let rows = rows.collect();
    Ok((rows, found.last().map(|row| (row.need.clone(), row.offer.clone()))))
}

/// Rows as lines with commas.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row).map_err(|error| Failure::Internal(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| Failure::Internal(error.to_string()))
}
