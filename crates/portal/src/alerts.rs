//! Letters about what is new among what a member keeps a filter or a question for: once a day at most for each.

use crate::failure::Failure;
use crate::locale::Language;
use crate::pages::{hall, saved, search};
use crate::platform::Platform;
use crate::show::text_of;
use crate::visit::Visit;
use accounts::letter;
use axum::http::{HeaderMap, Uri};
use jiff::{SignedDuration, Timestamp};
use registry::hall::Publication;
use registry::{Actor, Role};
use serde_json::{Map, Value};
use store::schema::saved_filter;

/// Time between two letters about one filter.
const APART: SignedDuration = SignedDuration::from_hours(24);
/// Filters that are looked at in one go.
const FILTERS: u64 = 500;
/// Records that a letter names.
const NAMED: usize = 10;
/// The letter.
const ALERT: &str = "alert";

/// Asks for the letters that are due. Returns how many.
pub(crate) async fn send(platform: &Platform, now: Timestamp) -> Result<usize, Failure> {
    let mut sent = 0;
    for filter in platform.registry().filters_to_tell(now - APART, FILTERS).await? {
        sent += usize::from(tell(platform, &filter, now).await?);
    }
    Ok(sent)
}

async fn tell(platform: &Platform, filter: &saved_filter::Model, now: Timestamp) -> Result<bool, Failure> {
    let system = Actor::party("system", now).with_role(Role::Operator);
    let Ok(person) = platform.accounts().person(&system, &filter.party).await else { return Ok(false) };
    let page = saved::page(&filter.query);
    let path = format!("{page}?{}", filter.query);
    let address: Uri = path.parse().map_err(|_| Failure::Parameter(filter.query.clone()))?;
    let mut visit = Visit::read(&address, &HeaderMap::new());
    visit.language = Language::parse(&person.language).unwrap_or(Language::Zh);
    let found = match page {
        "/search" => search::newest(platform, &visit).await?,
        _ => hall::newest(platform, &visit).await?,
    };
    let told = filter.alerted_at.unwrap_or(i64::MAX);
    let fresh: Vec<&Publication> = found.iter().filter(|found| found.published_at > told).collect();
    let transaction = platform.registry().store().write().await?;
    let newest = fresh.iter().map(|found| found.published_at).max().unwrap_or(told);
    platform.registry().told(&transaction, filter, newest.max(store::millis(now - APART) + 1)).await?;
    if !fresh.is_empty() {
        let lines: Vec<String> = fresh.iter().take(NAMED).map(|found| line(platform, found, &visit)).collect();
        let parameters = Map::from_iter([
            ("name".to_owned(), Value::String(filter.name.clone())),
            ("number".to_owned(), Value::String(fresh.len().to_string())),
            ("lines".to_owned(), Value::String(lines.join("\n\n    "))),
            ("path".to_owned(), Value::String(path)),
        ]);
        letter::ask(&*transaction, &person.email, ALERT, &person.language, parameters, now).await?;
    }
    transaction.commit().await?;
    Ok(!fresh.is_empty())
}

/// A record as a letter names it.
fn line(platform: &Platform, found: &Publication, visit: &Visit) -> String {
    let definitions = platform.registry().definitions();
    let kind = definitions.kind(&found.kind);
    let title = kind.and_then(|kind| text_of(&found.content, &kind.title, visit.language));
    let title = title.map_or_else(|| visit.words().say("record-untitled"), str::to_owned);
    format!("{title}\n    {}/records/{}", crate::letters::site().trim_end_matches('/'), found.id)
}
