//! Working days by a holiday calendar.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeSet;

/// A calendar: the week, with days off and working weekends.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    off: BTreeSet<Date>,
    working: BTreeSet<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalendarFile {
    #[serde(rename = "code")]
    _code: String,
    #[serde(rename = "en")]
    _en: String,
    #[serde(rename = "zh")]
    _zh: String,
    time_zone: String,
    off: Vec<Days>,
    working: Vec<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    from: Day,
    to: Day,
}

struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(from)?;
        written.to_string().parse().map(Self).map_err(|_| serde::de::Error::custom("a day is written as 2026-01-31"))
    }
}

impl Calendar {
    /// Reads a calendar file.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: CalendarFile = toml::from_str(text).map_err(|error| error.to_string())?;
        let zone = TimeZone::get(&file.time_zone).map_err(|error| error.to_string())?;
        let mut off = BTreeSet::new();
        for Days { from: Day(from), to: Day(to) } in file.off {
            if from > to || from.until(to).map_or(true, |span| span.get_days() > 60) {
                return Err(format!("the days off from {from} to {to} are no days off"));
            }
            off.extend(from.series(jiff::Span::new().days(1)).take_while(|day| *day <= to));
        }
        Ok(Self { zone, off, working: file.working.into_iter().map(|Day(day)| day).collect() })
    }

    /// Whether people work on a day.
    pub fn is_working(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.working.contains(&day) || !weekend && !self.off.contains(&day)
    }

    /// The day here at a time.
    pub fn day(&self, time: Timestamp) -> Date {
        time.to_zoned_datetime(self.zone.clone()).date()
    }

    /// The end of the last of so many working days after the day of a time; with none, the end of that day.
    pub fn end_of(&self, time: Timestamp, working_days: u16) -> Timestamp {
        let mut day = self.day(time);
        let mut left = working_days;
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return Timestamp::MAX };
            day = next;
            left -= u16::from(self.is_working(day));
        }
        let end = day.tomorrow().and_then(|next| next.to_zoned_datetime(self.zone.clone()));
        end.map_or(Timestamp::MAX, |end| end.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::parse(include_str!("../../../definitions/calendars/cn.toml")).expect("the calendar is in order")
    }

    #[test]
    fn deadlines_skip_weekends_and_holidays_and_count_working_weekends() {
        for (from, days, end) in [
            // A Wednesday: Thursday, Friday, Monday.
            ("2026-11-25T08:00:00Z", 3, "2026-11-30T16:00:00Z"),
            ("2026-11-25T08:00:00Z", 0, "2026-11-25T16:00:00Z"),
            // Late in the evening in London is the next day in Shanghai.
            ("2026-11-25T20:00:00Z", 1, "2026-11-27T16:00:00Z"),
            // The National Day holiday, and the Saturday that is worked after it.
            ("2026-09-30T02:00:00Z", 1, "2026-10-08T16:00:00Z"),
            ("2026-09-30T02:00:00Z", 3, "2026-10-10T16:00:00Z"),
            ("2026-09-30T02:00:00Z", 4, "2026-10-12T16:00:00Z"),
            // The Spring Festival.
            ("2026-02-13T02:00:00Z", 1, "2026-02-14T16:00:00Z"),
            ("2026-02-13T02:00:00Z", 2, "2026-02-24T16:00:00Z"),
        ] {
            let found = calendar().end_of(from.parse().expect("a time"), days);
            assert_eq!(found.to_string(), end, "{days} working days after {from}");
        }
    }

    #[test]
    fn a_wrong_calendar_is_refused() {
        let text = include_str!("../../../definitions/calendars/cn.toml");
        assert!(Calendar::parse(&text.replace("to = 2025-10-08", "to = 2024-10-08")).is_err());
        assert!(Calendar::parse(&text.replace("Asia/Shanghai", "Asia/Nowhere")).is_err());
    }
}
