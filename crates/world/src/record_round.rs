//! In which shares kinds and technologies come.

use crate::record_owner::OwnerSort;
use crate::record_vocabulary::RECORD_VOCABULARY;
use crate::world::World;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use registry::definition::Kind;

/// Organisations with which a round begins, so that later records have owners.
pub(crate) const FOUNDERS: usize = 8;
/// Records of a kind that no table names, of about two hundred.
const USUAL: usize = 5;

/// Kinds in the order in which they come round and round: as many of each as is usual, shuffled, with organisations in front.
pub(crate) fn round(world: &World, kinds: &[&Kind]) -> Vec<u16> {
    let count = |kind: &Kind| RECORD_VOCABULARY.entry("kinds", &kind.code).and_then(|count| count.parse().ok());
    let mut round: Vec<u16> = (0..kinds.len())
        .flat_map(|kind| std::iter::repeat_n(kind as u16, count(kinds[kind]).unwrap_or(USUAL)))
        .collect();
    round.shuffle(&mut ChaCha8Rng::seed_from_u64(world.options.seed ^ 0x0120_0D5E));
    // Firms and institutes in turn.
    let mut place = 0;
    for turn in 0..FOUNDERS {
        let wanted = [OwnerSort::Firm, OwnerSort::Institute][turn % 2];
        let fits = |kind: u16| OwnerSort::of_kind(&kinds[kind as usize].code) == Some(wanted);
        if let Some(found) = (place..round.len()).find(|&at| fits(round[at])) {
            round.swap(place, found);
            place += 1;
        }
    }
    round
}

/// Cumulated weights of technologies by their size and the attention they get in the last year; of few documents come more records for
/// each, so it is the root.
pub(crate) fn attention(world: &World) -> Vec<f64> {
    let (first, last) = (world.options.first_year, world.options.last_year);
    let weights = world.technologies.iter().map(|t| 0.3 + (t.size * t.history.attention(last, first)).sqrt());
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}
