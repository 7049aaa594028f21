//! Making a timetable: place the pairs that the relaxation chooses, then improve by putting in what is missing and taking out what is in the way.

use super::board::{Board, NONE};
use super::bound::Bound;
use super::chain::turned;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// So many exchanges of two slots are tried for a pair that is to be placed for good, enough for all of 22 slots;
const TRIES: usize = 1_000;
/// and so many for one of many steps.
const FEW_TRIES: usize = 24;
/// So often everything that is left is tried once more in the end.
const PASSES: usize = 4;

/// How long and in which order a timetable is searched. The same search of the same event has the same result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// Where chance begins.
    pub seed: u64,
    /// How many steps of improvement are tried: some hundred thousand take a second.
    pub steps: u32,
    /// Whether the worst-off are lifted before the total value counts: a granted wish of a party with a smaller part of its wishes granted
    /// outweighs any value.
    pub worst_off_first: bool,
}

impl Default for Search {
    fn default() -> Self {
        Self { seed: 1, steps: 100_000, worst_off_first: true }
    }
}

/// Places what the relaxation chooses, best first, then everything else that fits.
pub(crate) fn construct(board: &mut Board, bound: &Bound, worst_off_first: bool) {
    let mut order: Vec<u32> =
        (0..board.pairs.len() as u32).filter(|&pair| board.slot_of[pair as usize] == NONE).collect();
    order.sort_by_cached_key(|&pair| (-bound.share[pair as usize], -bound.reduced[pair as usize], pair));
    place_pinned(board);
    if worst_off_first {
        by_need(board, &order);
    }
    for &pair in &order {
        if board.slot_of[pair as usize] == NONE && !board.place_directly(pair) {
            board.place_by_chain(pair, TRIES, pair % board.slots as u32);
        }
    }
    board.settle();
}

/// Places all pairs that must meet, if it can: where nothing else helps by taking out others.
pub(crate) fn place_pinned(board: &mut Board) {
    let mut random = ChaCha8Rng::seed_from_u64(0);
    let pinned = (0..board.pairs.len() as u32).filter(|&pair| board.pairs[pair as usize].pinned);
    let pinned: Vec<_> = pinned.collect();
    for _ in 0..50 {
        let waiting = pinned.iter().filter(|&&pair| board.slot_of[pair as usize] == NONE);
        let waiting: Vec<_> = waiting.copied().collect();
        if waiting.is_empty() {
            break;
        }
        waiting.into_iter().for_each(|pair| force(board, pair, &mut random));
    }
}

/// Places pairs so that no party gets a further wish granted while another has a smaller part: as long as something can be placed, the pair
/// that lifts most.
fn by_need(board: &mut Board, order: &[u32]) {
    let waiting = order.iter().filter(|&&pair| board.slot_of[pair as usize] == NONE);
    let mut heap: std::collections::BinaryHeap<_> = waiting.map(|&pair| (board.gain(pair), pair)).collect();
    while let Some((gain, pair)) = heap.pop() {
        let now = board.gain(pair);
        if now < gain {
            heap.push((now, pair));
        } else if !board.place_directly(pair) {
            board.place_by_chain(pair, TRIES, pair % board.slots as u32);
        }
    }
}

/// Tries so many steps. Early ones may make the value a little worse (simulated annealing), the less the nearer it is to the bound, and never
/// what the worst-off have; the best of all states is kept.
pub(crate) fn improve(board: &mut Board, bound: &Bound, search: &Search) {
    let mut random = ChaCha8Rng::seed_from_u64(search.seed);
    let candidates = candidates(board, bound, search.worst_off_first);
    let placed = board.pairs.iter().zip(&board.slot_of).filter(|&(_, &slot)| slot != NONE).map(|(pair, _)| pair.value);
    let (value, meetings) = placed.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    if candidates.is_empty() || meetings == 0 {
        return;
    }
    let warm = if search.worst_off_first { 0.03 * value as f64 } else { 4.0 * (bound.value - value) as f64 }
        / f64::from(meetings);
    let mut best = (board.worth, board.slot_of.clone());
    // The worth is the value where the worst-off do not come first: nothing is above the bound.
    let done = |worth: i128| !search.worst_off_first && worth >= i128::from(bound.value);
    for step in 0..search.steps {
        if done(best.0) {
            break;
        }
        let pair = candidates[random.random_range(0..candidates.len())];
        if board.slot_of[pair as usize] != NONE {
            continue;
        }
        let part = 1.0 - f64::from(step) / f64::from(search.steps);
        let tolerated = -warm * part * part * random.random::<f64>().max(1e-12).ln();
        let (mark, before) = (board.mark(), board.worth);
        force(board, pair, &mut random);
        if board.worth < before - tolerated as i128 {
            board.undo(mark);
        }
        board.settle();
        if board.worth > best.0 {
            best.0 = board.worth;
            best.1.clone_from(&board.slot_of);
        }
    }
    if board.worth < best.0 {
        board.restore(&best.1);
    }
}

/// The pairs worth trying: those that the relaxation's prices do not rule out by far.
fn candidates(board: &Board, bound: &Bound, worst_off_first: bool) -> Vec<u32> {
    let pairs = board.pairs.iter().zip(&bound.reduced).enumerate();
    let mean = board.pairs.iter().map(|pair| pair.value).sum::<i64>() / board.pairs.len().max(1) as i64;
    let likely = pairs.filter(|(_, (pair, reduced))| !pair.fixed && (worst_off_first || **reduced > -mean));
    likely.map(|(place, _)| place as u32).collect()
}

/// Places a pair wherever it costs least, taking out what is in the way, and then places again what was taken out if it can.
fn force(board: &mut Board, pair: u32, random: &mut ChaCha8Rng) {
    let turn = random.random_range(0..board.slots as u32);
    if board.place_directly(pair) || board.place_by_chain(pair, FEW_TRIES, turn) {
        return;
    }
    let [one, other] = board.pairs[pair as usize].parties;
    // Who has all the meetings it can has to give one up: the least.
    let least = [one, other].map(|party| if board.full(party) { least_of(board, party) } else { (0, NONE) });
    let mut best = (i64::MAX, NONE, [NONE; 3]);
    for slot in turned(board.available[one as usize] & board.available[other as usize], turn) {
        let mut out = [NONE; 3];
        let mut cost = 0;
        for (end, party) in [one, other].into_iter().enumerate() {
            let there = board.at(party, slot);
            if there != NONE {
                out[end] = there;
                cost += if removable(board, there) { board.loss(there) } else { i64::MAX / 8 };
            } else {
                (cost, out[end]) = (cost + least[end].0, least[end].1);
            }
        }
        if out[0] != NONE && out[0] == out[1] {
            // One meeting cannot stand in the way of both: they would meet in it.
            out[1] = NONE;
        }
        let leaving = out.iter().filter(|&&met| met != NONE && board.slot_of[met as usize] == slot).count();
        if board.meeting[slot as usize].len() + 1 - leaving > board.tables[slot as usize] as usize {
            let (loss, met) = least_at(board, slot, random);
            (cost, out[2]) = (cost.saturating_add(loss), met);
        }
        if cost < best.0 {
            best = (cost, slot, out);
        }
    }
    let (cost, slot, out) = best;
    if slot == NONE || cost >= i64::MAX / 8 {
        return;
    }
    let mut taken = [NONE; 3];
    for (place, &met) in out.iter().enumerate().filter(|&(_, &met)| met != NONE) {
        if board.slot_of[met as usize] != NONE {
            board.take(met);
            taken[place] = met;
        }
    }
    if board.row_takes(one, slot) && board.row_takes(other, slot) {
        board.put(pair, slot);
    }
    for met in taken.into_iter().filter(|&met| met != NONE) {
        if !board.place_directly(met) {
            board.place_by_chain(met, FEW_TRIES, turn);
        }
    }
    // Whoever lost a meeting has time for another.
    for met in taken.into_iter().filter(|&met| met != NONE) {
        for party in board.pairs[met as usize].parties.into_iter().filter(|&party| party != one && party != other) {
            fill(board, party, random);
        }
    }
}

/// Places the best of a few pairs of a party that can be placed directly.
fn fill(board: &mut Board, party: u32, random: &mut ChaCha8Rng) {
    let count = board.of[party as usize].len();
    let first = random.random_range(0..count);
    let mut tried: Vec<_> = (0..count.min(8))
        .map(|place| board.of[party as usize][(first + place) % count])
        .filter(|&pair| board.slot_of[pair as usize] == NONE)
        .collect();
    tried.sort_by_key(|&pair| std::cmp::Reverse(board.gain(pair)));
    let _ = tried.into_iter().any(|pair| board.place_directly(pair));
}

fn removable(board: &Board, pair: u32) -> bool {
    let pair = &board.pairs[pair as usize];
    !pair.fixed && !pair.pinned
}

/// The meeting of a party that costs least to take out.
fn least_of(board: &Board, party: u32) -> (i64, u32) {
    let mut best = (i64::MAX / 8, NONE);
    for slot in turned(board.busy[party as usize], 0) {
        let met = board.at(party, slot);
        if removable(board, met) {
            best = best.min((board.loss(met), met));
        }
    }
    best
}

/// The meeting at a slot that costs least to take out, among a few.
fn least_at(board: &Board, slot: u32, random: &mut ChaCha8Rng) -> (i64, u32) {
    let meetings = &board.meeting[slot as usize];
    let mut best = (i64::MAX / 8, NONE);
    if meetings.is_empty() {
        // A slot without tables.
        return best;
    }
    for _ in 0..6 {
        let met = meetings[random.random_range(0..meetings.len())];
        if removable(board, met) {
            best = best.min((board.loss(met), met));
        }
    }
    best
}

/// Places whatever still fits anywhere, the most worth first.
pub(crate) fn complete(board: &mut Board) {
    for _ in 0..PASSES {
        let waiting = (0..board.pairs.len() as u32).filter(|&pair| board.slot_of[pair as usize] == NONE);
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort_by_cached_key(|&pair| (std::cmp::Reverse(board.gain(pair)), pair));
        let mut placed = false;
        for pair in waiting {
            placed |= board.place_directly(pair) || board.place_by_chain(pair, TRIES, 0);
        }
        if !placed {
            break;
        }
    }
    // A last pass without exchanges leaves no pair with room.
    for pair in 0..board.pairs.len() as u32 {
        if board.slot_of[pair as usize] == NONE {
            board.place_directly(pair);
        }
    }
    board.settle();
}
