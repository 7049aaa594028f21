//! The timetable while it is being made: who is where, what may still be placed, and what each step is worth.

use super::check::{must_meet, ordered};
use super::event::{Event, Meeting};
use rustc_hash::{FxHashMap, FxHashSet};

/// No pair, or no slot.
pub(crate) const NONE: u32 = u32::MAX;

/// Two parties that may meet.
pub(crate) struct Pair {
    pub(crate) parties: [u32; 2],
    /// The sum of the values of the wishes that a meeting grants.
    pub(crate) value: i64,
    /// Whether each of the two wishes for it.
    asked: [bool; 2],
    /// It is pinned: it may be moved but not taken out.
    pub(crate) pinned: bool,
    /// It is fixed: it stays where it is.
    pub(crate) fixed: bool,
}

/// Meetings in slots, without their tables. Every state of it obeys all rules.
pub(crate) struct Board {
    pub(crate) pairs: Vec<Pair>,
    /// The pairs of each party.
    pub(crate) of: Vec<Vec<u32>>,
    pub(crate) slots: usize,
    /// How many tables each slot has.
    pub(crate) tables: Vec<u32>,
    joined: u128,
    pub(crate) available: Vec<u128>,
    pub(crate) most: Vec<u32>,
    most_in_a_row: Vec<u32>,
    /// The pair that a party meets in at a slot, at `party * slots + slot`.
    at: Vec<u32>,
    pub(crate) busy: Vec<u128>,
    pub(crate) count: Vec<u32>,
    granted: Vec<u32>,
    /// The pairs that meet at each slot, and where each stands in that list.
    pub(crate) meeting: Vec<Vec<u32>>,
    stands: Vec<u32>,
    pub(crate) slot_of: Vec<u32>,
    /// Slots with a free table.
    pub(crate) open: u128,
    /// What each further granted wish of a party is worth before any value; empty where only the value counts.
    lifts: Vec<Vec<i64>>,
    /// The worth of everything placed.
    pub(crate) worth: i128,
    /// Pairs that were moved, and where they had been: newest last.
    journal: Vec<(u32, u32)>,
}

impl Board {
    /// An empty timetable of an event without mistakes, with its fixed meetings and nothing else. Pairs of `earlier` meetings may meet again,
    /// wished or not.
    pub(crate) fn new(event: &Event, earlier: &[Meeting], worst_off_first: bool) -> Self {
        let parties = event.parties.len();
        let available: Vec<_> = (0..parties).map(|party| mask(event, party)).collect();
        let pairs = pairs(event, earlier, &available);
        let mut of = vec![Vec::new(); parties];
        for (place, pair) in pairs.iter().enumerate() {
            pair.parties.iter().for_each(|&party| of[party as usize].push(place as u32));
        }
        let total: i64 = pairs.iter().map(|pair| pair.value).sum();
        let lifts = if worst_off_first { lifts(event, 1 + total) } else { Vec::new() };
        let tables: Vec<_> = event.slots.iter().map(|slot| slot.tables.len() as u32).collect();
        let open = (0..tables.len()).filter(|&slot| tables[slot] > 0).fold(0, |open, slot| open | 1 << slot);
        let mut board = Self {
            of,
            slots: event.slots.len(),
            open,
            tables,
            joined: joined(event),
            most: (0..parties).map(|party| usable_slots(event, party)).collect(),
            most_in_a_row: event.parties.iter().map(|party| party.most_in_a_row).collect(),
            available,
            at: vec![NONE; parties * event.slots.len()],
            busy: vec![0; parties],
            count: vec![0; parties],
            granted: vec![0; parties],
            meeting: vec![Vec::new(); event.slots.len()],
            stands: vec![NONE; pairs.len()],
            slot_of: vec![NONE; pairs.len()],
            pairs,
            lifts,
            worth: 0,
            journal: Vec::new(),
        };
        let places = board.places();
        for meeting in &event.fixed {
            board.put(places[&ordered(meeting.one, meeting.other)], meeting.slot);
        }
        board
    }

    /// Where each pair stands in the list.
    pub(crate) fn places(&self) -> FxHashMap<(u32, u32), u32> {
        self.pairs.iter().enumerate().map(|(place, pair)| ((pair.parties[0], pair.parties[1]), place as u32)).collect()
    }

    /// The pair in which a party meets at a slot.
    pub(crate) fn at(&self, party: u32, slot: u32) -> u32 {
        self.at[party as usize * self.slots + slot as usize]
    }

    /// The slots at which a party is there and has no meeting.
    pub(crate) fn free(&self, party: u32) -> u128 {
        self.available[party as usize] & !self.busy[party as usize]
    }

    /// Whether a party has all the meetings it can.
    pub(crate) fn full(&self, party: u32) -> bool {
        self.count[party as usize] >= self.most[party as usize]
    }

    /// Whether a party that is busy at `busy` has not too many in a row around a slot.
    pub(crate) fn row_fits(&self, party: u32, busy: u128, slot: u32) -> bool {
        let most = self.most_in_a_row[party as usize];
        most as usize >= self.slots || run(busy, self.joined, slot) <= most
    }

    /// Whether a free party can take a meeting at a slot without too many in a row.
    pub(crate) fn row_takes(&self, party: u32, slot: u32) -> bool {
        self.row_fits(party, self.busy[party as usize] | 1 << slot, slot)
    }

    /// Places a pair that is not placed where both are free and a table is. Only the journal remembers that it was nowhere.
    pub(crate) fn put(&mut self, pair: u32, slot: u32) {
        self.journal.push((pair, NONE));
        self.enter(pair, slot);
    }

    /// Takes a pair out.
    pub(crate) fn take(&mut self, pair: u32) {
        self.journal.push((pair, self.slot_of[pair as usize]));
        self.leave(pair);
    }

    /// The state of the journal, to come back to.
    pub(crate) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Undoes everything after the mark.
    pub(crate) fn undo(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let (pair, slot) = self.journal.pop().expect("the journal is longer than the mark");
            if slot == NONE {
                self.leave(pair);
            } else {
                self.enter(pair, slot);
            }
        }
    }

    /// Forgets how it came to be.
    pub(crate) fn settle(&mut self) {
        self.journal.clear();
    }

    /// Brings every pair to the slot it had.
    pub(crate) fn restore(&mut self, slots: &[u32]) {
        let moved: Vec<_> = (0..slots.len()).filter(|&pair| self.slot_of[pair] != slots[pair]).collect();
        for &pair in &moved {
            if self.slot_of[pair] != NONE {
                self.leave(pair as u32);
            }
        }
        moved.iter().filter(|&&pair| slots[pair] != NONE).for_each(|&pair| self.enter(pair as u32, slots[pair]));
        self.settle();
    }

    fn enter(&mut self, pair: u32, slot: u32) {
        self.worth += i128::from(self.gain(pair));
        let place = slot as usize;
        for end in 0..2 {
            let party = self.pairs[pair as usize].parties[end] as usize;
            debug_assert!(self.available[party] & !self.busy[party] & 1 << slot != 0);
            self.at[party * self.slots + place] = pair;
            self.busy[party] |= 1 << slot;
            self.count[party] += 1;
            self.granted[party] += u32::from(self.pairs[pair as usize].asked[end]);
        }
        self.stands[pair as usize] = self.meeting[place].len() as u32;
        self.meeting[place].push(pair);
        self.slot_of[pair as usize] = slot;
        if self.meeting[place].len() as u32 >= self.tables[place] {
            self.open &= !(1 << slot);
        }
    }

    fn leave(&mut self, pair: u32) {
        let slot = std::mem::replace(&mut self.slot_of[pair as usize], NONE);
        let place = slot as usize;
        for end in 0..2 {
            let party = self.pairs[pair as usize].parties[end] as usize;
            self.at[party * self.slots + place] = NONE;
            self.busy[party] &= !(1 << slot);
            self.count[party] -= 1;
            self.granted[party] -= u32::from(self.pairs[pair as usize].asked[end]);
        }
        let stood = self.stands[pair as usize] as usize;
        self.meeting[place].swap_remove(stood);
        if let Some(&moved) = self.meeting[place].get(stood) {
            self.stands[moved as usize] = stood as u32;
        }
        if (self.meeting[place].len() as u32) < self.tables[place] {
            self.open |= 1 << slot;
        }
        self.worth -= i128::from(self.gain(pair));
    }

    /// What placing a pair adds to the worth.
    pub(crate) fn gain(&self, pair: u32) -> i64 {
        self.worth_after(pair, 0)
    }

    /// What taking a pair out costs.
    pub(crate) fn loss(&self, pair: u32) -> i64 {
        self.worth_after(pair, 1)
    }

    fn worth_after(&self, pair: u32, before: u32) -> i64 {
        let pair = &self.pairs[pair as usize];
        let mut worth = pair.value;
        if !self.lifts.is_empty() {
            for end in (0..2).filter(|&end| pair.asked[end]) {
                let party = pair.parties[end] as usize;
                worth += self.lifts[party][(self.granted[party] - before) as usize];
            }
        }
        worth
    }

    /// How many of its wishes each party has granted.
    pub(crate) fn granted(&self) -> &[u32] {
        &self.granted
    }
}

/// The pairs that can meet: those with a wish or that must, not forbidden, with a slot at which both are there.
fn pairs(event: &Event, earlier: &[Meeting], available: &[u128]) -> Vec<Pair> {
    let forbidden: FxHashSet<_> = event.forbidden.iter().map(|&(one, other)| ordered(one, other)).collect();
    let fixed: FxHashSet<_> = event.fixed.iter().map(|meeting| ordered(meeting.one, meeting.other)).collect();
    let mut pairs: FxHashMap<(u32, u32), Pair> = FxHashMap::default();
    let new = |pair: (u32, u32)| Pair {
        parties: [pair.0, pair.1],
        value: 0,
        asked: [false; 2],
        pinned: false,
        fixed: fixed.contains(&pair),
    };
    for pair in must_meet(event) {
        pairs.insert(pair, Pair { pinned: true, ..new(pair) });
    }
    let can = |(one, other): (u32, u32)| {
        let there = |party: u32| available.get(party as usize).copied().unwrap_or(0);
        there(one) & there(other) != 0 && one != other && !forbidden.contains(&(one, other))
    };
    for key in earlier.iter().map(|meeting| ordered(meeting.one, meeting.other)).filter(|&key| can(key)) {
        pairs.entry(key).or_insert_with(|| new(key));
    }
    for wish in &event.wishes {
        let key = ordered(wish.party, wish.other);
        if can(key) {
            let pair = pairs.entry(key).or_insert_with(|| new(key));
            pair.value += wish.value;
            pair.asked[usize::from(wish.party == key.1)] = true;
        }
    }
    let mut pairs: Vec<_> = pairs.into_values().collect();
    pairs.sort_unstable_by_key(|pair| pair.parties);
    pairs
}

/// The slots at which a party is there.
fn mask(event: &Event, party: usize) -> u128 {
    event.parties[party].slots.iter().fold(0, |mask, slot| mask | 1 << slot)
}

/// The slots that follow the one before them without a pause.
pub(crate) fn joined(event: &Event) -> u128 {
    let follows = |pair: &[super::Slot]| {
        pair[1].start.as_second() - pair[0].end.as_second() <= i64::from(event.pause_minutes) * 60
    };
    let slots = event.slots.windows(2).enumerate();
    slots.filter(|(_, pair)| follows(pair)).fold(0, |joined, (place, _)| joined | 1 << (place + 1))
}

/// How many meetings are in a row around a slot of someone who is busy at `busy` (there too).
pub(crate) fn run(busy: u128, joined: u128, slot: u32) -> u32 {
    let mut length = 1;
    let mut before = slot;
    while before > 0 && joined >> before & 1 == 1 && busy >> (before - 1) & 1 == 1 {
        before -= 1;
        length += 1;
    }
    let mut after = slot + 1;
    while after < 128 && joined >> after & 1 == 1 && busy >> after & 1 == 1 {
        after += 1;
        length += 1;
    }
    length
}

/// How many meetings a party can have at most: by its limit, the slots at which it is there, and its breaks.
pub(crate) fn usable_slots(event: &Event, party: usize) -> u32 {
    let (mask, joined, row) = (mask(event, party), joined(event), event.parties[party].most_in_a_row);
    let (mut usable, mut run) = (0, 0);
    for slot in (0..event.slots.len()).filter(|slot| mask >> slot & 1 == 1) {
        let follows = joined >> slot & 1 == 1 && slot > 0 && mask >> (slot - 1) & 1 == 1;
        run = if follows { run } else { 0 };
        // Out of a stretch of slots, every one but the last of each `row + 1` can be used.
        if run < row {
            (usable, run) = (usable + 1, run + 1);
        } else {
            run = 0;
        }
    }
    usable.min(event.parties[party].most_meetings)
}

/// What each further granted wish of a party is worth: three times as much for each eleventh part of its wishes that is still to be granted,
/// with straight lines between. So a wish of someone worse off outweighs one of each of two who are clearly better off, and any value.
fn lifts(event: &Event, unit: i64) -> Vec<Vec<i64>> {
    const STEPS: u64 = 11;
    let mut asked = vec![0u64; event.parties.len()];
    event.wishes.iter().for_each(|wish| asked[wish.party as usize] += 1);
    let lift = |granted: u64, asked: u64| {
        let (step, rest) = (granted * STEPS / asked, granted * STEPS % asked);
        let power = 3i64.pow((STEPS - step) as u32);
        let lower = power / 3;
        // `rest / asked` of the way to the next power; scaled so that few steps are the same.
        unit * (power * 4 - (power - lower) * 4 * rest as i64 / asked as i64)
    };
    asked.into_iter().map(|asked| (0..asked).map(|granted| lift(granted, asked)).collect()).collect()
}
