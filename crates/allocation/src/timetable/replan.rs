//! Late changes: a timetable of a changed event that keeps as many meetings in their place as it can.

use super::board::{Board, NONE};
use super::bound;
use super::check::check;
use super::search;
use super::*;
use rustc_hash::FxHashSet;

/// What became of the meetings of an earlier timetable. Each in the order of slots and tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Same pair, same slot, same table.
    pub kept: Vec<Meeting>,
    /// Same pair, another slot or table: before and after.
    pub moved: Vec<(Meeting, Meeting)>,
    /// Those that are no more.
    pub cancelled: Vec<Meeting>,
    /// Those that were not.
    pub added: Vec<Meeting>,
}

impl Changes {
    /// What leads from one list of meetings to another.
    pub fn between(before: &[Meeting], after: &[Meeting]) -> Self {
        let pair = |meeting: &Meeting| ordered(meeting.one, meeting.other);
        let now: FxHashMap<_, _> = after.iter().map(|meeting| (pair(meeting), *meeting)).collect();
        let then: FxHashSet<_> = before.iter().map(pair).collect();
        let mut changes = Self::default();
        for meeting in before {
            match now.get(&pair(meeting)) {
                None => changes.cancelled.push(*meeting),
                Some(after) if (after.slot, after.table) == (meeting.slot, meeting.table) => {
                    changes.kept.push(*meeting)
                }
                Some(after) => changes.moved.push((*meeting, *after)),
            }
        }
        changes.added = after.iter().filter(|meeting| !then.contains(&pair(meeting))).copied().collect();
        changes
    }
}

impl Event {
    /// A timetable of this event, the changed one, that keeps as many meetings of the earlier in their place as it can: parties keep their
    /// numbers, and whoever has left has no slots any more.
    ///
    /// First every meeting that the event still allows stays; where a party, a slot or a row has become too full, those that settle most and are
    /// worth least go. What lost its place, and what is wished for anew, then takes the free places, without moving anyone; only for a
    /// pair that must meet is anything else moved.
    ///
    /// # Errors
    /// As for [`Event::timetable`].
    pub fn replan(&self, before: &[Meeting], search: &Search) -> Result<(Timetable, Changes), Obstacle> {
        check(self)?;
        let mut board = Board::new(self, before, search.worst_off_first);
        let bound = bound::bound(&board);
        let met: FxHashSet<_> = before.iter().map(|meeting| ordered(meeting.one, meeting.other)).collect();
        keep(&mut board, before);
        board.settle();
        search::place_pinned(&mut board);
        let mut lost: Vec<_> =
            (0..board.pairs.len() as u32).filter(|&pair| board.slot_of[pair as usize] == NONE).collect();
        // Those who had a meeting and lost its place come before others.
        let had = |board: &Board, pair: u32| met.contains(&board.pairs[pair as usize].parties.into());
        lost.sort_by_cached_key(|&pair| (!had(&board, pair), std::cmp::Reverse(board.gain(pair)), pair));
        for pair in lost {
            if board.slot_of[pair as usize] == NONE {
                board.place_directly(pair);
            }
        }
        let timetable = self.finished(&board, bound.value, before)?;
        let changes = Changes::between(before, &timetable.meetings);
        Ok((timetable, changes))
    }
}

/// Puts back what fits: everything where all of it does, else without what is most in the way.
fn keep(board: &mut Board, before: &[Meeting]) {
    let places = board.places();
    let stays = before.iter().filter_map(|meeting| {
        let pair = *places.get(&ordered(meeting.one, meeting.other))?;
        let there = board.pairs[pair as usize]
            .parties
            .iter()
            .all(|&party| meeting.slot < board.slots as u32 && board.free(party) >> meeting.slot & 1 == 1);
        (there && board.slot_of[pair as usize] == NONE).then_some((pair, meeting.slot))
    });
    let mut stays: Vec<_> = stays.collect();
    let mut seen = FxHashSet::default();
    stays.retain(|&(pair, _)| seen.insert(pair));
    // How many of its two parties, and its slot, would have too much: the fewest first, of equals the most worth.
    let mut count = board.count.clone();
    let mut used: Vec<_> = board.meeting.iter().map(|meetings| meetings.len() as u32).collect();
    for &(pair, slot) in &stays {
        used[slot as usize] += 1;
        board.pairs[pair as usize].parties.iter().for_each(|&party| count[party as usize] += 1);
    }
    let crowds = |pair: u32, slot: u32| {
        let parties = board.pairs[pair as usize].parties.iter();
        let over = parties.filter(|&&party| count[party as usize] > board.most[party as usize]).count();
        over + usize::from(used[slot as usize] > board.tables[slot as usize])
    };
    let rank = |&(pair, slot): &(u32, u32)| {
        let each = &board.pairs[pair as usize];
        (!each.pinned, crowds(pair, slot), std::cmp::Reverse(each.value), pair)
    };
    stays.sort_by_cached_key(rank);
    for (pair, slot) in stays {
        let [one, other] = board.pairs[pair as usize].parties;
        let both = board.free(one) & board.free(other) & board.open;
        if both >> slot & 1 == 1
            && ![one, other].iter().any(|&party| board.full(party) || !board.row_takes(party, slot))
        {
            board.put(pair, slot);
        }
    }
}
