//! Placing a pair: at a slot where both are free, or after exchanging two slots along a chain of meetings.
//!
//! The meetings at two slots form ways and rings, since nobody is in two of one slot. Exchanging the two slots along a way that begins at one
//! party makes that party free at the other slot and changes nothing for those in the middle: the step by which Kempe and Vizing colour edges.

use super::board::{Board, NONE};

impl Board {
    /// Places a pair where both are free, at the slot with the most free tables. Whether it could.
    pub(crate) fn place_directly(&mut self, pair: u32) -> bool {
        let [one, other] = self.pairs[pair as usize].parties;
        if self.full(one) || self.full(other) {
            return false;
        }
        let mut slots = self.free(one) & self.free(other) & self.open;
        let mut best = None;
        while slots != 0 {
            let slot = slots.trailing_zeros();
            slots &= slots - 1;
            let room = self.tables[slot as usize] - self.meeting[slot as usize].len() as u32;
            if best.is_none_or(|(most, _)| room > most) && self.row_takes(one, slot) && self.row_takes(other, slot) {
                best = Some((room, slot));
            }
        }
        if let Some((_, slot)) = best {
            self.put(pair, slot);
        }
        best.is_some()
    }

    /// Places a pair after an exchange of two slots, of which at most `tries` are tried, beginning at `from`. Whether it could.
    pub(crate) fn place_by_chain(&mut self, pair: u32, tries: usize, from: u32) -> bool {
        let [one, other] = self.pairs[pair as usize].parties;
        if self.full(one) || self.full(other) {
            return false;
        }
        let mut left = tries;
        for (stays, moves) in [(one, other), (other, one)] {
            for slot in turned(self.free(stays) & self.available[moves as usize], from) {
                if !self.row_takes(stays, slot) {
                    continue;
                }
                for exchanged in turned(self.free(moves), from) {
                    if left == 0 {
                        return false;
                    }
                    left -= 1;
                    if self.place_exchanged(pair, stays, moves, slot, exchanged) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Places a pair at a slot at which only `stays` is free, by moving what `moves` has there to `exchanged` and so on.
    fn place_exchanged(&mut self, pair: u32, stays: u32, moves: u32, slot: u32, exchanged: u32) -> bool {
        let mut chain: Vec<u32> = Vec::new();
        let (mut party, mut at) = (moves, slot);
        loop {
            let met = self.at(party, at);
            if met == NONE {
                break;
            }
            let to = slot ^ exchanged ^ at;
            let each = &self.pairs[met as usize];
            let next = if each.parties[0] == party { each.parties[1] } else { each.parties[0] };
            let there = self.available[party as usize] & self.available[next as usize];
            if each.fixed || next == stays || there >> to & 1 == 0 {
                return false;
            }
            chain.push(met);
            (party, at) = (next, to);
        }
        let (at_slot, at_exchanged) = (self.meeting[slot as usize].len(), self.meeting[exchanged as usize].len());
        let odd = chain.len() % 2;
        if chain.is_empty()
            || at_slot + 1 - odd > self.tables[slot as usize] as usize
            || at_exchanged + odd > self.tables[exchanged as usize] as usize
        {
            return false;
        }
        // The last of the chain had one of the slots and will have the other (`at` is where it is free).
        let (had, gets) = (slot ^ exchanged ^ at, at);
        let end = self.busy[party as usize] & !(1 << had) | 1 << gets;
        let both = self.busy[moves as usize] | 1 << exchanged;
        if !self.row_fits(party, end, gets) || !self.row_fits(moves, both, exchanged) {
            return false;
        }
        let places: Vec<_> = chain.iter().map(|&met| slot ^ exchanged ^ self.slot_of[met as usize]).collect();
        chain.iter().for_each(|&met| self.take(met));
        chain.iter().zip(places).for_each(|(&met, place)| self.put(met, place));
        self.put(pair, slot);
        true
    }
}

/// The slots of a mask, beginning at `from` and going round.
pub(crate) fn turned(mask: u128, from: u32) -> impl Iterator<Item = u32> {
    let high = mask & (u128::MAX << (from & 127));
    [high, mask ^ high].into_iter().flat_map(|mut part| {
        std::iter::from_fn(move || {
            (part != 0).then(|| {
                let slot = part.trailing_zeros();
                part &= part - 1;
                slot
            })
        })
    })
}
