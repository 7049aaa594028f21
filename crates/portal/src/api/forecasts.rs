//! `/forecasts`: all forecasts of a target, most probable first.

use super::answer::{Asked, answer};
use crate::atlas::MAIN_TARGET;
use crate::failure::Failure;
use crate::state::Portal;
use axum::extract::State;
use axum::response::Response;
use observatory::scan::ForecastRow;

pub(super) async fn list(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    let target = asked
        .choice("target", "one of sustained, cset, top10", |text| {
            ["sustained", "cset", "top10"].into_iter().find(|target| *target == text)
        })?
        .unwrap_or(MAIN_TARGET);
    let part = asked.part(&loaded)?;
    answer(&loaded, &asked, || {
        let topics = &loaded.atlas.topics;
        let mut rows: Vec<&ForecastRow> = topics
            .iter()
            .flat_map(|topic| topic.forecast.iter().chain(&topic.other_forecasts))
            .filter(|forecast| forecast.target == target)
            .collect();
        rows.sort_by(|a, b| (a.horizon, a.rank, &a.topic_id).cmp(&(b.horizon, b.rank, &b.topic_id)));
        let total = rows.len();
        let items: Vec<_> = rows.into_iter().skip(part.offset).take(part.limit).collect();
        Ok(asked.list(&loaded, part, items, total))
    })
}
