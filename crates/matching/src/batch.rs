//! All needs with all offers: candidates by the vectors of their texts, each compared, the best kept. Needs are taken in blocks, and what
//! was found for a block is handed on before the next, so that memory holds one block of results. Both steps use all cores, and the
//! result is the same for any number of them.

use crate::comparison::Outcome;
use crate::matcher::Matcher;
use crate::prepared::Prepared;
use network::{Vectors, nearest_in};
use rayon::prelude::*;
use std::ops::ControlFlow;

/// Needs in a block at least: the offers are divided into cells anew for every block, which has to pay.
const LEAST_BLOCK: usize = 16_384;

/// Blocks at most.
const MOST_BLOCKS: usize = 8;

/// How a batch runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Offers that are kept for each need.
    pub keep: usize,
    /// Offers next to each need by text that are compared.
    pub candidates: usize,
    /// Cells of offers, one for every 400, that are searched for each need.
    pub cells: usize,
    /// Seed of the division into cells.
    pub seed: u64,
}

impl Default for Batch {
    fn default() -> Self {
        Self { keep: 20, candidates: 200, cells: 140, seed: 1 }
    }
}

/// One side of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Market<'a> {
    /// Profiles. Comparing needs no titles and summaries; where there are many, leave them out before.
    pub profiles: &'a [Prepared],
    /// A vector for each profile, of length 1, or zeros where it has no text.
    pub vectors: Vectors<'a>,
}

/// An offer that was kept for a need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Position of the offer.
    pub offer: u32,
    /// Cosine of the texts.
    pub relevance: f32,
    /// What came out.
    pub outcome: Outcome,
}

impl Batch {
    /// Hands the offers found for each need to `each`, in the order of the needs, best first, without those of the same party and
    /// those that a hard condition excludes; stops where `each` says so. `progress` is told how many needs of all are done.
    ///
    /// # Panics
    /// Where profiles and vectors of a side are not equally many, or the vectors of the sides differ in dimensions.
    pub fn run(
        &self,
        matcher: &Matcher,
        needs: Market<'_>,
        offers: Market<'_>,
        mut each: impl FnMut(usize, &[Found]) -> ControlFlow<()>,
        mut progress: impl FnMut(usize, usize),
    ) {
        let all = needs.profiles.len();
        assert!(
            all == needs.vectors.rows() && offers.profiles.len() == offers.vectors.rows(),
            "a vector for each profile"
        );
        assert!(
            all == 0 || offers.profiles.is_empty() || needs.vectors.dimensions == offers.vectors.dimensions,
            "one space"
        );
        let block = LEAST_BLOCK.max(all.div_ceil(MOST_BLOCKS));
        let dimensions = needs.vectors.dimensions;
        for first in (0..all).step_by(block) {
            let rows = block.min(all - first);
            let queries = Vectors { data: &needs.vectors.data[first * dimensions..][..rows * dimensions], dimensions };
            let near = nearest_in(offers.vectors, queries, self.candidates, self.cells, self.seed);
            let found: Vec<Vec<Found>> = (0..rows)
                .into_par_iter()
                .with_min_len(16)
                .map(|row| self.best(matcher, &needs.profiles[first + row], offers.profiles, near.of(row)))
                .collect();
            for (row, found) in found.iter().enumerate() {
                if each(first + row, found).is_break() {
                    return;
                }
            }
            progress(first + rows, all);
        }
    }

    fn best(
        &self,
        matcher: &Matcher,
        need: &Prepared,
        offers: &[Prepared],
        near: impl Iterator<Item = (u32, f32)>,
    ) -> Vec<Found> {
        let compared = near.map(|(offer, relevance)| {
            let outcome = matcher.outcome(need, &offers[offer as usize], Some(f64::from(relevance)));
            Found { offer, relevance, outcome }
        });
        let mut found: Vec<Found> = compared.filter(|found| !found.outcome.excluded).collect();
        found.sort_by(|one, other| one.outcome.order(&other.outcome).then(one.offer.cmp(&other.offer)));
        found.truncate(self.keep);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Bilingual, Indicator, Profile};

    /// Vectors of length 1 on a circle, and a figure that every third offer does not reach.
    fn side(count: usize, figure: impl Fn(usize) -> String) -> (Vec<Profile>, Vec<f32>) {
        let profile = |number: usize| Profile {
            id: number.to_string(),
            indicators: vec![Indicator {
                name: Bilingual::new("", "life"),
                figure: figure(number),
                hard: true,
                vector: None,
            }],
            ..Profile::default()
        };
        let angle = |number: usize| number as f32 / count as f32 * 1.5;
        let vectors = (0..count).flat_map(|number| [angle(number).cos(), angle(number).sin()]).collect();
        ((0..count).map(profile).collect(), vectors)
    }

    #[test]
    fn a_batch_is_what_comparing_all_pairs_gives() {
        let matcher = Matcher::default();
        let (needs, need_vectors) = side(40, |_| "≥ 5 h".to_owned());
        let (offers, offer_vectors) = side(90, |number| format!("{} h", 4 + number % 3));
        let prepare =
            |profiles: Vec<Profile>| profiles.into_iter().map(|profile| matcher.prepare(profile)).collect::<Vec<_>>();
        let (needs, offers) = (prepare(needs), prepare(offers));
        let market = |profiles, data| Market { profiles, vectors: Vectors { data, dimensions: 2 } };
        let (mut all, mut told) = (Vec::new(), Vec::new());
        Batch { keep: 4, candidates: 90, ..Batch::default() }.run(
            &matcher,
            market(&needs, &need_vectors),
            market(&offers, &offer_vectors),
            |need, found| {
                assert_eq!(need, all.len());
                all.push(found.to_vec());
                if need == 30 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
            |done, of| told.push((done, of)),
        );
        assert_eq!((all.len(), told.len()), (31, 0));
        for (need, found) in all.iter().enumerate() {
            let relevance = |offer: usize| -> f32 {
                (0..2).map(|at| need_vectors[need * 2 + at] * offer_vectors[offer * 2 + at]).sum()
            };
            let mut expected: Vec<(Outcome, usize)> = (0..90)
                .map(|offer| (matcher.outcome(&needs[need], &offers[offer], Some(f64::from(relevance(offer)))), offer))
                .filter(|(outcome, _)| !outcome.excluded)
                .collect();
            expected.sort_by(|one, other| one.0.order(&other.0).then(one.1.cmp(&other.1)));
            let expected: Vec<usize> = expected.into_iter().take(4).map(|(_, offer)| offer).collect();
            assert_eq!(found.iter().map(|found| found.offer as usize).collect::<Vec<_>>(), expected, "need {need}");
        }
        Batch::default().run(
            &matcher,
            market(&[], &[]),
            market(&offers, &offer_vectors),
            |_, _| panic!("no need"),
            |_, _| {},
        );
    }
}
