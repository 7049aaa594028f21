//! Matching needs with what is offered: results, patents, products, experts, facilities.
//!
//! The crate knows no database and no pages. It is given [`Profile`]s, plain data with figures as people wrote them, and says of a pair,
//! requirement by requirement, whether it is met, unmet, unknown, for a person to judge, or not applicable, and what would change that.
//!
//! ```
//! use matching::{Bilingual, Figure, Flip, Indicator, Matcher, Profile};
//! use rules::Verdict;
//!
//! let profile = |figure: &str| Profile {
//!     indicators: vec![Indicator { name: Bilingual::new("使用寿命", "Service life"), figure: figure.into(), ..Default::default() }],
//!     ..Default::default()
//! };
//! let matcher = Matcher::default();
//! let (need, offer) = (matcher.prepare(profile("≥ 8,000 h")), matcher.prepare(profile("300 天")));
//! let comparison = matcher.compare(&need, &offer, Some(0.8));
//! assert_eq!(comparison.lines[0].verdict, Verdict::Unmet);
//! assert!(matches!(&comparison.lines[0].flip, Flip::Figure { by: Some(by), unit, .. } if *by == 800.into() && unit == "h"));
//!
//! assert_eq!(Figure::read("95%以上").unwrap(), Figure::read("at least 95 %").unwrap());
//! assert!(Figure::read("约10 mm").is_err(), "a person must look");
//! ```
//!
//! - [`Role`]: what the fields of a record are for matching, see [`Profile::fill`];
//! - [`Figure`]: reads `≥ 8,000 h`, `-40~85℃`, `10±0.5 mm`;
//! - [`Matcher`]: compares; the formula and its reasons are there;
//! - [`Batch`]: all needs with all offers;
//! - [`Shortlist`]: who is shown to whom, so that nobody is flooded;
//! - [`TeamSearch`]: parties that together have what is wanted;
//! - [`Ranker`]: a ranking learned from what people said.

mod batch;
mod comparison;
#[cfg(test)]
mod definitions_tests;
mod dictionary;
mod feedback;
mod figure;
mod figure_reader;
#[cfg(test)]
mod figure_tests;
mod figure_words;
mod judge_aspect;
mod judge_figure;
mod judgement;
mod lines;
mod matcher;
#[cfg(test)]
mod matcher_tests;
mod modes;
mod name;
mod plain;
mod prepared;
mod profile;
mod ranker;
mod role;
mod shortlist;
mod team;

pub use batch::{Batch, Found, Market};
pub use comparison::{Comparison, Flip, Given, Line, Outcome, What, Why};
pub use dictionary::{Concept, Dictionary, DictionaryError, MOST_CONCEPTS, MOST_NAMES, Reading};
pub use feedback::{FEATURES, Features, Feedback, Reason, Response};
pub use figure::{Figure, Form, MOST_SIGNS, Unreadable};
pub use matcher::{Matcher, Weights};
pub use modes::Modes;
pub use prepared::{MOST_CAPABILITIES, MOST_INDICATORS, Prepared};
pub use profile::{Aspect, Bilingual, Indicator, Money, Profile, Reach, Side};
pub use ranker::{Evaluation, LEAST_NEEDS, Ranker, Training};
pub use role::Role;
pub use shortlist::{Candidate, Shortlist};
pub use team::{MOST_WANTED, Team, TeamSearch, Teams};
