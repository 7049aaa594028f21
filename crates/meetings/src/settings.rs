//! When meetings are held, at how many tables, and how many of them; and the slots that follow from it.

use crate::MeetingsError;
use crate::problem::Problems;
use allocation::MOST_SLOTS;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use registry::content::Wrong;
use serde::{Deserialize, Serialize};

/// Days of a round at most.
pub const MOST_DAYS: usize = 14;
/// Minutes of a meeting at least.
pub const SHORTEST_MEETING: u32 = 5;
/// Minutes of a meeting at most.
pub const LONGEST_MEETING: u32 = 240;
/// Minutes between two meetings at most.
pub const LONGEST_PAUSE: u32 = 120;
/// Tables at most.
pub const MOST_TABLES: u32 = 500;

/// When meetings are held, at how many tables, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The time zone of the event, as IANA names it.
    pub zone: String,
    /// The days, in order; a day may stand twice with hours that do not overlap.
    pub days: Vec<Day>,
    /// Minutes of a meeting: from [`SHORTEST_MEETING`] to [`LONGEST_MEETING`].
    pub minutes: u32,
    /// Minutes between two meetings, at most [`LONGEST_PAUSE`].
    pub pause: u32,
    /// From when to when there are no meetings on any day.
    pub lunch: Option<(Time, Time)>,
    /// Tables: from 1 to [`MOST_TABLES`].
    pub tables: u32,
    /// A participant has at most so many meetings.
    pub most_meetings: u32,
    /// A participant has at most so many meetings in a row, with nothing but the pause between them.
    pub most_in_a_row: u32,
    /// Until when participants say whom they would like to meet.
    pub wishes_until: Timestamp,
}

/// A day with the hours of its meetings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// When the first meeting begins.
    pub from: Time,
    /// When the last meeting has ended.
    pub to: Time,
}

/// A time at which meetings are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
}

impl Default for Settings {
    /// Half an hour less five minutes at ten tables, in Beijing time; days and the end of wishes are missing.
    fn default() -> Self {
        Self {
            zone: "Asia/Shanghai".to_owned(),
            days: Vec::new(),
            minutes: 25,
            pause: 5,
            lunch: Some((Time::constant(12, 0, 0, 0), Time::constant(13, 30, 0, 0))),
            tables: 10,
            most_meetings: 10,
            most_in_a_row: 4,
            wishes_until: Timestamp::UNIX_EPOCH,
        }
    }
}

impl Settings {
    /// The time zone; UTC where the machine does not know it (any more).
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The slots, in order. Each day has as many as fit into its hours; one that would reach into lunch begins after it.
    pub fn slots(&self) -> Vec<Slot> {
        let zone = self.time_zone();
        let at = |date: Date, time: Time| zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().ok();
        let minutes = |count: u32| SignedDuration::from_mins(count.into());
        let mut slots = Vec::new();
        for day in &self.days {
            let (Some(mut start), Some(close)) = (at(day.date, day.from), at(day.date, day.to)) else { continue };
            let lunch = self.lunch.and_then(|(from, to)| Some((at(day.date, from)?, at(day.date, to)?)));
            loop {
                let end = start + minutes(self.minutes.max(1));
                if end > close || slots.len() > MOST_SLOTS {
                    break;
                }
                match lunch {
                    Some((from, to)) if start < to && end > from => start = to,
                    _ => {
                        slots.push(Slot { start, end });
                        start = end + minutes(self.pause);
                    }
                }
            }
        }
        slots
    }

    /// In one form: the days in order.
    pub(crate) fn settled(mut self) -> Self {
        self.days.sort();
        self.zone = self.zone.trim().to_owned();
        self
    }

    /// Refuses what is not in order.
    pub(crate) fn check(&self) -> Result<(), MeetingsError> {
        let mut problems = Problems::default();
        if TimeZone::get(&self.zone).is_err() {
            problems.add("zone", Wrong::NotATerm { given: self.zone.clone() });
        }
        if self.days.is_empty() {
            problems.add("days", Wrong::Missing);
        } else if self.days.len() > MOST_DAYS {
            problems.add("days", Wrong::TooMany { most: MOST_DAYS });
        }
        let overlap = |pair: &[Day]| pair[0].date == pair[1].date && pair[1].from < pair[0].to;
        if self.days.iter().any(|day| day.from >= day.to) || self.days.windows(2).any(overlap) {
            problems.add("days", Wrong::Reversed);
        }
        if self.lunch.is_some_and(|(from, to)| from >= to) {
            problems.add("lunch", Wrong::Reversed);
        }
        problems.range("minutes", self.minutes, SHORTEST_MEETING, LONGEST_MEETING);
        problems.range("pause", self.pause, 0, LONGEST_PAUSE);
        problems.range("tables", self.tables, 1, MOST_TABLES);
        problems.range("most_meetings", self.most_meetings, 1, MOST_SLOTS as u32);
        problems.range("most_in_a_row", self.most_in_a_row, 1, MOST_SLOTS as u32);
        problems.finish()?;
        // The slots of what is in order so far.
        let mut problems = Problems::default();
        let slots = self.slots();
        if slots.is_empty() {
            problems.add("days", Wrong::TooSmall { least: self.minutes.to_string() });
        } else if slots.len() > MOST_SLOTS {
            problems.add("days", Wrong::TooMany { most: MOST_SLOTS });
        } else if slots.last().is_some_and(|last| self.wishes_until >= last.end) {
            problems.add("wishes_until", Wrong::Reversed);
        }
        problems.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use registry::RegistryError;

    fn settings() -> Settings {
        let day = Day { date: date(2026, 12, 1), from: time(9, 0, 0, 0), to: time(17, 0, 0, 0) };
        Settings { days: vec![day], wishes_until: "2026-11-30T10:00:00Z".parse().unwrap(), ..Settings::default() }
    }

    #[test]
    fn slots_fit_into_the_hours_and_leave_lunch_free() {
        let at = |slot: &Slot| {
            let local = |time: Timestamp| time.to_zoned_datetime(TimeZone::get("Asia/Shanghai").unwrap());
            format!("{}-{}", local(slot.start).strftime("%H:%M"), local(slot.end).strftime("%H:%M"))
        };
        let of = |settings: Settings| settings.slots().iter().map(at).collect::<Vec<_>>().join(" ");
        let long = Settings { minutes: 60, pause: 30, ..settings() };
        assert_eq!(of(long.clone()), "09:00-10:00 10:30-11:30 13:30-14:30 15:00-16:00");
        assert_eq!(
            of(Settings { lunch: None, ..long.clone() }),
            "09:00-10:00 10:30-11:30 12:00-13:00 13:30-14:30 15:00-16:00"
        );
        let short = Day { to: time(9, 59, 0, 0), ..long.days[0] };
        assert_eq!(of(Settings { days: vec![short], ..long.clone() }), "");
        let lunch_at_once = Day { from: time(12, 0, 0, 0), to: time(14, 30, 0, 0), ..long.days[0] };
        assert_eq!(of(Settings { days: vec![lunch_at_once], ..long }), "13:30-14:30");
        assert_eq!(settings().slots().len(), 13);
    }

    #[test]
    fn hours_are_those_of_the_time_zone() {
        let berlin = Settings { zone: "Europe/Berlin".into(), ..settings() };
        assert_eq!(settings().slots()[0].start, "2026-12-01T01:00:00Z".parse().unwrap());
        assert_eq!(berlin.slots()[0].start, "2026-12-01T08:00:00Z".parse().unwrap());
    }

    #[test]
    fn what_is_not_in_order_is_named() {
        let day = settings().days[0];
        let table: Vec<(Settings, &str, Wrong)> = vec![
            (
                Settings { zone: "Asia/Nowhere".into(), ..settings() },
                "zone",
                Wrong::NotATerm { given: "Asia/Nowhere".into() },
            ),
            (Settings { days: Vec::new(), ..settings() }, "days", Wrong::Missing),
            (Settings { days: vec![day; 15], ..settings() }, "days", Wrong::TooMany { most: MOST_DAYS }),
            (Settings { days: vec![Day { from: day.to, to: day.from, ..day }], ..settings() }, "days", Wrong::Reversed),
            (
                Settings { days: vec![day, Day { from: time(16, 0, 0, 0), ..day }], ..settings() },
                "days",
                Wrong::Reversed,
            ),
            (Settings { lunch: Some((day.to, day.from)), ..settings() }, "lunch", Wrong::Reversed),
            (Settings { minutes: 4, ..settings() }, "minutes", Wrong::TooSmall { least: "5".into() }),
            (Settings { minutes: 241, ..settings() }, "minutes", Wrong::TooLarge { most: "240".into() }),
            (Settings { pause: 121, ..settings() }, "pause", Wrong::TooLarge { most: "120".into() }),
            (Settings { tables: 0, ..settings() }, "tables", Wrong::TooSmall { least: "1".into() }),
            (Settings { most_meetings: 0, ..settings() }, "most_meetings", Wrong::TooSmall { least: "1".into() }),
            (Settings { most_in_a_row: 129, ..settings() }, "most_in_a_row", Wrong::TooLarge { most: "128".into() }),
            (
                Settings { days: vec![Day { to: time(9, 20, 0, 0), ..day }], ..settings() },
                "days",
                Wrong::TooSmall { least: "25".into() },
            ),
            (
                Settings {
                    days: (1..=9).map(|number| Day { date: date(2026, 12, number), ..day }).collect(),
                    minutes: 20,
                    ..settings()
                },
                "days",
                Wrong::TooMany { most: MOST_SLOTS },
            ),
            (
                Settings { wishes_until: "2026-12-01T09:00:00Z".parse().unwrap(), ..settings() },
                "wishes_until",
                Wrong::Reversed,
            ),
        ];
        assert!(settings().check().is_ok());
        for (wrong, path, what) in table {
            match wrong.check() {
                Err(MeetingsError::Registry(RegistryError::Content(problems))) => {
                    assert!(
                        problems.iter().any(|problem| problem.path == path && problem.what == what),
                        "{path}: {problems:?}"
                    );
                }
                other => panic!("{path}: {other:?}"),
            }
        }
    }
}
