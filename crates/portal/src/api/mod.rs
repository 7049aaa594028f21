//! The JSON API under `/api/v1`: what the pages show, for programs.
//!
//! Answers are those of one scan and carry its id as their ETag, so that a client asks again cheaply. Lists are paged by
//! cursor; errors are problem+json. The description of all of it is at `/api/v1/openapi.json`.

mod answer;
mod forecasts;
mod hall;
mod map;
pub(crate) mod problem;
mod topics;

use crate::failure::Failure;
use crate::state::Portal;
use answer::{Asked, answer};
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// Routes below `/api/v1`.
pub(crate) fn routes() -> Router<Portal> {
    Router::new()
        .route("/scan", get(scan))
        .route("/topics", get(topics::list))
        .route("/topics/{topic_id}", get(topics::one))
        .route("/topics/{topic_id}/documents", get(topics::documents))
        .route("/forecasts", get(forecasts::list))
        .route("/backtest", get(backtest))
        .route("/map", get(map::show))
        .route("/kinds", get(hall::kinds))
        .route("/kinds/{code}", get(hall::kind))
        .route("/records", get(hall::list))
        .route("/records/{id}", get(hall::one))
        .route("/records/{id}/versions/{number}", get(hall::version))
        .route("/records/{id}/versions/{number}/receipt", get(hall::receipt))
        .route("/openapi.json", get(description))
}

async fn scan(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    answer(&loaded, &asked, || Ok(loaded.atlas.manifest.clone()))
}

async fn backtest(State(portal): State<Portal>, asked: Asked) -> Result<Response, Failure> {
    let loaded = portal.current().await?;
    answer(&loaded, &asked, || Ok(loaded.backtest.as_ref().ok_or(Failure::NoBacktest)?.report.clone()))
}

async fn description() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], include_str!("openapi.json"))
}
