//! Rules as data: declared in TOML, sure to end, and able to say why.
//!
//! "May this record be published?", "Does this company meet the conditions of the title?", "Who may approve?" are questions whose
//! answers are laid down by somebody, change by date, and are often asked before everything is known. So a rule is a [`Condition`]
//! that is read and not programmed. It sees a [`Context`] and nothing else, and has one of five results, a [`Verdict`]: met, unmet,
//! unknown, needs a person, not applicable. With it comes a [`Reason`], the tree of what was found and what was wanted, and a
//! [`Proposal`], the smallest change that would make the condition met.
//!
//! ```
//! use rules::{Change, Condition, Context, Quantity, Verdict};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # #[derive(serde::Deserialize)]
//! # struct File { guard: Condition }
//! # let read = |text: &str| toml::from_str::<File>(text).map(|file| file.guard);
//! let condition = read(r#"
//!     [guard]
//!     all = [
//!         { value = { fact = "revenue", period = "last-year" }, at_least = 5000, unit = "万元" },
//!         { value = { ratio = [{ fact = "rd", period = "last-year" }, { fact = "revenue", period = "last-year" }] }, at_least = 3, unit = "%" },
//!     ]
//! "#)?;
//! let context = Context::new("2026-05-01".parse()?).fact("revenue", "2025", Quantity::exactly(42_000_000, "元"));
//!
//! // The revenue falls short, whatever was spent on R&D.
//! let reason = condition.evaluate(&context);
//! assert_eq!(reason.verdict, Verdict::Unmet);
//! assert_eq!((&*reason.parts[0].found, &*reason.parts[0].wanted), ("4200 万元", "≥ 5000 万元"));
//! assert_eq!(reason.parts[1].verdict, Verdict::Unknown);
//!
//! let proposal = condition.proposal(&context);
//! assert!(matches!(&proposal.changes[0], Change::Number { by: Some(missing), unit, .. } if *missing == 800.into() && unit == "万元"));
//! # Ok(())
//! # }
//! ```
//!
//! # The language
//!
//! | condition | met where |
//! |---|---|
//! | `{ all = [..] }`, `{ any = [..] }`, `{ not = {..} }` | all, one, the contrary: the tables are at [`Verdict`] |
//! | `{ when = {..}, then = {..} }` | `then` is; not applicable where `when` is unmet |
//! | `{ field = "x", present = true }` | the field is filled in |
//! | `{ field = "x", is = "a" }`, `{ field = "x", one_of = [..] }` | its value is this, or one of these |
//! | `{ value = AMOUNT, at_least = 5, unit = "万元" }` | the amount is; also `at_most`, `more_than`, `less_than`, and one of each side |
//! | `{ role = ["curator"] }` | whoever acts has one of the roles |
//! | `{ date = MOMENT, not_before = MOMENT, not_after = MOMENT }` | the date lies there, both ends included |
//! | `{ date = MOMENT, within_days = 30 }` | the date is today or at most 30 days past |
//! | `{ complete = true }` | all required fields are filled in |
//! | `{ person = { en = "..", zh = ".." } }` | never by itself: a person has to answer |
//!
//! Each may have a `label = { en = "..", zh = ".." }`. An *amount* is a number, `{ number = 5, unit = "万元" }`, `{ field = "x" }`,
//! `{ fact = "x", period = "last-year" }`, or one of `sum`, `product`, `mean`, `least`, `greatest` of a list and `difference`, `ratio`,
//! `growth` (from the first to the second) of two. A *moment* is `"today"`, a day, or `{ field = "x" }`.
//!
//! # What is not known
//!
//! A fact that was not reported is an interval: from zero for one that cannot be negative, everything otherwise. Amounts are computed
//! with intervals, and a comparison is decided where the whole interval agrees. Hence a verdict of met, unmet or not applicable
//! is never revised by finding out more; only `present` and `complete` can change then, because they ask what is filled in. Units of one dimension
//! convert; amounts of different dimensions, a division by what may be zero, and growth from what may not be above zero
//! make the result unknown, with the [`Problem`] named. [`Condition::check`] finds wrong names and units beforehand.

mod amount;
mod change;
mod check;
mod condition;
mod context;
mod evaluate;
mod interval;
mod measure;
mod number;
mod pack;
mod proposal;
mod quantity;
mod reading;
mod solve;
#[cfg(test)]
mod tests;
mod unit;
mod unit_table;
mod verdict;

pub use change::Change;
pub use check::{Kind, Known};
pub use condition::{Condition, Label, MOST_DEPTH, MOST_NODES, Scalar, Side};
pub use context::{Context, Quantity, Source, Value};
pub use number::{NotANumber, Number};
pub use pack::{MOST_RULES, Pack, PackError, Rule};
pub use proposal::Proposal;
pub use unit::is_unit;
pub use verdict::{Problem, Reason, Verdict};
