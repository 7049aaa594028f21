//! Parties that look like an earlier one and are not: what a careless merge would destroy.

use crate::party::{Lookalike, Party, PartyKind};
use crate::party_list::{Parties, Role, entry_of_organisation, planted};
use crate::party_organisation::{Languages, Organisation, Sort};
use crate::party_vocabulary::PARTY_VOCABULARY;
use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

/// Entry `number`, which looks like party `of`.
pub(crate) fn enter(parties: &Parties, number: usize, of: usize) -> Party {
    let mut random = parties.entry_random(number);
    if parties.role(of) == Role::Original(PartyKind::Person) {
        return person(parties, number, of, &mut random);
    }
    let model = parties.organisation(of);
    let (why, organisation) = organisation(number, &model, &mut random);
    entry_of_organisation(number, truth(number, of, why, &organisation), planted(why, of), &organisation)
}

/// What stands below one party under one name is one thing, however often it is drawn: its truth is named by both.
fn truth(number: usize, of: usize, why: Lookalike, organisation: &Organisation) -> usize {
    let unit = organisation.unit.map(|(unit, _)| {
        let v = &*PARTY_VOCABULARY;
        let school = v.schools.iter().position(|(school, _)| *school == unit);
        school
            .or_else(|| v.places.iter().position(|place| branch(place).0 == unit).map(|at| at + v.schools.len()))
            .unwrap_or(0)
    });
    match (why, unit, organisation.ordinal) {
        (Lookalike::Unit | Lookalike::Branch, Some(unit), _) => BELOW + of * 1_000 + unit,
        (_, _, Some(ordinal)) => BELOW + of * 1_000 + 900 + ordinal,
        _ => number,
    }
}

/// Truths from here on are those of units.
const BELOW: usize = 1 << 32;

fn organisation(number: usize, model: &Organisation, random: &mut ChaCha8Rng) -> (Lookalike, Organisation) {
    let v = &*PARTY_VOCABULARY;
    let why = match (model.sort, random.random_range(0..3)) {
        // Names abroad carry no place: a stranger in another region would have the same name.
        (Sort::Company, _) if model.country != "CN" => Lookalike::OtherTrade,
        (Sort::Service | Sort::Incubator, _) if model.country != "CN" => Lookalike::Unit,
        (Sort::University, _) => Lookalike::Unit,
        (Sort::Institute, _) => Lookalike::NumberedSister,
        (Sort::Group, 0) => Lookalike::NumberedSister,
        (Sort::Group, _) => Lookalike::Subsidiary,
        (Sort::Company, 0) => Lookalike::Branch,
        (Sort::Company, 1) => Lookalike::OtherTrade,
        _ => Lookalike::OtherRegion,
    };
    let same = Organisation { number, former: None, languages: languages(model, random), ..model.clone() };
    let another_trade = || v.trades.iter().copied().filter(|trade| *trade != model.trade);
    let another_place = |random: &mut ChaCha8Rng| loop {
        let place = random.random_range(0..v.places.len());
        if v.places[place].0[..2] != v.places[model.place].0[..2] {
            return place;
        }
    };
    let organisation = match why {
        Lookalike::Unit => {
            // A university as it is called, with what stands below it.
            let unit = v.schools.choose(random).copied();
            return (why, Organisation { unit, number: model.number, ..same });
        }
        Lookalike::NumberedSister => {
            return (why, Organisation { ordinal: Some(random.random_range(1..60)), number: model.number, ..same });
        }
        Lookalike::Subsidiary => {
            let trade = another_trade().collect::<Vec<_>>().choose(random).copied().unwrap_or(model.trade);
            let host_of = if random.random_bool(0.5) { model.number } else { number };
            Organisation { sort: Sort::Company, trade, host_of, ..same }
        }
        Lookalike::Branch => {
            let place = &v.places[another_place(random)];
            Organisation { unit: Some(branch(place)), ..same }
        }
        Lookalike::OtherTrade => {
            let trade = another_trade().collect::<Vec<_>>().choose(random).copied().unwrap_or(model.trade);
            Organisation { trade, host_of: number, place: random.random_range(0..v.places.len()), ..same }
        }
        _ => Organisation { place: another_place(random), host_of: number, names_place: true, ..same },
    };
    (why, organisation)
}

/// `北京分公司`; each place's pair is made once and kept for good.
fn branch(place: &(&'static str, &'static str, &'static str)) -> (&'static str, &'static str) {
    use std::collections::BTreeMap;
    use std::sync::LazyLock;
    static BRANCHES: LazyLock<BTreeMap<&'static str, (String, String)>> = LazyLock::new(|| {
        let branch = |&(code, zh, en): &(&'static str, &'static str, &'static str)| {
            (code, (format!("{zh}分公司"), format!("{en} Branch")))
        };
        PARTY_VOCABULARY.places.iter().map(branch).collect()
    });
    BRANCHES.get(place.0).map_or(("分公司", "Branch"), |(zh, en)| (zh.as_str(), en.as_str()))
}

fn languages(model: &Organisation, random: &mut ChaCha8Rng) -> Languages {
    match random.random_range(0..3) {
        _ if model.country != "CN" => Languages::English,
        0 => Languages::Both,
        1 => model.languages,
        _ => Languages::Chinese,
    }
}

fn person(parties: &Parties, number: usize, of: usize, random: &mut ChaCha8Rng) -> Party {
    let (mut person, home) = (parties.person(of), parties.home(of));
    person.style = random.random_range(0..10);
    person.school = None;
    if person.is_chinese() && random.random_bool(0.3) {
        // A colleague: another last character.
        let sound = person.given.last().cloned().unwrap_or_default();
        let others: Vec<_> = PARTY_VOCABULARY.given.iter().filter(|(_, spelled)| *spelled != sound).collect();
        let (sign, spelled) = others.choose(random).copied().copied().unwrap_or(("乙", "yi"));
        person.zh.1.pop();
        person.zh.1.push_str(sign);
        person.given.pop();
        person.given.push(spelled.to_string());
        return parties.entry_of_person(number, planted(Lookalike::Colleague, of), &person, &home);
    }
    let mut elsewhere = parties.some_organisation(number, random);
    while elsewhere.number == home.number || (elsewhere.country == "CN") != person.is_chinese() {
        elsewhere = parties.some_organisation(number, random);
        if random.random_bool(0.01) {
            break;
        }
    }
    parties.entry_of_person(number, planted(Lookalike::Namesake, of), &person, &elsewhere)
}
