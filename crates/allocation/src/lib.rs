//! Who gets whom.

mod assignment;
mod flow;
mod timetable;

pub use assignment::*;
pub use timetable::*;
