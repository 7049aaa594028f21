//! Identity: the same organisation or person entered twice is found and proposed for merging.
//!
//! The engine is a function of plain values; it reads no database and merges nothing itself. Its idea is probabilistic record
//! linkage (I. P. Fellegi and A. B. Sunter, “A Theory for Record Linkage”, JASA 64, 1969): a pair is compared aspect by aspect, every
//! aspect adds or takes away bits of evidence, and agreement on something rare is worth more than agreement on something common
//! (`log2(N / how many share it)`). The sum of the bits is the log odds of being the same, so that a score reads as a probability.
//!
//! 1. *Reading.* A name is folded (width, case, traditional characters) and taken apart into what is distinctive and what many share:
//!    place, trade, sort (university, company), form of law, number, unit below a parent. Shared words come from a small bilingual table, so
//!    that 材料 and “Materials” are one word; what is distinctive is also spelled in pinyin, so that 明曜 and “Mingyao” are one.
//! 2. *Blocking.* Subjects meet only where they share one of several keys (identifier, host, spelling, spelling with a letter
//!    left out, abbreviation, …); keys that too many share are passed over. Work stays near linear in the number of subjects.
//! 3. *Comparing.* The best pair of names is weighed with identifiers, hosts, region and affiliations; [`Reason`] tells how.
//! 4. *Grouping.* Pairs are joined from the best down; a join that would put two contradicting subjects into one group is refused,
//!    so that a chain of likely pairs cannot grow into an unlikely group.
//!
//! ```
//! # use registry::identity::{Subject, find};
//! let subjects = [
//!     Subject::organisation("1", &["深圳明曜新材料科技有限公司"]),
//!     Subject::organisation("2", &["Shenzhen Mingyao New Materials Technology Co., Ltd."]),
//!     Subject::organisation("3", &["深圳明曜制药有限公司"]),
//! ];
//! let proposals = find(&subjects);
//! assert_eq!(proposals.len(), 1);
//! assert_eq!((proposals[0].a.as_str(), proposals[0].b.as_str()), ("1", "2"));
//! ```
//!
//! Limits: only Chinese and Latin script are read; a brand that is translated rather than spelled (北极星, “Polaris”) is found only
//! through an alias, an identifier or a host; two people of one name in one organisation look like one.

mod abbreviation;
#[cfg(test)]
mod cases;
mod check_digits;
mod compare;
mod core;
mod counts;
mod distance;
mod fold;
mod groups;
mod identifier;
mod index;
mod keys;
#[cfg(test)]
mod measure;
mod name;
mod numerals;
mod organisation;
mod person;
mod person_name;
mod prepare;
mod read;
mod reason;
mod spelling;
mod subject;
mod weights;
mod words;

pub use check_digits::{orcid_is_valid, uscc_is_valid};
pub use groups::groups;
pub use identifier::{Identifier, Scheme};
pub use index::Index;
pub use reason::{Agreement, Aspect, Proposal, Reason};
pub use subject::{Subject, SubjectKind};
pub use weights::{HINT, PROPOSE};

/// Every pair of subjects that is probably one and the same, best first: those that score at least [`PROPOSE`] and whose groups hold
/// no contradiction. Subjects with the same id are taken for the same subject; the last one counts.
pub fn find(subjects: &[Subject]) -> Vec<Proposal> {
    Index::build(subjects).proposals()
}
