//! Who owns records: parties of the sort that fits the kind, and how they are named in texts.

use crate::party_list::{Parties, Role};
use crate::party_organisation::{Organisation, Sort};
use crate::party_person::Person;
use crate::party_vocabulary::PARTY_VOCABULARY;
use crate::{PartyKind, PartyOptions, Term, World};
use std::collections::{BTreeMap, VecDeque};

/// A sort of party that has records of a kind of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OwnerSort {
    Firm,
    Institute,
    Service,
    Incubator,
    Person,
}

impl OwnerSort {
    /// The sort whose parties the records of a kind describe; records of other kinds belong to some organisation.
    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        match kind {
            "enterprise" => Some(Self::Firm),
            "institute" => Some(Self::Institute),
            "service-institution" => Some(Self::Service),
            "incubator" => Some(Self::Incubator),
            "expert" => Some(Self::Person),
            _ => None,
        }
    }
}

/// The parties of a world, as many as asked.
pub(crate) fn parties(world: &World, count: usize) -> Parties {
    Parties::new(&PartyOptions { parties: count, seed: world.options.seed, ..PartyOptions::default() })
}

/// Hands out original parties, each once, in their order.
pub(crate) struct OwnerQueue {
    parties: Parties,
    next: usize,
    waiting: BTreeMap<OwnerSort, VecDeque<usize>>,
}

impl OwnerQueue {
    pub(crate) fn new(world: &World) -> Self {
        Self { parties: parties(world, 0), next: 0, waiting: BTreeMap::new() }
    }

    /// The next party of a sort.
    pub(crate) fn take(&mut self, sort: OwnerSort) -> usize {
        loop {
            if let Some(number) = self.waiting.get_mut(&sort).and_then(VecDeque::pop_front) {
                return number;
            }
            let number = self.next;
            self.next += 1;
            if let Role::Original(kind) = self.parties.role(number) {
                let sort = sort_of(&self.parties, number, kind);
                self.waiting.entry(sort).or_default().push_back(number);
            }
        }
    }
}

fn sort_of(parties: &Parties, number: usize, kind: PartyKind) -> OwnerSort {
    if kind == PartyKind::Person {
        return OwnerSort::Person;
    }
    match parties.organisation(number).sort {
        Sort::University | Sort::Institute => OwnerSort::Institute,
        Sort::Company | Sort::Group => OwnerSort::Firm,
        Sort::Service => OwnerSort::Service,
        Sort::Incubator => OwnerSort::Incubator,
    }
}

/// An owner as texts name it.
pub(crate) struct Owner {
    /// The person, where it is one.
    pub(crate) person: Option<Person>,
    /// The organisation; that of the person, where it is one.
    pub(crate) organisation: Organisation,
}

impl Owner {
    /// Party `number`, an original of the sort.
    pub(crate) fn new(parties: &Parties, number: usize, is_person: bool) -> Self {
        if is_person {
            Self { person: Some(parties.person(number)), organisation: parties.home(number) }
        } else {
            Self { person: None, organisation: parties.organisation(number) }
        }
    }

    /// Whether it has no name in Chinese.
    pub(crate) fn is_abroad(&self) -> bool {
        match &self.person {
            Some(person) => !person.is_chinese(),
            None => self.organisation.country != "CN",
        }
    }

    /// Its name; abroad the English one in both places.
    pub(crate) fn name(&self) -> Term {
        let en = match &self.person {
            Some(person) => person.latin(0),
            None => self.organisation.english(),
        };
        let zh = match &self.person {
            _ if self.is_abroad() => en.clone(),
            Some(person) => person.chinese(),
            None => self.organisation.chinese(),
        };
        Term { zh, en }
    }

    /// Name of the organisation.
    pub(crate) fn organisation_name(&self) -> Term {
        let en = self.organisation.english();
        let zh = if self.organisation.country == "CN" { self.organisation.chinese() } else { en.clone() };
        Term { zh, en }
    }

    /// Where it is, as a position in the list of places; nowhere in it, where it is abroad.
    pub(crate) fn place(&self) -> Option<usize> {
        (self.organisation.country == "CN").then(|| self.organisation.place_index())
    }
}

/// Code and name of a place.
pub(crate) fn place(position: usize) -> (&'static str, Term) {
    let places = &PARTY_VOCABULARY.places;
    let (code, zh, en) = places[position % places.len()];
    (code, Term { zh: zh.into(), en: en.into() })
}
