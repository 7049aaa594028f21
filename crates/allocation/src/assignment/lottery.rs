//! Assignment by lot: no pair is sure, and every draw keeps all rules.
//!
//! Where who gets whom can be foreseen, it can be arranged. So every pair has a cap on its chance: the chances are those of the greatest expected
//! value within the caps, and a draw chooses pairs with exactly these chances (Jecmen, Zhang, Liu, Shah, Conitzer and Fang, "Mitigating
//! manipulation in peer review via randomized reviewer assignments", NeurIPS 2020). Chances are a flow, counted in parts. A draw walks along
//! rings of arcs that carry parts of a pair and rounds them up and down in turn, by lot, so that the mean stays: the dependent rounding of
//! Gandhi, Khuller, Parthasarathy and Srinivasan (Journal of the ACM 53, 2006), on the whole network, so that groups keep their quotas too.

use super::network::Network;
use super::problem::{Assignment, PINNED};
use super::reason;
use super::solution::Refusal;
use super::solve::generate;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Chances are multiples of one in so many.
pub const PARTS: u32 = 1_000;

/// A chance for each pair, and draws.
#[derive(Clone, Debug)]
pub struct Lottery {
    /// Left, right and the chance in [`PARTS`], of all pairs that have any, in order.
    pub chances: Vec<(u32, u32, u32)>,
    /// The expected total value, times [`PARTS`].
    pub value: i64,
    nodes: usize,
    /// Where each arc of the network leads from and to, and what it carries in parts.
    arcs: Vec<(u32, u32, i64)>,
    /// The arc of each pair of `chances`; none where it is pinned.
    own: Vec<Option<u32>>,
}

impl Assignment {
    /// The chances of the greatest expected value where the chance of each pair, in the order of the list, is at most its cap in [`PARTS`].
    /// Pinned pairs are sure; the worst-off do not come first here.
    ///
    /// # Errors
    /// As for [`Assignment::solve`], and where the caps leave no solution.
    pub fn lottery(&self, caps: &[u32]) -> Result<Lottery, Refusal> {
        if caps.len() != self.pairs.len() || caps.iter().any(|&cap| cap > PARTS) {
            return Err(Refusal::CapsNumber(caps.len(), self.pairs.len()));
        }
        let problem = &Assignment { worst_off_first: None, ..self.clone() };
        let mut rows = problem.rows()?;
        reason::plain(problem, &rows)?;
        let mut network = Network::new(problem, &rows, true, PARTS.into())?;
        // A node needs as many pairs for one partner as caps add up to one.
        let mean = caps.iter().map(|&cap| u64::from(cap)).sum::<u64>() / caps.len().max(1) as u64;
        let spare = (4 * u64::from(PARTS) / mean.max(1)).clamp(8, 400) as usize;
        generate(problem, &mut rows, &mut network, spare, &|place| caps[place].into());
        if network.flow.is_stuck() {
            let cut = reason::cut(problem)?;
            return Err(if cut.needed > cut.room { Refusal::Cut(cut) } else { Refusal::Caps });
        }
        let flow = &network.flow;
        let mut first = None;
        let mut arcs = Vec::new();
        for (arc, source, target) in flow.arcs() {
            first.get_or_insert(arc);
            arcs.push((source, target, flow.on(arc)));
        }
        let first = first.unwrap_or(0);
        let mut chances = Vec::new();
        let mut value = 0;
        for (pair, &mark) in problem.pairs.iter().zip(&rows.marks) {
            let (parts, own) = match mark {
                PINNED => (PARTS.into(), None),
                arc if arc < PINNED => (flow.on(arc), Some(arc - first)),
                _ => (0, None),
            };
            if parts > 0 {
                value += pair.value * parts;
                chances.push(((pair.left, pair.right, parts as u32), own));
            }
        }
        chances.sort_unstable();
        let (chances, own) = chances.into_iter().unzip();
        let nodes = arcs.iter().map(|&(source, target, _)| source.max(target) as usize + 1).max().unwrap_or(0);
        Ok(Lottery { chances, value, nodes, arcs, own })
    }
}

impl Lottery {
    /// A choice of pairs that keeps all rules of the problem, each pair with its chance. The same seed draws the same.
    pub fn draw(&self, seed: u64) -> Vec<(u32, u32)> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let parts = i64::from(PARTS);
        let mut carried: Vec<i64> = self.arcs.iter().map(|&(_, _, parts)| parts).collect();
        let mut open: Vec<Vec<u32>> = vec![Vec::new(); self.nodes];
        for (arc, &(source, target, _)) in self.arcs.iter().enumerate().filter(|(_, arc)| arc.2 % parts != 0) {
            open[source as usize].push(arc as u32);
            open[target as usize].push(arc as u32);
        }
        // The way walked so far: arcs, and the nodes before each of them. Where a node stands on the way, if it does.
        let (mut way, mut nodes): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut stands = vec![usize::MAX; self.nodes];
        for start in 0..self.nodes as u32 {
            let mut node = start;
            loop {
                // Whole flows come in and whole flows go out: where one arc carries a part, another one does.
                let last = way.last().copied();
                open[node as usize].retain(|&arc| carried[arc as usize] % parts != 0);
                let Some(&arc) = open[node as usize].iter().find(|&&arc| Some(arc) != last) else { break };
                stands[node as usize] = way.len();
                way.push(arc);
                nodes.push(node);
                let (source, target, _) = self.arcs[arc as usize];
                node = if source == node { target } else { source };
                let begin = stands[node as usize];
                if begin == usize::MAX {
                    continue;
                }
                self.round(&way[begin..], &nodes[begin..], &mut carried, &mut random);
                nodes[begin..].iter().for_each(|&node| stands[node as usize] = usize::MAX);
                way.truncate(begin);
                nodes.truncate(begin);
            }
            nodes.drain(..).for_each(|node| stands[node as usize] = usize::MAX);
            way.clear();
        }
        let drawn = self.chances.iter().zip(&self.own);
        let drawn = drawn.filter(|(_, own)| own.is_none_or(|arc| carried[arc as usize] > 0));
        drawn.map(|(&(left, right, _), _)| (left, right)).collect()
    }

    /// Sends as much round a ring, one way or the other by lot, as makes one of its arcs whole, so that what each carries stays the same on average.
    fn round(&self, ring: &[u32], nodes: &[u32], carried: &mut [i64], random: &mut ChaCha8Rng) {
        let parts = i64::from(PARTS);
        let (mut ahead, mut back) = (i64::MAX, i64::MAX);
        for (&arc, &node) in ring.iter().zip(nodes) {
            let above = carried[arc as usize] % parts;
            let (more, less) =
                if self.arcs[arc as usize].0 == node { (parts - above, above) } else { (above, parts - above) };
            ahead = ahead.min(more);
            back = back.min(less);
        }
        let step = if random.random_range(0..ahead + back) < back { ahead } else { -back };
        for (&arc, &node) in ring.iter().zip(nodes) {
            carried[arc as usize] += if self.arcs[arc as usize].0 == node { step } else { -step };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fault, Group, Node, Pair, Prices, Side, Solution, check};

    fn problem() -> Assignment {
        let node = |least, most, group| Node { least, most, group };
        let value = |place: u32| i64::from(place * 37 % 23);
        Assignment {
            left: (0..6).map(|place| node(2, 2, (place < 3).then_some(0))).collect(),
            right: (0..5).map(|place| node(1, 3, Some(place / 3))).collect(),
            left_groups: vec![Group { least: 0, most: 6, most_per_partner: 2 }],
            right_groups: vec![
                Group { least: 0, most: 9, most_per_partner: 1 },
                Group { least: 4, most: 9, most_per_partner: 2 },
            ],
            pairs: (0..30).map(|place| Pair { left: place / 5, right: place % 5, value: value(place) }).collect(),
            pinned: vec![(0, 4)],
            forbidden: vec![(5, 0)],
            worst_off_first: Some(Side::Left),
        }
    }

    #[test]
    fn draws_keep_the_rules_and_the_chances() {
        const DRAWS: u64 = 4_000;
        let problem = problem();
        let caps = vec![600; problem.pairs.len()];
        let lottery = problem.lottery(&caps).unwrap();
        let mut drawn = vec![0; lottery.chances.len()];
        let prices =
            |nodes: usize, groups| Prices { nodes: vec![0; nodes], groups: vec![0; groups], quotas: Vec::new() };
        let certificate = crate::Certificate { left: prices(6, 1), right: prices(5, 2) };
        for seed in 0..DRAWS {
            let pairs = lottery.draw(seed);
            let value = |&(left, right): &(u32, u32)| problem.pairs[(left * 5 + right) as usize].value;
            let solution = Solution { value: pairs.iter().map(value).sum(), pairs, certificate: certificate.clone() };
            // A gap is what the checker finds last: every rule is kept.
            assert!(
                matches!(check(&problem, &solution), Ok(()) | Err(Fault::Gap(_))),
                "{seed}: {:?}",
                check(&problem, &solution)
            );
            for (place, &(left, right, _)) in lottery.chances.iter().enumerate() {
                drawn[place] += u64::from(solution.pairs.contains(&(left, right)));
            }
        }
        for (&(left, right, parts), &drawn) in lottery.chances.iter().zip(&drawn) {
            let chance = f64::from(parts) / f64::from(PARTS);
            let expected = chance * DRAWS as f64;
            let spread = (DRAWS as f64 * chance * (1.0 - chance)).sqrt();
            assert!(
                (drawn as f64 - expected).abs() <= 4.5 * spread,
                "{left} and {right}: {drawn} times, not {expected}"
            );
            assert!(parts <= 600 || (left, right) == (0, 4));
        }
        assert_eq!(lottery.draw(7), lottery.draw(7));
    }

    #[test]
    fn without_caps_the_best_is_sure() {
        let problem = Assignment { worst_off_first: None, ..problem() };
        let lottery = problem.lottery(&[PARTS; 30]).unwrap();
        let best = problem.solve().unwrap();
        assert_eq!(lottery.value, best.value * i64::from(PARTS));
        assert_eq!(lottery.draw(1).len(), best.pairs.len());
    }

    #[test]
    fn caps_can_be_too_low() {
        let problem = problem();
        assert_eq!(problem.lottery(&[100; 30]).unwrap_err(), Refusal::Caps);
        assert_eq!(problem.lottery(&[100; 29]).unwrap_err(), Refusal::CapsNumber(29, 30));
        assert_eq!(problem.lottery(&[1_001; 30]).unwrap_err(), Refusal::CapsNumber(30, 30));
    }
}
