//! The notary's log as static files, in the layout of <https://c2sp.org/tlog-tiles>.

use super::hall::platform;
use crate::failure::Failure;
use crate::state::Portal;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

pub(super) async fn checkpoint(State(portal): State<Portal>) -> Result<Response, Failure> {
    let note = platform(&portal)?.notary().checkpoint().await;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], note)
        .into_response())
}

pub(super) async fn tile(State(portal): State<Portal>, Path(path): Path<String>) -> Result<Response, Failure> {
    if !is_tile(&path) {
        return Err(Failure::NotFound);
    }
    let file = platform(&portal)?.log_folder().join("tile").join(&path);
    let bytes = tokio::fs::read(&file).await.map_err(|_| Failure::NotFound)?;
    let kind = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((kind, bytes).into_response())
}

/// `<level or entries>/<number>[.p/<width>]`: nothing else is below that folder, and nothing else is read.
fn is_tile(path: &str) -> bool {
    let digits = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut parts: Vec<&str> = path.split('/').collect();
    let level = parts.remove(0);
    if level != "entries" && !digits(level, 1, 2) {
        return false;
    }
    if parts.len() >= 2 && parts[parts.len() - 2].ends_with(".p") {
        let width = parts.pop().unwrap_or_default();
        if !digits(width, 1, 3) {
            return false;
        }
    } else if parts.last().is_none_or(|last| last.ends_with(".p")) {
        return false;
    }
    let last = parts.pop().map(|last| last.strip_suffix(".p").unwrap_or(last)).unwrap_or_default();
    digits(last, 3, 3)
        && parts.len() < 8
        && parts.iter().all(|part| part.strip_prefix('x').is_some_and(|part| digits(part, 3, 3)))
}

#[cfg(test)]
mod tests {
    use super::is_tile;

    #[test]
    fn only_tiles_are_read() {
        for path in ["0/000", "0/273.p/112", "1/x001/x234/067", "entries/x001/000.p/8"] {
            assert!(is_tile(path), "{path}");
        }
        for path in [
            "",
            "0",
            "0/",
            "0/..",
            "../key",
            "0/../../key",
            "entries/000.p",
            "0/000.p/",
            "0/000.p/1/2",
            "0/x001",
            "0/1",
            "x/000",
            "0/000/",
        ] {
            assert!(!is_tile(path), "{path}");
        }
    }
}
