//! `/records/{id}/files/{file}` and `/records/{id}/fields/{field}/files`: files of records, as they are.

use super::caller::Caller;
use super::problem::Refused;
use super::records::{matched, version_asked, written};
use crate::failure::Failure;
use crate::pages::files::given;
use crate::pages::hall::platform;
use crate::state::Portal;
use accounts::Scope;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::StreamExt;

/// Letters of a name at most.
const NAME: usize = 255;

pub(super) async fn get(
    State(portal): State<Portal>,
    Path((id, file)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    let version = version_asked(&caller)?;
    Ok(given(platform(&portal)?.files().read(&caller.actor, &id, version, &file).await?))
}

/// Takes a file in: the body is the file, `name` its name.
pub(super) async fn put_in(
    State(portal): State<Portal>,
    Path((id, field)): Path<(String, String)>,
    caller: Caller,
    body: Body,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    let platform = platform(&portal)?;
    let before = platform.registry().read(&caller.actor, &id, None).await?;
    let seen = matched(&caller, &before)?;
    let name = caller.visit.get("name").unwrap_or_default();
    if name.is_empty() || name.chars().count() > NAME {
        return Err(Failure::Parameter(format!("`name` must be the name of the file, of at most {NAME} letters")));
    }
    let lifecycle = platform.lifecycle();
    let refused = |error| Refused::of(error, &caller);
    let begun = lifecycle.begin_upload(platform.files(), &caller.actor, &id, &field, name).await;
    let mut upload = begun.map_err(refused)?;
    let mut bytes = body.into_data_stream();
    while let Some(chunk) = bytes.next().await {
        let ended = |_| Refused::because(StatusCode::BAD_REQUEST, "body", "the body ended early");
        upload.write(&chunk.map_err(ended)?).await.map_err(|error| refused(error.into()))?;
    }
    let record = lifecycle.attach(&caller.actor, &caller.command()?, seen, upload).await.map_err(refused)?;
    written(platform, &caller, StatusCode::CREATED, record).await
}

/// Takes a file out of its field. Versions that had it keep it.
pub(super) async fn take_out(
    State(portal): State<Portal>,
    Path((id, field, file)): Path<(String, String, String)>,
    caller: Caller,
) -> Result<Response, Failure> {
    caller.may(Scope::Write)?;
    let platform = platform(&portal)?;
    let before = platform.registry().read(&caller.actor, &id, None).await?;
    let seen = matched(&caller, &before)?;
    let done = platform.lifecycle().detach(&caller.actor, &caller.command()?, &id, seen, &field, &file).await;
    let record = done.map_err(|error| Refused::of(error, &caller))?;
    written(platform, &caller, StatusCode::OK, record).await
}
