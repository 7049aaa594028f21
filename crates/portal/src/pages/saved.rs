//! Filters of the hall that a member keeps: kept and forgotten here, shown on the page of the hall.

use super::hall::platform;
use crate::failure::Failure;
use crate::member::Member;
use crate::state::Portal;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry::saved::SaveError;
use store::schema::saved_filter;

/// A filter as the hall shows it.
pub(super) struct SavedLine {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) feed: String,
    pub(super) remove: String,
}

impl SavedLine {
    /// A filter.
    pub(super) fn of(row: &saved_filter::Model) -> Self {
        Self {
            name: row.name.clone(),
            address: format!("/hall?{}", row.query),
            feed: format!("/hall/feed.atom?{}", row.query),
            remove: format!("/hall/saved/{}/remove", row.id),
        }
    }
}

/// The query of an address of the hall, without what belongs to a page only.
pub(super) fn query(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, query)| query)
}

pub(super) async fn save(
    State(portal): State<Portal>,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let get = |name: &str| pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    member.checks(get("_csrf"))?;
    let query = get("_query").unwrap_or_default();
    // It goes back into an address: nothing but what stands in one.
    if !query.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~=&%".contains(&byte)) {
        return Err(Failure::Form);
    }
    let problem =
        match platform(&portal)?.registry().save_filter(&member.actor, get("name").unwrap_or_default(), query).await {
            Ok(_) => "",
            Err(SaveError::Name) => "name",
            Err(SaveError::Nothing) => "nothing",
            Err(SaveError::TooMany) => "too-many",
            Err(SaveError::Registry(error)) => return Err(error.into()),
        };
    let problem = if problem.is_empty() { String::new() } else { format!("&problem={problem}") };
    Ok(see(&format!("/hall?{query}{problem}")))
}

pub(super) async fn remove(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    member: Member,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let csrf = pairs.iter().find(|(name, _)| name == "_csrf").map(|(_, value)| value.as_str());
    member.checks(csrf)?;
    platform(&portal)?.registry().remove_filter(&member.actor, &id).await?;
    Ok(see("/hall"))
}

fn see(address: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_owned())]).into_response()
}
