//! Blocking: the keys under which subjects meet. Two records of one subject should share at least one key that few share.

use super::abbreviation::is_short;
use super::counts::key;
use super::name::Name;
use super::person_name::PersonName;
use super::prepare::Prepared;

/// What kind of key; keys of different kinds never meet.
#[derive(Hash)]
enum Block {
    Number,
    Host,
    Address,
    Text,
    Core,
    CoreSlip,
    Beginning,
    Word,
    Short,
    Generic,
    Person,
    PersonSlip,
    Initials,
    PersonAt,
}

/// All keys of a subject.
pub(super) fn keys(subject: &Prepared) -> Vec<u64> {
    let mut keys: Vec<u64> = Vec::with_capacity(32);
    keys.extend(subject.numbers.iter().map(|number| key((Block::Number, &number.scheme), &number.value)));
    for number in subject.numbers.iter() {
        slip_keys(Block::Number, &number.value, &mut keys);
    }
    // People of one organisation share its host; organisations meet by theirs.
    if subject.people.is_empty() {
        keys.extend(subject.hosts.iter().map(|host| key(Block::Host, host)));
    }
    keys.extend(subject.addresses.iter().map(|address| key(Block::Address, address)));
    for name in &subject.names {
        organisation(name, &mut keys);
    }
    for name in &subject.people {
        person(name, &subject.affiliations, &mut keys);
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn organisation(name: &Name, keys: &mut Vec<u64>) {
    keys.push(key(Block::Text, &name.text));
    if is_short(&name.text) {
        keys.push(key(Block::Short, &name.text));
    }
    keys.extend(name.short.iter().map(|short| key(Block::Short, short)));
    let part = name.first();
    if part.is_generic() {
        generic(name, keys);
        return;
    }
    keys.push(key(Block::Core, &part.spelled));
    if part.spelled.len() >= 5 {
        slip_keys(Block::CoreSlip, &part.spelled, keys);
    }
    if part.han {
        if part.core.chars().count() >= 3 {
            slip_keys(Block::CoreSlip, &part.core, keys);
        }
        let beginning = |length: usize| part.pieces.get(..length).map(|pieces| key(Block::Beginning, &pieces.concat()));
        keys.extend((2..=4).filter_map(beginning));
    } else {
        let (mut beginning, mut sorted) = (String::new(), part.pieces.clone());
        for word in part.pieces.iter().take(3) {
            beginning.push_str(word);
            keys.push(key(Block::Beginning, &beginning));
        }
        sorted.sort_unstable();
        keys.push(key(Block::Core, &sorted.concat()));
        keys.extend(part.pieces.iter().filter(|word| word.len() > 4).map(|word| key(Block::Word, word)));
    }
}

/// Names of shared words only: a word may stand in several rows of the table, so that every choice of rows is a key.
fn generic(name: &Name, keys: &mut Vec<u64>) {
    let part = name.first();
    let mut choices: Vec<Vec<u16>> = vec![Vec::new()];
    for trade in &part.trades {
        choices = choices
            .iter()
            .flat_map(|chosen| trade.concepts.iter().map(|&concept| [&chosen[..], &[concept]].concat()))
            .collect();
        choices.truncate(24);
    }
    for mut chosen in choices {
        chosen.sort_unstable();
        keys.push(key((Block::Generic, &part.places, part.number), &format!("{chosen:?}")));
    }
    keys.push(key(Block::Core, &name.key));
}

/// A text and all that is left of it when one sign falls out: two texts one slip apart share one of these.
fn slip_keys(block: Block, text: &str, keys: &mut Vec<u64>) {
    keys.push(key(&block, text));
    for (at, sign) in text.char_indices() {
        let rest = [&text[..at], &text[at + sign.len_utf8()..]].concat();
        keys.push(key(&block, &rest));
    }
}

fn person(name: &PersonName, affiliations: &[Name], keys: &mut Vec<u64>) {
    keys.extend(name.han.as_ref().map(|han| key(Block::Person, han)));
    for reading in &name.readings {
        let whole = format!("{}{}", reading.family, reading.given);
        if !reading.only_initials {
            keys.push(key(Block::Person, &format!("{} {}", reading.family, reading.given)));
            if whole.len() >= 8 {
                slip_keys(Block::PersonSlip, &whole, keys);
            }
        }
        let first = reading.initials.get(..1).unwrap_or_default();
        for affiliation in affiliations {
            // By the beginning of its name, which is the same in both languages where the rest is not.
            let beginnings = affiliation.first().beginnings.iter().map(|(beginning, _)| beginning);
            for at in beginnings.take(2).chain([&affiliation.key]) {
                keys.push(key((Block::Initials, at), &format!("{} {first}", reading.family)));
                if !reading.only_initials {
                    keys.push(key((Block::PersonAt, at), &reading.given));
                }
            }
        }
    }
}
