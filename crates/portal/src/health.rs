//! Whether this server should get requests, for load balancers: one small statement to the database, and whether the log advanced.

use crate::platform::Platform;
use crate::state::Portal;
use crate::troubles::Part;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::time::Duration;

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(2);

pub(crate) async fn show(State(portal): State<Portal>) -> Response {
    let mut failing = Vec::new();
    if let Some(platform) = portal.platform() {
        if !database_answers(platform).await {
            failing.push("database");
        }
        if platform.troubles().of(Part::Log).is_some() {
            failing.push("log");
        }
    }
    let (status, body) = if failing.is_empty() {
        (StatusCode::OK, json!({"status": "ok"}))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, json!({"status": "failing", "failing": failing}))
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

pub(crate) async fn database_answers(platform: &Platform) -> bool {
    matches!(tokio::time::timeout(PATIENCE, platform.registry().store().ping()).await, Ok(Ok(())))
}
