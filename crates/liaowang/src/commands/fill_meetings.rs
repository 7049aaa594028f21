//! Meetings at an event of a simulated hall: participants with wishes and a timetable that is published, so that there is something to see.

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp, ToSpan};
use meetings::{Day, Entry, MOST_RECORDS, Meetings, Preference, Settings};
use registry::definition::{Definitions, Matching};
use registry::{Actor, Registry};
use std::collections::{BTreeMap, BTreeSet};
use world::WorldRecord;

/// Participants at most.
const PARTICIPANTS: usize = 40;
/// Days until the event.
const AHEAD: i32 = 14;
/// How well records fit that the world made for each other.
const FIT: f64 = 0.9;

/// What is known of the records that were entered, as far as meetings concern them.
#[derive(Default)]
pub(super) struct Fair {
    /// The newest public event: its record and its owner.
    event: Option<(String, String)>,
    /// By owner what they can come with.
    records: BTreeMap<String, Vec<String>>,
    /// Owner of each record by its number, and pairs of owners whose records fit.
    owners: BTreeMap<usize, String>,
    fits: BTreeSet<(String, String)>,
}

impl Fair {
    /// Notes a record that was entered.
    pub(super) fn note(&mut self, definitions: &Definitions, record: &WorldRecord, owner: &str, id: &str) {
        let Some(kind) = definitions.kind(&record.kind).filter(|_| record.state == "published" && !record.anonymous)
        else {
            return;
        };
        if kind.meetings {
            self.event = Some((id.to_owned(), owner.to_owned()));
        }
        if kind.matching != Matching::None {
            self.records.entry(owner.to_owned()).or_default().push(id.to_owned());
            self.owners.insert(record.number, owner.to_owned());
            for other in record.fits.iter().filter_map(|number| self.owners.get(number)).filter(|it| *it != owner) {
                self.fits.insert((owner.to_owned(), other.clone()));
                self.fits.insert((other.clone(), owner.to_owned()));
            }
        }
    }

    /// Opens the meetings, lets parties take part and wish, and publishes the timetable. `first` takes part in any case. Returns how many do.
    ///
    /// # Errors
    /// Where the database does not work.
    pub(super) async fn hold(&self, registry: &Registry, first: &str, now: Timestamp) -> anyhow::Result<usize> {
        let Some((event, host)) = &self.event else { return Ok(0) };
        let meetings = Meetings::new(registry.clone());
        let before = now - SignedDuration::from_hours(48);
        let zone = Settings::default().time_zone();
        let date = now.to_zoned_datetime(zone).date().saturating_add(AHEAD.days());
        let settings = Settings {
            days: vec![Day { date, from: time(9, 0, 0, 0), to: time(16, 30, 0, 0) }],
            tables: 12,
            most_meetings: 6,
            wishes_until: now - SignedDuration::from_hours(24),
            ..Settings::default()
        };
        meetings.set(&Actor::party(host, before), event, settings).await?;
        let fitting = self.fits.iter().map(|(one, _)| one.as_str());
        let mut parties = Vec::new();
        for party in [first].into_iter().chain(fitting).chain(self.records.keys().map(String::as_str)) {
            if parties.len() < PARTICIPANTS && !parties.contains(&party) {
                parties.push(party);
            }
        }
        let mut ids = Vec::new();
        for party in &parties {
            let records = self.records.get(*party).into_iter().flatten().take(MOST_RECORDS).cloned().collect();
            let entry = Entry { records, ..Entry::default() };
            ids.push(meetings.join(&Actor::party(party, before), event, party, entry).await?);
        }
        for (place, party) in parties.iter().enumerate() {
            let mut said: BTreeMap<usize, (Preference, Option<f64>)> = BTreeMap::new();
            // Whom one meets by chance, the same each time.
            for (step, preference) in [(3, Preference::Possibly), (7, Preference::Gladly), (11, Preference::Possibly)] {
                said.insert((place * 5 + step) % parties.len(), (preference, None));
            }
            for (other, name) in parties.iter().enumerate() {
                if self.fits.contains(&((*party).to_owned(), (*name).to_owned())) {
                    let preference = if said.len().is_multiple_of(2) { Preference::Must } else { Preference::Gladly };
                    said.insert(other, (preference, Some(FIT)));
                }
            }
            let said = said.into_iter().filter(|(other, _)| *other != place);
            let said: Vec<_> = said.map(|(other, (wish, fit))| (ids[other].clone(), Some(wish), fit)).collect();
            meetings.wish(&Actor::party(party, before), &ids[place], &said).await?;
        }
        let host = Actor::party(host, now);
        meetings.plan(&host, event).await?;
        meetings.publish(&host, event).await?;
        Ok(parties.len())
    }
}
