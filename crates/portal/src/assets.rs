//! Styles and scripts, built from `web/` and embedded in the binary.
//!
//! The build names files by their content (`site-3F2A….css`) and lists them in `manifest.json`; a browser may therefore keep
//! them for ever.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// Plain name (`site.css`) to name by content (`site-3F2A….css`).
static NAMES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    Dist::get("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok()).unwrap_or_default()
});

/// Whether the web assets were built before the binary was.
pub(crate) fn are_built() -> bool {
    !NAMES.is_empty()
}

/// Address of an asset by its plain name.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}", NAMES.get(name).map_or(name, String::as_str))
}

/// Content of an asset by its plain name.
pub(crate) fn bytes(name: &str) -> Option<Vec<u8>> {
    let name = NAMES.get(name).map_or(name, String::as_str);
    Dist::get(name).map(|file| file.data.into_owned())
}

/// Serves `/assets/{name}`.
pub(crate) async fn serve(axum::extract::Path(name): axum::extract::Path<String>) -> Response {
    let Some(file) = Dist::get(&name).filter(|_| name != "manifest.json") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, file.data.into_owned()).into_response()
}
