//! Which table each meeting has: a fixed or an earlier one, else one where somebody sits already, else the first that is free.

use super::board::{Board, NONE};
use super::check::ordered;
use super::event::{Event, Meeting};
use rustc_hash::FxHashMap;

/// The meetings of a board with their tables, by slot and table. `earlier` are meetings, whose
/// tables stay theirs where pair and slot are the same.
pub(crate) fn tables(event: &Event, board: &Board, earlier: &[Meeting]) -> Vec<Meeting> {
    // Fixed ones come later, so they win.
    let before = earlier.iter().chain(&event.fixed);
    let wanted: FxHashMap<_, _> =
        before.map(|meeting| ((ordered(meeting.one, meeting.other), meeting.slot), meeting.table)).collect();
    let mut meetings = Vec::new();
    let mut sits = vec![NONE; event.parties.len()];
    for (slot, place) in event.slots.iter().zip(0..) {
        let mut free: std::collections::BTreeSet<u32> = slot.tables.iter().copied().collect();
        let mut waiting: Vec<u32> = board.meeting[place as usize].clone();
        waiting.sort_unstable();
        let mut seated: Vec<(u32, u32)> = Vec::new();
        let own = |pair: u32| {
            let pair = &board.pairs[pair as usize];
            (pair.fixed, wanted.get(&(pair.parties.into(), place)).copied())
        };
        for fixed in [true, false] {
            waiting.retain(|&pair| match own(pair) {
                (is_fixed, Some(table)) if is_fixed == fixed && free.remove(&table) => {
                    seated.push((pair, table));
                    false
                }
                _ => true,
            });
        }
        for end in 0..2 {
            waiting.retain(|&pair| {
                let table = sits[board.pairs[pair as usize].parties[end] as usize];
                let stays = table != NONE && free.remove(&table);
                if stays {
                    seated.push((pair, table));
                }
                !stays
            });
        }
        // A slot never has more meetings than tables.
        seated.extend(waiting.into_iter().zip(free));
        sits.fill(NONE);
        for (pair, table) in seated {
            let [one, other] = board.pairs[pair as usize].parties;
            (sits[one as usize], sits[other as usize]) = (table, table);
            meetings.push(Meeting { slot: place, table, one, other });
        }
    }
    meetings.sort_unstable();
    meetings
}
