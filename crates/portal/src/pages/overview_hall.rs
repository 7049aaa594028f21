//! The hall on the home page: what was published last, and how much there is. Without a scan it is the home page.

use super::chrome::Chrome;
use super::hall::{Line, lines};
use super::{Page, render};
use crate::failure::Failure;
use crate::locale::Words;
use crate::numbers;
use crate::state::Portal;
use crate::visit::Visit;
use askama::Template;
use registry::definition::Family;
use registry::hall::Wanted;
use std::collections::BTreeMap;

/// Publications on the home page.
const NEWEST: u64 = 5;

/// What the home page shows of the hall.
pub(super) struct HallPart {
    pub(super) lines: Vec<Line>,
    /// Values and names.
    pub(super) facts: Vec<(String, String)>,
    pub(super) simulated: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Chrome,
    hall: HallPart,
    commands: &'static [&'static str],
}

/// The hall, where it is open.
pub(super) async fn of(portal: &Portal, visit: &Visit) -> Result<Option<HallPart>, Failure> {
    let words = visit.words();
    let Some(platform) = portal.platform() else { return Ok(None) };
    let registry = platform.registry();
    let definitions = registry.definitions();
    let newest = registry.hall(&Wanted::default(), None, NEWEST).await?;
    let mut families: BTreeMap<Family, u64> = BTreeMap::new();
    for (kind, records) in registry.published_by_kind().await? {
        if let Some(kind) = definitions.kind(&kind) {
            *families.entry(kind.family).or_default() += records;
        }
    }
    let grouped = |number: u64| numbers::grouped(number as f64);
    let mut facts: Vec<(String, String)> =
        families.into_iter().map(|(family, records)| (grouped(records), family_name(family, words))).collect();
    facts.push((grouped(platform.accounts().party_count().await?), words.say("fact-parties")));
    facts.push((grouped(registry.entries().await?), words.say("fact-entries")));
    Ok(Some(HallPart { lines: lines(platform, &newest, visit).await?, facts, simulated: portal.is_simulated() }))
}

/// The home page while there is no scan.
pub(super) async fn home(portal: &Portal, visit: &Visit) -> Page {
    let hall = of(portal, visit).await?.ok_or(Failure::NoScan)?;
    render(&Home { page: Chrome::new(visit, "/", "", None), hall, commands: super::SCAN_COMMANDS })
}

/// Name of a family of kinds.
pub(super) fn family_name(family: Family, words: &Words) -> String {
    words.say(match family {
        Family::Technology => "family-technology",
        Family::Product => "family-product",
        Family::Demand => "family-demand",
        Family::Organisation => "family-organisation",
        Family::Place => "family-place",
        Family::Resource => "family-resource",
        Family::Person => "family-person",
        Family::Governance => "family-governance",
    })
}
