//! The table of topics: filtered, sorted and paged on the server.

use super::chrome::Chrome;
use super::lines::{Direction, TopicLine};
use super::{Page, render};
use crate::atlas::{Column, DIRECTIONS, Order, Selection};
use crate::locale::Words;
use crate::state::Portal;
use crate::visit::{Visit, encode};
use askama::Template;
use axum::extract::State;

/// Topics on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "topics.html")]
struct Topics {
    page: Chrome,
    found: String,
    text: String,
    sort: &'static str,
    order: &'static str,
    levels: Vec<Choice>,
    directions: Vec<Choice>,
    heads: Vec<Head>,
    lines: Vec<TopicLine>,
    paging: Paging,
}

/// An entry of a filter.
struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// A column's head.
struct Head {
    name: &'static str,
    text: String,
    address: String,
    /// `ascending`, `descending` or `none`.
    sorted: &'static str,
}

/// Where a page stands among its neighbours.
pub(super) struct Paging {
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
    pub(super) text: String,
}

impl Paging {
    /// Page `number` (from 1) of so many pages; `address` is given the number of another page.
    pub(super) fn new(number: usize, pages: usize, words: &Words, address: impl Fn(usize) -> String) -> Paging {
        Paging {
            previous: (number > 1).then(|| address(number - 1)),
            next: (number < pages).then(|| address(number + 1)),
            text: words.fill(
                "paging-place",
                [("page", number.to_string().into()), ("pages", pages.max(1).to_string().into())],
            ),
        }
    }
}

/// The page that is asked for: 1 where it is absent or wrong, the last where it is too high.
pub(super) fn page_number(visit: &Visit, pages: usize) -> usize {
    visit.get("page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, pages.max(1))
}

/// What the address asks for; anything that is not understood is as if absent.
fn selection(visit: &Visit) -> Selection {
    let column = visit.get("sort").and_then(Column::parse).unwrap_or(Column::Probability);
    Selection {
        level: visit
            .get("level")
            .and_then(|text| text.parse().ok())
            .filter(|level| (1..=3).contains(level))
            .unwrap_or(3),
        direction: visit
            .get("direction")
            .filter(|code| *code == "none" || DIRECTIONS.contains(code))
            .map(str::to_owned),
        text: visit.get("q").unwrap_or_default().to_owned(),
        column,
        order: visit.get("order").and_then(Order::parse).unwrap_or(column.natural_order()),
    }
}

/// Address of a table, leaving out what is the default.
fn table_address(selection: &Selection, page: usize) -> String {
    let mut parts = Vec::new();
    let default = Selection::default();
    if selection.level != default.level {
        parts.push(format!("level={}", selection.level));
    }
    if let Some(direction) = &selection.direction {
        parts.push(format!("direction={}", encode(direction)));
    }
    if !selection.text.is_empty() {
        parts.push(format!("q={}", encode(&selection.text)));
    }
    if (selection.column, selection.order) != (default.column, default.order) {
        parts.push(format!("sort={}&order={}", selection.column.name(), selection.order.name()));
    }
    if page > 1 {
        parts.push(format!("page={page}"));
    }
    if parts.is_empty() { "/topics".to_owned() } else { format!("/topics?{}", parts.join("&")) }
}

pub(super) async fn show(State(portal): State<Portal>, visit: Visit) -> Page {
    let loaded = portal.current().await?;
    let (atlas, words) = (&loaded.atlas, visit.words());
    let selection = selection(&visit);
    let rows = selection.rows(atlas, visit.language);
    let pages = rows.len().div_ceil(PAGE);
    let number = page_number(&visit, pages);
    let shown = rows.iter().skip((number - 1) * PAGE).take(PAGE);
    let codes = DIRECTIONS.into_iter().chain(["none"]);
    render(&Topics {
        page: Chrome::new(&visit, "/topics", &words.say("nav-topics"), Some(&loaded)),
        found: words.count(&format!("topics-found-{}", selection.level), rows.len() as u64),
        text: selection.text.clone(),
        sort: selection.column.name(),
        order: selection.order.name(),
        levels: (1..=3u8)
            .rev()
            .map(|level| Choice {
                value: level.to_string(),
                text: words.say(&format!("level-{level}")),
                chosen: level == selection.level,
            })
            .collect(),
        directions: codes
            .map(|code| Choice {
                value: code.to_owned(),
                text: Direction::of(Some(code).filter(|code| *code != "none"), words).name,
                chosen: selection.direction.as_deref() == Some(code),
            })
            .collect(),
        heads: Column::ALL.into_iter().map(|column| head(column, &selection, words)).collect(),
        lines: shown.map(|row| TopicLine::of(&atlas.topics[*row], visit.language)).collect(),
        paging: Paging::new(number, pages, words, |page| table_address(&selection, page)),
    })
}

fn head(column: Column, selection: &Selection, words: &Words) -> Head {
    let is_sorted = column == selection.column;
    let order = if is_sorted { selection.order.reversed() } else { column.natural_order() };
    Head {
        name: column.name(),
        text: words.say(&format!("column-{}", column.name())),
        address: table_address(&Selection { column, order, ..selection.clone() }, 1),
        sorted: match selection.order {
            _ if !is_sorted => "none",
            Order::Ascending => "ascending",
            Order::Descending => "descending",
        },
    }
}
