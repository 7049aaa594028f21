//! Settings of the meetings of an event, for its organiser.

use super::super::chrome::Chrome;
use super::super::hall::platform;
use super::super::sent::{Sent, see};
use super::super::{Page, render};
use super::{Clock, Names, Scene, address, problem_text, refusal};
use crate::failure::Failure;
use crate::member::Member;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use meetings::{Day, MOST_DAYS, Settings};
use registry::content::{Problem, Wrong};

/// Days in an empty form, and empty ones beside those that are there.
const SPARE: usize = 3;

#[derive(Template)]
#[template(path = "meetings_settings.html")]
struct SettingsPage {
    page: Chrome,
    title: String,
    address: String,
    csrf: String,
    is_open: bool,
    problems: Vec<String>,
    entered: Entered,
}

/// What the form holds.
#[derive(Default)]
struct Entered {
    zone: String,
    days: Vec<[String; 3]>,
    minutes: String,
    pause: String,
    lunch_from: String,
    lunch_to: String,
    tables: String,
    most_meetings: String,
    most_in_a_row: String,
    wishes_until: String,
}

pub(in super::super) async fn show(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    member: Member,
) -> Page {
    page(&portal, &visit, &member, &id, None, Vec::new()).await
}

pub(in super::super) async fn save(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    visit: Visit,
    sent: Sent,
) -> Result<Response, Failure> {
    let entered = Entered::of(&sent);
    let problems = match entered.settings() {
        Ok(settings) => match platform(&portal)?.meetings().set(&sent.member.actor, &id, settings).await {
            Ok(()) => return Ok(see(&format!("{}?saved=settings", address(&id)))),
            Err(error) => refusal(visit.words(), &Clock(TimeZone::UTC), &Names(Default::default()), error)?,
        },
        Err(problems) => problems.iter().map(|problem| problem_text(visit.words(), problem)).collect(),
    };
    let page = page(&portal, &visit, &sent.member, &id, Some(entered), problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn page(
    portal: &Portal,
    visit: &Visit,
    member: &Member,
    id: &str,
    entered: Option<Entered>,
    problems: Vec<String>,
) -> Page {
    let scene = Scene::of(platform(portal)?, visit, member, id).await?;
    if !scene.organises {
        return Err(Failure::Forbidden("meetings are organised by the owner of the event and by curators".to_owned()));
    }
    let title = visit.words().fill("meetings-settings-of", [("name", scene.title.as_str().into())]);
    let settings = scene.round.as_ref().map(|round| &round.settings);
    render(&SettingsPage {
        page: Chrome::new(visit, "/desk", &title, portal.shown().as_deref()),
        title,
        address: scene.address.clone(),
        csrf: member.csrf().to_owned(),
        is_open: settings.is_some(),
        problems,
        entered: entered.unwrap_or_else(|| Entered::from(settings)).with_spare(),
    })
}

impl Entered {
    fn of(sent: &Sent) -> Self {
        let get = |name: &str| sent.get(name).trim().to_owned();
        let dates = sent.all("date").zip(sent.all("from")).zip(sent.all("to"));
        let days = dates.map(|((date, from), to)| [date, from, to].map(|text| text.trim().to_owned()));
        Self {
            zone: get("zone"),
            days: days.filter(|day| day.iter().any(|text| !text.is_empty())).collect(),
            minutes: get("minutes"),
            pause: get("pause"),
            lunch_from: get("lunch_from"),
            lunch_to: get("lunch_to"),
            tables: get("tables"),
            most_meetings: get("most_meetings"),
            most_in_a_row: get("most_in_a_row"),
            wishes_until: get("wishes_until"),
        }
    }

    /// Settings as they are; without any those that are usual, and days and the end of wishes missing.
    fn from(settings: Option<&Settings>) -> Self {
        let usual = Settings::default();
        let of = settings.unwrap_or(&usual);
        let hour = |time: Time| time.strftime("%H:%M").to_string();
        let until = of.wishes_until.to_zoned_datetime(of.time_zone()).strftime("%Y-%m-%dT%H:%M").to_string();
        Self {
            zone: of.zone.clone(),
            days: of.days.iter().map(|day| [day.date.to_string(), hour(day.from), hour(day.to)]).collect(),
            minutes: of.minutes.to_string(),
            pause: of.pause.to_string(),
            lunch_from: of.lunch.map(|(from, _)| hour(from)).unwrap_or_default(),
            lunch_to: of.lunch.map(|(_, to)| hour(to)).unwrap_or_default(),
            tables: of.tables.to_string(),
            most_meetings: of.most_meetings.to_string(),
            most_in_a_row: of.most_in_a_row.to_string(),
            wishes_until: if settings.is_some() { until } else { String::new() },
        }
    }

    fn with_spare(mut self) -> Self {
        let wanted = (self.days.len() + 1).max(SPARE).min(MOST_DAYS.max(self.days.len()));
        self.days.resize(wanted, Default::default());
        self
    }

    /// The settings, or what cannot be read.
    fn settings(&self) -> Result<Settings, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut wrong = |path: &str, is_missing: bool, expected: &'static str| {
            let what = if is_missing { Wrong::Missing } else { Wrong::Type { expected } };
            problems.push(Problem { path: path.to_owned(), what });
        };
        let mut number = |path: &str, text: &str| {
            let read = text.parse::<u32>().ok();
            if read.is_none() {
                wrong(path, text.is_empty(), "number");
            }
            read.unwrap_or_default()
        };
        let [minutes, pause, tables, most_meetings, most_in_a_row] = [
            number("minutes", &self.minutes),
            number("pause", &self.pause),
            number("tables", &self.tables),
            number("most_meetings", &self.most_meetings),
            number("most_in_a_row", &self.most_in_a_row),
        ];
        let day = |[date, from, to]: &[String; 3]| {
            let (date, from, to) = (date.parse::<Date>().ok()?, from.parse::<Time>().ok()?, to.parse::<Time>().ok()?);
            Some(Day { date, from, to })
        };
        let days: Vec<Day> = self.days.iter().filter_map(day).collect();
        if days.len() < self.days.len() {
            wrong("days", false, "day");
        }
        let lunch = match (self.lunch_from.as_str(), self.lunch_to.as_str()) {
            ("", "") => None,
            (from, to) => {
                let read = from.parse::<Time>().ok().zip(to.parse::<Time>().ok());
                if read.is_none() {
                    wrong("lunch", from.is_empty() || to.is_empty(), "time");
                }
                read
            }
        };
        let zone = TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC);
        let until = self.wishes_until.parse::<DateTime>().ok();
        let until = until.and_then(|time| zone.to_ambiguous_timestamp(time).compatible().ok());
        if until.is_none() {
            wrong("wishes_until", self.wishes_until.is_empty(), "time");
        }
        match until {
            Some(wishes_until) if problems.is_empty() => Ok(Settings {
                zone: self.zone.clone(),
                days,
                minutes,
                pause,
                lunch,
                tables,
                most_meetings,
                most_in_a_row,
                wishes_until,
            }),
            _ => Err(problems),
        }
    }
}
