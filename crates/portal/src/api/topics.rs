//! `/topics`: the list, one topic with everything the scan says about it, its documents.

use super::answer::{Asked, answer};
use crate::atlas::{Atlas, Column, DIRECTIONS, Order, Selection, Topic};
use crate::failure::Failure;
use crate::pages::read;
use crate::state::Portal;
use axum::extract::{Path, State};
use axum::response::Response;
use observatory::scan::TopicRow;
use serde::Serialize;
use serde_json::json;

/// A topic in a list.
#[derive(Serialize)]
struct Summary<'a> {
    #[serde(flatten)]
    row: &'a TopicRow,
    /// Probability of the main target.
    probability: Option<f64>,
    /// Recent growth a year.
    growth: Option<f64>,
    /// Documents in the last year.
    last_year_documents: f64,
}

fn summary(topic: &Topic) -> Summary<'_> {
    Summary {
        row: &topic.row,
        probability: topic.probability(),
        growth: topic.growth(),
        last_year_documents: topic.last_volume(),
    }
}

fn selection(asked: &Asked) -> Result<Selection, Failure> {
    let columns = "one of label, direction, documents, last-year, growth, first-year, peak-year, probability";
    let column = asked.choice("sort", columns, Column::parse)?.unwrap_or(Column::Probability);
    let directions = "one of manufacturing, information, materials, energy, space, health, none";
    Ok(Selection {
        level: asked
            .choice("level", "1, 2 or 3", |text| text.parse().ok().filter(|level| (1..=3).contains(level)))?
            .unwrap_or(3),
        direction: asked.choice("direction", directions, |code| {
            (code == "none" || DIRECTIONS.contains(&code)).then(|| code.to_owned())
        })?,
        text: asked.text("q").unwrap_or_default().to_owned(),
        column,
        order: asked.choice("order", "asc or desc", Order::parse)?.unwrap_or(column.natural_order()),
    })
}

pub(super) async fn list(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    let (selection, part) = (selection(&asked)?, asked.part(&loaded)?);
    answer(&loaded, &asked, || {
        let rows = selection.rows(&loaded.atlas, crate::locale::Language::En);
        let total = rows.len();
        let items: Vec<_> =
            rows.iter().skip(part.offset).take(part.limit).map(|row| summary(&loaded.atlas.topics[*row])).collect();
        Ok(asked.list(&loaded, part, items, total))
    })
}

pub(super) async fn one(
    State(portal): State<Portal>,
    Path(topic_id): Path<String>,
    asked: Asked,
) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    let topic = loaded.atlas.topic(&topic_id).ok_or(Failure::NotFound)?;
    answer(&loaded, &asked, || Ok(everything(&loaded.atlas, topic)))
}

fn everything(atlas: &Atlas, topic: &Topic) -> serde_json::Value {
    json!({
        "topic": summary(topic),
        "children": topic.children.iter().map(|row| &atlas.topics[*row].row.topic_id).collect::<Vec<_>>(),
        "indicators": topic.indicators,
        "forecasts": topic.forecast.iter().chain(&topic.other_forecasts).collect::<Vec<_>>(),
        "outlook": topic.outlook,
        "representatives": topic.representatives,
        "leaders": topic.leaders,
        "neighbours": topic.neighbours,
        "lineage": topic.lineage,
    })
}

pub(super) async fn documents(
    State(portal): State<Portal>,
    Path(topic_id): Path<String>,
    asked: Asked,
) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    loaded.atlas.topic(&topic_id).ok_or(Failure::NotFound)?;
    let part = asked.part(&loaded)?;
    let (rows, total) =
        read(&loaded, move |loaded| loaded.scan.documents_of(&topic_id, part.offset, part.limit)).await?;
    answer(&loaded, &asked, || {
        let items: Vec<_> = rows
            .into_iter()
            .map(|(document, strength)| json!({ "document": document, "strength": strength }))
            .collect();
        Ok(asked.list(&loaded, part, items, total))
    })
}
