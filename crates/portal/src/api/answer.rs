//! What all answers of the API share: ETag, paging by cursor, parameters that are checked.

use crate::failure::Failure;
use crate::state::Loaded;
use crate::visit::{Visit, encode};
use axum::extract::FromRequestParts;
use axum::http::{HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::convert::Infallible;

/// Entries of a page where none are asked for, and at most.
const LIMIT: usize = 50;
const LARGEST_LIMIT: usize = 500;

/// What a program asks for.
pub(super) struct Asked {
    visit: Visit,
    known: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        let known = parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Asked { visit: Visit::read(&parts.uri, &parts.headers), known })
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

/// A page of a list.
#[derive(Serialize)]
pub(super) struct List<T> {
    /// Entries of this page.
    pub(super) items: Vec<T>,
    /// Entries of the whole list.
    pub(super) total: usize,
    /// Address of the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Asked {
    /// A parameter as it stands.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.visit.get(name)
    }

    /// A parameter, cut after so many characters.
    pub(super) fn longer(&self, name: &str, most: usize) -> Option<&str> {
        self.visit.longer(name, most)
    }

    /// A parameter that must be one of several values.
    pub(super) fn choice<T>(
        &self,
        name: &str,
        allowed: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Failure> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => match read(text) {
                Some(value) => Ok(Some(value)),
                None => Err(Failure::Parameter(format!("`{name}` must be {allowed}, not `{text}`"))),
            },
        }
    }

    /// The part of a list that `limit` and `cursor` ask for. A cursor holds for the scan that gave it.
    pub(super) fn part(&self, loaded: &Loaded) -> Result<Part, Failure> {
        let limit = self.choice("limit", "a number from 1 to 500", |text| {
            text.parse().ok().filter(|limit| (1..=LARGEST_LIMIT).contains(limit))
        })?;
        let scan = &loaded.atlas.manifest.scan_id;
        let offset =
            self.choice("cursor", "the cursor of a page of this very scan; start again without it", |text| {
                text.rsplit_once('.').filter(|(of, _)| of == scan).and_then(|(_, offset)| offset.parse().ok())
            })?;
        Ok(Part { offset: offset.unwrap_or(0), limit: limit.unwrap_or(LIMIT) })
    }

    /// A page of a list that was cut according to `part`.
    pub(super) fn list<T>(&self, loaded: &Loaded, part: Part, items: Vec<T>, total: usize) -> List<T> {
        let end = part.offset.saturating_add(items.len());
        let next = (end < total && !items.is_empty())
            .then(|| self.next(&encode(&format!("{}.{end}", loaded.atlas.manifest.scan_id))));
        List { items, total, next }
    }

    /// Address of the same list from a cursor on.
    pub(super) fn next(&self, cursor: &str) -> String {
        let kept = self.visit.query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let mut pairs: Vec<String> = kept.map(str::to_owned).collect();
        pairs.push(format!("cursor={cursor}"));
        format!("{}?{}", self.path(), pairs.join("&"))
    }

    /// Nested routers see only their part of the path.
    fn path(&self) -> String {
        if self.visit.path.starts_with("/api/") {
            self.visit.path.clone()
        } else {
            format!("/api/v1{}", self.visit.path)
        }
    }
}

/// JSON with the scan's ETag, or 304 where the client has it already.
pub(super) fn answer<T: Serialize>(
    loaded: &Loaded,
    asked: &Asked,
    body: impl FnOnce() -> Result<T, Failure>,
) -> Result<Response, Failure> {
    let etag = loaded.etag();
    let is_known = asked.known.as_deref().is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let text = serde_json::to_string(&body()?).map_err(|error| Failure::Internal(error.to_string()))?;
        ([(header::CONTENT_TYPE, "application/json")], text).into_response()
    };
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
