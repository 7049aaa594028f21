//! The JSON API under `/api/v1`: what the pages show and what forms write, for programs.
//!
//! Answers about topics are those of one scan and carry its id as their ETag, so that a client asks again cheaply; a record's ETag is the
//! number of its last event, and whoever changes it says which they saw. Who calls is said by a token (`caller`). Lists are paged by
//! cursor; errors are problem+json. The description of all of it is at `/api/v1/openapi.json`, as a page at `/api`.

mod agreements;
mod answer;
mod body;
mod caller;
mod facts;
mod files;
mod forecasts;
mod hall;
mod map;
mod merges;
mod mine;
pub(crate) mod problem;
mod records;
mod search;
mod ties;
mod topics;

use crate::failure::Failure;
use crate::state::Portal;
use answer::{Asked, answer};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Router, middleware};

/// The description of the API (OpenAPI 3.1).
pub(crate) const DESCRIPTION: &str = include_str!("openapi.json");

/// Routes below `/api/v1`.
pub(crate) fn routes(portal: &Portal) -> Router<Portal> {
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
        .route("/kinds/{code}/schema", get(hall::schema))
        .route("/facts", get(facts::declared))
        .route("/merges", get(merges::list).post(merges::decide))
        .route("/merges/{id}", delete(merges::split))
        .route("/me", get(mine::me))
        .route("/me/records", get(mine::records))
        .route("/queue", get(mine::queue))
        .route("/search", get(search::find))
        .route("/records", get(hall::list).post(records::begin))
        .route("/records/{id}", get(records::one).put(records::put))
        .route("/records/{id}/agreements/{party}", put(agreements::put).delete(agreements::delete))
        .route("/records/{id}/difference", get(records::difference))
        .route("/records/{id}/facts", get(facts::list).post(facts::add))
        .route("/records/{id}/fields/{field}/files", post(files::put_in))
        .route("/records/{id}/fields/{field}/files/{file}", delete(files::take_out))
        .route("/records/{id}/files/{file}", get(files::get))
        .route("/records/{id}/history", get(records::history))
        .route("/records/{id}/ties", get(ties::list).post(ties::add))
        .route("/records/{id}/ties/{tie}", delete(ties::retract))
        .route("/records/{id}/transitions/{transition}", post(records::act))
        .route("/records/{id}/versions/{number}", get(records::version))
        .route("/records/{id}/versions/{number}/receipt", get(hall::receipt))
        .route("/openapi.json", get(description))
        .method_not_allowed_fallback(async || Failure::Method)
        .layer(DefaultBodyLimit::max(body::LARGEST))
        .layer(middleware::from_fn_with_state(portal.clone(), caller::gate))
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
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION)
}
