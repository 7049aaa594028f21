//! How well participants fit each other: what their records say, compared as on the page of matches.

use super::super::candidates::{matcher, sides};
use crate::failure::Failure;
use crate::index::Asked;
use crate::platform::Platform;
use crate::profile;
use matching::{Profile, Side};
use meetings::Guest;
use registry::definition::Matching;
use search::{Query, Sort};
use std::collections::BTreeMap;

/// Records that the index compares by their words.
const LOOKED_AT: usize = 1_000;

/// For each of the others how well any record of one's own fits any of theirs: the best standing, 0 to 1. Who has nothing that can be compared, or only
/// what misses a hard condition, is not in it.
pub(super) async fn fits(
    platform: &Platform,
    own: &[String],
    guests: &[Guest],
) -> Result<BTreeMap<String, f64>, Failure> {
    let registry = platform.registry();
    let definitions = registry.definitions();
    let of_guests: Vec<&str> = guests.iter().flat_map(|guest| &guest.records).map(String::as_str).collect();
    let mine: Vec<&str> = own.iter().map(String::as_str).collect();
    let mut profiles: BTreeMap<String, Profile> = BTreeMap::new();
    for record in registry.hall_by_ids(&[mine, of_guests].concat()).await? {
        let Some(kind) = definitions.kind(&record.kind) else { continue };
        if let Some(profile) = profile::of(kind, &record.id, &record.owner, &record.signed_in) {
            profiles.insert(record.id, profile);
        }
    }
    let mut subjects = Vec::new();
    for profile in own.iter().filter_map(|id| profiles.get(id)) {
        let wanted = if profile.side == Side::Need { Matching::Offer } else { Matching::Need };
        let mut query = Query::words(&profile::words(profile));
        for kind in definitions.kinds().into_iter().filter(|kind| kind.matching == wanted) {
            query = query.with_term("kind", &kind.code);
        }
        let asked = Asked { query: &query, is_member: true, sort: Sort::Relevance, offset: 0, limit: LOOKED_AT };
        subjects.push((profile.clone(), relevance(platform.hall_index().find(asked).await?)));
    }
    let theirs: Vec<(String, Profile)> = guests
        .iter()
        .flat_map(|guest| guest.records.iter().map(move |record| (guest.id.clone(), record)))
        .filter_map(|(guest, record)| Some((guest, profiles.get(record)?.clone())))
        .collect();
    // Thousands of comparisons are no work for the threads that answer requests.
    let work = tokio::task::spawn_blocking(move || compared(subjects, theirs));
    work.await.map_err(|error| Failure::Internal(error.to_string()))
}

/// How well words fit, by record: 0 to 1.
struct Relevance {
    found: BTreeMap<String, f64>,
    /// Whether whatever was not found has none of the words.
    is_all: bool,
}

impl Relevance {
    fn of(&self, record: &str) -> Option<f64> {
        self.found.get(record).copied().or(self.is_all.then_some(0.0))
    }
}

fn relevance(found: Option<search::Found>) -> Relevance {
    let Some(found) = found else { return Relevance { found: BTreeMap::new(), is_all: false } };
    let best = found.hits.first().map_or(1.0, |hit| f64::from(hit.score)).max(f64::MIN_POSITIVE);
    Relevance {
        is_all: found.hits.len() < LOOKED_AT,
        found: found.hits.into_iter().map(|hit| (hit.id, f64::from(hit.score) / best)).collect(),
    }
}

fn compared(subjects: Vec<(Profile, Relevance)>, theirs: Vec<(String, Profile)>) -> BTreeMap<String, f64> {
    let matcher = matcher();
    let subjects: Vec<_> = subjects.into_iter().map(|(profile, found)| (matcher.prepare(profile), found)).collect();
    let mut best: BTreeMap<String, f64> = BTreeMap::new();
    for (guest, profile) in theirs {
        let other = matcher.prepare(profile);
        for (subject, found) in &subjects {
            let side = subject.profile().side;
            if side == other.profile().side {
                continue;
            }
            let (need, offer) = sides(side, subject, &other);
            let outcome = matcher.outcome(need, offer, found.of(&other.profile().id));
            if !outcome.excluded {
                let standing = best.entry(guest.clone()).or_default();
                *standing = standing.max(outcome.standing);
            }
        }
    }
    best
}
