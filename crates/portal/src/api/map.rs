//! `/map`: the places of all topics, with what the map is coloured and sized by. Numbers are rounded: they are for drawing.

use super::answer::{Asked, answer};
use crate::atlas::{Atlas, TOPIC};
use crate::failure::Failure;
use crate::state::Portal;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;

pub(super) async fn show(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    answer(&loaded, &asked, || Ok(drawing(&loaded.atlas)))
}

fn drawing(atlas: &Atlas) -> serde_json::Value {
    let thousandth = |value: f64| (value * 1000.0).round() / 1000.0;
    let of_level = |level: u8| atlas.topics.iter().filter(move |topic| topic.row.level == level);
    let place = |value: f32| thousandth(f64::from(value));
    let topics: Vec<_> = of_level(TOPIC)
        .map(|topic| {
            let row = &topic.row;
            json!({
                "id": row.topic_id,
                "label_en": topic.label(crate::locale::Language::En),
                "label_zh": topic.label(crate::locale::Language::Zh),
                "x": place(row.x),
                "y": place(row.y),
                "direction": Atlas::colour(row.direction.as_deref()),
                "documents": row.documents,
                "probability": topic.probability().map(thousandth),
                "volume": topic.volume.iter().map(|value| value.round() as i64).collect::<Vec<_>>(),
            })
        })
        .collect();
    let areas: Vec<_> = of_level(1)
        .map(|area| {
            json!({
                "label_en": area.label(crate::locale::Language::En),
                "label_zh": area.label(crate::locale::Language::Zh),
                "x": place(area.row.x),
                "y": place(area.row.y),
            })
        })
        .collect();
    json!({ "years": atlas.years, "topics": topics, "areas": areas })
}
