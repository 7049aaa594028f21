//! A subject in the form in which it is compared.

use super::fold::fold;
use super::identifier::{Number, address, host, number};
use super::name::Name;
use super::person_name::{self, PersonName};
use super::read::read;
use super::subject::{Subject, SubjectKind};
use super::words::WORDS;

/// Everything that comparing needs, read once.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub(super) id: String,
    pub(super) kind: SubjectKind,
    /// Names of an organisation.
    pub(super) names: Vec<Name>,
    /// Names of a person.
    pub(super) people: Vec<PersonName>,
    /// Names of a person's organisations.
    pub(super) affiliations: Vec<Name>,
    pub(super) numbers: Vec<Number>,
    pub(super) hosts: Vec<String>,
    pub(super) addresses: Vec<String>,
    /// Two digits of GB/T 2260.
    pub(super) province: Option<u32>,
    pub(super) country: Option<String>,
}

impl Prepared {
    pub(super) fn new(subject: &Subject) -> Self {
        let (mut names, mut people) = (Vec::new(), Vec::new());
        for name in &subject.names {
            match subject.kind {
                SubjectKind::Organisation => names.extend(read(name)),
                SubjectKind::Person => people.extend(person_name::read(name)),
            }
        }
        inherit(&mut names);
        let mut hosts: Vec<String> = subject.identifiers.iter().filter_map(host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        Self {
            id: subject.id.clone(),
            kind: subject.kind,
            names,
            people,
            affiliations: subject.affiliations.iter().flat_map(|name| read(name)).collect(),
            numbers: subject.identifiers.iter().filter_map(number).collect(),
            hosts,
            addresses: subject.identifiers.iter().filter_map(address).collect(),
            province: subject.region.as_deref().and_then(province),
            country: subject
                .country
                .as_deref()
                .map(|country| country.trim().to_uppercase())
                .filter(|country| !country.is_empty()),
        }
    }
}

/// A short name says what the longer names of the same subject say: 华星, also called 华星电子有限公司, is not 华星制药有限公司.
fn inherit(names: &mut [Name]) {
    let full: Vec<_> = names
        .iter()
        .filter(|name| name.parts.len() == 1 && !name.first().is_bare())
        .map(|name| name.first().clone())
        .collect();
    for name in names.iter_mut().filter(|name| name.parts.len() == 1 && name.first().is_bare()) {
        let part = &mut name.parts[0];
        if let Some(longer) = full.iter().find(|longer| longer.spelled == part.spelled && !part.spelled.is_empty()) {
            part.sorts.clone_from(&longer.sorts);
            part.trades.clone_from(&longer.trades);
            part.number = longer.number;
            if part.places.is_empty() {
                part.places.clone_from(&longer.places);
            }
        }
    }
}

/// First two digits of a code, or of the place with this name.
fn province(region: &str) -> Option<u32> {
    let digits: String = region.chars().take_while(char::is_ascii_digit).take(2).collect();
    if digits.len() == 2 {
        return digits.parse().ok();
    }
    let folded = fold(region);
    let folded = folded.trim_end_matches(['省', '市']);
    let entry = WORDS.chinese(folded).or_else(|| WORDS.english(folded))?;
    entry.place.filter(|&code| code > 999).map(|code| code / 10_000)
}
