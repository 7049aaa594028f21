//! An earlier party entered again by somebody who did not find it.

use crate::party::{Party, PartyKind, Planted, Repetition};
use crate::party_list::{Parties, Role, entry_of_organisation};
use crate::party_organisation::{FORMS, Organisation};
use crate::party_slips::{rewrite, slip};
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Entry `number`, which is party `of`.
pub(crate) fn enter(parties: &Parties, number: usize, of: usize) -> Party {
    let mut random = parties.entry_random(number);
    let first = parties.party(of);
    let (how, names, affiliations) = match parties.role(of) {
        Role::Original(PartyKind::Person) => person(parties, of, &first, &mut random),
        _ => {
            let (how, name) = organisation(&parties.organisation(of), &first, &mut random);
            (how, vec![name], Vec::new())
        }
    };
    // One in three carries an identifier of the first entry, where that has any.
    let identified = !first.identifiers.is_empty() && random.random_bool(1.0 / 3.0);
    let identifiers =
        if identified { first.identifiers.choose(&mut random).cloned().into_iter().collect() } else { Vec::new() };
    let located = random.random_bool(0.6);
    Party {
        id: format!("party:{number}"),
        truth: of,
        planted: Planted::Again { how, identified },
        kind: first.kind,
        names,
        country: first.country.filter(|_| located),
        region: first.region.filter(|_| located),
        identifiers,
        affiliations,
    }
}

fn organisation(organisation: &Organisation, first: &Party, random: &mut ChaCha8Rng) -> (Repetition, String) {
    let name = first.names[0].clone();
    let chinese = !name.is_ascii();
    let body = |organisation: &Organisation, form: bool| {
        if chinese {
            organisation.body_zh(&organisation.brand.zh, form)
        } else {
            organisation.body_en(&organisation.brand.en, form)
        }
    };
    loop {
        let how = [
            Repetition::Bare,
            Repetition::Abbreviated,
            Repetition::FormerName,
            Repetition::OtherLanguage,
            Repetition::OtherLanguage,
            Repetition::Mistyped,
            Repetition::Mistyped,
            Repetition::Place,
            Repetition::LegalForm,
            Repetition::Script,
            Repetition::Order,
        ][random.random_range(0..11)];
        let again = match how {
            Repetition::Bare => return (how, name),
            Repetition::Abbreviated if chinese => organisation.short_zh(),
            Repetition::Abbreviated => organisation.body_en(&organisation.brand.en, false),
            Repetition::FormerName => match organisation.former_chinese() {
                Some(former) => former,
                None => continue,
            },
            Repetition::OtherLanguage if organisation.country == "CN" => {
                if chinese {
                    organisation.english()
                } else {
                    organisation.chinese()
                }
            }
            Repetition::Mistyped => slip(&name, random),
            Repetition::Place => {
                body(&Organisation { names_place: !organisation.names_place, ..organisation.clone() }, true)
            }
            Repetition::LegalForm if organisation.is_firm() => {
                if random.random_bool(0.5) {
                    body(organisation, false)
                } else {
                    let form = FORMS.choose(random).copied().unwrap_or(organisation.form);
                    body(&Organisation { form, ..organisation.clone() }, true)
                }
            }
            Repetition::Script => rewrite(&name, random),
            Repetition::Order if organisation.names_place && chinese => {
                let place = crate::party_vocabulary::PARTY_VOCABULARY.places[organisation.place].1;
                name.replacen(
                    &format!("{place}{}", organisation.brand.zh),
                    &format!("{}（{place}）", organisation.brand.zh),
                    1,
                )
            }
            _ => continue,
        };
        if again != name {
            return (how, again);
        }
    }
}

fn person(
    parties: &Parties,
    of: usize,
    first: &Party,
    random: &mut ChaCha8Rng,
) -> (Repetition, Vec<String>, Vec<String>) {
    let (person, home) = (parties.person(of), parties.home(of));
    let name = first.names[0].clone();
    let chinese = !name.is_ascii() && person.is_chinese();
    let plain = |chinese: bool| if chinese && home.country == "CN" { home.chinese() } else { home.english() };
    loop {
        let how = [
            Repetition::Bare,
            Repetition::Abbreviated,
            Repetition::OtherLanguage,
            Repetition::OtherLanguage,
            Repetition::OtherLanguage,
            Repetition::Mistyped,
            Repetition::Script,
            Repetition::Order,
            Repetition::Affiliation,
            Repetition::Affiliation,
        ][random.random_range(0..10)];
        let (again, affiliation) = match how {
            Repetition::Bare => return (how, vec![name], first.affiliations.clone()),
            Repetition::Abbreviated => (person.with_initials(), plain(false)),
            Repetition::OtherLanguage if person.is_chinese() => {
                if chinese {
                    (person.latin(random.random_range(0..4)), plain(false))
                } else {
                    (person.chinese(), plain(true))
                }
            }
            Repetition::Mistyped => (slip(&name, random), plain(chinese)),
            Repetition::Script => (rewrite(&name, random), plain(chinese)),
            Repetition::Order if !chinese => (person.latin(random.random_range(0..4)), plain(false)),
            Repetition::Affiliation => {
                let again = entry_of_organisation(of, of, Planted::Original, &home);
                let (_, affiliation) = organisation(&home, &again, random);
                return (how, vec![name], vec![affiliation]);
            }
            _ => continue,
        };
        if again != name {
            return (how, vec![again], vec![affiliation]);
        }
    }
}
