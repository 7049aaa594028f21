//! Meetings as an iCalendar file (RFC 5545) that calendars subscribe to or import: all times in UTC, nothing that depends on a time zone's rules.
//!
//! ```
//! use allocation::{Appointment, Calendar, uid};
//!
//! let meeting = Appointment {
//!     uid: uid("forum-2026", "p17", "p4", "example.org"),
//!     sequence: 0,
//!     start: "2026-06-01T09:00:00Z".parse()?,
//!     end: "2026-06-01T09:20:00Z".parse()?,
//!     summary: "Meeting: A and B".into(),
//!     location: "Table 7".into(),
//!     description: String::new(),
//!     cancelled: false,
//! };
//! let calendar = Calendar {
//!     product: "-//Example//Meetings//EN".into(),
//!     name: "Forum 2026".into(),
//!     organizer: "mailto:forum@example.org".into(),
//!     appointments: vec![meeting],
//! };
//! assert!(calendar.write("2026-05-01T00:00:00Z".parse()?).contains("UID:forum-2026-p17-p4@example.org\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A calendar knows an appointment by its UID and takes the one with the greater SEQUENCE. So a meeting that is moved keeps its UID and counts its
//! sequence up, and one that is cancelled stays in the file with the next sequence and the status CANCELLED (RFC 5546, 3.2.1: method PUBLISH).

use jiff::Timestamp;

/// The longest line in octets, without its end (RFC 5545, 3.1).
const LONGEST_LINE: usize = 75;

/// A calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// What made it: a formal public identifier.
    pub product: String,
    /// What calendars call it.
    pub name: String,
    /// The address of whoever invites, as a URI (`mailto:…`).
    pub organizer: String,
    /// What is in it.
    pub appointments: Vec<Appointment>,
}

/// A meeting in a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// What it is known by for good: see [`uid`].
    pub uid: String,
    /// How many times its time or place was changed, or it was cancelled.
    pub sequence: u32,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// One line that says what it is.
    pub summary: String,
    /// Where it is; may be empty.
    pub location: String,
    /// More about it; may be empty or have several lines.
    pub description: String,
    /// It does not take place.
    pub cancelled: bool,
}

/// The UID of the meeting of two parties at an event, whoever is named first: the identifiers are the caller's, the host is one's own.
pub fn uid(event: &str, one: &str, other: &str, host: &str) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    format!("{event}-{first}-{second}@{host}")
}

impl Calendar {
    /// The file, made at `stamp`.
    pub fn write(&self, stamp: Timestamp) -> String {
        let mut file = String::new();
        line(&mut file, "BEGIN", "VCALENDAR");
        line(&mut file, "VERSION", "2.0");
        line(&mut file, "PRODID", &text(&self.product));
        line(&mut file, "CALSCALE", "GREGORIAN");
        line(&mut file, "METHOD", "PUBLISH");
        line(&mut file, "NAME", &text(&self.name));
        line(&mut file, "X-WR-CALNAME", &text(&self.name));
        for appointment in &self.appointments {
            line(&mut file, "BEGIN", "VEVENT");
            line(&mut file, "UID", &text(&appointment.uid));
            line(&mut file, "SEQUENCE", &appointment.sequence.to_string());
            line(&mut file, "DTSTAMP", &time(stamp));
            line(&mut file, "DTSTART", &time(appointment.start));
            line(&mut file, "DTEND", &time(appointment.end));
            line(&mut file, "ORGANIZER", &self.organizer);
            line(&mut file, "SUMMARY", &text(&appointment.summary));
            for (name, value) in [("LOCATION", &appointment.location), ("DESCRIPTION", &appointment.description)] {
                if !value.is_empty() {
                    line(&mut file, name, &text(value));
                }
            }
            line(&mut file, "STATUS", if appointment.cancelled { "CANCELLED" } else { "CONFIRMED" });
            line(&mut file, "END", "VEVENT");
        }
        line(&mut file, "END", "VCALENDAR");
        file
    }
}

/// A time in UTC (RFC 5545, 3.3.5, form 2).
fn time(time: Timestamp) -> String {
    time.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value with what has a meaning in it escaped (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Adds a content line, without control characters, folded between characters where it is too long.
fn line(file: &mut String, name: &str, value: &str) {
    let mut length = 0;
    for character in name.chars().chain([':']).chain(value.chars()) {
        if character.is_control() && character != '\t' {
            continue;
        }
        if length + character.len_utf8() > LONGEST_LINE {
            file.push_str("\r\n ");
            length = 1;
        }
        file.push(character);
        length += character.len_utf8();
    }
    file.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use icalendar::{CalendarComponent, Component};
    use proptest::prelude::*;

    fn calendar(texts: [&str; 4]) -> Calendar {
        let [summary, location, description, name] = texts.map(str::to_owned);
        let meeting = Appointment {
            uid: uid("forum", "p9", "p12", "example.org"),
            sequence: 2,
            start: "2026-06-01T09:00:00+08:00".parse().unwrap(),
            end: "2026-06-01T09:20:00+08:00".parse().unwrap(),
            summary,
            location,
            description,
            cancelled: false,
        };
        let cancelled = Appointment { uid: "other@example.org".into(), cancelled: true, ..meeting.clone() };
        Calendar {
            product: "-//Example//Meetings//EN".into(),
            name,
            organizer: "mailto:forum@example.org".into(),
            appointments: vec![meeting, cancelled],
        }
    }

    #[test]
    fn a_file() {
        let stamp = "2026-05-01T00:00:00Z".parse().unwrap();
        let file = calendar([
            "洽谈:华东新材料研究院,以及一家名字很长的公司;在会展中心二楼",
            "Table 7",
            "First line\r\nsecond line \\ end",
            "Forum",
        ])
        .write(stamp);
        insta::assert_snapshot!(file.replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Example//Meetings//EN
        CALSCALE:GREGORIAN
        METHOD:PUBLISH
        NAME:Forum
        X-WR-CALNAME:Forum
        BEGIN:VEVENT
        UID:forum-p12-p9@example.org
        SEQUENCE:2
        DTSTAMP:20260501T000000Z
        DTSTART:20260601T010000Z
        DTEND:20260601T012000Z
        ORGANIZER:mailto:forum@example.org
        SUMMARY:洽谈:华东新材料研究院\,以及一家名字很长的公司\
         ;在会展中心二楼
        LOCATION:Table 7
        DESCRIPTION:First line\nsecond line \\ end
        STATUS:CONFIRMED
        END:VEVENT
        BEGIN:VEVENT
        UID:other@example.org
        SEQUENCE:2
        DTSTAMP:20260501T000000Z
        DTSTART:20260601T010000Z
        DTEND:20260601T012000Z
        ORGANIZER:mailto:forum@example.org
        SUMMARY:洽谈:华东新材料研究院\,以及一家名字很长的公司\
         ;在会展中心二楼
        LOCATION:Table 7
        DESCRIPTION:First line\nsecond line \\ end
        STATUS:CANCELLED
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn a_meeting_has_one_uid_whoever_is_named_first() {
        assert_eq!(uid("e", "a", "b", "h"), uid("e", "b", "a", "h"));
        assert_ne!(uid("e", "a", "b", "h"), uid("e", "a", "c", "h"));
    }

    proptest! {
        /// Another reader finds what was written, no line is too long, and no text can begin a line of its own.
        #[test]
        fn another_reader_agrees(summary in "\\PC{1,120}", location in "\\PC{0,90}", description in "[a-z;,\\\\\n ]{0,200}", name in "\\PC{1,9}") {
            let file = calendar([&summary, &location, &description, &name]).write("2026-05-01T00:00:00Z".parse().unwrap());
            prop_assert!(file.split("\r\n").all(|line| line.len() <= LONGEST_LINE && !line.contains(['\r', '\n'])));
            let read: icalendar::Calendar = file.parse().map_err(TestCaseError::fail)?;
            prop_assert_eq!(read.components.len(), 2);
            let CalendarComponent::Event(event) = &read.components[0] else { panic!("an event was written") };
            prop_assert_eq!(event.get_uid(), Some("forum-p12-p9@example.org"));
            prop_assert_eq!(event.get_sequence(), Some(2));
            prop_assert_eq!(event.property_value("DTSTART"), Some("20260601T010000Z"));
            prop_assert_eq!(event.get_summary(), Some(&*summary));
            if !description.is_empty() {
                prop_assert_eq!(event.get_description(), Some(&*description));
            }
        }
    }
}
