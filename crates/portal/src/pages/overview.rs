//! The overview: what is emerging, by direction, and how far to trust it.

use super::chrome::{Chrome, day};
use super::lines::{Direction, TopicLine};
use super::overview_hall::{self, HallPart};
use super::{Page, render};
use crate::atlas::{Atlas, DirectionSummary, TOPIC};
use crate::failure::Failure;
use crate::state::Portal;
use crate::visit::Visit;
use crate::{numbers, svg};
use askama::Template;
use axum::extract::State;

/// Topics in the list of emerging ones.
const EMERGING: usize = 10;

#[derive(Template)]
#[template(path = "overview.html")]
struct Overview {
    page: Chrome,
    lead: String,
    created: String,
    facts: Vec<(String, String)>,
    emerging_note: String,
    emerging: Vec<TopicLine>,
    cards: Vec<Card>,
    corpus_chart: String,
    corpus_caption: String,
    trust: Option<String>,
    hall: Option<HallPart>,
}

/// A direction's card.
struct Card {
    direction: Direction,
    topics: String,
    documents: String,
    rising: String,
    spark: String,
    top: Vec<TopicLine>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let loaded = match portal.current().await {
        Err(Failure::NoScan) => return overview_hall::home(&portal, &visit).await,
        other => other?,
    };
    let hall = overview_hall::of(&portal, &visit).await?;
    let (atlas, words) = (&loaded.atlas, visit.words());
    let manifest = &atlas.manifest;
    let fact = |key: &str, value: f64| (numbers::grouped(value), words.say(key));
    let first = atlas.years.first().copied().unwrap_or(manifest.first_year);
    let years = format!("{first}–{}", manifest.until);
    let horizon = atlas.emerging.first().and_then(|row| atlas.topics[*row].forecast.as_ref()).map_or(3, |f| f.horizon);
    let title = words.say("nav-overview");
    render(&Overview {
        hall,
        page: Chrome::new(&visit, "/", &title, Some(&loaded)),
        lead: words.fill(
            "overview-lead",
            [
                ("documents", numbers::grouped(manifest.documents as f64).into()),
                ("topics", numbers::grouped(atlas.count(TOPIC) as f64).into()),
                ("horizon", i64::from(horizon).into()),
                ("until", manifest.until.to_string().into()),
            ],
        ),
        created: day(&manifest.created),
        facts: vec![
            fact("fact-documents", manifest.documents as f64),
            (years.clone(), words.say("fact-years")),
            fact("fact-areas", atlas.count(1) as f64),
            fact("fact-fields", atlas.count(2) as f64),
            fact("fact-topics", atlas.count(TOPIC) as f64),
            fact("fact-forecasts", atlas.emerging.len() as f64),
        ],
        emerging_note: words.fill("overview-emerging-note", [("horizon", i64::from(horizon).into())]),
        emerging: lines(atlas, &atlas.emerging[..atlas.emerging.len().min(EMERGING)], &visit),
        cards: atlas
            .directions
            .iter()
            .filter(|direction| direction.code.is_some())
            .map(|direction| card(atlas, direction, &visit))
            .collect(),
        corpus_chart: svg::fan_chart(&words.say("overview-corpus-chart"), &atlas.years, &atlas.volume, &[], 6),
        corpus_caption: words.fill("overview-corpus-caption", [("years", years.into())]),
        trust: loaded.backtest.as_ref().and_then(|backtest| backtest.in_one_sentence(words)),
    })
}

fn lines(atlas: &Atlas, rows: &[usize], visit: &Visit) -> Vec<TopicLine> {
    rows.iter().map(|row| TopicLine::of(&atlas.topics[*row], visit.language)).collect()
}

fn card(atlas: &Atlas, direction: &DirectionSummary, visit: &Visit) -> Card {
    let words = visit.words();
    Card {
        direction: Direction::of(direction.code, words),
        topics: words.count("card-topics", direction.topics as u64),
        documents: words.count("card-documents", direction.documents),
        rising: words.count("card-rising", direction.rising as u64),
        spark: svg::card_line(&direction.volume, Atlas::colour(direction.code)),
        top: lines(atlas, &direction.top, visit),
    }
}
