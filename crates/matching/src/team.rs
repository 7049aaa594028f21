//! Teams: a few parties that together have several capabilities that no one of them has.
//!
//! This is the problem of maximum coverage: choose at most *m* sets that cover the most. It is NP-hard, and small here. Up to
//! [`TeamSearch::exact_up_to`] candidates it is solved exactly by branch and bound (Land & Doig 1960) with the bound that coverage is
//! submodular: what *r* more members can add is at most the sum of the *r* greatest gains that are left. Above that, by beam search, whose
//! first beam is the greedy choice, which covers at least 1 − 1/e of the best (Nemhauser, Wolsey & Fisher 1978).
//!
//! No member is in a team for nothing: each covers something that no other covers.

use std::cmp::Ordering;

/// Capabilities that are wanted at most.
pub const MOST_WANTED: usize = 64;

/// Candidates for each capability that are looked at where there are many.
const MOST_PER_CAPABILITY: usize = 64;

/// Teams that are carried on from one size to the next.
const BEAM: usize = 128;

/// How teams are looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamSearch {
    /// Members at most.
    pub members: usize,
    /// Teams that are returned at most.
    pub teams: usize,
    /// Candidates up to which the result is exact.
    pub exact_up_to: usize,
}

impl Default for TeamSearch {
    fn default() -> Self {
        Self { members: 5, teams: 5, exact_up_to: 32 }
    }
}

/// Parties that together cover capabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Positions of the candidates, ascending.
    pub members: Vec<usize>,
    /// Of each capability the member that has it best; nothing where it stays uncovered.
    pub covered_by: Vec<Option<usize>>,
    /// Share of the weight that is covered, 0 to 1.
    pub coverage: f64,
    /// Mean fit over all capabilities by weight, where the uncovered count 0.
    pub score: f64,
}

/// Teams, best first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teams {
    /// By coverage, then by score, then with fewer members, then by the positions of their members.
    pub teams: Vec<Team>,
    /// Whether there is certainly no better team.
    pub exact: bool,
}

struct Search<'a> {
    weights: &'a [f64],
    whole: f64,
    /// Positions of candidates that cover something, with what they cover.
    useful: Vec<(usize, u64)>,
    fits: &'a [Vec<f64>],
    /// Of each useful candidate the useful ones that it is not to be with, ascending.
    apart: Vec<Vec<usize>>,
    options: &'a TeamSearch,
    best: Vec<Team>,
}

impl TeamSearch {
    /// The best teams. `weights` says of each capability how much it counts; `fits` of each candidate how well it has each capability,
    /// above 0 to 1, or 0 where it has it not. `conflicts` are pairs of candidates that are not to be together. Capabilities beyond
    /// [`MOST_WANTED`] and weights that are not above zero do not count.
    pub fn search(&self, weights: &[f64], fits: &[Vec<f64>], conflicts: &[(usize, usize)]) -> Teams {
        let weights = &weights[..weights.len().min(MOST_WANTED)];
        let counts = |capability: &usize| weights[*capability] > 0.0 && weights[*capability].is_finite();
        let whole: f64 = (0..weights.len()).filter(counts).map(|capability| weights[capability]).sum();
        if whole <= 0.0 || self.members == 0 || self.teams == 0 {
            return Teams { teams: Vec::new(), exact: true };
        }
        let has = |fit: &[f64], capability: usize| fit.get(capability).is_some_and(|fit| *fit > 0.0);
        let mask = |fit: &Vec<f64>| {
            (0..weights.len())
                .filter(counts)
                .filter(|&capability| has(fit, capability))
                .fold(0, |mask, at| mask | 1 << at)
        };
        let mut useful: Vec<(usize, u64)> = fits.iter().map(mask).enumerate().filter(|(_, mask)| *mask != 0).collect();
        let exact = useful.len() <= self.exact_up_to;
        if !exact {
            useful = fittest(useful, fits, weights.len());
        }
        let position = |party: usize| useful.binary_search_by_key(&party, |(candidate, _)| *candidate).ok();
        let mut apart = vec![Vec::new(); useful.len()];
        for &(one, other) in conflicts {
            if let (Some(one), Some(other)) = (position(one), position(other)) {
                apart[one].push(other);
                apart[other].push(one);
            }
        }
        apart.iter_mut().for_each(|list| list.sort_unstable());
        let mut search = Search { weights, whole, useful, fits, apart, options: self, best: Vec::new() };
        if exact {
            search.branch(0, &mut Vec::new(), 0)
        } else {
            search.beam()
        }
        Teams { teams: search.best, exact }
    }
}

/// For each capability those that have it best.
fn fittest(useful: Vec<(usize, u64)>, fits: &[Vec<f64>], capabilities: usize) -> Vec<(usize, u64)> {
    let mut kept: Vec<(usize, u64)> = Vec::new();
    for capability in (0..capabilities).filter(|&capability| useful.iter().any(|(_, mask)| mask >> capability & 1 == 1))
    {
        let mut having: Vec<(usize, u64)> =
            useful.iter().filter(|(_, mask)| mask >> capability & 1 == 1).copied().collect();
        // Who has more at once comes first among equals.
        having.sort_by(|a, b| {
            let fit = |party: usize| fits[party][capability];
            fit(b.0).total_cmp(&fit(a.0)).then(b.1.count_ones().cmp(&a.1.count_ones())).then(a.0.cmp(&b.0))
        });
        let broad = useful
            .iter()
            .filter(|(_, mask)| mask >> capability & 1 == 1)
            .max_by_key(|(party, mask)| (mask.count_ones(), usize::MAX - party));
        kept.extend(broad);
        kept.extend(having.into_iter().take(MOST_PER_CAPABILITY));
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

impl Search<'_> {
    fn weight(&self, mask: u64) -> f64 {
        (0..self.weights.len())
            .filter(|capability| mask >> capability & 1 == 1)
            .map(|capability| self.weights[capability])
            .sum()
    }

    fn fits_in(&self, members: &[usize], candidate: usize) -> bool {
        let together = |member: &usize| {
            self.apart[candidate].binary_search(member).is_err()
                && self.apart[*member].binary_search(&candidate).is_err()
        };
        members.iter().all(together)
    }

    /// Whether each of them covers something that no other does. A team in which one does not stays so, whoever joins it.
    fn all_count(&self, members: &[usize]) -> bool {
        let (mut once, mut twice) = (0u64, 0u64);
        for &member in members {
            let mask = self.useful[member].1;
            twice |= once & mask;
            once |= mask;
        }
        members.iter().all(|&member| self.useful[member].1 & !twice != 0)
    }

    fn team(&self, members: &[usize]) -> Team {
        let mut parties: Vec<usize> = members.iter().map(|&member| self.useful[member].0).collect();
        parties.sort_unstable();
        let counts = |capability: usize| self.weights[capability] > 0.0 && self.weights[capability].is_finite();
        let (mut coverage, mut score) = (0.0, 0.0);
        let fit = |party: usize, capability: usize| self.fits[party].get(capability).copied().unwrap_or(0.0).min(1.0);
        let covered_by: Vec<Option<usize>> = (0..self.weights.len())
            .map(|capability| {
                let having =
                    parties.iter().copied().filter(|&party| counts(capability) && fit(party, capability) > 0.0);
                let best = having.max_by(|&a, &b| fit(a, capability).total_cmp(&fit(b, capability)).then(b.cmp(&a)))?;
                coverage += self.weights[capability];
                score += self.weights[capability] * fit(best, capability);
                Some(best)
            })
            .collect();
        Team { members: parties, covered_by, coverage: coverage / self.whole, score: score / self.whole }
    }

    fn keep(&mut self, members: &[usize]) {
        let team = self.team(members);
        let at = self.best.partition_point(|other| order(other, &team).is_lt());
        if at < self.options.teams && self.best.get(at) != Some(&team) {
            self.best.insert(at, team);
            self.best.truncate(self.options.teams);
        }
    }

    /// All teams with these members and some of the candidates from `first` on.
    fn branch(&mut self, first: usize, members: &mut Vec<usize>, covered: u64) {
        if members.len() == self.options.members || !self.may_improve(first, members, covered) {
            return;
        }
        for candidate in first..self.useful.len() {
            if !self.fits_in(members, candidate) {
                continue;
            }
            members.push(candidate);
            if self.all_count(members) {
                self.keep(members);
                self.branch(candidate + 1, members, covered | self.useful[candidate].1);
            }
            members.pop();
        }
    }

    /// Whether a team that goes on like this can come into the list.
    fn may_improve(&self, first: usize, members: &[usize], covered: u64) -> bool {
        let Some(last) = self.best.get(self.options.teams - 1) else { return true };
        let left = self.options.members - members.len();
        let mut gains: Vec<f64> = self.useful[first..].iter().map(|(_, mask)| self.weight(mask & !covered)).collect();
        gains.sort_unstable_by(|a, b| b.total_cmp(a));
        let coverage = (self.weight(covered) + gains.iter().take(left).sum::<f64>()) / self.whole;
        // Sums in another order may differ in the last digits.
        if coverage < last.coverage - 1e-9 {
            return false;
        }
        let reachable = members.iter().copied().chain(first..self.useful.len());
        let parties: Vec<usize> = reachable.map(|at| self.useful[at].0).collect();
        let best = |capability: usize| {
            parties
                .iter()
                .filter_map(|&party| self.fits[party].get(capability))
                .fold(0.0, |a: f64, &b| a.max(b.min(1.0)))
        };
        let counting = (0..self.weights.len()).filter(|&capability| self.weights[capability] > 0.0);
        let score = counting.map(|capability| self.weights[capability] * best(capability)).sum::<f64>() / self.whole;
        coverage > last.coverage + 1e-9 || score >= last.score - 1e-9
    }

    fn beam(&mut self) {
        let mut beam: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..self.options.members {
            let mut longer: Vec<(Team, Vec<usize>)> = Vec::new();
            for members in &beam {
                for candidate in 0..self.useful.len() {
                    let mut with = members.clone();
                    with.push(candidate);
                    if !members.contains(&candidate) && self.fits_in(members, candidate) && self.all_count(&with) {
                        longer.push((self.team(&with), with));
                    }
                }
                if longer.len() > 8 * BEAM {
                    cut(&mut longer);
                }
            }
            cut(&mut longer);
            for (_, members) in &longer {
                self.keep(members);
            }
            beam = longer.into_iter().map(|(_, members)| members).collect();
        }
    }
}

fn cut(teams: &mut Vec<(Team, Vec<usize>)>) {
    teams.sort_by(|a, b| order(&a.0, &b.0));
    teams.dedup_by(|a, b| a.0.members == b.0.members);
    teams.truncate(BEAM);
}

/// Best first.
fn order(one: &Team, other: &Team) -> Ordering {
    let by = |a: f64, b: f64| if (a - b).abs() < 1e-9 { Ordering::Equal } else { b.total_cmp(&a) };
    by(one.coverage, other.coverage)
        .then(by(one.score, other.score))
        .then(one.members.len().cmp(&other.members.len()))
        .then_with(|| one.members.cmp(&other.members))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All subsets, by definition.
    fn brute(
        options: &TeamSearch,
        weights: &[f64],
        fits: &[Vec<f64>],
        conflicts: &[(usize, usize)],
    ) -> Vec<Vec<usize>> {
        let whole: f64 = weights.iter().sum();
        let has = |party: usize, capability: usize| fits[party][capability] > 0.0;
        let mut teams: Vec<Team> = Vec::new();
        for chosen in 1u32..1 << fits.len() {
            let members: Vec<usize> = (0..fits.len()).filter(|party| chosen >> party & 1 == 1).collect();
            let apart = |&(a, b): &(usize, usize)| members.contains(&a) && members.contains(&b);
            let counts = |&member: &usize| {
                (0..weights.len())
                    .any(|at| has(member, at) && members.iter().filter(|&&other| has(other, at)).count() == 1)
            };
            if members.len() > options.members || conflicts.iter().any(apart) || !members.iter().all(counts) {
                continue;
            }
            let best = |at: usize| members.iter().map(|&member| fits[member][at]).fold(0.0, f64::max);
            let coverage = (0..weights.len()).filter(|&at| best(at) > 0.0).map(|at| weights[at]).sum::<f64>() / whole;
            let score = (0..weights.len()).map(|at| weights[at] * best(at)).sum::<f64>() / whole;
            teams.push(Team { members, covered_by: Vec::new(), coverage, score });
        }
        teams.sort_by(order);
        teams.into_iter().take(options.teams).map(|team| team.members).collect()
    }

    #[test]
    fn a_team_says_who_covers_what_and_what_is_left() {
        let fits = vec![vec![0.9, 0.0, 0.0, 0.0], vec![0.5, 0.8, 0.0, 0.0], vec![0.0, 0.0, 0.7, 0.0], vec![0.0; 4]];
        let found = TeamSearch { teams: 2, ..TeamSearch::default() }.search(&[1.0; 4], &fits, &[]);
        assert!(found.exact);
        assert_eq!(found.teams[0].members, [1, 2]);
        assert_eq!(found.teams[0].covered_by, [Some(1), Some(1), Some(2), None]);
        assert!((found.teams[0].coverage - 0.75).abs() < 1e-12 && (found.teams[0].score - 0.5).abs() < 1e-12);
        let apart = TeamSearch { teams: 1, ..TeamSearch::default() }.search(&[1.0; 4], &fits, &[(2, 1), (7, 1)]);
        assert_eq!(apart.teams[0].members, [0, 2]);
    }

    #[test]
    fn nothing_wanted_nobody_there_and_strange_numbers() {
        let search = TeamSearch::default();
        for (weights, fits) in [
            (vec![], vec![vec![1.0]]),
            (vec![1.0], vec![]),
            (vec![0.0, -1.0, f64::NAN], vec![vec![1.0; 3]]),
            (vec![1.0], vec![vec![f64::NAN], vec![]]),
        ] {
            assert!(search.search(&weights, &fits, &[(0, 0)]).teams.is_empty(), "{weights:?} {fits:?}");
        }
        let many = search.search(&[1.0; 100], &vec![vec![1.0; 100]; 3], &[]);
        assert_eq!(many.teams[0].coverage, 1.0);
    }

    /// Weights, fits, conflicts.
    type Case = (Vec<f64>, Vec<Vec<f64>>, Vec<(usize, usize)>);

    fn case() -> impl Strategy<Value = Case> {
        (1usize..7, 1usize..11).prop_flat_map(|(capabilities, parties)| {
            let fit = prop_oneof![3 => Just(0.0), 2 => (1u8..5).prop_map(|fit| f64::from(fit) / 4.0)];
            let weights = prop::collection::vec((1u8..4).prop_map(f64::from), capabilities);
            let fits = prop::collection::vec(prop::collection::vec(fit, capabilities), parties);
            (weights, fits, prop::collection::vec((0..parties, 0..parties), 0..4))
        })
    }

    proptest! {
        #[test]
        fn branch_and_bound_is_the_definition((weights, fits, conflicts) in case(), members in 1usize..6, teams in 1usize..7) {
            let options = TeamSearch { members, teams, ..TeamSearch::default() };
            // A party is not in conflict with itself.
            let conflicts: Vec<(usize, usize)> = conflicts.into_iter().filter(|(a, b)| a != b).collect();
            let found = options.search(&weights, &fits, &conflicts);
            let found: Vec<Vec<usize>> = found.teams.into_iter().map(|team| team.members).collect();
            prop_assert_eq!(found, brute(&options, &weights, &fits, &conflicts));
        }

        #[test]
        fn the_beam_is_as_good_as_greedy((weights, fits, conflicts) in case()) {
            let exact = TeamSearch { teams: 1, ..TeamSearch::default() };
            let beam = TeamSearch { exact_up_to: 0, ..exact.clone() };
            let coverage = |search: &TeamSearch| search.search(&weights, &fits, &conflicts).teams.first().map_or(0.0, |team| team.coverage);
            let (best, found) = (coverage(&exact), coverage(&beam));
            prop_assert!(found <= best + 1e-9 && found >= best * (1.0 - 1.0 / std::f64::consts::E), "{found} of {best}");
        }
    }
}
