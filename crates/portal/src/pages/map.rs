//! The topic map. Without scripts it is a picture of linked circles; with them it can be zoomed, searched and played.

use super::chrome::Chrome;
use super::lines::{Direction, TopicLine, address};
use super::{Page, render};
use crate::atlas::{Atlas, DIRECTIONS, Selection, TOPIC};
use crate::state::Portal;
use crate::svg;
use crate::visit::Visit;
use askama::Template;
use axum::extract::State;

/// Circles of the static picture: more would be a blot, and slow to read aloud.
const CIRCLES: usize = 400;
/// Topics in the table below.
const LISTED: usize = 30;

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    page: Chrome,
    first_year: i32,
    last_year: i32,
    picture: String,
    legend: Vec<Direction>,
    listed: Vec<TopicLine>,
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let (atlas, words) = (&loaded.atlas, visit.words());
    let mut rows: Vec<usize> = (0..atlas.topics.len()).filter(|row| atlas.topics[*row].row.level == TOPIC).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(atlas.topics[*row].row.documents));
    let spots: Vec<svg::Spot<'_>> = rows
        .iter()
        .take(CIRCLES)
        .map(|row| {
            let topic = &atlas.topics[*row];
            svg::Spot {
                address: address(&topic.row.topic_id),
                name: topic.label(visit.language),
                place: [topic.row.x, topic.row.y],
                documents: f64::from(topic.row.documents),
                colour: Atlas::colour(topic.row.direction.as_deref()),
            }
        })
        .collect();
    let areas: Vec<(&str, [f32; 2])> = atlas
        .topics
        .iter()
        .filter(|topic| topic.row.level == 1)
        .map(|topic| (short(topic.label(visit.language)), [topic.row.x, topic.row.y]))
        .collect();
    let listed = Selection::default().rows(atlas, visit.language);
    render(&Map {
        page: Chrome::new(&visit, "/map", &words.say("nav-map"), Some(&loaded)).with_script("map.js"),
        first_year: atlas.years.first().copied().unwrap_or_default(),
        last_year: atlas.years.last().copied().unwrap_or_default(),
        picture: svg::map(&words.say("map-title"), &spots, &areas),
        legend: DIRECTIONS.into_iter().map(Some).chain([None]).map(|code| Direction::of(code, words)).collect(),
        listed: listed.iter().take(LISTED).map(|row| TopicLine::of(&atlas.topics[*row], visit.language)).collect(),
    })
}

/// The first phrase of a label.
fn short(label: &str) -> &str {
    label.split(" · ").next().unwrap_or(label)
}
