//! What a timetable is asked for: parties, slots with tables, wishes, and what is forbidden, pinned or fixed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The most slots of an event.
pub const MOST_SLOTS: usize = 128;
/// The most parties of an event.
pub const MOST_PARTIES: usize = 5_000;
/// The most wishes, and the most forbidden, pinned or fixed pairs.
pub const MOST_WISHES: usize = 500_000;
/// The most tables of a slot.
pub const MOST_TABLES: usize = 10_000;
/// The greatest value of a wish.
pub const MOST_WISH_VALUE: i64 = 1_000_000;

/// A matchmaking event: anyone may meet anyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The times at which meetings are held, one after another.
    pub slots: Vec<Slot>,
    /// Who takes part.
    pub parties: Vec<Party>,
    /// Whom each would like to meet. Two who would like to meet each other have a wish each, which one meeting grants.
    pub wishes: Vec<Wish>,
    /// Pairs that must not meet.
    pub forbidden: Vec<(u32, u32)>,
    /// Pairs that must meet, at any time.
    pub pinned: Vec<(u32, u32)>,
    /// Meetings that take place as they are.
    pub fixed: Vec<Meeting>,
    /// Two slots with more than so many minutes between them are not in a row.
    pub pause_minutes: u32,
}

/// A time at which meetings are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// When they begin.
    pub start: Timestamp,
    /// When they end.
    pub end: Timestamp,
    /// The numbers of the tables that are open.
    pub tables: Vec<u32>,
}

/// Someone who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The slots at which it is there.
    pub slots: Vec<u32>,
    /// It has at most so many meetings.
    pub most_meetings: u32,
    /// It has at most so many meetings in a row; at least one.
    pub most_in_a_row: u32,
}

/// A party would like to meet another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Who wishes.
    pub party: u32,
    /// Whom.
    pub other: u32,
    /// What the meeting is worth to it: from 1 to [`MOST_WISH_VALUE`].
    pub value: i64,
}

/// Two parties at a table at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Meeting {
    /// The place of the slot.
    pub slot: u32,
    /// The number of the table.
    pub table: u32,
    /// The party that comes first in the list of parties.
    pub one: u32,
    /// The other.
    pub other: u32,
}

/// Why there is no timetable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// More of something than the engine takes.
    #[error("{given} {what} are more than the {most} that an event may have")]
    TooMany {
        /// `parties`, `slots`, `wishes`, `pairs` or `tables`.
        what: &'static str,
        /// How many were given.
        given: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A slot ends before it begins, or begins before the one before it has ended.
    #[error("slot {0} ends before it begins, or begins before the one before it has ended")]
    SlotOrder(u32),
    /// A slot has a table twice.
    #[error("slot {0} lists table {1} twice")]
    TableTwice(u32, u32),
    /// There is no such party.
    #[error("there is no party {0}")]
    NoParty(u32),
    /// There is no such slot.
    #[error("there is no slot {0}")]
    NoSlot(u32),
    /// A party and itself.
    #[error("party {0} is paired with itself")]
    Itself(u32),
    /// A party has a wish twice.
    #[error("party {0} wishes to meet party {1} twice")]
    WishTwice(u32, u32),
    /// The value of a wish is out of range.
    #[error("the wish of party {0} to meet party {1} has the value {2}, which is not from 1 to {MOST_WISH_VALUE}")]
    WishValue(u32, u32, i64),
    /// A pair is pinned or fixed, and forbidden.
    #[error("parties {0} and {1} must meet and must not")]
    PinnedForbidden(u32, u32),
    /// A pair has two fixed meetings.
    #[error("parties {0} and {1} have two fixed meetings")]
    FixedTwice(u32, u32),
    /// A party is not there at its fixed meeting.
    #[error("party {party} is not there at slot {slot}, where it has a fixed meeting")]
    Absent {
        /// The party.
        party: u32,
        /// The slot.
        slot: u32,
    },
    /// The table of a fixed meeting is not open.
    #[error("table {table} is not open at slot {slot}, where a fixed meeting needs it")]
    TableClosed {
        /// The slot.
        slot: u32,
        /// The table.
        table: u32,
    },
    /// Several fixed meetings need the same table at the same time.
    #[error("table {table} is needed by {} meetings at slot {slot}", meetings.len())]
    TableTaken {
        /// The slot.
        slot: u32,
        /// The table.
        table: u32,
        /// The pairs that need it.
        meetings: Vec<(u32, u32)>,
    },
    /// A party has several fixed meetings at the same time.
    #[error("party {party} has {} fixed meetings at slot {slot}", meetings.len())]
    PartyTwice {
        /// The party.
        party: u32,
        /// The slot.
        slot: u32,
        /// Its meetings.
        meetings: Vec<(u32, u32)>,
    },
    /// Fixed meetings of a party are more in a row than it takes.
    #[error("the fixed meetings of party {party} around slot {slot} are more in a row than it takes")]
    InARow {
        /// The party.
        party: u32,
        /// The slot.
        slot: u32,
    },
    /// Two who must meet are never there at the same time.
    #[error("parties {0} and {1} must meet but are never there at the same time")]
    NoCommonSlot(u32, u32),
    /// A party must meet more than it can.
    #[error("party {party} must have {needed} meetings and can have {room}")]
    PartyOver {
        /// The party.
        party: u32,
        /// How many it must have.
        needed: u32,
        /// How many it can have, by its limits and the slots at which it is there.
        room: u32,
    },
    /// More must meet than there are tables.
    #[error("{needed} meetings must be held and the tables hold {room}")]
    TablesOver {
        /// How many must be held.
        needed: u32,
        /// How many can be held.
        room: u32,
    },
    /// The search found no place for these pairs that must meet. That does not prove that there is none.
    #[error("no place was found for {} pairs that must meet", .0.len())]
    Unplaced(Vec<(u32, u32)>),
}
