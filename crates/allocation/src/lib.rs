//! Who gets whom: one engine for reviewers, meetings and bookings, on plain numbers.
//!
//! | asked | type | answer |
//! |---|---|---|
//! | who of one side gets whom of the other | [`Assignment`] | [`Solution`]: the best, with a proof that [`check`] verifies; or a [`Refusal`] that names what stands in the way |
//! | the same, but nobody may be sure of a pair | [`Assignment::lottery`] | [`Lottery`]: a chance for each pair under a cap, and draws that keep all rules |
//! | who meets whom, when and where | [`Event`] | [`Timetable`], with a bound on the best, and a [`Reason`] for every wish that is not granted |
//! | the same after a change | [`Event::replan`] | a timetable that keeps what can stay, and the [`Changes`] |
//! | a party's meetings for its calendar | [`Calendar`] | an iCalendar file |
//!
//! Parties, slots and groups are places in lists; names belong to the caller, and so do words: reasons are data. Values are integers in any unit.
//! Nothing is left to chance that a seed does not decide: the same problem has the same answer on every machine.

mod assignment;
mod calendar;
mod flow;
mod timetable;

pub use assignment::*;
pub use calendar::{Appointment, Calendar, uid};
pub use timetable::*;
