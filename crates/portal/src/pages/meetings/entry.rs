//! The form in which a party says of itself what it comes with, what it looks for, and when it cannot come.

use super::Clock;
use crate::failure::Failure;
use crate::platform::Platform;
use crate::show::{term, text_of};
use crate::visit::Visit;
use meetings::{Entry, Round};
use registry::hall::Wanted;
use store::millis;

/// Own records that can be chosen.
const RECORDS: u64 = 100;

/// The form of what a party says of itself.
pub(super) struct EntryForm {
    pub(super) action: String,
    pub(super) parties: Vec<Choice>,
    pub(super) records: Vec<Choice>,
    pub(super) looks_for: String,
    pub(super) days: Vec<(String, Vec<Choice>)>,
    pub(super) most_meetings: String,
    pub(super) most: u32,
}

/// A term to choose.
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) text: String,
    pub(super) chosen: bool,
}

impl EntryForm {
    /// The form of an entry, for the records of some parties.
    pub(super) async fn of(
        platform: &Platform,
        visit: &Visit,
        parties: &[String],
        entry: &Entry,
        round: &Round,
        clock: &Clock,
    ) -> Result<Self, Failure> {
        let (registry, words) = (platform.registry(), visit.words());
        let definitions = registry.definitions();
        let mut records = Vec::new();
        for party in parties {
            let wanted = Wanted { owner: Some(party.clone()), ..Wanted::default() };
            for it in registry.hall(&wanted, None, RECORDS).await? {
                let Some(kind) = definitions.kind(&it.kind) else { continue };
                let title = text_of(&it.content, &kind.title, visit.language).unwrap_or_default();
                records.push(Choice {
                    text: format!("{} · {title}", term(&kind.name.en, &kind.name.zh, words)),
                    chosen: entry.records.contains(&it.id),
                    code: it.id,
                });
            }
        }
        let slot = |slot: &meetings::Slot| Choice {
            code: millis(slot.start).to_string(),
            text: clock.hours(slot.start, slot.end),
            chosen: entry.absent.contains(&slot.start),
        };
        let days = clock.by_day(&round.slots).into_iter();
        Ok(Self {
            action: String::new(),
            parties: Vec::new(),
            records,
            looks_for: entry.looks_for.clone(),
            days: days.map(|(day, slots)| (day, slots.into_iter().map(slot).collect())).collect(),
            most_meetings: entry.most_meetings.map(|most| most.to_string()).unwrap_or_default(),
            most: round.settings.most_meetings,
        })
    }
}
