//! Who gets whom.

mod assignment;
mod flow;

pub use assignment::*;
