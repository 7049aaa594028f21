//! Finds what is wrong with an event before anything is searched.

use super::board::usable_slots;
use super::event::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// A pair with the smaller number first.
pub(crate) fn ordered(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}

/// Finds mistakes and contradictions.
pub(crate) fn check(event: &Event) -> Result<(), Obstacle> {
    sizes(event)?;
    slots(event)?;
    parties(event)?;
    let forbidden: FxHashSet<_> = event.forbidden.iter().map(|&(one, other)| ordered(one, other)).collect();
    fixed(event)?;
    let must: FxHashSet<_> = must_meet(event);
    let mut listed: Vec<_> = must.iter().copied().collect();
    listed.sort_unstable();
    if let Some(&(one, other)) = listed.iter().find(|pair| forbidden.contains(pair)) {
        return Err(Obstacle::PinnedForbidden(one, other));
    }
    let mut needed = vec![0; event.parties.len()];
    for &(one, other) in &listed {
        let there: FxHashSet<_> = event.parties[one as usize].slots.iter().collect();
        if !event.parties[other as usize].slots.iter().any(|slot| there.contains(slot)) {
            return Err(Obstacle::NoCommonSlot(one, other));
        }
        needed[one as usize] += 1;
        needed[other as usize] += 1;
    }
    for (party, &needed) in needed.iter().enumerate() {
        let room = usable_slots(event, party);
        if needed > room {
            return Err(Obstacle::PartyOver { party: party as u32, needed, room });
        }
    }
    let (needed, room) = (listed.len() as u32, event.slots.iter().map(|slot| slot.tables.len() as u32).sum());
    if needed > room { Err(Obstacle::TablesOver { needed, room }) } else { Ok(()) }
}

/// The pairs that are pinned or have a fixed meeting.
pub(crate) fn must_meet(event: &Event) -> FxHashSet<(u32, u32)> {
    let fixed = event.fixed.iter().map(|meeting| ordered(meeting.one, meeting.other));
    event.pinned.iter().map(|&(one, other)| ordered(one, other)).chain(fixed).collect()
}

fn sizes(event: &Event) -> Result<(), Obstacle> {
    let tables = event.slots.iter().map(|slot| slot.tables.len()).max().unwrap_or(0);
    let pairs = event.forbidden.len().max(event.pinned.len()).max(event.fixed.len());
    let sizes = [
        ("parties", event.parties.len(), MOST_PARTIES),
        ("slots", event.slots.len(), MOST_SLOTS),
        ("wishes", event.wishes.len(), MOST_WISHES),
        ("pairs", pairs, MOST_WISHES),
        ("tables", tables, MOST_TABLES),
    ];
    match sizes.into_iter().find(|&(_, given, most)| given > most) {
        Some((what, given, most)) => Err(Obstacle::TooMany { what, given, most }),
        None => Ok(()),
    }
}

fn slots(event: &Event) -> Result<(), Obstacle> {
    for (place, slot) in event.slots.iter().enumerate() {
        if slot.end <= slot.start || place > 0 && slot.start < event.slots[place - 1].end {
            return Err(Obstacle::SlotOrder(place as u32));
        }
        let mut seen = FxHashSet::default();
        if let Some(&table) = slot.tables.iter().find(|&&table| !seen.insert(table)) {
            return Err(Obstacle::TableTwice(place as u32, table));
        }
    }
    Ok(())
}

fn parties(event: &Event) -> Result<(), Obstacle> {
    let slots = event.parties.iter().flat_map(|party| &party.slots).chain(event.fixed.iter().map(|fixed| &fixed.slot));
    if let Some(&slot) = slots.into_iter().find(|&&slot| slot as usize >= event.slots.len()) {
        return Err(Obstacle::NoSlot(slot));
    }
    let wishes = event.wishes.iter().map(|wish| (wish.party, wish.other));
    let fixed = event.fixed.iter().map(|meeting| (meeting.one, meeting.other));
    for (one, other) in wishes.chain(event.forbidden.iter().copied()).chain(event.pinned.iter().copied()).chain(fixed) {
        if let Some(party) = [one, other].into_iter().find(|&party| party as usize >= event.parties.len()) {
            return Err(Obstacle::NoParty(party));
        }
        if one == other {
            return Err(Obstacle::Itself(one));
        }
    }
    let mut seen = FxHashSet::default();
    for wish in &event.wishes {
        if !seen.insert((wish.party, wish.other)) {
            return Err(Obstacle::WishTwice(wish.party, wish.other));
        }
        if !(1..=MOST_WISH_VALUE).contains(&wish.value) {
            return Err(Obstacle::WishValue(wish.party, wish.other, wish.value));
        }
    }
    Ok(())
}

/// Whether fixed meetings can take place, all of them.
fn fixed(event: &Event) -> Result<(), Obstacle> {
    let mut pairs = FxHashSet::default();
    let mut tables: BTreeMap<(u32, u32), Vec<(u32, u32)>> = BTreeMap::new();
    let mut places: BTreeMap<(u32, u32), Vec<(u32, u32)>> = BTreeMap::new();
    for meeting in &event.fixed {
        let pair = ordered(meeting.one, meeting.other);
        if !pairs.insert(pair) {
            return Err(Obstacle::FixedTwice(pair.0, pair.1));
        }
        let slot = meeting.slot;
        if !event.slots[slot as usize].tables.contains(&meeting.table) {
            return Err(Obstacle::TableClosed { slot, table: meeting.table });
        }
        tables.entry((slot, meeting.table)).or_default().push(pair);
        for party in [pair.0, pair.1] {
            if !event.parties[party as usize].slots.contains(&slot) {
                return Err(Obstacle::Absent { party, slot });
            }
            places.entry((party, slot)).or_default().push(pair);
        }
    }
    let crowded = |all: BTreeMap<(u32, u32), Vec<(u32, u32)>>| all.into_iter().find(|(_, meetings)| meetings.len() > 1);
    if let Some(((slot, table), meetings)) = crowded(tables) {
        return Err(Obstacle::TableTaken { slot, table, meetings });
    }
    let mut masks: FxHashMap<u32, u128> = FxHashMap::default();
    for &(party, slot) in places.keys() {
        *masks.entry(party).or_default() |= 1 << slot;
    }
    let keys: Vec<_> = places.keys().copied().collect();
    if let Some(((party, slot), meetings)) = crowded(places) {
        return Err(Obstacle::PartyTwice { party, slot, meetings });
    }
    let joined = super::board::joined(event);
    for (party, slot) in keys {
        if super::board::run(masks[&party], joined, slot) > event.parties[party as usize].most_in_a_row {
            return Err(Obstacle::InARow { party, slot });
        }
    }
    Ok(())
}
