//! Short lists that flood nobody: each need sees a few offers, and each offer is shown to no more needs than its party can talk to.
//!
//! Who is shown to whom is decided by deferred acceptance (Gale & Shapley 1962) with several places on both sides (Roth & Sotomayor 1990,
//! chapter 6): needs ask for their best offers, an offer keeps the needs that it ranks highest and lets the others go on to their next.
//! The result is stable: no need and offer that are not put together would both rather have each other than what they have. As all
//! rankings are strict (ties go to the lower position), it does not depend on the order in which needs ask.

use crate::batch::Found;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// How short lists are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortlist {
    /// Offers that a need sees at most.
    pub length: usize,
    /// How many needs see an offer for each conversation that its party can hold: not every need will call.
    pub multiple: u32,
    /// Conversations of a party that has not said how many it can hold.
    pub usual_capacity: u32,
}

impl Default for Shortlist {
    fn default() -> Self {
        Self { length: 5, multiple: 3, usual_capacity: 3 }
    }
}

/// A pair that may be put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// Position of the need.
    pub need: u32,
    /// Position of the offer.
    pub offer: u32,
    /// How much the need is served by it.
    pub for_need: f64,
    /// How much the offer is served by it; the same number where the offer has no ranking of its own.
    pub for_offer: f64,
}

/// A need that an offer holds. The greatest is the one that it would let go first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    score: f64,
    need: u32,
}

impl Eq for Held {}

impl Ord for Held {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.need.cmp(&other.need))
    }
}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Shortlist {
    /// To how many needs an offer may be shown, of whose conversations some are going on already.
    pub fn quota(&self, capacity: Option<u32>, going_on: u32) -> u32 {
        capacity.unwrap_or(self.usual_capacity).saturating_sub(going_on).saturating_mul(self.multiple)
    }

    /// Of the offers that a batch has kept for each need those that the need sees, best first; the standing counts for both sides. `quotas` as in
    /// [`Shortlist::assign`].
    pub fn of_batch(&self, kept: &[Vec<Found>], quotas: &[u32]) -> Vec<Vec<Found>> {
        let candidate = |need: usize, found: &Found| Candidate {
            need: need as u32,
            offer: found.offer,
            for_need: found.outcome.standing,
            for_offer: found.outcome.standing,
        };
        let pairs =
            kept.iter().enumerate().flat_map(|(need, list)| list.iter().map(move |found| candidate(need, found)));
        let shown = self.assign(kept.len(), quotas, &pairs.collect::<Vec<_>>());
        let found = |kept: &Vec<Found>, offer: &u32| kept.iter().find(|found| found.offer == *offer).copied();
        kept.iter()
            .zip(shown)
            .map(|(kept, shown)| shown.iter().filter_map(|offer| found(kept, offer)).collect())
            .collect()
    }

    /// The offers that each of `needs` needs sees, best first. `quotas` says of each offer to how many it may be shown. Candidates
    /// of needs or offers that are not there, or whose scores are no numbers, are passed over; of two of one pair the better counts.
    pub fn assign(&self, needs: usize, quotas: &[u32], candidates: &[Candidate]) -> Vec<Vec<u32>> {
        let mut lists: Vec<Vec<Candidate>> = vec![Vec::new(); needs];
        for candidate in candidates {
            let right = candidate.for_need.is_finite() && candidate.for_offer.is_finite();
            if right && (candidate.offer as usize) < quotas.len() && (candidate.need as usize) < needs {
                lists[candidate.need as usize].push(*candidate);
            }
        }
        for list in &mut lists {
            list.sort_by(|a, b| a.offer.cmp(&b.offer).then(b.for_need.total_cmp(&a.for_need)));
            list.dedup_by_key(|candidate| candidate.offer);
            list.sort_by(|a, b| b.for_need.total_cmp(&a.for_need).then(a.offer.cmp(&b.offer)));
        }
        let mut held: Vec<BinaryHeap<Held>> = vec![BinaryHeap::new(); quotas.len()];
        let (mut next, mut count) = (vec![0usize; needs], vec![0usize; needs]);
        let mut asking: BinaryHeap<Reverse<usize>> = (0..needs).map(Reverse).collect();
        while let Some(Reverse(need)) = asking.pop() {
            while count[need] < self.length && next[need] < lists[need].len() {
                let candidate = lists[need][next[need]];
                next[need] += 1;
                let (holds, quota) = (&mut held[candidate.offer as usize], quotas[candidate.offer as usize] as usize);
                holds.push(Held { score: candidate.for_offer, need: candidate.need });
                count[need] += 1;
                if holds.len() > quota {
                    let Some(let_go) = holds.pop() else { continue };
                    count[let_go.need as usize] -= 1;
                    if let_go.need as usize != need {
                        asking.push(Reverse(let_go.need as usize));
                    }
                }
            }
        }
        let mut shown: Vec<Vec<u32>> = vec![Vec::new(); needs];
        for (offer, holds) in held.iter().enumerate() {
            holds.iter().for_each(|held| shown[held.need as usize].push(offer as u32));
        }
        for (list, shown) in lists.iter().zip(&mut shown) {
            let kept: Vec<u32> =
                list.iter().map(|candidate| candidate.offer).filter(|offer| shown.contains(offer)).collect();
            *shown = kept;
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pair(need: u32, offer: u32, score: f64) -> Candidate {
        Candidate { need, offer, for_need: score, for_offer: score }
    }

    #[test]
    fn a_good_offer_goes_to_those_whom_it_fits_best() {
        let all: Vec<Candidate> =
            (0..4).flat_map(|need| [pair(need, 0, 0.9 - 0.1 * f64::from(need)), pair(need, 1, 0.3)]).collect();
        let shortlist = Shortlist { length: 1, ..Shortlist::default() };
        assert_eq!(shortlist.assign(4, &[2, 1], &all), [vec![0], vec![0], vec![1], vec![]]);
        assert_eq!(shortlist.quota(Some(4), 1), 9);
        assert_eq!(shortlist.quota(None, 5), 0);
    }

    #[test]
    fn what_is_no_candidate_is_passed_over() {
        let strange =
            [pair(9, 0, 1.0), pair(0, 9, 1.0), pair(0, 0, f64::NAN), pair(0, 1, 0.2), pair(0, 1, 0.4), pair(0, 2, 0.3)];
        assert_eq!(Shortlist::default().assign(1, &[1, 1, 1], &strange), [vec![1, 2]]);
        assert_eq!(Shortlist::default().assign(0, &[], &strange), Vec::<Vec<u32>>::new());
        assert_eq!(Shortlist::default().assign(1, &[1, 0, 1], &strange), [vec![2]]);
    }

    proptest! {
        #[test]
        fn nobody_is_flooded_and_no_pair_would_rather_have_each_other(
            scores in prop::collection::vec((0u32..8, 0u32..6, 0u8..5, 0u8..5), 0..48),
            quotas in prop::collection::vec(0u32..4, 6),
            length in 1usize..4,
        ) {
            let mut pairs: Vec<Candidate> = Vec::new();
            for (need, offer, one, other) in scores {
                if !pairs.iter().any(|pair| pair.need == need && pair.offer == offer) {
                    pairs.push(Candidate { need, offer, for_need: f64::from(one), for_offer: f64::from(other) });
                }
            }
            let shortlist = Shortlist { length, ..Shortlist::default() };
            let shown = shortlist.assign(8, &quotas, &pairs);
            let holds = |offer: u32| (0..8u32).filter(|&need| shown[need as usize].contains(&offer)).collect::<Vec<u32>>();
            for (offer, &quota) in quotas.iter().enumerate() {
                prop_assert!(holds(offer as u32).len() <= quota as usize);
            }
            let of = |need: u32, offer: u32| *pairs.iter().find(|pair| pair.need == need && pair.offer == offer).unwrap();
            for pair in &pairs {
                let list = &shown[pair.need as usize];
                if list.contains(&pair.offer) {
                    continue;
                }
                let better = |other: &u32| {
                    let its = of(pair.need, *other);
                    its.for_need > pair.for_need || its.for_need == pair.for_need && *other < pair.offer
                };
                let need_content = list.len() == length && list.iter().all(better);
                let held = holds(pair.offer);
                let preferred = |other: &u32| {
                    let its = of(*other, pair.offer);
                    its.for_offer > pair.for_offer || its.for_offer == pair.for_offer && *other < pair.need
                };
                let offer_content = held.len() == quotas[pair.offer as usize] as usize && held.iter().all(preferred);
                prop_assert!(need_content || offer_content, "{pair:?} would rather have each other: {shown:?}");
            }
            pairs.reverse();
            prop_assert_eq!(shortlist.assign(8, &quotas, &pairs), shown);
        }
    }
}
