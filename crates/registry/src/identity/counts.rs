//! How many share what: the measure of rarity.

use super::core::told_translation;
use super::prepare::Prepared;
use super::subject::SubjectKind;
use super::weights::SMALLEST_CORPUS;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Term {
    Core,
    /// Beginnings of distinctive parts, and what follows them.
    Beginning,
    Rest,
    /// Two names of one subject that go on differently after a common beginning.
    Translation,
    Short,
    Host,
    Family,
    Given,
    Person,
    Han,
    Affiliation,
}

/// A key of text under a heading, as one number; collisions among millions of keys are rare and only cost a comparison.
pub(super) fn key(heading: impl Hash, text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    heading.hash(&mut hasher);
    text.hash(&mut hasher);
    let mixed = hasher.finish();
    (mixed ^ (mixed >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Counts over all subjects of an index.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    organisations: u32,
    persons: u32,
    of: FxHashMap<u64, u32>,
}

impl Counts {
    pub(super) fn add(&mut self, subject: &Prepared) {
        match subject.kind {
            SubjectKind::Organisation => self.organisations += 1,
            SubjectKind::Person => self.persons += 1,
        }
        for term in terms(subject) {
            *self.of.entry(term).or_insert(0) += 1;
        }
    }

    pub(super) fn remove(&mut self, subject: &Prepared) {
        match subject.kind {
            SubjectKind::Organisation => self.organisations -= 1,
            SubjectKind::Person => self.persons -= 1,
        }
        for term in terms(subject) {
            if let Some(count) = self.of.get_mut(&term) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// `log2` of the number of subjects of a kind.
    pub(super) fn size(&self, kind: SubjectKind) -> f64 {
        let count = match kind {
            SubjectKind::Organisation => self.organisations,
            SubjectKind::Person => self.persons,
        };
        f64::from(count).max(SMALLEST_CORPUS).log2()
    }

    /// How many share a term, at least one. The pair that is compared shares it itself, so that one is taken off.
    pub(super) fn others(&self, term: Term, text: &str) -> f64 {
        let count = self.of.get(&key(term, text)).copied().unwrap_or(0);
        f64::from(count.saturating_sub(1).max(1))
    }
}

fn terms(subject: &Prepared) -> Vec<u64> {
    let mut terms: Vec<u64> = subject.hosts.iter().map(|host| key(Term::Host, host)).collect();
    for name in &subject.names {
        terms.push(key(Term::Core, &name.key));
        for (beginning, rest) in &name.first().beginnings {
            terms.push(key(Term::Beginning, beginning));
            if !rest.is_empty() {
                terms.push(key(Term::Rest, rest));
            }
        }
        terms.extend(name.short.iter().map(|short| key(Term::Short, short)));
    }
    for (at, name) in subject.names.iter().enumerate() {
        let told = subject.names[at + 1..].iter().filter_map(|other| told_translation(name.first(), other.first()));
        terms.extend(told.map(|told| key(Term::Translation, &told)));
    }
    for name in &subject.people {
        terms.extend(name.han.as_ref().map(|han| key(Term::Han, han)));
        for reading in &name.readings {
            terms.push(key(Term::Family, &reading.family));
            terms.push(key(Term::Given, &reading.given));
            terms.push(key(Term::Person, &format!("{} {}", reading.family, reading.given)));
        }
    }
    terms.extend(subject.affiliations.iter().map(|name| key(Term::Affiliation, &name.key)));
    terms.sort_unstable();
    terms.dedup();
    terms
}
