//! Filters of the hall and questions that a member keeps: kept and forgotten here, shown on the pages of the hall and of searching.

use super::hall::platform;
use super::sent::{Sent, see};
use crate::failure::Failure;
use crate::state::Portal;
use axum::extract::{Path, State};
use axum::response::Response;
use registry::saved::SaveError;
use store::schema::saved_filter;

/// A filter as the hall shows it.
pub(super) struct SavedLine {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) feed: String,
    pub(super) remove: String,
    /// Where it is said whether mail is wanted, and whether it is.
    pub(super) alert: String,
    pub(super) is_told: bool,
}

impl SavedLine {
    /// A filter.
    pub(super) fn of(row: &saved_filter::Model) -> Self {
        let page = page(&row.query);
        Self {
            name: row.name.clone(),
            address: format!("{page}?{}", row.query),
            feed: format!("{page}/feed.atom?{}", row.query),
            remove: format!("/hall/saved/{}/remove", row.id),
            alert: format!("/hall/saved/{}/alert", row.id),
            is_told: row.alerted_at.is_some(),
        }
    }
}

/// The page of a query: a question is asked on the page of its own.
pub(crate) fn page(query: &str) -> &'static str {
    if query.starts_with("q=") { "/search" } else { "/hall" }
}

/// The query of an address of the hall, without what belongs to a page only.
pub(super) fn query(address: &str) -> &str {
    address.split_once('?').map_or("", |(_, query)| query)
}

pub(super) async fn save(State(portal): State<Portal>, sent: Sent) -> Result<Response, Failure> {
    let query = sent.get("_query");
    // It goes back into an address: nothing but what stands in one.
    if !query.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~=&%".contains(&byte)) {
        return Err(Failure::Form);
    }
    let problem = match platform(&portal)?.registry().save_filter(&sent.member.actor, sent.get("name"), query).await {
        Ok(_) => "",
        Err(SaveError::Name) => "name",
        Err(SaveError::Nothing) => "nothing",
        Err(SaveError::TooMany) => "too-many",
        Err(SaveError::Registry(error)) => return Err(error.into()),
    };
    let problem = if problem.is_empty() { String::new() } else { format!("&problem={problem}") };
    Ok(see(&format!("{}?{query}{problem}", page(query))))
}

pub(super) async fn remove(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    platform(&portal)?.registry().remove_filter(&sent.member.actor, &id).await?;
    Ok(see("/hall"))
}

/// Whether the member is told by mail of what a filter finds.
pub(super) async fn alert(
    State(portal): State<Portal>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Failure> {
    platform(&portal)?.registry().alert_filter(&sent.member.actor, &id, sent.get("on") == "1").await?;
    Ok(see("/hall"))
}
