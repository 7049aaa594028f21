//! Pages of those who run the installation. Operators read and change, auditors read; the engines decide.

mod audit;
mod definitions;
mod health;
mod jobs;
mod parties;
mod party;
mod suggestions;

use super::chrome::Chrome;
use super::hall::platform;
use crate::failure::Failure;
use crate::locale::Words;
use crate::member::Member;
use crate::platform::Platform;
use crate::state::Portal;
use crate::visit::Visit;
use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use registry::Role;

/// Lines of a page.
const LINES: u64 = 50;

pub(super) fn routes() -> Router<Portal> {
    Router::new()
        .route("/operator", get(health::show))
        .route("/operator/parties", get(parties::show))
        .route("/operator/parties/{id}", get(party::show).post(party::change))
        .route("/operator/jobs", get(jobs::show))
        .route("/operator/jobs/{id}/retry", post(jobs::retry))
        .route("/operator/suggestions", get(suggestions::show))
        .route("/operator/suggestions/start", post(suggestions::start))
        .route("/operator/suggestions/{id}/stop", post(suggestions::stop))
        .route("/operator/suggestions/suggestions.csv", get(suggestions::file))
        .route("/operator/definitions", get(definitions::show))
        .route("/operator/definitions/{kind}", get(definitions::check).post(definitions::refresh))
        .route("/operator/audit", get(audit::show))
}

/// A part of the operators' pages.
struct Section {
    address: String,
    text: String,
    current: bool,
}

/// What all pages of operators have.
struct Frame {
    sections: Vec<Section>,
    csrf: String,
    /// Whether what the page offers to change is for this member.
    may_change: bool,
}

impl Frame {
    /// The frame of a page, around the part of an address.
    fn new(active: &str, member: &Member, words: &Words) -> Self {
        let parts = [
            ("/operator", "operator-health"),
            ("/operator/parties", "operator-parties"),
            ("/operator/jobs", "operator-jobs"),
            ("/operator/suggestions", "operator-suggestions"),
            ("/operator/definitions", "operator-definitions"),
            ("/operator/audit", "operator-audit"),
        ];
        let section = |(address, key): (&str, &str)| Section {
            address: address.to_owned(),
            text: words.say(key),
            current: address == active,
        };
        Self {
            sections: parts.into_iter().map(section).collect(),
            csrf: member.csrf().to_owned(),
            may_change: member.actor.has(Role::Operator),
        }
    }
}

/// The platform, for whoever may look over the installation.
fn entered<'p>(portal: &'p Portal, member: &Member) -> Result<&'p Platform, Failure> {
    member.party()?;
    accounts::oversees(&member.actor)?;
    platform(portal)
}

fn chrome(portal: &Portal, visit: &Visit, key: &str) -> Chrome {
    Chrome::new(visit, "/desk", &visit.words().say(key), portal.shown().as_deref())
}

/// A time to the minute, in UTC.
fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// An id as it stands in addresses, where it is one.
fn id<'v>(visit: &'v Visit, name: &str) -> Option<&'v str> {
    visit.get(name).filter(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// What all say of a party: its name in the page's language, or its id.
fn name_of(zh: &str, en: &str, other: &str, visit: &Visit) -> String {
    let (first, second) = (visit.pick(zh, en), visit.pick(en, zh));
    [first, second, other].into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
}
