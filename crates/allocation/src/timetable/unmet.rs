//! Why a wish is not granted.

use super::board::{Board, NONE};
use super::check::ordered;
use super::event::Event;
use rustc_hash::FxHashSet;
use serde::Serialize;

/// A wish that is not granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmet {
    /// Its place among the event's wishes.
    pub wish: u32,
    /// Why.
    pub reason: Reason,
}

/// Why a wish is not granted: the first of these that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The two must not meet.
    Forbidden,
    /// The two are never there at the same time.
    NoCommonSlot,
    /// One of them has all the meetings it can have, and these are the ones that came before.
    Full {
        /// Who. Where both are full, the one who wished.
        party: u32,
        /// How many meetings it has.
        meetings: u32,
    },
    /// Wherever both are there, one of them has another meeting: these, a pair each.
    GaveWay(Vec<(u32, u32)>),
    /// Where both are free, all tables are taken.
    NoTable(Vec<u32>),
    /// Where both are free and a table is, one of them would have too many meetings in a row.
    NoBreak(Vec<u32>),
    /// There would be room. Only where an earlier timetable was changed as little as possible.
    Room(Vec<u32>),
}

/// The wishes that are not granted.
pub(crate) fn unmet(event: &Event, board: &Board) -> Vec<Unmet> {
    let places = board.places();
    let forbidden: FxHashSet<_> = event.forbidden.iter().map(|&(one, other)| ordered(one, other)).collect();
    let mut unmet = Vec::new();
    for (wish, number) in event.wishes.iter().zip(0..) {
        let pair = ordered(wish.party, wish.other);
        let place = places.get(&pair).copied();
        if place.is_some_and(|place| board.slot_of[place as usize] != NONE) {
            continue;
        }
        let reason = if forbidden.contains(&pair) { Reason::Forbidden } else { reason(board, wish.party, wish.other) };
        unmet.push(Unmet { wish: number, reason });
    }
    unmet
}

fn reason(board: &Board, party: u32, other: u32) -> Reason {
    let common = board.available[party as usize] & board.available[other as usize];
    if common == 0 {
        return Reason::NoCommonSlot;
    }
    if let Some(full) = [party, other].into_iter().find(|&party| board.full(party)) {
        return Reason::Full { party: full, meetings: board.count[full as usize] };
    }
    let list = |mask: u128| super::chain::turned(mask, 0).collect::<Vec<_>>();
    let free = board.free(party) & board.free(other);
    if free == 0 {
        let met = list(common).into_iter().flat_map(|slot| [board.at(party, slot), board.at(other, slot)]);
        let mut pairs: Vec<_> =
            met.filter(|&met| met != NONE).map(|met| board.pairs[met as usize].parties.into()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        return Reason::GaveWay(pairs);
    }
    if free & board.open == 0 {
        return Reason::NoTable(list(free));
    }
    let slots = list(free & board.open);
    if slots.iter().any(|&slot| board.row_takes(party, slot) && board.row_takes(other, slot)) {
        Reason::Room(slots)
    } else {
        Reason::NoBreak(slots)
    }
}
