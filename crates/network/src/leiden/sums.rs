//! Sums of weights per community around one node: a small open-addressing table that stays in the nearest cache, where an
//! array over all communities would not.

/// Sums by community.
#[derive(Default)]
pub(super) struct Sums {
    slots: Vec<(u32, f32)>,
    used: Vec<u32>,
    shift: u32,
}

/// Number of no community.
const FREE: u32 = u32::MAX;

impl Sums {
    /// Empties it and makes room for `communities`.
    #[inline]
    pub(super) fn clear(&mut self, communities: usize) {
        for slot in self.used.drain(..) {
            self.slots[slot as usize].0 = FREE;
        }
        let size = (2 * communities).next_power_of_two().max(16);
        if self.slots.len() < size {
            self.slots.resize(size, (FREE, 0.0));
        }
        self.shift = 32 - size.trailing_zeros();
    }

    #[inline]
    pub(super) fn add(&mut self, community: u32, weight: f32) {
        let slot = self.slot(community);
        let entry = &mut self.slots[slot];
        if entry.0 == FREE {
            *entry = (community, weight);
            self.used.push(slot as u32);
        } else {
            entry.1 += weight;
        }
    }

    /// Sum of a community, 0 where nothing was added.
    #[inline]
    pub(super) fn of(&self, community: u32) -> f32 {
        let (found, sum) = self.slots[self.slot(community)];
        if found == FREE { 0.0 } else { sum }
    }

    /// Communities in the order of their first weight, each with its sum.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.used.iter().map(|&slot| self.slots[slot as usize])
    }

    /// Where a community is, or would be (Fibonacci hashing, linear probing); half of the slots at least are free.
    #[inline]
    fn slot(&self, community: u32) -> usize {
        let mask = (1usize << (32 - self.shift)) - 1;
        let mut slot = (community.wrapping_mul(0x9E37_79B9) >> self.shift) as usize;
        loop {
            let found = self.slots[slot].0;
            if found == community || found == FREE {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }
}
