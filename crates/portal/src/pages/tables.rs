//! Files to take away: templates of a kind, one's own records, and what the hall shows.

use super::hall::{platform, wanted};
use crate::failure::Failure;
use crate::locale::Language;
use crate::member::Member;
use crate::state::Portal;
use crate::visit::Visit;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use registry::bulk::{Format, WriteError, template, write};
use registry::content::Content;

/// `/import/{kind}/template.xlsx`: an empty file with headings.
pub(super) async fn empty(
    State(portal): State<Portal>,
    Path((code, file)): Path<(String, String)>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    member.party()?;
    let format = file.strip_prefix("template.").and_then(Format::from_ending).ok_or(Failure::NotFound)?;
    let definitions = platform(&portal)?.registry().definitions();
    let kind = definitions.kind(&code).ok_or(Failure::NotFound)?;
    let today = member.actor.now.to_zoned_datetime(TimeZone::UTC).date();
    let bytes = template(kind, &definitions, format, visit.language == Language::Zh, today).map_err(unwritten)?;
    Ok(answer(&code, format, bytes))
}

/// `/desk/files/offer.csv`: the member's records of a kind, with all fields.
pub(super) async fn own(
    State(portal): State<Portal>,
    Path(file): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    member.party()?;
    let (code, format) = named(&file)?;
    let rows = platform(&portal)?.registry().own_rows(&member.actor, code).await?;
    written(&portal, &visit, code, format, rows).await
}

/// `/hall/files/offer.csv?region=…`: what the hall shows of a kind, with the filters of the address.
pub(super) async fn hall(
    State(portal): State<Portal>,
    Path(file): Path<String>,
    visit: Visit,
    member: Member,
) -> Result<Response, Failure> {
    let (code, format) = named(&file)?;
    let registry = platform(&portal)?.registry();
    let definitions = registry.definitions();
    let rows = registry.hall_rows(&member.actor, code, &wanted(&definitions, &visit)).await?;
    written(&portal, &visit, code, format, rows).await
}

/// Kind and format of the name of a file.
fn named(file: &str) -> Result<(&str, Format), Failure> {
    let (code, ending) = file.rsplit_once('.').ok_or(Failure::NotFound)?;
    Ok((code, Format::from_ending(ending).ok_or(Failure::NotFound)?))
}

/// Thousands of rows take a while to write: that happens away from the threads that answer requests.
async fn written(
    portal: &Portal,
    visit: &Visit,
    code: &str,
    format: Format,
    rows: Vec<(String, Content)>,
) -> Result<Response, Failure> {
    let definitions = platform(portal)?.registry().definitions();
    let (kind, chinese) = (code.to_owned(), visit.language == Language::Zh);
    let work = tokio::task::spawn_blocking(move || {
        let kind = definitions.kind(&kind).ok_or(Failure::NotFound)?;
        write(kind, &definitions, rows, format, chinese).map_err(unwritten)
    });
    let bytes = work.await.map_err(|error| Failure::Internal(error.to_string()))??;
    Ok(answer(code, format, bytes))
}

fn unwritten(error: WriteError) -> Failure {
    match error {
        WriteError::Cell { .. } => Failure::Conflict(error.to_string()),
        other => Failure::Internal(other.to_string()),
    }
}

fn answer(name: &str, format: Format, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{}\"", format.ending());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}
