//! The meetings of a matchmaking event: who meets whom, when and at which table.
//!
//! ```
//! use allocation::{Event, Party, Search, Slot, Wish};
//!
//! let slot = |start: &str, end: &str| Slot { start: start.parse().unwrap(), end: end.parse().unwrap(), tables: vec![1] };
//! let party = Party { slots: vec![0, 1], most_meetings: 2, most_in_a_row: 2 };
//! let event = Event {
//!     slots: vec![
//!         slot("2026-06-01T09:00:00Z", "2026-06-01T09:30:00Z"),
//!         slot("2026-06-01T09:30:00Z", "2026-06-01T10:00:00Z"),
//!     ],
//!     parties: vec![party; 3],
//!     wishes: vec![
//!         Wish { party: 0, other: 1, value: 5 },
//!         Wish { party: 1, other: 0, value: 4 },
//!         Wish { party: 1, other: 2, value: 3 },
//!         Wish { party: 0, other: 2, value: 2 },
//!     ],
//!     ..Event::default()
//! };
//! // One table, two slots: two meetings. Whoever has nothing granted comes first.
//! let timetable = event.timetable(&Search { worst_off_first: false, ..Search::default() })?;
//! assert_eq!((timetable.value, timetable.bound), (12, 12));
//! assert_eq!(timetable.unmet.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Every state of the search is a timetable that obeys all rules; what it is worth is compared with a bound that no timetable exceeds.

mod board;
mod bound;
mod chain;
mod check;
mod event;
mod replan;
mod search;
mod tables;
#[cfg(test)]
mod tests;
mod unmet;

pub use event::{
    Event, MOST_PARTIES, MOST_SLOTS, MOST_TABLES, MOST_WISH_VALUE, MOST_WISHES, Meeting, Obstacle, Party, Slot, Wish,
};
pub use replan::Changes;
pub use search::Search;
pub use unmet::{Reason, Unmet};

use board::{Board, NONE};
use check::{check, ordered};
use rustc_hash::FxHashMap;
use serde::Serialize;

/// Who meets whom, when and at which table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timetable {
    /// All meetings, by slot and table.
    pub meetings: Vec<Meeting>,
    /// The sum of the values of all granted wishes.
    pub value: i64,
    /// No timetable of this event has a greater sum: the gap to `value` is all that a longer search could win.
    pub bound: i64,
    /// For each party how many wishes it has and how many are granted.
    pub granted: Vec<Granted>,
    /// The wishes that are not granted, in the order of the event's, each with its reason.
    pub unmet: Vec<Unmet>,
}

/// How many of a party's wishes are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Granted {
    /// How many wishes it has.
    pub asked: u32,
    /// How many of them are granted.
    pub granted: u32,
}

impl Event {
    /// A timetable that obeys all rules, with a bound on what the best could be worth.
    ///
    /// # Errors
    /// Where the event contradicts itself, and where no place was found for all pairs that must meet.
    pub fn timetable(&self, search: &Search) -> Result<Timetable, Obstacle> {
        check(self)?;
        let mut board = Board::new(self, &[], search.worst_off_first);
        let bound = bound::bound(&board);
        search::construct(&mut board, &bound, search.worst_off_first);
        search::improve(&mut board, &bound, search);
        search::complete(&mut board);
        self.finished(&board, bound.value, &[])
    }

    /// The board as a timetable; meetings that stay as they were keep their tables.
    fn finished(&self, board: &Board, bound: i64, earlier: &[Meeting]) -> Result<Timetable, Obstacle> {
        let unplaced = board.pairs.iter().zip(&board.slot_of).filter(|&(pair, &slot)| pair.pinned && slot == NONE);
        let unplaced: Vec<_> = unplaced.map(|(pair, _)| (pair.parties[0], pair.parties[1])).collect();
        if !unplaced.is_empty() {
            return Err(Obstacle::Unplaced(unplaced));
        }
        let placed = board.pairs.iter().zip(&board.slot_of).filter(|&(_, &slot)| slot != NONE);
        let value = placed.map(|(pair, _)| pair.value).sum();
        let mut asked = vec![0; self.parties.len()];
        self.wishes.iter().for_each(|wish| asked[wish.party as usize] += 1);
        let granted = asked.iter().zip(board.granted()).map(|(&asked, &granted)| Granted { asked, granted });
        Ok(Timetable {
            meetings: tables::tables(self, board, earlier),
            value,
            bound,
            granted: granted.collect(),
            unmet: unmet::unmet(self, board),
        })
    }
}
