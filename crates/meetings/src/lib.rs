//! Meetings at events: who takes part, whom they would like to meet, the timetable, and what became of it.
//!
//! The kind of a record says whether meetings are held at what it describes. Its owner, or a curator, is the *organiser* and opens a
//! *round* ([`Settings`]); a party that joins is a *participant* and says, until a time, whom it would like to meet ([`Preference`]). The
//! organiser has a timetable made ([`Meetings::plan`]), looks at it, and publishes it ([`Meetings::publish`]). After that a
//! participant may decline a meeting or leave, and the organiser has the timetable made again: whatever can stay stays.
//!
//! ```no_run
//! # async fn example(registry: registry::Registry, organiser: registry::Actor, anna: registry::Actor) -> Result<(), meetings::MeetingsError> {
//! use meetings::{Entry, Meetings, Preference, Settings};
//!
//! let meetings = Meetings::new(registry);
//! let settings = Settings { /* days, hours, tables … */ ..Settings::default() };
//! meetings.set(&organiser, "event", settings).await?;
//! let me = meetings.join(&anna, "event", "anna", Entry::default()).await?;
//! let others = meetings.guests(&anna, "event").await?;
//! meetings.wish(&anna, &me, &[(others[0].id.clone(), Some(Preference::Gladly), None)]).await?;
//! // When the time for wishes is over:
//! meetings.plan(&organiser, "event").await?;
//! meetings.publish(&organiser, "event").await?;
//! println!("{:?}", meetings.schedule(&anna, &me).await?);
//! # Ok(())
//! # }
//! ```
//!
//! What holds everywhere:
//! - What someone wishes, and whom they would rather not meet, is told to nobody: the organiser sees numbers, and why wishes are not granted
//!   without the one who was wished for. A wish that the other does not share reads like one for which there was no place.
//! - A participant sees its own meetings only; the organiser sees all.
//! - What is published is in calendars: a meeting is known by its pair for good, counts how often it was changed, and stays when it is
//!   cancelled.
//! - Letters are jobs of kind [`TOLD`] in the transaction of what they are about, without words.

mod address;
mod decline;
mod error;
mod participant;
mod plan;
mod problem;
mod publish;
mod report;
mod round;
mod schedule;
mod settings;
mod wish;

pub use error::{MeetingsError, Refused};
pub use participant::{Entry, Guest, LONGEST_LINE, MOST_PARTICIPANTS, MOST_RECORDS, Mine, Participant};
pub use plan::Why;
pub use publish::{Published, TOLD, Told, What};
pub use report::{Numbers, Report, Seat, Tally};
pub use round::Round;
pub use schedule::{Met, Unmet};
pub use settings::{Day, LONGEST_MEETING, LONGEST_PAUSE, MOST_DAYS, MOST_TABLES, SHORTEST_MEETING, Settings, Slot};
pub use wish::{MOST_WISHES, Preference, worth};

use registry::Registry;

/// Meetings at the events of a registry. Cheap to clone.
#[derive(Clone)]
pub struct Meetings {
    pub(crate) registry: Registry,
}

impl Meetings {
    /// Meetings at the events of a registry.
    pub fn new(registry: Registry) -> Self {
        Self { registry }
    }
}
