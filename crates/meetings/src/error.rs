//! What is refused, and why.

use allocation::Obstacle;
use jiff::Timestamp;
use registry::RegistryError;
use store::StoreError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum MeetingsError {
    /// There is no such thing, the actor may not, what was entered is not in order, or the database does not work.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// It is not the time for it, or something stands in the way.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// What stands in the way. Participants are named by their ids.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Wishes were taken until this time.
    #[error("wishes were taken until {0}")]
    WishesClosed(Timestamp),
    /// Wishes are taken until this time, and no timetable is made before.
    #[error("wishes are taken until {0}; the timetable is made after that")]
    WishesOpen(Timestamp),
    /// All meetings are over, or this one has begun.
    #[error("it is over, or has begun")]
    Over,
    /// The party takes part already.
    #[error("this party takes part already")]
    Joined,
    /// As many take part as can.
    #[error("at most {most} can take part")]
    Full {
        /// How many.
        most: usize,
    },
    /// More wishes than can be taken.
    #[error("at most {most} participants can be named")]
    Wishes {
        /// How many.
        most: usize,
    },
    /// A record that is not public, or not public under the name of the party.
    #[error("record {0} is not published in the name of this party")]
    Record(String),
    /// There is no timetable that could be published.
    #[error("no timetable was made that is not published")]
    NoPlan,
    /// Something has changed since the timetable was made.
    #[error("something has changed since the timetable was made; make it again")]
    Stale,
    /// The organiser wants a participant in more meetings than it can have.
    #[error("{participant} must be in {needed} meetings and can be in {room}")]
    Pinned {
        /// Who.
        participant: String,
        /// In how many meetings it must be.
        needed: u32,
        /// In how many it can be.
        room: u32,
    },
    /// More pairs must meet than there are tables.
    #[error("{needed} pairs must meet and the tables hold {room}")]
    Tables {
        /// How many must.
        needed: u32,
        /// How many can.
        room: u32,
    },
    /// No place was found for pairs that must meet.
    #[error("no place was found for {} pairs that must meet", .0.len())]
    Unplaced(Vec<(String, String)>),
    /// The event is more than the engine takes.
    #[error("no timetable can be made: {0}")]
    Obstacle(Obstacle),
}

impl From<StoreError> for MeetingsError {
    fn from(error: StoreError) -> Self {
        Self::Registry(error.into())
    }
}

impl From<sea_orm::DbErr> for MeetingsError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Registry(error.into())
    }
}

/// There is no such thing, or the actor may not know of it.
pub(crate) fn missing(what: &'static str, id: &str) -> MeetingsError {
    RegistryError::NotFound { what, id: id.to_owned() }.into()
}

/// A row of the database holds what cannot be read.
pub(crate) fn unreadable(table: &'static str, reason: impl std::fmt::Display) -> MeetingsError {
    StoreError::Content { table, reason: reason.to_string() }.into()
}
