//! The list of parties: which is an original, which an earlier one again, which only looks like one.

use crate::party::{Lookalike, Party, PartyIdentifier, PartyKind, PartyOptions, Planted};
use crate::party_again;
use crate::party_codes::orcid;
use crate::party_lookalike;
use crate::party_organisation::{Organisation, Sort};
use crate::party_person::Person;
use crate::party_vocabulary::PARTY_VOCABULARY;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Simulated parties with planted duplicates and lookalikes; party `k` is a function of seed, shares and `k`.
///
/// ```
/// let parties = world::Parties::new(&world::PartyOptions { parties: 500, ..Default::default() });
/// let party = parties.party(499);
/// assert!(party.truth <= 499);
/// ```
#[derive(Clone, Debug)]
pub struct Parties {
    options: PartyOptions,
}

/// What party `k` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Original(PartyKind),
    Again { of: usize },
    Lookalike { of: usize },
}

/// Streams of chance that belong to one party.
const ROLE: u64 = 0;
const BODY: u64 = 1;
const ENTRY: u64 = 2;

impl Parties {
    /// Parties by these options.
    pub fn new(options: &PartyOptions) -> Self {
        Self { options: options.clone() }
    }

    /// Number of parties.
    pub fn len(&self) -> usize {
        self.options.parties
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.options.parties == 0
    }

    /// All parties in order.
    pub fn iter(&self) -> impl Iterator<Item = Party> {
        (0..self.len()).map(|number| self.party(number))
    }

    /// Party `number` as it was entered.
    pub fn party(&self, number: usize) -> Party {
        match self.role(number) {
            Role::Original(PartyKind::Organisation) => {
                entry_of_organisation(number, number, Planted::Original, &self.organisation(number))
            }
            Role::Original(PartyKind::Person) => {
                let of = self.home(number);
                self.entry_of_person(number, Planted::Original, &self.person(number), &of)
            }
            Role::Again { of } => party_again::enter(self, number, of),
            Role::Lookalike { of } => party_lookalike::enter(self, number, of),
        }
    }

    pub(crate) fn random(&self, number: usize, stream: u64) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.options.seed ^ 0x5EED_0F9A_4715_E001);
        random.set_stream(number as u64 * 3 + stream);
        random
    }

    /// Chance for how a party was entered.
    pub(crate) fn entry_random(&self, number: usize) -> ChaCha8Rng {
        self.random(number, ENTRY)
    }

    /// The first parties are originals, so that later ones have something to repeat.
    pub(crate) fn role(&self, number: usize) -> Role {
        let mut random = self.random(number, ROLE);
        let (draw, person): (f64, bool) = (random.random(), random.random_bool(self.options.persons));
        let kind = if person && number >= 8 { PartyKind::Person } else { PartyKind::Organisation };
        if number < 16 || draw >= self.options.duplicates + self.options.lookalikes {
            return Role::Original(kind);
        }
        // The kind is drawn with the party repeated.
        for _ in 0..64 {
            let of = random.random_range(0..number);
            if self.is_original(of) {
                return if draw < self.options.duplicates { Role::Again { of } } else { Role::Lookalike { of } };
            }
        }
        Role::Original(kind)
    }

    fn is_original(&self, number: usize) -> bool {
        let draw: f64 = self.random(number, ROLE).random();
        number < 16 || draw >= self.options.duplicates + self.options.lookalikes
    }

    /// Original organisation `number`.
    pub(crate) fn organisation(&self, number: usize) -> Organisation {
        Organisation::draw(number, &mut self.random(number, BODY))
    }

    /// Original person `number`; at home in China where the organisation is.
    pub(crate) fn person(&self, number: usize) -> Person {
        Person::draw(self.home(number).country != "CN", &mut self.random(number, BODY))
    }

    /// The organisation that a person belongs to.
    pub(crate) fn home(&self, person: usize) -> Organisation {
        self.some_organisation(person, &mut self.random(person, ROLE))
    }

    /// A large earlier organisation: universities and groups have more people than others.
    pub(crate) fn some_organisation(&self, below: usize, random: &mut ChaCha8Rng) -> Organisation {
        let mut found = self.organisation(0);
        for _ in 0..40 {
            let number = random.random_range(0..below.max(1));
            if self.role(number) == Role::Original(PartyKind::Organisation) {
                found = self.organisation(number);
                if matches!(found.sort, Sort::University | Sort::Institute | Sort::Group) || random.random_bool(0.2) {
                    break;
                }
            }
        }
        found
    }

    pub(crate) fn entry_of_person(
        &self,
        number: usize,
        planted: Planted,
        person: &Person,
        home: &Organisation,
    ) -> Party {
        let mut identifiers = Vec::new();
        if person.orcid {
            identifiers.push(identifier("orcid", &orcid(number)));
        }
        if person.mail {
            identifiers.push(identifier("mail", &format!("{}{number}@{}", person.family, home.host())));
        }
        Party {
            id: format!("party:{number}"),
            truth: number,
            planted,
            kind: PartyKind::Person,
            names: person.names(),
            country: Some(home.country.to_string()),
            region: home.region(),
            identifiers,
            affiliations: vec![affiliation(person, home)],
        }
    }
}

/// A person's organisation as the person would write it.
fn affiliation(person: &Person, home: &Organisation) -> String {
    let chinese = home.country == "CN" && !person.names()[0].is_ascii();
    let school = person.school.filter(|_| home.sort == Sort::University).map(|school| PARTY_VOCABULARY.schools[school]);
    match (chinese, school) {
        (true, Some((school, _))) => format!("{}{school}", home.chinese()),
        (true, None) => home.chinese(),
        (false, Some((_, school))) => format!("{school}, {}", home.english()),
        (false, None) => home.english(),
    }
}

pub(crate) fn identifier(scheme: &str, value: &str) -> PartyIdentifier {
    PartyIdentifier { scheme: scheme.into(), value: value.into() }
}

/// The entry of an organisation with all that is known of it.
pub(crate) fn entry_of_organisation(
    number: usize,
    truth: usize,
    planted: Planted,
    organisation: &Organisation,
) -> Party {
    let mut identifiers = Vec::new();
    let unit = organisation.unit.is_some() || organisation.ordinal.is_some();
    // Two of three know their number, every second has a site; units below others have no number.
    if organisation.country == "CN" && !unit && !number.is_multiple_of(3) {
        identifiers.push(identifier("uscc", &organisation.uscc()));
    }
    if number.is_multiple_of(2) {
        identifiers.push(identifier("site", &format!("https://www.{}/", organisation.host())));
    }
    if number.is_multiple_of(5) {
        identifiers.push(identifier("mail", &format!("office@{}", organisation.host())));
    }
    Party {
        id: format!("party:{number}"),
        truth,
        planted,
        kind: PartyKind::Organisation,
        names: organisation.names(),
        country: Some(organisation.country.to_string()),
        region: organisation.region(),
        identifiers,
        affiliations: Vec::new(),
    }
}

/// A lookalike's entry, shared by organisations and persons.
pub(crate) fn planted(why: Lookalike, of: usize) -> Planted {
    Planted::Lookalike { why, of }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_party_is_the_same_in_a_list_of_any_length_and_another_with_another_seed() {
        let options = PartyOptions::default();
        let (long, short) = (Parties::new(&options), Parties::new(&PartyOptions { parties: 300, ..options.clone() }));
        let other = Parties::new(&PartyOptions { seed: 2, ..options });
        for number in [0, 17, 250, 299] {
            assert_eq!(long.party(number), short.party(number));
        }
        assert_ne!(long.party(250), other.party(250));
    }

    #[test]
    fn shares_are_as_asked_and_the_truth_is_an_earlier_original() {
        let parties = Parties::new(&PartyOptions { parties: 6_000, ..PartyOptions::default() });
        let (mut again, mut identified, mut lookalikes) = (0, 0, 0);
        for (number, party) in parties.iter().enumerate() {
            assert!(!party.names.is_empty() && party.names.iter().all(|name| !name.trim().is_empty()), "{party:?}");
            match party.planted {
                Planted::Original => assert_eq!(party.truth, number),
                Planted::Again { identified: with, .. } => {
                    assert!(party.truth < number && parties.party(party.truth).planted == Planted::Original);
                    let first: BTreeSet<String> =
                        parties.party(party.truth).identifiers.into_iter().map(|i| i.value).collect();
                    let shared = party.identifiers.iter().any(|i| first.contains(&i.value));
                    assert_eq!(shared, with, "{party:?}");
                    again += 1;
                    identified += usize::from(with);
                }
                Planted::Lookalike { of, .. } => {
                    assert!(of < number && (party.truth == number || party.truth > parties.len()));
                    lookalikes += 1;
                }
            }
        }
        assert!((400..560).contains(&again) && (500..700).contains(&lookalikes), "{again} {lookalikes}");
        assert!(identified * 3 <= again + 30 && identified * 5 > again, "{identified} of {again}");
    }
}
